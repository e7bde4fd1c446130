"""The signs of list items and footnotes in a judgment: counted, as its schema says, or stated by attributes.

What belongs here: what a reader sees before an item or a footnote, and where a footnote is referred to. Not here: where
that is written (judgment_kernel).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

ITEM, FOOTNOTE, REFERENCE = SIGNED = ("listitem", "footnote", "footnote-ref")
"""Local names of the elements that have a sign."""
ROMAN_UNITS = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
LONGEST_LABEL = 16
"""A footnote with a longer label is called by its place: labels are repeated wherever the text refers to them."""


def signs(body: etree._Element) -> Iterator[str]:
    """The sign of each element of `SIGNED`, in the order of the document; "" for a reference to no footnote."""
    notes = {note: _note_sign(note, place) for place, note in enumerate(body.iter("{*}footnote"), 1)}
    by_id = {note.get("id"): sign for note, sign in notes.items()}
    counted: Counter[etree._Element] = Counter()
    for element in body.iter(*(f"{{*}}{name}" for name in SIGNED)):
        name = etree.QName(element).localname
        if name == FOOTNOTE:
            yield notes[element]
        elif name == REFERENCE:
            yield by_id.get(element.get("linkend"), "")
        else:
            around = element.getparent()
            assert around is not None, "an item is not the body itself"
            counted[around] += 1
            yield _item_sign(around, counted[around])


def _note_sign(note: etree._Element, place: int) -> str:
    """Its label, or its place where that is none, in brackets."""
    label = note.get("label", "")
    return f"[{label if 0 < len(label) <= LONGEST_LABEL else place}]"


def _item_sign(around: etree._Element, ordinal: int) -> str:
    """What stands before an item of a list: arabic, loweralpha, upperroman ... or a mark."""
    if etree.QName(around).localname == "orderedlist":
        numeration = around.get("numeration", "arabic")
        sign = _ordinal(ordinal, numeration)
        return f"{sign.upper() if numeration.startswith('upper') else sign}."
    mark = around.get("mark", "-")
    return mark if len(mark) == 1 else "-"


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
