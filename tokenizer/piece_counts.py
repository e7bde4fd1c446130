"""Counting the pieces of texts, a shard at a time, and adding up what was counted.

What belongs here: tables of (piece, count), in memory and in files. What does not: loops over bytes
(`piece_table_kernel.py`) and what is learned from the counts (`training.py`).

Training needs nothing of the texts but how often each different piece occurs. So a shard is read once in its life, and
what is kept of it grows with its different pieces, which are few: law repeats itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from tokenizer.arrow_memory import buffers
from tokenizer.characters import kinds
from tokenizer.piece_states import steps
from tokenizer.pretokenizer import RULED_ROW, unlearned

if TYPE_CHECKING:
    from tokenizer.piece_tag_kernel import Tags

COUNTS = pa.schema(
    [pa.field("piece", pa.large_string(), nullable=False), pa.field("count", pa.int64(), nullable=False)]
)
"""A table of counts: each different piece once, and how often it occurs."""

EMPTY_COUNTS = pl.DataFrame(COUNTS.empty_table())
"""What there is of no text."""

_SLOTS, _BYTES = 1 << 15, 1 << 18
"""Slots, of which half are used, and bytes of pieces that a table has room for at first."""


class PieceCounts:
    """Counts the pieces of texts; memory follows the different pieces, whatever the texts."""

    def __init__(self, *, words: int = 1) -> None:
        """`words` that may be in one piece: more than one counts by `SUPER_PATTERN`."""
        from tokenizer.piece_table_kernel import Rules, Table

        self._rules = Rules(kinds(), steps(), _tags(), words)
        self._table = Table(np.zeros((_SLOTS, 4), np.uint64), np.zeros(_BYTES, np.uint8), np.zeros(2, np.int64))

    def add(self, texts: pa.ChunkedArray | pa.Array) -> None:
        """Count the pieces of a column of texts, none of them null. Tags are left out, and end a piece on either side.

        Raises:
            ValueError: a text is null.
        """
        from tokenizer.piece_table_kernel import count_texts

        if texts.null_count:
            raise ValueError("A text is null: leave such rows out before their pieces are counted.")
        for chunk in texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]:
            data, offsets = buffers(chunk.cast(pa.large_string()))
            begun = (0, 0)
            while begun[0] < len(offsets) - 1:
                begun = count_texts(data, offsets, begun, self._rules, self._table)
                if begun[0] < len(offsets) - 1:
                    self._grow()

    def table(self) -> pa.Table:
        """What was counted, `COUNTS`, in the order of the pieces' bytes."""
        from tokenizer.piece_order_kernel import in_order, sizes_of, spell

        found = self._table.slots.compress(self._table.slots[:, 0] > 0, axis=0)
        begins = np.append(np.zeros(1, np.int64), np.cumsum(sizes_of(found)))
        texts = np.empty(begins[-1], np.uint8)
        spell(found, self._table.arena, begins, texts)
        pieces = pa.LargeStringArray.from_buffers(len(found), pa.py_buffer(begins), pa.py_buffer(texts))
        counted = pa.table([pieces, found[:, 0].astype(np.int64)], schema=COUNTS)
        return counted.take(pa.array(in_order(texts, begins)))

    def _grow(self) -> None:
        """Twice the room for what is full: pieces, or their bytes."""
        from tokenizer.piece_table_kernel import move

        slots, arena, filled = self._table
        if 2 * filled[0] >= len(slots):
            wider = np.zeros((2 * len(slots), 4), np.uint64)
            move(slots, wider)
            self._table = self._table._replace(slots=wider)
        else:
            self._table = self._table._replace(arena=np.append(arena, np.zeros_like(arena)))


def count_pieces(columns: Iterable[pa.ChunkedArray | pa.Array], *, words: int = 1) -> pa.Table:
    """The pieces of columns of texts, `COUNTS`; the same for the same texts in any order."""
    counts = PieceCounts(words=words)
    for column in columns:
        counts.add(column)
        del column  # before the next one is read
    return counts.table()


def add_up(counts: pl.LazyFrame, *, least: int = 1) -> pa.Table:
    """Tables of counts, one below the other, as one, `COUNTS`; pieces met less than `least` times are left out.

    Pieces met once are half of all and more: without them memory halves, and merges of rare words change.
    """
    total = counts.group_by("piece").agg(pl.col("count").sum()).filter(pl.col("count") >= least)
    return total.sort("piece").collect(engine="streaming").to_arrow().cast(COUNTS)


def without_rules(counts: pa.Table) -> pa.Table:
    """The counts without rows drawn with characters."""
    return counts.filter(pc.invert(pc.match_substring_regex(counts["piece"], RULED_ROW)))


@cache
def _tags() -> Tags:
    """The tags that are left out, as the kernel reads them."""
    from tokenizer.piece_tag_kernel import DIGITS, Tags

    forms = [form.replace("{}", chr(DIGITS)).encode() for form in unlearned()]
    patterns = np.zeros((len(forms), max(map(len, forms)) + 1), np.uint8)
    for row, form in zip(patterns, forms, strict=True):
        row[: len(form)] = np.frombuffer(form, np.uint8)
    return Tags(patterns, np.array([max(0, form.rfind(b"_")) for form in forms], np.int64))
