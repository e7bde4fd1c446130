"""Comparisons of mining: the nearest passages of queries.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`).
"""

from __future__ import annotations

from itertools import islice

import pyarrow as pa

from benchmarks import texts
from benchmarks.measure import Comparison
from benchmarks.rival import Script


def bm25(passages: int = 100_000, queries: int = 1_000) -> Comparison:
    """The two hundred nearest passages of queries in an index that is there, beside bm25s."""
    from pipelines.export.bm25 import Index

    paragraphs = list(islice(texts.prose(), 2_000))
    found = [f"{paragraphs[n % 2_000]} {paragraphs[(n * 7_919 + n // 2_000) % 2_000]}" for n in range(passages)]
    asked = [paragraph[:300] for paragraph in paragraphs[:queries]]
    index, column = Index.of(pa.array(found, pa.large_string())), pa.array(asked, pa.large_string())
    is_query = [False] * passages + [True] * queries
    rival = Script("bm25_bm25s", pa.table({"text": found + asked, "is_query": is_query}))
    note = f"{passages:,} passages, {queries:,} queries; ours cuts words to stems and follows the rarest"
    return Comparison("queries/s", queries, lambda: index.search(column, 200), rival, note)
