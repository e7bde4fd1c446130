"""Words from outside, made fit to be shown: on one line, without what a terminal obeys, and not too long.

What belongs here: names of members, identifiers and titles on their way into a sentence or a terminal. What does not:
HTML, which `html.escape` makes harmless, and texts of documents, which are normalised (`text/normalise.py`).
"""

from __future__ import annotations

import unicodedata

LETTERS = 100
"""Letters of a name that a sentence shows."""


def inert(words: str, most: int | None = LETTERS) -> str:
    r"""The words with every character that is not seen as its escape, cut to `most` letters; None cuts nothing.

    Not seen are controls, marks that turn the writing round, half a surrogate pair, and line ends of any kind
    (`str.isprintable`); blanks of any width are one space.

    >>> inert("\x1b[31mred\u202e"), inert("a" * 200, 3)
    ('\\x1b[31mred\\u202e', 'aaa…')
    """
    cut = words if most is None or len(words) <= most else f"{words[:most]}…"
    return cut if cut.isprintable() else "".join(map(_seen, cut))


def _seen(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if unicodedata.category(letter) == "Zs" else letter.encode("unicode_escape").decode()
