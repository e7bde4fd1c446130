"""Finds of many documents as columns, so that what nothing else touches never becomes an object of its own.

What belongs here: the columns, their way to spans and back, and their form in Arrow. What does not: finding anything
(looks, name_anchors), which of overlapping spans stays (spans), and what a document tells of its spans (settling).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipelines.annotate.personal.spans import Span
from pipelines.schema import PERSONAL_DATA


class Fact(NamedTuple):
    """What is said of a find wherever it stands; the fields are those of spans.Span."""

    type: str
    action: str
    recognizer: str
    score: float
    role: str = ""


Found = tuple[int, int, int, Fact]
"""One find: row of its document, start and end in code points, and what is said of it."""


@dataclass(frozen=True, slots=True)
class Finds:
    """Finds in order of their documents and, within one, of their starts.

    rows, starts, ends: int64, the document and the code points; facts: objects, a Fact each.
    """

    rows: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    facts: np.ndarray

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    def chosen(self, which: np.ndarray | slice) -> Finds:
        """Those of a mask (bool), of places (int64) or of a stretch."""
        return Finds(self.rows[which], self.starts[which], self.ends[which], self.facts[which])

    def moved(self, rows: np.ndarray) -> Finds:
        """The same in other rows: that of document n is rows[n] (int64, ascending)."""
        return Finds(rows[self.rows], self.starts, self.ends, self.facts)

    def restated(self, which: np.ndarray, facts: Sequence[Fact]) -> Finds:
        """The same places; those of a mask (bool) with these facts."""
        told = self.facts.copy()
        told[which] = np.fromiter(facts, object, len(facts))
        return Finds(self.rows, self.starts, self.ends, told)

    def spans(self) -> list[Span]:
        """Every find as a span."""
        places = zip(self.starts.tolist(), self.ends.tolist(), self.facts.tolist(), strict=True)
        return [Span(fact.type, start, end, fact[1], fact[2], fact[3], fact[4]) for start, end, fact in places]

    def documents(self) -> Iterator[tuple[int, Finds]]:
        """(row, its finds) of every document that has any."""
        rows, firsts = np.unique(self.rows, return_index=True)
        lasts = np.append(firsts, len(self))[1:]
        for row, first, last in zip(rows.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
            yield row, self.chosen(slice(first, last))

    def by_document(self) -> Iterator[tuple[int, list[Found]]]:
        """(row, its finds one by one) of every document that has any."""
        columns = (getattr(self, name).tolist() for name in Finds.__slots__)
        for row, own in groupby(zip(*columns, strict=True), itemgetter(0)):
            yield row, list(own)

    def crowded(self) -> np.ndarray:
        """Whether each find is in a document in which two finds meet (bool)."""
        meets = (self.rows[1:] == self.rows[:-1]) & (self.starts[1:] < self.ends[:-1])
        return np.isin(self.rows, self.rows[1:][meets])


Numbers = Sequence[int] | np.ndarray


def columns(rows: Numbers, starts: Numbers, ends: Numbers, facts: Sequence[Fact]) -> Finds:
    """Finds in any order, as columns."""
    places = [np.asarray(column, np.int64) for column in (rows, starts, ends)]
    return Finds(places[0], places[1], places[2], np.fromiter(facts, object, len(facts)))


def of_spans(found: Iterable[tuple[int, Sequence[Span]]]) -> Finds:
    """(row, spans) as columns."""
    flat = [(row, span) for row, spans in found for span in spans]
    return columns(
        [row for row, _ in flat],
        [span.start for _, span in flat],
        [span.end for _, span in flat],
        [Fact(span.type, span.action, span.recognizer, span.score, span.role) for _, span in flat],
    )


def gathered(blocks: Sequence[Finds]) -> Finds:
    """All of them in order."""
    if not blocks:
        return columns([], [], [], [])
    rows, starts, ends, facts = (np.concatenate([getattr(each, name) for each in blocks]) for name in Finds.__slots__)
    order = np.lexsort([starts, rows])
    return Finds(rows, starts, ends, facts).chosen(order)


def apart(finds: Finds, settle: Callable[[list[Span]], list[Span]]) -> Finds:
    """The finds, of documents in which some meet only those that `settle` leaves."""
    crowded = finds.crowded()
    if not crowded.any():
        return finds
    settled = of_spans((row, settle(own.spans())) for row, own in finds.chosen(crowded).documents())
    return gathered([finds.chosen(~crowded), settled])


def to_arrow(finds: Finds, documents: int) -> pa.ListArray:
    """The finds of so many documents as a column of PERSONAL_DATA."""
    kind = PERSONAL_DATA.field("spans").type
    told = zip(*finds.facts.tolist(), strict=True) if len(finds) else [()] * len(Fact._fields)
    values = {"start": finds.starts, "end": finds.ends, **dict(zip(Fact._fields, told, strict=True))}
    fields = list(kind.value_type)
    held = pa.StructArray.from_arrays([pa.array(values[field.name], field.type) for field in fields], fields=fields)
    offsets = np.searchsorted(finds.rows, np.arange(documents + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), held, type=kind)
