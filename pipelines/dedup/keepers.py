"""Which document stands for its copies and versions: the newest sound one, for that is what the court last said.

What belongs here: choosing one row among copies and versions of one decision or act. What does not: what becomes of
the others (`select/`). Siblings are other cases and stand for themselves.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from pipelines.dedup.components import Components
from pipelines.dedup.labels import COPY, VERSION

DAYS = ("edition", "published", "registered", "date")
"""What tells the newer version, the most telling day first; a day the register does not give is read off the next."""

TEXTLESS = ("awaiting_text", "metadata_only", "vanished")
"""Statuses of a row that has no text to offer."""


def keepers(documents: pa.Table, twins: pl.DataFrame) -> pl.Series:
    """Boolean per row: it stands for its copies and versions (alone, it stands for itself).

    Only the last word on a document counts (`standing`). Of the cells that hold one decision's id only one is current:
    a withdrawn one, for what one row withholds another must not publish; else the newest that has a text. The editions
    of an act are all current. Among the current rows of a component the sound ones come first, then the newest text.
    The day of a text is the latest among its copies, and the first of them stands for it. A component without a sound
    row keeps one that is not.

    Args:
        documents: all rows of a source, with `id`, `kind`, `status`, `edition`, `published`, `registered`, `date` and
            `standing`, which says whether the row is the last word of its cell on its document.
        twins: one row (row, earlier, label code) for each row that has an earlier twin.
    """
    rows = _standing(documents)
    copies, versions = (twins.filter(pl.col("label") == label) for label in (COPY, VERSION))
    related = Components.of(rows.height)
    related.join_equal(rows["decision"].to_numpy())
    texts = Components.of(rows.height)
    for forest, pairs in ((texts, copies), (related, copies), (related, versions)):
        forest.join(pairs["earlier"].to_numpy(), pairs["row"].to_numpy())
    rows = rows.with_columns(component=related.roots(), wording=texts.roots())
    standing = rows.filter("standing")
    current = standing.sort("withdrawn", "texted", "day", "row", descending=True).unique("decision", keep="first")
    originals = current.group_by("component", "sound", "wording").agg(pl.col("row").min(), pl.col("day").max())
    kept = originals.sort("sound", "day", "row", descending=True).unique("component", keep="first")["row"]
    return rows["row"].is_in(kept.implode()).rename("keeper")


def _standing(documents: pa.Table) -> pl.DataFrame:
    """Of each row: the decision it is a row of (an edition of an act: itself), what its status says, its day as rank.

    Columns: row, decision, standing, withdrawn, texted, sound, day.
    """
    frame = pl.DataFrame(documents.select(["id", "kind", "status", "standing", *DAYS])).with_row_index("row")
    row, days = pl.col("row").cast(pl.Int64), [pl.coalesce(DAYS[place:]).alias(day) for place, day in enumerate(DAYS)]
    withdrawn, texted = pl.col("status") == "withdrawn", ~pl.col("status").is_in(TEXTLESS)
    return frame.select(
        row,
        "standing",
        decision=pl.when(pl.col("kind") == "statute").then(-1 - row).otherwise(pl.col("id").rank("dense")),
        withdrawn=withdrawn,
        texted=texted,
        sound=texted & ~withdrawn,
        day=pl.struct(days).rank("dense"),
    )
