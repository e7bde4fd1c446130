"""A small world for crashes: a publisher, a corpus that follows him, and what it should hold, in a dictionary.

What belongs here: what may happen in the world, and comparing the corpus with it. What does not: when a fault strikes
(`faults.py`) and in which order things happen (`tests/crash_schedules.py`).

The stages are those of the graph up to `duplicates`, one that chooses, and the released files: whatever leaves a half
file, a stale one or a row too many behind shows in them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.compact import compact
from pipelines.engine import InlineEngine
from pipelines.graph import scopes, stage
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Outcome, Read, Shards, Stage, Workspace
from pipelines.standing import ENDS, READS, cells_of, lives, standing_rows
from pipelines.store import Account
from pipelines.store_sweep import sweep
from pipelines.takedown import add_to_list, read_list
from pipelines.work import run_stage
from tests.crashes.faults import move_clock
from tests.crashes.letters import Letters, letter

CELLS = (Scope("edrsr", "2019"), Scope("edrsr", "2020"))
PARTS = "ab"

Place = tuple[Scope, str]
"""One of the publisher's files."""


def small_graph(shortest: int, *, clustered: bool) -> Iterator[Stage]:
    """The stages of the graph that keep something from night to night, and what is released of them.

    Clustering takes most of the time of a small night; unless it is asked for, copies are found by their words.
    """
    yield from map(stage, ("source_files", "documents", "passport_index", "signatures"))
    duplicates = stage("duplicates")
    if not clustered:
        duplicates = replace(duplicates, version="by words", function=label, conducted=False, parameters={})
    yield duplicates
    reads = (Read(stage("documents")), Read(duplicates))
    chosen = Stage(
        "corpus", "cell", "select", "Keepers that are long enough.", "1", choose, schema.CORPUS, reads,
        over="documents", parameters={"shortest": shortest},
    )  # fmt: skip
    yield chosen
    yield replace(stage("parquet_shards"), reads=(Read(chosen),))


def label(documents: Shards, signatures: Shards) -> pa.Table:
    """Of equal texts the first stands for all."""
    rows = documents.only((*READS, "text")).table(schema.DOCUMENTS)
    frame = pl.DataFrame(rows).with_columns(lives(rows, cells_of(documents.refs)))
    first = pl.col("standing").cast(pl.Int8).cum_sum().over("text") == 1
    told = {
        "cluster": pl.col("id"),
        "cluster_size": 1,
        "decisions": 1,
        "label": pl.lit("unique"),
        "group": pl.col("id"),
    }
    empty = {name: pl.lit(None) for name in ("twin", "jaccard", "containment")}
    return frame.with_columns(keeper=first, **told, **empty).select(schema.DUPLICATES.names).to_arrow()


def choose(documents: pa.Table, duplicates: pa.Table, shortest: int) -> Outcome:
    """The text that stands for each cluster, if it is long enough."""
    long_enough = pc.greater_equal(pc.utf8_length(documents["text"]), shortest)
    lives_on = pc.invert(pc.is_in(documents["status"], pa.array(ENDS)))
    taken = pc.and_(pc.and_(duplicates["standing"], duplicates["keeper"]), pc.and_(lives_on, long_enough))
    chosen, beside = documents.filter(taken), duplicates.filter(taken)
    none = {"sections": [[]], "citations": [[]], "split": ["train"], "weight": [1.0], "masked": [0]}
    given = {name: pa.array(value * chosen.num_rows, schema.CORPUS.field(name).type) for name, value in none.items()}
    given |= {"group": beside["group"]}
    columns = [given.get(name, chosen[name] if name in chosen.column_names else None) for name in schema.CORPUS.names]
    rows = pa.table(columns, schema.CORPUS.names).cast(schema.CORPUS)
    return Outcome(rows, Account("rows", documents.num_rows, rows.num_rows, documents.num_rows - rows.num_rows))


@dataclass(slots=True)
class World:
    """The publisher's files as he knows them, and the workspace that follows."""

    folder: Path
    root: str = ""
    """data root; beside the sources where it is not told"""
    clustered: bool = False
    """with real clustering"""
    offered: dict[Place, dict[str, int]] = field(default_factory=dict)
    """ids of the letters in each file, and which edition they are of"""
    shortest: int = 0
    published: int = 0
    """letters there have ever been"""
    ahead: int = 0
    """seconds that the clock is ahead"""

    @property
    def workspace(self) -> Workspace:
        """Offers are believed, however much they lack: so small ones lose much in a night."""
        return Workspace(str(self.folder / "sources"), self.root or str(self.folder / "root"), accept_loss=True)

    @property
    def cells(self) -> list[Scope]:
        """Cells of which there is a file."""
        return sorted({cell for cell, _ in self.offered})

    # --- the publisher ----------------------------------------------------------------------------

    def publish(self, place: Place, letters: int) -> None:
        """New letters, in a new file where there was none."""
        held = self.offered.setdefault(place, {})
        held |= {f"edrsr:{self.published + number}": 0 for number in range(letters)}
        self.published += letters
        self._write(place)

    def change(self, which: int) -> None:
        """A letter is written anew."""
        place, name = self._letter(which)
        if name:
            self.offered[place][name] += 1
            self._write(place)

    def take_back(self, which: int) -> None:
        """A letter is not in its file any more; a file without letters stays."""
        place, name = self._letter(which)
        if name:
            del self.offered[place][name]
            self._write(place)

    def remove(self, which: int) -> None:
        """A file is gone, and with it its letters; the last one of a cell stays."""
        place = sorted(self.offered)[which % len(self.offered)]
        if sum(cell == place[0] for cell, _ in self.offered) > 1:
            del self.offered[place]
            self._path(place).unlink()

    def _letter(self, which: int) -> tuple[Place, str]:
        """One of the letters on offer, and its file; no letter where that is empty."""
        place = sorted(self.offered)[which % len(self.offered)]
        names = sorted(self.offered[place])
        return place, names[which % len(names)] if names else ""

    def _write(self, place: Place) -> None:
        path = self._path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"id": name, "text": text}) for name, text in self._texts(place).items()]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def _texts(self, place: Place) -> dict[str, str]:
        return {name: _text(name, edition) for name, edition in self.offered[place].items()}

    def _path(self, place: Place) -> Path:
        cell, part = place
        return self.folder / "sources" / cell.source / f"{cell.year}-{part}.jsonl"

    # --- the corpus -------------------------------------------------------------------------------

    def night(self, workspace: Workspace | None = None) -> None:
        """Follow the publisher: every stage, in order."""
        now = time.time
        with (
            patch("pipelines.ingest.sources", lambda: {"edrsr": Letters()}),
            patch("time.time", lambda: now() + self.ahead),
            InlineEngine() as engine,
        ):
            for each in small_graph(self.shortest, clustered=self.clustered):
                for scope in scopes(each.level, self.cells):
                    report = run_stage(each, scope, workspace or self.workspace, engine)
                    assert report.balanced, f"{each.name} of {scope} lost rows"

    def move_clock(self, seconds: int) -> None:
        """The clock is put forward, or back, and every file looks as much older, or newer, than what comes."""
        self.ahead += seconds
        move_clock(self.folder, seconds)

    def take_down(self, which: int) -> None:
        """Put a letter on the list, whether it is still offered or not."""
        add_to_list(self.workspace.sources, [f"edrsr:{which % self.published}"], "asked for")

    def compact(self) -> None:
        """Merge what pays in every cell."""
        for manifest in self.workspace.store.manifests("documents"):
            compact(manifest.scope, self.workspace)

    def sweep(self) -> None:
        """Remove leftovers."""
        sweep(self.workspace.store)

    # --- what it should be ------------------------------------------------------------------------

    def expected(self, cell: Scope) -> dict[str, str]:
        """Texts of the letters that are on offer and were not taken down, by id."""
        taken_down = read_list(self.workspace.sources)
        texts = {name: text for place in self.offered if place[0] == cell for name, text in self._texts(place).items()}
        return {name: text for name, text in texts.items() if text and name not in taken_down}

    def held(self, cell: Scope) -> dict[str, str]:
        """Texts that the corpus says stand, by id; an id that comes twice fails."""
        rows = standing_rows(self.workspace.store, cell, ("id", "status", "text")).to_dicts()
        assert len(rows) == len({row["id"] for row in rows}), f"{cell} holds a row twice"
        return {row["id"]: row["text"] for row in rows if row["status"] not in ENDS}


def _text(name: str, edition: int) -> str:
    """Every eleventh letter is empty as long as it is new."""
    number = int(name.rpartition(":")[2])
    return letter(number, edition) if edition or number % 11 != 10 else ""


def files_of(root: str, asset: str) -> Mapping[str, bytes]:
    """What an asset's manifest names, by name."""
    store = Workspace("", root).store
    shards = store.manifest(asset, EVERYTHING).shards
    return {shard.file: store.get(store.path(asset, EVERYTHING, shard.file)) for shard in shards}


def differences(world: World) -> Sequence[str]:
    """What the corpus says otherwise than the world, after a night that nothing disturbed."""
    found = []
    for cell in world.cells:
        held, expected = world.held(cell), world.expected(cell)
        found += [f"{cell} lost {name}" for name in sorted(expected.keys() - held.keys())]
        found += [f"{cell} invented {name}" for name in sorted(held.keys() - expected.keys())]
        found += [f"{cell} has other words in {name}" for name in held if held[name] != expected.get(name, held[name])]
    return found
