"""A picture of drift: for each feature a column for each year, as high as its index, and the height that is remarkable.

What belongs here: drawing. What does not: measuring (`drift.py`). The colours show on white and on black.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from pipelines.checks.drift import Drift

LINE, NAME, YEAR = 26, 170, 14
"""Pixels of a line, of the names before it, and of a year."""

MOST = 2.0
"""Columns end where the index is so many times what would be remarkable."""

QUIET, LOUD, TEXT = "#6f94b8", "#c8553d", "#808590"


def drift_plot(found: Sequence[Drift]) -> str:
    """A self-contained SVG: features below each other, years from left to right, remarkable ones in red."""
    years = sorted({each.year for each in found})
    features = [
        (name, list(of))
        for name, of in groupby(sorted(found, key=lambda each: each.feature), key=lambda each: each.feature)
    ]
    width, height = NAME + YEAR * max(len(years), 8), LINE * (len(features) + 1)
    lines = "".join(_feature(number, name, of, years) for number, (name, of) in enumerate(features))
    below = _text(NAME, height - 8, f"{years[0]} to {years[-1]}") if years else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="{TEXT}">{lines}{below}</svg>'
    )


def _feature(number: int, name: str, found: Sequence[Drift], years: Sequence[str]) -> str:
    floor = LINE * (number + 1)
    remarkable = floor - (LINE - 6) / MOST
    drawn = "".join(_column(each, NAME + YEAR * years.index(each.year), floor) for each in found)
    limit = (
        f'<line x1="{NAME}" x2="{NAME + YEAR * len(years)}" y1="{remarkable}" y2="{remarkable}" stroke="{TEXT}" '
        'stroke-width=".5" stroke-dasharray="2 2" />'
    )
    return _text(0, floor - 4, name) + drawn + limit


def _column(each: Drift, left: int, floor: int) -> str:
    height = max(min(each.psi / each.bound, MOST) / MOST * (LINE - 6), 0.5)
    colour = LOUD if each.is_remarkable else QUIET
    return (
        f'<rect x="{left + 1}" y="{floor - height:.1f}" width="{YEAR - 2}" height="{height:.1f}" fill="{colour}">'
        f"<title>{escape(str(each))}</title></rect>"
    )


def _text(left: int, base: int, words: str) -> str:
    return f'<text x="{left}" y="{base}">{escape(words)}</text>'
