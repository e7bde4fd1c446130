"""Where a pattern may begin: the places of a text whose first signs are those of a unit, a law or a case.

What belongs here: the filter that spares the patterns most of the text. It looks at the first four signs only and lets
through more than the patterns match, never less; what a match is, the patterns say. The method is that of the Teddy
matcher of Hyperscan (Wang et al., NSDI 2019): each way to begin is one bit, each place has a table from signs to bits,
and a way to begin is met where its bit stands in the tables of all its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

PLACES = 4
"""Signs looked at from the first on."""

Beginning = tuple[str, ...]
"""For each of the first signs those allowed; a shorter one allows any sign after its last."""

_SIGNS = 1 << 16
"""Signs beyond the basic plane are taken for its last, which is none."""

SPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""All signs that a pattern's \\s matches."""

DIGITS = "0123456789"


def words(listed: Iterable[str]) -> list[Beginning]:
    """How words begin, one beginning for the long and one for the short words of one first sign."""
    groups: dict[tuple[str, bool], list[str]] = {}
    for word in sorted(set(listed)):
        groups.setdefault((word[0], len(word) < PLACES), []).append(word)
    return [_common(group) for group in groups.values()]


def _common(group: list[str]) -> Beginning:
    shortest = min(PLACES, *map(len, group))
    signs = ["".join(sorted({word[place] for word in group})) for place in range(shortest)]
    return tuple(own.replace(" ", SPACE) for own in signs)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Tables from signs to bits (uint64 of 65,536), for the sign before and each place, and the bits of each kind."""

    before: np.ndarray
    places: tuple[np.ndarray, ...]
    kinds: Mapping[str, np.uint64]

    @classmethod
    def of(cls, kinds: Mapping[str, Iterable[Beginning]]) -> Anchors:
        """From the ways in which each kind begins, 64 of them at most, at the beginning of a word."""
        ways = [(kind, beginning) for kind, own in kinds.items() for beginning in own]
        tables = np.zeros((PLACES, _SIGNS), np.uint64)
        bits = dict.fromkeys(kinds, 0)
        for number, (kind, beginning) in enumerate(ways):
            bits[kind] |= 1 << number
            for place in range(PLACES):
                signs = [ord(sign) for sign in beginning[place]] if place < len(beginning) else slice(None)
                tables[place, signs] |= np.uint64(1 << number)
        before = np.ones(_SIGNS, bool)
        basic = "".join(map(chr, (*range(0xD800), *range(0xE000, _SIGNS - 1))))
        before[[ord(sign) for sign in re.findall(r"\w", basic)]] = False
        return cls(before, tuple(tables), {kind: np.uint64(own) for kind, own in bits.items()})

    def starts(self, shadow: str) -> dict[str, list[int]]:
        """The places where each kind may begin, in order."""
        signs = np.frombuffer((" " + shadow + " " * PLACES).encode("utf-32-le", "surrogatepass"), np.uint32)
        signs = np.minimum(signs, _SIGNS - 1).astype(np.intp)
        first = self.places[0].take(signs[1:-PLACES])
        found = np.flatnonzero((first != 0) & self.before.take(signs[: -PLACES - 1]))
        bits = first[found]
        for place, table in enumerate(self.places[1:], 1):
            bits = bits & table.take(signs[found + place + 1])
        return {kind: found[(bits & own) != 0].tolist() if own else [] for kind, own in self.kinds.items()}


def matches(pattern: re.Pattern[str], shadow: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` would find, given all places where it may begin."""
    end = 0
    for start in starts:
        match = pattern.match(shadow, start) if start >= end else None
        if match:
            end = match.end()
            yield match
