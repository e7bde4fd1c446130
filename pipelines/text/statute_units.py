"""What a paragraph of an act is: an article, a heading, a numbered part or item, a note.

What belongs here: the words, classes and ``data-tree`` paths of the legislation site, and numbers in canonical form.
Not here: the pages themselves (statute), text without markup (sectionizer).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.text.lines import Mark
from pipelines.text.lookalikes import TO_ROMAN

TREE_KINDS = {
    "kn": "book", "rz": "section", "gl": "chapter", "pg": "paragraph", "st": "article", "ch": "part",
    "pu": "item", "pp": "item", "cm": "note", "nz": "title", "dd": "annex", "do": "annex",
}  # fmt: skip
"""First two letters of a step in a ``data-tree`` path; a step with ``_`` is not numbered by the act itself."""

NUMBER = r"\d+(?:-\d+)*"
ORDINALS = ("перш", "друг", "трет", "четверт", "п'ят", "шост", "сьом", "восьм", "дев'ят", "десят")
HEADINGS = tuple(
    (kind, re.compile(rf"(?:{words})\s*({NUMBER}|[IVXLCІХС]+(?:-\d+|-[А-Я])?(?!\w)|[а-яієї']+)?\W*", re.IGNORECASE))
    for kind, words in (
        ("book", r"книга\s"),
        ("section", r"розділ\s"),
        ("subsection", r"підрозділ\s"),
        ("chapter", r"глава\s"),
        ("paragraph", r"§|параграф\s"),
    )
)
ANNEX = re.compile(rf"додаток\b\s*(?:№\s*)?({NUMBER})?\W*", re.IGNORECASE)
ARTICLE = re.compile(rf"Стаття\s+({NUMBER})\s*\.?\s*")
SECTION = re.compile(r"([IVXLC]+)\.\s+")
PART = re.compile(rf"({NUMBER})\.(?=\s)")
ITEM = re.compile(rf"({NUMBER}|[а-яієїґ](?:-\d+)?)\)(?=\s)")

TITLE_CLASS, HEADING_CLASS, SOURCE_CLASS, HISTORY_CLASS = "rvts23", "rvts15", "rvts44", "rvps18"
SENTENCE_END = (".", ";", ":", ",")

ONE_UNIT = r"(?:стат(?:тя|тю|тею)|частин(?:а|у|ою)|(?:під)?пункт(?:|у|ом)|глав(?:а|у|ою)|розділ(?:|у|ом))"
ANY_UNIT = r"(?:стат(?:т|ей)|частин|пункт|підпункт|глав|розділ|параграф|абзац)\w*"
SPACED = r"\s[-–—]\s?"
DIGITS = r"(?<!\d)\d{1,5}"
"""A number that may be an article's: the beginning of a longer one is no number."""
AT_HEAD = re.compile(r"^((?:Стаття|Глава|Розділ)\s+)?(\d+)\s?[-–—]\s?(\d+)\s?([.)])", re.IGNORECASE)
AFTER_ONE = re.compile(rf"(\b{ONE_UNIT}\s+)(\d+){SPACED}(\d{{1,2}})(?!\d)", re.IGNORECASE)
AFTER_ANY = re.compile(rf"\b{ANY_UNIT}\s(?:[\d\s,;–—-]|та\s|і\s|й\s)+", re.IGNORECASE)
PAIR = re.compile(rf"({DIGITS}\s?[-–—]\s?)?({DIGITS}){SPACED}(\d{{1,2}})(?!\d)")
RANGE_TO_RAISED = re.compile(rf"({DIGITS}\s?[-–—]\s?)({DIGITS}){SPACED}(\d{{1,2}})(?!\d)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an act: normalised text, its classes and those inside it, its ``data-tree`` path or ""."""

    text: str
    classes: frozenset[str] = frozenset()
    tree: str = ""


def canonical_numbers(line: str) -> str:
    """Superscript numbers that the site writes ``129 - 1`` as ``129-1``; ranges (``статтях 8 - 11``) stay.

    Certain are the label at the head of a line, a unit in the singular, and a second number that is not above
    the first, which no range has.
    """
    line = AT_HEAD.sub(lambda found: f"{found[1] or ''}{found[2]}-{found[3]}{found[4]}", line)
    line = RANGE_TO_RAISED.sub(_not_above, line)
    line = AFTER_ONE.sub(r"\1\2-\3", line)
    return AFTER_ANY.sub(lambda units: PAIR.sub(_not_above, units[0]), line)


def _not_above(found: re.Match[str]) -> str:
    return f"{found[1] or ''}{found[2]}-{found[3]}" if int(found[3]) <= int(found[2]) else found[0]


def unit_of(paragraph: Paragraph, in_article: bool) -> Mark | None:
    """The unit that begins with a paragraph, or None. ``in_article``: an article began before it."""
    told = _from_tree(paragraph) if paragraph.tree else None
    return told or _from_heading(paragraph) or _from_class(paragraph) or _from_number(paragraph.text, in_article)


def _from_tree(paragraph: Paragraph) -> Mark | None:
    """What the publisher's path says; unnumbered parts count only directly under an article."""
    step, _, parents = paragraph.tree.partition(":")
    kind, numbered = TREE_KINDS.get(step[:2]), not step[2:].startswith("_")
    if kind in (None, "note", "title"):
        return Mark(kind, None, _title_of(paragraph, kind), paragraph.tree) if kind else None
    if not numbered and not (kind == "part" and parents.startswith("st")):
        return None
    said = _from_heading(paragraph) or _from_number(paragraph.text, in_article=True)
    number = said.number if said and said.number else (step[2:] if numbered else None)
    return Mark(kind, number, said.title if said else None, paragraph.tree)


def _title_of(paragraph: Paragraph, kind: str) -> str | None:
    return " ".join(paragraph.text.split()) if kind == "title" else None


def _from_heading(paragraph: Paragraph) -> Mark | None:
    text = " ".join(paragraph.text.split())
    if found := ARTICLE.match(text):
        title = text[found.end() :]
        is_title = title and not title.endswith(SENTENCE_END)
        return Mark("article", found[1], title if is_title else None, paragraph.tree or None)
    if found := SECTION.match(text):
        title = text[found.end() :]
        return Mark("section", found[1], None if title.endswith(SENTENCE_END) else title, paragraph.tree or None)
    for kind, pattern in HEADINGS:
        found = pattern.match(text)
        number = _heading_number(found[1]) if found else None
        if found and number:
            return Mark(kind, number, text[found.end() :] or None, paragraph.tree or None)
    if found := ANNEX.match(text):
        return Mark("annex", found[1], text[found.end() :] or None, paragraph.tree or None)
    return None


def _heading_number(word: str | None) -> str | None:
    """A number as written, Roman in Latin letters, or an ordinal word as digits; None for another word."""
    if word is None:
        return None
    if word[0].isdigit():
        return word
    roman = word.upper().translate(TO_ROMAN)
    if word.isupper() and re.fullmatch(r"[IVXLC]+(?:-.+)?", roman):
        return roman
    stems = [place for place, stem in enumerate(ORDINALS, 1) if word.lower().startswith(stem)]
    return str(stems[0]) if stems else None


def _from_class(paragraph: Paragraph) -> Mark | None:
    text, classes = paragraph.text, paragraph.classes
    if text.startswith("{") or HISTORY_CLASS in classes or (SOURCE_CLASS in classes and text.startswith("(")):
        return Mark("note", role=paragraph.tree or None)
    title = " ".join(text.split())
    if HEADING_CLASS in classes and title:
        return Mark("section", None, title, paragraph.tree or None)
    if TITLE_CLASS in classes and title:
        return Mark("title", None, title, paragraph.tree or None)
    return None


def _from_number(text: str, in_article: bool) -> Mark | None:
    if found := PART.match(text):
        return Mark("part" if in_article else "item", found[1])
    if found := ITEM.match(text):
        return Mark("item", found[1])
    return None
