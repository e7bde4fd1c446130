"""The lists and cards of Ukraine's legislation portal: what is stated about an act.

What belongs here: reading `doc.txt`, the small dictionaries beside it, cards and the head of a text page.
Which act a file belongs to is told by `rada_acts.py`; documents are made in `rada.py`.
Lists: windows-1251, tab separated, no quoting (titles hold literal quotes), mostly no header. A copy that somebody
saved as UTF-8 is read as well.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.text.encoding import repair_mojibake

LIST_COLUMNS = 9
"""Columns of doc.txt: dokid, nreg, nazva, status, types, organs, minjust, npix, datred."""

STATUSES = {
    "0": "unknown",
    "1": "repealed",
    "2": "pending",
    "3": "unknown",
    "4": "in_force",
    "5": "in_force",
    "6": "pending",
    "7": "repealed",
}
"""Standing by the code `stan`: 0 undetermined, 1 lost force, 2 entering, 3 suspended, 4 resumed, 5 in force,
6 not yet in force, 7 not applied. A suspended act is neither in force nor repealed."""

STATUS_NAMES = {
    "втратив чинність": "1",
    "набирає чинності": "2",
    "дію зупинено": "3",
    "дію відновлено": "4",
    "чинний": "5",
    "не набрав чинності": "6",
    "не застосовується": "7",
}
"""Codes by the names that pages show."""

_ORGAN = re.compile(r"([^:|]*):(\d{8}):([^|]*)")
_META = re.compile(r'<meta\s+name="?(\w+)"?\s+content="([^"]*)"', re.IGNORECASE)
_TITLE = re.compile(r"<title>\s*(.*?)\s*(?:\|.*?від (\d\d\.\d\d\.\d{4}).*?)?</title>", re.IGNORECASE | re.DOTALL)
_EDITION = re.compile(r"(?:Текст документа від|Редакція станом на|Редакція від)\s+(\d\d\.\d\d\.\d{4})")


@dataclass(frozen=True, slots=True)
class Stated:
    """What one list row, card or page says about an act; codes as text, several joined by `|`."""

    nreg: str
    title: str = ""
    status: str = ""
    types: str = ""
    issuers: str = ""
    adopted: dt.date | None = None
    edition: dt.date | None = None
    published: dt.date | None = None
    amended_by: tuple[tuple[dt.date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A list row that cannot be read: its number from 0, why, its bytes, and the year it seems to belong to."""

    row: int
    detail: str
    body: bytes
    year: int


def day(text: str | int | None) -> dt.date | None:
    """A day written 20070531 or 31.05.2007; None for anything else.

    >>> day(20070531), day("31.05.2007"), day("0")
    (datetime.date(2007, 5, 31), datetime.date(2007, 5, 31), None)
    """
    digits = "".join(reversed(str(text).split(".")))
    try:
        return dt.date.fromisoformat(digits) if len(digits) == 8 and digits.isdecimal() else None
    except ValueError:
        return None


def read_list(body: bytes) -> tuple[dict[int, Stated], list[BadRow]]:
    """Rows of doc.txt by their number, and the bad ones."""
    good, bad = dict[int, Stated](), list[BadRow]()
    for number, line in enumerate(body.split(b"\n")):
        fields = _decoded(line.rstrip(b"\r")).split("\t")
        if not line.strip(b" \r\n") or (number == 0 and fields[0].strip().lower() == "dokid"):
            continue
        if len(fields) != LIST_COLUMNS or not fields[0].strip().isdecimal() or not fields[1].strip():
            bad.append(BadRow(number, _list_fault(fields), line, _year_in(fields)))
        else:
            good[number] = _list_row([field.strip() for field in fields])
    return good, bad


def read_codes(body: bytes) -> dict[str, str]:
    """A dictionary (`stan`, `typ`, `org`): the name after each numeric code; other lines are headings."""
    rows = (_decoded(line).split("\t") for line in body.splitlines())
    return {row[0].strip(): row[1].strip() for row in rows if len(row) > 1 and row[0].strip().isdecimal()}


def read_card(body: bytes) -> Stated | None:
    """A card; None when the file is no JSON object. Fields vary between number, text and piped text."""
    try:
        card = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(card, dict):
        return None
    issuers, adopted = _organs(_field(card, "organs"))
    publications = [day(part.split(":")[0]) for part in _field(card, "publics").split("|")]
    return Stated(
        nreg=_field(card, "nreg"),
        title=repair_mojibake(_field(card, "nazva").strip())[0],
        status=_field(card, "status"),
        types=_field(card, "types") or _field(card, "typ"),
        issuers=issuers or _field(card, "orgid"),
        adopted=adopted or day(_field(card, "orgdat")),
        edition=day(_field(card, "datred")),
        published=min((found for found in publications if found), default=None),
        amended_by=_amendments(_field(card, "history")),
    )


def read_page(page: str, nreg: str) -> Stated | None:
    """What the head of a text page says; None when it names neither a title nor a day of adoption."""
    meta = {name.lower(): html.unescape(content) for name, content in _META.findall(page)}
    titled = _TITLE.search(page)
    adopted = day(meta.get("dates", "").split("|")[0].strip()) or day(titled[2] if titled else None)
    if adopted is None or titled is None:
        return None
    edition = _EDITION.search(page)
    return Stated(
        nreg=meta.get("nreg", "") or nreg,
        title=html.unescape(titled[1]),
        status=STATUS_NAMES.get(meta.get("stan", "").lower(), ""),
        types=meta.get("types", ""),
        issuers=meta.get("organs", ""),
        adopted=adopted,
        edition=day(edition[1] if edition else None),
    )


def named(codes: str, names: Mapping[str, str]) -> str | None:
    """Names of piped codes, joined by `; `; a code without a name stands for itself.

    >>> named("1|3", {"1": "Закон"})
    'Закон; 3'
    """
    return "; ".join(names.get(code, code) for code in codes.split("|") if code) or None


def _decoded(line: bytes) -> str:
    """A line of a list; Ukrainian words in windows-1251 are never valid UTF-8, so what is valid is UTF-8."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1251", "replace")


def _list_row(fields: list[str]) -> Stated:
    issuers, adopted = _organs(fields[5])
    return Stated(fields[1], fields[2], fields[3], fields[4], issuers, adopted, day(fields[8]))


def _list_fault(fields: list[str]) -> str:
    if len(fields) != LIST_COLUMNS:
        return f"The row has {len(fields)} columns instead of {LIST_COLUMNS}."
    return "The row has no number or no identifier of an act."


def _year_in(fields: list[str]) -> int:
    """The year of adoption a broken row shows somewhere, else 0."""
    found = next((match for field in fields if (match := _ORGAN.search(field))), None)
    return int(found[2][:4]) if found else 0


def _organs(stated: str) -> tuple[str, dt.date | None]:
    """Piped codes of the issuers and the first day of adoption, of `1:20070531:1103-V|2:20070601:7`."""
    found = _ORGAN.findall(stated)
    days = [adopted for _, digits, _ in found if (adopted := day(digits))]
    return "|".join(code for code, _, _ in found), min(days, default=None)


def _amendments(history: str) -> tuple[tuple[dt.date, str], ...]:
    """Days and amending acts of `20100209:0:1804-17|…`."""
    events = (part.split(":", 2) for part in history.split("|") if part.count(":") >= 2)
    return tuple((on, act) for digits, _, act in events if act and (on := day(digits)))


def _field(card: Mapping[str, object], name: str) -> str:
    value = card.get(name)
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).encode(errors="replace").decode()  # JSON can spell half a surrogate pair, UTF-8 cannot
