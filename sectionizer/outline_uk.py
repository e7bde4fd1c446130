"""From the lines of a Ukrainian act to its units: a state machine that walks over lines, article by article.

Belongs here: which unit a line opens, given the unit it stands in. «1.» is a part in an article and an item outside;
«а)» is an item under a part and a sub-item under an item; notes and annexes have numbers of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectionizer.numbering import Key
from sectionizer.quotation import Line
from sectionizer.tree import INNERMOST, Mark

ANNEX, BOOK, SECTION, SUBSECTION, CHAPTER, PARAGRAPH, ARTICLE = 10, 20, 30, 40, 50, 60, 80
PART, NOTE = 110, 110
DIVISIONS = {"book": BOOK, "section": SECTION, "subsection": SUBSECTION, "chapter": CHAPTER, "paragraph": PARAGRAPH}
LEVELS = {"point": PART, "dotted": 112, "paren": 120, "letter": 130}
ENUMERATED = tuple(LEVELS)
HEADS = (*DIVISIONS, "transitional", "annex", "approved", "title", "article", "excluded")

_SENTENCE_END = re.compile(r"[.:;!?]\s*\Z")
_ARTICLE_NOTE = re.compile(r"\{\s*(?:Статт|Кодекс|Закон|Глав|Розділ|Книг)")
_PART_NOTE = re.compile(r"\{\s*Частин")
_GONE = re.compile(r"(?:виключен|втратил[аи]? чинність|вилучен|скасован)")
DEEPEST = 1000


@dataclass(frozen=True, slots=True)
class Act:
    """An act as lines, with the spans of its notes and the line ranges of its quotations."""

    text: str
    lines: Sequence[Line]
    notes: Sequence[tuple[int, int]]
    quoted: Sequence[tuple[int, int]]


def outline(act: Act) -> list[Mark]:
    """The marks of all units, in order."""
    marks: list[Mark] = []
    for heading, body in _blocks(act):
        marks += _heading(act, heading, body)
        inside = heading is not None and heading.unit in ("article", "excluded")
        marks += _article(act, heading, body) if heading and inside else _points(act, heading, body)
    return marks


def _blocks(act: Act) -> Iterator[tuple[Line | None, list[int]]]:
    """Each heading with the indices of the lines under it; first the lines before any heading."""
    heading, body = None, []
    quoted = {index for first, after in act.quoted for index in range(first, after)}
    for index, line in enumerate(act.lines):
        if line.unit in HEADS and index not in quoted and _opens_annex(act, index, heading, body):
            yield heading, body
            heading, body = line, []
        else:
            body.append(index)
    yield heading, body
