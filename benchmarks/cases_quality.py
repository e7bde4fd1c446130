"""Comparisons of quality: the signals of every document.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`).
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from benchmarks import texts
from benchmarks.measure import Comparison
from benchmarks.rival import Script
from pipelines import schema


def quality_datatrove(documents: int = 1000) -> Comparison:
    """All signals of quality, beside datatrove's Gopher and FineWeb filters with the cheapest words they can have."""
    from pipelines.annotate.quality import measure
    from pipelines.annotate.sections import section
    from pipelines.dedup.signatures import sign

    rows = texts.documents(documents)
    sections, signatures, boilerplate = section(rows), sign(rows), schema.BOILERPLATE.empty_table()
    model = _model(rows["text"].to_pylist())
    megabytes = sum(len(text.encode()) for text in rows["text"].to_pylist()) / 1e6

    def run() -> pa.Table:
        return measure(rows, sections, signatures, boilerplate, model)

    told = pl.DataFrame(run()).with_columns(pl.col(pl.Array(pl.Float32, 3), pl.Array(pl.Float32, 6)).arr.to_list())
    ours = told.select(
        pl.concat_list(
            "duplicate_line_share", "duplicate_paragraph_share", "duplicate_line_char_share",
            "duplicate_paragraph_char_share", "top_ngram_shares", "duplicate_ngram_shares",
        )
    ).to_series()  # fmt: skip
    rival = Script("quality_datatrove", pa.table({"text": rows["text"], "ours": ours.to_arrow()}))
    note = f"{documents} decisions; ours adds languages, toxicity, structure, a model; the rival's words: split()"
    return Comparison("MB/s", megabytes, run, rival, note)


def _model(sound: list[str]) -> pa.Table:
    """What these texts are like, as `quality_model` learns it."""
    from pipelines.annotate.corrupted import MODEL, as_row
    from pipelines.annotate.corrupted_training import learn

    learnt = learn(sound, "uk")
    assert learnt is not None, "the benchmark's texts are enough to learn from"
    return pa.Table.from_pylist([as_row(*learnt, documents=len(sound), chars=sum(map(len, sound)))], MODEL)
