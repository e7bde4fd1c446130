"""A folder with what a publisher offers: on a disk or under any fsspec URL.

What belongs here: listing, probing and opening files below one address. What the files mean is told by
the source modules; what an archive holds by `archive.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

import fsspec

from pipelines.store_places import open_place

READ_BYTES = 256 << 20
"""Most bytes of one text; register texts reach 50 MB because of pictures, the rest is a margin of five."""

_BLOCK = 1 << 20


class SourceError(Exception):
    """What a publisher offers cannot be used; the sentence says how to mend it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its path relative to the folder, with forward slashes, its size in bytes, and when it was written.

    `written` is whatever the file system knows, a time or an ETag: good for telling that a file changed, no more.
    """

    path: str
    size: int
    written: str = ""

    @property
    def mark(self) -> str:
        """Another mark, another file."""
        return f"{self.path} {self.size} {self.written}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder by path or fsspec URL; small and picklable, so that workers can open it themselves."""

    url: str

    def sub(self, name: str) -> Folder:
        """The folder of that name inside this one."""
        return Folder(f"{self.url.rstrip('/')}/{name}")

    def require(self) -> None:
        """See that the folder is there.

        Raises:
            SourceError: it is not.
        """
        files, root = self.place()
        if not files.isdir(root):
            raise SourceError(f"There is no folder {self.url}; create it or point CORPUS_SOURCES to the right one.")

    def walk(self, avoid: Collection[str] = ()) -> list[Entry]:
        """Every file at any depth, sorted by path; top folders named in `avoid` are never listed.

        Names that begin with a dot belong to whoever fetches; they and what lies below them are passed over.

        Raises:
            SourceError: the folder itself does not exist.
            OSError: a folder below cannot be listed; leaving it out would lose its files silently.
        """
        self.require()
        files, root = self.place()
        entries: list[Entry] = []
        steps = cast(
            Iterator[tuple[str, dict[str, dict], dict[str, dict]]], files.walk(root, detail=True, on_error="raise")
        )
        for place, folders, found in steps:
            top = place.rstrip("/") == root.rstrip("/")
            for name in [name for name in folders if name.startswith(".") or (top and name in avoid)]:
                del folders[name]
            inner = place[len(root) :].strip("/")
            for name, info in found.items():
                if not name.startswith("."):
                    written = info.get("ETag") or info.get("mtime") or info.get("LastModified") or ""
                    entries.append(Entry(f"{inner}/{name}".lstrip("/"), int(info["size"] or 0), str(written)))
        return sorted(entries, key=lambda entry: entry.path)

    def exists(self, path: str = "") -> bool:
        """Whether there is a file or folder at that path."""
        files, root = self.place()
        return bool(files.exists(f"{root}/{path}".rstrip("/")))

    def is_file(self, path: str) -> bool:
        """Whether there is a file at that path."""
        files, root = self.place()
        return bool(files.isfile(f"{root}/{path}"))

    def size(self, path: str) -> int:
        """Size of a file in bytes."""
        files, root = self.place()
        return int(files.size(f"{root}/{path}") or 0)

    def open(self, path: str) -> BinaryIO:
        """The file, binary and seekable; the caller closes it."""
        files, root = self.place()
        return cast(BinaryIO, files.open(f"{root}/{path}", "rb"))

    def read(self, path: str, limit: int = READ_BYTES) -> bytes:
        """The bytes of a file.

        Raises:
            SourceError: the file is larger than `limit` bytes.
        """
        with self.open(path) as file:
            body = file.read(limit + 1)
        if len(body) > limit:
            raise SourceError(f"{path} is larger than {limit} bytes; remove it or replace it by the real text.")
        return body

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of a file, at most `size`."""
        with self.open(path) as file:
            return file.read(size)

    def fingerprint(self, path: str) -> str:
        """`sha256:` and the hash of the file's bytes."""
        digest = hashlib.sha256()
        with self.open(path) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        return f"sha256:{digest.hexdigest()}"

    def place(self) -> tuple[fsspec.AbstractFileSystem, str]:
        """File system and path of the folder; without a cache of listings, since other processes write here too."""
        return open_place(self.url)
