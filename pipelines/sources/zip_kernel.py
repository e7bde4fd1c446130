"""Numba kernel that reads a ZIP directory: fixed fields into columns, names end to end.

What belongs here: the loop over directory entries. What does not: finding the directory (`zip_directory.py`).
Import it inside functions only, numba is heavy. Layout: APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.5.3.
"""

from __future__ import annotations

import numpy as np
from numba import njit

ENTRY = 46
"""Bytes of an entry before its name."""
LATEST = 63
"""Version 6.3, the latest that APPNOTE names, needed to unpack a member; more is no version but damage."""
ZIP64 = 1
"""Tag of the extra field that holds what does not fit into 32 bits."""
OVERFLOW = 0xFFFFFFFF
UTF8 = 0x800
SLASH = 0x2F
UNIX, KIND, PLAIN, NO_FILE = 3, 0xF000, 0x8000, 0xFFFF
"""Host whose upper half of the external attributes is `st_mode`: its bits of the kind of file, those of a plain one;
and the method given to what is none."""


@njit(cache=True, nogil=True)
def number(data, at, width):
    """The little-endian number of `width` bytes at a place."""
    value = np.uint64(0)
    for place in range(width):
        value |= np.uint64(data[at + place]) << np.uint64(8 * place)
    return value


@njit(cache=True, nogil=True)
def wide(data, at, end, which):
    """The `which`-th 64-bit number of the ZIP64 extra field between two places; 2**64 - 1 where it is missing."""
    while at + 4 <= end:
        tag, size = number(data, at, 2), np.int64(number(data, at + 2, 2))
        if tag == ZIP64 and 8 * (which + 1) <= size and at + 4 + size <= end:
            return number(data, at + 4 + 8 * which, 8)
        at += 4 + size
    return ~np.uint64(0)


@njit(cache=True, nogil=True)
def copy_name(data, start, end, names, at):
    """Copy a name; whether it is one (not empty, no NUL) and whether it is plain ASCII."""
    sound, ascii_only = end > start, True
    for place in range(start, end):
        letter = data[place]
        sound &= letter != 0
        ascii_only &= letter < 0x80
        names[at + place - start] = letter
    return sound, ascii_only


@njit(cache=True, nogil=True)
def read_entries(data, numbers, marks, ends, names):
    """Read whole entries from the start of `data`, folders counted but left out.

    Columns filled: `numbers` (uint64[3, n]: place of the header, packed, size), `marks` (uint32[3, n]: CRC-32, method,
    flags), `ends` (int32[n + 1]: where each name ends in `names`).
    Returns (entries, files, bytes used, files whose name is in the code page of DOS, whether all was sound).
    """
    at, entries, files, foreign, written = 0, 0, 0, 0, 0
    while at + ENTRY <= len(data):
        name = np.int64(number(data, at + 28, 2))
        extra = np.int64(number(data, at + 30, 2))
        end = at + ENTRY + name + extra + np.int64(number(data, at + 32, 2))
        if number(data, at, 4) != 0x02014B50 or (number(data, at + 6, 2) & np.uint64(0xFF)) > LATEST:
            return entries, files, at, foreign, False
        if end > len(data):
            break
        sound, ascii_only = copy_name(data, at + ENTRY, at + ENTRY + name, names, written)
        if not sound:
            return entries, files, at, foreign, False
        entries += 1
        if data[at + ENTRY + name - 1] != SLASH:
            taken = 0
            for row, place in ((2, 24), (1, 20), (0, 42)):
                value = number(data, at + place, 4)
                if value == OVERFLOW:
                    value = wide(data, at + ENTRY + name, at + ENTRY + name + extra, taken)
                    taken += 1
                numbers[row, files] = value
            kind = number(data, at + 40, 2) & np.uint64(KIND)
            is_file = data[at + 5] != UNIX or kind == 0 or kind == PLAIN
            marks[0, files] = number(data, at + 16, 4)
            marks[1, files] = number(data, at + 10, 2) if is_file else np.uint64(NO_FILE)
            marks[2, files] = number(data, at + 8, 2)
            foreign += not ascii_only and not marks[2, files] & UTF8
            written += name
            files += 1
            ends[files] = written
        at = end
    return entries, files, at, foreign, True
