r"""How the makers of base models cut their texts, as far as compiled code can cut as they do.

What belongs here: which pre-tokenizers of a `tokenizer.json` are known, letter for letter, and the kinds of characters
by which they cut. What does not: the cutting (`foreign_kernel.py`), and this project's own (`pretokenizer.py`).

Known are those of DeepSeek (V3, V3.1, R1) and of GPT-4o and gpt-oss (o200k). All others are left to the library.

The kinds are those of the regex library that `tokenizers` splits with, as `foreign.npy`, made by
`np.save("foreign.npy", derive())` under tokenizers 0.23 (see `characters.py`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from tokenizer.characters import CODE_POINTS, runs_of

UPPER, CASELESS, MARK, LOWER, PUNCTUATION, SYMBOL, OTHER, NUMBER, SPACE, BLANK, FEED = range(11)
"""Kinds of characters, in an order in which those that run together are neighbours.

UPPER are capital and title-case letters, CASELESS those of scripts without case and modifiers; SPACE is U+0020 alone,
BLANK what else is white but ends no line.
"""

STRETCH = 0xF0
"""The half of a kind that tells stretches apart: a pattern sees nothing of a stretch beside its own."""

DEEPSEEK, O200K = range(2)
"""Ways to cut: that of DeepSeek-V3, and that of GPT-4o, called o200k."""

DEEPSEEK_DIGITS = r"\p{N}{1,3}"
DEEPSEEK_KANA_AND_HAN = "[一-龥぀-ゟ゠-ヿ]+"
_LINES = "\r\n"
"""The characters themselves, as DeepSeek's file has them."""

DEEPSEEK_WORDS = "|".join(
    [
        r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+""",
        rf"[^{_LINES}\p{{L}}\p{{P}}\p{{S}}]?[\p{{L}}\p{{M}}]+",
        rf" ?[\p{{P}}\p{{S}}]+[{_LINES}]*",
        rf"\s*[{_LINES}]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
"""One after the other, each inside what the one before cut."""

_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"

O200K_PATTERN = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+" + _CONTRACTION,
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*" + _CONTRACTION,
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)

_KNOWN = {(DEEPSEEK_DIGITS, DEEPSEEK_KANA_AND_HAN, DEEPSEEK_WORDS): DEEPSEEK, (O200K_PATTERN,): O200K}

_PROPERTIES = {
    r"[\p{Lu}\p{Lt}]": UPPER, r"[\p{Lm}\p{Lo}]": CASELESS, r"\p{M}": MARK, r"\p{Ll}": LOWER, r"\p{P}": PUNCTUATION,
    r"\p{S}": SYMBOL, r"\p{N}": NUMBER, r"\s": BLANK, r"[\r\n]": FEED,
}  # fmt: skip
"""Later ones win."""

_APART, _DIGITS = 0x10, 0x20
"""Stretches of their own, to DeepSeek."""

_KANA_AND_HAN = ((0x3040, 0x30FF), (0x4E00, 0x9FA5))
"""First and last."""


def cut_of(told: dict[str, Any] | None) -> int | None:
    """Which of the known ways to cut the pre-tokenizer of a `tokenizer.json` is; None where it is none of them."""
    steps = told["pretokenizers"] if told and told["type"] == "Sequence" else []
    *splits, last = steps or [{}]
    is_split = all(step["type"] == "Split" and step["behavior"] == "Isolated" and not step["invert"] for step in splits)
    in_bytes = last.get("type") == "ByteLevel" and not last["use_regex"] and not last["add_prefix_space"]
    if not (splits and is_split and in_bytes):
        return None
    return _KNOWN.get(tuple(step["pattern"].get("Regex") for step in splits))


@cache
def foreign_kinds(cut: int) -> np.ndarray:
    """uint8[0x110000]: the kind of each code point, and its stretch; shared, not writable."""
    with (files("tokenizer") / "foreign.npy").open("rb") as file:
        table = expand(np.load(file))
    if cut == DEEPSEEK:
        table[table == NUMBER] |= _DIGITS
        for first, last in _KANA_AND_HAN:
            table[first : last + 1] |= _APART
    table.setflags(write=False)
    return table


def expand(runs: np.ndarray) -> np.ndarray:
    """Turn runs as `derive` gives them into a table of kinds."""
    table = np.full(CODE_POINTS, OTHER, np.uint8)
    for first, end, kind in runs:
        table[first:end] = kind
    table[ord(" ")] = SPACE
    return table


def derive() -> np.ndarray:
    """Runs for `expand`, as the `tokenizers` library at hand sees them; takes seconds."""
    return runs_of(_PROPERTIES)
