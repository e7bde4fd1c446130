"""What stands inside the parts of a Ukrainian decision: sub-headings, numbered points, the notice of appeal.

Belongs here: the headings that courts of appeal and cassation set inside a body (Верховний Суд since 2017), the
numbered points of the Supreme and the Constitutional Court and of separate opinions, the list of parties, and the
paragraph on how and when to appeal. The parts themselves are found in `decision_uk`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from sectionizer import considerations
from sectionizer.numbering import normal
from sectionizer.shadow import Lexicon, LinePattern
from sectionizer.tree import Mark

RANK = considerations.RANK
SUBJECT = "subject"
"""A sub-heading whose subject the lexicon does not know: «Щодо строку позовної давності»."""
TITLE_WORDS = 20
REASONED = ("body", "descriptive", "reasoning", "separate_opinion")
MIN_POINTS = 4
"""So few numbers in a body are a list inside a paragraph, or quoted law, not the court's own points."""

_APPEAL = r"(?:касаційн\w+|апеляційн\w+)"
_BRIEF = r"(?:(?:короткий|стислий|узагальнені|наведені) )?(?:зміст |виклад )?"
LEXICON = Lexicon((
    ("costs", ("(?:щодо )?(?:розподілу? )?судов(?:і|их) витрат",)),
    ("claims", (
        rf"{_BRIEF}(?:позовн\w+ (?:вимог|заяв)|вимог позов|клопотання|заяви)", "(?:аргументи|доводи|позиція) позивача",
    )),
    ("lower_courts", (
        rf"{_BRIEF}(?:судов\w+ |оскарж(?:уван|ен)\w+ )*(?:рішен\w+|ухвал\w*|постанов\w*|вирок\w*) суд",
        rf"{_BRIEF}(?:судов\w+ |оскарж(?:уван|ен)\w+ )+рішен\w+",
    )),
    ("appeal", (
        rf"{_BRIEF}(?:доводи|доводів|вимог[иа]?|аргументи|підстави)[^\n]{{0,30}} (?:{_APPEAL}|ос[оі]б\w*, як[аі] пода)",
        rf"{_APPEAL} скарга мотивована", rf"(?:короткий |стислий )?зміст {_APPEAL}",
    )),
    ("response", (
        rf"{_BRIEF}(?:доводи|доводів|позиці[яїю]|аргументи|заперечення)"
        r"(?: на| інших| відповідача| учасників| третіх| прокурора| сторін)", "відзив",
    )),
    ("course", (
        rf"рух (?:справи|{_APPEAL})", "процесуальн(?:і дії|а історія)", "хід (?:розгляду|справи)", "історія справи",
        "(?:надходження|провадження)[^\n]{0,60} (?:скарг|суд)",
    )),
    ("facts", ("(?:фактичні |встановлені )?обставини(?: справи|, встановлені)", "фактичні обставини")),
    ("law", (
        "джерела права", r"нормативн\w+ ", "(?:застосовне |застосоване )?законодавство", "норми права",
        "правове регулювання", r"релевантн\w+ ", "акти права",
    )),
    ("assessment", (
        "(?:правова )?позиція (?:верховного|великої|суду|об'єднаної|колегії|касаційного|апеляційного)", "мотиви",
        "мотивувальна частина", "оцінка", "висновки (?:суду|верховного|великої|щодо|за результатами|про)",
        "розгляд (?:справи|скарги)", "(?:підстави і )?межі (?:перегляду|розгляду)",
    )),
    ("conclusion", ("висновок", "висновки")),
    (SUBJECT, ("щодо", "стосовно", "(?:вступна|описова|резолютивна) частина")),
))  # fmt: skip
"""Kind and the beginnings of its sub-headings, of which the first that fits wins."""

_SUBJECT = LinePattern(
    rf"(?=[^\n]{{4,160}}+(?<![.,;:-])(?:\n|\Z))"
    rf"(?:(?P<number>[IVXІХ]{{1,5}}|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}|[А-ГA-D])[.)]? +)?"
    rf"(?=[А-ЯІЇЄҐ])(?P<title>{LEXICON.pattern}[^\n]*)"
)
_PARTIES = LinePattern(
    r"(?P<party>(?i:(?:(?:у|в) (?:\w+ )?справі )?(?:за )?(?:(?:адміністративн|цивільн|апеляційн|касаційн)\w+ )?"
    r"(?:позов(?:ом|ною)|заявою|скаргою|поданням)|"
    r"позивач|відповідач|заявник|боржник|стягувач|обвинувачен|учасники справи|"
    r"представники сторін|за участю(?! секретар)|від позивача|по иску|истец|ответчик))"
)
_APPEALED = re.compile(
    r"бути\s+оскаржен|оскарженню|оскаржити|оскаржується|на оскарження|набирає законної|набуває законної|"
    r"може бути подан|можуть бути подан|скарга [^\n]{0,80}?подається|про апеляційне оскарження|"
    r"бути\s+переглянут|"
    r"бути обжалован|быть обжалован|обжалованию|вступает в законную"
)
"""Words that say how and when to appeal."""


def inside(text: str, parts: Sequence[Mark]) -> Iterator[Mark]:
    """The parts, and in each of them what stands inside, in order."""
    ends = [*(mark.start for mark in parts[1:]), len(text)]
    for mark, end in zip(parts, ends, strict=True):
        yield mark
        found = [found for found in _found(text, mark, end) if found.start > mark.start]
        if len(found) > 1:
            found.sort(key=itemgetter(0, 1))
        yield from found


def _found(text: str, part: Mark, end: int) -> Iterator[Mark]:
    if part.kind == "introductory":
        yield from _parties(text, part.start, end)
    elif part.kind in ("operative", "closing"):
        yield from _notice(text, part.start, end)
        if part.kind == "operative":
            yield from _points(text, [part.start, end], least=2)
    elif part.kind in REASONED:
        subjects = list(_subjects(text, part.start, end))
        yield from subjects
        yield from _points(text, [part.start, *(subject.start for subject in subjects), end], MIN_POINTS)


def _parties(text: str, start: int, end: int) -> Iterator[Mark]:
    """Who litigates: from the first line that names a party to the end of the part."""
    match = next(_PARTIES.finditer(text, start, end), None)
    if match:
        yield Mark(match.start("party"), RANK, "parties")


def _notice(text: str, start: int, end: int) -> Iterator[Mark]:
    """The first paragraph on how to appeal opens it; in narrow columns a paragraph begins above its words."""
    seen = start
    for match in _APPEALED.finditer(text, start, end):
        line = text.rfind("\n", seen, match.start()) + 1
        while line > seen and text[line : line + 8].lstrip()[:1].islower():
            line = text.rfind("\n", seen, line - 1) + 1
        if line > start and line > seen:
            yield Mark(line, RANK, "appeal_notice")
            return
        seen = match.start()


def _subjects(text: str, start: int, end: int) -> Iterator[Mark]:
    """Sub-headings: short lines that end in no stop, with no sentence that goes on below."""
    for match in _SUBJECT.finditer(text, start, end):
        title, below = match["title"].rstrip(), text[match.end() : match.end() + 40].lstrip()[:1]
        if title[-1] not in ".,;:-" and title.count(" ") < TITLE_WORDS and not below.islower() and below != "№":
            number = match["number"]
            start = match.start("number" if number else "title")
            yield Mark(start, RANK, LEXICON.kind(title) or SUBJECT, normal(number) if number else None, title)


def _points(text: str, borders: Sequence[int], least: int) -> Sequence[Mark]:
    """Numbered points, which may begin again below each sub-heading; what has no point after its number is a note."""
    found: list[Mark] = []
    for start, end in pairwise(borders):
        numbers = [number for number in considerations.numbers(text, start, end) if number[2]]
        found += considerations.considerations(numbers, considerations.last_of(found, ()))
    return found if len(found) >= least else ()
