"""Grammar of Ukrainian acts: how each unit of an act announces itself at the beginning of a line.

    act        = [preamble] ( book | section | subsection | chapter | § )* article+ [transitional section] [annex*]
    article    = "Стаття" N[-k] "." [title]  ( part | item | sub_item | note | {amendment_note} )*
    regulation = section* dotted items;   resolution = preamble items annex*

Belongs here: words and patterns, and reading the text into lines. How lines become units is in `outline_uk`.
Simple for now: the signature under an act stays with its last unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sectionizer.numbering import Key, key, letter_key, normal, row, unflatten
from sectionizer.outline_uk import Act, outline
from sectionizer.quotation import Line, quotations
from sectionizer.shadow import line_end
from sectionizer.tree import Grammar, Hint, Mark

_ORDINALS = {
    "перша": "1", "друга": "2", "третя": "3", "четверта": "4", "п'ята": "5", "шоста": "6", "сьома": "7",
    "восьма": "8", "дев'ята": "9", "десята": "10",
}  # fmt: skip
_DIVISIONS = {"книга": "book", "розділ": "section", "підрозділ": "subsection", "глава": "chapter", "§": "paragraph"}

_K = r"\d{1,4}(?:(?:[ ]?[-–—][ ]?\d{1,3})+(?!\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_POINT = r"\d{1,3}(?:[ ]?-[ ]?\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_COUNT = rf"[IVXLCІХСі]{{1,8}}(?:[ ]?[-–—][ ]?[А-ЯA-Z0-9]{{1,2}}(?!\w))?|{_K}|{'|'.join(_ORDINALS)}"
_UNIT = re.compile(
    rf"""[ ]*(?P<quote>"\s?)?[ ]*(?:
      (?:стаття|с[ ]т[ ]а[ ]т[ ]т[ ]я)[ ]*(?P<article>{_K})[ ]?(?:\.|(?=\n|\Z))
    | (?P<word>книга|розділ|підрозділ|глава|§)[ ]*(?P<division>{_COUNT})(?!\w)[ ]?\.?
    | (?P<dotted>\d{{1,3}}(?:\.{_K}){{1,4}})\.?(?=[ ])
    | (?P<point>{_POINT})[ ]?\.(?=[ ]|\n|[А-ЯІЇЄҐ])
    | (?P<paren>{_POINT})[ ]?\)
    | (?P<letter>[а-яґєії])[ ]?\)
    | (?P<note>примітк[аи])(?=[ .:\d]|\n|\Z)
    | (?P<annex>додаток)(?=[ ]*(?:№|N)?[ ]*\d*[ ]*(?:\n|\Z|до[ ]))
    | (?P<approved>затверджено|затверджений|затверджена)(?=[ ]*\Z)
    | (?P<title>порядок|положення|правила|інструкція|перелік|статут|методика|умови|регламент|програма|зміни|склад)
      [ ]*\Z
    | (?P<transitional>(?:прикінцеві|перехідні|заключні)(?:[ ](?:та|і|й)[ ](?:прикінцеві|перехідні))?[ ]положення)
      [ ]*(?=\n|\Z)
    | (?P<roman>[IVXІХ]{{1,6}})\.(?=[ ])
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPITAL = ("article", "division", "note", "annex", "transitional")
"""Units whose word begins with a capital; «стаття 5» at the beginning of a line of prose is a citation."""
_UPPER = ("title", "approved", "roman")
"""Units set in capitals throughout."""
_KEYED = ("article", "dotted", "point", "paren")
_NOTE = re.compile(
    r"\{[^{}]*\}|\( ?(?:Стат|Част|Пункт|Підпункт|Абзац|Розділ|Глав|Назв|Преамбул|Із змінами)[^()]*"
    r"(?:\([^()]*\)[^()]*)*\)(?=\s*\n)"
)
"""Notes stand in braces; in editions of the 1990s in brackets, where only their first word tells them from text."""
_GONE = "(?:виключен|втратил|вилучен|скасован)"
_EXCLUDED = re.compile(rf"[{{(]\s*Статт[юія]\s+(?P<numbers>[\d\s,\-–—ита⁰¹²³⁴⁵⁶⁷⁸⁹]+?)\s*{_GONE}")
_HEADED = re.compile(rf"[{{(]\s*Стаття\s+(?P<number>{_K})\s?\.[^{{}}]*{_GONE}")
_ONE_NUMBER = re.compile(_K)


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the units of an act begin. Numbers of articles that the portal marked are taken as they are."""
    told = {hint.start: hint.number for hint in hints if hint.kind == "article" and hint.number}
    notes = [match.span() for match in _NOTE.finditer(text)]
    lines = list(_lines(text, notes, told))
    quoted = quotations(text, lines)
    inside = frozenset(index for first, after in quoted for index in range(first, after))
    lines = _own_articles(_headings(lines, inside), inside)
    return outline(Act(text, lines, quoted, inside))


def _lines(text: str, notes: Sequence[tuple[int, int]], told: dict[int, str]) -> Iterator[Line]:
    """Lines that are not blank; a note is one line, and what follows it up to the line feed another."""
    position, following = 0, iter([*notes, (len(text) + 1, 0)])
    note, note_end = next(following)
    while position < len(text):
        while note < position:
            note, note_end = next(following)
        end = line_end(text, position)
        start = _word(text, position, end)
        if start == note:
            yield from _note_lines(text, note, note_end)
            end = line_end(text, note_end)
            start = _word(text, note_end, end)
        elif note < end < note_end:
            end = line_end(text, note_end)
        if start < end:
            yield _line(text, start, start + len(text[start:end].rstrip()), told)
        position = end + 1


def _word(text: str, start: int, end: int) -> int:
    """Where the first word of a line stands; its end if it is blank."""
    return end - len(text[start:end].lstrip())


def _note_lines(text: str, start: int, end: int) -> Iterator[Line]:
    """A note, or one excluded article for each number it names; they share the characters of the note."""
    headed = _HEADED.match(text, start, end)
    excluded = _EXCLUDED.match(text, start, end)
    if headed:
        yield _excluded(start, end, headed["number"])
    elif excluded:
        numbers = list(_ONE_NUMBER.finditer(text, *excluded.span("numbers")))
        starts = [start, *(match.start() for match in numbers[1:])]
        for begin, after, match in zip(starts, [*starts[1:], end], numbers, strict=True):
            yield _excluded(begin, after, match[0])
    else:
        yield Line(start, end, "amendment_note", "", (), False, end)


def _excluded(start: int, end: int, number: str) -> Line:
    return Line(start, end, "excluded", normal(number), key(normal(number)), False, end)


def _line(text: str, start: int, end: int, told: dict[int, str]) -> Line:
    """A line with the unit it announces, if any."""
    match = _UNIT.match(text, start, end)
    if match is None or not _announces(match, text[match.end() : end]):
        return Line(start, end, "", "", (), text[start] == '"', start)
    unit, number, place = _numbered(match)
    if unit == "article" and start in told:
        number, place = told[start], key(told[start])
    return Line(start, end, unit, number, place, match["quote"] is not None, match.end())


def _announces(match: re.Match[str], rest: str) -> bool:
    """Whether a word is set as headings are, and no sentence goes on behind «Розділ II»."""
    unit, word = match.lastgroup, match[0].lstrip('" ')
    if unit in _UPPER:
        return word.isupper()
    if unit in _CAPITAL:
        return not word[0].islower() and not (unit == "division" and rest.lstrip(' ."')[:1].islower())
    return True


def _numbered(match: re.Match[str]) -> tuple[str, str, Key]:
    """The unit of a match, its number in canonical form, and its place in the row."""
    unit = match.lastgroup or ""
    number = normal(match[unit])
    if unit == "division":
        number = _ORDINALS.get(match[unit].lower(), number)
        return _DIVISIONS[match["word"].lower()], number, key(number)
    if unit == "letter":
        return unit, match[unit].lower(), letter_key(match[unit])
    if unit == "roman":
        return "section", number, ()
    return (unit, number, key(number)) if unit in _KEYED else (unit, "", ())


def _headings(lines: list[Line], inside: frozenset[int]) -> list[Line]:
    """The lines with one heading for each annex, its first: «Додаток», «ЗАТВЕРДЖЕНО», «ПОРЯДОК».

    All but «Додаток» head an annex only after a unit of the act that it belongs to; before any unit they are the
    title of the document itself. So are «ПЕРЕХІДНІ ПОЛОЖЕННЯ» the title of the «Розділ» right above them.
    """
    result, units, headed = [], False, False
    for index, line in enumerate(lines):
        if line.unit in ("annex", "approved", "title"):
            heads = index not in inside and not headed and (units or line.unit == "annex")
            headed = headed or heads
            line = replace(line, unit="annex" if heads else "")
        elif line.unit == "transitional" and index and lines[index - 1].unit in _DIVISIONS.values():
            line = replace(line, unit="")
        elif line.unit and line.unit != "amendment_note":
            units, headed = True, False
        result.append(line)
    return result


def _own_articles(lines: list[Line], inside: frozenset[int]) -> list[Line]:
    """The lines with articles renumbered where flattened, and demoted where they are not in the act's own row.

    Every annex has a row of its own.
    """
    regions: list[list[int]] = [[]]
    for index, line in enumerate(lines):
        if line.unit == "annex":
            regions.append([])
        elif line.unit in ("article", "excluded") and index not in inside:
            regions[-1].append(index)
    result = list(lines)
    for region in regions:
        _keep_row(result, region)
    return result


def _keep_row(lines: list[Line], region: Sequence[int]) -> None:
    numbers = unflatten([lines[index].number for index in region])
    kept = set(row([key(number) for number in numbers]))
    for place, index in enumerate(region):
        line = lines[index]
        unit = line.unit if place in kept else "amendment_note" if line.unit == "excluded" else ""
        lines[index] = replace(line, unit=unit, number=numbers[place], key=key(numbers[place]))


GRAMMAR = Grammar("statute_uk", marks)
