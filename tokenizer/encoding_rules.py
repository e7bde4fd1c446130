r"""What the compiled encoder needs to know, read from a `tokenizer.json`.

What belongs here: which tokenizers it can do, and their tables. What does not: encoding (`encoding`), and the kinds of
characters by which texts are split (`characters`).

Whether an added token stands alone is told by \w of the `regex` crate, with which `tokenizers` looks at its neighbours
(UTS 18, annex C: letters, marks, decimal digits, connectors). Unicode data differ between versions, so the set travels
as `encoding_words.npy`, made by `np.save("encoding_words.npy", derive_words())` under tokenizers 0.23.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

from tokenizer.characters import CODE_POINTS, kinds
from tokenizer.pretokenizer import PATTERN, SUPER_PATTERN, SUPERWORDS, pretokenizer, stand_ins

if TYPE_CHECKING:
    from tokenizer.encoding_kernel import Memory, Tables
    from tokenizer.encoding_merge_kernel import Rules
    from tokenizer.encoding_tag_kernel import Tags

_PLAIN_MODEL = {
    "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
    "ignore_merges": False,
}  # fmt: skip
"""Settings of a BPE without tricks; an empty prefix or suffix is as good as none."""

_PLAIN_TAG = {"lstrip": False, "rstrip": False, "normalized": False}
"""Settings of an added token that is found in the text as it stands."""


_SLOTS, _ROOM = 1 << 20, 1 << 25
"""Of the memory: 8 MiB, and 32 MiB for three quarters of a million pre-tokens of about 40 bytes with their ids."""


def words_in_a_piece(told: dict[str, Any]) -> int:
    """How many words a `tokenizer.json` may join in one pre-token; 0 where compiled code does not know it.

    It knows byte-level BPE with one of this project's patterns, in which every byte has a token.
    """
    model, known = told["model"], _known()
    plain = (
        model["type"] == "BPE"
        and told["normalizer"] is None
        and all((model.get(name) or default) == default for name, default in _PLAIN_MODEL.items())
        and all(tag[name] == default for tag in told["added_tokens"] for name, default in _PLAIN_TAG.items())
        and all(len(tag["content"].encode()) > 1 for tag in told["added_tokens"])
        and set(stand_ins()) <= model["vocab"].keys()
    )
    return next((words for words, split in known.items() if plain and told["pre_tokenizer"] == split), 0)


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

    return Tables(kinds(), words_in_a_piece(told), _rules(told["model"]), _tags(told["added_tokens"]))


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
    return Rules(alphabet, _table(merges[:, 0], merges[:, 1], np.arange(len(merges))), merges)


def _tags(added: list[dict[str, Any]]) -> Tags:
    """The tree of the added tokens; special ones are text like any other, and so are only passed over."""
    from tokenizer.encoding_merge_kernel import NONE
    from tokenizer.encoding_tag_kernel import Tags

    steps: dict[tuple[int, int], int] = {}
    told: dict[int, dict[str, Any]] = {}
    opens = np.zeros((256, 256), np.bool_)
    for tag in added:
        node, letters = 0, tag["content"].encode()
        opens[letters[0], letters[1]] = True
        for byte in letters:
            node = steps.setdefault((node, byte), len(steps) + 1)
        told[node] = tag
    ids = np.full(len(steps) + 1, NONE, np.uint32)
    ids[list(told)] = [tag["id"] for tag in told.values()]
    alone, silent = (np.zeros(len(ids), np.bool_) for _ in range(2))
    alone[list(told)] = [tag["single_word"] for tag in told.values()]
    silent[list(told)] = [tag["special"] for tag in told.values()]
    nodes, letters = np.array([*steps], np.uint32).reshape(-1, 2).T
    tree = _table(nodes, letters, np.fromiter(steps.values(), np.int64))
    return Tags(opens.ravel(), tree, ids, alone, silent, _words())


def _table(lefts: np.ndarray, rights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Pairs and their values by open addressing, `Rules.pairs`."""
    from tokenizer.encoding_merge_kernel import fill

    pairs = np.zeros((1 << (2 * len(values)).bit_length(), 2), np.uint64)
    fill(pairs, lefts, rights, values)
    return pairs


@cache
def _words() -> np.ndarray:
    r"""bool[0x110000]: whether a code point is \w; shared, not writable."""
    with (files("tokenizer") / "encoding_words.npy").open("rb") as file:
        runs = np.load(file)
    table = np.zeros(CODE_POINTS, np.bool_)
    for first, end in runs:
        table[first:end] = True
    table.setflags(write=False)
    return table


def derive_words() -> np.ndarray:
    r"""int32[n, 2], runs (first, after the last) of \w as the `tokenizers` library at hand sees it; takes a second.

    Its `Whitespace` splits at `\w+|[^\w\s]+`: so each run is of one kind, and a letter before it tells which.
    """
    split = pre_tokenizers.Whitespace()
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, CODE_POINTS))))
    runs = np.array([place for _, place in split.pre_tokenize_str(every)], np.int32)
    words = [len(split.pre_tokenize_str(f"a{every[first]}")) == 1 for first, _ in runs]
    return (runs + 0x800 * (runs > 0xD800))[words]
