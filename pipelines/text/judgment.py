"""Judgments of rechtspraak.nl: open-rechtspraak XML to text, with the sections and numbers it marks.

What belongs here: a safe parse, and which elements of a file are the judgment and which its abstract. Not here: what
stands in them (judgment_page), and the metadata, which rechtspraak.nl's source reads from the same tree.
Elements are told by their local names: live data goes beyond the schema of 2010, so an unknown element keeps its
text and is named in the outcome.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from pipelines.text.judgment_page import Mark, Page, read_page
from pipelines.text.unreadable import Unreadable

MAX_BYTES = 64 * 1024 * 1024
BODIES = ("uitspraak", "conclusie")
ABSTRACTS = ("inhoudsindicatie",)


@dataclass(frozen=True, slots=True)
class Judgment:
    """A judgment's own words.

    Attributes:
        text: the judgment or conclusion, normalised; empty when only metadata is published.
        markup: JSON array of [offset, kind, number, title, role], offsets in code points; ``[]`` for flat text.
        abstract: the publisher's abstract (inhoudsindicatie); None where there is none or only a dash.
        unknown: local names, sorted, of elements that the schema does not know; they kept their text.
    """

    text: str
    markup: str
    abstract: str | None
    unknown: tuple[str, ...] = ()


def parse_judgment(body: bytes) -> Judgment:
    """Text, markup and abstract of an open-rechtspraak file; raises Unreadable as safe_xml and judgment_of do."""
    return judgment_of(safe_xml(body))


def judgment_of(root: etree._Element) -> Judgment:
    """Text, markup and abstract of a tree.

    Marks: ``section`` with number, title and role; ``title`` for a heading outside the title of a section;
    ``nr`` for a numbered paragraph, whose number stands before its text on one line. A mark says where a unit
    begins; a section runs to the next one. Footnotes follow their body, each behind its label in brackets.
    Raises Unreadable: ``malformed_xml``, when headings are nested beyond measure.
    """
    bodies, abstracts = _pages(root, BODIES), _pages(root, ABSTRACTS)
    unknown = sorted({name for page in (*bodies, *abstracts) for name in page.unknown})
    return Judgment(_text(bodies), _markup(bodies), _said(_text(abstracts)), tuple(unknown))


def body_text(root: etree._Element) -> tuple[str, str]:
    """(text, markup) of the judgment or conclusion alone; ("", "[]") when the record is metadata only."""
    bodies = _pages(root, BODIES)
    return _text(bodies), _markup(bodies)


def abstract_text(root: etree._Element) -> str | None:
    """The publisher's abstract alone."""
    return _said(_text(_pages(root, ABSTRACTS)))


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
    # Without a document type the parser itself refuses every entity that is not XML's own.
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and (declared.entities() or next(root.iter(etree.Entity), None) is not None):
        raise Unreadable("entity_expansion", "The XML file uses entities of its own; no judgment does.")
    return root


def local_name(node: etree._Element) -> str:
    """Name without namespace; empty for a comment or a processing instruction."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _pages(root: etree._Element, names: tuple[str, ...]) -> list[Page]:
    return [read_page(child) for child in root if local_name(child) in names]


def _text(pages: Iterable[Page]) -> str:
    return "\n".join(page.text for page in pages if page.text)


def _said(text: str) -> str | None:
    return text if any(map(str.isalnum, text)) else None


def _markup(pages: Iterable[Page]) -> str:
    """Marks by their offsets in the text of all pages."""
    before, rows = 0, list[Mark]()
    for page in pages:
        rows += [(before + offset, *names) for offset, *names in page.marks] if before else page.marks
        before += len(page.text) + 1 if page.text else 0
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
