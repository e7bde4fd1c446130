"""The lines of a Ukrainian act: where each lies, and which unit its first words announce.

Belongs here: words, numbers and notes as acts set them, in Ukrainian and in the Russian editions of old acts. Whether
an announced unit is the act's own is decided in `quotation` and `act_headings`, how units nest in `act_outline`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sectionizer.numbering import TYPED, Place, key, letter_key, levels_key, normal, roman
from sectionizer.shadow import fold, letters
from sectionizer.tables import Span

NUMBER = r"\d{1,4}(?:(?:[ ]?[-–—][ ]?\d{1,3})+(?!\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_POINT_LETTER = r"[ ]?-[ ]?[а-яґєії]"
_LEVEL = r"\d{1,3}(?:-\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_POINT = r"\d{1,3}(?:[ ]?-[ ]?\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_ROMAN = r"[IVXLCІХС]{1,8}(?:[ ]?[-–—][ ]?[А-ЯA-Z0-9]{1,2}(?!\w)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_ORDINALS = tuple(
    (re.compile(stem, re.IGNORECASE), str(number))
    for number, stem in enumerate(
        ("перш|перв", "друг|втор", "трет", "четверт", "п'ят|пят", "шост|шест", "сьом|седьм", "восьм", "дев'ят|девят",
         "десят"), 1,
    )
)  # fmt: skip
_DIVISIONS = {
    "книга": "book", "розділ": "section", "раздел": "section", "підрозділ": "subsection", "подраздел": "subsection",
    "глава": "chapter", "параграф": "paragraph", "§": "paragraph",
}  # fmt: skip
_HALVES = ("загальна частина", "особлива частина", "общая часть", "особенная часть")
"""Books of a code; with a Roman number, «I. ЗАГАЛЬНА ЧАСТИНА», the parts of a section."""
_TITLES = (
    "порядок", "положення", "правила", "інструкція", "перелік", "статут", "методика", "умови", "регламент", "програма",
    "зміни", "склад", "положение", "инструкция", "перечень", "устав",
)  # fmt: skip
_LAST_PROVISIONS = (
    "прикінцеві", "перехідні", "заключні", "заключительные", "переходные", "прикінцеві та перехідні",
    "перехідні та прикінцеві", "прикінцеві і перехідні", "заключні та перехідні", "заключительные и переходные",
)  # fmt: skip
_OFFICES = (
    "Президент", "Голова", "Голови", "Прем'єр", "Перший", "Виконуюч", "Виконувач", "Тимчасово", "В.о", "В. о", "Т.в.о",
    "Заступник", "Секретар", "Міністр", "Керівник", "Директор", "Начальник", "Державний", "Председатель", "Министр",
)  # fmt: skip
_NAME = r"(?:(?:[А-ЯІЇЄҐ]\.[ ]?){1,2}|[А-ЯІЇЄҐ][а-яіїєґ']{2,15}[ ])[А-ЯІЇЄҐ][А-ЯІЇЄҐ'-]{2,20}"
"""Names as acts are signed: «Л.КРАВЧУК», «В. ЛИТВИН», «Ганна КОВАЛЬ»."""
_NOTED = (
    "Стат", "Част", "Пункт", "Підпункт", "Подпункт", "Абзац", "Розділ", "Раздел", "Глав", "Назв", "Преамбул",
    "Із змінами", "Примітк", "Кодекс", "Додат",
)  # fmt: skip
"""First words of notes in brackets; only they tell a note in an edition of the 1990s from text."""
HEAD, NOTE, QUOTE = 1, 2, 3
"""Groups of the pattern of a line: its first word, a note, a quotation mark."""
_KEYED = frozenset(("point", "paren", "dotted", "article", "letter"))
LONGEST_NOTE = 4000
"""Code points; what stands between braces further apart is no note but a brace that was never closed."""
_BROKEN_NOTE = re.compile(rf"\{{[^{{}}\n]*\n[^{{}}]{{0,{LONGEST_NOTE}}}\}}")
_TWO_APOSTROPHES = re.compile(r"(?<!\w)''|''(?!\w)")
_GONE = "(?:виключен|втратил|вилучен|скасован|исключен|утратил|Втратил|Виключен)"
_TITLED = r"[ ]+[А-ЯІЇЄҐ][^\n]{1,200}+(?<![.;:,])(?:\n(?![ ]*[а-яіїєґ])|\Z)"
"""A title behind the number of an article that has no point: no sentence, and none that goes on below."""
_EXCLUDED = re.compile(rf"[{{(]\s*Стат(?:т[юія]|ью|ьи|ья)\s+(?P<numbers>[\d\s,\-–—итайі⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,200}}+){_GONE}")
_HEADED = re.compile(rf"[{{(]\s*Стат(?:тя|ья)\s+(?P<number>{NUMBER})\s?\.[^{{}}]*{_GONE}")
_ONE_NUMBER = re.compile(NUMBER)
_SIGNED = re.compile(rf"(?:{'|'.join(map(re.escape, _OFFICES))})[^\n]{{0,120}}[ |]{_NAME}")
MOST_SIGNED = 6
"""Lines of a table that holds no more than a signature, the drawn ones among them."""


@dataclass(slots=True)
class Line:
    """A line of an act: where it lies, the unit its first words announce (or ""), and the rest after those words.

    ``quoted``: a quotation mark stands before the words. Not frozen: there is one for every line of every act, and
    what its neighbours say of it is written into ``unit``, ``number``, ``key`` and ``end``.
    """

    start: int
    end: int
    unit: str
    number: str
    key: Place
    quoted: bool
    rest: int


def join_notes(text: str) -> str:
    """The text with every note in braces on one line; same length, blanks for line feeds.

    A quotation mark typed as two apostrophes is one.
    """
    if "''" in text:
        text = _TWO_APOSTROPHES.sub('" ', text)
    return _BROKEN_NOTE.sub(lambda note: note[0].replace("\n", " "), text)


def read(text: str, told: Mapping[int, str], marked: Container[int] = ()) -> list[Line]:
    """The lines of a shadow text, its notes joined, that are not blank, without the blanks at their ends.

    A note in braces or brackets at the head of a line is a line of its own, and what follows it another; an article
    that a note calls excluded is a line of unit ``excluded``. ``told``: numbers of articles by their place, as the
    publisher's markup has them. ``marked``: those of them whose heading needs no point after its number.
    """
    lines: list[Line] = []
    add = lines.append
    for match in _lines().finditer(text):
        start, end, group = match.start(HEAD), match.end(), match.lastindex or HEAD
        if start == end:
            continue
        if text[end - 1] == " ":
            end = start + len(text[start:end].rstrip())
        if told and start in told and (match.lastgroup == "article" or start in marked):
            add(_told(text, start, end, told[start]))
        elif group == HEAD:
            add(Line(start, end, "", "", (), False, start))
        elif group == NOTE:
            lines += _notes(text, start, end)
        elif group == QUOTE:
            add(Line(start, end, "", "", (), True, start))
        else:
            add(_announced(text, match, start, end))
    return lines


def fold_tables(text: str, lines: list[Line], tables: Sequence[Span]) -> None:
    """Make one line of every table, of unit ``table``; a signature in cells is a signature."""
    starts = [line.start for line in lines] if tables else []
    for begin, end in reversed(tables):
        first, after = bisect_left(starts, begin), bisect_left(starts, end)
        if first < after:
            rows = lines[first:after]
            signed = len(rows) <= MOST_SIGNED and _SIGNED.search(text, begin, end)
            start, last, unit = rows[0].start, rows[-1].end, "signature" if signed else "table"
            lines[first:after] = [Line(start, last, unit, "", (), rows[0].quoted, last)]


@cache
def _lines() -> re.Pattern[str]:
    """A line, with the unit its first words announce; compiled when first used.

    Everything in front of a line feed is one match, so that the lines of an act are read at the pace of ``re``. All
    repetitions are bounded or followed by what they cannot match, so none is tried twice.
    """
    division = "|".join(map(_heading, _DIVISIONS))
    last = "|".join(map(_heading, sorted(_LAST_PROVISIONS, key=len, reverse=True)))
    end = r"[ ]*(?=\n|\Z)"
    return re.compile(
        rf"""\s*(?P<head>)(?:
          (?P<amendment_note>\{{[^{{}}\n]{{0,{LONGEST_NOTE}}}\}}
            | \([ ]?(?:{"|".join(map(re.escape, _NOTED))})[^()]{{0,{LONGEST_NOTE}}}+
              (?:\([^()]{{0,500}}\)[^()]{{0,{LONGEST_NOTE}}}+){{0,30}}+\){end})
        | (?P<quote>"[ ]*)?(?:
            (?=\d)(?:
              (?P<dotted>(?!\d\d\.\d\d\.\d{{4}}){_LEVEL}(?:\.{NUMBER}){{1,5}})\.?(?=[ ])
            | (?P<point>(?!\d\d\.[ ]?\d\d\.[ ]?\d{{4}}){_POINT})[ ]?\.(?=[ ]|\n|["А-ЯІЇЄҐ])
            | (?P<paren>{_POINT}(?:{_POINT_LETTER})?)[ ]?\)
            )
          | (?P<letter>[а-яґєіїА-ЯҐЄІЇa-z](?:[ ]?-[ ]?\d{{1,2}}|[¹²³⁴⁵⁶⁷⁸⁹])?)[ ]?\)
          | (?=[A-ZА-ЯІЇЄҐ§])(?:
              (?:{_heading("стаття", "[ ]?")}|{_heading("статья", "[ ]?")})[ ]*
              (?P<article>{NUMBER}(?:[ ]\d{{1,2}}(?=[ ]?\.))?|[IVXLCІХС]{{1,6}}(?!\w))
              (?:[ ]?\.|{end}|(?=[ ]+(?i:{_GONE}))|(?={_TITLED}))
            | (?P<word>{division})[ ]*(?P<division>{_ROMAN}|{NUMBER}|{_ordinal_words()})(?!\w)[ ]?\.?
            | (?P<roman>[IVXІХ]{{1,6}}(?:-\d{{1,2}})?)[ ]?\.(?=[ ])
            | (?:{_heading("приміт", "[ ]?")}[ ]?[Кк][ ]?[АаИи]|{_heading("примечани", "[ ]?")}[ ]?[ЕеЯя])(?P<note>)
              (?=[ .:\d]|\n|\Z)
            | (?:{_heading("додаток")}|{_heading("приложение")})
              (?P<annex>[ ]*(?:(?:№|N)[ ]*)?(?:{_LEVEL}(?:\.\d{{1,2}})?|[А-ЯA-Z](?!\w))?)
              (?=[ ]*(?:\n|\Z)|[ ]+(?:до|к)[ ])
            | (?:{_heading("затверджен")}[ОоИиАа]й?Й?|{_heading("утвержден")}[ОоАаЫы]?)(?P<approved>){end}
            | (?:{"|".join(word.upper() for word in _TITLES)})(?P<title>),?{end}
            | (?:{"|".join(map(_heading, _HALVES))})(?P<half>){end}
            | (?:{last})[ ]+{letters("положен", "")}\w\w(?P<transitional>)\.?{end}
            | (?=(?:{"|".join(map(re.escape, _OFFICES))})
                 (?:[^\n]{{0,120}}[ |]|[^\n.;:]{{1,80}}(?:\n[ ]*[^\n.;:]{{0,60}}){{0,3}}\n[ |]*)
                 {_NAME}[ |]*(?:\n|\Z))(?P<signature>)
            )
          )?
          [^\n]*
        )""",
        re.VERBOSE,
    )


def _heading(word: str, gap: str = "") -> str:
    """Pattern of a word of a heading: its first letter is a capital, the others are of any case and keyboard."""
    first = word[0].upper()
    return f"[{first}{fold(first)}]{gap}" + letters(word[1:].replace(" ", "_"), gap).replace("_", "[ ]")


def _ordinal_words() -> str:
    stems = "|".join(letters(part, "") for pattern, _ in _ORDINALS for part in pattern.pattern.split("|"))
    return rf"(?:{stems})\w{{1,3}}"


def _told(text: str, start: int, end: int, number: str) -> Line:
    """The heading of an article that the publisher marked."""
    printed = _ONE_NUMBER.search(text, start, end)
    rest = printed.end() if printed else start
    return Line(start, end, "article", number, key(number), False, _behind(text, rest, end))


def _behind(text: str, position: int, end: int) -> int:
    """The place behind the point or bracket that follows a number."""
    if position < end and text[position] == " ":
        position += 1
    return position + 1 if position < end and text[position] in ".)" else position


def _announced(text: str, match: re.Match[str], start: int, end: int) -> Line:
    """A line with the unit it announces; a word of a heading behind which a sentence goes on announces nothing."""
    unit, group = match.lastgroup or "", match.lastindex or 0
    printed, rest, quoted = match[group], match.end(group), match.start(QUOTE) >= 0
    if unit in _KEYED:
        if printed.isdecimal():
            return Line(start, end, unit, printed, (int(printed),), quoted, _behind(text, rest, end))
        return Line(start, end, unit, *_numbered(unit, printed), quoted, _behind(text, rest, end))
    if unit == "division":
        if text[rest:end].lstrip(' ."')[:1].islower():
            return Line(start, end, "", "", (), quoted, start)
        unit = _DIVISIONS[match["word"].lower().translate(TYPED)]
        return Line(start, end, unit, _count(printed), (), quoted, _behind(text, rest, end))
    if unit == "roman":
        unit = "subsection" if text[rest:end].strip(' ."').lower() in _HALVES else "section"
        return Line(start, end, unit, normal(printed), (), quoted, _behind(text, rest, end))
    number = normal(printed.strip(" №N")) if unit == "annex" else ""
    return Line(start, end, "book" if unit == "half" else unit, number, (), quoted, rest)


def _numbered(unit: str, printed: str) -> tuple[str, Place]:
    """The number that a line announces, in canonical form, and its place in its row."""
    if unit == "letter":
        number = normal_letter(printed)
        return number, letter_key(number)
    if unit == "paren" and printed[-1].isalpha():
        number, letter = normal(printed[:-1]).rstrip("-"), printed[-1]
        return f"{number}-{letter}", (*key(number), *letter_key(letter))
    number = normal(printed)
    if unit == "dotted":
        return number, levels_key(number)
    return number, key(number) if number[0].isdigit() else (roman(number),)


def normal_letter(letter: str) -> str:
    """A letter of an item as written, in lower case; «а - 1» and «а¹» are а-1."""
    head, tail = letter[0].lower(), letter[1:].strip()
    return head + (normal("0" + tail)[1:] if tail else "")


def _count(printed: str) -> str:
    """The number of a division: Roman in Latin letters, an ordinal word as digits."""
    return next((number for stem, number in _ORDINALS if stem.match(printed)), None) or normal(printed)


def _notes(text: str, start: int, end: int) -> Iterator[Line]:
    """A note, or one excluded article for each number it names; they share the characters of the note."""
    headed = _HEADED.match(text, start, end)
    excluded = _EXCLUDED.match(text, start, end)
    if headed:
        yield _excluded(start, end, headed["number"])
    elif excluded:
        named = list(_named(text, *excluded.span("numbers"), end))
        starts = [start, *(place for place, _ in named[1:])]
        for begin, after, (_, number) in zip(starts, [*starts[1:], end], named, strict=bool(named)):
            yield _excluded(begin, after, number)
    else:
        yield Line(start, end, "amendment_note", "", (), False, end)


def _named(text: str, start: int, stop: int, end: int) -> Iterator[tuple[int, str]]:
    """The articles that a note names, each with a place of its own; of a range, all as far as the note has room.

    «Статті 2 - 4» are three articles, «Статті 49 - 1, 50 - 1» two: a range rises, and begins nowhere twice.
    """
    found = list(_ONE_NUMBER.finditer(text, start, stop))
    bases = [normal(match[0]).split("-")[0] for match in found]
    for match, base, after in zip(found, bases, [*(match.start() for match in found[1:]), end], strict=bool(found)):
        last = normal(match[0]).partition("-")[2]
        if last.isdecimal() and int(base) < int(last) < int(base) + after - match.start() and bases.count(base) == 1:
            yield from ((match.start() + n - int(base), str(n)) for n in range(int(base), int(last) + 1))
        else:
            yield match.start(), match[0]


def _excluded(start: int, end: int, number: str) -> Line:
    return Line(start, end, "excluded", normal(number), key(normal(number)), False, end)
