"""Run monitoring is told the truth about a run: alive, lost with its code server, or not known."""

from __future__ import annotations

from dataclasses import dataclass

import dagster as dg
import pytest
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import WorkerStatus
from dagster._grpc.types import GetCurrentRunsResult

from assets.launcher import WatchedRunLauncher

RUN = "11111111-1111-4111-8111-111111111111"


@dataclass(frozen=True)
class CodeServer:
    """A client of a code server that knows some runs, or of none that answers."""

    runs: tuple[str, ...] | None

    def get_current_runs(self) -> str:
        """What the server would answer."""
        if self.runs is None:
            raise DagsterUserCodeUnreachableError("nobody there")
        return dg.serialize_value(GetCurrentRunsResult(current_runs=self.runs, serializable_error_info=None))


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        pytest.param(CodeServer((RUN, "another")), WorkerStatus.RUNNING, id="at work"),
        pytest.param(CodeServer(("another",)), WorkerStatus.NOT_FOUND, id="the server is a new one"),
        pytest.param(CodeServer(None), WorkerStatus.RUNNING, id="nothing can be known of it"),
        pytest.param(None, WorkerStatus.NOT_FOUND, id="never started"),
    ],
)
def test_a_run_is_dead_when_its_server_does_not_know_it(
    server: CodeServer | None, expected: WorkerStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that does not answer is no reason to do a run's work twice."""
    launcher = WatchedRunLauncher()
    monkeypatch.setattr(launcher, "_get_grpc_client_for_termination", lambda run_id: server)
    run = dg.DagsterRun(job_name="refresh", run_id=RUN)
    assert launcher.supports_check_run_worker_health
    assert launcher.check_run_worker_health(run).status == expected
