"""What the operative part of a ruling does to the decisions below it: overturns, changes or upholds them.

What belongs here: reading one text, whose parts are known, in Ukrainian, Russian and Dutch. What does not: the words of
the languages (`authority_words.py`), shards (`authority_reviews.py`) and which document of the corpus is meant
(`authority_chains.py`). Only what the operative part orders counts; the head of the text is asked for the day and the
court where that part does not repeat them («оскаржуване рішення скасувати», «bekrachtigt het bestreden vonnis»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.citations.authority_words import Words, day_of, form_of, words_of
from pipelines.citations.shadow import shadow

Part = tuple[str, int, int]
"""Kind of a section (`schema.SECTION`), first code point and the one after the last."""

OPERATIVE = ("operative", "beslissing")
"""Kinds of the part that orders."""

HEAD = ("introductory", "header", "descriptive", "body", "procesverloop", "geschil", "feiten")
"""Kinds of the parts that may name the decision under review."""

_COURT = re.compile(r"(?i)суд|палат|rechter|rechtbank|gerecht|hof|raad|president")
_SAME = re.compile(r"(?:цього|того|цієї|этого)\s")
_JOINT = re.compile(r"[\s,]*(?:(?:та|і|й|и|en|а\s+також)\s+)?(?:на\s+)?")
_LONGEST_HEAD = 6_000
"""Code points from the first part of the head on in which the decision under review is named."""


@dataclass(frozen=True, slots=True)
class Review:
    """One decision that a ruling disposes of: overturned, changed or upheld; `partial` when only in part.

    `start` and `end` are code points of the words that name the decision. `form`, `court`, `day` (YYYY-MM-DD) and
    `case` are what the text tells of it, else empty; the court as written.
    """

    start: int
    end: int
    outcome: str
    partial: bool
    form: str = ""
    court: str = ""
    day: str = ""
    case: str = ""


def find_reviews(text: str, language: str, parts: Sequence[Part]) -> list[Review]:
    """What the operative part does to other decisions, in order; nothing where the text has no such part."""
    operative = next(((start, end) for kind, start, end in reversed(parts) if kind in OPERATIVE), None)
    words = words_of(language)
    if operative is None or not words.order.search(text, *operative):
        return []
    looked_at = shadow(text)
    head = next((start for kind, start, _ in parts if kind in HEAD), 0)
    asked = _under_review(looked_at, head, min(operative[0], head + _LONGEST_HEAD), words)
    found = list[Review]()
    for clause in _clauses(looked_at, *operative, words):
        found += _ordered(looked_at, clause, words, [*reversed(found), *asked])
    return _distinct(found)


def _under_review(looked_at: str, start: int, end: int, words: Words) -> list[Review]:
    """The first decision that the head dates and those joined to it; later ones tell how the case went on."""
    found = list[Review]()
    for one in _decisions(looked_at, start, end, words):
        if found and not _JOINT.fullmatch(looked_at, found[-1].end, one.start):
            break
        found += [one] if one.day and (one.court or found) else []
    return found


def _clauses(looked_at: str, start: int, end: int, words: Words) -> Iterator[tuple[int, int]]:
    """Sentences and items of the part."""
    begin = start
    for stop in words.stop.finditer(looked_at, start, end):
        yield begin, stop.end()
        begin = stop.end()
    yield begin, end


def _decisions(looked_at: str, start: int, end: int, words: Words) -> Iterator[Review]:
    """All decisions of courts that a stretch names, with no outcome yet."""
    for match in words.decision.finditer(looked_at, start, end):
        told = match.groupdict()
        court = " ".join((told["court"] or "").split())
        if court and (words.other_body.search(court) or not _COURT.search(court)):
            continue
        court = "" if _SAME.match(court) else court
        day, case = day_of(told["day"] or ""), (told["case"] or "").strip(" .,;")
        yield Review(match.start(), match.end(), "", False, form_of(told["form"]), court, day, case)


def _ordered(looked_at: str, clause: tuple[int, int], words: Words, before: Sequence[Review]) -> Iterator[Review]:
    """The decisions of a clause with what is ordered about each.

    Where the clause begins with its order («Скасувати рішення …», «vernietigt het vonnis …») what follows an order is
    its object, elsewhere what stands before it.
    """
    orders = list(words.order.finditer(looked_at, *clause))
    named = list(_decisions(looked_at, *clause, words)) if orders else []
    if not named:
        return
    comes_first = orders[0].start() < named[0].start
    for one in named:
        behind = [order for order in orders if order.start() > one.start]
        ahead = [order for order in orders if order.start() < one.start]
        nearest = ahead[-1:] if comes_first else behind[:1] or ahead[-1:]
        for order in nearest:
            stretch = _stretch(looked_at, clause, one, order, orders)
            outcome = next(name for name in words.outcomes if order[name])
            told = one if one.day else _told_before(one, before)
            yield replace(told, outcome=outcome, partial=words.partial.search(stretch) is not None)


def _stretch(
    looked_at: str, clause: tuple[int, int], one: Review, order: re.Match[str], orders: Sequence[re.Match[str]]
) -> str:
    """The words that speak of one decision and its order, to the next order or the end of the clause."""
    start = min(one.start, order.start())
    earlier = max((other.end() for other in orders if other.end() <= start), default=clause[0])
    later = min((other.start() for other in orders if other.start() > max(one.end, order.end())), default=clause[1])
    return looked_at[earlier:later]


def _told_before(one: Review, before: Sequence[Review]) -> Review:
    """A decision named without its day, as the first of those `before` whose form fits."""
    known = next((other for other in before if other.day and one.form in ("", other.form)), one)
    return replace(known, start=one.start, end=one.end)


def _distinct(found: Sequence[Review]) -> list[Review]:
    """Each decision once for an outcome; in part when any of its mentions is."""
    kept: dict[tuple[str, ...], Review] = {}
    for one in found:
        name = (one.outcome, one.form, one.court, one.day, one.case)
        kept[name] = replace(kept[name], partial=kept[name].partial or one.partial) if name in kept else one
    return list(kept.values())
