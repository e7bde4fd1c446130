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

VERSION = "2"

Row = dict[str, Any]

TAKEN, SET_ASIDE = ("keep", "low_weight"), ("duplicate", "quarantine", "withdrawn")

MOVED = pa.schema([schema.CORPUS.field(name) for name in ("masked", "text", "sections", "citations")])
"""Columns that masking changes."""

BATCH = 1_000
"""Documents whose texts are Python strings at one time."""


def choose(
    documents: pa.Table,
    selection: pa.Table,
    budget: pa.Table,
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
    kept = pc.is_in(selection["decision"], pa.array(TAKEN))
    taken = pc.and_(kept, budget["chosen"])
    chosen, decided, grouped, found, *notes = (
        table.filter(taken) for table in (documents, selection, duplicates, quality, personal_data, sections, citations)
    )
    batches = range(0, chosen.num_rows, BATCH)
    masked = [_mask_rows(*(table.slice(at, BATCH) for table in (chosen, *notes))) for at in batches]
    moved = pa.concat_tables([MOVED.empty_table(), *masked])
    origin: dict[str, pa.Table] = {"split": decided, "weight": decided, "group": grouped}
    origin.update(dict.fromkeys(MOVED.names, moved))
    columns = {name: origin.get(name, chosen)[name] for name in schema.CORPUS.names}
    table = pa.table(columns | {"language": _language(chosen, found)}).cast(schema.CORPUS)
    decided_against = pc.is_in(selection["decision"], pa.array(SET_ASIDE))
    no_room = pc.and_not(kept, budget["chosen"])
    set_aside = pc.sum(pc.or_(decided_against, no_room)).as_py() or 0
    return Outcome(table, Account("rows", documents.num_rows, table.num_rows, set_aside))


def _language(chosen: pa.Table, quality: pa.Table) -> pa.ChunkedArray:
    """The language found, or the declared one where the text is too short to tell."""
    return pc.if_else(pc.equal(quality["language"], "und"), chosen["language"], quality["language"])


def _mask_rows(documents: pa.Table, personal_data: pa.Table, sections: pa.Table, citations: pa.Table) -> pa.Table:
    """The columns that masking changes, for some rows."""
    columns = (
        documents["text"],
        documents["language"],
        personal_data["spans"],
        sections["sections"],
        citations["citations"],
    )
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    return pa.Table.from_pylist([_mask_row(*row) for row in rows], schema=MOVED)


def _mask_row(text: str, language: str, spans: list[Row], sections: list[Row], citations: list[Row]) -> Row:
    """One text with its personal data masked; sections and citations get the offsets of the new text."""
    clear, edits = mask(text, [Span(**span) for span in spans], language)
    hidden = _replacements(text, clear, edits)
    cited = [{"start": c["start"], "end": c["end"], "target": _target(c)} for c in citations]
    return {
        "masked": len(edits),
        "text": clear,
        "sections": [
            {**section, "title": _masked_title(section["title"], hidden)} for section in _moved(sections, edits)
        ],
        "citations": _moved([citation for citation in cited if citation["target"]], edits),
    }


def _replacements(text: str, clear: str, edits: list[Edit]) -> list[tuple[str, str]]:
    """(what stood there, its tag) of every edit."""
    tags = zip(shift([e[0] for e in edits], edits).tolist(), shift([e[1] for e in edits], edits).tolist(), strict=True)
    return [(text[old[0] : old[1]], clear[start:end]) for old, (start, end) in zip(edits, tags, strict=True)]


def _masked_title(title: str | None, hidden: list[tuple[str, str]]) -> str | None:
    """A heading says nothing that the text below it does not."""
    if title is not None:
        for value, tag in hidden:
            title = title.replace(value, tag)
    return title


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
