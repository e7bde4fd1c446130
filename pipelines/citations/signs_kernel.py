"""Loops over the signs of a text: how they look (`shadow.py`), and where words begin that are sought (`anchors.py`).

What belongs here: the loops. What does not: their tables. Import it inside functions only, numba is heavy.
"""

from __future__ import annotations

import numpy as np
from numba import njit

OTHER, TYPED, DOUBLED = 1, 2, 3
"""Odd signs: that look like another; that may stand for another beside a small letter; that, twice, are a quote."""

_QUOTE = ord('"')


@njit(cache=True, nogil=True)
def look(signs, looks, odd, typed, small, seen):
    """Write the signs by their looks to `seen`, as `shadow` tells; the tables are those of `shadow.py`."""
    last = len(signs) - 1
    for place in range(len(signs)):
        sign = signs[place]
        if odd[sign]:
            kind, sign = odd[sign], looks[sign]
            before = signs[place - 1] if place > 0 else signs[place]
            after = signs[place + 1] if place < last else signs[place]
            if kind == DOUBLED:
                twice = (place > 0 and looks[before] == sign) or (place < last and looks[after] == sign)
                sign = _QUOTE if twice else sign
            elif kind == TYPED and (small[before] or small[after]):
                sign = typed[sign]
        seen[place] = sign


@njit(cache=True, nogil=True)
def walk(signs, roles, folded, tables, factor, places, kinds):
    """How many words may begin what is sought; where they begin goes to `places`, as what to `kinds`, a bit each.

    `signs` are those of the text, the next four arguments those of `anchors.Anchors`. There are at most half as many
    words as signs, and one more.
    """
    number, after_word, last = 0, False, len(signs)
    for place in range(last):
        role = roles[signs[place]]
        if role & 1 and not after_word:
            hashed, found = np.uint32(folded[signs[place]]), np.uint8(0)
            for step in range(len(tables)):
                sign = folded[signs[place + 1 + step]] if place + 1 + step < last else folded[0]
                hashed = np.uint32(hashed * factor + sign) & np.uint32(tables.shape[1] - 1)
                found |= tables[step, hashed]
                if not tables[step, hashed] & 128:
                    break
            if found & 127:
                places[number], kinds[number] = place, found
                number += 1
        after_word = not role & 2
    return number
