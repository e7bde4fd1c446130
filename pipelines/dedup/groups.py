"""Groups: what must lie on one side of a split into train, validation and test.

What belongs here: joining documents that would leak into each other. What does not: which side a group goes to
(`selection`). Still to come: groups across sources.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.dedup.candidates import combined
from pipelines.dedup.components import Components
from pipelines.dedup.identity import SILENT, Facts
from pipelines.dedup.labels import SIBLING

KIN = 0.95
"""Jaccard from which even another case from the same template would give the answer away."""

LARGEST_SHARE, ALWAYS_ALLOWED = 100, 1_000
"""Siblings join groups only up to a hundredth of the source, or a thousand documents. Form rulings are near each
other and each belongs to a case of its own: without a limit they would chain half the register into one group."""


def group_ids(ids: pl.Series, facts: Facts, edges: pl.DataFrame) -> pl.Series:
    """For each row the id of the first row of its group: rows of one id or one case, copies, versions, close siblings.

    A group keeps its name when documents come in after it. It does not when a document that comes in before its first
    row joins it, as when an older year is added; when one comes in that joins two groups, which then both bear the
    older one's name; or when the source has grown so far that the limit lets siblings join.

    `edges` have earlier, later, label and jaccard, sorted; the siblings among them are joined last, in that order.
    """
    groups = Components.of(len(ids))
    groups.join_equal(facts.ids)
    groups.join_equal(_case_keys(facts), facts.case_rows)
    one_decision = edges.filter(pl.col("label") != SIBLING)
    groups.join(one_decision["earlier"].to_numpy(), one_decision["later"].to_numpy())
    kin = edges.filter(pl.col("label") == SIBLING, pl.col("jaccard") >= KIN)
    limit = max(ALWAYS_ALLOWED, len(ids) // LARGEST_SHARE)
    groups.join(kin["earlier"].to_numpy(), kin["later"].to_numpy(), limit)
    return ids.gather(groups.roots())


def _case_keys(facts: Facts) -> np.ndarray:
    """One key per case: a national number speaks for itself, any other only together with its court."""
    courts = np.where(facts.national, SILENT, facts.courts[facts.case_rows])
    return combined(facts.case_codes, courts)
