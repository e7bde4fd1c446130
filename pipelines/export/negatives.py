"""Which of the nearest passages of a query are hard negatives: near in words, and known to be no answer.

What belongs here: what excludes a passage, and the choice among those that are left. What does not: finding the
nearest (`bm25.py`) and what is kin to what (`pairs_passages.py`).

A passage is no negative of a query if it bears a key of the query or of one of its answers (the group of cases and
near copies, the thesis, an article cited by both, a neighbour), if its words lie in an answer, or if it scores nearly
as a positive does (Moreira et al. 2024, NV-Retriever, TopK-PercPos). Two decisions lie within two citations of each
other if and only if one of the two, or a third, is in the neighbourhood of both, each counted to its own: so it is
enough to compare neighbourhoods, and no ball around a decision is ever made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup import letters
from pipelines.dedup.arrow import text_bytes
from pipelines.dedup.sets import Sets

LOOKED_AT = 4
"""Passages whose words are compared with the answers', for each negative wanted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a negative must keep to."""

    negatives: int
    """most of a query"""
    first: int
    last: int
    """ranks, the nearest passage being 1"""
    containment: float
    """share of word 5-grams that it and an answer may have in common, of the shorter"""
    score: float
    """share of the score of each positive told"""


@dataclass(frozen=True, slots=True)
class Pool:
    """Files of `PASSAGES`, numbered on."""

    files: tuple[Path, ...]
    begins: tuple[int, ...]

    @classmethod
    def of(cls, files: Sequence[Path]) -> Self:
        """The pool of Arrow files, uncompressed, which are mapped when they are read."""
        sizes = [sum(batch.num_rows for batch in mapped(file).to_batches()) for file in files]
        return cls(tuple(files), tuple(np.cumsum([0, *sizes]).tolist()))

    def take(self, rows: np.ndarray, columns: Sequence[str]) -> pl.DataFrame:
        """Some columns of some rows (int64, ascending, each once), and `row`."""
        bounds = np.searchsorted(rows, self.begins)
        parts = [
            mapped(file).select(columns).take(pa.array(rows[begin:end] - first))
            for file, first, begin, end in zip(self.files, self.begins, bounds, bounds[1:], strict=False)
            if end > begin
        ]
        empty = [mapped(self.files[0]).select(columns).slice(0, 0)] if self.files else []
        return pl.DataFrame(pa.concat_tables([*empty, *parts])).with_columns(row=pl.Series(rows, dtype=pl.Int64))


def mapped(file: Path) -> pa.Table:
    """An uncompressed Arrow file; its pages are read when touched."""
    return pa.ipc.open_file(pa.memory_map(str(file))).read_all()


def choose(
    queries: pl.DataFrame,
    answers: pl.DataFrame,
    positives: pl.DataFrame,
    nearest: pl.DataFrame,
    pool: Pool,
    incoming: pl.DataFrame,
    limits: Limits,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Negatives (query, row, score, rank), nearest first, and the passages (query, row) kept out for being kin.

    Args:
        queries: (query, own, bars), its document's names and what bars a passage, as keys.
        answers: (query, row) of the pool, all that are known.
        positives: (query, row, score), those that are told.
        nearest: (query, row, score, rank).
        pool: the passages.
        incoming: (name, citing), keys: who cites each name.
        limits: what a negative must keep to.
    """
    within = nearest.filter(pl.col("rank").is_between(limits.first, limits.last))
    rows = np.union1d(within["row"].to_numpy(), answers["row"].to_numpy()).astype(np.int64)
    passages = _with_neighbours(pool.take(rows, ("document", "names", "marks", "cites", "thesis")), "names", incoming)
    bars = _bars(_with_neighbours(queries, "own", incoming), answers, passages)
    kin = _are_kin(within, bars, passages)
    left, kept_out = within.filter(~kin), within.filter(kin).select("query", "row")
    least = positives.group_by("query").agg(least=pl.col("score").min())
    near = left.join(least, on="query").filter(pl.col("score") <= limits.score * pl.col("least")).drop("least")
    near = near.join(passages.select("row", "document"), on="row").sort("query", "rank")
    near = near.unique(["query", "document"], keep="first", maintain_order=True)
    near = near.group_by("query", maintain_order=True).head(LOOKED_AT * limits.negatives)
    other = near.filter(~_are_held(near, answers, pool, limits.containment)).drop("document")
    return other.group_by("query", maintain_order=True).head(limits.negatives), kept_out


def _with_neighbours(rows: pl.DataFrame, names: str, incoming: pl.DataFrame) -> pl.DataFrame:
    """The rows with `neighbours`, the keys of who cites one of their names."""
    numbered = rows.with_row_index("number")
    each = numbered.select("number", name=names).explode("name").join(incoming, on="name")
    told = each.group_by("number").agg(neighbours=pl.col("citing"))
    joined = numbered.join(told, on="number", how="left", maintain_order="left").drop("number")
    return joined.with_columns(pl.col("neighbours").fill_null([]))


def _bars(queries: pl.DataFrame, answers: pl.DataFrame, passages: pl.DataFrame) -> pl.DataFrame:
    """(query, keys): what bars a passage from each query, its own and its answers'."""
    kin = passages.select("row", keys=pl.concat_list("marks", "thesis", "neighbours"))
    of_answers = answers.select("query", "row").join(kin, on="row").select("query", "keys")
    every = pl.concat([queries.select("query", keys=pl.concat_list("bars", "neighbours")), of_answers])
    each = every.explode("keys").drop_nulls().group_by("query").agg(pl.col("keys").unique().sort())
    return queries.select("query").join(each, on="query", how="left").with_columns(pl.col("keys").fill_null([]))


def _are_kin(pairs: pl.DataFrame, bars: pl.DataFrame, passages: pl.DataFrame) -> pl.Series:
    """Whether the passage of each pair (query, row) bears a key that bars it."""
    every = pl.concat_list("marks", "cites", "thesis", "neighbours")
    borne = passages.select("row", keys=every.list.unique().list.sort())
    left, right = _places(pairs["query"], bars["query"]), _places(pairs["row"], borne["row"])
    shared = _sets(bars["keys"]).shared(left, _sets(borne["keys"]), right)
    return pl.Series("kin", shared > 0, pl.Boolean)


def _places(values: pl.Series, among: pl.Series) -> np.ndarray:
    """int64: where each value stands in a column that has each once."""
    order = among.arg_sort().to_numpy()
    return order[np.searchsorted(among.to_numpy()[order], values.to_numpy())].astype(np.int64)


def _sets(lists: pl.Series) -> Sets:
    return Sets.of(lists.cast(pl.List(pl.UInt64)).to_arrow())


def _are_held(pairs: pl.DataFrame, answers: pl.DataFrame, pool: Pool, limit: float) -> pl.Series:
    """Whether the words of each pair's passage lie in an answer of its query, or that answer's in it."""
    from pipelines.dedup.signature_kernel import text_sets

    numbered = pairs.select("query", "row").with_row_index("pair")
    both = numbered.join(answers.select("query", answer="row"), on="query")
    rows = np.union1d(both["row"].to_numpy(), both["answer"].to_numpy()).astype(np.int64)
    texts = pool.take(rows, ("text",))["text"].to_arrow().cast(pa.large_string())
    values, bounds, _, _ = text_sets(*text_bytes(texts), letters.table())
    sets, (left, right) = Sets(values, bounds), (np.searchsorted(rows, both[side]) for side in ("row", "answer"))
    held = sets.shared(left, sets, right) / np.maximum(np.minimum(sets.sizes[left], sets.sizes[right]), 1)
    told = both.select("pair", held=pl.Series(held)).group_by("pair").agg(pl.col("held").max())
    found = numbered.join(told, on="pair", how="left", maintain_order="left")["held"].fill_null(0.0)
    return found > limit
