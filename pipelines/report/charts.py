"""Drawings of distributions: histograms beside each other, and ranges about a median.

What belongs here: small pieces of SVG that know nothing of corpora. What does not: what is drawn (`page_figures.py`)
and its colours (`page.css`). Every drawing has its figures beside it or in its title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pipelines.report.markup import Html, number

HIGHEST = 2.0
"""What the frame of `moved` has room for; more is cut off."""


@dataclass(frozen=True, slots=True)
class Range:
    """The 10th percentile, the median and the 90th."""

    low: float
    median: float
    high: float


def histogram(bins: Mapping[int, int], filled: Mapping[int, int], span: range, label: str) -> Html:
    """A column for each bin of `span`, its filled part drawn over the whole."""
    tallest = max(bins.values(), default=0) or 1
    drawn = []
    for place, each in enumerate(span):
        for kind, count in (("track", bins.get(each, 0)), ("fill", filled.get(each, 0))):
            height = max(24 * count / tallest, 0.5) if count else 0
            if height:
                drawn.append(
                    f'<rect class={kind} x="{place + 0.1}" y="{24 - height:.2f}" width=".8" height="{height:.2f}" />'
                )
    box = f'viewBox="0 0 {len(span)} 24" preserveAspectRatio=none role=img aria-label="{escape(label, quote=True)}"'
    return Html(f"<svg class=histogram {box}>{''.join(drawn)}</svg>")


def moved(values: Mapping[str, float], label: str) -> Html:
    """A column for each key, by a line at 1; what is above it stands out."""
    drawn = []
    for place, (key, value) in enumerate(values.items()):
        height = max(12 * min(value, HIGHEST), 0.5)
        kind = "part3" if value > 1 else "fill"
        title = f"<title>{escape(key)}: {value:.2f} of what would be remarkable</title>"
        at = f'x="{place + 0.1}" y="{24 - height:.2f}" width=".8" height="{height:.2f}"'
        drawn.append(f"<rect class={kind} {at}>{title}</rect>")
    wide, said = max(len(values), 1), escape(f"{label}: {', '.join(values)}", quote=True)
    box = f'viewBox="0 0 {wide} 24" preserveAspectRatio=none role=img aria-label="{said}"'
    frame = f'style="max-width:{0.7 * wide:.1f}rem"'
    return Html(f"<svg class=moved {frame} {box}>{''.join(drawn)}<path class=edge d='M0,12h{wide}' /></svg>")


def spread(told: Range, least: float, greatest: float) -> Html:
    """A range on a scale from `least` to `greatest`, a stroke at its median."""
    width = (greatest - least) or 1.0
    low, median, high = (100 * (value - least) / width for value in (told.low, told.median, told.high))
    label = f"from {told.low:.3g} to {told.high:.3g}, median {told.median:.3g}"
    return Html(
        f'<svg class=spread viewBox="0 0 100 8" preserveAspectRatio=none role=img aria-label="{label}">'
        f'<rect class=track y=3 width=100 height=2 /><rect class=range x="{low:.2f}" y=1.5 '
        f'width="{max(high - low, 0.6):.2f}" height=5 />'
        f'<rect class=fill x="{min(median, 99.2):.2f}" width=".8" height=8 /></svg>'
    )


def quantiles(bins: Mapping[int, int], at: Sequence[float]) -> list[int]:
    """The bins in which these shares of all documents are reached."""
    whole, found = sum(bins.values()), []
    for share in at:
        seen = 0
        for each in sorted(bins):
            seen += bins[each]
            if seen >= share * whole:
                found.append(each)
                break
    return found


def lengths(bin_: int, steps: int) -> str:
    """The least length of a bin, in words."""
    return number(round(2 ** (bin_ / steps) - 1))
