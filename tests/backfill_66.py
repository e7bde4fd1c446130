"""A backfill as a person launches it, while its processes are killed: `python -m tests.backfill_66 [--cells N]`.

What belongs here: the backfill, what is done to it, and the look at what it made. What does not: the servers
(`production.py`); they are those of `docs/deploy`, with its settings. Only the registers are small.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import click

from pipelines.engine import InlineEngine
from pipelines.graph import stage
from pipelines.scope import SOURCES, Scope
from pipelines.stage import Workspace
from pipelines.store import Store
from pipelines.store_sweep import sweep
from pipelines.work import run_stage
from tests.production import PATIENCE, ROOT, Deployment, Unanswered, deployed

FIXTURES = ROOT / "tests" / "fixtures"
ASSETS = ("source_files", "documents", "signatures")
YEARS = range(2005, 2027)
"""22 years of three registers are 66 cells; the fixtures hold documents of 14 of them, and nothing of the others."""

PAUSE = 2.0
"""Seconds between two looks."""

LAUNCH = """mutation($asked: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $asked) {
    __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""
STATE = """query($id: String!) {
    partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } }
    runsOrError { ... on Runs { results { status tags { key value } } } } }"""
MADE = """query($keys: [AssetKeyInput!]) { assetNodes(assetKeys: $keys) {
    assetKey { path } partitionStats { numMaterialized numFailed numMaterializing } } }"""
KEYS = [{"path": [name]} for name in ASSETS]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a backfill ended."""

    status: str
    runs: Counter[str]
    """of each status"""
    materialised: dict[str, int]
    """cells that Dagster shows as made, by asset"""
    killed: list[str]
    different: list[str]
    """files that are not those of a run that nobody disturbed"""


@dataclass(slots=True)
class Mischief:
    """What is killed, at which share of the work done: each server once, and runs as often as was asked for."""

    deployment: Deployment
    rng: random.Random
    due: list[tuple[float, str]]
    done: list[str] = field(default_factory=list)

    def after(self, share: float) -> None:
        """Do what is due when this share of the cells is made."""
        while self.due and self.due[0][0] <= share:
            name = self.due[0][1]
            if name == "run" and not self._killed_run():
                return  # no run is alive just now; the next look will see one
            if name == "database":
                self.deployment.database.restart()
            elif name != "run":
                self.deployment.kill(name)
                self.deployment.start(name)
            self.done.append(name)
            self.due.pop(0)

    def _killed_run(self) -> bool:
        runs = sorted(_runs_of(self.deployment.servers["code"].pid))
        with suppress(ProcessLookupError):
            if runs:
                os.kill(self.rng.choice(runs), signal.SIGKILL)
        return bool(runs)


def plan(cells: int, rng: random.Random) -> list[tuple[float, str]]:
    """Deaths by the share of work done: a run of every six cells, and each server once."""
    runs = [(rng.uniform(0, 0.9), "run") for _ in range(max(2, cells // 6))]
    return sorted([*runs, (0.2, "database"), (0.35, "daemon"), (0.5, "webserver"), (0.65, "code")])


def cells_of(count: int) -> list[Scope]:
    """So many cells, the newest years first, as the user interface lists them."""
    return [Scope(source, str(year)) for year in reversed(YEARS) for source in SOURCES][:count]


def backfilled(deployment: Deployment, count: int, seed: int, patience: float) -> Ended:
    """Backfill so many cells, kill what the plan says, and wait for the end with `patience` seconds."""
    cells, rng = cells_of(count), random.Random(seed)
    mischief = Mischief(deployment, rng, plan(count, rng))
    status, runs = _watched(deployment, _launched(deployment, cells), mischief, count, patience)
    root = Path(deployment.environment["CORPUS_ROOT"])
    return Ended(status, runs, materialised(deployment), mischief.done, differences(root, root.parent / "calm", cells))


def materialised(deployment: Deployment) -> dict[str, int]:
    """Cells that Dagster shows as made, by asset; asked for until the code server is there to tell which there are."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        nodes = deployment.ask(MADE, keys=KEYS)["assetNodes"]
        if nodes:
            return {node["assetKey"]["path"][0]: node["partitionStats"]["numMaterialized"] for node in nodes}
        time.sleep(PAUSE)
    raise Unanswered("the web server knows no asset")


def differences(disturbed: Path, calm: Path, cells: Sequence[Scope]) -> list[str]:
    """Files that one root has and the other has not, or has with other bytes, once leftovers are swept away."""
    workspace = Workspace(str(FIXTURES), str(calm))
    for name in ASSETS:
        for cell in cells:
            run_stage(stage(name), cell, workspace, InlineEngine(), lambda done, total: None)
    found = [dict(_files(root)) for root in (disturbed, calm)]
    return sorted(path for path in found[0].keys() | found[1].keys() if found[0].get(path) != found[1].get(path))


def _files(root: Path) -> Iterator[tuple[str, str]]:
    sweep(Store(str(root)))
    for path in root.rglob("*"):
        if path.is_file():
            yield path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def _launched(deployment: Deployment, cells: Sequence[Scope]) -> str:
    """The id of a backfill, asked for as the page of the lineage does."""
    asked = {"assetSelection": KEYS, "partitionNames": list(map(str, cells)), "title": "while processes are killed"}
    told = deployment.ask(LAUNCH, asked=asked)["launchPartitionBackfill"]
    if "backfillId" not in told:
        raise Unanswered(str(told))
    return told["backfillId"]


def _watched(
    deployment: Deployment, backfill: str, mischief: Mischief, count: int, patience: float
) -> tuple[str, Counter[str]]:
    """Look, and do what is due, until the backfill says that it ended; its last word, and the runs by status."""
    deadline = time.monotonic() + patience
    status, runs = "REQUESTED", Counter[str]()
    while status == "REQUESTED":
        if time.monotonic() > deadline:
            raise Unanswered(f"after {patience:.0f} s the backfill has runs {dict(runs)}; killed: {mischief.done}")
        time.sleep(PAUSE)
        with suppress(URLError, ConnectionError):  # the web server is among those that are killed
            state = deployment.ask(STATE, id=backfill)
            status = state["partitionBackfillOrError"]["status"]
            runs = Counter(run["status"] for run in state["runsOrError"]["results"])
        mischief.after(runs["SUCCESS"] / count)
    return status, runs


def _runs_of(server: int) -> list[int]:
    """Processes of runs: children of the code server that were spawned to execute one."""
    listed = Path(f"/proc/{server}/task").glob("*/children")
    children = [int(pid) for file in listed for pid in file.read_text().split()]
    return [pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@click.command()
@click.option("--cells", default=66, help="How many cells; 66 are the three registers from 2005 to 2026.")
@click.option("--seed", default=0, help="Which runs are killed when.")
@click.option("--patience", default=3600.0, help="Seconds after which it is given up.")
def main(cells: int, seed: int, patience: float) -> None:
    """Backfill cells while runs, daemon, web server and code server are killed, and compare with a calm run."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="backfill") as place, deployed(Path(place), FIXTURES) as deployment:
        ended = backfilled(deployment, cells, seed, patience)
    click.echo(f"{ended.status} after {time.monotonic() - begun:.0f} s; runs: {dict(ended.runs)}")
    click.echo(f"killed: {dict(Counter(ended.killed))}; materialised: {ended.materialised}")
    click.echo(f"{len(ended.different)} files differ from those of a calm run")
    complete = ended.status == "COMPLETED_SUCCESS" and set(ended.materialised.values()) == {cells}
    raise SystemExit(not complete or bool(ended.different))


if __name__ == "__main__":
    main()
