"""What is enumerated under one heading of a Ukrainian act: parts, items, sub-items, their paragraphs and notes.

Belongs here: which unit a number opens, given those that are open, and to which unit a paragraph without number
belongs. «1.» is a part in an article and an item outside; «а)» is an item under a part and a sub-item under an item;
a Примітка keeps its own numbers to itself. Where a heading ends and the next begins is in `act_outline`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sectionizer.act_lines import Line
from sectionizer.act_rows import ARTICLE, DEEPEST, ENUMERATED, PAREN, PART, SECTION, Rows
from sectionizer.numbering import latin_letter_key, level, superscript
from sectionizer.shadow import line_end
from sectionizer.tree import TEXT, Mark

_BEFORE_NOTE = (*ENUMERATED, "note")
_OWNER = re.compile(r"[{(]\s*(?:(Стат|Кодекс|Закон|Глав|Розділ|Раздел|Книг)|(Част)|(Пункт))")
_OWNED = (DEEPEST, ARTICLE + 1, PART + 1, PAREN + 1)
"""The unit a note names first, and the rank from which the note closes what is open; unknown, it closes nothing."""
DRAWN = "|+-_"
"""Signs with which rows of tables and rules begin, which nobody counts as paragraphs."""
LONGEST_TITLE = 200
FIRST_FLATTENED = 10
"""No number up to it hides a superscript: 11 may be 1-1."""
MOST_BELOW = 400
"""Lines in which the number that follows its base is sought."""


def stops(text: str, end: int) -> bool:
    """Whether a sentence ends at ``end``; a note or a closing mark may stand behind the stop."""
    last = text[end - 1]
    if last == "}":
        end = max(text.rfind("{", 0, end), 1)
        while end > 1 and text[end - 1] == " ":
            end -= 1
        last = text[end - 1]
    return last in ".!?" or (last in '")' and text[end - 2 : end - 1] in (".", "!", "?"))


@dataclass(slots=True)
class Enumeration:
    """The units of one block of lines while they are read.

    ``unnumbered`` is the kind of the parts of an article that gives them no numbers: ``part`` if it enumerates items,
    ``text`` if it enumerates nothing; or "" where parts have numbers. ``finished``: the line before ended a sentence;
    ``broken``: it ended a paragraph.
    """

    text: str
    body: Sequence[Line]
    end: int
    rows: Rows
    marks: list[Mark]
    unnumbered: str = ""
    finished: bool = True
    broken: bool = True
    upcoming: int = -1
    noted: int = -1

    def read(self) -> None:
        """Add the marks of all lines."""
        resumed = 0
        for place, line in enumerate(self.body):
            unit = line.unit
            if place < resumed:
                continue
            if unit in ENUMERATED:
                self._number(line, place)
            elif unit == "":
                self._paragraph(line, place)
            elif unit == "amendment_note":
                self._note(line, place)
                continue
            elif unit == "note":
                resumed = self._footnote(line, place)
                continue
            elif unit == "table":
                self.marks.append(Mark(line.start, DEEPEST, "table", None, None, self._next(place)))
                self.finished = self.broken = True
                continue
            else:
                self._quoted(line, place)
            self._pass(line)

    def begin(self, heading: Line, start: int) -> None:
        """The words of an article that stand on its heading line are its first part."""
        self._part(start, 1, self.unnumbered or "part")
        self._pass(heading)

    def _pass(self, line: Line) -> None:
        """What the end of a line says of the next one."""
        last = self.text[line.end - 1]
        self.finished = last == "." or (last not in ";:," and stops(self.text, line.end))
        self.broken = self.finished or last in ";:}"

    def _number(self, line: Line, place: int) -> None:
        """A number opens its unit if it goes on in a row; in a regulation it may head a section."""
        rows = self.rows
        if line.key[0] > FIRST_FLATTENED and len(line.key) == 1 and line.unit != "letter":
            self._raise(line, place)
        if line.unit == "letter" and line.number.isascii():
            line.key = latin_letter_key(line.number, rows.key(rows.rank(line)) or ())
        if rows.follow(line):
            self.marks.append(Mark(line.start, rows.ranks[-1], rows.kinds[-1], line.number))
            return
        rank = rows.rank(line)
        if not rows.goes_on(line, rank):
            return
        if rank == PART:
            title = None if rows.article else self._section_title(line, place)
            if title:
                self._section(line, line.number, title)
                return
            self.unnumbered = ""
        kind = rows.kind(rank, line.key)
        alone = line.unit != "dotted" and (rank != PART or bool(rows.article))
        rows.open(rank, line.key, kind, line.unit if alone else "")
        self.marks.append(Mark(line.start, rank, kind, line.number))

    def _raise(self, line: Line, place: int) -> None:
        """A superscript that a conversion flattened: 1, 11, 12, 2 are 1, 1-1, 1-2, 2."""
        base, *raised = map(int, self.rows.key(self.rows.rank(line)) or (0,))
        split = superscript(line.number, base, raised[0] if raised else 0)
        if not split:
            return
        below = (other.key for other in self.body[place + 1 : place + 1 + MOST_BELOW] if other.unit == line.unit)
        if next((key for key in below if not str(key[0]).startswith(str(base))), ()) == (base + 1,):
            line.number, line.key = f"{base}-{split}", (base, split)

    def _part(self, start: int, number: int, kind: str) -> None:
        """A part without number; the first paragraph of an article that enumerates nothing needs no leaf of its own."""
        self.rows.open(PART, (number,), kind, "")
        if kind != TEXT or number > 1:
            self.marks.append(Mark(start, PART, kind, str(number)))

    def _paragraph(self, line: Line, place: int) -> None:
        """A line without number: a part, a paragraph of the unit that goes on, or the title of a section."""
        start, text = line.start, self.text
        if text[start] in DRAWN:
            return
        if not self.rows.article and self.finished and self._is_title(line, place):
            self._section(line, None, text[start : line.end])
            return
        if self.unnumbered == TEXT:
            if self.finished and (text[start].isupper() or line.quoted):
                self._part(start, int(self.rows.keys[0][0]) + 1 if self.rows.keys else 1, TEXT)
            return
        if not self.rows.ranks and not self.unnumbered:
            return
        owner = self._owner(place)
        if self.unnumbered and owner <= PART and self.finished and (text[start].isupper() or line.quoted):
            self._part(start, int((self.rows.key(PART) or (0,))[0]) + 1, self.unnumbered)
        elif self.broken and owner in self.rows.ranks:
            self.rows.close(owner + 1)
            self.rows.counts[-1] += 1
            self.marks.append(Mark(start, owner + 1, TEXT, str(self.rows.counts[-1]), None, self._next(place)))

    def _owner(self, place: int) -> int:
        """Rank of the unit that a line without number belongs to, or the rank of parts if none is open.

        A line between two items belongs to the first of them. Behind the last one it belongs to the unit above the
        list, if the list ended with a full stop; in the middle of a sentence it goes on with what is open.
        """
        if not self.rows.ranks or self.rows.ranks[-1] <= PART:
            return PART
        following = self._following(place)
        if following is not None:
            rank = self.rows.rank(following)
            goes_on = following.key > (self.rows.key(rank) or following.key)
            return rank if goes_on else self.rows.above(rank)
        if not self.finished:
            return self.rows.ranks[-1]
        return PART if self.rows.article else self.rows.ranks[0]

    def _following(self, place: int) -> Line | None:
        """The next enumerated line of the block, if one comes before a Примітка."""
        if self.upcoming <= place:
            self.upcoming = place + 1
            while self.upcoming < len(self.body) and self.body[self.upcoming].unit not in _BEFORE_NOTE:
                self.upcoming += 1
        line = self.body[self.upcoming] if self.upcoming < len(self.body) else None
        return line if line is not None and line.unit != "note" else None

    def _next(self, place: int) -> int:
        """Where the line after the one at ``place`` starts; the blanks up to there belong to it."""
        return self.body[place + 1].start if place + 1 < len(self.body) else self.end

    def _quoted(self, line: Line, place: int) -> None:
        """Words of another act; they count as paragraphs of the unit that quotes them."""
        if self.rows.ranks and self.broken:
            self.rows.counts[-1] += 1
        if line.unit == "quoted_article":
            while place + 1 < len(self.body) and self.body[place + 1].start < line.end:
                place += 1
            title = self.text[line.rest : line_end(self.text, line.rest)].strip(' ."')
            self.marks.append(Mark(line.start, DEEPEST, line.unit, line.number, title or None, self._next(place)))

    def _section(self, line: Line, number: str | None, title: str) -> None:
        """A section of a regulation, which has no word for it."""
        self.rows.close(0)
        self.marks.append(Mark(line.start, SECTION, "section", number, title))

    def _section_title(self, line: Line, place: int) -> str | None:
        """«1. ЗАГАЛЬНІ ПОЛОЖЕННЯ», or a title with «1.1.» below it."""
        if line.end - line.rest > LONGEST_TITLE or self.text[line.end - 1] in ".:;,":
            return None
        title = self.text[line.rest : line.end].strip(' ."')
        below = self.body[place + 1] if place + 1 < len(self.body) else None
        leads = below is not None and below.unit == "dotted" and below.key[:-1] == (level(line.key),)
        return title if title and (leads or (title.isupper() and len(title) > 3)) else None

    def _is_title(self, line: Line, place: int) -> bool:
        """Whether a line heads the points below it: a few words without a stop after a finished sentence."""
        below = self.body[place + 1] if place + 1 < len(self.body) else None
        return (
            below is not None
            and (below.unit == "point" or below.unit == "dotted")
            and line.end - line.start <= LONGEST_TITLE
            and not line.quoted
            and self.text[line.start].isupper()
            and self.text[line.end - 1].isalpha()
        )

    def _note(self, line: Line, place: int) -> None:
        """A note that ends a unit belongs to the unit it names; one in the middle of a list interrupts it.

        Before a number that goes on in its row a note closes no unit above that row.
        """
        owner = _OWNER.match(self.text, line.start)
        rank = _OWNED[owner.lastindex or 0] if owner else DEEPEST
        after = self._behind_notes(place)
        if after is not None and after.unit in ENUMERATED:
            row = self.rows.rank(after)
            rank = max([rank, *(opened + 1 for opened in self.rows.ranks if opened < row)])
        elif after is not None and after.unit != "note":
            rank = DEEPEST
        self.marks.append(Mark(line.start, rank, "amendment_note", None, None, self._next(place)))

    def _behind_notes(self, place: int) -> Line | None:
        """The first line behind a row of notes."""
        if self.noted <= place:
            self.noted = place + 1
            while self.noted < len(self.body) and self.body[self.noted].unit == "amendment_note":
                self.noted += 1
        return self.body[self.noted] if self.noted < len(self.body) else None

    def _footnote(self, line: Line, place: int) -> int:
        """A Примітка and the notes in it; the place of the line behind it."""
        after = len(self.body) if self.rows.article else self._resumption(place + 1)
        rank = PART if after == len(self.body) else self.rows.rank(self.body[after])
        self.marks.append(Mark(line.start, rank, "note"))
        for index in range(place + 1, after):
            if self.body[index].unit == "amendment_note":
                self.marks.append(
                    Mark(self.body[index].start, DEEPEST, "amendment_note", None, None, self._next(index))
                )
        return after

    def _resumption(self, place: int) -> int:
        """Where a regulation goes on with its row behind a Примітка, whose own numbers begin with 1."""
        own = 0
        for index in range(place, len(self.body)):
            line = self.body[index]
            if line.unit not in ENUMERATED:
                continue
            if line.key == (own + 1,):
                own += 1
            elif line.key > (self.rows.key(self.rows.rank(line)) or line.key):
                return index
        return len(self.body)
