"""What kind of character each code point is to the pattern by which texts are split.

What belongs here: the table, and how it is derived from the regex library that `tokenizers` splits with. What does
not: the pattern (`pretokenizer.py`) and the automaton that reads the table (`piece_kernel.py`).

Python's own Unicode data differ between versions, and counts of pieces must not, so the table travels as
`characters.npy`, made by `np.save("characters.npy", derive())` under tokenizers 0.23.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np

CODE_POINTS = 0x110000

LETTER, MARK, APOSTROPHE, OTHER, NUMBER, SIGN, SPACE, BLANK, FEED = range(9)
"""Kinds, in an order in which those that run together are neighbours.

SPACE is U+0020 alone, BLANK what else is white but ends no line, SIGN what stands before a number of a law.
"""

APOSTROPHES = "'’‘‛`´′＇"
"""Written inside words. U+02BC and the other modifier letters that look like one are letters anyway."""

SIGNS = "§№"
"""Paragraph and number sign: a token of their own, whatever is glued to them."""

_PROPERTIES = {r"\p{L}": LETTER, r"\p{M}": MARK, r"\p{N}": NUMBER, r"\s": BLANK, r"[\r\n]": FEED}
"""Later ones win."""


@cache
def kinds() -> np.ndarray:
    """uint8[0x110000]: the kind of each code point; shared, not writable."""
    with (files("tokenizer") / "characters.npy").open("rb") as file:
        runs = np.load(file)
    table = expand(runs)
    table.setflags(write=False)
    return table


def expand(runs: np.ndarray) -> np.ndarray:
    """Turn int32[n, 3] runs (first, after the last, kind) into the table of `kinds()`."""
    table = np.full(CODE_POINTS, OTHER, np.uint8)
    for first, end, kind in runs:
        table[first:end] = kind
    for kind, members in ((APOSTROPHE, APOSTROPHES), (SIGN, SIGNS), (SPACE, " ")):
        table[[ord(each) for each in members]] = kind
    return table


def derive() -> np.ndarray:
    """Runs for `expand`, as the `tokenizers` library at hand sees them; takes a second."""
    return runs_of(_PROPERTIES)


def runs_of(kinds: Mapping[str, int]) -> np.ndarray:
    """int32[n, 3], runs (first, after the last, kind) of characters that a regular expression each tells of."""
    from tokenizers import Regex, pre_tokenizers

    every = "".join(map(chr, (*range(0xD800), *range(0xE000, CODE_POINTS))))
    runs = []
    for members, kind in kinds.items():
        split = pre_tokenizers.Split(Regex(f"{members}+"), behavior="removed", invert=True)
        for _, (start, end) in split.pre_tokenize_str(every):
            runs.append((start, end, kind))
    found = np.array(runs, np.int32)
    found[:, :2] += 0x800 * (found[:, :2] >= 0xD800)  # surrogates are no text
    return found
