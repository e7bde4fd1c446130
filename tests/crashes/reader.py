"""Somebody who reads the corpus at every step of whatever strikes it.

What belongs here: that all that is promised can be read at any moment. What does not: whether it is right (`world.py`).

A promise is a manifest, the list of a release, or the pointer to one. Files that no promise names do not exist for a
reader, so he looks before each operation that could change what does.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.report.promotion import POINTER
from pipelines.report.publishing import LISTING, files_in
from pipelines.store import MANIFEST, Manifest
from pipelines.workroom import FOLDER
from tests.crashes.faults import Operation

Signature = tuple[int, int, int]


@dataclass(slots=True)
class Reader:
    """Reads a data root on this machine. Raises AssertionError for a promise that is not kept."""

    root: Path
    told: dict[Path, list[str]] = field(default_factory=dict)
    """what each promise said, one after the other, since the reader began: what was there, and what came"""
    _known: dict[Path, tuple[Signature, str]] = field(default_factory=dict)
    """hash of each file as it was when he last read it"""

    def __call__(self, operation: Operation) -> None:
        """Look, where the operation touches what readers see; see that nothing of it is written in its place."""
        if f"/{FOLDER}/" in operation.path or not operation.path.startswith(str(self.root)):
            return
        if operation.deed == "write":
            assert operation.name.startswith("."), f"{operation.path} is written where readers see it"
        elif operation.deed in ("rename", "remove") and not operation.name.startswith((".", "receipt-")):
            self.look()

    def look(self) -> None:
        """Read everything that is promised."""
        for promise in self._promises():
            said = self._hash(promise)
            if said not in (before := self.told.setdefault(promise, []))[-1:]:
                before.append(said)
            for file, size, sha256 in _named(promise):
                assert file.exists(), f"{promise} names {file}, which is not there"
                assert file.stat().st_size == size, f"{file} is not as long as {promise} says"
                assert sha256 in ("", self._hash(file)), f"{file} is not what {promise} says"

    def begin(self) -> None:
        """From here on another change begins: there is a state before, and will be one after."""
        self.told.clear()
        self.look()

    def finish(self) -> None:
        """Between the two states nobody saw a third."""
        self.look()
        for promise, said in self.told.items():
            assert len(said) <= 2, f"{promise} said {len(said)} things in one night"

    def _promises(self) -> Iterator[Path]:
        """Manifests first, lists of releases and the pointer then."""
        found = sorted(self.root.rglob("*.json"))
        yield from (path for path in found if path.name == MANIFEST)
        yield from (path for path in found if path.name in (LISTING, POINTER) and _is_promise(path))

    def _hash(self, file: Path) -> str:
        status = file.stat()
        signature = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._known.get(file, (None,))[0] != signature:
            self._known[file] = (signature, hashlib.sha256(file.read_bytes()).hexdigest())
        return self._known[file][1]


def _is_promise(path: Path) -> bool:
    """A list or a pointer; the claim of a run that fills a release promises nothing."""
    return "release" in path.parts and (path.name == POINTER or files_in(path.read_bytes()) is not None)


def _named(promise: Path) -> Iterator[tuple[Path, int, str]]:
    """Files that a promise names, their sizes and hashes."""
    text = promise.read_text(encoding="utf-8")
    if promise.name == MANIFEST:
        for shard in Manifest.from_json(text).shards:
            yield promise.parent / shard.file, shard.bytes, shard.sha256
    elif promise.name == LISTING:
        for file in json.loads(text)["files"]:
            yield promise.parent / file["path"], file["bytes"], file["sha256"]
    else:
        listing = promise.parent / json.loads(text)["name"] / LISTING
        yield listing, os.path.getsize(listing), ""
