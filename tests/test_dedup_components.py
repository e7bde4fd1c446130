"""Union-find against walking the graph."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.components import Components
from pipelines.dedup.sets import Sets

ROWS = 20
PAIRS = st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1)), max_size=40)


def arrays(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs as edges."""
    left, right = np.array(pairs, np.uint32).reshape(-1, 2).T.copy()
    return left, right


def walked(pairs: list[tuple[int, int]], limit: int = ROWS) -> list[int]:
    """First row of each row's component, with plain sets: pairs are joined in order, none beyond the limit."""
    component = [{row} for row in range(ROWS)]
    for left, right in pairs:
        both = component[left] | component[right]
        if len(both) <= limit:
            for row in both:
                component[row] = both
    return [min(rows) for rows in component]


@given(PAIRS)
@settings(max_examples=60)
def test_roots_are_first_rows(pairs: list[tuple[int, int]]) -> None:
    """The root of a component is its first row, in whatever order and direction the pairs come."""
    forward, backward = Components.of(ROWS), Components.of(ROWS)
    forward.join(*arrays(pairs))
    left, right = arrays(pairs[::-1])
    backward.join(right, left)
    assert forward.roots().tolist() == backward.roots().tolist() == walked(pairs)


@given(PAIRS, PAIRS, st.integers(1, 8), st.integers(0, 40))
@settings(max_examples=60)
def test_limit(sure: list[tuple[int, int]], pairs: list[tuple[int, int]], limit: int, cut: int) -> None:
    """What was joined before stays; a union beyond the limit is left out, however the edges are cut into parts."""
    forest, whole = Components.of(ROWS), Components.of(ROWS)
    for each, parts in ((forest, [pairs[:cut], pairs[cut:]]), (whole, [pairs])):
        each.join(*arrays(sure))
        each.join_up_to(limit, map(arrays, parts))
    assert forest.roots().tolist() == whole.roots().tolist()
    if not sure:
        assert whole.roots().tolist() == walked(pairs, limit)
    assert set(walked(sure)) >= set(whole.roots().tolist())


def agreeing(
    pairs: list[tuple[int, int]], told: list[int], cases: list[list[int]], foes: list[tuple[int, int]]
) -> list[int]:
    """First row of each row's component when only what agrees is joined."""
    forest = Components.of(len(told))
    sets = Sets.of(pa.array(cases, pa.list_(pa.uint64())))
    forest.join_agreeing(arrays(pairs), np.array(told, np.uint64)[:, None], sets, arrays(foes))
    return forest.roots().tolist()


@pytest.mark.parametrize(
    ("what", "pairs", "told", "cases", "foes", "expected"),
    [
        ("nothing told", [(0, 1), (2, 1)], [0, 0, 0], [[], [], []], [], [0, 0, 0]),
        ("two things", [(0, 1), (2, 1)], [7, 0, 8], [[], [], []], [], [0, 0, 2]),
        ("in another order", [(2, 1), (0, 1)], [7, 0, 8], [[], [], []], [], [0, 1, 1]),
        ("two things that a pair tells", [(0, 1), (2, 1)], [7, 8, 7], [[], [], []], [], [0, 0, 0]),
        ("no case in common", [(0, 1), (1, 2)], [0, 0, 0], [[3, 5], [5, 6], [3, 6]], [], [0, 0, 2]),
        ("a case in common", [(0, 1), (1, 2)], [0, 0, 0], [[3, 5], [5, 6], [2, 5]], [], [0, 0, 0]),
        ("no case told between", [(0, 1), (1, 2)], [0, 0, 0], [[3], [], [4]], [], [0, 0, 2]),
        ("foes", [(0, 1), (1, 2)], [0, 0, 0], [[], [], []], [(0, 2)], [0, 0, 2]),
        ("foes of two that were joined", [(0, 1), (2, 3), (1, 2)], [0] * 4, [[]] * 4, [(3, 0)], [0, 0, 2, 2]),
    ],
)
def test_what_agrees_is_joined(
    what: str,
    pairs: list[tuple[int, int]],
    told: list[int],
    cases: list[list[int]],
    foes: list[tuple[int, int]],
    expected: list[int],
) -> None:
    """A union of what tells two things, has no case in common or holds foes is left out."""
    assert agreeing(pairs, told, cases, foes) == expected, what


@given(PAIRS, PAIRS)
@settings(max_examples=60)
def test_foes_never_meet(pairs: list[tuple[int, int]], foes: list[tuple[int, int]]) -> None:
    """However components grow, foes stay in two; and nothing else keeps a pair apart."""
    component = [{row} for row in range(ROWS)]
    for left, right in pairs:
        both = component[left] | component[right]
        if component[left] is component[right] or not any({*foe} <= both and len({*foe}) == 2 for foe in foes):
            for row in both:
                component[row] = both
    assert agreeing(pairs, [0] * ROWS, [[]] * ROWS, foes) == [min(rows) for rows in component]


@given(PAIRS)
@settings(max_examples=60)
def test_sizes_and_members(pairs: list[tuple[int, int]]) -> None:
    """At a root stands how many rows it has; members are the rows of more than one."""
    forest, roots = Components.of(ROWS), walked(pairs)
    forest.join(*arrays(pairs))
    assert forest.sizes().tolist() == [roots.count(row) for row in range(ROWS)]
    assert forest.members().tolist() == [row for row in range(ROWS) if roots.count(roots[row]) > 1]


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_four_bytes_a_row(rows: int) -> None:
    """A row alone is its own root, in four bytes."""
    forest = Components.of(rows)
    assert forest.roots().tolist() == list(range(rows))
    assert forest.roots().nbytes == 4 * rows
    assert forest.members().tolist() == []
