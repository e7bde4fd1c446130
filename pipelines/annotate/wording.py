"""A model of how the words of sound texts follow each other, and what the words of a text show to it.

What belongs here: the counts as a model. What does not: the kernels (wording_kernel), and what the findings mean
(corrupted).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.annotate.folding import Folded


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """forms: uint32, how often each form of a word was seen; pairs: uint8, each pair of them, in levels of counts."""

    forms: np.ndarray
    pairs: np.ndarray


def train(texts: Folded) -> Wording:
    """Count the forms of words in texts, and how they follow each other."""
    from pipelines.annotate import wording_kernel as kernel

    forms, pairs = np.zeros(kernel.FORMS, np.uint32), np.zeros(kernel.PAIRS, np.uint32)
    kernel.count_forms(texts.symbols, texts.traits, texts.starts, forms, pairs)
    levels = np.rint(np.minimum(kernel.LEVELS * np.log2(1.0 + pairs), 255))
    return Wording(forms, levels.astype(np.uint8))


def read(texts: Folded, wording: Wording) -> np.ndarray:
    """What the words of each text show to a model: wording_kernel.WORDS."""
    from pipelines.annotate import wording_kernel as kernel

    words = np.zeros(len(texts.lengths), kernel.WORDS)
    kernel.read_words(texts.symbols, texts.traits, texts.starts, wording.forms, wording.pairs, words)
    return words
