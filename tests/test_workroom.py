"""The folder that a conducted stage finds again in its next run."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pyarrow as pa
import pytest

from pipelines.scope import Scope
from pipelines.store import Store
from pipelines.workroom import open_workroom, write_whole

SOURCE = Scope("edrsr")


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A data root on this machine, and one that is not."""
    if request.param == "folder":
        return Store(str(tmp_path / "root"))
    return Store(f"memory://{tmp_path.name}")


def test_what_was_left_is_found_again(store: Store) -> None:
    """Files, in folders too, outlast the run; what was removed stays removed."""
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        (workroom / "index").mkdir()
        (workroom / "index" / "run-1.arrow").write_bytes(b"keys")
        (workroom / "index.json").write_text("[1]")
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        assert (workroom / "index" / "run-1.arrow").read_bytes() == b"keys"
        assert (workroom / "index.json").read_text() == "[1]"
        (workroom / "index" / "run-1.arrow").unlink()
        (workroom / "index.json").write_text("[2]")
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        assert not (workroom / "index" / "run-1.arrow").exists()
        assert (workroom / "index.json").read_text() == "[2]"


def test_a_failed_run_leaves_a_far_root_as_it_was(tmp_path: Path) -> None:
    """Half of a night's work must not replace the whole of the last one."""
    store = Store(f"memory://{tmp_path.name}")
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        (workroom / "index.json").write_text("[1]")
    with pytest.raises(ZeroDivisionError), open_workroom(store, "duplicates", SOURCE) as workroom:
        (workroom / "index.json").write_text("[2]")
        raise ZeroDivisionError
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        assert (workroom / "index.json").read_text() == "[1]"


def test_what_names_others_goes_back_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the JSON at any moment finds the files that it names."""
    sent = []
    memory = type(fsspec.filesystem("memory"))
    put_file = memory.put_file

    def put_and_tell(self: fsspec.AbstractFileSystem, lpath: str, rpath: str, **options: object) -> None:
        sent.append(rpath.rpartition("/")[2])
        put_file(self, lpath, rpath, **options)

    monkeypatch.setattr(memory, "put_file", put_and_tell)
    with open_workroom(Store(f"memory://{tmp_path.name}"), "duplicates", SOURCE) as workroom:
        for name in ("a.json", "b.arrow", "z.arrow"):
            (workroom / name).write_text(name)
    assert sent == ["b.arrow", "z.arrow", "a.json"]


def test_a_sweep_leaves_the_workroom(store: Store) -> None:
    """It has names of its own, which no manifest tells of."""
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        write_whole(pa.table({"row": [1]}), workroom / "pairs-0.parquet")
        (workroom / "index.json").write_text("[1]")
    assert store.sweep() == []
    with open_workroom(store, "duplicates", SOURCE) as workroom:
        assert sorted(file.name for file in workroom.iterdir()) == ["index.json", "pairs-0.parquet"]
