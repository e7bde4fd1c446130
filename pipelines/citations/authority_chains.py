"""Who disposed of whom: from what rulings order and the names of all decisions to pairs of documents, out of core.

What belongs here: finding the decision that a ruling means, and the lists that are told of it. What does not: reading
rulings (`authority_orders.py`) and what a shard says (`authority_pieces.py`). A decision is meant by its day and by a
number or ECLI that it shares with the ruling; its form must fit, and its court, which a number of one court needs.
Where two documents fit alike, neither is told: a wrong link is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.citations.authority_graph import KEYS, ROWS_AT_ONCE, Placed, Stretch, stretches
from pipelines.citations.authority_pieces import DATED, REVIEWED
from pipelines.engine import Engine

OUTCOMES = ("overturned", "changed", "upheld")
"""In the order of the columns `…_by`; the last column, `partly_by`, is of those that speak of a part."""

_PAIR = {
    "ruling": pl.UInt32, "number": pl.UInt16, "target": pl.UInt32, "id": pl.String, "outcome": pl.String,
    "partial": pl.Boolean, "same_court": pl.Boolean,
}  # fmt: skip


def find_disposed(placed: Placed, folder: Path, engine: Engine, at_once: int = ROWS_AT_ONCE) -> Path:
    """Write (target, id, outcome, partial) of all decisions that rulings dispose of, ascending.

    Memory: 60 bytes a pair; a stretch of keys in a worker.
    """
    keys = stretches(placed.files(DATED), KEYS, at_once)
    found = pl.concat([pl.DataFrame(schema=_PAIR), *engine.map(partial(_pairs, placed=placed), keys)])
    file = folder / "disposed.arrow"
    surest(found).write_ipc(file)
    return file


def surest(found: pl.DataFrame) -> pl.DataFrame:
    """Of the documents that an order of a ruling may mean the only one, or the only one of the court it names."""
    order = ["ruling", "number"]
    each = found.group_by(*order, "target").agg(pl.col("id", "outcome", "partial").first(), pl.col("same_court").any())
    near = each.filter(pl.col("same_court") == pl.col("same_court").any().over(order))
    only = near.filter(pl.len().over(order) == 1)
    return only.select("target", "id", "outcome", "partial").unique().sort("target", "id", "outcome", "partial")


def _pairs(stretch: Stretch, *, placed: Placed) -> pl.DataFrame:
    """Orders and the decisions that fit them, of the names in a stretch."""
    reviewed = _reviewed(stretch, placed)
    if reviewed.is_empty():
        return pl.DataFrame(schema=_PAIR)
    wanted = reviewed["key"].unique()
    files = enumerate(stretch.parts(placed.files(DATED)))
    dated = pl.concat(_dated(columns, placed.nodes_of(number), wanted) for number, columns in files)
    both = reviewed.join(dated.unique(), on="key", suffix="_target").filter(pl.col("ruling") != pl.col("target"))
    same = (pl.col("court") == pl.col("court_target")) & (pl.col("court") != 0)
    open_court = (pl.col("court") == 0) | (pl.col("court_target") == 0)
    fits = (pl.col("form") == pl.col("form_target")) | (pl.col("form") == 0) | (pl.col("form_target") == 0)
    fitting = both.with_columns(same_court=same).filter(fits & (same | (pl.col("national") & open_court)))
    return fitting.select(list(_PAIR))


def _dated(columns: Sequence[np.ndarray], nodes: np.ndarray, wanted: pl.Series) -> pl.DataFrame:
    """Decisions of a piece by the keys that are wanted."""
    keys, documents, court, form = columns
    rows = pl.DataFrame({"key": keys, "target": documents, "court": court, "form": form})
    kept = rows.filter(pl.col("key").is_in(wanted.implode()))
    return kept.with_columns(target=pl.Series(nodes[kept["target"].to_numpy()], dtype=pl.UInt32))


def _reviewed(stretch: Stretch, placed: Placed) -> pl.DataFrame:
    """Orders about the names in a stretch, with the nodes of the rulings that give them."""
    found = list[pl.DataFrame]()
    for number, file in enumerate(placed.files(REVIEWED)):
        rows = pl.scan_ipc(file).filter(pl.col("key").is_between(stretch.first, stretch.last)).collect()
        if rows.height:
            nodes = placed.nodes_of(number)[rows["document"].to_numpy()]
            found.append(rows.with_columns(ruling=pl.Series(nodes, dtype=pl.UInt32)))
    return pl.concat(found) if found else pl.DataFrame()


def disposed_of(nodes: np.ndarray, file: Path) -> pl.DataFrame:
    """overturned_by, changed_by, upheld_by and partly_by of each node, lists of ids in order."""
    rows = pl.DataFrame({"target": pl.Series(nodes, dtype=pl.UInt32)})
    own = pl.scan_ipc(file).join(rows.lazy().unique(), on="target", how="semi").collect()
    chosen = {f"{name}_by": pl.col("outcome") == name for name in OUTCOMES} | {"partly_by": pl.col("partial")}
    told = own.group_by("target").agg(
        pl.col("id").filter(which).unique().sort().alias(name) for name, which in chosen.items()
    )
    joined = rows.join(told, on="target", how="left", maintain_order="left")
    return joined.select(pl.col(name).fill_null(pl.lit([], dtype=pl.List(pl.String))) for name in chosen)
