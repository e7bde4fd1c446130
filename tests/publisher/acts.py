"""The legislation portal of the Verkhovna Rada, simulated: lists, recent changes, cards, texts, and the truth.

What belongs here: what the portal holds, how it changes from day to day, and its rules of access. What does not: how
an act looks (`tests/fixture_maker/act_pages.py`), HTTP (`server.py`).
Everything is drawn by seed and number: two worlds of one seed live through the same days.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.fixture_maker import act_pages, draw, rada
from tests.fixture_maker.acts import Act, Edition, acts, parsed
from tests.publisher.invented_acts import invented
from tests.publisher.server import Answer, Asked

FIRST_NIGHT = dt.datetime(2026, 11, 2, 3, 0, tzinfo=dt.UTC)
LISTS = f"/{rada.LISTS}/"
DENIED = Answer(403, b"<html><body>403 Forbidden</body></html>")
FORMS: Mapping[str, Callable[[Act, Edition], bytes]] = {
    ".txt": act_pages.plain,
    ".xml": act_pages.portal,
    "": act_pages.site,
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader should have of an edition: its act, its words as the fixture maker has them; none without text."""

    act: Act
    edition: Edition
    has_text: bool


@dataclass(slots=True)
class Held:
    """An act at the portal, its days without a text, and the day of its last change."""

    act: Act
    changed: dt.date
    silent: set[str]


class Acts:
    """The portal's world; `clock` is its time and the client's.

    `feed_page` is the length of a page of recent changes, `cut` the number of lines of a page of the site's form.
    """

    def __init__(self, seed: int = 0, records: int = 40, *, feed_page: int = 10, cut: int = 40) -> None:
        self.seed, self.feed_page, self.cut = seed, feed_page, cut
        self.clock, self.day, self.tokens = FIRST_NIGHT, 0, dict[str, dt.datetime]()
        self.held: dict[str, Held] = {}
        self.changed: dict[str, str] = {}
        known = [act for act in acts() if act.name not in rada.UNLISTED]
        for number in range(records):
            act = known[number] if number < min(len(known), records // 2) else invented(number)
            silent = {edition.day for edition in act.editions if not edition.formats}
            self.held[act.nreg] = Held(act, self.clock.date() - dt.timedelta(days=40 + number), silent)
        self.lists_changed = self.clock

    def now(self) -> dt.datetime:
        """The time."""
        return self.clock.replace(tzinfo=dt.UTC)

    def truth(self, year: str = "") -> dict[tuple[str, str], Truth]:
        """By identifier and first day, what should be known of each edition; of one year of adoption, or of all."""
        return {
            (held.act.nreg, edition.day): Truth(held.act, edition, edition.day not in held.silent)
            for held in self.held.values()
            for edition in held.act.editions
            if held.act.head["adopted"].startswith(year)
        }

    def changed_last_night(self) -> Counter[str]:
        """How many acts changed during the last day that passed, by what happened to them."""
        return Counter(self.changed.values())

    # --- what happens ------------------------------------------------------------------------------

    def pass_a_day(self) -> None:
        """Let a day go by."""
        self.day += 1
        self.clock += dt.timedelta(days=1)
        self.changed = {}
        for silent in [held for held in self.held.values() if held.silent and self.day % 3 == 0][:1]:
            silent.silent.clear()
            self.note(silent, "text")
        self._add()
        events: Sequence[tuple[str, int, Callable[[Held], None]]] = (
            ("amended", 1, self.amend),
            ("corrected", 1, self.correct),
            ("future", 4, self.announce),
            ("redated", 3, self.redate),
            ("repealed", 5, self.repeal),
        )
        for what, every, change in events:
            if self.day % every == 0:
                free = [nreg for nreg in sorted(self.held) if nreg not in self.changed]
                held = self.held[draw.pick(free, what, self.seed, self.day)]
                change(held)
                self.note(held, what)

    def note(self, held: Held, what: str) -> None:
        """Something happened to an act: the day, and the recent changes and lists that tell of it."""
        held.changed = self.clock.date()
        self.changed[held.act.nreg] = what
        self.lists_changed = self.clock

    def _add(self) -> None:
        act = invented(len(self.held))
        day = f"{self.clock:%Y%m%d}"
        act = replace(act, head={**act.head, "adopted": day}, editions=(replace(act.editions[0], day=day),))
        self.held[act.nreg] = Held(act, self.clock.date(), {day} if self.day % 4 == 0 else set())
        self.note(self.held[act.nreg], "new")

    def amend(self, held: Held) -> None:
        """Give the act a new edition from today on."""
        last = held.act.editions[-1]
        line = parsed(f"Доповнення дня {self.day} до цього акта набирає чинності негайно.")
        today = f"{self.clock:%Y%m%d}"
        if last.day < today:
            edition = Edition(today, 0, f"{4000 + self.day}-20", (*last.lines, line), ("xml",))
            held.act = replace(held.act, editions=(*held.act.editions, edition))

    def announce(self, held: Held) -> None:
        """Give the act an edition in the future."""
        last = held.act.editions[-1]
        day = f"{self.clock + dt.timedelta(days=60):%Y%m%d}"
        line = parsed(f"Зміна, оголошена дня {self.day}, ще не чинна.")
        if last.day < day:
            edition = Edition(day, 0, f"{4500 + self.day}-20", (*last.lines, line), ("xml",))
            held.act = replace(held.act, editions=(*held.act.editions, edition))

    def correct(self, held: Held) -> None:
        """Correct the text of the first edition under its date."""
        first, *rest = held.act.editions
        line = parsed(f"Текст виправлено дня {self.day}.")
        held.act = replace(held.act, editions=(replace(first, lines=(*first.lines, line)), *rest))

    def redate(self, held: Held) -> None:
        """Give the last edition another date."""
        *rest, last = held.act.editions
        day = f"{dt.date.fromisoformat(last.day) + dt.timedelta(days=1):%Y%m%d}"
        held.silent = {day if silent == last.day else silent for silent in held.silent}
        held.act = replace(held.act, editions=(*rest, replace(last, day=day)))

    def repeal(self, held: Held) -> None:
        """Let the act lose its force; its texts stay."""
        held.act = replace(held.act, head={**held.act.head, "status": "1"})

    # --- what is asked ------------------------------------------------------------------------------

    def site(self, asked: Asked) -> Answer | None:
        """The portal's answer: pages for the agent OpenData, JSON for a token that is younger than a day."""
        agent = asked.headers.get("user-agent", "")
        if asked.path == "/api/token":
            return self._token() if agent == "OpenData" else DENIED
        if asked.path.endswith(".json"):
            issued = self.tokens.get(agent)
            fresh = issued is not None and self.clock - issued <= dt.timedelta(hours=24)
            return self._json(asked.path.removesuffix(".json")) if fresh else DENIED
        if asked.path.startswith((LISTS, "/laws/show/")) and agent != "OpenData":
            return DENIED
        if asked.path.startswith(LISTS):
            return self._list(asked.path.removeprefix(LISTS))
        return self._text(asked.path.removeprefix("/laws/show/")) if asked.path.startswith("/laws/show/") else None

    def _token(self) -> Answer:
        token = draw.hexadecimal("token", self.seed, len(self.tokens))
        self.tokens[token] = self.clock
        return _json({"token": token, "expire": 86_400})

    def _json(self, path: str) -> Answer | None:
        if path.startswith("/laws/main/r"):
            page = path.removeprefix("/laws/main/r").removeprefix("/page")
            return self._feed(int(page or "1"))
        held = self._found(path.removeprefix("/laws/card/"))
        return Answer(200, self.card(held)) if held else Answer(404, b"{}")

    def _feed(self, page: int) -> Answer:
        """Acts changed in the last month, newest first; a row as published has no stamp but the day of its event."""
        since = self.clock.date() - dt.timedelta(days=30)
        recent = sorted(
            (held for held in self.held.values() if held.changed >= since),
            key=lambda held: (held.changed, int(held.act.head["dokid"])),
            reverse=True,
        )
        start = (page - 1) * self.feed_page
        rows = [self._row(held, number) for number, held in enumerate(recent, 1)]
        shown = rows[start : start + self.feed_page]
        return _json({"cnt": len(rows), "from": start + 1, "list": shown, "max": len(rows)})

    def _row(self, held: Held, number: int) -> dict[str, object]:
        head = held.act.head
        event = int(f"{held.changed:%Y%m%d}")
        return {
            "dokid": int(head["dokid"]),
            "orgid": int(head["organ"]),
            "nazva": _mangled(head["title"], int(head["dokid"])),
            "nreg": held.act.nreg,
            "num": number,
            "organs": rada.organs(held.act),
            "orgdat": int(head["adopted"]),
            "poddat": event,
            "status": int(head["status"]),
            "typ": int(head["typ"]),
        }

    def card(self, held: Held) -> bytes:
        """The act's card: the current edition is the last that is not in the future; a text not out has no size."""
        card = json.loads(rada.card(held.act))
        today = f"{self.clock:%Y%m%d}"
        for edition in card["eds"]:
            if str(edition["datred"]) in held.silent:
                edition["size"] = 0
        current = [edition.day for edition in held.act.editions if edition.day <= today]
        card["datred"] = int(current[-1]) if current else card["datred"]
        card["nazva"] = _mangled(card["nazva"], card["dokid"])
        return json.dumps(card, ensure_ascii=False).encode()

    def _list(self, name: str) -> Answer | None:
        named: dict[str, Callable[[], bytes]] = {
            "doc.txt": lambda: rada.table(self._list_row(held) for held in self.held.values()),
            "typ.txt": lambda: rada.table(rada.TYPES.items()),
            "org.txt": lambda: rada.table(act_pages.ISSUERS.items()),
        }
        changed = self.lists_changed if name == "doc.txt" else FIRST_NIGHT
        stamp = {"Last-Modified": changed.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        return Answer(200, named[name](), stamp) if name in named else None

    def _list_row(self, held: Held) -> tuple[str, ...]:
        act, head = held.act, held.act.head
        return (
            *(head["dokid"], act.nreg, head["title"], head["status"], head["typ"]),
            *(rada.organs(act), "", "17", act.editions[-1].day),
        )

    def _text(self, path: str) -> Answer:
        """A text of an edition in one of its forms; 403 where there is none, as for a foreign agent."""
        path, _, page = path.partition("/page")
        form = next(form for form in FORMS if path.endswith(form))
        nreg, _, day = path.removesuffix(form).partition("/ed")
        held = self._found(nreg)
        today = f"{self.clock:%Y%m%d}"
        editions = [edition for edition in held.act.editions if edition.day == day or not day] if held else []
        current = [edition for edition in editions if edition.day <= today or day]
        if held is None or not current or current[-1].day in held.silent or not (page or "1").isdecimal():
            return DENIED
        if form:
            return Answer(200, FORMS[form](held.act, current[-1]))
        return self._page(held.act, current[-1], int(page or "1"))

    def _page(self, act: Act, edition: Edition, number: int) -> Answer:
        """A page of the site's form, with a pager where the act is long."""
        last = max(1, -(-len(edition.lines) // self.cut))
        if number > last:
            return DENIED
        lines = edition.lines[(number - 1) * self.cut : number * self.cut]
        body = act_pages.site(act, replace(edition, lines=lines))
        others = " ".join(f"[ {n} ]" if n == number else f'<a href="page{n}">{n}</a>' for n in range(1, last + 1))
        pager = f"<div class=nums>Сторінки: {others}</div>".encode() if last > 1 else b""
        return Answer(200, body.replace(b"<footer>", pager + b"<footer>"))

    def _found(self, nreg: str) -> Held | None:
        return next((held for held in self.held.values() if held.act.nreg.lower() == nreg.lower()), None)


def _json(value: Mapping[str, Any]) -> Answer:
    return Answer(200, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": "application/json"})


def _mangled(title: str, number: int) -> str:
    """The title; of some acts as UTF-8 read in windows-1251, where that can be undone."""
    try:
        return title.encode().decode("cp1251") if number % 7 == 0 else title
    except UnicodeDecodeError:
        return title
