"""Stages: planning, doing what is missing, accounts, slices named by content."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipelines import schema
from pipelines.engine import InlineEngine
from pipelines.plan import StaleInput
from pipelines.scope import Scope
from pipelines.stage import Outcome, Read, Shards, Stage, Task, Workspace
from pipelines.store import Account, Ref
from pipelines.tables import parquet_bytes
from pipelines.work import LostRows, run_stage

WORDS = pa.schema([schema.column("id", pa.string(), "word")])
LENGTHS = pa.schema([schema.column("id", pa.string(), "word"), schema.column("length", pa.int32(), "letters")])
RANKS = pa.schema([schema.column("id", pa.string(), "word"), schema.column("first", pa.bool_(), "no equal before it")])
CELL = Scope("edrsr", "2019")
OTHER = Scope("edrsr", "2020")


def read_words(words: list[str]) -> Outcome:
    """Words as they come; the empty ones are refused."""
    good = [word for word in words if word]
    refused = [
        {"asset": "words", "id": None, "source_file": "f", "place": "0", "reason": "empty", "detail": "", "sample": b""}
        for word in words
        if not word
    ]
    account = Account("words", len(words), len(good), quarantined=len(refused))
    return Outcome(pa.table({"id": good}, WORDS), account, pa.Table.from_pylist(refused, schema.QUARANTINE))


def measure(words: pa.Table, *, add: int = 0) -> pa.Table:
    """Letters of each word."""
    return pa.table({"id": words["id"], "length": pc.add(pc.utf8_length(words["id"]), add).cast(pa.int32())})


def drop_one(words: pa.Table) -> pa.Table:
    """A faulty stage that loses its last row."""
    return measure(words.slice(0, words.num_rows - 1))


def first_ones(words: Shards) -> pa.Table:
    """Whether a word is the first of its kind in the whole source."""
    seen: set[str] = set()
    rows = words.table(WORDS)["id"].to_pylist()
    firsts = [word not in seen and not seen.add(word) for word in rows]
    return pa.table({"id": rows, "first": firsts}, RANKS)


def stage_words(per_cell: dict[Scope, list[list[str]]]) -> Stage:
    """A head stage with given words for each cell, a list for each shard."""

    def plan(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
        return [Task(stage.key(words), {"words": words}) for words in per_cell.get(scope, [])]

    return Stage("words", "cell", "g", "words", "1", read_words, WORDS, planner=plan)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace in an empty folder."""
    return Workspace(str(tmp_path / "sources"), str(tmp_path / "root"))


def test_done_work_is_reused_and_new_work_is_done(workspace: Workspace) -> None:
    """A second run computes nothing; one more shard computes one; another parameter computes all."""
    words = stage_words({CELL: [["суд"], ["право", "закон"]]})
    lengths = Stage("lengths", "cell", "g", "words", "1", measure, LENGTHS, (Read(words),), over="words")
    run_stage(words, CELL, workspace, InlineEngine())
    first = run_stage(lengths, CELL, workspace, InlineEngine())
    again = run_stage(lengths, CELL, workspace, InlineEngine())
    assert (first.computed, first.reused, again.computed, again.reused) == (2, 0, 0, 2)
    assert again.manifest == first.manifest

    longer = stage_words({CELL: [["суд"], ["право", "закон"], ["стаття"]]})
    run_stage(longer, CELL, workspace, InlineEngine())
    grown = Stage("lengths", "cell", "g", "words", "1", measure, LENGTHS, (Read(longer),), over="words")
    assert run_stage(grown, CELL, workspace, InlineEngine()).computed == 1
    other = Stage(
        "lengths", "cell", "g", "words", "1", measure, LENGTHS, (Read(longer),), over="words", parameters={"add": 1}
    )
    assert run_stage(other, CELL, workspace, InlineEngine()).computed == 3


def test_refused_rows_are_counted_and_kept(workspace: Workspace) -> None:
    """A refused row lies in the quarantine beside its shard, with its reason in the manifest."""
    report = run_stage(stage_words({CELL: [["суд", "", "", "право"]]}), CELL, workspace, InlineEngine())
    (shard,) = report.manifest.shards
    assert report.balanced
    assert report.accounts["words"] == Account("words", 4, 2, 0, 2)
    assert report.reasons == {"empty": 2}
    path = workspace.store.path("words", CELL, f"quarantine-{shard.key}.parquet")
    assert workspace.store.filesystem().exists(path)


def test_lost_rows_are_never_committed(workspace: Workspace) -> None:
    """A stage that loses rows is not committed, and its shards are made again when it is mended."""
    words = stage_words({CELL: [["суд", "право"]]})
    run_stage(words, CELL, workspace, InlineEngine())
    faulty = Stage("lengths", "cell", "g", "words", "1", drop_one, LENGTHS, (Read(words),), over="words")
    mended = Stage("lengths", "cell", "g", "words", "1", measure, LENGTHS, (Read(words),), over="words")
    assert not run_stage(faulty, CELL, workspace, InlineEngine()).balanced
    assert workspace.store.find_manifest("lengths", CELL) is None
    assert run_stage(mended, CELL, workspace, InlineEngine()).computed == 1


def test_an_empty_cell_is_committed_too(workspace: Workspace) -> None:
    """A cell without a document has a manifest without a shard, so that what follows can go on."""
    words = stage_words({})
    lengths = Stage("lengths", "cell", "g", "words", "1", measure, LENGTHS, (Read(words),), over="words")
    assert run_stage(words, CELL, workspace, InlineEngine()).manifest.shards == ()
    assert run_stage(lengths, CELL, workspace, InlineEngine()).manifest.rows == 0


def test_slices_are_named_by_content_so_old_cells_stay(workspace: Workspace) -> None:
    """A new cell changes nothing for an old one: its slice keeps its key, and what reads it has nothing to do."""
    cells = {CELL: [["суд", "право"]]}
    words = stage_words(cells)
    ranks = Stage("ranks", "source", "g", "words", "1", first_ones, RANKS, (Read(words),), sliced="words")
    run_stage(words, CELL, workspace, InlineEngine())
    before = run_stage(ranks, CELL.widened("source"), workspace, InlineEngine())
    cells[OTHER] = [["право", "закон"]]
    run_stage(words, OTHER, workspace, InlineEngine())
    after = run_stage(ranks, CELL.widened("source"), workspace, InlineEngine())
    assert after.manifest.shards[0].key == before.manifest.shards[0].key
    tables = [workspace.store.read_table(Ref("ranks", Scope("edrsr"), s)) for s in after.manifest.shards]
    assert [t["first"].to_pylist() for t in tables] == [[True, True], [False, True]]


def test_slices_must_have_the_rows_of_what_they_annotate(workspace: Workspace) -> None:
    """An answer with other rows than the documents is refused."""
    words = stage_words({CELL: [["суд", "право"]]})
    run_stage(words, CELL, workspace, InlineEngine())
    short = Stage(
        "ranks",
        "source",
        "g",
        "words",
        "1",
        lambda words: first_ones(words).slice(1),
        RANKS,
        (Read(words),),
        sliced="words",
    )
    with pytest.raises(LostRows, match="gave 1 rows for 2"):
        run_stage(short, Scope("edrsr"), workspace, InlineEngine())


def test_stale_annotations_are_named(workspace: Workspace) -> None:
    """An annotation of shards that are gone is refused, with the asset that must be made again."""
    words = stage_words({CELL: [["суд"]]})
    lengths = Stage("lengths", "cell", "g", "words", "1", measure, LENGTHS, (Read(words),), over="words")
    both = Stage(
        "both",
        "cell",
        "g",
        "words",
        "1",
        lambda words, lengths: lengths,
        LENGTHS,
        (Read(words), Read(lengths)),
        over="words",
    )
    for stage in (words, lengths, both):
        run_stage(stage, CELL, workspace, InlineEngine())
    run_stage(stage_words({CELL: [["право"]]}), CELL, workspace, InlineEngine())
    with pytest.raises(StaleInput, match=r"lengths of edrsr\|2019 is older than its words"):
        run_stage(both, CELL, workspace, InlineEngine())


def test_a_finished_piece_survives_a_crash_before_the_commit(workspace: Workspace) -> None:
    """Work done before a crash is taken from its receipt; only the rest is done."""
    words = stage_words({CELL: [["суд"], ["право"], ["закон"]]})

    def crash(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_stage(words, CELL, workspace, InlineEngine(), crash)
    assert workspace.store.find_manifest("words", CELL) is None
    resumed = run_stage(words, CELL, workspace, InlineEngine())
    assert (resumed.computed, resumed.reused) == (1, 2)


def test_parquet_bytes_depend_on_values_only() -> None:
    """A slice of a table and the same rows built anew are the same file."""
    rows = pa.table({"id": ["а", "б", "в", "г"], "n": [1, 2, None, 4]})
    assert parquet_bytes(rows.slice(1, 2)) == parquet_bytes(
        pa.table({"id": ["б", "в"], "n": pa.array([2, None], pa.int64())})
    )
