"""Engines: same results in the same order wherever the work runs, and a clear word when a worker dies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.engine import InlineEngine, ProcessEngine, WorkerDied, available_cores, open_engine
from pipelines.scope import UsageError


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


def vanish_once(path: Path) -> str:
    """A worker that is killed the first time."""
    if not path.exists():
        path.touch()
        os._exit(9)
    return path.name


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
    """The death of workers over an item is one clear sentence that names it; the next map starts new workers."""
    with ProcessEngine(2) as engine:
        with pytest.raises(WorkerDied, match=r"\(3\).*CORPUS_WORKERS"):
            list(engine.map(vanish, range(8)))
        assert list(engine.map(square, [2])) == [4]


def test_an_item_that_kills_its_workers_is_rescued() -> None:
    """What is done instead has its place among the answers, and its neighbours' workers live on."""
    with ProcessEngine(2) as engine:
        assert list(engine.map(vanish, range(6), square)) == [0, 1, 2, 9, 4, 5]
        with pytest.raises(WorkerDied, match=r"\(3\)"):
            list(engine.map(vanish, [3], vanish))


def test_a_worker_that_dies_once_is_only_replaced(tmp_path: Path) -> None:
    """An item whose worker was killed for another one's sake is done over."""
    with ProcessEngine(2) as engine:
        assert list(engine.map(vanish_once, [tmp_path / "a", tmp_path / "b"])) == ["a", "b"]


@pytest.mark.parametrize("kind", ["", "spark"])
def test_an_engine_that_is_not_there_is_said_in_a_sentence(kind: str) -> None:
    """With what could be written instead."""
    with pytest.raises(UsageError, match="write one of local, ray"):
        open_engine(2, kind)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bug_keeps_its_own_exception(workers: int) -> None:
    """What the work raises is what the caller sees."""
    with open_engine(workers) as engine, pytest.raises(LookupError, match="no 7"):
        list(engine.map(fail, [7]))
