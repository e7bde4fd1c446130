"""The tokenizer beside others, on windows drawn from the corpus.

What belongs here: the draw, and who is compared with whom. What does not: the figures (`tokenizer.reporting`), other
people's tokenizers (`tokenizer.reporting_public`), pictures (`tokenizer_plot.py`) and pass marks (asset checks).

A few shards of each source are looked into, and of those only the rows that are drawn, so a look costs the same
whatever the corpus. The draw depends on names alone: it is the same as long as the corpus is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.stage import Shards
from pipelines.store import Ref
from tokenizer.encoding import Encoder
from tokenizer.measure import Fertility, fertility
from tokenizer.reporting import Portrait, portrait
from tokenizer.reporting_public import public_tokenizers

WINDOWS = pa.schema([(name, pa.large_string()) for name in ("source", "language", "split", "text")])
"""Texts to look at; the window begins and ends where it falls, in words and lines, alike for all tokenizers."""

WIDTH = 2000
"""Code points of a window."""

SHARDS, DOCUMENTS = 8, 40
"""Shards of a source that are looked into, and documents of each that are drawn: so many learned from, and as many
held out."""


def windows(corpus: Shards) -> pa.Table:
    """Windows of documents of all sources, `WINDOWS`; both sides of the split, as far as there are any."""
    drawn = [_drawn(corpus, ref) for ref in _chosen(corpus.refs)]
    return pa.concat_tables([WINDOWS.empty_table(), *drawn])


def portraits(name: str, tokenizer: bytes, texts: pa.Table) -> dict[str, Portrait]:
    """The figures of a tokenizer, first, and of those public ones that are installed."""
    return {each: portrait(file, texts) for each, file in ((name, tokenizer), *public_tokenizers())}


def fertilities(assets: Mapping[str, Shards]) -> dict[str, list[Fertility]]:
    """What a release's tokenizer, its extension and installed public ones make of the same held-out windows.

    Args:
        assets: `corpus` and `bpe_tokenizer`, and `extended_tokenizer` where a base was extended.
    """
    texts = windows(assets["corpus"])
    texts = texts.filter(pc.not_equal(texts["split"], "train"))
    return {name: fertility(Encoder(file), [texts]) for name, file in _tokenizers(assets)} if texts.num_rows else {}


def _tokenizers(assets: Mapping[str, Shards]) -> Iterator[tuple[str, bytes]]:
    own = assets["bpe_tokenizer"]
    yield "this release", own.store.read_bytes(own.refs[0])
    extended = assets["extended_tokenizer"].refs if "extended_tokenizer" in assets else ()
    for ref in extended:
        if ref.shard.variant == "tokenizer.json":
            yield "extended base", own.store.read_bytes(ref)
    yield from public_tokenizers()


def _chosen(refs: tuple[Ref, ...]) -> Iterator[Ref]:
    """Some shards of each source."""
    taken = Counter[str]()
    for ref in sorted(refs, key=lambda ref: _lot(ref.shard.key)):
        taken[ref.scope.source] += 1
        if taken[ref.scope.source] <= SHARDS:
            yield ref


def _drawn(corpus: Shards, ref: Ref) -> pa.Table:
    """Windows of some documents of a shard."""
    told = pl.DataFrame(corpus.store.read_table(ref, ("id", "version", "source", "language", "split")))
    lots = pl.Series([_lot(*row) for row in told.select("id", "version").iter_rows()], dtype=pl.UInt64)
    rows = told.with_columns(lots=lots).with_row_index("row").sort("lots")
    rows = rows.group_by(pl.col("split").eq("train").alias("learned"), maintain_order=True).head(DOCUMENTS).sort("row")
    texts = corpus.store.read_rows(ref, rows["row"].to_numpy().astype(np.int64), "text").to_pylist()
    cut = [_window(text, lot) for text, lot in zip(texts, rows["lots"], strict=True)]
    return rows.select("source", "language", "split").with_columns(text=pl.Series(cut, dtype=pl.String)).to_arrow()


def _window(text: str, lot: int) -> str:
    begin = lot % max(1, len(text) - WIDTH + 1)
    return text[begin : begin + WIDTH]


def _lot(*names: str) -> int:
    """A number drawn by names, 64 bits."""
    return int.from_bytes(hashlib.blake2b("\0".join(names).encode(), digest_size=8).digest())
