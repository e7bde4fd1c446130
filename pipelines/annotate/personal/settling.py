"""What only the whole document tells of its spans: who is who in it, and what its placeholders stand for.

What belongs here: putting what people and placeholder_types say into the spans. What does not: their rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.annotate.personal.people import settled
from pipelines.annotate.personal.placeholder_types import typed
from pipelines.annotate.personal.roles import Name, action
from pipelines.annotate.personal.spans import Span, added

OPEN = ("PERSON", "NUMBER", "INFORMATION")
"""Types of which the document may tell more."""

LIKELY = 0.8
"""Score of a surname alone, of somebody whom the document names in full (recognizer.LIKELY)."""


def settle(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans of the document `text`, in order and not overlapping, as the whole of it settles them.

    A person has one role in a document, so a judge who signs without saying so stays named; people to be masked are
    masked where their surname stands alone as well; each numbered placeholder of the register has one type.
    """
    spans = typed(text, spans)
    named = [Name(span.start, span.end, span.role) for span in spans if is_named(span)]
    if not named:
        return spans
    told = {(name.start, name.end): name for name in settled(text, named)}
    known = [_told(span, told.pop((span.start, span.end))) if is_named(span) else span for span in spans]
    return added(known, _alone(told.values())) if told else known


def is_open(span: Span) -> bool:
    """Whether the document may tell more of the span: of a name, or of a number that the register has replaced."""
    return span.type in OPEN


def is_named(span: Span) -> bool:
    """Whether the span is a person's name that the register has left."""
    return span.type == "PERSON" and span.action != "register"


def _told(span: Span, name: Name) -> Span:
    """The span in its person's role."""
    return span if span.role == name.role else replace(span, role=name.role, action=action(name.role))


def _alone(names: Iterable[Name]) -> list[Span]:
    """Surnames alone as spans."""
    return [Span("PERSON", name.start, name.end, action(name.role), "PersonName", LIKELY, name.role) for name in names]
