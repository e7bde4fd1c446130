"""From many texts to the few stretches in which personal data may stand, laid end to end for the recognizers.

What belongs here: the prefilter and the way back from a place in a digest to a place in a document. What does
not: recognizing anything. A digest joins windows of many documents by a character no pattern matches, so the
cost of one analyzer call is shared by hundreds of documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.annotate import names_nl, names_uk
from pipelines.annotate.buffers import text_buffers
from pipelines.annotate.wordlists import entries

REACH = 240
"""Bytes on each side of an anchor, 120 Cyrillic letters: the widest context a recognizer asks for is 100."""

SLACK = 80
"""Bytes a window may grow further to end at white space, so that no number or word is cut at its border."""

BORDER = "\x00"
"""Stands between windows. Not white space and in no character class, so no pattern crosses it."""

DIGEST = 100_000
"""Characters of one analyzer call: far from presidio's limit of 60 seconds a pattern."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Windows laid end to end: `text`, and for each window its place here, its document and its place there."""

    text: str
    places: np.ndarray
    documents: np.ndarray
    points: np.ndarray

    def locate(self, start: int) -> tuple[int, int]:
        """(document row, shift) of the window that holds code point `start` of the digest."""
        window = int(np.searchsorted(self.places, start, side="right")) - 1
        return int(self.documents[window]), int(self.points[window] - self.places[window])


@cache
def anchor_words() -> list[str]:
    """Pieces of words beside which personal data stands: anchor_words.txt and the first names of both languages."""
    return [*entries("anchor_words.txt"), *names_uk.anchors(), *names_nl.anchors()]


def digests(texts: pa.LargeStringArray) -> Iterator[Digest]:
    """The stretches of `texts` worth a recognizer's look, in order, about DIGEST characters at a time."""
    data, offsets = text_buffers(texts)
    starts, ends, owners, points = _windows(texts, data, offsets)
    pieces: list[str] = []
    places: list[int] = []
    first = length = 0
    for i in range(len(starts)):
        piece = data[starts[i] : ends[i]].tobytes().decode("utf-8")
        places.append(length)
        pieces.append(piece)
        length += len(piece) + len(BORDER)
        if length >= DIGEST or i + 1 == len(starts):
            yield Digest(BORDER.join(pieces), np.array(places), owners[first : i + 1], points[first : i + 1])
            pieces, places, first, length = [], [], i + 1, 0


def _windows(texts: pa.LargeStringArray, data: np.ndarray, offsets: np.ndarray) -> tuple[np.ndarray, ...]:
    """(start, end, document row, code point of the start) of every window, in order, int64."""
    from pipelines.annotate import anchor_kernels as kernels

    shapes = np.empty(kernels.find_shapes(data, offsets, np.empty(0, np.int64)), np.int64)
    kernels.find_shapes(data, offsets, shapes)
    anchors = np.union1d(shapes, _word_places(texts, offsets))
    documents = np.searchsorted(offsets, anchors, side="right") - 1
    starts, ends, owners = (np.empty(len(anchors), np.int64) for _ in range(3))
    count = kernels.merge_windows(data, offsets, documents, anchors, REACH, SLACK, starts, ends, owners)
    starts, ends, owners = starts[:count], ends[:count], owners[:count]
    return starts, ends, owners, kernels.count_code_points(data, offsets, starts, owners)


def _word_places(texts: pa.LargeStringArray, offsets: np.ndarray) -> np.ndarray:
    """Byte positions (int64) at which an anchor word stands, found by Aho-Corasick."""
    found = pl.DataFrame({"at": pl.Series(texts, dtype=pl.String).str.find_many(anchor_words())})
    places = found.with_row_index("document").explode("at")
    return offsets[places["document"].to_numpy()] + places["at"].to_numpy().astype(np.int64)
