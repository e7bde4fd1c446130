"""A ZIP writer that says whatever it is told: archives that no honest tool would write.

What belongs here: local headers, data and the directory, every field free to lie. What does not: which lies
(`archives.py`). Layout: APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

STORED, DEFLATED = 0, 8
PLAIN_FILE, LINK, DEVICE, PIPE = 0o100644 << 16, 0o120777 << 16, 0o020666 << 16, 0o010644 << 16
"""External attributes of Unix files."""
ENCRYPTED, UTF8 = 0x1, 0x800

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UNIX = 3 << 8 | 20
_DATE = 0x21  # 1 January 1980


@dataclass(frozen=True, slots=True)
class Entry:
    """A member; what is None is told truly. `at` is the place of another member whose header and data it claims."""

    name: bytes
    body: bytes = b""
    method: int = DEFLATED
    flags: int = UTF8
    size: int | None = None
    packed: int | None = None
    crc: int | None = None
    at: int | None = None
    attributes: int = PLAIN_FILE
    extra: bytes = b""
    local: bytes | None = None
    """The data that lie there, where they are not the body as its method packs it."""

    @property
    def data(self) -> bytes:
        """The packed bytes."""
        if self.local is not None:
            return self.local
        return deflated(self.body) if self.method == DEFLATED else self.body

    def numbers(self) -> tuple[int, int, int]:
        """CRC-32, packed and unpacked size, as its headers tell."""
        crc, packed = zlib.crc32(self.body) if self.crc is None else self.crc, self.packed
        return crc, len(self.data) if packed is None else packed, len(self.body) if self.size is None else self.size

    def header(self) -> bytes:
        """The local header and the data."""
        fixed = (20, self.flags, self.method, 0, _DATE, *self.numbers(), len(self.name), 0)
        return _LOCAL.pack(b"PK\3\4", *fixed) + self.name + self.data

    def listed(self, at: int) -> bytes:
        """The entry of the directory for a member that lies at a place."""
        sizes = (len(self.name), len(self.extra), 0, 0, 0)
        place = at if self.at is None else self.at
        fixed = (_UNIX, 20, self.flags, self.method, 0, _DATE, *self.numbers(), *sizes, self.attributes, place)
        return _ENTRY.pack(b"PK\1\2", *fixed) + self.name + self.extra


def written(entries: Sequence[Entry], *, count: int | None = None, shift: int = 0, comment: bytes = b"") -> bytes:
    """An archive of these members; `count` and `shift` make its end lie about how many there are, and where."""
    body, places = bytearray(), list[int]()
    for entry in entries:
        places.append(len(body))
        if entry.at is None:
            body += entry.header()
    directory = b"".join(entry.listed(at) for entry, at in zip(entries, places, strict=True))
    told = (len(entries) if count is None else count) & 0xFFFF
    end = _END.pack(b"PK\5\6", 0, 0, told, told, len(directory), max(0, len(body) + shift), len(comment))
    return bytes(body) + directory + end + comment


def deflated(body: bytes) -> bytes:
    """A raw deflate stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()
