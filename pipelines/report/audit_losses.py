"""Whether a selection takes more from a stratum than from the rest, and whether a person has said that it may.

What belongs here: the limit, the exceptions, and the judgement. What does not: counting (`audit.py`) and the blocking
check (`assets/data_checks.py`).

A filter that is right on the whole may still empty a corner: of real statutes the filters of the web leave nothing. So
no stratum may surely lose more than twice what all lose on average, unless the policy says so in writing:

    audit:
      times: 2
      floor: 0.01                   # a loss of one in a hundred needs no word
      accept:
        edrsr | судовий наказ | first | 2006–2011: scans, read and found bad
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import polars as pl

from pipelines.poison import lower_bound
from pipelines.select.policy_shape import PolicyError


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many times the mean a stratum may lose, the loss that is never remarkable, and why some may lose more.

    Strata of fewer documents than `fewest` are shown and not judged: there are hundreds of them, and in some everything
    is lost by chance.
    """

    times: float = 2.0
    floor: float = 0.01
    fewest: int = 30
    accept: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From `audit` of the policy. Raises PolicyError when an exception has no reason."""
        if silent := [stratum for stratum, reason in told["accept"].items() if not reason.strip()]:
            raise PolicyError(
                f"audit accepts the losses of {silent[0]!r} without a reason; write why it may lose more."
            )
        return cls(told["times"], told["floor"], told["fewest"], told["accept"])


@dataclass(frozen=True, slots=True)
class Loss:
    """What a stratum loses, beside what it may."""

    stratum: str
    documents: int
    lost: int
    limit: float
    is_judged: bool = True
    """it has documents enough"""
    reason: str = ""
    """why a person accepts more"""

    @property
    def share(self) -> float:
        """Lost documents among those in question."""
        return self.lost / self.documents if self.documents else 0.0

    @property
    def is_above(self) -> bool:
        """The share is above the limit, whether or not that could be chance."""
        return self.share > self.limit

    @property
    def is_too_great(self) -> bool:
        """The share is surely above the limit (lower bound of Wilson's interval), and nobody has accepted it."""
        return self.is_judged and not self.reason and lower_bound(self.lost, self.documents) > self.limit

    def __str__(self) -> str:
        return f"{self.stratum} loses {self.lost:,} of {self.documents:,} documents ({self.share:.1%})"


def losses(audit: pl.DataFrame, tolerance: Tolerance) -> list[Loss]:
    """What every stratum loses to all rules together, the greatest share first.

    Args:
        audit: as `audit.together` gives it. The mean is that of all documents in it: one loss rate for the corpus, so
            that a register which loses most of its documents stands out against the others.
        tolerance: what the policy says.
    """
    whole = audit.filter(rule="")
    limit = max(tolerance.floor, tolerance.times * mean_loss(audit))
    rows = whole.select("stratum", "documents", "lost").iter_rows()
    told = [
        Loss(name, documents, lost, limit, documents >= tolerance.fewest, tolerance.accept.get(name, ""))
        for name, documents, lost in rows
    ]
    return sorted(told, key=lambda loss: (-loss.share, loss.stratum))


def mean_loss(audit: pl.DataFrame) -> float:
    """The share of all documents in question that is lost."""
    whole = audit.filter(rule="")
    documents, lost = int(whole["documents"].sum()), int(whole["lost"].sum())
    return lost / documents if documents else 0.0


def verdict(found: list[Loss]) -> str:
    """One sentence for a person: which strata lose too much, and what to write if they may."""
    grave = [loss for loss in found if loss.is_too_great]
    if not grave:
        accepted = sum(bool(loss.reason) and loss.is_above for loss in found)
        return f"No stratum surely loses more than it may; {accepted} that lose more are accepted."
    first, others = grave[0], f", and {len(grave) - 1} others lose too much" if len(grave) > 1 else ""
    return (
        f'{first}, where up to {first.limit:.1%} is usual{others}: mend the rule, or write "{first.stratum}: why" '
        "below audit: accept: in pipelines/select/policy.yaml."
    )
