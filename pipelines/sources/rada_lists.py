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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.text.encoding import repair_mojibake

LIST_COLUMNS = ("dokid", "nreg", "nazva", "status", "types", "organs", "minjust", "npix", "datred")
"""Columns of doc.txt, which has no header."""

EDITION_EVENTS = ("0", "4", "6")
"""Codes `podid` of events that make an edition: amended, adopted, enacted anew."""

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

_LETTERS = "0-9A-Za-z\u0400-\u052f"
_STEP = f"[{_LETTERS}][{_LETTERS}_.()+,*№-]*"
IDENTIFIER = f"^{_STEP}(?:/{_STEP})*$"
"""An identifier of an act: letters, digits and few signs between slashes, so that it is no path, markup or command."""

IDENTIFIER_LETTERS = 100
"""Longest identifier; real ones have some twenty letters."""

_ADOPTIONS = r":[12]\d{7}:"
"""Days of adoption; no act is of another millennium."""
_PLACE = re.compile(rf"([^:]*)({_ADOPTIONS})")
_META = re.compile(r'<meta\s+name="?(\w+)"?\s+content="([^"]*)"', re.IGNORECASE)
_TITLE = re.compile(r"<title>([^<]*)</title>", re.IGNORECASE)
_ADOPTED = re.compile(r"від (\d\d\.\d\d\.\d{4})")
_PAGES = re.compile(r"[0-9]{1,4}")
_EDITION = re.compile(r"(?:Текст документа від|Редакція станом на|Редакція від)\s+(\d\d\.\d\d\.\d{4})")


@dataclass(frozen=True, slots=True)
class Stated:
    """What one list row, card or page says about an act; codes as text, several joined by `|`.

    `amended_by` names the acts that made an edition by its day, `pages` the pages that the site cuts it into.
    """

    nreg: str
    title: str = ""
    status: str = ""
    types: str = ""
    issuers: str = ""
    adopted: dt.date | None = None
    edition: dt.date | None = None
    published: dt.date | None = None
    amended_by: tuple[tuple[dt.date, str], ...] = ()
    pages: tuple[tuple[dt.date, int], ...] = ()


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


def read_list(body: bytes) -> pl.DataFrame:
    """Every row of doc.txt that is neither blank nor a header.

    Columns: `row`, its number from 0; `line`, its bytes; the columns of `LIST_COLUMNS`, stripped; `key`, the
    identifier in composed lower-case letters; `adopted`, the first day of adoption; `year`, the year that shows, else
    0; `fault`, a sentence for a row that cannot be read, else null; `replaced`, a later sound row has the same key.
    """
    lines = [line.rstrip(b"\r") for line in body.split(b"\n")]
    frame = pl.DataFrame({"line": lines, "words": [_decoded(line) for line in lines]}).with_row_index("row")
    frame = frame.filter(pl.col("words").str.strip_chars(" ") != "")
    fields = frame["words"].str.split("\t")
    named = [
        fields.list.get(at, null_on_oob=True).str.strip_chars().alias(name) for at, name in enumerate(LIST_COLUMNS)
    ]
    frame = frame.with_columns(*named, columns=fields.list.len())
    frame = frame.filter((pl.col("row") > 0) | (pl.col("dokid").str.to_lowercase() != "dokid"))
    organ = pl.col("words").str.extract(r":(\d{4})\d{4}:").cast(pl.Int32)
    days = pl.col("organs").str.extract_all(_ADOPTIONS)
    adopted = days.list.eval(pl.element().str.to_date(":%Y%m%d:", strict=False)).list.min()
    key = pl.col("nreg").str.to_lowercase().str.normalize("NFC")
    frame = frame.with_columns(fault=_fault(), adopted=adopted, key=key)
    sound = pl.col("fault").is_null()
    year = pl.when(sound).then(pl.col("adopted").dt.year()).otherwise(organ).fill_null(0)
    replaced = sound & ~pl.struct("key", sound).is_last_distinct()
    return frame.with_columns(year=year, replaced=replaced).drop("words", "columns")


def _fault() -> pl.Expr:
    """Why a row cannot be read; null where it can."""
    count = pl.col("columns")
    short = pl.format(f"The row has {{}} columns instead of {len(LIST_COLUMNS)}.", count)
    nameless = ~pl.col("dokid").str.contains(r"^\d+$") | (pl.col("nreg") == "")
    strange = ~pl.col("nreg").str.contains(IDENTIFIER) | (pl.col("nreg").str.len_chars() > IDENTIFIER_LETTERS)
    faults = pl.when(count != len(LIST_COLUMNS)).then(short)
    faults = faults.when(nameless).then(pl.lit("The row has no number or no identifier of an act."))
    return faults.when(strange).then(pl.lit("The identifier holds what no identifier of an act does."))


def is_identifier(nreg: str) -> bool:
    """Whether that can be the identifier of an act."""
    return len(nreg) <= IDENTIFIER_LETTERS and re.fullmatch(IDENTIFIER, nreg) is not None


def list_statement(row: Mapping[str, str]) -> Stated:
    """What a sound row of `read_list` states."""
    issuers, adopted = _organs(row["organs"])
    return Stated(row["nreg"], row["nazva"], row["status"], row["types"], issuers, adopted, day(row["datred"]))


def read_codes(body: bytes) -> dict[str, str]:
    """A dictionary (`stan`, `typ`, `org`): the name after each numeric code; other lines are headings."""
    rows = (_decoded(line).split("\t") for line in body.splitlines())
    return {row[0].strip(): row[1].strip() for row in rows if len(row) > 1 and row[0].strip().isdecimal()}


def read_card(body: bytes) -> Stated | None:
    """A card; None when the file is no JSON object that names an act.

    Fields vary between number, text and piped text.
    """
    try:
        card = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(card, dict) or not _field(card, "nreg"):
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
        pages=tuple(_pages(card.get("eds"))),
    )


def read_page(page: str, nreg: str) -> Stated | None:
    """What the head of a text page says; None when it names neither a title nor a day of adoption."""
    meta = {name.lower(): html.unescape(content) for name, content in _META.findall(page)}
    titled = _TITLE.search(page)
    title, _, about = titled[1].partition("|") if titled else ("", "", "")
    dated = _ADOPTED.search(about)
    adopted = day(meta.get("dates", "").split("|")[0].strip()) or day(dated[1] if dated else None)
    if adopted is None or titled is None:
        return None
    edition = _EDITION.search(page)
    return Stated(
        nreg=meta.get("nreg", "") or nreg,
        title=html.unescape(title if dated else titled[1]).strip(),
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


def _organs(stated: str) -> tuple[str, dt.date | None]:
    """Piped codes of the issuers and the first day of adoption, of `1:20070531:1103-V|2:20070601:7`."""
    found = [place for part in stated.split("|") if (place := _PLACE.match(part))]
    days = [adopted for place in found if (adopted := day(place[2].strip(":")))]
    return "|".join(place[1] for place in found), min(days, default=None)


def _amendments(history: str) -> tuple[tuple[dt.date, str], ...]:
    """Days and amending acts of the editions in `20100209:0:1804-17|…`."""
    events = (part.split(":", 2) for part in history.split("|") if part.count(":") >= 2)
    return tuple((on, act) for digits, event, act in events if act and event in EDITION_EVENTS and (on := day(digits)))


def _pages(editions: object) -> Iterator[tuple[dt.date, int]]:
    """Days and pages of the editions in a card's `eds`."""
    for edition in editions if isinstance(editions, list) else []:
        if isinstance(edition, dict) and (on := day(_field(edition, "datred"))):
            count = _field(edition, "pages")
            yield on, int(count) if _PAGES.fullmatch(count) else 1


def _field(card: Mapping[str, object], name: str) -> str:
    value = card.get(name)
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).encode(errors="replace").decode()  # JSON can spell half a surrogate pair, UTF-8 cannot
