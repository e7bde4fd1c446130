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

from pipelines.text.encoding import SINGLE_BYTE_PAGES, decode, encoding_of
from pipelines.text.html_tree import LINE_ELEMENTS, html_tree, is_unseen, open_element
from pipelines.text.unreadable import Unreadable

__all__ = (
    "LINE_ELEMENTS", "decode_html", "html_to_text", "html_tree", "is_unseen", "open_element", "read_html",
    "visible_text",
)  # fmt: skip

META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
META_REACH = 4_096
REGISTER_VIEW = b"txtdepository"
REGISTER_PAGE = re.compile(
    rb"<textarea(?=[\s/])[^<>]*\sid\s*=\s*[\"']?txtdepository[\"'\s/>][^<>]*>?(.*?)(?:</textarea|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""Where the site of the register keeps the decision, as escaped HTML."""
MARKUP, BLANKS = b"<&\0", b" \t\n\f\r"

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
    """(text, repairs): as html_to_text, with what had to be mended (see encoding.decode)."""
    encoding, repairs = encoding_of(body, charset or _declared(body))
    if REGISTER_VIEW in body and (found := REGISTER_PAGE.search(body)):
        return visible_text(unescape(found[1].decode(encoding, "replace"))), repairs
    if encoding in SINGLE_BYTE_PAGES:
        return _seen(body, encoding), repairs
    return visible_text(body.decode(encoding, "replace")), repairs


def decode_html(body: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """(page, repairs): decoded by what its bytes are rather than by what HTTP or its meta tag says."""
    page, _, repairs = decode(body, charset or _declared(body))
    return page, repairs


def visible_text(page: str) -> str:
    """As html_to_text, of a decoded page."""
    return _seen(page.encode("utf-8", "replace"), "utf-8")


def _declared(body: bytes) -> str | None:
    """The code page that a meta tag claims."""
    found = META_CHARSET.search(body, 0, META_REACH)
    return found[1].decode("ascii", "replace") if found else None


def _seen(body: bytes, encoding: str) -> str:
    units = np.empty(len(body) + 2, np.uint16)
    read, tables = _reader(encoding)
    ending, length = read(np.frombuffer(body, np.uint8), *tables, units)
    if ending:
        raise Unreadable(*ENDINGS[ending])
    return codecs.utf_16_le_decode(units[:length].data, "replace", True)[0]


@cache
def _reader(encoding: str) -> tuple[Callable[..., tuple[int, int]], tuple[np.ndarray, ...]]:
    """The reader and what it needs to know of letters, elements and references."""
    from pipelines.text.html_kernel import read
    from pipelines.text.html_words import elements, named_references

    return read, (_letters(encoding), elements(), *named_references())


def _letters(encoding: str) -> np.ndarray:
    """The unit of each byte; 0 for markup, and for bytes of which UTF-8 needs several (see html_kernel.read)."""
    letters = np.array([ord(bytes([byte]).decode(encoding, "replace")) for byte in range(256)], np.uint16)
    letters[list(BLANKS)] = ord(" ")
    letters[list(MARKUP)] = 0
    if encoding == "utf-8":
        letters[0x80:] = 0
    return letters
