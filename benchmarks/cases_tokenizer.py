"""Comparisons of the tokenizer: counting pieces, and learning merges.

What belongs here: one function a comparison, named as `--only` names it, and its text: what a trainer costs depends on
how many different words there are, so these are words drawn from 300,000 forms by Zipf's law. What does not: timing
(`measure.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import Script

FORMS = 300_000

VOCABULARY = 64_000
"""Tokens learned beside trainers in environments of their own."""

WORDS = 700
"""Of a text."""

LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"

MARKS = ("", "", "", "", "", "", ",", ".", " №", " 12")
"""What follows a word."""


def bpe_count(texts: int = 6000) -> Comparison:
    """Texts to the counts of their pieces, beside the pre-tokenizer of `tokenizers` and a Counter.

    A sixteenth of a shard: putting different pieces in order, which is done once, weighs more in a smaller part.
    """
    from tokenizer.piece_counts import count_pieces

    column = words(texts)
    rival = InProcess(f"tokenizers {version('tokenizers')}", lambda: _counted(column.to_pylist()))
    note = f"{texts} texts of {WORDS} words; {FORMS} forms by Zipf's law"
    return Comparison("MB/s", _megabytes(column), lambda: count_pieces([column]), rival, note)


def _counted(texts: list[str]) -> Callable[[], object]:
    from tokenizer.pretokenizer import pretokenizer

    split = pretokenizer()
    return lambda: Counter(piece for text in texts for piece, _ in split.pre_tokenize_str(text))


def bpe_train_hf(texts: int = 30_000, vocabulary: int = 64_000) -> Comparison:
    """Texts to a tokenizer of 64,000 tokens, beside the trainer of `tokenizers`; both learn the same merges."""
    from tokenizer.piece_counts import count_pieces
    from tokenizer.training import train_from_counts

    column = words(texts)

    def run() -> Tokenizer:
        return train_from_counts(count_pieces([column]), vocab_size=vocabulary)

    rival = InProcess(f"tokenizers {version('tokenizers')}", lambda: hf_trainer(column, vocabulary, run()))
    note = f"{texts} texts of {WORDS} words, {FORMS} forms by Zipf's law; merges are compared, and are the same"
    return Comparison("MB/s", _megabytes(column), run, rival, note)


def hf_trainer(texts: pa.LargeStringArray, vocabulary: int, ours: Tokenizer) -> Callable[[], object]:
    """The trainer's job; raises AssertionError when it learns other merges than ours."""

    def run() -> None:
        learned = hf_trained((text.as_py() for text in texts), vocabulary)
        own = ours.get_vocab(with_added_tokens=False)
        assert own == learned.get_vocab(with_added_tokens=False), "the trainers learn different merges"

    return run


def hf_trained(texts: Iterator[str], vocabulary: int) -> Tokenizer:
    """What the trainer of `tokenizers` learns with this project's settings; placeholders count, but are not added."""
    from tokenizer.pretokenizer import placeholders, pretokenizer
    from tokenizer.training import LONGEST_TOKEN, SPECIAL

    learned = Tokenizer(models.BPE())
    learned.pre_tokenizer = pretokenizer()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(placeholders()), min_frequency=2, special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), max_token_length=LONGEST_TOKEN, show_progress=False,
    )  # fmt: skip
    learned.train_from_iterator(texts, trainer)
    return learned


def bpe_train_rustbpe(texts: int = 10_000) -> Comparison:
    """The same beside rustbpe, by the same pattern; it keeps no tag apart and knows no longest token."""
    return _beside("rustbpe", texts, "the same split")


def bpe_train_gigatoken(texts: int = 10_000) -> Comparison:
    """The same beside gigatoken, which splits by a pattern of its own."""
    return _beside("gigatoken", texts, "the rival's own split")


def _beside(rival: str, texts: int, split: str) -> Comparison:
    """Ours and a trainer in an environment of its own, on the same texts."""
    from tokenizer.piece_counts import count_pieces
    from tokenizer.pretokenizer import PATTERN
    from tokenizer.training import train_from_counts

    column = words(texts)
    told = {"vocabulary": str(VOCABULARY), "pattern": PATTERN}
    script = Script(f"train_{rival}", pa.table({"text": column}).replace_schema_metadata(told))
    note = f"{texts} texts of {WORDS} words, {FORMS} forms by Zipf's law; {VOCABULARY} tokens, {split}"

    def run() -> Tokenizer:
        return train_from_counts(count_pieces([column]), vocab_size=VOCABULARY)

    return Comparison("MB/s", _megabytes(column), run, script, note)


def words(texts: int, part: int = 0) -> pa.LargeStringArray:
    """So many texts; always the same, and others for each part, of the same forms."""
    chance = np.random.default_rng(7)
    sizes = chance.integers(3, 14, FORMS)
    letters = np.array(list(LETTERS))[(chance.zipf(1.3, sizes.sum()) - 1) % len(LETTERS)]
    forms = ["".join(each) for each in np.split(letters, np.cumsum(sizes)[:-1])]
    chance = np.random.default_rng((7, part)) if part else chance
    common = 1 / np.arange(1, FORMS + 1)
    drawn = chance.choice(FORMS, texts * WORDS, p=common / common.sum())
    marks = pa.array(MARKS, pa.large_string()).take(pa.array(chance.integers(0, len(MARKS), texts * WORDS)))
    marked = pc.binary_join_element_wise(
        pa.array(forms, pa.large_string()).take(pa.array(drawn)), marks, pa.scalar("", pa.large_string())
    )
    ends = pa.array(np.arange(0, texts * WORDS + 1, WORDS))
    return pc.binary_join(pa.LargeListArray.from_arrays(ends, marked), pa.scalar(" ", pa.large_string()))


def _megabytes(texts: pa.Array) -> float:
    """Size in UTF-8, 10**6 bytes."""
    return pc.sum(pc.binary_length(texts)).as_py() / 1e6
