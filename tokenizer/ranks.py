"""A tokenizer as tiktoken reads it: the bytes of each token with its rank.

What belongs here: the file. What does not: learning (`training.py`). Ids are the same in both: open it with
`tiktoken.Encoding(name, pat_str=pretokenizer.PATTERN, mergeable_ranks=tiktoken.load.load_tiktoken_bpe(file),
special_tokens=special_ids(tokenizer))`.
"""

from __future__ import annotations

import json
from base64 import b64encode

from tokenizer.pretokenizer import stand_ins


def tiktoken_ranks(tokenizer: bytes) -> bytes:
    """A line for each token but the added ones: its bytes in base64, a blank, its id; ids ascending."""
    byte_of = {stand_in: byte for byte, stand_in in enumerate(stand_ins())}
    told = json.loads(tokenizer)
    added = {token["content"] for token in told["added_tokens"]}
    ranks = sorted((rank, token) for token, rank in told["model"]["vocab"].items() if token not in added)
    lines = (b"%s %d\n" % (b64encode(bytes(byte_of[each] for each in token)), rank) for rank, token in ranks)
    return b"".join(lines)


def special_ids(tokenizer: bytes) -> dict[str, int]:
    """The ids of the added tokens, special ones and placeholders."""
    return {token["content"]: token["id"] for token in json.loads(tokenizer)["added_tokens"]}
