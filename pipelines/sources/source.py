"""The contract every register keeps: files, units, parsed rows.

What belongs here: the types that pass between a source and the stages, and the few helpers all sources
share to fill them. Nothing that knows one publisher.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from pipelines.schema import DOCUMENTS, QUARANTINE, SOURCE_FILES
from pipelines.scope import FIRST_YEAR
from pipelines.sources.archive import Archive, ArchiveError, Member, open_archive
from pipelines.sources.folder import Folder

SAMPLE_BYTES = 256
"""Bytes of refused material that quarantine keeps."""

PROVENANCE = ("version", "source_file", "source_place", "text_format", "repairs")
"""Columns that tell how a document reached us; a change in them alone is no new version of it."""

_STATED = [name for name in DOCUMENTS.names if name not in (*PROVENANCE, "text", "markup")]


@dataclass(frozen=True, slots=True)
class Unit:
    """One shard's worth of work: a name for people, a hash of all it depends on, and where it lies."""

    name: str
    fingerprint: str
    payload: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a unit held. Invariant: `records == documents.num_rows + quarantine.num_rows`."""

    documents: pa.Table
    quarantine: pa.Table
    records: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that cannot become a document; the columns of `schema.QUARANTINE` but the stage.

    Of the refused material only the first `SAMPLE_BYTES` are held, so that a unit of damaged texts fits in memory.
    """

    source_file: str
    place: str
    reason: str
    detail: str
    sample: bytes = b""
    id: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "sample", self.sample[:SAMPLE_BYTES])


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A row of `schema.SOURCE_FILES`."""

    path: str
    member: str
    role: str
    bytes: int
    fingerprint: str
    state: str = "ok"
    detail: str = ""


class Source(Protocol):
    """A register. `folder` is always the register's own folder; a year is a cell, see `cell_year`."""

    @property
    def name(self) -> str:
        """Name of the register and of its folder."""
        ...

    @property
    def version(self) -> str:
        """Version of the reading; another value makes every shard anew."""
        ...

    def years(self, folder: Folder) -> list[str]:
        """Calendar years on offer, sorted."""
        ...

    def files(self, folder: Folder, year: str) -> pa.Table:
        """Every file the cell rests on, checked and fingerprinted; a bad one is a row with a state."""
        ...

    def units(self, folder: Folder, year: str, files: pa.Table, rows: int = 100_000) -> list[Unit]:
        """The cell cut into units of about `rows` records, over files in state ok, in a fixed order."""
        ...

    def parse(self, folder: Folder, unit: Unit) -> Parsed:
        """One unit as documents in source order; what cannot be read is quarantined, its neighbours stay."""
        ...


def cell_year(year: int) -> str:
    """The cell a calendar year belongs to.

    >>> cell_year(1984), cell_year(2019)
    ('1990', '2019')
    """
    return str(max(year, FIRST_YEAR))


def digest(parts: Iterable[str | bytes]) -> str:
    """SHA-256 in hex over parts, each preceded by its length, so that no two sequences look alike."""
    total = hashlib.sha256()
    for part in parts:
        body = part.encode() if isinstance(part, str) else part
        total.update(f"{len(body)}:".encode())
        total.update(body)
    return total.hexdigest()


def bad_file(folder: Folder, path: str, role: str, error: ArchiveError, member: str = "") -> SourceFile:
    """The row of a file that cannot be used, still fingerprinted, so that its repair is noticed."""
    return SourceFile(path, member, role, folder.size(path), folder.fingerprint(path), error.reason, error.detail)


def member_file(path: str, member: Member, role: str) -> SourceFile:
    """The row of a sound member of an archive."""
    return SourceFile(path, member.name, role, member.size, member.fingerprint)


def archive_or_state(folder: Folder, path: str, role: str) -> Archive | SourceFile:
    """The archive opened, or the row that tells why it cannot be."""
    try:
        return open_archive(folder, path)
    except ArchiveError as error:
        return bad_file(folder, path, role, error)


def files_table(rows: Iterable[SourceFile]) -> pa.Table:
    """Rows as `schema.SOURCE_FILES`."""
    listed = list(rows)
    return pa.table({name: [getattr(row, name) for row in listed] for name in SOURCE_FILES.names}, SOURCE_FILES)


def usable(files: pa.Table, *roles: str) -> list[SourceFile]:
    """The rows in state ok that have one of the roles, in their order."""
    rows = (SourceFile(**row) for row in files.to_pylist())
    return [row for row in rows if row.state == "ok" and row.role in roles]


def quarantine_table(refusals: Sequence[Refusal]) -> pa.Table:
    """Refusals as `schema.QUARANTINE`."""
    columns: dict[str, list[object]] = {"asset": ["documents"] * len(refusals)}
    for name in ("id", "source_file", "place", "reason", "detail", "sample"):
        columns[name] = [getattr(refusal, name) for refusal in refusals]
    return pa.table(columns, QUARANTINE)


def documents_table(columns: Mapping[str, Sequence[object]]) -> pa.Table:
    """Columns as `schema.DOCUMENTS`; what a source has not is null or empty, and `version` is computed."""
    rows = len(columns["id"])
    filled = {name: columns.get(name) or [_absent(DOCUMENTS.field(name))] * rows for name in DOCUMENTS.names}
    filled["version"] = _versions(filled)
    return pa.table(filled, DOCUMENTS)


def rows_table(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Documents given one mapping each, for sources that read whole records; see `documents_table`."""
    return documents_table({f.name: [row.get(f.name, _absent(f)) for row in rows] for f in DOCUMENTS})


def _absent(field: pa.Field) -> object:
    if field.nullable:
        return None
    return [] if pa.types.is_list(field.type) else ""


def _versions(columns: Mapping[str, Sequence[object]]) -> list[str]:
    """First 16 hex digits of SHA-256 over what the publisher states, the text and its marked structure."""
    stated = zip(*(columns[name] for name in _STATED), strict=True)
    written = json.JSONEncoder(ensure_ascii=False, default=str)
    return [
        digest((written.encode(values), str(text), str(markup or "")))[:16]
        for values, text, markup in zip(stated, columns["text"], columns["markup"], strict=True)
    ]
