"""Comparisons of what is found in texts: sections, citations.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`). Rivals begin with Python strings, ours with Arrow: a string costs a rival nothing here.
"""

from __future__ import annotations

import pyarrow as pa

from benchmarks import texts
from benchmarks.measure import Comparison
from benchmarks.rival import Script


def citations_eyecite(documents: int = 100) -> Comparison:
    """Citations found, beside eyecite on American texts of the same length with as many; neither settles them."""
    from pipelines.citations.cite import mention

    rows = texts.documents(documents)
    counts = [len(found) for found in mention(rows)["citations"].to_pylist()]
    rival = Script("citations_eyecite", pa.table({"text": texts.opinions(rows["text"].to_pylist(), counts)}))
    note = f"{documents} texts with {sum(counts)} citations, each contender's in the law that it knows"
    return Comparison("docs/s", documents, lambda: mention(rows), rival, note)
