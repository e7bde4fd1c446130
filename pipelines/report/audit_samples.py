"""The documents nearest to the limits of the rules, with excerpts of their texts.

What belongs here: choosing among what an audit has kept, and reading the few texts that are shown, personal data
masked. What does not: distances (`audit.py`) and how it looks (`audit_page.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import polars as pl

from pipelines.annotate.personal.masking import veil
from pipelines.annotate.personal.spans import Span
from pipelines.report.audit import NEAREST
from pipelines.stage import Shards
from pipelines.store import Ref

PART = 320
"""Letters shown of the beginning of a text and of its middle: a scan is seldom bad in its letterhead."""

Place = tuple[str, int]
"""A document by the key of its shard and its row there."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A document near the limit of a rule."""

    rule: str
    stratum: str
    id: str
    shard: str
    row: int
    value: float | None
    threshold: float | None
    spoke: bool
    decision: str

    @property
    def place(self) -> Place:
        """Where its text lies."""
        return self.shard, self.row


def samples(audit: pl.DataFrame) -> list[Sample]:
    """For each rule and each side of its limit the nearest documents, at most NEAREST, the same on every machine.

    Strata take turns, the nearest of each before the second nearest of any, or one large stratum would fill the page.
    """
    near = audit.select("rule", "stratum", "borderline").explode("borderline", empty_as_null=False).unnest("borderline")
    side, order = ["rule", "spoke"], ["distance", "chance", "id", "shard", "row"]
    ranked = near.sort(*side, "stratum", *order).with_columns(turn=pl.int_range(pl.len()).over(*side, "stratum"))
    chosen = ranked.sort("rule", "spoke", "turn", *order, descending=[False, True, *[False] * 6])
    kept = chosen.group_by(side, maintain_order=True).head(NEAREST)
    fields = ["rule", "stratum", "id", "shard", "row", "value", "threshold", "spoke", "decision"]
    return [Sample(*row) for row in kept.select(fields).iter_rows()]


def excerpts(chosen: Sequence[Sample], documents: Shards, private: Shards) -> dict[Place, str]:
    """The beginning and the middle of each text, personal data masked; only the row groups that hold them are read.

    Documents whose personal data has not been found yet are left out.
    """
    known = {ref.shard.key: ref for ref in documents.refs}
    beside = {ref.shard.beside: ref for ref in private.refs}
    places = sorted({sample.place for sample in chosen if {sample.shard} <= known.keys() & beside.keys()})
    told: dict[Place, str] = {}
    for shard, group in groupby(places, key=lambda place: place[0]):
        rows = np.array([row for _, row in group])
        texts = _masked(documents, known[shard], beside[shard], rows)
        told |= {(shard, int(row)): excerpt(text) for row, text in zip(rows, texts, strict=True)}
    return told


def _masked(documents: Shards, ref: Ref, private: Ref, rows: np.ndarray) -> Iterator[str]:
    store = documents.store
    columns = (store.read_rows(ref, rows, "text"), store.read_rows(ref, rows, "language"))
    spans = store.read_rows(private, rows, "spans")
    for text, language, found in zip(*(column.to_pylist() for column in (*columns, spans)), strict=True):
        yield veil(text, [Span(**span) for span in found], language)


def excerpt(text: str) -> str:
    """The beginning of a text and, of a long one, as much of its middle, blanks drawn together.

    >>> excerpt("УХВАЛА  про   закриття")
    'УХВАЛА про закриття'
    """
    if len(text) <= 2 * PART:
        return _drawn_together(text)
    middle = max(PART, (len(text) - PART) // 2)
    return f"{_drawn_together(text[:PART])} … {_drawn_together(text[middle : middle + PART])} …"


def _drawn_together(text: str) -> str:
    return " ".join(text.split())


def by_rule(chosen: Sequence[Sample]) -> Mapping[str, list[Sample]]:
    """The samples of each rule."""
    return {rule: list(group) for rule, group in groupby(chosen, key=lambda sample: sample.rule)}
