"""Which rows of `documents` count today: of a document that came more than once in a cell, the last one.

What belongs here: the one rule that turns an append-only table into what the publisher says now. What does not: which
of several like documents stands for the others (`dedup/keepers.py`).
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.plan import refs_of
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Ref, Store

VERSION = "1"
"""Raised when the rule changes."""

READS = ("id", "kind", "edition", "changed", "status")
"""Columns of `documents` that tell which row counts."""


ENDS = ("withdrawn", "vanished")
"""Statuses of a row that ends a document: the publisher withdrew it, or his offers lack it."""


def standing(rows: pa.Table, cells: pl.Series) -> pl.Series:
    """Boolean per row of `documents` (the columns of `READS`, in shard order): it is the last word on its document.

    A document is a decision by its id, or one edition of an act. Rows that come later count, unless the publisher's
    own stamp says that they are older than what was there: an archive may be rebuilt from an older state. A row that
    ends a document ends that comparison too, for what comes back may be an older state.

    Args:
        rows: rows of one or more cells, each cell's in the order of its shards.
        cells: the cell of each row, as any value.
    """
    return lives(rows, cells)["standing"]


def lives(rows: pa.Table, cells: pl.Series) -> pl.DataFrame:
    """Two booleans per row: `standing`, as above, and `gone`, a row whose document has ended since."""
    frame = pl.DataFrame(rows.select(READS)).with_columns(cell=cells).with_row_index("row")
    act = pl.col("kind") == "statute"
    document = ["cell", "id", "document_edition"]
    ends = pl.col("status").is_in(ENDS)
    frame = frame.with_columns(document_edition=pl.when(act).then("edition"))
    frame = frame.with_columns(life=ends.cast(pl.Int32).cum_sum().over(document))
    stamp = pl.col("changed").fill_null("").rank("dense")
    stale = pl.col("changed").is_not_null() & (stamp < stamp.cum_max().over(*document, "life"))
    last = frame.filter(~stale).unique(document, keep="last")["row"]
    frame = frame.with_columns(standing=pl.col("row").is_in(last.implode()))
    ended = (pl.col("standing") & ends).any().over(document)
    return frame.select("standing", gone=ended & ~pl.col("standing"))


def cells_of(refs: tuple[Ref, ...]) -> pl.Series:
    """The cell of each row of shards that are read one after the other."""
    counts = [ref.shard.rows for ref in refs]
    return (
        pl.Series([str(ref.scope) for ref in refs], dtype=pl.String)
        .repeat_by(pl.Series(counts, dtype=pl.UInt32))
        .explode()
    )


def standing_rows(store: Store, scope: Scope, columns: tuple[str, ...]) -> pl.DataFrame:
    """Some columns of the rows of a scope's documents that count today, in shard order."""
    from pipelines.graph import stage

    shards = Shards(store, tuple(refs_of(stage("documents"), scope, store)), tuple(dict.fromkeys((*READS, *columns))))
    return rows_that_stand(shards).select(columns)


def rows_that_stand(documents: Shards) -> pl.DataFrame:
    """The rows of documents shards that count today, with the columns that the shards are read with."""
    rows = documents.table(schema.DOCUMENTS)  # a year without a document has no shard, and still stands
    return pl.DataFrame(rows).filter(standing(rows, cells_of(documents.refs)))
