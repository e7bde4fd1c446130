"""What the kernel of names knows of words: tables made of the lists and endings of words_uk and words_nl.

What belongs here: the bits, and the tables. What does not: the words (words_uk, words_nl), and reading them in bytes
(name_word_kernels). A bit says that a word may be of a kind, never that it is: the grammars decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipelines.annotate.personal import identity, leads_nl, lone_uk, names_nl, words_nl, words_uk
from pipelines.annotate.personal.wordlists import role_words, words

ROLE, COURTESY, JOINING, VERB, RESIDENT, NONE, SELDOM, PREFIX, BEHIND, GIVEN, SURE, LED, LISTED, HEARD = (
    1 << bit for bit in range(14)
)
"""Beginnings: a role word, one that leads to a word in capitals as well, what stands between a role word and a surname,
a verb of saying, where somebody lives, no name, one only beside initials, a prefix of surnames or particle of
patronymics, a surname behind two prefixes only.
Ends: a name beside any other word (a first name, a patronymic), a surname wherever it stands, one behind a role word,
one more of a list, one before a verb of saying."""

CAPITAL = 128
"""Bit of the class of a capital."""

LAST_POINT = 0x800
"""End of the code points of two bytes, among which are all that words are looked up by: Latin, and Cyrillic."""


Marked = dict[str, int]
"""Bits by word, folded; `$` closes it."""

BACKWARDS = 1
"""The state that words are read backwards from; from state 0 they are read as they stand."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Beginnings of words, and their ends read backwards, letter by letter.

    states: uint16, states x classes; a row holds the bits of a word that goes on, those of one that ends here, and the
    next state by the class of the next letter, 0 if none. classes: uint8, the class of each code point, from 2 on; 0
    parts two words. A capital has the class of its small letter, and CAPITAL.
    """

    states: np.ndarray
    classes: np.ndarray


@cache
def lexicon(language: str) -> Lexicon:
    """The tables of a language, uk or nl."""
    beginnings, ends, folded = _ukrainian() if language == "uk" else _dutch()
    letters = {letter for word in (*beginnings, *ends) for letter in word} - {"$"}
    numbers = {letter: number for number, letter in enumerate(sorted(letters), 2)}
    points = [chr(point) for point in range(LAST_POINT)]
    classes = [numbers.get(folded(point), 0) | (CAPITAL if point.isupper() else 0) for point in points]
    classes[0x2BC] = classes[39]
    children, facts = [dict[int, int](), dict[int, int]()], [[0, 0], [0, 0]]
    _grow(children, facts, 0, beginnings, numbers)
    _grow(children, facts, BACKWARDS, ends, numbers)
    states = np.zeros((len(children), len(numbers) + 2), np.uint16)
    states[:, :2] = facts
    for state, steps in enumerate(children):
        states[state, list(steps)] = list(steps.values())
    return Lexicon(states, np.array(classes, np.uint8))


def _grow(
    children: list[dict[int, int]], facts: list[list[int]], root: int, marked: Marked, numbers: Mapping[str, int]
) -> None:
    """Add words to the states below `root`."""
    for word, bits in sorted(marked.items()):
        state = root
        for letter in word.removesuffix("$"):
            state = children[state].setdefault(numbers[letter], len(children))
            if state == len(children):
                children.append({})
                facts.append([0, 0])
        facts[state][1] |= bits
        facts[state][0] |= 0 if word.endswith("$") else bits


def _ukrainian() -> tuple[Marked, Marked, Callable[[str], str]]:
    nones = frozenset[str]().union(*map(words, words_uk.NO_NAMES))
    given = {*words_uk.first_names(), *words_uk.EASTERNERS, *words_uk.short_patronymics(), *words_uk.PARTICLES}
    ends = _united(
        dict.fromkeys(_closed(given), GIVEN),
        dict.fromkeys(words_uk.PATRONYMIC_ENDINGS, GIVEN),
        dict.fromkeys(words_uk.SURE_ENDINGS, SURE),
        dict.fromkeys((*_closed(words_uk.surnames()), *words_uk.LIKELY_ENDINGS), HEARD),
        {"": LED},
    )
    seldom = {word: SELDOM for word in words(words_uk.SELDOM_NAMES) if _first(word) == word}
    beginnings = _united(
        _beginnings("uk", nones),
        seldom,
        {f"{particle}$": PREFIX for particle in words_uk.PARTICLES},
        dict.fromkeys(words(lone_uk.LEADS), ROLE),
        dict.fromkeys(lone_uk.GIVEN, VERB),
        {f"{word}$": JOINING for word in (*sorted(lone_uk.JOINING), *lone_uk.countries())},
    )
    return beginnings, _backwards(ends), identity.fold


def _dutch() -> tuple[Marked, Marked, Callable[[str], str]]:
    nones = words("not_names_nl.txt") | {f"{word}$" for word in words_nl.openers()}
    given = [word for word in _closed(words_nl.first_names()) if word[1:] not in words_nl.ALL_PREFIXES]
    common = [name for name in words_nl.surnames() if words_nl.is_common(name) or words_nl.role_of(name)]
    ends = _united(
        dict.fromkeys(given, GIVEN | SURE | HEARD),
        dict.fromkeys((*_closed(words_nl.surnames()), *words_nl.SURNAME_ENDINGS), HEARD),
        dict.fromkeys(_closed(common), SURE),
        {"": LED | LISTED},
    )
    prefixes = {f"{prefix}$": PREFIX for prefix in sorted(words_nl.ALL_PREFIXES)}
    beginnings = _united(
        _beginnings("nl", nones),
        {f"{word}$": ROLE | COURTESY for word in leads_nl.LEADERS},
        dict.fromkeys(names_nl.COURTEOUS, COURTESY),
        dict.fromkeys(names_nl.RESIDENTS, RESIDENT),
        prefixes,
        {f"{word}$": BEHIND for word in words_nl.BEHIND_PREFIXES},
    )
    return beginnings, _backwards(ends), words_nl.fold


def _beginnings(language: str, nones: Iterable[str]) -> Marked:
    """Role words, verbs and no names; of what a sign parts only the first word leads, and none is no name."""
    roles = {_first(word): ROLE for word in role_words(f"role_words_{language}.txt")}
    plain = [word for word in (*nones, *role_words(f"role_words_{language}.txt")) if _first(word) == word]
    return _united(roles, {_first(word): VERB for word in words(f"said_{language}.txt")}, dict.fromkeys(plain, NONE))


def _first(word: str) -> str:
    """The first part of a word, closed if the word is."""
    part = re.search(r"[^\W\d_]['\w]*", word)
    return f"{part[0]}{'$' if word.endswith('$') else ''}" if part else word


def _closed(names: Iterable[str]) -> list[str]:
    """Every part of every name, as a whole word read backwards."""
    return [f"${part}" for name in sorted(names) for part in re.split(r"[- ]", name)]


def _backwards(ends: Marked) -> Marked:
    return {word[::-1]: bits for word, bits in ends.items()}


def _united(*tables: Mapping[str, int]) -> Marked:
    """All the words with the bits that any table gives them."""
    united: Marked = {}
    for table in tables:
        for word, bits in table.items():
            united[word] = united.get(word, 0) | bits
    return united
