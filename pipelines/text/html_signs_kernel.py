"""Signs of HTML: blanks, letters, digits, small words.

What belongs here: what a byte is, and whether a small word stands at a place. What does not: what it means there.
"""

from __future__ import annotations

import numpy as np

from pipelines.text.html_shapes import inlined, kernel


@inlined
def past_blanks(body, at):
    """The first place from ``at`` on that holds no blank."""
    while at < body.size and is_blank(body[np.uint64(at)]):
        at += 1
    return at


@kernel
def is_word(body, start, end, word):
    """Whether a small word stands from start to end, in letters of either case."""
    return end - start == len(word) and is_prefix(body, start, end, word)


@kernel
def is_prefix(body, start, end, word):
    """Whether a small word stands at ``start``, in letters of either case."""
    if end - start < len(word):
        return False
    for place in range(len(word)):
        byte = body[start + place]
        if (byte | 0x20 if is_letter(byte) else byte) != word[place]:
            return False
    return True


@kernel
def is_blank(byte):
    """What HTML calls white space: TAB, LF, FF, CR, blank."""
    return byte == 0x20 or (0x09 <= byte <= 0x0D and byte != 0x0B)


@kernel
def is_letter(byte):
    """A to Z, either case."""
    return 0x61 <= byte <= 0x7A or 0x41 <= byte <= 0x5A


@kernel
def is_digit(byte):
    """0 to 9."""
    return 0x30 <= byte <= 0x39


@kernel
def is_hexadecimal(byte):
    """A to F, either case; 0 to 9."""
    return 0x61 <= byte | 0x20 <= 0x66 or is_digit(byte)


@kernel
def is_name(byte):
    """A sign of the name of a reference, or the semicolon that ends it."""
    return is_letter(byte) or is_digit(byte) or byte == 0x3B
