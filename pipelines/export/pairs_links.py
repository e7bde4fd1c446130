"""What of a query, a passage and the graph of citations belongs together: joins over keys, never over texts.

What belongs here: links of decisions, which documents are wanted, which passages a query asks for. What does not: the
keys themselves (`pairs_keys.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.export.negatives import mapped
from pipelines.export.pairs_keys import chances, keys_of
from pipelines.export.pairs_passages import cases_of, names_of
from pipelines.export.pairs_ranks import Ranking

OUTCOMES = ("overturned_by", "changed_by", "upheld_by")

MOST_SCORED = 32
"""Passages of which the best answers are chosen."""


def shard_links(corpus: pl.DataFrame, authority: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(name, citing): keys of what the documents of a shard cite, by each name of theirs; (ruling, id) of appeals.

    A ruling cites what it disposes of, whatever its words are. `authority` may have documents that are no longer in the
    corpus.
    """
    rulings = [authority.select("id", ruling=name).explode("ruling").drop_nulls() for name in OUTCOMES]
    appeals = pl.concat(rulings).unique(maintain_order=True).select("ruling", "id")
    cited, own = cases_of(corpus), names_of(corpus)
    pairs = cited.join(own, on="id", suffix="_own").select("name", citing="name_own")
    disposed = own.join(appeals, on="id").select("name", citing="ruling")
    both = pl.concat([pairs, disposed]).unique(maintain_order=True)
    return both.select(keys_of("document", both[side]).alias(side) for side in ("name", "citing")), appeals


def incoming_of(folder: Path) -> Path:
    """A file of (name, citing) of the names that documents of a passage or a query bear."""
    files = sorted(folder.glob("links-*.parquet"))
    own = [_names(file, "names") for file in sorted(folder.glob("passages-considerations-*.arrow"))]
    own += [_names(file, "own") for file in sorted(folder.glob("queries-*.arrow"))]
    names = pl.concat([pl.DataFrame(schema={"name": pl.UInt64}), *own]).unique()
    links = [pl.read_parquet(file).join(names, on="name", how="semi") for file in files]
    empty = pl.DataFrame(schema={"name": pl.UInt64, "citing": pl.UInt64})
    pl.concat([empty, *links]).unique().sort("name", "citing").write_parquet(folder / "incoming.parquet")
    return folder / "incoming.parquet"


def _names(file: Path, column: str) -> pl.DataFrame:
    return pl.DataFrame(mapped(file).select([column])).select(name=column).explode("name").drop_nulls().unique()


def wanted_elsewhere(folder: Path) -> pl.DataFrame:
    """(key) of what queries want and no passage is."""
    wanted = [_names(file, "wants") for file in sorted(folder.glob("queries-considerations-*.arrow"))]
    there = [_names(file, "names") for file in sorted(folder.glob("passages-considerations-*.arrow"))]
    empty = pl.DataFrame(schema={"name": pl.UInt64})
    missing = pl.concat([empty, *wanted]).unique().join(pl.concat([empty, *there]), on="name", how="anti")
    return missing.rename({"name": "key"})


def settle_answers(ranking: Ranking) -> None:
    """Write which rows of a pool are searched, and what each query asks for: (query, row, documents).

    A text that several groups have is boilerplate and answers nothing; one that a group repeats counts once.
    Of many answers those of other groups come first, in an order that only names decide.
    """
    own = _own_rows(ranking)
    np.save(ranking.kept, own["kept"].to_numpy())
    names = own.filter("kept").select("row", "group", "document", name="names").explode("name").drop_nulls("name")
    for number, asked in enumerate(_asked(ranking, names)):
        _few(asked).write_parquet(ranking.asked(number))


def _asked(ranking: Ranking, names: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Of each file of queries (query, query_id, row, group, document); of equal ones the first by name asks."""
    frames = list[pl.DataFrame]()
    for number, file in enumerate(ranking.queries):
        rows = pl.DataFrame(mapped(file).select(["query_id", "type", "query", "wants"])).with_row_index("query_number")
        texts = keys_of("text", rows.select(pl.concat_str("type", "query"))[:, 0])
        frames.append(rows.drop("query").with_columns(texts.alias("text"), file=pl.lit(number)))
    first = pl.concat(frames).sort("query_id").with_columns(
        pl.col("file", "query_number", "query_id").first().over("text")
    )  # fmt: skip
    asked = first.explode("wants").join(names, left_on="wants", right_on="name").unique(["file", "query_number", "row"])
    asked = asked.rename({"query_number": "query"}).select("file", "query", "query_id", "row", "group", "document")
    return (asked.filter(pl.col("file") == number).drop("file") for number in range(len(frames)))


def _own_rows(ranking: Ranking) -> pl.DataFrame:
    """(row, group, document, names, kept) of all passages of a pool."""
    frames = list[pl.DataFrame]()
    for file in ranking.pool.files:
        rows = pl.DataFrame(mapped(file).select(["passage", "document", "group", "names", "text"]))
        frames.append(rows.with_columns(keys_of("text", rows["text"]).alias("text")))
    rows = pl.concat(frames).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    alone = pl.col("group").n_unique().over("text") == 1
    return rows.with_columns(kept=alone & (pl.col("passage") == pl.col("passage").min().over("text")))


def _few(asked: pl.DataFrame) -> pl.DataFrame:
    """At most `MOST_SCORED` rows of each query, one of each group before a second of any."""
    names = asked.select(pl.concat_str("query_id", "document", "row", separator=" "))[:, 0]
    ordered = asked.with_columns(chances(names)).sort("query", "chance", "row")
    turned = ordered.with_columns(
        turn=pl.int_range(pl.len()).over("query", "group"), documents=pl.col("document").n_unique().over("query")
    )
    few = turned.sort("query", "turn", "chance").group_by("query", maintain_order=True).head(MOST_SCORED)
    return few.select(pl.col("query").cast(pl.Int64), "row", "documents").sort("query", "row")
