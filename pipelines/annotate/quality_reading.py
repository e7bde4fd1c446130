"""Reading a batch of texts once: what all kernels of quality found, side by side.

What belongs here: running the kernels in order. What does not: the kernels (quality_kernels, line_kernels,
word_kernels, ngram_kernels), their dictionary (lexicon), and what the counts mean (quality, language).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.annotate import lexicon
from pipelines.annotate.buffers import text_buffers


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What n texts hold. first_*: int64, n + 1, where the rows of each text begin."""

    points: np.ndarray
    """code points, uint32"""
    kinds: np.ndarray
    """their kinds, uint8"""
    first_point: np.ndarray
    first_line: np.ndarray
    lines: np.ndarray
    """line_kernels.LINE"""
    spoken: np.ndarray
    """word_kernels.SPOKEN, one row a line"""
    garbled: np.ndarray
    """code points that a wrong code page made, int64, one a text"""
    words: np.ndarray
    """word_kernels.COUNTS, one row a text"""
    tokens: np.ndarray
    """ngram_kernels.COUNTS, one row a text"""
    shapes: np.ndarray
    """line_kernels.SHAPES, one row a text"""
    repetition: np.ndarray
    """int64 (n, 9), code points in recurring runs of words, see ngram_kernels.repetition"""

    @property
    def chars(self) -> np.ndarray:
        """Code points of each text, int64."""
        return np.diff(self.first_point)


def read_texts(texts: pa.Array, language: str) -> Reading:
    """Read texts (large_string, valid UTF-8, no nulls) that are declared to be in one language."""
    from pipelines.annotate import line_kernels, ngram_kernels, quality_kernels, word_kernels

    data, offsets = text_buffers(texts)
    tables, known = lexicon.tables(), lexicon.lexicon(language)
    first_point, first_line, first_token = quality_kernels.bounds(data, offsets)
    points, kinds = np.empty(first_point[-1], np.uint32), np.empty(first_point[-1], np.uint8)
    quality_kernels.decode(data, offsets[0], offsets[-1], tables.kinds, points, kinds)

    lines, shapes = np.zeros(first_line[-1], line_kernels.LINE), np.zeros(len(texts), line_kernels.SHAPES)
    line_kernels.read(points, kinds, first_point, first_line, lines, shapes)
    spoken, words = np.zeros(first_line[-1], word_kernels.SPOKEN), np.zeros(len(texts), word_kernels.COUNTS)
    word_kernels.read(points, kinds, first_point, first_line, tables.lower, known, spoken, words)
    tokens, found = np.empty(first_token[-1], ngram_kernels.TOKEN), np.zeros(len(texts), ngram_kernels.COUNTS)
    ngram_kernels.read(points, kinds, first_point, first_token, tokens, found)
    repetition = np.zeros((len(texts), len(ngram_kernels.TOP + ngram_kernels.DUPLICATE)), np.int64)
    ngram_kernels.repetition(tokens, first_token, found["tokens"], repetition)

    garbled = quality_kernels.garbled(points, first_point, tables.trail)
    return Reading(points, kinds, first_point, first_line, lines, spoken, garbled, words, found, shapes, repetition)


def toxic_places(read: Reading, language: str) -> tuple[np.ndarray, np.ndarray]:
    """(first place of each text, int64, n + 1; code points [start, end) of each toxic word, int64)."""
    from pipelines.annotate import word_kernels

    first_place = np.concatenate(([0], np.cumsum(read.words["toxic"])))
    places = np.empty((first_place[-1], 2), np.int64)
    lower, known = lexicon.tables().lower, lexicon.lexicon(language)
    word_kernels.toxic_places(read.points, read.kinds, read.first_point, first_place, lower, known, places)
    return first_place, places
