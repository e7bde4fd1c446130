"""Pictures of tokenizers: what a word costs with each, and how often the tokens of a vocabulary are used.

What belongs here: drawing, as self-contained SVG. What does not: the figures (`tokenizer.reporting`). The colours show
on white and on black.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from tokenizer.reporting import Portrait, by_language

LINE, NAME, WIDTH = 20, 150, 320
"""Pixels of a line, of the names before the bars, and of the longest bar."""

HEIGHT = 200
"""Pixels of the curves."""

POINTS = 60
"""Of a curve."""

OWN, OTHER, TEXT = "#c8553d", "#6f94b8", "#808590"
COLOURS = ("#6f94b8", "#c8553d", "#7a9e65", "#b59a4c")
"""Of languages, in their order."""


def fertility_plot(found: Mapping[str, Portrait]) -> str:
    """Bars: tokens a word of held-out texts, by language and then by tokenizer, the first one in red."""
    costs = {name: by_language(each.held_out) for name, each in found.items()}
    languages = sorted({language for cost in costs.values() for language in cost})
    rows = [
        (language, name, costs[name][language]) for language in languages for name in found if language in costs[name]
    ]
    most, own = max((cost for *_, cost in rows), default=1.0), next(iter(found), "")
    drawn = "".join(
        _bar(LINE * place, f"{language} · {name}", cost, most, OWN if name == own else OTHER)
        for place, (language, name, cost) in enumerate(rows)
    )
    return _picture(NAME + WIDTH + 50, LINE * max(len(rows), 1), drawn)


def use_plot(found: Portrait) -> str:
    """Curves by language: tokens from the most to the least frequent, and how often each occurs, both by powers of 10.

    The steeper a curve falls, the more of the vocabulary the language leaves unused.
    """
    counts = {name: sorted(use.counts[use.counts > 0].tolist(), reverse=True) for name, use in found.uses.items()}
    wide, high = _tens(found.size), max((_tens(of[0]) for of in counts.values() if of), default=1.0)
    drawn = "".join(
        _curve(of, wide, high, COLOURS[place % len(COLOURS)])
        + _text(WIDTH - 40, LINE * (place + 1), name, COLOURS[place % len(COLOURS)])
        for place, (name, of) in enumerate(counts.items())
    )
    return _picture(WIDTH, HEIGHT + LINE, drawn + _text(0, HEIGHT + LINE - 6, f"rank, 1 to {found.size:,}", TEXT))


def _bar(top: int, name: str, cost: float, most: float, colour: str) -> str:
    width = WIDTH * cost / most
    return (
        _text(0, top + LINE - 6, name, TEXT)
        + f'<rect x="{NAME}" y="{top + 3}" width="{width:.1f}" height="{LINE - 6}" fill="{colour}" />'
        + _text(NAME + round(width) + 5, top + LINE - 6, f"{cost:.2f}", TEXT)
    )


def _curve(counts: Sequence[int], wide: float, high: float, colour: str) -> str:
    ranks = sorted({min(round(len(counts) ** (step / POINTS)), len(counts)) for step in range(POINTS + 1)} - {0})
    points = " ".join(
        f"{WIDTH * _tens(rank) / wide:.1f},{HEIGHT * (1 - _tens(counts[rank - 1]) / high):.1f}" for rank in ranks
    )
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5" />'


def _tens(count: int) -> float:
    """Powers of ten, a little more than 0 for 1."""
    return math.log10(count + 0.1)


def _text(left: int, base: int, words: str, colour: str) -> str:
    return f'<text x="{left}" y="{base}" fill="{colour}">{escape(words)}</text>'


def _picture(width: int, height: int, drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="12">{drawn}</svg>'
    )
