"""A night of an index: what changed, and what the tasks of the night share.

What belongs here: which rows came, left or are gone, and the files that tell it to workers. What does not: what follows
from it (`index_buckets.py`, `index_edges.py`, `index_pairs.py`).

Tasks are small and hold paths; one byte a row tells, in files that are mapped, what is to be known of each row. They
are files with holes, so that they cost no more than what they tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.dedup.index_state import Member, State
from pipelines.dedup.runs import NAMES, Run
from pipelines.dedup.runs_files import make_room, map_array, map_columns, write_columns
from pipelines.dedup.settings import Settings

LEFT, GONE, TOUCHED, ASKED = "left", "gone", "touched", "asked"
"""Of a row: its piece is no part of the source any more; it is not to be found; it came, left or changed between being
gone or not; its pairs are to be found anew."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows of each arrival lie, by its number."""

    begins: np.ndarray
    """int64[arrivals + 1]: its first row in the index"""
    places: np.ndarray
    """int64: its first row in an order that has all pieces of this night and the last; -1 for those long left"""
    positions: np.ndarray
    """int64: its first row in the source, -1 when it is no part of it"""
    in_order: bool
    """whether rows that ascend in the index do so in the source"""

    def arrivals_of(self, rows: np.ndarray) -> np.ndarray:
        """int64: the arrival of each row of the index."""
        return np.searchsorted(self.begins, rows, "right") - 1

    def moved(self, rows: np.ndarray, firsts: np.ndarray) -> np.ndarray:
        """int64: rows of the index counted from where `firsts` says that each arrival begins."""
        arrivals = self.arrivals_of(rows)
        return firsts[arrivals] + rows - self.begins[arrivals]


@dataclass(frozen=True, slots=True)
class Night:
    """What every task of a night knows."""

    folder: Path
    settings: Settings
    runs: tuple[Run, ...]
    rows: int
    """of the index, with those that have left"""
    first_new: int
    """row of the index with which tonight's pieces begin"""
    hides: bool
    """some row has left or is gone"""

    @property
    def work(self) -> Path:
        """Folder of what lasts for this night only."""
        return self.folder / "night"

    @property
    def bits(self) -> int:
        """Bits of the ranges in which keys are looked at."""
        return max((run.bits for run in self.runs), default=0)

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """Every family in its ranges."""
        families = range(self.settings.bands + len(NAMES))
        return [(family, which) for family in families for which in range(1 << self.bits)]

    def way(self, family: int) -> int | None:
        """The kind of name that a family is; None for a band."""
        return None if family < self.settings.bands else NAMES[family - self.settings.bands]

    def file(self, kind: str, family: int, which: int) -> Path:
        """Where the buckets or edges of a range lie."""
        return self.work / f"{kind}-{family:02d}-{which:03d}.arrow"

    def flags(self, name: str, *, write: bool = False) -> np.ndarray:
        """Bool for each row of the index."""
        return map_array(self.work / f"{name}.bin", np.bool_, write=write)

    def layout(self) -> Layout:
        """As `write_layout` left it."""
        begins, places, positions = map_columns(self.work / "layout.arrow")
        places, positions = places[:-1], positions[:-1]
        in_order = bool((np.diff(places[places >= 0]) >= 0).all())
        return Layout(begins, places, positions, in_order)

    def keys(self) -> pl.Series:
        """Keys of the arrivals."""
        return pl.read_ipc(self.work / "keys.arrow")["key"]


def tell(night: Night, before: State, state: State) -> None:
    """Write the flags and the layout of a night; asked are the rows of tonight's pieces."""
    for name in (LEFT, GONE, TOUCHED, ASKED):
        make_room(night.work / f"{name}.bin", night.rows)
    left, gone, touched, asked = (night.flags(name, write=True) for name in (LEFT, GONE, TOUCHED, ASKED))
    begins = state.begins
    was = {member.arrival: member for member in before.members}
    now = {member.arrival: member for member in state.members}
    for number in range(len(state.arrivals)):
        rows = slice(begins[number], begins[number + 1])
        if number not in now:
            left[rows] = True
            touched[rows] = number in was
            continue
        gone[rows][list(now[number].gone)] = True
        if number in was:
            changed = set(was[number].gone) ^ set(now[number].gone)
            touched[rows][sorted(changed)] = True
    touched[night.first_new :] = asked[night.first_new :] = True
    _write_layout(night, before, state)
    pl.DataFrame({"key": [arrival.key for arrival in state.arrivals]}).write_ipc(night.work / "keys.arrow")


def is_grown(before: State, state: State) -> bool:
    """Whether all that changed is that pieces came after those that were there."""
    known = [(member.arrival, member.gone) for member in before.members]
    return known == [(member.arrival, member.gone) for member in state.members[: len(known)]]


def _write_layout(night: Night, before: State, state: State) -> None:
    begins = state.begins
    positions, at = np.full(len(begins), -1, np.int64), 0
    for member in state.members:
        positions[member.arrival] = at
        at += state.arrivals[member.arrival].rows
    places, at = np.full(len(begins), -1, np.int64), 0
    for number in _both_nights(before.members, state.members):
        places[number] = at
        at += state.arrivals[number].rows
    write_columns(night.work / "layout.arrow", begin=np.array(begins), place=places, position=positions)


def _both_nights(before: Sequence[Member], now: Sequence[Member]) -> list[int]:
    """Arrivals of both nights in one order: those that left come right after what was before them."""
    here = {member.arrival for member in now}
    followers = dict[int, list[int]]()
    last = -1
    for member in before:
        if member.arrival in here:
            last = member.arrival
        else:
            followers.setdefault(last, []).append(member.arrival)
    order = followers.get(-1, [])
    for member in now:
        order += [member.arrival, *followers.get(member.arrival, [])]
    return order
