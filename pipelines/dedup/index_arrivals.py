"""What comes to an index with new pieces: their keys as a run, their sketches and words behind those that are there.

What belongs here: which runs there are, and filling the newest. What does not: a run's files (`runs.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers
from pipelines.dedup.estimates import read_sketches
from pipelines.dedup.index_night import Night
from pipelines.dedup.index_state import State, sketches_file, words_file
from pipelines.dedup.runs import NAMES, Placed, Run, RunPart, bits_for, write_part
from pipelines.dedup.runs_files import make_room, put
from pipelines.engine import Engine

GROWTH = 2
"""A run is written anew together with the younger ones when it has at most so many times their rows: so there are
log(rows) / log(3) runs at most, and no key is written more often than that."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """A piece whose sketches and words go to the index."""

    night: Night
    placed: Placed


def with_run(folder: Path, before: State, now: State) -> State:
    """The state with a run for its new arrivals, in place of the youngest runs as far as these are small beside it."""
    if len(now.arrivals) == len(before.arrivals):
        return now
    runs, begin, end = list(now.runs), before.begins[-1], now.begins[-1]
    while runs and runs[-1].end - runs[-1].begin <= GROWTH * (end - begin):
        begin = runs.pop().begin
    run = Run(folder / f"run-{now.runs_made:04d}", begin, end, bits_for(end - begin))
    return replace(now, runs=(*runs, run), runs_made=now.runs_made + 1)


def add_arrivals(night: Night, before: State, new: Sequence[Placed], engine: Engine) -> None:
    """Write the newest run, the sketches and the words of new pieces; at least one.

    What left in a night before is not taken along; what leaves tonight is, for its keys are still to be sought.
    """
    run = night.runs[-1]
    run.folder.mkdir()
    older = tuple(one for one in before.runs if run.begin <= one.begin)
    here = {member.arrival for member in before.members}
    begins = before.begins
    left = tuple((begins[i], begins[i + 1]) for i in range(len(before.arrivals)) if i not in here)
    bands = night.settings.bands
    parts = (
        RunPart(run, family, which, bands, older, left, tuple(new))
        for family in range(bands + len(NAMES))
        for which in range(1 << run.bits)
    )
    list(engine.map(write_part, parts))
    make_room(sketches_file(night.folder), night.rows * night.settings.permutations)
    make_room(words_file(night.folder), night.rows * 4)
    list(engine.map(_write_rows, [_Rows(night, placed) for placed in new if placed.piece.rows]))


def _write_rows(task: _Rows) -> None:
    night, piece, begin = task.night, task.placed.piece, task.placed.begin
    put(sketches_file(night.folder), read_sketches(piece.sketches), begin * night.settings.permutations)
    words = pq.ParquetFile(piece.facts).read(["words"])["words"]
    put(words_file(night.folder), numbers(words), begin * 4)
