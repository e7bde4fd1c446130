"""Tables the quality kernels read: kinds of characters, lower case, and the words each language is known by.

What belongs here: building these tables, the same on every Python version, from ranges written here and word lists
in data/. What does not: counting (the kernels) and judging (quality, language).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

import numpy as np
import yaml

TABLE = 0x10000
"""Code points in the tables: the basic multilingual plane."""

DIGITS = ((0x30, 0x39),)
LATIN = ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x1E00, 0x1EFF))
CYRILLIC = ((0x400, 0x481), (0x48A, 0x52F), (0x1C80, 0x1C88), (0x2DE0, 0x2DFF), (0xA640, 0xA69F))
OTHER = (
    *((0xAA, 0xAA), (0xB5, 0xB5), (0xBA, 0xBA), (0x250, 0x2AF), (0x370, 0x3FF), (0x530, 0x58F), (0x5D0, 0x64A)),
    *((0x904, 0x939), (0x10A0, 0x10FF), (0x1F00, 0x1FFF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3)),
)
"""Blocks of letters (Unicode 15.1, Blocks.txt); the few marks inside them are counted as letters."""

UKRAINIAN, RUSSIAN = "ҐґЄєІіЇї", "ЁёЪъЫыЭэ"
"""Letters that only one of the two languages has."""

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~´«»–—’“”„…►‼‽⁇⁈⁉⸮━、。〈〉《》「」【】！％（），．：；？～∶"
"""Signs that alone make no word, as datatrove 0.10.1 lists them, but for full stops of other scripts."""

SPACES = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F,
          0x205F, 0x3000)  # fmt: skip
APOSTROPHES = (0x27, 0x60, 0x2BC, 0x2019, 0x2018)
"""The register writes the Ukrainian apostrophe with any of these; they hash as one."""

CODE_PAGES = ("cp1251", "cp1252")


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """kinds: uint8 and lower: uint32 by code point; trail: bool, characters a wrong code page makes of bytes 80-BF."""

    kinds: np.ndarray
    lower: np.ndarray
    trail: np.ndarray


@cache
def tables() -> Tables:
    """The character tables, built in milliseconds."""
    from pipelines.annotate import quality_kernels as kernels

    kinds = np.full(TABLE, kernels.SYMBOL, np.uint8)
    kinds[:0x20] = kernels.CONTROL
    kinds[0x7F:0xA0] = kernels.CONTROL
    kinds[[ord(sign) for sign in PUNCTUATION]] = kernels.PUNCTUATION
    ranges_of = {
        kernels.LATIN: LATIN,
        kernels.CYRILLIC: CYRILLIC,
        kernels.OTHER_LETTER: OTHER,
        kernels.DIGIT: DIGITS,
    }
    for kind, ranges in ranges_of.items():
        for first, last in ranges:
            kinds[first : last + 1] = kind
    kinds[[ord(letter) for letter in UKRAINIAN]] = kernels.UKRAINIAN
    kinds[[ord(letter) for letter in RUSSIAN]] = kernels.RUSSIAN
    kinds[list(SPACES)] = kernels.SPACE
    trail = np.zeros(TABLE, np.bool_)
    for page, byte in product(CODE_PAGES, range(0x80, 0xC0)):
        trail[[ord(c) for c in bytes([byte]).decode(page, "ignore")]] = True
    return Tables(kinds, _lower_case(), trail)


def _lower_case() -> np.ndarray:
    """Lower case of Latin, Latin-1 and Cyrillic; white space becomes a space, apostrophes one apostrophe."""
    lower = np.arange(TABLE, dtype=np.uint32)
    for first, last, step in ((0x41, 0x5A, 32), (0xC0, 0xDE, 32), (0x400, 0x40F, 80), (0x410, 0x42F, 32)):
        lower[first : last + 1] += step
    lower[0xD7] = 0xD7
    lower[0x490] = 0x491
    lower[list(SPACES)] = 0x20
    lower[list(APOSTROPHES)] = 0x27
    return lower


@cache
def lexicon(language: str) -> np.ndarray:
    """Function words and toxic words of all languages, placeholders, and the stop words of `language`.

    An open-addressing table of `word_kernels.KNOWN`, a power of two long and at most half full.
    """
    from pipelines.annotate import word_kernels as kernels

    bits_by_hash: dict[int, int] = {}
    for bits, words in _groups(language):
        for word in words:
            value = word_hash(word)
            bits_by_hash[value] = bits_by_hash.get(value, 0) | bits
    known = np.zeros(1 << (2 * len(bits_by_hash)).bit_length(), kernels.KNOWN)
    for value, bits in sorted(bits_by_hash.items()):
        slot = kernels.slot_of(np.uint64(value), known)
        known[slot] = (value, bits)
    return known


def _groups(language: str) -> Iterator[tuple[int, list[str]]]:
    """Words and the bits they have."""
    from pipelines.annotate import word_kernels as kernels

    function, placeholders = spelled_words("function_words.yaml"), spelled_words("placeholder_words.yaml")
    yield kernels.UK_WORD, function["uk"]
    yield kernels.RU_WORD, function["ru"]
    yield kernels.NL_WORD, function["nl"]
    yield kernels.EN_WORD, function["en"]
    yield kernels.REGISTER_WORD, placeholders["uk"]
    yield kernels.ROLE_WORD, placeholders["nl"]
    yield from ((kernels.TOXIC_WORD, words) for _, words in sorted(spelled_words("toxic_words.yaml").items()))
    for place, word in enumerate(spelled_words("stop_words.yaml").get(language, [])):
        yield 1 << kernels.FIRST_STOP_WORD + place, [word]


def word_hash(word: str) -> int:
    """Hash of a word as the kernels see it."""
    from pipelines.annotate.word_kernels import read_word

    points, kinds = np.array([ord(letter) for letter in word], np.uint32), tables().kinds
    return int(read_word(points, kinds[points], 0, len(points), tables().lower)[1])


def spelled_words(name: str) -> dict[str, list[str]]:
    """Words by language; `stem: [endings]` entries are spelled out."""
    lists = yaml.safe_load(files("pipelines.annotate").joinpath("data", name).read_text(encoding="utf-8"))
    return {language: [word for entry in entries for word in _spelled(entry)] for language, entries in lists.items()}


def _spelled(entry: str | dict[str, str]) -> list[str]:
    """`сук: "а и у ою"` as сука, суки, суку, сукою; a plain word as itself. `-` is the empty ending."""
    if isinstance(entry, str):
        return [entry]
    return [stem + ending.replace("-", "") for stem, endings in entry.items() for ending in endings.split()]
