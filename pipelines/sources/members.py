"""One member of a ZIP archive: where it lies, and its bytes, never more of them than was allowed.

What belongs here: unpacking by the place that a directory told, with size and checksum verified. What does not: the
directory (`zip_directory.py`) and what members mean (the sources).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO, cast

from isal import igzip_lib, isal_zlib

from pipelines.inert import inert
from pipelines.sources.folder import READ_BYTES, SourceError

STORED, DEFLATED = 0, 8
"""The two packings that publishers use (APPNOTE.TXT 4.4.5)."""

NO_FILE = 0xFFFF
"""Packing that the reader of directories gives to links, devices and pipes: there is nothing in them to unpack."""

RATIO = 200
"""Most times a member or an archive may grow: register CSV and RTF shrink 5 to 20 times, deflate cannot pass 1,032."""

HARMLESS_BYTES = 1 << 20
"""What unpacks to less than this is no bomb whatever its ratio."""

_DAMAGE = cast(tuple[type[Exception], ...], (isal_zlib.error, EOFError))  # the stub takes the class for an error
_HEADER = 30
_ENCRYPTED = 0x1
_UTF8 = 0x800
_BLOCK = 1 << 20
_LEAST_SLACK = 1 << 10


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
    """One member as the archive's own directory states it; sizes in bytes, `at` is the place of its header."""

    name: str
    size: int
    packed: int
    crc: int
    at: int
    method: int
    flags: int

    @property
    def fingerprint(self) -> str:
        """`crc32:` and the directory's checksum of the unpacked bytes."""
        return f"crc32:{self.crc:08x}"


def read_member(file: BinaryIO, member: Member, limit: int = READ_BYTES) -> bytes:
    """The bytes of a member, its size and checksum verified.

    Raises:
        ArchiveError: it is no file, encrypted or packed as no publisher packs (`unreadable`), unpacks to more than
            `limit` bytes or `RATIO` times as many as it takes (`bomb`), or is damaged (`truncated`).
    """
    _refuse_unfit(member)
    if member.size > limit or member.packed > limit + limit // 256 + _LEAST_SLACK:  # deflate hardly ever grows
        raise too_large(member, limit)
    file.seek(_start(file, member))
    body = file.read(member.packed)
    if member.method == DEFLATED:
        body = _inflated(body, member)
    if len(body) != member.size or isal_zlib.crc32(body) != member.crc:
        raise damaged(member, "size or checksum is not what the directory says")
    return body


def _inflated(packed: bytes, member: Member) -> bytes:
    """A deflated member, one byte longer at most than its directory says."""
    inflater = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE)
    try:
        body = inflater.decompress(packed, member.size + 1)
    except _DAMAGE as error:
        raise damaged(member, str(error)) from error
    if not inflater.eof:
        raise damaged(member, "it does not end where the directory says")
    return body


def open_member(file: BinaryIO, member: Member) -> io.BufferedReader:
    """A member as a forward stream; nobody else may move `file` while it is read.

    Raises:
        ArchiveError: at once, as `read_member`; while it is read, it is damaged (`truncated`).
    """
    _refuse_unfit(member)
    return io.BufferedReader(_Stream(file, member), _BLOCK)


def name_at(file: BinaryIO, at: int) -> str:
    """The name in the header of the member that lies at a place."""
    _start(file, place := Member("", 0, 0, 0, at, STORED, 0))
    file.seek(at)
    header = file.read(_HEADER)
    name = file.read(_number(header, 26))
    try:
        return name.decode("utf-8" if _number(header, 6) & _UTF8 else "cp437")
    except UnicodeDecodeError as error:
        raise damaged(place, "its name is no text") from error


def damaged(member: Member, why: str) -> ArchiveError:
    """The error for a member that is not what its directory says."""
    return ArchiveError("truncated", f"{inert(member.name) or 'A member'} cannot be unpacked: {why}.")


def too_large(member: Member, limit: int) -> ArchiveError:
    """The error for a member that unpacks to more than its reader allows."""
    name = inert(member.name)
    return ArchiveError("bomb", f"{name} unpacks to more than the limit of {limit} bytes; see docs/hostile-input.md.")


def _refuse_unfit(member: Member) -> None:
    """Refuse what is no file, what nobody can unpack, and a bomb; the other members stand without it."""
    name = inert(member.name)
    if member.method == NO_FILE:
        raise ArchiveError("unreadable", f"{name} is a link or a device, not a file; pack the file itself.")
    if member.flags & _ENCRYPTED or member.method not in (STORED, DEFLATED):
        raise ArchiveError("unreadable", f"{name} is encrypted or exotically packed; pack it anew as plain ZIP.")
    if is_bomb(member.size, member.packed):
        grows = f"{member.packed} bytes would unpack to {member.size}, over {RATIO} times as many"
        raise ArchiveError("bomb", f"{name} is a bomb: {grows}; store it unpacked if it is real.")


def is_bomb(size: float, packed: float) -> bool:
    """Whether so many bytes are out of all proportion to those that they are packed in."""
    return size > HARMLESS_BYTES and size > RATIO * max(packed, 1)


def _start(file: BinaryIO, member: Member) -> int:
    """Where the packed bytes begin: behind a header whose name and extra field the directory does not measure."""
    file.seek(member.at)
    header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(b"PK\x03\x04"):
        raise damaged(member, "there is no member where the directory says")
    return member.at + _HEADER + _number(header, 26) + _number(header, 28)


def _number(header: bytes, at: int) -> int:
    return int.from_bytes(header[at : at + 2], "little")


class _Stream(io.RawIOBase):
    """Unpacks on reading; the checksum is compared when the last byte is asked for."""

    def __init__(self, file: BinaryIO, member: Member) -> None:
        self._file, self._member = file, member
        self._at, self._packed = _start(file, member), member.packed
        self._size, self._crc = 0, 0
        self._inflater = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        piece = self._stored(len(buffer)) if self._member.method == STORED else self._deflated(len(buffer))
        self._size += len(piece)
        self._crc = isal_zlib.crc32(piece, self._crc)
        over = not piece and (self._size, self._crc) != (self._member.size, self._member.crc)
        if over or self._size > self._member.size:
            raise damaged(self._member, "size or checksum is not what the directory says")
        buffer[: len(piece)] = piece
        return len(piece)

    def _stored(self, most: int) -> bytes:
        self._file.seek(self._at)
        piece = self._file.read(min(most, self._packed))
        self._at, self._packed = self._at + len(piece), self._packed - len(piece)
        return piece

    def _deflated(self, most: int) -> bytes:
        try:
            while not self._inflater.eof:
                more = self._stored(_BLOCK) if self._inflater.needs_input else b""
                if self._inflater.needs_input and not more:
                    raise damaged(self._member, "it does not end where the directory says")
                if piece := self._inflater.decompress(more, most):
                    return piece
        except _DAMAGE as error:
            raise damaged(self._member, str(error)) from error
        return b""
