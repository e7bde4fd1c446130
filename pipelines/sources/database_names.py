"""The dictionaries of a database that holds the EDRSR register: what the codes of its rows stand for.

What belongs here: reading them, and a hash of the names behind each code. Which columns of a document they fill is
told by `register_names.py`; rows and texts are the work of `register_database.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipelines.sources.database_layout import NEEDED, TABLES
from pipelines.sources.database_queries import Queries
from pipelines.sources.postgres import Session
from pipelines.sources.register_names import INSTANCES, Names
from pipelines.sources.source import digest
from pipelines.text.encoding import repair_mojibake

Book = Mapping[str, Mapping[str, str]]
"""A dictionary: its rows by code, values by column."""


def read_names(session: Session, queries: Queries, present: Collection[str]) -> Names:
    """What codes stand for; a dictionary that is not among the tables present leaves its codes without names."""
    books = {key: _book(session, queries, key) if key in present else {} for key in TABLES if key not in NEEDED}
    names = {key: _told({code: row["name"] for code, row in book.items()}) for key, book in books.items()}
    stages = {code: INSTANCES.get(name.lower(), "") for code, name in names["instances"].items()}
    courts = books["courts"].items()
    return Names(
        court=names["courts"],
        court_instance=_told({code: stages.get(row["instance_code"], "") for code, row in courts}),
        court_region=_told({code: names["regions"].get(row["region_code"], "") for code, row in courts}),
        form=names["judgment_forms"],
        procedure=names["justice_kinds"],
        category=names["cause_categories"],
    )


def hashes(names: Names) -> dict[str, dict[str, str]]:
    """For each column with codes, a hash of the names behind each code; a column without any is left out."""
    columns = {
        "court_code": (names.court, names.court_instance, names.court_region),
        "judgment_code": (names.form,),
        "justice_kind": (names.procedure,),
        "category_code": (names.category,),
    }
    return {column: made_of for column, books in columns.items() if (made_of := _hashed(*books))}


def _hashed(*books: Mapping[str, str]) -> dict[str, str]:
    codes = sorted({code for book in books for code in book})
    return {code: digest(book.get(code, "") for book in books)[:16] for code in codes}


def _book(session: Session, queries: Queries, key: str) -> Book:
    rows = session.table(queries.dictionary(key)).to_pylist()
    whole = [{name: _mended(value) for name, value in row.items()} for row in rows]
    return {row[TABLES[key][0]]: row for row in whole}


def _mended(value: str | None) -> str:
    """A name or code without stray spaces, mojibake mended where that is provable; empty where there is none."""
    return repair_mojibake((value or "").strip())[0].strip()


def _told(names: Mapping[str, str]) -> dict[str, str]:
    return {code: name for code, name in names.items() if name}
