"""Tables in a text: rows of cells that tabs part, as a page or a word processor leaves them, or rows drawn with signs.

Belongs here: which lines are the rows of one table. What a table means to the units around it belongs in the grammars.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sectionizer.shadow import LinePattern, line_end

MOST_FEEDS = 2
MOST_SINGLE = 3
"""Rows of a single cell between two others; more lines that begin with a tab are paragraphs with an indent."""
MOST_BETWEEN = 1000
"""Code points of such rows."""
_CELLS = ("|", "│")
_DRAWN = LinePattern(r"(?:[|│┌├└+]|-{4,}|_{4,})[^\n]*")

Span = tuple[int, int]


def tables(text: str) -> list[Span]:
    """The tables of a text as given, in order: from the beginning of the first row to the end of the last.

    One row alone is no table: a date and a place, a signature. A row of which only one cell has words begins with a
    tab, as the pages of acts are read; between two others it belongs to their table. Simple for now: in a text made
    elsewhere a cell of several paragraphs, each on a line of its own, parts a table in two.
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
    """Runs of two rows or more, with at most a blank line or a few rows of a single cell between two of them."""
    begin = 0
    for place, row in enumerate(rows):
        if place + 1 == len(rows) or not _go_on(text, row[1], rows[place + 1][0]):
            if place > begin:
                yield rows[begin][0], row[1]
            begin = place + 1


def _go_on(text: str, start: int, end: int) -> bool:
    """Whether a table goes on from one row to the next: behind a blank line, or rows whose first cell is empty."""
    between = text[start : min(end, start + MOST_BETWEEN)]
    feeds = between.count("\n")
    if not between.strip():
        return feeds <= MOST_FEEDS
    return len(between) == end - start and feeds <= MOST_SINGLE + 1 and between.count("\n\t") == feeds - 1


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Spans without those that begin inside the one before."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
