"""The sources folder as the fetcher writes it: every file whole or not at all.

What belongs here: putting files in place, packing many into one, and the fetcher's own corner `.fetch/` with partial
downloads and hints. What does not: what the files are. On a disk a file is renamed into place; under any other
fsspec URL it is one upload, visible when complete. Names that begin with a dot are never read as an offer.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
import uuid
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem

from pipelines.sources.archive import RATIO, open_archive
from pipelines.sources.folder import Folder, SourceError
from pipelines.store_disk import sync_folder

CORNER = ".fetch"
"""The fetcher's own folder inside a landing."""

DENSE = RATIO // 2
"""Times a member may shrink; what shrinks more lies as it is, lest a reader take its pack for a bomb."""

_MEMBER_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_NEW = ".new"


@dataclass(frozen=True, slots=True)
class Landing:
    """One publisher's folder among the sources, on a disk or under any fsspec URL."""

    folder: Folder

    def put(self, path: str, body: bytes) -> None:
        """Write a file of the landing, or replace it."""
        with self._new() as new:
            new.write_bytes(body)
            self.adopt(path, new)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Hold the landing of that name against a second fetch, and clear away what killed runs left.

        The lock lies in the corner, and goes with the process that holds it. Of a landing that is not on a disk it
        lies on this machine: two machines that fetch into one bucket do not see each other.

        Raises:
            SourceError: somebody else holds it.
        """
        with self.scratch("lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SourceError(f"Another fetch of {name} is running: wait for its end, then run again.") from error
            for leftover in self.scratch("").glob(f"*{_NEW}"):
                leftover.unlink()
            yield

    def adopt(self, path: str, file: Path) -> None:
        """Move a finished file of this machine (from `scratch`) into the landing, or over the one there."""
        files, root = self.folder.place()
        if not isinstance(files, LocalFileSystem):
            files.put_file(str(file), f"{root}/{path}")
            file.unlink()
            return
        with file.open("rb") as finished:
            os.fsync(finished.fileno())
        place = Path(root, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
        sync_folder(place.parent)

    def remove(self, path: str) -> None:
        """Take a file out of the landing."""
        files, root = self.folder.place()
        files.rm_file(f"{root}/{path}")

    def scratch(self, name: str) -> Path:
        """Where a partial download of that name waits, also for the next run; its folder is there."""
        files, root = self.folder.place()
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

        Raises:
            ArchiveError: a reader would refuse the archive; nothing landed.
        """
        with self._new() as new:
            count = _zip(new, members)
            if count:
                open_archive(Folder(str(new.parent)), new.name).close()
                self.adopt(path, new)
        return count

    @contextmanager
    def _new(self) -> Iterator[Path]:
        """Where a file is written before it is moved to its path; nothing stays there."""
        new = self.scratch(f"{uuid.uuid4().hex}{_NEW}")
        try:
            yield new
        finally:
            new.unlink(missing_ok=True)


def _zip(place: Path, members: Iterable[tuple[str, bytes]]) -> int:
    """Write an archive; the number of its members."""
    count = 0
    with zipfile.ZipFile(place, "w") as archive:
        for name, body in members:
            entry = zipfile.ZipInfo(name, _MEMBER_DATE)
            dense = len(body) > DENSE * len(zlib.compress(body))
            entry.create_system, entry.compress_type = _UNIX, zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
            count += 1
    return count
