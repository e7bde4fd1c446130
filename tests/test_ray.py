"""The Ray engine: the answers and the files of the local one, whatever happens to workers and nodes."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipelines.engine import InlineEngine, WorkerDied, open_engine
from pipelines.engine_ray import RayEngine, UnsharedFolder
from pipelines.run import run_graph
from pipelines.scope import Scope, UsageError
from pipelines.stage import Workspace
from tests.test_corpus import release_of
from tests.test_engine import count_threads, fail, square, vanish

PATIENCE = 120
"""Seconds that nodes may take to begin."""

FIXTURES = Path(__file__).parent / "fixtures"
CELLS = [Scope("edrsr", "2006"), Scope("rada", "2003")]


def linger(path: Path) -> str:
    """Work that lasts until a file says that it may end, and tells who began it."""
    with path.open("a") as told:
        told.write(f"{os.getpid()}\n")
    while not path.with_name("go").exists():
        time.sleep(0.1)
    return path.name


def wait_for(*paths: Path) -> None:
    """Until all these files are there."""
    deadline = time.monotonic() + PATIENCE
    while not all(path.exists() for path in paths):
        assert time.monotonic() < deadline, "nobody began the work"
        time.sleep(0.1)


def test_ray_that_is_not_installed_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install, before anything is begun."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"install lexcorpus\[ray\]"):
        open_engine(2, "ray")


def test_a_cluster_that_is_not_there_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray itself tries for minutes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("RAY_ADDRESS", f"127.0.0.1:{port}")
    with pytest.raises(UsageError, match=f"No Ray cluster answers at 127.0.0.1:{port}"), open_engine(1, "ray"):
        pass


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster of a head that does no work and two nodes of one core, and RAY_ADDRESS set to it."""
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_raylet_start_wait_time_s", str(PATIENCE))
        store = {"object_store_memory": 100 << 20}
        made: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False, **store})
        for _ in range(2):
            made.add_node(num_cpus=1, **store)
        patch.setenv("RAY_ADDRESS", made.address)
        yield made
        made.shutdown()


@pytest.fixture
def engine(cluster: Any) -> Iterator[RayEngine]:
    """An engine on that cluster."""
    with RayEngine(2) as engine:
        yield engine


@pytest.mark.slow
def test_answers_come_in_order_and_errors_as_they_are(engine: RayEngine) -> None:
    """As of any engine: the order of the items, one thread a library, a bug's own exception."""
    assert list(engine.map(square, range(20))) == [n * n for n in range(20)]
    assert list(engine.map(square, [])) == []
    assert set(engine.map(count_threads, range(4))) == {(1, 1)}
    with pytest.raises(LookupError, match="no 7"):
        list(engine.map(fail, [7]))


@pytest.mark.slow
def test_an_item_that_kills_every_worker_is_named_or_rescued(engine: RayEngine) -> None:
    """After some tries on other workers it is to blame; its neighbours have their answers, it has its rescue's."""
    with pytest.raises(WorkerDied, match=r"\(3\).*CORPUS_WORKERS"):
        list(engine.map(vanish, range(6)))
    assert list(engine.map(vanish, range(6), square)) == [0, 1, 2, 9, 4, 5]


@pytest.mark.slow
def test_nodes_may_come_and_go(cluster: Any, engine: RayEngine, tmp_path: Path) -> None:
    """A node is killed in the middle of its work and another one comes: every answer, in order, work done over."""
    items = [tmp_path / name for name in "abcd"]
    with ThreadPoolExecutor(1) as other:
        answers = other.submit(list, engine.map(linger, items))
        wait_for(*items[:2])
        cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)
        cluster.add_node(num_cpus=1, object_store_memory=100 << 20)
        (tmp_path / "go").touch()
        assert answers.result() == list("abcd")
    assert sum(len(item.read_text().splitlines()) for item in items) > len(items)


@pytest.mark.slow
def test_the_same_bytes_as_on_one_machine(engine: RayEngine, tmp_path: Path) -> None:
    """Two cells through the whole graph: the manifests, and every file of the release."""
    far, near = (Workspace(str(FIXTURES), str(tmp_path / name)) for name in ("ray", "local"))
    there, here = run_graph(CELLS, far, engine), run_graph(CELLS, near, InlineEngine())
    assert [report.manifest for report in there] == [report.manifest for report in here]
    assert release_of(far.root) == release_of(near.root)


@pytest.mark.slow
def test_a_folder_that_nodes_do_not_share_is_named(
    engine: RayEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shared folder is left as it was; one whose token a node cannot read is an error that says how to mend it."""
    engine.share(tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("pipelines.engine_ray.TOKEN", ".told-to-nobody")  # in this process only
    with pytest.raises(UnsharedFolder, match="a volume that all nodes mount at the same place"):
        engine.share(tmp_path)


@pytest.mark.slow
def test_a_cluster_of_its_own_ends_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without RAY_ADDRESS one is started on this machine, and stopped."""
    import ray

    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    with open_engine(2, "ray") as engine:
        assert list(engine.map(square, [3])) == [9]
    assert not ray.is_initialized()
