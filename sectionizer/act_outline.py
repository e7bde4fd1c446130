"""From the lines of a Ukrainian act to its units, heading by heading.

Belongs here: what stands above articles, articles and the words before any of them. What is enumerated under a
heading is in `act_enumeration`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sectionizer.act_enumeration import Enumeration
from sectionizer.act_lines import Line
from sectionizer.act_rows import ARTICLE, DEEPEST, ENUMERATED, Rows
from sectionizer.numbering import level
from sectionizer.tree import TEXT, Mark

PREAMBLE = 135
DIVISIONS = {
    "annex": 10, "book": 20, "section": 30, "transitional": 30, "subsection": 40, "chapter": 50, "paragraph": 60,
}  # fmt: skip
"""Ranks of what stands above articles."""
_KINDS = {"transitional": "section", "paragraph": "subsection"}
_HEADS = (*DIVISIONS, "article", "excluded", "signature")
_FIRST_PART = re.compile(r" *(?=1\. *[\"А-ЯІЇЄҐ])")
_NOTES = re.compile(r"\{[^{}]*\}|\([^()]*\)")
_GONE = re.compile(
    r"[{(\s]*(?:Стат[\w]{1,3}\b[^{}()]{0,200}?)?"
    r"(?i:виключен[ао]|втратил[ао] чинність|вилучен[ао]|скасован[ао]|исключена|утратила силу)"
)
_CHROME = ("Текст документа", "Стан:", "Ідентифікатор:")
"""What the portal writes above an act."""
LONGEST_GONE = 1500
"""Code points of an article that holds nothing but its title and the note that it is gone."""
MOST_TITLE_LINES = 4


def outline(text: str, lines: Sequence[Line]) -> list[Mark]:
    """The marks of all units, in order of place, outer before inner."""
    marks: list[Mark] = []
    for heading, body, end in _blocks(lines, len(text)):
        if heading is not None and heading.unit in ("article", "excluded"):
            _article(text, heading, body, end, marks)
            continue
        if heading is not None and heading.unit == "signature":
            below: list[Mark] = []
            signed = next((place for place, line in enumerate(body) if line.unit), len(body))
            Enumeration(text, body[signed:], end, Rows(), below).read()
            marks += [Mark(heading.start, 0, TEXT, end=below[0].start if below else end), *below]
            continue
        if heading is not None:
            title, body = _title(text, heading, body)
            kind = _KINDS.get(heading.unit, heading.unit)
            marks.append(Mark(heading.start, DIVISIONS[heading.unit], kind, heading.number or None, title))
        Enumeration(text, body, end, Rows(), marks).read()
        if heading is None:
            marks = sorted([*_preamble(text, body), *marks], key=lambda mark: mark.start)
    return marks


def _blocks(lines: Sequence[Line], length: int) -> Iterator[tuple[Line | None, Sequence[Line], int]]:
    """Each heading with the lines under it and the place where the next begins; first the lines before any heading."""
    heads = [index for index, line in enumerate(lines) if line.unit in _HEADS]
    first = heads[0] if heads else len(lines)
    yield None, lines[:first], lines[first].start if heads else length
    for index, after in zip(heads, [*heads[1:], len(lines)], strict=bool(heads)):
        yield lines[index], lines[index + 1 : after], lines[after].start if after < len(lines) else length


def _preamble(text: str, body: Sequence[Line]) -> Iterator[Mark]:
    """The first sentence before any unit; titles, the gazette in brackets and notes are not sentences."""
    for line in body:
        if line.unit and line.unit not in ("amendment_note", "table"):
            return
        if not line.unit and _is_sentence(text, line) and not text.startswith(_CHROME, line.start):
            yield Mark(line.start, PREAMBLE, "preamble")
            return


def _is_sentence(text: str, line: Line) -> bool:
    """Whether a line begins with a capital and ends with a stop; «ЗМІНИ,» is a title."""
    words = text[line.start : line.end]
    return words[0].isupper() and words[-1] in ".:;," and not words.isupper()


def _title(text: str, heading: Line, body: Sequence[Line]) -> tuple[str | None, Sequence[Line]]:
    """The title of a book, section, chapter or annex, and the lines under it without those of the title.

    The title may stand on the line below; set in capitals, on several. An annex is called by its «ПОРЯДОК».
    """
    own = text[heading.rest : heading.end].strip(' ."')
    if heading.unit == "annex":
        called = next((place for place, line in enumerate(body[:8]) if _is_name(text, line)), None)
        if called is not None:
            heading, body = body[called], body[called + 1 :]
    if heading.unit in ("annex", "transitional", "") or (heading.unit == "book" and not heading.number):
        own = text[heading.start : heading.end]
    taken = 0
    while taken < min(len(body), MOST_TITLE_LINES) and body[taken].unit == "":
        below = text[body[taken].start : body[taken].end]
        if own and not (taken == 0 and heading.unit in ("annex", "")) and not (own.isupper() and below.isupper()):
            break
        own, taken = f"{own} {below}".strip(), taken + 1
    return own or None, body[taken:]


def _is_name(text: str, line: Line) -> bool:
    """Whether a line is the name of an annexed document: the line below «ЗАТВЕРДЖЕНО … № 5»."""
    return line.unit == "" and line.rest == line.end and not line.quoted


def _article(text: str, heading: Line, body: Sequence[Line], end: int, marks: list[Mark]) -> None:
    """An article and its units."""
    if heading.unit == "excluded" or _is_gone(text, heading, body, end):
        marks.append(Mark(heading.start, ARTICLE, "article_excluded", heading.number))
        ends = [*(line.start for line in body[1:]), end]
        marks += [
            Mark(line.start, DEEPEST, line.unit, end=after)
            for line, after in zip(body, ends, strict=bool(body))
            if line.unit == "amendment_note"
        ]
        return
    words = text[heading.rest : heading.end].strip(' ."')
    first, inline = _first_number(body), _FIRST_PART.match(text, heading.rest, heading.end)
    numbered = inline is not None or (first is not None and _numbers_parts(first, heading))
    titled = bool(words) and (numbered or text[heading.end - 1] not in ".:;,")
    marks.append(Mark(heading.start, ARTICLE, "article", heading.number, words if titled and not inline else None))
    if not words and len(body) > 1 and not body[0].unit and text[body[0].end - 1] not in ".:;,":
        body = body[1:]
    unnumbered = "" if numbered else "part" if first else TEXT
    enumeration = Enumeration(text, body, end, Rows(heading.key), marks, unnumbered)
    if inline or (words and not titled):
        enumeration.begin(heading, inline.end() if inline else heading.start)
    enumeration.read()


def _first_number(body: Sequence[Line]) -> Line | None:
    """The first enumerated line of an article, before its Примітка."""
    first = next((line for line in body if line.unit in ENUMERATED or line.unit == "note"), None)
    return first if first is not None and first.unit != "note" else None


def _numbers_parts(first: Line, heading: Line) -> bool:
    """Whether an article that begins to enumerate so gives its parts numbers: «1.», or «14.1.» in article 14."""
    return first.key == (1,) if first.unit == "point" else first.unit == "dotted" and first.key[0] == level(heading.key)


def _is_gone(text: str, heading: Line, body: Sequence[Line], end: int) -> bool:
    """Whether an article holds nothing but a title and the note, or the sentence, that it is gone."""
    said = _GONE.match(text, heading.rest, heading.end) is not None
    noted = 0 < len(body) <= 2 and body[-1].unit == "amendment_note"
    if not (said or noted) or end - heading.rest > LONGEST_GONE:
        return False
    content = text[heading.rest : end].strip(" .\n")
    left = _NOTES.sub("", content).strip()
    if "\n" in left or left.endswith("."):
        return False
    return any(map(_GONE.match, _NOTES.findall(content))) or _GONE.match(left) is not None
