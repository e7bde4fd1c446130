"""The date right behind the name of a private person, which is that of birth.

What belongs here: how such a date is written and closed. What does not: dates beside a word of birth (births), and
whose names are private (people).
"""

from __future__ import annotations

import re

BORN = re.compile(
    r"(?: ?,[ \n]|[ \n]\()((?:[0-2]?[0-9]|3[01])(?:[./-](?:0?[1-9]|1[0-2])[./-]|[ \n]{1,2}[^\W\d_]{3,9}[ \n]{1,2})"
    r"(?:19\d\d|200\d|201[0-5]))"
    r"(?=(?:[ \n](?:року|р\.))? ?[,;)]|[ \n][–-]|[.](?:\s|$))"
)
"""A date right behind a name, closed as a piece of a list is: «Гнатюк О.П., 05.02.1951, м. Суми», «(1-2-1980)». A year
after 2015 is mostly that of what happened."""


def birth_behind(text: str, end: int) -> tuple[int, int] | None:
    """Start and end of the date right behind a name that ends at `end`, if one stands there."""
    born = BORN.match(text, end)
    return born.span(1) if born else None
