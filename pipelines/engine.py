"""Where work runs: in this process, or in worker processes on this machine.

What belongs here: `Engine.map`, and how workers start and die. What does not: what the work is. An engine on a
cluster is one more class with the same `map`; it is still to come.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREAD_VARIABLES = ("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
"""Libraries that would each start one thread per core; N workers times N threads is slower than N workers."""


class WorkerDied(Exception):
    """A worker process vanished, most often because the machine ran out of memory."""


class Engine(Protocol):
    """Runs the same function over many items; results come in the order of the items."""

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield `work(item)` for each item, in order, as soon as it is there."""
        ...


class InlineEngine:
    """Everything in this process, one item after the other: for tests, notebooks and small corpora."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to end."""

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """See `Engine.map`."""
        return map(work, items)


class ProcessEngine:
    """Worker processes on this machine, started when first needed and kept until the engine is left.

    Processes are spawned, never forked: Polars and Arrow hold threads that do not survive a fork.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """See `Engine.map`; at most two items per worker are in flight. Raises WorkerDied."""
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(self._workers().submit(work, item))
                if len(waiting) >= 2 * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            self.close()
            raise WorkerDied(
                "A worker process died, probably for lack of memory: run again with fewer workers (CORPUS_WORKERS); "
                "finished shards are kept."
            ) from error
        finally:
            for future in waiting:
                future.cancel()

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_settle_in)
        return self._pool


class WatchedEngine:
    """An engine that somebody watches: each `map` tells how many of its items are done, beginning anew."""

    def __init__(self, engine: Engine, notice: Callable[[int, int], None]) -> None:
        self.engine, self.notice = engine, notice

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """See `Engine.map`."""
        all_items = list(items)
        self.notice(0, len(all_items))
        for done, result in enumerate(self.engine.map(work, all_items), 1):
            self.notice(done, len(all_items))
            yield result


def open_engine(workers: int) -> ProcessEngine | InlineEngine:
    """An engine for so many workers, to be used in a `with`; one worker needs no processes."""
    return ProcessEngine(workers) if workers > 1 else InlineEngine()


def available_cores() -> int:
    """Cores this process may use, as the scheduler and containers allow."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _settle_in() -> None:
    """Runs first in every worker: one thread per library, before any of them is imported."""
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(2)
