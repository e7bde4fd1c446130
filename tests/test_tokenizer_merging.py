"""Merges: those of Hugging Face's trainer, in its order, whatever the text."""

from __future__ import annotations

import base64
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from tokenizer.merging import Sequences, learn_merges
from tokenizer.piece_counts import count_pieces
from tokenizer.pretokenizer import RULED_ROW, SUPERWORDS, placeholders, pretokenizer
from tokenizer.ranks import special_ids, tiktoken_ranks
from tokenizer.training import (
    LONGEST_TOKEN,
    SPECIAL,
    assembled,
    sequences_of_bytes,
    smallest_vocabulary,
    train,
    train_from_counts,
)

LEGAL = (
    "Суд дійшов висновку, що зобов'язання за договором № 123456 від 01.02.2023 не виконані.\n\n",
    "De rechtbank veroordeelt de verdachte tot een gevangenisstraf van 12 (twaalf) maanden.\n",
    "Het beroep van belanghebbende is ongegrond; de uitspraak wordt bevestigd.\n",
)


def trained_by_the_library(texts: list[str], vocab_size: int, min_frequency: int, longest: int) -> Tokenizer:
    """What `tokenizers` learns, split as ours is."""
    learned = Tokenizer(models.BPE())
    learned.pre_tokenizer = pretokenizer()
    learned.decoder = decoders.ByteLevel()
    learner = trainers.BpeTrainer(
        vocab_size=vocab_size, min_frequency=min_frequency, special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), max_token_length=longest, show_progress=False,
    )  # fmt: skip
    learned.train_from_iterator(texts, learner)
    return learned


def merges_of(words: dict[tuple[int, ...], int], alphabet: int, **limits: int) -> list[tuple[int, ...]]:
    """Our merges of counted sequences."""
    found = Sequences(
        np.array([symbol for word in words for symbol in word], np.int64),
        np.cumsum([len(word) for word in words], dtype=np.int64),
        np.array(list(words.values()), np.int64),
    )
    return [tuple(pair) for pair in learn_merges(found, np.ones(alphabet, np.int64), **limits).pairs.tolist()]


def merges_by_definition(
    words: dict[tuple[int, ...], int], alphabet: int, *, most: int, least: int, longest: int
) -> list[tuple[int, ...]]:
    """Byte-pair encoding as one would tell it: count all pairs anew, merge the most frequent, smaller ids on a tie."""
    left, sizes, merges = dict(words), [1] * alphabet, list[tuple[int, ...]]()
    for new in range(alphabet, alphabet + most):
        pairs = Counter[tuple[int, int]]()
        for word, count in left.items():
            for pair in pairwise(word):
                too_long = max(pair) >= alphabet and sizes[pair[0]] + sizes[pair[1]] >= longest
                pairs[pair] += 0 if too_long else count
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < max(1, least):
            break
        merges.append(best)
        sizes.append(sizes[best[0]] + sizes[best[1]])
        merged = Counter[tuple[int, ...]]()
        for word, count in left.items():
            merged[_merged(word, best, new)] += count
        left = dict(merged)
    return merges


def _merged(word: tuple[int, ...], pair: tuple[int, ...], new: int) -> tuple[int, ...]:
    out, at = list[int](), 0
    while at < len(word):
        hit = word[at : at + 2] == pair
        out.append(new if hit else word[at])
        at += 2 if hit else 1
    return tuple(out)


@given(
    st.dictionaries(st.lists(st.integers(0, 3), max_size=12).map(tuple), st.integers(1, 9), max_size=12),
    st.integers(0, 30), st.integers(0, 6), st.integers(2, 9),
)  # fmt: skip
@example({(0, 0, 0, 0, 0): 1, (0, 0, 0): 2}, 9, 1, 9)
@example({(0, 1, 0, 1, 0): 1, (1, 0, 1, 0): 1}, 9, 1, 4)
@settings(max_examples=200)
def test_merges_are_those_of_the_definition(
    words: dict[tuple[int, ...], int], most: int, least: int, longest: int
) -> None:
    """Few symbols make ties, repetitions and overlaps."""
    limits = {"most": most, "least": least, "longest": longest}
    assert merges_of(words, 4, **limits) == merges_by_definition(words, 4, **limits)


@given(
    st.lists(st.text("аб їab.1 \n'", max_size=40), max_size=6), st.integers(0, 60), st.integers(0, 4),
    st.integers(2, 20),
)  # fmt: skip
@settings(max_examples=60)
def test_merges_are_those_of_the_library(texts: list[str], merges: int, least: int, longest: int) -> None:
    """Ties, limits and all."""
    texts = [text for text in texts if not re.search(r"[-–—_=*.|+\s]{8}", text)]
    counts = count_pieces([pa.array(texts, pa.large_string())])
    library = trained_by_the_library(texts, 258 + merges, least, longest).get_vocab()
    limits = {"most": merges, "least": least, "longest": longest}
    ours = assembled(learn_merges(sequences_of_bytes(counts), np.ones(256, np.int64), **limits).pairs)
    assert ours.get_vocab() == library


def test_the_file_is_that_of_the_library() -> None:
    """Not only the merges: every byte of tokenizer.json."""
    texts = [text for text in LEGAL * 3 if not re.search(RULED_ROW, text)]
    library = trained_by_the_library(texts, 600 - len(placeholders()), 2, LONGEST_TOKEN)
    ours = train(texts, vocab_size=600)
    added = ours.get_added_tokens_decoder()
    library.add_tokens([added[number] for number in sorted(added) if number >= len(SPECIAL)])
    assert ours.to_str() == library.to_str()


def test_more_symbols_than_places_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are 32 bits wide, and the error says what to do."""
    monkeypatch.setattr("tokenizer.merging.LARGEST", 3)
    with pytest.raises(ValueError, match="drop rare pieces"):
        merges_of({(0, 1, 2): 1}, 3, most=1, least=1, longest=9)


def superword_tokenizer() -> Tokenizer:
    """Two hundred merges in words, fifty across them."""
    texts = [pa.array([*LEGAL] * 5, pa.large_string())]
    pieces, clauses = count_pieces(texts), count_pieces(texts, words=SUPERWORDS)
    size = smallest_vocabulary() + 250
    return train_from_counts(pieces, vocab_size=size, clauses=clauses, superwords=50)


def test_superwords_span_blanks_but_no_clause_and_no_line() -> None:
    """Tokens of several words; none holds a comma and a word, and every text comes back."""
    made = superword_tokenizer()
    across = [token for token in made.get_vocab() if re.search(r"[^Ġ]Ġ", token)]
    assert across
    assert not any("," in token or "Ċ" in token for token in across)
    for text in LEGAL:
        ids = made.encode(text).ids
        assert made.decode(ids) == text
        assert len(ids) < len(train([*LEGAL] * 5, vocab_size=smallest_vocabulary() + 200).encode(text).ids)


def test_the_first_stage_is_untouched_by_the_second() -> None:
    """Ids of tokens inside words are those of the tokenizer without superwords."""
    first = train([*LEGAL] * 5, vocab_size=smallest_vocabulary() + 200).get_vocab(with_added_tokens=False)
    assert first.items() <= superword_tokenizer().get_vocab(with_added_tokens=False).items()


def test_ranks_give_each_token_its_bytes_and_its_id() -> None:
    """Every token but the added ones, ids ascending; bytes are what the token stands for."""
    made = train(LEGAL * 3, vocab_size=600)
    lines = [line.split() for line in tiktoken_ranks(made.to_str().encode()).splitlines()]
    ranks = {base64.b64decode(told): int(rank) for told, rank in lines}
    assert list(ranks.values()) == sorted(ranks.values())
    assert ranks.keys() >= {bytes([byte]) for byte in range(256)}
    known = set(made.get_vocab().values()) - set(special_ids(made.to_str().encode()).values())
    assert set(ranks.values()) == known
    assert all(made.decode([rank]).encode() == told for told, rank in ranks.items() if told.isascii())
