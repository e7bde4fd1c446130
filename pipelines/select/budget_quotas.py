"""Quotas: how many tokens each pool of documents may give, so that every minimum and maximum is kept.

What belongs here: shares of the budget, pools, their targets, and the sentence that says which quotas conflict. What
does not: counting what is offered (`budget_counts.py`) and which documents fill a target (`budget.py`).

A pool is all that the same quotas speak of. Without quotas there is one pool and everybody waits in one line. A quota
that binds moves the lines of its pools forward or back by a common factor, and no further than it must: of all
choices that keep the quotas this is the one nearest to the choice without them (the entropy projection that raking
makes, Deming and Stephan 1940, Csiszár 1975).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.store import StoreError

DIMENSIONS = ("source", "year", "jurisdiction", "instance", "language")
"""What quotas may speak of; a value that is not told is the empty string."""

WHOLE = 1_000_000
"""Shares are counted in millionths."""

SWEEPS = 1_000
"""Rounds after which quotas that still pull at each other are said to conflict."""

NEGLIGIBLE = 100_000
"""A minimum that is missed by one part in so many of the budget is met."""


class QuotaConflict(StoreError):
    """No choice of documents keeps all quotas; the message names one that is missed, and what stands against it."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Between `least` and `most` millionths of the budget for the documents of one value, or of a span of years."""

    dimension: str
    value: str
    least: int = 0
    most: int = WHOLE

    @classmethod
    def of(cls, dimension: str, value: object, told: Mapping[str, float]) -> Quota:
        """From `{least: 0.05, most: 0.2}`, either left out. Raises ValueError when that is no pair of shares."""
        shares = {side: round(share * WHOLE) for side, share in told.items()}
        quota = cls(dimension, str(value), shares.pop("least", 0), shares.pop("most", WHOLE))
        if shares or dimension not in DIMENSIONS or not 0 <= quota.least <= quota.most <= WHOLE:
            raise ValueError(
                f"The quota {dimension}: {value}: {dict(told)} is none: give one of {', '.join(DIMENSIONS)}, a value, "
                "and its least and most between 0 and 1."
            )
        return quota

    def __str__(self) -> str:
        return f"{self.dimension}={self.value}"

    @property
    def limit(self) -> str:
        """Its maximum in words."""
        return f"{self} at most {self.most / WHOLE:.4g}"

    def holds(self, strata: pl.DataFrame) -> np.ndarray:
        """bool: the strata it speaks of; `2006-2011` is a span of years."""
        first, _, last = self.value.partition("-")
        span = self.dimension == "year" and last
        wanted = (
            pl.col(self.dimension).is_between(pl.lit(first), pl.lit(last))
            if span
            else pl.lit(self.value).eq(pl.col(self.dimension))
        )
        return strata.select(wanted).to_series().to_numpy()


@dataclass(frozen=True, slots=True)
class Pools:
    """What is offered, by pool, and the tokens that the quotas give and take."""

    quotas: tuple[Quota, ...]
    tokens: int
    """the budget"""
    belongs: np.ndarray
    """bool (quotas, pools)"""
    curves: np.ndarray
    """int64 (pools, bins + 1): tokens of each pool up to each edge of the axis of turns"""

    @property
    def least(self) -> np.ndarray:
        """int64: tokens that each quota asks for."""
        return np.array([self.tokens * quota.least // WHOLE for quota in self.quotas], np.int64)

    @property
    def most(self) -> np.ndarray:
        """int64: tokens that each quota allows."""
        return np.array([self.tokens * quota.most // WHOLE for quota in self.quotas], np.int64)

    @property
    def negligible(self) -> int:
        """Tokens that do not matter: of whole numbers each pool loses one."""
        return self.tokens // NEGLIGIBLE + len(self.curves)

    def of(self, tokens: np.ndarray) -> np.ndarray:
        """int64: tokens of pools, added up by quota."""
        return self.belongs.astype(np.int64) @ tokens


def pools_of(strata: pl.DataFrame, quotas: tuple[Quota, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The pool of each stratum (int64), and which quota speaks of which pool (bool, quotas by pools)."""
    held = np.array([quota.holds(strata) for quota in quotas], bool).reshape(len(quotas), strata.height)
    kinds, pool = np.unique(held.T, axis=0, return_inverse=True)
    return pool.reshape(-1), kinds.T


def targets(pools: Pools, floors: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Tokens that each pool gives (int64), at least its floor, and what stands in the way of the rest of it.

    Raises QuotaConflict.
    """
    from pipelines.select.budget_kernel import settle, tokens_at

    _check_sums(pools)
    _check_offer(pools, floors)
    begins, members = np.concatenate([[0], np.cumsum(pools.belongs.sum(axis=1))]), np.nonzero(pools.belongs)[1]
    quotas = (begins, members, pools.least, pools.most)
    shifts, reaches = settle(pools.curves, floors, *quotas, pools.tokens, pools.negligible, SWEEPS)
    given = np.array([tokens_at(curve, reach) for curve, reach in zip(pools.curves, reaches, strict=True)], np.int64)
    given = np.maximum(given, floors)
    _check_minima(pools, given, shifts)
    return given, [_obstacle(pools, shifts, column) for column in pools.belongs.T]


def _obstacle(pools: Pools, shifts: np.ndarray, held: np.ndarray) -> str:
    """The maximum that sets a pool back most, or the budget."""
    strongest = min(np.flatnonzero(held & (shifts < 0)), key=lambda q: shifts[q], default=None)
    return "budget" if strongest is None else pools.quotas[strongest].limit


def _check_sums(pools: Pools) -> None:
    """Raises QuotaConflict when minima of one dimension, which share no pool, are more than the budget."""
    dimensions = np.array([quota.dimension for quota in pools.quotas])
    for name in DIMENSIONS:
        its = dimensions == name
        asked = sum(quota.least for quota in pools.quotas if quota.dimension == name)
        if asked > WHOLE and (pools.belongs[its].sum(axis=0) <= 1).all():
            raise QuotaConflict(
                f"The minima of {name} add up to {asked / WHOLE:.4g} of the budget: lower them by "
                f"{asked / WHOLE - 1:.4g} in all."
            )


def _check_offer(pools: Pools, floors: np.ndarray) -> None:
    """Raises QuotaConflict when a minimum is more than there is, or a floor more than is allowed."""
    offered, held = pools.of(pools.curves[:, -1]), pools.of(floors)
    for quota, least, there in zip(pools.quotas, pools.least.tolist(), offered.tolist(), strict=True):
        if least > there:
            raise QuotaConflict(
                f"{quota} is to have at least {least:,} tokens and {there:,} are offered: lower its minimum to "
                f"{there / pools.tokens:.4g} or the budget by {1 - there / least:.2%}."
            )
    if floors.sum() > pools.tokens or (held > pools.most).any():
        raise QuotaConflict("The earlier choice is more than this budget allows: let budget and maxima only grow.")


def _check_minima(pools: Pools, given: np.ndarray, shifts: np.ndarray) -> None:
    """Raises QuotaConflict when the quotas did not agree."""
    had = pools.of(given)
    short = pools.least - had
    if not len(short) or short.max() <= pools.negligible:
        return
    worst = int(short.argmax())
    raise QuotaConflict(
        f"{pools.quotas[worst]} is to have at least {pools.least[worst]:,} tokens and gets {had[worst]:,}, "
        f"{short[worst]:,} too few, beside {_rivals(pools, shifts, worst)}: lower the one or change the other."
    )


def _rivals(pools: Pools, shifts: np.ndarray, missed: int) -> str:
    """Maxima that hold back the pools of a minimum; where there are none, the minima that take the budget."""
    beside = (pools.belongs & pools.belongs[missed]).any(axis=1)
    told = list(zip(pools.quotas, shifts, beside, strict=True))
    maxima = [quota.limit for quota, shift, near in told if near and shift < 0]
    minima = [
        f"{quota} at least {quota.least / WHOLE:.4g}"
        for quota, shift, _ in told
        if shift > 0 and quota != pools.quotas[missed]
    ]
    return " and ".join(maxima or minima or ["the budget"])
