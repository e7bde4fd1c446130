"""Every asset, struck wherever it can be: the next run ends with the bytes of an undisturbed one.

The whole graph over one cell of each register. Random schedules are in `test_crash_schedules.py`.
"""

from __future__ import annotations

import glob
import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from pipelines.engine import InlineEngine
from pipelines.run import run_graph, walk
from pipelines.scope import Scope
from pipelines.sources.folder import SourceError
from pipelines.stage import Stage, Workspace
from pipelines.store import Manifest, StoreError
from pipelines.takedown import add_to_list
from pipelines.work import run_stage
from pipelines.workroom import FOLDER
from tests.conftest import FIXTURES
from tests.crashes.bad_disk import Sector, bad
from tests.crashes.faults import Disk, Fault, Killed, Kind, move_clock, watched
from tests.crashes.reader import Reader
from tests.test_corpus import release_of

pytestmark = pytest.mark.slow

CELLS = (Scope("edrsr", "2006"), Scope("rechtspraak", "1998"), Scope("rada", "2003"))

PATIENCE = 300
"""Seconds until a run must have reached the place where it is to be killed."""

KILLS = 6

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Calm:
    """Two nights that nothing disturbed: what they read, and where it lies; documents are taken down in the second."""

    first: Workspace
    second: Workspace


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """Made once."""
    place = tmp_path_factory.mktemp("calm")
    first = Workspace(str(FIXTURES), str(place / "first"))
    second = Workspace(str(place / "sources"), str(place / "second"))
    run_graph(CELLS, first, InlineEngine())
    shutil.copytree(first.root, second.root)
    shutil.copytree(first.sources, second.sources)
    released = pl.read_parquet(f"{first.root}/release/main/parquet/*/*.parquet", columns=["id", "source"])
    add_to_list(second.sources, released.group_by("source").agg(pl.col("id").min())["id"], "asked for")
    run_graph(CELLS, second, InlineEngine())
    return Calm(first, second)


def promised(workspace: Workspace) -> dict[str, Manifest]:
    """Every manifest of the graph: names, rows, bytes and hashes of all that counts."""
    return {f"{each.name} of {scope}": workspace.store.manifest(each.name, scope) for each, scope in walk(CELLS)}


def endure(stage: Stage, scope: Scope, workspace: Workspace, kinds: tuple[Kind, ...]) -> None:
    """Strike a stage at its first operation, then its second and so on, a reader looking on, until it ends by itself.

    Each run goes on where the one before was struck. Of many operations ever fewer are struck.
    """
    reader, count = Reader(Path(workspace.root)), 0
    reader.begin()
    for kind in itertools.cycle(kinds):
        count += 1 + count // 8
        disk = Disk((f"{workspace.root}/",), Fault(kind, count), reader)
        try:
            with watched(disk):
                run_stage(stage, scope, workspace, InlineEngine())
        except (Killed, MemoryError, OSError, StoreError):
            if not disk.struck:
                raise
        if not disk.struck:
            break
    reader.finish()


def test_every_asset_may_be_struck_at_every_operation(calm: Calm, tmp_path: Path) -> None:
    """Killed or without power in a first night, without room in a second, the clock a year off: byte for byte."""
    nights: list[tuple[Workspace, tuple[Kind, ...], int]] = [
        (calm.first, ("kill", "power"), -1),
        (calm.second, ("full", "memory"), 1),
    ]
    for undisturbed, kinds, years in nights:
        workspace = replace(undisturbed, root=str(tmp_path))
        for stage, scope in walk(CELLS):
            endure(stage, scope, workspace, kinds)
        assert promised(workspace) == promised(undisturbed)
        assert release_of(workspace.root) == release_of(undisturbed.root)
        move_clock(tmp_path, years * 365 * 86_400)


def test_what_cannot_be_read_makes_nothing_wrong(calm: Calm, tmp_path: Path) -> None:
    """A bad sector in the first file read, the second and so on: the asset fails, and then is what it should be."""
    workspace = Workspace(f"baddisk://{FIXTURES}", f"baddisk://{tmp_path}")
    for stage, scope in walk(CELLS):
        sector = Sector(1)
        while not fails(sector, stage, scope, workspace):
            sector = Sector(sector.count + 1 + sector.count // 8)
    with bad(None):
        assert promised(workspace) == promised(calm.first)


def fails(sector: Sector, stage: Stage, scope: Scope, workspace: Workspace) -> bool:
    """Run a stage on a bad disk; whether so many files were not even read. One that was read must have failed it."""
    with bad(sector):
        try:
            run_stage(stage, scope, workspace, InlineEngine())
        except (OSError, StoreError, SourceError):
            assert sector.path, f"{stage.name} of {scope} fails on a sound disk"
            return False
    assert not sector.path, f"{stage.name} of {scope} passes over {sector.path}, which cannot be read"
    return True


# --- real processes -----------------------------------------------------------------------------------


def start(workspace: Workspace, limit: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
    """A run of the whole graph with two workers, in a process group of its own."""
    cells = " ".join(map(str, CELLS))
    command = [sys.executable, "-m", "pipelines.cli", "run", "--sources", workspace.sources, "--root", workspace.root]
    command += ["--cells", cells, "--workers", "2"]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL, preexec_fn=limit)


def kill_when(workspace: Workspace, there: Callable[[], object]) -> None:
    """Start a run and kill it and its workers as soon as something is there, or does not come."""
    run = start(workspace)
    deadline = time.monotonic() + PATIENCE
    try:
        while not there():
            assert run.poll() is None, "the run ended before it could be killed"
            assert time.monotonic() < deadline, "what was waited for did not come"
            time.sleep(0.002)
    finally:
        with suppress(ProcessLookupError):
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
def test_a_killed_run_is_finished_by_the_next(calm: Calm, tmp_path: Path, place: str) -> None:
    """Killed while reading, annotating or publishing: what was done stays, the rest is made, byte for byte."""
    workspace = replace(calm.first, root=str(tmp_path))
    kill_when(workspace, lambda: any(glob.iglob(place, root_dir=tmp_path)))
    done = finished_shards(workspace)
    assert done
    assert start(workspace).wait() == 0
    for path, status in done.items():
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == status, f"{path} was made again"
    assert release_of(workspace.root) == release_of(calm.first.root)


def test_a_run_that_is_killed_again_and_again(calm: Calm, tmp_path: Path) -> None:
    """Each time a few files later than the last, wherever it is then; what a reader is promised is always there."""
    workspace, chance = replace(calm.first, root=str(tmp_path)), random.Random(11)
    reader, stages = Reader(tmp_path), 0
    for _ in range(KILLS):
        manifests = stages + chance.randrange(1, 9)
        kill_when(workspace, lambda most=manifests: committed(tmp_path) >= most)
        stages = committed(tmp_path)
        reader.look()
    assert start(workspace).wait() == 0
    assert release_of(workspace.root) == release_of(calm.first.root)


def committed(root: Path) -> int:
    """How many manifests there are; folders may go while they are counted, which `Path.rglob` does not endure."""
    return sum("_manifest.json" in files for _, _, files in os.walk(root))


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Callable[[int], None]]:
    """A disk in memory of a size; what is given makes it larger."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a disk in memory")

    def grow(size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}m", str(folder)], check=True)

    try:
        yield grow
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_again_and_again(calm: Calm, tmp_path: Path) -> None:
    """A run that finds no room fails, promises nothing it does not hold, and goes on when there is more."""
    workspace, full = replace(calm.first, root=str(tmp_path / "root")), 0
    with small_disk(tmp_path, 1) as grow:
        for size in (1, 2, 3, 4, 6, 8, 512):
            grow(size)
            try:
                run_graph(CELLS, workspace, InlineEngine())
            except (OSError, StoreError):
                full += 1
            Reader(Path(workspace.root)).look()
        assert full > 2
        assert release_of(workspace.root) == release_of(calm.first.root)


def test_a_run_that_gets_too_little_memory(calm: Calm, tmp_path: Path) -> None:
    """Whether it is told so or dies of it: it fails, and one with enough goes on."""
    workspace, short = replace(calm.first, root=str(tmp_path)), 0
    for mebibytes in (900, 1800):
        most = mebibytes * MEBIBYTE
        limit = partial(resource.setrlimit, resource.RLIMIT_AS, (most, most))
        short += start(workspace, limit).wait() != 0
        Reader(tmp_path).look()
    assert short
    assert start(workspace).wait() == 0
    assert release_of(workspace.root) == release_of(calm.first.root)
