"""Superwords: tokens that span the blanks inside a clause, «відповідно до статті», learned in a second stage.

What belongs here: that stage (SuperBPE, Liu et al. 2025, arXiv 2503.13423). What does not: the first stage
(`training.py`) and what a clause is (`pretokenizer.SUPER_PATTERN`).

The merges of the first stage never cross a blank, so a clause falls into the very tokens of its words; on those, merges
go on.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from tokenizers import Tokenizer

from tokenizer.merging import Merges, Sequences, learn_merges

LONGEST_SUPERWORD = 96
"""Bytes, exclusive: about five Ukrainian words."""

_BATCH = 100_000
"""Clauses encoded at once."""


def learn_superwords(words: Tokenizer, clauses: pa.Table, *, most: int, least: int) -> Merges:
    """Merges over the symbols of `training.assembled`, on top of its own.

    Args:
        words: the tokenizer of the first stage; its special tokens come first, its symbols after them.
        clauses: `piece_counts.COUNTS` by `SUPER_PATTERN`.
        most: merges wanted.
        least: occurrences a pair needs.
    """
    special = len(words.get_added_tokens_decoder())
    encoded = [np.empty(0, np.int32), *_encoded(words, clauses["piece"])]
    ends = np.cumsum([len(ids) for ids in encoded[1:]], dtype=np.int64)
    found = Sequences(np.concatenate(encoded) - special, ends, np.asarray(clauses["count"]))
    tokens = sorted((number, token) for token, number in words.get_vocab(with_added_tokens=False).items())
    lengths = np.array([len(token) for number, token in tokens if number >= special], np.int64)
    return learn_merges(found, lengths, most=most, least=least, longest=LONGEST_SUPERWORD)


def _encoded(words: Tokenizer, clauses: pa.ChunkedArray) -> Iterator[np.ndarray]:
    for at in range(0, len(clauses), _BATCH):
        batch = clauses.slice(at, _BATCH).to_pylist()
        yield from (np.array(each.ids, np.int32) for each in words.encode_batch_fast(batch, add_special_tokens=False))
