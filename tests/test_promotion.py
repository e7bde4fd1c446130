"""Releases that never change, the pointer to one of them, and what differs between two."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from pipelines.cli_release import diff as diff_command
from pipelines.cli_release import promote as promote_command
from pipelines.report.diff import counts, diff
from pipelines.report.promotion import (
    ReleaseError,
    content_of,
    files_of_release,
    freeze,
    latest,
    promote,
    roll_back,
    sums,
)
from pipelines.stage import Workspace
from pipelines.store import Store
from pipelines.work import Report


def write(root: Path, name: str, files: dict[str, bytes]) -> None:
    """A release of some files, as the graph leaves one."""
    listed = []
    for path, body in files.items():
        place = root / "release" / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
        listed.append({"path": path, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), "rows": 0})
    (root / "release" / name / "manifest.json").write_text(json.dumps({"name": name, "files": listed}))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A root with a draft."""
    write(tmp_path, "main", {"README.md": b"one", "parquet/train/00000.parquet": b"rows"})
    return Store(str(tmp_path))


def test_a_frozen_release_is_the_draft_and_stays(store: Store) -> None:
    """Same files, same content; when the draft changes, the frozen one does not."""
    content = freeze(store, "main", "2026-11")
    assert content == content_of(store, "main") == content_of(store, "2026-11")
    write(Path(store.root), "main", {"README.md": b"two"})
    assert content_of(store, "2026-11") == content != content_of(store, "main")
    assert (Path(store.root) / "release/2026-11/README.md").read_bytes() == b"one"


def test_a_name_that_holds_other_content_is_refused(store: Store) -> None:
    """The same content again is no work; other content is an error, and changes nothing."""
    freeze(store, "main", "v1")
    assert freeze(store, "main", "v1") == content_of(store, "v1")
    write(Path(store.root), "main", {"README.md": b"two"})
    with pytest.raises(ReleaseError, match="never change"):
        freeze(store, "main", "v1")
    assert (Path(store.root) / "release/v1/README.md").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["", "main", "../up", "a/b", ".hidden", "latest json"])
def test_what_is_no_name_is_refused(name: str, store: Store) -> None:
    """Names are folders: nothing that leads elsewhere."""
    with pytest.raises(ReleaseError, match="is no name"):
        freeze(store, "main", name)


def test_a_damaged_draft_is_not_frozen(store: Store) -> None:
    """A file that is not what its list says stops it, and no list is written: there is no such release."""
    (Path(store.root) / "release/main/README.md").write_bytes(b"ono")
    with pytest.raises(ReleaseError, match="not what its list says"):
        freeze(store, "main", "v1")
    with pytest.raises(ReleaseError, match="There is no release v1"):
        files_of_release(store, "v1")


def test_the_pointer_moves_and_goes_back(store: Store) -> None:
    """Promoted twice, rolled back once; nothing is left to go back to after that."""
    assert latest(store) is None
    for name, text in (("v1", b"one"), ("v2", b"two")):
        write(Path(store.root), "main", {"README.md": text})
        freeze(store, "main", name)
        assert promote(store, name).content == content_of(store, name)
    assert promote(store, "v2").earlier == ("v1",)
    assert (roll_back(store).name, latest(store)) == ("v1", promote(store, "v1"))
    with pytest.raises(ReleaseError, match="nothing to go back to"):
        roll_back(store)


def test_a_release_with_a_file_gone_is_not_promoted(store: Store) -> None:
    """What `latest` names can be read."""
    freeze(store, "main", "v1")
    (Path(store.root) / "release/v1/README.md").unlink()
    with pytest.raises(ReleaseError, match="is gone"):
        promote(store, "v1")
    assert latest(store) is None


def test_the_pointer_is_one_put(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader sees the old release or the new one: one file, put whole."""
    freeze(store, "main", "v1")
    written: list[str] = []
    put = Store.put
    monkeypatch.setattr(Store, "put", lambda self, path, body: (written.append(path), put(self, path, body))[1])
    promote(store, "v1")
    assert [Path(path).name for path in written] == ["latest.json"]


def test_sums_are_read_by_sha256sum(store: Store) -> None:
    """The usual tool checks them."""
    folder = Path(store.root) / "release/main"
    (folder / "SHA256SUMS").write_bytes(sums(files_of_release(store, "main")))
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


@pytest.mark.parametrize(("words", "code"), [([], 2), (["v1", "--rollback"], 2), (["v9"], 1), (["--rollback"], 1)])
def test_wrong_words_to_promote(words: list[str], code: int, store: Store) -> None:
    """A name or --rollback, and not both; a release that is not there is told."""
    assert CliRunner().invoke(promote_command, [*words, "--root", store.root]).exit_code == code


@pytest.fixture(scope="module")
def two(made: tuple[Workspace, list[Report]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[str]]:
    """The corpus of the fixtures with two releases: the draft, and one with one document less, new and changed each."""
    workspace, _ = made
    root = tmp_path_factory.mktemp("two") / "root"
    shutil.copytree(workspace.root, root)
    rows = pl.read_parquet(f"{root}/release/main/parquet/*/*.parquet").sort("id")
    decisions = rows.filter(pl.col("kind") == "decision")["id"].to_list()
    gone, changed = decisions[0], decisions[1]
    other = rows.filter(pl.col("id") != gone).with_columns(
        version=pl.when(pl.col("id") == changed).then(pl.lit("0" * 32)).otherwise("version")
    )
    new = other.tail(1).with_columns(id=pl.lit("edrsr:999"), kind=pl.lit("decision"), source=pl.lit("edrsr"))
    body = root / "made.parquet"
    pl.concat([other, new]).write_parquet(body)
    write(root, "later", {"parquet/train/00000.parquet": body.read_bytes()})
    return Store(str(root)), [gone, changed]


def test_a_difference_names_what_came_left_and_changed(two: tuple[Store, list[str]]) -> None:
    """Each document once, with its source and reason; a release does not differ from itself."""
    store, (gone, changed) = two
    found = {row["id"]: (row["change"], row["reason"]) for row in diff(store, "main", "later").to_dicts()}
    assert found == {
        gone: ("out", "kept today"),
        changed: ("changed", "new version"),
        "edrsr:999": ("in", "not in the earlier release"),
    }
    assert diff(store, "main", "main").is_empty()


def test_a_difference_read_backwards_is_its_mirror(two: tuple[Store, list[str]]) -> None:
    """What came has left, and what the root never had says so."""
    store, (gone, changed) = two
    found = {row["id"]: (row["change"], row["reason"]) for row in diff(store, "later", "main").to_dicts()}
    assert found["edrsr:999"] == ("out", "not in the root any more")
    assert (found[gone][0], found[changed][0]) == ("in", "changed")
    assert counts(diff(store, "later", "main"))["documents"].sum() == 3


def test_the_command_tells_a_difference(two: tuple[Store, list[str]]) -> None:
    """Counts for people, every document for machines; a release that is not there is told."""
    store, (gone, _) = two
    answer = CliRunner().invoke(diff_command, ["main", "later", "--root", store.root, "--json"])
    told = json.loads(answer.stdout)
    assert (told["in"], told["out"], told["changed"]) == (1, 1, 1)
    assert gone in {row["id"] for row in told["documents"]}
    assert "kept today" in CliRunner().invoke(diff_command, ["main", "later", "--root", store.root]).stdout
    assert CliRunner().invoke(diff_command, ["main", "never", "--root", store.root]).exit_code == 1
