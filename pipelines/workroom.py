"""The workroom of a conducted stage: a local folder that lasts between runs.

What belongs here: where it lies, how it comes from and goes back to a root that is not on this machine, and how files
in it are written, removed and found damaged. What does not: what is kept in it. It only makes the next run cheaper:
whoever removes it loses time and nothing else.

On a far root a file lies under the hash of its content, and `workroom.json` says which names have which content:

    {workroom}/<sha256>          once for all files that say the same
    {workroom}/workroom.json     {name: sha256}, put last

So what changed under its old name is sent and what did not change is not, and a run that dies while it sends leaves
what the list of the last one names.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import fsspec
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.scope import Scope
from pipelines.store import Store, StoreError, is_local

FOLDER = "workroom"

LIST = "workroom.json"
"""What a far workroom holds, in a file of its own."""

_NEW = ".new-"
"""Begins the names of files that are being written."""


@contextmanager
def open_workroom(store: Store, asset: str, scope: Scope) -> Iterator[Path]:
    """The folder, below the root where that is local; else a copy, put back when the work was done without an error.

    Raises StoreError for a file that is cut or missing, and says what to remove.
    """
    path = store.path(asset, scope, FOLDER)
    if is_local(store.root):
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        with _damage_told(folder, path):
            yield folder
        return
    with tempfile.TemporaryDirectory(prefix="lexcorpus-") as copy:
        filesystem, folder = store.filesystem(), Path(copy)
        there = _fetch(filesystem, path, folder)
        with _damage_told(folder, path):
            yield folder
        _put_back(filesystem, path, folder, there)


# --- files ------------------------------------------------------------------------------------------


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path to write to; then it lies in the place of `file`, on the disk for good: it is there whole or not at all.

    After a power cut it may be missing, since the folder is not synced: then it is made again.
    """
    new = file.with_name(f"{_NEW}{file.name}")
    yield new
    with new.open("rb") as written:
        os.fsync(written.fileno())
    new.replace(file)


def write_whole(table: pa.Table, file: Path) -> None:
    """Write a Parquet file that is there whole or not at all."""
    with whole(file) as new:
        pq.write_table(table, new)


def forget(folder: Path, kept: Collection[Path]) -> None:
    """Remove the files of a folder that are not among these."""
    for file in set(folder.iterdir()).difference(kept):
        file.unlink()


# --- damage -----------------------------------------------------------------------------------------


@contextmanager
def _damage_told(folder: Path, path: str) -> Iterator[None]:
    """Where work fails, see whether a file of the workroom is cut or gone, and if so raise a StoreError instead.

    If not, the error is not the files' and stays what it is.
    """
    try:
        yield
    except (OSError, EOFError, ValueError, pl.exceptions.ComputeError) as error:
        if found := _damage(folder, error):
            raise _damaged(path, found) from error
        raise


def _damaged(path: str, why: str) -> StoreError:
    return StoreError(f"{path} is damaged ({why}): remove {path} and run again; nothing is lost but time.")


def _damage(folder: Path, error: Exception) -> str:
    """What is wrong with the files in which this error came up; empty for nothing."""
    if isinstance(error, FileNotFoundError):  # Polars tells the end of a long path only
        return "a file is gone" if f"/{folder.name}/" in str(error) else ""
    if isinstance(error, OSError) and error.errno:  # no room left, no right to read
        return ""
    written = (file for file in sorted(folder.rglob("*")) if not file.name.startswith(_NEW))
    return next((f"{file.relative_to(folder)} is cut off" for file in written if is_cut(file)), "")


def is_cut(file: Path) -> bool:
    """Whether a Parquet, Arrow, NumPy or JSON file was cut off, as its frame tells; of others nobody can say."""
    try:
        if file.suffix == ".parquet":
            pq.read_metadata(file)
        elif file.suffix == ".arrow":
            pa.ipc.open_file(pa.memory_map(str(file)))
        elif file.suffix == ".npy":
            np.load(file, mmap_mode="r")
        elif file.suffix == ".json":
            json.loads(file.read_bytes())
    except (OSError, EOFError, ValueError):
        return True
    return False


# --- a far root -------------------------------------------------------------------------------------


def _fetch(filesystem: fsspec.AbstractFileSystem, path: str, folder: Path) -> dict[str, str]:
    """Copy what the list names into a folder; the list, empty where there is none. Raises StoreError."""
    if not filesystem.exists(f"{path}/{LIST}"):
        return {}
    try:
        listed: dict[str, str] = json.loads(filesystem.cat_file(f"{path}/{LIST}"))
        for name, content in listed.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            filesystem.get_file(f"{path}/{content}", str(folder / name))
    except (FileNotFoundError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    return listed


def _put_back(filesystem: fsspec.AbstractFileSystem, path: str, folder: Path, there: Mapping[str, str]) -> None:
    """Send what the list of the last time does not name, then the list; then remove what is named no more."""
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    listed, sent = {name: _hash(file) for name, file in files.items()}, set(there.values())
    for name, content in listed.items():
        if content not in sent:
            filesystem.put_file(str(files[name]), f"{path}/{content}")
            sent.add(content)
    if listed != there:
        filesystem.pipe_file(f"{path}/{LIST}", json.dumps(listed, indent=1).encode())
    for old in filesystem.find(path):
        if old.removeprefix(f"{path}/") not in {LIST, *listed.values()}:
            filesystem.rm_file(old)


def _hash(file: Path) -> str:
    with file.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()
