"""A piece of personal data, and which of overlapping ones stays.

What belongs here: the span, the rule for overlaps, and its form in Arrow. What does not: finding it (personal_data).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import pyarrow as pa

from pipelines.schema import PERSONAL_DATA


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of personal data: code points [start, end), and what the default policy does with it.

    action: mask, keep or register (already a placeholder). role: of a person, what the text says he is (party, judge …
    see roles); public for what is nobody's own; else empty.
    """

    type: str
    start: int
    end: int
    action: str
    recognizer: str
    score: float
    role: str = ""


def resolve(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping spans the longer wins, then the higher score, then the first by type: the same every time.

    Where two languages differ on what to do with one span, it is masked.
    """
    ordered = sorted(spans, key=lambda span: span.start)
    if all(one.end <= other.start for one, other in pairwise(ordered)):
        return ordered
    return added([], sorted(ordered, key=_precedence))


def added(spans: Sequence[Span], more: Iterable[Span]) -> list[Span]:
    """`spans`, in order, with each of `more` that meets none of them and none added before it."""
    kept = list(spans)
    for span in more:
        at = bisect_left(kept, span.start, key=lambda s: s.start)
        if (at == 0 or kept[at - 1].end <= span.start) and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept


def _precedence(span: Span) -> tuple[object, ...]:
    return span.start - span.end, -span.score, span.start, span.type, span.action == "keep", span.recognizer


def to_arrow(found: Sequence[Sequence[Span]]) -> pa.ListArray:
    """The spans of many documents as a column of PERSONAL_DATA."""
    kind = PERSONAL_DATA.field("spans").type
    spans = list(chain.from_iterable(found))
    fields = list(kind.value_type)
    columns = [pa.array([getattr(span, field.name) for span in spans], field.type) for field in fields]
    offsets = pa.array([0, *accumulate(map(len, found))], pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=fields), type=kind)
