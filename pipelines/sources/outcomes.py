"""What records became, gathered in order: documents and refusals to the tables of a `Parsed`.

What belongs here: keeping the order of the records while their texts are turned into Arrow a batch at a time.
What does not: what a record becomes, which each register tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from pipelines.schema import DOCUMENTS
from pipelines.sources.source import Parsed, Refusal, quarantine_table, rows_table

BATCH_ROWS = 5_000
BATCH_CHARACTERS = 64 << 20
"""Documents are turned into Arrow when so many wait, or so much text, so that few texts are held twice."""

Outcome = Mapping[str, object] | Refusal
"""The columns of a document, or why there is none."""


def gathered(outcomes: Iterable[Outcome]) -> Parsed:
    """The outcome of each record, in their order, as tables."""
    tables, waiting, characters = [DOCUMENTS.empty_table()], list[Mapping[str, object]](), 0
    refused, ids = list[Refusal](), list[str | None]()
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            refused.append(outcome)
            ids.append(None)
            continue
        waiting.append(outcome)
        ids.append(str(outcome["id"]))
        characters += len(str(outcome.get("text", "")))
        if len(waiting) == BATCH_ROWS or characters > BATCH_CHARACTERS:
            tables.append(rows_table(waiting))
            waiting, characters = [], 0
    tables.append(rows_table(waiting))
    return Parsed(pa.concat_tables(tables), quarantine_table(refused), pa.array(ids, pa.string()))


def rearranged(parsed: Parsed, places: pa.Array) -> Parsed:
    """The same outcomes in another order: the outcome that is `places[i]`-th now was the `i`-th."""
    order = np.asarray(places)
    if np.array_equal(order, np.arange(len(order))):
        return parsed
    is_document = np.asarray(parsed.ids.is_valid())
    return Parsed(
        parsed.documents.take(np.argsort(order[is_document])),
        parsed.quarantine.take(np.argsort(order[~is_document])),
        parsed.ids.take(pa.array(np.argsort(order))),
    )
