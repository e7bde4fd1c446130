"""Judgments of rechtspraak.nl: open-rechtspraak XML to text, with the sections and numbers it marks.

What belongs here: the body and the abstract. Not here: the metadata, which rechtspraak.nl's source reads from the same
tree. Elements are told by their local names: live data goes beyond the schema of 2010, so an unknown element
keeps its text.
Still to come: the level of a section in its mark; images by their alternative text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from pipelines.text.lines import Lines, Mark
from pipelines.text.normalise import normalise
from pipelines.text.unreadable import Unreadable

MAX_BYTES = 64 * 1024 * 1024
BODIES = ("uitspraak", "conclusie")
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
LINE_ELEMENTS = frozenset(("para", "parablock", "listitem", "row", "bridgehead", "title", "footnote", "textobject"))
NUMBER_END = re.compile(r"[\s.:)]+$")


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

    Raises Unreadable: ``too_big``, ``entity_expansion`` (the file declares a document type), ``malformed_xml``.
    """
    if len(body) > MAX_BYTES:
        raise Unreadable("too_big", f"The XML file holds {len(body)} bytes, above the limit of {MAX_BYTES}.")
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n\0").rstrip(b"\0")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("malformed_xml", f"The XML file is damaged: {error}; fetch it again.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("entity_expansion", "The XML file declares a document type of its own; no judgment does.")
    return root


def body_text(root: etree._Element) -> tuple[str, str]:
    """(text, markup) of the judgment or conclusion; ("", "[]") when the record is metadata only.

    Marks: ``section`` with number, title and role; ``title`` for a heading outside the title of a section;
    ``nr`` for a numbered paragraph, whose number stands before its text on one line. A mark says where a unit
    begins; a section runs to the next one.
    """
    lines = Lines()
    for body in root:
        if local_name(body) in BODIES:
            _write(body, lines)
            _write_footnotes(body, lines)
    return lines.finish()


def abstract_text(root: etree._Element) -> str | None:
    """The publisher's abstract (inhoudsindicatie), or None where there is none or only a dash."""
    lines = Lines()
    for child in root:
        if local_name(child) == "inhoudsindicatie":
            _write(child, lines)
    text, _ = lines.finish()
    return text if any(char.isalnum() for char in text) else None


def local_name(node: etree._Element) -> str:
    """Name without namespace; empty for a comment, a processing instruction or an entity."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _write(node: etree._Element, lines: Lines) -> None:
    """Write an element: what opens it, its text, its children with what follows each, what closes it."""
    name = local_name(node)
    OPENING.get(name, _open_line if name in LINE_ELEMENTS else _open_nothing)(node, lines)
    lines.write(node.text)
    for child in node:
        if isinstance(child.tag, str) and local_name(child) != "footnote":
            _write(child, lines)
        elif child.tag is etree.ProcessingInstruction and child.target == "linebreak":
            _break_line(lines)
        lines.write(child.tail)
    if name in LINE_ELEMENTS:
        _break_line(lines)
    elif name == "nr":
        lines.write(" ")


def _break_line(lines: Lines) -> None:
    """End the line, but let a number or a list sign wait for the text it belongs to."""
    if not lines.waiting:
        lines.end()


def _open_nothing(node: etree._Element, lines: Lines) -> None:
    """Containers and inline elements: nothing but their text."""


def _open_line(node: etree._Element, lines: Lines) -> None:
    _break_line(lines)


def _open_section(node: etree._Element, lines: Lines) -> None:
    heading = next((child for child in node if local_name(child) == "title"), None)
    number, title = _heading(heading)
    lines.mark(Mark("section", number, title, node.get("role")))


def _open_title(node: etree._Element, lines: Lines) -> None:
    lines.end()
    parent = node.getparent()
    if parent is None or local_name(parent) != "section":
        number, title = _heading(node)
        lines.mark(Mark("title", number, title, node.get("role") if title else None))


def _open_number(node: etree._Element, lines: Lines) -> None:
    parent = node.getparent()
    if parent is not None and local_name(parent) == "title":
        return
    lines.mark(Mark("nr", _number(node)))


def _open_row(node: etree._Element, lines: Lines) -> None:
    lines.begin_row()


def _open_entry(node: etree._Element, lines: Lines) -> None:
    if node.getprevious() is not None:
        lines.next_cell()


OPENING: dict[str, Callable[[etree._Element, Lines], None]] = {
    "section": _open_section,
    "title": _open_title,
    "bridgehead": _open_title,
    "nr": _open_number,
    "row": _open_row,
    "entry": _open_entry,
}
