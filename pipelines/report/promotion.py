"""Named releases that never change, and the pointer `latest` that says which of them counts.

What belongs here: freezing the draft that the graph makes under a name, and moving the pointer. What does not: making
the draft (`release.py`), two runs that write to one name (`publishing.py`) and telling two releases apart (`diff.py`).

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
from dataclasses import dataclass
from typing import cast

from pipelines.report.publishing import LISTING, Publication, files_in, place_of
from pipelines.scope import EVERYTHING
from pipelines.store import Store, StoreError
from pipelines.store_race import put_over

POINTER = "latest.json"

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
    return _named(store, name, store.find(place_of(store, name, LISTING)))


def content_of(store: Store, name: str) -> str:
    """What tells the content of a release: SHA-256 of the lines `<sha256>  <path>`, sorted by path."""
    return _told(files_of_release(store, name))


def sums(files: dict[str, tuple[int, str]]) -> bytes:
    """SHA256SUMS as `sha256sum --check` reads it."""
    return "".join(f"{sha256}  {path}\n" for path, (_, sha256) in sorted(files.items())).encode()


def freeze(store: Store, draft: str, name: str) -> str:
    """Copy a draft under a name that stays; its content. The same content again is no work.

    The hash of every file is compared. Raises ReleaseError for a name that holds something else, for one that is none,
    and for a draft with a file that is not what its list says; Overtaken when another run begins to freeze that name.
    """
    if not _NAME.fullmatch(name) or name == draft:
        raise ReleaseError(f"{name!r} is no name for a release: use letters, digits, dot, dash, such as 2026-11.")
    listing, there = (store.find(place_of(store, each, LISTING)) for each in (draft, name))
    files = _named(store, draft, listing)
    if files_in(there) is not None:
        if sums(_named(store, name, there)) != sums(files):
            raise ReleaseError(
                f"A release {name} with other content is there, and releases never change: name another."
            )
    else:
        frozen = Publication.begin(store, name, there)
        for path, (size, sha256) in files.items():
            frozen.put(path, _checked(store, place_of(store, draft, path), size, sha256))
        frozen.finish(cast(bytes, listing), files)
    return _told(files)


def promote(store: Store, name: str) -> Pointer:
    """Point `latest` at a frozen release. Raises ReleaseError where there is none or a file of it is gone."""
    files, filesystem = files_of_release(store, name), store.filesystem()
    for path, (size, _) in files.items():
        place = place_of(store, name, path)
        if not filesystem.exists(place) or filesystem.size(place) != size:
            raise ReleaseError(f"{place} is gone or has another size: freeze the release again under another name.")
    now = latest(store)
    if now is not None and now.name == name:
        return now
    before = (now.name, *(each for each in now.earlier if each != name)) if now else ()
    return _point(store, now, Pointer(name, content_of(store, name), before))


def roll_back(store: Store) -> Pointer:
    """Point `latest` at the release before. Raises ReleaseError where there was none."""
    now = latest(store)
    if now is None or not now.earlier:
        raise ReleaseError("No release was promoted before this one, so there is nothing to go back to.")
    return _point(store, now, Pointer(now.earlier[0], content_of(store, now.earlier[0]), now.earlier[1:]))


def latest(store: Store) -> Pointer | None:
    """The release that counts; None where none was promoted."""
    return _pointer(store.find(store.path("release", EVERYTHING, POINTER)))


def _pointer(body: bytes | None) -> Pointer | None:
    if body is None:
        return None
    told = json.loads(body)
    return Pointer(told["name"], told["content"], tuple(told["earlier"]))


def _point(store: Store, now: Pointer | None, pointer: Pointer) -> Pointer:
    told = {"name": pointer.name, "content": pointer.content, "earlier": list(pointer.earlier)}
    body = (json.dumps(told, sort_keys=True) + "\n").encode()
    place = store.path("release", EVERYTHING, POINTER)
    if not put_over(store, place, body, lambda found: _pointer(found) == now, new=now is None):
        raise ReleaseError("Somebody else has promoted a release at the same moment: see which, then promote again.")
    return pointer


def _named(store: Store, name: str, listing: bytes | None) -> dict[str, tuple[int, str]]:
    """Size and hash of what a list names. Raises ReleaseError where it is none."""
    files = files_in(listing)
    if files is None:
        raise ReleaseError(
            f"There is no release {name} in {store.root}, or it is not finished: lexcorpus run makes the draft main."
        )
    return {file["path"]: (file["bytes"], file["sha256"]) for file in files}


def _told(files: dict[str, tuple[int, str]]) -> str:
    return hashlib.sha256(sums(files)).hexdigest()


def _checked(store: Store, path: str, size: int, sha256: str) -> bytes:
    body = store.get(path)
    if len(body) != size or hashlib.sha256(body).hexdigest() != sha256:
        raise ReleaseError(f"{path} is not what its list says: run lexcorpus run again, then freeze.")
    return body
