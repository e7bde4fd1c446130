"""Writes of two runs at the same moment: each finds out whether the other was there first.

What belongs here: writes that depend on what lies there. What does not: what is written so (`store.py` commits
manifests, `store_cells.py` names cells, `report/publishing.py` publishes releases).

On a disk the runs wait for each other at a lock. S3 compares by itself: the ETag of what is replaced (`If-Match`), or
that there is nothing (`If-None-Match`). Under other URLs two writes of the same moment are not told apart: the last one
stands, whole.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec

from pipelines.store_disk import alone
from pipelines.store_places import is_local

if TYPE_CHECKING:
    from pipelines.store import Body, Store


def put_over(store: Store, path: str, body: bytes, may_replace: Callable[[bytes | None], bool], *, new: bool) -> bool:
    """Put a file if what lies there, or None, may be replaced; whether it lies there now.

    Args:
        store: of which the path is.
        path: of the file.
        body: what to put.
        may_replace: answers for the bytes that lie there; None where nothing does.
        new: nothing lay there when somebody last looked, which spares a request.
    """
    if is_local(store.root):
        with alone(Path(store.base)):
            due = may_replace(store.find(path))
            if due:
                store.put(path, body)
        return due
    filesystem = store.filesystem()
    condition = {"mode": "create"} if new else _condition(filesystem, path)
    if not may_replace(store.find(path)):
        return False
    try:
        filesystem.pipe_file(path, body, **condition)
    except (FileExistsError, FileNotFoundError):
        return store.find(path) == body  # an answer that was lost is asked for again, and meets what the first try put
    return True


def put_while(store: Store, path: str, body: Body, holds: Callable[[], bool]) -> bool:
    """Put a file, whatever lies there, while something holds; whether it did.

    Elsewhere than on a disk what lies there is removed first, and the file put over nothing: a run for which it holds
    no more, but which had looked before, cannot replace what the next run has put.
    """
    if is_local(store.root):
        with alone(Path(store.base)):
            held = holds()
            if held:
                store.put(path, body)
        return held
    filesystem, whole = store.filesystem(), bytes(body)
    while holds():
        remove(filesystem, path)
        if put_over(store, path, whole, lambda _: True, new=True):
            return True
    return False


def remove_while(store: Store, path: str, holds: Callable[[], bool]) -> bool:
    """Remove a file while something holds; whether it did."""
    with alone(Path(store.base)) if is_local(store.root) else nullcontext():
        held = holds()
        if held:
            remove(store.filesystem(), path)
    return held


def remove(filesystem: fsspec.AbstractFileSystem, path: str) -> None:
    """Remove a file, if nobody else has."""
    with suppress(FileNotFoundError):
        filesystem.rm_file(path)


def _condition(filesystem: fsspec.AbstractFileSystem, path: str) -> dict[str, str]:
    """How a file is put only if what lies there now, or nothing, still does; empty where that cannot be said."""
    try:
        mark = filesystem.info(path).get("ETag")
    except FileNotFoundError:
        return {"mode": "create"}
    return {"IfMatch": mark} if mark else {}
