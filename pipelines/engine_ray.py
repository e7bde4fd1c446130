"""Where work runs when one machine is too small: on a Ray cluster, the same functions over the same files.

What belongs here: `Engine.map` on Ray, and finding or starting the cluster. What does not: the work, and the engines of
one machine (`engine.py`). Ray is an extra: nothing else imports it.

Ray's own machinery does what a cluster needs: a task whose worker or node is lost, or that was ended for memory, is
run again elsewhere (https://docs.ray.io/en/latest/ray-core/fault_tolerance/tasks.html), and what nodes take is told by
its scheduler. Work leaves its shards in the store, so only small answers travel.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

from pipelines.engine import THREAD_VARIABLES, WorkerDied, settle_in
from pipelines.scope import UsageError
from pipelines.store import StoreError

Item = TypeVar("Item")
Result = TypeVar("Result")

RETRIES = 3
"""How often Ray does an item over whose worker or node was lost, and one whose worker was ended for memory (which it
would otherwise do over for ever); more than on one machine, since nodes come and go."""

TOKEN = ".shared-by-all-nodes"
"""File by which a folder is known to be the same on every node."""

ANSWERS = 10.0
"""Seconds within which a cluster that is there takes a connection."""

_OURS = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_TQDM_PATCH_PRINT": "0"}
"""Nobody is told that Ray is used, and nothing patches `print`."""


class UnsharedFolder(StoreError):
    """A node has another folder where work is to leave files for work on other nodes."""


class RayEngine:
    """A Ray cluster: the one that RAY_ADDRESS names, or one on this machine, which ends with the engine."""

    def __init__(self, workers: int) -> None:
        """So many workers on this machine; a running cluster is used as it is.

        Raises UsageError where Ray is not installed.
        """
        os.environ.update(_OURS)
        _ray()
        self.workers = workers
        self.address = os.environ.get("RAY_ADDRESS", "")

    def __enter__(self) -> Self:
        ray = _ray()
        own: dict[str, Any] = {"num_cpus": self.workers, "include_dashboard": False}
        own["_system_config"] = {"task_oom_retries": RETRIES}
        _see_that_it_answers(self.address)
        ray.init(
            address=self.address or "local",
            configure_logging=False,
            log_to_driver=False,
            runtime_env={"env_vars": dict.fromkeys(THREAD_VARIABLES, "1")},
            **({} if self.address else own),
        )
        return self

    def __exit__(self, *_: object) -> None:
        _ray().shutdown()

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item], rescue: Callable[[Item], Result] | None = None
    ) -> Iterator[Result]:
        """See `Engine.map`; at most two items for each core that the cluster has at the time are in flight."""
        started, waiting = _Started(work, rescue), deque[tuple[Item, Any]]()
        try:
            for item in items:
                waiting.append((item, started.work(item)))
                if len(waiting) >= 2 * self._cores():
                    yield started.result(*waiting.popleft())
            while waiting:
                yield started.result(*waiting.popleft())
        finally:
            for _, promise in waiting:
                started.ray.cancel(promise)

    def share(self, folder: Path) -> None:
        """See `Engine.share`: a token written here is read on every node."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        ray, token = _ray(), secrets.token_hex()
        (folder / TOKEN).write_text(token, encoding="ascii")
        reading = ray.remote(num_cpus=0, max_retries=RETRIES)(_token_in)
        nodes = [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
        places = [NodeAffinitySchedulingStrategy(node["NodeID"], soft=True) for node in nodes]
        answers = ray.get([reading.options(scheduling_strategy=place).remote(folder) for place in places])
        for node, answer in zip(nodes, answers, strict=True):
            if answer != token:
                raise UnsharedFolder(
                    f"The node {node['NodeName']} does not see {folder}: put the data root (with a root on an object "
                    "store, TMPDIR) on a volume that all nodes mount at the same place."
                )
        (folder / TOKEN).unlink()

    def _cores(self) -> int:
        return max(1, int(_ray().cluster_resources().get("CPU", 1)))


class _Started:
    """One map on the cluster: its work, sent once, and the answers."""

    def __init__(self, work: Callable[[Any], Any], rescue: Callable[[Any], Any] | None) -> None:
        self.ray = _ray()
        self.task = self.ray.remote(num_cpus=1, max_retries=RETRIES)(_done)
        self.sent, self.rescue = self.ray.put(work), rescue

    def work(self, item: Any) -> Any:
        """A promise of the work on an item."""
        return self.task.remote(self.sent, item)

    def result(self, item: Any, promise: Any) -> Any:
        """What a promise came to, or the rescue of its item. Raises WorkerDied, and what the work raises."""
        lost = self._lost()
        try:
            return self._awaited(promise)
        except lost as error:
            if self.rescue is None:
                raise WorkerDied.over(item) from error
        try:
            return self._awaited(self.task.remote(self.ray.put(self.rescue), item))
        except lost as error:
            raise WorkerDied.over(item) from error

    def _awaited(self, promise: Any) -> Any:
        try:
            return self.ray.get(promise)
        except self.ray.exceptions.RayTaskError as error:
            raise error.cause from error

    def _lost(self) -> tuple[type[Exception], ...]:
        told = self.ray.exceptions
        return told.WorkerCrashedError, told.OutOfMemoryError, told.NodeDiedError, told.ObjectLostError


def _see_that_it_answers(address: str) -> None:
    """Raises UsageError where nobody listens at an address; Ray itself would try for minutes."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if not colon or not port.isdecimal():
        return  # "auto", and names that Ray looks up itself
    try:
        socket.create_connection((host, int(port)), timeout=ANSWERS).close()
    except OSError as error:
        raise UsageError(f"No Ray cluster answers at {address}: see RAY_ADDRESS, or leave it out.") from error


def _done(work: Callable[[Item], Result], item: Item) -> Result:
    """In a worker of the cluster."""
    settle_in()
    return work(item)


def _token_in(folder: Path) -> str:
    """In a worker of the cluster: the token of a folder; empty where there is none."""
    token = folder / TOKEN
    return token.read_text(encoding="ascii") if token.exists() else ""


def _ray() -> Any:
    """The library. Raises UsageError where it is not installed."""
    try:
        import ray
    except ImportError as error:
        raise UsageError(
            "The engine ray needs the package ray: install lexcorpus[ray], or choose the engine local (CORPUS_ENGINE)."
        ) from error
    return ray
