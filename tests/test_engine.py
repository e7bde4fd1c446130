"""Engines: same results in the same order wherever the work runs, and a clear word when a worker dies."""

from __future__ import annotations

import os

import pytest

from pipelines.engine import InlineEngine, ProcessEngine, WorkerDied, available_cores, open_engine


def square(number: int) -> int:
    """Something to do."""
    return number * number


def count_threads(_: int) -> tuple[int, int]:
    """Threads of a worker's libraries."""
    import polars as pl
    import pyarrow as pa

    return pl.thread_pool_size(), pa.cpu_count()


def vanish(number: int) -> int:
    """A worker that is killed, as for lack of memory."""
    if number == 3:
        os._exit(9)
    return number


def fail(number: int) -> int:
    """Work with a bug."""
    raise LookupError(f"no {number}")


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    """The same answers in the same order with one worker or two."""
    with open_engine(workers) as engine:
        assert list(engine.map(square, range(20))) == [n * n for n in range(20)]
        assert list(engine.map(square, [])) == []


def test_one_worker_needs_no_processes() -> None:
    """One worker is this process."""
    assert isinstance(open_engine(1), InlineEngine)
    assert available_cores() >= 1


def test_workers_give_each_library_one_thread() -> None:
    """N workers must not start N times N threads."""
    with ProcessEngine(2) as engine:
        assert set(engine.map(count_threads, range(4))) == {(1, 1)}


def test_a_dead_worker_is_named_and_the_engine_can_go_on() -> None:
    """The death of a worker is one clear sentence; the next map starts new workers."""
    with ProcessEngine(2) as engine:
        with pytest.raises(WorkerDied, match="CORPUS_WORKERS"):
            list(engine.map(vanish, range(8)))
        assert list(engine.map(square, [2])) == [4]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bug_keeps_its_own_exception(workers: int) -> None:
    """What the work raises is what the caller sees."""
    with open_engine(workers) as engine, pytest.raises(LookupError, match="no 7"):
        list(engine.map(fail, [7]))
