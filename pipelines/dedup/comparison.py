"""How like two texts are, from the texts themselves.

What belongs here: bringing texts together, true Jaccard and containment of word 5-grams. What does not: which pairs
are candidates (`index.py`) and need their texts (`evidence.py`), whether two texts are one content in two renderings
(`content.py`), and what likeness means in law (`labels.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup import letters
from pipelines.dedup.arrow import one_array, text_bytes
from pipelines.dedup.content import CONTENT, compare_contents
from pipelines.dedup.sets import Sets

Texts = Callable[[str, np.ndarray], pa.Array]
"""Gives the texts of rows of a piece, by its key: rows int64, ascending, each once; texts in that order."""

BLOCK = 8_000_000
"""Words of both sides of the pairs compared at a time: some 100 MB of texts, and as much again of sets."""

LIKENESS = {
    "jaccard": pl.Float64,
    "of_row": pl.Float64,
    "of_other": pl.Float64,
    "numbers_agree": pl.Boolean,
    "numbers_equal": pl.Boolean,
    **dict.fromkeys(CONTENT, pl.Boolean),
}
"""Columns of `likeness`."""

EQUAL_TEXTS = tuple(
    pl.lit({"another_name": False, "one_act": None, "one_title": None}.get(name, True)).cast(kind).alias(name)
    for name, kind in LIKENESS.items()
)
"""What `likeness` would say of two texts with the same words; which act they are, only reading them would tell."""


@dataclass(frozen=True, slots=True)
class _Held:
    """Texts of ascending rows of one piece."""

    piece: str
    rows: np.ndarray
    texts: pa.Array

    def of(self, rows: np.ndarray) -> pa.Array:
        return self.texts.take(pa.array(np.searchsorted(self.rows, rows)))


def likeness(pairs: pl.DataFrame, piece: str, texts: Texts) -> pl.DataFrame:
    """How like the texts of each pair are, in the order given; both have words.

    `pairs` has row, a row of `piece`; other and other_row, a piece and a row of it; words and words_other, the lengths;
    closely, whether to compare the content too.

    Columns `LIKENESS`: jaccard; of_row and of_other, the share of its 5-grams that the other side holds; numbers_agree,
    whether one text holds every number of the other; numbers_equal, whether each does; `CONTENT` as
    `content.compare_contents` tells it, null for pairs not to be compared closely.

    The texts of `piece` are asked for once and held; those of the others come one piece after the other, so that every
    shard is opened a few times at most.
    """
    held = _hold(pairs, piece, texts)
    ordered = pairs.with_row_index("pair").sort("other", "other_row", "row")
    parts = [_compared(block, held, texts) for block in _blocks(ordered)]
    compared = pl.concat([pl.DataFrame(schema={"pair": pl.UInt32, **LIKENESS}), *parts])
    return compared.sort("pair").drop("pair")


def _hold(pairs: pl.DataFrame, piece: str, texts: Texts) -> _Held:
    """All texts of the piece that a pair names, on either side."""
    earlier = pairs.filter(pl.col("other") == piece)["other_row"]
    rows = np.union1d(pairs["row"].to_numpy(), earlier.to_numpy()).astype(np.int64)
    return _Held(piece, rows, _as_read(texts, piece, rows))


def _as_read(texts: Texts, piece: str, rows: np.ndarray) -> pa.Array:
    return one_array(texts(piece, rows)).cast(pa.large_string())


def _blocks(ordered: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Runs of pairs that have about `BLOCK` words; an earlier text counts once for the pairs that follow each other."""
    again = (pl.col("other") == pl.col("other").shift()) & (pl.col("other_row") == pl.col("other_row").shift())
    earlier = pl.when(again.fill_null(False)).then(0).otherwise(pl.col("words_other"))
    filled = (pl.col("words").cast(pl.Int64) + earlier).cum_sum() // BLOCK
    yield from ordered.with_columns(block=filled).partition_by("block", include_key=False, maintain_order=True)


def _compared(block: pl.DataFrame, held: _Held, texts: Texts) -> pl.DataFrame:
    """The likeness of a block, and the pair of each."""
    rows, right = np.unique(block["row"].to_numpy(), return_inverse=True)
    earlier = block.unique(["other", "other_row"], maintain_order=True)
    left = len(rows) + block.select(pl.struct("other", "other_row").rle_id())[:, 0].to_numpy()
    read = [held.of(rows)]
    for (piece,), one in earlier.group_by("other", maintain_order=True):
        wanted = one["other_row"].cast(pl.Int64).to_numpy()
        read.append(held.of(wanted) if piece == held.piece else _as_read(texts, str(piece), wanted))
    joined = pa.concat_arrays(read)
    found = [block.select("pair"), _likeness(joined, right, left)]
    return pl.concat([*found, _content(joined, right, left, block["closely"].to_numpy())], how="horizontal")


def _likeness(texts: pa.Array, row: np.ndarray, other: np.ndarray) -> pl.DataFrame:
    """`LIKENESS` of pairs of places among the texts, but for their content."""
    from pipelines.dedup.signature_kernel import text_sets

    data, offsets = text_bytes(texts)
    values, bounds, number_values, number_bounds = text_sets(data, offsets, letters.table())
    grams, numbers = Sets(values, bounds), Sets(number_values, number_bounds)
    shared, sizes = grams.shared(row, grams, other), grams.sizes
    counts, common = numbers.sizes, numbers.shared(row, numbers, other)
    return pl.DataFrame(
        {
            "jaccard": shared / (sizes[row] + sizes[other] - shared),
            "of_row": shared / sizes[row],
            "of_other": shared / sizes[other],
            "numbers_agree": common == np.minimum(counts[row], counts[other]),
            "numbers_equal": common == np.maximum(counts[row], counts[other]),
        }
    )


def _content(texts: pa.Array, row: np.ndarray, other: np.ndarray, closely: np.ndarray) -> pl.DataFrame:
    """What `compare_contents` says of the pairs that `closely` marks; null for the others."""
    marked = np.flatnonzero(closely)
    found = compare_contents(texts, row[marked], other[marked]).with_columns(place=pl.Series(marked, dtype=pl.Int64))
    every = pl.DataFrame({"place": np.arange(len(closely))})
    return every.join(found, on="place", how="left", maintain_order="left").drop("place")
