"""Where rechtspraak.nl's judgments lie: monthly archives, packs of changes, and what their directories name.

What belongs here: telling archives apart by path, opening them one inside another, and members as records. What the
members say is read by `rechtspraak.py`, but for the few whose name does not tell which judgment they are.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from pipelines.sources.archive import Archive, ArchiveError, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.judgment_record import ecli_of, judgment_columns
from pipelines.sources.source import digest
from pipelines.text.judgment import safe_xml
from pipelines.text.unreadable import Unreadable

MONTH_BYTES = 4 << 30
"""Largest monthly archive; the whole of 5.4 GB spreads over more than a thousand months."""

ENTRY = ".entry.xml"
"""How a member is called that holds an entry of the publisher's index instead of a judgment."""

SUPERSEDED = "superseded:"

_MONTH = re.compile(r"(?:.*/)?(\d{4})(?:0[1-9]|1[0-2])\.zip", re.IGNORECASE)
_PACK = re.compile(r"(?:.*/)?(\d{4})/changes_[^/]*\.zip", re.IGNORECASE)
_SPELLED = r"(?i)(?:^|[/\\])(ECLI[_:][A-Z]{2}[_:][A-Z0-9]{1,7}[_:]\d{4}[_:][A-Z0-9.]{0,24}?[A-Z0-9])(?:\.entry)?\.xml$"
"""A member's name that spells an ECLI, which holds no underscore itself."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An archive of judgments: a file, and the member inside it where that file is an archive of archives."""

    path: str
    inner: str

    def place(self, member: str) -> str:
        """Where a member lies inside the file."""
        return f"{self.inner} {member}".lstrip()


@dataclass(frozen=True, slots=True)
class Shelves:
    """The archives of a folder: those of one year, with it, by path; and archives of archives."""

    open: tuple[tuple[str, str], ...]
    bulk: tuple[str, ...]


def shelves(folder: Folder) -> Shelves:
    """Every archive of the folder, told apart by its path."""
    paths = [entry.path for entry in folder.walk() if entry.path.lower().endswith(".zip")]
    years = {path: month_year(path) or _pack_year(path) for path in paths}
    return Shelves(
        tuple((year, path) for path, year in years.items() if year),
        tuple(path for path, year in years.items() if not year),
    )


def month_year(path: str) -> str | None:
    """The year of a monthly archive; None for any other path.

    >>> month_year("2024/202403.zip")
    '2024'
    """
    found = _MONTH.fullmatch(path)
    return found[1] if found else None


def _pack_year(path: str) -> str | None:
    found = _PACK.fullmatch(path)
    return found[1] if found else None


def precedence(spot: Spot) -> tuple[int, str, str, str]:
    """Sorts archives so that the later one counts: bulk, open months, then packs by their stamp."""
    rank = 0 if spot.inner else 1 if month_year(spot.path) else 2
    return rank, spot.path.rsplit("/", 1)[-1], spot.path, spot.inner


def opened(folder: Folder, spots: Iterable[Spot]) -> Iterator[tuple[Spot, Archive]]:
    """Each archive, open until the next one is asked for; an archive of archives is opened once for its run.

    Raises:
        ArchiveError: an archive cannot be used.
    """
    for path, run in groupby(spots, lambda spot: spot.path):
        with open_archive(folder, path) as outer:
            for spot in run:
                if not spot.inner:
                    yield spot, outer
                    continue
                with outer.inner(spot.inner, MONTH_BYTES) as month:
                    yield spot, month


def is_entry(member: str) -> bool:
    """Whether a member holds an entry of the index, not a judgment."""
    return member.lower().endswith(ENTRY)


def is_superseded(record: str) -> bool:
    """Whether a record is one that a later version in its own archive replaces."""
    return record.startswith(SUPERSEDED)


def listed(archive: Archive, spot: Spot) -> pl.DataFrame:
    """The members of an archive: record, mark, texted, path, inner, member; no record twice.

    A record is called by the ECLI its name spells, else by the one inside, else by its content. Of several members
    with one ECLI an entry that deletes it counts, else the one changed last; the others are named after their content.
    The mark is made of the directory's size and CRC-32, 8 and 4 bytes, big-endian, and a 1, so that no content has the
    mark of what is gone.
    """
    frame = pl.DataFrame(archive.members.table.select(["name", "size", "crc"])).rename({"name": "member"})
    marks = [struct.pack(">QLL", size, crc, 1) for size, crc in frame.select("size", "crc").iter_rows()]
    frame = frame.with_columns(mark=pl.Series(marks, dtype=pl.Binary))
    frame = frame.unique("member", keep="last", maintain_order=True)  # by its name only the last can be read
    spelled = pl.col("member").str.extract(_SPELLED).str.to_uppercase().str.replace_all("_", ":")
    frame = _without_repeats(archive, _named_inside(archive, frame.with_columns(record=spelled)))
    frame = frame.unique("record", keep="last", maintain_order=True)  # byte-identical copies
    texted = ~pl.col("member").str.to_lowercase().str.ends_with(ENTRY)
    return frame.select("record", "mark", "member", texted=texted, path=pl.lit(spot.path), inner=pl.lit(spot.inner))


def _named_inside(archive: Archive, frame: pl.DataFrame) -> pl.DataFrame:
    """Records for members whose name spells no ECLI, by their content."""
    nameless = frame.filter(pl.col("record").is_null()).rows(named=True)
    names = {
        row["member"]: _inside(archive, row["member"])[0] or f"unnamed:{digest((row['member'], row['mark']))[:32]}"
        for row in nameless
    }
    inside = pl.col("member").replace_strict(names, default=None, return_dtype=pl.String)
    return frame.with_columns(pl.col("record").fill_null(inside)) if names else frame


def _without_repeats(archive: Archive, frame: pl.DataFrame) -> pl.DataFrame:
    """Other names for those of several members with one ECLI that do not count."""
    repeated = frame.filter(pl.col("record").is_duplicated()).rows(named=True)
    repeated.sort(key=lambda row: (is_entry(row["member"]), _inside(archive, row["member"])[1], row["mark"]))
    last = {row["record"]: row["member"] for row in repeated}
    names = {
        row["member"]: f"{SUPERSEDED}{row['record']}:{row['mark'].hex()}"
        for row in repeated
        if last[row["record"]] != row["member"]
    }
    replaced = pl.col("member").replace_strict(names, default=pl.col("record"), return_dtype=pl.String)
    return frame.with_columns(record=replaced) if names else frame


def _inside(archive: Archive, member: str) -> tuple[str | None, str]:
    """The ECLI and the change stamp that a member states; none and "" where it cannot be read."""
    try:
        columns = judgment_columns(safe_xml(archive.read(member)))
    except (ArchiveError, Unreadable):  # refused with its reason when its turn comes
        columns = None
    return (ecli_of(str(columns["id"])), str(columns["changed"] or "")) if columns else (None, "")
