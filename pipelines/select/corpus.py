"""The corpus: the chosen texts, personal data masked, and what still holds of their annotations.

What belongs here: from a selection to texts. What does not: the decision (`decide.py`) and how a span is masked
(`annotate/masking.py`).
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.annotate.masking import Edit, mask, shift
from pipelines.annotate.personal_data import Span
from pipelines.stage import Outcome
from pipelines.store import Account

VERSION = "1"

Row = dict[str, Any]

TAKEN = ("keep", "low_weight")


def choose(
    documents: pa.Table,
    selection: pa.Table,
    duplicates: pa.Table,
    quality: pa.Table,
    personal_data: pa.Table,
    sections: pa.Table,
    citations: pa.Table,
) -> Outcome:
    """The chosen text of a shard, personal data masked, with its sections and citations moved along.

    All tables have the rows of one document shard in the same order. The answer has the chosen rows only; the
    account says how many were set aside.
    """
    taken = pc.is_in(selection["decision"], pa.array(TAKEN))
    chosen = documents.filter(taken)
    notes = (table.filter(taken) for table in (personal_data, sections, citations))
    masked = [
        _mask_row(text, language, spans, parts, cited)
        for text, language, (spans, parts, cited) in zip(
            chosen["text"].to_pylist(),
            chosen["language"].to_pylist(),
            zip(*(table.column(1).to_pylist() for table in notes), strict=True),
            strict=True,
        )
    ]
    moved = pa.Table.from_pylist(masked, schema=pa.schema([schema.CORPUS.field(n) for n in _MOVED]))
    columns = {
        name: _column(name, chosen, selection.filter(taken), duplicates.filter(taken), quality.filter(taken), moved)
        for name in schema.CORPUS.names
    }
    table = pa.table(columns).cast(schema.CORPUS)
    return Outcome(table, Account("rows", documents.num_rows, table.num_rows, documents.num_rows - table.num_rows))


_MOVED = ("masked", "text", "sections", "citations")


def _column(
    name: str, chosen: pa.Table, selection: pa.Table, duplicates: pa.Table, quality: pa.Table, moved: pa.Table
) -> pa.ChunkedArray:
    """Where each column of the corpus comes from."""
    if name in _MOVED:
        return moved[name]
    if name in ("split", "weight"):
        return selection[name]
    if name == "group":
        return duplicates[name]
    return _language(chosen, quality) if name == "language" else chosen[name]


def _language(chosen: pa.Table, quality: pa.Table) -> pa.ChunkedArray:
    """The language found, or the declared one where the text is too short to tell."""
    return pc.if_else(pc.equal(quality["language"], "und"), chosen["language"], quality["language"])


def _mask_row(text: str, language: str, spans: list[Row], sections: list[Row], citations: list[Row]) -> Row:
    """One text with its personal data masked; sections and citations get the offsets of the new text."""
    clear, edits = mask(text, [Span(**span) for span in spans], language)
    cited = [{"start": c["start"], "end": c["end"], "target": _target(c)} for c in citations]
    return {
        "masked": len(edits),
        "text": clear,
        "sections": _moved(sections, edits),
        "citations": _moved([citation for citation in cited if citation["target"]], edits),
    }


def _moved(rows: list[Row], edits: list[Edit]) -> list[Row]:
    """The same spans in the masked text."""
    starts, ends = (shift([row[side] for row in rows], edits).tolist() for side in ("start", "end"))
    return [{**row, "start": start, "end": end} for row, start, end in zip(rows, starts, ends, strict=True)]


def _target(citation: Row) -> str:
    """`law/article`, the law alone, or the case; empty when the citation was left open.

    A book of the Burgerlijk Wetboek is a law of its own, so its number need not be said again.
    """
    if citation["law"] is None:
        return citation["case"] or ""
    return f"{citation['law']}/{citation['article']}" if citation["article"] else citation["law"]
