"""Whatever strikes a night, the corpus ends as one that nothing struck, and no reader sees a half state."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import compact
from pipelines.compact import Merger
from pipelines.report.promotion import content_of, freeze, latest, promote, roll_back
from pipelines.store import Body, Overtaken, Shard, Store
from tests.crash_schedules import endure
from tests.crashes.faults import Disk, Fault, Killed, Kind, watched
from tests.crashes.reader import Reader
from tests.crashes.world import CELLS, World, differences
from tests.test_promotion import write

STRUCK = (Killed, MemoryError, OSError)


@pytest.mark.slow
def test_schedules_of_nights_and_faults_lose_and_double_nothing() -> None:
    """Thirty short ones; `python -m tests.crash_schedules` lives through as many as one likes, with real clustering."""
    tally = endure(30, 1, steps=5, clustered=False)
    assert tally.schedules >= 30
    assert sum(count for deed, count in tally.deeds.items() if " in a " in deed) >= 30


@pytest.mark.parametrize("kind", ["kill", "power", "full"])
@pytest.mark.parametrize("deed", ["compact", "sweep", "take_down"])
def test_care_that_is_struck_at_every_operation(deed: str, kind: Kind, tmp_path: Path) -> None:
    """Merging shards, removing leftovers, taking down: struck at the first operation, the second and so on."""
    world = World(tmp_path)
    world.publish((CELLS[0], "a"), 6)
    world.night()
    world.publish((CELLS[0], "b"), 3)
    world.change(1)
    world.night()
    strike_everywhere(tmp_path, Path(world.workspace.root), kind, lambda: getattr(world, deed)(*[2] * (deed[0] == "t")))
    world.night()
    assert differences(world) == []


def test_a_compaction_loses_nothing_of_a_night_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a night has committed since the shards were read stands, and the compaction says so."""
    world = World(tmp_path)
    for part in "ab":
        world.publish((CELLS[0], part), 4)
        world.night()

    def merge_late(merger: Merger, store: Store) -> Shard:
        world.publish((CELLS[0], "c"), 4)
        world.night()
        return merge(merger, store)

    merge = compact._merge_documents
    monkeypatch.setattr(compact, "_merge_documents", merge_late)
    with pytest.raises(Overtaken, match=r"Another run has committed documents of edrsr\|2019"):
        world.compact()
    assert differences(world) == []


@pytest.mark.parametrize("kind", ["kill", "power", "full"])
def test_a_release_is_frozen_promoted_and_taken_back_whole(kind: Kind, tmp_path: Path) -> None:
    """Struck at any operation, a name holds what it should or nothing, and the pointer names what is there."""
    store = Store(str(tmp_path))
    write(
        tmp_path, "main", {"README.md": b"one", "parquet/train/00000.parquet": b"rows", "parquet/old.parquet": b"old"}
    )
    with watched(Disk((str(tmp_path),), Fault("kill", 13))), pytest.raises(Killed):
        freeze(store, "main", "2026-11")
    assert (tmp_path / "release/2026-11/parquet/old.parquet").exists()
    shutil.rmtree(tmp_path / "release" / "main")
    write(tmp_path, "main", {"README.md": b"two", "parquet/train/00000.parquet": b"more rows"})

    def publish() -> None:
        freeze(store, "main", "2026-11")
        freeze(store, "main", "2026-12")
        promote(store, "2026-11")
        promote(store, "2026-12")

    strike_everywhere(tmp_path, tmp_path, kind, publish)
    strike_everywhere(tmp_path, tmp_path, kind, lambda: promote(store, "2026-12"))
    assert latest(store) == promote(store, "2026-12")
    assert roll_back(store).name == "2026-11"
    assert content_of(store, "2026-11") == content_of(store, "main")
    held = {file.name for file in (tmp_path / "release" / "2026-11").rglob("*.parquet")}
    assert held == {"00000.parquet"}, "what a killed freeze copied of another draft must not lie beside"


def strike_everywhere(place: Path, root: Path, kind: Kind, deed: Callable[[], object]) -> None:
    """Do something that is struck at its first operation, again at its second and so on, until it ends; look on."""
    reader = Reader(root)
    for count in itertools.count(1):
        disk = Disk((f"{place}/",), Fault(kind, count), reader)
        try:
            with watched(disk):
                deed()
        except STRUCK:
            assert disk.struck
        reader.look()
        if not disk.struck:
            return


# --- the faults themselves ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "deeds", "raised", "left"),
    [
        pytest.param("kill", ("rename",), Killed, {".new": 8}, id="killed before the rename, the new file is whole"),
        pytest.param(
            "power", ("rename",), Killed, {".new": 4}, id="without power, half of what was not synced is there"
        ),
        pytest.param("full", ("rename",), OSError, {".new": 4}, id="on a full disk half of it found room"),
        pytest.param("memory", ("write",), MemoryError, {}, id="without memory nothing was begun"),
    ],
)
def test_what_a_fault_leaves(
    kind: Kind, deeds: tuple, raised: type[BaseException], left: dict[str, int], tmp_path: Path
) -> None:
    """The old file always; of the new one what a real fault would leave; and the dead do nothing more."""
    (tmp_path / "file").write_bytes(b"old")

    def replaced() -> None:
        try:
            (tmp_path / ".new").write_bytes(b"new file")
            os.replace(tmp_path / ".new", tmp_path / "file")
        finally:
            if kind in ("kill", "power"):
                with pytest.raises(Killed):
                    (tmp_path / "late").write_bytes(b"by a dead man")

    with watched(Disk((f"{tmp_path}/",), Fault(kind, 1, deeds))), pytest.raises(raised):
        replaced()
    assert (tmp_path / "file").read_bytes() == b"old"
    assert {file.name: file.stat().st_size for file in tmp_path.iterdir() if file.name != "file"} == left


def test_what_was_synced_outlasts_a_power_cut(tmp_path: Path) -> None:
    """All of what was written before the last sync of its file."""

    def write_two() -> None:
        with (tmp_path / "kept").open("wb") as file:
            file.write(b"synced")
            file.flush()
            os.fsync(file.fileno())
        (tmp_path / "late").write_bytes(b"")

    with watched(Disk((f"{tmp_path}/",), Fault("power", 2))), pytest.raises(Killed):
        write_two()
    assert (tmp_path / "kept").read_bytes() == b"synced"


def in_place(store: Store, path: str, body: Body) -> None:
    """A careless `Store.put`."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(body)


def unsynced(store: Store, path: str, body: Body) -> None:
    """A hasty `Store.put`: it renames what may not be on the disk."""
    new = Path(path).with_name(".new-file")
    in_place(store, str(new), body)
    os.replace(new, path)


@pytest.mark.parametrize(
    ("put", "fault", "told"),
    [
        pytest.param(
            in_place, Fault("kill", 1000), "is written where readers see it", id="a file written in its place"
        ),
        pytest.param(
            unsynced, Fault("power", 20), "Unterminated|is not as long as|is not what", id="a file not synced"
        ),
    ],
)
def test_a_careless_store_is_found_out(
    put: Callable[[Store, str, Body], None], fault: Fault, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would be wrong with the product shows: these tests can fail."""
    monkeypatch.setattr(Store, "put", put)
    world = World(tmp_path)
    world.publish((CELLS[0], "a"), 6)
    disk = Disk((f"{tmp_path}/",), fault)
    reader = disk.look = Reader(Path(world.workspace.root))
    with pytest.raises((AssertionError, ValueError), match=told):  # noqa: PT012 - the night dies, and then he looks
        try:
            with watched(disk):
                world.night()
        except Killed:
            reader.look()
