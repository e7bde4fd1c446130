"""Packed rows as tables: pieces on their way to a file, and the rows of a file.

What belongs here: moving tokens and what is known of them. What does not: which row a piece is in (`packing.py`), and
how many files there are (`packing_stage.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import schema
from pipelines.export.packing import Pieces, flat, pieces_of, plan
from pipelines.export.parquet import SPLITS
from pipelines.export.tokens import encode, hashed, numbered
from pipelines.store import StoreError
from tokenizer.training import load

ROW_GROUP_TOKENS = 1 << 22
"""Tokens of a row group: what a reader holds at least."""


class BrokenRow(StoreError):
    """A row says other tokens than its documents."""


def id_type(tokenizer: bytes) -> type[np.uint16 | np.uint32]:
    """uint16 where all ids fit, else uint32."""
    return np.uint16 if load(tokenizer).get_vocab_size() <= 1 << 16 else np.uint32


def places(corpus: pa.Table, tokens: pa.Table, pieces: Pieces, rows: np.ndarray, kind: type) -> pa.RecordBatch:
    """The pieces of a shard that rows take, by row: `row, digest, length, name, offset, piece, tokens`.

    Args:
        corpus: `id, version` of `schema.CORPUS`.
        tokens: rows of `schema.TOKENS` beside it.
        pieces: what `pieces_of` makes of both.
        rows: int32, the row of each place of these pieces, `Plan.rows`; -1 for places that are not asked for.
        kind: type of ids.
    """
    counts = pc.list_value_length(tokens["lengths"]).to_numpy()
    piece = np.repeat(np.arange(len(pieces.lengths)), pieces.copies)
    order = np.lexsort((pieces.digests[piece], rows))[np.count_nonzero(rows < 0) :]
    piece, document = piece[order], np.repeat(np.arange(len(counts)), counts)
    firsts = np.cumsum(pieces.lengths, dtype=np.int64) - pieces.lengths
    names = pc.binary_join_element_wise(corpus["id"], corpus["version"], "@").combine_chunks()
    columns = {
        "row": rows[order],
        "digest": pieces.digests[piece],
        "length": pieces.lengths[piece],
        "name": names.take(pa.array(document[piece])),
        "offset": flat(tokens["offsets"])[piece],
        "piece": numbered(counts)[piece].astype(np.int32),
        "tokens": runs(flat(tokens["tokens"]), firsts[piece], pieces.lengths[piece], kind),
    }
    return pa.record_batch(columns)


def rows_of(batches: Sequence[pa.RecordBatch], split: str) -> pa.Table:
    """Rows of `schema.PACKED_SEQUENCES` of all their pieces, in order; pieces of a row in the order of their digests.

    Raises:
        BrokenRow: tokens are not those that the digests were made of.
    """
    found = pa.Table.from_batches(batches)
    row, digests, lengths = (found[name].to_numpy() for name in ("row", "digest", "length"))
    order = np.lexsort((digests, row))
    firsts = np.cumsum(lengths, dtype=np.int64) - lengths
    values = flat(found["tokens"])
    ids = runs(values, firsts[order], lengths[order], values.dtype.type)
    told = found.select(["length", "name", "offset", "piece"]).take(pa.array(order)).combine_chunks()
    _check(ids, told, digests[order])
    begins = np.flatnonzero(np.diff(row[order], prepend=-1))
    borders = pa.array(np.append(begins, len(row)), pa.int32())
    held = {name: pa.ListArray.from_arrays(borders, told[name].combine_chunks()) for name in told.column_names}
    columns = {
        "split": pa.repeat(split, len(begins)),
        "input_ids": pa.ListArray.from_arrays(ids.offsets.take(borders), ids.values),
        "doc_lengths": held["length"],
        "doc_ids": held["name"],
        "doc_offsets": held["offset"],
        "doc_pieces": held["piece"],
    }
    return pa.table(columns, schema=packed_schema(values.dtype.type))


def _check(ids: pa.ListArray, told: pa.Table, digests: np.ndarray) -> None:
    """Whether each piece is what its document was encoded to."""
    from pipelines.export.packing_kernel import digests_of

    seeds = hashed(told["name"].to_pylist()) + told["piece"].to_numpy().astype(np.uint64)
    found = digests_of(ids.values.to_numpy(), ids.offsets.to_numpy()[:-1], told["length"].to_numpy(), seeds)
    if wrong := np.count_nonzero(found != digests):
        raise BrokenRow(f"{wrong} pieces of packed rows are not what was encoded: make tokens again, then pack.")


def packed_schema(kind: type[np.unsignedinteger]) -> pa.Schema:
    """`schema.PACKED_SEQUENCES` with ids of that type."""
    place, ids = schema.PACKED_SEQUENCES.get_field_index("input_ids"), pa.list_(pa.from_numpy_dtype(kind))
    return schema.PACKED_SEQUENCES.set(place, schema.PACKED_SEQUENCES.field(place).with_type(ids))


def rows_bytes(rows: pa.Table, length: int) -> pa.Buffer:
    """Packed rows as the bytes of a Parquet file: zstd, page index, some megabytes a row group."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows, sink, compression="zstd", compression_level=1, write_page_index=True, use_dictionary=False,
        row_group_size=max(1, ROW_GROUP_TOKENS // length),
    )  # fmt: skip
    return sink.getvalue()


def runs(values: np.ndarray, begins: np.ndarray, lengths: np.ndarray, kind: type) -> pa.ListArray:
    """Runs of tokens as lists of ids of another type."""
    from pipelines.export.packing_kernel import gather

    borders = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
    out = np.empty(borders[-1], kind)
    gather(values, begins, lengths, out)
    return pa.ListArray.from_arrays(pa.array(borders, pa.int32()), out)


def pack(corpus: pa.Table, tokenizer: bytes, *, length: int = 2048) -> pa.Table:
    """All of it for a table in memory: rows of at most `length` tokens for training, split by split.

    A row is not padded: what is missing to `length` is the trainer's to fill.

    Args:
        corpus: rows of `schema.CORPUS`; no version of a document twice; under 2^31 tokens.
        tokenizer: bytes of the `tokenizer.json`.
        length: tokens of a row.

    Raises:
        ValueError: see `encode`.
    """
    encoded, kind, packed = encode(corpus, tokenizer, length=length).body, id_type(tokenizer), []
    assert isinstance(encoded, pa.Table)
    for split in SPLITS:
        pieces = pieces_of(corpus, encoded, split)
        batch = places(corpus, encoded, pieces, plan(pieces, length).rows, kind)
        packed.append(rows_of([batch], split))
    return pa.concat_tables(packed)
