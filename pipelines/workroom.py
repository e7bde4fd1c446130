"""The workroom of a conducted stage: a local folder that lasts between runs.

What belongs here: where it lies, and how it comes from and goes back to a root that is not on this machine. What does
not: what is kept in it. It only makes the next run cheaper: whoever removes it loses time and nothing else.

A file there has a name for its content, or is JSON that names others. So files go back before the JSON that names them,
and one that is there under its name and in its size is not sent again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.scope import Scope
from pipelines.store import Store, is_local

FOLDER = "workroom"


@contextmanager
def open_workroom(store: Store, asset: str, scope: Scope) -> Iterator[Path]:
    """The folder, below the root where that is local; else a copy, put back when the work was done without an error."""
    path = store.path(asset, scope, FOLDER)
    if is_local(store.root):
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="lexcorpus-") as copy:
        filesystem, folder = store.filesystem(), Path(copy)
        _fetch(filesystem, path, folder)
        yield folder
        _put_back(filesystem, path, folder)


def write_whole(table: pa.Table, file: Path) -> None:
    """Write a Parquet file that is there whole or not at all."""
    new = file.with_name(f".new-{file.name}")
    pq.write_table(table, new)
    new.replace(file)


def _fetch(filesystem: fsspec.AbstractFileSystem, path: str, folder: Path) -> None:
    for remote in _listing(filesystem, path):
        local = folder / remote
        local.parent.mkdir(parents=True, exist_ok=True)
        filesystem.get_file(f"{path}/{remote}", str(local))


def _put_back(filesystem: fsspec.AbstractFileSystem, path: str, folder: Path) -> None:
    there, here = _listing(filesystem, path), {}
    for file in folder.rglob("*"):
        if file.is_file():
            here[file.relative_to(folder).as_posix()] = file
    for name in sorted(here, key=lambda name: (name.endswith(".json"), name)):
        if name.endswith(".json") or there.get(name) != here[name].stat().st_size:
            filesystem.put_file(str(here[name]), f"{path}/{name}")
    for name in sorted(there.keys() - here.keys()):
        filesystem.rm_file(f"{path}/{name}")


def _listing(filesystem: fsspec.AbstractFileSystem, path: str) -> dict[str, int]:
    """Size of every file below a path, by its name from there on."""
    found: dict[str, Any] = dict(filesystem.find(path, detail=True))
    return {name.removeprefix(path).lstrip("/"): entry["size"] for name, entry in found.items()}
