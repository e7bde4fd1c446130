"""From many texts to the few stretches that recognizers look at, laid end to end, and back.

What belongs here: digests of what stands around anchors, and the words around what was matched there. What does not:
the anchors (anchors), and recognizing anything. Stretches of many documents are joined by a character that no pattern
matches, so the cost of one look is shared by hundreds of them, and in a digest a stretch met twice is looked at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotate.buffers import text_buffers
from pipelines.annotate.personal.anchors import Anchors, asked_for
from pipelines.annotate.personal.reading import reading

DIGEST = 100_000
"""Characters of one look: far from presidio's limit of 60 seconds a pattern."""


Asked = tuple[Collection[str], tuple[int, int]]
"""Kinds of anchors, and the code points before and behind one that are looked at."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Different windows laid end to end: `text`, its reading, where each begins in it (int64), and where each stands.

    standing: int64, n x 2, of every place at which a window stands the row of its document and the code point there,
    window by window; firsts: int64, one more than windows, the first of each in `standing`.
    """

    text: str
    read: str
    places: np.ndarray
    standing: np.ndarray
    firsts: np.ndarray

    def locate(self, starts: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Every place in a document of what begins at these code points of the digest.

        Which of them it is (int64, n), and the row of the document and the code point there (int64, n x 2).
        """
        windows = np.searchsorted(self.places, starts, side="right") - 1
        first, times = self.firsts[windows], np.diff(self.firsts)[windows]
        which = np.repeat(np.arange(len(windows)), times)
        places = self.standing[np.arange(len(which)) + np.repeat(first - np.cumsum(times) + times, times)]
        places[:, 1] += np.repeat(np.asarray(starts, np.int64) - self.places[windows], times)
        return which, places


def digests(found: Anchors, asked: Sequence[Asked]) -> Iterator[tuple[int, Digest]]:
    """The stretches around anchors that each of `asked` wants to see: its place there, and DIGEST characters at a time.

    They are cut out and read all at once, for what numpy takes for a few windows it takes for many.
    """
    from pipelines.annotate.personal.window_kernels import first_points

    parts = [_windows(found, kinds, span) for kinds, span in asked]
    windows, rows = (np.concatenate(each) for each in zip(*parts, strict=True))
    if not len(windows):
        return
    points = first_points(found.data, found.blocks, found.offsets, windows, rows)
    owners = np.repeat(np.arange(len(parts)), [len(own) for _, own in parts])
    encoded = _copied(found, windows).dictionary_encode()
    step = len(encoded.dictionary)
    kept, which = np.unique(owners * step + encoded.indices.to_numpy(), return_inverse=True)
    different = encoded.dictionary.take(pa.array(kept % step))
    standing = np.column_stack([rows, points])[np.argsort(which, kind="stable")]
    firsts = np.concatenate([[0], np.cumsum(np.bincount(which))])
    ends = np.cumsum(pc.utf8_length(different).to_numpy())
    begins = np.concatenate([[0], ends[:-1]])
    text = _joined(different)
    read = reading(text, found.language)
    for first, last in _cut(kept // step, begins, ends):
        own = slice(int(begins[first]), int(ends[last - 1]))
        places = begins[first:last] - own.start
        yield int(kept[first]) // step, Digest(text[own], read[own], places, standing, firsts[first : last + 1])


def _cut(owners: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> Iterator[tuple[int, int]]:
    """[first, last) of windows of one owner (int64, in order) that are about DIGEST characters."""
    first = 0
    while first < len(owners):
        behind = np.searchsorted(owners, owners[first], side="right")
        last = min(behind, max(first + 1, np.searchsorted(ends, begins[first] + DIGEST)))
        yield first, int(last)
        first = int(last)


def contexts(found: Anchors, rows: np.ndarray, spans: np.ndarray, reach: int) -> tuple[str, np.ndarray]:
    """The words `reach` code points around spans of documents, joined, and where in them each span begins (int64).

    rows: int64, n; spans: int64, n x 2, in code points.
    """
    from pipelines.annotate.personal.window_kernels import context_windows

    windows, before = context_windows(found.data, found.blocks, found.offsets, rows, spans, reach)
    texts = _copied(found, windows)
    lengths = pc.utf8_length(texts).to_numpy()
    return _joined(texts), np.cumsum(lengths) - lengths + before


def _copied(found: Anchors, windows: np.ndarray) -> pa.LargeStringArray:
    from pipelines.annotate.personal.window_kernels import copy_windows

    copied, offsets = copy_windows(found.data, windows)
    return pa.LargeStringArray.from_buffers(len(windows), pa.py_buffer(offsets), pa.py_buffer(copied))


def _joined(texts: pa.LargeStringArray) -> str:
    """All the texts as one."""
    data, offsets = text_buffers(texts)
    return data[offsets[0] : offsets[-1]].tobytes().decode()


def _windows(found: Anchors, kinds: Collection[str], span: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Windows (int64, n x 4, as of window_kernels.merge_windows) and the row of each (int64)."""
    from pipelines.annotate.personal import window_kernels as kernels

    places, rows = asked_for(found, kinds)
    windows, owners = np.empty((len(places), 4), np.int64), np.empty(len(places), np.int64)
    count = kernels.merge_windows(found.data, found.offsets, places, rows, span, windows, owners)
    return windows[:count], owners[:count]
