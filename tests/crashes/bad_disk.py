"""A disk with one bad sector, as a file system: `baddisk:///path` reads what lies there, but for half of one file.

What belongs here: the file system and where its sector lies. It is no disk of this machine to the product, so whatever
is read from it is read by Python, where the error can be put.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, ClassVar
from unittest.mock import patch

import fsspec
from fsspec.implementations.local import LocalFileSystem


@dataclass(slots=True)
class Sector:
    """In which of the files that are opened it lies: the `count`-th, the first being 1."""

    count: int
    opened: int = 0
    path: str = ""
    """the file, once it was opened"""

    def lies_in(self, path: str) -> bool:
        """Whether it lies in the file that is opened now, or was before."""
        self.opened += 1
        if self.opened == self.count:
            self.path = path
        return path == self.path


class _Half(BytesIO):
    """A file of which the second half cannot be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        half = len(self.getbuffer()) // 2
        if size is None or size < 0 or self.tell() + size > half:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


class BadDisk(LocalFileSystem):
    """Files of this machine, of which one may have a bad sector; its other name makes it a far root."""

    protocol = "baddisk"
    sector: ClassVar[Sector | None] = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "auto_mkdir": True})

    def _open(self, path: str, mode: str = "rb", block_size: int | None = None, **options: Any) -> Any:
        file: Any = super()._open(path, mode, block_size, **options)
        if self.sector is not None and "r" in mode and self.sector.lies_in(path):
            with file:
                return _Half(file.read())
        return file

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(path.removeprefix("baddisk://"))


@contextmanager
def bad(sector: Sector | None) -> Iterator[None]:
    """Until the end of the `with` the disk has this sector."""
    fsspec.register_implementation("baddisk", BadDisk, clobber=True)
    with patch.object(BadDisk, "sector", sector):
        yield
