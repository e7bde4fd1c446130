"""The tokenizer of a base model, as its extension needs to see it.

What belongs here: reading a `tokenizer.json` that somebody else made. What does not: counting with it
(`extension_counts.py`) and extending it (`extension.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from tokenizers import Tokenizer

from tokenizer.pretokenizer import placeholders, stand_ins
from tokenizer.training import load


@dataclass(frozen=True, slots=True)
class Base:
    """A byte-level BPE that somebody else made."""

    told: dict[str, Any]
    """its `tokenizer.json`"""
    names: tuple[str, ...]
    """its tokens by id, in stand-ins of bytes; added tokens as they are; empty for ids that nothing has"""
    tags: tuple[str, ...]
    """placeholders that it does not have"""

    @property
    def size(self) -> int:
        """Ids that it has, the highest plus one: where new ones begin."""
        return len(self.names)

    @property
    def special(self) -> frozenset[str]:
        """Its added tokens, which no text may turn into."""
        return frozenset(token["content"] for token in self.told["added_tokens"])


def base_of(tokenizer: bytes) -> Base:
    """The base of a `tokenizer.json`.

    Raises:
        ValueError: it is not a byte-level BPE.
    """
    told = json.loads(tokenizer)
    model = told["model"]
    if model["type"] != "BPE" or model.get("byte_fallback") or not set(stand_ins()) <= model["vocab"].keys():
        raise ValueError(
            "Only a byte-level BPE can be extended, one with a token for each of the 256 bytes: give the file "
            "of a model of the families of GPT, Llama 3, Qwen, Mistral Nemo or DeepSeek."
        )
    names = _names(told)
    return Base(told, names, tuple(tag for tag in placeholders() if tag not in set(names)))


def names_of(tokenizer: bytes) -> tuple[str, ...]:
    """The tokens of a `tokenizer.json` by id, in stand-ins of bytes; added ones as they are; empty for no token."""
    return _names(json.loads(tokenizer))


def with_more(base: Base, tokens: Sequence[str], merges: Sequence[tuple[str, str]]) -> bytes:
    """A `tokenizer.json` as the base's, with the placeholders, then these tokens; their ids follow the base's in order.

    The library numbers added tokens itself when it opens a file, unless the vocabulary has them: so all stand there.
    """
    model = base.told["model"]
    vocabulary = {name: number for number, name in enumerate((*base.names, *base.tags, *tokens)) if name}
    listed = isinstance(next(iter(model["merges"]), ""), list)
    more = [list(pair) if listed else " ".join(pair) for pair in merges]
    added = [_added(tag, vocabulary[tag]) for tag in base.tags]
    grown = base.told | {
        "added_tokens": base.told["added_tokens"] + added,
        "model": model | {"vocab": vocabulary, "merges": model["merges"] + more},
    }
    return json.dumps(grown, ensure_ascii=False, indent=2).encode()


def opened(base: Base) -> Tokenizer:
    """The base with the placeholders, and special tokens as text like any other."""
    return load(with_more(base, (), ()))


def bytes_of(names: Sequence[str], special: frozenset[str] = frozenset()) -> pa.LargeBinaryArray:
    """What tokens stand for; special ones for the letters of their name."""
    byte_of = {stand_in: byte for byte, stand_in in enumerate(stand_ins())}
    spelled = (name not in special and all(letter in byte_of for letter in name) for name in names)
    return pa.array(
        [bytes(map(byte_of.__getitem__, name)) if plain else name.encode()
         for name, plain in zip(names, spelled, strict=True)], pa.large_binary())  # fmt: skip


def _added(tag: str, number: int) -> dict[str, Any]:
    """A placeholder as one token; `ОСОБА_1` must not be found inside `ОСОБА_12`."""
    plain = dict.fromkeys(("lstrip", "rstrip", "normalized", "special"), False)
    return {"id": number, "content": tag, "single_word": tag[0].isalpha(), **plain}


def _names(told: dict[str, Any]) -> tuple[str, ...]:
    ids = told["model"]["vocab"] | {token["content"]: token["id"] for token in told["added_tokens"]}
    names = [""] * (max(ids.values()) + 1)
    for name, number in ids.items():
        names[number] = name
    return tuple(names)
