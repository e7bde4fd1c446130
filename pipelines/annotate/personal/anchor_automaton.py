"""Many pieces of words looked for at once: an Aho-Corasick automaton over code points.

What belongs here: building its tables (Aho and Corasick, CACM 18, 1975), and what it takes for one letter. What does
not: the words, and the pass over the texts, which is a kernel (stem_kernels).

It reads as the recognizers do, who ask their context words of `reading` in small letters: case and look-alikes of the
other alphabet make no difference, and since a scanner breaks words, white space is passed over everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.annotate.personal.reading import ALIKE, LETTER_LIKE
from pipelines.text.lookalikes import CYRILLIC, LATIN

ANYWHERE = 1 << 30
"""Bytes behind a stem within which a digit must stand, where none need."""

OTHER, SPACE = 0, 1
"""Classes of what stands in no stem, and of what is passed over."""

NO_MORE: Mapping[int, str] = {}
"""No further letters that are read as one."""

NOTHING = (0, 0, 0)
"""Facts where no stem ends."""

ONE = str.maketrans(LATIN.lower(), CYRILLIC.lower()) | str.maketrans({**dict(ALIKE), **LETTER_LIKE})
"""Small letters that look alike as one, signs that are read as one, and digits that are read as letters."""

ENDS = 1 << 31
"""Added to the row of a state in which stems end, wherever a letter leads to it."""

PLANE = 0x10000
"""Code points that have a class of their own; what is beyond stands in no stem."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """Tables of the automaton; the state whose row begins at 0 is where nothing has been read.

    moves: uint32, row behind row: at a state's row + class begins that of the next state, ENDS added to it where stems
    end there; white space moves nobody. classes: uint8, 65,536, the class of each code point of the basic plane. facts:
    int64, states x 3, of the stems that end in a state: the bits of all, the bytes behind within which a digit must
    stand, for the most patient of them, and whether the last letter of all must be a capital.
    """

    moves: np.ndarray
    classes: np.ndarray
    facts: np.ndarray


def automaton(stems: Mapping[str, tuple[int, int]], alike: Mapping[int, str] = NO_MORE) -> Automaton:
    """The automaton of `stems`, each with its bits and the bytes behind it within which a digit must stand.

    A stem that ends in a capital asks for one, of either alphabet. There is room for 254 different letters. Stems that
    are one when folded are one. alike: further letters that are read as one.
    """
    words: dict[str, tuple[int, int, int]] = {}
    for stem, (bits, digit) in stems.items():
        word = folded(stem).translate(alike)
        words[word] = _pooled(words.get(word, NOTHING), (bits, digit, int(stem[-1].isupper())))
    alphabet = {letter: step for step, letter in enumerate(sorted(set("".join(words))), 2)}
    children: list[dict[int, int]] = [{}]
    ends = {_grow(children, [alphabet[letter] for letter in word]): facts for word, facts in sorted(words.items())}
    moves = np.zeros((len(children), len(alphabet) + 2), np.uint32)
    facts = np.zeros((len(children), 3), np.int64)
    _link(children, ends, moves, facts)
    moves = moves * np.uint32(moves.shape[1]) + np.where(facts[moves, 0] != 0, np.uint32(ENDS), np.uint32(0))
    moves[:, SPACE] = np.arange(len(children)) * moves.shape[1]
    return Automaton(moves.ravel(), _classes(alphabet, alike), facts)


def _pooled(one: Sequence[int], other: Sequence[int]) -> tuple[int, int, int]:
    """Facts of stems that end at one place: what the most patient of them asks for."""
    if not (one[0] and other[0]):
        return (one[0] | other[0], max(one[1], other[1]), max(one[2], other[2]))
    return one[0] | other[0], max(one[1], other[1]), min(one[2], other[2])


def folded(text: str) -> str:
    """`text` in small letters of one alphabet, with one kind of hyphen and without white space."""
    return "".join(_letter(sign) for sign in text if not sign.isspace())


def _letter(sign: str) -> str:
    return sign.lower()[0].translate(ONE)


def _classes(alphabet: Mapping[str, int], alike: Mapping[int, str]) -> np.ndarray:
    signs = map(chr, range(PLANE))
    told = (SPACE if sign.isspace() else alphabet.get(_letter(sign).translate(alike), OTHER) for sign in signs)
    return np.fromiter(told, np.uint8, PLANE)


def _grow(children: list[dict[int, int]], path: list[int]) -> int:
    """Add a path of classes to the trie; returns its last state."""
    state = 0
    for step in path:
        if step not in children[state]:
            children[state][step] = len(children)
            children.append({})
        state = children[state][step]
    return state


def _link(
    children: list[dict[int, int]], ends: Mapping[int, tuple[int, int, int]], moves: np.ndarray, facts: np.ndarray
) -> None:
    """Fill the tables breadth first: where the trie has no child, a state moves as its longest proper suffix does."""
    queue = [(0, 0)]
    for state, suffix in queue:
        facts[state] = _pooled(ends.get(state, NOTHING), facts[suffix].tolist())
        moves[state] = moves[suffix]
        for step, child in children[state].items():
            queue.append((child, int(moves[suffix, step]) if state else 0))
            moves[state, step] = child
