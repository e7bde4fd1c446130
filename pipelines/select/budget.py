"""The token budget: which of the documents that selection keeps enter a corpus of so many tokens.

What belongs here: the choice, from candidates to a turn up to which each stratum is taken, and its account. What does
not: quotas and how they are reconciled (`budget_quotas.py`), passes over files (`budget_counts.py`), where candidates
come from (`budget_candidates.py`), the stage (`budget_stage.py`).

Every document has a turn, drawn from the hash of its name and its weight, whatever else there is. A choice takes each
pool up to some turn: never the first files, never the longest texts, and the same documents again tomorrow. Turns are
counted in bins, the tokens of a pool up to any turn are read off the counts, and only the bin in which a pool ends is
looked at document by document. So the cost is two passes over what is offered, and no sort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.engine import Engine
from pipelines.select.budget_counts import Candidates, Counts, at_border, count, total
from pipelines.select.budget_cut import borders, limits
from pipelines.select.budget_quotas import DIMENSIONS, WHOLE, Pools, Quota, pools_of, targets

KINDS = ("documents", "tokens")
"""What is counted."""

SIBLINGS = "siblings"
"""Why a document has no turn: others of its template stand for it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many tokens, the quotas inside them, and the seed of the lot."""

    tokens: int
    quotas: tuple[Quota, ...] = ()
    seed: int = 0

    @classmethod
    def of(cls, tokens: int, quotas: Mapping[str, Mapping[Any, Mapping[str, float]]], seed: int) -> Self:
        """From `{dimension: {value: {least: 0.1, most: 0.3}}}`, shares of the budget. Raises ValueError."""
        if tokens <= 0:
            raise ValueError(
                f"A budget of {tokens} tokens holds nothing: give more, or none at all to take everything."
            )
        told = [Quota.of(name, value, pair) for name, values in quotas.items() for value, pair in values.items()]
        return cls(tokens, tuple(told), seed)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, by stratum; enough to tell of every document whether it is in, and if not, why."""

    budget: Budget
    strata: pl.DataFrame
    """columns DIMENSIONS, `limit` (uint64: turns below it are taken), `obstacle` (what stands in the way of the
    others), and int64 documents and tokens `offered_`, `waiting_` (with a turn) and `chosen_`"""

    def mark(self, candidates: pa.Table) -> tuple[np.ndarray, pl.Series]:
        """Which rows are chosen (bool), and why an offered one is left out: a quota, `budget` or `siblings`."""
        from pipelines.select.budget_kernel import NEVER

        rows = Candidates.of(candidates, self.budget.seed)
        its = rows.strata.join(self.strata, on=DIMENSIONS, how="left", maintain_order="left")
        chosen = rows.turns < its["limit"].to_numpy()[rows.stratum]
        obstacle = its["obstacle"].gather(rows.stratum)
        left = pl.select(
            pl.when(pl.lit(pl.Series(rows.offered & ~chosen))).then(
                pl.when(pl.lit(pl.Series(rows.turns == NEVER))).then(pl.lit(SIBLINGS)).otherwise(pl.lit(obstacle))
            )
        )
        return chosen, left.to_series().rename("left_out")

    @property
    def account(self) -> pl.DataFrame:
        """Where everything offered went: columns DIMENSIONS, outcome, documents, tokens; `chosen` or why not."""
        parts = [
            self._part(pl.lit("chosen"), "chosen_", None),
            self._part(pl.col("obstacle"), "waiting_", "chosen_"),
            self._part(pl.lit(SIBLINGS), "offered_", "waiting_"),
        ]
        return pl.concat(parts).filter(pl.col("documents") > 0).sort(*DIMENSIONS, "outcome")

    @property
    def shares(self) -> pl.DataFrame:
        """How each quota came out: quota, least, most, and int64 tokens offered and chosen."""
        rows = [
            (str(q), q.least / WHOLE, q.most / WHOLE, *self._sums(q.holds(self.strata))) for q in self.budget.quotas
        ]
        names = {"quota": pl.String, "least": pl.Float64, "most": pl.Float64, "offered": pl.Int64, "chosen": pl.Int64}
        return pl.DataFrame(rows, names, orient="row")

    @property
    def tokens(self) -> int:
        """Tokens of all chosen documents."""
        return int(self.strata["chosen_tokens"].sum())

    def _sums(self, held: np.ndarray) -> tuple[int, int]:
        its = self.strata.filter(pl.Series(held))
        return int(its["offered_tokens"].sum()), int(its["chosen_tokens"].sum())

    def _part(self, outcome: pl.Expr, all_of: str, but: str | None) -> pl.DataFrame:
        numbers = [(pl.col(all_of + kind) - (pl.col(but + kind) if but else 0)).alias(kind) for kind in KINDS]
        return self.strata.select(*DIMENSIONS, outcome.alias("outcome"), *numbers)


def choose(files: Sequence[Path], budget: Budget, engine: Engine, *, earlier: Choice | None = None) -> Choice:
    """Choose documents for a budget from files of `budget_counts.CANDIDATES`, whatever their order and number.

    Never more tokens than the budget, never more than a maximum, and of a minimum at most one document less where
    quotas speak of one dimension. Without quotas a larger budget holds all of a smaller one; with quotas it does when
    it is given the `earlier` choice, made from the same files with the same quotas.

    Raises QuotaConflict when no choice keeps the quotas.
    """
    counts = total(engine.map(partial(count, seed=budget.seed), files))
    pool, belongs = pools_of(counts.strata, budget.quotas)
    pools = Pools(budget.quotas, budget.tokens, belongs, _curves(counts, pool, belongs.shape[1]))
    given, obstacles = targets(pools, _floors(counts.strata, pool, belongs.shape[1], earlier))
    first, last = borders(pools.curves, given)
    places = {"stratum": np.arange(len(pool)), "first": first[pool], "last": last[pool]}
    wanted = pl.concat([counts.strata, pl.DataFrame(places)], how="horizontal")
    rows = pl.concat([_NOBODY, *engine.map(partial(at_border, seed=budget.seed, borders=wanted), files)])
    found = rows.with_columns(pool=pl.Series("pool", pool).gather(rows["stratum"]))
    limit = limits(pools, given, first, found)[pool]
    sums = {
        "offered": counts.offered,
        "waiting": counts.bins.sum(axis=1),
        "chosen": _below(counts.bins, first[pool]) + _taken(rows, limit),
    }
    told = {"limit": limit, "obstacle": [obstacles[each] for each in pool]}
    told |= {f"{name}_{kind}": pair[:, at] for name, pair in sums.items() for at, kind in enumerate(KINDS)}
    return Choice(budget, pl.concat([counts.strata, pl.DataFrame(told)], how="horizontal"))


_NOBODY = pl.DataFrame(schema={"stratum": pl.Int64, "turn": pl.UInt64, "tokens": pl.Int64})


def _curves(counts: Counts, pool: np.ndarray, pools: int) -> np.ndarray:
    """int64 (pools, bins + 1): tokens of each pool up to each edge of the axis."""
    curves = np.zeros((pools, counts.bins.shape[1] + 1), np.int64)
    np.add.at(curves[:, 1:], pool, counts.bins[:, :, 1])
    return np.cumsum(curves, axis=1)


def _floors(strata: pl.DataFrame, pool: np.ndarray, pools: int, earlier: Choice | None) -> np.ndarray:
    """int64: tokens that the earlier choice took of each pool."""
    floors = np.zeros(pools, np.int64)
    if earlier is not None:
        its = strata.join(earlier.strata, on=DIMENSIONS, how="left", maintain_order="left")["chosen_tokens"]
        np.add.at(floors, pool, its.fill_null(0).to_numpy())
    return floors


def _below(bins: np.ndarray, first: np.ndarray) -> np.ndarray:
    """int64 (strata, 2): what lies in the bins before the first of each stratum."""
    before = np.arange(bins.shape[1])[None, :, None] < first[:, None, None]
    return (bins * before).sum(axis=1)


def _taken(rows: pl.DataFrame, limit: np.ndarray) -> np.ndarray:
    """int64 (strata, 2): documents and tokens of the rows whose turn is below the limit of their stratum."""
    its = rows.filter(pl.Series(rows["turn"].to_numpy() < limit[rows["stratum"].to_numpy()]))
    sums = np.zeros((len(limit), 2), np.int64)
    np.add.at(
        sums, its["stratum"].to_numpy(), np.column_stack([np.ones(its.height, np.int64), its["tokens"].to_numpy()])
    )
    return sums
