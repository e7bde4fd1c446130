"""Judgments of rechtspraak.nl: open-rechtspraak XML to text, with the sections and numbers it marks.

What belongs here: a safe parse, and a judgment as a whole. Not here: what stands in its bodies and abstracts
(judgment_page), and the metadata, which rechtspraak.nl's source reads from the same tree.
Elements are told by their local names: live data goes beyond the schema of 2010, so an unknown element keeps its
text and is named in the outcome.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from pipelines.inert import inert
from pipelines.text.judgment_page import Page, read_pages
from pipelines.text.unreadable import Unreadable
from pipelines.text.width import refuse_wide

MAX_BYTES = 64 * 1024 * 1024
ABSTRACT = "inhoudsindicatie"


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
    return judgment_of(safe_xml(body), body)


def judgment_of(root: etree._Element, body: bytes = b"") -> Judgment:
    """Text, markup and abstract of a tree; body: the file that it was read from, which spares writing it anew.

    Marks: ``section`` with number, title and role; ``title`` for a heading outside the title of a section;
    ``nr`` for a numbered paragraph, whose number stands before its text on one line. A mark says where a unit
    begins; a section runs to the next one. Footnotes follow their body, each behind its label in brackets.
    Raises Unreadable: ``malformed_xml``, when headings are nested beyond measure.
    """
    pages = read_pages(root, _plain_xml(root, body))
    bodies = [page for page in pages if page.name != ABSTRACT]
    abstract = _text(page for page in pages if page.name == ABSTRACT)
    said = abstract if any(map(str.isalnum, abstract)) else None
    unknown = sorted({name for page in pages for name in page.unknown})
    return Judgment(_text(bodies), _markup(bodies), said, tuple(unknown))


def body_text(root: etree._Element) -> tuple[str, str]:
    """(text, markup) of the judgment or conclusion alone; ("", "[]") when the record is metadata only."""
    found = judgment_of(root)
    return found.text, found.markup


def safe_xml(body: bytes) -> etree._Element:
    """The root of an XML file: no entities, no network, no recovery, at most 64 MiB and 256 levels.

    Raises Unreadable: ``too_big``, ``entity_expansion`` (the file declares or uses any), ``malformed_xml``.
    """
    if len(body) > MAX_BYTES:
        raise Unreadable("too_big", f"The XML file holds {len(body)} bytes, above the limit of {MAX_BYTES}.")
    refuse_wide(body)
    if b"<!ENTITY" in body:
        raise Unreadable("entity_expansion", "The XML file uses entities of its own; no judgment does.")
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\0").rstrip(b"\0")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        why = inert(str(error).split("\n")[0].removesuffix(" (<string>)"))
        raise Unreadable("malformed_xml", f"The XML file is damaged: {why}; fetch it again.") from error
    # Without a document type the parser itself refuses every entity that is not XML's own.
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and (declared.entities() or next(root.iter(etree.Entity), None) is not None):
        raise Unreadable("entity_expansion", "The XML file uses entities of its own; no judgment does.")
    return root


def local_name(node: etree._Element) -> str:
    """Name without namespace; empty for a comment or a processing instruction."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _plain_xml(root: etree._Element, body: bytes) -> bytes:
    """The file as it stands where that is UTF-8 without CDATA sections and document type, else the tree written anew.

    What has a NUL is UTF-16 or UTF-32, whatever it declares.
    """
    info = root.getroottree().docinfo
    is_utf8 = body != b"" and (info.encoding or "").lower() == "utf-8" and b"\0" not in body
    is_plain = is_utf8 and info.internalDTD is None and b"<![CDATA[" not in body
    return body if is_plain else etree.tostring(root, encoding="utf-8")


def _text(pages: Iterable[Page]) -> str:
    return "\n".join(page.text for page in pages if page.text)


def _markup(pages: Iterable[Page]) -> str:
    """Marks as a JSON array, by their offsets in the text of all pages."""
    before, rows = 0, list[str]()
    for page in pages:
        rows += [f"[{before + offset},{told}" for offset, told in page.marks]
        before += len(page.text) + 1 if page.text else 0
    return f"[{','.join(rows)}]"
