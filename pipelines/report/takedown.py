"""The takedown list of a release: documents that their register has withdrawn.

What belongs here: naming them, so that whoever holds an earlier release can remove them there. What does not: keeping
their texts out of this one, which `select/` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from pipelines.stage import Shards
from pipelines.standing import READS, rows_that_stand

LIST = "takedown.jsonl"
"""Its name in a release."""


def takedown(documents: Shards) -> bytes:
    """JSON lines `{"id": …, "edition": …}`, sorted, one per document that stands withdrawn; one cell in memory."""
    rows = sorted(row for cell in _cells(documents) for row in _withdrawn(cell))
    lines = [json.dumps({"id": name, "edition": edition or None}, ensure_ascii=False) for name, edition in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def _cells(documents: Shards) -> Iterator[Shards]:
    for _, refs in groupby(documents.refs, key=lambda ref: ref.scope):
        yield Shards(documents.store, tuple(refs), (*READS, "status"))


def _withdrawn(cell: Shards) -> Iterator[tuple[str, str]]:
    """Id and day of edition, only acts have one that matters."""
    for row in rows_that_stand(cell).iter_rows(named=True):
        if row["status"] == "withdrawn":
            edition = row["edition"] if row["kind"] == "statute" else None
            yield row["id"], edition.isoformat() if edition else ""
