"""More words for the tokenizer of a base model: its own ids stay, and the merges of the domain go on from them.

What belongs here: continued byte-pair encoding (Purason et al. 2025, arXiv 2512.03989) on any byte-level
`tokenizer.json`. What does not: counting what is learned from (`extension_counts.py`), the merges themselves
(`merging.py`) and the new rows of the model's matrices (`initialisation.py`).

Tokens of a domain that are merely appended to a vocabulary are mostly out of reach: the base merges their letters in
another way. So merging goes on where the base ends, on its own ids and inside its own pre-tokens. What comes of a
stretch of text that no merge crosses does not depend on what stands around it; therefore a new token is what its own
bytes are encoded to. That is tested, and a token that fails is left out: no text has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from tokenizers import Tokenizer

from tokenizer.extension_base import Base, base_of, bytes_of, with_more
from tokenizer.extension_counts import ids_of, without_rules
from tokenizer.initialisation import init_map
from tokenizer.merging import Merges, Sequences, learn_merges
from tokenizer.training import LONGEST_TOKEN, load

NEW_TOKENS = pa.schema([
    pa.field("id", pa.int32(), nullable=False),
    pa.field("bytes", pa.large_binary(), nullable=False),
    pa.field("text", pa.large_string(), nullable=False),
    pa.field("count", pa.int64()),
    pa.field("parts", pa.list_(pa.field("item", pa.int32(), nullable=False)), nullable=False),
    pa.field("rank", pa.int32()),
])  # fmt: skip
"""A row for each id that the base does not have, ids ascending: what it stands for (`text` has U+FFFD where a letter is
cut), how often the pair occurred when it was merged, the ids that the base writes in its place, and the place of its
merge among all merges. Placeholders are learned from nothing: they have neither count nor rank."""

MULTIPLE = 128
"""The rows of a model's matrices are a multiple of it, which accelerators multiply fastest."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A base tokenizer with more tokens."""

    tokenizer: bytes
    """`tokenizer.json`: all of the base, and more tokens and merges"""
    tokens: pa.Table
    """`NEW_TOKENS`"""
    init_map: bytes
    """`init_map.json`: of which rows of the base each new row is made, and how many rows the matrices should have"""


@dataclass(frozen=True, slots=True)
class _Grown:
    """What merges made: merges in their order, and tokens that the base does not have."""

    merges: list[tuple[str, str]]
    counts: dict[str, int]
    """how often the pair of a new token occurred, tokens in the order of their merges"""
    parts: dict[str, tuple[int, ...]]
    """the base's ids in place of every token"""


def extend(base: bytes, counts: pa.Table, *, tokens: int, least: int = 3, multiple: int = MULTIPLE) -> Extension:
    """A base tokenizer with the placeholders, and with the merges that save most on what was counted.

    Args:
        base: a byte-level `tokenizer.json`.
        counts: `extension_counts.ENCODED`, counted with this very base.
        tokens: new tokens wanted, placeholders apart; fewer when no pair occurs often enough.
        least: occurrences a pair needs.
        multiple: of which the padded size is one.

    Raises:
        ValueError: the base is not a byte-level BPE.
    """
    given = base_of(base)
    grown = _reached(given, _grow(given, _learn(given, counts, tokens, least)))
    table = _table(given, grown)
    padded = -(-(given.size + len(table)) // multiple) * multiple
    return Extension(with_more(given, [*grown.counts], grown.merges), table, init_map(table, given.size, padded))


def _learn(base: Base, counts: pa.Table, tokens: int, least: int) -> Merges:
    """Merges over the ids of the base; placeholders are symbols that never occur, so that merge i makes the next id."""
    kept = without_rules(counts, base)
    lengths = np.array([len(name) for name in (*base.names, *base.tags)], np.int64)
    found = Sequences(*ids_of(kept), np.asarray(kept["count"]))
    return learn_merges(found, lengths, most=tokens, least=least, longest=LONGEST_TOKEN)


def _grow(base: Base, learned: Merges) -> _Grown:
    """The merges by name.

    One that makes what the base has but never reaches leads to the base's id from now on. One that spells a special
    token or a placeholder is left out with all that is built on it: text is only ever text.
    """
    names: list[str] = [*base.names, *base.tags]
    known, forbidden = set(base.told["model"]["vocab"]), base.special | {*base.tags, ""}
    grown = _Grown([], {}, {name: (number,) for number, name in enumerate(base.names)})
    for (left, right), count in zip(learned.pairs.tolist(), learned.counts.tolist(), strict=True):
        pair = names[left], names[right]
        name = "".join(pair) if all(pair) else ""
        names.append("" if name in forbidden else name)
        if names[-1]:
            grown.merges.append(pair)
            if name not in known:
                grown.counts.setdefault(name, count)
                grown.parts.setdefault(name, grown.parts[pair[0]] + grown.parts[pair[1]])
    return grown


def _reached(base: Base, grown: _Grown) -> _Grown:
    """Without the tokens that their own bytes are not encoded to, and without their merges, which no text needs."""
    spell = _spelling(base, grown)
    unreached = {name for name in grown.counts if not spell(name)}
    merges = [pair for pair in grown.merges if "".join(pair) not in unreached]
    return _Grown(merges, {name: n for name, n in grown.counts.items() if name not in unreached}, grown.parts)


def _spelling(base: Base, grown: _Grown) -> Callable[[str], bool]:
    """Whether a token is what its own bytes are encoded to, by merges alone."""
    told = json.loads(with_more(base, [*grown.counts], grown.merges))
    told["model"]["ignore_merges"] = False
    model = Tokenizer.from_str(json.dumps(told)).model
    return lambda name: [token.value for token in model.tokenize(name)] == [name]


def _table(base: Base, grown: _Grown) -> pa.Table:
    """The rows of `NEW_TOKENS`."""
    names, first = [*base.tags, *grown.counts], len(base.told["model"]["merges"])
    ranks: dict[str, int] = {}
    for rank, pair in enumerate(grown.merges, first):
        ranks.setdefault("".join(pair), rank)
    before = load(json.dumps(base.told).encode())
    parts = [grown.parts.get(name) or before.encode(name, add_special_tokens=False).ids for name in names]
    stands_for = bytes_of(names, frozenset(base.tags))
    return pa.table(
        [
            pa.array(range(base.size, base.size + len(names)), pa.int32()),
            stands_for,
            [each.decode(errors="replace") for each in stands_for.to_pylist()],
            [grown.counts.get(name) for name in names],
            parts,
            [ranks.get(name) for name in names],
        ],
        schema=NEW_TOKENS,
    )
