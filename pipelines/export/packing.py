"""The asset `packed_sequences`: rows of tokens, filled to the brim, in which no document is cut needlessly.

What belongs here: cutting documents longer than a row, packing, and the proof that nothing was lost. What does
not: training the tokenizer (`tokenizer`), and what a trainer derives from a row (`pipelines.export.masks`).

Best-fit packing (Ding et al. 2024, arXiv 2404.10830): pieces by falling length, each into the row it fills best.

Simple for now: rows are packed within a shard, so each shard leaves a few rows half empty; packing over the
length histogram of the whole corpus can come without changing the rows' columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from tokenizers import Tokenizer

from pipelines import schema
from pipelines.export.naming import name_of
from pipelines.export.parquet import SPLITS
from tokenizer.encoding import Encoder
from tokenizer.training import end_of_document, load

VERSION = "1"

_BATCH = 256
"""Documents encoded at once."""

SHORTEST_ROW = 16
"""Tokens. A byte-level token may be a quarter of a character, and half a row must hold a whole one."""

_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"(?<=[\w»”\")]{3}[.!?…;])\s+(?=[«„“\"(]?[A-ZА-ЯІЇЄҐЁ])")
"""Space after a sentence. Three characters before the point rule out «м. Київ», «ст. 5» and «mr. De Vries»."""
_LINE_END = re.compile(r"\n+")

_INSIDE, _CHARACTER, _WORD, _SENTENCE, _PARAGRAPH, _SECTION = range(6)

_REACH = ((_SECTION, 16), (_PARAGRAPH, 32), (_SENTENCE, 2), (_WORD, 2), (_CHARACTER, 2))
"""How far back from the brim of a row a border is looked for, as 1/n of the row: a better one may cost more room."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens of a document, or of a part of one that is longer than a row."""

    document: str
    offset: int
    tokens: np.ndarray


def _cut_ranks(text: str, sections: list[dict], offsets: np.ndarray) -> np.ndarray:
    """What begins before each token, as the highest of the ranks; `_INSIDE` a character one must not cut.

    Args:
        text: the document.
        sections: its sections, with `start` in code points.
        offsets: first and last code point of each token, shape (tokens, 2).
    """
    starts, ends = offsets[:, 0], offsets[:, 1]
    whole = np.ones(len(offsets), np.int8)
    whole[1:] = starts[1:] >= ends[:-1]
    ranks = whole.copy()
    borders = (
        (_WORD, [gap.start() for gap in _SPACE.finditer(text)]),
        (_SENTENCE, [gap.start() for gap in _SENTENCE_END.finditer(text)]),
        (_PARAGRAPH, [gap.end() for gap in _LINE_END.finditer(text)]),
        (_SECTION, [section["start"] for section in sections]),
    )
    for rank, positions in borders:
        beginning = np.isin(starts, positions)
        ranks[beginning] = rank * whole[beginning]
    return ranks


def cuts(ranks: np.ndarray, total: int, length: int) -> list[int]:
    """First token of each piece of a document of `total` tokens: best border first, then nearest to the brim."""
    begins = [0]
    while total - begins[-1] > length:
        begins.append(_cut_before(ranks, begins[-1] + length, length))
    return begins


def _cut_before(ranks: np.ndarray, brim: int, length: int) -> int:
    for rank, share in _REACH:
        earliest = brim - length // share + 1
        borders = np.flatnonzero(ranks[earliest : brim + 1] >= rank)
        if len(borders):
            return earliest + int(borders[-1])
    raise ValueError("A row holds no whole character; ask for longer rows.")


def best_fit(lengths: Sequence[int] | np.ndarray, length: int) -> np.ndarray:
    """Best-fit decreasing: the row of each piece, int64; ties in the order of the pieces.

    Rooms in use are the bits of one integer, so the tightest row that still fits is the lowest set bit above the
    piece's length: O(N L / 64) in steps of the processor.

    Args:
        lengths: tokens of each piece, none over `length`.
        length: tokens of a row.
    """
    row_of = np.empty(len(lengths), np.int64)
    rows_with: list[list[int]] = [[] for _ in range(length + 1)]
    rooms, rows = 0, 0
    for piece in np.argsort(-np.asarray(lengths, np.int64), kind="stable"):
        size = int(lengths[piece])
        if fitting := rooms >> size:
            room = size + (fitting & -fitting).bit_length() - 1
            row = rows_with[room].pop()
            rooms ^= (not rows_with[room]) << room
        else:
            row, room, rows = rows, length, rows + 1
        row_of[piece] = row
        rows_with[room - size].append(row)
        rooms |= 1 << (room - size)
    return row_of


def _pieces(documents: pa.Table, encoder: Encoder, end: int, length: int) -> Iterator[Piece]:
    """Every document's tokens with the end-of-document token, in pieces no longer than a row."""
    for batch in documents.select(["id", "version", "text", "sections"]).to_batches(max_chunksize=_BATCH):
        encoded = encoder.encode(batch["text"])
        for place, row in enumerate(batch.to_pylist()):
            ids = encoded.of(place)
            tokens = np.append(ids, end).astype(np.uint32)
            name = name_of(row["id"], row["version"])
            if len(tokens) <= length:
                yield Piece(name, 0, tokens)
            else:
                yield from _cut(name, row, tokens, encoder.offsets(row["text"], ids), length)


def _cut(name: str, row: dict, tokens: np.ndarray, offsets: np.ndarray, length: int) -> Iterator[Piece]:
    begins = cuts(_cut_ranks(row["text"], row["sections"], offsets), len(tokens), length)
    for begin, end in zip(begins, [*begins[1:], len(tokens)], strict=True):
        yield Piece(name, int(offsets[begin, 0]), tokens[begin:end])


def _rows(pieces: list[Piece], length: int) -> list[list[Piece]]:
    """The pieces of each row in the order of the corpus; rows in the order of their first piece."""
    row_of = best_fit([len(piece.tokens) for piece in pieces], length)
    rows: dict[int, list[Piece]] = {}
    for piece, row in zip(pieces, row_of.tolist(), strict=True):
        rows.setdefault(row, []).append(piece)
    return list(rows.values())


def _table(split: str, rows: list[list[Piece]]) -> pa.Table:
    borders = np.cumsum([0, *(sum(len(piece.tokens) for piece in row) for row in rows)])
    tokens = [np.zeros(0, np.uint32), *(piece.tokens for row in rows for piece in row)]
    columns = {
        "split": pa.array([split] * len(rows), pa.string()),
        "input_ids": pa.ListArray.from_arrays(pa.array(borders, pa.int32()), pa.array(np.concatenate(tokens))),
        "doc_lengths": [[len(piece.tokens) for piece in row] for row in rows],
        "doc_ids": [[piece.document for piece in row] for row in rows],
        "doc_offsets": [[piece.offset for piece in row] for row in rows],
    }
    return pa.table(columns).cast(schema.PACKED_SEQUENCES)


def pack(corpus: pa.Table, tokenizer: bytes, *, length: int = 2048) -> pa.Table:
    """Rows of at most `length` tokens for training, `schema.PACKED_SEQUENCES`, split by split.

    Each document ends with the tokenizer's own end-of-document token. A document that fits a row is never cut; a
    longer one is cut where a section begins, else a paragraph, a sentence, a character. A row is not padded: what
    is missing to `length` is the trainer's to fill.

    Args:
        corpus: rows of `schema.CORPUS`; no version of a document twice.
        tokenizer: bytes of the `tokenizer.json`.
        length: tokens of a row; under 2^31 tokens in all for a shard.

    Raises:
        ValueError: `length` is under `SHORTEST_ROW`, or the tokenizer has no end-of-document token.
    """
    if length < SHORTEST_ROW:
        raise ValueError(f"Rows of {length} tokens are too short; ask for {SHORTEST_ROW} or more.")
    encoder, end = Encoder(tokenizer), end_of_document(load(tokenizer))
    packed = []
    for split in SPLITS:
        documents = corpus.filter(pc.field("split") == split)
        packed.append(_table(split, _rows(list(_pieces(documents, encoder, end, length)), length)))
    return pa.concat_tables(packed)


def count_tokens(corpus: pa.Table, tokenizer: bytes) -> int:
    """Tokens of the documents, each with its end-of-document token: what packing must place."""
    encoder = Encoder(tokenizer)
    batches = corpus.select(["text"]).to_batches(max_chunksize=_BATCH)
    return corpus.num_rows + sum(len(encoder.encode(batch["text"]).ids) for batch in batches)


@dataclass(frozen=True, slots=True)
class Proof:
    """What packing did to a shard. It is sound when tokens in = out and nothing is broken or cut needlessly."""

    documents: int
    tokens_in: int
    tokens_out: int
    rows: int
    length: int
    needless_cuts: int
    broken: int

    @property
    def fill(self) -> float:
        """Share of the rows' room that holds tokens; 1 for no rows."""
        return self.tokens_out / (self.rows * self.length) if self.rows else 1.0

    @property
    def sound(self) -> bool:
        """Whether every token of every document is there once, in its place."""
        return self.tokens_in == self.tokens_out and not self.needless_cuts and not self.broken


def _unpacked(packed: pa.Table) -> dict[str, list[Piece]]:
    """The pieces of each document, by offset."""
    found: dict[str, list[Piece]] = {}
    for row in packed.to_pylist():
        tokens = np.split(np.array(row["input_ids"], np.uint32), np.cumsum(row["doc_lengths"])[:-1])
        for document, offset, ids in zip(row["doc_ids"], row["doc_offsets"], tokens, strict=True):
            found.setdefault(document, []).append(Piece(document, offset, ids))
    return {document: sorted(pieces, key=lambda piece: piece.offset) for document, pieces in found.items()}


def prove(corpus: pa.Table, packed: pa.Table, tokenizer: bytes, *, length: int = 2048) -> Proof:
    """Check packed rows against their documents: encode anew, count, and decode every piece back to its place.

    Args:
        corpus: the documents that were packed.
        packed: what `pack` made of them.
        tokenizer: bytes of the `tokenizer.json`.
        length: tokens of a row.
    """
    encoder = load(tokenizer)
    end = end_of_document(encoder)
    found = _unpacked(packed)
    needless = broken = 0
    for document, version, text in zip(*(corpus[name].to_pylist() for name in ("id", "version", "text")), strict=True):
        pieces = found.get(name_of(document, version), [])
        needless += len(pieces) > 1 and sum(len(piece.tokens) for piece in pieces) <= length
        broken += not _faithful(pieces, text, encoder, end)
    return Proof(
        documents=corpus.num_rows,
        tokens_in=count_tokens(corpus, tokenizer),
        tokens_out=sum(len(chunk.flatten()) for chunk in packed["input_ids"].chunks),
        rows=packed.num_rows,
        length=length,
        needless_cuts=needless,
        broken=broken,
    )


def _faithful(pieces: list[Piece], text: str, encoder: Tokenizer, end: int) -> bool:
    """Whether the pieces say the text from their offsets on, and only the last ends the document."""
    if not pieces or pieces[-1].tokens[-1] != end:
        return False
    bodies = [piece.tokens for piece in pieces[:-1]] + [pieces[-1].tokens[:-1]]
    borders = [piece.offset for piece in pieces] + [len(text)]
    spoken = [encoder.decode(body.tolist(), skip_special_tokens=False) for body in bodies]
    return borders[0] == 0 and spoken == [text[a:b] for a, b in pairwise(borders)]
