"""Shards and manifests: where the data lies, and what counts as done.

What belongs here: the layout below the data root, atomic writes, the manifest as the commit, and the sweep of what
a killed run left behind. What does not: what a shard or a manifest tells (`store_manifest.py`), how an address is
opened (`store_places.py`), what S3 needs (`store_s3.py`), what a shard holds (`schema.py`), how it is made
(`work.py`) and how a table becomes bytes (`tables.py`).

    {root}/{asset}/source=edrsr/year=2019/part-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/quarantine-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/ledger-<key>.parquet
    {root}/duplicates/source=edrsr/evidence-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/_manifest.json

A shard's key is the hash of everything it was made from, so a shard that exists is done. A worker that finishes
leaves `receipt-<key>.json` behind its shard; a later run takes the receipt instead of the work. The commit makes
receipts needless. Readers read manifests, so what is not in a manifest does not exist for them. Of two runs that make
the same scope, the first to commit wins (`commit_over`).
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.scope import EVERYTHING, Scope
from pipelines.store_manifest import (
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
    shards_from,
)
from pipelines.store_places import is_local, open_place, refuse_password

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

MANIFEST = "_manifest.json"
OWN_NAME = re.compile(r"(?:part|quarantine|ledger|evidence|receipt)-[0-9a-f]{32}\.[a-z]+|\.new-\w+")
"""Names that a store gives to its files, manifests apart."""

LOCK = ".lock"
"""A file at the root of a store on a disk: who holds it commits. The system lets go of it when a process dies."""

QUIET = 12 * 3600.0
"""Seconds without a write after which nobody is at work in a scope: a piece of work takes minutes, the longest an
hour or two; a night comes again after 24 hours."""

AHEAD = 1 << 20
"""Bytes read beyond what is asked for of a far file: small columns that lie side by side come with one request."""

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
        return "/".join(part for part in (self._base(), asset, scope.folder, name) if part)

    def filesystem(self) -> fsspec.AbstractFileSystem:
        """File system of the root; without a cache of listings, since other processes write too."""
        return open_place(self.root)[0]

    def _base(self) -> str:
        return open_place(self.root)[1].rstrip("/")

    # --- manifests --------------------------------------------------------------------------------

    def find_manifest(self, asset: str, scope: Scope) -> Manifest | None:
        """The manifest of an asset for a scope, or None when it was never committed."""
        path = self.path(asset, scope, MANIFEST)
        try:
            body = self.get(path)
        except FileNotFoundError:
            return None
        return _read_manifest(path, body)

    def manifest(self, asset: str, scope: Scope) -> Manifest:
        """The manifest of an asset for a scope; MissingInput when it was never committed."""
        found = self.find_manifest(asset, scope)
        if found is None:
            raise MissingInput(f"{asset} of {scope} has not been made yet: materialise it first.")
        return found

    def manifests(self, asset: str, source: str = "*") -> list[Manifest]:
        """Manifests of every committed cell of an asset, ordered by source and year."""
        folder = self.path(asset, EVERYTHING, "")
        if is_local(self.root):
            paths = glob.glob(f"{glob.escape(folder)}/{Scope(source, '*').folder}/{MANIFEST}")
            bodies = {path: self.get(path) for path in paths}
        else:  # one listing of everything is a request for a thousand files; one of each folder is a request each
            cell = re.compile(rf"{re.escape(folder)}/source={'[^/]+' if source == '*' else source}/year=\d+/{MANIFEST}")
            paths = [path for path in self.filesystem().find(folder) if cell.fullmatch(path)]
            bodies = self.filesystem().cat(paths) if paths else {}
        found = [_read_manifest(path, body) for path, body in bodies.items()]
        return sorted(found, key=lambda manifest: manifest.scope)

    def commit(self, manifest: Manifest) -> None:
        """Make a scope's new content visible, all at once."""
        self.put(self.path(manifest.asset, manifest.scope, MANIFEST), manifest.to_json().encode())

    def commit_over(self, seen: Manifest | None, manifest: Manifest) -> None:
        """Commit, unless another run has committed since the manifest (or none) was seen. Raises Overtaken.

        Another run that committed the very same has done no harm. On a disk the runs wait for each other at a lock; S3
        compares the ETag itself (`If-Match`, `If-None-Match`). Under other URLs two runs that commit in the same moment
        are not told apart: the last one wins, whole.
        """
        if is_local(self.root):
            with _alone(Path(self._base())):
                if self._is_due(seen, manifest):
                    self.commit(manifest)
            return
        path, filesystem = self.path(manifest.asset, manifest.scope, MANIFEST), self.filesystem()
        condition = _condition(filesystem, path) if seen else {"mode": "create"}
        if not self._is_due(seen, manifest):
            return
        try:
            filesystem.pipe_file(path, manifest.to_json().encode(), **condition)
        except (FileExistsError, FileNotFoundError) as error:
            # an answer that was lost is asked for again, and meets what the first try has put
            if self.find_manifest(manifest.asset, manifest.scope) != manifest:
                raise _overtaken(manifest) from error

    def _is_due(self, seen: Manifest | None, manifest: Manifest) -> bool:
        """Whether a manifest is still to be put; one that was withdrawn is nobody's. Raises Overtaken."""
        found = self.find_manifest(manifest.asset, manifest.scope)
        if found not in (None, seen, manifest):
            raise _overtaken(manifest)
        return found != manifest

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

    def names(self, asset: str, scope: Scope) -> frozenset[str]:
        """Names of the files of a scope, whether a manifest speaks of them or not: each is whole, for `put` is."""
        found = self.filesystem().find(self.path(asset, scope, ""), maxdepth=1)
        return frozenset(str(path).rpartition("/")[2] for path in found)

    def sign_off(self, asset: str, scope: Scope, task: str, shards: Sequence[Shard]) -> None:
        """Leave the receipt of finished work, after its shards."""
        body = json.dumps([asdict(shard) for shard in shards], ensure_ascii=False, sort_keys=True)
        self.put(self.path(asset, scope, f"receipt-{task}.json"), body.encode())

    def withdraw(self, asset: str, scope: Scope) -> None:
        """Take a commit back: what the scope holds counts as not made."""
        self.filesystem().rm_file(self.path(asset, scope, MANIFEST))

    def clear_receipts(self, asset: str, scope: Scope) -> None:
        """Drop the receipts that a commit has made needless."""
        filesystem = self.filesystem()
        for path in filesystem.glob(f"{glob.escape(self.path(asset, scope, ''))}/receipt-*.json"):
            _remove(filesystem, str(path))

    def write(self, asset: str, scope: Scope, name: str, body: Body) -> tuple[int, str]:
        """Write a file whole or not at all; its size in bytes and its SHA-256."""
        self.put(self.path(asset, scope, name), body)
        return len(memoryview(body)), hashlib.sha256(body).hexdigest()

    def read_table(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a shard, or some of its columns."""
        return self._read(self.path(ref.asset, ref.scope, ref.shard.file), columns)

    def read_quarantine(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table | None:
        """What a shard refused, or None when it refused nothing."""
        name = quarantine_name(ref.shard.key)
        return self._read(self.path(ref.asset, ref.scope, name), columns) if ref.shard.reasons else None

    def read_ledger(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table | None:
        """The records a shard took in, or None when it has no ledger."""
        name = ledger_name(ref.shard.key)
        return self._read(self.path(ref.asset, ref.scope, name), columns) if ref.shard.records else None

    def read_evidence(self, ref: Ref, columns: Sequence[str] | None = None) -> pa.Table | None:
        """Why the rows of a shard are as they are, or None when it does not say."""
        name = evidence_name(ref.shard.evidence)
        return self._read(self.path(ref.asset, ref.scope, name), columns) if ref.shard.evidence else None

    def read_rows(self, ref: Ref, rows: np.ndarray, column: str) -> pa.Array:
        """Some rows (ascending) of one column of a shard: only the row groups that hold them are read."""
        path = self.path(ref.asset, ref.scope, ref.shard.file)
        with self._opened(path) as file:
            groups = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
            ends = np.cumsum(groups)
            holding, place = np.unique(np.searchsorted(ends, rows, side="right"), return_inverse=True)
            if not len(holding):
                return pa.array([], file.schema_arrow.field(column).type)
            before = np.concatenate([[0], np.cumsum(np.asarray(groups)[holding])])
            within = rows - (ends - groups)[holding][place] + before[place]
            read = file.read_row_groups(holding.tolist(), columns=[column], use_threads=is_local(self.root))[column]
            return read.combine_chunks().take(pa.array(within))

    def local_copy(self, asset: str, scope: Scope, name: str, folder: Path) -> Path:
        """A file where it can be opened by its path: where it lies, or copied into a folder from elsewhere."""
        path = self.path(asset, scope, name)
        if is_local(self.root):
            return Path(path)
        (folder / name).write_bytes(self.get(path))
        return folder / name

    def _read(self, path: str, columns: Sequence[str] | None) -> pa.Table:
        with self._opened(path, whole=not columns) as file:
            return file.read(columns=list(columns) if columns else None, use_threads=is_local(self.root))

    @contextmanager
    def _opened(self, path: str, *, whole: bool = False) -> Iterator[pq.ParquetFile]:
        """A Parquet file of the store, all of which may be wanted. Raises DamagedShard.

        Arrow opens a local file itself. Of a file from elsewhere it holds bytes that belong to Python, and a thread of
        Arrow's that lets go of them after Python has ended aborts the process: those are read without threads.
        """
        try:
            with self._source(path, whole) as file:
                yield pq.ParquetFile(file)
        except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
            raise DamagedShard(f"{path} is gone or damaged ({error}): remove it, and run again.") from error

    def _source(self, path: str, whole: bool) -> Any:
        """What Arrow reads a file from: of one from elsewhere all at once, or the ranges it asks for."""
        if is_local(self.root):
            return pa.OSFile(path)
        if whole:
            return pa.BufferReader(self.get(path))
        return self.filesystem().open(path, "rb", block_size=AHEAD, cache_type="readahead")

    def read_bytes(self, ref: Ref) -> bytes:
        """The bytes of a shard that is no table."""
        return self.get(self.path(ref.asset, ref.scope, ref.shard.file))

    # --- files ------------------------------------------------------------------------------------

    def get(self, path: str) -> bytes:
        """The bytes of a file; FileNotFoundError when it is not there."""
        if is_local(self.root):
            return Path(path).read_bytes()
        return cast(bytes, self.filesystem().cat_file(path))

    def put(self, path: str, body: Body) -> None:
        """Write a file atomically: local by fsync and rename, elsewhere by one upload, visible when complete."""
        if not is_local(self.root):
            self.filesystem().pipe_file(path, bytes(body))
            return
        folder = Path(path).parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
            try:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            except OSError:  # a full disk must not be left fuller
                Path(file.name).unlink()
                raise
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
        _sync_folder(folder)

    def sweep_scope(self, asset: str, scope: Scope, reused: Collection[Shard], quiet: float = QUIET) -> list[str]:
        """Remove what neither a scope's manifest nor a shard to be reused names; the paths, sorted.

        Not while somebody may be at work there, or may read what a manifest named until a moment ago: only when
        nothing in the scope's folder, manifest included, was written for `quiet` seconds by this machine's clock.
        """
        filesystem, folder = self.filesystem(), self.path(asset, scope, "")
        found: dict[str, Any] = dict(filesystem.find(folder, maxdepth=1, detail=True))
        if not found or time.time() - max(map(_written, found.values())) < quiet:
            return []
        committed = self.find_manifest(asset, scope)
        kept = {name for shard in (*(committed.shards if committed else ()), *reused) for name in names_of(shard)}
        stale = sorted(
            path for path in found if OWN_NAME.fullmatch(name := path.rpartition("/")[2]) and name not in kept
        )
        for path in stale:
            _remove(filesystem, str(path))
        return stale

    def sweep(self, *, dry_run: bool = False) -> list[str]:
        """Remove what no manifest names: leftovers of killed runs and of replaced parameters; their paths, sorted.

        Only names that a store gives are looked at: whatever else a person keeps below the root stays. Not to be
        called while a run goes on: what it has finished and not yet committed would go too.
        """
        filesystem, base = self.filesystem(), self._base()
        files = sorted(filesystem.find(base)) if filesystem.exists(base) else []
        kept = {path for path in files if path.endswith(f"/{MANIFEST}")}
        for path in sorted(kept):
            manifest, folder = _read_manifest(path, self.get(path)), path.removesuffix(MANIFEST)
            for shard in manifest.shards:
                kept.update(folder + name for name in names_of(shard))
        stale = [path for path in files if path not in kept and OWN_NAME.fullmatch(path.rpartition("/")[2])]
        for path in [] if dry_run else stale:
            _remove(filesystem, str(path))
        return stale


def _overtaken(manifest: Manifest) -> Overtaken:
    return Overtaken(
        f"Another run has committed {manifest.asset} of {manifest.scope} while this one worked on it, and that stands: "
        "wait until it has ended, then run again."
    )


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Nobody else commits to a store on this disk; a process that dies holds nobody up."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _condition(filesystem: fsspec.AbstractFileSystem, path: str) -> dict[str, str]:
    """How a file is put only if what lies there now, or nothing, still does; empty where that cannot be said."""
    try:
        mark = filesystem.info(path).get("ETag")
    except FileNotFoundError:
        return {"mode": "create"}
    return {"IfMatch": mark} if mark else {}


def _remove(filesystem: fsspec.AbstractFileSystem, path: str) -> None:
    """Remove a file, if nobody else has."""
    with suppress(FileNotFoundError):
        filesystem.rm_file(path)


def _written(entry: dict[str, Any]) -> float:
    """When a file was written, in seconds since 1970, as its file system tells; now where it does not."""
    told = entry.get("mtime") or entry.get("LastModified") or entry.get("created") or time.time()
    return told.timestamp() if isinstance(told, datetime) else float(told)


def _is_whole(shard: Shard, sizes: dict[str, int]) -> bool:
    """Its file is there in full size, and so are the quarantine, the ledger and the evidence it speaks of."""
    beside = [quarantine_name(shard.key)] * bool(shard.reasons) + [ledger_name(shard.key)] * bool(shard.records)
    told = [evidence_name(shard.evidence)] * bool(shard.evidence)
    return sizes.get(shard.file) == shard.bytes and all(name in sizes for name in (*beside, *told))


def _read_manifest(path: str, body: bytes) -> Manifest:
    try:
        return Manifest.from_json(body.decode())
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedShard(f"{path} is damaged: remove it, and run again; shards that are whole are kept.") from error


def _sync_folder(folder: Path) -> None:
    """After a power cut a renamed file is there only if its folder was synced too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
