"""Lines that were broken or glued on the way to the register, set as the court set them.

What belongs here: line ends, added or taken away, where that is certain; each is told as a repair. Not here: blanks
and spelling (normalise), and headings set in spaced letters, which are the court's own hand.
"""

from __future__ import annotations

import re
from itertools import pairwise

HEADINGS = ("ПОСТАНОВА", "УХВАЛА", "РІШЕННЯ", "ВИРОК", "П О С Т А Н О В А", "У Х В А Л А", "Р І Ш Е Н Н Я", "В И Р О К")
BEFORE_GLUED = re.compile("[a-zа-яіїєґ0-9]")
BEHIND = re.compile(r"\n|\s{2}|\sІМЕНЕМ\b|\sІ М Е Н Е М\b|\Z")
"""What stands around a heading glued to what a lost cell of a table left before it: «корпус 1П О С Т А Н О В А»."""

FEWEST_LINES = 20
NARROWEST, WIDEST = 30, 100
"""Code points of a column: narrower are lists and tables, wider are paragraphs."""
BEYOND_WIDTH = 0.05
"""Share of lines that may be longer than the column: what cannot be broken."""
SLACK = 2
RUNNING_SHARE, FULL_SHARE = 0.4, 0.8
"""Shares that make a column: line ends inside a sentence, of all; of these, those where the next word had no room."""
CLOSING = (".", ":", ";", "!", "?", "-", "_", "—", "–")
"""A line that ends so may be whole; a hyphen may part a word or belong to it."""
OPENING = re.compile(r"[\w«\"'(№]")
APART = re.compile(r"(?:\d+[.)]|[a-zа-яіїєґ]\))(?!\S)|\w \w \w\b|[А-ЯІЇЄҐ].*:$")
"""What begins a line of its own: an item, letter-spaced words, «Встановив:»."""


def set_lines(text: str) -> tuple[str, tuple[str, ...]]:
    """(text, repairs) of a normalised text, still normalised: ``glued_heading``, ``hard_wrapped``.

    A heading is parted from the cell before it. A text set in a narrow column becomes paragraphs again, at line ends
    inside a sentence behind which the next word had no room; every other line end stays.
    """
    parted = text
    for heading in HEADINGS:
        if heading in text:
            parted = _parted(parted, heading)
    joined = _joined(parted)
    repairs = (("glued_heading", parted != text), ("hard_wrapped", joined != parted))
    return joined, tuple(name for name, done in repairs if done)


def _parted(text: str, heading: str) -> str:
    """The text with a line end before each glued occurrence of a heading."""
    pieces = text.split(heading)
    glued = [BEFORE_GLUED.match(before[-1:]) and BEHIND.match(behind) for before, behind in pairwise(pieces)]
    return pieces[0] + "".join(
        ("\n" if g else "") + heading + piece for g, piece in zip(glued, pieces[1:], strict=True)
    )


def _joined(text: str) -> str:
    lines = text.split("\n")
    width = _column(lines)
    if width is None:
        return text
    joins = [_runs_on(line, following) and _is_full(line, following, width) for line, following in pairwise(lines)]
    return "".join(line + (" " if join else "\n") for line, join in zip(lines, [*joins, False], strict=True))[:-1]


def _column(lines: list[str]) -> int | None:
    """Width of the column a text was broken at, in code points; None when it was not, or not certainly."""
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[int(len(lengths) * (1 - BEYOND_WIDTH))] if len(lengths) >= FEWEST_LINES else 0
    if not NARROWEST <= width <= WIDEST:
        return None
    ends = [(line, following) for line, following in pairwise(lines) if line and following]
    inside = [(line, following) for line, following in ends if _runs_on(line, following) and following[0].islower()]
    full = sum(_is_full(line, following, width) for line, following in inside)
    certain = len(inside) >= RUNNING_SHARE * len(ends) and full >= FULL_SHARE * len(inside) > 0
    return width if certain else None


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence may go on over the line end: no closing sign, no cell, no new item, no heading."""
    if not line or not following or line.endswith(CLOSING) or "\t" in line + following:
        return False
    goes_on = OPENING.match(following) is not None and APART.match(following) is None
    return goes_on and line.isupper() == following.isupper()


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the line fills the column and the next word would not have fitted; breakers differ by a blank or two."""
    needed = len(line) + 1 + len(following.split(" ", 1)[0])
    return len(line) <= width + SLACK and needed > width - SLACK
