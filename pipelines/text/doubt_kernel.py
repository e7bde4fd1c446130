"""Which lines `normalise` may change, so that the others, nearly all, need not go through it: plain numba.

What belongs here: a test on bytes that errs on the side of asking. Not here: any change of text (normalise).
Imported only when a file is read.
"""

from __future__ import annotations

from numba import njit

TAB, LF, GRAVE, DELETE = 0x09, 0x0A, 0x60, 0x7F


@njit(cache=True, nogil=True)
def to_normalise(text, size, ask):
    """Flag each line that may change; lines end with LF.

    text: uint8, UTF-8 in its first ``size`` bytes, with no control but TAB and LF, its blanks single, none beside TAB
    or at the ends of lines. ask: uint8[lines], set to 0 or 1.
    """
    line, doubt = 0, False
    for at in range(size):
        byte = text[at]
        if byte == LF:
            ask[line] = doubt or (at > 0 and text[at - 1] == TAB)
            line, doubt = line + 1, False
        elif byte >= 0xC2:
            doubt |= is_doubtful(text, at)
        elif byte == GRAVE or byte == DELETE:
            doubt = True


@njit(cache=True, nogil=True)
def is_doubtful(text, at):
    """Whether a character beyond ASCII may be changed; not so Latin letters, signs, dashes and quotes.

    An apostrophe is changed between letters only. Combining marks and Cyrillic, which change with what stands beside
    them, are doubtful wherever they stand.
    """
    lead, second = int(text[at]), int(text[at + 1])
    if lead == 0xC2:
        # Controls, the hard blank, the soft hyphen and the acute accent.
        return second <= 0xA0 or second == 0xAD or second == 0xB4
    if lead < 0xCA:
        return False
    if lead != 0xE2:
        return True
    code = second << 8 | int(text[at + 2])
    if code == 0x8098 or code == 0x8099 or code == 0x80B2:
        return at > 0 and is_letter(text[at - 1]) and is_letter(text[at + 3])
    # From U+2010 to U+2027, from U+2030 to U+203A, and the euro.
    return not (0x8090 <= code <= 0x80A7 or 0x80B0 <= code <= 0x80BA or code == 0x82AC)


@njit(cache=True, nogil=True)
def is_letter(byte):
    """A to Z, either case, or part of any character beyond ASCII."""
    return 0x61 <= byte | 0x20 <= 0x7A or byte >= 0x80
