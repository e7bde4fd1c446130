"""A process apart, in which work may break: it is held to limits, and what breaks them is told by its reason.

What belongs here: that process. What does not: which work is done in it (`isolate.py`), and how a process is held to
limits (`limits.py`).
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Self

from pipelines.engine import settle_in
from pipelines.limits import Limits, OverTime, held_to
from pipelines.store import StoreError

TOO_LONG, TOO_MUCH, ENDED = "took_too_long", "took_too_much_memory", "ended_its_process"
"""Reasons of the quarantine."""


class Broken(StoreError):
    """Work broke a limit, alone in a process."""

    def __init__(self, reason: str, told: str) -> None:
        super().__init__(reason, told)  # both, so that it can be pickled
        self.reason, self.told = reason, told

    def __str__(self) -> str:
        return self.told


class Apart:
    """A process that is held to the limits, and replaced when it dies of them."""

    def __init__(self, limits: Limits, nothing: Callable[[], Any]) -> None:
        """`nothing` is work on no documents: it loads what the work needs, which is in no document's time."""
        self.limits, self.nothing = limits, nothing
        self._process: ProcessPoolExecutor | None = None

    def run(self, work: Callable[[], Any]) -> Any:
        """What the work gives. Raises Broken where it breaks a limit, and what it raises itself."""
        if self._process is None:
            spawn = multiprocessing.get_context("spawn")
            self._process = ProcessPoolExecutor(1, spawn, initializer=settle_in)
            self._process.submit(self.nothing).result()
        began = time.monotonic()
        try:
            return self._process.submit(_limited, self.limits, work).result()
        except OverTime:
            raise self._too_long() from None
        except MemoryError:
            raise Broken(TOO_MUCH, f"took more than {self.limits.mebibytes} MiB of memory") from None
        except BrokenProcessPool:
            self.close()
            if time.monotonic() - began > self.limits.seconds:
                raise self._too_long() from None
            raise Broken(ENDED, "ended the process that worked on it") from None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.shutdown()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _too_long(self) -> Broken:
        return Broken(TOO_LONG, f"took longer than {self.limits.seconds:g} seconds")


def _limited(limits: Limits, work: Callable[[], Any]) -> Any:
    """The work under its limits, in the process apart."""
    with held_to(limits):
        return work()
