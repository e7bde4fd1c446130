"""Files on a disk of this machine: written whole, and by one process at a time where that matters.

What belongs here: what a file system promises, and how it is asked for. What does not: what the files are (`store.py`),
and other places (`store_s3.py`).
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.store import Body

LOCK = ".lock"
"""A file at the root of a store: who holds it commits. The system lets go of it when a process dies."""


def write_whole(path: Path, body: Body) -> None:
    """A file that is seen when it is complete and safe: temporary file, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        except OSError:  # a full disk must not be left fuller
            Path(file.name).unlink()
            raise
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
    sync_folder(path.parent)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Nobody else commits to a store on this disk; a process that dies holds nobody up."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sync_folder(folder: Path) -> None:
    """After a power cut a renamed file is there only if its folder was synced too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
