"""Texts that came in damaged: which are to be fetched again, and whether a cell has more of them than is usual.

What belongs here: looking over the quarantine of `documents` as it stands today. What does not: telling a damaged
text (`text/gates.py`) and fetching (`fetch/`).

A register under load may answer with a page of its own for hours, and everything fetched then is poisoned: 4.77 % of
the decisions of an earlier collection were such pages, found months later. So a cell is blocked as soon as its share
of damaged texts is surely above what its source usually has.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import median

import polars as pl

from pipelines.scope import Scope
from pipelines.store import Manifest, Ref, Store
from pipelines.text.gates import REFETCH

FLOOR = 0.02
"""Share that is never remarkable: some texts are broken at their source."""

FEW = 10
"""Damaged texts that prove nothing, whatever their share."""

TIMES = 3.0
"""How many times the usual share of the source is remarkable."""

TEXTLESS = ("awaiting_text", "metadata_only", "withdrawn", "vanished")
"""Statuses of documents without a text."""

SURE = 3.29
"""Standard errors that the share must lie above the band: a chance of one in two thousand."""


@dataclass(frozen=True, slots=True)
class Poison:
    """How many texts of a cell are damaged, of how many, and how many it may be."""

    damaged: int
    texts: int
    band: float

    @property
    def share(self) -> float:
        """Damaged texts among all that were taken in."""
        return self.damaged / self.texts if self.texts else 0.0

    @property
    def is_usual(self) -> bool:
        """They are few, or their share is not surely above the band (lower bound of Wilson's interval)."""
        return self.damaged < FEW or lower_bound(self.damaged, self.texts) <= self.band

    def __str__(self) -> str:
        unsure = ", but they are too few to be sure" if self.is_usual and self.share > self.band else ""
        damaged = f"{self.damaged} of {self.texts} texts ({self.share:.1%}) are damaged"
        return f"{damaged}; up to {self.band:.1%} is usual{unsure}"


def lower_bound(hits: int, trials: int, deviations: float = SURE) -> float:
    """The share that the true one surely exceeds (Wilson 1927).

    >>> round(lower_bound(50, 100), 2), lower_bound(0, 0)
    (0.34, 0.0)
    """
    if not trials:
        return 0.0
    share, square = hits / trials, deviations * deviations
    middle = share + square / (2 * trials)
    spread = deviations * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return max(0.0, (middle - spread) / (1 + square / trials))


def poison_of(scope: Scope, store: Store) -> Poison:
    """The damaged texts of a cell as it stands, beside the usual share of the source's other cells."""
    others = [manifest for manifest in store.manifests("documents", scope.source) if manifest.scope != scope]
    shares = [_share_ever(manifest) for manifest in others if manifest.shards]
    rows = _standing(scope, store)
    band = max(FLOOR, TIMES * median(shares)) if shares else FLOOR
    return Poison(rows.filter("refetch").height, rows.height, band)


def to_refetch(scope: Scope, store: Store) -> dict[str, str]:
    """Ids of the cell's documents whose text must be fetched again, sorted, each with the file it came from."""
    return dict(_standing(scope, store).filter("refetch").select("id", "file").sort("id").iter_rows())


def _share_ever(manifest: Manifest) -> float:
    """Damaged among all records that a cell ever took in; manifests tell it, no shard is read."""
    damaged = sum(count for shard in manifest.shards for reason, count in shard.reasons if reason in REFETCH)
    return damaged / max(1, sum(shard.account.taken_in for shard in manifest.shards))


def _standing(scope: Scope, store: Store) -> pl.DataFrame:
    """(id, refetch, file): each document with a text, and whether it was last refused for a reason that passes.

    Editions of an act share its id and are told apart by their file, which stays what it is; the texts of decisions
    move from archive to archive.
    """
    manifest = store.find_manifest("documents", scope)
    parts = [pl.DataFrame(schema={"id": pl.String, "refetch": pl.Boolean, "texted": pl.Boolean, "file": pl.String})]
    for shard in manifest.shards if manifest else ():
        ref = Ref("documents", scope, shard)
        texted = ~pl.col("status").is_in(TEXTLESS)
        taken = pl.DataFrame(store.read_table(ref, ("id", "status", "source_file")))
        parts.append(taken.select("id", refetch=pl.lit(False), texted=texted, file="source_file"))
        refused = store.read_quarantine(ref, ("id", "reason", "source_file"))
        if refused is not None:
            named = pl.DataFrame(refused).filter(pl.col("id").is_not_null(), pl.col("reason") != "superseded")
            passes = pl.col("reason").is_in(list(REFETCH))
            parts.append(named.select("id", refetch=passes, texted=pl.lit(True), file="source_file"))
    document = ["id", "file"] if scope.source == "rada" else ["id"]
    return pl.concat(parts).unique(document, keep="last", maintain_order=True).filter("texted").drop("texted")
