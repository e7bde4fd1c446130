"""Byte-pair merges from counts: what `merge_kernel.py` needs, made of pieces or of any sequences of symbols.

What belongs here: sequences with their counts in, merges out. What does not: counting (`piece_counts.py`), vocabularies
and files (`training.py`), and the symbols of a base tokenizer, which are the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LARGEST = 2**31 - 1
"""Symbols that can be learned from: places are 32 bits wide."""


@dataclass(frozen=True, slots=True)
class Sequences:
    """Different sequences of symbols, and how often each occurs."""

    symbols: np.ndarray
    """integers[n]: all sequences, one after another"""
    ends: np.ndarray
    """int64[sequences]: where each ends"""
    counts: np.ndarray
    """int64[sequences]"""


@dataclass(frozen=True, slots=True)
class Merges:
    """Merges in the order in which they were learned; merge i makes the symbol `known + i`."""

    pairs: np.ndarray
    """int32[merges, 2]"""
    counts: np.ndarray
    """int64[merges]: how often the pair occurred when it was merged"""


def learn_merges(found: Sequences, lengths: np.ndarray, *, most: int, least: int, longest: int) -> Merges:
    """The merges that `tokenizers.trainers.BpeTrainer` learns from the same sequences, in the same order.

    Memory: about 20 bytes a symbol of the sequences, and 32 for each pair frequent enough.

    Args:
        found: sequences over the symbols 0 … n-1.
        lengths: int[n], how long each symbol is, in bytes or whatever `longest` counts.
        most: merges wanted; fewer when no pair is left.
        least: occurrences a pair needs (`min_frequency`); what is under 1 counts as 1.
        longest: length that no merged symbol reaches (`max_token_length`). Pairs of two symbols of the start are
            merged however long they are, as the trainer does.

    Raises:
        ValueError: more symbols than `LARGEST`.
    """
    from tokenizer.merge_kernel import Symbols, Words, learn

    cells, owners = _bordered(found)
    known = len(lengths)
    symbols = Symbols(np.ones(known + most, np.int64), np.ones(known + most, np.int64))
    symbols.lengths[:known] = lengths
    words = Words(cells, owners, found.counts.astype(np.int64))
    return Merges(*learn(words, symbols, known, most, (max(1, least), longest)))


def _bordered(found: Sequences) -> tuple[np.ndarray, np.ndarray]:
    """The symbols with a border around each sequence, and the sequence that each cell is of; int32 both."""
    size = len(found.symbols) + len(found.ends) + 1
    if size > LARGEST:
        raise ValueError(f"{len(found.symbols)} symbols are too many: drop rare pieces (least) or draw a sample.")
    sizes = np.diff(found.ends, prepend=0)
    owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes + 1)
    cells = np.full(size, -1, np.int32)
    cells[np.arange(len(found.symbols)) + np.repeat(np.arange(1, len(sizes) + 1), sizes)] = found.symbols
    return cells, np.append(np.zeros(1, np.int32), owners)
