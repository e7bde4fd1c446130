"""Runs of capitalised words and initials, over which the grammars of names go: those that may hold a name.

What belongs here: one numba pass over UTF-8 bytes that finds too much, never too little. What does not: reading a word
(name_word_kernels), and saying that there is a name (names_uk, names_nl). The module compiles on first use, so it is
imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.personal.mark_kernels import following_mark, marking_room
from pipelines.annotate.personal.name_lexicon import (
    BEHIND,
    COURTESY,
    GIVEN,
    HEARD,
    LED,
    LISTED,
    NONE,
    PREFIX,
    RESIDENT,
    ROLE,
    SELDOM,
    SURE,
    VERB,
)
from pipelines.annotate.personal.name_word_kernels import (
    HYPHEN,
    LONGEST_INITIAL,
    WIDTH,
    before,
    beginning,
    behind,
    ends,
    is_capital,
    is_inside_word,
    is_letter,
    mark_units,
    spaces_end,
    word_end,
)

INITIAL, WORD, PAIR, PREFIXED, LEADING, SHOUTED = (1 << bit for bit in range(16, 22))
"""Further bits of a run: an initial, a word, two words, a word behind two prefixes or an initial and one, one behind a
role word, one in capitals, to which only courtesy leads."""

FREE = LED | LISTED | HEARD | WORD
"""Bits that a role word, a court or an opener of sentences has not."""

LONGEST_PREFIX = 8
"""Bytes of the longest prefix of surnames or particle of patronymics; of a longer word one more is read."""

OPENS, CLOSES = 40, 41
"""Brackets, in which initials or a given name stand: «Jan (J.P.) de Vries», «J.P. (Jan) de Vries»."""

CALLED = 44
"""Bytes of the given names in a bracket."""

JOINT = 23
"""Bytes between two names of a list, with prefixes: «, en van der »."""


@njit(cache=True, nogil=True, inline="always")
def _unit(data: np.ndarray, start: int, end: int, limit: int, states: np.ndarray, classes: np.ndarray) -> int:
    """Bits of one word or initial."""
    if end - start <= (1 if data[start] < 0x80 else 2):
        return INITIAL
    begins = beginning(data, start, end, states, classes)
    told, lost, small = ends(data, start, end, states, classes)
    bits = begins | told
    if _is_abbreviated(data, start, end, limit):
        return bits & ~FREE | INITIAL
    if lost:
        bits |= PAIR | (INITIAL if lost <= LONGEST_INITIAL else 0)
    elif bits & PREFIX or (begins & NONE and not bits & (GIVEN | SURE)):
        return bits & ~FREE
    if not small and not bits & (HEARD | GIVEN):
        bits = bits & ~(LED | LISTED) | SHOUTED
    return bits & ~(LED | HEARD) | WORD if begins & SELDOM else bits | WORD


@njit(cache=True, nogil=True, inline="always")
def _is_shouted_initial(data: np.ndarray, start: int, end: int) -> bool:
    """Whether a word in capitals is CH, PH, TH, CHR or JOH."""
    first, second = data[start], data[start + 1]
    if end - start == 2:
        return second == 72 and (first == 67 or first == 80 or first == 84)
    if end - start != 3:
        return False
    return (first == 67 and second == 72 and data[end - 1] == 82) or (
        first == 74 and second == 79 and data[end - 1] == 72
    )


@njit(cache=True, nogil=True, inline="always")
def _is_abbreviated(data: np.ndarray, start: int, end: int, limit: int) -> bool:
    """Whether a unit is an initial of several letters: Th., IJ., Chr., Joh., in capitals as well."""
    if end >= limit or data[end] != 46:
        return False
    if data[end - 1] == 72 or data[end - 1] == 82:
        return _is_shouted_initial(data, start, end)
    at = start + (1 if data[start] < 0x80 else 2)
    if end - at == 1:
        return data[at] == 104 or data[at] == 74
    return end - at == 2 and ((data[at] == 104 and data[at + 1] == 114) or (data[at] == 111 and data[at + 1] == 104))


@njit(cache=True, nogil=True, inline="always")
def _in_bracket(data: np.ndarray, at: int, limit: int) -> int:
    """Where a run goes on inside a bracket that opens at `at`: at initials, or at a given name behind some."""
    if at + 2 >= limit or data[at] != OPENS or not is_capital(data, at + 1, limit):
        return at
    end = word_end(data, at + 1, limit)
    is_initial = end < limit and data[end] == 46
    return at + 1 if is_initial or (data[at - 2] == 46 and data[at - 1] == 32) else at


@njit(cache=True, nogil=True, inline="always")
def _behind_bracket(data: np.ndarray, at: int, limit: int) -> int:
    """Where a run goes on behind a bracket that closes at `at` over initials, or over a given name behind some."""
    if at >= limit or data[at] != CLOSES:
        return at
    if data[at - 1] == 46:
        return at + 1
    first = max(at - CALLED, 2)
    start = at - 1
    while start > first and data[start] != OPENS and data[start] != CLOSES:
        start -= 1
    return at + 1 if data[start] == OPENS and data[start - 1] == 32 and data[start - 2] == 46 else at


@njit(cache=True, nogil=True, inline="always")
def _next(data: np.ndarray, at: int, limit: int, states: np.ndarray, classes: np.ndarray) -> int:
    """Start of the unit that goes on a run whose last word ends at `at`, of «d'Ancona» that of A; -1 if none does."""
    stop = at + 1 if at < limit and data[at] == 32 else at
    if stop < limit and data[stop] == 46:
        at = stop + 1
    at = _in_bracket(data, spaces_end(data, _behind_bracket(data, at, limit), limit), limit)
    if at < limit and data[at] == HYPHEN:
        at = spaces_end(data, at + 1, limit)
    if at >= limit:
        return -1
    if is_capital(data, at, limit):
        return at
    if data[at] == 100 and at + 2 < limit and WIDTH[data[at + 1]] and not is_letter(data[at + 1]):
        following = at + 1 + int(WIDTH[data[at + 1]])
        if following < limit and is_capital(data, following, limit):
            return following
    return at if beginning(data, at, min(limit, at + LONGEST_PREFIX + 1), states, classes) & PREFIX else -1


@njit(cache=True, nogil=True)
def _run(data: np.ndarray, at: int, limit: int, states: np.ndarray, classes: np.ndarray) -> tuple[int, int]:
    """End of the run whose first unit begins at `at`, and the bits of all its units."""
    bits, prefixes, end = 0, 0, at
    while at >= 0:
        end = word_end(data, at, limit)
        unit = _unit(data, at, end, limit, states, classes)
        if (prefixes > 1 or (prefixes and bits & INITIAL)) and unit & (WORD | BEHIND):
            bits |= PREFIXED
        prefixes = prefixes + 1 if unit & PREFIX else 0
        if unit & bits & WORD:
            bits |= PAIR
        if bits & ROLE:
            bits |= LEADING
        bits |= unit
        at = _next(data, end, limit, states, classes)
    return end, bits


@njit(cache=True, nogil=True)
def _is_told(
    data: np.ndarray,
    begin: int,
    start: int,
    end: int,
    limit: int,
    bits: int,
    states: np.ndarray,
    classes: np.ndarray,
) -> bool:
    """Whether the words around a run say that it may hold a name.

    A role word stands in the run or before it, or a bracket that closes before a prefix or a surname («[voornaam] de
    Boer»); a verb of saying stands in the run or behind it, or where somebody lives.
    """
    if bits & (LED | SHOUTED):
        said, led = before(data, start, begin, states, classes)
        if bits & LEADING or said & (ROLE if bits & LED else COURTESY):
            return True
        bracket = (led - 2 >= begin and data[led - 2] == 93) or (led - 3 >= begin and data[led - 3] == 93)
        if bracket and (led < start or bits & HEARD):
            return True
    if bits & (HEARD | PAIR | PREFIX):
        bits |= behind(data, end, limit, states, classes)
    return bool((bits & HEARD and bits & VERB) or (bits & (PAIR | PREFIX) and bits & RESIDENT))


@njit(cache=True, nogil=True)
def _is_listed(data: np.ndarray, last: int, at: int) -> bool:
    """Whether the word at `at` is one more of a list behind a run that ends at `last`: «Smit en/of van der Vos»."""
    last += data[last] == 46
    comma = data[last] == 44
    last += comma
    if last + 4 <= at and data[last] == 32 and data[last + 1] == 101 and data[last + 2] == 110:
        last += 3
        last += 3 if last + 3 <= at and data[last] == 47 and data[last + 1] == 111 and data[last + 2] == 102 else 0
        if data[last] != 32:
            return False
        last += 1
    elif comma and data[last] == 32:
        last += 1
    else:
        return False
    for place in range(last, at):
        if data[place] != 32 and data[place] != 39 and not 97 <= data[place] <= 122:
            return False
    return True


@njit(cache=True, nogil=True)
def find_bearing(
    data: np.ndarray,
    offsets: np.ndarray,
    states: np.ndarray,
    classes: np.ndarray,
    found: np.ndarray,
) -> int:
    """Every run that may hold a name; returns how many.

    data: uint8 bytes of all texts; offsets: int64, n + 1; states, classes: as of name_lexicon.Lexicon; found:
    int64, m x 3, filled with row of the document, start and end in bytes, as far as it is long.
    """
    count = 0
    words = marking_room(offsets)
    marks = words.view(np.uint8)
    for document in range(len(offsets) - 1):
        begin, limit = int(offsets[document]), int(offsets[document + 1])
        mark_units(data[begin:limit], marks)
        at, last = begin, begin - JOINT - 1
        while at < limit:
            at = begin + following_mark(words, marks, at - begin)
            if not is_capital(data, at, limit) or is_inside_word(data, at, begin):
                at += 1
                continue
            end, bits = _run(data, at, limit, states, classes)
            follows = bits & LISTED and at - last <= JOINT and _is_listed(data, last, at)
            sure = (
                follows
                or bits & (SURE | PREFIXED)
                or (bits & WORD and bits & INITIAL)
                or (bits & PAIR and bits & GIVEN)
            )
            if sure or _is_told(data, begin, at, end, limit, bits, states, classes):
                if count < len(found):
                    found[count, 0], found[count, 1], found[count, 2] = document, at, end
                count += 1
                last = end
            at = max(end, at + 1)
    return count
