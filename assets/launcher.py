"""Where runs are started, and how a dead one is told from one that works.

What belongs here: asking the code server about its runs. What does not: what is done about a dead one; run monitoring
marks it failed and run retries start it again, as `docs/deploy/dagster.yaml` says. `docs/production.md` tells why.
"""

import dagster as dg
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._grpc.types import GetCurrentRunsResult


class WatchedRunLauncher(DefaultRunLauncher):
    """Starts runs in the code server, as Dagster does by itself, and knows which of them died with it.

    A run is a process of the code server. The server notices when a run dies, but nobody notices when the server dies
    with its runs (a lost container, a machine that restarts): Dagster's own launcher leaves such a run started for
    ever, and with it the slot and the cell it holds. A server that answers and does not know the run is a new one.
    """

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Run monitoring may ask."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a run is alive.

        A server that does not answer says nothing about its runs, so the run is left until it does; the process may
        well be working behind a cut wire, and a second one would do its work twice.
        """
        client = self._get_grpc_client_for_termination(run.run_id)
        if client is None:
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "it was never given to a code server")
        try:
            told = dg.deserialize_value(client.get_current_runs(), GetCurrentRunsResult)
        except DagsterUserCodeUnreachableError:
            return CheckRunHealthResult(WorkerStatus.RUNNING, "its code server does not answer")
        if run.run_id in told.current_runs:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its code server was started anew and does not know it")
