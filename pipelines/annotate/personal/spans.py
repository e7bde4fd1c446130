"""A piece of personal data, and which of overlapping ones stays.

What belongs here: the span and the rule for overlaps. What does not: finding it (looks, name_anchors), and many
documents at once (finds).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Protocol, TypeVar


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


class Placed(Protocol):
    """What has a type, a place and a score: a span, or what a recognizer has matched."""

    @property
    def type(self) -> str:
        """Kind of personal data."""
        ...

    @property
    def start(self) -> int:
        """Its first code point."""
        ...

    @property
    def end(self) -> int:
        """The code point behind it."""
        ...

    @property
    def score(self) -> float:
        """How sure it is."""
        ...


P = TypeVar("P", bound=Placed)


def resolve(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping spans the longer wins, then the higher score, then the first by type: the same every time.

    Where two languages differ on what to do with one span, it is masked.
    """
    ordered = sorted(spans, key=attrgetter("start"))
    return ordered if _apart(ordered) else added([], sorted(ordered, key=_precedence))


def outer(spans: Iterable[P]) -> list[P]:
    """The spans, in order, without those that lie in another of their type whose score is no lower.

    So presidio's engine leaves them (EntityRecognizer.remove_duplicates).
    """
    ordered = sorted(spans, key=attrgetter("start"))
    if _apart(ordered):
        return ordered
    kept, around = list[P](), list[P]()
    for span in sorted(ordered, key=lambda span: (span.type, span.start, -span.end, -span.score)):
        around = [other for other in around if other.type == span.type and other.end >= span.start]
        if not any(span.end <= other.end and span.score <= other.score for other in around):
            around.append(span)
            kept.append(span)
    return sorted(kept, key=attrgetter("start"))


def _apart(ordered: Sequence[Placed]) -> bool:
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
