"""rechtspraak.nl, simulated: an archive of everything, an index of changes, judgments, and the truth about them.

What belongs here: what the publisher holds, how it changes from day to day, and how the index speaks of it, bad habits
included. What does not: the XML of a judgment (`tests/fixture_maker/judgment_xml.py`), HTTP (`server.py`).
Everything is drawn by seed and number: two worlds of one seed live through the same days.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from zoneinfo import ZoneInfo

from tests.fixture_maker import archive, draw, judgment_xml, rechtspraak
from tests.fixture_maker.judgment_xml import Record
from tests.publisher.server import Answer, Asked

YEARS = (2019, 2024, 2025, 2026)
KINDS = ("theft", "loan", "social", "crvb", "hof_civil", "conclusion")
BULK_PATH = "/PI/OpenDataUitspraken.zip"
ERROR_PAGE = b"<!DOCTYPE html><html><body><h1>Er is een fout opgetreden</h1></body></html>"
STAMP = "%Y-%m-%dT%H:%M:%S"
FIRST_NIGHT = dt.datetime(2026, 2, 2, 2, 30)


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader should have of an ECLI: public, metadata_only or withdrawn; its last stamp; its XML, if any."""

    status: str
    changed: str
    xml: bytes | None
    record: Record


@dataclass(slots=True)
class Held:
    """An ECLI at the publisher: its record, whether the text is out, its stamp, and `doc` or `ecli` once withdrawn."""

    record: Record
    has_text: bool
    stamp: dt.datetime
    deleted: str = ""

    def xml(self) -> bytes:
        """The XML as it is today."""
        lines = self.record.lines if self.has_text and not self.deleted else ()
        return judgment_xml.written(replace(self.record, modified=self.stamp.strftime(STAMP), lines=lines))


class Judgments:
    """The publisher's world; `clock` is his wall time, the client's is `skew_s` seconds ahead.

    `page` is the most entries of one answer. `restless` counts how many more times a judgment changes while somebody
    reads a second answer of one window; `sick` how many more times a judgment's address shows something else (clear it,
    and all are well).
    """

    def __init__(self, seed: int = 0, records: int = 240, *, page: int = 1000, skew_s: int = 7) -> None:
        self.seed, self.page, self.skew_s = seed, page, skew_s
        self.clock, self.day, self.restless = FIRST_NIGHT, 0, 0
        self.sick: Counter[str] = Counter()
        self.held: dict[str, Held] = {}
        self.changed: dict[str, str] = {}
        self._asked = 0
        for number in range(records):
            back = dt.timedelta(days=3 + draw.number(300, "stamp", seed, number), seconds=number)
            self._add(self.clock - back, has_text=draw.number(10, "bare", seed, number) > 0)
        self.rebuild()

    def now(self) -> dt.datetime:
        """The client's time."""
        return (self.clock + dt.timedelta(seconds=self.skew_s)).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))

    def truth(self, year: str) -> dict[str, Truth]:
        """By ECLI, what should be known of the judgments of a year."""
        return {ecli: _truth(held) for ecli, held in sorted(self.held.items()) if ecli.split(":")[3] == year}

    def changed_last_night(self) -> Counter[str]:
        """How many judgments changed during the last day that passed, by what happened to them last."""
        return Counter(self.changed.values())

    def rebuild(self) -> None:
        """Build the archive of everything anew, as it would be now."""
        months: dict[str, list[tuple[str, bytes]]] = {}
        for ecli, held in sorted(self.held.items()):
            if held.deleted != "ecli":
                name = f"{ecli.replace(':', '_')}.xml"
                months.setdefault(held.record.day[:7].replace("-", ""), []).append((name, held.xml()))
        inner = [(f"{month[:4]}/{month}.zip", archive.zipped(files)) for month, files in sorted(months.items())]
        self.bulk = Answer(
            200,
            archive.zipped(inner),
            {"ETag": f'"{self.clock:%Y%m%d}"', "Last-Modified": _date(self.clock)},
        )

    # --- what happens ------------------------------------------------------------------------------

    def pass_a_day(self) -> None:
        """Let a day go by; every change lies in it, to the second."""
        self.day += 1
        self.changed = {}
        start, self.clock = self.clock, self.clock + dt.timedelta(days=1)
        acts: Sequence[tuple[str, int, int, Callable[[Held], bool], Callable[[Held], None]]] = (
            ("text", 1, 4, lambda held: not held.has_text, _publish),
            ("corrected", 1, 3, lambda held: held.has_text, _correct),
            ("withdrawn", 3, 1, lambda held: held.has_text, _withdraw_text),
            ("withdrawn", 4, 1, lambda held: True, _withdraw),
            ("returned", 6, 1, lambda held: held.deleted == "doc", _return),
            ("mass", 5, len(self.held) // 3, lambda held: True, _touch),
        )
        for number in range(5):
            self.changed[self._add(self._moment(start, "new", number), has_text=False)] = "new"
        for what, every, count, fits, change in acts:
            if self.day % every == 0:
                one = self._moment(start, what, -1)
                for number, ecli in enumerate(self._chosen(what, count, fits)):
                    self.change(ecli, change, one if what == "mass" else self._moment(start, what, number))
                    self.changed[ecli] = what
        for ecli in draw.several(sorted(self.changed), 2, "sick", self.seed, self.day):
            self.sick[ecli] = 1 + draw.number(5, "times", self.seed, ecli)

    def mass_update(self, count: int) -> None:
        """Touch that many judgments in one second, a while before now."""
        moment = self.clock - dt.timedelta(minutes=30)
        for ecli in sorted(self.held)[:count]:
            self.change(ecli, _touch, moment)

    def _add(self, stamp: dt.datetime, *, has_text: bool) -> str:
        number = len(self.held)
        year = draw.pick(YEARS, "year", self.seed, number)
        kind = draw.pick(KINDS[:-1] if year == 2025 else KINDS, "kind", self.seed, number)
        base = _base(kind, draw.number(8, "base", self.seed, number))
        ecli = f"ECLI:NL:{base.ecli.split(':')[2]}:{year}:{70_000 + number}"
        day = dt.date(year, 1 + draw.number(2 if year == 2026 else 12, "month", number), 1 + draw.number(28, number))
        lines = (*base.lines, f"Dit is de zaak met volgnummer {number}, en geen andere.")
        self.held[ecli] = Held(
            replace(base, ecli=ecli, day=day.isoformat(), lines=lines, relations=()), has_text, stamp
        )
        return ecli

    def _moment(self, start: dt.datetime, *key: object) -> dt.datetime:
        """A second of the day; the last minutes are as likely as others."""
        return start + dt.timedelta(seconds=1 + draw.number(86_400, "moment", self.seed, self.day, *key))

    def _chosen(self, what: str, count: int, fits: Callable[[Held], bool]) -> list[str]:
        """Judgments to which nothing happened yet today."""
        free = [
            ecli
            for ecli, held in sorted(self.held.items())
            if ecli not in self.changed and fits(held) and (not held.deleted or what == "returned")
        ]
        return draw.several(free, count, "chosen", what, self.seed, self.day)

    def change(self, ecli: str, change: Callable[[Held], None], moment: dt.datetime) -> None:
        """Let something happen to a judgment at that moment."""
        held = self.held[ecli]
        change(held)
        held.stamp = moment

    # --- what is asked ------------------------------------------------------------------------------

    def site(self, asked: Asked) -> Answer | None:
        """The publisher's answer."""
        if asked.path == BULK_PATH:
            return self.bulk
        if asked.path == "/uitspraken/content":
            return self._content(asked.query.get("id", [""])[0])
        if asked.path == "/uitspraken/zoeken":
            try:
                return self._index(asked)
            except ValueError:
                return Answer(400, b"Ongeldige parameter")
        return None

    def _content(self, ecli: str) -> Answer:
        """A judgment; what is unknown, or all withdrawn, is an error page with status 200."""
        if self.sick[ecli] > 0:
            self.sick[ecli] -= 1
            return Answer(200, draw.pick((ERROR_PAGE, b"", next(iter(self.held.values())).xml()), "ill", ecli))
        held = self.held.get(ecli)
        return Answer(200, held.xml() if held and held.deleted != "ecli" else ERROR_PAGE)

    def _index(self, asked: Asked) -> Answer:
        moments = [dt.datetime.strptime(text.rstrip("Z"), STAMP) for text in asked.query.get("modified", ())]
        first, last = (*moments, dt.datetime.max)[:2]
        start = int(asked.query.get("from", ["0"])[0])
        size = min(int(asked.query.get("max", [str(self.page)])[0]), self.page)
        found = [ecli for ecli, held in self.held.items() if first <= held.stamp <= last]
        if start and self.restless and found:
            self.restless -= 1
            self.change(found.pop(0), _touch, self.clock)
        self._asked += 1
        found.sort(key=lambda ecli: (self.held[ecli].stamp, draw.number(1 << 30, "order", self._asked, ecli)))
        return Answer(
            200,
            self._feed(len(found), found[start : start + size]),
            {"Content-Type": "application/atom+xml", "Date": _date(self.clock)},
        )

    def _feed(self, total: int, eclis: Iterable[str]) -> bytes:
        """The index as published: a byte-order mark, one line, the total in the subtitle."""
        entries = "".join(_entry(self.held[ecli]) for ecli in eclis)
        return (
            '\ufeff<?xml version="1.0" encoding="utf-8"?><feed xmlns:doc="http://psi.rechtspraak.nl/" '
            'xmlns="http://www.w3.org/2005/Atom"><title type="text">Rechtspraak Open Data (Uitspraken)</title>'
            f'<subtitle type="text">Aantal gevonden ECLI\'s: {total}</subtitle><id>uuid:0;id={self._asked}</id>'
            f"<updated>{self.clock.strftime(STAMP)}+01:00</updated>{entries}</feed>"
        ).encode()


def _entry(held: Held) -> str:
    record = held.record
    named = {"doc": ' deleted="doc"', "ecli": ' doc:deleted="ecli"'}.get(held.deleted, "")
    title = f"{record.ecli}, {record.court}, {record.day}, {record.cases[0]}"
    return (
        f'<entry{named}><id>{record.ecli}</id><title type="text">{escape(title)}</title>'
        f'<summary type="text">-</summary>'
        f"<updated>{held.stamp.strftime(STAMP)}Z</updated>"
        f'<link rel="alternate" type="text/html" href="https://uitspraken.rechtspraak.nl/details?id={record.ecli}" />'
        "</entry>"
    )


def _date(wall: dt.datetime) -> str:
    """A moment of his wall time as HTTP states it."""
    return wall.replace(tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(dt.UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _truth(held: Held) -> Truth:
    status = "withdrawn" if held.deleted else "public" if held.has_text else "metadata_only"
    return Truth(status, held.stamp.strftime(STAMP), None if held.deleted else held.xml(), held.record)


def _publish(held: Held) -> None:
    held.has_text = True


def _correct(held: Held) -> None:
    lines = held.record.lines
    held.record = replace(held.record, lines=(*lines, f"Verbeterd, voor de {len(lines)}e maal gelezen."))


def _withdraw_text(held: Held) -> None:
    held.deleted = "doc"


def _withdraw(held: Held) -> None:
    held.deleted = "ecli"


def _return(held: Held) -> None:
    held.deleted = ""


def _touch(held: Held) -> None:
    """Only the stamp changes."""


@cache
def _base(kind: str, index: int) -> Record:
    """A judgment to vary."""
    return rechtspraak.record(kind, 2024, index)[0]
