"""What texts cost in tokens: fertility by source and language, words that are split, and the round trip.

What belongs here: figures of encoded texts. What does not: which texts are looked at, the vocabulary itself
(`reporting.py`), and pass marks (`proofs.py`).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tokenizer.encoding import Encoder

_BATCH = 256
"""Documents held as Python strings at once."""

_NUMBERS = 7
"""Of each group of texts, as `Fertility` has them."""


@dataclass(frozen=True, slots=True)
class Fertility:
    """What one language of one source costs in tokens.

    Words are maximal runs of non-space, as `str.split` finds them. `broken` counts documents whose decoded tokens
    are not the text again; it must be 0.
    """

    source: str
    language: str
    documents: int = 0
    words: int = 0
    characters: int = 0
    tokens: int = 0
    broken: int = 0
    bytes: int = 0
    split: int = 0
    """words of more than one token (Rust et al. 2021, "continued words")"""

    @property
    def tokens_per_word(self) -> float:
        """Tokens a word, 0 for no words."""
        return self.tokens / self.words if self.words else 0.0

    @property
    def characters_per_token(self) -> float:
        """Code points a token, 0 for no tokens."""
        return self.characters / self.tokens if self.tokens else 0.0

    @property
    def bytes_per_token(self) -> float:
        """Bytes of UTF-8 a token, 0 for no tokens."""
        return self.bytes / self.tokens if self.tokens else 0.0

    @property
    def split_share(self) -> float:
        """Share of words that are split, 0 for no words."""
        return self.split / self.words if self.words else 0.0


def measure(tokenizer: bytes, corpus: Iterable[pa.Table], *, documents: int = 1000) -> list[Fertility]:
    """Fertility on the validation and test documents, by source and language, in their order.

    Args:
        tokenizer: bytes of a `tokenizer.json`.
        corpus: tables with the columns of `corpus`, one shard at a time.
        documents: at most so many held-out documents of each source and language, the first that come.
    """
    held_out = (shard.filter(pc.not_equal(shard["split"], "train")) for shard in corpus)
    return fertility(Encoder(tokenizer), held_out, documents=documents)


def fertility(encoder: Encoder, texts: Iterable[pa.Table], *, documents: int | None = None) -> list[Fertility]:
    """Fertility of texts, by source and language, in their order.

    Args:
        encoder: of the tokenizer.
        texts: tables with the columns `source`, `language` and `text`.
        documents: at most so many of each source and language, the first that come; all when None.
    """
    most = sys.maxsize if documents is None else documents
    found: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(_NUMBERS, np.int64))
    for table in texts:
        for batch in table.select(["source", "language", "text"]).to_batches(max_chunksize=_BATCH):
            groups: dict[tuple[str, str], list[str]] = defaultdict(list)
            for row in batch.to_pylist():
                key = row["source"], row["language"]
                if found[key][0] + len(groups[key]) < most:
                    groups[key].append(row["text"])
            for key, of_group in groups.items():
                found[key] += _counts(encoder, of_group)
    return [Fertility(*key, *counts.tolist()) for key, counts in sorted(found.items())]


def _counts(encoder: Encoder, texts: Sequence[str]) -> np.ndarray:
    """int64[_NUMBERS]: the numbers of `Fertility`, in its order."""
    encoded = encoder.encode(pa.array(texts, pa.large_string()))
    each = [_of(encoder, text, encoded.of(number)) for number, text in enumerate(texts)]
    return np.array(each, np.int64).reshape(-1, _NUMBERS).sum(axis=0)


def _of(encoder: Encoder, text: str, ids: np.ndarray) -> tuple[int, ...]:
    words, split = _words(text, encoder.offsets(text, ids))
    return 1, words, len(text), len(ids), int(encoder.decode(ids) != text), len(text.encode()), split


def _words(text: str, offsets: np.ndarray) -> tuple[int, int]:
    """How many words a text has, and in how many of them there are two tokens and more, whole or in part.

    `offsets` are int64[tokens, 2], the code points that each token begins in and ends before.
    """
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    inside = np.append(~_spaces()[np.minimum(codes, len(_spaces()) - 1)], False)
    begun = np.cumsum(inside & ~np.append(False, inside[:-1]))  # of each code point: words up to it
    first = begun[offsets[:, 0]] + ~inside[offsets[:, 0]]
    last = begun[offsets[:, 1] - 1]
    touching = first <= last
    tokens = np.bincount(first[touching], minlength=len(codes) + 2)
    tokens[1:] -= np.bincount(last[touching], minlength=len(codes) + 1)[: len(tokens) - 1]
    return int(begun[-1]), int((np.cumsum(tokens)[: int(begun[-1]) + 1] > 1).sum())


@cache
def _spaces() -> np.ndarray:
    """bool[0x3002]: what `str.split` splits at; the last such code point is U+3000, and the row behind it is none."""
    return np.array([chr(code).isspace() for code in range(0x3002)])
