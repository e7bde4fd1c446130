"""The contract every register keeps: files, offers, parsed rows.

What belongs here: the types that pass between a source and the stages, and the few helpers all sources
share to fill them. Nothing that knows one publisher.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from pipelines.schema import DOCUMENTS, QUARANTINE, SOURCE_FILES
from pipelines.scope import FIRST_YEAR
from pipelines.sources.archive import Archive, ArchiveError, Member, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.marks import as_digits, row_hashes

SAMPLE_BYTES = 256
"""Bytes of refused material that quarantine keeps."""

PROVENANCE = ("version", "source_file", "source_place", "text_format", "repairs")
"""Columns that tell how a document reached us; a change in them alone is no new version of it."""

_RECURRING = frozenset({
    "source", "kind", "language", "issuer", "issuer_code", "instance", "region", "form", "category", "procedure",
    "judge", "status", "source_file",
})  # fmt: skip
CODED = pa.schema([f.with_type(pa.dictionary(pa.int32(), f.type)) if f.name in _RECURRING else f for f in DOCUMENTS])
"""`schema.DOCUMENTS` as tables of many documents have it in memory: columns in which few values recur are dictionaries
of them, which need not be written out only to be found again by the writer of Parquet."""

_STATED = [name for name in DOCUMENTS.names if name not in PROVENANCE]


FOREIGN = "foreign"
"""State of a file among the others that is none of the publisher's: told, and no reason to stop."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What some records of an offer became.

    `ids` has one entry per record, in order: the id of its document, null where it was quarantined. Documents and
    quarantine are in the order of their records. Invariant: `len(ids) == documents.num_rows + quarantine.num_rows`.
    Documents are as in `schema.DOCUMENTS` or `CODED`, the same for all of a source.
    """

    documents: pa.Table
    quarantine: pa.Table
    ids: pa.Array


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

    @property
    def misses(self) -> int:
        """How many offers, one after the other, must lack a record before it counts as withdrawn: 1 or 2."""
        ...

    @property
    def states(self) -> tuple[str, ...]:
        """Roles of the files that say which records there are: only by these one offer is told from another."""
        ...

    def years(self, folder: Folder) -> list[str]:
        """Calendar years on offer, sorted."""
        ...

    def marks(self, folder: Folder) -> dict[str, str]:
        """For each cell a hash of what it rests on, from names, sizes and lists; no file of texts is opened."""
        ...

    def files(self, folder: Folder, year: str) -> pa.Table:
        """Every file the cell rests on, checked and fingerprinted; a bad one is a row with a state."""
        ...

    def offer(self, folder: Folder, year: str, files: pa.Table) -> pa.Table:
        """Everything the cell offers, over files in state ok: a row per record, no record twice, in source order.

        The columns of `schema.OFFER` lead; those after them are the source's own and say where the record lies, so
        that `parse` finds it without this search. What will be quarantined is on offer too, under a name made of
        its content.
        """
        ...

    def parse(self, folder: Folder, records: pa.Table) -> Parsed:
        """Some rows of an offer as documents; what cannot be read is quarantined, its neighbours stay.

        What becomes of a record does not depend on the others beside it.
        """
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


def documents_table(columns: Mapping[str, Sequence[object] | pa.Array]) -> pa.Table:
    """Columns as `CODED`; what a source has not is null or empty, and `version` is computed.

    A column of few values may come as a dictionary (`repeated`): each value is then hashed once.
    """
    rows = len(columns["id"])
    given = {
        field.name: _given(columns[field.name], field) if field.name in columns else _absent(field, rows)
        for field in DOCUMENTS
    }
    given["version"] = as_digits(row_hashes({name: given[name] for name in _STATED}))
    return pa.table({f.name: given[f.name].cast(f.type) for f in CODED}, CODED)


def repeated(value: str, rows: int) -> pa.DictionaryArray:
    """A column of one value."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([value]))


def rows_table(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Documents given one mapping each, for sources that read whole records, as `schema.DOCUMENTS`."""
    given = {name for row in rows for name in row}
    blank = {name: _absent(DOCUMENTS.field(name), 1)[0].as_py() for name in given}
    table = documents_table({"id": [], **{name: [row.get(name, blank[name]) for row in rows] for name in given}})
    return table.cast(DOCUMENTS)


def _given(values: Sequence[object] | pa.Array, field: pa.Field) -> pa.Array:
    """A column that a source has."""
    return values if isinstance(values, pa.Array) else pa.array(values, field.type)


def _absent(field: pa.Field, rows: int) -> pa.Array:
    """A column that a source has not."""
    if field.nullable:
        return pa.nulls(rows, field.type)
    if pa.types.is_list(field.type):
        return pa.ListArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows + 1), pa.array([], pa.string()))
    return repeated("", rows)
