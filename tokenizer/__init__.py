"""Tokenizer of legal Ukrainian and Dutch: sampling, training, loading, measuring.

What belongs here: everything about words and tokens, over plain texts and Arrow tables. What does not: shards,
cells, manifests and the packing of token rows, which live in `pipelines`.

This is the simple first form: one byte-level BPE of its own, trained by Hugging Face `tokenizers` from a bounded
sample. To come: training from counts of all shards (the seam is `train`, which needs only the multiset of
pre-tokens) and the extension of a base model's vocabulary.
"""

from __future__ import annotations

from tokenizer.measure import Fertility, measure
from tokenizer.sampling import sample_texts
from tokenizer.training import END_OF_DOCUMENT, PADDING, end_of_document, load, train

__all__ = ["END_OF_DOCUMENT", "PADDING", "Fertility", "end_of_document", "load", "measure", "sample_texts", "train"]
