"""The directory of a ZIP archive as an Arrow table: about 160 bytes of memory a member.

What belongs here: finding the directory, ZIP64 and prefixes included, and reading it block by block. What does not:
judging what it says (`archive.py`) and unpacking members (`members.py`).
Layout: APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from pipelines.sources.members import ArchiveError

DIRECTORY = pa.schema([
    ("name", pa.string()),
    ("at", pa.uint64()),
    ("packed", pa.uint64()),
    ("size", pa.uint64()),
    ("crc", pa.uint32()),
    ("method", pa.uint32()),
    ("flags", pa.uint32()),
])  # fmt: skip
"""A file in an archive: its name, the place of its header, bytes packed and unpacked, CRC-32, method, flags."""

BLOCK_BYTES = 16 << 20
"""Bytes of a directory read at a time."""

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY_BYTES = 46
_LONGEST_COMMENT = 0xFFFF
_FARTHEST = 1 << 60
_UTF8 = 0x800


def read_directory(file: BinaryIO, most: int) -> pa.Table:
    """The files of an archive in directory order, folders left out, as `DIRECTORY`.

    Raises:
        ArchiveError: there is no sound directory (`truncated`), or more than `most` members (`bomb`).
    """
    start, size, count, shift = _find(file)
    if size // _ENTRY_BYTES > most and count > most:
        raise ArchiveError("bomb", f"{count} members; split the archive into ones of at most {most} each.")
    batches, entries = [], 0
    for read, batch in _batches(file, start, size, shift):
        batches.append(batch)
        entries += read
        if entries > most:
            raise ArchiveError("bomb", f"Over {most} members; split the archive into ones of at most {most} each.")
    if entries & 0xFFFF != count & 0xFFFF:  # old writers count no further than 16 bits
        raise unsound(f"{entries} members instead of {count}")
    return pa.Table.from_batches(batches, DIRECTORY)


def unsound(why: str) -> ArchiveError:
    """The error for an archive whose directory is missing or damaged."""
    return ArchiveError("truncated", f"The archive has no sound directory ({why}); fetch it again.")


def _find(file: BinaryIO) -> tuple[int, int, int, int]:
    """Where the directory starts, its bytes, its members, and how many bytes lie before the archive itself."""
    end = file.seek(0, 2)
    tail_at = file.seek(max(0, end - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    while place >= 0:
        record = tail[place : place + _END.size]
        if len(record) == _END.size and place + _END.size + _END.unpack(record)[7] <= len(tail):
            return _directory(file, tail_at + place, record)
        place = tail.rfind(b"PK\x05\x06", 0, place)
    raise unsound("it has no end")


def _directory(file: BinaryIO, end: int, record: bytes) -> tuple[int, int, int, int]:
    """What the end record says, or the ZIP64 record before it where there is one."""
    *_, count, size, offset, _ = _END.unpack(record)
    before = _END64.size + _LOCATOR.size
    if end >= before:
        file.seek(end - before)
        head = file.read(before)
        if head.startswith(b"PK\x06\x06") and head[_END64.size :].startswith(b"PK\x06\x07"):
            end -= before
            *_, count, size, offset = _END64.unpack_from(head)
    shift = end - size - offset
    if shift < 0 or size > end:
        raise unsound("it lies outside the file")
    return end - size, size, count, shift


def _batches(file: BinaryIO, start: int, size: int, shift: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The directory block by block: entries read, and the files among them."""
    file.seek(start)
    held, left = b"", size
    while left:
        block = file.read(min(left, BLOCK_BYTES))
        left -= len(block)
        entries, used, batch = _read(held + block, shift)
        if not block or not (entries or left):
            raise unsound("it ends within a member")
        held = (held + block)[used:]
        yield entries, batch
    if held:
        raise unsound("it ends within a member")


def _read(block: bytes, shift: int) -> tuple[int, int, pa.RecordBatch]:
    """The whole entries at the start of a block: how many, their bytes, and the files among them."""
    from pipelines.sources.zip_kernel import read_entries

    most = len(block) // _ENTRY_BYTES + 1
    numbers, marks = np.empty((3, most), np.uint64), np.empty((3, most), np.uint32)
    ends, names = np.zeros(most + 1, np.int32), np.empty(len(block) + 1, np.uint8)
    data = np.frombuffer(block, np.uint8)
    entries, files, used, foreign, sound = read_entries(data, numbers, marks, ends, names)
    if not sound:
        raise unsound("a member is damaged")
    if (numbers[0, :files] > np.uint64(_FARTHEST)).any():
        raise unsound("a member lies outside the file")
    numbers[0] += np.uint64(shift)
    columns = [pa.array(row[:files]) for row in (*numbers, *marks)]
    named = _names(ends[: files + 1].copy(), names[: ends[files]].copy(), marks[2, :files], foreign)
    return int(entries), int(used), pa.RecordBatch.from_arrays([named, *columns], schema=DIRECTORY)


def _names(ends: np.ndarray, names: np.ndarray, flags: np.ndarray, foreign: int) -> pa.Array:
    """Names as text: UTF-8 where flagged or plain, else the code page of DOS."""
    raw = pa.BinaryArray.from_buffers(pa.binary(), len(ends) - 1, [None, pa.py_buffer(ends), pa.py_buffer(names)])
    try:
        if not foreign:
            return raw.cast(pa.string())
        pages = ("utf-8" if flag & _UTF8 else "cp437" for flag in flags)
        return pa.array([name.decode(page) for name, page in zip(raw.to_pylist(), pages, strict=True)], pa.string())
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise unsound("a name is no text") from error
