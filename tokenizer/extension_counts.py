"""Counting what a base tokenizer makes of texts: its pre-tokens, each as the ids that the base writes for it.

What belongs here: tables of (ids, count), a shard at a time. What does not: what is learned from them
(`extension.py`), and pieces by this project's own pattern (`piece_counts.py`).

The base splits as it likes, so the library itself splits and encodes, with all its threads; what it says is counted in
columns. A pre-token that is one id already has nothing to merge, and is left out: that is most of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from tokenizers import Encoding

from tokenizer.arrow_memory import buffers
from tokenizer.extension_base import Base, bytes_of, opened
from tokenizer.pretokenizer import RULED_ROW

ENCODED = pa.schema([pa.field("ids", pa.large_binary(), nullable=False), pa.field("count", pa.int64(), nullable=False)])
"""A table of counts: each different pre-token of two ids and more, uint32 little-endian, and how often it occurs."""

EMPTY_ENCODED = pl.DataFrame(ENCODED.empty_table())
"""What there is of no text."""

_BATCH = 256
"""Texts encoded at once."""

_WIDTH = 4
"""Bytes of an id."""


def count_encoded(base: Base, columns: Iterable[pa.ChunkedArray | pa.Array]) -> pa.Table:
    """What the base makes of columns of texts, `ENCODED`; the same for the same texts in any order."""
    tokenizer, counted = opened(base), EMPTY_ENCODED.lazy()
    for column in columns:
        for at in range(0, len(column), _BATCH):
            texts = column.slice(at, _BATCH).to_pylist()
            found = _pre_tokens(tokenizer.encode_batch(texts, add_special_tokens=False))
            one = pl.DataFrame({"ids": found}).lazy().with_columns(count=pl.lit(1, pl.Int64))
            counted = add_up(pl.concat([counted, one])).lazy()
    return counted.collect().to_arrow().cast(ENCODED)


def add_up(counts: pl.LazyFrame, *, least: int = 1) -> pl.DataFrame:
    """Tables of counts, one below the other, as one; pre-tokens met less than `least` times are left out."""
    total = counts.group_by("ids").agg(pl.col("count").sum()).filter(pl.col("count") >= least)
    return total.sort("ids").collect(engine="streaming")


def ids_of(counts: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """The ids of all pre-tokens of `ENCODED`, one after another, and int64[rows] where each row's end."""
    data, borders = buffers(counts["ids"].combine_chunks())
    ids = data.view("<u4")[borders[0] // _WIDTH : borders[-1] // _WIDTH]
    return ids, (borders[1:] - borders[0]) // _WIDTH


def without_rules(counts: pa.Table, base: Base) -> pa.Table:
    """The counts without rows drawn with characters, which teach nothing."""
    if not counts.num_rows:
        return counts
    ids, ends = ids_of(counts)
    _, offsets, data = bytes_of(base.names, base.special).take(pa.array(ids)).buffers()
    borders = np.frombuffer(offsets, np.int64)[np.append(np.zeros(1, np.int64), ends)]
    spelled = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(ends), [None, pa.py_buffer(borders), data])
    return counts.filter(pc.invert(pc.match_substring_regex(spelled, RULED_ROW)))


def _pre_tokens(encoded: Sequence[Encoding]) -> pa.LargeBinaryArray:
    """The pre-tokens of two ids and more."""
    sizes = [len(each) for each in encoded]
    ids = np.fromiter((one for each in encoded for one in each.ids), "<u4", sum(sizes))
    words = np.fromiter((one for each in encoded for one in each.word_ids), np.int64, sum(sizes))
    texts = np.repeat(np.arange(len(sizes)), sizes)
    first = np.append(True, (np.diff(words) != 0) | (np.diff(texts) != 0))[: len(ids)]
    borders = np.append(np.flatnonzero(first), len(ids)).astype(np.int64)
    offsets, data = pa.py_buffer(borders * _WIDTH), pa.py_buffer(ids)
    found = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(borders) - 1, [None, offsets, data])
    return found.filter(pa.array(np.diff(borders) > 1))
