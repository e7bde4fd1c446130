"""rechtspraak.nl, the Dutch register of judgments: an archive of monthly archives of XML.

What belongs here: finding the monthly archives, and reading one as documents. What the XML states is told
by `judgment_record.py`. The Atom search interface, for changes since a moment, is still to come.
The year is that of the folder, which is the year of the decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipelines.sources.archive import Archive, ArchiveError, Member, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.judgment_record import ecli_of, judgment_columns, modified
from pipelines.sources.source import (
    Parsed,
    Refusal,
    SourceFile,
    Unit,
    archive_or_state,
    cell_year,
    digest,
    files_table,
    member_file,
    quarantine_table,
    rows_table,
    usable,
)
from pipelines.text.judgment import abstract_text, body_text, safe_xml
from pipelines.text.unreadable import Unreadable

VERSION = "2"

MONTH_BYTES = 4 << 30
"""Largest monthly archive; the whole of 5.4 GB spreads over more than a thousand months."""

_MONTH = re.compile(r"(?:.*/)?(\d{4})(?:0[1-9]|1[0-2])\.zip", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rechtspraak:
    """The judgments published by the Raad voor de rechtspraak, as the bulk archive or its unpacked months."""

    name: str = "rechtspraak"
    version: str = VERSION

    def years(self, folder: Folder) -> list[str]:
        """Years that have a monthly archive, or a broken archive of archives, which might have had any."""
        months, archives = _split(folder)
        years = {_year(path) for path in months}
        for path in archives:
            opened = archive_or_state(folder, path, "judgments")
            if isinstance(opened, SourceFile):
                years.add(cell_year(0))
                continue
            with opened as archive:
                years |= {_year(member.name) for member in archive.members if _MONTH.fullmatch(member.name)}
        return sorted(years)

    def files(self, folder: Folder, year: str) -> pa.Table:
        """The year's monthly archives; a broken archive of archives is listed with the first cell."""
        months, archives = _split(folder)
        listed = [_open_month(folder, path) for path in months if cell_year(int(_year(path))) == year]
        for path in archives:
            listed += _packed_months(folder, path, year)
        return files_table(listed)

    def units(self, folder: Folder, year: str, files: pa.Table, rows: int = 100_000) -> list[Unit]:
        """One unit per monthly archive, whatever `rows`: a month is whole, so that no ECLI in it comes twice."""
        return [
            Unit(f"{file.path} {file.member}".rstrip(), digest((file.path, file.member, file.fingerprint)), payload)
            for file in usable(files, "judgments")
            if (payload := (file.path, file.member))
        ]

    def parse(self, folder: Folder, unit: Unit) -> Parsed:
        """The judgments of a month; of an ECLI that comes twice the later change is kept."""
        path, inside = map(str, unit.payload)
        with open_archive(folder, path) as outer:
            if not inside:
                return _parse_month(outer, path, inside)
            with outer.inner(inside, MONTH_BYTES) as month:
                return _parse_month(month, path, inside)


def _split(folder: Folder) -> tuple[list[str], list[str]]:
    """Monthly archives that lie open, and archives that hold monthly archives."""
    paths = [entry.path for entry in folder.walk() if entry.path.lower().endswith(".zip")]
    months = [path for path in paths if _MONTH.fullmatch(path)]
    return months, [path for path in paths if path not in months]


def _year(path: str) -> str:
    return path.rsplit("/", 1)[-1][:4]


def _open_month(folder: Folder, path: str) -> SourceFile:
    opened = archive_or_state(folder, path, "judgments")
    if isinstance(opened, SourceFile):
        return opened
    with opened:
        return SourceFile(path, "", "judgments", folder.size(path), folder.fingerprint(path))


def _packed_months(folder: Folder, path: str, year: str) -> Iterator[SourceFile]:
    """The monthly archives of a year inside an archive, each opened once to see that it can be."""
    opened = archive_or_state(folder, path, "judgments")
    if isinstance(opened, SourceFile):
        if year == cell_year(0):
            yield opened
        return
    with opened as outer:
        for member in outer.members:
            if _MONTH.fullmatch(member.name) and cell_year(int(_year(member.name))) == year:
                yield _packed_month(folder, outer, path, member)


def _packed_month(folder: Folder, outer: Archive, path: str, member: Member) -> SourceFile:
    try:
        outer.inner(member.name, MONTH_BYTES).close()
    except ArchiveError as error:
        return SourceFile(path, member.name, "judgments", member.size, member.fingerprint, error.reason, error.detail)
    return member_file(path, member, "judgments")


@dataclass(frozen=True, slots=True)
class _Read:
    """One member read: its change stamp, the columns of its document, and its first bytes."""

    member: str
    stamp: str
    columns: dict[str, object]
    sample: bytes


def _parse_month(month: Archive, path: str, inside: str) -> Parsed:
    outcomes = [_read(month, path, inside, member) for member in month.members]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    read = [outcome for outcome in outcomes if isinstance(outcome, _Read)]
    latest = {one.columns["id"]: one for one in sorted(read, key=lambda one: one.stamp)}
    kept = [one for one in read if latest[one.columns["id"]] is one]
    detail = "The archive holds a later version of the same ECLI."
    refused += [
        Refusal(path, _place(inside, one.member), "superseded", detail, one.sample, str(one.columns["id"]))
        for one in read
        if latest[one.columns["id"]] is not one
    ]
    return Parsed(rows_table([one.columns for one in kept]), quarantine_table(refused), len(outcomes))


def _place(inside: str, member: str) -> str:
    return f"{inside} {member}".lstrip()


def _read(month: Archive, path: str, inside: str, member: Member) -> _Read | Refusal:
    """One member as a document, or why it is none."""
    place, body = _place(inside, member.name), b""
    name_id = f"rechtspraak:{ecli}" if (ecli := ecli_of(member.name.rsplit(".", 1)[0].replace("_", ":"))) else None
    try:
        body = month.read(member.name)
        root = safe_xml(body)
        columns = judgment_columns(root)
        if columns is None:
            return Refusal(path, place, "no_metadata", "The file states no ECLI.", body, name_id)
        text, markup = body_text(root)
        columns |= {"text": text, "markup": markup if text else None, "abstract": abstract_text(root)}
    except (ArchiveError, Unreadable) as error:
        return Refusal(path, place, error.reason, error.detail, body, name_id)
    columns |= {"source_file": path, "source_place": place}
    return _Read(member.name, modified(root), columns | _standing(str(columns["status"]), text), body[:256])


def _standing(stated: str, text: str) -> dict[str, object]:
    """Status and format: a record without a body is metadata only, unless it was withdrawn."""
    bare = stated == "public" and not text
    return {"status": "metadata_only" if bare else stated, "text_format": "xml" if text else None}
