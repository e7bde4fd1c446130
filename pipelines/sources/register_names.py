"""Rows of the EDRSR register in the columns of `schema.DOCUMENTS`: codes become names, timestamps days.

What belongs here: the dictionaries of an archive, and the meaning of the register's columns. Reading the rows is the
work of `register.py`; texts and records, of `edrsr.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.archive import Archive
from pipelines.sources.marks import strings_of
from pipelines.sources.register import fields_of, find_member, records_of
from pipelines.sources.register_columns import COLUMNS, RECURRING
from pipelines.tables import plain_type
from pipelines.text.encoding import repair_mojibake

DICTIONARIES = {
    "courts": "court_code",
    "regions": "region_code",
    "instances": "instance_code",
    "justice_kinds": "justice_kind",
    "judgment_forms": "judgment_code",
    "cause_categories": "category_code",
}
"""Dictionary files without their ending, and the column that holds the code."""

DICTIONARY_BYTES = 4 << 20
"""Largest dictionary; the real ones stay under a megabyte, and each row of one is an object of Python's."""

INSTANCES = {"касаційна": "cassation", "апеляційна": "appeal", "перша": "first"}
"""Instances by the names of instances.csv in lower case."""

_BOM = b"\xef\xbb\xbf"
_MOST_DIGITS = 20
_STATUS = pa.array(["public", "withdrawn"])


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes of one archive's rows stand for; each archive carries its own edition."""

    court: Mapping[str, str]
    court_instance: Mapping[str, str]
    court_region: Mapping[str, str]
    form: Mapping[str, str]
    procedure: Mapping[str, str]
    category: Mapping[str, str]


def read_dictionary(archive: Archive, name: str) -> dict[str, dict[str, str]]:
    """One dictionary: its rows by code, columns by lower-case name, names mended; empty when absent.

    A row that cannot be read leaves its own code without a name.

    Raises:
        ArchiveError: the member is damaged.
    """
    member = find_member(archive, f"{name}.csv")
    if member is None:
        return {}
    head, _, body = archive.read(member, DICTIONARY_BYTES).removeprefix(_BOM).partition(b"\n")
    columns = [column.strip().lower() for column in fields_of(head) or ()]
    if DICTIONARIES[name] not in columns:
        return {}  # without codes it names nothing, and records of no field have no end
    records = records_of(body, len(columns))
    rows = {record: _row(record, columns) for record in set(records)}  # a line said a million times is read once
    return {row[DICTIONARIES[name]]: row for row in map(rows.get, records) if row}


def _row(record: bytes, columns: Sequence[str]) -> dict[str, str]:
    """The fields of a record by their columns, mended; none of one that is no row."""
    fields = fields_of(record) or ()
    return dict(zip(columns, map(_mended, fields), strict=True)) if len(fields) == len(columns) else {}


def read_names(archive: Archive) -> Names:
    """The dictionaries of one register archive; an absent one leaves its codes without names.

    Raises:
        ArchiveError: a dictionary is damaged.
    """
    courts = read_dictionary(archive, "courts")
    regions, instances = _named(archive, "regions"), _named(archive, "instances")
    stages = {code: INSTANCES.get(name.lower(), "") for code, name in instances.items()}
    return Names(
        court=_filled({code: row.get("name", "") for code, row in courts.items()}),
        court_instance=_filled({code: stages.get(row.get("instance_code", ""), "") for code, row in courts.items()}),
        court_region=_filled({code: regions.get(row.get("region_code", ""), "") for code, row in courts.items()}),
        form=_named(archive, "judgment_forms"),
        procedure=_named(archive, "justice_kinds"),
        category=_named(archive, "cause_categories"),
    )


def told(rows: pa.RecordBatch, names: Names) -> dict[str, pa.Array]:
    """Register rows (`register.Rows`) as columns of documents, in their order, few values as dictionaries.

    Lists and texts are not among them; `case_number` is what will be a list. A form, category or procedure whose
    code no dictionary names keeps the code in its place; a court keeps its code in a column of its own. Days are the
    local date part of the timestamps: converting them to UTC would move them to the day before.
    """
    court, status = rows["court_code"], rows["status"]
    withdrawn = pa.array([int(value == "0") for value in status.dictionary.to_pylist()], pa.int32())
    return {
        "id": numbered("edrsr:", pl.Series(rows["doc_id"])),
        "issuer": _read(court, names.court),
        "issuer_code": court,
        "instance": _read(court, names.court_instance),
        "region": _read(court, names.court_region),
        "case_number": rows["cause_num"],
        "date": _days(rows["adjudication_date"]),
        "registered": _days(rows["receipt_date"]),
        "published": _days(rows["date_publ"]),
        "form": _named_codes(rows["judgment_code"], names.form),
        "category": _named_codes(rows["category_code"], names.category),
        "procedure": _named_codes(rows["justice_kind"], names.procedure),
        "judge": rows["judge"],
        "status": pa.DictionaryArray.from_arrays(withdrawn.take(status.indices).fill_null(0), _STATUS),
        "url": rows["doc_url"],
    }


def describe(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """The same of a frame of text, as a frame, every value by itself."""
    texts = {name: rows[name].to_arrow().cast(pa.string()) for name in COLUMNS[1:]}
    coded = {name: texts[name].dictionary_encode() for name in RECURRING}
    columns = told(pa.record_batch({"doc_id": rows["doc_id"].cast(pl.Int64).to_arrow(), **texts, **coded}), names)
    return pl.DataFrame({name: column.cast(plain_type(column.type)) for name, column in columns.items()})


def numbered(prefix: str, numbers: pl.Series) -> pa.Array:
    """`prefix` and each number (int64, none below zero), null where it is."""
    from pipelines.sources.register_value_kernel import write_numbers

    whole = numbers.fill_null(0).cast(pl.UInt64).to_numpy()
    ends = np.zeros(len(whole) + 1, np.int32)
    written = np.empty(len(whole) * (len(prefix) + _MOST_DIGITS), np.uint8)
    write_numbers(np.frombuffer(prefix.encode() + bytes(8), np.uint8), whole, ends, written)
    words = pa.StringArray.from_buffers(len(whole), pa.py_buffer(ends), pa.py_buffer(written[: ends[-1]]))
    return words if not numbers.null_count() else pc.if_else(numbers.is_not_null().to_arrow(), words, None)


def superseded(rows: pl.DataFrame) -> pl.Series:
    """Of rows (columns doc_id, status, date_publ, in file order) the numbers of those another row of the id replaces.

    The last date of publication wins, then the last occurrence. A withdrawn row wins over public ones: its
    date of publication means nothing, and what one row withholds another must not publish.
    """
    numbered = rows.lazy().with_row_index("number").with_columns(pl.col("doc_id").cast(pl.Int64))
    repeated = numbered.filter(pl.col("doc_id").is_duplicated())
    rank = (
        pl.when(pl.col("status") == "0")
        .then(pl.lit("9999"))
        .otherwise(pl.col("date_publ").cast(pl.String).fill_null(""))
    )
    ordered = repeated.with_columns(rank=rank).sort("doc_id", "rank", "number")
    losers = ordered.filter(pl.col("doc_id") == pl.col("doc_id").shift(-1))
    return losers.sort("number").collect()["number"]


def _read(codes: pa.DictionaryArray, meaning: Mapping[str, str]) -> pa.DictionaryArray:
    """What each code means, each meaning once; null where nobody says."""
    return _retold(codes, pa.array([meaning.get(code) for code in codes.dictionary.to_pylist()], pa.string()))


def _named_codes(codes: pa.DictionaryArray, meaning: Mapping[str, str]) -> pa.DictionaryArray:
    """What each code means; the code itself where nobody says."""
    return _read(codes, {code: meaning.get(code, code) for code in codes.dictionary.to_pylist()})


def _days(timestamps: pa.DictionaryArray) -> pa.DictionaryArray:
    """The day that each timestamp begins with; null where it is none."""
    from pipelines.sources.register_value_kernel import read_days

    stamps = timestamps.dictionary
    days, strange = np.empty(len(stamps), np.int32), np.empty(len(stamps), np.bool_)
    if not read_days(*strings_of(stamps), days, strange):
        return _retold(timestamps, pa.array(days).view(pa.date32()))
    others = pl.Series(stamps).filter(pl.Series(strange)).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    others = others.set(others.dt.year() < 1, None)  # the calendar of Python, and of readers, has no such year
    return _retold(timestamps, pl.Series(days).cast(pl.Date).scatter(np.flatnonzero(strange), others).to_arrow())


def _retold(codes: pa.DictionaryArray, meanings: pa.Array) -> pa.DictionaryArray:
    """A column whose values have these meanings, of which several may be the same, or null."""
    different = meanings.dictionary_encode()
    return pa.DictionaryArray.from_arrays(different.indices.take(codes.indices), different.dictionary)


def _named(archive: Archive, dictionary: str) -> dict[str, str]:
    return _filled({code: row.get("name", "") for code, row in read_dictionary(archive, dictionary).items()})


def _filled(names: Mapping[str, str]) -> dict[str, str]:
    return {code: name for code, name in names.items() if name}


def _mended(value: str) -> str:
    """A name or code without stray spaces, mojibake mended where that is provable."""
    return repair_mojibake(value.strip())[0].strip()
