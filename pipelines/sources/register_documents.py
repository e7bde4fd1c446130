"""Records of an offer of EDRSR as documents: rows cut from the register, each with its text.

What belongs here: reading exactly the records asked for, and putting rows and texts together. What does not: which
records there are (`register_offer.py`), what columns mean (`register_names.py`), and bytes to text (`pipelines.text`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.archive import ArchiveError, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.register import Block, Rows, read_header, read_known
from pipelines.sources.register_names import Names, numbered, read_names, told
from pipelines.sources.register_offer import ORPHAN, REPLACED, documents_member
from pipelines.sources.register_texts import MIRROR, PLACE, TextReader, text_path
from pipelines.sources.source import CODED, SAMPLE_BYTES, Parsed, Refusal, documents_table, quarantine_table, repeated
from pipelines.text.convert import PlainText, to_text
from pipelines.text.gates import belongs
from pipelines.text.unreadable import Unreadable

Refused = tuple[int, Refusal]
"""A refusal and the number of its record among those asked for."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some records: the documents of those that are fit, the `order` of these, and the refusals of the others."""

    documents: pa.Table
    order: pl.Series
    refused: list[Refused]


def read_records(folder: Folder, records: pa.Table) -> Parsed:
    """Rows of `register_offer.OFFERED` as documents and refusals, in their order.

    Raises:
        ArchiveError: a register archive was damaged or replaced since the offer.
    """
    asked = pl.DataFrame(records).cast({pl.Categorical: pl.String, pl.Enum: pl.String}).with_row_index("order")
    with TextReader(folder) as texts:
        batches = list(_batches(folder, asked.drop_nulls("register"), texts))
        refused = list(_orphans(asked.filter(pl.col("record").str.starts_with(ORPHAN)), texts))
    order = pl.concat([asked["order"].clear(), *(batch.order for batch in batches)])
    documents = pa.concat_tables([CODED.empty_table(), *(batch.documents for batch in batches)])
    if not order.is_sorted():
        documents = documents.take(order.arg_sort().to_arrow())
    refused += [each for batch in batches for each in batch.refused]
    quarantine = quarantine_table([refusal for _, refusal in sorted(refused, key=lambda each: each[0])])
    return Parsed(documents, quarantine, _ids(documents, order.sort(), asked.height))


def stated(said: Mapping[str, pa.Array], register: str, rows: pl.Series) -> dict[str, pa.Array]:
    """What rows of a register say (`register_names.told`) and their numbers in it, in columns of documents.

    A public row still awaits its text here.
    """
    number, status, count = said["case_number"], said["status"], len(rows)
    return {name: column for name, column in said.items() if name != "case_number"} | {
        **{name: repeated(value, count) for name, value in _EVERYWHERE.items()},
        "case_numbers": pa.ListArray.from_arrays(_offsets(number), number.drop_null()),
        "status": pa.DictionaryArray.from_arrays(status.indices, pa.array(["awaiting_text", "withdrawn"])),
        "source_file": repeated(register, count),
        "source_place": numbered("documents.csv row ", rows),
    }


_EVERYWHERE = {"source": "edrsr", "kind": "decision", "language": "uk"}


def _offsets(values: pa.Array) -> pa.Array:
    """Offsets of lists that hold one value each, none where it is null."""
    there = values.is_valid().to_numpy(zero_copy_only=False)
    return pa.array(np.concatenate(([0], np.cumsum(there))), pa.int32())


def _batches(folder: Folder, asked: pl.DataFrame, texts: TextReader) -> Iterator[_Batch]:
    """The records of registers, each register read once from its beginning to its end."""
    for (register,), part in asked.sort("register", "offset").group_by("register", maintain_order=True):
        with open_archive(folder, str(register)) as archive:
            names = read_names(archive)
            with archive.stream(documents_member(archive)) as file:
                places = part.select("offset", pl.col("bytes").cast(pl.Int64)).to_numpy().T
                for block, rows in read_known(file, read_header(file), places):
                    these = part.slice(block.first, block.bounds.shape[1])
                    yield _batch(str(register), names, these, block, rows, texts)


def _batch(register: str, names: Names, asked: pl.DataFrame, block: Block, rows: Rows, texts: TextReader) -> _Batch:
    """What some records of one register became."""
    read = _beside(asked, rows.batch)
    _refuse_other_content(register, asked, rows.batch["doc_id"])
    lost = read["record"].str.starts_with(REPLACED)
    refused = [*_bad(register, asked, block, rows), *_replaced(register, asked, block, _only(rows.batch, lost))]
    kept = _only(rows.batch, ~lost)
    plain, unreadable = _texts(_beside(asked, kept), kept, texts)
    kept = _only(kept, ~_beside(asked, kept)["order"].is_in([order for order, _ in unreadable]))
    these = _beside(asked, kept)
    columns = stated(told(kept, names), register, these["row"])
    documents = documents_table(columns | _text_columns(columns["status"], [plain.get(n) for n in these["order"]]))
    return _Batch(documents, these["order"], [*refused, *unreadable])


def _beside(asked: pl.DataFrame, rows: pa.RecordBatch) -> pl.DataFrame:
    """What was asked for where these rows were found."""
    return asked[pl.Series(rows["record"])]


def _only(rows: pa.RecordBatch, wanted: pl.Series) -> pa.RecordBatch:
    return rows if wanted.all() else rows.filter(wanted.to_arrow())


def _bad(register: str, asked: pl.DataFrame, block: Block, rows: Rows) -> Iterator[Refused]:
    """Refuse the records that are no rows."""
    places = asked[rows.bad["record"]].select("order", "row")
    for (order, row), (number, detail) in zip(places.iter_rows(), rows.bad.iter_rows(), strict=True):
        yield order, Refusal(register, f"documents.csv row {row}", "csv_row", detail, block.record(number))


def _replaced(register: str, asked: pl.DataFrame, block: Block, rows: pa.RecordBatch) -> Iterator[Refused]:
    """Refuse the rows that another one replaces."""
    detail = "Another row of the same doc_id is newer."
    for number, doc_id in zip(*(rows[name].to_pylist() for name in ("record", "doc_id")), strict=True):
        place, body = f"documents.csv row {asked['row'][number]}", block.record(number)
        yield asked["order"][number], Refusal(register, place, "superseded", detail, body, f"edrsr:{doc_id}")


def _refuse_other_content(register: str, part: pl.DataFrame, doc_ids: pa.Array) -> None:
    """Refuse a register in which other records lie where the offer saw these."""
    expected = part["record"].str.strip_prefix(REPLACED).str.extract(r"^(\d+)(?::|$)").drop_nulls()
    if not expected.equals(pl.Series("record", doc_ids).cast(pl.String)):
        raise ArchiveError("truncated", f"{register} was replaced while it was read; run again.")


def _orphans(asked: pl.DataFrame, texts: TextReader) -> Iterator[Refused]:
    """Refuse texts that no row of the register asks for."""
    detail = "No row of the register asks for this text."
    for order, archive, *place in asked.select("order", "texts", *PLACE).iter_rows():
        name, head = texts.name(archive, place[0]), texts.head(archive, place, SAMPLE_BYTES)
        yield order, Refusal(archive, name, "orphan_text", detail, head)


def _texts(asked: pl.DataFrame, rows: pa.RecordBatch, texts: TextReader) -> tuple[dict[int, PlainText], list[Refused]]:
    """The texts of some rows by their order, where they have any; and the rows whose text is unfit."""
    plain, refused = dict[int, PlainText](), list[Refused]()
    frame = pl.DataFrame(rows.select(["doc_id", "cause_num", "doc_url"]))
    named = frame.select("doc_id", "cause_num", path=text_path(pl.col("doc_url")))
    wanted = asked.select("order", "texts", *PLACE).with_columns(named)
    for order, archive, *place, doc_id, number, path in wanted.drop_nulls("texts").iter_rows():
        mirrored, body = archive == MIRROR, b""
        try:
            body = texts.mirrored(f"{MIRROR}/{path}") if mirrored else texts.packed(archive, place)
            plain[order] = _text_of_case(body, number)
        except (ArchiveError, Unreadable) as error:
            where = (f"{MIRROR}/{path}", "") if mirrored else (archive, texts.name(archive, place[0]))
            refused.append((order, Refusal(*where, error.reason, error.detail, body, f"edrsr:{doc_id}")))
    return plain, refused


def _text_of_case(body: bytes, number: str | None) -> PlainText:
    """The text of a row with that case number.

    Raises:
        Unreadable: there is none, or it is that of another case.
    """
    plain = to_text(body)
    if belongs(body, plain.text, [number] if number else []) is False:
        raise Unreadable("another_document", f"The page is that of another case than {number}; fetch it again.")
    return plain


def _text_columns(status: pa.Array, plain: Sequence[PlainText | None]) -> dict[str, Sequence[object]]:
    """The columns that depend on texts; a row that awaits its text and has it is public."""
    if not any(plain):
        return {}
    stands = zip(status.to_pylist(), plain, strict=True)
    return {
        "status": ["public" if status == "awaiting_text" and text else status for status, text in stands],
        "text": [text.text if text else "" for text in plain],
        "markup": [text.markup if text else None for text in plain],
        "text_format": [text.format if text else None for text in plain],
        "repairs": [list(text.repairs) if text else [] for text in plain],
    }


def _ids(documents: pa.Table, order: pl.Series, records: int) -> pa.Array:
    """The id of each record's document, null where there is none."""
    places = np.full(records, -1)
    places[order.to_numpy()] = np.arange(len(order))
    return pc.take(documents["id"].combine_chunks(), pa.array(places, mask=places < 0))
