"""A tokenizer in figures: what texts cost with it, which of its tokens they use, and what is in its vocabulary.

What belongs here: figures of one tokenizer and a table of texts. What does not: which texts (`pipelines.report`),
other people's tokenizers (`reporting_public.py`), tables and pictures.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from tokenizer.encoding import Encoder
from tokenizer.extension_base import bytes_of, names_of
from tokenizer.measure import Fertility, fertility
from tokenizer.pretokenizer import placeholders

ALPHA = 2.5
"""Order of the Rényi entropy that foretells the quality of translation best (Zouhar et al. 2023, arXiv 2306.16842)."""

RARE = 5
"""A token met fewer times has hardly a row of the model's matrix learned."""

LONGEST = 20
"""Tokens named."""


COSTS = pa.schema([
    pa.field("tokenizer", pa.string(), nullable=False),
    pa.field("language", pa.string(), nullable=False),
    pa.field("tokens_per_word", pa.float64(), nullable=False),
    pa.field("bytes_per_token", pa.float64(), nullable=False),
    pa.field("words", pa.int64(), nullable=False),
])  # fmt: skip
"""What held-out texts of a language cost with a tokenizer; words are those of `measure.Fertility`."""


@dataclass(frozen=True, slots=True)
class Use:
    """How texts use a vocabulary."""

    counts: np.ndarray
    """int64[vocabulary]: how often each id occurs"""

    @property
    def unused(self) -> int:
        """Tokens that never occur."""
        return int((self.counts == 0).sum())

    @property
    def rare(self) -> int:
        """Tokens that occur, but fewer than `RARE` times."""
        return int(((self.counts > 0) & (self.counts < RARE)).sum())

    @property
    def efficiency(self) -> float:
        """Rényi entropy of order `ALPHA` by what it could be at most: 1 if all tokens are as frequent; 0 of no token.

        The most is the logarithm of the whole vocabulary, unused tokens included.
        """
        shares = self.counts[self.counts > 0] / max(1, self.counts.sum())
        if len(shares) < 2:
            return 0.0
        return float(np.log((shares**ALPHA).sum()) / (1 - ALPHA) / math.log(len(self.counts)))


@dataclass(frozen=True, slots=True)
class Portrait:
    """All figures of a tokenizer."""

    size: int
    """tokens of the vocabulary"""
    held_out: tuple[Fertility, ...]
    """on texts that it did not learn from"""
    learned: tuple[Fertility, ...]
    """on texts of the training split"""
    uses: Mapping[str, Use]
    """by language, of all texts"""
    scripts: Mapping[str, int]
    """tokens by what they are written with"""
    longest: tuple[str, ...]
    """of its learned tokens, the longest first"""

    @property
    def use(self) -> Use:
        """Of all languages together."""
        return Use(np.sum([use.counts for use in self.uses.values()] or [np.zeros(self.size, np.int64)], axis=0))

    @property
    def languages(self) -> dict[str, int]:
        """Tokens by the language that uses them: each alone, several, none."""
        met = np.array([use.counts > 0 for use in self.uses.values()]).reshape(-1, self.size)
        alone = {f"{name} alone": int((met[row] & (met.sum(axis=0) == 1)).sum()) for row, name in enumerate(self.uses)}
        return alone | {"several": int((met.sum(axis=0) > 1).sum()), "none": int((met.sum(axis=0) == 0).sum())}

    @property
    def gaps(self) -> dict[str, float]:
        """By language: how many more tokens a word held-out texts cost than texts of the training split, as a share."""
        return {
            language: held / learned - 1
            for language, held in by_language(self.held_out).items()
            if (learned := by_language(self.learned).get(language))
        }


def portrait(tokenizer: bytes, texts: pa.Table) -> Portrait:
    """The figures of a tokenizer.

    Args:
        tokenizer: bytes of a `tokenizer.json`.
        texts: columns `source`, `language`, `split` and `text`; what is not of the split "train" is held out.
    """
    names = names_of(tokenizer)
    spelled = [each.decode(errors="replace") for each in bytes_of(names).to_pylist()]
    encoder = Encoder(tokenizer)
    held_out, learned = (tuple(fertility(encoder, [texts.filter(side)])) for side in _sides(texts))
    return Portrait(
        len(names),
        held_out,
        learned,
        uses_of(encoder, texts, len(names)),
        dict(Counter(script(text) for text in spelled if text).most_common()),
        tuple(sorted(set(spelled).difference(placeholders()), key=lambda text: (-len(text), text))[:LONGEST]),
    )


def side_by_side(tokenizers: Iterable[tuple[str, bytes]], texts: pa.Table) -> pa.Table:
    """What held-out texts cost, `COSTS`, tokenizers in the order given and languages in theirs.

    Args:
        tokenizers: name and bytes of a `tokenizer.json`: own ones, a base, `reporting_public.public_tokenizers()`.
        texts: as for `portrait`, whose `held_out` has the same figures, source by source.
    """
    held_out, _ = _sides(texts)
    rows = [
        {"tokenizer": name, "language": language, **costs}
        for name, tokenizer in tokenizers
        for language, costs in _costs(fertility(Encoder(tokenizer), [texts.filter(held_out)])).items()
    ]
    return pa.Table.from_pylist(rows, schema=COSTS)


def _costs(found: Iterable[Fertility]) -> dict[str, dict[str, float]]:
    """The figures of each language that has words, all its sources together."""
    tokens, words, size = Counter[str](), Counter[str](), Counter[str]()
    for each in found:
        tokens[each.language] += each.tokens
        words[each.language] += each.words
        size[each.language] += each.bytes
    return {
        language: {
            "tokens_per_word": tokens[language] / words[language],
            "bytes_per_token": size[language] / tokens[language],
            "words": words[language],
        }
        for language in sorted(words)
        if words[language]
    }


def uses_of(encoder: Encoder, texts: pa.Table, size: int) -> dict[str, Use]:
    """How texts of each language use the vocabulary, languages in their order."""
    found: dict[str, Use] = {}
    for (language,), of in pl.DataFrame(texts.select(["language", "text"])).sort("language").group_by(
        "language", maintain_order=True
    ):  # fmt: skip
        found[str(language)] = Use(np.bincount(encoder.encode(of["text"].to_arrow()).ids, minlength=size))
    return found


def by_language(found: Iterable[Fertility]) -> dict[str, float]:
    """Tokens a word of each language, all its sources together."""
    return {language: costs["tokens_per_word"] for language, costs in _costs(found).items()}


def script(text: str) -> str:
    """What a token is written with."""
    if "\ufffd" in text:
        return "part of a letter"
    kinds = {_kind(letter) for letter in text if not letter.isspace()}
    letters = kinds & {"Cyrillic", "Latin", "other letters"}
    if len(letters) > 1:
        return "several scripts"
    return next(iter(letters or kinds), "blank") if len(letters or kinds) < 2 else "signs"


def _kind(letter: str) -> str:
    if not letter.isalpha():
        return "digits" if letter.isnumeric() else "signs"
    if 0x400 <= ord(letter) < 0x530:
        return "Cyrillic"
    return "Latin" if ord(letter) < 0x250 else "other letters"


def _sides(texts: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Which texts are held out, and which are not."""
    split = pl.Series(texts["split"])
    return (split != "train").to_arrow(), (split == "train").to_arrow()
