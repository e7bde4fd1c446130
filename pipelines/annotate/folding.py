"""How texts are folded before characters and words are counted: what becomes one, what is told apart.

What belongs here: the tables, and the door from Arrow. What does not: the kernels (folding_kernel), and counting
(charmodel, wording). Case and digits say nothing of whether a text is sound. Russian lines of Ukrainian decisions are
left out, for a model of Ukrainian would call them damage; a text all in Russian gets no score.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from pipelines.annotate.buffers import text_buffers
from pipelines.annotate.lexicon import spelled_words, tables

VOWELS = "аеєиіїоуюяыэёaeiouyàáâäèéêëìíîïòóôöùúûü"
LETTERS = {"uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё", "nl": "àáâäçèéêëìíîïñòóôöùúûü"}
SIGNS = "".join(map(chr, range(0x20, 0x7F))) + "«»“”„‘’–—…•·§°№€²³½"
"""Letters of a language beside the Latin ones, and signs of any: nothing strange, even where a sample has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """symbols: uint16 and traits: uint8 by code point of the basic plane; russian: uint64, hashes of Russian words."""

    symbols: np.ndarray
    traits: np.ndarray
    russian: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Texts one behind the other: symbols (uint16), traits (uint8), and where each text begins (int64, n + 1)."""

    symbols: np.ndarray
    traits: np.ndarray
    starts: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """Symbols of each text (int64)."""
        return np.diff(self.starts)


def fold(texts: pa.Array) -> Folded:
    """Fold texts (large_string without nulls); 3 bytes of memory for a byte of text."""
    from pipelines.annotate.folding_kernel import fold_all

    (data, offsets), known = text_buffers(texts), alphabet()
    size = int(offsets[-1] - offsets[0])
    symbols, traits = np.empty(size, np.uint16), np.empty(size, np.uint8)
    starts = np.zeros(len(offsets), np.int64)
    fold_all(data, offsets, known.symbols, known.traits, known.russian, symbols, traits, starts)
    return Folded(symbols[: starts[-1]], traits[: starts[-1]], starts)


@cache
def alphabet() -> Alphabet:
    """The tables of folding; beyond U+0DFE only U+2000-21FF are told apart."""
    from pipelines.annotate import folding_kernel as kernel
    from pipelines.annotate import quality_kernels as kinds

    lower, kind = tables().lower, tables().kinds
    symbols = np.where(lower < kernel.RARE, lower, kernel.RARE).astype(np.uint16)
    signs = lower[0x2000:0x2200]
    symbols[0x2000:0x2200] = np.where(signs < kernel.RARE, signs, kernel.RARE + 1 + np.arange(0x200))
    symbols[kind == kinds.DIGIT] = ord("0")
    symbols[0] = kernel.RARE
    slavic = [kinds.CYRILLIC, kinds.UKRAINIAN, kinds.RUSSIAN]
    letters = np.isin(kind, [kinds.LATIN, kinds.OTHER_LETTER, *slavic])
    traits = np.zeros(len(kind), np.uint8)
    for trait, those in (
        (kernel.LETTER, letters),
        (kernel.UPPER, letters & (lower != np.arange(len(lower)))),
        (kernel.VOWEL, np.isin(lower, [ord(vowel) for vowel in VOWELS])),
        (kernel.CYRILLIC, np.isin(kind, slavic)),
        (kernel.DIGIT, kind == kinds.DIGIT),
        (kernel.LINE_END, np.arange(len(kind)) == ord("\n")),
        (kernel.UKRAINIAN, kind == kinds.UKRAINIAN),
        (kernel.RUSSIAN, kind == kinds.RUSSIAN),
    ):
        traits[those] |= trait
    russian = spelled_words("function_words.yaml")["ru"]
    words = [kernel.word_hash(symbols[[ord(c) for c in word]]) for word in russian]
    return Alphabet(symbols, traits, np.sort(np.array(words, np.uint64)))
