"""Paragraphs that recur: counted over shards as over one table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.boilerplate import AT_LEAST, count_recurring
from pipelines.engine import InlineEngine, ProcessEngine
from pipelines.schema import BOILERPLATE, SIGNATURES
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Account, Ref, Shard, Store, content_key
from pipelines.tables import parquet_bytes

Documents = list[tuple[str, list[int]]]
"""(id, paragraph hashes) of rows."""

CELL = Scope("edrsr", "2019")


def stored(root: str, shards: list[Documents]) -> Shards:
    """Shards of signatures in a store, sketches empty; each named after what it holds."""
    store, refs = Store(root), []
    for rows in shards:
        blank = {"words": 9, "text_hash": 1, "minhash": [0] * 128, "simhash": 0}
        known = [{**blank, "id": name, "paragraph_hashes": hashes} for name, hashes in rows]
        body = parquet_bytes(pa.Table.from_pylist(known, schema=SIGNATURES))
        key = content_key(rows)
        size, sha256 = store.write("signatures", CELL, f"part-{key}.parquet", body)
        account = Account("rows", len(rows), len(rows))
        refs.append(Ref("signatures", CELL, Shard(key, key, f"part-{key}.parquet", len(rows), size, sha256, account)))
    return Shards(store, tuple(refs), ("id", "paragraph_hashes"))


def counted(shards: list[Documents], folder: Path, at_least: int = 2, at_once: int = 1_000) -> dict[int, int]:
    """Documents by paragraph, as `count_recurring` finds them; what it leaves in the folder stays there."""
    workroom = folder / "workroom"
    workroom.mkdir(exist_ok=True)
    found = count_recurring(stored(f"memory://{folder}", shards), workroom, InlineEngine(), at_least, at_once=at_once)
    assert found.schema == BOILERPLATE
    hashes = found["paragraph_hash"].to_pylist()
    assert hashes == sorted(hashes)
    return dict(zip(hashes, found["documents"].to_pylist(), strict=True))


def expected(shards: list[Documents], at_least: int = 2) -> dict[int, int]:
    """The same by a set of (document, paragraph)."""
    held = {(name, paragraph) for rows in shards for name, hashes in rows for paragraph in hashes}
    counts = Counter(paragraph for _, paragraph in held)
    return {paragraph: count for paragraph, count in counts.items() if count >= at_least}


@pytest.mark.parametrize(
    ("shards", "counts"),
    [
        ([], {}),
        ([[]], {}),
        ([[("a", []), ("b", [])]], {}),
        ([[("a", [7, 2**64 - 1]), ("b", [2**64 - 1, 7]), ("c", [3])]], {7: 2, 2**64 - 1: 2}),
        ([[("a", [7, 7, 7]), ("b", [8])]], {}),
        ([[("a", [7]), ("a", [7])]], {}),
        ([[("a", [7])], [("a", [7])]], {}),
        ([[("a", [7]), ("a", [7]), ("b", [7])], [("c", [7])]], {7: 3}),
        ([[("a", [7, 8])], [("a", [8, 9]), ("b", [7])], [("a", [9]), ("b", [9])]], {7: 2, 9: 2}),
    ],
)
def test_counts_documents_that_hold_a_paragraph(shards: list[Documents], counts: dict[int, int], tmp_path: Path):
    """A paragraph counts once a document, whatever its repeats, the document's editions and where they lie."""
    assert counted(shards, tmp_path) == counts


def test_twenty_documents_make_boilerplate(tmp_path: Path):
    """A paragraph of twenty documents recurs and one of nineteen does not."""
    documents: Documents = [(f"d{number}", [1, 2] if number else [1]) for number in range(20)]
    assert counted([documents[:7], documents[7:]], tmp_path, AT_LEAST) == {1: 20}


hashes = st.lists(st.sampled_from([*range(5), 2**63, 2**64 - 1]), max_size=5)
rows = st.lists(st.tuples(st.sampled_from("abcdef"), hashes), max_size=8)


@settings(max_examples=25)
@given(st.lists(st.lists(rows, max_size=3), min_size=1, max_size=2), st.sampled_from([4, 20, 1_000]))
def test_nights_and_ranges_do_not_change_a_count(nights: list[list[Documents]], at_once: int):
    """However documents lie in shards, whatever was counted before, and however small the ranges are."""
    with TemporaryDirectory() as folder:
        for shards in nights:
            assert counted(shards, Path(folder), at_once=at_once) == expected(shards)


def test_a_shard_is_read_for_its_paragraphs_once(tmp_path: Path):
    """A new night leaves the files of a shard as they are, and of one that went nothing stays."""
    old: list[Documents] = [[("a", [1]), ("b", [1])], [("c", [1])]]
    counted(old, tmp_path)
    workroom = tmp_path / "workroom"
    before = {file.name: file.stat().st_mtime_ns for file in workroom.iterdir()}
    counted([*old, [("d", [1])]], tmp_path)
    after = {file.name: file.stat().st_mtime_ns for file in workroom.iterdir()}
    assert before.items() <= after.items()
    assert len(before) == 6
    assert len(after) == 9
    counted(old[:1], tmp_path)
    assert len(list(workroom.iterdir())) == 3


def test_a_document_that_comes_again_is_told_in_both_shards(tmp_path: Path):
    """Its old shard is counted anew without it, and the sum holds."""
    old: list[Documents] = [[("a", [1, 2]), ("b", [1])]]
    assert counted(old, tmp_path) == {1: 2}
    assert counted([*old, [("a", [1, 3]), ("c", [2])]], tmp_path) == {1: 2, 2: 2}


@pytest.mark.slow
def test_processes_count_alike(tmp_path: Path):
    """Two workers give the table that this process gives."""
    shards: list[Documents] = [[(f"d{row % 40}", [row % 7, shard]) for row in range(50)] for shard in range(3)]
    (tmp_path / "workroom").mkdir()
    with ProcessEngine(2) as engine:
        found = count_recurring(stored(str(tmp_path / "root"), shards), tmp_path / "workroom", engine, 2, at_once=30)
    told = dict(zip(found["paragraph_hash"].to_pylist(), found["documents"].to_pylist(), strict=True))
    assert told == expected(shards)
