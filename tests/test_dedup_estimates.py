"""Estimates: sketches in files, their error, and which rows of a bucket they hold together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import index_buckets, index_edges
from pipelines.dedup.components import Components
from pipelines.dedup.estimates import (
    DOUBT,
    deviation,
    estimated,
    fewest_equal,
    likely_equal,
    read_sketches,
    write_sketches,
)

Edge = tuple[int, int, int]
LEAST, LIKELY, HEAD, REPRESENTATIVES, WINDOW, MOST = 98, 103, 40, 8, 16, 4


def drawn(*changes: tuple[int, int], seed: int = 1) -> np.ndarray:
    """Sketches row by row: (the row it is like, how many of its first bytes are changed); its own row is a new one."""
    rows = np.random.default_rng(seed).integers(0, 256, (len(changes), 128), dtype=np.uint8)
    for row, (like, differs) in enumerate(changes):
        if like != row:
            rows[row] = rows[like]
            rows[row, :differs] ^= 128
    return rows


def may_stand(places: np.ndarray, head: int) -> np.ndarray:
    """Which places of a bucket are among the first, or among half as many of each doubling behind."""
    return np.array([place % (1 << (place // head).bit_length()) == 0 for place in places.tolist()], np.uint8)


def near(
    sketches: np.ndarray, buckets: list[int], rows: list[int], sizes: list[int] | None = None, asked: object = True
) -> list[Edge]:
    """What `resembling` makes of these buckets; all texts of one size and all rows asked for unless told."""
    from pipelines.dedup.estimate_kernel import resembling

    members = np.array(rows, np.uint32)
    its_sizes = np.full(len(rows), 100, np.int32) if sizes is None else np.array(sizes, np.int32)
    flags = np.isin(members, asked) if isinstance(asked, list) else np.ones(len(rows), bool)
    places = members - np.array(buckets, np.uint32)
    stands = may_stand(places, HEAD)
    found = resembling(
        np.array(buckets, np.uint32), members, stands, flags, sketches, its_sizes,
        LEAST, LIKELY, HEAD, REPRESENTATIVES, WINDOW, MOST, 0.9, DOUBT,
    )  # fmt: skip
    return list(zip(*(column.tolist() for column in found), strict=True))


def _hot(sketches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges of one bucket with the numbers that the index has."""
    from pipelines.dedup.estimate_kernel import resembling

    rows = np.arange(len(sketches), dtype=np.uint32)
    stands = may_stand(rows, index_buckets.HEAD)
    asked, sizes = np.ones(len(rows), bool), np.full(len(rows), 100, np.int32)
    left, right, _ = resembling(
        np.zeros_like(rows), rows, stands, asked, sketches, sizes, fewest_equal(0.8), likely_equal(0.8),
        index_buckets.HEAD, index_edges.REPRESENTATIVES, index_buckets.WINDOW, index_edges.MOST_EDGES, 0.9, DOUBT,
    )  # fmt: skip
    return left, right


@pytest.mark.parametrize(
    ("what", "rows", "buckets", "edges"),
    [
        ("nothing", [], [], []),
        ("alone", [(0, 0)], [0], []),
        ("a copy", [(0, 0), (0, 0)], [0, 0], [(0, 1, 128)]),
        ("a near one", [(0, 0), (0, 20)], [0, 0], [(0, 1, 108)]),
        ("too far", [(0, 0), (0, 60)], [0, 0], []),
        ("a stranger is first", [(0, 0), (1, 0), (1, 9), (1, 12)], [0] * 4, [(1, 2, 119), (1, 3, 116)]),
        ("only near to one before it", [(0, 0), (0, 20), (0, 40)], [0] * 3, [(0, 1, 108), (1, 2, 108)]),
        ("near to two that are not near", [(0, 0), (0, 40), (0, 20)], [0] * 3, [(0, 2, 108), (1, 2, 108)]),
        ("two buckets", [(0, 0), (0, 1), (2, 0), (2, 1)], [0, 0, 2, 2], [(0, 1, 127), (2, 3, 127)]),
        ("other buckets are not looked at", [(0, 0), (1, 0), (1, 0), (0, 0)], [0, 0, 2, 2], []),
    ],
)
def test_rows_of_a_bucket_are_joined_by_their_sketches(
    what: str, rows: list[tuple[int, int]], buckets: list[int], edges: list[Edge]
) -> None:
    """Bytes that agree decide; a row that is not like the first is held against the others."""
    sketches = drawn(*rows) if rows else np.empty((0, 128), np.uint8)
    assert near(sketches, buckets, list(range(len(rows)))) == edges


def test_a_bucket_of_strangers_costs_no_square() -> None:
    """Beyond the representatives and the rows just before, a row is let go: the last is like the tenth, and alone."""
    rows = [(row, 0) for row in range(60)] + [(10, 0)]
    assert near(drawn(*rows), [0] * 61, list(range(61))) == []
    rows[-1] = (50, 0)
    assert near(drawn(*rows), [0] * 61, list(range(61))) == [(50, 60, 128)]


def test_what_came_late_to_a_bucket_may_stand_too() -> None:
    """Of the forty behind the first forty every other, until eight stand: what is like the 50th row finds no row."""
    rows = [(row, 0) for row in range(80)] + [(48, 5), (49, 5), (54, 5), (56, 5)]
    assert near(drawn(*rows), [0] * 84, list(range(84))) == [(48, 80, 123), (54, 82, 123)]


def test_of_many_that_may_be_near_the_closest_are_kept() -> None:
    """Six rows that agree with each other in 77 bytes, and one that agrees with each of them in 98 and more."""
    sketches = np.tile(drawn((0, 0)), (7, 1))
    for row in range(6):
        sketches[row, row * 20 : row * 20 + 30 - row] ^= 128
    assert near(sketches, [0] * 7, list(range(7)))[-4:] == [(row, 6, 98 + row) for row in (4, 5, 2, 3)]


def test_an_estimate_that_leaves_a_doubt_is_no_reason_not_to_look_on() -> None:
    """The third may be near to the first, which stands for it, and is a copy of the second."""
    assert near(drawn((0, 0), (0, 28), (1, 0)), [0] * 3, [0, 1, 2]) == [(0, 1, 100), (0, 2, 100), (1, 2, 128)]


@pytest.mark.parametrize("late", [False, True])
def test_a_bucket_of_a_hundred_templates_keeps_each_together(late: bool) -> None:
    """Recall of what is of one template, by this bucket alone: mixed from the start, or all but ten of them later."""
    draw, count, templates = np.random.default_rng(6), 40_000, 100
    which = draw.integers(0, templates, count)
    which[:5_000] = which[:5_000] % 10 if late else which[:5_000]
    drawn_rows = draw.integers(0, 256, (templates, 128), dtype=np.uint8)
    others = draw.integers(0, 256, (count, 128), dtype=np.uint8)
    sketches = np.where(draw.random((count, 128)) < 0.95, drawn_rows[which], others)
    edges = np.array(_hot(sketches), np.int64)
    assert (which[edges[0]] == which[edges[1]]).all()
    found = Components.of(count)
    found.join(edges[0], edges[1])
    together = np.bincount(which * count + found.roots(), minlength=templates * count).astype(float)
    pairs = (together * (together - 1)).sum()
    every = np.bincount(which).astype(float)
    assert pairs / (every * (every - 1)).sum() >= 0.97
    assert len(edges[0]) <= MOST * count


@pytest.mark.parametrize(
    ("sizes", "differs", "edges"),
    [
        ([100, 100], 45, []),
        ([100, 200], 45, [(0, 1, 83)]),
        ([200, 100], 80, [(0, 1, 48)]),
        ([100, 110], 90, []),
    ],
)
def test_a_text_that_may_hold_another_of_other_length_is_kept(
    sizes: list[int], differs: int, edges: list[Edge]
) -> None:
    """A containment of 0.9 in a text twice as long is a Jaccard of 0.43 only."""
    assert near(drawn((0, 0), (0, differs)), [0, 0], [0, 1], sizes) == edges


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), min_size=2, max_size=30), st.data())
@settings(max_examples=60)
def test_an_edge_hangs_on_the_rows_before_its_later_one_only(like: list[tuple[int, int]], data: st.DataObject) -> None:
    """So asking for some rows gives their edges among all, and rows behind change nothing."""
    rows = [(min(row, other), differs) for row, (other, differs) in enumerate(like)]
    sketches, every = drawn(*rows), list(range(len(rows)))
    sizes = data.draw(st.lists(st.sampled_from([10, 30, 100]), min_size=len(rows), max_size=len(rows)))
    edges = near(sketches, [0] * len(rows), every, sizes)
    asked = sorted(data.draw(st.sets(st.sampled_from(every), min_size=1)))
    assert near(sketches, [0] * len(rows), every, sizes, asked) == [edge for edge in edges if edge[1] in asked]
    some = data.draw(st.integers(1, len(rows)))
    assert near(sketches, [0] * some, every[:some], sizes) == [edge for edge in edges if edge[1] < some]


@pytest.mark.parametrize(
    ("rows", "edges"),
    [
        ([(0, 0), (0, 90)], [(0, 1, 38)]),
        ([(0, 0), (1, 0), (0, 10), (1, 5)], [(0, 1, 0), (0, 2, 118), (1, 3, 123)]),
        ([(0, 0), (0, 0), (0, 0)], [(0, 1, 128), (0, 2, 128)]),
    ],
)
def test_each_row_of_a_case_has_the_earlier_one_it_is_closest_to(
    rows: list[tuple[int, int]], edges: list[Edge]
) -> None:
    """However little they agree; of equals the earliest."""
    from pipelines.dedup.estimate_kernel import nearest_earlier

    every = np.arange(len(rows), dtype=np.uint32)
    found = nearest_earlier(np.zeros_like(every), every, np.ones(len(rows), bool), drawn(*rows, seed=4), WINDOW)
    told = list(zip(*(column.tolist() for column in found), strict=True))
    assert [edge[:2] for edge in told] == [edge[:2] for edge in edges]
    assert all(abs(one[2] - other[2]) <= 3 for one, other in zip(told, edges, strict=True))


@pytest.mark.parametrize("permutations", [64, 128, 256])
def test_the_estimate_is_that_of_minhash_with_chance_agreements_taken_off(permutations: int) -> None:
    """Unbiased, and its deviation as the theory says, measured on 4,000 pairs of sketches."""
    draw = np.random.default_rng(7)
    one, other = draw.integers(0, 256, (2, 4_000, permutations), dtype=np.uint8)
    same = draw.random((4_000, permutations)) < 0.8
    equal = (same | (one == other)).sum(axis=1)
    found = estimated(equal, permutations)
    assert abs(found.mean() - 0.8) < 0.004
    assert found.std() == pytest.approx(deviation(0.8, permutations), rel=0.05)
    assert (equal < fewest_equal(0.8, permutations)).mean() < 0.005


def test_sketches_are_the_low_bytes_of_the_minima(tmp_path: Path) -> None:
    """As many as there are permutations, and none for no rows."""
    minima = np.random.default_rng(5).integers(0, 1 << 32, (7, 256), dtype=np.uint32)
    for rows in (minima, minima[:0]):
        lists = pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), 256)
        write_sketches(pa.table({"minhash": lists}), tmp_path / "sketches")
        assert np.array_equal(read_sketches(tmp_path / "sketches"), rows & 255)
