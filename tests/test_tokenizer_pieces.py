"""Pieces: the automaton cuts as the pattern does, tags teach nothing, counts are the same in any order."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tokenizer.characters import LETTER, derive, expand, kinds
from tokenizer.piece_counts import COUNTS, PieceCounts, add_up, count_pieces, without_rules
from tokenizer.piece_order_kernel import in_order
from tokenizer.piece_states import place_of, steps
from tokenizer.pretokenizer import MASKED, PATTERN, SUPER_PATTERN, SUPERWORDS, pretokenizer, unlearned

AWKWARD = st.text(
    st.one_of(
        st.sampled_from("аїҐ'’`ʼ ab\n\r\t\v\u00a0\u0301\u2028«(.,/_№§12³Ⅳ٣-😀\ufeff\u3000漢"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)
"""Texts in which every rule of the pattern meets every other, and any character at all."""

TAG = "|".join(
    (rf"\b{form}\b" if form[0].isalpha() else re.escape(form)).replace("{}", "[0-9]+").replace(r"\{\}", "[0-9]+")
    for form in unlearned()
)
"""The tags, as a regular expression."""


def pieces_of(texts: list[str], words: int = 1) -> Counter[str]:
    """What the kernel counts."""
    counts = count_pieces([pa.array(texts, pa.large_string())], words=words).to_pydict()
    return Counter(dict(zip(counts["piece"], counts["count"], strict=True)))


def split_by(pattern: str, texts: list[str]) -> Counter[str]:
    """What the library splits, tags taken out before."""
    splitter = pretokenizer(pattern)
    stretches = [stretch for text in texts for stretch in re.split(TAG, text)]
    return Counter(
        stretch[start:end] for stretch in stretches for _, (start, end) in splitter.pre_tokenize_str(stretch)
    )


@given(st.lists(AWKWARD, max_size=4))
@example(["об'єкт'", "'s-Gravenhage", "а'", "'", "(слово", " \u0301x", "\u0301\u0301", "  \n \n", "\n  ", " ", ". \n"])
@example(["12345 678", " 1", "  1", "§§ 12№3", " №", "x§y", "...\n\n/", "a\r\n\r\nb", "\t\tx", "а  б   "])
@settings(max_examples=120)
def test_the_automaton_cuts_as_the_pattern_does(texts: list[str]) -> None:
    """The same pieces, each as often."""
    assert pieces_of(texts) == split_by(PATTERN, texts)


@given(st.text("aZжрїҐ 1.,(\n’é", max_size=30), st.text("aрҐ 1.\n", min_size=1, max_size=30), st.integers(1, 40))
@example("№ 1", "а, (б) 12345.", 120)
@example("", "123Ґ123 123\n1234ж", 12)
@example("а", "¹҂҃҂Ґ҄", 9)
@settings(max_examples=80)
def test_plain_text_is_cut_as_the_pattern_does(first: str, again: str, times: int) -> None:
    """By the table of states, over many strides and more pieces than are cut at once, from any place on."""
    text = first + again * times
    assert pieces_of([text]) == split_by(PATTERN, [text])


def test_only_bytes_of_letters_go_on_with_a_word() -> None:
    """A first byte that may begin anything else than a letter is never plain; those behind a first byte are."""
    words = place_of("letters")
    going_on = [byte for byte in range(0x80, 0x100) if int(steps()[byte]) >> words & 0x3E == words]
    letters = [byte for byte in range(0xC2, 0xE0) if all(kinds()[(byte & 0x1F) << 6 :][:64] == LETTER)]
    assert going_on == [*range(0x80, 0xC0), *letters]
    assert {0xD0, 0xD1} < {*letters}


@given(st.lists(AWKWARD, max_size=4))
@example(["суд дійшов висновку про те, що позов слід задовольнити повністю", "а б  в г\nд", "а б1", " а б "])
@settings(max_examples=60)
def test_clauses_are_cut_as_their_pattern_does(texts: list[str]) -> None:
    """Up to five words in one piece."""
    assert pieces_of(texts, SUPERWORDS) == split_by(SUPER_PATTERN, texts)


@given(st.lists(st.sampled_from(["ОСОБА_1", "ОСОБА_", "ОСОБА_12", "[verdachte]", "[", "_1", "хОСОБА_1", "ПОШТА_2x",
    "[persoon 3]", "[persoon ]", "ДАТА_НАРОДЖЕННЯ_4", " ", "-", "ї", "7", "\n"]), max_size=8))  # fmt: skip
@settings(max_examples=120)
def test_tags_are_left_out_wherever_they_stand(parts: list[str]) -> None:
    """What stands beside a tag is cut as if the text ended there; what only looks like one is text."""
    text = "".join(parts)
    assert pieces_of([text]) == split_by(PATTERN, [text])


def test_every_form_of_a_tag_is_left_out() -> None:
    """Whatever its number."""
    assert pieces_of([form.format(31) for form in MASKED]) == Counter()


def test_the_table_of_characters_is_that_of_the_library() -> None:
    """A new version of its Unicode data must be seen: then the table and the stage's version are raised."""
    assert np.array_equal(expand(derive()), kinds())


def test_tables_grow_in_the_middle_of_a_text() -> None:
    """Over a hundred thousand different pieces, a long one among them, none lost and none twice."""
    numbers = [f"сл{number:x}ово" for number in range(60_000)]
    text = " ".join([*numbers, "х" * 400_000, *numbers])
    assert pieces_of([text]) == Counter(re.findall(r" ?[0-9]{1,3}| ?[^\W\d]+", text))


@given(st.lists(AWKWARD, min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_counts_do_not_depend_on_order_or_shards(texts: list[str], chance) -> None:
    """Shards counted apart and added up are the whole, byte for byte."""
    whole = count_pieces([pa.array(texts, pa.large_string())])
    chance.shuffle(texts)
    shards = [count_pieces([pa.array(texts[part::2], pa.string())]) for part in range(2)]
    together = add_up(pl.concat([pl.LazyFrame(shard) for shard in shards]))
    assert together.equals(whole)
    assert together.schema.equals(COUNTS)


def test_slices_and_chunks_are_read_where_they_begin() -> None:
    """A column of a shard is often neither whole nor one piece."""
    column = pa.chunked_array(
        [pa.array(["а", "бб", "в"], pa.large_string()).slice(1, 1), pa.array([], pa.large_string())]
    )
    assert count_pieces([column]).to_pydict() == {"piece": ["бб"], "count": [1]}


def test_a_null_is_refused() -> None:
    """Its bytes could be anything."""
    with pytest.raises(ValueError, match="A text is null"):
        PieceCounts().add(pa.array(["а", None], pa.large_string()))


def test_rare_pieces_may_be_dropped() -> None:
    """`least` is the fewest occurrences that count."""
    counts = count_pieces([pa.array(["а б б"], pa.large_string())])
    assert add_up(pl.LazyFrame(counts), least=2).to_pydict() == {"piece": [" б"], "count": [2]}


@pytest.mark.parametrize(
    ("piece", "ruled"),
    [
        ("--------", True),
        (" ________", True),
        ("        ", True),
        (".......", False),
        ("=-=-=-=-\n", True),
        ("слово", False),
    ],
)
def test_ruled_rows_teach_nothing(piece: str, ruled: bool) -> None:
    """Eight characters that only draw a line."""
    counts = pa.table([[piece], [1]], schema=COUNTS)
    assert without_rules(counts).num_rows == (not ruled)


@given(st.lists(st.text("a\x00ї😀", max_size=70).map(str.encode), unique=True, max_size=60))
@settings(max_examples=100)
def test_pieces_are_in_the_order_of_their_bytes(texts: list[bytes]) -> None:
    """A zero byte is a byte like any other, and what ends comes before what goes on."""
    begins = np.cumsum([0, *map(len, texts)])
    found = in_order(np.frombuffer(b"".join(texts), np.uint8), begins)
    assert [texts[place] for place in found] == sorted(texts)


@pytest.mark.parametrize("size", [1, 7, 8, 9, 15, 16, 17, 22, 23, 24, 25, 47, 48, 49])
def test_pieces_of_any_length_are_told_apart(size: int) -> None:
    """By their last letter, by their length, and where the data end after them."""
    pieces = ["а" * 40 + "x" * at + last for at in (size, size + 1) for last in "yzq"] + ["q" * size, "q" * size + "z"]
    text = " ".join(pieces * 3)
    assert pieces_of([text]) == split_by(PATTERN, [text])
