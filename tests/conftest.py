"""What several test modules share: the corpus of the fixtures, made once."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from pipelines.engine import InlineEngine
from pipelines.run import cells_on_offer, run_graph
from pipelines.stage import Workspace
from pipelines.work import Report

FIXTURES = Path(__file__).parent / "fixtures"

# How long a machine takes is not what a property is about, and what stops a change must be the change: the examples
# follow from the code of the test. `pytest --hypothesis-profile=explore` draws new ones.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("gate")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Workspace, list[Report]]:
    """The whole graph over the fixture registers: the workspace, to be read only, and the reports of the run.

    Made once, by the worker that comes first.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    workspace, reports = Workspace(str(FIXTURES), str(shared / "corpus")), shared / "corpus.pickle"
    with FileLock(shared / "corpus.lock"):
        if not reports.exists():
            with InlineEngine() as engine:
                reports.write_bytes(pickle.dumps(run_graph(cells_on_offer(workspace.sources), workspace, engine)))
    return workspace, pickle.loads(reports.read_bytes())
