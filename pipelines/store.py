"""Shards and manifests: where the data lies, and what counts as done.

What belongs here: the layout below the data root, and the manifest as the commit. What does not: what a shard or a
manifest tells (`store_manifest.py`), how an address is opened (`store_places.py`), what a disk and S3 need
(`store_disk.py`, `store_s3.py`), how tables are read (`store_tables.py`), two runs at once (`store_race.py`), the sweep
of what a killed run left behind (`store_sweep.py`), what a shard holds (`schema.py`), how it is made (`work.py`) and
how a table becomes bytes (`tables.py`).

    {root}/{asset}/source=edrsr/year=2019/part-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/quarantine-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/ledger-<key>.parquet
    {root}/duplicates/source=edrsr/evidence-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/_manifest.json
    {root}/{asset}/_cells.json                              in an object store (`store_cells.py`)

A shard's key is the hash of everything it was made from, so a shard that exists is done. A worker that finishes
leaves `receipt-<key>.json` behind its shard; a later run takes the receipt instead of the work. The commit makes
receipts needless. Readers read manifests, so what is not in a manifest does not exist for them. Of two runs that make
the same scope, the first to commit wins (`commit_over`).
"""

from __future__ import annotations

import glob
import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import fsspec
import numpy as np
import pyarrow as pa

from pipelines.scope import EVERYTHING, Scope
from pipelines.store_cells import cells_of, name_cell
from pipelines.store_disk import write_whole
from pipelines.store_manifest import (
    MANIFEST,
    Account,
    DamagedShard,
    Manifest,
    MissingInput,
    Overtaken,
    Ref,
    Shard,
    StoreError,
    content_key,
    evidence_name,
    ledger_name,
    names_of,
    quarantine_name,
    read_manifest,
    shards_from,
)
from pipelines.store_places import is_local, open_place, refuse_password
from pipelines.store_race import put_over, remove
from pipelines.store_tables import read_columns, read_some

__all__ = [
    "MANIFEST",
    "Account",
    "Body",
    "DamagedShard",
    "Manifest",
    "MissingInput",
    "Overtaken",
    "Ref",
    "Shard",
    "Store",
    "StoreError",
    "content_key",
    "evidence_name",
    "is_local",
    "ledger_name",
    "names_of",
    "quarantine_name",
    "shards_from",
]

Body = bytes | pa.Buffer
"""What a file is made of."""


@dataclass(frozen=True, slots=True)
class Store:
    """The data root: a folder or any fsspec URL. Small and picklable; every method opens what it needs."""

    root: str

    def __post_init__(self) -> None:
        """The root is shown and kept, so it must not hold a password. Raises StoreError."""
        refuse_password(self.root)

    # --- names ------------------------------------------------------------------------------------

    def path(self, asset: str, scope: Scope, name: str) -> str:
        """Path of a file on the root's file system."""
        return "/".join(part for part in (self.base, asset, scope.folder, name) if part)

    def filesystem(self) -> fsspec.AbstractFileSystem:
        """File system of the root; without a cache of listings, since other processes write too."""
        return open_place(self.root)[0]

    @property
    def base(self) -> str:
        """Path of the root on its file system."""
        return open_place(self.root)[1].rstrip("/")

    # --- manifests --------------------------------------------------------------------------------

    def find_manifest(self, asset: str, scope: Scope) -> Manifest | None:
        """The manifest of an asset for a scope, or None when it was never committed."""
        path = self.path(asset, scope, MANIFEST)
        body = self.find(path)
        return None if body is None else read_manifest(path, body)

    def manifest(self, asset: str, scope: Scope) -> Manifest:
        """The manifest of an asset for a scope; MissingInput when it was never committed."""
        found = self.find_manifest(asset, scope)
        if found is None:
            raise MissingInput(f"{asset} of {scope} has not been made yet: materialise it first.")
        return found

    def manifests(self, asset: str, source: str = "*") -> list[Manifest]:
        """Manifests of every committed cell of an asset, ordered by source and year."""
        if is_local(self.root):
            folder = self.path(asset, EVERYTHING, "")
            paths = glob.glob(f"{glob.escape(folder)}/{Scope(source, '*').folder}/{MANIFEST}")
            bodies = {path: self.get(path) for path in paths}
        else:
            cells = [cell for cell in cells_of(self, asset) if source in ("*", cell.source)]
            bodies = self._get_all([self.path(asset, cell, MANIFEST) for cell in cells])
        found = [read_manifest(path, body) for path, body in bodies.items()]
        return sorted(found, key=lambda manifest: manifest.scope)

    def commit(self, manifest: Manifest) -> None:
        """Make a scope's new content visible, all at once."""
        self._name(manifest)
        self.put(self.path(manifest.asset, manifest.scope, MANIFEST), manifest.to_json().encode())

    def commit_over(self, seen: Manifest | None, manifest: Manifest) -> None:
        """Commit, unless another run has committed since the manifest (or none) was seen. Raises Overtaken.

        Another run that committed the very same has done no harm; a manifest that was withdrawn is nobody's.
        """
        self._name(manifest)
        path = self.path(manifest.asset, manifest.scope, MANIFEST)

        def may_replace(found: bytes | None) -> bool:
            return found is None or read_manifest(path, found) in (seen, manifest)

        if not put_over(self, path, manifest.to_json().encode(), may_replace, new=seen is None):
            raise Overtaken(
                f"Another run has committed {manifest.asset} of {manifest.scope} while this one worked on it, and that "
                "stands: wait until it has ended, then run again."
            )

    def _name(self, manifest: Manifest) -> None:
        """Let `manifests` know of a cell before it is there."""
        if manifest.scope.level == "cell" and not is_local(self.root):
            name_cell(self, manifest.asset, manifest.scope)

    # --- shards -----------------------------------------------------------------------------------

    def finished(self, asset: str, scope: Scope) -> dict[str, tuple[Shard, ...]]:
        """Work that need not be done again: key of the work -> the shards it made, each still there in full size."""
        filesystem, folder = self.filesystem(), self.path(asset, scope, "")
        listing: dict[str, Any] = dict(filesystem.find(folder, maxdepth=1, detail=True))
        sizes = {Path(path).name: entry["size"] for path, entry in listing.items()}
        committed = self.find_manifest(asset, scope)
        made: dict[str, tuple[Shard, ...]] = {}
        for shard in committed.shards if committed else ():
            made[shard.task] = (*made.get(shard.task, ()), shard)
        for name in sorted(name for name in sizes if name.startswith("receipt-")):
            with suppress(FileNotFoundError):  # another run has committed, and cleared it away
                rows = json.loads(self.get(f"{folder}/{name}"))
                made[name.removeprefix("receipt-").removesuffix(".json")] = shards_from(rows)
        return {key: shards for key, shards in made.items() if all(_is_whole(shard, sizes) for shard in shards)}

    def has(self, asset: str, scope: Scope, name: str) -> bool:
        """Whether a file is there."""
        return self.filesystem().exists(self.path(asset, scope, name))

    def names(self, asset: str, scope: Scope) -> frozenset[str]:
        """Names of the files of a scope, whether a manifest speaks of them or not: each is whole, for `put` is.

        A listing may lag behind: what is not named may be there all the same, so this spares work, and tells no truth.
        """
        found = self.filesystem().find(self.path(asset, scope, ""), maxdepth=1)
        return frozenset(str(path).rpartition("/")[2] for path in found)

    def sign_off(self, asset: str, scope: Scope, task: str, shards: Sequence[Shard]) -> None:
        """Leave the receipt of finished work, after its shards."""
        body = json.dumps([asdict(shard) for shard in shards], ensure_ascii=False, sort_keys=True)
        self.put(self.path(asset, scope, f"receipt-{task}.json"), body.encode())

    def withdraw(self, asset: str, scope: Scope) -> None:
        """Take a commit back: what the scope holds counts as not made."""
        self.filesystem().rm_file(self.path(asset, scope, MANIFEST))

    def forget(self, asset: str, scope: Scope) -> None:
        """Take back a commit, if there is one, and the receipts: nothing of the scope counts as made."""
        remove(self.filesystem(), self.path(asset, scope, MANIFEST))
        self.clear_receipts(asset, scope)

    def clear_receipts(self, asset: str, scope: Scope) -> None:
        """Drop the receipts that a commit has made needless."""
        filesystem = self.filesystem()
        for path in filesystem.glob(f"{glob.escape(self.path(asset, scope, ''))}/receipt-*.json"):
            remove(filesystem, str(path))

    def write(self, asset: str, scope: Scope, name: str, body: Body) -> tuple[int, str]:
        """Write a file whole or not at all; its size in bytes and its SHA-256."""
        self.put(self.path(asset, scope, name), body)
        return len(memoryview(body)), hashlib.sha256(body).hexdigest()

    def read_table(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a shard, or some of its columns."""
        return read_columns(self, self.path(ref.asset, ref.scope, ref.shard.file), columns)

    def read_quarantine(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table | None:
        """What a shard refused, or None when it refused nothing."""
        name = quarantine_name(ref.shard.key)
        return read_columns(self, self.path(ref.asset, ref.scope, name), columns) if ref.shard.reasons else None

    def read_ledger(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table | None:
        """The records a shard took in, or None when it has no ledger."""
        name = ledger_name(ref.shard.key)
        return read_columns(self, self.path(ref.asset, ref.scope, name), columns) if ref.shard.records else None

    def read_evidence(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table | None:
        """Why the rows of a shard are as they are, or None when it does not say."""
        name = evidence_name(ref.shard.evidence)
        return read_columns(self, self.path(ref.asset, ref.scope, name), columns) if ref.shard.evidence else None

    def read_rows(self, ref: Ref, rows: np.ndarray, column: str) -> pa.Array:
        """Some rows (ascending) of one column of a shard: only the row groups that hold them are read."""
        return read_some(self, self.path(ref.asset, ref.scope, ref.shard.file), rows, column)

    def local_copy(self, asset: str, scope: Scope, name: str, folder: Path) -> Path:
        """A file where it can be opened by its path: where it lies, or copied into a folder from elsewhere."""
        path = self.path(asset, scope, name)
        if is_local(self.root):
            return Path(path)
        (folder / name).write_bytes(self.get(path))
        return folder / name

    def read_bytes(self, ref: Ref) -> bytes:
        """The bytes of a shard that is no table."""
        return self.get(self.path(ref.asset, ref.scope, ref.shard.file))

    # --- files ------------------------------------------------------------------------------------

    def get(self, path: str) -> bytes:
        """The bytes of a file; FileNotFoundError when it is not there."""
        if is_local(self.root):
            return Path(path).read_bytes()
        return cast(bytes, self.filesystem().cat_file(path))

    def find(self, path: str) -> bytes | None:
        """The bytes of a file; None when it is not there."""
        try:
            return self.get(path)
        except FileNotFoundError:
            return None

    def put(self, path: str, body: Body) -> None:
        """Write a file atomically: local by fsync and rename, elsewhere by one upload, visible when complete."""
        if is_local(self.root):
            write_whole(Path(path), body)
        else:
            self.filesystem().pipe_file(path, bytes(body))

    def _get_all(self, paths: Sequence[str]) -> dict[str, bytes]:
        """The bytes of those files that are there, several read at a time."""
        read = self.filesystem().cat(list(paths), on_error="return") if paths else {}
        for failed in (body for body in read.values() if isinstance(body, Exception)):
            if not isinstance(failed, FileNotFoundError):
                raise failed
        return {path: body for path, body in read.items() if isinstance(body, bytes)}


def _is_whole(shard: Shard, sizes: dict[str, int]) -> bool:
    """Its file is there in full size, and so are the quarantine, the ledger and the evidence it speaks of."""
    beside = [quarantine_name(shard.key)] * bool(shard.reasons) + [ledger_name(shard.key)] * bool(shard.records)
    told = [evidence_name(shard.evidence)] * bool(shard.evidence)
    return sizes.get(shard.file) == shard.bytes and all(name in sizes for name in (*beside, *told))
