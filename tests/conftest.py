"""What several test modules share: the corpus of the fixtures, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from pipelines.engine import InlineEngine
from pipelines.run import cells_on_offer, run_graph
from pipelines.stage import Workspace
from pipelines.work import Report

FIXTURES = Path(__file__).parent / "fixtures"

settings.register_profile("patient", deadline=None)  # how long a machine takes is not what a property is about
settings.load_profile("patient")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, list[Report]]:
    """The whole graph over the fixture registers: the workspace, to be read only, and the reports of the run."""
    workspace = Workspace(str(FIXTURES), str(tmp_path_factory.mktemp("corpus")))
    with InlineEngine() as engine:
        return workspace, run_graph(cells_on_offer(workspace.sources), workspace, engine)
