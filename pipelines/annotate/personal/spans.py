"""A piece of personal data, and which of overlapping ones stays.

What belongs here: the span, the rule for overlaps, and its form in Arrow. What does not: finding it (personal_data).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from operator import attrgetter

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
    ordered = sorted(spans, key=attrgetter("start"))
    return ordered if _apart(ordered) else added([], sorted(ordered, key=_precedence))


def outer(spans: Iterable[Span]) -> list[Span]:
    """The spans, in order, without those that lie in another of their type whose score is no lower.

    So presidio's engine leaves them (EntityRecognizer.remove_duplicates).
    """
    ordered = sorted(spans, key=attrgetter("start"))
    if _apart(ordered):
        return ordered
    kept, around = list[Span](), list[Span]()
    for span in sorted(ordered, key=lambda span: (span.type, span.start, -span.end, -span.score)):
        around = [other for other in around if other.type == span.type and other.end >= span.start]
        if not any(span.end <= other.end and span.score <= other.score for other in around):
            around.append(span)
            kept.append(span)
    return sorted(kept, key=attrgetter("start"))


def _apart(ordered: Sequence[Span]) -> bool:
    """Whether no two spans meet."""
    return all(one.end <= other.start for one, other in pairwise(ordered))


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
    rows = map(attrgetter(*(field.name for field in fields)), spans)
    values = zip(*rows, strict=True) if spans else [()] * len(fields)
    columns = [pa.array(column, field.type) for column, field in zip(values, fields, strict=True)]
    offsets = pa.array([0, *accumulate(map(len, found))], pa.int32())
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(columns, fields=fields), type=kind)
