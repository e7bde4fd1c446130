"""Two texts side by side: what a person looks at to judge a pair.

What belongs here: where two texts differ, line beside line and word beside word, short enough to be read at a glance.
What does not: which pairs are looked at (`report/clusters.py`), and markup of any kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import Literal

Mark = Literal["changed", "left", "right"]
"""Both have the line, in other words; only the left one has it; only the right one."""

Run = tuple[str, bool]
"""A stretch of a line, and whether the other side has something else there."""

LINES = 400
"""Lines of a text that are compared, from the first that differs on: the time grows with their square."""

LETTERS = 2_000
"""Letters of a line that are compared word by word, for the same reason."""

LEAD = 30
"""Letters that are shown before the first word that differs."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that is not the same on both sides; a side that lacks it has no runs."""

    mark: Mark
    left: tuple[Run, ...]
    right: tuple[Run, ...]


def side_by_side(left: str, right: str, width: int) -> Iterator[Difference]:
    """The lines in which two texts differ, from the first on; blank lines and the width of blanks do not count.

    Each side is cut to `width` letters, about where its first difference is; an ellipsis stands for what is left out.
    """
    ours, theirs = _lines(left), _lines(right)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
    ours, theirs = ours[alike : alike + LINES], theirs[alike : alike + LINES]
    for kind, start, end, other_start, other_end in SequenceMatcher(None, ours, theirs).get_opcodes():
        if kind != "equal":
            for one, other in zip_longest(ours[start:end], theirs[other_start:other_end], fillvalue=""):
                yield _difference(one, other, width)


def _lines(text: str) -> list[str]:
    """Lines that say anything, their blanks closed."""
    return [line for line in (" ".join(raw.split()) for raw in text.split("\n")) if line]


def _difference(left: str, right: str, width: int) -> Difference:
    if not right:
        return Difference("left", _cut([(left, True)], width), ())
    if not left:
        return Difference("right", (), _cut([(right, True)], width))
    ours, theirs = _runs(left, right)
    return Difference("changed", _cut(ours, width), _cut(theirs, width))


def _runs(left: str, right: str) -> tuple[list[Run], list[Run]]:
    """Both lines as runs of words that are the same or not, their common beginning in one."""
    ours, theirs = _TOKEN.findall(left), _TOKEN.findall(right)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
    begun = "".join(ours[:alike])
    ours, theirs = (_TOKEN.findall("".join(tokens[alike:])[:LETTERS]) for tokens in (ours, theirs))
    spans = SequenceMatcher(None, ours, theirs).get_opcodes()
    left_runs = [("".join(ours[start:end]), kind != "equal") for kind, start, end, _, _ in spans]
    right_runs = [("".join(theirs[start:end]), kind != "equal") for kind, _, _, start, end in spans]
    return [(begun, False), *_joined(left_runs)], [(begun, False), *_joined(right_runs)]


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Runs that differ and have only a blank between them as one: «17 лютого» is told apart as a whole."""
    joined = list[Run]()
    for text, differs in runs:
        if differs and len(joined) > 1 and joined[-1][0].isspace() and joined[-2][1]:
            blank, before = joined.pop(), joined.pop()
            text = before[0] + blank[0] + text
        joined.append((text, differs))
    return joined


def _cut(runs: Sequence[Run], width: int) -> tuple[Run, ...]:
    """At most `width` letters of a line, from shortly before its first difference on."""
    (begun, changed), *rest = runs
    if not changed and len(begun) > LEAD:
        begun = f"…{begun[1 - LEAD :]}"
    shown, room = list[Run](), width
    for text, differs in [(begun, changed), *rest]:
        part = text if len(text) <= room else f"{text[: max(room - 1, 0)]}…"
        if text and room > 0:
            shown.append((part, differs))
        room -= len(text)
    return tuple(shown)
