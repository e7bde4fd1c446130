"""Downloads that go on where they broke off: what is held of which build of a file.

What belongs here: the note beside a partial file, and whether an answer goes on with it. What does not: asking and
writing (`web.py`). Ranges and validators are those of RFC 9110, sections 8.8, 13.1.5 and 14.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

_PARTIAL = 206
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Build:
    """One state of a file at its publisher: what tells it from the next one; length in bytes, where announced."""

    url: str
    etag: str
    modified: str
    length: int | None

    @property
    def validator(self) -> str:
        """What If-Range may carry: a strong ETag, or the date; empty where there is neither."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rest of a build, from the byte `start` on."""

    build: Build
    start: int


def held_of(part: Path, url: str) -> Stretch | None:
    """What is still to come of the file at `url` after what `part` holds; None where that cannot be known.

    Of a file that is whole already the last byte is asked for again, which shows whether it is still that file.
    """
    try:
        build, size = Build(**json.loads(_note(part).read_text())), part.stat().st_size
    except (FileNotFoundError, ValueError, TypeError):
        return None
    start = size if build.length is None else min(size, build.length - 1)
    return Stretch(build, start) if build.url == url and build.validator and start > 0 else None


def range_headers(held: Stretch | None) -> dict[str, str]:
    """Headers that ask for the rest, and for the whole where the file changed."""
    return {"Range": f"bytes={held.start}-", "If-Range": held.build.validator} if held else {}


def stretch_of(status: int, headers: Mapping[str, str], held: Stretch | None, url: str) -> Stretch | None:
    """What the body of an answer is: the whole file or the rest of what is held; None where it is neither."""
    told = Build(url, headers.get("etag", ""), headers.get("last-modified", ""), _length(headers))
    if status != _PARTIAL:
        return Stretch(told, 0)
    place = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    if held is None or place is None or int(place[1]) != held.start:
        return None
    ours = (held.build.etag, held.build.modified, str(held.build.length))
    theirs = (told.etag or ours[0], told.modified or ours[1], ours[2] if place[2] == "*" else place[2])
    return held if ours == theirs else None


def keep_build(part: Path, build: Build) -> None:
    """Note beside an empty part which build it will hold."""
    _note(part).write_text(json.dumps(asdict(build)))


def forget(part: Path) -> None:
    """Begin anew at the next try."""
    _note(part).unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def _length(headers: Mapping[str, str]) -> int | None:
    """The announced length; a header that was sent twice counts once (RFC 9110, 8.6), one that is no number never."""
    told = {value.strip() for value in headers.get("content-length", "").split(",")}
    length = told.pop() if len(told) == 1 else ""
    return int(length) if length.isascii() and length.isdecimal() else None


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")
