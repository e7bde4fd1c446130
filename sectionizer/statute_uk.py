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

_K = r"\d{1,4}(?:(?: ?[-–—] ?\d{1,3})+(?!\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_DIVISION_NUMBER = rf"[IVXLCІХСі]{{1,8}}(?:[-–—][А-ЯA-Z0-9]{{1,2}})?|{_K}|{'|'.join(_ORDINALS)}"
_UNIT = re.compile(
    rf"""[ ]*(?P<quote>"\s?)?[ ]*(?:
      (?:стаття|с[ ]т[ ]а[ ]т[ ]т[ ]я)[ ]*(?P<article>{_K})[ ]?(?:\.|(?=\n|\Z))
    | (?P<division>книга|розділ|підрозділ|глава|§)[ ]*(?P<division_number>{_DIVISION_NUMBER})(?!\w)[ ]?\.?
    | (?P<dotted>\d{{1,3}}(?:\.{_K}){{1,4}})\.?(?=[ ])
    | (?P<point>\d{{1,3}}(?:(?:[ ]?-[ ]?\d{{1,2}})|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)[ ]?\.(?=[ ]|\n|[А-ЯІЇЄҐ])
    | (?P<paren>\d{{1,3}}(?:(?:[ ]?-[ ]?\d{{1,2}})|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)[ ]?\)
    | (?P<letter>[а-яґєії])[ ]?\)
    | (?P<note>примітк[аи])(?=[ .:\d]|\n|\Z)
    | (?P<annex>додаток)(?=[ ]*(?:№|N)?[ ]*\d*[ ]*(?:\n|\Z|до[ ]))
    | (?P<approved>затверджено|затверджений|затверджена)(?=[ ]*\n)
    | (?P<title>порядок|положення|правила|інструкція|перелік|статут|методика|умови|регламент|програма|зміни|склад)
      [ ]*(?=\n)
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
_NOTE = re.compile(r"\{[^{}]*\}")
_EXCLUDED = re.compile(r"\{\s*Статт[юіяі]\s+(?P<numbers>[\d\s,\-–—ита⁰¹²³⁴⁵⁶⁷⁸⁹]+?)\s*(?:виключен|втратил|вилучен|скасован)")
_HEADED = re.compile(rf"\{{\s*Стаття\s+(?P<number>{_K})\s?\.[^{{}}]*виключен")
_GONE = re.compile(rf"\s*\.?[^\n{{]*\n?\s*\{{\s*Статт[юя]\s+(?P<number>{_K})\s+(?:виключен|втратил|вилучен|скасован)")
_ONE_NUMBER = re.compile(_K)


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the units of an act begin. Numbers of articles that the portal marked are taken as they are."""
    told = {hint.start: hint.number for hint in hints if hint.kind == "article" and hint.number}
    notes = [match.span() for match in _NOTE.finditer(text)]
    lines = list(_lines(text, notes, told))
    quoted = quotations(text, lines)
    lines = _own_articles(lines, quoted)
    return outline(Act(text, lines, notes, quoted))


def _lines(text: str, notes: Sequence[tuple[int, int]], told: dict[int, str]) -> Iterator[Line]:
    """Lines that are not blank. A note in braces is one line, of unit excluded where it reports an article gone."""
    position, following = 0, iter([*notes, (len(text) + 1, 0)])
    note, note_end = next(following)
    while position < len(text):
        while note < position:
            note, note_end = next(following)
        end = line_end(text, position)
        start = position + len(text[position:end]) - len(text[position:end].lstrip())
        if start == note:
            yield from _note_lines(text, note, note_end)
            end = line_end(text, note_end)
            start = note_end + len(text[note_end:end]) - len(text[note_end:end].lstrip())
        elif note < end < note_end:
            end = line_end(text, note_end)
        if start < end:
            yield _line(text, start, start + len(text[start:end].rstrip()), told)
        position = end + 1


def _note_lines(text: str, start: int, end: int) -> Iterator[Line]:
    """A note, or one excluded article for each number it names; they share the characters of the note."""
    headed = _HEADED.match(text, start, end)
    excluded = _EXCLUDED.match(text, start, end)
    if headed:
        yield Line(start, end, "excluded", normal(headed["number"]), key(normal(headed["number"])), False, end)
    elif excluded:
        begin = excluded.start("numbers")
        for index, match in enumerate(_ONE_NUMBER.finditer(text, begin, excluded.end("numbers"))):
            number = normal(match[0])
            yield Line(start if index == 0 else match.start(), end, "excluded", number, key(number), False, end)
    else:
        yield Line(start, end, "amendment_note", "", (), False, end)


def _line(text: str, start: int, end: int, told: dict[int, str]) -> Line:
    match = _UNIT.match(text, start, end)
    plain = Line(start, end, "", "", (), text[start] == '"', start)
    if not match:
        return plain
    unit = _unit(match)
    word = match[0].lstrip('" ')
    if unit in _CAPITAL and word[0].islower() or unit in _UPPER and not word.isupper():
        return plain
    number = match[unit] if unit in _KEYED else match["division_number"] or ""
    if unit == "division" and not _heads(text, match.end(), end):
        return plain
    unit, number, place = _numbered(unit, match, number)
    return Line(start, end, unit, told.get(start, number), key(told.get(start, "")) or place,
                match["quote"] is not None, match.end())  # fmt: skip


_KEYED = ("article", "dotted", "point", "paren", "letter")


def _unit(match: re.Match[str]) -> str:
    return next(name for name, value in match.groupdict().items() if value and name not in ("quote", "division_number"))


def _heads(text: str, rest: int, end: int) -> bool:
    """Whether the words after «Розділ II» are a title: none, or not going on in lower case as a sentence does."""
    title = text[rest:end].strip(' ."')
    return not title or not title[0].islower()


def _numbered(unit: str, match: re.Match[str], number: str) -> tuple[str, str, Key]:
    if unit == "division":
        number = _ORDINALS.get(number.lower(), normal(number))
        return _DIVISIONS[match["division"].lower()], number, key(number)
    if unit == "letter":
        return unit, number.lower(), letter_key(number)
    if unit == "roman":
        return "section", normal(match["roman"]), ()
    return unit, normal(number), key(normal(number))


def _own_articles(lines: list[Line], quoted: Sequence[tuple[int, int]]) -> list[Line]:
    """The lines with articles renumbered where flattened, and demoted where they are not in the act's own row.

    Every annex has a row of its own.
    """
    inside = {index for first, after in quoted for index in range(first, after)}
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
