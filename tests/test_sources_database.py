"""The register from a real PostgreSQL server: the documents of the archives, and every change of a row seen."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.engine import InlineEngine
from pipelines.graph import stage
from pipelines.schema import DOCUMENTS, OFFER, QUARANTINE
from pipelines.scope import Scope
from pipelines.sources import register_database
from pipelines.sources.database_layout import SETTINGS
from pipelines.sources.edrsr import Edrsr
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.postgres import reading
from pipelines.sources.register_database import Database
from pipelines.sources.source import PROVENANCE, Parsed
from pipelines.stage import Workspace
from pipelines.standing import standing_rows
from pipelines.work import run_stage
from tests.loaded_register import FIXTURES, TABLES, laid_out, pointed
from tests.postgres import Server, running

pytestmark = pytest.mark.slow

TEXT = "Суд ухвалив відмовити у задоволенні клопотання."
Make = Callable[..., Database]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server for all tests of this module; each works in a schema of its own."""
    with running() as started:
        started.run("ALTER ROLE lexcorpus SET TimeZone = 'Europe/Kyiv'", "CREATE ROLE reader LOGIN")
        yield started


@pytest.fixture
def make(server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Make:
    """Makes a schema of the test's own with the tables of a fixture year, or empty ones, and a database over it."""
    schema = re.sub(r"\W", "_", request.node.name.lower())[:60]
    return lambda year=None, user="lexcorpus": laid_out(server, tmp_path, schema, year, user)


@pytest.fixture(scope="module")
def living(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The register of 2019, changed by one test after another, each in rows of its own."""
    database = laid_out(server, tmp_path_factory.mktemp("living"), "living", "2019", "lexcorpus")
    server.run("CREATE TABLE living.kept AS TABLE living.edrsr_courts")
    return database


def row(doc_id: object, text: str | None = None, **other: object) -> list[str]:
    """Statements that add a row, and its text where there is one."""
    values = {"doc_id": doc_id, "status": 1, "receipt_date": "2019-05-06 00:00:00+03", "court_code": 713} | other
    quoted = ["NULL" if value is None else f"'{value}'" for value in values.values()]
    document = f"INSERT INTO edrsr_documents ({', '.join(values)}) VALUES ({', '.join(quoted)})"
    return [document, *([f"INSERT INTO edrsr_fulltext VALUES ({doc_id}, '{text}')"] if text else [])]


def parsed(database: Database, year: str) -> Parsed:
    """A whole year, every record accounted for."""
    result = database.parse(database.offer(year))
    assert (result.documents.schema, result.quarantine.schema) == (DOCUMENTS, QUARANTINE)
    assert len(result.ids) == result.documents.num_rows + result.quarantine.num_rows
    assert result.ids.drop_null().to_pylist() == result.documents["id"].to_pylist()
    return result


def marks(database: Database, year: str) -> dict[str, bytes]:
    """Mark by record of a year's offer."""
    offer = database.offer(year)
    assert offer.schema.names[: len(OFFER)] == OFFER.names
    found = dict(zip(offer["record"].to_pylist(), offer["mark"].to_pylist(), strict=True))
    assert len(found) == offer.num_rows
    return found


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Records that came, went or have another mark."""
    return {record for record in before | after if before.get(record) != after.get(record)}


@pytest.mark.parametrize("year", ["2006", "2019", "2023"])
def test_the_database_gives_the_documents_of_the_archives(make: Make, year: str) -> None:
    """Same ids, metadata, status, text and so version; only provenance tells the two ways apart."""
    archives, folder = Edrsr(), Folder(str(FIXTURES))
    expected = archives.parse(folder, archives.offer(folder, year, archives.files(folder, year)))
    refused = set(expected.quarantine["id"].to_pylist()) - set(expected.documents["id"].to_pylist())
    database = make(year)
    assert database.years() == [year]
    found = parsed(database, year)
    stated = ["version", *(name for name in DOCUMENTS.names if name not in PROVENANCE)]
    wanted = {row["id"]: row for row in expected.documents.select(stated).to_pylist()}
    given = {row["id"]: row for row in found.documents.select(stated).to_pylist()}
    assert {doc: row for doc, row in given.items() if doc not in refused} == wanted
    overload = [row["id"] for row in expected.quarantine.to_pylist() if row["reason"] == "overload_page"]
    assert [r["id"] for r in found.quarantine.to_pylist() if r["reason"] == "overload_page"] == overload


@pytest.mark.parametrize(
    ("statements", "records"),
    [
        (["UPDATE edrsr_documents SET judge = 'Сірогорко Т. А.' WHERE doc_id = 79000050"], {"79000050"}),
        (["INSERT INTO edrsr_fulltext VALUES (79005001, 'Ухвала суду')"], {"79005001"}),
        (["UPDATE edrsr_fulltext SET full_text = 'Ухвала суду' WHERE doc_id = 79000057"], {"79000057"}),
        (["DELETE FROM edrsr_fulltext WHERE doc_id = 79000064"], {"79000064"}),
        (["UPDATE edrsr_documents SET status = 0 WHERE doc_id = 79000071"], {"79000071"}),
        (["DELETE FROM edrsr_documents WHERE doc_id = 79000078"], {"79000078"}),
        (row(79990000), {"79990000"}),
        (["UPDATE edrsr_regions SET name = 'Полтавщина' WHERE region_code = 31"], set()),
        (["VACUUM (FREEZE, ANALYZE)", "VACUUM FULL edrsr_documents", "VACUUM FULL edrsr_fulltext"], set()),
        (["DELETE FROM edrsr_courts", "INSERT INTO edrsr_courts SELECT * FROM kept"], set()),
    ],
)  # fmt: skip
def test_a_change_changes_the_marks_it_concerns(
    server: Server, living: Database, statements: list[str], records: set[str]
) -> None:
    """A row, its text, a name it uses; not the upkeep of the server, nor a dictionary loaded anew."""
    before = marks(living, "2019")
    server.run("SET search_path = living", *statements)
    assert changed(before, marks(living, "2019")) == records


def test_a_new_name_changes_the_marks_of_those_who_bear_it(server: Server, make: Make) -> None:
    """A court renamed is another issuer for its decisions and for no others."""
    database = make("2019")
    before = marks(database, "2019")
    server.run("UPDATE edrsr_courts SET name = 'Новий суд' WHERE court_code = 713")
    offer = database.offer("2019")
    again = changed(before, marks(database, "2019"))
    documents = database.parse(offer).documents.filter(
        pa.compute.equal(database.parse(offer).documents["issuer_code"], "0713")
    )
    assert documents.num_rows
    assert again == {doc.removeprefix("edrsr:") for doc in documents["id"].to_pylist()}
    assert set(documents["issuer"].to_pylist()) == {"Новий суд"}


def test_any_part_of_an_offer_is_read_as_in_the_whole(make: Make) -> None:
    """Outcomes follow the records asked for, in their order; the database travels to workers."""
    database = make("2019")
    offer = database.offer("2019")
    whole = {row["id"]: row for row in database.parse(offer).documents.to_pylist()}
    some = pickle.loads(pickle.dumps(database)).parse(offer.take(list(range(0, offer.num_rows, 7))[::-1]))
    taken = [doc for doc in some.ids.to_pylist() if doc]
    assert some.documents.to_pylist() == [whole[doc] for doc in taken]
    assert len(taken) > 10
    assert database.parse(offer.slice(0, 0)).documents.num_rows == 0


@pytest.mark.parametrize(
    ("receipt_date", "year"),
    [
        ("2019-12-31 22:00:00+00", "2020"),
        ("2019-12-31 21:59:59+00", "2019"),
        ("1985-03-01", "1990"),
        ("infinity", "1990"),
        ("-infinity", "1990"),
        (None, "1990"),
        ("2206-01-01", "2206"),
    ],
)
def test_every_row_lies_in_one_cell(server: Server, make: Make, receipt_date: str | None, year: str) -> None:
    """The day at Kyiv's clocks decides; what has no such day lies in the first cell."""
    database = make()
    assert database.years() == []
    server.run(*row(5, receipt_date=receipt_date))
    assert database.years() == [year]
    assert parsed(database, year).documents["id"].to_pylist() == ["edrsr:5"]
    assert [file.path for file in database.files(year)] == [SETTINGS]
    assert database.files("2018") == []


def test_damaged_rows_are_refused_and_none_is_lost(server: Server, make: Make) -> None:
    """No number, no status, doubles of rows and of texts: each is a record with its reason."""
    database = make()
    server.run(
        *row(None, judge="А"), *row(None, judge="А"), *row(-7), *row(1, status=5), *row(2, status=None),
        *row(3, TEXT, judge="Б"), *row(3, date_publ="2019-06-01", judge="В"), *row(3, judge="Г"),
        *row(4, "Короткий"), "INSERT INTO edrsr_fulltext VALUES (4, 'Довший текст')",
        *row(5, TEXT), *row(5, status=0),
        *row(6), *row(6), *row(6),
        *row(7, "..."),
    )  # fmt: skip
    result = parsed(database, "2019")
    documents = {row["id"]: row for row in result.documents.to_pylist()}
    assert {doc: (row["status"], row["text"], row["judge"]) for doc, row in documents.items()} == {
        "edrsr:3": ("public", TEXT, "В"),
        "edrsr:4": ("public", "Довший текст", None),
        "edrsr:5": ("withdrawn", "", None),
        "edrsr:6": ("awaiting_text", "", None),
    }
    refused = [(row["reason"], row["id"]) for row in result.quarantine.to_pylist()]
    assert sorted(refused, key=str) == [
        ("bad_doc_id", None), ("bad_doc_id", None), ("bad_doc_id", None),
        ("bad_status", "edrsr:1"), ("bad_status", "edrsr:2"), ("empty", "edrsr:7"),
        *[("superseded", f"edrsr:{doc}") for doc in (3, 3, 4, 5, 6, 6)],
    ]  # fmt: skip
    assert all(row["sample"] for row in result.quarantine.to_pylist())
    assert marks(database, "2019") == marks(database, "2019")


def test_partitions_are_one_table(server: Server, make: Make) -> None:
    """A register partitioned by day of decision may hold a doc_id twice; its state is that of all its parts."""
    database = make()
    server.run(
        "DROP TABLE edrsr_documents",
        TABLES[TABLES.index("CREATE TABLE edrsr_documents") : TABLES.index("CREATE TABLE edrsr_fulltext")].rstrip(";\n")
        + " PARTITION BY RANGE (adjudication_date)",
        "CREATE TABLE part_2018 PARTITION OF edrsr_documents FOR VALUES FROM ('2018-01-01') TO ('2019-01-01')",
        "CREATE TABLE part_rest PARTITION OF edrsr_documents DEFAULT",
        *row(8, TEXT, adjudication_date="2018-12-30", judge="А"),
        *row(8, adjudication_date="2019-01-02", judge="Б", date_publ="2019-01-05"),
    )
    result = parsed(database, "2019")
    assert result.documents.select(["id", "judge", "text"]).to_pylist() == [
        {"id": "edrsr:8", "judge": "Б", "text": TEXT}
    ]
    assert result.quarantine["reason"].to_pylist() == ["superseded"]
    before = settled(server, database)
    server.run("UPDATE part_2018 SET judge = 'В'")
    assert settled(server, database) != before


def settled(server: Server, database: Database) -> dict[str, str]:
    """The marks of all years, once all other connections have ended and so have counted what they wrote."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    while server.run(others) != "0":
        pass
    return database.marks()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE edrsr_documents SET judge = 'А' WHERE doc_id = 79000050",
        "UPDATE edrsr_fulltext SET full_text = 'Ухвала' WHERE doc_id = 79000050",
        "DELETE FROM edrsr_documents WHERE doc_id = 79000050",
        "INSERT INTO edrsr_fulltext VALUES (79005002, 'Ухвала')",
        "UPDATE edrsr_judgment_forms SET name = 'А' WHERE judgment_code = 1",
        "TRUNCATE edrsr_regions",
        "DROP TABLE edrsr_instances",
    ],
)
def test_the_state_tells_that_something_changed(server: Server, living: Database, statement: str) -> None:
    """Without a change the fingerprint stays, so that nothing is offered again; with one it does not."""
    before = settled(server, living)
    living.offer("2019")
    assert settled(server, living) == before
    assert [file.fingerprint for file in living.files("2019")] == [f"state:{before['2019']}"]
    server.run("SET search_path = living", statement)
    assert settled(server, living)["2019"] != before["2019"]


def test_a_reader_who_may_only_select_is_enough(server: Server, make: Make) -> None:
    """And one who may not is told so in a sentence."""
    database = make("2006", user="reader")
    with pytest.raises(SourceError, match=r"shows us no table|permission denied"):
        database.years()
    server.run("GRANT USAGE ON SCHEMA " + schema_of(database) + " TO reader")
    with pytest.raises(SourceError, match="permission denied for table edrsr_documents"):
        database.years()
    server.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema_of(database)} TO reader")
    assert parsed(database, "2006").documents.num_rows == 33


def schema_of(database: Database) -> str:
    """The schema a database lies in."""
    return database.layout.tables["documents"].name.split(".")[0]


def test_nothing_can_be_written(server: Server) -> None:
    """Not even by an owner; and a statement that takes too long ends with a sentence."""
    with reading(server.uri(), 1) as session:
        assert session.table("SELECT current_setting('application_name') AS name")["name"].to_pylist() == ["lexcorpus"]
        with pytest.raises(SourceError, match="read-only transaction"):
            session.table("CREATE TABLE anything (a int)")
    with reading(server.uri(), 1) as session, pytest.raises(SourceError, match="statement timeout"):
        session.table("SELECT 1 FROM pg_sleep(5)")


def test_a_server_that_goes_away_leaves_nothing_half_done(
    server: Server, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading ends in one sentence, in the midst of a text as well; run again, it completes."""
    monkeypatch.setattr(register_database, "BATCH", 20)
    database = make("2019", user="reader")
    killer = "SELECT pg_terminate_backend(pg_backend_pid())"
    server.run(
        f"GRANT USAGE ON SCHEMA {schema_of(database)} TO reader",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema_of(database)} TO reader",
        "CREATE FUNCTION mine(doc_id bigint) RETURNS bool VOLATILE LANGUAGE sql AS "
        f"$$ SELECT doc_id <> 79000400 OR (({killer}) AND pg_sleep(1) IS NULL) $$",
        "CREATE POLICY trap ON edrsr_documents TO reader USING (mine(doc_id))",
    )
    offer = database.offer("2019")
    server.run("ALTER TABLE edrsr_documents ENABLE ROW LEVEL SECURITY")
    with pytest.raises(SourceError, match="did not answer") as caught:
        database.parse(offer)
    assert "\n" not in str(caught.value)
    server.run("ALTER TABLE edrsr_documents DISABLE ROW LEVEL SECURITY")
    assert len(database.parse(offer).ids) == offer.num_rows


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """With the reason libpq gives, and no address beyond what it says."""
    with pytest.raises(SourceError, match="did not answer") as caught, reading(f"postgresql:///x?host={tmp_path}", 1):
        pass
    assert "\n" not in str(caught.value)


def test_rows_that_change_after_the_offer_are_read_as_they_are(server: Server, make: Make) -> None:
    """What was deleted is refused, what was corrected is taken; the next offer tells both."""
    database = make()
    server.run(*row(1, TEXT, judge="А"), *row(2, TEXT), *row(3, TEXT))
    offer = database.offer("2019")
    server.run(
        "UPDATE edrsr_documents SET judge = 'Б' WHERE doc_id = 1",
        "DELETE FROM edrsr_documents WHERE doc_id = 2",
        "UPDATE edrsr_documents SET status = NULL WHERE doc_id = 3",
    )
    result = database.parse(offer)
    assert result.ids.to_pylist() == ["edrsr:1", None, None]
    assert result.documents["judge"].to_pylist() == ["Б"]
    assert result.quarantine.select(["id", "reason"]).to_pylist() == [
        {"id": "edrsr:2", "reason": "gone"},
        {"id": "edrsr:3", "reason": "gone"},
    ]


def test_of_two_rows_the_one_offered_is_read(server: Server, make: Make) -> None:
    """A double that came after the offer, or lies beside it in the same call, does not take its place."""
    database = make()
    server.run(*row(1, TEXT, judge="А"), *row(2, judge="Б"), *row(2, judge="В", date_publ="2019-05-09"))
    offer = database.offer("2019")
    server.run(*row(1, judge="Г", date_publ="2019-06-01"))
    assert database.parse(offer).documents["judge"].to_pylist() == ["А", "В"]
    server.run("UPDATE edrsr_documents SET judge = 'Ґ' WHERE judge = 'В'")
    assert database.parse(offer).documents["judge"].to_pylist() == ["А", "Ґ"]
    assert parsed(database, "2019").documents["judge"].to_pylist() == ["Г", "Ґ"]


def test_names_of_ones_own_and_dictionaries_that_are_not_there(server: Server, make: Make, tmp_path: Path) -> None:
    """Columns by any name; a code nobody names stays a code, with its zeros; a column nobody has is a sentence."""
    make()
    server.run(
        *row(1, TEXT, judgment_code=5, judge="А"),
        "ALTER TABLE edrsr_documents RENAME judge TO суддя",
        "DROP TABLE edrsr_courts",
    )
    columns = '\n[columns.documents]\njudge = "суддя"\n'
    settings = (tmp_path / SETTINGS).read_text("utf-8")
    with pytest.raises(SourceError, match=r"column d\.judge does not exist"):
        parsed(pointed(tmp_path, settings), "2019")
    (document,) = parsed(pointed(tmp_path, settings + columns), "2019").documents.to_pylist()
    expected = {"judge": "А", "issuer": None, "issuer_code": "0713", "form": "5", "text": TEXT}
    assert {name: document[name] for name in expected} == expected
    with pytest.raises(SourceError, match=r"no table .*edrsr_courts"):
        pointed(tmp_path, settings + '\n[tables]\ncourts = "edrsr_courts"\n').years()


READ = """
import resource, sys
from pipelines.sources.folder import Folder
from pipelines.sources.register_database import database_of
database = database_of(Folder(sys.argv[1]))
for year in ("2018", "2019"):
    offer = database.offer(year)
    read = sum(len(database.parse(offer.slice(at, 400)).ids) for at in range(0, offer.num_rows, 400))
    print(read, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_is_that_of_a_shard(server: Server, make: Make, tmp_path: Path) -> None:
    """After a year of one shard, a year of twenty times the rows, shard by shard, needs hardly more memory."""
    make()
    server.run(
        "INSERT INTO edrsr_documents (doc_id, court_code, receipt_date, status) "
        "SELECT i, 713, make_date(2018 + (i > 400)::int, 5, 6), 1 FROM generate_series(1, 8400) AS i",
        "INSERT INTO edrsr_fulltext SELECT i, repeat('Суд ухвалив рішення ' || i || E'\\n', 150) "
        "FROM generate_series(1, 8400) AS i",
    )
    told = subprocess.run([sys.executable, "-c", READ, str(tmp_path)], capture_output=True, text=True, check=True)
    rows, peaks = zip(*(map(int, line.split()) for line in told.stdout.splitlines()), strict=True)
    assert rows == (400, 8000)
    assert peaks[1] < peaks[0] + 32, f"{peaks[0]} MiB for 3 MB of text, {peaks[1]} MiB for 65 MB"


def test_the_register_comes_from_the_database_as_a_source(make: Make, server: Server, tmp_path: Path) -> None:
    """Years of the database stand beside those of archives; a night that changes one row makes one row."""
    database = make("2019")
    folder = tmp_path / "sources" / "edrsr"
    shutil.copytree(FIXTURES, folder)
    shutil.copy(tmp_path / SETTINGS, folder / SETTINGS)
    workspace, cell = Workspace(str(folder.parent), str(tmp_path / "data")), Scope("edrsr", "2019")
    assert "2019" in Edrsr().marks(Folder(str(folder)))
    assert set(Edrsr().years(Folder(str(folder)))) == {*Edrsr().years(Folder(str(FIXTURES))), "2019"}

    def night() -> int:
        with InlineEngine() as engine:
            run_stage(stage("source_files"), cell, workspace, engine)
            report = run_stage(stage("documents"), cell, workspace, engine)
        return sum(shard.rows for shard in report.manifest.shards)

    first = night()
    assert night() == first == parsed(database, "2019").documents.num_rows
    server.run(f"UPDATE {database.layout.tables['documents'].name} SET status = 0 WHERE doc_id = 79000071")
    assert night() == first + 1
    standing = {row["id"]: row["status"] for row in standing_rows(workspace.store, cell, ("id", "status")).to_dicts()}
    assert standing["edrsr:79000071"] == "withdrawn"
