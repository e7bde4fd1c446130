"""Taking documents down: the list, the rows that end them, and the proof that a release holds nothing of them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from click.testing import CliRunner

from pipelines import schema, takedown
from pipelines.cli_release import takedown as command
from pipelines.compact import compact
from pipelines.engine import InlineEngine
from pipelines.graph import stage
from pipelines.report.takedown_proof import affected, own_paragraphs, prove
from pipelines.run import cells_on_offer, run_graph
from pipelines.scope import Scope, UsageError
from pipelines.sources.folder import SourceError
from pipelines.stage import Workspace
from pipelines.standing import standing_rows
from pipelines.store_sweep import sweep
from pipelines.work import Report, run_stage
from tests.conftest import FIXTURES

CELL = Scope("edrsr", "2019")
HEEDING = replace(stage("documents"), function=takedown.documents, planner=takedown.plan_documents)


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A corpus from which some documents of one cell were taken down, before and after."""

    before: Workspace
    after: Workspace
    ids: tuple[str, ...]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the registers that tests may write to."""
    folder = tmp_path_factory.mktemp("takedown") / "sources"
    shutil.copytree(FIXTURES, folder)
    return str(folder)


@pytest.fixture(scope="module")
def taken(made: tuple[Workspace, list[Report]], sources: str, tmp_path_factory: pytest.TempPathFactory) -> TakenDown:
    """Two released documents of a year taken down, and the release made again."""
    before, _ = made
    after = Workspace(sources, str(tmp_path_factory.mktemp("taken") / "root"))
    shutil.copytree(before.root, after.root)
    released = pl.read_parquet(f"{before.root}/release/main/parquet/*/*.parquet", columns=["id", "source", "date"])
    ids = tuple(released.filter(pl.col("source") == "edrsr", pl.col("date").dt.year() == 2019)["id"].sort()[:2])
    assert len(ids) == 2
    answer = CliRunner().invoke(command, [*ids, "--reason", "court order", "--sources", sources, "--root", after.root])
    assert answer.exit_code == 0, answer.output
    with InlineEngine() as engine:
        assert run_stage(HEEDING, CELL, after, engine).computed == 1
        run_graph(cells_on_offer(after.sources), after, engine)
    return TakenDown(before, after, ids)


def test_a_list_grows_and_keeps_its_reasons(tmp_path: Path) -> None:
    """Lines are sorted; what is listed already keeps the reason it has; the same again changes no byte."""
    assert takedown.add_to_list(str(tmp_path), ["edrsr:2", "rada:1/95"], "first") == ["edrsr:2", "rada:1/95"]
    assert takedown.add_to_list(str(tmp_path), ["edrsr:2", "edrsr:1"], "second") == ["edrsr:1"]
    written = (tmp_path / takedown.LIST).read_bytes()
    assert takedown.read_list(str(tmp_path)) == {"edrsr:1": "second", "edrsr:2": "first", "rada:1/95": "first"}
    assert takedown.add_to_list(str(tmp_path), ["edrsr:1"], "third") == []
    assert (tmp_path / takedown.LIST).read_bytes() == written


@pytest.mark.parametrize("wrong", ["86740127", "edrsr:", "eurlex:1"])
def test_what_is_no_document_is_refused_and_nothing_written(wrong: str, tmp_path: Path) -> None:
    """A slip of the hand is told before anything is written."""
    with pytest.raises(UsageError, match="is no document"):
        takedown.add_to_list(str(tmp_path), ["edrsr:1", wrong], "x")
    assert not (tmp_path / takedown.LIST).exists()


def test_a_broken_list_is_told(tmp_path: Path) -> None:
    """A line that is no entry stops everything: what it meant to take down must not go out."""
    (tmp_path / takedown.LIST).write_text('{"id": "edrsr:1"}\n', encoding="utf-8")
    with pytest.raises(SourceError, match="mend it"):
        takedown.read_list(str(tmp_path))


@pytest.mark.slow
def test_a_row_without_text_ends_the_document(taken: TakenDown) -> None:
    """Its last row is withdrawn, has no text, and names the list as its origin; a second run adds nothing."""
    rows = standing_rows(taken.after.store, CELL, ("id", "status", "text", "source_file"))
    ended = rows.filter(pl.col("id").is_in(taken.ids))
    assert ended.sort("id").rows() == [(each, "withdrawn", "", takedown.LIST) for each in taken.ids]
    with InlineEngine() as engine:
        assert run_stage(HEEDING, CELL, taken.after, engine).computed == 0


@pytest.mark.slow
def test_a_release_without_them_is_proved_and_one_with_them_is_not(taken: TakenDown) -> None:
    """The scan finds names and own paragraphs where they are, and nothing where they were taken down."""
    then, now = (prove(taken.ids, "main", each.store) for each in (taken.before, taken.after))
    assert now.passed, now.found
    assert then.files == now.files > 5
    assert {each.what for each in then.found} >= set(taken.ids)
    assert {each.path.partition("/")[0] for each in then.found} >= {"parquet", "webdataset", "packed"}
    listed = (Path(taken.after.root) / "release/main/takedown.jsonl").read_text(encoding="utf-8")
    assert set(taken.ids) <= {json.loads(line)["id"] for line in listed.splitlines()}


@pytest.mark.slow
def test_paragraphs_alone_give_a_text_away(taken: TakenDown) -> None:
    """A text under another name is found by a paragraph that no other document holds."""
    store = taken.before.store
    proof = prove(taken.ids, "main", store)
    assert proof.paragraphs == len(own_paragraphs(taken.ids, store)) > 0
    assert {each.where for each in proof.found if each.what == "a paragraph of its text"} >= {"text", "txt"}


@pytest.mark.slow
def test_what_is_made_anew_is_named(taken: TakenDown) -> None:
    """The shards that rest on the document's: one of documents, those beside it, and what is made of the whole."""
    shards = affected(taken.ids[:1], taken.before.store)
    assert [len(shards[name]) for name in ("documents", "signatures", "sections", "personal_data")] == [1, 1, 1, 1]
    assert {"corpus", "packed_sequences", "embedding_pairs", "bpe_tokenizer", "release"} <= shards.keys()
    assert affected(["edrsr:0"], taken.before.store) == {"documents": []}


@pytest.mark.slow
def test_what_comes_again_is_not_let_in(taken: TakenDown, tmp_path: Path) -> None:
    """A root made anew from the same sources has a row without a text from the start."""
    fresh = Workspace(taken.after.sources, str(tmp_path))
    with InlineEngine() as engine:
        run_stage(stage("source_files"), CELL, fresh, engine)
        report = run_stage(HEEDING, CELL, fresh, engine)
    assert report.balanced
    rows = pl.read_parquet(f"{fresh.root}/documents/**/part-*.parquet", hive_partitioning=False)
    assert set(rows.filter(pl.col("id").is_in(taken.ids))["text"]) == {""}
    assert rows.filter(pl.col("text") != "").height > 0


def test_first_bytes_of_what_was_refused_go_too(made: tuple[Workspace, list[Report]], tmp_path: Path) -> None:
    """A document that was only ever refused has a row that ends it, and compact forgets the sample in quarantine."""
    shutil.copytree(FIXTURES, tmp_path / "sources")
    shutil.copytree(made[0].root, tmp_path / "root")
    workspace = Workspace(str(tmp_path / "sources"), str(tmp_path / "root"))
    refused = samples(workspace)
    name = min(each for each in refused if each and each.startswith("edrsr:"))
    takedown.add_to_list(workspace.sources, [name], "court order")
    with InlineEngine() as engine:
        report = run_stage(stage("documents"), CELL, workspace, engine)
    assert report.balanced
    assert refused[name]
    assert [merger.hidden for merger in compact(CELL, workspace)] == [(name,)]
    sweep(workspace.store)
    left = samples(workspace)
    assert not left.get(name)
    assert left.keys() >= refused.keys() - {name}
    assert compact(CELL, workspace) == []


def samples(workspace: Workspace) -> dict[str, bytes]:
    """What the quarantine of the cell holds of each document."""
    pattern = f"{workspace.root}/documents/source=edrsr/year=2019/quarantine-*.parquet"
    return dict(pl.read_parquet(pattern, hive_partitioning=False).select("id", "sample").iter_rows())


def test_what_comes_refused_again_leaves_no_bytes() -> None:
    """The list is heeded by what is refused as well."""
    blank = dict.fromkeys(schema.QUARANTINE.names, "")
    rows = [{**blank, "id": name, "sample": b"abc"} for name in ("edrsr:1", "edrsr:2", None)]
    kept = takedown.blanked(pa.Table.from_pylist(rows, schema.QUARANTINE), ["edrsr:1"])
    assert kept["sample"].to_pylist() == [b"", b"abc", b"abc"]
    assert kept.schema == schema.QUARANTINE


@pytest.mark.parametrize(
    ("words", "code"),
    [([], 2), (["edrsr:1", "--root", "."], 1), (["86740127"], 1), (["edrsr:1", "--prove", "main", "--root", "."], 1)],
)
def test_exit_codes_are_honest(words: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong use is 2; an unknown document, what is no document, and a release that is not there are 1."""
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(command, ["--sources", str(tmp_path), *words]).exit_code == code


@pytest.mark.slow
def test_the_command_proves(taken: TakenDown) -> None:
    """Without ids the whole list is looked for; 0 when nothing is found, 1 when something is."""
    places = ["--sources", taken.after.sources, "--json", "--prove", "main"]
    for workspace, code in ((taken.after, 0), (taken.before, 1)):
        answer = CliRunner().invoke(command, [*places, "--root", workspace.root])
        assert answer.exit_code == code, answer.output
        assert json.loads(answer.stdout)["passed"] is (code == 0)
