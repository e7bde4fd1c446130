"""HTML to text: old bodies of court decisions (windows-1251) and pages of the register.

What belongs here: what the reader needs and what its outcome means. Not here: the reader (html_kernel), the elements it
knows (html_words), code pages (encoding), pages of legislation (statute) and their trees (html_tree).
Still to come: many pages a call, straight into Arrow buffers; what style sheets hide.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import cache
from html import unescape

import numpy as np

from pipelines.text.encoding import SINGLE_BYTE_PAGES, Counts, belied, decode, encoding_of, is_plainly
from pipelines.text.unreadable import Unreadable

META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
META_REACH = 4_096
REGISTER_VIEW = b"txtdepository"
REGISTER_PAGE = re.compile(
    rb"<textarea(?=[\s/])[^<>]*\sid\s*=\s*[\"']?txtdepository[\"'\s/>][^<>]*>?(.*?)(?:</textarea|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""Where the site of the register keeps the decision, as escaped HTML."""
LIKELIEST = "cp1251"
"""The page in which a body is read before anything is known of it: that of the register."""

BYTE, UNIT = np.dtype(np.uint8), np.dtype(np.uint16)
"""Made once: numpy makes one anew for each page where it is told a type only, which costs as much as the array."""

Reading = tuple[int, int, int, int, Counts]
"""How it ended, units written, the place of a claim to a code page or -1, textareas, letters shown by class of byte."""
ENDINGS = {
    1: ("empty", "The page holds no element; fetch it again."),
    2: ("malformed_html", "The page is nested so deep that a part would be lost; look at its source."),
}


def html_to_text(body: bytes, charset: str | None = None) -> str:
    """The text a reader of the page sees: one paragraph, item or table row a line, cells parted by TAB.

    Left out: scripts, comments, the title, what is not shown, white text on white. Not normalised.
    Raises Unreadable: ``undecodable``, ``empty``, ``malformed_html`` (nested deeper than 2,048 elements).
    """
    return read_html(body, charset)[0]


def read_html(body: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """(text, repairs): as html_to_text, with what had to be mended (see encoding.decode).

    A body is read in the likeliest page first, and again only where what it shows tells of another.
    """
    reading, units = _read(body, LIKELIEST)
    _, _, claim, textareas, counts = reading
    if not textareas and is_plainly(LIKELIEST, body, counts):
        declared = charset or (_declared(body, claim) if claim >= 0 else None)
        return _seen(reading, units), belied(declared, LIKELIEST) if declared else ()
    encoding, repairs = encoding_of(body, charset or _declared(body))
    if textareas and REGISTER_VIEW in body and (found := REGISTER_PAGE.search(body)):
        return visible_text(unescape(found[1].decode(encoding, "replace"))), repairs
    if encoding in SINGLE_BYTE_PAGES:
        return _seen(*_read(body, encoding)), repairs
    return visible_text(body.decode(encoding, "replace")), repairs


def decode_html(body: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """(page, repairs): decoded by what its bytes are rather than by what HTTP or its meta tag says."""
    page, _, repairs = decode(body, charset or _declared(body))
    return page, repairs


def visible_text(page: str) -> str:
    """As html_to_text, of a decoded page."""
    return _seen(*_read(page.encode("utf-8", "replace"), "utf-8"))


def _declared(body: bytes, start: int = 0) -> str | None:
    """The code page that a meta tag claims, from a place on."""
    found = META_CHARSET.search(body, start, META_REACH)
    return found[1].decode("ascii", "replace") if found else None


def _read(body: bytes, encoding: str) -> tuple[Reading, np.ndarray]:
    """(reading, units of UTF-16), as html_kernel.read gives them."""
    units = np.empty(len(body) + 2, UNIT)
    read, tables = _reader(encoding)
    return read(np.frombuffer(body, BYTE), tables, units), units


def _seen(reading: Reading, units: np.ndarray) -> str:
    """The text that a reading ended with; Unreadable where it did not come to an end."""
    ending, length = reading[:2]
    if ending:
        raise Unreadable(*ENDINGS[ending])
    return codecs.utf_16_le_decode(units.data[:length], "replace", True)[0]


@cache
def _reader(encoding: str) -> tuple[Callable[..., Reading], np.ndarray]:
    """The reader and what it needs to know of letters, elements and references."""
    from pipelines.text.html_kernel import read
    from pipelines.text.html_words import tables

    return read, tables(encoding)
