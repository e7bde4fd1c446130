"""Judgments of rechtspraak.nl: open-rechtspraak XML to text, with the sections and numbers it marks.

What belongs here: the body and the abstract. Not here: the metadata, which rechtspraak.nl's source reads from the same
tree. Elements are told by their local names: live data goes beyond the schema of 2010, so an unknown element
keeps its text.
Still to come: the level of a section in its mark; images by their alternative text.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from pipelines.text.lines import Lines, Mark
from pipelines.text.normalise import normalise
from pipelines.text.unreadable import Unreadable

MAX_BYTES = 64 * 1024 * 1024
BODIES = ("uitspraak", "conclusie")
HEADINGS = frozenset(("title", "bridgehead"))
LINE_ELEMENTS = frozenset(("para", "parablock", "listitem", "bridgehead", "title", "textobject"))
NUMBER_END = ".:)°, "
ROMAN_UNITS = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))


@dataclass(frozen=True, slots=True)
class Judgment:
    """A judgment's own words. ``text`` is empty, and ``markup`` an empty array, when only metadata is published."""

    text: str
    markup: str
    abstract: str | None


def parse_judgment(body: bytes) -> Judgment:
    """Text, markup and abstract of an open-rechtspraak file; raises Unreadable as safe_xml does."""
    root = safe_xml(body)
    text, markup = body_text(root)
    return Judgment(text, markup, abstract_text(root))


def safe_xml(body: bytes) -> etree._Element:
    """The root of an XML file: no entities, no network, no recovery, at most 64 MiB and 256 levels.

    Raises Unreadable: ``too_big``, ``entity_expansion`` (the file declares or uses any), ``malformed_xml``.
    """
    if len(body) > MAX_BYTES:
        raise Unreadable("too_big", f"The XML file holds {len(body)} bytes, above the limit of {MAX_BYTES}.")
    if b"<!ENTITY" in body:
        raise Unreadable("entity_expansion", "The XML file uses entities of its own; no judgment does.")
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\0").rstrip(b"\0")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("malformed_xml", f"The XML file is damaged: {error}; fetch it again.") from error
    declared = root.getroottree().docinfo.internalDTD
    if (declared is not None and declared.entities()) or next(root.iter(etree.Entity), None) is not None:
        raise Unreadable("entity_expansion", "The XML file uses entities of its own; no judgment does.")
    return root


def body_text(root: etree._Element) -> tuple[str, str]:
    """(text, markup) of the judgment or conclusion; ("", "[]") when the record is metadata only.

    Marks: ``section`` with number, title and role; ``title`` for a heading outside the title of a section;
    ``nr`` for a numbered paragraph, whose number stands before its text on one line. A mark says where a unit
    begins; a section runs to the next one. Footnotes follow the body, each behind its label in brackets.
    """
    lines = Lines()
    for body in root:
        if local_name(body) in BODIES:
            notes = [node for node in body.iter() if local_name(node) == "footnote"]
            labels = [note.get("label") or str(place) for place, note in enumerate(notes, 1)]
            page = Page(lines, {note.get("id", ""): label for note, label in zip(notes, labels, strict=True)})
            _write(body, page)
            for note, label in zip(notes, labels, strict=True):
                lines.write_sign(f"[{label}]")
                _write(note, page)
    return lines.finish()


def abstract_text(root: etree._Element) -> str | None:
    """The publisher's abstract (inhoudsindicatie), or None where there is none or only a dash."""
    page = Page(Lines(), {})
    for child in root:
        if local_name(child) == "inhoudsindicatie":
            _write(child, page)
    text, _ = page.lines.finish()
    return text if any(char.isalnum() for char in text) else None


def local_name(node: etree._Element | None) -> str:
    """Name without namespace; empty for a comment, a processing instruction or nothing."""
    return etree.QName(node).localname if node is not None and isinstance(node.tag, str) else ""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a body is written, and the label of each of its footnotes."""

    lines: Lines
    labels: dict[str, str]


def _write(node: etree._Element, page: Page) -> None:
    """Write an element: what opens it, its text, its children each with its tail, and what closes it."""
    name = local_name(node)
    if name in OPENING:
        OPENING[name](node, page)
    elif name in LINE_ELEMENTS:
        page.lines.end()
    page.lines.write(node.text)
    for child in node:
        if child.tag is etree.ProcessingInstruction and child.target == "linebreak":
            page.lines.end()
        elif isinstance(child.tag, str) and local_name(child) != "footnote":
            _write(child, page)
        page.lines.write(child.tail)
    if name in LINE_ELEMENTS:
        page.lines.end()
    elif name == "nr" and local_name(node.getparent()) in HEADINGS:
        page.lines.write(" ")
    elif name == "nr":
        page.lines.wait()


def _open_section(node: etree._Element, page: Page) -> None:
    heading = next((child for child in node if local_name(child) == "title"), None)
    number, title = _heading(heading)
    page.lines.mark(Mark("section", number, title, (node.get("role") or "").strip() or None))


def _open_title(node: etree._Element, page: Page) -> None:
    page.lines.end()
    number, title = _heading(node)
    if title and local_name(node.getparent()) != "section":
        page.lines.mark(Mark("title", number, title))


def _open_number(node: etree._Element, page: Page) -> None:
    """The number of a paragraph; that of a title is told by the title's own mark."""
    sign = _plain(node)
    if sign and local_name(node.getparent()) not in HEADINGS:
        page.lines.mark(Mark("nr", sign.rstrip(NUMBER_END) or sign))


def _open_item(node: etree._Element, page: Page) -> None:
    page.lines.write_sign(_item_sign(node))


def _open_row(node: etree._Element, page: Page) -> None:
    page.lines.begin_row()


def _open_entry(node: etree._Element, page: Page) -> None:
    if node.getprevious() is not None:
        page.lines.next_cell()


def _open_reference(node: etree._Element, page: Page) -> None:
    if label := page.labels.get(node.get("linkend", "")):
        page.lines.write(f"[{label}]")


OPENING: dict[str, Callable[[etree._Element, Page], None]] = {
    "section": _open_section,
    "title": _open_title,
    "bridgehead": _open_title,
    "nr": _open_number,
    "listitem": _open_item,
    "row": _open_row,
    "entry": _open_entry,
    "footnote-ref": _open_reference,
}


def _plain(node: etree._Element) -> str:
    """All text inside an element, as one normalised line."""
    return " ".join(normalise("".join(node.itertext())).split())


def _heading(node: etree._Element | None) -> tuple[str | None, str | None]:
    """(number, title) of a heading; either may be missing."""
    if node is None:
        return None, None
    number = next((_plain(child) for child in node if local_name(child) == "nr"), "")
    title = _plain(node).removeprefix(number).strip()
    return number.rstrip(NUMBER_END) or None, title or None


def _item_sign(item: etree._Element) -> str:
    """The sign before a list item, as the schema counts them: arabic, loweralpha, upperroman ..."""
    parent = item.getparent()
    if local_name(parent) != "orderedlist" or parent is None:
        mark = parent.get("mark", "-") if parent is not None else "-"
        return mark if len(mark) == 1 else "-"
    ordinal = 1 + sum(local_name(before) == "listitem" for before in item.itersiblings(preceding=True))
    numeration = parent.get("numeration", "arabic")
    sign = _ordinal(ordinal, numeration)
    return f"{sign.upper() if numeration.startswith('upper') else sign}."


def _ordinal(ordinal: int, numeration: str) -> str:
    if numeration.endswith("alpha") and ordinal <= 26:
        return chr(ord("a") + ordinal - 1)
    if numeration.endswith("roman") and ordinal < 40:
        signs = []
        for sign, value in ROMAN_UNITS:
            signs.append(sign * (ordinal // value))
            ordinal %= value
        return "".join(signs)
    return str(ordinal)
