"""Candidates on disk: what is offered in each stratum, counted by turn, and the few whose turn is at the border.

What belongs here: the passes over files of candidates, a file at a time. What does not: what is done with the counts
(`budget.py`) and how a file is made from annotations (`budget_candidates.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.schema import column
from pipelines.select.budget_quotas import DIMENSIONS

CANDIDATES = pa.schema([
    column("hash", pa.uint64(), "hash of id and version: decides, with the seed, when its turn comes"),
    column("tokens", pa.uint32(), "tokens it would take, at least 1"),
    column("weight", pa.float32(), "how much sooner its turn comes; 0: it is not offered"),
    column("share", pa.float32(), "chance to be offered at all: below 1 where others of its template stand for it"),
    *(pa.field(name, pa.dictionary(pa.int32(), pa.string())) for name in DIMENSIONS),
])  # fmt: skip
"""One row a document, in the order of its shard."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of one file, ready for the kernels."""

    strata: pl.DataFrame
    """labels of its strata, columns DIMENSIONS"""
    stratum: np.ndarray
    """int32: stratum of each row"""
    turns: np.ndarray
    """uint64"""
    tokens: np.ndarray
    """uint32"""
    offered: np.ndarray
    """bool: rows with a weight"""

    @classmethod
    def of(cls, table: pa.Table, seed: int) -> Candidates:
        """From columns of CANDIDATES; those of DIMENSIONS may be null, which is the empty string."""
        from pipelines.select.budget_kernel import draw_turns

        hashes, tokens, weights, shares = (table[name].to_numpy() for name in ("hash", "tokens", "weight", "share"))
        strata, stratum = _strata(table)
        turns = np.empty(len(hashes), np.uint64)
        draw_turns(hashes, weights, shares, np.uint64(seed), turns)
        return cls(strata, stratum, turns, tokens, weights > 0)


def read_candidates(file: Path) -> pa.Table:
    """The candidates of a Parquet file."""
    return pq.ParquetFile(file, read_dictionary=list(DIMENSIONS)).read(CANDIDATES.names)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is offered, by stratum."""

    strata: pl.DataFrame
    """labels, columns DIMENSIONS, sorted"""
    offered: np.ndarray
    """int64 (strata, 2): documents and tokens"""
    bins: np.ndarray
    """int64 (strata, bins, 2): of these the ones that have a turn, by the bin it falls into"""


def count(file: Path, seed: int) -> Counts:
    """What one file offers."""
    from pipelines.select.budget_kernel import BINS, count_turns

    rows = Candidates.of(read_candidates(file), seed)
    bins = np.zeros((rows.strata.height, BINS, 2), np.int64)
    count_turns(rows.stratum, rows.turns, rows.tokens, bins)
    its, tokens = rows.stratum[rows.offered], rows.tokens[rows.offered]
    sums = [np.bincount(its, weights, rows.strata.height) for weights in (None, tokens)]
    return Counts(rows.strata, np.column_stack(sums).astype(np.int64), bins)


def total(counts: Iterable[Counts]) -> Counts:
    """What all files offer, strata sorted by their labels."""
    from pipelines.select.budget_kernel import BINS

    sums = dict[tuple[str, ...], tuple[np.ndarray, np.ndarray]]()
    for each in counts:
        for number, labels in enumerate(each.strata.iter_rows()):
            if labels not in sums:
                sums[labels] = np.zeros(2, np.int64), np.zeros((BINS, 2), np.int64)
            offered, bins = sums[labels]
            offered += each.offered[number]
            bins += each.bins[number]
    names = sorted(sums)
    strata = pl.DataFrame(names, schema=dict.fromkeys(DIMENSIONS, pl.String), orient="row")
    offered = np.array([sums[name][0] for name in names], np.int64).reshape(-1, 2)
    bins = np.array([sums[name][1] for name in names], np.int64).reshape(-1, BINS, 2)
    return Counts(strata, offered, bins)


def at_border(file: Path, seed: int, borders: pl.DataFrame) -> pl.DataFrame:
    """Stratum, turn and tokens of the rows of a file whose turn falls into the bins `first` to `last`.

    `borders` has columns DIMENSIONS, stratum, first, last (int64).
    """
    from pipelines.select.budget_kernel import in_bins

    rows = Candidates.of(read_candidates(file), seed)
    its = rows.strata.join(borders, on=DIMENSIONS, how="left", maintain_order="left")
    places = np.empty(len(rows.turns) + 1, np.int64)
    found = in_bins(rows.stratum, rows.turns, its["first"].to_numpy(), its["last"].to_numpy(), places)
    picked = places[:found]
    strata = its["stratum"].to_numpy()[rows.stratum[picked]]
    return pl.DataFrame({"stratum": strata, "turn": rows.turns[picked], "tokens": rows.tokens[picked].astype(np.int64)})


def _strata(table: pa.Table) -> tuple[pl.DataFrame, np.ndarray]:
    """Labels of the strata of a table, and the stratum of each row (int32)."""
    stratum, kinds = np.zeros(table.num_rows, np.int32), 1
    told = dict[str, np.ndarray]()
    for name in DIMENSIONS:
        codes, labels = _coded(table[name])
        there, stratum = _compact(stratum.astype(np.int64) * len(labels) + codes, kinds * len(labels))
        before, own = np.divmod(there, len(labels))
        told = {other: values[before] for other, values in told.items()} | {name: labels[own]}
        kinds = len(there)
    return pl.DataFrame(told, dict.fromkeys(DIMENSIONS, pl.String)), stratum


def _compact(code: np.ndarray, space: int) -> tuple[np.ndarray, np.ndarray]:
    """The codes that occur, ascending, and the place of each row's code among them (int32)."""
    there = np.flatnonzero(np.bincount(code, minlength=space))
    places = np.zeros(space, np.int32)
    places[there] = np.arange(len(there))
    return there, places[code]


def _coded(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Code of each value of a column, and the labels of the codes; what is null is the empty string."""
    whole = column.unify_dictionaries().combine_chunks()
    labels = np.array([*whole.dictionary.to_pylist(), ""], object)
    return whole.indices.fill_null(len(labels) - 1).to_numpy(), labels
