"""Many pieces of words looked for at once: an Aho-Corasick automaton over UTF-8 bytes.

What belongs here: building its tables (Aho and Corasick, CACM 18, 1975). What does not: the words, and the pass over
the texts, which is a kernel (anchor_kernels).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

ANYWHERE = 1 << 30
"""Bytes behind a stem within which a digit must stand, where none need."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """Tables of the automaton; state 0 is where nothing has been read.

    moves: uint16, states x classes, the next state; classes: uint8, 256, the class of each byte. facts: int64, states
    x 3, of the stems that end in a state: the bits of all, the bytes of the longest, and the bytes behind it within
    which a digit must stand, for the most patient of them.
    """

    moves: np.ndarray
    classes: np.ndarray
    facts: np.ndarray


def automaton(stems: Mapping[str, tuple[int, int]]) -> Automaton:
    """The automaton of `stems`, each with its bits and the bytes behind it within which a digit must stand.

    There is room for 65,535 states, some 10,000 stems.
    """
    words = sorted((stem.encode(), facts) for stem, facts in stems.items())
    alphabet = sorted({byte for word, _ in words for byte in word})
    classes = np.zeros(256, np.uint8)
    classes[alphabet] = np.arange(1, len(alphabet) + 1)
    children: list[dict[int, int]] = [{}]
    ends = {_grow(children, classes[list(word)].tolist()): (bits, len(word), digit) for word, (bits, digit) in words}
    moves = np.zeros((len(children), len(alphabet) + 1), np.uint16)
    facts = np.zeros((len(children), 3), np.int64)
    _link(children, ends, moves, facts)
    return Automaton(moves, classes, facts)


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
        bits, length, digit = ends.get(state, (0, 0, 0))
        facts[state] = bits | facts[suffix, 0], length or facts[suffix, 1], max(digit, facts[suffix, 2])
        moves[state] = moves[suffix]
        for step, child in children[state].items():
            queue.append((child, int(moves[suffix, step]) if state else 0))
            moves[state, step] = child
