"""The records an act of Ukraine's legislation portal is on offer as: one per edition, with what its row is made of.

What belongs here: names, marks and locators of records, and the columns that list, cards and pages state. What does
not: which files an act has (`rada_acts.py`) and its texts (`rada.py`).
A mark covers exactly what a record becomes: its own text files by their fingerprints and the columns of its row, not
the card they were read from, which changes with every new edition of the act.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pipelines.sources.folder import Folder
from pipelines.sources.rada_acts import Act, Survey, by_edition, page_head, refused_rows, statements
from pipelines.sources.rada_lists import STATUSES, Stated, is_identifier, named
from pipelines.sources.source import SAMPLE_BYTES

SITE = "https://zakon.rada.gov.ua/laws/show/"
"""Address of an act by its identifier."""

DAYS = ("date", "published", "edition")
"""Columns that hold a day; in locators YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the offer.

    `stated` holds the columns of its document, `texts` the path, kind and page of each text, `pages` how many the card
    counts (0: it does not say); `refused` the columns of a refusal instead. All but the name and the mark are JSON or
    plain values, so that they travel as columns.
    """

    record: str
    mark: bytes
    texted: bool
    stated: str
    texts: str
    pages: int
    refused: str


def records_of(folder: Folder, act: Act, found: Survey, prints: Mapping[str, str]) -> Iterator[Record]:
    """The records of an act, oldest edition first; one without texts when it has none.

    `prints` are the fingerprints of files by path. Nothing is stated of an act that no list row, card or page
    names, nor of what has no identifier of an act.
    """
    stated = list(statements(folder, act)) if is_identifier(act.nreg) else []
    shared = _columns(act, stated, found) if stated else {"id": f"rada:{act.nreg}"}
    current = _current_edition(folder, act, stated)
    editions = by_edition(act.texts, current) or ({current: []} if stated else {})
    pages = dict(page for one in stated for page in one.pages)
    for edition, texts in editions.items():
        columns = shared | (_edition_columns(act, stated, edition, bool(texts)) if stated else {})
        count = pages.get(edition, 0) if edition else 0
        made_of = [columns, count, sorted((text.kind, text.page, prints[text.path]) for text in texts)]
        file = found.list_path if act.listed else next(iter(act.cards), "")
        place = {} if texts else {"source_file": file, "source_place": act.row}
        lying = _written([(text.path, text.kind, text.page) for text in texts])
        yield Record(_name(act.nreg, edition), _mark(made_of), bool(texts), _written(columns | place), lying, count, "")


def refused_records(found: Survey, year: str) -> Iterator[Record]:
    """List rows of a cell that are no acts, named after their bytes; equal rows are one record."""
    seen = set[str]()
    for row in refused_rows(found, year).rows(named=True):
        reason = "list_row" if row["fault"] else "superseded"
        made_of = [reason, row["fault"], row["line"].hex()]
        record = f"{reason}:{_mark(made_of).hex()}"
        if record not in seen:
            seen.add(record)
            yield Record(record, _mark(made_of), False, "", "[]", 0, _written(_refusal(found, row, reason)))


def _refusal(found: Survey, row: Mapping[str, Any], reason: str) -> dict[str, str | None]:
    """The columns of a refused row, its sample in hex."""
    return {
        "source_file": found.list_path,
        "place": f"row {row['row']}",
        "reason": reason,
        "detail": row["fault"] or "A later row of the list speaks of the same act.",
        "sample": row["line"][:SAMPLE_BYTES].hex(),
        "id": None if row["fault"] else f"rada:{row['key']}",
    }


def _name(nreg: str, edition: dt.date | None) -> str:
    """What a record is called: the act, and its edition where that is known."""
    return f"{nreg}@{edition:%Y%m%d}" if edition else nreg


def _mark(made_of: object) -> bytes:
    """The first 16 bytes of SHA-256 over JSON."""
    return hashlib.sha256(_written(made_of).encode()).digest()[:16]


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _current_edition(folder: Folder, act: Act, stated: Sequence[Stated]) -> dt.date | None:
    """The edition of texts whose path names none: their own word, else what the card says, else the list."""
    heads = (page_head(folder, text, act.nreg) for text in act.texts if text.edition is None)
    own = (head.edition for head in heads if head and head.edition)
    given = (one.edition for one in sorted(stated, key=lambda one: one is act.listed) if one.edition)
    return next(own, None) or next(given, None)


def _columns(act: Act, stated: Sequence[Stated], found: Survey) -> dict[str, object]:
    """Metadata shared by all editions: of each field the first statement that has it."""
    return {
        "id": f"rada:{act.nreg}",
        "source": "rada",
        "kind": "statute",
        "language": "uk",
        "title": _title(stated),
        "issuer": _named((one.issuers for one in stated), found.issuers),
        "issuer_code": _first(one.issuers for one in stated) or None,
        "date": next((one.adopted for one in stated if one.adopted), None),
        "published": next((one.published for one in stated if one.published), None),
        "form": _named((one.types for one in stated), found.types),
        "status": STATUSES.get(_first(one.status for one in stated), "unknown"),
    }


def _edition_columns(act: Act, stated: Sequence[Stated], edition: dt.date | None, has_text: bool) -> dict[str, object]:
    """What is said of one edition: its day, its address, and the acts that made it."""
    if not has_text:
        return {"edition": edition, "status": "awaiting_text", "url": SITE + quote(act.nreg)}
    amending = [by.lower() for one in stated for on, by in one.amended_by if on == edition]
    return {
        "edition": edition,
        "url": SITE + quote(act.nreg) + (f"/ed{edition:%Y%m%d}" if edition else ""),
        "references": [f"rada:{nreg}" for nreg in dict.fromkeys(amending)],
    }


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _named(stated: Iterable[str], names: Mapping[str, str]) -> str | None:
    """The first value that reads as names; where no dictionary names any, the first codes."""
    values = [value for codes in stated if (value := named(codes, names))]
    return next((value for value in values if not value.replace("; ", "").isdecimal()), values[0] if values else None)


def _title(stated: Sequence[Stated]) -> str | None:
    """The first title without `?`, which stands in lists for letters their code page lacks; else the first."""
    titles = [one.title for one in stated if one.title]
    return next((title for title in titles if "?" not in title), titles[0] if titles else None)
