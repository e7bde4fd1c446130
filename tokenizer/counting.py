"""How many tokens any stretch of a text has, at the cost of looking at its words once.

What belongs here: counting without encoding. What does not: budgets and chunks (`sectionizer`), token ids.

The tokenizer's pattern never joins a word with the blank before the next one, nor anything across the end of a line.
So a text falls into pieces (blanks, a word, the line feeds after it), and what a piece costs does not depend on its
neighbours: the tokens of a stretch are the sum over its pieces. Each different piece is encoded once, and legal texts
repeat themselves. A piece cut in two by the stretch's own ends is encoded as it stands there. So the sum is exact,
but for two things that make it larger than the truth, never smaller: a placeholder with a blank inside («[slachtoffer
1]») is one token and is counted as its words; and pieces of over 128 code points, which no language has, count their
bytes, which no byte-level token can undercut.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tokenizer.encoding_rules import new_memory, tables_of, words_in_a_piece
from tokenizer.training import load

_LONGEST = 128
"""Code points of a piece that is encoded."""

_SMALLEST, _LARGEST = 1 << 14, 1 << 21
"""Slots of the table of pieces, 12 bytes each: it grows when a text might fill half of it, and the largest begins
anew."""


def count_with(tokenizer: bytes) -> Callable[[Sequence[str]], list[int]]:
    """A function that counts the tokens of texts with any `tokenizer.json`, special tokens left out."""
    encoder = load(tokenizer)

    def count(texts: Sequence[str]) -> list[int]:
        return [len(each) for each in encoder.encode_batch_fast(list(texts), add_special_tokens=False)]

    return count


def counts_by_piece(tokenizer: bytes) -> bool:
    """Whether `PieceCounter` holds for a tokenizer: it is compiled code's, and its tokens hold one word at most."""
    return words_in_a_piece(json.loads(tokenizer)) == 1


@dataclass(frozen=True, slots=True)
class Pieces:
    """The ruler of one text (`sectionizer.rulers.Ruler`); a view gives Python's own numbers, which bisect needs."""

    text: str
    count: Callable[[str], int]
    borders: memoryview[int]
    """int32[pieces + 1]: where pieces begin, and the end of the text"""
    costs: memoryview[int]
    """int64[pieces + 1]: tokens of the pieces before each border"""
    in_bytes: memoryview[int]
    """bool[pieces]: parts of a long piece, which count their bytes"""

    def size(self, start: int, end: int) -> int:
        """Tokens of the span when it stands alone; see the module for what makes it more than the truth."""
        borders = self.borders
        first = bisect_right(borders, start)
        last = bisect_right(borders, end, first)
        if first == last:
            return self._part(first - 1, start, end)
        between = self.costs[last - 1] - self.costs[first]
        return self._part(first - 1, start, borders[first]) + between + self._part(last - 1, borders[last - 1], end)

    def reach(self, start: int, budget: int) -> int:
        """Where a span from ``start`` with ``budget`` tokens ends: before a piece, or the word in it if that fits."""
        first = bisect_right(self.borders, start)
        after = self.borders[first]
        begun = self._part(first - 1, start, after)
        if begun > budget:
            return start + max(1, (after - start) * budget // begun)
        most = self.costs[first] + budget - begun
        last = bisect_right(self.costs, most, first) - 1
        place = self.borders[last]
        word = self._word(last)
        return word if self.costs[last] + self._part(last, place, word) <= most else place

    def _word(self, piece: int) -> int:
        """Where the word of a piece begins, after its blanks; the end of the text after the last piece."""
        start = self.borders[piece]
        if piece == len(self.borders) - 1:
            return start
        text = self.text[start : self.borders[piece + 1]]
        return start + len(text) - len(text.lstrip())

    def _part(self, piece: int, start: int, end: int) -> int:
        """Tokens of a part of one piece that stands at an end of a span."""
        if start == end:
            return 0
        if start == self.borders[piece] and end == self.borders[piece + 1]:
            return self.costs[piece + 1] - self.costs[piece]
        part = self.text[start:end]
        return len(part.encode()) if self.in_bytes[piece] else self.count(part)


class PieceCounter:
    """Measures texts with one tokenizer, and remembers what pieces cost; the memory changes no result."""

    def __init__(self, tokenizer: bytes) -> None:
        """Takes a `tokenizer.json`. Raises ValueError when it is of another kind."""
        told = json.loads(tokenizer)
        if words_in_a_piece(told) != 1:
            raise ValueError("The tokenizer joins words in its own way: count with `count_with` instead.")
        self._tables, self._memory = tables_of(told), new_memory()
        self._count_part = lru_cache(_SMALLEST)(self._count)
        self._forget(_SMALLEST)

    def __call__(self, text: str) -> Pieces:
        """The ruler of a text."""
        from tokenizer.counting_kernel import cost_pieces, pieces

        codes, data = np.frombuffer(text.encode("utf-32-le"), np.uint32), np.frombuffer(text.encode(), np.uint8)
        borders, places = (np.zeros(len(codes) + 1, np.int32) for _ in range(2))
        hashes = np.empty(len(codes), np.uint64)
        found = pieces(codes, _LONGEST, self._tables.kinds, borders[1:], places[1:], hashes)
        borders, places, hashes = borders[: found + 1], places[: found + 1], hashes[:found]
        self._make_room(found)
        costs = np.empty(found + 1, np.int64)
        self._held += cost_pieces(data, places, hashes, self._tables, self._memory, self._keys, self._known, costs)
        return Pieces(text, self._count_part, borders.data, costs.data, (hashes == 0).data)

    def _count(self, part: str) -> int:
        """Tokens of a part of a piece."""
        from tokenizer.encoding_kernel import encode_texts

        data = np.frombuffer(part.encode(), np.uint8)
        bounds, room, reached = np.array([0, len(data)]), np.empty(len(data), np.uint32), np.empty(1, np.int64)
        encode_texts(data, bounds[:1], bounds[1:], self._tables, self._memory, room, reached)
        return int(reached[0])

    def _make_room(self, pieces: int) -> None:
        """See that the table is less than half full whatever a text of so many pieces brings.

        It grows, or forgets all where it would outgrow its room.
        """
        from tokenizer.counting_kernel import move

        wanted = 1 << (2 * (self._held + pieces)).bit_length()
        if wanted <= len(self._keys):
            return
        if wanted > _LARGEST:
            self._forget(max(_LARGEST, 1 << (2 * pieces).bit_length()))
            return
        keys, known, held = self._keys, self._known, self._held
        self._forget(wanted)
        move(keys, known, self._keys, self._known)
        self._held = held

    def _forget(self, slots: int) -> None:
        self._keys, self._known, self._held = np.zeros(slots, np.uint64), np.zeros(slots, np.int32), 0
