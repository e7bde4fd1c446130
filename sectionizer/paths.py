"""Names of places in a document: ``article:150/part:1/item:1``, ``overwegingen``, ``annex:1/item:3``.

A path begins at the nearest article, or else at the nearest division that has a number, as lawyers cite it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sectionizer.tree import TEXT, Section

ROOTS = ("article", "article_excluded", "chapter", "section", "annex")
_SHORT = {"article_excluded": "article", "quoted_article": "quoted"}
_PLACELESS = (TEXT, "amendment_note")
"""Kinds without a name of their own: they are where their parent is."""


def paths(sections: Sequence[Section]) -> list[str]:
    """The path of each section; of a leaf of plain text or a note, that of its parent."""
    result: list[str] = []
    annexes = 0
    for section in sections:
        above = result[section.parent] if section.parent >= 0 else ""
        annexes += section.kind == "annex"
        if section.kind in _PLACELESS:
            result.append(above)
            continue
        number = str(annexes) if section.kind == "annex" else section.number
        name = _SHORT.get(section.kind, section.kind) + (f":{number}" if number else "")
        is_root = section.kind in ROOTS and number
        result.append(name if is_root or not above else f"{above}/{name}")
    return result
