"""Named releases that never change, and the pointer `latest` that says which of them counts.

What belongs here: freezing the draft that the graph makes under a name, and moving the pointer. What does not: making
the draft (`release.py`) and telling two releases apart (`diff.py`).

    {root}/release/main/…           the draft: made anew whenever the corpus changes
    {root}/release/2026-11/…        frozen: a copy that nothing writes to again
    {root}/release/latest.json      {"name": …, "content": …, "earlier": [names, newest first]}

A release is told by its content: the SHA-256 of its list of files with their hashes. The pointer is one small file,
put whole (a rename on a disk, one upload elsewhere), so a reader sees the old release or the new one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from pipelines.scope import EVERYTHING
from pipelines.store import Store, StoreError

LISTING, POINTER = "manifest.json", "latest.json"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class ReleaseError(StoreError):
    """A release cannot be frozen, found or promoted; the sentence says how to mend it."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which release counts, and which did before, the newest first."""

    name: str
    content: str
    earlier: tuple[str, ...] = ()


def files_of_release(store: Store, name: str) -> dict[str, tuple[int, str]]:
    """Size in bytes and SHA-256 of every file of a release by its path. Raises ReleaseError where there is none."""
    try:
        listed = json.loads(store.get(_place(store, name, LISTING)))["files"]
    except FileNotFoundError as error:
        raise ReleaseError(
            f"There is no release {name} in {store.root}: lexcorpus run makes the draft main."
        ) from error
    return {file["path"]: (file["bytes"], file["sha256"]) for file in listed}


def content_of(store: Store, name: str) -> str:
    """What tells the content of a release: SHA-256 of the lines `<sha256>  <path>`, sorted by path."""
    return hashlib.sha256(sums(files_of_release(store, name))).hexdigest()


def sums(files: dict[str, tuple[int, str]]) -> bytes:
    """SHA256SUMS as `sha256sum --check` reads it."""
    return "".join(f"{sha256}  {path}\n" for path, (_, sha256) in sorted(files.items())).encode()


def freeze(store: Store, draft: str, name: str) -> str:
    """Copy a draft under a name that stays; its content. The same content again is no work.

    Every copied file is read back and its hash compared. Raises ReleaseError for a name that holds something else, for
    one that is none, and for a draft with a file that is not what its list says.
    """
    if not _NAME.fullmatch(name) or name == draft:
        raise ReleaseError(f"{name!r} is no name for a release: use letters, digits, dot, dash, such as 2026-11.")
    content = content_of(store, draft)
    if store.filesystem().exists(_place(store, name, LISTING)):
        if content_of(store, name) != content:
            raise ReleaseError(
                f"A release {name} with other content is there, and releases never change: name another."
            )
        return content
    files = files_of_release(store, draft)
    for path, (size, sha256) in files.items():
        _copy(store, _place(store, draft, path), _place(store, name, path), size, sha256)
    clear(store, name, files)  # of another draft, that a run which died began to copy
    store.put(_place(store, name, LISTING), store.get(_place(store, draft, LISTING)))
    return content


def clear(store: Store, name: str, kept: Collection[str]) -> None:
    """Remove what lies in the folder of a release and is none of its files, the list among it."""
    filesystem, folder = store.filesystem(), store.path("release", EVERYTHING, name)
    for path in filesystem.find(folder):
        if str(path).removeprefix(f"{folder}/") not in kept:
            filesystem.rm_file(path)


def promote(store: Store, name: str) -> Pointer:
    """Point `latest` at a frozen release. Raises ReleaseError where there is none or a file of it is gone."""
    files, filesystem = files_of_release(store, name), store.filesystem()
    for path, (size, _) in files.items():
        place = _place(store, name, path)
        if not filesystem.exists(place) or filesystem.size(place) != size:
            raise ReleaseError(f"{place} is gone or has another size: freeze the release again under another name.")
    now = latest(store)
    if now is not None and now.name == name:
        return now
    before = (now.name, *(each for each in now.earlier if each != name)) if now else ()
    return _point(store, Pointer(name, content_of(store, name), before))


def roll_back(store: Store) -> Pointer:
    """Point `latest` at the release before. Raises ReleaseError where there was none."""
    now = latest(store)
    if now is None or not now.earlier:
        raise ReleaseError("No release was promoted before this one, so there is nothing to go back to.")
    return _point(store, Pointer(now.earlier[0], content_of(store, now.earlier[0]), now.earlier[1:]))


def latest(store: Store) -> Pointer | None:
    """The release that counts; None where none was promoted."""
    try:
        told = json.loads(store.get(store.path("release", EVERYTHING, POINTER)))
    except FileNotFoundError:
        return None
    return Pointer(told["name"], told["content"], tuple(told["earlier"]))


def _point(store: Store, pointer: Pointer) -> Pointer:
    told = {"name": pointer.name, "content": pointer.content, "earlier": list(pointer.earlier)}
    store.put(store.path("release", EVERYTHING, POINTER), (json.dumps(told, sort_keys=True) + "\n").encode())
    return pointer


def _copy(store: Store, source: str, target: str, size: int, sha256: str) -> None:
    body = store.get(source)
    if len(body) != size or hashlib.sha256(body).hexdigest() != sha256:
        raise ReleaseError(f"{source} is not what its list says: run lexcorpus run again, then freeze.")
    store.put(target, body)


def _place(store: Store, name: str, path: str) -> str:
    return store.path("release", EVERYTHING, f"{name}/{path}")
