"""The likeness of texts, held against a plain reading of them."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import comparison
from pipelines.dedup.comparison import EQUAL_TEXTS, LIKENESS, likeness
from pipelines.dedup.content import CONTENT

Rows = tuple[str, int]


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


def grams_of(text: str) -> set[tuple[str, ...]]:
    """The word 5-grams of a text; a shorter one is one gram."""
    words = words_of(text)
    return {tuple(words[start : start + 5]) for start in range(max(1, len(words) - 4))}


def plain(text: str, other: str) -> dict[str, float | bool]:
    """What `likeness` should say of the texts, by sets and counters of Python."""
    grams, grams_other = grams_of(text), grams_of(other)
    shared = len(grams & grams_other)
    words, words_other = Counter(words_of(text)), Counter(words_of(other))
    numbers, numbers_other = (Counter({w: n for w, n in c.items() if w[0].isdigit()}) for c in (words, words_other))
    return {
        "jaccard": shared / len(grams | grams_other),
        "of_row": shared / len(grams),
        "of_other": shared / len(grams_other),
        "numbers_agree": numbers <= numbers_other or numbers_other <= numbers,
        "numbers_equal": numbers == numbers_other,
    }


def pairs_of(pieces: dict[str, list[str]], pairs: list[tuple[int, Rows]], closely: bool = False) -> pl.DataFrame:
    """Pairs of a row of the piece «here» and a row of any piece."""
    rows = [
        {
            "row": row,
            "other": other,
            "other_row": other_row,
            "words": len(words_of(pieces["here"][row])),
            "words_other": len(words_of(pieces[other][other_row])),
            "closely": closely,
        }
        for row, (other, other_row) in pairs
    ]
    whole = pl.UInt32
    kinds = {"row": whole, "other": pl.String, "other_row": whole, "words": pl.Int32, "words_other": pl.Int32}
    return pl.DataFrame(rows, schema={**kinds, "closely": pl.Boolean})


def found(pieces: dict[str, list[str]], pairs: list[tuple[int, Rows]], closely: bool = False) -> pl.DataFrame:
    """The likeness of pairs; texts must be asked for in order, each once."""

    def read(piece: str, rows: np.ndarray) -> pa.Array:
        assert rows.dtype == np.int64
        assert rows.tolist() == sorted(set(rows.tolist()))
        return pa.array([pieces[piece][row] for row in rows], pa.large_string())

    return likeness(pairs_of(pieces, pairs, closely), "here", read)


WORDS = st.sampled_from(["Суд", "суду", "15", "16", "сума", "банк", "перший"])
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
PLACES = st.tuples(st.integers(0, 2), st.tuples(st.sampled_from(["here", "north", "south"]), st.integers(0, 2)))


@given(st.lists(TEXTS, min_size=9, max_size=9), st.lists(PLACES, max_size=12), st.integers(1, 40))
@settings(max_examples=60)
def test_likeness_is_that_of_the_texts(texts: list[str], pairs: list[tuple[int, Rows]], block: int):
    """Whatever pieces the pairs lie in and however few words a block has, the likeness is what a reader finds."""
    pieces = {"here": texts[:3], "north": texts[3:6], "south": texts[6:]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "BLOCK", block)
        told = found(pieces, pairs)
    assert told.schema == LIKENESS
    expected = [plain(pieces["here"][row], pieces[other][other_row]) for row, (other, other_row) in pairs]
    assert told.drop(*CONTENT).to_dicts() == expected
    assert {told[name].null_count() for name in CONTENT} == {len(pairs)}


@pytest.mark.parametrize(
    ("what", "one", "other", "agree", "equal"),
    [
        ("the same numbers", "сума 15 і 15", "15, 15 - сума", True, True),
        ("one number more", "сума 15", "сума 15 і 16", True, False),
        ("a number twice", "сума 15 і 15", "сума 15", True, False),
        ("another number", "сума 15", "сума 16", False, False),
        ("no numbers on one side", "сума", "сума 16", True, False),
        ("no numbers at all", "сума", "ціна", True, True),
    ],
)
def test_numbers(what: str, one: str, other: str, agree: bool, equal: bool):
    """Numbers agree when one text holds all of the other's, and are equal when each does."""
    told = found({"here": [one], "there": [other]}, [(0, ("there", 0))])
    assert told.select("numbers_agree", "numbers_equal").rows() == [(agree, equal)], what


def test_a_retold_decision_is_held():
    """The shares tell which side holds the other: the short one lies in the long one, not the long in the short."""
    long, short = " ".join(f"слово{n}" for n in range(40)), " ".join(f"слово{n}" for n in range(20))
    told = found({"here": [long], "there": [short]}, [(0, ("there", 0))])
    assert told.select("of_row", "of_other", "jaccard").rows() == [(16 / 36, 1.0, 16 / 36)]


def test_content_is_compared_where_asked():
    """A Latin letter in a word is another word, and the same content."""
    texts = {"here": ["Суд вирішив справу 15"], "there": ["Cуд вирішив справу 15"]}
    (row,) = found(texts, [(0, ("there", 0))], closely=True).to_dicts()
    assert row["jaccard"] == 0.0
    assert row["same_content"]


def test_the_own_piece_is_read_once():
    """However many pieces and blocks there are, the own texts are asked for once and each other piece's in turn."""
    pieces = {name: [f"{name} {n} один два три чотири" for n in range(6)] for name in ("here", "north", "south")}
    asked: list[str] = []

    def read(piece: str, rows: np.ndarray) -> pa.Array:
        asked.append(piece)
        return pa.array([pieces[piece][row] for row in rows])

    pairs = [(row, (other, earlier)) for row in range(6) for other in ("north", "south") for earlier in range(6)]
    likeness(pairs_of(pieces, pairs), "here", read)
    assert asked == ["here", "north", "south"]


def test_equal_texts_are_as_like_as_can_be():
    """What is said of equal texts without reading them is what reading them would say."""
    read = found({"here": ["Суд 15 Банк, банк"], "there": ["суд 15 банк: БАНК"]}, [(0, ("there", 0))], closely=True)
    assert pl.select(EQUAL_TEXTS).rows() == read.rows()
