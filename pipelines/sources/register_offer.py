"""What a year of EDRSR offers: rows of the register joined with their texts, each with a mark of all it is made of.

What belongs here: names and marks of records, which rows another one replaces, which texts no row asks for. What does
not: documents (`register_documents.py`), and which files make a year (`edrsr.py`).
A year has nine million rows: they pass in blocks, each beside the texts it asks for, and what is kept of a row until
all are read is some 50 bytes. Which texts there are is held as 128-bit hashes of their paths (`keys.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.schema import OFFER
from pipelines.sources.archive import Archive, ArchiveError, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.keys import KeyIndex
from pipelines.sources.marks import as_digits, as_marks, row_hashes
from pipelines.sources.register import Block, Rows, find_member, read_blocks, read_header
from pipelines.sources.register_names import Names, numbered, read_names, superseded, told
from pipelines.sources.register_texts import (
    MIRROR,
    PLACE,
    member_keys,
    member_names,
    packed_texts,
    path_hashes,
    text_path,
)

BAD_ROW, REPLACED, ORPHAN = "csv_row:", "superseded:", "orphan_text:"
"""How the names of records begin that become no documents; what follows is made of their content."""

OFFERED = pa.schema([
    *OFFER,
    ("register", pa.dictionary(pa.int32(), pa.string())),
    ("row", pa.int32()),
    ("offset", pa.int64()),
    ("bytes", pa.int32()),
    ("texts", pa.dictionary(pa.int32(), pa.string())),
    ("at", pa.uint64()),
    ("packed", pa.uint64()),
    ("unpacked", pa.uint64()),
    ("crc", pa.uint32()),
    ("method", pa.uint16()),
    ("flags", pa.uint16()),
])  # fmt: skip
"""Beside name and mark: the register archive, the row's number, offset and bytes in documents.csv; the archive of its
text, or the mirror, and the text's place in the archive. Null where there is none."""

_SAID = pl.Schema({
    "doc_id": pl.Int64, "status": pl.Categorical(), "date_publ": pl.Categorical(), "one": pl.UInt64, "two": pl.UInt64,
    "text": pl.Int32,
})  # fmt: skip
"""A record: its doc_id, null where it is no row; what decides which of two wins; a hash of what it says; the number of
its text in `_Texts`, -1 for none."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Consecutive records of a register: number of the first in the file, and `_SAID`, `offset`, `bytes` of each."""

    register: str
    first: int
    records: pl.DataFrame


def offered(folder: Folder, registers: Sequence[str], archives: Sequence[str], mirrored: pl.DataFrame) -> pa.Table:
    """All records of a year in the order of the files, as `OFFERED`, texts without a row last.

    `mirrored` has path and sha256 fingerprint of each mirrored text.

    Raises:
        ArchiveError: an archive was damaged since it was looked at.
    """
    texts = _Texts.of(folder, archives, mirrored)
    blocks = deque(each for register in registers for each in _blocks(folder, register, texts))
    orphans = texts.nobodys([block.records["text"] for block in blocks])
    apart, tables, first = _apart([block.records for block in blocks]), [OFFERED.empty_table()], 0
    kinds = pl.Enum(registers), pl.Enum([*archives, MIRROR])
    while blocks:
        block = blocks.popleft()  # its memory is that of the next part of the offer
        own = apart.filter(pl.col("number").is_between(first, first + block.records.height - 1))
        records = _named(block, own.with_columns(pl.col("number") - first))
        tables.append(_table(_marked(texts.beside(records)), *kinds))
        first += block.records.height
    return pa.concat_tables([*tables, _table(_marked(_named_orphans(folder, orphans)), *kinds)])


def read_register(folder: Folder, register: str) -> Iterator[tuple[Names, Block, Rows]]:
    """A register block by block, with the names of its codes.

    Raises:
        ArchiveError: the archive is damaged, or its columns are not those of the register.
    """
    with open_archive(folder, register) as archive:
        names = read_names(archive)
        with archive.stream(documents_member(archive)) as file:
            for block, rows in read_blocks(file, read_header(file)):
                yield names, block, rows


def documents_member(archive: Archive) -> str:
    """The name of documents.csv in a register archive.

    Raises:
        ArchiveError: there is none.
    """
    member = find_member(archive, "documents.csv")
    if member is None:
        raise ArchiveError("unreadable", "The archive holds no documents.csv; fetch it again.")
    return member


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of a year by number: those in archives, then those in the mirror."""

    packed: pl.DataFrame
    packed_keys: KeyIndex
    mirrored: pl.DataFrame
    mirrored_keys: KeyIndex

    @classmethod
    def of(cls, folder: Folder, archives: Sequence[str], mirrored: pl.DataFrame) -> _Texts:
        """Look at the directories of the archives; of the mirror the first 128 bits of each text's hash are held."""
        packed = packed_texts(folder, archives)
        digits = mirrored["fingerprint"].str.strip_prefix("sha256:")
        halves = {name: digits.str.slice(at, 16) for name, at in (("sha_one", 0), ("sha_two", 16))}
        hashes = pl.DataFrame(halves).select(pl.all().str.to_integer(base=16, dtype=pl.UInt64))
        paths = path_hashes(mirrored["path"].str.strip_prefix(f"{MIRROR}/"))
        return cls(packed, KeyIndex.of(packed), hashes, KeyIndex.of(paths))

    def find(self, paths: pl.Series) -> pl.Series:
        """Numbers of the texts at some paths, -1 for none; of archives letter case does not count."""
        found = self.packed_keys.find(path_hashes(paths.str.to_lowercase()))
        if self.mirrored.height:
            mirrored = self.mirrored_keys.find(path_hashes(paths))
            found = np.where((found < 0) & (mirrored >= 0), mirrored + np.int32(self.packed.height), found)
        return pl.Series("text", found)

    def nobodys(self, asked: Sequence[pl.Series]) -> pl.DataFrame:
        """The texts in archives whose numbers are not among these."""
        free = np.ones(self.packed.height + self.mirrored.height, np.bool_)
        for numbers in asked:
            free[numbers.filter(numbers >= 0).to_numpy()] = False
        return self.packed.filter(pl.Series(free[: self.packed.height]))

    def beside(self, records: pl.DataFrame) -> pl.DataFrame:
        """Records with the columns of their `text`, null where that is: `texts`, `PLACE`, and hashes in the mirror."""
        number, packed = records["text"], self.packed.height
        places = self.packed.select(pl.col("texts", *PLACE).gather(number.set(number >= packed, None)))
        hashes = self.mirrored.select(pl.all().gather((number - packed).set(number < packed, None)))
        mirrored = pl.when(hashes["sha_one"].is_not_null()).then(pl.lit(MIRROR))
        beside = pl.concat([records, places, hashes], how="horizontal")
        return beside.with_columns(texts=pl.coalesce(pl.col("texts").cast(pl.String), mirrored))


def _blocks(folder: Folder, register: str, texts: _Texts) -> Iterator[_Block]:
    """Every record of a register, in order."""
    for names, block, rows in read_register(folder, register):
        both = pl.concat([_sound(rows.batch, names, texts), _bad(block, rows.bad["record"])])
        placed = (both.sort("record") if rows.bad.height else both).with_columns(
            offset=pl.Series(block.bounds[0] + block.offset),
            bytes=pl.Series(block.bounds[1] - block.bounds[0], dtype=pl.Int32),
        )
        yield _Block(register, block.first, placed.select(*_SAID, "offset", "bytes"))


def _sound(rows: pa.RecordBatch, names: Names, texts: _Texts) -> pl.DataFrame:
    """The rows of a block as `record` and `_SAID`."""
    found = texts.find(pl.DataFrame({"url": rows["doc_url"]}).select(text_path(pl.col("url"))).to_series())
    wins = pl.DataFrame(rows.select(["record", "doc_id", "status", "date_publ"]))
    return wins.with_columns(*_hashes(told(rows, names)), found).select("record", *_SAID)


def _bad(block: Block, records: pl.Series) -> pl.DataFrame:
    """The records of a block that are no rows, as `record` and `_SAID`: hashes of their bytes."""
    bodies = pa.array([block.record(number) for number in records], pa.binary())
    said = records.to_frame().with_columns(*_hashes({"bytes": bodies}), text=pl.lit(-1, pl.Int32))
    lacking = (pl.lit(None, kind).alias(name) for name, kind in _SAID.items() if name not in said.columns)
    return said.with_columns(*lacking).select("record", *_SAID)


def _hashes(columns: Mapping[str, pa.Array]) -> pl.DataFrame:
    """Hashes of rows, `one` and `two`."""
    hashes = row_hashes(columns)
    return pl.DataFrame({"one": hashes[:, 0], "two": hashes[:, 1]})


def _apart(blocks: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The records that become no documents, by their `number` among all, with their `name`.

    It is made of their content, and of a running number where content is the same.
    """
    ids = np.sort(np.concatenate([np.empty(0, np.int64), *(block["doc_id"].drop_nulls() for block in blocks)]))
    doubled = pl.Series(np.unique(ids[1:][ids[1:] == ids[:-1]]))
    first, found = 0, [pl.DataFrame(schema={"number": pl.Int64, **_SAID})]
    for block in blocks:
        numbered = block.select(_SAID.names()).with_row_index("number").cast({"number": pl.Int64})
        suspects = numbered.filter(pl.col("doc_id").is_null() | pl.col("doc_id").is_in(doubled.implode()))
        found.append(suspects.with_columns(pl.col("number") + first))
        first += block.height
    rows = pl.concat(found)
    lost = pl.Series(np.arange(rows.height)).is_in(superseded(rows.drop("number")).implode())
    return _with_names(rows.filter(pl.col("doc_id").is_null() | lost))


def _with_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Records apart: their `number` and `name`, the second of the same made `name:2`, and so on."""
    replaced = pl.format(REPLACED + "{}:", "doc_id")
    hashed = rows.with_columns(pl.Series("digits", as_digits(rows.select("one", "two").to_numpy(), 2)))
    named = hashed.select("number", name=pl.coalesce(replaced, pl.lit(BAD_ROW)) + pl.col("digits"))
    again = pl.col("name").cum_count().over("name")
    return named.with_columns(name=pl.when(again > 1).then(pl.format("{}:{}", "name", again)).otherwise("name"))


def _named(block: _Block, apart: pl.DataFrame) -> pl.DataFrame:
    """The records of a block under their names, `text` null for all but public rows that become documents."""
    rows = block.records
    places = apart["number"]
    names = pl.Series(numbered("", rows["doc_id"]), dtype=pl.String).scatter(places, apart["name"])
    text = rows["text"].set((rows["text"] < 0) | (rows["status"] != "1").fill_null(True), None).scatter(places, None)
    numbers = pl.int_range(block.first, block.first + rows.height, dtype=pl.Int32, eager=True)
    return rows.with_columns(names.alias("record"), text, numbers.alias("row"), register=pl.lit(block.register))


def _named_orphans(folder: Folder, orphans: pl.DataFrame) -> pl.DataFrame:
    """Texts that no row asks for, under their paths."""
    paths = member_keys(member_names(folder, orphans))
    lacking = {"register": pl.String, "row": pl.Int32, "offset": pl.Int64, "bytes": pl.Int32}
    nothing = (pl.lit(None, kind).alias(name) for name, kind in lacking.items())
    return orphans.with_columns((pl.lit(ORPHAN) + paths).alias("record"), pl.col("texts").cast(pl.String), *nothing)


def _marked(rows: pl.DataFrame) -> pl.DataFrame:
    """Records with `mark`, the 16 bytes of their hash over what the row says and what the text is."""
    made_of = (name for name in ("one", "two", "crc", "unpacked", "sha_one", "sha_two") if name in rows.columns)
    hashes = row_hashes({name: rows[name].to_arrow() for name in made_of})
    return rows.with_columns(pl.Series("mark", as_marks(hashes).cast(pa.binary())))


def _table(rows: pl.DataFrame, registers: pl.Enum, texts: pl.Enum) -> pa.Table:
    """Records as `OFFERED`."""
    coded = rows.cast({"register": registers, "texts": texts}).with_columns(texted=pl.col("texts").is_not_null())
    columns = [_coded(coded[f.name]) if pa.types.is_dictionary(f.type) else _plain(coded[f.name], f) for f in OFFERED]
    return pa.Table.from_arrays(columns, schema=OFFERED)


def _coded(values: pl.Series) -> pa.DictionaryArray:
    """An Enum as a dictionary of its categories."""
    codes = values.to_physical().cast(pl.Int32).to_arrow()
    return pa.DictionaryArray.from_arrays(codes, values.dtype.categories.to_arrow().cast(pa.string()))  # pyright: ignore[reportAttributeAccessIssue] - it is an Enum


def _plain(values: pl.Series, field: pa.Field) -> pa.Array:
    return values.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(field.type)
