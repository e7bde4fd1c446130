"""What a trainer derives from the document lengths of a packed row.

What belongs here: positions, borders and masks, as numpy arrays, for trainers that take them and for tests. What
does not: anything stored; rows keep `doc_lengths` alone, since a stored mask would be L x L.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def position_ids(doc_lengths: Sequence[int]) -> np.ndarray:
    """Position of each token in its document, int32, shape (sum of lengths,): 0 marks a border (torchtitan)."""
    return np.concatenate([np.zeros(0, np.int32), *(np.arange(length, dtype=np.int32) for length in doc_lengths)])


def cu_seqlens(doc_lengths: Sequence[int]) -> np.ndarray:
    """Borders of the documents for variable-length attention, int32, shape (documents + 1,), first 0."""
    return np.cumsum([0, *doc_lengths]).astype(np.int32)


def loss_mask(doc_lengths: Sequence[int]) -> np.ndarray:
    """1 where the next token is a fair target, int8, shape (sum of lengths,).

    It is 0 on the last token of each piece, whose successor belongs to another document (Megatron-LM
    `--eod-mask-loss`).
    """
    mask = np.ones(sum(doc_lengths), np.int8)
    mask[cu_seqlens(doc_lengths)[1:] - 1] = 0
    return mask


def attention_mask(doc_lengths: Sequence[int]) -> np.ndarray:
    """Who may look at whom, bool, shape (L, L): earlier tokens of the same document. For short rows only."""
    document = np.repeat(np.arange(len(doc_lengths)), doc_lengths)
    return (document[:, None] == document[None, :]) & np.tri(len(document), dtype=bool)
