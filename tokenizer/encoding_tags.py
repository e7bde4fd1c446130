r"""The added tokens of a `tokenizer.json`, as the compiled encoder looks for them.

What belongs here: which are looked for, and their tables. What does not: finding them (`encoding_tag_kernel`).

A special token is text like any other here, so it is never given out. But `tokenizers` passes over one that it finds,
with whatever else is in it: so those are looked for that may hide another one, and no others.

Whether an added token stands alone is told by \w of the `regex` crate, with which `tokenizers` looks at its neighbours
(UTS 18, annex C: letters, marks, decimal digits, connectors). Unicode data differ between versions, so the set travels
as `encoding_words.npy`, made by `np.save("encoding_words.npy", derive_words())` under tokenizers 0.23.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import pre_tokenizers

from tokenizer.characters import CODE_POINTS

if TYPE_CHECKING:
    from tokenizer.encoding_tag_kernel import Tags


def told_apart(added: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one look finds all added tokens that the library finds in two.

    It looks for those first that are not `normalized`, and for the others in what is left. One look from left to right
    does the same unless one of the others begins no later than one of the first and they share letters; or one of the
    first, being special or part of a word, is passed over and hides another.
    """
    looked_for = _looked_for(added)
    later = [tag["content"] for tag in looked_for if tag["normalized"]]
    sooner = [tag["content"] for tag in looked_for if not tag["normalized"]]
    passed = [tag["content"] for tag in looked_for if not tag["normalized"] and (tag["special"] or tag["single_word"])]
    begun = {one[:at] for one in sooner for at in range(1, len(one) + 1)}
    taken = any(one[at:] in begun for one in later for at in range(len(one)))
    return not taken and not any(one in other for one in sooner for other in later) and not _meeting(passed, later)


def _looked_for(added: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The added tokens that are given out, and the special ones that may hide them."""
    sought = {tag["content"] for tag in added if not tag["special"]}
    for kind in (False, True):
        of_kind = {tag["content"] for tag in added if tag["normalized"] is kind}
        while hiding := _meeting(of_kind - sought, of_kind & sought):
            sought.update(hiding)
    return [tag for tag in added if tag["content"] in sought]


def _meeting(some: Iterable[str], others: Iterable[str]) -> list[str]:
    """Those of some strings that may share a letter of a text with one of the others."""
    known = [*others]
    begun = {other[:at] for other in known for at in range(1, len(other) + 1)}
    ended = {other[at:] for other in known for at in range(len(other))}
    return [
        one
        for one in some
        if any(one[at:] in begun or one[: at + 1] in ended for at in range(len(one)))
        or any(one in other or other in one for other in known)
    ]


def tags_of(added: Sequence[Mapping[str, Any]]) -> Tags:
    """The tree of the added tokens that are looked for."""
    from tokenizer.encoding_merge_kernel import NONE
    from tokenizer.encoding_tag_kernel import Tags

    steps: dict[tuple[int, int], int] = {}
    told: dict[int, Mapping[str, Any]] = {}
    opens = np.zeros((256, 256), np.bool_)
    for tag in _looked_for(added):
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
    tree = table_of(nodes, letters, np.fromiter(steps.values(), np.int64))
    return Tags(opens.ravel(), tree, ids, alone, silent, _words())


def table_of(lefts: np.ndarray, rights: np.ndarray, values: np.ndarray) -> np.ndarray:
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
