"""Folded texts, against a slow reference in plain Python."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import letters

BLOCKS = range(0x80), range(0xA0, 0x180), range(0x400, 0x500), range(0x2000, 0x2100), range(0x2100, 0x2140)
"""Characters of the first bytes that vector code knows, and their neighbours."""


def folded_by_kernel(raw: bytes, start: int = 0) -> bytes:
    """The text from a byte on, as the kernel folds it."""
    from pipelines.dedup.letter_kernel import fold_text

    data, out = np.frombuffer(raw, np.uint8), np.zeros(2 * len(raw) + 64, np.uint8)
    length = fold_text(data, np.uint64(start), np.uint64(len(raw)), letters.table(), out, np.empty(8, np.uint64))
    return out[: int(length)].tobytes()


def folded(text: str) -> bytes:
    """The reference: lower case in UTF-8, and what is of no word as so many bytes that are no letters."""
    return b"".join(map(folded_character, text))


def folded_character(character: str) -> bytes:
    """The reference for one character."""
    if character == "İ":
        return b"i\0"
    lower = character.lower()
    return lower.encode() if re.match(r"\w", lower) else b"\1" if lower == "\n" else bytes(len(character.encode()))


@pytest.mark.parametrize("points", BLOCKS, ids=lambda points: f"U+{points.start:04X}")
def test_every_character_by_itself(points: range):
    """Vector code reads a character, at any distance from the ends of a block, as the letter table has it."""
    for character in map(chr, points):
        for shift in range(3):
            text = "я" + "x" * shift + character * 80 + "кінець" * 20
            assert folded_by_kernel(text.encode()) == folded(text), (character, shift)


@given(st.text(max_size=150), st.text("аБ яҐ№\n", min_size=30, max_size=90), st.integers(0, 4))
@settings(max_examples=200)
def test_any_text(text: str, home: str, turn: int):
    """Blocks of known letters, blocks with others and the ends of a text join without a seam."""
    whole = (text + home) * turn + home + text
    assert folded_by_kernel(whole.encode()) == folded(whole)


@given(st.binary(max_size=9), st.text("яE —", min_size=60, max_size=70))
@settings(max_examples=60)
def test_what_stands_before_is_not_read(before: bytes, text: str):
    """The text before, which may end in the middle of a character, changes nothing."""
    assert folded_by_kernel(before + text.encode(), len(before)) == folded(text)


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_ends(raw: bytes):
    """A bit is set where a byte is none of a letter, behind the last byte, and nowhere after that."""
    from pipelines.dedup.letter_kernel import mark_ends

    room, ends = np.frombuffer(raw + bytes(64), np.uint8).copy(), np.zeros(len(raw) // 64 + 2, np.uint64)
    blocks = mark_ends(room, np.uint64(len(raw)), ends, np.empty(8, np.uint64))
    expected = sum(1 << at for at, each in enumerate(raw + b"\0") if each < 16)
    assert int.from_bytes(ends.tobytes(), "little") == expected
    assert blocks == len(raw) // 64 + 1
