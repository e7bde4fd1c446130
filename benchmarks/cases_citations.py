"""Comparisons of the case graph.

What belongs here: one function a comparison, named as `--only` names it. What does not: the invented graph
(`pagerank_500m.py`, which also ranks half a billion citations) and timing (`measure.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from benchmarks.measure import Comparison, InProcess
from benchmarks.pagerank_500m import Invented
from pipelines.citations.authority_graph import Cases, find_cases, place
from pipelines.citations.authority_rank import DAMPING, TOLERANCE
from pipelines.engine import InlineEngine


def pagerank(documents: int = 500_000, cites: int = 5) -> Comparison:
    """Rounds of PageRank over files that are mapped, beside the power iteration in memory that one writes in NumPy."""
    from pipelines.citations.authority_rank import pagerank as rank

    folder, invented = Path(mkdtemp(prefix="lexcorpus-")), Invented(documents, cites)
    pieces = invented.pieces(folder)
    for piece in pieces:
        invented.write(piece)
    placed = place(pieces, folder)
    cases = find_cases(placed, folder, InlineEngine())
    edges = sum(len(part.sources) for part in cases)
    rival = InProcess(f"numpy {np.__version__}", lambda: _in_memory(placed.nodes, cases))
    note = f"{edges:,} citations among {documents:,} documents, both to the same tolerance, one core"
    return Comparison("citations/s", edges, lambda: rank(placed.nodes, cases), rival, note)


def _in_memory(nodes: int, cases: Sequence[Cases]) -> Callable[[], object]:
    """Power iteration over edges by `bincount`; each case of the invented graph is of one document."""
    source = np.concatenate([part.sources for part in cases])
    target = np.concatenate([np.repeat(part.targets, part.counts[0]) for part in cases])

    def run() -> np.ndarray:
        cites = np.bincount(source, minlength=nodes)
        weight, silent = 1.0 / cites[source], cites == 0
        rank, moved = np.full(nodes, 1.0 / nodes), 1.0
        while moved * DAMPING / (1 - DAMPING) > TOLERANCE:
            received = np.bincount(target, weights=rank[source] * weight, minlength=nodes)
            new = (1.0 - DAMPING + DAMPING * rank[silent].sum()) / nodes + DAMPING * received
            rank, moved = new, np.abs(new - rank).sum()
        return rank

    return run
