"""Where work runs: in this process, or in worker processes on this machine.

What belongs here: `Engine.map`, and how workers of this machine start, die and are replaced. What does not: what the
work is, the engine of a cluster (`engine_ray.py`), and finding the document a worker died of (`isolate.py`).
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol, Self, TypeVar

from pipelines.scope import UsageError

Item = TypeVar("Item")
Result = TypeVar("Result")

ENGINES = ("local", "ray")
"""What `open_engine` can open."""

THREAD_VARIABLES = ("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS")
"""Libraries that would each start one thread per core; N workers times N threads is slower than N workers."""

TRIES = 2
"""Workers that may die of an item before it is to blame: one may be killed for what another one did."""

_FIRST_TO_GO = "500"
"""What a worker adds to its score when the kernel looks for memory (`man 5 proc`, oom_score_adj): it can be replaced,
the process that conducts it cannot."""


class WorkerDied(Exception):
    """Workers vanished over one item, most often because the machine ran out of memory."""

    @classmethod
    def over(cls, item: object) -> WorkerDied:
        """The error of an item that may not be tried again."""
        return cls(
            f"Workers died of one piece of work ({item!s:.200}), probably for lack of memory: run again with fewer "
            "workers (CORPUS_WORKERS) or more memory for each; finished shards are kept."
        )


class Engine(Protocol):
    """Runs the same function over many items; results come in the order of the items."""

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item], rescue: Callable[[Item], Result] | None = None
    ) -> Iterator[Result]:
        """Yield `work(item)` for each item, in order, as soon as it is there.

        Args:
            work: what is done, in whatever process; it can be pickled, and may be done twice.
            items: taken a few at a time.
            rescue: what is done instead with an item of which workers died.

        Raises:
            WorkerDied: workers died of an item, and of its rescue if there is one; or what the work raises.
        """
        ...

    def share(self, folder: Path) -> None:
        """See that every worker finds this folder, in which work will leave files for other work.

        Raises:
            UnsharedFolder: a machine of the cluster has another folder there, or none.
        """
        ...


class InlineEngine:
    """Everything in this process, one item after the other: for tests, notebooks and small corpora."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to end."""

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item], rescue: Callable[[Item], Result] | None = None
    ) -> Iterator[Result]:
        """See `Engine.map`; nobody is there for a rescue when this process dies."""
        return map(work, items)

    def share(self, folder: Path) -> None:
        """See `Engine.share`: there is one machine."""


class ProcessEngine:
    """Worker processes on this machine, started when first needed and kept until the engine is left.

    Processes are spawned, never forked: Polars and Arrow hold threads that do not survive a fork. Each worker is a pool
    of its own, held by a thread that waits for it, so a death is known by its item and touches no other.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._threads = ThreadPoolExecutor(workers, "worker")
        self._idle: queue.SimpleQueue[ProcessPoolExecutor] = queue.SimpleQueue()

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item], rescue: Callable[[Item], Result] | None = None
    ) -> Iterator[Result]:
        """See `Engine.map`; at most two items per worker are in flight."""
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(self._threads.submit(self._done, work, item, rescue))
                if len(waiting) >= 2 * self.workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def share(self, folder: Path) -> None:
        """See `Engine.share`: there is one machine."""

    def close(self) -> None:
        """End the workers."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _done(self, work: Callable[[Item], Result], item: Item, rescue: Callable[[Item], Result] | None) -> Result:
        """The result of one item, by as many workers as it takes."""
        for each in [*[work] * TRIES, *([rescue] if rescue else [])]:
            try:
                return self._by_one_worker(each, item)
            except BrokenProcessPool:
                continue
        raise WorkerDied.over(item)

    def _by_one_worker(self, work: Callable[[Item], Result], item: Item) -> Result:
        """The result of an item by an idle worker or a new one; a worker that died is not kept."""
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            worker = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=settle_in)
        future = worker.submit(work, item)
        if isinstance(future.exception(), BrokenProcessPool):
            worker.shutdown()
        else:
            self._idle.put(worker)
        return future.result()


class WatchedEngine:
    """An engine that somebody watches: each `map` tells how many of its items are done, beginning anew."""

    def __init__(self, engine: Engine, notice: Callable[[int, int], None]) -> None:
        self.engine, self.notice = engine, notice

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item], rescue: Callable[[Item], Result] | None = None
    ) -> Iterator[Result]:
        """See `Engine.map`."""
        all_items = list(items)
        self.notice(0, len(all_items))
        for done, result in enumerate(self.engine.map(work, all_items, rescue), 1):
            self.notice(done, len(all_items))
            yield result

    def share(self, folder: Path) -> None:
        """See `Engine.share`."""
        self.engine.share(folder)


def open_engine(workers: int, kind: str = "local") -> AbstractContextManager[Engine]:
    """An engine for so many workers, to be used in a `with`; one worker of this machine needs no processes.

    Raises UsageError for a kind that is not there, and for Ray where it is not installed.
    """
    if kind not in ENGINES:
        raise UsageError(f"There is no engine {kind!r}: write one of {', '.join(ENGINES)} (CORPUS_ENGINE).")
    if kind == "ray":
        from pipelines.engine_ray import RayEngine

        return RayEngine(workers)
    return ProcessEngine(workers) if workers > 1 else InlineEngine()


def available_cores() -> int:
    """Cores this process may use, as the scheduler and containers allow."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def settle_in() -> None:
    """Runs first in every worker: one thread per library, before any of them is imported."""
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    score = Path("/proc/self/oom_score_adj")
    if score.exists():
        score.write_text(_FIRST_TO_GO)
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(2)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_after, args=(parent,), name="parent", daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    """End this worker when the process that started it has died: nobody else would, and it holds its memory."""
    parent.join()
    os._exit(1)
