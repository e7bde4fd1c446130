"""Semantic splitting: inside a unit that is too long, a cut where the text changes its subject.

Belongs here: how alike two neighbouring paragraphs are, by their words or by a model that the caller brings. The idea
is TextTiling (Hearst 1997): vocabulary changes where the subject does; vectors are hashed (Weinberger et al. 2009), so
there is no model and nothing to download.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from sectionizer.packing import Paragraphs

Embed = Callable[[Sequence[str]], np.ndarray]
"""Vectors of texts, float[texts, dimensions]."""

_DIMENSIONS = 1024
_STEM = 6
"""Letters of a word that count: inflection changes the rest, in Ukrainian and Dutch alike."""

_WORDS = re.compile(r"[^\W\d_]{4,}")
"""Words of less than four letters say little of the subject."""

_PARAGRAPH = re.compile(r"\n\s*(?=\S)")

_BLOCK = 3
"""Paragraphs on either side that are compared."""

_EARLIEST = 0.5
"""Share of a chunk that is filled before a cut is looked for."""


def hashed(texts: Sequence[str]) -> np.ndarray:
    """float64[texts, 1024]: how often each stem occurs, dampened; two stems may share a place."""
    vectors = np.zeros((len(texts), _DIMENSIONS))
    for row, text in enumerate(texts):
        for word in _WORDS.findall(text.lower()):
            vectors[row, zlib.crc32(word[:_STEM].encode()) % _DIMENSIONS] += 1
    return np.log1p(vectors)


def least_cohesive(embed: Embed = hashed) -> Paragraphs:
    """Chooses, of the paragraphs in the later half of a chunk, the one least like what stands before it.

    The earlier of two that are equally unlike; the same vectors give the same choice.
    """

    def choose(text: str, start: int, end: int) -> int | None:
        places = [found.end() for found in _PARAGRAPH.finditer(text, start, end + 1) if found.end() <= end]
        borders = [start, *places]
        if not places:
            return None
        vectors = embed([text[left:right] for left, right in zip(borders, [*places, end], strict=True)])
        earliest = start + (end - start) * _EARLIEST
        later = [number for number, place in enumerate(places, 1) if place >= earliest] or [len(places)]
        chosen = min(later, key=lambda number: _likeness(vectors, number))
        return borders[chosen]

    return choose


def _likeness(vectors: np.ndarray, border: int) -> float:
    """Cosine of the paragraphs before a border and after it, -1 to 1; 0 where one side says nothing."""
    before, after = vectors[max(0, border - _BLOCK) : border].sum(axis=0), vectors[border : border + _BLOCK].sum(axis=0)
    lengths = float(np.linalg.norm(before) * np.linalg.norm(after))
    return float(before @ after) / lengths if lengths else 0.0
