"""EDRSR from a PostgreSQL database that already holds the register: rows and their plain texts.

What belongs here: which cells the database offers, which rows are on offer under which name and mark, and how rows
become documents. What is asked of the server is told by `database_queries.py`, how by `postgres.py`, and where its
tables lie by `database_layout.py`; what the columns mean, by `register_names.py`.
Rows are taken as one snapshot shows them. A row that changes between an offer and its reading is read as it then is;
its mark at the next offer is another one, and it is read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.schema import OFFER
from pipelines.sources.database_layout import SETTINGS, Layout, layout_of
from pipelines.sources.database_names import hashes, read_names
from pipelines.sources.database_queries import Queries
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.outcomes import Outcome, gathered
from pipelines.sources.postgres import Session, reading
from pipelines.sources.register import COLUMNS, ONE_LINE
from pipelines.sources.register_names import Names, describe
from pipelines.sources.source import (
    SAMPLE_BYTES,
    Parsed,
    Refusal,
    SourceFile,
    digest,
)
from pipelines.text.convert import PlainText, to_text
from pipelines.text.unreadable import Unreadable

BATCH = 2_000
"""Rows fetched and converted at a time: some 25 MB of text."""

FAULTS = {
    "bad_doc_id": "doc_id is not a whole number of the register.",
    "bad_status": "status is neither 0 nor 1.",
    "superseded": "Another row or text of the same doc_id is newer.",
    "gone": "The row was deleted after it had been offered; the next run will not miss it.",
}
"""Reasons for which a row becomes no document, each with its sentence."""

LOCATORS = (
    pa.field("fault", pa.string()),
    pa.field("doc_id", pa.string()),
    pa.field("content", pa.string()),
)
"""Columns of an offer after `schema.OFFER`, null for a sound row, whose name is its doc_id: why a row is no document,
its doc_id where it has one, and how it begins."""

OFFERED = pa.schema([*OFFER, *LOCATORS])

_ROWS = ("number", "mark", "texted", "fault", "doc_id", "content")
"""Columns of the answer that an offer is made of; see `Queries.offer`."""

_RANK = (
    pl.col("status") == "0",
    pl.col("date_publ").fill_null(""),
    pl.col("size").fill_null(-1),
    pl.col("mark"),
)
"""Of rows of one doc_id the last in this order counts, as among archives: a withdrawal, then the newest. Then the
longest text, and at last whatever keeps the choice the same."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database with the register; small and picklable, so that workers can ask it themselves.

    Each method opens a connection of its own and raises SourceError when the server cannot be reached or refuses.
    """

    layout: Layout

    def years(self) -> list[str]:
        """Calendar years of registration on offer, sorted."""
        with self._session() as (session, queries, _):
            return session.table(queries.years())["year"].to_pylist()

    def marks(self) -> dict[str, str]:
        """For each year on offer a hash that changes when any row of the tables does; no row is read for it."""
        with self._session() as (session, queries, present):
            state = session.table(queries.state(present))["state"][0].as_py()
            years = session.table(queries.years())["year"].to_pylist()
        return {year: digest((repr(self.layout), year, state)) for year in years}

    def files(self, year: str) -> list[SourceFile]:
        """One row that stands for the database, none when it has no row of the year; its fingerprint is the mark."""
        table, mark = self.layout.tables["documents"].name, self.marks().get(year)
        return [SourceFile(SETTINGS, table, "database", 0, f"state:{mark}")] if mark else []

    def offer(self, year: str) -> pa.Table:
        """Every row of the year, sound ones by doc_id, then the others: `schema.OFFER`, then `LOCATORS`."""
        with self._session() as (session, queries, present):
            names = hashes(read_names(session, queries, present))
            (bounds,) = session.table(queries.bounds(int(year))).to_pylist()
            asked = queries.offer(int(year), bounds["first"], bounds["last"], names)
            sound, faulty = _parted(session.table(asked))
            if doubled := _doubled(sound["number"]):
                twins = _ranked(_frame(session.table(queries.twins(int(year), map(str, doubled), names))))
                alone = sound.filter(pc.invert(pc.is_in(sound["number"], pa.array(doubled))))
                kept = twins.filter(pl.col("fault").is_null()).select("number", "mark", "texted").to_arrow()
                sound = pa.concat_tables([alone, kept.cast(alone.schema)])
                faulty = pl.concat([faulty, twins.filter(pl.col("fault").is_not_null())])
        return pa.concat_tables([_named_sound(sound), _named_faulty(faulty)])

    def parse(self, records: pa.Table) -> Parsed:
        """Some rows of an offer as documents, in their order."""
        with self._session() as (session, queries, present):
            return gathered(self._outcomes(session, queries, read_names(session, queries, present), records))

    @contextmanager
    def _session(self) -> Iterator[tuple[Session, Queries, list[str]]]:
        """A snapshot, what to ask of it, and the tables that are there."""
        queries = Queries(self.layout)
        with reading(self.layout.uri, self.layout.statement_timeout) as session:
            there = session.table(queries.tables()).to_pylist()
            present = [row["key"] for row in there if row["present"]]
            for key, table in self.layout.tables.items():
                if table.required and key not in present:
                    raise SourceError(f"The database shows us no table {table.name}; name the right one in {SETTINGS}.")
            yield session, queries, present

    def _outcomes(self, session: Session, queries: Queries, names: Names, records: pa.Table) -> Iterator[Outcome]:
        made_of = hashes(names)
        own = pl.when(pl.col("fault").is_null()).then("record").otherwise("doc_id")
        for part in _frame(records).with_columns(doc_id=own).iter_slices(BATCH):
            wanted = part.filter(pl.col("fault").is_null())["doc_id"]
            rows = _beside(part, _frame(session.table(queries.rows(wanted, made_of))))
            described = describe(rows, names)
            asked = rows.select("record", "fault", "content", "full_text").iter_rows()
            for row, said in zip(asked, described.iter_rows(named=True), strict=True):
                yield self._outcome(said, *row)

    def _outcome(
        self, said: Mapping[str, object], record: str, fault: str | None, content: str | None, text: str | None
    ) -> Outcome:
        """A row as a document; or why it is none, which its text may be."""
        place, doc = f"{self.layout.tables['documents'].name} {record}", cast(str | None, said["id"])
        if fault:
            return Refusal(SETTINGS, place, fault, FAULTS[fault], (content or "").encode(), doc)
        try:
            plain = to_text(text.encode(), charset="utf-8") if text is not None else None
        except Unreadable as error:
            place = f"{self.layout.tables['fulltext'].name} {record}"
            return Refusal(SETTINGS, place, error.reason, error.detail, (text or "")[:SAMPLE_BYTES].encode(), doc)
        return {**_document(said, plain), "source_file": SETTINGS, "source_place": place}


def database_of(folder: Folder) -> Database | None:
    """The database that the register's folder leads to, if it holds a `postgres.toml`.

    Raises:
        SourceError: the file cannot be understood, or holds a password.
    """
    layout = layout_of(folder)
    return Database(layout) if layout else None


def _document(said: Mapping[str, object], plain: PlainText | None) -> dict[str, object]:
    """What a row says and its text, where it has one, as the columns of a document."""
    stated = {name: value for name, value in said.items() if name != "case_number"}
    number, status = said["case_number"], said["status"]
    return stated | {
        "source": "edrsr",
        "kind": "decision",
        "language": "uk",
        "case_numbers": [number] if number else [],
        "status": status if plain or status == "withdrawn" else "awaiting_text",
        "text": plain.text if plain else "",
        "markup": plain.markup if plain else None,
        "text_format": plain.format if plain else None,
        "repairs": list(plain.repairs) if plain else [],
    }


def _frame(table: pa.Table) -> pl.DataFrame:
    return pl.DataFrame(table)


def _parted(rows: pa.Table) -> tuple[pa.Table, pl.DataFrame]:
    """Sound rows (number, mark, texted) and the others; apart, so that the answer they came in is let go."""
    whole = pc.is_null(rows["fault"])
    return rows.select(["number", "mark", "texted"]).filter(whole), _frame(rows.filter(pc.invert(whole)))


def _doubled(numbers: pa.ChunkedArray) -> list[int]:
    """Numbers that occur more than once, sorted."""
    ordered = np.sort(numbers.to_numpy())
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]]).tolist()


def _ranked(twins: pl.DataFrame) -> pl.DataFrame:
    """Rows that share their doc_id, in the columns of an offer: the last by rank is sound, the others superseded."""
    lost = (pl.col("doc_id") == pl.col("doc_id").shift(-1)).fill_null(False)
    number = pl.when(~lost).then(pl.col("doc_id").cast(pl.Int64))
    fault = pl.when(lost).then(pl.lit("superseded"))
    return twins.sort("doc_id", *_RANK).with_columns(number=number, fault=fault).select(_ROWS)


def _named_sound(rows: pa.Table) -> pa.Table:
    """Rows (number, mark, texted) under their doc_id, in its order; in Arrow, for a year has nine million."""
    rows = rows.take(pc.sort_indices(rows["number"]))
    nothing = pa.nulls(rows.num_rows, pa.string())
    stated = [rows["number"].cast(pa.string()), rows["mark"].cast(pa.binary(16)), rows["texted"]]
    columns = [*stated, *[nothing] * len(LOCATORS)]
    return pa.table(columns, schema=OFFERED)


def _named_faulty(rows: pl.DataFrame) -> pa.Table:
    """Rows (doc_id, mark, texted, fault, content) under names made of their content, equal ones numbered."""
    ordered = rows.sort("fault", "doc_id", "content", "mark")
    asked = ordered.select("fault", "doc_id", "content").iter_rows()
    names = [f"{fault}:{doc or ''}:{digest((content,))[:16]}" for fault, doc, content in asked]
    again = pl.col("record").cum_count().over("record")
    numbered = pl.when(again > 1).then(pl.format("{}:{}", "record", again)).otherwise("record")
    named = ordered.with_columns(record=pl.Series(names, dtype=pl.String)).with_columns(record=numbered)
    return named.select(OFFERED.names).to_arrow().cast(OFFERED)


def _beside(part: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Rows of an offer beside what the database says of them now, values trimmed as in the archives.

    Of several rows of one doc_id it is the one whose mark was offered; where all have changed since, the one that
    is offered next. A row that is there no more, or damaged since, has the fault `gone`.
    """
    sound = part.filter(pl.col("fault").is_null())
    ranked = found.join(sound.select("doc_id", offered="mark"), on="doc_id")
    ranked = ranked.sort(pl.col("mark") == pl.col("offered"), *_RANK).unique("doc_id", keep="last")
    rows = part.select("record", "doc_id", "fault", "content").join(
        ranked.select(*COLUMNS, "full_text"), on="doc_id", how="left", maintain_order="left"
    )
    gone = ~pl.col("status").is_in(["0", "1"]).fill_null(False)
    fault = pl.coalesce("fault", pl.when(gone).then(pl.lit("gone")))
    one_line = pl.col(ONE_LINE).str.replace_all(r"\s+", " ")
    tidy = rows.with_columns(one_line).with_columns(pl.col(COLUMNS).str.strip_chars().replace("", None))
    return tidy.with_columns(fault=fault)
