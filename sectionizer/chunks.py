"""Cutting a text into chunks along its sections.

Whole units are packed up to a budget. A unit that fits is never cut; one that does not is cut where it is cheapest:
at its parts, items, paragraphs, sentences, and only then between words. The chunks cover the text, without overlap
unless one is asked for.

Belongs here: the verb, and overlap. Its parts are `cuts` and `sentences` (where), `rulers` (how much), `packing` (the
choice), `cohesion` (another choice of paragraphs), and `headings` (what a chunk is called).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sectionizer.cuts import Outline, last_paragraph
from sectionizer.packing import PROSE, Border, Packer, Paragraphs
from sectionizer.rulers import Characters, Measure, Ruler
from sectionizer.sentences import last_sentence, last_word
from sectionizer.tree import Section

Span = tuple[int, int]


def split(
    text: str,
    sections: Sequence[Section] | Outline,
    budget: int,
    *,
    measure: Measure = Characters,
    paragraphs: Paragraphs = last_paragraph,
    overlap: int = 0,
) -> list[Span]:
    """Spans of at most ``budget`` that cover the text, in order; once, when there is no overlap.

    In an act the units are its articles: a chunk starts at the heading of one, and a chapter heading between two
    articles goes with the article before it. In a decision they are its parts.

    Args:
        text: The text.
        sections: Its sections, or the outline of them.
        budget: Most that a chunk may cost when it stands alone.
        measure: What is counted: code points, or tokens (`rulers.counting`).
        paragraphs: Where a unit that is too long is cut: after as many paragraphs as it can hold, or where the subject
            changes (`cohesion.least_cohesive`).
        overlap: How much of the chunk before a chunk repeats, at most, where it goes on with a unit begun before:
            whole sentences, or else words. A chunk that begins with a unit of its own repeats nothing.

    Raises:
        ValueError: The budget does not hold a character, or the overlap leaves no room for anything else.
    """
    if budget < 1 or not 0 <= overlap < budget:
        raise ValueError(f"A chunk of {budget} that repeats {overlap} holds nothing of its own: give a larger budget.")
    outline = sections if isinstance(sections, Outline) else Outline.of(sections)
    ruler = measure(text)
    packed = [Border(0, 0), *Packer(text, outline, ruler, budget - overlap, paragraphs).borders()]
    spans = [(before.place, after.place) for before, after in pairwise(packed)]
    return list(_overlapping(text, packed, ruler, budget, overlap)) if overlap else spans


def _overlapping(text: str, borders: Sequence[Border], ruler: Ruler, budget: int, overlap: int) -> Iterator[Span]:
    """The spans, those that begin inside a unit begun earlier."""
    earliest = 0
    for before, after in pairwise(borders):
        start = before.place
        if before.rank == PROSE:
            start = _earlier(text, earliest, start, ruler, overlap)
            start = start if ruler.size(start, after.place) <= budget else before.place
        yield start, after.place
        earliest = before.place


def _earlier(text: str, earliest: int, start: int, ruler: Ruler, overlap: int) -> int:
    """The first sentence, else the first word, from which the text up to ``start`` is no more than the overlap."""
    for last in (last_sentence, last_word):
        place, found = start, start
        while (place := last(text, earliest, place - 1) or 0) > earliest and ruler.size(place, start) <= overlap:
            found = place
        if found < start:
            return found
    return start
