"""The asset `bpe_tokenizer`: from shards of the corpus to the bytes of one `tokenizer.json`.

What belongs here: the stage's version, its settings, and its two maps as plain functions of a shard. What does not:
where shards and counts lie (`pipelines.tokenizing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa

from tokenizer.piece_counts import EMPTY_COUNTS, add_up, count_pieces
from tokenizer.pretokenizer import SUPERWORDS
from tokenizer.sampling import EMPTY_SIZES, draw, shares_of, sizes_of
from tokenizer.training import train_from_counts

VERSION = "3"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a tokenizer is asked to be."""

    vocab_size: int = 4096
    """size of the whole vocabulary"""
    characters: int = 2_000_000_000
    """budget of the sample in code points, shared among strata; more than there is means everything"""
    mix: Mapping[str, float] = field(default_factory=dict)
    """shares of languages in the sample; empty: as the strata give"""
    least: int = 1
    """occurrences a piece needs to be learned from; 2 halves the memory of training, and changes rare merges"""
    superwords: int = 0
    """so many of the vocabulary may span blanks"""
    seed: int = 0
    """of the sample"""


def count_drawn(corpus: pa.Table, shares: pl.DataFrame, settings: Settings) -> tuple[pa.Table, ...]:
    """Pieces of the texts drawn from a shard, `piece_counts.COUNTS`; and clauses, where superwords are wanted."""
    texts = draw(corpus, shares, seed=settings.seed)
    return tuple(count_pieces([texts], words=words) for words in ((1, SUPERWORDS) if settings.superwords else (1,)))


def train_counted(pieces: pl.LazyFrame, clauses: pl.LazyFrame, settings: Settings) -> bytes:
    """Bytes of `tokenizer.json`, from what was counted in all shards, one below the other."""
    trained = train_from_counts(
        add_up(pieces, least=settings.least),
        vocab_size=settings.vocab_size,
        clauses=add_up(clauses, least=settings.least),
        superwords=settings.superwords,
    )
    return trained.to_str(pretty=True).encode()


def train_tokenizer(corpus: Iterable[pa.Table], *, vocab_size: int = 4096) -> bytes:
    """Bytes of `tokenizer.json`, learned from the training split only, all in memory; same input, same bytes.

    Args:
        corpus: tables with the columns `sampling.READS`, one shard at a time, in any order.
        vocab_size: size of the whole vocabulary.
    """
    settings, shards = Settings(vocab_size), list(corpus)
    shares = shares_of(pl.concat([EMPTY_SIZES, *map(sizes_of, shards)]), settings.characters)
    counted = [pl.DataFrame(count_drawn(shard, shares, settings)[0]) for shard in shards]
    return train_counted(pl.concat([EMPTY_COUNTS, *counted]).lazy(), EMPTY_COUNTS.lazy(), settings)
