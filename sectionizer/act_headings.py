"""Which lines of a Ukrainian act are its headings: one for each annex, the act's own row of articles.

Belongs here: what can be said of a heading only by its neighbours. Its words are read in `act_lines`.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from sectionizer.act_lines import Line
from sectionizer.numbering import key, row, unflatten

ANNEXES = ("annex", "approved", "title")
_NUMBERED_DIVISIONS = ("section", "subsection", "chapter", "paragraph", "book")
_ROMAN = "IVXІХ"
"""«I. Внести зміни до таких законів:» heads a section, though the line ends as a sentence does."""
SHORTEST_HEADING = 5
"""Code points: fewer in capitals are an abbreviation or a cell of a table."""
_ROW = ("article", "excluded")
_HEADED = frozenset((*ANNEXES, *_NUMBERED_DIVISIONS, *_ROW, "transitional"))
_DIVIDING = ("annex", "transitional", *_NUMBERED_DIVISIONS)
_NO_UNIT = ("", "amendment_note", "quoted", "quoted_article", "table")


def head(text: str, lines: Sequence[Line], marked: Container[int], centred: Container[int]) -> None:
    """Take the unit from lines that only look like headings of this act; restore flattened numbers of articles.

    ``marked``: places of the articles that the publisher marked; where there are any, no other line heads one.
    ``centred``: places of headings without a word or number of their own that the publisher marked.
    """
    heads = [index for index, line in enumerate(lines) if line.unit in _HEADED]
    _own_headings(text, lines, heads)
    _own_articles(lines, heads, marked)
    _bare_headings(text, lines, heads, centred)


def _own_headings(text: str, lines: Sequence[Line], heads: Sequence[int]) -> None:
    """One heading for each annex, its first: «Додаток», «ЗАТВЕРДЖЕНО», «ПОРЯДОК».

    All but «Додаток» head an annex only after a unit of the act that it belongs to; before any unit they are the
    title of the document itself. So are «ПЕРЕХІДНІ ПОЛОЖЕННЯ» the title of the «Розділ» right above them. A line
    «Глава 5 …:» is the beginning of a sentence.
    """
    checked, units, in_annex = 0, False, False
    for index in heads:
        line = lines[index]
        if line.unit in _ROW:
            continue
        if line.unit in ANNEXES:
            since = any(other.unit not in _NO_UNIT for other in lines[checked:index])
            checked, units, in_annex = index + 1, units or since, in_annex and not since
            first = not in_annex and (line.unit == "annex" or units)
            in_annex = in_annex or first
            line.unit = "annex" if first else ""
        elif line.unit == "transitional":
            above = lines[index - 1].unit if index else ""
            line.unit = "" if above in _NUMBERED_DIVISIONS else line.unit
        elif text[line.end - 1] in ":;," and text[line.start] not in _ROMAN:
            line.unit = ""


def _own_articles(lines: Sequence[Line], heads: Sequence[int], marked: Container[int]) -> None:
    """The articles of the act itself, renumbered where flattened.

    Every annex has a row of its own. A heading with the note below it that the article is gone is one article.
    """
    regions: list[list[int]] = [[]]
    told = any(lines[index].unit == "article" and lines[index].start in marked for index in heads)
    for index in heads:
        line = lines[index]
        if line.unit == "annex":
            regions.append([])
        elif line.unit not in _ROW:
            continue
        elif line.unit == "article" and told and line.start not in marked:
            line.unit = ""
        elif line.unit == "excluded" and regions[-1] and _notes_heading(lines, regions[-1][-1], index):
            lines[regions[-1][-1]].unit, line.unit = "excluded", "amendment_note"
        else:
            regions[-1].append(index)
    for region in regions:
        _keep_row([lines[index] for index in region])


def _bare_headings(text: str, lines: Sequence[Line], heads: Sequence[int], centred: Container[int]) -> None:
    """«СПАДКУВАННЯ» above an article, in capitals and behind a finished sentence, heads a section without number."""
    for index in heads:
        place = index if lines[index].unit == "article" else 0
        while place and _is_bare(text, lines[place - 1], centred):
            place -= 1
        before = lines[place - 1] if place else None
        if before is None or place == index or before.unit in _DIVIDING:
            continue
        if text[before.end - 1] in '.;:}")' or lines[place].start in centred:
            lines[place].unit = "transitional"


def _is_bare(text: str, line: Line, centred: Container[int]) -> bool:
    return (
        line.unit == ""
        and not line.quoted
        and (
            line.start in centred
            or (line.end - line.start >= SHORTEST_HEADING and text[line.start : line.end].isupper())
        )
    )


def _notes_heading(lines: Sequence[Line], head: int, index: int) -> bool:
    """Whether the note at ``index`` speaks of the article headed right above it, at most a title between them."""
    return lines[head].number == lines[index].number and (
        index == head + 1 or (index == head + 2 and lines[head + 1].unit == "")
    )


def _keep_row(heads: Sequence[Line]) -> None:
    """Leave the articles of a region that rise; a note on an article that does not is a note."""
    for line, number in zip(heads, unflatten([line.number for line in heads]), strict=True):
        if line.number != number:
            line.number, line.key = number, key(number)
    kept = set(row([line.key for line in heads]))
    for place, line in enumerate(heads):
        if place not in kept:
            line.unit = "amendment_note" if line.unit == "excluded" else ""
