"""From many texts to the few stretches in which personal data may stand, laid end to end for the recognizers.

What belongs here: the prefilter's table of anchors, and the way back from a place in a digest to a place in a
document. What does not: recognizing anything. A digest joins windows of many documents by a character no pattern
matches, so the cost of one analyzer call is shared by hundreds of them, and a window met twice is looked at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotate.buffers import text_buffers
from pipelines.annotate.personal.anchor_automaton import ANYWHERE, Automaton, automaton
from pipelines.annotate.personal.wordlists import entries

SHAPES = {
    "number": "six digits or more, their groups joined, no plain date",
    "long_number": "nine digits or more",
    "plate": "four digits with capitals behind them, as in Ukrainian plates",
    "hyphened": "digits tied to capitals by a hyphen, as in Dutch plates",
    "postcode": "four digits and two capitals",
    "code": "Latin capitals and digits mixed, eight characters or more",
    "at": "the sign @",
    "placeholder": "a number behind an underscore (ОСОБА_1), a bracket",
    "name": "a run of capitalised words and initials that may hold a name (name_anchors)",
}
"""Kinds of anchors that a kernel sees by their shape, in the order of its bits; more come with anchor_words.txt."""

DIGIT_WITHIN = {"house": 16, "street": 240}
"""Bytes behind a stem within which a digit must stand: a house number, at once or after a street's name."""

DIGEST = 100_000
"""Characters of one analyzer call: far from presidio's limit of 60 seconds a pattern."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Everything anchored in a batch of texts: places (int64, n x 2, bytes) in order, their kinds and rows.

    data: uint8 bytes of the texts; offsets: int64, one more than texts; blocks: see window_kernels.count_blocks; runs:
    int64, m x 2, runs of capitalised words, which no window cuts.
    """

    data: np.ndarray
    offsets: np.ndarray
    blocks: np.ndarray
    places: np.ndarray
    kinds: np.ndarray
    documents: np.ndarray
    runs: np.ndarray


@dataclass(frozen=True, slots=True)
class Digest:
    """Different windows laid end to end: `text`, and for each window its place here and where it stands."""

    text: str
    places: list[int]
    standing: list[list[tuple[int, int]]]

    def locate(self, start: int) -> list[tuple[int, int]]:
        """(document row, shift) for every place at which the window around code point `start` stands."""
        window = bisect_right(self.places, start) - 1
        return [(document, point - self.places[window]) for document, point in self.standing[window]]


@cache
def stems() -> dict[str, list[str]]:
    """Pieces of words by the kind of anchor they are, from anchor_words.txt: `street вул.`."""
    found: dict[str, list[str]] = {}
    for kind, stem in (line.split(" ", 1) for line in entries("anchor_words.txt")):
        found.setdefault(kind, []).append(stem)
    return found


@cache
def bits() -> dict[str, int]:
    """The bit of every kind of anchor."""
    return {kind: 1 << bit for bit, kind in enumerate([*SHAPES, *sorted(stems().keys() - SHAPES)])}


@cache
def stem_automaton() -> Automaton:
    """All stems as one automaton."""
    facts: dict[str, tuple[int, int]] = {}
    for kind, words in stems().items():
        for word in words:
            known, digit = facts.get(word, (0, 0))
            facts[word] = known | bits()[kind], max(digit, DIGIT_WITHIN.get(kind, ANYWHERE))
    return automaton(facts)


def find_anchors(texts: pa.LargeStringArray, language: str) -> Anchors:
    """All anchors of `texts`, in order; names are those of the language."""
    from pipelines.annotate.personal import anchor_kernels, name_kernels, window_kernels
    from pipelines.annotate.personal.name_anchors import name_anchors

    data, offsets = text_buffers(texts)
    data, offsets = data[offsets[0] : offsets[-1]], offsets - offsets[0]
    words = stem_automaton()
    shapes = _filled(3, anchor_kernels.find_shapes, data, offsets)
    places = _filled(3, anchor_kernels.find_stems, data, offsets, words.moves, words.classes, words.facts)
    runs = _filled(4, name_kernels.find_runs, data, offsets, name_kernels.LINKS)
    names = name_anchors(language, data, runs)
    names = np.column_stack([names, np.full(len(names), bits()["name"])])
    found = np.concatenate([shapes, places, names])
    found = found[np.argsort(found[:, 0], kind="stable")]
    documents = np.searchsorted(offsets, found[:, 0], side="right") - 1
    blocks = window_kernels.count_blocks(data)
    return Anchors(data, offsets, blocks, found[:, :2], found[:, 2], documents, runs[:, 1:3])


def _filled(width: int, find: Callable[..., int], data: np.ndarray, *more: np.ndarray) -> np.ndarray:
    """What a kernel finds (int64, n x width), called again where the room was too small."""
    room = np.empty((len(data) // 64 + 64, width), np.int64)
    count = find(data, *more, room)
    if count > len(room):
        room = np.empty((count, width), np.int64)
        find(data, *more, room)
    return room[:count]


def digests(found: Anchors, kinds: Collection[str], reach: int) -> Iterator[Digest]:
    """The stretches `reach` code points around anchors of these kinds, about DIGEST characters at a time.

    Without kinds the texts are given whole.
    """
    from pipelines.annotate.personal import window_kernels as kernels

    windows, owners = _windows(found, kinds, reach)
    if not len(windows):
        return
    points = kernels.first_points(found.data, found.blocks, found.offsets, windows, owners)
    copied, offsets = kernels.copy_windows(found.data, windows)
    texts = pa.LargeStringArray.from_buffers(len(windows), pa.py_buffer(offsets), pa.py_buffer(copied))
    encoded = texts.dictionary_encode()
    different = encoded.dictionary
    lengths = pc.utf8_length(different).to_numpy()
    standing: list[list[tuple[int, int]]] = [[] for _ in range(len(different))]
    for window, owner, point in zip(encoded.indices.to_pylist(), owners.tolist(), points.tolist(), strict=True):
        standing[window].append((owner, point))
    ends = np.cumsum(lengths)
    first = 0
    while first < len(different):
        begin = ends[first] - lengths[first]
        last = max(first + 1, int(np.searchsorted(ends, begin + DIGEST)))
        places = (ends - lengths - begin)[first:last].tolist()
        yield Digest(_joined(different[first:last]), places, standing[first:last])
        first = last


def _joined(texts: pa.LargeStringArray) -> str:
    """All the texts as one."""
    data, offsets = text_buffers(texts)
    return data[offsets[0] : offsets[-1]].tobytes().decode()


def _windows(found: Anchors, kinds: Collection[str], reach: int) -> tuple[np.ndarray, np.ndarray]:
    """Windows (int64, n x 4, as of window_kernels.merge_windows) and the row of each (int64)."""
    from pipelines.annotate.personal import window_kernels as kernels

    if not kinds:
        whole = np.stack([found.offsets[:-1], found.offsets[1:]], axis=1)
        return np.hstack([whole, np.full_like(whole, reach)]), np.arange(len(whole))
    asked = sum(bits()[kind] for kind in kinds)
    chosen = np.flatnonzero(found.kinds & asked)
    windows, owners = np.empty((len(chosen), 4), np.int64), np.empty(len(chosen), np.int64)
    count = kernels.merge_windows(
        found.data, found.offsets, found.places[chosen], found.documents[chosen], found.runs, reach, windows, owners
    )
    return windows[:count], owners[:count]
