"""Which document stands for its copies and versions: the newest one, for that is what the court last said.

What belongs here: choosing one row among copies and versions of one decision or act. What does not: what becomes of
the others (`select/`). Siblings are other cases and stand for themselves.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.components import Components
from pipelines.dedup.labels import COPY, VERSION

DAYS = ("edition", "registered", "date")
"""What tells the newer version: its edition, else its registration, else its own day."""


def keepers(documents: pa.Table, twins: pl.DataFrame) -> pl.Series:
    """Boolean per row: it stands for its copies and versions (alone, it stands for itself).

    Args:
        documents: all rows of a source, with `edition`, `registered` and `date`.
        twins: one row (row, earlier, label code) for each row that has an earlier twin.
    """
    same = twins.filter(pl.col("label").is_in([COPY, VERSION]))
    components = Components.of(documents.num_rows)
    components.join(same["earlier"].to_numpy(), same["row"].to_numpy())
    copied = same.filter(pl.col("label") == COPY)["row"].to_numpy()
    rows = pl.DataFrame(
        {
            "row": np.arange(documents.num_rows),
            "component": components.roots(),
            "day": pl.DataFrame(documents.select(DAYS)).select(pl.coalesce(DAYS)).to_series(),
        }
    ).with_columns(original=~pl.col("row").is_in(copied.tolist()))
    order = ["component", "original", "day", "row"]
    newest_first = rows.sort(order, descending=[False, True, True, True], nulls_last=True)
    kept = newest_first.unique("component", keep="first", maintain_order=True)["row"]
    return rows["row"].is_in(kept.implode()).rename("keeper")
