"""Hostile RTF: depth, lengths that lie, numbers without end, objects.

What belongs here: RTF that attacks a reader. What does not: archives around it. Words: RTF Specification 1.9.1.
"""

from __future__ import annotations

from random import Random

from tests.hostile.kinds import PASSED, QUARANTINED, Kind
from tests.hostile.places import as_text

EITHER = (PASSED, QUARANTINED)
WORDS = b"{\\rtf1\\ansi\\ansicpg1251 " + "Суд вирішив справу за позовом. ".encode("cp1251")


def _closed(inside: bytes) -> bytes:
    return WORDS + inside + b"}"


def _deep(chance: Random, most: int) -> bytes:
    """Groups in groups, closed or not."""
    group = chance.choice((b"{", b"{\\b", b"{\\*\\x", b"{\\field{\\fldrslt", b"{\\upr{"))
    depth = min(100_000, most // 8)
    return _closed(group * depth + b"x" + b"}" * chance.choice((0, depth, depth * group.count(b"{"))))


def _as_deep_as_allowed(chance: Random, most: int) -> bytes:
    depth = chance.randint(500, 990)
    one = b"{\\b " * depth + b"x" + b"}" * depth
    return _closed(one * max(1, most // len(one)))


def _binary(chance: Random, most: int) -> bytes:
    r"""\bin with lengths that lie."""
    length = chance.choice((b"-1", b"0", b"4", b"2147483647", b"9" * 30, b"99999", b""))
    return _closed(b"{\\pict\\bin%s " % length + chance.randbytes(min(most, 5_000)).replace(b"}", b"") + b"}")


def _unicode(chance: Random, most: int) -> bytes:
    r"""\u with numbers out of range, and fallbacks to be skipped that never come."""
    number = chance.choice((b"1110", b"-3913", b"65536", b"-99999", b"9" * 30, b"55357", b"56832", b"0", b"27", b""))
    skip = chance.choice((b"", b"\\uc0 ", b"\\uc2 ", b"\\uc-1 ", b"\\uc2000000000 ", b"\\uc99999999999 "))
    return _closed(skip + (b"\\u%s?" % number) * (most // 12))


def _numbers(chance: Random, most: int) -> bytes:
    """Numbers of fonts, colours and code pages beyond any table."""
    word = chance.choice((b"f", b"cf", b"ansicpg", b"fcharset", b"deff", b"red", b"uc", b"cb", b"fs", b"li"))
    number = chance.choice((b"-1", b"32768", b"65536", b"2147483648", b"-2147483648", b"9" * 200))
    return _closed(b"\\" + word + number + b" x{\\fonttbl{\\f" + number + b"\\fcharset" + number + b" A;}}")


def _tables(chance: Random, most: int) -> bytes:
    """Tables of fonts and colours of a hundred thousand entries."""
    fonts = b"".join(b"{\\f%d\\fcharset204 A;}" % number for number in range(most // 40))
    return _closed(b"{\\fonttbl" + fonts + b"}{\\colortbl" + b"\\red255\\green0\\blue0;" * (most // 50) + b"}")


def _objects(chance: Random, most: int) -> bytes:
    """Embedded objects, links to programs, fields that would run."""
    digits = chance.randbytes(min(most, 20_000) // 2).hex().encode()
    return _closed(
        chance.choice(
            (
                b"{\\object\\objemb{\\*\\objclass Equation.3}{\\*\\objdata " + digits + b"}}",
                b"{\\object\\objautlink\\objupdate{\\*\\objdata " + digits + b"}{\\result x}}",
                b'{\\field{\\*\\fldinst DDEAUTO c:\\\\cmd.exe "/c calc"}{\\fldrslt x}}',
                b'{\\field{\\*\\fldinst INCLUDETEXT "file:///etc/passwd"}{\\fldrslt x}}',
                b"{\\*\\template http://127.0.0.1/x.dot}{\\*\\generator x}",
            )
        )
    )


def _one_word(chance: Random, most: int) -> bytes:
    """One control word, over and over, or one of a megabyte."""
    word = chance.choice(
        (b"\\par", b"\\cell", b"\\row", b"\\'", b"\\'ff", b"\\*", b"\\~", b"\\" + b"a" * 300, b"\\\\", b"\\\n")
    )
    return _closed(word * (most // len(word)))


def _unclosed(chance: Random, most: int) -> bytes:
    """Nothing closed, everything closed, text behind the end, an RTF in an RTF."""
    return chance.choice(
        (WORDS, WORDS + b"}" * (most // 2), _closed(b"") + b"more" * 9, _closed(WORDS), b"{\\rtf", b"{\\rtf1}")
    )


def _zeros(chance: Random, most: int) -> bytes:
    return chance.choice(
        (b"\0" * 9 + _closed(b""), _closed(b"\0" * most), WORDS.replace(b" ", b"\0"), _closed(b"") + bytes(most))
    )


KINDS = (
    Kind("RTF depth", _deep, as_text, EITHER),
    Kind("RTF as deep as allowed", _as_deep_as_allowed, as_text, EITHER),
    Kind("\\bin that lies", _binary, as_text, EITHER),
    Kind("\\u out of range", _unicode, as_text, EITHER),
    Kind("RTF numbers", _numbers, as_text, EITHER),
    Kind("RTF tables", _tables, as_text, EITHER),
    Kind("RTF objects", _objects, as_text, EITHER),
    Kind("one RTF word", _one_word, as_text, EITHER),
    Kind("unclosed RTF", _unclosed, as_text, EITHER),
    Kind("RTF zeros", _zeros, as_text, EITHER),
)
