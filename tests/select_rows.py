"""Rows for tests of the selection: documents that differ from an ordinary decision as told.

What belongs here: an ordinary decision as all annotators tell of it. What does not: what is expected of any.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.select.contamination import CONTAMINATION
from pipelines.select.decide import ASKED, judge, lay_side_by_side
from pipelines.select.policy import read_policy
from pipelines.select.splits import SPLITS
from pipelines.select.strata import STRATA, merge, sketch
from pipelines.select.strata_names import settings_of

POLICY = read_policy()

ORDINARY: dict[str, Any] = {
    "id": "edrsr:1",
    "source": "edrsr",
    "kind": "decision",
    "status": "public",
    "edition": None,
    "form": "Ухвала",
    "instance": "first",
    "date": dt.date(2019, 5, 14),
    "category": "Справи про стягнення аліментів",
    "decisions": 1,
    "label": "unique",
    "twin": None,
    "standing": True,
    "keeper": True,
    "group": "edrsr:1",
    "words": 400,
    "letter_share": 0.91,
    "mojibake_share": 0.0,
    "mixed_script_share": 0.0,
    "duplicate_line_share": 0.01,
    "duplicate_paragraph_share": 0.0,
    "top_ngram_shares": [0.03, 0.02, 0.02],
    "duplicate_ngram_shares": [0.1, 0.09, 0.08, 0.07, 0.06, 0.05],
    "table_line_share": 0.0,
    "boilerplate_share": 0.2,
    "mean_word_length": 6.4,
    "structured": False,
    "reasoning_share": 0.0,
    "damage": [],
    "corrupted": None,
    "cited_by": 0,
    "rank": 1.0,
    "only_citation": False,
    "split": "train",
    "evaluation_share": 0.0,
    "evaluation_words": 0,
    "evaluations": [],
}
"""No operative part was found, so that nothing protects it; `structured` is told where it matters."""

DUPLICATES = ("id", "label", "twin", "decisions", "standing", "keeper", "group")
Row = dict[str, Any]


def tables(*documents: Row) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table]:
    """Documents, duplicates, quality and authority of documents that differ from the ordinary one as given."""
    rows = [{**ORDINARY, **document} for document in documents]
    quality = ["id", *(name for name in schema.QUALITY.names if name in ORDINARY and name != "id")]

    def table(columns: pa.Schema, names: Any) -> pa.Table:
        picked = pa.schema([columns.field(name) for name in names])
        return pa.Table.from_pylist([{name: row.get(name) for name in picked.names} for row in rows], picked)

    return (
        table(schema.DOCUMENTS, ASKED),
        table(schema.DUPLICATES, DUPLICATES),
        table(schema.QUALITY, quality),
        table(schema.AUTHORITY, schema.AUTHORITY.names),
    )


def beside(*documents: Row) -> tuple[pa.Table, pa.Table]:
    """Splits of documents, and what they hold of evaluation sets."""
    rows = [{**ORDINARY, **document} for document in documents]
    splits, contamination = (
        pa.Table.from_pylist([{name: row[name] for name in columns.names} for row in rows], columns)
        for columns in (SPLITS, CONTAMINATION)
    )
    return splits, contamination


def usual(*documents: Row, policy: dict[str, Any] = POLICY) -> pa.Table:
    """What is usual among documents, as one shard."""
    rows, _, quality, _ = tables(*documents)
    settings = settings_of(policy)
    return merge([sketch(rows, quality, settings=settings)], settings=settings)


def decide(*documents: Row, strata: pa.Table | None = None, policy: dict[str, Any] = POLICY) -> list[Row]:
    """Rows judged, among no others where no strata are given."""
    rows = lay_side_by_side(*tables(*documents), *beside(*documents))
    return judge(rows, STRATA.empty_table() if strata is None else strata, policy=policy).to_dicts()
