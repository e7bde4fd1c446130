"""Hostile cards of acts: JSON of any depth, numbers that overflow, fields of megabytes.

What belongs here: JSON that attacks a reader. What does not: strings that do harm where they are shown (`names.py`).
"""

from __future__ import annotations

import json
from random import Random

from tests.hostile.kinds import PASSED, REFUSED, Kind
from tests.hostile.places import as_card

GOOD = {
    "nreg": "1-16",
    "nazva": "Про слово",
    "organs": "1:20200101:9",
    "status": 5,
    "datred": 20200101,
    "eds": [{"datred": 20200101, "pages": 1}],
    "history": "20200101:4:",
    "publics": "20200101:x",
}
ANY = (PASSED, REFUSED)


def _written(card: object) -> bytes:
    return json.dumps(card).encode()


def _deep(chance: Random, most: int) -> bytes:
    """Lists or objects in one another."""
    depth = min(100_000, most // 8)
    return chance.choice(
        (b"[" * depth, b'{"a":' * depth, b"[" * depth + b"]" * depth, b'{"nreg":"1-16","x":' + b"[" * depth)
    )


def _numbers(chance: Random, most: int) -> bytes:
    """Numbers beyond 64 bits, infinite, or written as no number is."""
    number = chance.choice(
        (10**18, 10**40, -1, 2**31, 2**63, 1e308, "9" * 5_000, "-1", "١٢", "1e5", "²", True, None, [1], {})
    )
    name = chance.choice(("datred", "status", "pages", "edcnt", "types", "organs"))
    card = GOOD | {"eds": [{"datred": 20200101, "pages": number}]} if name == "pages" else GOOD | {name: number}
    return _written(card)


def _huge_number(chance: Random, most: int) -> bytes:
    return b'{"nreg":"1-16","datred":' + chance.choice((b"9" * most, b"1e999", b"NaN", b"-Infinity", b"0" * 99)) + b"}"


def _long_field(chance: Random, most: int) -> bytes:
    """A field of a megabyte, of what its reader looks for."""
    name = chance.choice(("organs", "history", "publics", "nazva", "types", "nreg"))
    word = chance.choice(("a", "|", ":", " ", "1:20200101:", "20200101:4:|", "Ð\u009f", "\u0301", "1|"))
    return _written(GOOD | {name: word * (most // len(word))})


def _types(chance: Random, most: int) -> bytes:
    """Fields of other types than theirs, and files that are no card."""
    value = chance.choice(([], {}, [[]], 1.5, False, None, "", [{"datred": {}}], [None], "\ud800", ["a"] * 999))
    return chance.choice(
        (
            _written(GOOD | {chance.choice(tuple(GOOD)): value}),
            b"{",
            b"null",
            b"[]",
            b'""',
            b"{}",
            b"",
            b"\xff\xfe{}",
            b"<html>",
            b'{"nreg":"a","nreg":"1-16"}',
            b'{"nreg":"1-16"}x',
            b"\xef\xbb\xbf" + _written(GOOD),
            bytes(most),
        )
    )


def _many(chance: Random, most: int) -> bytes:
    """Editions or names by the thousand."""
    editions = [{"datred": 20200101 + number % 28, "pages": number} for number in range(most // 40)]
    return chance.choice(
        (_written(GOOD | {"eds": editions}), _written(GOOD | {f"a{at}": at for at in range(most // 15)}))
    )


KINDS = (
    Kind("JSON depth", _deep, as_card, ANY),
    Kind("JSON numbers", _numbers, as_card, ANY),
    Kind("JSON number without end", _huge_number, as_card, ANY),
    Kind("JSON field of a megabyte", _long_field, as_card, ANY),
    Kind("JSON types", _types, as_card, ANY),
    Kind("JSON editions", _many, as_card, ANY),
)
