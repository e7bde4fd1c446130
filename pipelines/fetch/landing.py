"""The sources folder as the fetcher writes it: every file whole or not at all.

What belongs here: putting files in place, packing many into one, and the fetcher's own corner `.fetch/` with partial
downloads and hints. What does not: what the files are. On a disk a file is renamed into place; under any other
fsspec URL it is one upload, visible when complete. Names that begin with a dot are never read as an offer.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipelines.sources.folder import Folder, SourceError

CORNER = ".fetch"
"""The fetcher's own folder inside a landing."""

_MEMBER_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Landing:
    """One publisher's folder among the sources, on a disk or under any fsspec URL."""

    folder: Folder

    def put(self, path: str, body: bytes) -> None:
        """Write a file of the landing, or replace it."""
        new = self._new(path)
        new.write_bytes(body)
        self.adopt(path, new)

    def adopt(self, path: str, file: Path) -> None:
        """Move a finished file of this machine (from `scratch`) into the landing, or over the one there."""
        files, root = self._root()
        if not isinstance(files, LocalFileSystem):
            files.put_file(str(file), f"{root}/{path}")
            file.unlink()
            return
        with file.open("rb") as finished:
            os.fsync(finished.fileno())
        place = Path(root, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
        _sync_folder(place.parent)

    def remove(self, path: str) -> None:
        """Take a file out of the landing."""
        files, root = self._root()
        files.rm_file(f"{root}/{path}")

    def scratch(self, name: str) -> Path:
        """Where a partial download of that name waits, also for the next run; its folder is there."""
        files, root = self._root()
        folder = Path(root, CORNER)
        if not isinstance(files, LocalFileSystem):
            far = hashlib.sha256(self.folder.url.encode()).hexdigest()[:16]
            folder = Path(tempfile.gettempdir(), f"lexcorpus-fetch-{far}")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / name

    def state(self, name: str) -> dict[str, Any]:
        """What was kept under that name: a hint, never the truth; empty when it is lost or damaged."""
        try:
            state = json.loads(self.folder.read(f"{CORNER}/{name}.json"))
        except (FileNotFoundError, ValueError, SourceError):
            return {}
        return state if isinstance(state, dict) else {}

    def keep_state(self, name: str, state: dict[str, Any]) -> None:
        """Keep a hint for the next run."""
        self.put(f"{CORNER}/{name}.json", json.dumps(state, ensure_ascii=False, sort_keys=True).encode())

    def pack(self, path: str, members: Iterable[tuple[str, bytes]]) -> int:
        """Put a ZIP with these (name, body) into the landing; the number of members, and no file when there is none.

        The same members make the same bytes: no clock, one order, deflated.
        """
        new, count = self._new(path), 0
        with zipfile.ZipFile(new, "w") as archive:
            for name, body in members:
                entry = zipfile.ZipInfo(name, _MEMBER_DATE)
                entry.create_system, entry.compress_type = _UNIX, zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, body)
                count += 1
        if count:
            self.adopt(path, new)
        else:
            new.unlink()
        return count

    def _new(self, path: str) -> Path:
        """Where a file is written before it is moved to its path; a killed run's leftover is written over."""
        return self.scratch(f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.new")

    def _root(self) -> tuple[fsspec.AbstractFileSystem, str]:
        return url_to_fs(self.folder.url)


def _sync_folder(folder: Path) -> None:
    """After a power cut a renamed file is there only if its folder was synced too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
