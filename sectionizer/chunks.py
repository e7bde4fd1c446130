"""Cutting a text into chunks along its sections.

Whole units are packed up to a budget. A unit that fits is never cut; one that does not is cut where it is cheapest:
at its parts, items, paragraphs, sentences, and only then between words. The chunks cover the text, without overlap.
Counting tokens belongs to whoever chooses the budget.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from sectionizer.tree import TEXT, Section

Span = tuple[int, int]
Cuts = Callable[[int, int], list[int]]
"""Places strictly inside a span where it may be cut."""

WHOLE = ("article", "article_excluded")
_PARAGRAPH = re.compile(r"\n\s*(?=\S)")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[\"«„(]?[^\W\d_a-zа-яіїєґ])")
_WORD = re.compile(r"\s+(?=\S)")


def split(text: str, sections: Sequence[Section], budget: int) -> list[Span]:
    """Spans of at most ``budget`` code points that cover the text once, in order.

    In an act the units are its articles: a chunk starts at the heading of one, and a chapter heading between two
    articles goes with the article before it. In a decision they are its parts.

    Raises:
        ValueError: The budget is not positive.
    """
    if budget < 1:
        raise ValueError(f"A chunk of {budget} characters holds nothing: give a budget of at least 1.")
    return list(_pack(0, len(text), budget, [partial(_inside, _units(sections)), *_levels(text, sections)]))


def _units(sections: Sequence[Section]) -> list[int]:
    """Starts of the units that should stay whole."""
    articles = [section.start for section in sections if section.kind in WHOLE]
    return articles or [section.start for section in sections if section.parent < 0 and section.kind != TEXT]


def _levels(text: str, sections: Sequence[Section]) -> list[Cuts]:
    """Ever finer places to cut at, the next used only for what is still too long."""
    depths: dict[int, list[int]] = {}
    depth: list[int] = []
    for section in sections:
        depth.append(depth[section.parent] + 1 if section.parent >= 0 else 0)
        depths.setdefault(depth[-1], []).append(section.start)
    tree = [partial(_inside, depths[level]) for level in sorted(depths)]
    return [*tree, *(partial(_ends, pattern, text) for pattern in (_PARAGRAPH, _SENTENCE, _WORD))]


def _inside(places: Sequence[int], start: int, end: int) -> list[int]:
    return [place for place in places if start < place < end]


def _ends(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[int]:
    return [match.end() for match in pattern.finditer(text, start, end) if start < match.end() < end]


def _pack(start: int, end: int, budget: int, levels: Sequence[Cuts]) -> Iterator[Span]:
    """Chunks of a span: its pieces at the first level packed together, what is too long cut at the next ones."""
    if end - start <= budget:
        yield from [(start, end)] if start < end else []
        return
    if not levels:
        yield from ((place, min(place + budget, end)) for place in range(start, end, budget))
        return
    cuts = [start, *levels[0](start, end), end]
    held = start
    for left, right in pairwise(cuts):
        if right - held <= budget:
            continue
        if held < left:
            yield held, left
        held = left
        if right - left > budget:
            yield from _pack(left, right, budget, levels[1:])
            held = right
    if held < end:
        yield held, end
