"""Learning the merges, and opening the tokenizer that came of it.

What belongs here: byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2) from counts of pieces, as an ordinary
`tokenizer.json`. What does not: which texts to learn from (`sampling`), counting them (`piece_counts`), the merges
themselves (`merging`), merges across words (`superwords`) and how well it all turned out (`measure`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

import numpy as np
import pyarrow as pa
from tokenizers import AddedToken, Tokenizer, decoders, models

from tokenizer.arrow_memory import buffers
from tokenizer.merging import Sequences, learn_merges
from tokenizer.piece_counts import count_pieces, without_rules
from tokenizer.pretokenizer import PATTERN, SUPER_PATTERN, placeholders, pretokenizer, stand_ins

END_OF_DOCUMENT = "<|endoftext|>"
PADDING = "<|pad|>"

END_NAMES = (END_OF_DOCUMENT, "<|end_of_text|>", "<｜end▁of▁sentence｜>", "</s>")
"""What ends a document in this project and in the models of GPT and Qwen; in Llama 3, DeepSeek, and Mistral."""
SPECIAL = (END_OF_DOCUMENT, PADDING)
"""Tokens that stand for no text; their ids are the first."""

LONGEST_TOKEN = 48
"""Bytes, exclusive. A limit of 32 cuts Ukrainian words of over 15 letters; without one, table rules become tokens."""

_BATCH = 1024
"""Texts held as Arrow strings at once."""


def smallest_vocabulary() -> int:
    """Tokens a tokenizer has before its first merge: special tokens, the 256 bytes, placeholders."""
    return len(SPECIAL) + 256 + len(placeholders())


def train(texts: Iterable[str], *, vocab_size: int = 4096, min_frequency: int = 2) -> Tokenizer:
    """`train_from_counts` of the pieces of texts."""
    return train_from_counts(count_pieces(_columns(texts)), vocab_size=vocab_size, min_frequency=min_frequency)


def train_from_counts(
    counts: pa.Table, *, vocab_size: int = 4096, min_frequency: int = 2, clauses: pa.Table | None = None,
    superwords: int = 0,
) -> Tokenizer:  # fmt: skip
    """A byte-level BPE tokenizer: special tokens, bytes, merges, then the placeholders as added tokens.

    The same, byte for byte, as `tokenizers.trainers.BpeTrainer` makes of texts with these pieces; but memory follows
    the different pieces, not the texts.

    Args:
        counts: `piece_counts.COUNTS`; pieces that are ruled rows are left out.
        vocab_size: size of the whole vocabulary, the highest id plus one (fewer if the pieces have no more pairs).
        min_frequency: occurrences a pair needs to be merged.
        clauses: counts by `SUPER_PATTERN`, needed where there are superwords.
        superwords: so many of the vocabulary's last tokens may hold blanks; 0 for an ordinary tokenizer.

    Raises:
        ValueError: `vocab_size` leaves no room for a merge.
    """
    room = vocab_size - smallest_vocabulary() - superwords
    if room <= 0:
        raise ValueError(
            f"vocab_size {vocab_size} leaves no room for merges; ask for over {smallest_vocabulary() + superwords}."
        )
    found = sequences_of_bytes(without_rules(counts))
    lengths = np.ones(256, np.int64)
    pairs = learn_merges(found, lengths, most=room, least=min_frequency, longest=LONGEST_TOKEN).pairs
    if not superwords:
        return _with_placeholders(assembled(pairs))
    from tokenizer.superwords import learn_superwords

    assert clauses is not None, "superwords are learned from clauses"
    across = learn_superwords(assembled(pairs), clauses, most=superwords, least=min_frequency).pairs
    return _with_placeholders(assembled(np.concatenate([pairs, across]), SUPER_PATTERN))


def sequences_of_bytes(counts: pa.Table) -> Sequences:
    """The pieces of `COUNTS` as symbols 0 … 255: bytes in the order of their stand-ins, as trainers number them."""
    pieces = counts["piece"].combine_chunks()
    data, begins = buffers(pieces)
    symbols = _symbols_of_bytes()[data[begins[0] : begins[-1]]]
    return Sequences(symbols, begins[1:] - begins[0], np.asarray(counts["count"]))


def assembled(pairs: np.ndarray, pattern: str = PATTERN) -> Tokenizer:
    """A tokenizer of these merges over the symbols of `sequences_of_bytes`, merge i making the symbol 256 + i."""
    tokens, merges = sorted(stand_ins()), []
    for left, right in pairs.tolist():
        merges.append((tokens[left], tokens[right]))
        tokens.append(tokens[left] + tokens[right])
    made = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate((*SPECIAL, *tokens))}, merges=merges))
    made.pre_tokenizer = pretokenizer(pattern)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens(list(SPECIAL))
    return made


def _with_placeholders(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.add_tokens([_whole(tag) for tag in placeholders()])
    return tokenizer


def _whole(tag: str) -> AddedToken:
    """A placeholder as one token; `ОСОБА_1` must not be found inside `ОСОБА_12`."""
    return AddedToken(tag, special=False, normalized=False, single_word=tag[0].isalpha())


@cache
def _symbols_of_bytes() -> np.ndarray:
    """int32[256]: the symbol of each byte."""
    return np.argsort(np.argsort(stand_ins())).astype(np.int32)


def _columns(texts: Iterable[str]) -> Iterator[pa.Array]:
    waiting = iter(texts)
    while batch := list(islice(waiting, _BATCH)):
        yield pa.array(batch, pa.large_string())


def end_of_document(tokenizer: Tokenizer, *, name: str = "") -> int:
    """Id of the token that ends a document.

    Args:
        tokenizer: this project's, or one that somebody else made.
        name: of the token, as `end_name` reads it; without it the one of `END_NAMES` that the tokenizer has.

    Raises:
        ValueError: it has none, or several of `END_NAMES`.
    """
    ids = {each: tokenizer.token_to_id(each) for each in ([name] if name else END_NAMES)}
    found = {each: number for each, number in ids.items() if number is not None}
    if len(found) != 1:
        said = f"the tokens {' and '.join(found)}" if found else f"no {name or END_OF_DOCUMENT} token"
        raise ValueError(f"The tokenizer has {said}: name the one that ends a document, the eos_token of its model.")
    return next(iter(found.values()))


def end_name(config: bytes) -> str:
    """The name of the end-of-document token in the `tokenizer_config.json` that lies beside a `tokenizer.json`.

    Raises:
        ValueError: it names none.
    """
    told = json.loads(config).get("eos_token")
    name = told["content"] if isinstance(told, dict) else told
    if not name:
        raise ValueError("The tokenizer_config.json has no eos_token: name the token that ends a document.")
    return name


def load(tokenizer: bytes) -> Tokenizer:
    """The tokenizer of a `tokenizer.json`, set so that text is only ever text.

    A document that happens to hold the characters `<|endoftext|>` gets ordinary tokens for them: only the
    pipeline ends a document.
    """
    opened = Tokenizer.from_buffer(tokenizer)
    opened.encode_special_tokens = True
    return opened
