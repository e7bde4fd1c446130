"""What a tokenizer must never do, looked for in it and in texts.

What belongs here: the looking. What does not: which texts are looked at, and what is told of what was found (asset
checks). Each function gives what is wrong, and nothing for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pyarrow as pa

from tokenizer.encoding import Encoder
from tokenizer.pretokenizer import placeholders
from tokenizer.training import load, smallest_vocabulary, train

_GOES_ON = re.compile(rb"[\r\n][^\r\n]")
"""A token may end lines, and may be a line's end, but has nothing behind it."""

_COMPANIES = ("{}", "суд {}, як", "({})\n")
"""What stands around a placeholder."""

_MERGES = 256
"""Learned twice."""


def not_restored(tokenizer: bytes, texts: Sequence[str]) -> list[str]:
    """Texts that are not the same again when their ids are decoded."""
    library, encoded = load(tokenizer), Encoder(tokenizer).encode(pa.array(texts, pa.large_string()))
    ids = [encoded.of(number).tolist() for number in range(len(texts))]
    restored = library.decode_batch(ids, skip_special_tokens=False)
    return [text for text, again in zip(texts, restored, strict=True) if again != text]


def not_whole(tokenizer: bytes) -> list[str]:
    """Placeholders that are not one token, whatever stands around them."""
    library, tags = load(tokenizer), placeholders()
    texts = [company.format(tag) for tag in tags for company in _COMPANIES]
    encoded, own = Encoder(tokenizer).encode(pa.array(texts, pa.large_string())), library.token_to_id
    rows = [range(len(_COMPANIES) * number, len(_COMPANIES) * (number + 1)) for number in range(len(tags))]
    return [
        tag for tag, of in zip(tags, rows, strict=True) if not all(own(tag) in encoded.of(row).tolist() for row in of)
    ]


def across_lines(tokens: Iterable[bytes]) -> list[bytes]:
    """Tokens that end a line and go on."""
    return [token for token in tokens if _GOES_ON.search(token)]


def unsteady(tokenizer: bytes, texts: Sequence[str]) -> list[str]:
    """Texts whose ids depend on the texts encoded before them, or on whether they are encoded by `tokenizers`."""
    there = Encoder(tokenizer).encode(pa.array(texts, pa.large_string()))
    back = Encoder(tokenizer).encode(pa.array(texts[::-1], pa.large_string()))
    alone = load(tokenizer).encode_batch_fast(list(texts), add_special_tokens=False)
    ids = ((there.of(n).tolist(), back.of(len(texts) - 1 - n).tolist(), alone[n].ids) for n in range(len(texts)))
    return [text for text, found in zip(texts, ids, strict=True) if not found[0] == found[1] == found[2]]


def learned_otherwise(texts: Sequence[str]) -> bool:
    """Whether training on these texts gives other bytes when they come in another order."""
    size = smallest_vocabulary() + _MERGES
    return len({train(order, vocab_size=size).to_str() for order in (texts, texts[::-1])}) > 1
