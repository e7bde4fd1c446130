"""How far the documents of a year differ from those of other years, and whether that is more than chance.

What belongs here: the two measures, what chance alone makes of them, and the comparison of the years of a source. What
does not: counting (`profiles.py`), and how it is shown (`assets/data_checks.py`).

The population stability index (Siddiqi 2006) is the symmetric Kullback-Leibler divergence of two histograms. Where
nothing changed it is not 0 but about (1/n + 1/m) times a chi-square with one degree less than there are bins (Yurdakul
2018): 0.10 for 20 bins and 200 documents. So a year drifts only if its index is above both the 99.9 % quantile of that
and a floor below which nobody would act. The Jensen-Shannon distance (Lin 1991; base 2, 0 to 1) stands beside it, for
it is bounded and does not explode where a form is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
import polars as pl

from pipelines.checks.profiles import LENGTHS, NAMED, SHARES

FLOORS: Mapping[str, float] = {"neighbours": 0.1, "before": 0.25}
"""Index below which a difference is of no consequence, by what a year is compared with: one says "watch" and the other
"act" where scorecards are kept (Siddiqi 2006); over many years courts do change."""

BINS = 20
"""Bins of a number: about equal shares of the reference."""

FEW = 50
"""Documents of which no shape can be told."""

RARE = 5
"""Documents from which a value has a bin of its own: with fewer the chi-square does not hold."""

SURE = 3.0902
"""Standard normal quantile of 99.9 %."""

HALF = 0.5
"""Documents that every bin is given beforehand, so that an empty one does not make the index infinite (Jeffreys)."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A feature of a year beside the same feature of other years."""

    source: str
    year: str
    feature: str
    against: str
    """neighbours (the year before and the year after, as far as they are there) or before (all years before)"""
    documents: int
    reference: int
    psi: float
    distance: float
    """Jensen-Shannon, 0 to 1"""
    bound: float
    """index that would be remarkable: chance and floor"""

    @property
    def asset(self) -> str:
        """The asset that tells the feature."""
        return "documents" if self.feature in NAMED["documents"] else "quality"

    @property
    def is_remarkable(self) -> bool:
        """The index is above what chance makes of it and above the floor."""
        return self.psi > self.bound

    def __str__(self) -> str:
        return (
            f"{self.feature} of {self.source}|{self.year} differs from {self.against}: PSI {self.psi:.2f}, "
            f"{self.bound:.2f} would be remarkable with {self.documents:,} against {self.reference:,} documents"
        )


def stability_index(counts: np.ndarray, reference: np.ndarray) -> float:
    """PSI of two histograms over the same bins (int64, documents): 0 for equal shares, without an upper bound.

    >>> round(stability_index(np.array([100, 100]), np.array([300, 100])), 2)
    0.27
    """
    p, q = _shares(counts), _shares(reference)
    return float(((p - q) * np.log(p / q)).sum())


def jensen_shannon(counts: np.ndarray, reference: np.ndarray) -> float:
    """Jensen-Shannon distance of two histograms, base 2: 0 for equal shares, 1 when they have no bin in common.

    >>> round(jensen_shannon(np.array([10**9, 0]), np.array([0, 10**9])), 3)
    1.0
    """
    p, q = _shares(counts), _shares(reference)
    middle = (p + q) / 2
    divergence = ((p * np.log2(p / middle)).sum() + (q * np.log2(q / middle)).sum()) / 2
    return sqrt(max(divergence, 0.0))


def _shares(counts: np.ndarray) -> np.ndarray:
    filled = counts + HALF
    return filled / filled.sum()


def chance(bins: int, documents: int, reference: int) -> float:
    """The index that so many documents exceed once in a thousand times although nothing changed.

    (1/n + 1/m) times the 99.9 % quantile of chi-square, by Wilson and Hilferty 1931 (too high by 3 % for one degree of
    freedom, by 1 % for ten).

    >>> round(chance(20, 200, 10**9), 2), round(chance(20, 10_000, 10**9), 3)
    (0.22, 0.004)
    """
    if bins < 2:
        return 0.0
    freedom = bins - 1
    spread = 2 / (9 * freedom)
    return (1 / documents + 1 / reference) * freedom * (1 - spread + SURE * sqrt(spread)) ** 3


def drifts(source: str, profiles: Mapping[str, pl.DataFrame]) -> list[Drift]:
    """Every feature of every year of a source beside its neighbours and beside all years before.

    Args:
        source: the register.
        profiles: PROFILES by year. Years of fewer than FEW documents with a feature are compared with nothing.

    Returns:
        By year, feature and what it was compared with.
    """
    every = pl.concat([_NONE, *(rows.with_columns(year=pl.lit(year)) for year, rows in profiles.items())])
    features = every.partition_by("feature", as_dict=True)
    found = (drift for (name,), rows in features.items() for drift in _drifts_of(source, str(name), rows))
    return sorted(found, key=lambda drift: (drift.year, drift.feature, drift.against))


_NONE = pl.DataFrame(schema={"feature": pl.String, "bin": pl.String, "documents": pl.Int64, "year": pl.String})


def _drifts_of(source: str, feature: str, rows: pl.DataFrame) -> Iterator[Drift]:
    """Of one feature: a histogram for each year, over the bins of all years."""
    is_number = feature in (*LENGTHS, *SHARES)
    order = pl.col("bin").cast(pl.Int32) if is_number else pl.col("bin")
    wide = rows.with_columns(order).pivot("year", index="bin", values="documents").sort("bin").fill_null(0)
    years = {year: wide[year].to_numpy() for year in sorted(wide.columns[1:]) if wide[year].sum() >= FEW}
    for year, counts in years.items():
        for against, others in _references(year, list(years)).items():
            if others:
                reference = np.sum([years[other] for other in others], axis=0)
                yield _compared((source, year, feature, against), counts, reference, is_number)


def _references(year: str, years: list[str]) -> dict[str, list[str]]:
    """The years that a year is compared with."""
    place = years.index(year)
    near = (str(int(year) - 1), str(int(year) + 1))
    return {"neighbours": [other for other in near if other in years], "before": years[:place]}


def _compared(names: tuple[str, str, str, str], counts: np.ndarray, reference: np.ndarray, is_number: bool) -> Drift:
    place = _equal_bins(reference) if is_number else _common_bins(counts + reference)
    ours, theirs = (np.bincount(place, weights) for weights in (counts, reference))
    documents, others = int(ours.sum()), int(theirs.sum())
    bound = max(chance(len(ours), documents, others), FLOORS[names[-1]])
    return Drift(*names, documents, others, stability_index(ours, theirs), jensen_shannon(ours, theirs), bound)


def _equal_bins(reference: np.ndarray) -> np.ndarray:
    """For each fine bin one of at most BINS bins that hold about the same share of the reference."""
    before = np.cumsum(reference) - reference
    return np.unique(before * BINS // reference.sum(), return_inverse=True)[1]


def _common_bins(counts: np.ndarray) -> np.ndarray:
    """For each value a bin: its own, or that of all rare ones together."""
    return np.unique(np.where(counts < RARE, -1, np.arange(len(counts))), return_inverse=True)[1]
