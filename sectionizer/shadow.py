"""What the patterns see: a shadow of the text in which every code point keeps its place.

Belongs here: one-to-one replacements, line-wise matching, look-alike letters. Nothing here may change a length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

_BLANKS = "\u00a0\u202f\u2007\u2009\u200b\ufeff\t\r\0"
_APOSTROPHES = "\u2019\u02bc\u2018`\u00b4"
_QUOTES = "\u00ab\u00bb\u201c\u201d\u201e\u201f"

_CYRILLIC, _LATIN = "АВСЕНІКМОРТХаеіорсх", "ABCEHIKMOPTXaeiopcx"
_FOLD = str.maketrans(_CYRILLIC, _LATIN)
_TWIN = dict(zip(_CYRILLIC, _LATIN, strict=True))


def shadow(text: str) -> str:
    """The text with blanks, apostrophes and quotation marks unified; same length, so offsets hold for both.

    Carriage returns are blanks, hence a line ends at the line feed alone. ``str.replace`` passes over an absent
    character at memory speed, ``str.translate`` looks every character up.
    """
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    for quote in _QUOTES:
        text = text.replace(quote, '"')
    return text


def fold(number: str) -> str:
    """Cyrillic look-alikes of a number as Latin letters: «ІІІ-А» typed on a Cyrillic keyboard is III-A."""
    return number.translate(_FOLD)


def letters(word: str, gap: str = r"\W*") -> str:
    """Pattern of a word in any case, letter-spaced in any way, look-alikes from the Latin keyboard included."""
    return gap.join(_any_case(letter) for letter in word)


def _any_case(letter: str) -> str:
    forms = {letter.lower(), letter.upper()}
    forms |= {_TWIN[form] for form in forms if form in _TWIN}
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
        return re.compile(" *" + self.pattern)

    @cached_property
    def _later(self) -> re.Pattern[str]:
        return re.compile("\n *" + self.pattern)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Matches from ``start`` (the beginning of a line) on, in order."""
        first = self._first.match(text, start)
        if first:
            yield first
            start = first.end()
        yield from self._later.finditer(text, start)


def line_end(text: str, position: int) -> int:
    """Where the line that holds ``position`` ends, its line feed not included."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end
