"""The yearly register archive of EDRSR: `documents.csv` as rows, block by block.

What belongs here: cutting the tab-separated file into records that survive quoted tabs, line breaks and broken quotes,
and records into fields. The loops over bytes are in `register_kernel.py`; columns are made of fields by
`register_columns.py`; what codes stand for is told by `register_names.py`, where texts lie by `register_texts.py`.
Layout: https://data.gov.ua, data sets `edrsr_data_YYYY.zip`; tab separated, UTF-8, `"` doubled inside.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.sources.archive import Archive, ArchiveError
from pipelines.sources.register_columns import COLUMNS, ONE_LINE, PADDING, RECURRING, Columns

RECORD_BYTES = 64 << 10
"""Longest record; a quote left open longer than this was never meant to span so far."""

ID_DIGITS = 18
"""Most digits of a doc_id, which is a 64-bit number; real ones have nine."""

BLOCK_BYTES = 4 << 20
"""Bytes of the file that are held at a time: with their columns little enough for a cache and for memory used again."""

FEW_FAULTS = 10_000
"""Records that are no rows, up to which a table is read, and these are quarantined one by one."""

KNOWN_RECORDS = 5_000
"""Records that are read at a time where their places are known; so many texts are held beside them."""

FAULTS = (
    "",
    "The quotes or the encoding of the row are broken.",
    "The row has {} fields instead of {}.",
    "doc_id is not a whole number of the register.",
    "status is neither 0 nor 1.",
)
"""Why a record is no row, in the order of the kernel's faults."""

BAD = pl.Schema({"record": pl.Int64, "detail": pl.String})
"""Records that are no rows: number of the record in its block, and why."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: position of each known column, fields in a record, bytes before the first record."""

    positions: tuple[int, ...]
    width: int
    size: int


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive records: their bytes (`data`, uint8, padded by `PADDING`), and where each begins and ends in these.

    `bounds` is int64[2, n]; `first` is the number of the first record in the file, from 0, `offset` the place of the
    bytes in it.
    """

    data: np.ndarray
    bounds: np.ndarray
    first: int = 0
    offset: int = 0

    def record(self, number: int) -> bytes:
        """The bytes of one record."""
        start, end = self.bounds[:, number]
        return self.data[start:end].tobytes()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a block and the records that are none.

    `batch`: `record` (number in the block), `doc_id` (int64) and the other `COLUMNS` as text, the `RECURRING` ones as
    dictionaries of it; white space trimmed, empty fields null. `bad`: see `BAD`.
    """

    batch: pa.RecordBatch
    bad: pl.DataFrame


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


def read_header(file: BufferedIOBase) -> Header:
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


def read_blocks(file: BufferedIOBase, header: Header, size: int = BLOCK_BYTES) -> Iterator[tuple[Block, Rows]]:
    """Cut what follows the header into blocks of about `size` bytes; a quote left open costs its own record only.

    A record ends with the line in which its quotes close. While one is open, a line that is a whole record
    by itself shows that the quote was never closed, and reading goes on from there. Empty lines are no records.
    """
    held, offset, first, more = np.empty(0, np.uint8), header.size, 0, True
    while more:
        data = np.empty(len(held) + size + PADDING, np.uint8)
        data[: len(held)] = held
        stop = len(held) + _fill(file, data[len(held) : -PADDING])
        data[stop:] = 0
        more = stop == len(data) - PADDING
        fields = _Fields.cut(data, stop, header, final=not more)
        if fields.records:
            yield (block := Block(data, fields.bounds, first, offset)), _rows(block, header, fields)
        held, offset, first = data[fields.used : stop], offset + fields.used, first + fields.records


def refuse_foreign(file: BufferedIOBase, header: Header) -> None:
    """Look at the first block of what follows the header.

    Raises:
        ArchiveError: most of its records are no rows, and they are many: this is another table, or another encoding.
    """
    for _, rows in read_blocks(file, header):
        if rows.bad.height > max(FEW_FAULTS, rows.batch.num_rows):
            detail = f"{rows.bad.height} of the first rows of documents.csv are none of the register's; fetch it again."
            raise ArchiveError("unreadable", detail)
        return


def read_known(
    file: BufferedIOBase, header: Header, places: np.ndarray, size: int = KNOWN_RECORDS
) -> Iterator[tuple[Block, Rows]]:
    """Read records by their places in the file (int64[2, n]: offset, size), in rising order, passing over the others.

    Blocks have up to `size` records; `first` and `record` of theirs count the places.

    Raises:
        ArchiveError: the file ends before one of them.
    """
    at = header.size
    for first in range(0, places.shape[1], size):
        part = places[:, first : first + size]
        ends = np.cumsum(part[1])
        data, filled = np.zeros(int(ends[-1]) + PADDING, np.uint8), 0
        for offset, length in _joined(part):
            _skip(file, offset - at)
            if _fill(file, data[filled : filled + length]) < length:
                raise ArchiveError("truncated", "documents.csv ends before a record that was on offer; run again.")
            at, filled = offset + length, filled + length
        block = Block(data, np.stack((ends - part[1], ends)), first)
        yield block, _rows(block, header, _Fields.known(block, header))


def records_of(body: bytes, width: int) -> list[bytes]:
    """The records of a small table with so many columns; see `read_blocks`."""
    data = np.frombuffer(body + bytes(PADDING), np.uint8).copy()
    block = Block(data, _Fields.cut(data, len(body), Header((), width, 0), final=True).bounds)
    return [block.record(number) for number in range(block.bounds.shape[1])]


@dataclass(frozen=True, slots=True)
class _Fields:
    """Where the fields of some records lie; see `register_kernel.read_records`."""

    records: int
    used: int
    bounds: np.ndarray
    widths: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    forms: np.ndarray

    @classmethod
    def cut(cls, data: np.ndarray, stop: int, header: Header, *, final: bool) -> _Fields:
        """Find the records before `stop` and their fields."""
        from pipelines.sources.register_kernel import count_lines

        most = count_lines(data) + len(data) // RECORD_BYTES + 2
        return cls._read(data, header, np.empty((2, most), np.int64), (stop, int(final), RECORD_BYTES))

    @classmethod
    def known(cls, block: Block, header: Header) -> _Fields:
        """Find the fields of records with known bounds."""
        return cls._read(block.data, header, np.ascontiguousarray(block.bounds), (block.bounds.shape[1], 1, 0))

    @classmethod
    def _read(cls, data: np.ndarray, header: Header, bounds: np.ndarray, cut: tuple[int, int, int]) -> _Fields:
        from pipelines.sources.register_kernel import read_records

        columns = np.full(header.width, -1)
        for column, position in enumerate(header.positions):
            columns[position] = column
        one_line = np.array([name in ONE_LINE for name in COLUMNS])
        shape, widths = (len(COLUMNS), bounds.shape[1]), np.empty(bounds.shape[1], np.int32)
        starts, ends, forms = np.empty(shape, np.int32), np.empty(shape, np.int32), np.empty(shape, np.uint8)
        records, used = read_records(data, cut, columns, one_line, bounds, widths, starts, ends, forms)
        return cls(int(records), int(used), bounds[:, :records], widths[:records], starts, ends, forms)


def _rows(block: Block, header: Header, fields: _Fields) -> Rows:
    """Judge the records, and make columns of those that are rows."""
    from pipelines.sources.register_kernel import judge_records

    faults, ids = np.empty(fields.records, np.uint8), np.empty(fields.records, np.int64)
    doc_id, status = ((fields.starts[at], fields.ends[at]) for at in map(COLUMNS.index, ("doc_id", "status")))
    judge_records(block.data, header.width, fields.widths, doc_id, status, ID_DIGITS, faults, ids)
    if fields.records:
        faults[_undecodable(block)] = 1
    sound, bad = np.flatnonzero(faults == 0), np.flatnonzero(faults)
    columns = Columns.of(block.data, (fields.starts, fields.ends, fields.forms), sound)
    told = {name: columns.recurring(name) if name in RECURRING else columns.texts(name) for name in COLUMNS[1:]}
    batch = pa.record_batch({"record": sound, "doc_id": ids[sound], **told})
    details = [FAULTS[faults[record]].format(fields.widths[record], header.width) for record in bad]
    return Rows(batch, pl.DataFrame({"record": bad, "detail": details}, schema=BAD))


def _undecodable(block: Block) -> list[int]:
    """Numbers of the records that are not UTF-8; one by one only in a block that is not, as a whole."""
    bounds = pa.py_buffer(np.array([0, block.bounds[1, -1]], np.int64))
    whole = pa.LargeBinaryArray.from_buffers(pa.large_binary(), 1, [None, bounds, pa.py_buffer(block.data.data)])
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return [number for number in range(block.bounds.shape[1]) if not _is_text(block.record(number))]
    return []


def _is_text(record: bytes) -> bool:
    try:
        record.decode()
    except UnicodeDecodeError:
        return False
    return True


def _joined(places: np.ndarray) -> Iterator[tuple[int, int]]:
    """Places that follow one another as one: offset, size."""
    offsets, sizes = places
    breaks = np.flatnonzero(offsets[1:] != offsets[:-1] + sizes[:-1]) + 1
    for first, last in zip([0, *breaks], [*breaks, len(sizes)], strict=True):
        if last > first:
            yield int(offsets[first]), int(offsets[last - 1] + sizes[last - 1] - offsets[first])


def _fill(file: BufferedIOBase, data: np.ndarray) -> int:
    """Read into an array as much as there is; how many bytes that was."""
    filled = 0
    while filled < len(data) and (read := file.readinto(data[filled:].data)):
        filled += read
    return filled


def _skip(file: BufferedIOBase, size: int) -> None:
    while size > 0 and (block := file.read(min(size, 1 << 20))):
        size -= len(block)
