"""Budgets in tokens: counted without encoding, and true."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from pipelines import adapters
from pipelines.export.chunks import chunk
from sectionizer import grammar_for, sectionize
from sectionizer.chunks import split
from sectionizer.rulers import counting
from tests.test_chunks import corpus
from tokenizer import counting as counting_of_pieces
from tokenizer.counting import PieceCounter, count_with, counts_by_piece
from tokenizer.training import train

LEARNED = ["Суд встановив, що відповідач не сплатив борг за договором позики.", "De rechtbank is van oordeel dat."] * 9
OURS = train(LEARNED, vocab_size=900).to_str().encode()
words = st.sampled_from([
    "Суд", " встановив", ",", " що", "\n", "\r\n", " ", "  ", "\t", "\u00a0", "\u2003", ".", ".\n", "/", ";", "12345",
    "ст. 5", "п'ять", "з’їзд", "ОСОБА_1", "ОСОБА_12", "[verdachte]", "[slachtoffer 1]", "<ТЕЛЕФОН_1>", "é\u0301", "𝔘",
    "а" * 130, "-" * 140, "\u0085", "\u2028", "<|endoftext|>", "Стаття 1. Мета", "1. Перша.", "\nСтаття 2. Ще\n",
])  # fmt: skip
texts = st.lists(words, max_size=40).map("".join)


def other() -> bytes:
    """A tokenizer that joins words: merges may cross blanks."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        LEARNED, trainers.BpeTrainer(vocab_size=700, initial_alphabet=alphabet, show_progress=False)
    )
    return tokenizer.to_str().encode()


OTHER = other()
TOKENIZERS = {"ours": OURS, "joins words": OTHER}
MEASURE, COUNT = PieceCounter(OURS), count_with(OURS)


@settings(max_examples=60)
@given(texts, st.data())
def test_a_stretch_has_as_many_tokens_as_its_pieces(text: str, data: st.DataObject) -> None:
    """Exactly, whatever the stretch; more only where a placeholder has a blank in it or a piece is very long."""
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(min(start + 1, len(text)), len(text)))
    if start == end:
        return
    size, true = MEASURE(text).size(start, end), COUNT([text[start:end]])[0]
    assert size >= true
    if not any(odd in text for odd in ("_", "[", "а" * 130, "-" * 100)):
        assert size == true


@settings(max_examples=60)
@given(texts, st.integers(1, 40), st.data())
def test_a_reach_holds_no_more_than_the_budget(text: str, budget: int, data: st.DataObject) -> None:
    """Unless the first piece is too much already; and the piece after it would be."""
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    ruler = MEASURE(text)
    end = ruler.reach(start, budget)
    later = [border for border in ruler.borders if border > start]
    assert start < end <= len(text)
    if ruler.size(start, later[0]) <= budget:
        assert ruler.size(start, end) <= budget
        assert all(ruler.size(start, border) > budget for border in later if border > end)


@pytest.mark.parametrize("kind", TOKENIZERS)
@settings(max_examples=60)
@given(text=texts, budget=st.integers(24, 60), overlap=st.integers(0, 8))
def test_no_chunk_is_over_its_budget_when_encoded_alone(kind: str, text: str, budget: int, overlap: int) -> None:
    """For a tokenizer whose words stand alone, and for one that joins them."""
    count = count_with(TOKENIZERS[kind])
    measure = MEASURE if kind == "ours" else counting(count)
    sections = sectionize(text, grammar_for("statute", "uk"))
    spans = split(text, sections, budget, measure=measure, overlap=overlap)
    assert all(cost <= budget for cost in count([text[start:end] for start, end in spans]))
    if not overlap:
        assert "".join(text[start:end] for start, end in spans) == text


def test_what_was_counted_before_changes_nothing() -> None:
    """A counter that has seen other texts gives the same as a new one."""
    text = " ".join(LEARNED) + " інше слово"
    fresh, used = PieceCounter(OURS), PieceCounter(OURS)
    for number in range(300):
        used(f"слово{number} " * 3 + str(number * 7919) * 40)
    assert fresh(text).costs.tolist() == used(text).costs.tolist()


def test_a_tokenizer_of_another_kind_is_told_apart() -> None:
    """It is counted by encoding, not by pieces."""
    assert counts_by_piece(OURS)
    assert not counts_by_piece(OTHER)
    with pytest.raises(ValueError, match="count_with"):
        PieceCounter(OTHER)


def test_a_budget_that_holds_no_character_is_refused() -> None:
    """A letter may take more tokens than a budget has."""
    with pytest.raises(ValueError, match="does not hold the character"):
        split("𝔘", [], 1, measure=MEASURE)


@pytest.mark.parametrize("kind", TOKENIZERS)
def test_rows_are_cut_by_any_tokenizer(kind: str) -> None:
    """The size told is the number of tokens."""
    tokenizer = TOKENIZERS[kind]
    table = chunk(corpus([" ".join(LEARNED)] * 2, []), tokenizer, unit="tokens", budget=64)
    assert table["size"].to_pylist() == count_with(tokenizer)(table["text"].to_pylist())
    assert max(table["size"].to_pylist()) <= 64


def test_the_stage_counts_tokens_when_it_is_told_to() -> None:
    """The corpus's own tokenizer is handed to it, and every character is accounted for."""
    rows = corpus([" ".join(LEARNED)], [])
    made = adapters.embedding_chunks(
        rows, OURS, split="train", unit="tokens", budget=64, splitting="semantic", overlap=9
    )
    assert made.account.balanced
    assert not isinstance(made.body, bytes)
    assert max(made.body["size"].to_pylist()) <= 64


HOSTILE = {"no blanks": "а" * 60_000, "blanks": " " * 60_000, "lines": "\n" * 60_000, "digits": "1" * 60_000}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_text_without_words_is_counted_in_its_bytes(text: str) -> None:
    """So that no piece is encoded again and again; the chunks still hold."""
    spans = split(text, [], 512, measure=MEASURE)
    assert all(count <= 512 for count in COUNT([text[start:end] for start, end in spans]))


def test_what_was_met_before_changes_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that grows and forgets counts as one that has just been made, in every text."""
    monkeypatch.setattr(counting_of_pieces, "_SMALLEST", 16)
    monkeypatch.setattr(counting_of_pieces, "_LARGEST", 64)
    used = PieceCounter(OURS)
    for number in range(60):
        text = " ".join(f"слово{number * each % 23} {each}" for each in range(number % 7 * 9))
        assert list(used(text).costs) == list(MEASURE(text).costs) == list(PieceCounter(OURS)(text).costs)
