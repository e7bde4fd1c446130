"""EDRSR, the Ukrainian register of court decisions: yearly register archives and texts beside them, or a database.

What belongs here: which files make a year, and whether they can be used. What they offer is told by
`register_offer.py`, documents are made by `register_documents.py`, and fetching belongs to `pipelines.fetch`. A year
that a PostgreSQL database holds comes from there, by `register_database.py`, whatever archives lie beside it.
The year is that of the archive, which is the year of registration, not of the decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipelines.sources.archive import ArchiveError
from pipelines.sources.folder import Entry, Folder
from pipelines.sources.register import find_member, read_header, refuse_foreign
from pipelines.sources.register_database import OFFERED as DATABASE_OFFER
from pipelines.sources.register_database import database_of
from pipelines.sources.register_documents import read_records
from pipelines.sources.register_names import DICTIONARIES, read_names
from pipelines.sources.register_offer import documents_member, offered, read_register
from pipelines.sources.register_texts import MIRROR, text_path
from pipelines.sources.source import (
    Parsed,
    SourceFile,
    archive_or_state,
    bad_file,
    cell_year,
    digest,
    files_table,
    member_file,
    usable,
)

VERSION = "4"

_REGISTER = re.compile(r"edrsr_data_(\d{4})\.zip", re.IGNORECASE)
_TEXTS = re.compile(r"texts_(\d{4}).*\.zip", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edrsr:
    """The register of court decisions, as published on the open-data portal."""

    name: str = "edrsr"
    version: str = VERSION
    misses: int = 2
    """a snapshot may lack rows by a fault of its own"""
    states: tuple[str, ...] = ("register", "database")

    def years(self, folder: Folder) -> list[str]:
        """Years of the register archives, of the archives of texts, and of the database."""
        packed = {year for pattern in (_REGISTER, _TEXTS) for _, year in _matches(_archives(folder), pattern)}
        return sorted(packed.union(database.years() if (database := database_of(folder)) else ()))

    def marks(self, folder: Folder) -> dict[str, str]:
        """Names and sizes of each cell's archives, or the database's state; the mirror's millions are left out."""
        cells = dict[str, list[str]]()
        for pattern in (_REGISTER, _TEXTS):
            for entry, year in _matches(_archives(folder), pattern):
                cells.setdefault(cell_year(int(year)), []).append(entry.mark)
        packed = {year: digest(parts) for year, parts in cells.items()}
        return packed | (database.marks() if (database := database_of(folder)) else {})

    def files(self, folder: Folder, year: str) -> pa.Table:
        """The database that holds the year; else register members, archives of texts, and mirrored texts wanted."""
        if (database := database_of(folder)) and (held := database.files(year)):
            return files_table(held)
        registers, texts = (_of_cell(folder, pattern, year) for pattern in (_REGISTER, _TEXTS))
        listed = [file for path in registers for file in _register_files(folder, path)]
        mirrored = _mirrored_files(folder, _registers(files_table(listed))) if folder.exists(MIRROR) else []
        return files_table([*listed, *(_texts_file(folder, path) for path in texts), *mirrored])

    def offer(self, folder: Folder, year: str, files: pa.Table) -> pa.Table:
        """Every record of the register by its doc_id, and the texts that no row asks for."""
        if usable(files, "database") and (database := database_of(folder)):
            return database.offer(year)
        mirrored = pl.DataFrame(files).filter(role="text", state="ok").select("path", "fingerprint")
        return offered(folder, _registers(files), [file.path for file in usable(files, "texts")], mirrored)

    def parse(self, folder: Folder, records: pa.Table) -> Parsed:
        """Records as documents, each with its text where there is one."""
        if records.schema.names == DATABASE_OFFER.names and (database := database_of(folder)):
            return database.parse(records)
        return read_records(folder, records)


def _archives(folder: Folder) -> list[Entry]:
    return folder.walk(avoid=(MIRROR,))


def _matches(entries: Sequence[Entry], pattern: re.Pattern[str]) -> Iterator[tuple[Entry, str]]:
    """Files whose name fits, each with its calendar year."""
    for entry in entries:
        if found := pattern.fullmatch(entry.path.rsplit("/", 1)[-1]):
            yield entry, found[1]


def _of_cell(folder: Folder, pattern: re.Pattern[str], year: str) -> list[str]:
    return [entry.path for entry, found in _matches(_archives(folder), pattern) if cell_year(int(found)) == year]


def _register_files(folder: Folder, path: str) -> list[SourceFile]:
    """The members of a register archive that are read, or the archive with what is wrong with it."""
    opened = archive_or_state(folder, path, "register")
    if isinstance(opened, SourceFile):
        return [opened]
    with opened as archive:
        try:
            documents = documents_member(archive)
            archive.verify(documents)
            with archive.stream(documents) as file:
                refuse_foreign(file, read_header(file))
            read_names(archive)
        except ArchiveError as error:
            return [bad_file(folder, path, "register", error)]
        wanted = {documents, *(find_member(archive, f"{name}.csv") for name in DICTIONARIES)}
        return [member_file(path, member, "register") for member in archive.members if member.name in wanted]


def _texts_file(folder: Folder, path: str) -> SourceFile:
    opened = archive_or_state(folder, path, "texts")
    if isinstance(opened, SourceFile):
        return opened
    with opened as archive:
        return SourceFile(path, "", "texts", folder.size(path), archive.fingerprint)


def _mirrored_files(folder: Folder, registers: Sequence[str]) -> list[SourceFile]:
    """The mirrored texts that rows of these registers lead to, sorted by path."""
    entries = folder.sub(MIRROR).walk()
    waiting = pl.DataFrame({"path": [e.path for e in entries]}, schema={"path": pl.String}).lazy()
    paths = [pl.LazyFrame(schema={"path": pl.String})]
    for register in registers:
        for _, _, rows in read_register(folder, register):
            asked = pl.LazyFrame({"url": rows.batch["doc_url"]}).select(path=text_path(pl.col("url")))
            paths.append(waiting.join(asked, on="path", how="semi").collect().lazy())
    found = pl.concat(paths).unique().sort("path").collect()["path"]
    return [_text_file(folder, f"{MIRROR}/{path}") for path in found]


def _text_file(folder: Folder, path: str) -> SourceFile:
    return SourceFile(path, "", "text", folder.size(path), folder.fingerprint(path))


def _registers(files: pa.Table) -> list[str]:
    return list(dict.fromkeys(file.path for file in usable(files, "register")))
