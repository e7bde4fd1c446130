"""Where a document longer than a row is cut.

What belongs here: borders of a text, and the choice among them. What does not: encoding (`tokens.py`) and rows
(`packing.py`).

A piece goes on to the brim of its row, or ends a little before it where a better border is near. Only the part of the
text in which a border may lie is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"(?<=[\w»”\")]{3}[.!?…;])\s+(?=[«„“\"(]?[A-ZА-ЯІЇЄҐЁ])")
"""Space after a sentence. Three characters before the point rule out «м. Київ», «ст. 5» and «mr. De Vries»."""
_LINE_END = re.compile(r"\n+")

_AHEAD = 100
"""Code points behind a window that a border in it may need: blanks, and what a sentence begins with."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document: its text, where its sections begin (ascending), and what its tokens stand for."""

    text: str
    sections: np.ndarray
    offsets: np.ndarray
    """int64[tokens, 2]: first code point of each token, and the one after its last"""


def cuts(document: Text, length: int) -> list[int]:
    """First token of each piece of a document, whose end-of-document token comes on top of its others.

    Args:
        document: what is cut.
        length: tokens of a row.

    Raises:
        ValueError: a row does not hold a whole character.
    """
    begins = [0]
    while len(document.offsets) + 1 - begins[-1] > length:
        begins.append(_cut_before(document, begins[-1] + length, length))
    return begins


def _cut_before(document: Text, brim: int, length: int) -> int:
    """The last of the best borders from which on a new piece may begin, the brim included."""
    latest = min(brim, len(document.offsets) - 1)
    for rank, share in enumerate(_REACH):
        earliest = brim - length // share + 1
        starts = document.offsets[earliest : latest + 1, 0]
        whole = starts >= document.offsets[earliest - 1 : latest, 1]
        if len(found := np.flatnonzero(whole & _borders(document, starts, rank))):
            return earliest + int(found[-1])
    raise ValueError("A row holds no whole character; ask for longer rows.")


def _borders(document: Text, starts: np.ndarray, rank: int) -> np.ndarray:
    """bool[tokens]: whether a border of a rank or a better one is where a token starts."""
    if rank == len(_BORDERS) or not len(starts):
        return np.ones(len(starts), np.bool_)
    window = int(starts[0]), int(starts[-1])
    return np.isin(starts, np.concatenate([borders(document, *window) for borders in _BORDERS[: rank + 1]]))


def _sections(document: Text, first: int, last: int) -> np.ndarray:
    """Code points of a window, its last one included, in which sections begin."""
    begin, end = np.searchsorted(document.sections, (first, last + 1))
    return document.sections[begin:end]


def _matches(document: Text, first: int, last: int, *, pattern: re.Pattern[str], after: bool) -> np.ndarray:
    """Code points at which a pattern begins, or after which it has ended."""
    found = pattern.finditer(document.text, max(first - 1, 0), last + _AHEAD)
    places = np.array([match.span()[after] for match in found], np.int64)
    return places[(first <= places) & (places <= last)]


_BORDERS: tuple[Callable[[Text, int, int], np.ndarray], ...] = (
    _sections,
    partial(_matches, pattern=_LINE_END, after=True),
    partial(_matches, pattern=_SENTENCE_END, after=False),
    partial(_matches, pattern=_SPACE, after=False),
)
"""Where sections, paragraphs, sentences and words are parted, the best first; below them any two characters are."""

_REACH = (16, 32, 2, 2, 2)
"""How far back from the brim a border of each rank is looked for, as 1/n of the row: a better one may cost more."""
