"""The asset `bpe_tokenizer`: from corpus shards to the bytes of one `tokenizer.json`.

What belongs here: the stage's version and its one function. What does not: anything a notebook would call apart
from it; those verbs are in the package.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from tokenizer.sampling import sample_texts
from tokenizer.training import train

VERSION = "2"


def train_tokenizer(
    corpus: Iterable[pa.Table], *, vocab_size: int = 4096, sample_characters: int = 200_000_000, seed: int = 0
) -> bytes:
    """Bytes of `tokenizer.json`, learned from the training split only; same input, same bytes.

    Args:
        corpus: tables with the columns of `corpus`, one shard at a time, in any order.
        vocab_size: size of the whole vocabulary.
        sample_characters: budget of the sample in code points, shared among sources and years.
        seed: of the sample.
    """
    texts = sample_texts(corpus, characters=sample_characters, seed=seed)
    return train(texts, vocab_size=vocab_size).to_str(pretty=True).encode()
