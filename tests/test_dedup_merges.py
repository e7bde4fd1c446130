"""The merge log: what became of clusters between two commits."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.merges import MERGES, find_merges, log_merges

Clusters = dict[str, str]
"""Cluster of each document."""


def write(folder: Path, commit: str, clusters: Clusters, among: Clusters | None = None) -> Path:
    """A slice that says this of documents; sizes are those among all documents of the commit."""
    sizes = Counter((among or clusters).values())
    columns = {
        "id": list(clusters),
        "cluster": list(clusters.values()),
        "cluster_size": pa.array([sizes[name] for name in clusters.values()], pa.int32()),
    }
    shape = pa.schema([("id", pa.string()), ("cluster", pa.string()), ("cluster_size", pa.int32())])
    file = folder / f"part-{commit}.parquet"
    pq.write_table(pa.table(columns, schema=shape), file)
    return file


def found(folder: Path, before: Clusters, after: Clusters) -> list[tuple[str, str, str, int]]:
    """What became of the clusters of one slice."""
    return find_merges([write(folder, "before", before)], [write(folder, "after", after)]).rows()


@pytest.mark.parametrize(
    ("what", "before", "after", "expected"),
    [
        ("nothing", {"a": "a", "b": "a"}, {"a": "a", "b": "a"}, []),
        ("a document joins", {"a": "a", "b": "a"}, {"a": "a", "b": "a", "c": "a"}, []),
        ("a document leaves the source", {"a": "a", "b": "a", "c": "a"}, {"a": "a", "b": "a"}, []),
        ("two that were alone", {"a": "a", "b": "b"}, {"a": "a", "b": "a"}, [("b", "a", "joined", 1)]),
        (
            "two clusters meet",
            {"a": "a", "b": "a", "c": "c", "d": "c"},
            {"a": "a", "b": "a", "c": "a", "d": "a"},
            [("c", "a", "joined", 2)],
        ),
        ("an older member", {"b": "b", "c": "b"}, {"a": "a", "b": "a", "c": "a"}, [("b", "a", "renamed", 2)]),
        ("its oldest member leaves", {"a": "a", "b": "a", "c": "a"}, {"b": "b", "c": "b"}, [("a", "b", "renamed", 2)]),
        (
            "two meet in an older one",
            {"b": "b", "c": "c"},
            {"a": "a", "b": "a", "c": "a"},
            [("b", "a", "joined", 1), ("c", "a", "joined", 1)],
        ),
        (
            "a cluster goes apart",
            {"a": "a", "b": "a", "c": "a", "d": "a"},
            {"a": "a", "b": "a", "c": "c", "d": "c"},
            [("a", "c", "split", 2)],
        ),
        (
            "a member goes over",
            {"a": "a", "b": "a", "c": "c", "d": "c"},
            {"a": "a", "b": "c", "c": "c", "d": "c"},
            [("a", "c", "split", 1)],
        ),
    ],
)
def test_what_became_of_clusters(
    tmp_path: Path, what: str, before: Clusters, after: Clusters, expected: list[tuple[str, str, str, int]]
) -> None:
    """A cluster was split, joined with others, or has another name; no word of one that only grew or shrank."""
    assert found(tmp_path, before, after) == expected, what


def test_slices_that_did_not_change_are_taken_into_account(tmp_path: Path) -> None:
    """One member goes and another comes: the slice of the third says what it said, and still the cluster was split."""
    kept = write(tmp_path, "kept", {"a": "a"}, {"a": "a", "b": "a"})
    before = write(tmp_path, "before", {"b": "a", "c": "c"}, {"a": "a", "b": "a", "c": "c"})
    after = write(tmp_path, "after", {"b": "b", "c": "a"}, {"a": "a", "b": "b", "c": "a"})
    assert find_merges([before, kept], [after, kept]).rows() == [("a", "b", "split", 1), ("c", "a", "joined", 1)]


def test_the_same_slices_are_not_read(tmp_path: Path) -> None:
    """Where no file differs there is nothing to open."""
    missing = [tmp_path / "part-gone.parquet"]
    assert find_merges(missing, missing).rows() == []


def test_the_first_commit_has_no_past(tmp_path: Path) -> None:
    """Nothing was known before, so nothing became of it, and no log is begun."""
    log = tmp_path / "merges.parquet"
    log_merges(log, [], [write(tmp_path, "one", {"a": "a", "b": "a"})], "one")
    assert not log.exists()


def test_the_log_grows_once_a_commit(tmp_path: Path) -> None:
    """Each commit is logged once, and what was logged stays, even if the commit is made again from what it left."""
    log = tmp_path / "merges.parquet"
    one, two = write(tmp_path, "one", {"b": "b", "c": "c"}), write(tmp_path, "two", {"b": "b", "c": "b"})
    three = write(tmp_path, "three", {"a": "a", "b": "a", "c": "a"})
    for before, after, made in ((one, two, "two"), (two, three, "three"), (two, three, "three"), (three, two, "two")):
        log_merges(log, [before], [after], made)
    assert pq.ParquetFile(log).read().cast(MERGES).to_pylist() == [
        {"was": "c", "became": "b", "kind": "joined", "documents": 1, "made": "two"},
        {"was": "b", "became": "a", "kind": "renamed", "documents": 2, "made": "three"},
    ]
    assert {file.name for file in tmp_path.iterdir()} == {log.name, one.name, two.name, three.name}


def named(numbered: dict[str, int]) -> Clusters:
    """Clusters named after their least document."""
    return {doc: min(other for other in numbered if numbered[other] == number) for doc, number in numbered.items()}


MAPS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 4), min_size=1).map(named)


def cut(folder: Path, commit: str, clusters: Clusters, boundary: str) -> list[Path]:
    """Two slices named after what they say."""
    parts = [{doc: name for doc, name in clusters.items() if (doc < boundary) is first} for first in (True, False)]
    sizes = Counter(clusters.values())
    names = ["-".join(f"{doc}{name}{sizes[name]}" for doc, name in sorted(part.items())) for part in parts]
    return [
        write(folder, f"{number}-{name}", part, clusters)
        for number, (name, part) in enumerate(zip(names, parts, strict=True))
    ]


@given(MAPS, MAPS, st.sampled_from("abcdefgh"))
@settings(max_examples=60, deadline=None)
def test_the_log_tells_the_whole_difference(before: Clusters, after: Clusters, boundary: str) -> None:
    """For every document that both know the pair of its names is in the log if they differ, counted, with its kind."""
    with tempfile.TemporaryDirectory() as folder:
        rows = find_merges(
            cut(Path(folder), "before", before, boundary), cut(Path(folder), "after", after, boundary)
        ).rows()
    went = Counter((before[doc], after[doc]) for doc in before.keys() & after.keys())
    was, became = Counter(was for was, _ in went), Counter(became for _, became in went)
    expected = [
        (old, new, "split" if was[old] > 1 else "joined" if became[new] > 1 else "renamed", count)
        for (old, new), count in sorted(went.items())
        if old != new
    ]
    assert rows == expected
