"""The vocabulary of a base model, extended: old ids stay, new tokens are within reach, nothing else changes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from tokenizer import load
from tokenizer.extension import NEW_TOKENS, Extension, extend
from tokenizer.extension_base import base_of
from tokenizer.extension_counts import count_encoded
from tokenizer.initialisation import grown
from tokenizer.pretokenizer import placeholders, stand_ins
from tokenizer.reporting_public import installed, public_tokenizers

ENGLISH = (
    "The court dismissed the appeal because the defendant had not been heard within the term of the law.\n",
    "Whereas the parties have agreed upon the delivery of goods, the seller shall pay for the transport.\n",
    "He who causes damage to another by his own fault must make it good; so it was said, and so it is.\n",
)
LEGAL = (
    "Суд дійшов висновку, що зобов'язання за договором № 123456 від 01.02.2023 не виконані.\n\n",
    "ОСОБА_1 звернулася до суду з позовом до ОСОБА_12 про стягнення аліментів.\r\n",
    "De rechtbank veroordeelt [verdachte] tot een gevangenisstraf van 12 (twaalf) maanden.\n",
    "Het beroep van belanghebbende is ongegrond; de uitspraak wordt bevestigd.\n",
    "------------------------\n",
)


@cache
def english() -> bytes:
    """A base as a stranger trains it: the split of GPT-2, special tokens behind the vocabulary."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet, show_progress=False)  # pyright: ignore
    made.train_from_iterator(ENGLISH * 3, trainer)
    made.add_special_tokens(["<|end|>", AddedToken("beroep")])
    return made.to_str().encode()


@cache
def base(name: str) -> bytes:
    """The base of a name."""
    return english() if name == "english" else dict(public_tokenizers())[name]


@cache
def extended(name: str, tokens: int = 120) -> Extension:
    """A base with what a few sentences of law teach."""
    counts = count_encoded(base_of(base(name)), [pa.array(LEGAL * 4)])
    return extend(base(name), counts, tokens=tokens)


@cache
def opened(name: str, *, grown: bool) -> Tokenizer:
    """A base or its extension, ready to encode."""
    return load(extended(name).tokenizer if grown else base(name))


BASES = ["english", *installed()]


def changed(tokenizer: bytes, **model: Any) -> bytes:
    """The file with other entries of its model."""
    told = json.loads(tokenizer)
    return json.dumps(told | {"model": told["model"] | model}).encode()


@pytest.mark.parametrize("name", BASES)
def test_old_ids_stay_and_new_ones_follow(name: str) -> None:
    """Every token of the base has its id, new ids go on without a gap, and all but tokens and merges is the base's."""
    old, new = json.loads(base(name)), json.loads(extended(name).tokenizer)
    before, after = (opened(name, grown=side).get_vocab() for side in (False, True))
    assert before.items() <= after.items()
    first = max(before.values()) + 1
    assert sorted(set(after.values()) - set(before.values())) == list(range(first, first + len(extended(name).tokens)))
    assert extended(name).tokens["id"].to_pylist() == list(range(first, first + len(extended(name).tokens)))
    kept = [part for part in old if part not in {"model", "added_tokens"}]
    assert [new[part] for part in kept] == [old[part] for part in kept]
    assert new["added_tokens"][: len(old["added_tokens"])] == old["added_tokens"]
    assert new["model"]["merges"][: len(old["model"]["merges"])] == old["model"]["merges"]


@pytest.mark.parametrize("name", BASES)
def test_every_new_token_is_within_reach(name: str) -> None:
    """Its own bytes are encoded to it, by the merge that the table names."""
    told = json.loads(extended(name).tokenizer)
    names = {number: token for token, number in told["model"]["vocab"].items()}
    model = Tokenizer.from_str(json.dumps(told)).model
    learned = extended(name).tokens.slice(len(placeholders())).to_pylist()
    assert len(learned) > 50
    for row in learned:
        assert [token.id for token in model.tokenize(names[row["id"]])] == [row["id"]]
        merge = told["model"]["merges"][row["rank"]]
        assert "".join(merge if isinstance(merge, list) else merge.split(" ")) == names[row["id"]]


@pytest.mark.parametrize("name", BASES)
@given(text=st.lists(st.sampled_from([*"абві '-\n.,ё1d", "суд", "rechtbank ", "зобов", "язання", "the "])).map("".join))
@settings(max_examples=60)
def test_new_tokens_stand_for_what_the_base_writes(name: str, text: str) -> None:
    """With its parts in place of each new token a text has the ids of the base; and it comes back."""
    parts = dict(zip(*(extended(name).tokens[column].to_pylist() for column in ("id", "parts")), strict=True))
    ids = opened(name, grown=True).encode(text, add_special_tokens=False).ids
    spelled = [part for one in ids for part in parts.get(one, [one])]
    assert spelled == opened(name, grown=False).encode(text, add_special_tokens=False).ids
    assert opened(name, grown=True).decode(ids) == text


@pytest.mark.parametrize("name", BASES)
def test_law_costs_less(name: str) -> None:
    """Half the tokens and fewer, and every placeholder is one."""
    text = "".join(LEGAL[:4])
    before, after = (
        load(file).encode(text, add_special_tokens=False) for file in (base(name), extended(name).tokenizer)
    )
    assert len(after) < 0.5 * len(before)
    assert {"ОСОБА_1", "ОСОБА_12", "[verdachte]"} <= set(after.tokens)
    assert load(extended(name).tokenizer).decode(after.ids) == text


def test_the_table_tells_what_a_token_is() -> None:
    """Placeholders first, which nothing taught; then merges by their count; letters that are cut are marked."""
    rows = extended("english").tokens.to_pylist()
    assert extended("english").tokens.schema == NEW_TOKENS
    tags, learned = rows[: len(placeholders())], rows[len(placeholders()) :]
    assert [row["text"] for row in tags] == list(placeholders())
    assert {(row["count"], row["rank"]) for row in tags} == {(None, None)}
    assert [row["count"] for row in learned] == sorted((row["count"] for row in learned), reverse=True)
    assert all(row["bytes"].decode(errors="replace") == row["text"] for row in rows)
    old = load(english())
    assert all(b"".join(_bytes(old, part) for part in row["parts"]) == row["bytes"] for row in rows)


def _bytes(tokenizer: Tokenizer, number: int) -> bytes:
    """What a token stands for."""
    return bytes(map(stand_ins().index, tokenizer.id_to_token(number) or ""))


def test_what_spells_a_special_token_is_not_learned() -> None:
    """«beroep» is a special token of the base: in a text it stays text, in pieces, and nothing is built on it."""
    counts = count_encoded(base_of(english()), [pa.array(["(beroep) beroepen\n"] * 9)])
    made = extend(english(), counts, tokens=50)
    tokens = load(made.tokenizer).encode("(beroep) beroepen").tokens
    assert "beroep" not in tokens
    assert "Ġberoepen" in tokens


def test_a_token_that_the_base_never_reached_keeps_its_id() -> None:
    """Some vocabularies hold tokens without a merge: a new merge leads to the old id, and no second id is made."""
    vocabulary = json.loads(english())["model"]["vocab"]
    stranded = changed(english(), vocab=vocabulary | {"rechtbank": 1000})
    counts = count_encoded(base_of(stranded), [pa.array(["rechtbank.\n"] * 9)])
    made = extend(stranded, counts, tokens=50)
    assert load(stranded).encode("rechtbank").ids != [1000]
    assert load(made.tokenizer).encode("rechtbank").ids == [1000]
    assert "rechtbank" not in made.tokens["text"].to_pylist()


def test_rows_drawn_with_characters_teach_nothing() -> None:
    """No token of a table's rules, however often they occur."""
    assert not [text for text in extended("english").tokens["text"].to_pylist() if text.startswith("--")]


def test_the_order_of_texts_does_not_matter() -> None:
    """The same bytes of all three files."""
    counts = count_encoded(base_of(english()), [pa.array((LEGAL * 4)[::-1])])
    again = extend(english(), counts, tokens=120)
    assert again.tokenizer == extended("english").tokenizer
    assert again.init_map == extended("english").init_map
    assert again.tokens.equals(extended("english").tokens)


def test_nothing_to_learn_from_leaves_the_base_with_placeholders() -> None:
    """No counts, no merges."""
    made = extend(english(), count_encoded(base_of(english()), []), tokens=9)
    assert made.tokens.num_rows == len(placeholders())


@pytest.mark.parametrize("model", [{"type": "WordLevel"}, {"byte_fallback": True}, {"vocab": {"a": 0}}])
def test_other_kinds_of_tokenizers_are_refused(model: dict[str, Any]) -> None:
    """In one sentence that names what can be extended."""
    with pytest.raises(ValueError, match="Only a byte-level BPE can be extended"):
        base_of(changed(english(), **model))


def test_new_rows_are_means_of_old_ones() -> None:
    """Weights add up to 1, a part that occurs twice weighs twice; rows are a multiple, and those of no token 0."""
    told, rows = json.loads(extended("english").init_map), extended("english").tokens.to_pylist()
    matrix = np.random.default_rng(0).normal(size=(told["base_size"] + 3, 4))
    wider = grown(matrix, extended("english").init_map)
    assert told["padded"] % 128 == 0
    assert told["size"] == told["base_size"] + len(rows) <= told["padded"] == len(wider)
    assert all(sum(row["weights"]) == pytest.approx(1) for row in told["rows"].values())
    np.testing.assert_array_equal(wider[: told["base_size"]], matrix[: told["base_size"]])
    for row in rows:
        np.testing.assert_allclose(wider[row["id"]], matrix[row["parts"]].mean(axis=0))
    assert not wider[told["size"] :].any()


def test_a_matrix_of_another_model_is_refused() -> None:
    """It has fewer rows than the base has ids."""
    with pytest.raises(ValueError, match="give the model's own"):
        grown(np.zeros((7, 2)), extended("english").init_map)
