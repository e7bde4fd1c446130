"""A model of what characters follow each other in sound texts of one language, learnt from the corpus itself.

What belongs here: from counted runs of five symbols to what each costs in bits, and the bits of a text. What does not:
counting (charmodel_kernel), words (wording), and what bits say of damage (corrupted).

A run costs what Witten and Bell's interpolation gives it (Witten, Bell 1991, IEEE Trans. Inf. Theory 37(4), method C):
what follows a context as often as its different followers did was foreseen by the shorter context alone. A run never
seen costs what its longest known end costs, and BACK_OFF more for each symbol left out (Brants et al. 2007, D07-1090).
"""

from __future__ import annotations

import numpy as np

from pipelines.annotate.folding import LETTERS, SIGNS, Folded, alphabet

SLOTS = 1 << 20
"""Slots of a model: 2 MiB, so that it stays near a core; the rarest runs of a large sample are left out."""

ROOM = 3 << 20
"""Different runs of five symbols that are counted at most, in a table of 4/3 as many; texts beyond are not read."""

STEPS = 12
"""Steps of cost in a bit: costs are 1 to 255 steps, so up to 21 bits."""

BACK_OFF = 1.32
"""Bits for each symbol left out: log2(1 / 0.4), the factor of Brants et al."""

UNSEEN = 16.0
"""Bits of a symbol that the sample has nowhere: one in 65,536."""


def train(texts: Folded) -> np.ndarray:
    """The model of texts, uint16[SLOTS]: the most frequent runs where there is no room for all."""
    from pipelines.annotate.charmodel_kernel import ORDER, place

    grams, costs, seen = _costs(*_counted(texts), ORDER)
    steps = np.clip(np.rint(costs * STEPS), 1, 255).astype(np.uint16)
    first = np.lexsort((grams, -seen))
    table = np.zeros(SLOTS, np.uint16)
    place(grams[first], steps[first], table)
    return table


def usual(language: str, table: np.ndarray) -> np.ndarray:
    """Symbols that are nothing strange in a language, or to a model of it: bool[SYMBOLS]."""
    from pipelines.annotate.charmodel_kernel import SYMBOLS, mark_seen

    known = np.zeros(SYMBOLS, np.bool_)
    known[alphabet().symbols[[ord(character) for character in SIGNS + LETTERS.get(language, "")]]] = True
    mark_seen(table, known)
    return known


def read(texts: Folded, language: str, table: np.ndarray) -> np.ndarray:
    """What the characters of each text show to a model: charmodel_kernel.RUNS."""
    from pipelines.annotate import charmodel_kernel as kernel

    runs = np.zeros(len(texts.lengths), kernel.RUNS)
    kernel.read_runs(texts.symbols, texts.traits, texts.starts, table, usual(language, table), runs)
    return runs


def bits_per_char(runs: np.ndarray) -> np.ndarray:
    """Bits that a symbol costs on average (float64), 0 for an empty text; runs: charmodel_kernel.RUNS."""
    bits = runs["steps"] / STEPS + BACK_OFF * runs["left_out"] + UNSEEN * runs["unknown"]
    return bits / np.maximum(runs["chars"], 1)


def _counted(texts: Folded) -> tuple[np.ndarray, np.ndarray]:
    """(different runs of five symbols, ascending, how often each stands in the texts)."""
    from pipelines.annotate.charmodel_kernel import count_grams

    grams, counts = np.zeros(ROOM // 3 * 4, np.uint64), np.zeros(ROOM // 3 * 4, np.uint32)
    count_grams(texts.symbols, texts.starts, grams, counts, ROOM)
    taken = np.flatnonzero(grams)
    taken = taken[np.argsort(grams[taken])]
    return grams[taken], counts[taken].astype(np.float64)


def _costs(runs: np.ndarray, counts: np.ndarray, order: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(grams, cost of each in bits, how often each was seen) of length `order` and of all shorter ones."""
    from pipelines.annotate.charmodel_kernel import MASKS, SYMBOL_BITS

    if not order:
        return np.empty(0, np.uint64), np.empty(0), np.empty(0)
    ends, end_of = np.unique(runs & MASKS[order - 1], return_inverse=True)
    grams, costs, seen = _costs(ends, np.bincount(end_of, counts, len(ends)), order - 1)
    foreseen = np.exp2(-costs[-len(ends) :])[end_of] if order > 1 else 2.0**-UNSEEN
    contexts, context_of = np.unique(runs >> np.uint64(SYMBOL_BITS), return_inverse=True)
    followers = np.bincount(context_of, minlength=len(contexts))[context_of]
    total = np.bincount(context_of, counts, len(contexts))[context_of]
    bits = -np.log2((counts + followers * foreseen) / (total + followers))
    return np.concatenate([grams, runs]), np.concatenate([costs, bits]), np.concatenate([seen, counts])
