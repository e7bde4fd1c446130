"""Random schedules of nights and faults, judged by a dictionary: `python -m tests.crash_schedules --schedules 500`.

What belongs here: what may happen, in any order, and what must hold however it went. What does not: how a fault strikes
(`crashes/faults.py`) and what the world is (`crashes/world.py`). A schedule that fails is made as short as can be.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from pipelines.sources.folder import SourceError
from pipelines.store import StoreError
from tests.crashes.faults import Disk, Fault, Killed, watched
from tests.crashes.reader import Reader
from tests.crashes.world import CELLS, PARTS, World, differences, files_of

DAY = 86_400

COUNTS = st.integers(1, 120)
FAULTS = st.builds(Fault, st.sampled_from(["kill", "power", "full", "memory", "unreadable"]), COUNTS).map(
    lambda fault: replace(fault, deeds=("read",)) if fault.kind == "unreadable" else fault
)
PLACES = st.tuples(st.sampled_from(CELLS), st.sampled_from(PARTS))
WHICH = st.integers(0, 99)


@dataclass(slots=True)
class Tally:
    """How many schedules there were, and what happened in them."""

    schedules: int = 0
    deeds: Counter[str] = field(default_factory=Counter)


class Schedule(RuleBasedStateMachine):
    """Letters come and go, nights follow, and faults strike; whoever reads never sees a half state."""

    tally: ClassVar[Tally] = Tally()
    clustered: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.world = World(Path(tempfile.mkdtemp(prefix="crashes-")), clustered=self.clustered)
        self.reader = Reader(Path(self.world.workspace.root))

    def _endure(self, deed: str, fault: Fault | None, *given: int) -> None:
        """Do something while a fault may strike; only one that was struck may fail."""
        world, disk = self.world, Disk((f"{self.world.folder}/",), fault, self.reader)
        self.reader.begin()
        try:
            with watched(disk):
                getattr(world, deed)(*given)
        except (Killed, MemoryError, OSError, StoreError, SourceError):
            if not disk.struck:
                raise
        self.reader.finish()
        struck = f"{fault.kind} in a {deed}" if fault and disk.struck else deed
        self.tally.deeds[struck] += 1

    # --- the publisher ----------------------------------------------------------------------------

    @initialize(place=PLACES, letters=st.integers(1, 5), fault=FAULTS)
    def begin(self, place: tuple, letters: int, fault: Fault) -> None:
        """There is something on offer, and the first night is disturbed."""
        self.world.publish(place, letters)
        self._endure("night", replace(fault, count=1 + fault.count % 40))

    @rule(place=PLACES, letters=st.integers(1, 5))
    def publish(self, place: tuple, letters: int) -> None:
        """New letters, in a new file or an old one."""
        self.world.publish(place, letters)

    @rule(which=WHICH, again=st.integers(1, 3))
    def change(self, which: int, again: int) -> None:
        """Some letters change."""
        for number in range(again):
            self.world.change(which + number)

    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        """A letter is not offered any more."""
        self.world.take_back(which)

    @rule(which=WHICH)
    def remove(self, which: int) -> None:
        """A source file is removed."""
        self.world.remove(which)

    @rule(days=st.integers(-400, 400))
    def move_clock(self, days: int) -> None:
        """The clock jumps."""
        self.world.move_clock(days * DAY)

    @rule(shortest=st.sampled_from([0, 560, 570]))
    def choose_another_policy(self, shortest: int) -> None:
        """Other letters are long enough."""
        self.world.shortest = shortest

    # --- the corpus -------------------------------------------------------------------------------

    @rule(fault=st.one_of(FAULTS, st.none()))
    def night(self, fault: Fault | None) -> None:
        """A night, disturbed or not; one that nothing disturbs ends with what the publisher says."""
        self._endure("night", fault)
        if fault is None:
            assert differences(self.world) == []

    @rule(fault=FAULTS, deed=st.sampled_from(["compact", "sweep"]))
    def disturbed_care(self, fault: Fault, deed: str) -> None:
        """Old shards are merged, or leftovers removed, and a fault strikes."""
        self._endure(deed, replace(fault, count=1 + fault.count % 30))

    @rule(which=WHICH, fault=st.one_of(st.none(), FAULTS))
    def take_down(self, which: int, fault: Fault | None) -> None:
        """A letter is put on the list."""
        self._endure("take_down", fault and replace(fault, count=1 + fault.count % 3), which)

    def teardown(self) -> None:
        """A calm night later nothing is lost or doubled, and the release is that of a corpus made anew."""
        world = self.world
        try:
            if world.offered:
                self.night(None)
                fresh = replace(world.workspace, root=str(world.folder / "fresh"))
                with watched(Disk(())):
                    world.night(fresh)
                assert files_of(world.workspace.root, "parquet_shards") == files_of(fresh.root, "parquet_shards")
                self._endure("sweep", None)
                self.tally.schedules += 1
        finally:
            shutil.rmtree(world.folder)


def endure(schedules: int, number: int, *, steps: int, clustered: bool) -> Tally:
    """Live through so many schedules of at most so many steps, the same ones for a number, with real clustering or not.

    Raises AssertionError for what does not hold, with the shortest schedule that shows it.
    """
    told = {"tally": Tally(), "clustered": clustered}
    machine = seed(number)(type("Numbered", (Schedule,), told))
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    patient = settings(
        max_examples=schedules, stateful_step_count=steps, deadline=None, database=None, suppress_health_check=slow
    )
    run_state_machine_as_test(machine, settings=patient)
    return machine.tally


def main() -> None:
    """Count what was endured."""
    parser = argparse.ArgumentParser(description="Random schedules of nights and faults.")
    parser.add_argument("--schedules", type=int, default=500, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="another number, other schedules")
    parser.add_argument("--steps", type=int, default=12, help="most things that happen in one")
    given = parser.parse_args()
    began = time.process_time()
    tally = endure(given.schedules, given.seed, steps=given.steps, clustered=True)
    for deed, count in sorted(tally.deeds.items()):
        print(f"{count:6} {deed}")
    print(f"{tally.schedules} schedules in {time.process_time() - began:.0f} s of CPU: 0 rows lost or doubled.")


if __name__ == "__main__":
    main()
