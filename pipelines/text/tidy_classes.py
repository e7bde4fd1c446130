"""Which code point is what to normalisation: the table that its kernel reads.

What belongs here: classes and their members. Not here: what is done about a class (tidy_kernel).
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np

from pipelines.text.units import OTHER, PLANE

__all__ = ["OTHER", "classes"]

DROPPED, SOFT_HYPHEN, LINE_END, RETURN, BLANK, TAB = range(1, 7)
APOSTROPHE, STAR, BULLET, HARD_HYPHEN, SURROGATE, MARK = range(7, 13)
LETTER, LATIN, CYRILLIC, CONSONANT, IOTATED, NUMERAL = range(13, 19)
"""Letters last, of them the Latin and the Cyrillic, so that one comparison tells them."""

LINE_ENDS = "\n\u000b\u000c\u0085\u2028\u2029"
INVISIBLE = (
    *(range(0x00, 0x09), range(0x0E, 0x1E), range(0x7F, 0xA0), range(0x200B, 0x2010)),
    *(range(0x202A, 0x202F), range(0x2060, 0x2065), range(0xFEFF, 0xFF00)),
)
"""Controls of both sets, zero-width and direction marks, byte-order marks."""
HARD_HYPHENS, SOFT_HYPHENS = "\x1e", "\x1f\u00ad"
"""Characters 30 and 31 of Word's binary format, which converters pass on, and the soft hyphen of Unicode."""
BLANKS = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
APOSTROPHES = "`’ʼ‘´′"
BULLETS = "\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf076"
"""Bullets of the Symbol and Wingdings fonts, which word processors write in the private use area."""
NUMERALS = "ІХ"
"""Cyrillic capitals in which people type Roman numerals."""
LATIN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzï"
CONSONANTS = "бвгґдзжкклмнпрстфхцчшщБВГҐДЗЖКЛМНПРСТФЦЧШЩ"
IOTATED_LETTERS = "яюєї"
"""Before these, and after a consonant, Ukrainian has its apostrophe (Український правопис 2019, § 7). Capitals are no
members: «В = Т*Я» is a formula.
"""
JAMO = range(0x1100, 0x1200)


@cache
def classes() -> np.ndarray:
    """Class of each code point of the plane, uint8."""
    table = np.full(PLANE, OTHER, np.uint8)
    table[[code for code in range(PLANE) if chr(code).isalnum() and not chr(code).isdecimal()]] = LETTER
    table[[code for code in range(PLANE) if _may_compose(chr(code))]] = MARK
    table[0x400:0x530] = CYRILLIC
    table[0x483:0x488] = MARK
    for span in INVISIBLE:
        table[span.start : span.stop] = DROPPED
    table[0xD800:0xE000] = SURROGATE
    gaps = {LINE_END: LINE_ENDS, RETURN: "\r", BLANK: BLANKS, TAB: "\t"}
    hyphens = {SOFT_HYPHEN: SOFT_HYPHENS, HARD_HYPHEN: HARD_HYPHENS}
    spelled = {
        APOSTROPHE: APOSTROPHES,
        STAR: "*",
        BULLET: BULLETS,
        LATIN: LATIN_LETTERS,
        CONSONANT: CONSONANTS,
        IOTATED: IOTATED_LETTERS,
        NUMERAL: NUMERALS,
    }
    for kind, members in {**gaps, **hyphens, **spelled}.items():
        table[[ord(member) for member in members]] = kind
    return table


def _may_compose(char: str) -> bool:
    """Whether NFC may change the code point, alone or behind another (UAX 15: quick check not Yes)."""
    alone = unicodedata.category(char)[0] == "M" or not unicodedata.is_normalized("NFC", char)
    return alone or ord(char) in JAMO
