"""ZIP archives from outside, opened with suspicion.

What belongs here: telling a sound archive from a truncated, hostile or wrong one, and reading members
without ever holding more than was allowed. What the members mean belongs to the sources; how a directory is
read to `zip_directory.py`, how a member is unpacked to `members.py`.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from types import TracebackType
from typing import BinaryIO, Self, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.inert import inert
from pipelines.sources.folder import READ_BYTES, Folder
from pipelines.sources.members import (
    HARMLESS_BYTES,
    RATIO,
    ArchiveError,
    Member,
    is_bomb,
    open_member,
    read_member,
    too_large,
)
from pipelines.sources.zip_directory import read_directory

__all__ = ["RATIO", "Archive", "ArchiveError", "Member", "Members", "is_safe", "open_archive"]

MEMBERS = 20_000_000
"""Most members of one archive, at about 160 bytes of memory each."""

SPOOL_BYTES = 64 << 20
"""An inner archive up to this size stays in memory, a larger one goes through a temporary file."""

_BLOCK = 1 << 20
_OUTSIDE = r"^[/\\]|^[^/\\]*:|(?:^|[/\\])\.\.(?:[/\\]|$)"


class Members(Sequence[Member]):
    """The files of an archive in directory order; made one by one from `table` (`zip_directory.DIRECTORY`)."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __len__(self) -> int:
        return self.table.num_rows

    @overload
    def __getitem__(self, place: int) -> Member: ...
    @overload
    def __getitem__(self, place: slice) -> Members: ...
    def __getitem__(self, place: int | slice) -> Member | Members:
        if isinstance(place, slice):
            return Members(self.table.take(range(*place.indices(len(self)))))
        return next(_rows(self.table.slice(range(len(self))[place], 1)))

    def __iter__(self) -> Iterator[Member]:
        for batch in self.table.to_batches(max_chunksize=10_000):
            yield from _rows(batch)


class Archive:
    """A sound archive. Use it in a `with` statement."""

    def __init__(self, file: BinaryIO, packed: int | None = None) -> None:
        """Take over an open file.

        Args:
            file: binary and seekable.
            packed: the bytes it takes inside another archive, where it lies in one: its contents answer for these.

        Raises:
            ArchiveError: with one of the states of `schema.SOURCE_FILES` as its reason.
        """
        try:
            _refuse_no_archive(file)
            self.members = Members(read_directory(file, MEMBERS))
            _refuse_hostile(self.members.table, file.seek(0, 2) if packed is None else packed)
        except ArchiveError:
            file.close()
            raise
        self._file = file
        self._named: dict[str, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the archive and its file."""
        self._file.close()

    @property
    def fingerprint(self) -> str:
        """`sha256:` over the directory: name, size and CRC-32 of every member."""
        digests = [hashlib.sha256() for _ in range(4)]
        for batch in self.members.table.to_batches():
            _, ends, names = batch["name"].buffers()
            lengths = np.diff(np.frombuffer(ends, np.int32)[: len(batch) + 1])
            numbers = (batch[name].to_numpy().data for name in ("size", "crc"))
            for digest, part in zip(digests, (names or b"", lengths.data, *numbers), strict=True):
                digest.update(part)
        return f"sha256:{hashlib.sha256(b''.join(digest.digest() for digest in digests)).hexdigest()}"

    def read(self, member: Member | str, limit: int = READ_BYTES) -> bytes:
        """The bytes of a member, by itself or by name, its checksum verified.

        Raises:
            ArchiveError: as for `stream`, or the member unpacks to more than `limit` bytes (`bomb`).
        """
        return read_member(self._file, self._member(member), limit)

    def head(self, member: Member | str, size: int) -> bytes:
        """The first bytes of a member, at most `size`, unverified; none where it cannot be unpacked."""
        try:
            with self.stream(member) as stream:
                return stream.read(size)
        except ArchiveError:
            return b""

    def verify(self, member: Member | str) -> None:
        """Unpack a member to its end without holding it.

        Raises:
            ArchiveError: as for `stream`.
        """
        with self.stream(member) as stream:
            while stream.read(_BLOCK):
                pass

    @contextmanager
    def stream(self, member: Member | str) -> Iterator[BufferedReader]:
        """A member as a forward stream, for members too large to hold; one at a time.

        Raises:
            ArchiveError: at once, the member is encrypted or packed as no publisher packs (`unreadable`); while it
                is read, it is damaged (`truncated`).
        """
        with open_member(self._file, self._member(member)) as stream:
            yield stream

    def inner(self, member: Member | str, limit: int) -> Archive:
        """A member that is an archive itself, through a spooled file, at most `limit` bytes.

        Raises:
            ArchiveError: as for an archive that lies open, or for a damaged or oversized member.
        """
        found = self._member(member)
        if found.size > limit:
            raise too_large(found, limit)
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the inner archive closes it
        try:
            with self.stream(found) as stream:
                while block := stream.read(_BLOCK):
                    spool.write(block)
        except ArchiveError:
            spool.close()
            raise
        return Archive(spool, found.packed)  # type: ignore[arg-type]

    def _member(self, member: Member | str) -> Member:
        """The member itself, or the last one of that name."""
        if isinstance(member, Member):
            return member
        if self._named is None:
            names = self.members.table["name"].to_pylist()
            self._named = {name: place for place, name in enumerate(names)}
        return self.members[self._named[member]]


def open_archive(folder: Folder, path: str) -> Archive:
    """The archive at that path.

    Raises:
        ArchiveError: it cannot be used; the reason is one of the states of `schema.SOURCE_FILES`.
    """
    return Archive(folder.open(path))


def is_safe(name: str) -> bool:
    """Whether a path stays below the folder it is resolved in.

    >>> is_safe("files/43/fa..rtf"), is_safe("files/../x")
    (True, False)
    """
    return not re.search(_OUTSIDE, name)


def _rows(rows: pa.Table | pa.RecordBatch) -> Iterator[Member]:
    columns = (rows[name].to_pylist() for name in ("name", "size", "packed", "crc", "at", "method", "flags"))
    return (Member(*row) for row in zip(*columns, strict=True))


def _refuse_no_archive(file: BinaryIO) -> None:
    """Refuse what does not even begin like an archive."""
    file.seek(0)
    head = file.read(512)
    if not head:
        raise ArchiveError("empty", "The file has no bytes; fetch it again.")
    if not head.startswith(b"PK"):
        page = b"<html" in head.lower() or b"<!doctype" in head.lower()
        what = "an HTML page, probably an error message" if page else "something else"
        raise ArchiveError("unreadable", f"The file is {what}, not a ZIP archive; fetch it again.")


def _refuse_hostile(directory: pa.Table, packed: int) -> None:
    """Refuse names that leave the folder, and contents out of all proportion to the bytes that there are.

    A single bomb is refused when it is read, and its neighbours are not; but many small ones, and members that share
    their bytes (Fifield, "A better zip bomb", WOOT 2019), show only together.
    """
    for names in directory["name"].chunks:
        outside = names.filter(pc.match_substring_regex(names, _OUTSIDE))
        if len(outside):
            raise ArchiveError("traversal", f"The member {inert(outside[0].as_py())} points outside the archive.")
    size = _unpacked(directory)
    if is_bomb(size, packed):
        detail = f"{packed} bytes would unpack to {size:.0f}, over {RATIO} times as many; see docs/hostile-input.md."
        raise ArchiveError("bomb", detail)


def _unpacked(directory: pa.Table) -> float:
    """Bytes of all members but those that are bombs by themselves; a float, lest the sizes wrap around 64 bits."""
    total = 0.0
    for batch in directory.to_batches():
        size, packed = (batch[name].to_numpy().astype(np.float64) for name in ("size", "packed"))
        is_read = (size <= HARMLESS_BYTES) | (size <= RATIO * np.maximum(packed, 1))
        total += float(size[is_read].sum())
    return total
