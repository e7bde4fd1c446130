"""Finds of many documents as columns, so that what nothing else touches never becomes an object of its own.

What belongs here: the columns, their way to spans and back, and their form in Arrow. What does not: finding anything
(looks, name_anchors), which of overlapping spans stays (spans), and what a document tells of its spans (settling).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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

    rows, starts, ends: int64, the document and the code points; codes: int64, what is said of each, a place in `facts`.
    """

    rows: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    codes: np.ndarray
    facts: tuple[Fact, ...]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    def chosen(self, which: np.ndarray | slice) -> Finds:
        """Those of a mask (bool), of places (int64) or of a stretch."""
        return Finds(self.rows[which], self.starts[which], self.ends[which], self.codes[which], self.facts)

    def moved(self, rows: np.ndarray) -> Finds:
        """The same in other rows: that of document n is rows[n] (int64, ascending)."""
        return replace(self, rows=rows[self.rows])

    def those(self, holds: Callable[[Fact], bool]) -> np.ndarray:
        """Of which of them it holds (bool); it is asked of each different fact once."""
        return np.array([holds(fact) for fact in self.facts], np.bool_)[self.codes]

    def told(self) -> list[Fact]:
        """What is said of each."""
        return [self.facts[code] for code in self.codes.tolist()]

    def restated(self, which: np.ndarray, told: Iterable[Fact]) -> Finds:
        """The same places; of those of a mask (bool) this is said, one by one."""
        codes = self.codes.copy()
        codes[which], facts = _coded(told, self.facts)
        return replace(self, codes=codes, facts=facts)

    def spans(self) -> list[Span]:
        """Every find as a span."""
        places = zip(self.starts.tolist(), self.ends.tolist(), self.told(), strict=True)
        return [Span(fact.type, start, end, fact[1], fact[2], fact[3], fact[4]) for start, end, fact in places]

    def documents(self) -> Iterator[tuple[int, Finds]]:
        """(row, its finds) of every document that has any."""
        rows, firsts = np.unique(self.rows, return_index=True)
        lasts = np.append(firsts, len(self))[1:]
        for row, first, last in zip(rows.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
            yield row, self.chosen(slice(first, last))

    def by_document(self) -> Iterator[tuple[int, list[Found]]]:
        """(row, its finds one by one) of every document that has any."""
        columns = self.rows.tolist(), self.starts.tolist(), self.ends.tolist(), self.told()
        for row, own in groupby(zip(*columns, strict=True), itemgetter(0)):
            yield row, list(own)

    def crowded(self) -> np.ndarray:
        """Whether each find is in a document in which two finds meet (bool)."""
        meets = (self.rows[1:] == self.rows[:-1]) & (self.starts[1:] < self.ends[:-1])
        return np.isin(self.rows, self.rows[1:][meets])


Numbers = Sequence[int] | np.ndarray


def columns(rows: Numbers, starts: Numbers, ends: Numbers, told: Iterable[Fact]) -> Finds:
    """Finds in any order, as columns."""
    places = [np.asarray(column, np.int64) for column in (rows, starts, ends)]
    return Finds(places[0], places[1], places[2], *_coded(told))


def _coded(told: Iterable[Fact], known: Iterable[Fact] = ()) -> tuple[np.ndarray, tuple[Fact, ...]]:
    """The place of each fact (int64) among all different ones, and these, the `known` first."""
    places = {fact: place for place, fact in enumerate(known)}
    codes = [places.setdefault(fact, len(places)) for fact in told]
    return np.array(codes, np.int64), tuple(places)


def of_spans(found: Iterable[tuple[int, Sequence[Span]]]) -> Finds:
    """(row, spans) as columns."""
    flat = [(row, span) for row, spans in found for span in spans]
    return columns(
        [row for row, _ in flat],
        [span.start for _, span in flat],
        [span.end for _, span in flat],
        (Fact(span.type, span.action, span.recognizer, span.score, span.role) for _, span in flat),
    )


def gathered(blocks: Sequence[Finds]) -> Finds:
    """All of them in order."""
    if not blocks:
        return columns([], [], [], [])
    rows, starts, ends = (
        np.concatenate([getattr(each, name) for each in blocks]) for name in ("rows", "starts", "ends")
    )
    places, facts = _coded(fact for each in blocks for fact in each.facts)
    firsts = np.cumsum([0, *(len(each.facts) for each in blocks)])
    codes = np.concatenate([places[first + each.codes] for first, each in zip(firsts.tolist(), blocks, strict=False)])
    return Finds(rows, starts, ends, codes, facts).chosen(np.lexsort([starts, rows]))


def apart(finds: Finds, settle: Callable[[list[Span]], list[Span]]) -> Finds:
    """The finds, of documents in which some meet only those that `settle` leaves."""
    crowded = finds.crowded()
    if not crowded.any():
        return finds
    settled = of_spans((row, settle(own.spans())) for row, own in finds.chosen(crowded).documents())
    return gathered([finds.chosen(~crowded), settled])


def _column(finds: Finds, field: pa.Field) -> pa.Array:
    """One field of all the finds."""
    if field.name in ("start", "end"):
        return pa.array(finds.starts if field.name == "start" else finds.ends, field.type)
    told = pa.array([getattr(fact, field.name) for fact in finds.facts], field.type)
    return told.take(pa.array(finds.codes))


def to_arrow(finds: Finds, documents: int) -> pa.ListArray:
    """The finds of so many documents as a column of PERSONAL_DATA."""
    kind = PERSONAL_DATA.field("spans").type
    fields = list(kind.value_type)
    values = [_column(finds, field) for field in fields]
    held = pa.StructArray.from_arrays(values, fields=fields)
    offsets = np.searchsorted(finds.rows, np.arange(documents + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), held, type=kind)
