"""What the compiled encoder needs to know, read from a `tokenizer.json`.

What belongs here: which tokenizers it can do, and their tables. What does not: encoding (`encoding`), added tokens
(`encoding_tags`), and the kinds of characters by which texts are split (`characters`, `foreign`).
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer, models

from tokenizer.characters import kinds
from tokenizer.encoding_tags import table_of, tags_of, told_apart
from tokenizer.foreign import cut_of, foreign_kinds
from tokenizer.pretokenizer import PATTERN, SUPER_PATTERN, SUPERWORDS, pretokenizer, stand_ins

if TYPE_CHECKING:
    from tokenizer.encoding_kernel import Memory, Tables
    from tokenizer.encoding_merge_kernel import Rules

_PLAIN_MODEL = {
    "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
    "ignore_merges": False,
}  # fmt: skip
"""Settings of a BPE without tricks; an empty prefix or suffix is as good as none."""

_NOT_NORMALIZED = (None, {"type": "Sequence", "normalizers": []})
"""Normalizers that leave a text as it is."""


_SLOTS, _ROOM = 1 << 20, 1 << 25
"""Of the memory: 8 MiB, and 32 MiB for three quarters of a million pre-tokens of about 40 bytes with their ids."""


def is_known(told: dict[str, Any]) -> bool:
    """Whether compiled code gives the ids of a `tokenizer.json`.

    It knows byte-level BPE in which every byte has a token, with one of this project's patterns or of `foreign`'s.
    """
    return words_in_a_piece(told) > 0 or (cut_of(told["pre_tokenizer"]) is not None and _is_plain(told))


def words_in_a_piece(told: dict[str, Any]) -> int:
    """How many words a `tokenizer.json` may join in one pre-token; 0 where it has none of this project's patterns."""
    known = _known()
    return next((n for n, split in known.items() if told["pre_tokenizer"] == split and _is_plain(told)), 0)


def _is_plain(told: dict[str, Any]) -> bool:
    """Whether all but the pre-tokenizer is what compiled code can do."""
    model, tags = told["model"], told["added_tokens"]
    return (
        model["type"] == "BPE"
        and told["normalizer"] in _NOT_NORMALIZED
        and all((model.get(name) or default) == default for name, default in _PLAIN_MODEL.items())
        and not any(tag["lstrip"] or tag["rstrip"] or len(tag["content"].encode()) < 2 for tag in tags)
        and told_apart(tags)
        and set(stand_ins()) <= model["vocab"].keys()
    )


@cache
def _known() -> dict[int, Any]:
    """The pre-tokenizers that compiled code knows, as a `tokenizer.json` has them, by the words they join."""
    found, blank = {}, Tokenizer(models.BPE())
    for words, pattern in ((1, PATTERN), (SUPERWORDS, SUPER_PATTERN)):
        blank.pre_tokenizer = pretokenizer(pattern)
        found[words] = json.loads(blank.to_str())["pre_tokenizer"]
    return found


def tables_of(told: dict[str, Any]) -> Tables:
    """The tables of a `tokenizer.json` that compiled code knows."""
    from tokenizer.encoding_kernel import Tables

    cut = cut_of(told["pre_tokenizer"])
    known = kinds() if cut is None else foreign_kinds(cut)
    return Tables(known, cut, words_in_a_piece(told), _rules(told["model"]), tags_of(told["added_tokens"]))


def new_memory() -> Memory:
    """An empty memory of pre-tokens; what it does not hold yet takes no room."""
    from tokenizer.encoding_kernel import Memory

    return Memory(np.zeros(_SLOTS, np.uint64), np.empty(_ROOM, np.uint8), np.array([0, 1], np.int64))


def lengths_of(told: dict[str, Any]) -> np.ndarray:
    """int64[ids]: bytes of each token of a `tokenizer.json` that compiled code knows; 0 for ids that nothing has."""
    found = {one: len(token) for token, one in told["model"]["vocab"].items()}
    found |= {tag["id"]: len(tag["content"].encode()) for tag in told["added_tokens"]}
    lengths = np.zeros(max(found) + 1, np.int64)
    lengths[list(found)] = list(found.values())
    return lengths


def _rules(model: dict[str, Any]) -> Rules:
    from tokenizer.encoding_merge_kernel import Rules

    ids = model["vocab"]
    pairs = [merge if isinstance(merge, list) else merge.split(" ") for merge in model["merges"]]
    merges = np.array([(ids[left], ids[right], ids[left + right]) for left, right in pairs], np.uint32).reshape(-1, 3)
    alphabet = np.array([ids[letter] for letter in stand_ins()], np.uint32)
    return Rules(alphabet, table_of(merges[:, 0], merges[:, 1], np.arange(len(merges))), merges)
