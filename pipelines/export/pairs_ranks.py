"""The nearest passages of all queries of a pool, out of core: an index at a time, a file of queries at a time.

What belongs here: blocks of passages, statistics of all of them, files of ranks. What does not: what is asked and what
becomes of the nearest (`pairs_stage.py`, `negatives.py`). A worker holds one block's index and some queries' nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.engine import Engine
from pipelines.export.bm25 import NOBODY, Index, Statistics
from pipelines.export.negatives import Pool, mapped

BLOCK = 100_000
"""Passages of an index, unless a shard has more: 200 MB while it is made."""

AT_ONCE = 5_000
"""Queries whose nearest a worker holds."""

RANKED = pa.schema([("query", pa.uint32()), ("row", pa.int64()), ("score", pa.float32())])


@dataclass(frozen=True, slots=True)
class Ranking:
    """A pool and the files of its queries, and where the ranks go."""

    name: str
    pool: Pool
    queries: tuple[Path, ...]
    folder: Path

    @property
    def kept(self) -> Path:
        """Whether each row of the pool is searched, bool."""
        return self.folder / f"kept-{self.name}.npy"

    @property
    def holders(self) -> Path:
        """int32[buckets]: passages of the pool that hold each word."""
        return self.folder / f"holders-{self.name}.npy"

    def asked(self, queries: int) -> Path:
        """(query, row) of answers to a file of queries, and once ranked also their scores."""
        return self.folder / f"asked-{self.name}-{queries}.parquet"

    def file(self, kind: str, block: int, queries: int) -> Path:
        """`ranked`, a row group for every `AT_ONCE` queries, or `told`, what was asked: `RANKED`."""
        return self.folder / f"{kind}-{self.name}-{block}-{queries}.parquet"

    def blocks(self) -> list[tuple[int, int]]:
        """Stretches of rows, whole files, each of about `BLOCK`."""
        bounds = [0]
        for end in self.pool.begins[1:]:
            if end - bounds[-1] >= BLOCK:
                bounds.append(end)
        last = [self.pool.begins[-1]] if bounds[-1] < self.pool.begins[-1] else []
        return list(zip([*bounds, *last], [*bounds, *last][1:], strict=False))

    def texts(self, block: tuple[int, int]) -> pa.Array:
        """Texts of a block; empty where a row is not searched."""
        rows = self.pool.take(np.arange(*block), ("text",))["text"].to_arrow().cast(pa.large_string())
        return pc.if_else(pa.array(np.load(self.kept, mmap_mode="r")[slice(*block)]), rows, "")


def rank(ranking: Ranking, most: int, engine: Engine) -> None:
    """Write the `most` nearest passages of all queries, and the scores of what each asks for."""
    blocks = list(enumerate(ranking.blocks()))
    if not blocks or not ranking.queries:
        return
    counted = engine.map(partial(_count, ranking=ranking), [block for _, block in blocks])
    total = reduce(Statistics.plus, counted)
    np.save(ranking.holders, total.holders)
    work = partial(_rank, ranking=ranking, totals=(total.passages, total.words), most=most)
    for _ in engine.map(work, blocks):
        pass


def _count(block: tuple[int, int], *, ranking: Ranking) -> Statistics:
    return Statistics.of(ranking.texts(block))


def _rank(block: tuple[int, tuple[int, int]], *, ranking: Ranking, totals: tuple[int, int], most: int) -> None:
    number, (first, end) = block
    index = Index.of(ranking.texts((first, end)), Statistics(np.load(ranking.holders, mmap_mode="r"), *totals))
    for at, file in enumerate(ranking.queries):
        asked = pl.read_parquet(ranking.asked(at)).filter(pl.col("row").is_between(first, end, closed="left"))
        with (
            pq.ParquetWriter(ranking.file("ranked", number, at), RANKED) as ranked,
            pq.ParquetWriter(ranking.file("told", number, at), RANKED) as told,
        ):
            for begin, texts in batches(file, "query"):
                own = asked.filter(pl.col("query").is_between(begin, begin + len(texts), closed="left"))
                for writer, rows in zip((ranked, told), _search(index, texts, own, begin, first, most), strict=True):
                    writer.write_table(rows, max(len(rows), 1))


def batches(file: Path, column: str) -> Iterator[tuple[int, pa.Array]]:
    """A column of an Arrow file, `AT_ONCE` rows at a time, each with the number of its first."""
    values = mapped(file)[column]
    for begin in range(0, len(values), AT_ONCE):
        yield begin, values.slice(begin, AT_ONCE).combine_chunks()


def _search(
    index: Index, texts: pa.Array, asked: pl.DataFrame, begin: int, first: int, most: int
) -> tuple[pa.Table, pa.Table]:
    asked = asked.sort("query", "row")
    bounds = np.searchsorted(asked["query"].to_numpy(), np.arange(begin, begin + len(texts) + 1))
    found = index.search(texts, most, (bounds, asked["row"].to_numpy() - first))
    query, rank_of = np.nonzero(found.rows != NOBODY)
    ranked = (query + begin, found.rows[query, rank_of] + np.int64(first), found.scores[query, rank_of])
    told = (asked["query"].to_numpy(), asked["row"].to_numpy(), found.asked)
    return _table(*ranked), _table(*told)


def _table(query: np.ndarray, row: np.ndarray, score: np.ndarray) -> pa.Table:
    return pa.table([query.astype(np.uint32), row.astype(np.int64), score], schema=RANKED)


def nearest(ranking: Ranking, queries: int, batch: int, most: int) -> pl.DataFrame:
    """(query, row, score, rank) of a batch of queries over all blocks; the first rank is 1."""
    files = [ranking.file("ranked", number, queries) for number in range(len(ranking.blocks()))]
    rows = pl.concat([pl.DataFrame(pq.ParquetFile(file).read_row_group(batch)) for file in files])
    best = rows.sort("query", "score", "row", descending=[False, True, False])
    ranked = best.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("query"))
    return ranked.filter(pl.col("rank") <= most)


def scores_of(ranking: Ranking, queries: int) -> pl.DataFrame:
    """(query, row, score) of what a file of queries asked for."""
    files: Sequence[Path] = [ranking.file("told", number, queries) for number in range(len(ranking.blocks()))]
    return pl.concat([pl.read_parquet(file) for file in files]) if files else pl.DataFrame(RANKED.empty_table())
