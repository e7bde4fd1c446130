"""From the lines of a Ukrainian act to its units, heading by heading.

Belongs here: which unit a line opens, given the heading it stands under. «1.» is a part in an article and an item
outside; «а)» is an item under a part and a sub-item under an item; a Примітка keeps its own numbers to itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sectionizer.numbering import Key
from sectionizer.quotation import Line
from sectionizer.tree import INNERMOST, Mark

ARTICLE, PART, PREAMBLE = 80, 110, 135
DIVISIONS = {
    "annex": 10, "book": 20, "section": 30, "transitional": 30, "subsection": 40, "chapter": 50, "paragraph": 60,
}  # fmt: skip
"""Ranks of what stands above articles."""
LEVELS = {"point": PART, "dotted": 112, "paren": 120, "letter": 130}
"""Ranks of what is enumerated; a dotted number goes one deeper with each point after the first."""
HEADS = (*DIVISIONS, "article", "excluded")

_NOTE = re.compile(r"\{[^{}]*\}")
_GONE = re.compile(r"[^\n{]*\n?\s*\{\s*Статт[юя][^{}]*(?:виключен|втратил|вилучен|скасован)")
_OWNERS = (
    (re.compile(r"[{(]\s*(?:Статт|Кодекс|Закон|Глав|Розділ|Книг)"), ARTICLE + 1),
    (re.compile(r"[{(]\s*Частин"), PART + 1),
)
"""The unit a note names first, and the rank from which the note closes what is open."""
_SENTENCE = re.compile(r"[.:;,]\Z")


@dataclass(frozen=True, slots=True)
class Act:
    """An act as lines, the line ranges it quotes, and the lines inside them."""

    text: str
    lines: Sequence[Line]
    quoted: Sequence[tuple[int, int]]
    inside: frozenset[int]

    def words(self, line: Line) -> str:
        """The line after its number."""
        return self.text[line.rest : line.end].strip(' ."')

    def title(self, line: Line) -> str:
        """The words after the number if they are a title: no sentence, which ends in a stop."""
        return "" if _SENTENCE.search(self.text[line.rest : line.end]) else self.words(line)


@dataclass(slots=True)
class _Row:
    """The numbers that are open in an enumeration, by rank."""

    last: dict[int, Key] = field(default_factory=dict)

    def accepts(self, rank: int, key: Key) -> bool:
        """Whether the number goes on in its row; if so it is the row's last, and deeper rows begin anew."""
        if key <= self.last.get(rank, ()):
            return False
        self.last = {open_rank: value for open_rank, value in self.last.items() if open_rank < rank}
        self.last[rank] = key
        return True

    def holds(self, low: int, high: int) -> bool:
        """Whether a number of rank in ``[low, high)`` is open."""
        return any(low <= rank < high for rank in self.last)


def outline(act: Act) -> list[Mark]:
    """The marks of all units, in order; what is found by different rules is sorted at the end."""
    marks: list[Mark] = []
    for heading, body in _blocks(act):
        if heading is None:
            marks += _preamble(act, body)
        elif heading.unit in DIVISIONS:
            marks.append(_division(act, heading, body))
        if heading is not None and heading.unit in ("article", "excluded"):
            marks += _article(act, heading, body)
        else:
            marks += _points(act, body)
    return sorted(marks, key=lambda mark: (mark.start, mark.rank))


def _blocks(act: Act) -> Iterator[tuple[Line | None, list[int]]]:
    """Each heading with the indices of the lines under it; first the lines before any heading."""
    heading: Line | None = None
    body: list[int] = []
    for index, line in enumerate(act.lines):
        if line.unit in HEADS and index not in act.inside:
            yield heading, body
            heading, body = line, []
        else:
            body.append(index)
    yield heading, body


def _preamble(act: Act, body: Sequence[int]) -> Iterator[Mark]:
    """The first sentence before any unit; titles, the gazette in brackets and notes are not sentences."""
    for index in body:
        line = act.lines[index]
        if line.unit and line.unit != "amendment_note":
            return
        content = act.text[line.start : line.end]
        if not line.unit and content[0].isupper() and _SENTENCE.search(content):
            yield Mark(line.start, PREAMBLE, "preamble")
            return


def _division(act: Act, heading: Line, body: list[int]) -> Mark:
    """A book, section, chapter or annex; its title may stand on the line below, which then leaves the body."""
    title = act.title(heading)
    if heading.unit in ("annex", "transitional"):
        title = act.text[heading.start : heading.end]
    below = act.lines[body[0]] if body else None
    if below and not below.unit and (not act.words(heading) or heading.unit == "annex"):
        title = f"{title} {act.text[below.start : below.end]}".strip()
        body.pop(0)
    kind = {"transitional": "section", "paragraph": "subsection"}.get(heading.unit, heading.unit)
    return Mark(heading.start, DIVISIONS[heading.unit], kind, heading.number or None, title or None)


def _article(act: Act, heading: Line, body: Sequence[int]) -> Iterator[Mark]:
    """An article and its units."""
    end = act.lines[body[-1]].end if body else heading.end
    gone = heading.unit == "excluded" or _empty(act.text[heading.rest : end])
    title = None if gone else act.title(heading) or None
    yield Mark(heading.start, ARTICLE, "article_excluded" if gone else "article", heading.number, title)
    if gone:
        yield from _notes(act, body)
        return
    untitled = heading if act.words(heading) and title is None else None
    yield from _implicit_parts(act, untitled, body)
    yield from _units(act, body, in_article=True)


def _empty(content: str) -> bool:
    """Whether an article holds nothing but a title and the note that it is gone."""
    return _GONE.match(content) is not None and len(_NOTE.sub("", content).strip().splitlines()) <= 1


def _notes(act: Act, body: Sequence[int]) -> Iterator[Mark]:
    for index in body:
        line = act.lines[index]
        if line.unit == "amendment_note":
            yield Mark(line.start, INNERMOST * 10, "amendment_note", end=line.end)


def _implicit_parts(act: Act, untitled: Line | None, body: Sequence[int]) -> Iterator[Mark]:
    """Parts without number: all of them in an article that has items but no «1.», else only a first one.

    The first shares its start with an article whose text begins on the heading line. A later paragraph is a part of
    its own if the sentence before it is finished; in the middle of a list it goes on with the item.
    """
    own = [act.lines[index] for index in body if index not in act.inside]
    enumerated = [line for line in own if line.unit in LEVELS]
    points = [line for line in enumerated if line.unit == "point"]
    if not enumerated or (points and points[0].key <= (1,)) or enumerated[0].unit == "dotted":
        return
    number, listed, finished = 0, False, True
    for line in ([untitled] if untitled else []) + own:
        if line.unit in ("note", "point"):
            return
        content = act.text[line.start : line.end]
        if line.unit == "amendment_note":
            continue
        if line.unit in LEVELS:
            listed = True
        elif (finished or not listed) and content[0].isupper() and not (points and number):
            number, listed = number + 1, False
            yield Mark(line.start, PART, "part", str(number))
        finished = content.endswith((".", ":") if not listed else ".")


def _points(act: Act, body: Sequence[int]) -> Iterator[Mark]:
    """What is enumerated outside articles: the items of a resolution, the sections and points of a regulation."""
    segment: list[int] = []
    for place, index in enumerate(body):
        if index not in act.inside and _heads_section(act, body, place):
            yield from _units(act, segment, in_article=False)
            line, segment = act.lines[index], []
            yield Mark(line.start, DIVISIONS["section"] + 1, "section", line.number, act.words(line))
        else:
            segment.append(index)
    yield from _units(act, segment, in_article=False)


def _heads_section(act: Act, body: Sequence[int], place: int) -> bool:
    """«1. ЗАГАЛЬНІ ПОЛОЖЕННЯ», or a title with «1.1.» below it."""
    line = act.lines[body[place]]
    words = act.title(line)
    if line.unit != "point" or not words:
        return False
    below = act.lines[body[place + 1]] if place + 1 < len(body) else None
    return (words.isupper() and len(words) > 3) or (
        below is not None and below.unit == "dotted" and below.key[:-1] == line.key
    )


def _units(act: Act, body: Sequence[int], in_article: bool) -> Iterator[Mark]:
    """The enumerated units, notes and quotations of a block of lines."""
    row = _Row()
    quoted = dict(act.quoted)
    for place, index in enumerate(body):
        line = act.lines[index]
        if index in quoted:
            yield from _quoted_articles(act, index, quoted[index])
        if index in act.inside:
            continue
        if line.unit == "amendment_note":
            yield Mark(line.start, _note_rank(act, body, place), "amendment_note", end=line.end)
        elif line.unit == "note":
            yield Mark(line.start, PART, "note")
            yield from _notes(act, body[place + 1 :])
            return
        elif line.unit in LEVELS:
            rank = LEVELS[line.unit] + (2 * len(line.key) - 4 if line.unit == "dotted" else 0)
            kind = _kind(line, row, in_article)
            if row.accepts(rank, line.key):
                yield Mark(line.start, rank, kind, line.number)


def _kind(line: Line, row: _Row, in_article: bool) -> str:
    """Part, item or sub-item, by what is open around it."""
    if line.unit == "point":
        return "part" if in_article else "item"
    if line.unit == "dotted":
        return "item" if len(line.key) == 2 else "sub_item"
    if line.unit == "paren":
        return "sub_item" if row.holds(112, 120) or (not in_article and row.holds(PART, 112)) else "item"
    return "item" if in_article and not row.holds(112, 130) else "sub_item"


def _note_rank(act: Act, body: Sequence[int], place: int) -> int:
    """Notes that end a unit belong to the unit they name; one in the middle of a list interrupts it."""
    after = next((act.lines[i] for i in body[place + 1 :] if act.lines[i].unit != "amendment_note"), None)
    if after is None or after.unit == "point":
        for owner, rank in _OWNERS:
            if owner.match(act.text, act.lines[body[place]].start):
                return rank
    return INNERMOST * 10


def _quoted_articles(act: Act, first: int, after: int) -> Iterator[Mark]:
    """Articles of another act inside a quotation: children of the unit that quotes them."""
    heads = [line for line in act.lines[first:after] if line.unit == "article"]
    ends = [*(line.start for line in heads[1:]), act.lines[after - 1].end]
    for line, end in zip(heads, ends, strict=bool(heads)):
        yield Mark(line.start, INNERMOST * 10, "quoted_article", line.number, act.words(line) or None, end)
