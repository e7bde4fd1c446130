"""How texts are folded before characters and words are counted: what becomes one, what is told apart.

What belongs here: the tables, and how much of a text is read. What does not: the kernels (folding_kernel), and counting
(charmodel, wording). Case and digits say nothing of whether a text is sound. Russian lines of Ukrainian decisions are
left out, for a model of Ukrainian would call them damage; a text all in Russian gets no score. Of a long text a part is
read, for its shares are soon known: of 95 real texts the bits a character were off by 0.05 in the middle, 0.28 at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from pipelines.annotate.lexicon import tables
from pipelines.annotate.quality_reading import Reading

VOWELS = "аеєиіїоуюяыэёaeiouyàáâäèéêëìíîïòóôöùúûü"
LETTERS = {"uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё", "nl": "àáâäçèéêëìíîïñòóôöùúûü"}
SIGNS = "".join(map(chr, range(0x20, 0x7F))) + "«»“”„‘’–—…•·§°№€²³½"
"""Letters of a language beside the Latin ones, and signs of any: nothing strange, even where a sample has none."""

RUSSIAN_LETTERS = 120
"""A Russian line has a function word of Russian alone for so many letters at least."""

LONGEST = 2_048
"""Code points up to which a text is judged whole, and of a longer one as many, in stretches from all over it."""


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """symbols: uint16 and traits: uint8 by code point of the basic plane."""

    symbols: np.ndarray
    traits: np.ndarray


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


def fold(read: Reading, longest: int = LONGEST) -> Folded:
    """Fold the texts that were read, those of more code points than `longest` in part."""
    from pipelines.annotate.folding_kernel import fold_all

    known = alphabet()
    size = int(np.minimum(read.chars, 2 * longest).sum())
    symbols, traits = np.empty(size, np.uint16), np.empty(size, np.uint8)
    starts = np.zeros(len(read.first_point), np.int64)
    where = read.points, read.first_point, read.lines, read.first_line, is_russian(read)
    fold_all(*where, longest, known.symbols, known.traits, symbols, traits, starts)
    return Folded(symbols[: starts[-1]], traits[: starts[-1]], starts)


def is_russian(read: Reading) -> np.ndarray:
    """Whether a line has letters and words of Russian, and fewer of Ukrainian (bool): damage has no such words."""
    from pipelines.annotate import quality_kernels as kernels

    kinds = read.lines["kinds"]
    letters = kinds[:, [kernels.CYRILLIC, kernels.UKRAINIAN, kernels.RUSSIAN]].sum(axis=1)
    worded = read.spoken["ru"] * RUSSIAN_LETTERS >= letters
    return worded & (kinds[:, kernels.RUSSIAN] > kinds[:, kernels.UKRAINIAN])


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
    ):
        traits[those] |= trait
    return Alphabet(symbols, traits)
