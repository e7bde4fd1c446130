"""The bodies and abstracts of a judgment: XML to lines, marks, and the names of elements nobody knows.

What belongs here: which element is what, the words of marks. Not here: what a file is and which words are asked for
(judgment), the walk over its tags and texts (xml_kernel, judgment_kernel), signs of items and notes (judgment_signs).
Still to come: the level of a section in its mark.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

import numpy as np
from lxml import etree

from pipelines.text.judgment_signs import FOOTNOTE, ITEM, REFERENCE, signs
from pipelines.text.normalise import normalise
from pipelines.text.unreadable import Unreadable

PAGES = ("uitspraak", "conclusie", "inhoudsindicatie")
LINES = "para parablock textobject caption uitspraaksoort uitspraakdatum plaats zaaknr"
INSIDE = """
    uitspraak.info conclusie.info afdeling instantie partij ondertekening
    paragroup blockquote itemizedlist orderedlist emphasis superscript subscript nn quote foreignphrase link
    table informaltable tgroup colspec spanspec thead tbody tfoot alt mediaobject inlinemediaobject
    imageobject imagedata audioobject audiodata videoobject videodata textdata
"""
"""Elements of rechtspraak-1.0.rnc (2010, a subset of DocBook 5.0) whose texts run on, or hold what has lines."""

MARKS = ("section", "title", "nr")
"""Kinds of marks, in the order of the kernel."""
TABLE_SLOTS = 256
"""Room for four times the names there are, so that most are found at once."""
NUMBER_END = ".:)°, "

Mark = tuple[int, str]
"""Offset of a mark, in code points; its kind, number, title and role, as the end of a JSON array."""


@dataclass(frozen=True, slots=True)
class Page:
    """A body or abstract written.

    Attributes:
        name: which of `PAGES` it is.
        text: its lines, normalised.
        marks: where units begin: ``section``, ``title``, ``nr``.
        unknown: local names of elements that are not in the schema; their text was kept.
    """

    name: str
    text: str
    marks: list[Mark]
    unknown: frozenset[str]


def read_pages(root: etree._Element, xml: bytes) -> list[Page]:
    """Write the children of a root that are bodies or abstracts as lines, the footnotes of each behind its text.

    xml: what the tree was read from, in UTF-8 without CDATA sections and document type.
    Raises Unreadable: ``malformed_xml``, when headings are nested so often that naming them exceeds all measure.
    """
    from pipelines.text.judgment_kernel import PAGE
    from pipelines.text.xml_kernel import COLUMNS, KIND, PARENT, read

    tape = np.empty((len(xml) + 1, COLUMNS), np.int32)
    tape = tape[: read(np.frombuffer(xml, np.uint8), *_names(), tape)]
    kinds = tape[:, KIND]
    is_page = (kinds == PAGE) & (tape[:, PARENT] == np.argmax(kinds >= 0))
    elements = root.iterchildren(*(f"{{*}}{name}" for name in PAGES))
    places = is_page.nonzero()[0].tolist()
    return [_page(element, xml, tape, place) for element, place in zip(elements, places, strict=True)]


def _page(element: etree._Element, xml: bytes, tape: np.ndarray, place: int) -> Page:
    """The page of an element whose row is at a place of the list."""
    from pipelines.text import judgment_kernel as kernel

    rows = tape[place : tape[place, kernel.MATE]]
    written = _write_signs(element, rows)
    marks = np.empty((len(rows), kernel.MARK_COLUMNS), np.int64)
    out, aside = np.empty(2 * len(xml) + len(written), np.uint8), np.empty(4 * len(xml), np.uint8)
    texts = np.frombuffer(xml, np.uint8), np.frombuffer(written, np.uint8)
    state = kernel.write(texts[0], tape, place, texts[1], out, aside, marks)
    if state[kernel.S_FULL]:
        raise Unreadable("malformed_xml", "Headings are nested in headings beyond measure; look at it at its source.")
    roles = _roles(element, rows)
    words, lines = aside[: state[kernel.S_ASIDE]].tobytes(), _lines(out[: state[kernel.S_OUT]], state[kernel.S_LINES])
    offsets = list(accumulate((len(line) + 1 if line else 0 for line in lines), initial=0))
    told = [
        (offsets[line], _told(kind, words[number:number_end], words[title:title_end], roles.get(row - place)))
        for kind, row, line, number, number_end, title, title_end in marks[: state[kernel.S_MARKS]].tolist()
        if offsets[line] < offsets[-1]  # what is marked, but has no line, stands behind the text
    ]
    unknown = _unknown(xml, rows) if state[kernel.S_UNKNOWN] else frozenset[str]()
    return Page(etree.QName(element).localname, "\n".join(filter(None, lines)), told, unknown)


def _write_signs(element: etree._Element, rows: np.ndarray) -> bytes:
    """All signs in a row; the rows of their elements are told where each stands."""
    from pipelines.text.judgment_kernel import END, ITEM, KIND, START

    signed = (rows[:, KIND] >= ITEM).nonzero()[0]
    if not signed.size:
        return b""
    found = [sign.encode() for sign in signs(element)]
    ends = np.cumsum([len(sign) for sign in found])
    rows[signed, START], rows[signed, END] = ends - [len(sign) for sign in found], ends
    return b"".join(found)


def _roles(element: etree._Element, rows: np.ndarray) -> dict[int, str | None]:
    """Roles of sections, by the places of their rows."""
    from pipelines.text.judgment_kernel import KIND, SECTION

    places = (rows[:, KIND] == SECTION).nonzero()[0].tolist()
    sections = element.iter("{*}section") if places else ()
    return {place: section.get("role") for place, section in zip(places, sections, strict=True)}


def _lines(out: np.ndarray, number: int) -> list[str]:
    """Lines that end with LF, each normalised if that may change it."""
    from pipelines.text.doubt_kernel import to_normalise

    ask = np.zeros(number, np.uint8)
    to_normalise(out, out.size, ask)
    lines = out.tobytes().decode().split("\n")[:-1]
    for line in ask.nonzero()[0].tolist():
        lines[line] = normalise(lines[line])
    return lines


@lru_cache(maxsize=4_096)
def _told(kind: int, number: bytes, heading: bytes, role: str | None) -> str:
    """A mark without its offset; numbers and headings recur from judgment to judgment."""
    sign, words = _plain(number), _plain(heading)
    if MARKS[kind] == "nr":
        return _json(MARKS[kind], words.rstrip(NUMBER_END) or words, None, None)
    title = words.removeprefix(sign).strip() or None
    return _json(MARKS[kind], sign.rstrip(NUMBER_END) or None, title, (role or "").strip() or None)


def _json(*values: str | None) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))[1:]


def _plain(words: bytes) -> str:
    """Words as one normalised line."""
    return " ".join(normalise(words.decode()).split())


def _unknown(xml: bytes, rows: np.ndarray) -> frozenset[str]:
    from pipelines.text.xml_kernel import END, KIND, START, UNKNOWN

    places = rows[rows[:, KIND] == UNKNOWN][:, [START, END]]
    return frozenset(name.decode() for name in {xml[start:end] for start, end in places.tolist()})


@cache
def _names() -> tuple[np.ndarray, np.ndarray]:
    """(keys, kinds) of all names, as `xml_kernel.read` takes them."""
    from pipelines.text import judgment_kernel as kernel
    from pipelines.text import xml_kernel

    names = {
        kernel.PAGE: " ".join(PAGES), kernel.LINE: LINES, kernel.KNOWN: INSIDE, kernel.TITLE: "title",
        kernel.BRIDGEHEAD: "bridgehead", kernel.SECTION: "section", kernel.NUMBER: "nr", kernel.ENTRY: "entry",
        kernel.ROW: "row", kernel.BREAK: "?linebreak", kernel.ITEM: ITEM, kernel.FOOTNOTE: FOOTNOTE,
        kernel.REFERENCE: REFERENCE,
    }  # fmt: skip
    keys, kinds = np.zeros(TABLE_SLOTS, np.uint64), np.zeros(TABLE_SLOTS, np.int32)
    for kind, listed in names.items():
        for name in listed.split():
            key = xml_kernel.hash_bytes(np.frombuffer(name.encode(), np.uint8), 0, len(name))
            place = xml_kernel.slot(np.uint64(key), keys)
            keys[place], kinds[place] = key, kind
    return keys, kinds
