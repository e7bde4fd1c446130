"""Lines of text gathered while walking a tree of HTML or XML, with the structure the publisher marked.

What belongs here: how running text, line ends, table cells and marks become lines and offsets. Not here: which
element is what (html, judgment, statute).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from pipelines.text.normalise import normalise

SPACES = re.compile("[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A unit that the publisher marked, from the start of a line on."""

    kind: str
    number: str | None = None
    title: str | None = None
    role: str | None = None


LONGEST_ROW = 1 << 16
"""Letters of a row of a table that goes on in its line: each cell copies it, and a million cells would their square."""


@dataclass(slots=True)
class Lines:
    """A page being written: whole lines, the line at the pen, and marks by the line they stand before."""

    lines: list[str] = field(default_factory=list)
    pen: list[str] = field(default_factory=list)
    marks: list[tuple[int, Mark]] = field(default_factory=list)
    row: int = 0
    waiting: bool = False

    def write(self, text: str | None) -> None:
        """Running text: blanks and line ends of the source are one space."""
        text = SPACES.sub(" ", text or "")
        if text.startswith(" ") and (not self.pen or self.pen[-1].endswith((" ", "\t"))):
            text = text[1:]
        if text:
            self.pen.append(text)
            self.waiting = self.waiting and text == " "

    def write_sign(self, sign: str) -> None:
        """A number or list sign on a line of its own, which waits there for the text it belongs to."""
        self.finish_line()
        self.write(sign)
        self.wait()

    def wait(self) -> None:
        """Let what stands on the line, a number, wait there for the text it belongs to."""
        self.write(" ")
        self.waiting = bool(self.pen)

    def end(self) -> None:
        """End the line, if anything stands on it and no sign waits for its text."""
        if not self.waiting:
            self.finish_line()

    def finish_line(self) -> None:
        """End the line, whatever stands on it."""
        self.waiting = False
        line = "".join(self.pen).strip(" ")
        if line.strip() or "\t" in line:
            self.lines.append(line)
        self.pen.clear()

    def begin_row(self) -> None:
        """A row of a table; cells reach back to the end of an earlier cell, but not beyond the row."""
        self.finish_line()
        self.row = len(self.lines)

    def next_cell(self) -> None:
        """Part two cells of a row: the next goes on where the last one ended, unless the row is endless."""
        self.finish_line()
        goes_on = len(self.lines) > self.row and len(self.lines[-1]) < LONGEST_ROW
        before = self.lines.pop() if goes_on else ""
        self.pen.append(before + "\t")
        self.waiting = True

    def mark(self, mark: Mark) -> None:
        """Mark the unit that begins with the next line."""
        self.finish_line()
        self.marks.append((len(self.lines), mark))

    def follows_digit(self) -> bool:
        """Whether a digit, and at most a blank, stands before the pen; the blank is taken back."""
        if not self.pen or not self.pen[-1].rstrip()[-1:].isdigit():
            return False
        self.pen[-1] = self.pen[-1].rstrip()
        return True

    def finish(self) -> tuple[str, str]:
        """(text, markup): the normalised text, and a JSON array of [offset, kind, number, title, role]."""
        self.finish_line()
        lines = [normalise(line) for line in self.lines]
        offsets, offset = [], 0
        for line in lines:
            offsets.append(offset)
            offset += len(line) + 1 if line else 0
        rows = [
            (offsets[line], mark.kind, mark.number, mark.title, mark.role)
            for line, mark in self.marks
            if line < len(lines) and offsets[line] < offset
        ]
        text = "\n".join(line for line in lines if line)
        return text, json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
