"""What the user interface shows of sections: some documents, and how to look at each.

What belongs here: metadata and words. What does not: the page itself (`report/sections_page.py`), which holds a whole
text and is written where the person sits who asks for it.
"""

from typing import Any

import dagster as dg

from assets import markdown
from pipelines.store import Manifest, Ref, Store

SHOWN = 5
"""Documents that are named: the first of the first shard."""

COLUMNS = ("document", "sections", "begins", "to look at it")
PARTS = 6
"""Sections at the top of a document whose kinds are told."""


def shown(manifest: Manifest, store: Store) -> dict[str, dg.MetadataValue]:
    """A table of documents with the command that draws each as a page: its tree beside its text."""
    first = [Ref(manifest.asset, manifest.scope, shard) for shard in manifest.shards[:1]]
    rows = [row for ref in first for row in store.read_table(ref).slice(0, SHOWN).to_pylist()]
    return {"pages": dg.MetadataValue.md(markdown.table(COLUMNS, [_row(row["id"], row["sections"]) for row in rows]))}


def _row(document: str, sections: list[dict[str, Any]]) -> tuple[str, int, str, str]:
    parts = [section["kind"].replace("_", " ") for section in sections if section["parent"] < 0]
    told = " › ".join(dict.fromkeys(parts[:PARTS]))
    return document, len(sections), told, f"`lexcorpus trace {document} --html page.html`"
