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

from pipelines.dedup.merges import MERGES, Commit, find_merges, log_merges
from pipelines.store import DamagedShard

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
    log_merges(log, Commit("", []), Commit("one", [write(tmp_path, "one", {"a": "a", "b": "a"})]))
    assert not log.exists()


COMMITS: dict[str, Clusters] = {
    "K1": {"b": "b", "c": "c"},
    "K2": {"b": "b", "c": "b"},
    "K3": {"a": "a", "b": "a", "c": "a"},
    "K4": {"a": "a"},
}


@pytest.mark.parametrize(
    ("what", "nights", "expected"),
    [
        ("one after the other", ["K1 K2", "K2 K3"], ["c b K1 K2", "b a K2 K3"]),
        ("there and back", ["K1 K2", "K2 K1"], ["c b K1 K2", "b c K2 K1"]),
        ("there and back and there", ["K1 K2", "K2 K1", "K1 K2"], ["c b K1 K2", "b c K2 K1", "c b K1 K2"]),
        ("again, from what a killed night left", ["K1 K2", "K2 K3", "K2 K3"], ["c b K1 K2", "b a K2 K3"]),
        ("another way, after a killed night", ["K1 K2", "K1 K3"], ["b a K1 K3", "c a K1 K3"]),
        ("nothing, after a killed night", ["K1 K2", "K1 K1"], []),
        (
            "by way of a commit without them",
            ["K3 K1", "K1 K4", "K4 K1", "K1 K2"],
            ["a b K3 K1", "a c K3 K1", "c b K1 K2"],
        ),
    ],
)
def test_the_log_tells_the_way_of_the_commits(
    tmp_path: Path, what: str, nights: list[str], expected: list[str]
) -> None:
    """Each step once, ways back too; what was logged for a commit that never came is taken out again."""
    log = tmp_path / "merges.parquet"
    files = {key: [write(tmp_path, key, clusters)] for key, clusters in COMMITS.items()}
    for night in nights:
        before, after = (Commit(key, files[key]) for key in night.split())
        log_merges(log, before, after)
    table = pq.ParquetFile(log).read()
    assert table.schema.equals(MERGES)
    rows = table.to_pylist()
    assert [f"{row['was']} {row['became']} {row['before']} {row['made']}" for row in rows] == expected, what
    assert {file.name for file in tmp_path.iterdir()} == {log.name, *(file.name for (file,) in files.values())}


def test_a_log_that_says_the_same_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written where there is nothing to say."""
    log = tmp_path / "merges.parquet"
    one, two = (Commit(key, [write(tmp_path, key, COMMITS[key])]) for key in ("K1", "K2"))
    log_merges(log, one, two)
    made = log.stat().st_mtime_ns
    log_merges(log, one, two)
    log_merges(log, two, two)
    assert log.stat().st_mtime_ns == made


def test_a_damaged_log_is_told_in_a_sentence(tmp_path: Path) -> None:
    """The person hears which file to remove."""
    log = tmp_path / "merges.parquet"
    log.write_bytes(b"PAR1")
    with pytest.raises(DamagedShard, match=r"^merges\.parquet .*: remove it, and run again\.$"):
        log_merges(log, Commit("K1", []), Commit("K2", []))


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


@given(MAPS, MAPS, st.sampled_from("abcdefgh"), st.sampled_from([2, 5, 1_000]))
@settings(max_examples=60)
def test_the_log_tells_the_whole_difference(before: Clusters, after: Clusters, boundary: str, at_once: int) -> None:
    """For every document that both know the pair of its names is in the log if they differ, counted, with its kind."""
    with tempfile.TemporaryDirectory() as folder:
        slices = (cut(Path(folder), name, of, boundary) for name, of in (("before", before), ("after", after)))
        rows = find_merges(*slices, at_once=at_once).rows()
    went = Counter((before[doc], after[doc]) for doc in before.keys() & after.keys())
    was, became = Counter(was for was, _ in went), Counter(became for _, became in went)
    expected = [
        (old, new, "split" if was[old] > 1 else "joined" if became[new] > 1 else "renamed", count)
        for (old, new), count in sorted(went.items())
        if old != new
    ]
    assert rows == expected
