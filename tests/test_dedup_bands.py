"""Bands: equal keys without sorting, band files and ranges of keys, components, and what sketches say of edges."""

from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from pipelines.dedup.bands import (
    BandFiles,
    KeyRange,
    buckets_of,
    components,
    edges_of,
    equal_keys,
    find_edges,
    key_ranges,
    read_edges,
    row_type,
    write_bands,
    write_edges,
    write_plain,
)
from pipelines.dedup.estimates import deviation, estimated, hold, surviving, write_sketches
from pipelines.engine import InlineEngine, Item, Result

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


def in_order(edges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Edges as int64[edges, 2], by their later row."""
    return np.column_stack(edges).astype(np.int64)[np.argsort(edges[1], kind="stable")]


def skewed(rows: int, seed: int = 0) -> np.ndarray:
    """Keys of which a fifth repeats, one key is in every hundredth row, and many begin with the same bits."""
    draw = np.random.default_rng(seed)
    keys = draw.integers(0, 1 << 64, rows, dtype=np.uint64)
    keys[draw.integers(0, rows, rows // 5)] = keys[draw.integers(0, rows, rows // 5)]
    keys[draw.integers(0, rows, rows // 100)] = np.uint64(1 << 63)
    narrow = draw.integers(0, rows, rows // 10)
    keys[narrow] = np.uint64(0xABCDEF << 40) + keys[narrow] % np.uint64(rows)
    return keys


def band_file(folder: Path, number: int, *bands: np.ndarray) -> Path:
    """A band file with these keys."""
    file = folder / f"bands_{number}.parquet"
    write_plain(pa.table({f"band_{band:02d}": keys for band, keys in enumerate(bands)}), file)
    return file


def band_files(folder: Path, *shards: Sequence[np.ndarray]) -> BandFiles:
    """Band files of these shards, each a list of bands."""
    folder.mkdir(exist_ok=True)
    return BandFiles.of([band_file(folder, number, *bands) for number, bands in enumerate(shards)])


@pytest.mark.parametrize(
    ("what", "keys", "edges"),
    [
        ("nothing", keys_of(), []),
        ("one row", keys_of(7), []),
        ("all different", keys_of(3, 1, 2), []),
        ("all equal", keys_of(5, 5, 5), [(0, 1), (0, 2)]),
        ("a key of zero is a key", keys_of(0, 1, 0), [(0, 2)]),
        ("buckets lie together", keys_of(9, 8, 8, 9, 8), [(1, 2), (1, 4), (0, 3)]),
        ("keys that differ in one bit", keys_of(1 << 63, 0, 1, 1 << 63), [(0, 3)]),
    ],
)
def test_the_first_row_with_a_key_has_an_edge_to_every_later_one(what: str, keys: np.ndarray, edges: Pairs) -> None:
    """A star for each bucket, in the order in which buckets get their second row."""
    assert pairs(equal_keys(keys)) == edges


@given(st.lists(st.integers(0, 12) | st.integers(0, (1 << 64) - 1), max_size=300))
@settings(max_examples=60, deadline=None)
def test_edges_are_those_that_sorting_finds(values: list[int]) -> None:
    """Whatever the keys, few or many alike."""
    keys = keys_of(*values)
    edges = equal_keys(keys)
    assert np.array_equal(in_order(edges), sorted_edges(keys))
    begins = np.flatnonzero(np.diff(edges[0], prepend=-1))
    assert len(begins) == len(np.unique(edges[0]))


def test_edges_of_a_million_rows_with_a_huge_bucket_are_those_that_sorting_finds() -> None:
    """A part that holds a hundredth of all rows, and parts of very different sizes."""
    keys = skewed(1_000_000)
    assert np.array_equal(in_order(equal_keys(keys)), sorted_edges(keys))


@given(st.lists(st.integers(0, 9), max_size=60))
@settings(max_examples=40, deadline=None)
def test_buckets_hold_every_place_whose_key_is_not_alone(values: list[int]) -> None:
    """Each bucket once, named by its first place, its places in order."""
    keys = keys_of(*values)
    buckets, members = buckets_of(keys)
    expected = [np.flatnonzero(keys == key) for key in np.unique(keys)]
    found = [members[buckets == name].tolist() for name in np.unique(buckets)]
    assert sorted(found) == sorted(one.tolist() for one in expected if len(one) > 1)
    assert all(keys[members[place]] == keys[bucket] for place, bucket in enumerate(buckets.astype(int)))
    assert np.count_nonzero(np.diff(buckets.astype(np.int64))) == max(0, len(found) - 1)


@pytest.mark.parametrize(
    ("rows", "at_once", "ranges"),
    [(10, 10, 1), (11, 10, 2), (20, 10, 2), (21, 10, 4), (41, 10, 8), (0, 10, 1)],
)
def test_a_band_is_read_in_as_many_ranges_as_keep_each_small(rows: int, at_once: int, ranges: int) -> None:
    """A power of two, for a range is the top bits of a key."""
    found = key_ranges(BandFiles((), (), rows, 2), at_once)
    assert [one.band for one in found] == [0] * ranges + [1] * ranges
    assert [one.which for one in found] == list(range(ranges)) * 2
    assert {1 << one.bits for one in found} == {ranges}


@given(st.integers(0, 4), st.lists(st.integers(1, 50), min_size=1, max_size=4), st.integers(0, 1_000))
@settings(max_examples=25, deadline=None)
def test_ranges_of_all_files_give_the_edges_of_the_whole_band(
    tmp_path_factory: pytest.TempPathFactory, bits: int, sizes: list[int], seed: int
) -> None:
    """Every edge in exactly one range, wherever the shards begin."""
    keys = skewed(sum(sizes), seed) | np.uint64(1)
    keys[::3] = keys[0]
    shards = [[part] for part in np.split(keys, np.cumsum(sizes)[:-1])]
    files = band_files(tmp_path_factory.mktemp("bands"), *shards)
    found = [edges_of(files, KeyRange(0, bits, which)) for which in range(1 << bits)]
    left, right = (np.concatenate(ends) for ends in zip(*found, strict=True))
    assert np.array_equal(in_order((left, right)), sorted_edges(keys))


def test_a_range_costs_the_memory_of_its_own_keys(tmp_path: Path) -> None:
    """24 bytes a wanted key, what its edges take, and one file's keys at a time; not those of all files."""
    shards = [[np.random.default_rng(seed).integers(0, 1 << 64, 50_000, dtype=np.uint64)] for seed in range(16)]
    files = band_files(tmp_path, *shards)
    edges_of(files, KeyRange(0, 4, 3))
    tracemalloc.start()
    edges_of(files, KeyRange(0, 4, 3))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000 * (24 + 8 + 12 + 8)


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
    files = BandFiles.of([tmp_path / "bands"])
    for band in (0, 17, 39):
        worded = np.flatnonzero(words)
        codes = minima[worded, band * 3 : band * 3 + 3] @ np.array([1, 3, 9])
        assert np.array_equal(in_order(edges_of(files, KeyRange(band, 0, 0))), worded[sorted_edges(codes)])


def test_files_with_different_bands_are_refused(tmp_path: Path) -> None:
    """One sentence that says how to mend it."""
    with pytest.raises(ValueError, match="write all of them anew"):
        band_files(tmp_path, [keys_of(1)], [keys_of(1), keys_of(2)])


class Elsewhere:
    """An engine as a cluster may be: the last item first, and everything goes there and back in a letter."""

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """See `Engine.map`."""
        letters = [pickle.dumps((work, item)) for item in items]
        answers = [pickle.dumps(run(item)) for run, item in map(pickle.loads, reversed(letters))]
        return map(pickle.loads, reversed(answers))


def test_engine_and_ranges_change_nothing(tmp_path: Path) -> None:
    """The same components from an engine of another order, from one range of keys and from eight."""
    shards = [[skewed(3_000, seed), skewed(3_000, seed + 10)] for seed in range(3)]
    files = band_files(tmp_path, *shards)
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    spread = find_edges(files, tmp_path / "one", Elsewhere(), at_once=1_200)
    whole = find_edges(files, tmp_path / "other", InlineEngine())
    assert (len(spread), len(whole)) == (2 * 8, 2)
    assert np.array_equal(components(spread, files.rows), components(whole, files.rows))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
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


def signatures(sketches: np.ndarray) -> pa.Table:
    """Signatures with these minima, every text with words."""
    lists = pa.FixedSizeListArray.from_arrays(pa.array(sketches.astype(np.uint32).ravel()), 128)
    return pa.table({"words": np.ones(len(sketches), np.int32), "minhash": lists})


def drawn(*changes: tuple[int, int], seed: int = 1) -> np.ndarray:
    """Sketches row by row: (the row it is like, how many of its first bytes are changed); its own row is a new one."""
    rows = np.random.default_rng(seed).integers(0, 256, (len(changes), 128), dtype=np.uint8)
    for row, (like, differs) in enumerate(changes):
        if like != row:
            rows[row] = rows[like]
            rows[row, :differs] ^= 128
    return rows


def survivors(sketches: np.ndarray, edges: Pairs, folder: Path, jaccard: float = 0.8) -> list[tuple[int, int, int]]:
    """What is left of these edges."""
    write_sketches(signatures(sketches), folder / "sketches")
    left, right = np.array(edges, np.uint32).T.copy()
    written = [write_edges((left, right), folder / "edges")]
    held = hold([folder / "sketches"], written, len(sketches), folder)
    (near,) = surviving(written, held, jaccard, folder, InlineEngine())
    table = pq.read_table(near)
    return list(zip(*(table[name].to_pylist() for name in ("left", "right", "equal")), strict=True))


STRANGER_FIRST = [(0, 0), (1, 0), (1, 9), (1, 12)]
CHAIN = [(0, 0), (0, 20), (0, 40)]


@pytest.mark.parametrize(
    ("what", "rows", "edges", "near"),
    [
        ("a copy", [(0, 0), (0, 0)], [(0, 1)], [(0, 1, 128)]),
        ("a near one", [(0, 0), (0, 20)], [(0, 1)], [(0, 1, 108)]),
        ("too far", [(0, 0), (0, 30)], [(0, 1)], []),
        ("a stranger is first", STRANGER_FIRST, [(0, 1), (0, 2), (0, 3)], [(1, 2, 119), (1, 3, 116)]),
        ("only near to one before it", CHAIN, [(0, 1), (0, 2)], [(0, 1, 108), (1, 2, 108)]),
        ("near to two that are not near", [(0, 0), (0, 40), (0, 20)], [(0, 1), (0, 2)], [(0, 2, 108), (1, 2, 108)]),
        ("two buckets", [(0, 0), (0, 1), (2, 0), (2, 1)], [(0, 1), (2, 3)], [(0, 1, 127), (2, 3, 127)]),
        ("other buckets are not looked at", [(0, 0), (1, 0), (1, 0), (3, 0)], [(0, 1), (3, 2)], []),
    ],
)
def test_an_edge_survives_by_its_sketches_or_another_of_its_bucket_does(
    what: str, rows: list[tuple[int, int]], edges: Pairs, near: list[tuple[int, int, int]], tmp_path: Path
) -> None:
    """Bytes that agree decide; a row that is not like the first is held against the others."""
    assert survivors(drawn(*rows), edges, tmp_path) == near


def test_a_bucket_of_strangers_costs_no_square(tmp_path: Path) -> None:
    """Beyond the representatives and the rows just before, a row is let go: the last is like the tenth, and alone."""
    rows = [(row, 0) for row in range(60)] + [(10, 0)]
    assert survivors(drawn(*rows), [(0, row) for row in range(1, 61)], tmp_path) == []
    rows[-1] = (50, 0)
    assert survivors(drawn(*rows), [(0, row) for row in range(1, 61)], tmp_path) == [(50, 60, 128)]


def test_the_estimate_is_that_of_minhash_with_chance_agreements_taken_off() -> None:
    """Unbiased, and its deviation as the theory says, measured on 4,000 pairs of sketches."""
    draw = np.random.default_rng(7)
    one, other = draw.integers(0, 256, (2, 4_000, 128), dtype=np.uint8)
    same = draw.random((4_000, 128)) < 0.8
    found = estimated((same | (one == other)).sum(axis=1))
    assert abs(found.mean() - 0.8) < 0.003
    assert found.std() == pytest.approx(deviation(0.8), rel=0.05)
    assert deviation(0.8) == pytest.approx(0.035, abs=0.001)


def test_known_clusters_are_found_again_from_files(tmp_path: Path) -> None:
    """Pairs, triples, a huge cluster behind a stranger; chance agreements join strangers until they are verified."""
    known, rows = Known(20_000), np.arange(20_000)
    bands, sketches = list[Path](), list[Path]()
    for first in range(0, known.rows, 7_000):
        part = known.signatures(first, min(7_000, known.rows - first))
        bands.append(tmp_path / f"bands_{first}")
        sketches.append(tmp_path / f"sketches_{first}")
        write_bands(part, bands[-1])
        write_sketches(part, sketches[-1])
    edge_files = find_edges(BandFiles.of(bands), tmp_path, InlineEngine(), at_once=9_000)
    joined = components(edge_files, known.rows)
    near_files = surviving(edge_files, hold(sketches, edge_files, known.rows, tmp_path), 0.8, tmp_path, InlineEngine())
    assert np.array_equal(components(near_files, known.rows), known.roots(rows))
    linked = rows[known.linked(rows) >= 0]
    assert len(linked) > 800
    assert np.array_equal(joined[linked], joined[known.linked(linked)])


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
