"""Serialised XML as a list of its tags and texts: plain numba, imported only when a file is read.

What belongs here: XML 1.0 as libxml2 writes a tree, so without CDATA sections, document type and entities of its own.
Not here: well-formedness (libxml2 has judged it), what elements mean, references inside values of attributes.
Every turn of a loop moves forward and every look ahead is bounds-checked, so that no bytes make it stray or hang.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Kinds of rows that are the same for everybody; kinds of names are the caller's, from 1 on.
UNKNOWN, TEXT, CHARACTER, CLOSE = 0, -1, -2, -3
# Columns of the list: bytes of a text, a name or the value of an attribute (START of a character: its code point); row
# of the other tag of an element, else -1; row of the element around it.
KIND, START, END, MATE, PARENT, COLUMNS = range(6)

BLANK, EXCLAMATION, QUOTE, SHARP, AMPERSAND, APOSTROPHE, DASH, SLASH = 0x20, 0x21, 0x22, 0x23, 0x26, 0x27, 0x2D, 0x2F
COLON, SEMICOLON, LESS, GREATER, QUESTION, AT_SIGN, REPLACEMENT = 0x3A, 0x3B, 0x3C, 0x3E, 0x3F, 0x40, 0xFFFD
# FNV-1a, 64 bits (Fowler, Noll and Vo): names are told by their hashes.
FNV_OFFSET, FNV_PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)


@njit(cache=True, nogil=True)
def read(xml, keys, kinds, tape):
    """List the tags and texts of serialised XML; returns the rows written.

    xml: uint8[n]. keys: uint64[k], hashes (`hash_bytes`) of local names of elements, of `@` and the full names of
    attributes, of `?` and the targets of instructions, each in its `slot`; kinds: int32[k], what each of them is.
    Attributes and instructions that are not among them are left out, as are comments. tape: int32[n + 1, COLUMNS] is
    enough: each row has a byte of its own.
    """
    rows, at, parent = 0, 0, -1
    while at < xml.size:
        following = xml[at + 1] if at + 1 < xml.size else 0
        if xml[at] == AMPERSAND:
            code, at = reference(xml, at + 1)
            rows = add(tape, rows, CHARACTER, code, at, parent)
        elif xml[at] != LESS:
            start = at
            while at < xml.size and xml[at] != LESS and xml[at] != AMPERSAND:
                at += 1
            rows = add(tape, rows, TEXT, start, at, parent)
        elif following == EXCLAMATION:
            at = behind(xml, at + 4, DASH, 2)
        elif following == QUESTION:
            end = end_of_name(xml, at + 2)
            kind = kind_of(hash_bytes(xml, at + 1, end), keys, kinds)
            if kind != UNKNOWN:
                rows = add(tape, rows, kind, at, end, parent)
            at = behind(xml, end, QUESTION, 1)
        elif following == SLASH:
            if parent >= 0:
                rows, parent = close(tape, rows, parent)
            at = find(xml, GREATER, at) + 1
        else:
            end = end_of_name(xml, at + 1)
            start = local_name(xml, at + 1, end)
            parent, rows = rows, add(tape, rows, kind_of(hash_bytes(xml, start, end), keys, kinds), start, end, parent)
            rows, at = read_attributes(xml, end, keys, kinds, tape, rows, parent)
            if xml[at - 2] == SLASH:
                rows, parent = close(tape, rows, parent)
    return rows


@njit(cache=True, nogil=True)
def read_attributes(xml, at, keys, kinds, tape, rows, parent):
    """List the known attributes of the tag whose name ends at ``at``; returns (rows, place behind the tag)."""
    name = at
    while at < xml.size and xml[at] != GREATER:
        byte = xml[at]
        at += 1
        if byte <= BLANK:
            name = at
        elif byte == QUOTE or byte == APOSTROPHE:
            end = find(xml, byte, at)
            key = (FNV_OFFSET ^ np.uint64(AT_SIGN)) * FNV_PRIME
            for place in range(name, at - 2):
                key = (key ^ np.uint64(xml[place])) * FNV_PRIME
            kind = kind_of(key, keys, kinds)
            if kind != UNKNOWN:
                rows = add(tape, rows, kind, at, end, parent)
            at = end + 1
    return rows, at + 1


@njit(cache=True, nogil=True)
def add(tape, row, kind, start, end, parent):
    """Write a row; returns the next."""
    tape[row, KIND], tape[row, START], tape[row, END] = kind, start, end
    tape[row, MATE], tape[row, PARENT] = -1, parent
    return row + 1


@njit(cache=True, nogil=True)
def close(tape, row, opened):
    """Write the row that closes an element; returns the next, and the element around it."""
    tape[row, KIND], tape[row, START], tape[row, END] = CLOSE, 0, 0
    tape[row, MATE], tape[row, PARENT] = opened, tape[opened, PARENT]
    tape[opened, MATE] = row
    return row + 1, tape[opened, PARENT]


@njit(cache=True, nogil=True)
def find(xml, byte, at):
    """Place of the next such byte, or the size."""
    while at < xml.size and xml[at] != byte:
        at += 1
    return at


@njit(cache=True, nogil=True)
def reference(xml, at):
    """(character, place behind) of the reference whose `&` stands before ``at``: a number, or one of XML's five."""
    end = find(xml, SEMICOLON, at)
    first, second = (int(xml[at]), int(xml[at + 1])) if at + 1 < end else (0, 0)
    if first == SHARP:
        base, digits = (16, at + 2) if second == 0x78 else (10, at + 1)
        code = 0
        for place in range(digits, end):
            letter = int(xml[place]) >= 0x41
            code = min(code * base + (int(xml[place]) & 0xF) + 9 * letter, 0x10FFFF)
        return code, end + 1
    if first == 0x61:
        return AMPERSAND if second == 0x6D else APOSTROPHE, end + 1
    if first == 0x6C:
        return LESS, end + 1
    if first == 0x67:
        return GREATER, end + 1
    return QUOTE if first == 0x71 else REPLACEMENT, end + 1


@njit(cache=True, nogil=True)
def behind(xml, at, sign, times):
    """Place behind the next `>` before which a sign stands so many times: the end of a comment or instruction."""
    while at < xml.size:
        if xml[at] == GREATER and xml[at - 1] == sign and xml[at - times] == sign:
            return at + 1
        at += 1
    return at


@njit(cache=True, nogil=True)
def end_of_name(xml, at):
    """Place of the first byte that is no part of a name."""
    while at < xml.size and xml[at] > BLANK and xml[at] != SLASH and xml[at] != GREATER and xml[at] != QUESTION:
        at += 1
    return at


@njit(cache=True, nogil=True)
def local_name(xml, start, end):
    """Where the name without its prefix begins."""
    for place in range(start, end):
        if xml[place] == COLON:
            return place + 1
    return start


@njit(cache=True, nogil=True)
def hash_bytes(data, start, end):
    """FNV-1a of some bytes."""
    key = FNV_OFFSET
    for place in range(start, end):
        key = (key ^ np.uint64(data[place])) * FNV_PRIME
    return key


@njit(cache=True, nogil=True)
def kind_of(key, keys, kinds):
    """What a name is, by its hash; UNKNOWN for a name that is not in the table."""
    place = slot(key, keys)
    return kinds[place] if keys[place] == key else UNKNOWN


@njit(cache=True, nogil=True)
def slot(key, keys):
    """Where a hash stands, or would stand, in a table of 2^k places of which some are 0, so free."""
    mask = np.uint64(keys.size - 1)
    place = key & mask
    while keys[place] != key and keys[place] != 0:
        place = (place + np.uint64(1)) & mask
    return place
