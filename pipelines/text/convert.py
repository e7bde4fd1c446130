"""The door of this room: the body of a file in, the plain text of a document out, or the reason why not.

What belongs here: telling formats apart by content and the order of the steps. Not here: any format itself.
Pages of legislation have a door of their own (statute), since they cannot be told from other HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.text.encoding import decode
from pipelines.text.gates import check
from pipelines.text.html import read_html
from pipelines.text.judgment import body_text, safe_xml
from pipelines.text.layout import set_lines
from pipelines.text.mojibake import census, mend
from pipelines.text.normalise import normalise
from pipelines.text.rtf import OPENING, rtf_to_text
from pipelines.text.unreadable import Unreadable

__all__ = ["MAX_BYTES", "PlainText", "Unreadable", "sniff", "to_text"]

MAX_BYTES = 256 * 1024 * 1024
MOST_LETTERS = 16 * 1024 * 1024
"""Longest text: while it is tidied a letter takes some 25 bytes of memory. The longest decisions have a few million; an
RTF of `MAX_BYTES` is long for its pictures."""
MOST_MARKUP = 64 * 1024 * 1024
"""Longest file that is no RTF, and so has its pictures elsewhere."""
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
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c\x1d]")
MOST_CONTROLS = 0.01
FEWEST_TAGS = 3


@dataclass(frozen=True, slots=True)
class PlainText:
    """The text of a document, normalised, and what it came as.

    Attributes:
        text: plain text, never empty.
        format: ``rtf``, ``html``, ``xml`` or ``text``.
        repairs: what was mended, provably: ``nul`` and ``controls`` (left out), ``mojibake``, ``wrong_charset``,
            ``undecodable_bytes``, ``nested`` (one format inside another), ``glued_heading``, ``hard_wrapped``.
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

    Raises Unreadable, with ``reason`` one of: too_big, empty, binary, overload_page, server_page, mojibake,
    undecodable, not_rtf, truncated_rtf, malformed_rtf, malformed_html, entity_expansion, malformed_xml.
    """
    _refuse_long(len(body), MAX_BYTES, "bytes")
    form = sniff(body)
    if form == "empty":
        raise Unreadable("empty", "The file is empty; fetch it again later.")
    if form == "binary":
        raise Unreadable("binary", "The file is no RTF, HTML, XML or text; look at what was fetched.")
    if form == "xml":
        return _from_xml(body)
    _refuse_long(len(body), MOST_MARKUP if form != "rtf" else MAX_BYTES, "bytes")
    raw, repairs = _read(form, body, charset)
    _refuse_long(len(raw), MOST_LETTERS, "letters")
    if inner := _nested(raw):
        form, (raw, more) = inner, _read(inner, _bytes(raw), None)
        repairs = (*repairs, "nested", *more)
    text, turned = mend(raw.rstrip("\0"))
    check(text)
    text, line_repairs = set_lines(normalise(text))
    return PlainText(text, form, (*repairs, *turned, *_left_out(raw), *line_repairs))


def _refuse_long(size: int, limit: int, unit: str) -> None:
    if size > limit:
        detail = f"The file holds {size} {unit}, above the limit of {limit}; see docs/hostile-input.md."
        raise Unreadable("too_big", detail)


def _read(form: str, body: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """(text, repairs) as the reader of one format gives it."""
    if form == "rtf":
        return rtf_to_text(body), ()
    if form == "html":
        return read_html(body, charset)
    text, _, repairs = decode(body, charset)
    return text, repairs


def _nested(text: str) -> str | None:
    """The format that what was read still is: RTF pasted into a page, a page escaped inside another; None for text."""
    head = text[:HEAD].lstrip().encode("utf-8", "replace")
    if head.startswith(OPENING):
        return "rtf"
    return "html" if HTML_OPENING.match(head) else None


def _bytes(text: str) -> bytes:
    """The file that a text is in turn: RTF has its 8-bit letters in cp1251, other text is told by its bytes."""
    try:
        return text.encode("cp1251")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _left_out(raw: str) -> tuple[str, ...]:
    """Which characters that no text has were there, and are gone."""
    found, nuls = census(raw), raw.count("\0")
    stripped = (("nul", nuls), ("controls", found.controls + found.high_controls - nuls))
    return tuple(name for name, count in stripped if count)


def _from_xml(body: bytes) -> PlainText:
    """A judgment, whose offsets forbid any later change of the text."""
    text, markup = body_text(safe_xml(body))
    check(text)
    return PlainText(text, "xml", (), markup)
