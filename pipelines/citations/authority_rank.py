"""What follows from the case graph: who is cited by how many, and PageRank, in a few arrays over files that are mapped.

What belongs here: rounds and counts. What does not: the graph (`authority_graph.py`) and how a rank is told
(`authority.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.citations.authority_graph import ROWS_AT_ONCE, Cases, Stretch, stretches
from pipelines.dedup.runs_files import write_columns
from pipelines.engine import Engine

DAMPING = 0.85
"""Chance to follow a citation rather than to start anew; that of Brin and Page."""

TOLERANCE = 1e-7
"""Share of all rank that may still be under way when the rounds end. A step of a rank is a million times as much."""


def pagerank(
    nodes: int, cases: Sequence[Cases], damping: float = DAMPING, seeds: np.ndarray | None = None
) -> np.ndarray:
    """PageRank over that of an ordinary document that nobody cites, float64[nodes], 1 and more.

    Whoever starts anew starts at a document in proportion to its seed, uint8[nodes], 1 for all when none are given: a
    citation by a highest court counts for as many as its seed says (personalised PageRank, section 2.1.3 of Page, Brin,
    Motwani, Winograd: The PageRank citation ranking, 1999). What a document gets for its seed alone is not told, for
    that says who wrote it and not who cites it: so one that nobody cites has 1, whoever wrote it.

    A document shares its rank evenly among the cases it cites, a case among its documents. What one that cites nothing
    would give to all alike changes the unit and no ratio, so it is left out (Del Corso, Gulli, Romani: Fast PageRank
    computation via a sparse linear system, 2005): rank = 1 + damping * what is received. Each round brings on what the
    last one moved, less at least 1 - damping of it, which bounds what is still under way. Source: Brin and Page, The
    anatomy of a large-scale hypertextual web search engine, 1998. Memory: 21 bytes a node.
    """
    from pipelines.citations.authority_kernel import count, pass_on, renew

    cites, gives, received = np.zeros(nodes, np.uint32), np.zeros(nodes), np.zeros(nodes)
    seeds = np.ones(nodes, np.uint8) if seeds is None else seeds
    for part in cases:
        count(part.sources, cites)
    moved, every = renew(received, seeds, cites, damping, gives)
    while moved * damping / (1 - damping) > TOLERANCE * every:
        received[:] = 0
        for part in cases:
            pass_on(*part.counts, part.sources, part.targets, gives, received)
        moved, every = renew(received, seeds, cites, damping, gives)
    return 1 + damping * received


def count_citing(
    nodes: int, cases: Sequence[Cases], folder: Path, engine: Engine, at_once: int = ROWS_AT_ONCE
) -> np.ndarray:
    """int32[nodes]: how many documents cite each, once whatever the names by which they do.

    A document that is cited by one name has the count of its case; for the others citations are sorted by document.
    """
    from pipelines.citations.authority_kernel import count_citing

    cited_by, several = np.zeros(nodes, np.uint32), np.zeros(nodes, np.bool_)
    for part in cases:
        count_citing(*part.counts, part.targets, cited_by, several)
    marked = folder / "several.npy"
    np.save(marked, several)
    pairs = list(engine.map(partial(_write_pairs, marked=marked), cases))
    for targets, counts in engine.map(partial(_distinct, pairs=pairs), stretches(pairs, max(nodes, 1), at_once)):
        cited_by[targets] = counts
    return cited_by.astype(np.int32)


def _write_pairs(cases: Cases, *, marked: Path) -> Path:
    """(target, source) of the targets that are marked, ascending."""
    citing, members = cases.counts
    numbers = np.arange(len(citing), dtype=np.uint32)
    cited = pl.DataFrame({"case": np.repeat(numbers, members), "target": cases.targets})
    wanted = cited.filter(pl.Series(np.load(marked, mmap_mode="r")[cases.targets], dtype=pl.Boolean))
    sources = pl.DataFrame({"case": np.repeat(numbers, citing), "source": cases.sources})
    pairs = wanted.join(sources, on="case").sort("target", "source")
    file = cases.file("pairs")
    write_columns(file, target=pairs["target"].to_numpy(), source=pairs["source"].to_numpy())
    return file


def _distinct(stretch: Stretch, *, pairs: Sequence[Path]) -> tuple[np.ndarray, np.ndarray]:
    """Targets, and how many sources each has."""
    found = pl.concat([pl.DataFrame({"target": targets, "source": its}) for targets, its in stretch.parts(pairs)])
    counts = found.unique().group_by("target").len()
    return counts["target"].to_numpy(), counts["len"].to_numpy()
