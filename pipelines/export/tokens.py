"""The asset `tokens`: the chosen texts as token ids, encoded once, beside the corpus.

What belongs here: ids, and the pieces that a document longer than a row falls into. What does not: encoding itself
(`tokenizer.encoding`), where to cut (`packing_cuts.py`), rows (`packing.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pyarrow as pa
from tokenizers import Tokenizer

from pipelines import schema
from pipelines.export.naming import name_of
from pipelines.export.packing_cuts import Text, cuts
from pipelines.stage import Outcome
from pipelines.store import Account
from tokenizer.encoding import Encoded, Encoder
from tokenizer.training import end_of_document, load

VERSION = "1"

SHORTEST_ROW = 16
"""Tokens. A byte-level token may be a quarter of a character, and half a row must hold a whole one."""

READS = ("id", "version", "text", "sections")
"""Columns of the corpus that are read."""

_STRIDE = 256
"""Every so-manieth document of a shard is read back, and the first."""


class Unfaithful(ValueError):
    """Tokens do not say what their text says."""


def encode(corpus: pa.Table, bpe_tokenizer: bytes, *, length: int) -> Outcome:
    """Rows of `schema.TOKENS` beside those of a shard of the corpus.

    Each document ends with the tokenizer's own end-of-document token. One that fits a row is one piece; a longer one
    is cut where a section begins, else a paragraph, a sentence, a word, a character.

    Args:
        corpus: `id, version, text, sections` of `schema.CORPUS`.
        bpe_tokenizer: bytes of the `tokenizer.json`.
        length: tokens of a row.

    Raises:
        ValueError: `length` is under `SHORTEST_ROW`, the tokenizer has no end-of-document token, or what it encoded
            reads otherwise (`Unfaithful`).
    """
    if length < SHORTEST_ROW:
        raise ValueError(f"Rows of {length} tokens are too short; ask for {SHORTEST_ROW} or more.")
    encoder, library = Encoder(bpe_tokenizer), load(bpe_tokenizer)
    encoded = encoder.encode(corpus["text"])
    begins, offsets = _pieces(corpus, encoded, encoder, length)
    _read_back(corpus["text"], encoded, begins, offsets, library)
    ids = np.insert(encoded.ids, encoded.borders[1:], end_of_document(library)).astype(np.uint32, copy=False)
    borders = encoded.borders + np.arange(len(encoded.borders))
    return Outcome(_table(corpus, ids, borders, begins, offsets), Account("rows", corpus.num_rows, len(borders) - 1))


def names_of(corpus: pa.Table) -> np.ndarray:
    """uint64[rows]: a number for the `id` and `version` of each document."""
    return hashed(map(name_of, corpus["id"].to_pylist(), corpus["version"].to_pylist()))


def hashed(names: Iterable[str]) -> np.ndarray:
    """uint64[names]: first bytes of their BLAKE2b."""
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, "<u8").astype(np.uint64, copy=False)


def numbered(counts: np.ndarray) -> np.ndarray:
    """uint64[sum of counts]: the number of each piece in its document."""
    return (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)).astype(np.uint64)


def _pieces(corpus: pa.Table, encoded: Encoded, encoder: Encoder, length: int) -> tuple[pa.ListArray, pa.ListArray]:
    """First token and first code point of each piece, list<int64> both, a list a document."""
    begins, offsets = [[0]] * corpus.num_rows, [[0]] * corpus.num_rows
    sections = corpus["sections"].combine_chunks()
    borders, starts = sections.offsets.to_numpy(), sections.values.field("start").to_numpy()
    for place in np.flatnonzero(np.diff(encoded.borders) >= length).tolist():
        text = corpus["text"][place].as_py()
        own = np.sort(starts[borders[place] : borders[place + 1]])
        document = Text(text, own, encoder.offsets(text, encoded.of(place)))
        begins[place] = cuts(document, length)
        offsets[place] = document.offsets[begins[place], 0].tolist()
    return pa.array(begins, pa.list_(pa.int64())), pa.array(offsets, pa.list_(pa.int64()))


def _read_back(
    texts: pa.ChunkedArray, encoded: Encoded, begins: pa.ListArray, offsets: pa.ListArray, library: Tokenizer
) -> None:
    """Decode all pieces of some documents, and compare them with the text from their offsets on. Raises Unfaithful."""
    for place in range(0, len(texts), _STRIDE):
        text, ids = texts[place].as_py(), encoded.of(place).tolist()
        runs = [ids[first:last] for first, last in pairwise([*begins[place].as_py(), len(ids)])]
        parts = [text[start:end] for start, end in pairwise([*offsets[place].as_py(), len(text)])]
        if (said := library.decode_batch(runs, skip_special_tokens=False)) != parts:
            part = next(part for part, words in zip(parts, said, strict=True) if part != words)
            raise Unfaithful(f"Tokens of {part[:40]!r} do not read as their text: use a byte-level tokenizer.")


def _table(
    corpus: pa.Table, ids: np.ndarray, borders: np.ndarray, begins: pa.ListArray, offsets: pa.ListArray
) -> pa.Table:
    from pipelines.export.packing_kernel import digests_of

    counts = np.diff(begins.offsets.to_numpy())
    firsts = begins.values.to_numpy() + np.repeat(borders[:-1], counts)
    lengths = np.diff(firsts, append=borders[-1])
    digests = digests_of(ids, firsts, lengths, np.repeat(names_of(corpus), counts) + numbered(counts))
    columns = {
        "id": corpus["id"],
        "tokens": pa.ListArray.from_arrays(pa.array(borders, pa.int32()), pa.array(ids)),
        "lengths": pa.ListArray.from_arrays(begins.offsets, pa.array(lengths, pa.int32())),
        "offsets": offsets,
        "digests": pa.ListArray.from_arrays(begins.offsets, pa.array(digests)),
    }
    return pa.table(columns).cast(schema.TOKENS)
