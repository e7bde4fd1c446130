"""Where a pattern may begin: the places of a text whose first signs are those of a unit, a law or a case.

What belongs here: the filter that spares the patterns most of the text. It looks at the first six signs only and lets
through more than the patterns match, never less; what a match is, the patterns say. The method is that of Wu and Manber
(A fast algorithm for multi-pattern searching, 1994): the first signs of a word are hashed, and a table tells by the
hash whether anything that is sought begins so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

PLACES = 6
"""Signs looked at from the first on."""

Beginning = tuple[str, ...]
"""For each of the first signs those allowed; a shorter one allows any sign after its last."""

_SIGNS = 1 << 16
"""Signs beyond the basic plane are taken for its last, which is none."""

_HASHES = 1 << 18
"""So many that the few thousand beginnings rarely share one with another word."""

_FACTOR = 40_503
"""Fibonacci hashing: 2^16 divided by the golden ratio, made odd (Knuth, The Art of Computer Programming 3, 6.4)."""

_GOES_ON = 1 << 7

SPACE, DIGIT, MARKS = " ", "0", '.,:-§№"'
"""All digits are one sign here, and so are all spaces and marks, but for these."""


def words(listed: Iterable[str]) -> list[Beginning]:
    """How words begin, each once; after a word of one letter comes none."""
    heads = sorted({re.sub(r"\d", DIGIT, word[:PLACES]) for word in listed})
    return [(*word, SPACE + MARKS) if len(word) == 1 else (*word,) for word in heads]


@dataclass(frozen=True, slots=True)
class Anchors:
    """What signs may do, and which kinds begin with which.

    `roles` has for each sign 1 if a word that is sought may begin with it, and 2 if one may follow it (uint8); `folded`
    the sign it counts as (uint16). `tables` (uint8, a row for two signs, three, and so on) tell by the hash of the
    first signs which kinds begin with just those, a bit each, and in the highest bit whether any begins with more.
    """

    roles: np.ndarray
    folded: np.ndarray
    tables: np.ndarray
    kinds: Mapping[str, int]

    @classmethod
    def of(cls, kinds: Mapping[str, Iterable[Beginning]], inside: str = r"\w") -> Anchors:
        """From the ways in which each kind begins, of two signs at least, and seven kinds at most.

        `inside` is a pattern of the signs that a word does not follow.
        """
        folded, roles = np.arange(_SIGNS, dtype=np.uint16), np.full(_SIGNS, 2, np.uint8)
        folded[_all(rf"[^\w{re.escape(MARKS)}]")], folded[_all(r"\d")] = ord(SPACE), ord(DIGIT)
        roles[_all(inside)] = 0
        first, tables = np.zeros(_SIGNS, np.uint8), np.zeros((PLACES - 1, _HASHES), np.uint8)
        bits = {kind: 1 << number for number, kind in enumerate(kinds)}
        for kind, ways in kinds.items():
            for written in {"".join(signs) for way in ways for signs in product(*way)}:
                *shorter, whole = _hashes(written)
                for row, hashed in enumerate(shorter):
                    tables[row, hashed] |= _GOES_ON
                tables[len(shorter), whole] |= bits[kind]
                first[ord(written[0])] = 1
        return cls(roles | first.take(folded), folded, tables, bits)

    def starts(self, shadow: str) -> dict[str, list[int]]:
        """The places where each kind may begin, in order."""
        from pipelines.citations.signs_kernel import walk

        signs = _signs(shadow)
        places, found = np.empty(len(signs) // 2 + 1, np.int32), np.empty(len(signs) // 2 + 1, np.uint8)
        number = walk(signs, self.roles, self.folded, self.tables, np.uint32(_FACTOR), places, found)
        return {kind: places[:number][(found[:number] & own) != 0].tolist() for kind, own in self.kinds.items()}


def _all(pattern: str) -> list[int]:
    """All signs of the basic plane that a pattern matches."""
    return [ord(sign) for sign in re.findall(pattern, "".join(map(chr, (*range(0xD800), *range(0xE000, _SIGNS - 1)))))]


def _hashes(written: str) -> list[int]:
    """Hashes of the first two, three, … signs."""
    hashed = ord(written[0])
    return [hashed := (hashed * _FACTOR + ord(sign)) % _HASHES for sign in written[1:]]


def _signs(text: str) -> np.ndarray:
    """The signs of a text as uint16."""
    signs = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(signs) == len(text):
        return signs
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(wide, _SIGNS - 1).astype(np.uint16)


def matches(pattern: re.Pattern[str], shadow: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` would find, given all places where it may begin."""
    end = 0
    for start in starts:
        match = pattern.match(shadow, start) if start >= end else None
        if match:
            end = match.end()
            yield match
