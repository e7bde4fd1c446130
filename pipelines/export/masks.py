"""What a trainer derives from the document lengths of a packed row.

What belongs here: positions, borders and masks, as numpy arrays, for trainers that take them and for tests. What
does not: anything stored; rows keep `doc_lengths` alone, since a stored mask would be L x L.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Lengths = Sequence[int] | np.ndarray
"""Tokens of each piece of a row."""


def position_ids(doc_lengths: Lengths) -> np.ndarray:
    """Position of each token in its document, int32, shape (sum of lengths,): 0 marks a border (torchtitan)."""
    borders = cu_seqlens(doc_lengths)
    return np.arange(borders[-1], dtype=np.int32) - np.repeat(borders[:-1], doc_lengths)


def cu_seqlens(doc_lengths: Lengths) -> np.ndarray:
    """Borders of the documents for variable-length attention, int32, shape (documents + 1,), first 0."""
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(np.asarray(doc_lengths, np.int32), dtype=np.int32)])


def loss_mask(doc_lengths: Lengths) -> np.ndarray:
    """1 where the next token is a fair target, int8, shape (sum of lengths,).

    It is 0 on the last token of each piece, whose successor belongs to another document (Megatron-LM
    `--eod-mask-loss`).
    """
    ends = cu_seqlens(doc_lengths)[1:]
    mask = np.ones(ends[-1] if len(ends) else 0, np.int8)
    mask[ends - 1] = 0
    return mask


def attention_mask(doc_lengths: Lengths) -> np.ndarray:
    """Who may look at whom, bool, shape (L, L): earlier tokens of the same document. For short rows only."""
    document = np.repeat(np.arange(len(doc_lengths)), doc_lengths)
    return (document[:, None] == document[None, :]) & np.tri(len(document), dtype=bool)


def batch_attention_mask(rows: Sequence[Lengths], length: int) -> np.ndarray:
    """`attention_mask` of many rows, bool, shape (rows, 1, length, length), as attention with heads takes it.

    Padding looks at itself alone, so that no softmax is of nothing. For short rows only: one of 8,192 tokens is 64 MiB.
    """
    mask = np.zeros((len(rows), 1, length, length), np.bool_)
    mask[:, 0] |= np.eye(length, dtype=np.bool_)
    for place, doc_lengths in enumerate(rows):
        held = sum(doc_lengths)
        mask[place, 0, :held, :held] = attention_mask(doc_lengths)
    return mask
