"""The legislation portal of the Verkhovna Rada over HTTP: lists, and the cards and texts of what changed.

What belongs here: one run, which acts are due and in which order. What does not: bringing one act up to date
(`act_renewal.py`), the rules of access (`act_portal.py`), identifiers and cards (`act_paths.py`), and reading texts,
which is the work of `pipelines.sources`. Still to come: asking after texts that are corrected while their card stays
as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.fetch import NOTHING, Fetched, act_paths, is_past, silence, utc_now
from pipelines.fetch.act_portal import DayIsSpent, Portal
from pipelines.fetch.act_renewal import NotHad, Renewal
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import RadaSite
from pipelines.fetch.web import PublisherError, Reply, Web
from pipelines.sources.rada_lists import read_codes

ACTS = "doc.txt"
"""The list of all acts."""

FEED = "/laws/main/r"
"""The list of recent changes, newest first; `/page2` and so on."""

STATE = "rada"
"""Hints kept between runs: `token`; `day`, what of it is spent; `lists`, their dates; `feed`, the rows of recent
changes that are known; `queue`, the acts that wait; `late`, by act the day it was last asked for in vain and how many
runs did; `absent` and `begun`, by act, see `Renewal`."""

_LIST_BYTES = 1 << 30
_KEEP_EVERY = 100
_FEED_ROWS = 10_000


def fetch_rada(
    landing: Landing,
    site: RadaSite,
    web: Web,
    *,
    today: dt.date,
    refetch: Mapping[str, str] = NOTHING,
    notice: Callable[[str], None] = silence,
    now: Callable[[], dt.datetime] = utc_now,
) -> Fetched:
    """Bring the landing up to date, within what the portal allows a day; the rest waits for the next one.

    First come the acts that changed, then those of which nothing lies here yet, in the order of the list.

    Raises:
        PublisherError: the portal gives no token, no list of recent changes or, several times in a row, no act; or it
            sends us to a host that forbids robots.
    """
    state = landing.state(STATE)
    run = _Run(landing, site, Portal(web, site, state, today, now), state, today, notice)
    try:
        run.fetch_lists()
        run.read_feed()
        run.forget(refetch)
        run.work_off()
    except DayIsSpent:
        run.notes.append("What the portal allows a day is used up; the next day goes on.")
    finally:
        run.keep()
    if run.queue:
        run.notes.append(f"{len(run.queue)} changed acts wait for another run.")
    return Fetched("rada", tuple(run.landed), web.requests, web.received, run.missing, tuple(run.notes))


@dataclass(slots=True)
class _Run:
    """One run: what is known of the landing, and what is done to it. `queue` has acts by their key."""

    landing: Landing
    site: RadaSite
    portal: Portal
    state: dict[str, Any]
    today: dt.date
    notice: Callable[[str], None]
    queue: dict[str, str] = field(default_factory=dict)
    landed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: int = 0

    def __post_init__(self) -> None:
        self.queue = {act_paths.key(nreg): nreg for nreg in self.state.get("queue", [])}
        for name in ("lists", "late", "absent", "begun"):
            self.state.setdefault(name, {})

    def keep(self) -> None:
        """Keep the hints for the next run."""
        self.portal.spend()
        self.state["queue"] = list(self.queue.values())
        self.landing.keep_state(STATE, self.state)

    def enqueue(self, nregs: Iterable[str]) -> None:
        """Queue acts, as far as they are wanted, and keep that: what told of them may not tell it again."""
        wanted = set(map(act_paths.key, self.site.acts))
        by_key = {act_paths.key(nreg): nreg for nreg in nregs}
        self.queue |= {key: nreg for key, nreg in by_key.items() if not wanted or key in wanted}
        self.keep()

    # --- which acts are due -----------------------------------------------------------------------

    def fetch_lists(self) -> None:
        """Land the lists that changed; acts whose row did are queued first.

        Raises:
            PublisherError: there is no list of acts, neither at the portal nor here.
        """
        for name in self.site.lists:
            path = f"{self.site.lists_at}/{name}"
            held = self.landing.folder.read(path, _LIST_BYTES) if self.landing.folder.is_file(path) else b""
            reply = self._list(name, path, is_held=bool(held))
            if reply is None:
                continue
            if name == ACTS and held:
                self.enqueue(act_paths.relisted(held, reply.body))
            if reply.body != held:
                self.landing.put(path, reply.body)
                self.landed.append(path)
            self.state["lists"][name] = reply.headers.get("last-modified", "")

    def _list(self, name: str, path: str, *, is_held: bool) -> Reply | None:
        """A list as the portal has it; None where it did not change, or is none today."""
        date = self.state["lists"].get(name)
        reply = self.portal.get(f"/{path}", {"If-Modified-Since": date} if is_held and date else {}, limit=_LIST_BYTES)
        if reply.status == 304:
            return None
        if reply.status == 200 and _is_list(name, reply.body):
            return reply
        if name == ACTS and not is_held:
            raise PublisherError(f"{self.site.portal}/{path} is no list of acts: correct lists_at in publishers.toml.")
        self.notes.append(f"{name} is no list today (status {reply.status}).")
        return None

    def read_feed(self) -> None:
        """Queue what the list of recent changes tells anew; a page that tells nothing new ends the reading.

        Raises:
            PublisherError: there is no such list.
        """
        known, seen = dict(self.state.get("feed", [])), dict[str, str]()
        for page in range(1, self.site.feed_pages + 1):
            found = self.portal.json(f"{FEED}.json" if page == 1 else f"{FEED}/page{page}.json")
            if found is None and page == 1:
                raise PublisherError(f"{self.site.portal}{FEED}.json is no list of changes: see whether it is up.")
            rows = act_paths.recent(found[1]) if found else {}
            seen |= {nreg: row for nreg, row in rows.items() if nreg not in seen}
            if all(known.get(nreg) == row for nreg, row in rows.items()):
                break
        self.enqueue(nreg for nreg, row in seen.items() if known.get(nreg) != row)
        rest = {nreg: row for nreg, row in known.items() if nreg not in seen}
        self.state["feed"] = [*seen.items(), *rest.items()][:_FEED_ROWS]

    def unknown(self) -> Iterator[str]:
        """Acts of which no card lies here, in the order of the list, but those asked for in vain not long ago."""
        cards = self.landing.folder.sub("laws/card")
        held = {act_paths.key(entry.path) for entry in cards.walk()} if cards.exists() else set[str]()
        path = f"{self.site.lists_at}/{ACTS}"
        for nreg in self.site.acts or act_paths.listed(self.landing.folder.read(path, _LIST_BYTES)):
            key, absent = act_paths.key(nreg), self.state["absent"].get(nreg, {})
            waits = key in self.queue or nreg in self.state["late"] or act_paths.card_path(nreg) in absent
            if f"{key}.json" not in held and not waits:
                yield nreg

    def past(self) -> list[str]:
        """Acts with texts that the portal did not have `retry_days` ago."""
        days = self.site.retry_days
        return [
            nreg
            for nreg, paths in sorted(self.state["absent"].items())
            if any(is_past(day, self.today, days) for day in paths.values())
        ]

    def forget(self, refetch: Mapping[str, str]) -> None:
        """Remove texts that lie here damaged and queue their acts, unless that was done in the last `retry_days`."""
        days = self.site.retry_days
        kept = {path: day for path, day in self.state.get("again", {}).items() if not is_past(day, self.today, days)}
        for document, path in refetch.items():
            if path not in kept and self.landing.folder.is_file(path):
                self.landing.remove(path)
                kept[path] = self.today.isoformat()
                self.enqueue([document.partition(":")[2]])
        self.state["again"] = kept

    # --- working them off -------------------------------------------------------------------------

    def work_off(self) -> None:
        """Bring acts up to date until none is due; at the end those that failed in earlier runs.

        Raises:
            PublisherError: several acts in a row failed, as one act alone may.
        """
        self.enqueue(self.past())
        late = [nreg for nreg, asked in sorted(self.state["late"].items()) if self._is_due(nreg, *asked)]
        in_a_row = 0
        for count, nreg in enumerate([*self.queue.values(), *self.unknown()], 1):
            in_a_row = 0 if (failure := self._try(nreg)) is None else in_a_row + 1
            if failure and in_a_row >= self.site.patience:
                raise failure
            if count % _KEEP_EVERY == 0:
                self.notice(f"rada: {count} acts")
                self.keep()
        for nreg in late:
            self._try(nreg)

    def _is_due(self, nreg: str, day: str, runs: int) -> bool:
        return act_paths.key(nreg) not in self.queue and is_past(
            day, self.today, min(runs, max(self.site.retry_days, 1))
        )

    def _try(self, nreg: str) -> PublisherError | None:
        """Bring one act up to date; one that fails is left to another run, and waits no longer in the queue."""
        late = self.state["late"]
        failure = None
        try:
            self._renew(nreg)
            late.pop(nreg, None)
        except (PublisherError, NotHad) as error:
            if any(host in str(error) for host in self.site.shunned):
                raise
            failure = PublisherError(f"{nreg} is left to another run: {error}")
            late[nreg] = [self.today.isoformat(), late.get(nreg, ("", 0))[1] + 1]
            self.notes.append(str(failure))
            self.missing += 1
        self.queue.pop(act_paths.key(nreg), None)
        return failure

    def _renew(self, nreg: str) -> None:
        absent, begun = self.state["absent"], self.state["begun"]
        renewal = Renewal(
            self.landing, self.portal, nreg, self.today, absent.setdefault(nreg, {}), begun.setdefault(nreg, {})
        )
        try:
            renewal.run()
        finally:
            self.landed += renewal.landed
            self.missing += renewal.missing
            if renewal.removed:
                self.notes.append(f"{nreg}: no longer published, removed here: {', '.join(renewal.removed)}")
            for hints in (absent, begun):
                if not hints[nreg]:
                    del hints[nreg]


def _is_list(name: str, body: bytes) -> bool:
    """Whether a body is that list, not an error page."""
    if body.lstrip().startswith(b"<"):
        return False
    return bool(act_paths.listed(body) if name == ACTS else read_codes(body))
