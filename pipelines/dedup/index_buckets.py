"""Which rows a night asks about, and the buckets they are in.

What belongs here: from keys to buckets. What does not: seeking keys (`runs.py`) and holding the rows of a bucket
against each other (`index_edges.py`).

The pairs of a row hang on the rows before it in its buckets, and on nothing else. So a night asks about the rows that
came, about those that are gone or not gone any more, and about those that lie behind one of these, or behind one that
left, in some bucket. All other rows keep their pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.bands import KeysOfRows, in_range
from pipelines.dedup.index_night import ASKED, GONE, LEFT, TOUCHED, Night
from pipelines.dedup.pieces import ID
from pipelines.dedup.runs import Placed, Run, piece_keys, rows_of_keys
from pipelines.dedup.runs_files import write_columns
from pipelines.engine import Engine

HEAD, WINDOW = 1_024, 16
"""Rows of a bucket that a row may be held against: some among the first of the bucket and half as many of each doubling
behind them, and those just before it. So a new row of a bucket of a million asks for 6,000 of them, not a million."""


@dataclass(frozen=True, slots=True)
class _Range:
    """A range of keys of a family, with the pieces whose flagged rows give the keys to seek."""

    night: Night
    family: int
    which: int
    concerned: tuple[Placed, ...]
    scanned: tuple[Run, ...] = ()
    """runs that give the keys of their flagged rows themselves: of new pieces only, or with some that leave tonight"""


def ask_behind(night: Night, placed: Sequence[Placed], engine: Engine) -> None:
    """Flag as asked the rows that lie behind a touched one in some bucket."""
    touched = night.flags(TOUCHED)
    concerned, _ = _givers(night, placed, touched)
    leaving = np.flatnonzero(touched & night.flags(LEFT))
    # The files of a piece that leaves may be gone already, so its keys are looked for in its run.
    scanned = tuple(
        run
        for run in night.runs
        if run.begin == night.first_new or ((run.begin <= leaving) & (leaving < run.end)).any()
    )
    tasks = [_Range(night, family, which, concerned, scanned) for family, which in night.ranges]
    asked = night.flags(ASKED, write=True)
    for rows in engine.map(_behind, tasks):
        asked[rows] = True


def find_buckets(night: Night, placed: Sequence[Placed], engine: Engine) -> None:
    """Write, for each range, the buckets in which an asked row has one before it: columns bucket, row, stands."""
    givers = _givers(night, placed, night.flags(ASKED))
    list(engine.map(_write_buckets, [_Range(night, family, which, *givers) for family, which in night.ranges]))


def flagged(placed: Sequence[Placed], flags: np.ndarray) -> tuple[Placed, ...]:
    """The pieces that have a flagged row."""
    return tuple(one for one in placed if flags[one.begin : one.begin + one.piece.rows].any())


def _givers(night: Night, placed: Sequence[Placed], flags: np.ndarray) -> tuple[tuple[Placed, ...], tuple[Run, ...]]:
    """Where the keys of flagged rows are read: tonight's run, if it is of new pieces only; else from the pieces."""
    scanned = tuple(run for run in night.runs if run.begin == night.first_new)
    older = tuple(one for one in placed if not scanned or one.begin < night.first_new)
    return flagged(older, flags), scanned


def _behind(task: _Range) -> np.ndarray:
    """Rows of the nights before that lie behind a touched one."""
    from pipelines.dedup.index_kernel import mark_later

    night, touched = task.night, task.night.flags(TOUCHED)
    keys, rows = _sought(task, touched, shared=False)
    kept = touched[rows] | ~night.flags(LEFT)[rows]
    keys, rows = _as_in_source(night, keys[kept], rows[kept])
    behind = np.empty(len(rows), np.bool_)
    mark_later(keys, rows, touched, behind)
    return np.unique(rows[behind & (rows < night.first_new)])


def _write_buckets(task: _Range) -> None:
    from pipelines.dedup.index_kernel import shared_buckets

    night, asked = task.night, task.night.flags(ASKED)
    if night.first_new:
        keys, rows = _sought(task, asked, shared=True)
    else:
        keys, rows = night.runs[0].range(task.family, night.bits, task.which)
    if night.hides:
        hidden = night.flags(LEFT)[rows]
        if night.way(task.family) != ID:
            hidden |= night.flags(GONE)[rows]
        keys, rows = keys[~hidden], rows[~hidden]
    keys, rows = _as_in_source(night, keys, rows)
    buckets, members, stands = (np.empty(len(rows), of) for of in (np.uint32, np.uint32, np.uint8))
    found = shared_buckets(keys, rows, asked, HEAD, WINDOW, buckets, members, stands)
    file = night.file("buckets", task.family, task.which)
    write_columns(file, bucket=buckets[:found], row=members[:found], stands=stands[:found])


def _sought(task: _Range, flags: np.ndarray, *, shared: bool) -> KeysOfRows:
    """All rows, in all runs, of the keys that flagged rows have."""
    night, keys = task.night, [np.empty(0, np.uint64)]
    for one in task.concerned:
        of_piece, rows = piece_keys(one.piece, task.family, night.settings.bands)
        its_keys, its_rows = in_range(of_piece, rows + np.uint32(one.begin), night.bits, task.which)
        keys.append(its_keys[flags[its_rows]])
    for run in task.scanned:
        of_run, rows = run.range(task.family, night.bits, task.which)
        keys.append(of_run[flags[rows]])
    asked = np.sort(np.concatenate(keys), kind="stable")  # quick where one part is all there is, and in order
    asked = asked[np.r_[True, asked[1:] != asked[:-1]][: len(asked)]]
    return rows_of_keys(asked, [run.range(task.family, night.bits, task.which) for run in night.runs], shared=shared)


def _as_in_source(night: Night, keys: np.ndarray, rows: np.ndarray) -> KeysOfRows:
    """Rows of one key in the order of the source."""
    layout = night.layout()
    if layout.in_order:
        return keys, rows
    order = np.lexsort((layout.moved(rows, layout.places), keys))
    return keys[order], rows[order]
