"""Bands: keys in order, equal ones, band files, components, and the known structure of the benchmarks."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import cases_dedup
from benchmarks.known import Known
from benchmarks.rivals.serve import check_components
from pipelines.dedup.arrow import numbers
from pipelines.dedup.bands import (
    Edges,
    components,
    equal_keys,
    in_order,
    in_range,
    read_edges,
    row_type,
    write_bands,
    write_edges,
)

Pairs = list[tuple[int, int]]


def keys_of(*values: int) -> np.ndarray:
    """Keys as an array."""
    return np.array(values, np.uint64)


def pairs(edges: tuple[np.ndarray, np.ndarray]) -> Pairs:
    """Edges as a list."""
    return list(zip(edges[0].tolist(), edges[1].tolist(), strict=True))


def sorted_edges(keys: np.ndarray) -> np.ndarray:
    """By sorting: (first place with the key, place) of every later place, int64[edges, 2]."""
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    edges = np.column_stack([first[which], np.arange(len(keys))])
    return edges[edges[:, 0] != edges[:, 1]]


def by_later(edges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Edges as int64[edges, 2], by their later row."""
    return np.column_stack(edges).astype(np.int64)[np.argsort(edges[1], kind="stable")]


def matched(keys: np.ndarray) -> Edges:
    """The edges of a band, from its keys as they come."""
    return equal_keys(*in_order([in_range(keys, np.arange(len(keys), dtype=np.uint32), 0, 0)]))


def skewed(rows: int, seed: int = 0) -> np.ndarray:
    """Keys of which a fifth repeats, one key is in every hundredth row, and many begin with the same bits."""
    draw = np.random.default_rng(seed)
    keys = draw.integers(0, 1 << 64, rows, dtype=np.uint64)
    keys[draw.integers(0, rows, rows // 5)] = keys[draw.integers(0, rows, rows // 5)]
    keys[draw.integers(0, rows, rows // 100)] = np.uint64(1 << 63)
    narrow = draw.integers(0, rows, rows // 10)
    keys[narrow] = np.uint64(0xABCDEF << 40) + keys[narrow] % np.uint64(rows)
    return keys


@pytest.mark.parametrize(
    ("what", "keys", "edges"),
    [
        ("nothing", keys_of(), []),
        ("one row", keys_of(7), []),
        ("all different", keys_of(3, 1, 2), []),
        ("all equal", keys_of(5, 5, 5), [(0, 1), (0, 2)]),
        ("silent keys equal none", keys_of(0, 1, 0, 1), [(1, 3)]),
        ("a key between others", keys_of(9, 8, 9), [(0, 2)]),
        ("keys that differ in one bit", keys_of(1 << 63, 2, 1, 1 << 63), [(0, 3)]),
    ],
)
def test_the_first_row_with_a_key_has_an_edge_to_every_later_one(what: str, keys: np.ndarray, edges: Pairs) -> None:
    """A star for each bucket."""
    assert pairs(matched(keys)) == edges


@given(st.lists(st.integers(1, 12) | st.integers(1, (1 << 64) - 1), max_size=300))
@settings(max_examples=60)
def test_edges_are_those_that_sorting_finds(values: list[int]) -> None:
    """Whatever the keys, few or many alike."""
    keys = keys_of(*values)
    edges = matched(keys)
    assert np.array_equal(by_later(edges), sorted_edges(keys))


def test_edges_of_a_million_rows_with_a_huge_bucket_are_those_that_sorting_finds() -> None:
    """A part that holds a hundredth of all rows, and parts of very different sizes."""
    keys = skewed(1_000_000)
    assert np.array_equal(by_later(matched(keys)), sorted_edges(keys))


@given(st.lists(st.lists(st.integers(0, 5) | st.integers(0, (1 << 64) - 1), max_size=200), min_size=1, max_size=4))
@settings(max_examples=60)
def test_keys_come_in_order_and_equal_ones_in_the_order_of_their_rows(parts: list[list[int]]) -> None:
    """As a stable sort of all chunks gives them, less the silent ones."""
    keys = [keys_of(*part) for part in parts]
    bounds = np.cumsum([0, *map(len, parts)])
    chunks = [(part, np.arange(first, first + len(part))) for part, first in zip(keys, bounds, strict=False)]
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")[np.count_nonzero(every == 0) :]
    found, rows = in_order(chunks)
    assert np.array_equal(rows, order)
    assert np.array_equal(found, every[order])


def test_hot_keys_in_one_slot_cost_no_square() -> None:
    """Two keys that differ in their last bit, 200,000 rows each, between others: sorted as stably as the rest."""
    keys = skewed(400_000) | np.uint64(1 << 62)
    keys[::2], keys[1::4] = np.uint64(7 << 60), np.uint64((7 << 60) + 1)
    _, rows = in_order([(keys, np.arange(len(keys), dtype=np.uint32))])
    assert np.array_equal(rows, np.argsort(keys, kind="stable"))


@given(st.integers(0, 4), st.lists(st.integers(0, 6) | st.integers(0, (1 << 64) - 1), max_size=200))
@settings(max_examples=40)
def test_ranges_part_all_keys(bits: int, values: list[int]) -> None:
    """Every key in exactly one range with its row, ranges in the order of the keys."""
    keys, rows = keys_of(*values), np.arange(10, 10 + len(values), dtype=np.uint32)
    ranges = [in_range(keys, rows, bits, which) for which in range(1 << bits)]
    kept = np.concatenate([kept for _, kept in ranges])
    assert sorted(kept.tolist()) == rows.tolist()
    found = np.concatenate([found for found, _ in ranges])
    assert np.array_equal(found, keys[kept - 10])
    tops = [int(key) >> (64 - bits) for key in found]
    assert tops == sorted(tops)


def test_a_band_is_the_hash_of_its_minima_and_no_other_file_is_needed(tmp_path: Path) -> None:
    """Rows are in one bucket if and only if they agree in all minima of the band; a text without words is in none."""
    draw = np.random.default_rng(3)
    minima = draw.integers(0, 3, (500, 128)).astype(np.uint32)
    words = np.ones(500, np.int32)
    words[::9], minima[::9] = 0, 0xFFFFFFFF
    lists = pa.FixedSizeListArray.from_arrays(pa.array(minima.ravel()), 128)
    write_bands(pa.table({"words": words, "minhash": lists}), tmp_path / "bands", bands=40, rows=3)
    footer = pq.read_metadata(tmp_path / "bands")
    assert (footer.num_columns, footer.num_rows, footer.num_row_groups) == (40, 500, 1)
    assert footer.row_group(0).column(0).total_uncompressed_size < 500 * 8 + 200
    table = pq.read_table(tmp_path / "bands")
    for band in (0, 17, 39):
        worded = np.flatnonzero(words)
        codes = minima[worded, band * 3 : band * 3 + 3] @ np.array([1, 3, 9])
        assert np.array_equal(by_later(matched(numbers(table[f"band_{band:02d}"]))), worded[sorted_edges(codes)])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60), st.integers(1, 5))
@settings(max_examples=40)
def test_components_are_named_by_their_first_row(
    tmp_path_factory: pytest.TempPathFactory, edges: Pairs, files: int
) -> None:
    """However the edges are split into files, and whichever end is written first."""
    folder = tmp_path_factory.mktemp("edges")
    expected = list(range(31))
    for one, other in edges * 31:
        expected[one] = expected[other] = min(expected[one], expected[other])
    array = np.array(edges, np.uint32).reshape(-1, 2)
    written = [
        write_edges((part[:, 0].copy(), part[:, 1].copy()), folder / str(number))
        for number, part in enumerate(np.array_split(array, files))
    ]
    assert components(written, 31).tolist() == expected


def test_edges_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Numbers of rows beyond 32 bits too."""
    for rows in (np.array([0, 7], np.uint32), np.array([1 << 40, 3])):
        left, right = read_edges(write_edges((rows, rows[::-1].copy()), tmp_path / "edges"))
        assert (left.tolist(), right.tolist(), left.dtype) == (rows.tolist(), rows[::-1].tolist(), rows.dtype)
    assert (row_type(1 << 32), row_type((1 << 32) + 1)) == (np.uint32, np.int64)


@pytest.mark.parametrize("rows", [1_000, 20_000, 99_991])
def test_known_clusters_are_as_they_are_said_to_be(rows: int) -> None:
    """Sizes, first rows, and originals that are nobody's copy."""
    known, every = Known(rows), np.arange(rows)
    roots = known.roots(every)
    assert np.array_equal(roots[roots], roots)
    assert (roots <= every).all()
    sizes = np.bincount(np.bincount(roots))
    assert sizes[2] == rows * 150 // 1000 // 2
    assert sizes[3] == rows * 225 // 1000 // 3
    assert sizes[rows * 6 // 1000] == 1
    linked = known.linked(every)
    assert (roots[linked[linked >= 0]] == linked[linked >= 0]).all()
    assert (roots == every)[linked >= 0].all()


def test_polars_finds_the_components_that_we_find() -> None:
    """The rival of the benchmark checks itself before it is timed."""
    comparison = cases_dedup.clusters_polars(documents=4_000)
    assert comparison.rival is not None
    with comparison.rival.open() as rival:
        assert rival.version.startswith("polars")


@pytest.mark.parametrize(
    ("what", "rows", "names", "same"),
    [
        ("names do not matter", [0, 2, 1, 4], [9, 9, 7, 7], True),
        ("rows alone may be named", [0, 1, 2, 3, 4], [5, 4, 5, 3, 4], True),
        ("a row too few", [0, 2], [9, 9], False),
        ("two components in one", [0, 2, 1, 4], [9, 9, 9, 9], False),
    ],
)
def test_a_rival_with_other_components_is_not_timed(
    what: str, rows: list[int], names: list[int], same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script ends before it says its version, and the comparison is missing with the reason."""
    pq.write_table(pa.table({"root": [0, 1, 0, 3, 1]}), tmp_path / "inputs")
    monkeypatch.setattr("sys.argv", ["script", str(tmp_path / "inputs")])
    with nullcontext() if same else pytest.raises(SystemExit, match="other components"):
        check_components(rows, names)
