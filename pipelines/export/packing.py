"""Which tokens lie in which row: best-fit packing, pool by pool.

What belongs here: pieces, how often each is taken, its pool, its row there, and the order of rows. What does not: the
tokens themselves (`tokens.py`), rows as tables (`packing_rows.py`), files (`packing_stage.py`), what a trainer derives
from a row (`masks.py`).

Best-fit decreasing (Ding et al. 2024, arXiv 2404.10830): pieces by falling length, each into the row it fills best.
A document's name gives it its pool, and every pool is packed by itself into a file of its own: so a document that
comes, goes or changes moves the rows of its pool and no others.

A piece is 17 bytes here and 12 more while pools are told apart, a piece that is taken 20 and a row 12: the only arrays
that grow with the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.export.naming import name_of
from pipelines.export.parquet import SPLITS
from pipelines.export.shuffle import files_for
from pipelines.export.tokens import hashed, names_of
from pipelines.store import Shard

VERSION = "3"

READS = ("id", "version", "split", "weight")
"""Columns of the corpus that packing reads."""

SHARD_TOKENS = 1 << 26
"""Tokens of a pool, as far as documents by chance fill it: 256 MiB in memory at four bytes each."""

MOST_COPIES = 255
"""Times a document may be taken."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Documents, or parts of those that are longer than a row, in the order of the corpus."""

    lengths: np.ndarray
    """int32[pieces], tokens"""
    digests: np.ndarray
    """uint64[pieces], names of the document and its tokens"""
    copies: np.ndarray
    """uint8[pieces], how often each is taken; 0 for those of other splits"""
    lots: np.ndarray
    """uint32[pieces], of the name of the document: its pool"""
    left_out: int
    """tokens of the split that are not taken"""

    @classmethod
    def joined(cls, parts: Iterable[Pieces]) -> Self:
        """The pieces of many shards."""
        none = cls(np.zeros(0, np.int32), np.zeros(0, np.uint64), np.zeros(0, np.uint8), np.zeros(0, np.uint32), 0)
        held = [none, *parts]
        return cls(
            np.concatenate([part.lengths for part in held]),
            np.concatenate([part.digests for part in held]),
            np.concatenate([part.copies for part in held]),
            np.concatenate([part.lots for part in held]),
            sum(part.left_out for part in held),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Where pieces go. A piece that is taken twice has two places, one after the other."""

    rows: np.ndarray
    """int32[places], the row"""
    starts: np.ndarray
    """int64[pieces + 1], the first place of each piece"""
    names: np.ndarray
    """uint64[rows], ascending in a pool: the name of each row, made of what is in it"""
    borders: np.ndarray
    """int64[pools + 1], the first row of each pool"""


def copies_of(names: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """uint8[documents]: the whole part of each weight, and one more with the chance of the rest, drawn by the name.

    Args:
        names: uint64, `tokens.names_of`.
        weights: sampling weights, not negative.

    Raises:
        ValueError: a weight is over `MOST_COPIES`.
    """
    whole, chance = np.floor(weights), (names >> np.uint64(11)) * 2.0**-53
    if len(whole) and whole.max() >= MOST_COPIES:
        raise ValueError(f"A document has the weight {weights.max()}; no weight may be {MOST_COPIES} or more.")
    return (whole + (chance < weights - whole)).astype(np.uint8)


def pieces_of(corpus: pa.Table, tokens: pa.Table, split: str) -> Pieces:
    """The pieces of a shard, and how often packing takes them.

    Args:
        corpus: `id, version, split, weight` of `schema.CORPUS`.
        tokens: `lengths, digests` of `schema.TOKENS`, beside it.
        split: the one that is packed.
    """
    counts, lengths = pc.list_value_length(tokens["lengths"]).to_numpy(), flat(tokens["lengths"])
    own, copies = np.repeat(_own(corpus, split), counts), np.repeat(taken(corpus, split), counts)
    lots = np.repeat(lots_of(names_of(corpus)), counts)
    return Pieces(lengths, flat(tokens["digests"]), copies, lots, int(lengths[own & (copies == 0)].sum()))


def lots_of(names: np.ndarray) -> np.ndarray:
    """uint32[documents]: what gives each its pool; the half of its name that hardly tells how often it is taken."""
    return (names & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def pool_of(lots: np.ndarray, pools: int) -> np.ndarray:
    """int32: the pool of each lot; pools take equal ranges of them."""
    return (lots.astype(np.uint64) * np.uint64(pools) >> np.uint64(32)).astype(np.int32)


def holding_rows(document: str, version: str, shards: Sequence[Shard]) -> set[str]:
    """Keys of the files of a split that may hold a document: one of the settled years, one of the open ones."""
    groups: dict[str, list[Shard]] = {}
    for shard in shards:
        groups.setdefault(shard.task, []).append(shard)
    lots = lots_of(hashed([name_of(document, version)]))
    return {pools[int(pool_of(lots, len(pools))[0])].key for pools in groups.values()}


def pools_for(pieces: Pieces, pool_tokens: int) -> int:
    """How many pools hold the pieces that are taken; the number stays while they grow by as much as an eighth."""
    return files_for(float(pieces.lengths @ pieces.copies.astype(np.int64)) / pool_tokens)


def taken(corpus: pa.Table, split: str) -> np.ndarray:
    """uint8[rows]: how often a split has each document: by weight to train on, all once to measure with.

    Args:
        corpus: `READS` of `schema.CORPUS`.
        split: the one that is packed.
    """
    own = _own(corpus, split)
    if split != SPLITS[0]:
        return own.astype(np.uint8)
    return own * copies_of(names_of(corpus), corpus["weight"].to_numpy().astype(np.float64))


def _own(corpus: pa.Table, split: str) -> np.ndarray:
    return pc.equal(corpus["split"], split).to_numpy(zero_copy_only=False)


def flat(lists: pa.ChunkedArray) -> np.ndarray:
    """The values of a column of lists of numbers."""
    return pc.list_flatten(lists).to_numpy()


def best_fit(lengths: np.ndarray, length: int) -> tuple[np.ndarray, int]:
    """Best-fit decreasing: int32, the row of each piece; and how many rows there are.

    Args:
        lengths: tokens of each piece, 1 to `length`.
        length: tokens of a row.
    """
    from pipelines.export.packing_kernel import best_fit_rows, by_falling_length

    return best_fit_rows(*by_falling_length(np.asarray(lengths, np.int32), length), length)


def plan(pieces: Pieces, length: int, pools: int = 1) -> Plan:
    """Rows for all pieces, those of a pool beside each other."""
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(pieces.copies, dtype=np.int64)])
    pool = pool_of(pieces.lots, pools)
    piece, place = _by_pool(pool, pools), _by_pool(np.repeat(pool, pieces.copies), pools)
    rows, names, borders = np.empty(starts[-1], np.int32), [np.zeros(0, np.uint64)], [0]
    for its, places in zip(piece, place, strict=True):
        own, named = _packed(pieces.lengths[its], pieces.digests[its], pieces.copies[its], length)
        rows[places] = borders[-1] + own
        names.append(named)
        borders.append(borders[-1] + len(named))
    return Plan(rows, starts, np.concatenate(names), np.array(borders))


def _by_pool(pool: np.ndarray, pools: int) -> list[np.ndarray]:
    """The places of each pool, ascending."""
    order = np.argsort(pool, kind="stable").astype(np.int32 if len(pool) < 1 << 31 else np.int64)
    return np.split(order, np.searchsorted(pool[order], np.arange(1, pools)))


def _packed(lengths: np.ndarray, digests: np.ndarray, copies: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """int32: the row of each place of the pieces of a pool; and uint64: the names of the rows, which give their order.

    Names are hashes of what is in a row, so rows are shuffled. What is taken again is packed again by itself, so that
    no row has a document twice.
    """
    from pipelines.export.packing_kernel import row_names

    first = np.cumsum(copies, dtype=np.int64) - copies
    rows, names = np.empty(int(copies.sum(dtype=np.int64)), np.int32), [np.zeros(0, np.uint64)]
    begun = 0
    for again in range(copies.max(initial=0)):
        taken = np.flatnonzero(copies > again)
        row_of, number = best_fit(lengths[taken], length)
        named = np.zeros(number, np.uint64)
        row_names(named, row_of, digests[taken] + np.uint64(again))
        rows[first[taken] + again] = begun + row_of
        begun += number
        names.append(named)
    order = np.argsort(joined := np.concatenate(names), kind="stable")
    shuffled = np.empty(begun, np.int32)
    shuffled[order] = np.arange(begun, dtype=np.int32)
    return shuffled[rows], joined[order]
