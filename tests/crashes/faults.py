"""Faults as data, and how they strike a run in this process.

What belongs here: which operation of which file a fault waits for, and what it leaves behind. What does not: what the
run does (`world.py`) and what is expected of it afterwards.

Python tells an audit hook of every file that is opened, renamed or removed (PEP 578), before it is done; a fault raises
there. So nothing of the product knows of it. Files that Arrow and Polars write are not told, but each is opened or
renamed by Python before it counts.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Literal
from unittest.mock import patch

Deed = Literal["write", "rename", "remove", "read"]
Kind = Literal["kill", "power", "full", "memory", "unreadable"]
"""Killed; killed by a power cut, which takes what was not synced; disk full; memory full; a bad sector."""

CHANGES: tuple[Deed, ...] = ("write", "rename", "remove")


class Killed(BaseException):
    """The process is dead. No code may catch it, as none sees SIGKILL."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A file is about to be opened for writing or reading, to get its name, or to be removed."""

    deed: Deed
    path: str
    source: str = ""
    """of a rename: the name before"""

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Fault:
    """What strikes at the `count`-th operation of these deeds on a file whose path looks like `pattern`."""

    kind: Kind
    count: int = 1
    deeds: tuple[Deed, ...] = CHANGES
    pattern: str = "*"

    def waits_for(self, operation: Operation) -> bool:
        """Whether the operation is of the kind that is counted."""
        return operation.deed in self.deeds and fnmatch(operation.path, self.pattern)


@dataclass(slots=True)
class Disk:
    """The files below some folders while a fault may strike: `struck` says whether it did."""

    folders: tuple[str, ...]
    fault: Fault | None = None
    look: Callable[[Operation], None] = lambda _: None
    """called before each operation"""
    struck: bool = False
    _met: int = 0
    _busy: bool = False
    _safe: dict[int, int] = field(default_factory=dict)
    """bytes of a file that a power cut leaves, by its inode"""

    def meet(self, operation: Operation) -> None:
        """Let the fault strike, if it is its turn."""
        if self._busy or not operation.path.startswith(self.folders):
            return
        self._busy = True
        try:
            self._strike(operation)
            self.look(operation)
            self._forget(operation)
        finally:
            self._busy = False

    def _strike(self, operation: Operation) -> None:
        fault = self.fault
        if fault is None:
            return
        if not self.struck and fault.waits_for(operation):
            self._met += 1
            self.struck = self._met == fault.count
            if self.struck and fault.kind == "power":
                self._cut_power()
            elif self.struck and fault.kind in ("memory", "unreadable"):
                raise MemoryError if fault.kind == "memory" else OSError(errno.EIO, "Input/output error")
        if self.struck and fault.kind in ("kill", "power"):
            raise Killed  # whatever the dead do in a `finally` is not done
        if self.struck and fault.kind == "full" and operation.deed in ("write", "rename"):
            if operation.deed == "rename":
                _halve(operation.source)
            raise OSError(errno.ENOSPC, "No space left on device", operation.path)

    def _forget(self, operation: Operation) -> None:
        """An inode that is let go of may come again with another file."""
        if operation.deed in ("remove", "rename") and os.path.exists(operation.path):
            self._safe.pop(os.stat(operation.path).st_ino, None)

    def synced(self, handle: int) -> None:
        """What was written to an open file so far is safe."""
        status = os.fstat(handle)
        self._safe[status.st_ino] = status.st_size

    def all_synced(self) -> None:
        """Whatever lies there is safe."""
        for file in self._files():
            self._safe[file.stat().st_ino] = file.stat().st_size

    def _cut_power(self) -> None:
        """Of what was never synced, half is on the disk."""
        for file in self._files():
            size = file.stat().st_size
            safe = self._safe.get(file.stat().st_ino, 0)
            if size > safe:
                os.truncate(file, (safe + size) // 2)

    def _files(self) -> Iterator[Path]:
        return (file for folder in self.folders for file in Path(folder).rglob("*") if file.is_file())


@contextmanager
def watched(disk: Disk) -> Iterator[Disk]:
    """Tell the disk of every operation until the end of the `with`; it alone hears what is to be synced."""
    if disk.fault is not None and disk.fault.kind == "power":
        disk.all_synced()
    _told().append(disk)
    try:
        with patch.object(os, "fsync", disk.synced):
            yield disk
    finally:
        _told().remove(disk)


def move_clock(folder: Path, seconds: float) -> None:
    """The clock is put forward, or back: whatever lies in a folder is so much older, or newer, than it says."""
    for file in filter(Path.is_file, folder.rglob("*")):
        status = file.stat()
        os.utime(file, (status.st_atime - seconds, status.st_mtime - seconds))


@cache
def _told() -> list[Disk]:
    """Disks that are told of operations; an audit hook stays as long as the process, so there is one for all."""
    disks = list[Disk]()

    def hook(event: str, given: tuple) -> None:
        if disks and event in _OPERATIONS and (operation := _OPERATIONS[event](*given)):
            for disk in disks:
                disk.meet(operation)

    sys.addaudithook(hook)
    return disks


def _opened(path: object, mode: str | None, flags: int) -> Operation | None:
    if isinstance(path, int) or (mode is None and not flags & os.O_CREAT) or os.path.isdir(os.fspath(path)):  # pyright: ignore
        return None  # a file that is open, a handle of a folder, or a folder in which a file is about to be opened
    return Operation("write" if flags & (os.O_WRONLY | os.O_RDWR) else "read", os.fsdecode(os.fspath(path)))  # pyright: ignore


def _renamed(source: str, target: str, *_: int) -> Operation:
    return Operation("rename", os.fsdecode(target), os.fsdecode(source))


def _removed(path: str, folder: int = -1) -> Operation:
    place = os.readlink(f"/proc/self/fd/{folder}") + "/" if folder >= 0 else ""
    return Operation("remove", place + os.fsdecode(path))


_OPERATIONS: dict[str, Callable[..., Operation | None]] = {
    "open": _opened,
    "os.rename": _renamed,
    "os.remove": _removed,
}


def _halve(path: str) -> None:
    os.truncate(path, os.path.getsize(path) // 2)
