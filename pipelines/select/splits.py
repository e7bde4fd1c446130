"""The stage `splits`: on which side of train, validation and test each document lies.

What belongs here: from groups, and days where there is a cut, to sides. What does not: what makes a group
(`dedup/groups.py`), the proof that no group lies on two sides (`leaks.py`), and where a side is used (`decide.py`).

A group goes whole to one side, by a hash of its name: the same on every machine, whatever else comes in. With a cut in
time a group is as young as its youngest document: what was decided on that day or later is held out with all that would
give it away, and what is older is trained on. So training sees nothing of what came after the cut, for which it gives
up the older decisions of cases that went on. An act is as old as its adoption, or no law that was ever amended could be
trained on; a document without a day is old.

A slice is named after what it says: as long as no group of a shard changes sides, nothing below it is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.arrow import numbers
from pipelines.schema import column
from pipelines.select.beside import Place
from pipelines.sources.marks import row_hashes
from pipelines.stage import Job, Shards
from pipelines.store import Shard
from pipelines.workroom import forget, whole

VERSION = "1"

SIDES = ("train", "validation", "test")

READS = ("id", "date")
"""Columns of `documents` that are read."""

NONE_LATE = np.empty(0, np.uint64)
NONE_LATE.flags.writeable = False

SPLITS = pa.schema([
    column("id", pa.string(), "document"),
    column("split", pa.string(), "train, validation or test; one group, one split"),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Splitting:
    """Shares of groups that are held out, the seed of the lot, and the first day that is held out whatever the lot."""

    validation: float
    test: float
    seed: str
    cut: date | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From `split` of the policy: validation, test, seed, and cut where there is one. Raises ValueError."""
        cut = told.get("cut")
        cut = date.fromisoformat(cut) if isinstance(cut, str) else cut
        splitting = cls(told["validation"], told["test"], str(told["seed"]), cut)
        shares = splitting.validation, splitting.test
        if min(shares) < 0 or sum(shares) > 1:
            raise ValueError(f"Shares of {shares} cannot be held out: write two from 0 on that are together at most 1.")
        if cut and not sum(shares):
            raise ValueError(f"What was decided from {cut} on goes to validation and test: give one of them a share.")
        return splitting

    def keys(self, groups: pa.ChunkedArray | pa.Array) -> np.ndarray:
        """uint64 lot of each group, even over all 64 bits; the seed is part of it."""
        return row_hashes({f"split by {self.seed}": groups})[:, 0]

    def sides(self, keys: np.ndarray, late: np.ndarray) -> pa.Array:
        """The side of each row: string.

        Args:
            keys: lot of its group.
            late: lots of the groups that reach to the cut or beyond, ascending; not looked at where there is no cut.
        """
        lots, held_out = (keys >> np.uint64(11)) / 2.0**53, self.validation + self.test
        if self.cut is None:
            of_held_out, out = lots, lots < held_out
        else:
            of_held_out, out = lots * held_out, np.isin(keys, late)
        return pa.array(SIDES).take(pa.array(np.where(out, np.where(of_held_out < self.validation, 1, 2), 0)))

    def late(self, keys: np.ndarray, days: pa.ChunkedArray | pa.Array) -> np.ndarray:
        """Lots of the groups that some row brings to the cut or beyond: ascending, each once."""
        young = pc.fill_null(pc.greater_equal(days, pa.scalar(self.cut, pa.date32())), False)
        return np.unique(keys[numbers(young)])


@dataclass(frozen=True, slots=True)
class _Piece:
    """A shard of documents, and the groups beside it."""

    documents: Shards
    duplicates: Shards

    def keys(self, splitting: Splitting) -> np.ndarray:
        return splitting.keys(self.duplicates.read(0)["group"])


@dataclass(frozen=True, slots=True)
class _Sides:
    """What all pieces are decided by."""

    splitting: Splitting
    late: Path | None
    """lots of the groups that reach to the cut or beyond; None where there is no cut"""


def conduct(job: Job, *, split: Mapping[str, Any]) -> tuple[Shard, ...]:
    """Slices of `SPLITS` beside all shards of documents of a source; `split` is that of the policy.

    Memory: that of a shard a worker, and 8 bytes for each group that reaches to the cut or beyond.
    """
    splitting = Splitting.of(split)
    documents, duplicates = job.shards("documents").only(READS), job.shards("duplicates").only(("group",))
    pieces = [
        _Piece(replace(documents, refs=(ref,)), replace(duplicates, refs=(its,)))
        for ref, its in zip(documents.refs, duplicates.refs, strict=True)
    ]
    sides = _Sides(splitting, _write_late(job, pieces, splitting) if splitting.cut else None)
    return tuple(job.engine.map(partial(_write_slice, sides=sides, place=Place.of(job)), pieces))


def _write_late(job: Job, pieces: Sequence[_Piece], splitting: Splitting) -> Path:
    """A group may lie in many years, so all shards are asked before the first is decided."""
    found = job.engine.map(partial(_late_of, splitting=splitting), pieces)
    late = np.unique(np.concatenate([NONE_LATE, *found]))
    file = job.workroom / f"late-{hashlib.sha256(late.tobytes()).hexdigest()}.npy"
    with whole(file) as new, new.open("wb") as output:
        np.save(output, late)
    forget(job.workroom, {file})
    return file


def _late_of(piece: _Piece, *, splitting: Splitting) -> np.ndarray:
    return splitting.late(piece.keys(splitting), piece.documents.read(0)["date"])


def _write_slice(piece: _Piece, *, sides: _Sides, place: Place) -> Shard:
    late = np.load(sides.late, mmap_mode="r") if sides.late else NONE_LATE
    ids, found = piece.documents.read(0)["id"], sides.splitting.sides(piece.keys(sides.splitting), late)
    return place.write(pa.table({"id": ids, "split": found}, schema=SPLITS), piece.documents.refs[0])
