"""The folder of a release, which one run at a time may fill: the last to begin wins, and nothing is mixed."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines import schema
from pipelines.engine import InlineEngine
from pipelines.report.promotion import ReleaseError, files_of_release, freeze
from pipelines.report.publishing import LISTING, Publication, files_in, place_of
from pipelines.report.release import plan_release
from pipelines.scope import EVERYTHING
from pipelines.stage import Outcome, Stage, Workspace
from pipelines.store import Account, Overtaken, Store
from pipelines.store_race import put_while, remove_while
from pipelines.work import run_stage

TOLD = "Another run has begun to publish the release main while this one did"


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store in a folder, and one under another fsspec URL."""
    return Store(str(tmp_path) if request.param == "folder" else f"memory://{tmp_path}")


def begin(store: Store) -> Publication:
    """A run begins, whatever lies there."""
    return Publication.begin(store, "main", store.find(place_of(store, "main", LISTING)))


def listing(*names: str) -> bytes:
    """A list of files."""
    files = [{"path": name, "rows": 0, "bytes": 3, "sha256": "0" * 64} for name in names]
    return json.dumps({"name": "main", "files": files}).encode()


def held(store: Store) -> dict[str, bytes]:
    """What lies in the folder of the release, its list apart."""
    folder = place_of(store, "main", "")
    found = {str(path).removeprefix(f"{folder}/"): store.get(str(path)) for path in store.filesystem().find(folder)}
    return {name: body for name, body in found.items() if name != LISTING}


@pytest.mark.parametrize(
    ("body", "files"),
    [
        (b'{"name": "main", "files": [1]}', [1]),
        (b'{"name": "main", "files": []}', []),
        (b'{"name": "main", "files": [], "claim": "0"}', None),
        (b'{"name": "main", "fi', None),
        (None, None),
    ],
)
def test_only_a_list_names_files(body: bytes | None, files: list | None) -> None:
    """A claim, half a list and none at all are no release."""
    assert files_in(body) == files


def test_the_last_to_begin_wins(store: Store) -> None:
    """The first one may write nothing more, says so, and leaves nothing behind."""
    one = begin(store)
    for name in ("a", "b", "of the first alone"):
        one.put(name, b"one")
    other = begin(store)
    for late in (lambda: one.put("a", b"one"), lambda: one.finish(listing("a"), {"a"})):
        with pytest.raises(Overtaken, match=TOLD):
            late()
    for name in ("a", "b"):
        other.put(name, b"two")
    other.finish(listing("a", "b"), {"a", "b"})
    with pytest.raises(Overtaken, match=TOLD):
        one.put("c", b"one")
    assert held(store) == {"a": b"two", "b": b"two"}
    assert set(files_of_release(store, "main")) == {"a", "b"}


def test_who_did_not_see_the_other_begin_is_refused(store: Store) -> None:
    """Of two that begin from the same state one does; the list of a release that stands is not lost to the other."""
    begin(store).finish(listing(), ())
    with pytest.raises(Overtaken, match=TOLD):
        Publication.begin(store, "main", None)
    assert files_in(store.find(place_of(store, "main", LISTING))) == []


def test_the_claim_of_a_dead_run_holds_nobody_up(store: Store) -> None:
    """What it began is no release, cannot be frozen, and the next run fills the folder at once."""
    begin(store).put("half", b"one")
    for read in (lambda: files_of_release(store, "main"), lambda: freeze(store, "main", "v1")):
        with pytest.raises(ReleaseError, match=r"There is no release main .*, or it is not finished"):
            read()
    after = begin(store)
    after.put("whole", b"two")
    after.finish(listing("whole"), {"whole"})
    assert held(store) == {"whole": b"two"}


def test_a_freeze_that_died_is_begun_anew(store: Store) -> None:
    """Its claim is no content that another freeze could not replace."""
    draft = begin(store)
    draft.finish(listing(), ())
    Publication.begin(store, "v1", None)
    freeze(store, "main", "v1")
    assert files_of_release(store, "v1") == {}


def test_what_an_overtaken_run_puts_late_is_replaced(store: Store) -> None:
    """It had looked before the other began, and its file lands after that one's look: once, and it does not stay."""
    path, late = place_of(store, "main", "a"), [b"late"]

    def holds() -> bool:
        for body in late:
            store.put(path, body)
        late.clear()
        return True

    assert put_while(store, path, b"ours", holds)
    assert store.get(path) == b"ours"
    assert not remove_while(store, path, lambda: False)
    assert remove_while(store, path, lambda: True)
    assert store.find(path) is None


def test_a_release_that_another_run_has_replaced_is_made_again(tmp_path: Path) -> None:
    """Done is what lies there as it was made: not when a run has begun, or put other files, since."""

    def publish(name: str) -> Outcome:
        draft = begin(store)
        draft.put("a", b"one")
        draft.finish(listing("a"), {"a"})
        rows = pa.Table.from_pylist(files_in(listing("a")) or [], schema.RELEASE)
        return Outcome(rows, Account("files", 1, 1))

    workspace = Workspace("", str(tmp_path))
    store = workspace.store
    stage = Stage(
        "release", "once", "", "", "1", publish, schema.RELEASE, parameters={"name": "main"}, planner=plan_release
    )

    def computed() -> int:
        return run_stage(stage, EVERYTHING, workspace, InlineEngine()).computed

    assert [computed(), computed()] == [1, 0]
    begin(store)
    assert [computed(), computed()] == [1, 0]
    (shard,) = store.manifest("release", EVERYTHING).shards
    other = begin(store)
    other.put("b", b"two")
    other.finish(listing("b"), {"b"})
    store.withdraw("release", EVERYTHING)
    store.sign_off("release", EVERYTHING, shard.task, [shard])
    assert [computed(), computed()] == [1, 0]
    assert held(store) == {"a": b"one"}
