"""The sweep: removing what no manifest names.

What belongs here: leftovers of killed and of overtaken runs, of replaced parameters and of compactions. What does not:
which files those are that a manifest names (`store_manifest.py`), and files that a store did not name itself.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from datetime import datetime
from typing import Any

from pipelines.scope import Scope
from pipelines.store import Store
from pipelines.store_manifest import MANIFEST, Shard, names_of, read_manifest
from pipelines.store_race import remove

OWN_NAME = re.compile(r"(?:part|quarantine|ledger|evidence|receipt)-[0-9a-f]{32}\.[a-z]+|\.new-\w+")
"""Names that a store gives to its files, manifests apart."""

QUIET = 12 * 3600.0
"""Seconds without a write after which nobody is at work in a scope: a piece of work takes minutes, the longest an
hour or two; a night comes again after 24 hours."""


def sweep_scope(store: Store, asset: str, scope: Scope, reused: Collection[Shard], quiet: float = QUIET) -> list[str]:
    """Remove what neither a scope's manifest nor a shard to be reused names; the paths, sorted.

    Not while somebody may be at work there, or may read what a manifest named until a moment ago: only when nothing in
    the scope's folder, manifest included, was written for `quiet` seconds by this machine's clock. Nothing but time
    tells that: who reads leaves no trace, an object store does not know who is alive, and what a run has finished and
    not committed looks like what a dead one left. A clock that is wrong by half a day costs a run that is at work its
    shards: it ends with one sentence, and the next one makes them again.
    """
    filesystem, folder = store.filesystem(), store.path(asset, scope, "")
    found: dict[str, Any] = dict(filesystem.find(folder, maxdepth=1, detail=True))
    if not found or time.time() - max(map(_written, found.values())) < quiet:
        return []
    committed = store.find_manifest(asset, scope)
    kept = _names(*(committed.shards if committed else ()), *reused)
    stale = [path for path in sorted(found) if _is_own(path) and _name(path) not in kept]
    for path in stale:
        remove(filesystem, path)
    return stale


def sweep(store: Store, *, dry_run: bool = False) -> list[str]:
    """Remove what no manifest names: leftovers of killed runs and of replaced parameters; their paths, sorted.

    Only names that a store gives are looked at: whatever else a person keeps below the root stays. The manifest of each
    folder is asked for by its name, for a listing may lag behind. Not to be called while a run goes on: what it has
    finished and not yet committed would go too.
    """
    filesystem, base = store.filesystem(), store.base
    files = sorted(map(str, filesystem.find(base))) if filesystem.exists(base) else []
    own = [path for path in files if _is_own(path)]
    kept = {folder: _named_in(store, folder) for folder in {_folder(path) for path in own}}
    stale = [path for path in own if _name(path) not in kept[_folder(path)]]
    for path in [] if dry_run else stale:
        remove(filesystem, path)
    return stale


def _named_in(store: Store, folder: str) -> frozenset[str]:
    """Names of all files that the manifest in a folder speaks of."""
    path = f"{folder}/{MANIFEST}"
    body = store.find(path)
    return frozenset() if body is None else _names(*read_manifest(path, body).shards)


def _names(*shards: Shard) -> frozenset[str]:
    return frozenset(name for shard in shards for name in names_of(shard))


def _is_own(path: str) -> bool:
    return OWN_NAME.fullmatch(_name(path)) is not None


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _written(entry: dict[str, Any]) -> float:
    """When a file was written, in seconds since 1970, as its file system tells; now where it does not."""
    told = entry.get("mtime") or entry.get("LastModified") or entry.get("created") or time.time()
    return told.timestamp() if isinstance(told, datetime) else float(told)
