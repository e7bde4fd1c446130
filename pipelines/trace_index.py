"""Where each document lies, found by its id in two short reads: an index of a cell's ids, in a file of its own.

What belongs here: its bytes, and looking an id up in them. What does not: what is then read there (`trace.py`).

    fanout   uint64[2^bits + 1]      how many entries stand before those whose hash begins with these bits
    entries  (uint64, uint32, uint32)[n]    hash of the id, number of the shard, row in it; by hash, shard and row

What a shard refused under an id has an entry too, REFUSED in place of a row.

It is the fan-out table of a Git pack index (gitformat-pack, version 2) with as many bits as leave about 256 entries
between two lines of it: a lookup reads 16 bytes of the one and some 4 KB of the other, from a disk or an object store.
Shards are numbered in the order in which the manifest of the index names them as its inputs. A hash only says where to
look: whoever reads the row there compares the id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike

from pipelines.scope import Scope
from pipelines.sources.marks import row_hashes
from pipelines.stage import Outcome, Shards
from pipelines.store import Account, DamagedShard, Ref, Shard, Store

VERSION = "1"
ASSET = "passport_index"

ENTRY = np.dtype([("hash", "<u8"), ("shard", "<u4"), ("row", "<u4")])

CROWD = 256
"""Entries, on average, between two lines of the fan-out table: 4 KB, the least that any disk reads."""


REFUSED = 0xFFFFFFFF
"""In place of a row: the shard refused the document, and its quarantine tells why."""


def index(documents: Shards) -> Outcome:
    """The index of a cell's documents. Memory: 16 bytes a document, 40 while they are sorted."""
    held = [part for number in range(len(documents.refs)) for part in _entries(number, documents)]
    entries = np.concatenate([np.empty(0, ENTRY), *held])
    entries = entries[np.lexsort((entries["row"], entries["shard"], entries["hash"]))]
    bits = _bits(len(entries))
    begins = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits) if bits else np.zeros(1, np.uint64)
    fanout = np.append(np.searchsorted(entries["hash"], begins), len(entries)).astype("<u8")
    return Outcome(fanout.tobytes() + entries.tobytes(), Account("ids", sum(map(len, held)), len(entries)))


def _entries(number: int, documents: Shards) -> Iterator[np.ndarray]:
    """Entries of a shard: of its rows, and of the documents that it refused."""
    ids = documents.only(("id",)).read(number)["id"]
    yield _entries_of(ids, number, np.arange(len(ids)))
    refused = documents.store.read_quarantine(documents.refs[number], ("id",))
    if refused is not None:
        named = refused["id"].drop_null()
        yield _entries_of(named, number, np.full(len(named), REFUSED))


def _entries_of(ids: pa.ChunkedArray, shard: int, rows: np.ndarray) -> np.ndarray:
    entries = np.empty(len(ids), ENTRY)
    entries["hash"], entries["shard"], entries["row"] = _hashes(ids), shard, rows
    return entries


def _hashes(ids: pa.Array | pa.ChunkedArray) -> np.ndarray:
    return row_hashes({"id": ids})[:, 0]


def _bits(entries: int) -> int:
    """Bits of the fan-out table."""
    return max(0, (entries // CROWD).bit_length())


def find(doc_id: str, scope: Scope, shards: Sequence[Shard], store: Store) -> Iterator[tuple[str, int]]:
    """Key of a shard of documents and row, wherever the id may lie according to the indexes of a cell; ascending.

    Raises DamagedShard for an index that is not as long as its manifest says.
    """
    (wanted,) = _hashes(pa.array([doc_id]))
    for shard in shards:
        for place in _between(int(wanted), Ref(ASSET, scope, shard), store):
            yield shard.inputs[int(place["shard"])], int(place["row"])


def _between(wanted: int, index_: Ref, store: Store) -> np.ndarray:
    """Entries of that hash."""
    count, path = index_.shard.account.given_out, store.path(ASSET, index_.scope, index_.shard.file)
    bits = _bits(count)
    begin, head = 8 * (wanted >> (64 - bits)), 8 * ((1 << bits) + 1)
    if head + ENTRY.itemsize * count != index_.shard.bytes:
        raise DamagedShard(f"{path} is not what its manifest tells of: remove it, and run again.")
    first, after = _bytes(path, begin, begin + 16, "<u8", store).tolist()
    held = _bytes(path, head + ENTRY.itemsize * first, head + ENTRY.itemsize * after, ENTRY, store)
    return held[held["hash"] == np.uint64(wanted)]


def _bytes(path: str, start: int, end: int, kind: DTypeLike, store: Store) -> np.ndarray:
    """A stretch of a file as numbers. Raises DamagedShard."""
    try:
        read = store.filesystem().cat_file(path, start, end) if end > start else b""
    except OSError as error:
        raise DamagedShard(f"{path} is gone or damaged ({error}): remove it, and run again.") from error
    assert isinstance(read, bytes), "fsspec gives bytes of a single file"
    return np.frombuffer(read, kind)
