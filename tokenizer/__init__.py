"""Tokenizer of legal Ukrainian and Dutch: sampling, training, loading, measuring.

What belongs here: everything about words and tokens, over plain texts and Arrow tables. What does not: shards,
cells, manifests and the packing of token rows, which live in `pipelines`.

One byte-level BPE of its own, learned from counts of pieces: `train` for texts at hand, `sampling`, `piece_counts` and
`train_from_counts` for shards of any number. A base model's vocabulary is extended by `extension.extend`.
"""

from __future__ import annotations

from tokenizer.measure import Fertility, measure
from tokenizer.piece_counts import add_up, count_pieces
from tokenizer.ranks import tiktoken_ranks
from tokenizer.training import END_OF_DOCUMENT, PADDING, end_name, end_of_document, load, train, train_from_counts

__all__ = [
    "END_OF_DOCUMENT", "PADDING", "Fertility", "add_up", "count_pieces", "end_name", "end_of_document", "load",
    "measure", "tiktoken_ranks", "train", "train_from_counts",
]  # fmt: skip
