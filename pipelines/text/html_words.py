"""The elements and character references of HTML, as tables for the reader.

What belongs here: names, and what each element does to lines, to sight and to the elements around it.
Not here: the reader (html_kernel), which takes these as arrays. Imported, like it, only when a page is read.
Source: HTML Standard, 13.1.2.4 (optional tags), 13.2.6 (tree construction), 13.5 (named references); the weights are
those of libxml2's HTML parser, widened to lists and sections.
"""

from __future__ import annotations

from functools import cache
from html.entities import html5

import numpy as np

from pipelines.text.encoding import byte_classes
from pipelines.text.html_elements_kernel import slot_of
from pipelines.text.html_references_kernel import reference_slot
from pipelines.text.html_shapes import (
    CELL,
    ENDS_KIND,
    ENDS_LIGHTER,
    ENDS_PARAGRAPH,
    FNV_OFFSET,
    FNV_PRIME,
    FONT,
    HEAD,
    ITEM,
    LANE,
    LIGHT,
    LINE,
    META,
    NO_KIND,
    OF_HEAD,
    PARAGRAPH,
    RAW,
    ROOT,
    ROW,
    TABLE,
    TABLES,
    TERM,
    UNIT_SHIFT,
    UNSEEN,
    VERBATIM,
    VOID,
)

BLANKS, MARKUP, NAME_ENDS = b" \t\n\f\r", b"<&\0", b" \t\n\f\r/>"
DOES = (
    (LINE, "p div li ul ol dl dt dd table tbody thead tfoot tr caption h1 h2 h3 h4 h5 h6 center blockquote hr pre "
           "address article section header footer main fieldset body html br"),
    (UNSEEN, "head title script style noscript template iframe object select option button input img link meta"),
    (VOID, "area base basefont bgsound br col embed frame hr img input link meta param source track wbr"),
    (RAW, "script style title iframe"),
    (VERBATIM, "textarea"),
    (CELL, "td th"),
    (ROW, "tr"),
    (ROOT, "html body"),
    (FONT, "font"),
    (META, "meta"),
    (OF_HEAD, "head base basefont bgsound link meta noscript script style template title"),
    (ENDS_PARAGRAPH, "address article aside blockquote center details dd dir div dl dt fieldset figcaption figure "
                     "footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section table ul"),
    (ENDS_KIND, "li dt dd"),
    (ENDS_LIGHTER, "td th tr tbody thead tfoot caption colgroup col"),
)  # fmt: skip
WEIGHTS = (
    (150, "div ul ol dl dir menu blockquote center fieldset form article aside section header footer main nav"),
    (160, "td th caption"),
    (170, "tr"),
    (180, "tbody thead tfoot colgroup col"),
    (190, "table"),
    (200, "head body html"),
)
KINDS = ((PARAGRAPH, "p"), (ITEM, "li"), (TERM, "dt dd"), (TABLE, "table"), (HEAD, "head"))


@cache
def tables(encoding: str) -> np.ndarray:
    """What the reader has to know of pages in an encoding, as html_kernel.read takes it: TABLES[1]."""
    known = np.zeros(1, TABLES)
    _set_letters(known[0]["letters"], encoding)
    _set_elements(known[0]["elements"])
    _set_references(known[0]["references"])
    known[0]["signs"] = [0 if byte in NAME_ENDS else _sign(chr(byte)) for byte in range(256)]
    known[0]["controls"] = [ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)) for byte in range(0x80, 0xA0)]
    return known


def _set_letters(letters: np.ndarray, encoding: str) -> None:
    units = np.array([ord(bytes([byte]).decode(encoding, "replace")) for byte in range(256)], np.uint64)
    units[list(BLANKS)] = ord(" ")
    letters[:] = units << np.uint64(UNIT_SHIFT) | byte_classes(LANE)
    letters[list(MARKUP)] = 0
    if encoding == "utf-8":
        letters[0x80:] = 0


def _set_elements(known: np.ndarray) -> None:
    known["weight"], known["kind"], known["slot"] = LIGHT, NO_KIND, range(known.size)
    for field, rows in (("does", DOES), ("weight", WEIGHTS), ("kind", KINDS)):
        for value, names in rows:
            for name in names.split():
                slot = slot_of(known, _pack(name))
                known[slot]["name"] = _pack(name)
                known[slot][field] = known[slot]["does"] | value if field == "does" else value


def _set_references(known: np.ndarray) -> None:
    for name, text in html5.items():
        hashed = _hash(name)
        first, second = [*map(ord, text), 0][:2]
        known[reference_slot(known, hashed)] = hashed, first, second


def _sign(char: str) -> int:
    """The sign of a character in a packed name; letters of either case have one."""
    return ord(char) & 0x1F | (0 if char.isascii() and char.isalpha() else 0x20)


def _pack(name: str) -> np.uint64:
    packed = 0
    for sign in name:
        packed = packed << 6 | _sign(sign)
    return np.uint64(packed & 0xFFFF_FFFF_FFFF_FFFF)


def _hash(name: str) -> np.uint64:
    hashed = int(FNV_OFFSET)
    for sign in name.encode():
        hashed = (hashed ^ sign) * int(FNV_PRIME) & 0xFFFF_FFFF_FFFF_FFFF
    return np.uint64(hashed)
