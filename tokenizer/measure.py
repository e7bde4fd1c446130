"""How well a tokenizer fits a text: fertility per source and language, and the round trip.

What belongs here: figures on held-out texts, never on those the tokenizer learned from. What does not: pass marks,
which are asset checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from tokenizers import Tokenizer

from tokenizer.training import load

_BATCH = 256
"""Documents held as Python strings at once."""


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

    @property
    def tokens_per_word(self) -> float:
        """Tokens a word, 0 for no words."""
        return self.tokens / self.words if self.words else 0.0

    @property
    def characters_per_token(self) -> float:
        """Code points a token, 0 for no tokens."""
        return self.characters / self.tokens if self.tokens else 0.0


def measure(tokenizer: bytes, corpus: Iterable[pa.Table], *, documents: int = 1000) -> list[Fertility]:
    """Fertility on the validation and test documents, by source and language, in their order.

    Args:
        tokenizer: bytes of a `tokenizer.json`.
        corpus: tables with the columns of `corpus`, one shard at a time.
        documents: at most so many held-out documents of each source and language, the first that come.
    """
    opened = load(tokenizer)
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for shard in corpus:
        held_out = shard.filter(pc.field("split") != "train").select(["source", "language", "text"])
        for batch in held_out.to_batches(max_chunksize=_BATCH):
            for row in batch.to_pylist():
                counts = found[row["source"], row["language"]]
                if counts[0] < documents:
                    _add(counts, row["text"], opened)
    return [Fertility(*key, *counts) for key, counts in sorted(found.items())]


def _add(counts: list[int], text: str, opened: Tokenizer) -> None:
    ids = opened.encode(text).ids
    seen = (1, len(text.split()), len(text), len(ids), int(opened.decode(ids) != text))
    counts[:] = [total + one for total, one in zip(counts, seen, strict=True)]
