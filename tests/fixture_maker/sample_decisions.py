"""Lays real decisions of the Ukrainian register out as the register publishes them.

What belongs here: from the forms in which samples were found (JSON, text, saved pages, a table) to rows and texts.
What does not: the register's format (see register.py, rtf.py, pages.py).
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fixture_maker import archive, days, draw, pages, register, rtf
from tests.fixture_maker.sample_files import Layout

SPELLED = re.compile(r"(\d{1,2})\s+(" + "|".join(days.UKRAINIAN) + r")\s+(\d{4})")
NUMERIC = re.compile(r"\b(\d{2})\.(\d{2})\.((?:19|20)\d{2})\b")
CASE = re.compile(r"[Сс]права\s*№\s*([\d/а-яА-Яі-]+)")
NUMBERED = re.compile(r"Категорія\s+справи\s+№\s+([^:]+):")
SCRAPED = re.compile(r"=== DOC (\d+) \| (.*?) \| (.*?) \| (.*?) \| (.*?) ===\n")
JURISDICTIONS = {"civil": "1", "criminal": "2", "commercial": "3", "administrative": "4"}
WIDTHS = {"court_code": 4, "region_code": 2}
"""Codes whose leading zeros the JSON of the dictionaries lost."""
RENAMED = {"instance": "name", "code": "instance_code"}
"""Keys of the JSON of the instances."""
DICTIONARIES = ("courts", "regions", "instances", "justice_kinds", "judgment_forms", "cause_categories")


def lay_out(layout: Layout) -> None:
    """Adds the register's folder to the layout."""
    rows: dict[str, dict[str, str]] = {}
    dictionaries = {name: dictionary_rows(layout, name) for name in DICTIONARIES}
    courts = {row["name"].strip(): row["court_code"] for row in dictionaries["courts"]}
    shared = [dictionary(name, rows) for name, rows in dictionaries.items()]

    def put(values: dict[str, str], body: bytes) -> None:
        values.setdefault("status", "1")
        values.setdefault("doc_url", address(values["doc_id"], "rtf"))
        rows[values["doc_id"]] = {name: values.get(name) or "" for name in register.COLUMNS}
        layout.files[f"edrsr/texts/{values['doc_url'].removeprefix(register.HOST)}"] = body

    for path in layout.take("edrsr/json_text/*/*.json"):
        put(*from_json(path))
    for path in layout.take("edrsr/txt/*.txt"):
        put(*from_text(path.stem, path.read_text(encoding="utf-8")))
    for path in layout.take("edrsr/txt_wrapped/*.txt"):
        put(*from_scrape(path.read_text(encoding="utf-8"), courts))
    for path in layout.take("edrsr/reyestr_pages/*/*_print.html"):
        put(*from_page(path))
    for path in layout.take("edrsr/supreme_court_texts.csv"):
        for values, body in from_table(path):
            put(values, body)
    layout.skip("edrsr/txt_labeled/*", "labels inside the text of decisions laid out from edrsr/txt")
    layout.skip("edrsr/reyestr_pages/*/*", "another form of a decision laid out from its print page")
    layout.skip("edrsr/reconstructed/*", "rows of decisions laid out from edrsr/json_text")
    for year in sorted({register_year(row) for row in rows.values()}):
        documents = table([row for row in rows.values() if register_year(row) == year])
        layout.files[f"edrsr/edrsr_data_{year}.zip"] = archive.zipped([("documents.csv", documents), *shared])


def register_year(row: Mapping[str, str]) -> str:
    """Year of registration, or of the decision when that is all that is known."""
    return (row["receipt_date"] or row["adjudication_date"])[:4]


def address(doc_id: str, extension: str) -> str:
    """An address for a text whose own is not known."""
    return f"{register.HOST}files/00/{draw.hexadecimal(doc_id)}.{extension}"


def midnight(day: str) -> str:
    """A day as the register writes it; empty stays empty."""
    return f"{day} 00:00:00+{'03' if '04' <= day[5:7] <= '10' else '02'}" if day else ""


def as_rtf(text: str) -> bytes:
    """Plain text as a text file of the register, NUL at the end."""
    return rtf.written(text.rstrip("\x00").replace("\r\n", "\n").split("\n"))


def from_json(path: Path) -> tuple[dict[str, str], bytes]:
    """A decision with the register's metadata; pages of 2006 go back to windows-1251 HTML."""
    record = json.loads(path.read_text(encoding="utf-8"))
    url = record.get("doc_url") or record["url"]
    number = str(record.get("cause_num") or record.get("case_number") or "")
    doc_id = str(record.get("doc_id") or record["_id"].rsplit("-", 1)[1])
    kind = JURISDICTIONS.get(record.get("jurisdiction"), "")
    values = {
        "doc_id": doc_id,
        "court_code": record["court_code"],
        "judgment_code": record.get("judgment_code") or "",
        "justice_kind": str(record.get("justice_kind") or kind),
        "category_code": record.get("category_code") or "",
        "cause_num": number,
        "judge": record["judge"],
        "doc_url": url,
        "adjudication_date": midnight(record.get("adjudication_date") or record["date"]),
        "receipt_date": midnight(record.get("receipt_date") or record["date"]),
        "date_publ": midnight(record.get("publication_date") or record.get("date_published") or ""),
    }
    if url.endswith(".html"):
        return values, pages.old_page(record["text"].split("\n"), number, f"{doc_id}.html")
    return values, as_rtf(record["text"])


def from_text(doc_id: str, text: str) -> tuple[dict[str, str], bytes]:
    """A decision without metadata: number and day are read from its first lines."""
    day, number = midnight(day_in(text)), CASE.search(text)
    return {
        "doc_id": doc_id,
        "cause_num": number[1] if number else "",
        "adjudication_date": day,
        "receipt_date": day,
    }, as_rtf(text)


def day_in(text: str) -> str:
    """The first day a text names, yyyy-mm-dd; empty when it names none."""
    found = [
        (match.start(), f"{match[3]}-{days.UKRAINIAN.index(match[2]) + 1:02d}-{int(match[1]):02d}")
        for match in SPELLED.finditer(text)
    ]
    found += [(match.start(), f"{match[3]}-{match[2]}-{match[1]}") for match in NUMERIC.finditer(text)]
    return min(found)[1] if found else ""


def from_scrape(text: str, courts: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    """A decision under a line with its metadata; the court by name."""
    match = SCRAPED.match(text)
    if not match:
        raise ValueError("The file does not begin with === DOC: it is no wrapped decision.")
    doc_id, number, day, judge, court = match.groups()
    return {
        "doc_id": doc_id,
        "cause_num": number,
        "adjudication_date": day,
        "receipt_date": day,
        "judge": judge,
        "court_code": courts.get(court.strip(), ""),
    }, as_rtf(text[match.end() :])


def from_page(path: Path) -> tuple[dict[str, str], bytes]:
    """The print view of the register's site, as windows-1251 HTML under the name of an RTF file."""
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    head, _, body = text.partition("Єдиний державний реєстр")
    number, registered = NUMBERED.search(head), midnight(day_in(head.partition("Зареєстровано:")[2]))
    values = {
        "doc_id": path.parent.name,
        "cause_num": number[1] if number else "",
        "receipt_date": registered,
        "adjudication_date": midnight(day_in(body)) or registered,
    }
    return values, path.read_text(encoding="utf-8").encode("cp1251", "xmlcharrefreplace")


def from_table(path: Path) -> list[tuple[dict[str, str], bytes]]:
    """Decisions of a comma-separated table with columns id and text."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as opened:
        return [from_text(row["id"], row["text"]) for row in csv.DictReader(opened)]


def table(rows: Sequence[Mapping[str, str]]) -> bytes:
    """documents.csv of these rows, by doc_id."""
    ordered = sorted(rows, key=lambda row: int(row["doc_id"]))
    return "".join(
        line + "\n"
        for line in ("\t".join(register.COLUMNS), *(register.row(values, register.COLUMNS) for values in ordered))
    ).encode()


def dictionary_rows(layout: Layout, name: str) -> list[dict[str, str]]:
    """Rows of a dictionary: the JSON edition, and what only the retyped one has; leading zeros restored."""
    rows: dict[str, dict[str, str]] = {}
    for path in sorted(layout.take(f"edrsr/dictionaries_*/{name}*")):
        text = path.read_text(encoding="utf-8-sig")
        loaded = json.loads(text) if path.suffix == ".json" else csv.DictReader(io.StringIO(text), delimiter="\t")
        for row in map(restored, loaded):
            rows.setdefault(next(value for column, value in row.items() if column != "name"), row)
    return list(rows.values())


def restored(row: Mapping[str, object]) -> dict[str, str]:
    """A row with the register's column names and codes."""
    named = {RENAMED.get(name, name): "" if value is None else str(value) for name, value in row.items()}
    return {name: value.zfill(WIDTHS.get(name, 0)) for name, value in named.items()}


def dictionary(name: str, rows: Sequence[Mapping[str, str]]) -> tuple[str, bytes]:
    """A dictionary as a member of an archive: its code, its name, then the rest."""
    columns = sorted(rows[0], key=lambda column: (column != f"{name.rstrip('s')}_code", column != "name", column))
    values = [[row[column] for column in columns] for row in rows]
    return f"{name}.csv", register.dictionary(columns, values, register.Habits())
