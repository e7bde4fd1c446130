"""What the patterns see: a shadow of the text in which every code point keeps its place.

Belongs here: one-to-one replacements, line-wise matching, look-alike letters. Nothing here may change a length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

_BLANKS = "\u00a0\u202f\u2007\u2009\u200b\ufeff\t\r\0"
_APOSTROPHES = "\u2019\u02bc\u2018`\u00b4"
_QUOTES = "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2039\u203a"

_CYRILLIC, _LATIN = "АВСЕНІКМОРТХаеіорсх", "ABCEHIKMOPTXaeiopcx"
_FOLD = str.maketrans(_CYRILLIC, _LATIN)
_TWIN = dict(zip(_CYRILLIC, _LATIN, strict=True))
_DIGIT = {"О": "0", "о": "0", "І": "1", "і": "1", "З": "3", "з": "3"}
"""What a scan reads for a letter."""
_LED = re.compile(r"\n *#{1,6}(?= )")
_SET = re.compile(r"(\n *)\*([^\s*][^\n]*?)\*(?=[ .:]*(?:\n|\Z))")
"""Lines that Markdown sets as headings, and those that stand in italics from end to end."""


def shadow(text: str) -> str:
    """The text with blanks, apostrophes and quotation marks unified; same length, so offsets hold for both.

    Carriage returns are blanks, hence a line ends at the line feed alone; so are the marks with which a conversion to
    Markdown sets bold words and headings. ``str.replace`` passes over an absent character at memory speed,
    ``str.translate`` looks every character up.
    """
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    for quote in _QUOTES:
        text = text.replace(quote, '"')
    return _plain(text)


def _plain(text: str) -> str:
    """Blanks for the marks of Markdown; nothing is sought in a text that has none of their beginnings."""
    if "#" in text:
        text = _LED.sub(lambda mark: "\n" + " " * (len(mark[0]) - 1), "\n" + text)[1:]
    if "*" in text:
        text = _SET.sub(r"\1 \2 ", "\n" + text.replace("**", "  "))[1:]
    return text


def fold(number: str) -> str:
    """Cyrillic look-alikes of a number as Latin letters: «ІІІ-А» typed on a Cyrillic keyboard is III-A."""
    return number.translate(_FOLD)


def letters(word: str, gap: str = r"\W*") -> str:
    """Pattern of a word in any case, letter-spaced in any way, look-alikes from the Latin keyboard included."""
    return gap.join(_any_case(letter) for letter in word)


def _any_case(letter: str) -> str:
    forms = {letter.lower(), letter.upper()}
    forms |= {table[form] for table in (_TWIN, _DIGIT) for form in tuple(forms) if form in table}
    return letter if forms == {letter} else "[" + "".join(sorted(forms)) + "]"


class LinePattern:
    """A pattern that is tried at the start of each line, blanks before it skipped.

    The literal line feed in front lets ``re`` run from line to line at memory speed; ``(?m)^`` would try every
    character. Compiled when first used: a lexicon of spaced words takes ``re`` some thirty milliseconds.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _first(self) -> re.Pattern[str]:
        return re.compile(" *+" + self.pattern)

    @cached_property
    def _later(self) -> re.Pattern[str]:
        return re.compile("\n *+" + self.pattern)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Matches from ``start`` (the beginning or the end of a line) up to ``end``, in order."""
        end = len(text) if end is None else end
        first = self._first.match(text, start, end)
        if first:
            yield first
            start = first.end()
        yield from self._later.finditer(text, start, end)


class Lexicon:
    """Kinds and the beginnings of their titles, patterns in any case; the first that fits a title names its kind.

    ``pattern`` finds any of them, with what may stand ``before`` and must stand ``after`` each.
    """

    def __init__(self, kinds: Iterable[tuple[str, Iterable[str]]], before: str = "", after: str = "") -> None:
        listed = [(kind, _apart(title)) for kind, titles in kinds for title in titles]
        self.pattern = f"{before}(?:{'|'.join(title for _, title in listed)}){after}"
        named = (f"{title}(?P<{kind}__{place}>)" for place, (kind, title) in enumerate(listed))
        self._named = f"{before}(?:{'|'.join(named)}){after}"

    @cached_property
    def _kinds(self) -> re.Pattern[str]:
        return re.compile(self._named)

    def kind(self, title: str) -> str | None:
        """The kind of a title, or None."""
        match = self._kinds.match(title)
        return match.lastgroup.partition("__")[0] if match and match.lastgroup else None


def _apart(pattern: str) -> str:
    """A first letter set apart lets ``re`` pass over a pattern without trying it, which it cannot under ``(?i)``."""
    if not pattern[0].isalpha():
        return f"(?i:{pattern})"
    return f"[{pattern[0]}{pattern[0].upper()}](?i:{pattern[1:]})"


def line_end(text: str, position: int) -> int:
    """Where the line that holds ``position`` ends, its line feed not included."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end
