"""The tokenizer: fair sampling, honest splits, lossless round trips, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from pipelines import schema
from pipelines.annotate.personal.masking import tag_forms
from tokenizer import END_OF_DOCUMENT, PADDING, Fertility, end_name, end_of_document, load, measure, train
from tokenizer.pretokenizer import placeholders, pretokenizer
from tokenizer.stage import train_tokenizer
from tokenizer.training import LONGEST_TOKEN, smallest_vocabulary

LEGAL = (
    "Суд дійшов висновку, що зобов'язання за договором № 123456 від 01.02.2023 не виконані.\n\n",
    "ОСОБА_1 звернулася до суду з позовом до ОСОБА_12 про стягнення аліментів.\r\n",
    "De rechtbank veroordeelt [verdachte] tot een gevangenisstraf van 12 (twaalf) maanden.\n",
    "Het beroep van belanghebbende is ongegrond; de uitspraak wordt bevestigd.\n",
)


def corpus_of(rows: list[dict]) -> pa.Table:
    """A corpus table with what the rows say and nothing else."""
    blank = dict.fromkeys(schema.CORPUS.names) | {
        "version": "1", "source": "edrsr", "kind": "decision", "language": "uk", "case_numbers": [], "split": "train",
        "weight": 1.0, "masked": 0, "sections": [], "citations": [], "group": "",
    }  # fmt: skip
    return pa.Table.from_pylist([blank | {"id": str(n)} | row for n, row in enumerate(rows)], schema=schema.CORPUS)


@cache
def legal_tokenizer() -> bytes:
    """A small tokenizer of the sentences above."""
    return train(LEGAL * 3, vocab_size=600).to_str().encode()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("об'єкт права", ["об'єкт", " права"]),
        ("зобов`язання", ["зобов`язання"]),
        ("123456,78 грн", ["123", "456", ",", "78", " грн"]),
        ("ст. 625 ЦК", ["ст", ".", " 625", " ЦК"]),
        ("кінець.\n\nПочаток", ["кінець", ".\n\n", "Початок"]),
        ("рядок\n\nрядок", ["рядок", "\n\n", "рядок"]),
        ("a  b", ["a", " ", " b"]),
        ("«Позов» (справа)", ["«Позов", "»", " (", "справа", ")"]),
        ("é́t", ["é́t"]),
        ("д‘є д´є д′є д＇є", ["д‘є", " д´є", " д′є", " д＇є"]),
        ("§12 №№ 3(§4)", ["§", "12", " №№", " 3", "(", "§", "4", ")"]),
        ("так.\n/далі", ["так", ".\n", "/далі"]),
        ("рядок \n  \n далі", ["рядок", " \n", "  \n", " далі"]),
    ],
)
def test_text_is_split_where_law_is_split(text: str, pieces: list[str]) -> None:
    """Apostrophes stay in the word, digits come in threes, lines end a piece."""
    found = pretokenizer().pre_tokenize_str(text)
    assert [text[start:end] for _, (start, end) in found] == pieces


@given(st.text())
@example("<|endoftext|> і <|pad|>")
@example("ОСОБА_1ОСОБА_12[slachtoffer 1] \ufeff\x00\r")
@settings(max_examples=200)
def test_every_text_comes_back(text: str) -> None:
    """Decoding the tokens of any text gives the text, character by character."""
    opened = load(legal_tokenizer())
    ids = opened.encode(text).ids
    assert opened.decode(ids) == text
    assert end_of_document(opened) not in ids


def test_every_byte_has_a_token() -> None:
    """The alphabet is whole, so no text is ever unknown."""
    vocabulary = load(legal_tokenizer()).get_vocab()
    assert sum(len(token) == 1 for token in vocabulary) == 256


@pytest.mark.parametrize(
    "tag", ["ОСОБА_1", "ОСОБА_12", "ІНФОРМАЦІЯ_3", "[verdachte]", "[slachtoffer 1]", "ТЕЛЕФОН_1", "[persoon 2]"]
)
def test_a_placeholder_is_one_token(tag: str) -> None:
    """Tags of the registers cost one token, wherever they stand."""
    opened = load(legal_tokenizer())
    assert tag in opened.encode(f"позов {tag}, а також").tokens


def test_every_placeholder_comes_back() -> None:
    """No tag holds a letter that the byte-level decoder would take for a byte; tags that would are plain text."""
    opened = load(legal_tokenizer())
    for text in (*placeholders(), "[geïntimeerde]"):
        assert opened.decode(opened.encode(text).ids) == text


def test_a_longer_number_is_not_a_placeholder_and_a_digit() -> None:
    """ОСОБА_125 is another person than ОСОБА_12."""
    assert not set(load(legal_tokenizer()).encode("ОСОБА_125").tokens) & set(placeholders())


def test_every_tag_of_the_masking_has_a_token() -> None:
    """Whatever the corpus puts in place of personal data, or leaves of the register's own tags, is one token."""
    assert {form.format(1) for form in tag_forms()} <= set(placeholders())


def test_ids_are_dense_and_special_tokens_come_first() -> None:
    """Ids 0 … n-1; the two special tokens are 0 and 1; the size is what was asked for or less."""
    vocabulary = load(legal_tokenizer()).get_vocab()
    assert sorted(vocabulary.values()) == list(range(len(vocabulary)))
    assert (vocabulary[END_OF_DOCUMENT], vocabulary[PADDING]) == (0, 1)
    assert len(vocabulary) == 600


def test_no_token_is_longer_than_the_limit() -> None:
    """A long word is never one token, however often it stands."""
    long = train(["надзвичайноперепідпорядкованість " * 20], vocab_size=600)
    added = {*placeholders(), END_OF_DOCUMENT, PADDING}
    assert max(len(token) for token in long.get_vocab() if token not in added) < LONGEST_TOKEN


def test_tokens_never_join_two_lines() -> None:
    """No token holds a line end followed by anything else."""
    joined = train(["суд\nсуд\n" * 50], vocab_size=600)
    assert not any("Ċ" in token.strip("Ċ") for token in joined.get_vocab())


def test_training_depends_on_counts_alone() -> None:
    """Order of texts does not matter."""
    assert train(LEGAL[::-1] * 3, vocab_size=600).to_str().encode() == legal_tokenizer()


@pytest.mark.parametrize("threads", ["1", "2"])
def test_training_gives_the_same_bytes_in_any_process(threads: str) -> None:
    """Neither threads nor the hash seed of a process change a byte."""
    script = (
        "import hashlib, tests.test_tokenizer as t;"
        "print(hashlib.sha256(t.train(t.LEGAL * 3, vocab_size=600).to_str().encode()).hexdigest())"
    )
    env = os.environ | {"RAYON_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, check=True)
    assert run.stdout.strip() == hashlib.sha256(legal_tokenizer()).hexdigest()


def test_a_vocabulary_without_room_for_merges_is_refused() -> None:
    """The error says how many to ask for."""
    with pytest.raises(ValueError, match=f"ask for over {smallest_vocabulary()}"):
        train(LEGAL, vocab_size=smallest_vocabulary())


def ending_with(*names: str) -> Tokenizer:
    """The tokenizer above with other special tokens in place of its own end of a document."""
    told = json.loads(legal_tokenizer())
    vocabulary = told["model"]["vocab"]
    told["added_tokens"] = [token for token in told["added_tokens"] if token["content"] != END_OF_DOCUMENT]
    told["model"]["vocab"] = {f"<{name}>" if name == END_OF_DOCUMENT else name: n for name, n in vocabulary.items()}
    foreign = load(json.dumps(told).encode())
    foreign.add_special_tokens(list(names))
    return foreign


@pytest.mark.parametrize(
    ("names", "asked", "found"),
    [
        (["<｜end▁of▁sentence｜>"], "", "<｜end▁of▁sentence｜>"),
        (["</s>", "<eos>"], "", "</s>"),
        (["<eos>"], "<eos>", "<eos>"),
        (["</s>", "<|end_of_text|>"], "</s>", "</s>"),
    ],
)
def test_a_foreign_tokenizer_ends_documents_with_its_own_token(names: list[str], asked: str, found: str) -> None:
    """The only one that is known, or the one that is named."""
    foreign = ending_with(*names)
    assert end_of_document(foreign, name=asked) == foreign.token_to_id(found)


@pytest.mark.parametrize(
    ("names", "asked", "said"),
    [
        ([], "", r"no .*endoftext.* token"),
        (["<eos>"], "</s>", "no </s> token"),
        (["</s>", "<|end_of_text|>"], "", r"tokens .*end_of_text.* and </s>"),
    ],
)
def test_a_foreign_tokenizer_without_an_end_is_refused(names: list[str], asked: str, said: str) -> None:
    """In one sentence: none, or two that might be it."""
    with pytest.raises(ValueError, match=f"has (the )?{said}.*: name the one"):
        end_of_document(ending_with(*names), name=asked)


@pytest.mark.parametrize("told", ["</s>", {"content": "</s>", "special": True}])
def test_the_configuration_names_the_end(told: object) -> None:
    """As a name, or as a token with its settings."""
    assert end_name(json.dumps({"eos_token": told}).encode()) == "</s>"


@pytest.mark.parametrize("told", [{}, {"eos_token": None}])
def test_a_configuration_without_an_end_is_refused(told: dict[str, None]) -> None:
    """In one sentence."""
    with pytest.raises(ValueError, match="no eos_token: name"):
        end_name(json.dumps(told).encode())


def test_stage_trains_on_the_corpus() -> None:
    """The asset is a tokenizer.json; an empty corpus gives a tokenizer of bytes."""
    rows = [{"text": text} for text in LEGAL * 3]
    assert load(train_tokenizer([corpus_of(rows)], vocab_size=600)).get_vocab_size() == 600
    assert load(train_tokenizer([], vocab_size=600)).get_vocab_size() == smallest_vocabulary()


def test_fertility_is_measured_on_held_out_texts_only() -> None:
    """Counts by source and language; nothing of the training split."""
    rows = [
        {"text": "Суд ухвалив", "split": "test"},
        {"text": "зобов'язання", "split": "validation"},
        {"text": "невідоме", "split": "train"},
        {"text": "De rechtbank", "split": "test", "language": "nl", "source": "rechtspraak"},
    ]
    found = measure(legal_tokenizer(), [corpus_of(rows)])
    assert [(each.source, each.language, each.documents, each.words, each.broken) for each in found] == [
        ("edrsr", "uk", 2, 3, 0),
        ("rechtspraak", "nl", 1, 2, 0),
    ]
    opened = load(legal_tokenizer())
    assert found[0].tokens == len(opened.encode("Суд ухвалив").ids) + len(opened.encode("зобов'язання").ids)
    assert measure(legal_tokenizer(), [corpus_of(rows)], documents=1)[0].documents == 1


def test_fertility_of_nothing_is_zero() -> None:
    """No words, no division."""
    assert (Fertility("a", "uk").tokens_per_word, Fertility("a", "uk").characters_per_token) == (0.0, 0.0)
