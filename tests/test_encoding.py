"""Fast encoding: the ids of Hugging Face `tokenizers`, whatever the text and whatever the merges."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from tokenizer import characters, encoding_rules, encoding_tags, load, train
from tokenizer.encoding import Encoder
from tokenizer.encoding_rules import words_in_a_piece
from tokenizer.encoding_tags import derive_words
from tokenizer.foreign import (
    DEEPSEEK,
    DEEPSEEK_DIGITS,
    DEEPSEEK_KANA_AND_HAN,
    DEEPSEEK_WORDS,
    O200K,
    O200K_PATTERN,
    derive,
    expand,
    foreign_kinds,
)  # fmt: skip
from tokenizer.pretokenizer import PATTERN, SUPER_PATTERN, SUPERWORDS, pretokenizer, stand_ins
from tokenizer.reporting_public import installed

LEARNED = ["Суд встановив, що зобов'язання за договором № 12 не виконані.", "De rechtbank is van oordeel dat."] * 9
OURS = train(LEARNED, vocab_size=900).to_str().encode()


def with_pattern(pattern: str) -> bytes:
    """Our merges under another split."""
    opened = Tokenizer.from_buffer(OURS)
    opened.pre_tokenizer = pretokenizer(pattern)
    return opened.to_str().encode()


def with_splits(*patterns: str) -> bytes:
    """Our merges, and splits one inside the other."""
    opened = Tokenizer.from_buffer(OURS)
    splits = [pre_tokenizers.Split(Regex(pattern), behavior="isolated") for pattern in patterns]
    in_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    opened.pre_tokenizer = pre_tokenizers.Sequence([*splits, in_bytes])
    return opened.to_str().encode()


KINDS = {
    "ours": OURS,
    "superwords": with_pattern(SUPER_PATTERN),
    "deepseek": with_splits(DEEPSEEK_DIGITS, DEEPSEEK_KANA_AND_HAN, DEEPSEEK_WORDS),
    "o200k": with_splits(O200K_PATTERN),
    "foreign": with_pattern(r"\w+|\W"),
}
parts = st.sampled_from([
    "Суд", " встановив", ",", " що", "\n", "\r\n", " ", "  ", "\t", "\u00a0", "\u2003", ".", ".\n", "/", ";", "12345",
    " ст. 5", "п'ять", "з’їзд", "'", "’", "§", "№ 3", "ОСОБА_1", "ОСОБА_12", "ОСОБА_125", "ОСОБ", "[verdachte]",
    "[verd", "[slachtoffer 1]", "[slachtoffer 1", "<|endoftext|>", "<|endo", "é\u0301", "𝔘", "²", "Ⓐ", "_", "\u200d",
    "\u0085", "а" * 130, "-" * 140, " " * 60, "De rechtbank is van oordeel",
    "'s", "'ſ", "'RE", "DeRechtBANK", "ЄДРПОУ", "ǅ", "ʰ", "漢字", "ア", "・", "\u3099", "。", "\x00", "\x00\x01", "$",
    "(a", "(а",
])  # fmt: skip
texts = st.one_of(st.lists(parts, max_size=30).map("".join), st.text())


def expected(tokenizer: bytes, given: Sequence[str]) -> list[list[int]]:
    """What `tokenizers` says."""
    return [each.ids for each in load(tokenizer).encode_batch_fast(list(given), add_special_tokens=False)]


def ids_of(encoder: Encoder, given: Sequence[str]) -> list[list[int]]:
    """What we say, text by text."""
    encoded = encoder.encode(pa.array(given, pa.large_string()))
    return [encoded.of(place).tolist() for place in range(len(given))]


@cache
def encoder(kind: str) -> Encoder:
    """One encoder for all tests of a kind, so that it meets texts again."""
    return Encoder(KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=100)
@given(given=st.lists(texts, max_size=4))
def test_ids_are_those_of_the_library(kind: str, given: list[str]) -> None:
    """Letters of any script, blanks, tags where they count and where they do not."""
    assert ids_of(encoder(kind), given) == expected(KINDS[kind], given)


def test_every_code_point_is_split_as_the_library_splits_it() -> None:
    """The first of each kind and the last; beside letters, digits, signs and a tag that no word may touch."""
    kinds = characters.kinds() * 2 + encoding_tags._words()
    firsts = np.flatnonzero(np.diff(kinds)) + 1
    every = [chr(code) for code in (*range(0x500), *firsts, *(firsts - 1)) if not 0xD800 <= code < 0xE000]
    given = [f"а{one}1{one}.{one} ОСОБА_1{one}" for one in every]
    assert ids_of(encoder("ours"), given) == expected(OURS, given)


def test_the_words_that_travel_are_those_of_the_library() -> None:
    """A new version of `tokenizers` may bring a new Unicode: then the file is made anew."""
    assert np.array_equal(
        np.flatnonzero(encoding_tags._words()), np.concatenate([np.r_[a:b] for a, b in derive_words()])
    )


@pytest.mark.parametrize("kind", ["deepseek", "o200k"])
def test_every_code_point_is_split_as_other_makers_split_it(kind: str) -> None:
    """The first of each kind and the last, beside letters, digits, signs and their own like."""
    kinds = foreign_kinds(DEEPSEEK).astype(np.int64)
    firsts = np.flatnonzero(np.diff(kinds)) + 1
    every = [chr(code) for code in (*range(0x250), *firsts, *(firsts - 1)) if not 0xD800 <= code < 0xE000]
    given = [f"а{one}1{one}.{one}{one} {one}А{one}ア{one}\n{one}'s" for one in every]
    assert ids_of(encoder(kind), given) == expected(KINDS[kind], given)


@pytest.mark.slow
def test_the_kinds_that_travel_are_those_of_the_library() -> None:
    """A new version of `tokenizers` may bring a new Unicode: then the file is made anew."""
    assert np.array_equal(expand(derive()), foreign_kinds(O200K))


@given(given=st.lists(texts, max_size=3))
@settings(max_examples=30)
@example(given=["<｜/table>｜DSML｜", "｜DSML｜<｜User｜>x<｜end▁of▁sentence｜>", "<｜place▁holder▁no▁1｜DSML｜"])
def test_the_tokenizer_of_a_base_model_is_known(given: list[str]) -> None:
    """DeepSeek-V3's, as a package brings it; its added tokens are of two kinds, and meet."""
    base = deepseek()
    assert base._compiled
    assert ids_of(base, given) == [
        each.ids for each in base._library.encode_batch_fast(given, add_special_tokens=False)
    ]


@cache
def deepseek() -> Encoder:
    """Opened once."""
    return Encoder(installed()["DeepSeek-V3"].read_bytes())


alphabet = st.sampled_from("abc")
merged = st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), st.integers(1, 3)), max_size=24)


@settings(max_examples=150)
@given(drawn=merged, given=st.lists(st.text("abc ", max_size=40), min_size=1, max_size=5))
def test_any_merges_in_any_order(drawn: list[tuple[str, int]], given: list[str]) -> None:
    """Also two merges that make the same token, rules that come before those they need, and the same rule twice."""
    vocabulary = {letter: number for number, letter in enumerate(stand_ins())}
    merges = [(token[:cut], token[cut:]) for token, cut in drawn if cut < len(token)]
    for left, right in merges:
        for token in (left, right, left + right):
            vocabulary.setdefault(token, len(vocabulary))
    blank = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    blank.pre_tokenizer, blank.decoder = pretokenizer(), decoders.ByteLevel()
    told = blank.to_str().encode()
    assert words_in_a_piece(json.loads(told)) == 1
    assert ids_of(Encoder(told), given) == expected(told, given)


HOSTILE = {"no blanks": "а" * 90_000, "blanks": " " * 90_000, "lines": "\n" * 90_000, "a ruled row": "-" * 90_000,
           "tags begun": "ОСОБА_" * 9_000, "tags": "[verdachte]" * 9_000}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_a_trap(text: str) -> None:
    """A single pre-token of a megabyte is merged in n log n."""
    assert ids_of(encoder("ours"), [text]) == expected(OURS, [text])


def test_a_memory_that_is_full_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It forgets, and goes on."""
    given = [" ".join(f"слово{number}" for number in range(start, start + 40)) for start in range(0, 400, 10)]
    for slots, room in ((8, 1 << 20), (1 << 10, 200), (2, 8)):
        monkeypatch.setattr(encoding_rules, "_SLOTS", slots)
        monkeypatch.setattr(encoding_rules, "_ROOM", room)
        assert ids_of(Encoder(OURS), given) == expected(OURS, given)


def test_columns_of_any_shape() -> None:
    """Either width, chunks, slices, empty texts, none at all."""
    given = ["", "Суд", "", "De rechtbank", "що", ""]
    whole = expected(OURS, given)
    for column in (
        pa.array(given, pa.string()),
        pa.array(["x", *given, "y"], pa.large_string()).slice(1, len(given)),
        pa.chunked_array([given[:2], [], given[2:]], pa.string()),
    ):
        encoded = encoder("ours").encode(column)
        assert [encoded.of(place).tolist() for place in range(len(given))] == whole
        assert encoded.borders.tolist() == np.cumsum([0, *map(len, whole)]).tolist()
    for empty in (pa.array([], pa.string()), pa.chunked_array([], pa.large_string())):
        assert encoder("ours").encode(empty).borders.tolist() == [0]


def test_batches_are_cut_between_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text longer than a batch has one of its own."""
    monkeypatch.setattr("tokenizer.encoding._BATCH", 50)
    given = [word * times for times in (1, 9, 40) for word in ("Суд ", "слово, ")]
    assert ids_of(encoder("ours"), given) == expected(OURS, given)


@pytest.mark.parametrize("kind", KINDS)
def test_a_null_is_refused(kind: str) -> None:
    """It is no text, and an empty one would hide that."""
    with pytest.raises(ValueError, match="null"):
        encoder(kind).encode(pa.array(["Суд", None]))


def test_bytes_that_are_no_text_are_refused() -> None:
    """The kernel reads valid UTF-8 only."""
    broken = pa.array([b"\xd0\xa1", b"\xd0"], pa.large_binary()).view(pa.large_string())
    with pytest.raises(pa.ArrowInvalid, match="UTF8"):
        encoder("ours").encode(broken)


@pytest.mark.parametrize(("size", "kind"), [(900, np.uint16), (70_000, np.uint32)])
def test_ids_are_as_wide_as_the_vocabulary(size: int, kind: type) -> None:
    """Half the room for 65,536 tokens or less."""
    opened = Tokenizer.from_buffer(OURS)
    opened.add_tokens([AddedToken(f"<{number}>", normalized=False) for number in range(size - 900)])
    encoded = Encoder(opened.to_str().encode()).encode(pa.array(["Суд <7> <69000>"]))
    assert encoded.ids.dtype == kind
    assert encoded.of(0).tolist() == opened.encode("Суд <7> <69000>").ids


def told_with(**changed: Any) -> dict[str, Any]:
    """Our tokenizer with parts of it changed; `model` and `tag` are merged into what is there."""
    told = json.loads(OURS)
    told["model"] |= changed.pop("model", {})
    told["added_tokens"][5] |= changed.pop("tag", {})
    return told | changed


@pytest.mark.parametrize(
    "changed",
    [
        {"model": {"ignore_merges": True}},
        {"model": {"dropout": 0.1}},
        {"model": {"end_of_word_suffix": "</w>"}},
        {"model": {"vocab": {}}},
        {"model": {"type": "Unigram"}},
        {"tag": {"lstrip": True}},
        {"tag": {"content": "x"}},
        {"normalizer": {"type": "NFC"}},
        {"pre_tokenizer": None},
    ],
)
def test_what_compiled_code_does_not_know_is_left_to_the_library(changed: dict[str, Any]) -> None:
    """Another model, another split, or added tokens that eat blanks."""
    assert words_in_a_piece(told_with(**changed)) == 0


def meeting(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Our tokenizer with two more added tokens."""
    plain = dict.fromkeys(("lstrip", "rstrip", "normalized", "single_word", "special"), False)
    told = json.loads(OURS)
    told["added_tokens"] += [plain | {"id": 10_000 + at} | tag for at, tag in enumerate((first, second))]
    return told


@pytest.mark.parametrize(
    ("first", "second", "known"),
    [
        ({"content": "<ab>"}, {"content": "<cd>", "normalized": True}, True),
        ({"content": "<a|"}, {"content": "|b>", "normalized": True}, True),
        ({"content": "|b>"}, {"content": "<a|", "normalized": True}, False),
        ({"content": "<a|", "special": True}, {"content": "|b>", "normalized": True}, True),
        ({"content": "<a|", "single_word": True}, {"content": "|b>", "normalized": True}, False),
        ({"content": "ab"}, {"content": "<abc>", "normalized": True}, False),
    ],
)
def test_added_tokens_that_are_looked_for_one_after_the_other(
    first: dict[str, Any], second: dict[str, Any], known: bool
) -> None:
    """Those that are normalized come second: that matters only where they meet others."""
    assert (words_in_a_piece(meeting(first, second)) > 0) == known


def test_what_compiled_code_knows() -> None:
    """Our pattern, and the one whose tokens hold several words."""
    assert [words_in_a_piece(json.loads(with_pattern(each))) for each in (PATTERN, SUPER_PATTERN)] == [1, SUPERWORDS]


def test_other_ids_than_the_library_gives_are_an_error() -> None:
    """A sample of every call is encoded by both."""
    broken = Encoder(OURS)
    assert broken._compiled
    broken._compiled[0].rules.alphabet[:] = 7
    with pytest.raises(ValueError, match="different ids"):
        broken.encode(pa.array(["Суд встановив"]))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(text=texts)
def test_tokens_lie_where_the_library_says(kind: str, text: str) -> None:
    """In code points; tokens that share one each have the whole of it."""
    ids = encoder(kind).encode(pa.array([text])).of(0)
    found = encoder(kind).offsets(text, ids)
    assert found.tolist() == [list(pair) for pair in load(KINDS[kind]).encode(text, add_special_tokens=False).offsets]
