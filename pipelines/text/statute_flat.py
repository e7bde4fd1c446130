"""Acts as flat text, as the legislation site gives them under ``.txt``: superscript numbers raised again.

What belongs here: telling 129-1, which flat text prints as 1291, from the true article 1291 of a long code. The
neighbours decide, as the grammar of acts (`sectionizer`) reads them: 129, 1291, 130 is 129, 129-1, 130.
Parts and items have neighbours too: 1), 11), 2) is 1), 1-1), 2).
Not here: pages, where the site marks its superscripts (statute); ``129 - 1``, which a line decides (statute_units).
What an act quotes of another one has no neighbours of its own, and stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.text.statute_units import canonical_numbers
from sectionizer import Section, grammar_for, sectionize

ARTICLES = ("article", "article_excluded")
NUMBERS = r"\bстат(?:т|ей)\w*\s(?:\d[\d,–-]*+\s?|[,–-]\s|(?:та|і|й|або)\s)+"
OWN = re.compile(rf"\{{[^{{}}]*\}}|{NUMBERS}цього\s(?:Закону|Кодексу)", re.IGNORECASE)
"""Where an act speaks of its own articles: notes on its history, and references to "this law"."""
REFERENCE = re.compile(NUMBERS, re.IGNORECASE)
DIGITS = re.compile(r"\d+")
ENUMERATED = tuple(re.compile(rf"^(\d{{1,5}}(?:-\d{{1,5}})?)(?={sign}\s)", re.MULTILINE) for sign in (r"\)", r"\."))
"""Numbers of items and parts at the heads of lines: each kind is a row of its own."""
MOST_RAISED = 9
"""Most superscripts passed over between two neighbours."""


def raised_numbers(text: str) -> str:
    r"""The text with the superscripts of its own articles as ``129-1``: at their heads, and where it refers to itself.

    A number in a reference is raised only where the act has no article of the number as printed.

    >>> raised_numbers("Стаття 129. А\nСтаття 1291. Б\nСтаття 130. В").split("\n")[1]
    'Стаття 129-1. Б'
    """
    text = "\n".join(map(canonical_numbers, text.split("\n")))
    for pattern in ENUMERATED:
        text = _rewritten(text, dict(_raised_row(list(pattern.finditer(text)))))
    articles = [part for part in sectionize(text, grammar_for("statute", "uk")) if part.kind in ARTICLES]
    heads = dict(_flattened(text, articles))
    printed = {part.number for part in articles}
    raised = {text[slice(*span)]: number for span, number in heads.items() if text[slice(*span)] not in printed}
    whole = _rewritten(text, heads)
    return (
        OWN.sub(lambda own: REFERENCE.sub(lambda found: _raised(found[0], raised), own[0]), whole) if raised else whole
    )


def _raised_row(row: Sequence[re.Match[str]]) -> Iterator[tuple[tuple[int, int], str]]:
    """Where a row of enumerated numbers holds a superscript without its hyphen, and the number.

    Certain is what stands between a number and the next one: 1, 11, 12, 2. At the end of a row nothing is.
    """
    base = after = 0
    for place, found in enumerate(row):
        stem, tail = str(base), found[1].removeprefix(str(base))
        if base and found[1].startswith(stem) and tail.isdigit() and after < int(tail) <= after + MOST_RAISED:
            following = (later[1] for later in row[place + 1 : place + 1 + MOST_RAISED])
            if next((number for number in following if not number.startswith(stem)), "") == str(base + 1):
                after = int(tail)
                yield found.span(1), f"{base}-{tail}"
                continue
        stem, _, tail = found[1].partition("-")
        base, after = int(stem), int(tail or 0)


def _rewritten(text: str, numbers: dict[tuple[int, int], str]) -> str:
    """The text with other words at some spans."""
    pieces, done = [], 0
    for (start, end), number in sorted(numbers.items()):
        pieces += [text[done:start], number]
        done = end
    return "".join([*pieces, text[done:]])


def _flattened(text: str, articles: list[Section]) -> Iterator[tuple[tuple[int, int], str]]:
    """Where an article's number is printed without the hyphen it has, and the number."""
    for part in articles:
        printed, number = DIGITS.search(text, part.start, part.end), part.number or ""
        if printed and "-" in number and printed[0] == number.replace("-", ""):
            yield printed.span(), number


def _raised(reference: str, raised: dict[str, str]) -> str:
    return DIGITS.sub(lambda number: raised.get(number[0], number[0]), reference)
