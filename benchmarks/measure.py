"""Timing: two contenders in turn, medians, and the ratio between them.

What belongs here: how a comparison is measured. What does not: what is compared (`cases.py`). A shared machine
drifts, so the contenders alternate and only ratios of the same run are worth quoting.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Job:
    """One contender: what to run, and how much of the unit one run does."""

    run: Callable[[], object]
    amount: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our way and a rival's; `rival` is None where nobody else does the job."""

    name: str
    unit: str
    ours: Job
    rival: Job | None
    rival_version: str
    note: str


@dataclass(frozen=True, slots=True)
class Result:
    """One line of `results.json`: medians in `unit`, ratio of ours to the rival's."""

    name: str
    ours: float
    rival: float | None
    rival_version: str
    unit: str
    ratio: float | None
    peak_mib: int
    note: str


def compare(comparison: Comparison, rounds: int = ROUNDS) -> Result:
    """Run both in turn, after one uncounted round each that compiles and warms up."""
    jobs = [comparison.ours, *([comparison.rival] if comparison.rival else [])]
    speeds: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job.run()
    for _ in range(rounds):
        for job, measured in zip(jobs, speeds, strict=True):
            measured.append(job.amount / _seconds(job.run))
    medians = [statistics.median(measured) for measured in speeds]
    ours, rival = medians[0], medians[1] if len(medians) > 1 else None
    return Result(
        comparison.name,
        round(ours, 2),
        round(rival, 2) if rival else None,
        comparison.rival_version,
        comparison.unit,
        round(ours / rival, 2) if rival else None,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        comparison.note,
    )


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
