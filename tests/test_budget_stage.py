"""The stage `budget`: candidates from annotations, slices beside documents, evidence, and what a night costs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import schema
from pipelines.engine import InlineEngine
from pipelines.scope import EVERYTHING, Scope
from pipelines.select import budget_stage
from pipelines.select.budget import Budget
from pipelines.select.budget_candidates import TOLD, candidates, read_settings
from pipelines.select.budget_counts import CANDIDATES
from pipelines.select.budget_quotas import QuotaConflict
from pipelines.stage import Job, Shards, Stage, Task
from pipelines.store import Account, Ref, Shard, Store, evidence_name
from pipelines.tables import parquet_bytes

SETTINGS = read_settings()

PLAIN: dict[str, Any] = {
    "version": "v1", "source": "edrsr", "kind": "decision", "language": "uk", "instance": "first",
    "date": date(2019, 5, 1), "procedure": "Цивільне", "decision": "keep", "weight": 1.0,
    "decisions": 1, "chars": 1000, "found": "uk",
}  # fmt: skip

READS = {
    "documents": (schema.DOCUMENTS, TOLD),
    "selection": (schema.SELECTION, ("id", "decision", "weight")),
    "duplicates": (schema.DUPLICATES, ("id", "cluster", "decisions")),
    "quality": (schema.QUALITY, ("id", "chars", "language")),
}

Row = dict[str, Any]


def tables(rows: list[Row]) -> dict[str, pa.Table]:
    """Documents that differ from a plain one as given, and their annotations."""
    named = ({"id": f"edrsr:{number}", **PLAIN, **row} for number, row in enumerate(rows))
    whole = [{"cluster": row["id"], **row} for row in named]
    made = dict[str, pa.Table]()
    for asset, (columns, names) in READS.items():
        told = [{**row, "language": row["found"]} if asset == "quality" else row for row in whole]
        picked = pa.schema([columns.field(name) for name in names])
        made[asset] = pa.Table.from_pylist([{name: row[name] for name in names} for row in told], picked)
    return made


def offered(*rows: Row) -> list[Row]:
    """Candidates that come of documents."""
    told = {name: SETTINGS[name] for name in ("siblings", "tokens_per_character")}
    made = candidates(**tables(list(rows)), **told)
    assert made.schema.equals(CANDIDATES)
    return made.to_pylist()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, {"tokens": 215, "weight": 1.0, "share": 1.0, "year": "2019", "jurisdiction": "Цивільне"}),
        ({"kind": "statute"}, {"tokens": 171}),
        ({"found": "nl", "kind": "statute"}, {"tokens": 250, "language": "nl"}),
        ({"found": "und", "language": "nl"}, {"tokens": 214, "language": "nl"}),
        ({"found": "ru"}, {"tokens": 250, "language": "ru"}),
        ({"chars": 0, "weight": 0.0}, {"tokens": 1, "weight": 0.0}),
        ({"date": None, "instance": None}, {"year": None, "instance": None}),
        ({"cluster": "edrsr:9", "decisions": 8, "weight": 0.5}, {"weight": 0.5, "share": 1.0}),
        ({"cluster": "edrsr:9", "decisions": 71, "weight": 8 / 71}, {"weight": 1.0, "share": 0.1}),
        ({"decisions": 71, "weight": 8 / 71}, {"weight": 1.0, "share": 1.0}),
    ],
)
def test_candidates(row: Row, expected: Row) -> None:
    """Tokens by kind and language found, shares of siblings, and values as published."""
    (made,) = offered(row)
    rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in made.items()}
    assert rounded.items() >= expected.items()


def test_a_template_offers_as_many_as_stand_for_it() -> None:
    """Of a hundred cases the first has a share of one, the others seven together."""
    template = [{"cluster": "edrsr:0", "decisions": 100, "weight": 0.08}] * 99
    rows = offered({"decisions": 100, "weight": 0.08}, *template)
    assert sum(row["share"] for row in rows) == pytest.approx(8, rel=1e-5)
    assert {round(row["weight"], 5) for row in rows} == {1.0}


def test_versions_are_candidates_of_their_own() -> None:
    """Editions of one act have one id and are drawn apart."""
    old, new = offered({"id": "rada:435-15", "version": "a"}, {"id": "rada:435-15", "version": "b"})
    assert old["hash"] != new["hash"]


def test_the_settings_that_are_shipped_take_everything() -> None:
    """Without a budget nothing is chosen from; with one they make a budget without quotas."""
    assert SETTINGS["tokens"] is None
    assert Budget.of(10, SETTINGS["quotas"], SETTINGS["seed"]) == Budget(10, (), SETTINGS["seed"])


# --- the stage ----------------------------------------------------------------------------------------


class Root:
    """A data root with shards of documents and their annotations, and the stage over them."""

    def __init__(self, folder: Path) -> None:
        self.store, self.workroom = Store(str(folder / "root")), folder / "workroom"
        self.workroom.mkdir()
        self.refs: dict[str, list[Ref]] = {name: [] for name in READS}

    def add(self, year: str, rows: list[Row]) -> None:
        """One more shard."""
        scope, number = Scope("edrsr", year), len(self.refs["documents"])
        for asset, table in tables(rows).items():
            key = f"{number:032x}"
            size, sha256 = self.store.write(asset, scope, f"part-{key}.parquet", parquet_bytes(table))
            account = Account("rows", len(rows), len(rows))
            shard = Shard(key, key, f"part-{key}.parquet", len(rows), size, sha256, account)
            self.refs[asset].append(Ref(asset, scope, shard))

    def run(self, **told: Any) -> tuple[Shard, ...]:
        """The slices of a run with these parameters."""
        parameters = {**SETTINGS, **told}
        stage = Stage(
            "budget", "once", "select", "", budget_stage.VERSION, budget_stage.conduct, budget_stage.BUDGET,
            sliced="documents", parameters=parameters, conducted=True,
        )  # fmt: skip
        shards = {name: Shards(self.store, tuple(refs), READS[name][1]) for name, refs in self.refs.items()}
        with InlineEngine() as engine:
            job = Job(stage, EVERYTHING, Task("a" * 32, shards), self.store, engine, self.workroom)
            return budget_stage.conduct(job, **parameters)

    def rows(self, shards: tuple[Shard, ...]) -> pl.DataFrame:
        """What slices say."""
        read = [self.store.read_table(Ref("budget", EVERYTHING, shard)) for shard in shards]
        assert all(table.schema.equals(budget_stage.BUDGET) for table in read)
        return pl.DataFrame(pa.concat_tables(read))


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """Three shards of two years."""
    made = Root(tmp_path)
    for year, number in (("2018", 40), ("2019", 40), ("2019", 20)):
        first = sum(ref.shard.rows for ref in made.refs["documents"])
        rows = [{"id": f"edrsr:{first + at}", "date": date(int(year), 2, 3)} for at in range(number)]
        made.add(year, [{**row, "weight": 0.0 if at == 3 else 1.0} for at, row in enumerate(rows)])
    return made


def test_without_a_budget_everything_kept_is_chosen(root: Root) -> None:
    """No tokens named: what has a weight is in, and nothing is left out for want of room."""
    rows = root.rows(root.run())
    assert rows["chosen"].sum() == 97
    assert rows["left_out"].null_count() == 100
    assert rows["id"].to_list() == [f"edrsr:{number}" for number in range(100)]


def test_slices_lie_beside_documents_and_have_evidence(root: Root) -> None:
    """Each slice names its shard of documents; the evidence they share adds up to what they say."""
    shards = root.run(tokens=5000, quotas={"year": {2019: {"most": 0.3}}})
    assert [shard.beside for shard in shards] == [ref.shard.key for ref in root.refs["documents"]]
    assert all(shard.account.balanced for shard in shards)
    (key,) = {shard.evidence for shard in shards}
    path = root.store.path("budget", EVERYTHING, evidence_name(key))
    strata = pl.DataFrame(pq.ParquetFile(path).read())
    rows = root.rows(shards)
    assert strata["chosen_documents"].sum() == rows["chosen"].sum() == 23
    left_out = dict(rows["left_out"].drop_nulls().value_counts().iter_rows())
    assert left_out == {"budget": 22, "year=2019 at most 0.3": 52}


def test_a_night_without_news_changes_nothing(root: Root) -> None:
    """The same keys again, and candidates are not made again."""
    first = root.run(tokens=5000)
    made = {file: file.stat().st_mtime_ns for file in root.workroom.iterdir()}
    assert root.run(tokens=5000) == first
    assert {file: file.stat().st_mtime_ns for file in root.workroom.iterdir()} == made


def test_a_night_with_news_keeps_what_it_does_not_touch(root: Root) -> None:
    """With room for all, the slices of old shards stay as they are; the border moves only when it must."""
    before = root.run(tokens=10**9)
    root.add("2019", [{"id": "edrsr:new"}])
    after = root.run(tokens=10**9)
    assert [shard.key for shard in after[:3]] == [shard.key for shard in before]
    assert root.rows(after[3:])["chosen"].to_list() == [True]


def test_candidates_of_other_settings_are_removed(root: Root) -> None:
    """The workroom holds a file for each shard, of the settings of today."""
    root.run(tokens=5000)
    old = set(root.workroom.iterdir())
    root.run(tokens=5000, siblings=4)
    assert len(list(root.workroom.iterdir())) == 3
    assert not old & set(root.workroom.iterdir())


def test_a_conflict_is_said_before_anything_is_written(root: Root) -> None:
    """A budget that cannot be kept leaves no slice."""
    with pytest.raises(QuotaConflict, match="source=rada is to have at least 500 tokens and 0 are offered"):
        root.run(tokens=5000, quotas={"source": {"rada": {"least": 0.1}}})
    assert not root.store.names("budget", EVERYTHING)
