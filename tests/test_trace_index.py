"""The index of ids: every document is found where it lies, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema, trace_index
from pipelines.stage import Shards
from pipelines.store import DamagedShard, Manifest, Ref, Shard, Store, quarantine_name
from pipelines.tables import parquet_bytes
from pipelines.trace import passports
from pipelines.trace_index import ASSET, CROWD, REFUSED, find, index
from tests.test_report_clusters import CELL, alone, lines_of, written


def indexed(store: Store, shards: list[list[str]], refused: tuple[str, ...] = ()) -> tuple[list[Ref], Shard]:
    """Shards of documents of these ids, the last one with what it refused, and their committed index."""
    refs = [
        written(store, "documents", CELL, number, schema.DOCUMENTS, [alone(name) for name in names])
        for number, names in enumerate(shards)
    ]
    if refused:
        rows = lines_of(schema.QUARANTINE, [{"id": name, "reason": "binary", "sample": b""} for name in refused])
        store.write("documents", CELL, quarantine_name(refs[-1].shard.key), parquet_bytes(rows))
        refs[-1] = replace(refs[-1], shard=replace(refs[-1].shard, reasons=(("binary", len(refused)),)))
    store.commit(Manifest("documents", CELL, "1", tuple(ref.shard for ref in refs)))
    made = index(Shards(store, tuple(refs)))
    assert isinstance(made.body, bytes)
    size, sha256 = store.write(ASSET, CELL, "part-0.ids", made.body)
    keys = tuple(ref.shard.key for ref in refs)
    shard = Shard("0", "0", "part-0.ids", made.account.given_out, size, sha256, made.account, keys)
    store.commit(Manifest(ASSET, CELL, "1", (shard,)))
    return refs, shard


@given(st.lists(st.lists(st.integers(0, 3 * CROWD).map(lambda n: f"edrsr:{n}"), max_size=CROWD), max_size=4))
def test_every_document_is_found_and_no_other(shards: list[list[str]]) -> None:
    """Rows of all shards that bear the id, in order, however many there are; nothing for an id that none bears."""
    store = Store("memory://index")
    refs, shard = indexed(store, shards)
    for name in {"edrsr:absent", *(each for names in shards for each in names[:20])}:
        held = [
            (ref.shard.key, row)
            for ref, ids in zip(refs, shards, strict=True)
            for row, n in enumerate(ids)
            if n == name
        ]
        assert list(find(name, CELL, (shard,), store)) == held


def test_a_lookup_reads_a_few_kilobytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen bytes of the fan-out table and a crowd of entries, of a file of many crowds."""
    store, read = Store(str(tmp_path)), list[int]()
    _, shard = indexed(store, [[f"edrsr:{number}" for number in range(40 * CROWD)]])
    whole = trace_index._bytes

    def watched(path: str, start: int, end: int, *rest: object) -> object:
        read.append(end - start)
        return whole(path, start, end, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(trace_index, "_bytes", watched)
    assert len(list(find("edrsr:77", CELL, (shard,), store))) == 1
    assert read[0] == 16
    assert sum(read) < 4 * CROWD * trace_index.ENTRY.itemsize < shard.bytes / 5


def test_what_was_refused_is_found_too(tmp_path: Path) -> None:
    """The index names the shard whose quarantine tells why, and the passport says so."""
    store = Store(str(tmp_path))
    refs, shard = indexed(store, [["edrsr:1"], ["edrsr:2"]], refused=("edrsr:9",))
    assert list(find("edrsr:9", CELL, (shard,), store)) == [(refs[1].shard.key, REFUSED)]
    (page,) = passports("edrsr:9", store)
    assert page["quarantine"]["reason"] == "binary"


def test_shards_that_came_after_the_index_are_found(tmp_path: Path) -> None:
    """A night's new shard is searched by its ids until its index is made."""
    store = Store(str(tmp_path))
    refs, _ = indexed(store, [["edrsr:1"]])
    late = written(store, "documents", CELL, 7, schema.DOCUMENTS, [alone("edrsr:0"), alone("edrsr:5")])
    store.commit(Manifest("documents", CELL, "1", (refs[0].shard, late.shard)))
    assert [page["documents"]["row"] for page in passports("edrsr:5", store)] == [1]
    assert [page["documents"]["row"] for page in passports("edrsr:1", store)] == [0]


def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    """Neither a wrong length nor a missing file is taken for an answer."""
    store = Store(str(tmp_path))
    _, shard = indexed(store, [["edrsr:1"]])
    with pytest.raises(DamagedShard, match="is not what its manifest tells"):
        list(find("edrsr:1", CELL, (replace(shard, bytes=shard.bytes + 1),), store))
    Path(store.path(ASSET, CELL, shard.file)).unlink()
    with pytest.raises(DamagedShard, match="gone or damaged"):
        list(find("edrsr:1", CELL, (shard,), store))
