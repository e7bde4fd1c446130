"""What only the whole document tells of its spans: who is who in it, and what its placeholders stand for.

What belongs here: putting what people, birth_behind and placeholder_types say into the spans. What does not: their
rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from pipelines.annotate.personal.birth_behind import birth_behind
from pipelines.annotate.personal.finds import Fact, Finds, Found, gathered, of_spans
from pipelines.annotate.personal.people import settled
from pipelines.annotate.personal.placeholder_types import WORDS, Mention, typed
from pipelines.annotate.personal.roles import Name, action
from pipelines.annotate.personal.spans import Span, added

LIKELY = 0.8
"""Score of a surname alone, of somebody whom the document names in full (recognizer.LIKELY)."""

POSSIBLE = 0.6
"""Score of a date without a word of birth (recognizer.POSSIBLE)."""


def settle(finds: Finds, read: Callable[[int], str]) -> Finds:
    """The finds of many documents, no two of which meet, as each whole document settles them.

    A person has one role in a document, so a judge who signs without saying so stays named; people to be masked are
    masked where their surname stands alone as well, and a date right behind their name is of birth; each numbered
    placeholder of the register has one type. `read` gives a text by its row.
    """
    finds, alone = _in_roles(_typed(finds, read), read)
    if not alone:
        return finds
    joined = np.isin(finds.rows, list(alone))
    spans = ((row, added(own.spans(), alone[row])) for row, own in finds.chosen(joined).documents())
    return gathered([finds.chosen(~joined), of_spans(spans)])


def _typed(finds: Finds, read: Callable[[int], str]) -> Finds:
    """The finds, numbers that the register has replaced by what they stand for."""
    is_open = finds.those(lambda fact: fact.action == "register" and fact.type in WORDS)
    types = list[str]()
    for row, own in finds.chosen(is_open).by_document():
        types += typed(read(row), [Mention(fact.type, start, end) for _, start, end, fact in own])
    told = zip(finds.chosen(is_open).told(), types, strict=True)
    return finds.restated(is_open, (fact if fact.type == kind else fact._replace(type=kind) for fact, kind in told))


def _in_roles(finds: Finds, read: Callable[[int], str]) -> tuple[Finds, dict[int, list[Span]]]:
    """The finds, names in the roles their documents tell; and by document the surnames alone and dates behind names."""
    is_name = finds.those(lambda fact: fact.action != "register" and fact.type == "PERSON")
    facts, alone = list[Fact](), dict[int, list[Span]]()
    for row, own in finds.chosen(is_name).by_document():
        told = settled(read(row), [Name(start, end, fact.role) for _, start, end, fact in own])
        facts += [_restated(fact, name.role) for (_, _, _, fact), name in zip(own, told, strict=False)]
        further = [*_alone(told[len(own) :]), *_born(read(row), own, facts[-len(own) :])]
        if further:
            alone[row] = further
    return finds.restated(is_name, facts), alone


def _born(text: str, names: Iterable[Found], told: Iterable[Fact]) -> Iterator[Span]:
    """Dates right behind the names of people to be masked: nobody writes another date there."""
    for (_, _, end, _), fact in zip(names, told, strict=True):
        born = birth_behind(text, end) if fact.action == "mask" else None
        if born:
            yield Span("BIRTH_DATE", *born, "mask", "BirthDate", POSSIBLE)


def _restated(fact: Fact, role: str) -> Fact:
    """The fact of a name in its person's role."""
    return fact if fact.role == role else fact._replace(role=role, action=action(role))


def _alone(names: Iterable[Name]) -> list[Span]:
    """Surnames alone as spans."""
    return [Span("PERSON", name.start, name.end, action(name.role), "PersonName", LIKELY, name.role) for name in names]
