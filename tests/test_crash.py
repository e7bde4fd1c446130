"""kill -9 anywhere: the next run ends with the release of an undisturbed one, and done shards stay as they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.scope import Scope
from pipelines.stage import Workspace
from pipelines.work import Report
from pipelines.workroom import FOLDER
from tests.test_corpus import release_of

pytestmark = pytest.mark.slow

PATIENCE = 300
"""Seconds until the run must have reached the place where it is to be killed."""


def start(workspace: Workspace) -> subprocess.Popen[bytes]:
    """A run of the whole graph with two workers, in a process group of its own."""
    command = [sys.executable, "-m", "pipelines.cli", "run", "--sources", workspace.sources, "--root", workspace.root]
    return subprocess.Popen([*command, "--workers", "2"], start_new_session=True, stderr=subprocess.DEVNULL)


def kill_when(workspace: Workspace, pattern: str) -> None:
    """Start a run and kill it and its workers as soon as a file of that pattern is there."""
    run = start(workspace)
    deadline = time.monotonic() + PATIENCE
    while not any(Path(workspace.root).glob(pattern)):
        assert run.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline, f"nothing like {pattern} appeared"
        time.sleep(0.002)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def finished_shards(workspace: Workspace) -> dict[Path, tuple[int, int]]:
    """Shards whose work had left its receipt or manifest, with the file's inode and time of writing."""
    store, found = workspace.store, {}
    told = (path for path in Path(workspace.root).rglob("*.json") if not {"release", FOLDER} & set(path.parts))
    for folder in {path.parent for path in told}:
        parts = folder.relative_to(workspace.root).parts
        scope = Scope(*(part.partition("=")[2] for part in parts[1:]))
        for shards in store.finished(parts[0], scope).values():
            for shard in shards:
                status = (folder / shard.file).stat()
                found[folder / shard.file] = (status.st_ino, status.st_mtime_ns)
    return found


@pytest.mark.parametrize(
    "place",
    [
        "documents/source=edrsr/*/receipt-*.json",
        "personal_data/source=rechtspraak/*/receipt-*.json",
        "release/main/parquet/train/*.parquet",
    ],
)
def test_a_killed_run_is_finished_by_the_next(made: tuple[Workspace, list[Report]], tmp_path: Path, place: str) -> None:
    """Killed while reading, annotating or publishing: what was done stays, the rest is made, byte for byte."""
    undisturbed, _ = made
    workspace = Workspace(undisturbed.sources, str(tmp_path))
    kill_when(workspace, place)
    done = finished_shards(workspace)
    assert done
    assert start(workspace).wait() == 0
    for path, status in done.items():
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == status, f"{path} was made again"
    assert release_of(workspace.root) == release_of(undisturbed.root)
