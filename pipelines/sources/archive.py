"""ZIP archives from outside, opened with suspicion.

What belongs here: telling a sound archive from a truncated, hostile or wrong one, and reading members
without ever holding more than was allowed. What the members mean belongs to the sources.
The directory is read by `zipfile`, about one KiB of memory a member: hence the limit on their number. A
leaner directory, and faster inflating of raw members, are still to come.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import IO, BinaryIO, Self

from pipelines.sources.folder import READ_BYTES, Folder, SourceError

MEMBERS = 2_000_000
"""Most members of one archive; a year of texts is split into several archives before it gets there."""

RATIO = 200
"""Most times an archive may grow: register CSV and RTF shrink 5 to 20 times, deflate cannot pass 1,032."""

HARMLESS_BYTES = 1 << 20
"""An archive that unpacks to less than this is no bomb whatever its ratio."""

SPOOL_BYTES = 64 << 20
"""An inner archive up to this size stays in memory, a larger one goes through a temporary file."""

_BLOCK = 1 << 20
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, UnicodeDecodeError)
"""What `zipfile` raises for damage in a directory or a member. OSError is not among them: a network that fails
is no fault of the archive."""


class ArchiveError(SourceError):
    """An archive, or one member, cannot be used: a short reason for counting and a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)  # both, or the error could not travel home from a worker process
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the archive's own directory states it; sizes in bytes."""

    name: str
    size: int
    packed: int
    crc: int

    @property
    def fingerprint(self) -> str:
        """`crc32:` and the directory's checksum of the unpacked bytes."""
        return f"crc32:{self.crc:08x}"


class Archive:
    """A sound archive; members in directory order, folders left out. Use it in a `with` statement."""

    def __init__(self, file: BinaryIO) -> None:
        """Take over an open file.

        Raises:
            ArchiveError: with one of the states of `schema.SOURCE_FILES` as its reason.
        """
        try:
            self._zip = _directory(file)
            self.members = _members(self._zip)
            _refuse_hostile(self.members)
        except ArchiveError:
            file.close()
            raise
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the archive and its file."""
        self._zip.close()
        self._file.close()

    @property
    def fingerprint(self) -> str:
        """`sha256:` over the directory: name, size and CRC-32 of every member."""
        digest = hashlib.sha256()
        for member in self.members:
            digest.update(f"{member.name}\0{member.size}\0{member.crc}\n".encode())
        return f"sha256:{digest.hexdigest()}"

    def read(self, name: str, limit: int = READ_BYTES) -> bytes:
        """The bytes of a member, its checksum verified.

        Raises:
            ArchiveError: as for `stream`, or the member unpacks to more than `limit` bytes (`bomb`).
        """
        with self.stream(name) as member:
            body = member.read(limit + 1)
        if len(body) > limit:
            raise ArchiveError("bomb", f"{name} unpacks to more than {limit} bytes.")
        return body

    def head(self, name: str, size: int) -> bytes:
        """The first bytes of a member, at most `size`, unverified; none where it cannot be unpacked."""
        try:
            with self.stream(name) as member:
                return member.read(size)
        except ArchiveError:
            return b""

    def verify(self, name: str) -> None:
        """Unpack a member to its end without holding it.

        Raises:
            ArchiveError: as for `stream`.
        """
        with self.stream(name) as member:
            while member.read(_BLOCK):
                pass

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A member as a forward stream, for members too large to hold.

        Raises:
            ArchiveError: at once, the member is encrypted or packed as no publisher packs (`unreadable`); while it
                is read, it is damaged (`truncated`).
        """
        info = self._zip.getinfo(name)
        if info.flag_bits & _ENCRYPTED or info.compress_type not in _PACKINGS:
            raise ArchiveError("unreadable", f"{name} is encrypted or exotically packed; pack it anew as plain ZIP.")
        try:
            with self._zip.open(name) as member:
                yield member
        except _DAMAGE as error:
            raise ArchiveError("truncated", f"{name} cannot be unpacked: {error}.") from error

    def inner(self, name: str, limit: int) -> Archive:
        """A member that is an archive itself, through a spooled file, at most `limit` bytes.

        Raises:
            ArchiveError: as for an archive that lies open, or for a damaged or oversized member.
        """
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the inner archive closes it
        try:
            with self.stream(name) as member:
                while (block := member.read(_BLOCK)) and spool.tell() <= limit:
                    spool.write(block)
        except ArchiveError:
            spool.close()
            raise
        if spool.tell() > limit:
            spool.close()
            raise ArchiveError("bomb", f"{name} unpacks to more than {limit} bytes.")
        return Archive(spool)  # type: ignore[arg-type]


def open_archive(folder: Folder, path: str) -> Archive:
    """The archive at that path.

    Raises:
        ArchiveError: it cannot be used; the reason is one of the states of `schema.SOURCE_FILES`.
    """
    return Archive(folder.open(path))


def _directory(file: BinaryIO) -> zipfile.ZipFile:
    """The archive's directory, or why there is none."""
    file.seek(0)
    head = file.read(512)
    if not head:
        raise ArchiveError("empty", "The file has no bytes; fetch it again.")
    if not head.startswith(b"PK"):
        page = b"<html" in head.lower() or b"<!doctype" in head.lower()
        what = "an HTML page, probably an error message" if page else "something else"
        raise ArchiveError("unreadable", f"The file is {what}, not a ZIP archive; fetch it again.")
    try:
        return zipfile.ZipFile(file)
    except (*_DAMAGE, ValueError) as error:
        raise ArchiveError("truncated", f"The archive has no sound directory ({error}); fetch it again.") from error


def _members(opened: zipfile.ZipFile) -> list[Member]:
    """The files of an archive; a name or place that cannot be shows a damaged directory."""
    listed = opened.infolist()
    if any(not info.filename or info.header_offset < 0 for info in listed):
        raise ArchiveError("truncated", "The archive has no sound directory; fetch it again.")
    return [Member(i.filename, i.file_size, i.compress_size, i.CRC) for i in listed if not i.is_dir()]


def _refuse_hostile(members: list[Member]) -> None:
    """Refuse names that leave the folder, and contents out of all proportion."""
    for member in members:
        if not is_safe(member.name):
            raise ArchiveError("traversal", f"The member {member.name!r} points outside the archive.")
    if len(members) > MEMBERS:
        raise ArchiveError("bomb", f"{len(members)} members; split the archive into ones of at most {MEMBERS}.")
    size, packed = sum(m.size for m in members), sum(m.packed for m in members)
    if size > HARMLESS_BYTES and size > RATIO * max(packed, 1):
        raise ArchiveError("bomb", f"{packed} bytes would unpack to {size}, over {RATIO} times as many.")


def is_safe(name: str) -> bool:
    """Whether a path stays below the folder it is resolved in."""
    path = name.replace("\\", "/")
    return not (path.startswith("/") or ":" in path.split("/")[0] or ".." in path.split("/"))
