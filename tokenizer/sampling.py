"""Which texts a tokenizer learns from: a fair and repeatable sample of the training split.

What belongs here: the choice. What does not: reading shards (the caller yields tables) and training.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import polars as pl
import pyarrow as pa

_STRATUM = ["source", "year"]


def water_level(sizes: Sequence[int], budget: int) -> int:
    """The share each stratum may take so that the shares together fill `budget`: small ones give all they have."""
    for position, size in enumerate(sorted(sizes)):
        sharing = len(sizes) - position
        if size * sharing >= budget:
            return -(-budget // sharing)
        budget -= size
    return max(sizes, default=0)


def _lot(seed: int, document: str, version: str) -> int:
    """The document's number in the draw: the same wherever and whenever it is met."""
    return int.from_bytes(hashlib.blake2b(f"{seed}\0{document}\0{version}".encode(), digest_size=8).digest())


def _drawn(shard: pa.Table, seed: int) -> pl.DataFrame:
    """Training documents of a shard with their stratum, lot and length in code points."""
    frame = pl.DataFrame(shard.select(["id", "version", "source", "date", "split", "text"]))
    train = frame.filter(pl.col("split") == "train")
    lots = [_lot(seed, *row) for row in train.select("id", "version").iter_rows()]
    return train.select(
        "source",
        pl.col("date").dt.year().fill_null(0).alias("year"),
        pl.Series("lot", lots, pl.UInt64),
        "id",
        pl.col("text").str.len_chars().cast(pl.Int64).alias("characters"),
        "text",
    )


def _within_budget(drawn: pl.DataFrame, budget: int) -> pl.DataFrame:
    """The lowest lots of every stratum, up to the water level."""
    sizes = drawn.group_by(_STRATUM).agg(pl.col("characters").sum())["characters"].to_list()
    ordered = drawn.sort([*_STRATUM, "lot", "id"])
    before = pl.col("characters").cum_sum().over(_STRATUM) - pl.col("characters")
    return ordered.filter(before < water_level(sizes, budget))


def sample_texts(corpus: Iterable[pa.Table], *, characters: int, seed: int = 0) -> Iterator[str]:
    """Texts of the training split, about `characters` code points, shared fairly among sources and years.

    Every (source, year) gets the same share; what a small one leaves goes to the others. Within it documents
    are drawn by a hash of seed, id and version, so the sample depends neither on the order of shards nor on their
    borders. The level only sinks as shards arrive, so what was put aside is never missed: memory is the budget
    and one shard.

    Args:
        corpus: tables with the columns of `corpus`, one shard at a time.
        characters: budget in code points; exceeded by at most one document a stratum.
        seed: another seed, another sample.
    """
    kept: pl.DataFrame | None = None
    for shard in corpus:
        drawn = _drawn(shard, seed)
        kept = _within_budget(drawn if kept is None else pl.concat([kept, drawn]), characters)
    if kept is not None:
        yield from kept["text"]
