"""Acts and their editions, from the templates in `acts/`.

What belongs here: which lines an edition holds and what each line is. What does not: how a line looks on a page
(see act_pages.py), the lists and cards of the portal (see rada.py).
A line of a template may begin with the days it is valid on, `@20160702.. ` or `@..20160702 ` (the last day excluded);
a superscript is written `129^1`; a note stands in braces.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.fixture_maker.templates import template

VALID = re.compile(r"@(\d*)\.\.(\d*) (.*)")
KINDS = (
    ("note", re.compile(r"\{")),
    ("quote", re.compile(r'"')),
    ("book", re.compile(r"КНИГА ")),
    ("section", re.compile(r"Розділ ([IVXLC]+(?:\^\d+)?)$|([IVX]+)\. ")),
    ("subsection", re.compile(r"Підрозділ (\d+)")),
    ("chapter", re.compile(r"Глава ([\w-]+)$")),
    ("annex", re.compile(r"Додаток (\d+)|ЗАТВЕРДЖЕНО|ПОРЯДОК$")),
    ("article", re.compile(r"Стаття ([\d^-]+)\.")),
    ("remark", re.compile(r"Примітка")),
    ("item", re.compile(r"([\dа-яґa-z]+(?:\^\d+)?)\) ")),
    ("part", re.compile(r"(\d+(?:\.\d+)*(?:\^\d+)?)\. ")),
)
"""What a line is, first match; anything else is a heading in capitals or a plain paragraph."""
EXCLUDED = re.compile(r"\{Статтю ([\d^]+) виключено")
STATUS = {
    0: "Не визначено",
    1: "Втратив чинність",
    2: "Набирає чинності",
    3: "Дію зупинено",
    4: "Дію відновлено",
    5: "Чинний",
    6: "Не набрав чинності",
    7: "Не застосовується",
}
TODAY = "20261101"
"""The day on which the portal was copied; later editions are in the future."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: what it is, its number if it has one, its words."""

    kind: str
    number: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of an act: its first day, what made it (podid), the amending act, its lines, its file formats."""

    day: str
    event: int
    amending: str
    lines: tuple[Line, ...]
    formats: tuple[str, ...]

    def excluded(self) -> list[str]:
        """Numbers of articles that a note of this edition says are excluded."""
        return [match[1].replace("^", "-") for line in self.lines if (match := EXCLUDED.match(line.text))]

    def articles(self) -> list[str]:
        """Numbers of the act's own articles, in order: 129-1 for a superscript; neither quoted nor excluded ones."""
        numbers, depth, gone = [], 0, set(self.excluded())
        for line in self.lines:
            number = (line.number or "").replace("^", "-")
            if line.kind == "article" and depth == 0 and number not in gone:
                numbers.append(number)
            if line.kind == "quote" or depth:
                depth = (depth + line.text.count('"')) % 2
        return numbers


@dataclass(frozen=True, slots=True)
class Act:
    """An act with all its editions, oldest first."""

    name: str
    head: Mapping[str, str]
    editions: tuple[Edition, ...]

    @property
    def nreg(self) -> str:
        """The portal's id."""
        return self.head["nreg"]

    @property
    def current(self) -> Edition:
        """The newest edition that is not in the future."""
        return [edition for edition in self.editions if edition.day <= TODAY][-1]


@functools.cache
def acts() -> tuple[Act, ...]:
    """All acts, by template name."""
    return tuple(act(path.stem) for path in sorted((Path(__file__).parent / "acts").glob("*.txt")))


def act(name: str) -> Act:
    """One act from its template."""
    source = template("acts", name)
    formats = dict(part.split("=") for part in source.head["files"].split())
    editions = []
    for entry in source.head["editions"].split():
        day, event, amending = entry.split(":", 2)
        lines = tuple(parsed(text) for text in map(functools.partial(valid, day=day), source.blocks["text"]) if text)
        editions.append(Edition(day, int(event), amending, lines, tuple(filter(None, formats.get(day, "").split(",")))))
    return Act(name, source.head, tuple(editions))


def valid(line: str, day: str) -> str:
    """The words of the line if it is valid on the day, else nothing."""
    match = VALID.fullmatch(line)
    if not match:
        return line
    first, end, words = match.groups()
    return words if (first or "0") <= day < (end or "9") else ""


def parsed(text: str) -> Line:
    """The line with its kind and number."""
    for kind, pattern in KINDS:
        if match := pattern.match(text):
            return Line(kind, next((number for number in match.groups() if number), None), text)
    return Line("heading" if text.isupper() else "paragraph", None, text)
