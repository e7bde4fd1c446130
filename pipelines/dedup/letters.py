"""Which characters make words, and their lower case: one table for every interpreter.

What belongs here: the table and how it was derived. What does not: cutting text into words (`signature_kernel.py`).

Python's own Unicode data differ between versions (3.11 has 14.0, 3.12 has 15.0), and a signature must not, so the
table travels as `letters.npy`. It was made by `np.save("letters.npy", derive())` under Unicode 14.0; a newer one
would be a new version of the stage.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np

CODE_POINTS = 0x110000

ENDS_WORD = 1 << 31
"""Flag of U+0130, the one character whose lower case is two: i, and a dot above that is no part of a word."""


@cache
def table() -> np.ndarray:
    r"""uint32[0x110000]: lower-cased code point if that is a word character (`\w`), else 0; shared, not writable."""
    with (files("pipelines.dedup") / "letters.npy").open("rb") as file:
        runs = np.load(file)
    letters = expand(runs)
    letters.setflags(write=False)
    return letters


def expand(runs: np.ndarray) -> np.ndarray:
    """Turn int64[n, 3] runs (first, last, what to add for lower case) into the table of `table()`."""
    letters = np.zeros(CODE_POINTS, dtype=np.uint32)
    for first, last, shift in runs:
        letters[first : last + 1] = np.arange(first + shift, last + shift + 1)
    letters[0x130] |= ENDS_WORD
    return letters


def derive() -> np.ndarray:
    """Runs for `expand`, from the Unicode data of the interpreter at hand; takes a second."""
    word = re.compile(r"\w")
    runs: list[list[int]] = []
    for code_point in range(CODE_POINTS):
        lower = chr(code_point).lower()[0]
        if not word.match(lower):
            continue
        shift = ord(lower) - code_point
        if runs and runs[-1][1] == code_point - 1 and runs[-1][2] == shift:
            runs[-1][1] = code_point
        else:
            runs.append([code_point, code_point, shift])
    return np.array(runs, dtype=np.int64)
