"""Months of nights in one process, whose memory must not grow: `python -m tests.soak --nights 500`.

What belongs here: what Dagster's daemon and code server do for months (sensors, schedules, conditions, the look for
damaged texts, freshness, drift, planning) beside nights in many small cells, and measuring it. What does not: runs in
processes of their own, whose memory ends with them.

It passes if, after the first hundred nights, no hundred adds a file or a thread, and memory grows per hundred by less
than the noise of an allocator: `MOST_OBJECTS` of Python's objects and `MOST_RESIDENT` of the process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import random
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import dagster as dg
import numpy as np

from assets import data_checks, freshness, publishers
from assets.sensors import sensors
from pipelines.checks.drift import drifts
from pipelines.checks.profiles import read_profiles
from pipelines.engine import InlineEngine
from pipelines.graph import stage
from pipelines.plan import plan
from pipelines.poison import poison_of, to_refetch
from pipelines.scope import Scope, parse_scope
from pipelines.work import run_stage
from tests.crashes.letters import Letters
from tests.crashes.world import World

YEARS = range(1990, 2027)
NIGHTLY = ("source_files", "documents", "passport_index")
"""Stages that every night makes anew in the cells that changed."""

MONTH = 30
"""Nights between two compactions."""

MOST_OBJECTS, MOST_RESIDENT = 0.1, 4.0
"""Mebibytes that a hundred nights may add: a kibibyte kept of each night would be too much."""

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Weight:
    """What the process holds after some nights; memory in mebibytes, the rest counted."""

    nights: int
    resident: float
    objects: float
    files: int
    threads: int
    seconds: float
    """of processor time a night, over the last hundred"""

    @classmethod
    def now(cls, nights: int, seconds: float) -> Weight:
        """Of this process, what is garbage removed."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        resident, objects = pages * os.sysconf("SC_PAGE_SIZE"), tracemalloc.get_traced_memory()[0]
        files = len(os.listdir("/proc/self/fd"))
        return cls(nights, resident / MEBIBYTE, objects / MEBIBYTE, files, threading.active_count(), seconds)

    def __str__(self) -> str:
        memory = f"{self.resident:8.1f} MiB resident {self.objects:8.2f} MiB of objects"
        return f"{self.nights:6} nights {memory} {self.files:4} files {self.threads:3} threads {self.seconds:6.3f} s"


def lived(nights: int, place: Path) -> Iterator[Weight]:
    """Let nights pass; what the process weighs after each hundred."""
    world, chance = World(place), random.Random(0)
    for year in YEARS:
        world.publish((Scope("edrsr", str(year)), "a"), 5)
    instance = dg.DagsterInstance.ephemeral()
    cursor, began = pass_night(world, instance, ""), time.process_time()
    tracemalloc.start()  # only now: what is imported when first needed stays for good
    for night in range(1, nights + 1):
        for _ in range(3):
            world.change(chance.randrange(1000))
        world.publish((Scope("edrsr", str(chance.choice(YEARS))), "a"), 1)
        world.take_back(chance.randrange(1000))
        cursor = pass_night(world, instance, cursor)
        if night % MONTH == 0:
            world.compact()
            world.sweep()
        if night % 100 == 0:
            yield Weight.now(night, (time.process_time() - began) / 100)
            began = time.process_time()


def pass_night(world: World, instance: dg.DagsterInstance, cursor: str) -> str:
    """What the daemon looks at, and the cells it asks for; the sensor's next cursor."""
    workspace, store = world.workspace, world.workspace.store
    evaluate_schedules(instance)
    (sensor,) = (each for each in sensors if each.name == "edrsr_changes")
    answer = sensor(dg.build_sensor_context(instance, cursor=cursor, resources={"workspace": workspace}))
    if isinstance(answer, dg.SensorResult):
        follow(world, [parse_scope(str(asked.partition_key)) for asked in answer.run_requests or ()])
        cursor = answer.cursor or ""
    freshness.newest("edrsr", store, dt.date.max)
    drifts("edrsr", read_profiles(store, "edrsr"))
    return cursor


def follow(world: World, cells: Sequence[Scope]) -> None:
    """Make the cells new, and look whether their texts are sound and what is to be done next."""
    for cell in cells:
        for name in NIGHTLY:
            run_stage(stage(name), cell, world.workspace, InlineEngine())
        poison_of(cell, world.workspace.store)
        to_refetch(cell, world.workspace.store)
        plan(stage("documents"), cell, world.workspace)


def evaluate_schedules(instance: dg.DagsterInstance) -> None:
    """As the daemon does when their hour has come."""
    for schedule in (freshness.daily, data_checks.weekly, *publishers.schedules):
        now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        schedule.evaluate_tick(dg.build_schedule_context(instance, scheduled_execution_time=now))


def growth(weights: list[Weight], name: str) -> float:
    """Slope of a straight line through what each hundred nights left, per hundred (least squares)."""
    values = [getattr(each, name) for each in weights]
    return float(np.polyfit(range(len(values)), values, 1)[0]) if len(values) > 1 else 0.0


def main() -> int:
    """Print what the process weighs after each hundred nights, and whether it grew."""
    parser = argparse.ArgumentParser(description="Months of nights in one process.")
    parser.add_argument("--nights", type=int, default=500, help="how many")
    given = parser.parse_args()
    weights = list[Weight]()
    sources = patch("pipelines.ingest.sources", lambda: {"edrsr": Letters()})
    with tempfile.TemporaryDirectory(prefix="soak-") as place, sources:
        for weight in lived(given.nights, Path(place)):
            print(weight, flush=True)
            weights.append(weight)
    settled = weights[1:] if len(weights) > 2 else weights
    slopes = {name: growth(settled, name) for name in ("resident", "objects", "files", "threads", "seconds")}
    print("per hundred nights: " + ", ".join(f"{name} {slope:+.3f}" for name, slope in slopes.items()))
    grown = slopes["objects"] > MOST_OBJECTS or slopes["resident"] > MOST_RESIDENT
    return int(grown or slopes["files"] > 0 or slopes["threads"] > 0)


if __name__ == "__main__":
    sys.exit(main())
