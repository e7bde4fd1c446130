"""Public ids of places in a document, in the manner of Akoma Ntoso: ``art_212-1__part_2__item_3``.

Belongs here: the names of kinds in ids, and what makes an id unique. Paths for people are in `paths`.
Source: the eId attribute of Akoma Ntoso Naming Convention 1.0 (OASIS 2019), section 5: prefix, number, ``__`` between
levels; ids of articles stand alone, for an act numbers its articles from its first book to its last.
"""

from __future__ import annotations

from collections.abc import Sequence

from sectionizer.tree import TEXT, Section

PREFIXES = {
    "article": "art", "article_excluded": "art", "section": "sec", "subsection": "subsec", "chapter": "chp",
    "sub_item": "subitem", "annex": "att", "quoted_article": "qstr", TEXT: "para",
}  # fmt: skip
"""Prefixes of the convention; another kind is its own prefix."""
NAMELESS = ("amendment_note", "registry_meta")
ALONE = ("article", "article_excluded")
ANNEX = "annex"


def eids(sections: Sequence[Section]) -> list[str]:
    """The id of each section, unique in its document; "" for notes and leaves of text without a number.

    A unit without number has its prefix alone. Where an id would come twice (two lists under one part), the later
    ones end in ``_2``, ``_3``. A paragraph (абзац) is ``para``; directly in an article, whose paragraphs are its parts,
    it is ``part``. An annex has a row of its own: ids in it begin with its id.
    """
    ids: list[str] = []
    annexes: list[str] = []
    seen: dict[str, int] = {}
    for section in sections:
        above = ids[section.parent] if section.parent >= 0 else ""
        annex = annexes[section.parent] if section.parent >= 0 else ""
        if section.kind in NAMELESS or (section.kind == TEXT and section.number is None):
            ids.append("" if section.kind in NAMELESS else above)
            annexes.append(annex)
            continue
        base = annex if section.kind in ALONE else above
        name = _name(section, sections)
        full = f"{base}__{name}" if base else name
        seen[full] = seen.get(full, 0) + 1
        ids.append(full if seen[full] == 1 else f"{full}_{seen[full]}")
        annexes.append(ids[-1] if section.kind == ANNEX else annex)
    return [
        "" if section.kind == TEXT and section.number is None else name
        for section, name in zip(sections, ids, strict=True)
    ]


def _name(section: Section, sections: Sequence[Section]) -> str:
    prefix = PREFIXES.get(section.kind, section.kind)
    if section.kind == TEXT and section.parent >= 0 and sections[section.parent].kind in ALONE:
        prefix = "part"
    return f"{prefix}_{section.number}" if section.number else prefix
