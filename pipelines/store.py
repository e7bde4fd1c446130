"""Shards and manifests: where the data lies, and what counts as done.

What belongs here: the layout below the data root, content keys, atomic writes, the manifest as the commit,
and the sweep of what a killed run left behind. What does not: what a shard holds (`schema.py`), how it is made
(`work.py`) and how a table becomes bytes (`tables.py`).

    {root}/{asset}/source=edrsr/year=2019/part-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/quarantine-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/ledger-<key>.parquet
    {root}/duplicates/source=edrsr/evidence-<key>.parquet
    {root}/{asset}/source=edrsr/year=2019/_manifest.json

A shard's key is the hash of everything it was made from, so a shard that exists is done. A worker that finishes
leaves `receipt-<key>.json` behind its shard; a later run takes the receipt instead of the work. The commit makes
receipts needless. Readers read manifests, so what is not in a manifest does not exist for them.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.scope import EVERYTHING, Scope

MANIFEST = "_manifest.json"
OWN_NAME = re.compile(r"(?:part|quarantine|ledger|evidence|receipt)-[0-9a-f]{32}\.[a-z]+|\.new-\w+")
"""Names that a store gives to its files, manifests apart."""

Body = bytes | pa.Buffer
"""What a file is made of."""


class StoreError(Exception):
    """Something a person must mend; the message is one sentence that says how."""


class DamagedShard(StoreError):
    """A file of the store is not what its manifest tells of."""


class MissingInput(StoreError):
    """An asset that another one reads has not been made for a scope."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where everything went: `taken_in == given_out + set_aside + quarantined`, counted in `unit`."""

    unit: str
    taken_in: int
    given_out: int
    set_aside: int = 0
    quarantined: int = 0

    @property
    def balanced(self) -> bool:
        """Nothing was lost and nothing invented."""
        return self.taken_in == self.given_out + self.set_aside + self.quarantined

    def plus(self, other: Account) -> Account:
        """Both together."""
        return Account(
            self.unit,
            self.taken_in + other.taken_in,
            self.given_out + other.given_out,
            self.set_aside + other.set_aside,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of an asset, as its manifest tells of it."""

    key: str
    """hash of everything it was made from"""
    task: str
    """key of the work that made it; differs from `key` when one piece of work makes several shards"""
    file: str
    """name in the scope's folder"""
    rows: int
    bytes: int
    sha256: str
    account: Account
    inputs: tuple[str, ...] = ()
    """keys of the shards it was made from"""
    beside: str = ""
    """key of the shard whose rows these annotate, row by row; empty when it stands alone"""
    variant: str = ""
    """split, when an asset writes one file per split; of the corpus its release profile"""
    reasons: tuple[tuple[str, int], ...] = ()
    """quarantined rows by reason"""
    records: int = 0
    """rows of its ledger, where it has one: the records it took in from the publisher"""
    newest: str = ""
    """latest day its documents speak of, where they do: how fresh the publisher's offer was"""
    evidence: str = ""
    """key of the file that says why its rows are as they are, where there is one"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an asset holds for one scope: the commit."""

    asset: str
    scope: Scope
    version: str
    shards: tuple[Shard, ...]

    @property
    def rows(self) -> int:
        """Rows in all shards."""
        return sum(shard.rows for shard in self.shards)

    def to_json(self) -> str:
        """The same manifest is always the same text: no clock, sorted keys."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The inverse of `to_json`."""
        data: dict[str, Any] = json.loads(text)
        return cls(data["asset"], Scope(**data["scope"]), data["version"], shards_from(data["shards"]))


def shards_from(rows: Sequence[dict[str, Any]]) -> tuple[Shard, ...]:
    """Shards as JSON told of them."""
    return tuple(
        Shard(
            **{
                **row,
                "account": Account(**row["account"]),
                "inputs": tuple(row["inputs"]),
                "reasons": tuple((reason, count) for reason, count in row["reasons"]),
            }
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Ref:
    """A shard and where it lies: all that a worker needs to read it."""

    asset: str
    scope: Scope
    shard: Shard


@dataclass(frozen=True, slots=True)
class Store:
    """The data root: a folder or any fsspec URL. Small and picklable; every method opens what it needs."""

    root: str

    # --- names ------------------------------------------------------------------------------------

    def path(self, asset: str, scope: Scope, name: str) -> str:
        """Path of a file on the root's file system."""
        return "/".join(part for part in (self._base(), asset, scope.folder, name) if part)

    def filesystem(self) -> fsspec.AbstractFileSystem:
        """File system of the root; without a cache of listings, since other processes write too."""
        options = {} if is_local(self.root) else {"use_listings_cache": False}
        return fsspec.core.url_to_fs(self.root, **options)[0]

    def _base(self) -> str:
        return fsspec.core.url_to_fs(self.root)[1].rstrip("/")

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
        pattern = f"{glob.escape(self.path(asset, EVERYTHING, ''))}/{Scope(source, '*').folder}/{MANIFEST}"
        found = [_read_manifest(str(path), self.get(str(path))) for path in self.filesystem().glob(pattern)]
        return sorted(found, key=lambda manifest: manifest.scope)

    def commit(self, manifest: Manifest) -> None:
        """Make a scope's new content visible, all at once."""
        self.put(self.path(manifest.asset, manifest.scope, MANIFEST), manifest.to_json().encode())

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
        for name in sorted(sizes):
            if name.startswith("receipt-"):
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
            filesystem.rm_file(path)

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
        with self._opened(path) as file:
            return file.read(columns=list(columns) if columns else None, use_threads=is_local(self.root))

    @contextmanager
    def _opened(self, path: str) -> Iterator[pq.ParquetFile]:
        """A Parquet file of the store. Raises DamagedShard.

        Arrow opens a local file itself. Of a file from elsewhere it holds bytes that belong to Python, and a thread of
        Arrow's that lets go of them after Python has ended aborts the process: those are read without threads.
        """
        try:
            with pa.OSFile(path) if is_local(self.root) else self.filesystem().open(path, "rb") as file:
                yield pq.ParquetFile(file)
        except (pa.ArrowInvalid, OSError) as error:
            raise DamagedShard(f"{path} is gone or damaged ({error}): remove it, and run again.") from error

    def read_bytes(self, ref: Ref) -> bytes:
        """The bytes of a shard that is no table."""
        return self.get(self.path(ref.asset, ref.scope, ref.shard.file))

    # --- files ------------------------------------------------------------------------------------

    def get(self, path: str) -> bytes:
        """The bytes of a file; FileNotFoundError when it is not there."""
        with self.filesystem().open(path, "rb") as file:
            return cast(bytes, file.read())

    def put(self, path: str, body: Body) -> None:
        """Write a file atomically: local by fsync and rename, elsewhere by one upload, visible when complete."""
        if not is_local(self.root):
            self.filesystem().pipe_file(path, bytes(body))
            return
        folder = Path(path).parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
        _sync_folder(folder)

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
            filesystem.rm_file(path)
        return stale


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


def names_of(shard: Shard) -> tuple[str, ...]:
    """Every file that a shard may consist of."""
    return shard.file, quarantine_name(shard.key), ledger_name(shard.key), evidence_name(shard.evidence)


def quarantine_name(key: str) -> str:
    """File beside the shard of that key that holds the rows it refused."""
    return f"quarantine-{key}.parquet"


def ledger_name(key: str) -> str:
    """File beside the shard of that key that tells which records of the publisher it took in."""
    return f"ledger-{key}.parquet"


def evidence_name(key: str) -> str:
    """File beside the shards that holds the evidence of that key."""
    return f"evidence-{key}.parquet"


def content_key(*parts: object) -> str:
    """Hash of everything given, 32 hex digits: canonical JSON under SHA-256."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _sync_folder(folder: Path) -> None:
    """After a power cut a renamed file is there only if its folder was synced too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_local(root: str) -> bool:
    """Whether a root is a folder of this machine."""
    return "://" not in root or root.startswith("file://")
