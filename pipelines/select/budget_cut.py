"""From the tokens that a pool gives to the turn up to which it is taken, exact to the document.

What belongs here: the bin in which a pool ends, and the cut inside it. What does not: how many tokens a pool gives
(`budget_quotas.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.select.budget_quotas import Pools


def borders(curves: np.ndarray, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The bin in which each pool's tokens are reached, and the next that is not empty; both int64.

    The first is past the end where a pool is taken whole.
    """
    last_edge = curves.shape[1] - 1
    first = np.array([np.searchsorted(curve, tokens, "right") - 1 for curve, tokens in zip(curves, given, strict=True)])
    ends = [
        np.searchsorted(curve, curve[min(at + 1, last_edge)], "right") - 1
        for curve, at in zip(curves, first, strict=True)
    ]
    return first.astype(np.int64), np.minimum(np.array(ends, np.int64), last_edge - 1)


def limits(pools: Pools, given: np.ndarray, first: np.ndarray, found: pl.DataFrame) -> np.ndarray:
    """uint64: the turn below which each pool is taken.

    Each pool takes the documents that its tokens hold, in turn, and stops at the first that they do not. So a minimum,
    and the budget, may lack a document in each of many pools: what is left goes to the next in turn of the pools that
    help most of them.

    Args:
        pools: what is offered, and the quotas.
        given: tokens that each pool may take.
        first: the bin in which it reaches them.
        found: columns pool, turn, tokens of the documents from that bin on, as far as they are asked for. Those of one
            turn, copies of one document, go together.
    """
    from pipelines.select.budget_kernel import top_up

    lots = found.group_by("pool", "turn").agg(pl.col("tokens").sum()).sort("pool", "turn")
    pool, sizes, turns = (lots[name].to_numpy() for name in ("pool", "tokens", "turn"))
    begins = np.searchsorted(pool, np.arange(len(given) + 1))
    before = np.concatenate([[0], np.cumsum(sizes)])
    sure = np.take_along_axis(pools.curves, first[:, None], axis=1)[:, 0]
    fits = before[1:] - before[begins[pool]] + sure[pool] <= given[pool]
    taken = np.bincount(pool[fits], minlength=len(given))
    had = sure + before[begins[:-1] + taken] - before[begins[:-1]]
    belongs = np.vstack([pools.belongs, np.ones(len(given), bool)])
    left = pools.tokens - had.sum()
    short, room = np.append(pools.least - pools.of(had), left), np.append(pools.most - pools.of(had), left)
    top_up(belongs, short, room, sizes, begins, taken)
    edge = _edges(first)
    some = taken > 0
    edge[some] = turns[begins[:-1][some] + taken[some] - 1] + np.uint64(1)
    return edge


def _edges(first: np.ndarray) -> np.ndarray:
    """uint64: the least turn of each bin; the first takes what lies below it, and past the end lies everything."""
    from pipelines.select.budget_kernel import BINS, FIRST, NEVER, SHIFT

    edges = (first + FIRST).astype(np.uint64) << SHIFT
    edges[first == 0], edges[first == BINS] = 0, NEVER
    return edges
