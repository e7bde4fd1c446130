"""Tables in a text: rows of cells that tabs part, as a page or a word processor leaves them, or rows drawn with signs.

Belongs here: which lines are the rows of one table. What a table means to the units around it belongs in the grammars.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sectionizer.shadow import LinePattern, line_end

MOST_FEEDS = 2
_CELLS = ("|", "│")
_DRAWN = LinePattern(r"(?:[|│┌├└+]|-{4,}|_{4,})[^\n]*")

Span = tuple[int, int]


def tables(text: str) -> list[Span]:
    """The tables of a text as given, in order: from the beginning of the first row to the end of the last.

    One row alone is no table: a date and a place, a signature. Simple for now: a cell of several paragraphs, each on a
    line of its own, parts a table in two.
    """
    found: list[Span] = []
    if "\t" in text:
        found += _joined(text, list(_tabbed(text)))
    if any(sign in text for sign in _CELLS):
        drawn = [match.span() for match in _DRAWN.finditer(text)]
        whole = _joined(text, [(end - len(text[start:end].lstrip()), end) for start, end in drawn])
        found += [span for span in whole if any(sign in text[slice(*span)] for sign in _CELLS)]
    return _apart(sorted(found))


def _tabbed(text: str) -> Iterator[Span]:
    """Lines that hold a tab between two words."""
    tab = text.find("\t")
    while tab >= 0:
        start, end = text.rfind("\n", 0, tab) + 1, line_end(text, tab)
        if "\t" in text[start:end].strip("\t\r "):
            yield start, end
        tab = text.find("\t", end)


def _joined(text: str, rows: Sequence[Span]) -> Iterator[Span]:
    """Runs of two rows or more, with at most a blank line between them."""
    begin = 0
    for place, row in enumerate(rows):
        between = text[row[1] : rows[place + 1][0]] if place + 1 < len(rows) else None
        if between is None or between.strip() or between.count("\n") > MOST_FEEDS:
            if place > begin:
                yield rows[begin][0], row[1]
            begin = place + 1


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Spans without those that begin inside the one before."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
