"""What betrays personal data: shapes of numbers and signs, and pieces of words, found in one pass over many texts.

What belongs here: the kinds of anchors, and which of those found a recognizer asks for. What does not: the passes
themselves (anchor_kernels, stem_kernels), the windows around anchors (windows), names, whose anchors are words of their
own (name_anchors), and deciding anything: an anchor is what every find of a recognizer has, not what only a find has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from pipelines.annotate.buffers import text_buffers
from pipelines.annotate.personal.anchor_automaton import ANYWHERE, Automaton, automaton
from pipelines.annotate.personal.mended_words import READ_AS_ONE
from pipelines.annotate.personal.wordlists import entries

SHAPES = {
    "taxpayer": "ten digits with the check digit of a РНОКПП",
    "card": "sixteen digits that pass the test of Luhn",
    "record": "thirteen digits that begin with a year",
    "dialled": "digits that begin as a telephone with its code",
    "short_number": "five digits or more, their groups joined, no plain date",
    "number": "six digits or more",
    "long_number": "nine digits or more",
    "plate": "a number with capitals behind it, as in Ukrainian plates",
    "hyphened": "digits tied to capitals by a hyphen, as in Dutch plates",
    "postcode": "four digits and two capitals",
    "code": "nine capitals and digits, mixed, as in a Dutch passport",
    "body": "seventeen capitals and digits, mixed, as on the body of a vehicle",
    "at": "the sign @",
    "placeholder": "a number behind an underscore (ОСОБА_1), a bracket",
    "party_date": "six digits or more behind a placeholder and a comma, as a date of birth stands",
}
"""Kinds of anchors that a kernel sees by their shape, in the order of its bits; more come with the words."""

BESIDE = " near "
"""Between a shape and the word that must stand near it: `long_number near paper`."""

NEAR = 90
"""Code points on either side in which such a word stands: recognizer.NEAR, and the letters and signs of a series
between the place that a recognizer looks back from and the number."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Everything anchored in a batch of texts: places (int64, n x 2, bytes) in order, their rows, bits of their kinds.

    data: uint8 bytes of the texts; offsets: int64, one more than texts; blocks: see window_kernels.count_blocks.
    units: uint16, the texts in UTF-16, each from where its bytes begin; ends: int64, where each ends there. language:
    whose words were looked for.
    """

    data: np.ndarray
    offsets: np.ndarray
    blocks: np.ndarray
    units: np.ndarray
    ends: np.ndarray
    places: np.ndarray
    rows: np.ndarray
    kinds: np.ndarray
    language: str

    def texts(self) -> list[str]:
        """Every text; of UTF-16 Python makes a string ten times as fast as of UTF-8."""
        places = zip(self.offsets[:-1].tolist(), self.ends.tolist(), strict=False)
        return [self.units[start:end].tobytes().decode("utf-16-le") for start, end in places]


@cache
def stems(language: str) -> dict[str, dict[str, int]]:
    """Pieces of words by the kind of anchor they are, each with the bytes behind it within which a digit stands."""
    found: dict[str, dict[str, int]] = {}
    for line in entries(f"anchor_words_{language}.txt"):
        kind, within, *words = line.split()
        found.setdefault(kind, {}).update(dict.fromkeys(words, int(within) if within.isdigit() else ANYWHERE))
    return found


@cache
def bits(language: str) -> dict[str, int]:
    """The bit of every kind of anchor."""
    return {kind: 1 << bit for bit, kind in enumerate([*SHAPES, *sorted(stems(language))])}


@cache
def stem_automaton(language: str) -> Automaton:
    """All stems of a language as one automaton."""
    facts: dict[str, tuple[int, int]] = {}
    for kind, words in stems(language).items():
        for word, within in words.items():
            known, patience = facts.get(word, (0, 0))
            facts[word] = known | bits(language)[kind], max(patience, within)
    return automaton(facts, READ_AS_ONE if language == "nl" else {})


def find_anchors(texts: pa.LargeStringArray, language: str) -> Anchors:
    """All anchors of `texts`, in order; words are those of the language."""
    from pipelines.annotate.personal.anchor_kernels import find_shapes
    from pipelines.annotate.personal.stem_kernels import find_stems
    from pipelines.annotate.personal.window_kernels import count_blocks

    data, offsets = text_buffers(texts)
    data, offsets = data[offsets[0] : offsets[-1]], offsets - offsets[0]
    words = stem_automaton(language)
    shapes = _filled(find_shapes, data, offsets)
    units, ends = np.empty(len(data), np.uint16), np.empty(len(offsets), np.int64)
    places = _filled(find_stems, data, offsets, words.moves, words.classes, words.facts, units, ends)
    loose = places[:, 2] == bits(language).get("placeholder_word")
    places = places[~(loose & _within_placeholders(shapes, places[:, 0]))]
    found = np.concatenate([shapes, places])
    found = found[np.argsort(found[:, 0], kind="stable")]
    rows = np.searchsorted(offsets, found[:, 0], side="right") - 1
    return Anchors(data, offsets, count_blocks(data), units, ends, found[:, :2], rows, found[:, 2], language)


def _within_placeholders(shapes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Whether each place (int64) lies in a placeholder among `shapes` (bool)."""
    told = shapes[(shapes[:, 2] & (1 << list(SHAPES).index("placeholder"))) != 0]
    before = np.searchsorted(told[:, 0], places, side="right")
    return (before > 0) & (told[before - 1, 1] > places) if len(told) else np.zeros(len(places), np.bool_)


def _filled(find: Callable[..., int], data: np.ndarray, *more: np.ndarray) -> np.ndarray:
    """What a kernel finds (int64, n x 3), called again where the room was too small."""
    room = np.empty((len(data) // 64 + 64, 3), np.int64)
    count = find(data, *more, room)
    if count > len(room):
        room = np.empty((count, 3), np.int64)
        find(data, *more, room)
    return room[:count]


def asked_for(found: Anchors, asked: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
    """Places (int64, n x 2, bytes, in order) that are anchors of one of the kinds `asked`, and their rows (int64)."""
    known = bits(found.language)
    chosen = (found.kinds & sum(known[kind] for kind in asked if BESIDE not in kind)) != 0
    for shape, word in (kind.split(BESIDE) for kind in asked if BESIDE in kind):
        shaped = np.flatnonzero((found.kinds & known[shape]) != 0)
        chosen[shaped] |= near(found, found.places[shaped], word, NEAR)
    return found.places[chosen], found.rows[chosen]


def near(found: Anchors, places: np.ndarray, word: str, points: int) -> np.ndarray:
    """Whether a word of this kind ends in each of `places` (int64, n x 2, bytes), or so many code points from it: bool.

    A word of the document before or behind counts as well.
    """
    from pipelines.annotate.personal.window_kernels import beside

    ends = found.places[(found.kinds & bits(found.language)[word]) != 0, 1]
    return beside(found.data, np.ascontiguousarray(places), ends, points)
