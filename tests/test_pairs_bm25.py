"""BM25: what it ranks, beside the formula worked out by hand, and out of core."""

from __future__ import annotations

import math
import re
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.export.bm25 import NOBODY, Index, Statistics

K1, B = 1.5, 0.75
FEW = settings(max_examples=12)  # four million buckets an index
WORDS = st.lists(st.sampled_from(["суд", "борг", "позика", "неустойка", "huur", "x1"]), max_size=8).map(" ".join)


def _texts(texts: list[str]) -> pa.Array:
    return pa.array(texts, pa.large_string())


def _scores(texts: list[str], query: str) -> list[float]:
    """Robertson and Zaragoza 2009, with words of at most six letters, each once in a query."""
    split = [[word[:6] for word in re.findall(r"\w+", text.lower())] for text in texts]
    mean = max(sum(map(len, split)), 1) / len(texts)
    total = [0.0] * len(texts)
    for word in {word[:6] for word in re.findall(r"\w+", query.lower())}:
        holders = sum(word in words for words in split)
        rarity = math.log1p((len(texts) - holders + 0.5) / (holders + 0.5))
        for row, words in enumerate(split):
            count = Counter(words)[word]
            total[row] += rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * len(words) / mean)) if count else 0
    return total


@FEW
@given(texts=st.lists(WORDS, min_size=1, max_size=12), query=WORDS)
def test_scores_are_those_of_the_formula(texts: list[str], query: str) -> None:
    """The nearest in order, equal scores in order of passages, and whatever row is asked for."""
    expected = np.array(_scores(texts, query), np.float32)
    bounds = np.array([0, len(texts)])
    found = Index.of(_texts(texts)).search(_texts([query]), 5, (bounds, np.arange(len(texts))))
    np.testing.assert_allclose(found.asked, expected, rtol=1e-4)
    rows = found.rows[0][found.rows[0] != NOBODY]
    assert len(rows) == min(5, int((expected > 0).sum()))
    order = sorted(range(len(texts)), key=lambda row: (-found.asked[row], row))
    assert rows.tolist() == order[: len(rows)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("неустойка, суд", [1, 0]), ("НЕУСТОЙКИ", [1]), ("", []), ("ніде", []), ("суд", [0, 1])],
)
def test_rare_words_count_more(query: str, expected: list[int]) -> None:
    """Words are matched by their first six letters, in either case."""
    index = Index.of(_texts(["суд і суд", "суд та неустойкою", "нічого спільного"]))
    rows = index.search(_texts([query]), 3).rows[0]
    assert rows[rows != NOBODY].tolist() == expected


@FEW
@given(texts=st.lists(WORDS, min_size=2, max_size=12), query=WORDS, at=st.integers(1, 11))
def test_shards_score_as_one(texts: list[str], query: str, at: int) -> None:
    """Indexes of two halves with the statistics of both give the scores of one index of all."""
    halves = [part for part in (texts[:at], texts[at:]) if part]
    every = Statistics.of(_texts(halves[0]))
    for part in halves[1:]:
        every = every.plus(Statistics.of(_texts(part)))
    scores = list[float]()
    for part in halves:
        asked = (np.array([0, len(part)]), np.arange(len(part)))
        scores += Index.of(_texts(part), every).search(_texts([query]), 1, asked).asked.tolist()
    np.testing.assert_allclose(scores, _scores(texts, query), rtol=1e-4)


def test_queries_follow_rare_words_first() -> None:
    """A word that most of many passages hold is left out, so that a query costs no more than its passages."""
    texts = [f"суд {n}" for n in range(120_000)]
    found = Index.of(_texts(texts)).search(_texts(["суд 77", "суд"]), 3).rows
    assert found[0].tolist() == [77, NOBODY, NOBODY]
    assert found[1].tolist() == [0, 1, 2]


def test_nothing() -> None:
    """No passages, no queries."""
    assert Index.of(_texts([])).search(_texts(["суд"]), 2).rows.tolist() == [[NOBODY, NOBODY]]
    assert Index.of(_texts(["суд"])).search(_texts([]), 2).rows.shape == (0, 2)
