"""Ranges of whole numbers: what is left of an epoch (`loader`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Spans = list[tuple[int, int]]
"""Ranges (first, after the last), none empty, no two of them overlapping."""


def share(spans: Iterable[Sequence[int]], part: int, parts: int) -> Spans:
    """One of so many shares of the numbers, in their order: shares differ in size by at most one, and lack nothing."""
    held = [(first, last) for first, last in spans]
    total = sum(last - first for first, last in held)
    begin, end, passed, mine = total * part // parts, total * (part + 1) // parts, 0, []
    for first, last in held:
        low, high = max(first, first + begin - passed), min(last, first + end - passed)
        if low < high:
            mine.append((low, high))
        passed += last - first
    return mine


def joined(spans: Iterable[Sequence[int]]) -> Spans:
    """The same numbers in order, in as few ranges as there can be."""
    whole: Spans = []
    for first, last in sorted((first, last) for first, last in spans):
        if whole and whole[-1][1] == first:
            whole[-1] = whole[-1][0], last
        else:
            whole.append((first, last))
    return whole
