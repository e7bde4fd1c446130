"""A month of nights: three simulated publishers that misbehave, fetched and taken in night after night.

At the end `documents` says what the publishers say, and no night cost more than its changes.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.compact import compact
from pipelines.engine import InlineEngine
from pipelines.graph import RELEASE_NAME, stage
from pipelines.ingest import marks_of
from pipelines.nightly import fetch_source
from pipelines.plan import refs_of
from pipelines.poison import to_refetch
from pipelines.run import run_graph
from pipelines.schema import DOCUMENTS
from pipelines.scope import SOURCES, Scope
from pipelines.sources.judgment_record import read_judgment
from pipelines.stage import Workspace
from pipelines.standing import ENDS, standing_rows
from pipelines.store_sweep import sweep
from pipelines.work import Report, run_stage
from tests.publisher.acts import Acts
from tests.publisher.judgments import BULK_PATH, Judgments
from tests.publisher.register import FIRST_DAY, Register
from tests.publisher.server import Mischief, Publisher

NIGHTS = 30

MOST_REQUESTS_A_CHANGE = 6
"""A changed act costs a card and up to two forms of each of its new editions, a judgment one request; mischief, with
its share of a fifth, has some of them asked again."""

MOST_REQUESTS_ANYWAY = 30
"""An unchanged night: the portal and the archive's pieces, a page of each index, what is left over from before."""

MOST_RECORDS_A_CHANGE, MOST_RECORDS_ANYWAY = 3, 12
"""A change is a record or, for an act, one for each edition it touches; texts that come late and records that one
snapshot lacks come on top; on one night a corrected name touches every decision that bears it."""


class World:
    """Three publishers on one server, the sources folder and the corpus that follow them."""

    def __init__(self, place: Path) -> None:
        self.register, self.judgments, self.acts = Register(), Judgments(records=120), Acts(records=24)
        self.workspace = Workspace(str(place / "sources"), str(place / "data"))
        self.known: dict[Scope, str] = {}
        mischief = Mischief(7, share=0.2, kinds=("error", "busy", "cut", "overlong", "rebuilt", "drip"), drip_s=1.0)
        self.publisher = Publisher([self.register.site, self.judgments.site, self.acts.site], mischief)
        self.settle(place / "sources")

    def settle(self, sources: Path) -> None:
        """Write the addresses of the simulated publishers, and be in a hurry."""
        url, hurry = self.publisher.url, {"per_second": 5000, "pause_s": 0.001, "timeout_s": 0.4, "tries": 8}
        tables: dict[str, dict[str, Any]] = {
            "edrsr": {"portal": url, "text_host": url, "pack_texts": 20, "retry_days": 0},
            "rechtspraak": {"api": url, "bulk_url": url + BULK_PATH, "page": 1000},
            "rada": {"portal": url, "retry_days": 1},
        }
        sources.mkdir()
        lines = [
            line
            for name, table in tables.items()
            for line in (f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in (table | hurry).items()))
        ]
        (sources / "publishers.toml").write_text("\n".join(lines), encoding="utf-8")

    def clock_of(self, source: str) -> Callable[[], dt.datetime]:
        """The time at a publisher's, as his client sees it."""
        return {"edrsr": self.register.now, "rechtspraak": self.judgments.now, "rada": self.acts.now}[source]

    def pass_a_day(self) -> dict[str, int]:
        """Let the night come; how many records changed, by source."""
        for world in (self.register, self.judgments, self.acts):
            world.pass_a_day()
        changed = (self.register, self.judgments, self.acts)
        names = ("edrsr", "rechtspraak", "rada")
        return {name: sum(one.changed_last_night().values()) for name, one in zip(names, changed, strict=True)}

    def ask(self, source: str) -> int:
        """Fetch a source; how many requests that took."""
        before = len(self.publisher.asked)
        fetch_source(source, self.workspace, now=self.clock_of(source))
        return len(self.publisher.asked) - before

    def take_in(self) -> list[Report]:
        """Refresh the cells whose files changed, as the sensors would."""
        reports = []
        for source in SOURCES:
            seen = marks_of(source, self.workspace.sources)
            touched = [cell for cell, mark in seen.items() if self.known.get(cell) != mark]
            self.known |= seen
            with InlineEngine() as engine:
                for cell in touched:
                    run_stage(stage("source_files"), cell, self.workspace, engine)
                    reports.append(run_stage(stage("documents"), cell, self.workspace, engine))
        return reports

    def cells(self, source: str) -> list[Scope]:
        """The cells of a source that have been taken in."""
        return [cell for cell in self.known if cell.source == source]

    def rows(self, cell: Scope) -> list[dict[str, Any]]:
        """What a cell says now."""
        columns = tuple(name for name in DOCUMENTS.names if name != "markup")
        return standing_rows(self.workspace.store, cell, columns).to_dicts()


@dataclass(frozen=True, slots=True)
class Night:
    """What one night cost one source."""

    source: str
    changes: int
    requests: int
    taken: int
    shards: tuple[int, ...]
    """shards computed, cell by cell"""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, list[Night]]]:
    """A world thirty nights and some quiet ones later, and what each of the thirty cost."""
    world = World(tmp_path_factory.mktemp("world"))
    with world.publisher:
        for source in SOURCES:
            world.ask(source)
        world.take_in()
        nights = [night for _ in range(NIGHTS) for night in spend(world)]
        be_quiet(world)
        yield world, nights


def spend(world: World) -> Iterator[Night]:
    """Let a night pass: fetch, then refresh what changed."""
    changes = world.pass_a_day()
    requests = {source: world.ask(source) for source in SOURCES}
    reports = world.take_in()
    for source in SOURCES:
        own = [report for report in reports if report.scope.source == source]
        new = [
            shard for report in own for shard in report.manifest.shards[len(report.manifest.shards) - report.computed :]
        ]
        taken = sum(shard.records for shard in new)
        yield Night(source, changes[source], requests[source], taken, tuple(report.computed for report in own))


@pytest.mark.slow
def test_the_corpus_is_what_the_publishers_say(lived: tuple[World, list[Night]]) -> None:
    """After a month documents equal the truth: no record lost, none invented, none stale."""
    world, _ = lived
    assert differences(world) == []
    assert {source: len(world.cells(source)) > 1 for source in SOURCES} == dict.fromkeys(SOURCES, True)
    assert sum(len(world.rows(cell)) for source in SOURCES for cell in world.cells(source)) > 400


@pytest.mark.slow
def test_a_night_costs_what_changed(lived: tuple[World, list[Night]]) -> None:
    """Requests, records and shards of a night follow its changes, not what is there."""
    _, nights = lived
    for night in nights:
        assert night.requests <= MOST_REQUESTS_ANYWAY + MOST_REQUESTS_A_CHANGE * night.changes, night
        assert night.taken <= MOST_RECORDS_ANYWAY + MOST_RECORDS_A_CHANGE * night.changes, night
        assert all(count <= 2 for count in night.shards), night


@pytest.mark.slow
def test_what_was_withdrawn_leaves_the_release_and_after_a_compaction_the_disk(
    lived: tuple[World, list[Night]], tmp_path: Path
) -> None:
    """The takedown list names it; compaction forgets its text, carries annotations over, and changes no word else."""
    world, _ = lived
    workspace = replace(world.workspace, root=str(tmp_path / "data"))
    shutil.copytree(world.workspace.root, workspace.root)
    cells = sorted(world.known)
    with InlineEngine() as engine:
        run_graph(cells, workspace, engine, accept_damage=True)
        ended = [row for cell in cells for row in world.rows(cell) if row["status"] in ENDS]
        listed = {json.loads(line)["id"] for line in released(workspace, "takedown.jsonl").splitlines()}
        assert listed == {row["id"] for row in ended}
        gone = {row["id"] for row in ended if row["kind"] == "decision"}  # an act has other editions
        assert {row["status"] for row in ended} == set(ENDS)
        before = published(workspace)
        assert before
        assert not gone & {name for name, _ in before}
        merged = [merger for cell in cells for merger in compact(cell, workspace)]
        assert merged
        sweep(workspace.store)
        reports = run_graph(cells, workspace, engine, accept_damage=True)
    assert published(workspace) == before
    computed = {report.asset: report.computed for report in reports if report.scope in cells}
    assert {computed[name] for name in ("source_files", "documents", "signatures", "sections", "personal_data")} == {0}
    texts = {row["id"] for cell in cells for table in every_row(workspace, cell) for row in table if row["text"]}
    assert not gone & texts


def released(workspace: Workspace, path: str) -> str:
    """A file of the release."""
    return (Path(workspace.root) / "release" / RELEASE_NAME / path).read_text(encoding="utf-8")


def published(workspace: Workspace) -> dict[tuple[str, str], str]:
    """Texts of the release by id and version."""
    files = f"{workspace.root}/release/{RELEASE_NAME}/parquet/*/*.parquet"
    frame = pl.read_parquet(files, columns=["id", "version", "text"])
    return {(name, version): text for name, version, text in frame.iter_rows()}


def every_row(workspace: Workspace, cell: Scope) -> Iterator[list[dict[str, Any]]]:
    """All rows of a cell's documents, whether they count or not."""
    for ref in refs_of(stage("documents"), cell, workspace.store):
        yield workspace.store.read_table(ref, ("id", "text")).to_pylist()


def be_quiet(world: World) -> None:
    """Let every publisher be well and nothing change, until all that was late has come."""
    world.judgments.sick.clear()
    world.publisher.mischief = None
    for _ in range(3):
        world.judgments.clock += dt.timedelta(days=1)
        world.acts.clock += dt.timedelta(days=1)
        for source in SOURCES:
            world.ask(source)
        world.take_in()


def differences(world: World) -> list[str]:
    """What `documents` says otherwise than the publishers."""
    return [*register_differences(world), *judgment_differences(world), *act_differences(world)]


def register_differences(world: World) -> Iterator[str]:
    """Decisions of both years: status, metadata, words."""
    for year in (FIRST_DAY.year - 1, FIRST_DAY.year):
        truth = world.register.truth(year)
        rows = {row["id"].removeprefix("edrsr:"): row for row in world.rows(Scope("edrsr", str(year)))}
        refetched = set(to_refetch(Scope("edrsr", str(year)), world.workspace.store))
        for name in sorted(rows.keys() - truth.keys()):
            yield f"edrsr {name}: nobody published it"
        for name, said in truth.items():
            row = rows.get(name)
            if said.status == "quarantined":
                if f"edrsr:{name}" not in refetched:
                    yield f"edrsr {name}: a damaged text that nobody would fetch again"
            elif row is None or (
                row["status"] != said.status and not (row["status"] == "vanished" and said.text is None)
            ):
                yield f"edrsr {name}: {row and row['status']} instead of {said.status}"
            elif " ".join(row["text"].split()) != (said.text or ""):
                yield f"edrsr {name}: another text"
            elif said.status == "public":
                yield from (f"edrsr {name}: {key} {row[key]!r}" for key in METADATA if row[key] != said.metadata[key])


STATUSES = {"vanished": "withdrawn"}
"""The register does not say why a row is gone; the corpus tells a withdrawal from a row that is no more."""

METADATA = ("issuer", "form", "category", "procedure", "judge")


def judgment_differences(world: World) -> Iterator[str]:
    """Every ECLI: status, stamp, and what its XML says."""
    cells = world.cells("rechtspraak")
    rows = {row["id"]: row for cell in cells for row in world.rows(cell)}
    truth = {ecli: one for cell in cells for ecli, one in world.judgments.truth(cell.year).items()}
    if rows.keys() != {f"rechtspraak:{ecli}" for ecli in truth}:
        yield f"rechtspraak: {len(rows)} judgments instead of {len(truth)}"
    for ecli, said in truth.items():
        row = rows.get(f"rechtspraak:{ecli}", {"status": None})
        columns = read_judgment(said.xml) if said.xml is not None else {"status": said.status}
        for key in ("status", "text", "title", "changed", "date"):
            if columns and key in columns and row[key] != columns[key]:
                yield f"{ecli}: {key} {row[key]!r}"


def act_differences(world: World) -> Iterator[str]:
    """Every edition: whether it has a text, and all its plain lines."""
    rows = {
        (row["id"].removeprefix("rada:"), f"{row['edition']:%Y%m%d}"): row
        for cell in world.cells("rada")
        for row in world.rows(cell)
        if row["edition"] is not None and row["status"] not in ENDS
    }
    truth = {(nreg.lower(), day): one for (nreg, day), one in world.acts.truth().items()}
    with_text = {key for key, one in truth.items() if one.has_text}
    if {key for key, row in rows.items() if row["text"]} != with_text:
        yield f"rada: texts of {sorted({key for key, row in rows.items() if row['text']} ^ with_text)}"
    for key in sorted(with_text & rows.keys()):
        words = " ".join(rows[key]["text"].split())
        plain = [line.text for line in truth[key].edition.lines if not set(line.text) & set("^'’`\"{}")]
        yield from (f"rada {key}: lacks {line!r}" for line in plain if " ".join(line.split()) not in words)
