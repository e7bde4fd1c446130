"""The file that leads to a database: read, checked, and never a place for secrets."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.sources.database_layout import SETTINGS, STATEMENT_TIMEOUT, layout_of
from pipelines.sources.database_queries import literal
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.postgres import reading, with_parameters

URI = 'uri = "postgresql://reader@db/court"\n'


def told(root: Path, text: str) -> Folder:
    """A register's folder with these settings."""
    (root / SETTINGS).write_text(text, "utf-8")
    return Folder(str(root))


def test_without_the_file_there_is_no_database(tmp_path: Path) -> None:
    """Archives stay the way in."""
    assert layout_of(Folder(str(tmp_path))) is None


def test_an_address_is_enough(tmp_path: Path) -> None:
    """Everything else has the names loaders of the archives use."""
    layout = layout_of(told(tmp_path, URI))
    assert layout is not None
    assert (layout.uri, layout.statement_timeout) == ("postgresql://reader@db/court", STATEMENT_TIMEOUT)
    assert layout.tables["documents"].name == '"public"."edrsr_documents"'
    assert layout.tables["fulltext"].column("full_text") == '"full_text"'
    assert [key for key, table in layout.tables.items() if table.required] == ["documents", "fulltext"]


def test_every_name_can_be_another(tmp_path: Path) -> None:
    """Schema, tables and columns; a dictionary that is named must be there."""
    settings = (
        URI + 'schema = "law"\nstatement_timeout = 60\n'
        '[tables]\ncourts = "Courts of \\"UA\\""\n[columns.documents]\njudge = "суддя"\n'
    )
    layout = layout_of(told(tmp_path, settings))
    assert layout is not None
    assert layout.statement_timeout == 60
    assert layout.tables["courts"].name == '"law"."Courts of ""UA"""'
    assert layout.tables["courts"].required
    assert layout.tables["documents"].column("judge") == '"суддя"'


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("uri = ", "no TOML"),
        ("", "needs an address"),
        ("uri = 5", "needs an address"),
        ('uri = "host=db password=Geheim"', "needs an address"),
        ('uri = "postgresql://me:Geheim@db/court"', "Take the password out"),
        ('uri = "postgres://me:Gehe/im@db"', "Take the password out"),
        ('uri = "postgresql://db/court?user=me&password=Geheim"', "Take the password out"),
        ('uri = "postgresql://db/court?sslpassword=Geheim"', "Take the password out"),
        ('uri = "postgresql://db/court?%70assword=Geheim"', "Take the password out"),
        (URI + 'pasword = "Geheim"', "unknown key pasword; known are uri, schema"),
        (URI + '[tables]\ntexts = "t"', "unknown key tables.texts"),
        (URI + '[columns.courts]\ntitle = "t"', "unknown key columns.courts.title"),
        (URI + '[columns]\ndocument = "t"', "unknown key columns.document"),
        (URI + "[columns.courts]\nname = 5", "quotation marks"),
        (URI + "tables = 5", "must be a table of names"),
        (URI + "schema = 5", "name of a schema"),
        (URI + "statement_timeout = 0", "whole number of seconds"),
        (URI + "statement_timeout = true", "whole number of seconds"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(tmp_path: Path, settings: str, sentence: str) -> None:
    """Slips of the pen are told with their mend; a secret is refused and never repeated."""
    with pytest.raises(SourceError, match=sentence) as caught:
        layout_of(told(tmp_path, settings))
    assert "Gehe" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("postgresql://me@db/court", {"application_name": ["lexcorpus"], "connect_timeout": ["30"]}),
        ("postgresql:///c?host=/run/pg&connect_timeout=5", {"host": ["/run/pg"], "connect_timeout": ["5"]}),
    ],
)
def test_parameters_of_the_address_win(uri: str, expected: dict[str, list[str]]) -> None:
    """Defaults are added, what is given stays."""
    address = urlsplit(with_parameters(uri))
    query = parse_qs(address.query)
    assert {name: query[name] for name in expected} == expected
    assert address.path == urlsplit(uri).path


@pytest.mark.parametrize(("value", "sql"), [("41080", "'41080'"), ("o'n", "'o''n'"), (None, "NULL")])
def test_values_become_literals(value: str | None, sql: str) -> None:
    """A quote in a value stays inside its literal."""
    assert literal(value) == sql


def test_without_the_driver_a_person_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver is an extra that most corpora do not need."""
    monkeypatch.setitem(__import__("sys").modules, "adbc_driver_postgresql", None)
    with pytest.raises(SourceError, match=r"pip install 'lexcorpus\[postgres\]'"), reading("postgresql://db", 1):
        pass
