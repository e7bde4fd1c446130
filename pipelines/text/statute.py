"""Acts on the legislation site of the Verkhovna Rada: HTML to text, with the units it marks.

What belongs here: the four forms in which an act is published there, told apart by what they hold: modern pages
with ``data-tree`` anchors, pages of 2015 with rv classes, ``.xml`` files that are plain HTML, old acts in one
``<pre>``.
Not here: what a paragraph is (statute_units), acts as flat text (normalise), the tree of an act (sectionizer).
Still to come: words that an old act breaks at the line end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipelines.text.html import decode_html
from pipelines.text.html_tree import CELLS, LINE_ELEMENTS, html_tree, is_unseen, open_element
from pipelines.text.lines import Lines
from pipelines.text.normalise import normalise
from pipelines.text.statute_units import Paragraph, canonical_numbers, unit_of
from pipelines.text.unreadable import Unreadable
from pipelines.text.width import refuse_wide

MAX_BYTES = 32 << 20
"""Longest page that is read; the site cuts acts into pages, and its longest whole one is some 10 MB."""

ACT = "//*[@id='article'][not(ancestor::*[@id='article'])]"
CHROME = frozenset(("form", "iframe", "footer", "header", "nav"))
PAGER_CLASS, RAISED_CLASS = "nums", "rvts37"
PICTURE = "[ image ]"
PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
ROWS = etree.XPath("./tr | ./*/tr")
LONGEST_CELL = 2000
"""Code points; a longer cell lays out a page, and its paragraphs are lines of their own."""

PAGE = re.compile(r"\s*(\d{1,4})\s*")
ANCHOR = re.compile(r"[no]\d+")
SEGMENT = "\x1e"
"""The control character for parting records (ASCII RS), which no act holds."""
DRAWN = re.compile(r"[|│┌├└+]|-{4,}|_{4,}")
"""Signs of a table drawn with characters, whose lines are not joined."""
LETTER_SPACED = re.compile(r"(?:\b[^\W\d_][ \u00a0]){3,}[^\W\d_]\b")
LOOSE_STOP = re.compile(r"(?<=\w) (?=[;,}])")
JUSTIFIED = re.compile(r"(?<! ) {2,7}(?! )")


def statute_text(html: bytes) -> tuple[str, str]:
    """(text, markup) of one page of an act.

    The text holds one paragraph or table row a line, superscript numbers as ``129-1``, notes in their braces; the
    paragraphs of a cell are joined by blanks, and a row of a single cell is indented by a TAB. The blank that a link
    leaves before a stop, and the site's own words (menus, pager, copyright), are left out. Marks:
    ``book``, ``section``, ``subsection``, ``chapter``, ``paragraph``, ``article``, ``part``, ``item``, ``note``,
    ``title``, ``annex``, with canonical numbers and, as role, the publisher's ``data-tree`` path where there is one.
    Raises Unreadable: ``too_big``, ``undecodable``, ``empty``, ``malformed_html``, ``no_act`` (a message of the site).
    """
    root = _tree(html)
    lines, paragraphs = Lines(), []
    acts = root.xpath(ACT)
    if not acts:
        raise Unreadable("no_act", "The page shows no act, only words of the site; fetch it again.")
    for act in acts:
        _write_act(act, lines, paragraphs)
    lines.finish_line()
    lines.lines = [LOOSE_STOP.sub("", canonical_numbers(normalise(line))) for line in lines.lines]
    _mark_units(lines, paragraphs)
    return lines.finish()


def page_count(html: bytes) -> int:
    """Pages of the act by the pager on one of them (``Сторінки: [ 1 ] 2 3 4``); 1 where there is no pager.

    Raises Unreadable: as ``statute_text``.
    """
    if PAGER_CLASS.encode() not in html:
        return 1
    words = _pager_words(_tree(html))
    return max((int(found[1]) for word in words if (found := PAGE.fullmatch(word))), default=1)


def _tree(html: bytes) -> etree._Element:
    if len(html) > MAX_BYTES:
        raise Unreadable("too_big", f"The page holds {len(html)} bytes, above the limit of {MAX_BYTES}.")
    refuse_wide(html)
    return html_tree(decode_html(html)[0])


def _pager_words(root: etree._Element) -> Iterator[str]:
    """The texts of the pagers; of one in another only once."""
    events = etree.iterwalk(root, events=("start",))
    for _, node in events:
        if PAGER_CLASS in _classes(node):
            yield from map(str, node.itertext())
            events.skip_subtree()


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph on the page: its lines, its classes and those inside it, its ``data-tree`` path or ""."""

    start: int
    end: int
    classes: frozenset[str] = frozenset()
    tree: str = ""


def _write_act(act: etree._Element, lines: Lines, places: list[Place]) -> None:
    """Write an act, noting where each paragraph stands."""
    rows = {row: worded for table in act.iter("table") for row, worded in _rows(table)}
    row: etree._Element | None = None
    events = etree.iterwalk(act, events=("start", "end"))
    start, classes, tree = 0, set[str](), ""
    for event, node in events:
        if event == "start" and node.tag == "pre":
            lines.finish_line()
            _write_old_act(node, lines, places)
            events.skip_subtree()
        elif event == "start" and (is_unseen(node) or _is_chrome(node)):
            events.skip_subtree()
        elif event == "start":
            row = node if node in rows else row
            _open(node, row, lines)
            if node in rows and not rows[node]:
                lines.next_cell()
            if node.tag in PARAGRAPHS:
                start, classes, tree = len(lines.lines), set(), ""
            classes.update(_classes(node))
            tree = tree or (node.get("data-tree", "") if node.tag == "a" else "")
            lines.write(_raised(node, lines) if _is_raised(node) else node.text)
        else:
            row = None if node is row else row
            if node.tag == "tr":
                lines.finish_line()
            elif node.tag in LINE_ELEMENTS and row is None:
                lines.end()
            elif node.tag in LINE_ELEMENTS:
                lines.write(" ")
            if node.tag in PARAGRAPHS and start < len(lines.lines):
                places.append(Place(start, len(lines.lines), frozenset(classes), tree))
            lines.write(node.tail if node is not act else None)


def _rows(table: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """The rows of a table of values, each with whether a cell behind its first has words.

    Two rows at least have words in two cells; other tables lay out a page, as rows with another table in them do.
    """
    rows = [(row, _lengths(row)) for row in ROWS(table) if row.find(".//tr") is None]
    if sum(sum(map(bool, lengths)) > 1 for _, lengths in rows) > 1:
        yield from ((row, any(lengths[1:])) for row, lengths in rows if max(lengths, default=0) <= LONGEST_CELL)


def _lengths(row: etree._Element) -> list[int]:
    """Code points of the words of each cell."""
    return [len("".join(map(str, cell.itertext())).strip()) for cell in row if cell.tag in CELLS]


def _open(node: etree._Element, row: etree._Element | None, lines: Lines) -> None:
    """What an element does to the line before its text; inside a cell of a table of values it leaves a blank."""
    if row is None or node is row or node.tag in CELLS:
        open_element(node, lines)
    elif node.tag == "br" or node.tag in LINE_ELEMENTS:
        lines.write(" ")


def _mark_units(lines: Lines, places: list[Place]) -> None:
    """Mark each paragraph for what it is; numbers without a name are parts once an article has begun."""
    in_article = False
    for place in places:
        text = "\n".join(lines.lines[place.start : place.end])
        if text == PICTURE:
            lines.lines[place.start] = ""
        elif unit := unit_of(Paragraph(text, place.classes, place.tree), in_article):
            in_article = in_article or unit.kind == "article"
            lines.marks.append((place.start, unit))


def _is_chrome(node: etree._Element) -> bool:
    return node.tag in CHROME or PAGER_CLASS in _classes(node)


def _is_raised(node: etree._Element) -> bool:
    return node.tag == "sup" or RAISED_CLASS in _classes(node)


def _raised(node: etree._Element, lines: Lines) -> str | None:
    """The text of a superscript, behind a hyphen where it continues a number and has none of its own."""
    words = next((words for text in node.itertext() if (words := str(text).strip())), "")
    if words[:1].isdigit() and lines.follows_digit():
        return f"-{(node.text or '').lstrip()}"
    return node.text


def _classes(node: etree._Element) -> list[str]:
    return node.get("class", "").split()


def _write_old_act(pre: etree._Element, lines: Lines, places: list[Place]) -> None:
    """An act of one ``<pre>``: its anchors part the paragraphs, so their hard-wrapped rows can be joined."""
    for segment in _segments(pre):
        rows = [row.strip() for row in segment.split("\n")]
        is_table = any(DRAWN.search(row) for row in rows)
        paragraphs = rows if is_table else [" ".join(group.split("\n")) for group in "\n".join(rows).split("\n\n")]
        for paragraph in filter(None, map(str.strip, paragraphs)):
            places.append(Place(len(lines.lines), len(lines.lines) + 1))
            lines.lines.append(paragraph)


def _segments(pre: etree._Element) -> list[str]:
    """The text from anchor to anchor, letter-spaced words joined, gaps of justification closed."""
    pieces = []
    for event, node in etree.iterwalk(pre, events=("start", "end")):
        if event == "end":
            pieces.append(node.tail if node is not pre else "")
        elif node.tag == "br":
            pieces.append("\n")
        elif node.tag == "a" and ANCHOR.fullmatch(node.get("name", "")):
            pieces += [SEGMENT, node.text]
        else:
            pieces.append(node.text)
    text = "".join(piece or "" for piece in pieces).replace("\r", "").replace("\n\n", "\n")
    text = LETTER_SPACED.sub(lambda found: re.sub("[ \u00a0]", "", found[0]), text)
    return JUSTIFIED.sub(" ", text).split(SEGMENT)
