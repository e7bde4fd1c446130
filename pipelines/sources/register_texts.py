"""Where the texts of one register year lie: archives of texts, then the folder mirror.

What belongs here: finding a row's text by the path of its URL, telling what that text depends on, reading
its bytes, and naming archive members no row asks for. Turning bytes into text is the work of `pipelines.text`.
Archives are the fast form. The mirror costs a look at every row and is hashed file by file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import polars as pl

from pipelines.sources.archive import Archive, ArchiveError, Member, open_archive
from pipelines.sources.folder import Folder, SourceError

MIRROR = "texts"
"""Folder that mirrors the publisher's paths: texts/files/43/<hex>.rtf."""


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A text found: the archive and member, or the mirrored file with an empty member; its fingerprint."""

    path: str
    member: str
    fingerprint: str


def text_path(url: pl.Expr) -> pl.Expr:
    """The path of a text's URL, `files/43/<hex>.rtf`; null where there is none or it would leave its folder."""
    path = url.str.extract(r"^(?:\w+://[^/]*)?/*([^?#]*)")
    return pl.when((path != "") & ~path.str.contains(r"(?:^|/)\.\.(?:/|$)|[:\\]")).then(path)


def member_key(name: str) -> str:
    """The path of a member as URLs have it: from `files/` on, in lower case, whatever folder it was packed in."""
    lowered = name.replace("\\", "/").lower()
    start = f"/{lowered}".rfind("/files/")
    return lowered[start:] if start >= 0 else lowered


class RegisterTexts:
    """The texts of one year, archives held open; of two archives with one text the later by name wins.

    `mirrored` gives the fingerprints of mirrored files by path, as `files` found them. Use in a `with` statement.
    """

    def __init__(self, folder: Folder, archives: Sequence[str], mirrored: dict[str, str] | None = None) -> None:
        self._folder, self._mirrored = folder, mirrored
        self._has_mirror = folder.exists(MIRROR)
        self._stack = ExitStack()
        self._archives: dict[str, Archive] = {}
        for path in archives:
            self._archives[path] = self._stack.enter_context(open_archive(folder, path))
        self._members = {
            member_key(member.name): (path, member)
            for path, archive in self._archives.items()
            for member in archive.members
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def find(self, wanted: str | None) -> TextPlace | None:
        """Where the text lies that a URL with this path (`text_path`) leads to, if anywhere."""
        if wanted is None:
            return None
        if packed := self._members.get(wanted.lower()):
            path, member = packed
            return TextPlace(path, member.name, f"{member.fingerprint}:{member.size}")
        return self._in_mirror(f"{MIRROR}/{wanted}")

    def in_mirror(self, wanted: Iterable[str | None]) -> Iterator[str]:
        """The mirrored files among the texts wanted."""
        places = map(self.find, wanted)
        return (place.path for place in places if place and not place.member)

    def read(self, place: TextPlace) -> bytes:
        """The bytes of a text.

        Raises:
            ArchiveError: the member is damaged, or the text larger than any real one.
        """
        if place.member:
            return self._archives[place.path].read(place.member)
        try:
            return self._folder.read(place.path)
        except SourceError as error:
            raise ArchiveError("bomb", str(error)) from error

    def orphans(self, archive: str, wanted: Iterable[str | None]) -> list[Member]:
        """Members of one archive that are not among the texts wanted, in directory order."""
        waiting = {member_key(member.name) for member in self._archives[archive].members}
        for path in wanted:
            waiting.discard((path or "").lower())
        return [member for member in self._archives[archive].members if member_key(member.name) in waiting]

    def head(self, archive: str, member: Member, size: int) -> bytes:
        """The first bytes of one member of one archive, none where it is damaged."""
        return self._archives[archive].head(member.name, size)

    def _in_mirror(self, path: str) -> TextPlace | None:
        if self._mirrored is not None:
            return TextPlace(path, "", self._mirrored[path]) if path in self._mirrored else None
        return TextPlace(path, "", "") if self._has_mirror and self._folder.is_file(path) else None
