"""Timing: two contenders in turn, medians, and the ratio between them.

What belongs here: how a comparison is measured. What does not: what is compared (`cases.py`) and how a rival with an
environment of its own is reached (`rival.py`). A shared machine drifts, so the contenders alternate and only ratios
of the same run are worth quoting.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Protocol

ROUNDS = 5

LEAST_SECONDS = 0.2
"""A round repeats a job until it has taken so long: a clock says little about milliseconds."""

PATIENCE = 20.0
"""Seconds after which no further round begins: the longest jobs need fewer, for they drift less."""


class Contender(Protocol):
    """Who does the job: its version, and how long it takes once."""

    @property
    def version(self) -> str:
        """Name and version, for the table."""
        ...

    def seconds(self) -> float:
        """Do the job once and say how long it took."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """A contender in this process."""

    run: Callable[[], object]
    version: str = ""

    def seconds(self) -> float:
        """See `Contender.seconds`."""
        began = time.perf_counter()
        self.run()
        return time.perf_counter() - began


class Rival(Protocol):
    """A contender before it is needed, so that it costs no memory while ours is measured."""

    def open(self) -> AbstractContextManager[Contender]:
        """Start and warm it up. Raises RivalMissing, one sentence for a person."""
        ...


@dataclass(frozen=True, slots=True)
class InProcess:
    """A rival that is a dependency of ours already: `prepare` gives the job."""

    version: str
    prepare: Callable[[], Callable[[], object]]

    @contextmanager
    def open(self) -> Iterator[Contender]:
        """See `Rival.open`."""
        contender = Here(self.prepare(), self.version)
        contender.run()
        yield contender


@dataclass(frozen=True, slots=True)
class Comparison:
    """A job on one input of `amount` units; `rival` is None where nobody else does it."""

    unit: str
    amount: float
    run: Callable[[], object]
    rival: Rival | None
    note: str


@dataclass(frozen=True, slots=True)
class Result:
    """One line of `results.json`.

    `ours` and `rival` are medians in `unit`; `ratio` is ours to the rival's, above 1 where ours is faster. `peak_mib`
    is the peak memory of the process with the input and our job, before the rival starts.
    """

    name: str
    ours: float
    rival: float | None
    rival_version: str
    unit: str
    ratio: float | None
    peak_mib: int
    note: str


def compare(name: str, comparison: Comparison, rounds: int = ROUNDS) -> Result:
    """Run both in turn after a first time that does not count, for compiling and warming up."""
    ours = Here(comparison.run)
    ours.run()
    peak = peak_mib()
    with comparison.rival.open() if comparison.rival else nullcontext() as rival:
        contenders = [ours, rival] if rival else [ours]
        speeds = list(_rounds(contenders, comparison.amount, rounds))
    medians = [statistics.median(column) for column in zip(*speeds, strict=True)]
    theirs = medians[1] if rival else None
    return Result(
        name,
        _rounded(medians[0]),
        _rounded(theirs) if theirs else None,
        rival.version if rival else "",
        comparison.unit,
        _rounded(medians[0] / theirs) if theirs else None,
        peak,
        comparison.note,
    )


def _rounds(contenders: Sequence[Contender], amount: float, rounds: int) -> Iterator[list[float]]:
    """Speeds of the contenders, round by round; at least one round, and none begins when patience is over."""
    ends = time.perf_counter() + PATIENCE
    for count in range(rounds):
        if count and time.perf_counter() > ends:
            return
        yield [_speed(each, amount) for each in contenders]


def _speed(contender: Contender, amount: float) -> float:
    """Units a second, over as many runs as make a round."""
    elapsed, runs = 0.0, 0
    while elapsed < LEAST_SECONDS:
        elapsed += contender.seconds()
        runs += 1
    return amount * runs / elapsed


def peak_mib() -> int:
    """Peak resident memory of this process so far, MiB; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _rounded(value: float) -> float:
    """Four digits: more would be noise."""
    return float(f"{value:.4g}")
