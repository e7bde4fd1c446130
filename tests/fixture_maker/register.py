"""The yearly archive of the register: documents.csv, its dictionaries, and where the texts lie.

What belongs here: rows and the habits that differ from year to year. What does not: which decisions there are.
Columns and quoting as the register publishes them: tabs, text and times quoted, integers bare, empty is null.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.fixture_maker import archive, courts, draw
from tests.fixture_maker.cases import Decision
from tests.fixture_maker.templates import template

COLUMNS = (
    "doc_id",
    "court_code",
    "judgment_code",
    "justice_kind",
    "category_code",
    "cause_num",
    "adjudication_date",
    "receipt_date",
    "judge",
    "doc_url",
    "status",
    "date_publ",
)
BARE = {"doc_id", "judgment_code", "justice_kind", "category_code", "status"}
HOST = "http://od.reyestr.court.gov.ua/"


@dataclass(frozen=True, slots=True)
class Habits:
    """How the archive of one year is written."""

    prefix: str = ""
    documents: str = "documents.csv"
    columns: tuple[str, ...] = COLUMNS
    mark: str = ""
    quoted_header: bool = False
    line_end: str = "\n"
    mojibake_forms: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the register, its text if there is one, and what should become of it.

    outcome: text, awaiting_text, withdrawn, either (repaired or refused), or the reason of its quarantine.
    """

    values: Mapping[str, str]
    body: bytes | None
    outcome: str
    what: str
    decision: Decision | None = None

    def changed(self, what: str, **values: str) -> Entry:
        """The same entry with other values in its row."""
        return replace(self, values={**self.values, **values}, what=what)


def entry(decision: Decision, doc_id: int, folder: str, extension: str, body: bytes) -> Entry:
    """The row of a decision, its text at the path of its address."""
    head = template("decisions", decision.kind).head
    received = decision.day + dt.timedelta(draw.number(6, "received", doc_id))
    published = dt.date(2007, 8, 22) if decision.day.year < 2007 else received + dt.timedelta(2)
    values = {
        "doc_id": str(doc_id),
        "court_code": decision.court.code,
        "judgment_code": head["form"],
        "justice_kind": head["justice"],
        "category_code": head["category"],
        "cause_num": decision.number,
        "adjudication_date": moment(decision.day),
        "receipt_date": moment(min(received, dt.date(decision.day.year, 12, 31))),
        "judge": courts.FULL_NAMES.get(decision.judge, decision.judge) if decision.day.year > 2022 else decision.judge,
        "doc_url": f"{HOST}files/{folder}{draw.hexadecimal('text', doc_id)}.{extension}",
        "status": "1",
        "date_publ": moment(published),
    }
    return Entry(values, body, "text", decision.name, decision)


def moment(day: dt.date) -> str:
    """Midnight in Kyiv as the register writes it; summer time from April to October, near enough for a fixture."""
    return f"{day.isoformat()} 00:00:00+{'03' if 4 <= day.month <= 10 else '02'}"


def text_path(row: Entry) -> str:
    """Where the text of the row lies under the folder of texts."""
    return row.values["doc_url"].removeprefix(HOST)


def quoted(value: str) -> str:
    """A quoted field, quotes inside doubled."""
    return '"' + value.replace('"', '""') + '"'


def row(values: Mapping[str, str], columns: Sequence[str]) -> str:
    """One row; an empty value is an empty field."""
    return "\t".join(values[name] if name in BARE or not values[name] else quoted(values[name]) for name in columns)


def documents_csv(entries: Sequence[Entry], habits: Habits, broken: Sequence[str] = ()) -> bytes:
    """The table of documents; broken rows stand in its middle, as they are."""
    header = "\t".join(quoted(name) if habits.quoted_header else name for name in habits.columns)
    rows = [row(line.values, habits.columns) for line in entries]
    middle = len(rows) // 2
    lines = [header, *rows[:middle], *broken, *rows[middle:]]
    return (habits.mark + "".join(line + habits.line_end for line in lines)).encode()


def dictionaries(habits: Habits) -> list[tuple[str, bytes]]:
    """The six dictionaries of an archive."""
    court_rows = [(c.code, c.name, str(c.instance), c.region) for c in courts.COURTS]
    forms = list(courts.FORMS.items())
    if habits.mojibake_forms:
        forms = [(code, name.encode().decode("cp1251")) for code, name in forms]
    tables = {
        "courts.csv": (("court_code", "name", "instance_code", "region_code"), court_rows),
        "regions.csv": (("region_code", "name"), list(courts.REGIONS.items())),
        "instances.csv": (("instance_code", "name"), list(courts.INSTANCES.items())),
        "justice_kinds.csv": (("justice_kind", "name"), list(courts.JUSTICE_KINDS.items())),
        "judgment_forms.csv": (("judgment_code", "name"), forms),
        "cause_categories.csv": (("category_code", "name"), list(courts.CATEGORIES.items())),
    }
    return [(name, dictionary(header, rows, habits)) for name, (header, rows) in tables.items()]


def dictionary(header: Sequence[str], rows: Sequence[Sequence[str]], habits: Habits) -> bytes:
    """One dictionary: text quoted, codes of courts and regions too, other codes bare."""
    text = {"court_code", "name", "region_code"}
    lines = ["\t".join(quoted(name) if habits.quoted_header else name for name in header)]
    lines += [
        "\t".join(quoted(value) if name in text else value for name, value in zip(header, line, strict=True))
        for line in rows
    ]
    return (habits.mark + "".join(line + habits.line_end for line in lines)).encode()


def year_archive(entries: Sequence[Entry], habits: Habits, broken: Sequence[str] = ()) -> bytes:
    """edrsr_data_YYYY.zip."""
    members = [(habits.documents, documents_csv(entries, habits, broken)), *dictionaries(habits)]
    return archive.zipped((habits.prefix + name, content) for name, content in members)
