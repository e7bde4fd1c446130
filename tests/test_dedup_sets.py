"""Sets side by side, components, and the number sets of texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import letters
from pipelines.dedup.arrow import text_bytes
from pipelines.dedup.components import Components
from pipelines.dedup.sets import Sets

MEMBERS = st.sets(st.integers(0, 30), max_size=12)


@given(st.lists(MEMBERS, min_size=1, max_size=6))
@settings(max_examples=40)
def test_shared_members(sets: list[set[int]]):
    """Every pair shares what Python's sets share."""
    values = np.array([member for each in sets for member in sorted(each)], np.uint64)
    side_by_side = Sets(values, np.cumsum([0, *map(len, sets)]))
    left, right = (axis.ravel() for axis in np.indices((len(sets), len(sets))))
    expected = [len(sets[i] & sets[j]) for i, j in zip(left, right, strict=True)]
    assert side_by_side.sizes.tolist() == [len(each) for each in sets]
    assert side_by_side.shared(left, side_by_side, right).tolist() == expected


def components(rows: int, pairs: list[tuple[int, int]]) -> list[int]:
    """First row of each row's component, found by walking the graph."""
    first = list(range(rows))
    for _ in range(rows):
        for i, j in pairs:
            first[i] = first[j] = min(first[i], first[j])
    return first


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
@settings(max_examples=40)
def test_roots_are_first_rows(pairs: list[tuple[int, int]]):
    """The root of a component is its first row, in whatever order the pairs come."""
    forward, backward = Components.of(20), Components.of(20)
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T.copy()
    forward.join(left, right)
    backward.join(right[::-1], left[::-1])
    assert forward.roots().tolist() == backward.roots().tolist() == components(20, pairs)


def test_limit_of_a_component():
    """A union beyond the limit is left out, one inside it is made."""
    few = Components.of(5)
    few.join_up_to(2, [(np.array([0, 1, 3]), np.array([1, 2, 4]))])
    assert few.roots().tolist() == [0, 0, 2, 3, 3]


@pytest.mark.parametrize(
    ("one", "other", "shared", "sizes"),
    [
        ("сума 15 і 15", "сума 15", 1, (2, 1)),
        ("12.05.2023", "12-05-2023", 3, (3, 3)),
        ("справа 7а", "справа а7", 0, (1, 0)),
        ("без чисел", "теж", 0, (0, 0)),
    ],
)
def test_numbers_of_a_text(one: str, other: str, shared: int, sizes: tuple[int, int]):
    """A number is a word that begins with a digit; twice is not once."""
    from pipelines.dedup.signature_kernel import text_sets

    sets = Sets(*text_sets(*text_bytes(pa.array([one, other])), letters.table())[2:])
    assert tuple(sets.sizes) == sizes
    assert sets.shared(np.array([0]), sets, np.array([1])).tolist() == [shared]
