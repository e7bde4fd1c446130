"""Where pieces begin in plain text, as a table of states: one shift a byte, and no branch that could be guessed wrong.

What belongs here: the states, and how they are written down for compiled code. What does not: the loop that follows
them (`piece_begin_kernel.py`), and the cutting of all other text (`piece_kernel.py`).

Plain are letters whose first byte tells that they are letters (Latin without accents, Cyrillic), digits, signs of
ASCII, single blanks and line ends; of real legal texts all but two pieces of a hundred in Ukrainian, seven in Dutch.
All else is awkward: whatever lies behind its first byte is unknown until `piece_kernel.piece_end` has told.

The technique is that of shift-based automata (Per Vognsen, 2022): what a byte does to every state is one number of 64
bits, six for each state, and the state is the place of its six bits, so that the next state is one shift away.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from tokenizer.characters import FEED, LETTER, NUMBER, OTHER, SPACE, kinds

_STEPS = """
state     letter    half      low       high      space     feed      sign      digit
awkward   awkward   awkward   awkward   awkward   awkward   awkward   awkward   awkward
letters   letters   half      letters   letters   |space    |lines    |sign     |one
half      awkward   awkward   awkward   letters   awkward   awkward   awkward   awkward
space     letters   half      awkward   awkward   awkward   lines     signs     one
lines     |letters  |half     awkward   awkward   |space    lines     |sign     |one
sign      letters   half      awkward   awkward   |space    lines     signs     |one
signs     |letters  awkward   awkward   awkward   |space    lines     signs     |one
one       |letters  |half     awkward   awkward   |space    |lines    |sign     two
two       |letters  |half     awkward   awkward   |space    |lines    |sign     three
three     |letters  |half     awkward   awkward   |space    |lines    |sign     |one
"""
"""The next state, by the state and the byte that follows; a bar where a piece begins at this byte.

A word may be joined to one `sign`, but not to `signs`, nor to one behind a blank. `half` is a first byte that only
makes a letter with the `high` second ones.
"""

WIDTH = 6
"""Bits of a state; the lowest tells whether a piece begins."""

_KINDS = {LETTER: "letter", SPACE: "space", FEED: "feed", OTHER: "sign", NUMBER: "digit"}
"""Of characters of one byte that are plain."""


@cache
def place_of(state: str) -> int:
    """Where a state's bits are in the number of a byte; it stands for the state."""
    return WIDTH * list(_following()).index(state)


@cache
def steps() -> np.ndarray:
    """uint64[256]: what each byte does to every state; shared, not writable."""
    table = np.array([_step(_column_of(byte)) for byte in range(256)], np.uint64)
    table.setflags(write=False)
    return table


def _step(column: str) -> int:
    """What the bytes of a column do to every state."""
    return sum(
        (place_of(after.get(column, "awkward").lstrip("|")) | after.get(column, "").startswith("|")) << place_of(state)
        for state, after in _following().items()
    )


def _following() -> dict[str, dict[str, str]]:
    """The rows of the table."""
    (_, *columns), *rows = map(str.split, _STEPS.strip().split("\n"))
    return {state: dict(zip(columns, after, strict=True)) for state, *after in rows}


def _column_of(byte: int) -> str:
    """The column of a byte; `strange` for one that has none."""
    if byte < 0x80:
        return _KINDS.get(int(kinds()[byte]), "strange")
    if byte < 0xC0:
        return "low" if byte < 0x90 else "high"
    if byte >= 0xE0:
        return "strange"
    letters = kinds()[(byte & 0x1F) << 6 :][:64] == LETTER
    return "letter" if letters.all() else "half" if letters[0x10:].all() else "strange"
