"""Shards and manifests: content keys, atomic writes, what counts as done, the sweep."""

from __future__ import annotations

import time
from pathlib import Path
from threading import get_ident

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFile

from pipelines.engine import InlineEngine
from pipelines.scope import EVERYTHING, Scope, UsageError, parse_scope
from pipelines.stage import Stage, Task, Workspace
from pipelines.store import (
    Account,
    Manifest,
    MissingInput,
    Overtaken,
    Ref,
    Shard,
    Store,
    StoreError,
    content_key,
    quarantine_name,
)
from pipelines.store_places import refuse_password, without_secrets
from pipelines.store_sweep import QUIET, sweep, sweep_scope
from pipelines.tables import parquet_bytes
from pipelines.trace_rows import row_of, rows_where
from pipelines.work import run_stage

CELL = Scope("edrsr", "2019")


def make_shard(store: Store, name: str, rows: int = 3) -> Shard:
    """A shard written as a stage writes it."""
    key, body = content_key(name), parquet_bytes(pa.table({"id": [f"{name}{n}" for n in range(rows)]}))
    size, sha256 = store.write("asset", CELL, f"part-{key}.parquet", body)
    return Shard(key, key, f"part-{key}.parquet", rows, size, sha256, Account("rows", rows, rows))


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store in a folder, and one under another fsspec URL."""
    return Store(str(tmp_path / "root") if request.param == "folder" else f"memory://{tmp_path}")


@pytest.mark.parametrize(
    ("text", "scope", "folder"),
    [
        ("edrsr|2019", Scope("edrsr", "2019"), "source=edrsr/year=2019"),
        ("rada", Scope("rada"), "source=rada"),
        ("all", EVERYTHING, ""),
    ],
)
def test_scopes_have_names_and_hive_folders(text: str, scope: Scope, folder: str) -> None:
    """A scope is read from its name, prints as its name, and lies in a hive-style folder."""
    assert parse_scope(text) == scope
    assert str(scope) == text
    assert scope.folder == folder


@pytest.mark.parametrize("text", ["edrsr|19", "edrsr|1989", "edrsr|²", "edrsr|02019", "lex", "", "edrsr|2019|1"])
def test_unknown_scopes_are_refused_with_a_mend(text: str) -> None:
    """What is no cell is refused with an example of one."""
    with pytest.raises(UsageError, match=r"as in edrsr\|2019"):
        parse_scope(text)


def test_a_manifest_survives_its_own_json() -> None:
    """A manifest read back from its text is equal, and its text is always the same."""
    shard = Shard(
        "k", "t", "part-k.parquet", 2, 10, "ab", Account("rows", 3, 2, 0, 1), ("a",), "a", "train", (("x", 1),)
    )
    manifest = Manifest("asset", CELL, "1", (shard,))
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert Manifest.from_json(manifest.to_json()).to_json() == manifest.to_json()


def test_readers_see_only_what_was_committed(store: Store) -> None:
    """A shard without a manifest does not exist for readers; the commit shows it."""
    shard = make_shard(store, "a")
    assert store.find_manifest("asset", CELL) is None
    with pytest.raises(MissingInput, match="materialise it first"):
        store.manifest("asset", CELL)
    store.commit(Manifest("asset", CELL, "1", (shard,)))
    assert store.manifest("asset", CELL).shards == (shard,)
    assert store.read_table(Ref("asset", CELL, shard))["id"].to_pylist() == ["a0", "a1", "a2"]
    assert [m.scope for m in store.manifests("asset")] == [CELL]


def test_finished_work_is_known_by_receipt_or_manifest(store: Store) -> None:
    """Before the commit a receipt tells that work is done, afterwards the manifest does."""
    shard = make_shard(store, "a")
    assert store.finished("asset", CELL) == {}
    store.sign_off("asset", CELL, shard.task, [shard])
    assert store.finished("asset", CELL) == {shard.task: (shard,)}
    store.commit(Manifest("asset", CELL, "1", (shard,)))
    store.clear_receipts("asset", CELL)
    assert store.finished("asset", CELL) == {shard.task: (shard,)}


def test_a_shard_that_vanished_or_shrank_is_not_done(store: Store) -> None:
    """A manifest is a claim about the files: a missing or shortened file is made again."""
    kept, lost, cut = make_shard(store, "kept"), make_shard(store, "lost"), make_shard(store, "cut")
    store.commit(Manifest("asset", CELL, "1", (kept, lost, cut)))
    store.filesystem().rm_file(store.path("asset", CELL, lost.file))
    store.put(store.path("asset", CELL, cut.file), b"half")
    assert set(store.finished("asset", CELL)) == {kept.task}


def test_sweep_removes_exactly_what_no_manifest_names(store: Store) -> None:
    """Leftovers go; shards, their quarantine, manifests and releases stay; a dry run removes nothing."""
    kept, left = make_shard(store, "kept"), make_shard(store, "left")
    store.put(store.path("asset", CELL, quarantine_name(kept.key)), b"rows")
    store.put(store.path("release", EVERYTHING, "main/README.md"), b"card")
    store.commit(Manifest("asset", CELL, "1", (kept,)))
    assert [path.rsplit("/", 1)[1] for path in sweep(store, dry_run=True)] == [left.file]
    assert len(sweep(store)) == 1
    assert sweep(store) == []
    assert store.finished("asset", CELL) == {kept.task: (kept,)}
    assert store.get(store.path("release", EVERYTHING, "main/README.md")) == b"card"


def test_sweep_of_nothing_removes_nothing(store: Store) -> None:
    """A root that does not exist yet is as clean as can be."""
    assert sweep(store) == []


def test_no_half_files_are_left_by_a_local_write(tmp_path: Path) -> None:
    """A write leaves the file under its name and nothing beside it."""
    store = Store(str(tmp_path))
    store.put(store.path("asset", CELL, "file"), b"body")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["file"]


def test_keys_depend_on_every_part_and_on_nothing_else() -> None:
    """Equal parts give equal keys whatever the order of a mapping; any other part gives another key."""
    key = content_key("stage", "1", {"a": 1, "b": 2})
    assert key == content_key("stage", "1", {"b": 2, "a": 1})
    assert len({key, content_key("stage", "2", {"a": 1, "b": 2}), content_key("stage", "1", {"a": 1, "b": 3})}) == 3


def test_a_root_with_odd_letters_is_found_again(tmp_path: Path) -> None:
    """Brackets in a folder's name are no pattern."""
    store = Store(str(tmp_path / "a[1]*"))
    store.commit(Manifest("asset", CELL, "1", (make_shard(store, "a"),)))
    store.sign_off("asset", CELL, content_key("a"), [])
    store.clear_receipts("asset", CELL)
    assert [manifest.scope for manifest in store.manifests("asset")] == [CELL]
    assert sweep(store) == []


def test_sweep_leaves_a_persons_own_files_alone(store: Store) -> None:
    """A root may hold more than the corpus; only names that a store gives are looked at."""
    mine = [store.path("notes", EVERYTHING, name) for name in ("thesis.docx", "part-00000.snappy.parquet")]
    for path in mine:
        store.put(path, b"years of work")
    left = make_shard(store, "left")
    assert [path.rsplit("/", 1)[1] for path in sweep(store)] == [left.file]
    assert [store.get(path) for path in mine] == [b"years of work"] * 2


@pytest.mark.parametrize("text", ["", "x" * 30_000_000], ids=["one row group", "several"])
def test_a_dictionary_is_written_as_what_it_stands_for(text: str) -> None:
    """Readers see declared columns of plain text, sentences about them and nulls among them, whatever the pieces."""
    courts = pa.field("court", pa.string(), metadata={"description": "court"})
    plain = pa.schema([courts, pa.field("text", pa.large_string(), nullable=False)])
    names, number = [["b", None, "a"], ["c", "b", "b"]], 2_000
    parts = [
        pa.table({"court": pa.array(part * number, pa.string()), "text": [text] + [""] * (3 * number - 1)}, plain)
        for part in names
    ]
    coded = plain.set(0, courts.with_type(pa.dictionary(pa.int32(), pa.string())))
    read = pq.read_table(pa.BufferReader(parquet_bytes(pa.concat_tables([part.cast(coded) for part in parts]))))
    assert read.schema.equals(plain, check_metadata=True)
    assert read.equals(pa.concat_tables(parts))


def test_damage_on_disk_is_one_sentence(store: Store) -> None:
    """A damaged shard names the asset to make again, a damaged manifest the file to remove."""
    shard = make_shard(store, "a")
    store.put(store.path("asset", CELL, shard.file), b"no parquet")
    with pytest.raises(StoreError, match=r"gone or damaged .* remove it, and run again"):
        store.read_table(Ref("asset", CELL, shard))
    store.put(store.path("asset", CELL, "_manifest.json"), b"{")
    with pytest.raises(StoreError, match="remove it, and run again"):
        store.find_manifest("asset", CELL)


WAYS = {
    "a table": lambda ref, store: store.read_table(ref),
    "a column": lambda ref, store: store.read_table(ref, ["id"]),
    "some rows": lambda ref, store: store.read_rows(ref, np.array([1]), "id"),
    "one row": lambda ref, store: row_of(ref, 1, store),
    "rows that hold a value": lambda ref, store: rows_where(ref, "id", "a1", store),
}
"""Ways to read a shard."""


@pytest.mark.parametrize("way", WAYS)
def test_arrow_reads_local_shards_without_python(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread of Arrow's that frees a buffer of Python's while Python ends aborts the process: there must be none."""
    store = Store(str(tmp_path))
    ref = Ref("asset", CELL, make_shard(store, "a"))
    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.open", None)
    assert len(WAYS[way](ref, store))


@pytest.mark.parametrize("way", sorted(WAYS.keys() - {"a table"}))
def test_far_shards_are_read_by_the_thread_that_asks(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the same reason: bytes from elsewhere are Python's, and no thread of Arrow's ever holds them.

    A whole table is fetched in one piece, before Arrow reads it.
    """
    store, askers = Store(f"memory://far-{way}"), set[int]()
    ref = Ref("asset", CELL, make_shard(store, "a"))
    read = MemoryFile.read
    monkeypatch.setattr(MemoryFile, "read", lambda *asked: askers.add(get_ident()) or read(*asked))
    assert len(WAYS[way](ref, store))
    assert askers == {get_ident()}


def test_a_commit_stands_only_over_what_was_seen(store: Store) -> None:
    """Of two runs that began from the same state the second one is told; the same content again is no harm."""
    shard = make_shard(store, "a")
    first, second, third = (Manifest("asset", CELL, version, (shard,)) for version in "123")
    store.commit_over(None, first)
    store.commit_over(None, first)
    with pytest.raises(Overtaken, match=r"Another run has committed asset of edrsr\|2019 while this one worked on it"):
        store.commit_over(None, second)
    assert store.manifest("asset", CELL) == first
    store.commit_over(first, second)
    with pytest.raises(Overtaken):
        store.commit_over(first, third)
    store.withdraw("asset", CELL)
    store.commit_over(second, third)
    assert store.manifest("asset", CELL) == third


def test_leftovers_go_once_nobody_can_be_at_work(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a scope was written to of late nothing goes; later what neither manifest nor reuse names, and only that."""
    kept, reused, left = (make_shard(store, name) for name in ("kept", "reused", "left"))
    store.put(store.path("asset", CELL, "merges.tsv"), b"ours, but no shard's")
    store.commit(Manifest("asset", CELL, "1", (kept,)))
    assert sweep_scope(store, "asset", CELL, [reused]) == []
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + QUIET + 60)
    assert sweep_scope(store, "asset", CELL, [reused]) == [store.path("asset", CELL, left.file)]
    assert store.names("asset", CELL) == {kept.file, reused.file, "merges.tsv", "_manifest.json"}
    assert sweep_scope(store, "nothing", CELL, []) == []


@pytest.mark.parametrize(
    "address",
    [
        "data",
        "/a:b@c",
        "file:///a:b@c",
        "s3://bucket/a:b@c",
        "sftp://me@host:22/x",
        "ftp://[::1]:21/",
        "memory:///tmp/x",
    ],
)
def test_an_address_without_a_password_is_taken(address: str) -> None:
    """Colons and at-signs in a path, a port and a user's name are no secrets."""
    refuse_password(address)
    assert without_secrets(address).endswith(address.rpartition("@")[2])


@pytest.mark.parametrize(
    "address",
    [
        "s3://AKIA:canary@bucket/x",
        "s3://AKIA:can/ary@bucket/x",
        "sftp://me:canary@host:22/x",
        "simplecache::ftp://a:canary@h/",
    ],
)
def test_an_address_with_a_password_is_refused_and_not_repeated(address: str) -> None:
    """The sentence names the address without it."""
    with pytest.raises(StoreError, match=r"held a password: .* take it out") as told:
        Store(address)
    assert "canary" not in str(told.value)
    assert "ary@" not in str(told.value)


def test_a_run_that_was_overtaken_says_so_and_mixes_nothing(store: Store) -> None:
    """While a stage works another run commits its scope: that manifest stands, and what this one made is nobody's."""
    rival = Manifest("asset", CELL, "other", (make_shard(store, "rival"),))

    def work() -> bytes:
        store.commit_over(None, rival)
        return b"made from something else"

    stage = Stage("asset", "cell", "", "", "1", work, None, planner=lambda *_: [Task(content_key("mine"), {})])
    with pytest.raises(Overtaken):
        run_stage(stage, CELL, Workspace("sources", store.root), InlineEngine())
    assert store.manifest("asset", CELL) == rival
    assert store.finished("asset", CELL).keys() >= {shard.task for shard in rival.shards}
