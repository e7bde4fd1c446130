"""The fixture register in a database, as loaders of the open data leave it: rows, dictionaries, plain texts."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from pipelines.sources.database_layout import SETTINGS
from pipelines.sources.folder import Folder
from pipelines.sources.register_database import Database, database_of
from pipelines.text.convert import Unreadable, to_text
from tests.postgres import Server

FIXTURES = Path(__file__).parent / "fixtures" / "edrsr"
OVERLOAD = "Єдиний державний реєстр судових рішень\nПерегляд сторінки недоступний\nСервер перевантажений запитами"
"""What a loader without gates stores under load."""

COLUMNS = (
    "doc_id", "court_code", "judgment_code", "justice_kind", "category_code", "cause_num",
    "adjudication_date", "receipt_date", "judge", "doc_url", "status", "date_publ",
)  # fmt: skip
TIMES = ("adjudication_date", "receipt_date", "date_publ")
TABLES = """
CREATE TABLE edrsr_regions (region_code smallint, name text);
CREATE TABLE edrsr_instances (instance_code smallint, name text);
CREATE TABLE edrsr_courts (court_code integer, name text, instance_code smallint, region_code smallint);
CREATE TABLE edrsr_justice_kinds (justice_kind smallint, name text);
CREATE TABLE edrsr_judgment_forms (judgment_code smallint, name text);
CREATE TABLE edrsr_cause_categories (category_code integer, name text);
CREATE TABLE edrsr_documents (doc_id bigint, court_code integer, judgment_code smallint, justice_kind smallint,
    category_code integer, cause_num text, adjudication_date timestamptz, receipt_date timestamptz, judge text,
    doc_url text, status smallint DEFAULT 0, date_publ timestamptz);
CREATE TABLE edrsr_fulltext (doc_id bigint, full_text text, text_length integer);
CREATE INDEX ON edrsr_documents (doc_id);
CREATE INDEX ON edrsr_documents (receipt_date);
CREATE INDEX ON edrsr_fulltext (doc_id)
"""
"""The layout of loaders of the open data: codes as numbers, times as timestamps, no keys that forbid doubles."""


def laid_out(server: Server, root: Path, schema: str, year: str | None, user: str) -> Database:
    """A database over the tables of a fixture year, or empty ones, in a schema that is where statements go now."""
    server.run(f"CREATE SCHEMA {schema}", f"ALTER ROLE lexcorpus SET search_path = {schema}")
    server.run(TABLES)
    if year:
        load(server, year)
    return pointed(root, f'uri = "{server.uri(user)}"\nschema = "{schema}"\n')


def pointed(root: Path, settings: str) -> Database:
    """The database that these settings in a folder lead to."""
    (root / SETTINGS).write_text(settings, "utf-8")
    database = database_of(Folder(str(root)))
    assert database is not None
    return database


def load(server: Server, year: str) -> None:
    """The rows of a fixture archive that a loader would take, its dictionaries, and the texts as plain text."""
    with zipfile.ZipFile(FIXTURES / f"edrsr_data_{year}.zip") as archive:
        files = {name.rsplit("/", 1)[-1].lower(): archive.read(name) for name in archive.namelist()}
    for name in ("regions", "instances", "courts", "justice_kinds", "judgment_forms", "cause_categories"):
        server.fill(f"edrsr_{name}", [list(row.values()) for row in rows_of(files[f"{name}.csv"])])
    rows = [row for row in rows_of(files["documents.csv"]) if is_sound(row)]
    # The fixtures end summer time some days too late: the clock of Kyiv counts, not the offset beside it.
    clocks = [{name: row[name][:19] if name in TIMES else row[name] for name in COLUMNS} for row in rows]
    server.fill("edrsr_documents", [[row[name] or None for name in COLUMNS] for row in clocks])
    texts = {row["doc_id"]: text for row in rows if (text := text_of(row["doc_url"]))}
    server.fill("edrsr_fulltext", [(doc, text, len(text)) for doc, text in texts.items()])


def rows_of(body: bytes) -> list[dict[str, str]]:
    """Rows of a tab-separated file by lower-case column name."""
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter="\t"))


def is_sound(row: dict[str, str]) -> bool:
    """Whether the columns of the table take the row."""
    return row["doc_id"].isdigit() and bool(row["status"]) and len(row) == len(COLUMNS)


def text_of(url: str) -> str | None:
    """What a loader of texts stores: plain text with CRLF line ends, the overload page too, nothing of other ruins."""
    path = url.partition("://")[2].partition("/")[2]
    with zipfile.ZipFile(FIXTURES / "texts_2019.zip") as archive:
        members = {name.lower(): name for name in archive.namelist()}
        packed = members.get(path.lower()) if path else None
        mirrored = FIXTURES / "texts" / path
        if not packed and not mirrored.is_file():
            return None
        body = archive.read(packed) if packed else mirrored.read_bytes()
    try:
        return to_text(body).text.replace("\n", "\r\n")
    except Unreadable as error:
        return OVERLOAD if error.reason == "overload_page" else None
