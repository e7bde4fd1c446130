"""One body or abstract of a judgment: its element to lines, marks, and the names of elements nobody knows.

What belongs here: which element is what, the signs of list items and footnotes, the words of marks. Not here: which
elements of a file are bodies (judgment), the walk over their tags and texts (xml_kernel, judgment_kernel).
Still to come: the level of a section in its mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from itertools import accumulate

import numpy as np
from lxml import etree

from pipelines.text.normalise import normalise
from pipelines.text.unreadable import Unreadable

LINES = "para parablock textobject caption uitspraaksoort uitspraakdatum plaats zaaknr"
INSIDE = """
    uitspraak conclusie inhoudsindicatie uitspraak.info conclusie.info afdeling instantie partij ondertekening
    paragroup blockquote itemizedlist orderedlist emphasis superscript subscript nn quote foreignphrase link
    table informaltable tgroup colspec spanspec thead tbody tfoot alt mediaobject inlinemediaobject
    imageobject imagedata audioobject audiodata videoobject videodata textdata
"""
"""Elements of rechtspraak-1.0.rnc (2010, a subset of DocBook 5.0) whose texts run on, or hold what has lines."""

MARKS = ("section", "title", "nr")
"""Kinds of marks, in the order of the kernel."""
TABLE_SLOTS = 256
"""Room for four times the names there are, so that most are found at once."""
SIGN = "item.sign"
"""Element that we put before the words of a list item or footnote."""
NUMBER_END = ".:)°, "
ROMAN_UNITS = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
LONGEST_LABEL = 16
"""A footnote with a longer label is called by its place: labels are repeated wherever the text refers to them."""


Mark = tuple[int, str, str | None, str | None, str | None]
"""Offset of a mark, in code points; kind, number, title, role."""


@dataclass(frozen=True, slots=True)
class Page:
    """A body written.

    Attributes:
        text: its lines, normalised.
        marks: where units begin: ``section``, ``title``, ``nr``.
        unknown: local names of elements that are not in the schema; their text was kept.
    """

    text: str
    marks: list[Mark]
    unknown: frozenset[str]


def read_page(body: etree._Element) -> Page:
    """Write an element as lines, its footnotes behind its text.

    Raises Unreadable: ``malformed_xml``, when headings are nested so often that naming them exceeds all measure.
    """
    from pipelines.text import judgment_kernel as kernel
    from pipelines.text import xml_kernel

    xml = _serialised(body)
    source = np.frombuffer(xml, np.uint8)
    tape = np.empty((len(xml) + 1, xml_kernel.COLUMNS), np.int32)
    rows = xml_kernel.read(source, *_names(), tape)
    marks = np.empty((rows + 1, kernel.MARK_COLUMNS), np.int64)
    out, aside = np.empty(2 * len(xml), np.uint8), np.empty(4 * len(xml), np.uint8)
    state = kernel.write(source, tape, rows, out, aside, marks)
    if state[kernel.S_FULL]:
        raise Unreadable("malformed_xml", "Headings are nested in headings beyond measure; look at it at its source.")
    words = aside[: state[kernel.S_ASIDE]].tobytes()
    lines = _lines(out[: state[kernel.S_OUT]], state[kernel.S_LINES])
    offsets = list(accumulate((len(line) + 1 if line else 0 for line in lines), initial=0))
    told = (_mark(mark, offsets, words, xml) for mark in marks[: state[kernel.S_MARKS]].tolist())
    unknown = _unknown(xml, tape[:rows]) if state[kernel.S_UNKNOWN] else frozenset[str]()
    # What is marked, but has no line, stands behind the text.
    return Page("\n".join(filter(None, lines)), [mark for mark in told if mark[0] < offsets[-1]], unknown)


def _lines(out: np.ndarray, number: int) -> list[str]:
    """Lines that end with LF, each normalised if that may change it."""
    from pipelines.text import doubt_kernel

    ask = np.zeros(number, np.uint8)
    doubt_kernel.to_normalise(out, out.size, ask)
    lines = out.tobytes().decode().split("\n")[:-1]
    for line in np.flatnonzero(ask).tolist():
        lines[line] = normalise(lines[line])
    return lines


def _mark(mark: list[int], offsets: list[int], words: bytes, xml: bytes) -> Mark:
    """A mark of the kernel, by the offset of its line, named by its words; its columns are those of the kernel."""
    kind, line, number, number_end, title, title_end, role, role_end = mark
    heading = _plain(words[title:title_end])
    if MARKS[kind] == "nr":
        return offsets[line], MARKS[kind], heading.rstrip(NUMBER_END) or heading, None, None
    sign = _plain(words[number:number_end])
    named = heading.removeprefix(sign).strip() or None
    told = unescape(xml[role:role_end].decode()).strip() if role_end else ""
    return offsets[line], MARKS[kind], sign.rstrip(NUMBER_END) or None, named, told or None


@lru_cache(maxsize=4_096)
def _plain(words: bytes) -> str:
    """Words as one normalised line; numbers and headings recur from judgment to judgment."""
    return " ".join(normalise(words.decode()).split())


def _unknown(xml: bytes, tape: np.ndarray) -> frozenset[str]:
    from pipelines.text import xml_kernel

    places = tape[tape[:, xml_kernel.KIND] == xml_kernel.UNKNOWN][:, [xml_kernel.START, xml_kernel.END]]
    return frozenset(name.decode() for name in {xml[start:end] for start, end in places.tolist()})


@cache
def _names() -> tuple[np.ndarray, np.ndarray]:
    """(keys, kinds) of all names, as `xml_kernel.read` takes them."""
    from pipelines.text import judgment_kernel as kernel
    from pipelines.text import xml_kernel

    names = {
        kernel.LINE: LINES, kernel.KNOWN: INSIDE, kernel.TITLE: "title", kernel.BRIDGEHEAD: "bridgehead",
        kernel.SECTION: "section", kernel.NUMBER: "nr", kernel.SIGNED: "listitem footnote", kernel.ENTRY: "entry",
        kernel.REFERENCE: "footnote-ref", kernel.ROW: "row", kernel.BREAK: "?linebreak", kernel.ROLE: "@role",
        kernel.SIGN: SIGN,
    }  # fmt: skip
    keys, kinds = np.zeros(TABLE_SLOTS, np.uint64), np.zeros(TABLE_SLOTS, np.int32)
    for kind, listed in names.items():
        for name in listed.split():
            key = xml_kernel.hash_bytes(np.frombuffer(name.encode(), np.uint8), 0, len(name))
            place = xml_kernel.slot(np.uint64(key), keys)
            keys[place], kinds[place] = key, kind
    return keys, kinds


def _serialised(body: etree._Element) -> bytes:
    """The element in UTF-8, with list items and footnotes signed, and footnotes behind the text."""
    if next(body.iter("{*}listitem", "{*}footnote"), None) is not None:
        body = deepcopy(body)
        for item, sign in list(_item_signs(body)):
            _sign(item, sign)
        _move_footnotes(body)
    return etree.tostring(body, encoding="utf-8", with_tail=False)


def _sign(item: etree._Element, text: str) -> None:
    sign = etree.Element(SIGN)
    sign.text, sign.tail, item.text = text, item.text, None
    item.insert(0, sign)


def _move_footnotes(body: etree._Element) -> None:
    """Write the labels of footnotes, in brackets, before them and where they are referred to; move them to the end."""
    notes, signs = list(body.iter("{*}footnote")), dict[str | None, str]()
    for place, note in enumerate(notes, 1):
        label = note.get("label", "")
        signs[note.get("id")] = sign = f"[{label if 0 < len(label) <= LONGEST_LABEL else place}]"
        _sign(note, sign)
    for reference in body.iter("{*}footnote-ref"):
        reference.text = signs.get(reference.get("linkend"), "") + (reference.text or "")
    for note in notes:
        _leave_tail(note)
        body.append(note)


def _leave_tail(node: etree._Element) -> None:
    """Hand the text behind an element to what stands before it."""
    before, parent, tail = node.getprevious(), node.getparent(), node.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
    node.tail = None


def _item_signs(body: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each list item with the sign before it, as the schema counts them: arabic, loweralpha, upperroman ..."""
    counted: Counter[etree._Element] = Counter()
    for item in body.iter("{*}listitem"):
        around = item.getparent()
        assert around is not None, "an item is not the body itself"
        counted[around] += 1
        if etree.QName(around).localname == "orderedlist":
            numeration = around.get("numeration", "arabic")
            sign = _ordinal(counted[around], numeration)
            yield item, f"{sign.upper() if numeration.startswith('upper') else sign}."
        else:
            mark = around.get("mark", "-")
            yield item, mark if len(mark) == 1 else "-"


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
