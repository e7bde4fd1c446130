"""Two releases side by side: which documents came, left and changed, and why.

What belongs here: comparing the documents of two releases of one root. What does not: freezing and promoting them
(`promotion.py`) and how the answer is printed (`cli_release.py`).

Why a document left is told by the root as it is now: by its last row in `selection`, then by the budget, then by the
privacy profile. A document that is kept today and was left out of a release that is older says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from pipelines.graph import stage
from pipelines.plan import refs_of
from pipelines.report.promotion import files_of_release
from pipelines.scope import EVERYTHING
from pipelines.store import Store
from pipelines.store_tables import read_columns

DIFF = {"id": pl.String, "edition": pl.Date, "source": pl.String, "change": pl.String, "reason": pl.String}
"""Columns of a difference: a document (of an act its edition), `in`, `out` or `changed`, and why."""

KEPT = "kept today"
"""Reason of a document that left although the root as it is now would release it."""

_KEY = ["id", "edition"]
_COMPARED = {"version": "new version", "split": "other split", "masked": "masked otherwise", "weight": "other weight"}
"""Columns that are compared, the most telling first, and what a difference in each is called."""


def diff(store: Store, earlier: str, later: str) -> pl.DataFrame:
    """Documents that differ between two releases, columns of `DIFF`, sorted. Raises ReleaseError for one not there."""
    one, other = _documents(store, earlier), _documents(store, later)
    gone = one.join(other, on=_KEY, how="anti", nulls_equal=True).with_columns(change=pl.lit("out"))
    came = other.join(one, on=_KEY, how="anti", nulls_equal=True).with_columns(
        change=pl.lit("in"), reason=pl.lit("not in the earlier release")
    )
    both = one.join(other, on=_KEY, nulls_equal=True, suffix=" later").with_columns(change=pl.lit("changed"))
    reasons = [
        pl.when(pl.col(name).ne_missing(pl.col(f"{name} later"))).then(pl.lit(said)) for name, said in _COMPARED.items()
    ]
    changed = both.with_columns(reason=pl.coalesce(reasons)).filter(pl.col("reason").is_not_null())
    told = gone.join(_reasons(store, gone["id"]), on="id", how="left").with_columns(
        pl.col("reason").fill_null("not in the root any more")
    )
    rows = [frame.select(*DIFF) for frame in (came, told, changed)]
    return pl.concat(rows).sort(*_KEY, "change", nulls_last=True)


def counts(differences: pl.DataFrame) -> pl.DataFrame:
    """Documents by change, source and reason."""
    return differences.group_by("change", "source", "reason").agg(documents=pl.len()).sort("change", "source", "reason")


def told(earlier: str, later: str, differences: pl.DataFrame) -> dict[str, Any]:
    """The answer for machines: counts, then every document."""
    rows = differences.with_columns(pl.col("edition").dt.to_string("%Y-%m-%d"))
    return {
        "earlier": earlier,
        "later": later,
        **{change: differences.filter(change=change).height for change in ("in", "out", "changed")},
        "counts": counts(differences).to_dicts(),
        "documents": rows.to_dicts(),
    }


def _documents(store: Store, name: str) -> pl.DataFrame:
    """The documents of a release and what is compared of them; only acts have an edition that matters."""
    columns = ["id", "edition", "kind", "source", *_COMPARED]
    frames = []
    for path in files_of_release(store, name):
        if path.startswith("parquet/"):
            place = store.path("release", EVERYTHING, f"{name}/{path}")
            frames.append(pl.DataFrame(read_columns(store, place, columns)))
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return rows.with_columns(edition=pl.when(pl.col("kind") == "statute").then(pl.col("edition"))).drop("kind")


def _reasons(store: Store, ids: pl.Series) -> pl.DataFrame:
    """Why the root as it is now does not release some documents: (id, reason), one row each."""
    found = [pl.DataFrame(schema={"id": pl.String, "reason": pl.String}), *_told_of(store, ids.implode())]
    return pl.concat(found).group_by("id").agg(pl.col("reason").last())


def _told_of(store: Store, ids: pl.Series) -> Iterator[pl.DataFrame]:
    """Reasons from each asset that gives any, the last one counting."""
    rule = pl.col("reasons").list.first().struct.field("rule").fill_null("")
    decided = pl.when(pl.col("decision").is_in(["keep", "low_weight"])).then(pl.lit(KEPT))
    reason = decided.otherwise(pl.format("{}: {}", "decision", rule))
    for rows in _rows(store, "selection", ("id", "decision", "reasons")):
        yield rows.filter(pl.col("id").is_in(ids)).select("id", reason=reason)
    for rows in _rows(store, "budget", ("id", "left_out")):
        left_out = rows.filter(pl.col("id").is_in(ids), pl.col("left_out").is_not_null())
        yield left_out.select("id", reason=pl.format("budget: {}", "left_out"))
    for ref in refs_of(stage("corpus"), EVERYTHING, store):
        if (refused := store.read_quarantine(ref, ("id", "reason"))) is not None:
            frame = pl.DataFrame(refused)
            yield frame.filter(pl.col("id").is_in(ids)).select("id", reason=pl.format("profile: {}", "reason"))


def _rows(store: Store, asset: str, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    for ref in refs_of(stage(asset), EVERYTHING, store):
        yield pl.DataFrame(store.read_table(ref, columns))
