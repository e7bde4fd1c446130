"""How long a stretch of text is, in whatever a budget counts: code points, or tokens of any tokenizer.

Belongs here: what a ruler promises, the one that counts code points, and one for any function that counts the tokens
of texts. Rulers that know how a tokenizer works belong with the tokenizers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

Count = Callable[[Sequence[str]], Sequence[int]]
"""The number of tokens of each text, special tokens left out."""


class Ruler(Protocol):
    """Measures spans of one text, in code points ``[start, end)``."""

    def size(self, start: int, end: int) -> int:
        """What the span costs when it stands alone; never less than it really does."""
        ...

    def reach(self, start: int, budget: int) -> int:
        """Where a span from ``start`` that costs ``budget`` ends, or somewhat later: `size` has the last word."""
        ...


Measure = Callable[[str], Ruler]
"""A ruler for a text."""


@dataclass(frozen=True, slots=True)
class Characters:
    """Counts code points."""

    text: str

    def size(self, start: int, end: int) -> int:
        """See `Ruler.size`."""
        return end - start

    def reach(self, start: int, budget: int) -> int:
        """See `Ruler.reach`."""
        return min(start + budget, len(self.text))


_PIECE = re.compile(r"\s*\S{1,256}|\s+\Z")
"""A word with the blanks before it: a tokenizer seldom joins two of them. The bound is for texts without blanks."""

_SLACK = 32
"""A reach is a 32nd further than the pieces say, and a token: pieces that stand alone may cost more than together."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Asks a function: once for all words, which tells about where a budget ends, then for each span."""

    text: str
    count: Count
    borders: list[int]
    """where pieces begin, and the end of the text"""
    costs: list[int]
    """tokens of the pieces before each border"""

    def size(self, start: int, end: int) -> int:
        """See `Ruler.size`; exact."""
        return self.count([self.text[start:end]])[0]

    def reach(self, start: int, budget: int) -> int:
        """See `Ruler.reach`."""
        piece = bisect_right(self.borders, start) - 1
        most = self.costs[piece] + budget + budget // _SLACK + 1
        return max(start + 1, self.borders[bisect_right(self.costs, most) - 1])


_REMEMBERED = 1 << 18
"""Words whose cost is remembered from text to text."""


def counting(count: Count) -> Measure:
    """A measure by a function that counts the tokens of texts, of whatever tokenizer."""
    known: dict[str, int] = {}

    def measure(text: str) -> Counted:
        pieces = _PIECE.findall(text)
        if len(known) > _REMEMBERED:
            known.clear()
        new = [piece for piece in dict.fromkeys(pieces) if piece not in known]
        known.update(zip(new, count(new), strict=True))
        borders = list(accumulate(map(len, pieces), initial=0))
        return Counted(text, count, borders, list(accumulate(map(known.__getitem__, pieces), initial=0)))

    return measure
