"""Where a PostgreSQL database keeps the EDRSR register: what `edrsr/postgres.toml` says, checked.

What belongs here: the settings file, its defaults and its refusals. Talking to the server is the work of
`postgres.py`; what its rows mean, of `register_database.py`.
The defaults are the layout that loaders of the open-data archives use: one table a file, named after it, with the
prefix `edrsr_`, and `edrsr_fulltext` with the plain texts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.register import COLUMNS

SETTINGS = "postgres.toml"
"""File in the register's folder that leads to the database."""

STATEMENT_TIMEOUT = 3_600
"""Seconds after which the server gives up one statement; the longest, the offer of a year, takes minutes."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "documents": COLUMNS,
    "fulltext": ("doc_id", "full_text"),
    "courts": ("court_code", "name", "instance_code", "region_code"),
    "regions": ("region_code", "name"),
    "instances": ("instance_code", "name"),
    "justice_kinds": ("justice_kind", "name"),
    "judgment_forms": ("judgment_code", "name"),
    "cause_categories": ("category_code", "name"),
}
"""Tables, each named `edrsr_` and this unless told otherwise, and the columns that are read; a code comes first."""

NEEDED = ("documents", "fulltext")
"""Tables without which there is nothing to read; an absent dictionary leaves its codes without names."""

_USER_AND_PASSWORD = re.compile(r"://[^@]*:[^@]*@")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its quoted name, its columns by the names of the archives, and whether it must be there."""

    name: str
    columns: Mapping[str, str]
    required: bool

    def column(self, name: str) -> str:
        """The quoted name of a column in the database."""
        return quoted(self.columns[name])


@dataclass(frozen=True, slots=True)
class Layout:
    """An address without a password, and where the tables of the register lie behind it."""

    uri: str
    statement_timeout: int
    tables: Mapping[str, Table]


def layout_of(folder: Folder) -> Layout | None:
    """The layout that the folder's `postgres.toml` tells; None where there is no such file.

    Raises:
        SourceError: the file is no TOML, has a key nobody knows, no address, or a password in it.
    """
    if not folder.is_file(SETTINGS):
        return None
    try:
        told = tomllib.loads(folder.read(SETTINGS).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{SETTINGS} is no TOML file; mend it: {error}.") from None
    return _checked(told)


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _checked(told: Mapping[str, object]) -> Layout:
    _only(told, ("uri", "schema", "statement_timeout", "tables", "columns"), "")
    names, columns = _mapping(told, "tables"), _mapping(told, "columns")
    _only(names, TABLES, "tables.")
    _only(columns, TABLES, "columns.")
    schema, timeout = told.get("schema", "public"), told.get("statement_timeout", STATEMENT_TIMEOUT)
    if not isinstance(schema, str):
        raise SourceError(f"schema in {SETTINGS} must be the name of a schema in quotation marks.")
    if type(timeout) is not int or timeout <= 0:
        raise SourceError(f"statement_timeout in {SETTINGS} must be a whole number of seconds above 0.")
    return Layout(_address(told), timeout, {key: _table(key, schema, names, _mapping(columns, key)) for key in TABLES})


def _address(told: Mapping[str, object]) -> str:
    """The address; what is wrong with it is told without repeating it, for it may hold a secret."""
    uri = told.get("uri")
    if not isinstance(uri, str) or not uri.startswith(("postgresql://", "postgres://")):
        raise SourceError(f'{SETTINGS} needs an address: uri = "postgresql://user@host/database".')
    parameters = parse_qsl(uri.partition("?")[2], keep_blank_values=True)
    if _USER_AND_PASSWORD.search(uri) or any("password" in name.lower() for name, _ in parameters):
        raise SourceError(f"Take the password out of uri in {SETTINGS}; put it into PGPASSWORD or ~/.pgpass.")
    return uri


def _table(key: str, schema: str, names: Mapping[str, object], columns: Mapping[str, object]) -> Table:
    _only(columns, TABLES[key], f"columns.{key}.")
    name = names.get(key, f"edrsr_{key}")
    told = {column: columns.get(column, column) for column in TABLES[key]}
    if not all(isinstance(value, str) for value in (name, *told.values())):
        raise SourceError(f"Names of the table {key} and its columns in {SETTINGS} must be in quotation marks.")
    required = key in names or key in NEEDED
    return Table(f"{quoted(schema)}.{quoted(str(name))}", {k: str(v) for k, v in told.items()}, required)


def _mapping(told: Mapping[str, object], key: str) -> Mapping[str, object]:
    inner = told.get(key, {})
    if not isinstance(inner, dict):
        raise SourceError(f"{key} in {SETTINGS} must be a table of names, as in [{key}].")
    return inner


def _only(told: Mapping[str, object], known: tuple[str, ...] | Mapping[str, object], where: str) -> None:
    """See that all keys are known, so that a slip of the pen is not passed over."""
    for key in told:
        if key not in known:
            raise SourceError(f"{SETTINGS} has an unknown key {where}{key}; known are {', '.join(known)}.")
