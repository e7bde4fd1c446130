"""EDRSR, simulated: a portal with yearly archives and a host of texts, over decisions that change from day to day.

What belongs here: what the register does to its rows and texts, and the truth about them on any day. What does not:
how a row, a text or an archive is written (`tests/fixture_maker`), how it is sent (`server.py`).
Everything follows from the number of the day: the same day, the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import format_datetime
from functools import cache
from typing import NamedTuple

from tests.fixture_maker import archive, courts, draw, pages, register, rtf
from tests.fixture_maker.cases import decide
from tests.fixture_maker.register import Entry, Habits
from tests.publisher.server import Answer, Asked

FIRST_DAY = dt.date(2025, 3, 3)
NEVER = 10**6
KINDS = ("opening", "adjourn", "divorce", "order")
FIRST_ID = {0: 120_000_001, 1: 130_000_001}
FOLDER = "66/"
RENAMED = ("Спори про розірвання шлюбу", "Спори про розірвання шлюбу та поділ майна")
RENAMED_ON = 9
"""Day from which the dictionary of the running year has a category's corrected name."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a decision: days, from the first one, on which it happens.

    arrives: its row; addressed: its URL; text: its text, 404 before; sound: its text, empty before; corrected: judge
    and date; withdrawn: status 0; absent: missing from this one snapshot; gone: missing from this one on.
    """

    arrives: int = 0
    addressed: int = 0
    text: int = 0
    sound: int = 0
    corrected: int = NEVER
    withdrawn: int = NEVER
    absent: int = NEVER
    gone: int = NEVER


class Truth(NamedTuple):
    """A decision as a faithful reader should know it on some day.

    status: public, awaiting_text, withdrawn, or quarantined while the text is damaged. metadata: the row's columns, and
    `issuer`, `form`, `category`, `procedure` by name. text: its words, one space between them.
    """

    metadata: Mapping[str, str]
    text: str | None
    status: str


@cache
def fate(year: int, place: int, stock: int, per_day: int) -> Fate:
    """The fate of a decision; only the running year (1) grows, and loses rows."""
    arrives = 0 if place < stock else 1 + (place - stock) // per_day
    lot, day = draw.number(40, "lot", year, place), arrives + 1 + draw.number(14, "day", year, place)
    addressed = arrives + (1 if arrives and place % 2 else 0)
    plain = Fate(arrives, addressed, addressed, addressed)
    if lot == 0:
        return replace(plain, corrected=day)
    if lot == 1:
        return replace(plain, withdrawn=day)
    if lot in (2, 3):
        return replace(plain, text=addressed + 2 + draw.number(8, "late", year, place))
    if lot == 4:
        return replace(plain, text=NEVER)
    if lot == 5:
        return replace(plain, sound=addressed + 2)
    if year and lot == 6:
        return replace(plain, absent=day + 2)
    return replace(plain, gone=day + 3) if year and lot == 7 else plain


@cache
def written(year: int, calendar: int, place: int) -> Entry:
    """The row and text of a decision, as they are when nothing has happened yet."""
    decision = decide(KINDS[place % len(KINDS)], calendar, place)
    decision = replace(decision, day=dt.date(calendar, 1, 9) + dt.timedelta(place % 45))
    doc_id = FIRST_ID[year] + 7 * place
    lines = [line.replace("'", "`") for line in decision.lines]
    if place % 5 == 3:
        body = pages.old_page(lines, decision.number, f"{decision.court.code}_{doc_id}.html")
    else:
        body = rtf.written(lines, ("escapes", "unicode", "uc2", "rich")[place % 4])
    return register.entry(decision, doc_id, FOLDER, "rtf", body)


class Register:
    """The register on one day; `pass_a_day` makes it the next.

    `stock` decisions are there in each of two years on the first day, and `per_day` come into the running one daily.
    Of the texts `overloaded` (a share) are answered with the overload page when they are first asked for on a day.
    """

    def __init__(self, *, stock: int = 60, per_day: int = 6, overloaded: float = 0.05) -> None:
        self.day, self.stock, self.per_day, self.overloaded = 0, stock, per_day, overloaded
        self._asked: Counter[str] = Counter()
        self._builds: dict[int, tuple[int, bytes]] = {}
        self._build()

    @property
    def today(self) -> dt.date:
        """The calendar day."""
        return FIRST_DAY + dt.timedelta(self.day)

    def now(self) -> dt.datetime:
        """Four in the morning, when the night's archives are there."""
        return dt.datetime.combine(self.today, dt.time(4), dt.UTC)

    def pass_a_day(self) -> None:
        """Let the night come in which the archives are rebuilt."""
        self.day += 1
        self._asked.clear()
        self._build()

    def truth(self, year: int, day: int | None = None) -> dict[str, Truth]:
        """Every decision of a calendar year by doc_id, as it should be known on a day (today's number by default).

        One that is missing from a single snapshot stays as it was; one missing from two of them counts as withdrawn.
        """
        now, index = self.day if day is None else day, year - FIRST_DAY.year + 1
        return {entry.values["doc_id"]: _truth(index, life, entry, now) for life, entry in self._known(index, now)}

    def body(self, doc_id: str) -> bytes | None:
        """What the host of texts gives for a decision today; None where it gives 404."""
        for year in (0, 1):
            for life, entry in self._known(year, self.day):
                if entry.values["doc_id"] == doc_id:
                    return self._body(life, entry)
        return None

    def changed_last_night(self) -> dict[str, int]:
        """How many decisions differ from the day before, by what differs: new, text, withdrawn, metadata."""
        counts: Counter[str] = Counter()
        for year in (FIRST_DAY.year - 1, FIRST_DAY.year):
            before, now = self.truth(year, self.day - 1), self.truth(year)
            counts.update(_change(before.get(key), new) for key, new in now.items() if before.get(key) != new)
        return dict(sorted(counts.items()))

    # --- HTTP -------------------------------------------------------------------------------------

    def site(self, asked: Asked) -> Answer | None:
        """The portal and the host of texts."""
        if asked.path == "/api/3/action/package_search":
            return self._search(asked)
        if asked.path == "/api/3/action/package_show":
            return self._show(asked)
        if asked.path.startswith("/dataset/"):
            return self._archive(asked.path)
        return self._text(asked.path) if asked.path.startswith("/files/") else None

    def _search(self, asked: Asked) -> Answer:
        start, rows = (int(asked.query.get(name, ["10"])[0]) for name in ("start", "rows"))
        packages = [self._package(year, asked) for year in (0, 1)]
        other = {"id": "budget", "resources": [{"name": "budget_2025.csv", "url": "https://portal.example/b.csv"}]}
        results = [other, *packages][start : start + rows]
        return _json({"success": True, "result": {"count": len(packages) + 1, "results": results}})

    def _show(self, asked: Asked) -> Answer:
        packages = [self._package(year, asked) for year in (0, 1)]
        wanted = asked.query.get("id", [""])[0]
        found = next((package for package in packages if package["id"] == wanted), None)
        return _json({"success": True, "result": found}) if found else Answer(404, b'{"success": false}')

    def _package(self, year: int, asked: Asked) -> dict[str, object]:
        built, body = self._builds[year]
        name = f"edrsr_data_{FIRST_DAY.year - 1 + year}.zip"
        url = f"http://{asked.headers['host']}{self._address(year)}"
        stamp = f"{FIRST_DAY + dt.timedelta(built)}T03:15:00.000000"
        readme = {"name": "Опис набору.pdf", "url": "https://portal.example/readme.pdf", "format": "PDF"}
        listed = {"name": name, "url": url, "last_modified": stamp, "size": len(body), "format": "ZIP"}
        return {"id": f"edrsr-{year}", "title": f"Реєстр судових рішень, {name}", "resources": [readme, listed]}

    def _address(self, year: int) -> str:
        """Path of the archive; another one for every build."""
        guid = draw.hexadecimal("resource", year, self._builds[year][0])
        return f"/dataset/{guid[:8]}/resource/{guid}/download/edrsr_data_{FIRST_DAY.year - 1 + year}.zip"

    def _archive(self, path: str) -> Answer:
        for year, (built, body) in self._builds.items():
            if path == self._address(year):
                day = dt.datetime.combine(FIRST_DAY + dt.timedelta(built), dt.time(3, 15), dt.UTC)
                etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                return Answer(200, body, {"ETag": etag, "Last-Modified": format_datetime(day, usegmt=True)})
        return Answer(404, b"<html>404</html>")

    def _text(self, path: str) -> Answer:
        self._asked[path] += 1
        for year in (0, 1):
            for life, entry in self._known(year, self.day):
                if f"/{register.text_path(entry)}" == path and (body := self._body(life, entry)) is not None:
                    busy = draw.number(1000, "overload", path, self.day) < 1000 * self.overloaded
                    return Answer(200, pages.overload() if busy and self._asked[path] == 1 else body)
        return Answer(404, b"<html>404</html>")

    # --- what is so on a day ----------------------------------------------------------------------

    def _known(self, year: int, day: int) -> Iterator[tuple[Fate, Entry]]:
        """The decisions that have arrived by a day."""
        for place in range(self.stock + (self.per_day * day if year else 0)):
            life = fate(year, place, self.stock, self.per_day)
            if life.arrives <= day:
                yield life, written(year, FIRST_DAY.year - 1 + year, place)

    def _body(self, life: Fate, entry: Entry) -> bytes | None:
        if not max(life.text, life.addressed) <= self.day < life.withdrawn or entry.decision is None:
            return None
        if self.day < life.sound:
            return rtf.written([])
        return entry.body

    # --- the nightly archives ---------------------------------------------------------------------

    def _build(self) -> None:
        """The running year is rebuilt every night; the year before only when something in it changed."""
        for year in (0, 1):
            body = self._archive_of(year)
            if year not in self._builds or self._builds[year][1] != body:
                self._builds[year] = (self.day, body)

    def _archive_of(self, year: int) -> bytes:
        entries = [
            replace(entry, values=_row(life, entry, self.day))
            for life, entry in self._known(year, self.day)
            if life.absent != self.day and life.gone > self.day
        ]
        if not year:
            return register.year_archive(entries, Habits(prefix="edrsr_data/", line_end="\r\n"))
        entries.sort(key=lambda entry: draw.number(1 << 30, "order", self.day, entry.values["doc_id"]))
        odd = self.day % 2 == 1
        columns = (*register.COLUMNS[:6], *reversed(register.COLUMNS[6:])) if self.day % 7 == 6 else register.COLUMNS
        habits = Habits(mark="\ufeff" if odd else "", quoted_header=odd, columns=columns)
        return _renamed(register.year_archive(entries, habits), self.day)


def _truth(year: int, life: Fate, entry: Entry, day: int) -> Truth:
    seen = day - 1 if day == life.absent else min(day, life.gone - 1)
    values = _row(life, entry, seen)
    metadata = {
        **values,
        "issuer": next(court.name.strip() for court in courts.COURTS if court.code == values["court_code"]),
        "form": courts.FORMS[values["judgment_code"]],
        "category": _category(courts.CATEGORIES[values["category_code"]], year, seen),
        "procedure": courts.JUSTICE_KINDS[values["justice_kind"]],
    }
    if values["status"] == "0" or day > life.gone:
        return Truth(metadata, None, "withdrawn")
    if day < max(life.text, life.addressed):
        return Truth(metadata, None, "awaiting_text")
    if day < life.sound or entry.decision is None:
        return Truth(metadata, None, "quarantined")
    return Truth(metadata, " ".join("\n".join(entry.decision.lines).split()), "public")


def _row(life: Fate, entry: Entry, day: int) -> Mapping[str, str]:
    """The columns of a row on a day."""
    values = dict(entry.values)
    if day >= life.corrected:
        values |= {"judge": "Виправленко В. В.", "adjudication_date": register.moment(dt.date(2024, 12, 30))}
    if day < life.addressed:
        values |= {"doc_url": "", "date_publ": ""}
    if day >= life.withdrawn:
        values |= {"status": "0", "doc_url": ""}
    return values


def _category(name: str, year: int, day: int) -> str:
    return RENAMED[1] if year and day >= RENAMED_ON and name == RENAMED[0] else name


def _renamed(body: bytes, day: int) -> bytes:
    """The archive with the category's name of that day in its dictionary."""
    if day < RENAMED_ON:
        return body
    listed = [(name, content) for name, content in archive.members(body) if not name.endswith(" at")]
    old, new = (f'"{name}"'.encode() for name in RENAMED)
    return archive.zipped((name, content.replace(old, new)) for name, content in listed)


def _change(before: Truth | None, now: Truth) -> str:
    """What differs first of all."""
    if before is None:
        return "new"
    if now.status == "withdrawn" and before.status != "withdrawn":
        return "withdrawn"
    return "text" if (now.text, now.status) != (before.text, before.status) else "metadata"


def _json(told: object) -> Answer:
    return Answer(200, json.dumps(told, ensure_ascii=False).encode(), {"Content-Type": "application/json"})
