"""The door of this room: the body of a file in, the plain text of a document out, or the reason why not.

What belongs here: telling formats apart by content and the order of the steps. Not here: any format itself.
Pages of legislation have a door of their own (statute), since they cannot be told from other HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.text.encoding import decode, repair_mojibake
from pipelines.text.gates import check
from pipelines.text.html import decode_html, visible_text
from pipelines.text.judgment import body_text, safe_xml
from pipelines.text.normalise import normalise
from pipelines.text.rtf import OPENING, rtf_to_text
from pipelines.text.unreadable import Unreadable

__all__ = ["MAX_BYTES", "PlainText", "Unreadable", "sniff", "to_text"]

MAX_BYTES = 256 * 1024 * 1024
HEAD = 4_096

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
BINARY_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!")
"""PDF, ZIP and DOCX, old Word, gzip, pictures, RAR."""
HTML_NAMES = (
    rb"html|head|body|meta|title|table|div|span|p|pre|center|font|br|h[1-6]|style|script|link|b|i|a|td|tr|ul|ol|em"
)
HTML_OPENING = re.compile(rb"<!doctype\s+html|<(?:" + HTML_NAMES + rb")(?=[\s>/])", re.IGNORECASE)
HTML_TAG = re.compile(rb"</?(?:" + HTML_NAMES + rb")(?=[\s>/])[^<>]*>", re.IGNORECASE)
XML_PROLOGUE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)+", re.DOTALL)
XML_OPENING = re.compile(rb"<[A-Za-z_!]")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROLS = 0.01
FEWEST_TAGS = 3


@dataclass(frozen=True, slots=True)
class PlainText:
    """The text of a document, normalised, and what it came as.

    Attributes:
        text: plain text, never empty.
        format: ``rtf``, ``html``, ``xml`` or ``text``.
        repairs: what was mended, provably: ``nul``, ``mojibake``, ``wrong_charset``, ``undecodable_bytes``.
        markup: JSON array of [offset, kind, number, title, role], offsets in code points; None for flat text.
    """

    text: str
    format: str
    repairs: tuple[str, ...] = ()
    markup: str | None = None


def sniff(body: bytes) -> str:
    """``rtf``, ``html``, ``xml``, ``text``, ``empty`` or ``binary``: by content, never by a file's name."""
    if body.startswith(UTF16_MARKS):
        body = body[: 2 * HEAD].decode("utf-16", "replace").encode()
    head = body[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0")
    if not head:
        return "empty" if len(body) <= HEAD else "binary"
    if head.startswith(OPENING):
        return "rtf"
    if head.startswith(BINARY_MAGIC):
        return "binary"
    prologue = XML_PROLOGUE.match(head)
    element = head[prologue.end() :] if prologue else head
    if HTML_OPENING.match(element) or (element.startswith(b"<!--") and HTML_OPENING.search(element)):
        return "html"
    if head.startswith(b"<?xml") or XML_OPENING.match(element):
        return "xml"
    if len(HTML_TAG.findall(head)) >= FEWEST_TAGS:
        return "html"
    controls = len(CONTROL.findall(body[:HEAD].rstrip(b"\0")))
    return "binary" if controls > MOST_CONTROLS * len(head) else "text"


def to_text(body: bytes, *, charset: str | None = None) -> PlainText:
    """Sniff, convert, repair, gate and normalise one body; ``charset`` is what its sender claims.

    Raises Unreadable, with ``reason`` one of: too_big, empty, binary, overload_page, mojibake, undecodable,
    truncated_rtf, malformed_rtf, malformed_html, entity_expansion, malformed_xml.
    """
    if len(body) > MAX_BYTES:
        raise Unreadable("too_big", f"The file holds {len(body)} bytes, above the limit of {MAX_BYTES}.")
    form = sniff(body)
    if form == "empty":
        raise Unreadable("empty", "The file is empty; fetch it again later.")
    if form == "binary":
        raise Unreadable("binary", "The file is no RTF, HTML, XML or text; look at what was fetched.")
    if form == "xml":
        return _from_xml(body)
    if form == "rtf":
        raw, repairs = rtf_to_text(body), ()
    elif form == "html":
        page, repairs = decode_html(body, charset)
        raw = visible_text(page)
    else:
        raw, _, repairs = decode(body, charset)
    text, turned = repair_mojibake(raw.rstrip("\0"))
    check(text)
    nul = ("nul",) if "\0" in raw else ()
    return PlainText(normalise(text), form, (*repairs, *turned, *nul))


def _from_xml(body: bytes) -> PlainText:
    """A judgment, whose offsets forbid any later change of the text."""
    text, markup = body_text(safe_xml(body))
    check(text)
    return PlainText(text, "xml", (), markup)
