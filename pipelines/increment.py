"""What is new in an offer: the publisher's records of today against the ledger of those taken in before.

What belongs here: comparing by (record, mark), and the rules for what is gone. What does not: what a record is
(`sources/`) and what it becomes (`ingest.py`).

`documents` is append-only. A record that changed is taken in again, in a new shard, and its last row counts. A record
that an offer lacks may be a fault of that one offer: it is noted in the ledger, and only when a second, different
offer lacks it too does it vanish, by a row without a text. A record that comes back ends the note. An offer that lacks
far more than a night can take away, records or texts, is not believed at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.sources.folder import SourceError

VANISHED = bytes(16)
"""Mark of a record that vanished because offers lack it; no content has it."""

FEW = 10
LARGEST_LOSS = 0.01
"""A larger share of the texts than this, and more than a few of them, are not gone over night: the offer is bad."""

_NOTED = ("record", "mark", "texted", "id", "edition")


class ShrunkOffer(SourceError):
    """An offer lacks so much of what was there that it must not be believed."""


@dataclass(frozen=True, slots=True)
class Increment:
    """What an offer asks to be done: rows of the offer to take in, and ledger rows without a record on offer."""

    taken: pa.Array
    """numbers of the offer's rows that are new or changed, ascending"""
    notes: pa.Table
    """`schema.LEDGER`: records missed for the first time, records that came back unchanged, records that vanished"""

    @property
    def is_empty(self) -> bool:
        """Nothing changed."""
        return not (len(self.taken) or self.notes.num_rows)


def compare(
    offer: pa.Table,
    ledgers: Sequence[pa.Table],
    offer_key: str,
    *,
    earlier: Sequence[pa.Table] = (),
    misses: int = 2,
    accept_loss: bool = False,
) -> Increment:
    """The increment from what the ledgers know, oldest first, to an offer (`schema.OFFER` and columns of its own).

    Args:
        offer: the records on offer, each once.
        ledgers: what was taken in by the reading of today.
        offer_key: tells one offer from another: what the same offer lacks twice was missed once.
        earlier: what was taken in by readings of other versions, whose rows are about to go: all that is on offer is
            taken in anew, and what is not vanishes at once, so that nobody forgets it was there.
        misses: different offers, 1 or 2, that must lack a record before it vanishes.
        accept_loss: believe the offer however much it lacks.

    Raises:
        ShrunkOffer: more than 1 % of the known texts, and more than 10, are missing at once.
    """
    known = pl.concat([latest(earlier).with_columns(stale=True), latest(ledgers).with_columns(stale=False)])
    known = known.unique("record", keep="last", maintain_order=True)
    offered = pl.DataFrame(offer.select(schema.OFFER.names)).with_row_index("row")
    assert not offered["record"].is_duplicated().any(), "an offer names a record twice"
    beside = offered.join(known, on="record", how="left", maintain_order="left", suffix="_known")
    changed = beside.filter(pl.col("mark").ne_missing(pl.col("mark_known")) | pl.col("stale"))
    back = beside.filter((pl.col("mark") == pl.col("mark_known")) & ~pl.col("stale") & pl.col("missed").is_not_null())
    gone = known.join(offered, on="record", how="anti").filter(pl.col("stale") | (pl.col("mark") != VANISHED))
    if not accept_loss:
        _refuse_shrunk(known, beside, gone)
    newly = gone.filter(pl.col("stale") | pl.col("missed").ne_missing(pl.lit(offer_key)))
    for_good = pl.col("stale") | pl.lit(misses == 1) | pl.col("missed").is_not_null()
    once, again = newly.filter(~for_good), newly.filter(for_good)
    notes = pl.concat([_noted(back, None), _noted(once, offer_key), _vanished(again, beside)]).sort("record")
    return Increment(changed["row"].to_arrow(), notes.to_arrow().cast(schema.LEDGER))


def latest(ledgers: Sequence[pa.Table]) -> pl.DataFrame:
    """Each record with its last mark, the document it last became, and the offer that has missed it since, if any."""
    rows = pl.concat([pl.DataFrame(schema.LEDGER.empty_table()), *map(pl.DataFrame, ledgers)])
    became = pl.col("id", "edition").filter(pl.col("id").is_not_null()).last()
    last = pl.col("mark", "texted", "missed").last()
    return rows.group_by("record", maintain_order=True).agg(last, became).select(schema.LEDGER.names)


def _refuse_shrunk(known: pl.DataFrame, beside: pl.DataFrame, gone: pl.DataFrame) -> None:
    """Refuse an offer that lacks too many of the texts there were, whether their records are there or not."""
    texts = known.filter("texted", pl.col("id").is_not_null()).height
    unseen = gone.filter("texted", pl.col("id").is_not_null(), pl.col("missed").is_null(), pl.col("mark") != VANISHED)
    bare = beside.filter("texted_known", ~pl.col("texted"), pl.col("id").is_not_null())
    if unseen.height + bare.height > max(FEW, LARGEST_LOSS * texts):
        raise ShrunkOffer(
            f"The offer lacks {unseen.height} of {texts} documents that had a text, and the texts of {bare.height} "
            "more: fetch it again, or accept the loss (--accept-loss) if the publisher really took them back."
        )


def _noted(rows: pl.DataFrame, missed: str | None) -> pl.DataFrame:
    """Ledger rows of records missed by an offer, or there again and unchanged."""
    return rows.select(_NOTED, missed=pl.lit(missed, pl.String))


def _vanished(rows: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
    """Ledger rows of records missed once too often; a document that another record on offer became goes on living."""
    living = beside.select("id", "edition").drop_nulls("id")
    rows = rows.with_columns(mark=pl.lit(VANISHED), texted=pl.lit(False))
    return _noted(rows.join(living, on=["id", "edition"], how="anti", nulls_equal=True), None)


def vanished(notes: pa.Table) -> pa.Table:
    """The notes that end a document: rows of `schema.LEDGER`, in order."""
    is_last = pc.and_(pc.equal(notes["mark"], pa.scalar(VANISHED, pa.binary(16))), pc.is_valid(notes["id"]))
    return notes.filter(is_last)
