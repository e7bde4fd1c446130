"""What is new in an offer: the publisher's records of today against the ledger of those taken in before.

What belongs here: comparing by (record, mark), and the rule for records that are gone. What does not: what a record
is (`sources/`) and what it becomes (`ingest.py`).

`documents` is append-only. A record that changed is taken in again, in a new shard, and its last row counts. A record
that an offer lacks may be a fault of that one offer: it is noted in the ledger, and only when a second, different
offer lacks it too is it withdrawn, by a row without a text. A record that comes back ends the note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.sources.folder import SourceError

WITHDRAWN_MARK = bytes(16)
"""Mark of a record that was withdrawn because offers lack it; no content has it."""

FEW = 10
LARGEST_LOSS = 0.01
"""A larger share of the records than this, and more than a few of them, are not gone over night: the offer is bad."""


class ShrunkOffer(SourceError):
    """An offer lacks so much of what was there that it must not be believed."""


_NOTED = ("record", "mark", "id", "edition")


@dataclass(frozen=True, slots=True)
class Increment:
    """What an offer asks to be done: rows of the offer to take in, and ledger rows without a record on offer."""

    taken: pa.Array
    """numbers of the offer's rows that are new or changed, ascending"""
    notes: pa.Table
    """`schema.LEDGER`: records missed for the first time, records that came back unchanged, records withdrawn"""

    @property
    def is_empty(self) -> bool:
        """Nothing changed."""
        return not (len(self.taken) or self.notes.num_rows)


def compare(offer: pa.Table, ledgers: Sequence[pa.Table], offer_key: str, misses: int = 2) -> Increment:
    """The increment from what the ledgers know, oldest first, to an offer (`schema.OFFER` and columns of its own).

    `offer_key` tells one offer from another: what the same offer lacks twice was missed once. After `misses` (1 or 2)
    different offers without it a record is withdrawn.

    Raises:
        ShrunkOffer: more than 1 % of the known records, and more than 10, are missing at once.
    """
    known = latest(ledgers)
    offered = pl.DataFrame(offer.select(schema.OFFER.names)).with_row_index("row")
    assert not offered["record"].is_duplicated().any(), "an offer names a record twice"
    beside = offered.join(known, on="record", how="left", maintain_order="left", suffix="_known")
    changed = beside.filter(pl.col("mark").ne_missing(pl.col("mark_known")))["row"]
    back = beside.filter((pl.col("mark") == pl.col("mark_known")) & pl.col("missed").is_not_null())
    gone = known.filter(pl.col("mark") != WITHDRAWN_MARK).join(offered, on="record", how="anti")
    newly = gone.filter(pl.col("missed").ne_missing(pl.lit(offer_key)))
    _refuse_shrunk(newly.filter(pl.col("missed").is_null()).height, known.height)
    for_good = pl.lit(misses == 1) | pl.col("missed").is_not_null()
    once, again = newly.filter(~for_good), newly.filter(for_good)
    notes = pl.concat([_noted(back, None), _noted(once, offer_key), _withdrawn(again)]).sort("record")
    return Increment(changed.to_arrow(), notes.to_arrow().cast(schema.LEDGER))


def latest(ledgers: Sequence[pa.Table]) -> pl.DataFrame:
    """Each record with its last mark, the document it last became, and the offer that has missed it since, if any."""
    rows = pl.concat([pl.DataFrame(schema.LEDGER.empty_table()), *map(pl.DataFrame, ledgers)])
    became = pl.col("id", "edition").filter(pl.col("id").is_not_null()).last()
    return rows.group_by("record", maintain_order=True).agg(pl.col("mark").last(), became, pl.col("missed").last())


def _refuse_shrunk(missing: int, known: int) -> None:
    if missing > max(FEW, LARGEST_LOSS * known):
        raise ShrunkOffer(
            f"The offer lacks {missing} of {known} records that were there: fetch it again, or remove the manifest "
            "of documents for this cell if the publisher really took them back, so that the cell is read anew."
        )


def _noted(rows: pl.DataFrame, missed: str | None) -> pl.DataFrame:
    """Ledger rows of records missed by an offer, or there again and unchanged."""
    return rows.select(_NOTED, missed=pl.lit(missed, pl.String))


def _withdrawn(rows: pl.DataFrame) -> pl.DataFrame:
    """Ledger rows of records missed once too often."""
    return _noted(rows.with_columns(mark=pl.lit(WITHDRAWN_MARK)), None)


def withdrawn(notes: pa.Table) -> pa.Table:
    """The notes that withdraw a document: rows of `schema.LEDGER`, in order."""
    is_last = pc.and_(pc.equal(notes["mark"], pa.scalar(WITHDRAWN_MARK, pa.binary(16))), pc.is_valid(notes["id"]))
    return notes.filter(is_last)
