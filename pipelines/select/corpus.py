"""The corpus: the chosen texts, personal data masked, and what still holds of their annotations.

What belongs here: from a selection to texts, under a release profile. What does not: the decision (`decide.py`), the
profile (`annotate/personal/privacy.py`) and how a text is masked (`hiding.py`).

A document that the profile drops, or that cannot be masked, is quarantined with what stands in the way: the selection
wants it, and the profile does not let it out. So is one that an annotation refused (`isolate.py`): nobody knows what is
in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.annotate.personal.masking import Edit, shift
from pipelines.annotate.personal.privacy import Profile, profile_named
from pipelines.annotate.personal.spans import Span
from pipelines.isolate import refusals
from pipelines.plan import plan_map
from pipelines.scope import Scope
from pipelines.select.hiding import Written, guarded, hide, spans_of_rows
from pipelines.stage import Outcome, Stage, Task, Workspace
from pipelines.store import Account

VERSION = "3"

Row = dict[str, Any]

TAKEN, SET_ASIDE = ("keep", "low_weight"), ("duplicate", "quarantine", "withdrawn")

REFUSED = "personal_data"
"""Reason of the quarantine for what the profile does not let out."""

MOVED = pa.schema([
    *(schema.CORPUS.field(name) for name in ("masked", "text", "sections", "citations")),
    schema.optional("refused", pa.string(), "why the profile does not let the document out; null where it does"),
])  # fmt: skip
"""Columns that masking changes."""

BATCH = 1_000
"""Documents whose texts are Python strings at one time."""


def plan_corpus(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """As any map over documents, under the profile of the run: another profile, other shards, which say its name."""
    profile, unread = profile_named(workspace.profile), refusals(stage, scope, workspace.store)
    tasks = []
    for task in plan_map(stage, scope, workspace.store):
        told, arguments = [profile.told()], {**task.arguments, "profile": profile}
        if task.beside in unread:
            arguments["unread"] = unread[task.beside]
            told.append(unread[task.beside].select(["place", "detail"]).to_pylist())
        tasks.append(replace(task, key=stage.key(task.key, *told), arguments=arguments, variant=profile.name))
    return tasks


def choose(
    documents: pa.Table,
    selection: pa.Table,
    budget: pa.Table,
    duplicates: pa.Table,
    quality: pa.Table,
    personal_data: pa.Table,
    sections: pa.Table,
    citations: pa.Table,
    profile: Profile,
    unread: pa.Table | None = None,
) -> Outcome:
    """The chosen text of a shard, personal data masked, with its sections and citations moved along.

    All tables have the rows of one document shard in the same order. The answer has the chosen rows only; the account
    says how many were set aside, and how many the profile does not let out or an annotation refused (`unread`, as
    `isolate.refusals` gives it).
    """
    kept = pc.is_in(selection["decision"], pa.array(TAKEN))
    wanted = pc.and_(kept, budget["chosen"])
    withheld = _withheld(documents, wanted, unread)
    let_through = ~pl.int_range(documents.num_rows, dtype=pl.UInt32, eager=True).is_in(withheld["row"].implode())
    taken = pc.and_(wanted, let_through.to_arrow())
    chosen, decided, grouped, found, *notes = (
        table.filter(taken) for table in (documents, selection, duplicates, quality, personal_data, sections, citations)
    )
    batches = range(0, chosen.num_rows, BATCH)
    masked = [_mask_rows(*(table.slice(at, BATCH) for table in (chosen, *notes)), profile=profile) for at in batches]
    moved = pa.concat_tables([MOVED.empty_table(), *masked])
    origin: dict[str, pa.Table] = {"split": decided, "weight": decided, "group": grouped}
    origin.update(dict.fromkeys(MOVED.names, moved))
    columns = {name: origin.get(name, chosen)[name] for name in schema.CORPUS.names}
    let_out = pc.is_null(moved["refused"])
    table = pa.table(columns | {"language": _language(chosen, found)}).cast(schema.CORPUS).filter(let_out)
    told = withheld.select(schema.QUARANTINE.names).to_arrow().cast(schema.QUARANTINE)
    refused = pa.concat_tables([_quarantine(chosen, moved), told])
    decided_against = pc.is_in(selection["decision"], pa.array(SET_ASIDE))
    no_room = pc.and_not(kept, budget["chosen"])
    set_aside = pc.sum(pc.or_(decided_against, no_room)).as_py() or 0
    account = Account("rows", documents.num_rows, table.num_rows, set_aside, refused.num_rows)
    return Outcome(table, account, refused)


def _quarantine(chosen: pa.Table, moved: pa.Table) -> pa.Table:
    """What the profile does not let out, and why; a sample would show what is to be hidden, and is empty."""
    refused = pc.is_valid(moved["refused"])
    rows, why = chosen.filter(refused), moved["refused"].filter(refused)
    told = {"asset": "corpus", "reason": REFUSED, "sample": b""}
    columns = {"id": rows["id"], "source_file": rows["source_file"], "place": rows["source_place"], "detail": why}
    columns |= {name: pa.array([value] * rows.num_rows) for name, value in told.items()}
    return pa.table({name: columns[name] for name in schema.QUARANTINE.names}).cast(schema.QUARANTINE)


def _withheld(documents: pa.Table, wanted: pa.ChunkedArray, unread: pa.Table | None) -> pl.DataFrame:
    """The wanted documents that an annotation refused: `schema.QUARANTINE` with their `row`, each once."""
    told = pl.DataFrame(schema.QUARANTINE.empty_table() if unread is None else unread)
    why = told.select("reason", "detail", row=pl.col("place").cast(pl.UInt32))
    why = why.with_columns(asset=pl.lit("corpus"), sample=pl.lit(b""))  # a sample would show what nobody looked at
    rows = pl.DataFrame(documents.select(["id", "source_file", "source_place"])).with_row_index("row")
    rows = rows.filter(pl.Series(wanted)).rename({"source_place": "place"})
    return rows.join(why.unique("row", keep="first", maintain_order=True), on="row", maintain_order="left")


def _language(chosen: pa.Table, quality: pa.Table) -> pa.ChunkedArray:
    """The language found, or the declared one where the text is too short to tell."""
    return pc.if_else(pc.equal(quality["language"], "und"), chosen["language"], quality["language"])


def _mask_rows(
    documents: pa.Table, personal_data: pa.Table, sections: pa.Table, citations: pa.Table, *, profile: Profile
) -> pa.Table:
    """The columns that masking changes, for some rows."""
    texts, numbers = documents["text"].to_pylist(), documents["case_numbers"].to_pylist()
    cited = [_targets(row) for row in citations["citations"].to_pylist()]
    public = [[(citation["start"], citation["end"]) for citation in row] for row in cited]
    found = (spans_of_rows(row, profile) for row in personal_data["spans"].to_pylist())
    spans = [guarded(*row) for row in zip(found, texts, public, numbers, strict=True)]
    refused = [_dropped(row, profile) for row in spans]
    let_out = [[] if why else row for row, why in zip(spans, refused, strict=True)]
    written = hide(documents, let_out, public, profile)
    rows = zip(texts, written, sections["sections"].to_pylist(), cited, refused, strict=True)
    return pa.Table.from_pylist([_row(*row) for row in rows], schema=MOVED)


def _dropped(spans: list[Span], profile: Profile) -> str | None:
    """Why the profile drops a document; None when it does not."""
    for span in spans:
        if span.action == "drop_document":
            return f"{span.type} at {span.start}: the profile {profile.name} drops its document."
    return None


def _row(text: str, written: Written, sections: list[Row], cited: list[Row], refused: str | None) -> Row:
    """One masked text; sections and citations get the offsets of the new text."""
    hidden = _replacements(text, written.text, written.edits)
    unclean = None if written.is_clean else "Every look at its masked text finds more to mask: see its recognizers."
    return {
        "masked": written.masked,
        "text": written.text,
        "sections": [
            {**section, "title": _masked_title(section["title"], hidden)} for section in _moved(sections, written.edits)
        ],
        "citations": _moved(cited, written.edits),
        "refused": refused or unclean,
    }


def _targets(citations: list[Row]) -> list[Row]:
    """Where something is cited, and what; what was left open is left out."""
    cited = [{"start": c["start"], "end": c["end"], "target": _target(c)} for c in citations]
    return [citation for citation in cited if citation["target"]]


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
