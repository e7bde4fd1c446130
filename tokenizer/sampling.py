"""Which texts a tokenizer learns from: a fair and repeatable sample of the training split.

What belongs here: the choice, in two steps over shards of the corpus. What does not: reading shards, and training.

Strata are the documents of one source, era, form, instance and language. A first look at all shards tells how large
each is, and so what share of it may be drawn; a second draws. Whether a document is drawn depends on its own number in
the draw, its weight and its stratum's share: not on the order of shards, nor on their borders. Selection gave copies
and boilerplate little weight, so they are seldom drawn.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa

STRATUM = ("language", "source", "era", "form", "instance")

READS = ("id", "version", "source", "language", "date", "form", "instance", "split", "weight", "text")
"""Columns of `corpus` that sampling reads."""

_ERA = 5
"""Years that are one era: forms of courts' language change no faster."""

_EIGHTHS = 8
"""A share is rounded down to eighths of a power of two, so that a night that adds little changes no share."""


EMPTY_SIZES = pl.DataFrame(schema={**dict.fromkeys(STRATUM, pl.String), "era": pl.Int32, "size": pl.Int64})
"""What there is of no shard."""


def sizes_of(corpus: pa.Table) -> pl.DataFrame:
    """How large the strata of a shard are: `STRATUM` and `size`, code points of its training documents by weight."""
    weighed = (pl.col("text").str.len_chars() * pl.col("weight").cast(pl.Float64)).round().cast(pl.Int64)
    return _training(corpus).group_by(STRATUM).agg(weighed.sum().alias("size")).sort(STRATUM)


def shares_of(sizes: pl.DataFrame, characters: int, mix: Mapping[str, float] | None = None) -> pl.DataFrame:
    """What share of each stratum is drawn: `STRATUM` and `share`, 0 to 1.

    Every stratum of a language gives the same number of code points; what a small one lacks the others give.

    Args:
        sizes: what `sizes_of` told of every shard, one below the other.
        characters: code points wanted; by the rounding of shares a fifth fewer at most.
        mix: shares of languages, {"uk": 0.6, "nl": 0.4}; the sample is as large as the scarcest allows, and other
            languages have no part in it. Without it languages are strata like any other.
    """
    total = sizes.group_by(STRATUM).agg(pl.col("size").sum()).sort(STRATUM)
    parts = [(total, characters)] if not mix else _parted(total, characters, mix)
    shared = [part.with_columns(_shares(part["size"].to_list(), budget)) for part, budget in parts]
    return pl.concat(shared).drop("size")


def draw(corpus: pa.Table, shares: pl.DataFrame, *, seed: int = 0) -> pa.ChunkedArray:
    """The texts of a shard that are drawn; `seed` names the draw."""
    training = _training(corpus).join(shares, on=STRATUM, how="left", nulls_equal=True, maintain_order="left")
    lots = pl.Series([_lot(seed, *row) for row in training.select("id", "version").iter_rows()], dtype=pl.Float64)
    drawn = training.filter(lots < pl.col("share").fill_null(0.0) * pl.col("weight"))
    return drawn.select("text").to_arrow()["text"]


def water_level(sizes: Sequence[int], budget: int) -> int:
    """The share each stratum may take so that the shares together fill `budget`: small ones give all they have."""
    for position, size in enumerate(sorted(sizes)):
        sharing = len(sizes) - position
        if size * sharing >= budget:
            return -(-budget // sharing)
        budget -= size
    return max(sizes, default=0)


def _training(corpus: pa.Table) -> pl.DataFrame:
    """The training documents of a shard, with their stratum."""
    era = pl.col("date").dt.year() // _ERA * _ERA
    return pl.DataFrame(corpus).filter(pl.col("split") == "train").with_columns(era=era.cast(pl.Int32))


def _parted(total: pl.DataFrame, characters: int, mix: Mapping[str, float]) -> list[tuple[pl.DataFrame, int]]:
    """The strata of each language of a mix, and its part of the sample."""
    whole = sum(mix.values())
    parts = [(total.filter(pl.col("language") == name), share / whole) for name, share in sorted(mix.items()) if share]
    sizes = [sum(part["size"].to_list()) for part, _ in parts]
    reached = min((characters, *(int(size / share) for size, (_, share) in zip(sizes, parts, strict=True))))
    return [(part, int(reached * share)) for part, share in parts]


def _shares(sizes: Sequence[int], budget: int) -> pl.Series:
    level = water_level(sizes, budget)
    shares = [_rounded(level / size) if size > level else 1.0 for size in sizes]
    return pl.Series("share", shares, pl.Float64)


def _rounded(share: float) -> float:
    """Down to eighths of a power of two."""
    mantissa, exponent = math.frexp(share)
    return math.ldexp(math.floor(mantissa * _EIGHTHS) / _EIGHTHS, exponent)


def _lot(seed: int, document: str, version: str) -> float:
    """The document's number in the draw, 0 to 1: the same wherever and whenever it is met."""
    digest = hashlib.blake2b(f"{seed}\0{document}\0{version}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
