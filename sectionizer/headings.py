"""What a reader calls the place of a chunk: «Кодекс › Розділ II › Стаття 625 › ч. 2».

Belongs here: the words for each kind of section, as lawyers cite it. Names for machines belong in `paths`. A unit that
bears its name in the text («Стаття 625», «Artikel 6:162») is called as it calls itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sectionizer.tree import TEXT

SEPARATOR = " › "

_DIVISIONS = frozenset({"book", "section", "subsection", "chapter"})

_SILENT = frozenset({TEXT, "amendment_note", "header", "registry_meta"})
"""Kinds that are where their parent is."""

_UKRAINIAN = {
    "preamble": "Преамбула", "book": "Книга", "section": "Розділ", "subsection": "Підрозділ", "chapter": "Глава",
    "article": "Стаття", "article_excluded": "Стаття", "quoted_article": "Стаття", "part": "ч.",
    "item": "п.", "sub_item": "пп.", "note": "Примітка", "annex": "Додаток", "introductory": "Вступна частина",
    "descriptive": "Описова частина", "reasoning": "Мотивувальна частина", "body": "Описова і мотивувальна частини",
    "legal_basis": "Правова підстава", "operative": "Резолютивна частина", "closing": "Підписи",
    "separate_opinion": "Окрема думка", "consideration": "п.", "appeal_notice": "Порядок оскарження",
    "parties": "Сторони", "table": "Таблиця",
}  # fmt: skip
_DUTCH = {
    "book": "Boek", "section": "Afdeling", "subsection": "Paragraaf", "chapter": "Hoofdstuk", "article": "Artikel",
    "article_excluded": "Artikel", "quoted_article": "Artikel", "part": "lid", "item": "onder", "sub_item": "sub",
    "annex": "Bijlage", "procesverloop": "Procesverloop", "feiten": "Feiten", "geschil": "Geschil",
    "overwegingen": "Overwegingen", "kosten": "Kosten", "beslissing": "Beslissing", "rechtsmiddel": "Rechtsmiddel",
    "consideration": "r.o.", "table": "Tabel",
}  # fmt: skip

_LONGEST = 80
"""Letters of a title."""

_OWN_NAME = re.compile(r"\s*([^\W\d_]{3,}|§)")


def words(language: str) -> Mapping[str, str]:
    """What each kind of section is called, in the language of a document: nl, else Ukrainian."""
    return _DUTCH if language == "nl" else _UKRAINIAN


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings over places of one text; columns are those of its sections, in order."""

    text: str
    kinds: Sequence[str]
    numbers: Sequence[str | None]
    titles: Sequence[str | None]
    starts: Sequence[int]
    parents: Sequence[int]
    language: str

    def path(self, first: int, last: int, document: str = "") -> str:
        """The headings over a chunk, from the document's name down.

        Args:
            first: The section in which the chunk begins.
            last: The last section that begins in the chunk, or ``first``.
            document: The document's own name.
        """
        while last > first and (self.kinds[last] in _DIVISIONS or self.kinds[last] in _SILENT):
            last -= 1
        begins, ends = self._chain(first), self._chain(last)
        shared = 0
        while shared < min(len(begins), len(ends)) and begins[shared] == ends[shared]:
            shared += 1
        parts = [document, *map(self.name, begins[:shared])]
        if shared < min(len(begins), len(ends)):
            parts.append(f"{self.name(begins[shared])} – {self.name(ends[shared])}")
        return SEPARATOR.join(filter(None, parts))

    def _chain(self, section: int) -> list[int]:
        """A section and those around it that have a name, outermost first."""
        chain: list[int] = []
        while section >= 0:
            if self.kinds[section] not in _SILENT:
                chain.append(section)
            section = self.parents[section]
        return chain[::-1]

    def name(self, section: int) -> str:
        """What one section is called: by its word and number, or else its title."""
        kind, number, title = self.kinds[section], self.numbers[section], self.titles[section]
        word = words(self.language).get(kind, "")
        if number is None:
            return title[:_LONGEST] if title and (not word or kind in _DIVISIONS) else word or _plain(kind)
        own = None if word.endswith(".") else _OWN_NAME.match(self.text, self.starts[section])
        return f"{own[1].capitalize() if own else word or _plain(kind)} {number}"


def _plain(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
