"""EDRSR, the Ukrainian register of court decisions: yearly register archives and texts beside them.

What belongs here: which files make a year, how it is cut into units, and how one unit becomes documents.
The register's rows are read by `register.py` and named by `register_names.py`; texts are found by
`register_texts.py`. The nightly comparison of the running year is still to come.
The year is that of the archive, which is the year of registration, not of the decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipelines.schema import DOCUMENTS
from pipelines.sources.archive import Archive, ArchiveError, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.register import DICTIONARIES, Slice, find_member, read_header, read_slice, rows_of, slices
from pipelines.sources.register_names import Names, describe, read_names, superseded
from pipelines.sources.register_texts import MIRROR, RegisterTexts, TextPlace, text_path
from pipelines.sources.source import (
    SAMPLE_BYTES,
    Parsed,
    Refusal,
    SourceFile,
    Unit,
    archive_or_state,
    bad_file,
    cell_year,
    digest,
    documents_table,
    files_table,
    member_file,
    quarantine_table,
    usable,
)
from pipelines.text.convert import PlainText, to_text
from pipelines.text.unreadable import Unreadable

VERSION = "2"

BATCH = 5_000
"""Documents turned into Arrow at a time, so that a unit's texts are held once, not twice."""

_REGISTER = re.compile(r"edrsr_data_(\d{4})\.zip", re.IGNORECASE)
_TEXTS = re.compile(r"texts_(\d{4}).*\.zip", re.IGNORECASE)
_IDENTITY = ("doc_id", "status", "date_publ")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A slice of a register before it is known which of its rows another slice replaces."""

    register: str
    cut: Slice
    rows: int
    archives: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Edrsr:
    """The register of court decisions, as published on the open-data portal."""

    name: str = "edrsr"
    version: str = VERSION

    def years(self, folder: Folder) -> list[str]:
        """Years of the register archives and of the archives of texts."""
        paths = [entry.path for entry in folder.walk(avoid=(MIRROR,))]
        return sorted({year for pattern in (_REGISTER, _TEXTS) for _, year in _matches(paths, pattern)})

    def files(self, folder: Folder, year: str) -> pa.Table:
        """Register members, archives of texts, and the mirrored texts its rows lead to."""
        registers, texts = _offered(folder, year)
        listed = [file for path in registers for file in _register_files(folder, path)]
        listed += [_texts_file(folder, path) for path in texts]
        if folder.exists(MIRROR):
            listed += _mirrored_files(folder, listed)
        return files_table(listed)

    def units(self, folder: Folder, year: str, files: pa.Table, rows: int = 100_000) -> list[Unit]:
        """Slices of the register, then one unit per archive that holds texts no row asks for.

        Reads the register once; a slice depends on its own rows, the names they use and their texts only.
        """
        registers = _registers(files)
        archives = [file.path for file in usable(files, "texts")]
        mirrored = {file.path: file.fingerprint for file in usable(files, "text")}
        with RegisterTexts(folder, archives, mirrored) as texts:
            units = _slice_units(folder, registers, texts, rows)
            return units + [unit for path in archives if (unit := _orphan_unit(folder, path, registers, texts))]

    def parse(self, folder: Folder, unit: Unit) -> Parsed:
        """A slice of the register with its texts, or the texts of one archive that no row asks for."""
        kind, *rest = unit.payload
        return _parse_orphans(folder, *map(str, rest)) if kind == "orphans" else _parse_slice(folder, rest)


def _matches(paths: Sequence[str], pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Paths whose file name fits, each with its calendar year."""
    for path in paths:
        if found := pattern.fullmatch(path.rsplit("/", 1)[-1]):
            yield path, found[1]


def _offered(folder: Folder, year: str) -> tuple[list[str], list[str]]:
    """Paths of the cell's register archives and of its archives of texts."""
    paths = [entry.path for entry in folder.walk(avoid=(MIRROR,))]
    registers, texts = (
        [path for path, found in _matches(paths, pattern) if cell_year(int(found)) == year]
        for pattern in (_REGISTER, _TEXTS)
    )
    return registers, texts


def _register_files(folder: Folder, path: str) -> list[SourceFile]:
    """The members of a register archive that are read, or the archive with what is wrong with it."""
    opened = archive_or_state(folder, path, "register")
    if isinstance(opened, SourceFile):
        return [opened]
    with opened as archive:
        try:
            documents = _documents_member(archive)
            archive.verify(documents)
            with archive.stream(documents) as file:
                read_header(file)
            read_names(archive)
        except ArchiveError as error:
            return [bad_file(folder, path, "register", error)]
        wanted = {documents, *(find_member(archive, f"{name}.csv") for name in DICTIONARIES)}
        return [member_file(path, member, "register") for member in archive.members if member.name in wanted]


def _documents_member(archive: Archive) -> str:
    """The name of documents.csv in the archive."""
    member = find_member(archive, "documents.csv")
    if member is None:
        raise ArchiveError("unreadable", "The archive holds no documents.csv; fetch it again.")
    return member


def _texts_file(folder: Folder, path: str) -> SourceFile:
    opened = archive_or_state(folder, path, "texts")
    if isinstance(opened, SourceFile):
        return opened
    with opened as archive:
        return SourceFile(path, "", "texts", folder.size(path), archive.fingerprint)


def _mirrored_files(folder: Folder, listed: Sequence[SourceFile]) -> list[SourceFile]:
    """The mirrored texts that rows of the listed registers lead to, sorted by path."""
    archives = [file.path for file in listed if file.role == "texts" and file.state == "ok"]
    registers = _registers(files_table(listed))
    with RegisterTexts(folder, archives) as texts:
        paths = sorted(set(texts.in_mirror(_wanted(folder, *registers))))
    return [SourceFile(path, "", "text", folder.size(path), folder.fingerprint(path)) for path in paths]


def _registers(files: pa.Table) -> list[str]:
    return list(dict.fromkeys(file.path for file in usable(files, "register")))


def _wanted(folder: Folder, *registers: str) -> Iterator[str | None]:
    """The path of the text of every row of these registers."""
    for register in registers:
        for _, frame, _ in _frames(folder, register, BATCH):
            yield from frame.select(text_path(pl.col("doc_url"))).to_series()


def _frames(folder: Folder, register: str, rows: int) -> Iterator[tuple[Slice, pl.DataFrame, list[bytes]]]:
    """Every slice of a register: where it lies, its rows, the bytes of its bad records."""
    with open_archive(folder, register) as archive, archive.stream(_documents_member(archive)) as file:
        header = read_header(file)
        for cut, batch in slices(file, header, rows):
            frame, bad = rows_of(header, batch, cut.first)
            yield cut, frame, [record.body for record in bad]


def _slice_units(folder: Folder, registers: Sequence[str], texts: RegisterTexts, rows: int) -> list[Unit]:
    drafts, identities = list[_Draft](), list[pl.DataFrame]()
    for register in registers:
        with open_archive(folder, register) as archive:
            names = read_names(archive)
        for cut, frame, bad in _frames(folder, register, rows):
            drafts.append(_draft(register, cut, frame, bad, names, texts))
            identities.append(frame.select("row", *_IDENTITY, draft=pl.lit(len(drafts) - 1)))
    lost = dict[int, list[int]]()
    if identities:
        for number, row in superseded(pl.concat(identities)).select("draft", "row").iter_rows():
            lost.setdefault(number, []).append(row)
    return [_slice_unit(draft, lost.get(number, [])) for number, draft in enumerate(drafts)]


def _draft(
    register: str, cut: Slice, frame: pl.DataFrame, bad: list[bytes], names: Names, texts: RegisterTexts
) -> _Draft:
    described = describe(frame, names)
    places = [texts.find(path) for path in described["text_path"]]
    found = [f"{place.path}:{place.fingerprint}" if place else "" for place in places]
    archives = tuple(sorted({place.path for place in places if place and place.member}))
    parts = (register, str(cut), described.write_csv(), *bad, *found)
    return _Draft(register, cut, frame.height + len(bad), archives, digest(parts))


def _slice_unit(draft: _Draft, lost: Sequence[int]) -> Unit:
    cut, replaced = draft.cut, " ".join(map(str, lost))
    name = f"{draft.register} rows {cut.first}-{cut.first + draft.rows}"
    payload = ("rows", draft.register, cut.first, cut.offset, cut.size, replaced, *draft.archives)
    return Unit(name, digest((draft.fingerprint, replaced)), payload)


def _orphan_unit(folder: Folder, archive: str, registers: Sequence[str], texts: RegisterTexts) -> Unit | None:
    orphans = texts.orphans(archive, _wanted(folder, *registers))
    if not orphans:
        return None
    parts = (archive, *(f"{member.name}:{member.fingerprint}" for member in orphans))
    return Unit(f"{archive} texts without a row", digest(parts), ("orphans", archive, *registers))


def _parse_orphans(folder: Folder, path: str, *registers: str) -> Parsed:
    """Refuse every text of an archive that no row of the registers asks for."""
    with RegisterTexts(folder, [path]) as texts:
        detail = "No row of the register asks for this text."
        refused = [
            Refusal(path, member.name, "orphan_text", detail, texts.head(path, member, SAMPLE_BYTES))
            for member in texts.orphans(path, _wanted(folder, *registers))
        ]
    return Parsed(DOCUMENTS.empty_table(), quarantine_table(refused), len(refused))


def _parse_slice(folder: Folder, payload: Sequence[str | int]) -> Parsed:
    """The documents of one slice, and what of it is no row, replaced by another row, or has no readable text."""
    register, first, offset, size, replaced, *archives = payload
    with open_archive(folder, str(register)) as archive:
        names = read_names(archive)
        with archive.stream(_documents_member(archive)) as file:
            header, batch = read_slice(file, Slice(int(first), int(offset), int(size)))
    frame, bad = rows_of(header, batch, int(first))
    described = describe(frame, names)
    lost = pl.col("row").is_in([int(row) for row in str(replaced).split()])
    refused = [_refused_row(str(register), b.row, "csv_row", b.detail, b.body) for b in bad]
    detail = "Another row of the same doc_id is newer."
    for row, doc in described.filter(lost).select("row", "id").iter_rows():
        refused.append(_refused_row(str(register), row, "superseded", detail, batch[row - int(first)], doc))
    tables = [DOCUMENTS.empty_table()]
    with RegisterTexts(folder, [str(path) for path in archives]) as texts:
        for part in described.filter(~lost).iter_slices(BATCH):
            table, unreadable = _documents(str(register), part, texts)
            tables.append(table)
            refused += unreadable
    return Parsed(pa.concat_tables(tables), quarantine_table(refused), len(batch))


def _refused_row(register: str, row: int, reason: str, detail: str, body: bytes, doc: str | None = None) -> Refusal:
    return Refusal(register, f"documents.csv row {row}", reason, detail, body, doc)


def _documents(register: str, part: pl.DataFrame, texts: RegisterTexts) -> tuple[pa.Table, list[Refusal]]:
    """Described rows with their texts; rows whose text is unreadable are refused whole."""
    outcomes = [_text(texts, *row) for row in part.select("id", "status", "text_path").iter_rows()]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    plain = [outcome for outcome in outcomes if not isinstance(outcome, Refusal)]
    rows = part.filter([not isinstance(outcome, Refusal) for outcome in outcomes])
    status = [s if s == "withdrawn" or text else "awaiting_text" for s, text in zip(rows["status"], plain, strict=True)]
    described = [name for name in rows.columns if name in DOCUMENTS.names]
    columns: dict[str, Sequence[object]] = {name: rows[name].to_list() for name in described}
    columns |= {
        "source": ["edrsr"] * rows.height,
        "kind": ["decision"] * rows.height,
        "language": ["uk"] * rows.height,
        "case_numbers": [[number] if number else [] for number in rows["case_number"]],
        "status": status,
        "text": [text.text if text else "" for text in plain],
        "markup": [text.markup if text else None for text in plain],
        "text_format": [text.format if text else None for text in plain],
        "repairs": [list(text.repairs) if text else [] for text in plain],
        "source_file": [register] * rows.height,
        "source_place": [f"documents.csv row {row}" for row in rows["row"]],
    }
    return documents_table(columns), refused


def _text(texts: RegisterTexts, doc: str, status: str, path: str | None) -> PlainText | Refusal | None:
    """The text of a row; None where it is withdrawn or not there yet."""
    place = texts.find(path) if status == "public" else None
    return _converted(texts, doc, place) if place else None


def _converted(texts: RegisterTexts, doc: str, place: TextPlace) -> PlainText | Refusal:
    body = b""
    try:
        body = texts.read(place)
        return to_text(body)
    except (ArchiveError, Unreadable) as error:
        return Refusal(place.path, place.member, error.reason, error.detail, body, doc)
