"""What one document may take of time and memory, and holding work to it.

What belongs here: the limits and how a process is held to them. What does not: finding the document that breaks them
(`isolate.py`). Time is told by an alarm, memory by the kernel; neither costs anything while nothing is broken.
"""

from __future__ import annotations

import faulthandler
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn


class OverTime(Exception):
    """Work took longer than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take before it is quarantined, whatever the stage."""

    seconds: float = 60.0
    """of the wall; the longest judgments take tenths of a second"""
    mebibytes: int = 2048
    """of memory, beyond what the process holds before"""
    shard_seconds: int = 120
    """how many times as long a whole shard may take: two hours, where minutes are usual"""
    shard_mebibytes: int = 4
    """how many times as much memory a whole shard may take"""

    @property
    def of_a_shard(self) -> Limits:
        """What a whole shard may take before its documents are looked at one by one."""
        return Limits(self.shard_seconds * self.seconds, self.shard_mebibytes * self.mebibytes)


@contextmanager
def held_to(limits: Limits) -> Iterator[None]:
    """Raise OverTime in the work inside once it takes longer, and MemoryError where it asks for more.

    Work that is in a library and not in Python hears no alarm: the process ends when it takes twice as long. Alarms
    ring in the main thread only: elsewhere nothing is limited. Memory is limited on Linux.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before, room = signal.signal(signal.SIGALRM, _ring), resource.getrlimit(resource.RLIMIT_DATA)
    if held := _data():
        resource.setrlimit(resource.RLIMIT_DATA, (held + (limits.mebibytes << 20), room[1]))
    faulthandler.dump_traceback_later(2 * limits.seconds, exit=True, file=sys.__stderr__ or sys.stderr)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        resource.setrlimit(resource.RLIMIT_DATA, room)
        signal.signal(signal.SIGALRM, before)


def _ring(*_: object) -> NoReturn:
    raise OverTime


def _data() -> int:
    """Bytes of this process that RLIMIT_DATA counts (`man 2 getrlimit`): what is private and can be written.

    Files that are mapped and addresses that libraries only reserve are not among them. 0 where the system has no such
    account.
    """
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmData:")), 0)
