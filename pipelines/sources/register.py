"""The yearly register archive of EDRSR: `documents.csv` and its dictionaries, as rows and names.

What belongs here: cutting the tab-separated file into records that survive quoted tabs, line breaks and
broken quotes, and reading the dictionaries. What the rows mean is told by `edrsr.py`; where their texts
lie, by `register_texts.py`.
Layout: https://data.gov.ua, data sets `edrsr_data_YYYY.zip`; tab separated, UTF-8, `"` doubled inside.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

import polars as pl

from pipelines.sources.archive import Archive, ArchiveError
from pipelines.text.encoding import repair_mojibake

COLUMNS = (
    "doc_id", "court_code", "judgment_code", "justice_kind", "category_code", "cause_num",
    "adjudication_date", "receipt_date", "judge", "doc_url", "status", "date_publ",
)  # fmt: skip
"""Columns of documents.csv; their order changed between years, so they are found by name."""

DICTIONARIES = {
    "courts": "court_code",
    "regions": "region_code",
    "instances": "instance_code",
    "justice_kinds": "justice_kind",
    "judgment_forms": "judgment_code",
    "cause_categories": "category_code",
}
"""Dictionary files without their ending, and the column that holds the code."""

RECORD_BYTES = 64 << 10
"""Longest record; a quote left open longer than this was never meant to span so far."""

ID_DIGITS = 18
"""Most digits of a doc_id, which is a 64-bit number; real ones have nine."""

DICTIONARY_BYTES = 64 << 20
"""Largest dictionary; the real ones stay under a megabyte."""

_BOM = b"\xef\xbb\xbf"
_RECORD_START = re.compile(rb'"?\d+"?\t')


class Lines(Protocol):
    """Anything read line by line, at most `limit` bytes at a time."""

    def readline(self, limit: int, /) -> bytes:
        """The next line with its end, cut at `limit` bytes; empty when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: position of each known column, fields in a record, bytes before the first record."""

    positions: tuple[int, ...]
    width: int
    size: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Consecutive records: number of the first one (from 0), offset and size in bytes in the plain file."""

    first: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that is no row: its number from 0, why, and its bytes."""

    row: int
    detail: str
    body: bytes


def find_member(archive: Archive, name: str) -> str | None:
    """The member with that file name, in any folder and letter case."""
    return next((m.name for m in archive.members if m.name.rsplit("/", 1)[-1].lower() == name), None)


def fields_of(record: bytes) -> list[str] | None:
    """The fields of one record, or None where its quotes, line breaks or encoding are broken."""
    try:
        rows = list(csv.reader((record.decode().strip("\r\n"),), delimiter="\t", strict=True))
    except (csv.Error, UnicodeDecodeError):
        return None
    return rows[0] if len(rows) == 1 else None


def read_header(file: IO[bytes]) -> Header:
    """Read the header row, byte-order mark and quotes allowed.

    Raises:
        ArchiveError: a column is missing, so that the file must not be guessed at.
    """
    line = file.readline(RECORD_BYTES)
    names = [name.strip().lower() for name in fields_of(line.removeprefix(_BOM)) or ()]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise ArchiveError("unreadable", f"documents.csv lacks the column(s) {', '.join(missing)}.")
    return Header(tuple(names.index(name) for name in COLUMNS), len(names), len(line))


def records(file: Lines, width: int) -> Iterator[bytes]:
    """Cut a file into records of `width` fields; a quote left open costs its own record only.

    A record ends with the line in which its quotes close. While one is open, a line that is a whole record
    by itself shows that the quote was never closed, and reading goes on from there. Blank lines belong to
    the record after them, so that the sizes of all records add up to the size of the file.
    """
    held = b""
    while line := file.readline(RECORD_BYTES):
        if held.strip() and (_is_record(line, width) or len(held) > RECORD_BYTES):
            yield held
            held = b""
        held += line
        if held.strip() and _is_closed(held):
            yield held
            held = b""
    if held.strip():
        yield held


def slices(file: IO[bytes], header: Header, rows: int) -> Iterator[tuple[Slice, list[bytes]]]:
    """Cut what follows the header into slices of `rows` records."""
    first, offset, batch = 0, header.size, list[bytes]()
    for record in records(file, header.width):
        batch.append(record)
        if len(batch) == rows:
            yield (cut := _slice(first, offset, batch)), batch
            first, offset, batch = first + rows, cut.offset + cut.size, []
    if batch:
        yield _slice(first, offset, batch), batch


def read_slice(file: IO[bytes], cut: Slice) -> tuple[Header, list[bytes]]:
    """The header and the records of one slice; the rest of the file is passed over, not held."""
    header = read_header(file)
    _skip(file, cut.offset - header.size)
    return header, list(records(_Window(file, cut.size), header.width))


def rows_of(header: Header, batch: Sequence[bytes], first: int) -> tuple[pl.DataFrame, list[BadRecord]]:
    """Records as text columns `COLUMNS` plus `row`, empty fields null; and those that are no rows."""
    numbers, rows, bad = list[int](), list[list[str]](), list[BadRecord]()
    for number, (record, fields) in enumerate(zip(batch, _all_fields(batch), strict=True), start=first):
        fault = _fault(fields, header)
        if fields is None or fault:
            bad.append(BadRecord(number, fault, record))
        else:
            numbers.append(number)
            rows.append(fields)
    columns = list(zip(*rows, strict=True)) or [()] * header.width
    named = {name: columns[place] for name, place in zip(COLUMNS, header.positions, strict=True)}
    frame = pl.DataFrame({"row": numbers, **named}, schema={"row": pl.Int64} | dict.fromkeys(COLUMNS, pl.String))
    one_line = pl.col("cause_num", "judge").str.replace_all(r"\s+", " ")
    return frame.with_columns(one_line).with_columns(pl.col(COLUMNS).str.strip_chars().replace("", None)), bad


def read_dictionary(archive: Archive, name: str) -> dict[str, dict[str, str]]:
    """One dictionary: its rows by code, columns by lower-case name, names mended; empty when absent.

    A row that cannot be read leaves its own code without a name.

    Raises:
        ArchiveError: the member is damaged.
    """
    member = find_member(archive, f"{name}.csv")
    if member is None:
        return {}
    file = io.BytesIO(archive.read(member, DICTIONARY_BYTES).removeprefix(_BOM))
    columns = [column.strip().lower() for column in fields_of(file.readline(RECORD_BYTES)) or ()]
    rows = [fields_of(record) or () for record in records(file, len(columns))]
    whole = [dict(zip(columns, map(_name, row), strict=True)) for row in rows if len(row) == len(columns)]
    return {row[DICTIONARIES[name]]: row for row in whole if DICTIONARIES[name] in row}


def _name(value: str) -> str:
    """A name or code without stray spaces, mojibake mended where that is provable."""
    return repair_mojibake(value.strip())[0].strip()


def _slice(first: int, offset: int, batch: Sequence[bytes]) -> Slice:
    return Slice(first, offset, sum(map(len, batch)))


def _is_closed(record: bytes) -> bool:
    """Whether all quotes are closed: an even number, or in one line an odd one inside a bare field."""
    return record.count(b'"') % 2 == 0 or (record.count(b"\n") <= 1 and fields_of(record) is not None)


def _is_record(line: bytes, width: int) -> bool:
    if not _RECORD_START.match(line):
        return False
    fields = fields_of(line)
    return fields is not None and len(fields) == width


def _all_fields(batch: Sequence[bytes]) -> list[list[str] | None]:
    """Fields of every record: all at once where the batch is sound, one by one where it is not."""
    try:
        together = list(csv.reader((record.decode() for record in batch), delimiter="\t", strict=True))
    except (csv.Error, UnicodeDecodeError):
        together = []
    return list(together) if len(together) == len(batch) else [fields_of(record) for record in batch]


def _fault(fields: list[str] | None, header: Header) -> str:
    """Why a record is no row; empty when it is one."""
    if fields is None:
        return "The quotes or the encoding of the row are broken."
    if len(fields) != header.width:
        return f"The row has {len(fields)} fields instead of {header.width}."
    doc_id, status = (fields[header.positions[COLUMNS.index(name)]].strip() for name in ("doc_id", "status"))
    if not (doc_id.isascii() and doc_id.isdecimal() and len(doc_id) <= ID_DIGITS):
        return "doc_id is not a whole number of the register."
    return "" if status in ("0", "1") else "status is neither 0 nor 1."


def _skip(file: IO[bytes], size: int) -> None:
    while size > 0 and (block := file.read(min(size, 1 << 20))):
        size -= len(block)


class _Window:
    """The next `size` bytes of a file, line by line."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size

    def readline(self, limit: int) -> bytes:
        line = self._file.readline(min(limit, self._left))
        self._left -= len(line)
        return line
