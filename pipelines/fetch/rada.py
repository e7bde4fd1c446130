"""The legislation portal of the Verkhovna Rada over HTTP: lists, and the cards and texts of what changed.

What belongs here: one run, which acts are due and in which order. What does not: bringing one act up to date
(`act_renewal.py`), recent changes (`act_feed.py`), the rules of access (`act_portal.py`), identifiers and cards
(`act_paths.py`), and reading texts, which is the work of `pipelines.sources`. Still to come: asking after texts that
are corrected while their card stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.fetch import NOTHING, Fetched, act_paths, is_past, silence, utc_now, waits
from pipelines.fetch.act_feed import read_feed
from pipelines.fetch.act_portal import DayIsSpent, Portal
from pipelines.fetch.act_renewal import Renewal
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import RadaSite
from pipelines.fetch.web import PublisherError, Reply, Web
from pipelines.sources.rada_lists import read_codes

ACTS = "doc.txt"
"""The list of all acts."""

STATE = "rada"
"""Hints kept between runs: `token`; `day`, what of it is spent; `lists`, their dates; `feed`, the rows of recent
changes that are known, and `read`, the day they were last read without gap; `queue`, the acts that wait; `good`, an act
whose card was given; `late`, by act the day it was last asked for in vain and the days to wait; `absent`, `begun` and
`gone`, by act, see `Renewal`; `again`, texts that lay here damaged and the day that was."""

DENIALS = 20
"""Cards denied in a row after which the portal is asked for one that it gave before: we may be shut out."""

_PAST_SHARE = 10
"""Of the day's requests a tenth is for texts that the portal did not have."""

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

    First come the acts that changed, then those of which nothing lies here yet, in the order of the list, then what was
    not to be had before.

    Raises:
        PublisherError: the portal gives no token, no list of recent changes or, several times in a row, no act; it
            denies even what it gave before; or it sends us to a host that forbids robots.
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
    run.notes += run.summary()
    return Fetched("rada", tuple(run.landed), web.requests, web.received, run.missing, tuple(run.notes))


@dataclass(slots=True)
class _Run:
    """One run: what is known of the landing, and what is done to it. `queue` has acts by their key.

    `due` and `asked` count acts; `unsound` are addresses that show no text; `denied` are acts whose cards were denied
    in a row, up to now.
    """

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
    due: int = 0
    asked: int = 0
    unsound: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.queue = {act_paths.key(nreg): nreg for nreg in self.state.get("queue", [])}
        for name in ("lists", "late", "absent", "begun", "gone"):
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
        """Queue what the list of recent changes tells anew.

        Raises:
            PublisherError: there is no such list.
        """
        known, read = dict(self.state.get("feed", [])), self.state.get("read")
        feed = read_feed(self.portal, known, dt.date.fromisoformat(read) if read else None)
        self.enqueue(nreg for nreg, row in feed.rows.items() if known.get(nreg) != row)
        rest = {nreg: row for nreg, row in known.items() if nreg not in feed.rows}
        self.state["feed"] = [*feed.rows.items(), *rest.items()][:_FEED_ROWS]
        if feed.lacks:
            self.notes.append(feed.lacks)
        else:
            self.state["read"] = self.today.isoformat()

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
        """Acts with texts that were not to be had and whose wait is over, the longest waiting first."""
        due = dict[str, str]()
        for nreg in self.state["absent"].keys() - self.state["late"].keys():
            days = [note[0] for note in self.state["absent"][nreg].values() if waits.is_due(note, self.today)]
            due |= {nreg: min(days)} if days else {}
        return sorted(due, key=lambda nreg: (due[nreg], nreg))

    def doubtful(self) -> list[str]:
        """Acts of which an edition was not listed the last time: another night's card is to confirm it."""
        gone = self.state["gone"].items()
        return sorted(nreg for nreg, days in gone if any(waits.is_due(note, self.today) for note in days.values()))

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
        """Bring acts up to date until none is due; at the end what failed in earlier runs, then what was not there.

        Raises:
            PublisherError: several acts in a row failed, as one act alone may; or the portal shuts us out.
        """
        self.enqueue(self.doubtful())
        late = [nreg for nreg, note in sorted(self.state["late"].items()) if waits.is_due(note, self.today)]
        late = [nreg for nreg in late if act_paths.key(nreg) not in self.queue]
        acts, in_a_row = [*self.queue.values(), *self.unknown()], 0
        self.due = len(acts)
        for nreg in acts:
            in_a_row = 0 if (failure := self._try(nreg)) is None else in_a_row + 1
            if failure and in_a_row >= self.site.patience:
                raise failure
            self.asked += 1
            if self.asked % _KEEP_EVERY == 0:
                self.notice(f"rada: {self.asked} of {self.due} acts")
                self.keep()
        for nreg in late:
            self._try(nreg)
        self._ask_for_past()

    def _ask_for_past(self) -> None:
        """Ask again for texts that were not there, with a share of the day's requests."""
        start, share = self.portal.spend()[0], self.site.requests_a_day // _PAST_SHARE
        for nreg in self.past():
            if self.portal.spend()[0] - start >= share:
                return
            self._try(nreg)

    def summary(self) -> Iterator[str]:
        """What a person should know of the work."""
        if self.asked < self.due:
            cards = sum(path.startswith("laws/card/") for path in self.landed)
            yield (
                f"{self.asked} acts were asked for, cards of {cards} landed, "
                f"{self.due - self.asked} acts wait for another run."
            )
        if self.unsound:
            some = ", ".join(self.unsound[:5])
            yield f"{len(self.unsound)} addresses show something that is no text and are asked for again: {some}"

    def _try(self, nreg: str) -> PublisherError | None:
        """Bring one act up to date; one that fails is left to another run, and waits no longer in the queue."""
        late, failure, is_whole = self.state["late"], None, True
        try:
            is_whole = self._renew(nreg)
        except PublisherError as error:
            if any(host in str(error) for host in self.site.shunned):
                raise
            failure = PublisherError(f"{nreg} is left to another run: {error}")
            self.notes.append(str(failure))
            self.missing += 1
        if failure is None and is_whole:
            late.pop(nreg, None)
        else:
            late[nreg] = waits.noted(late.get(nreg), self.today, self.site.retry_days)
        self.queue.pop(act_paths.key(nreg), None)
        self._heed_denials(nreg)
        return failure

    def _heed_denials(self, nreg: str) -> None:
        """See after many denied cards whether the portal still gives what it gave; if not, they count for nothing.

        Raises:
            PublisherError: it shuts us out.
        """
        self.denied = [*self.denied, nreg] if self.portal.denied else []
        if len(self.denied) < DENIALS:
            return
        good = self.state.get("good")
        if good is None or self.portal.json(act_paths.card_address(good)) is None:
            for one in self.denied:
                self.state["absent"].get(one, {}).pop(act_paths.card_path(one), None)
            self.enqueue(self.denied)
            raise PublisherError(
                f"{self.site.portal} denied {len(self.denied)} cards in a row (403): it may have shut us out; wait, "
                "and see whether its rules changed."
            )
        self.denied = []

    def _renew(self, nreg: str) -> bool:
        """Bring one act up to date; whether its card can be trusted to list all editions."""
        hints = [self.state[name] for name in ("absent", "begun", "gone")]
        own = [hint.setdefault(nreg, {}) for hint in hints]
        renewal = Renewal(self.landing, self.portal, nreg, self.today, *own)
        try:
            return renewal.run()
        finally:
            self.landed += renewal.landed
            self.missing += renewal.missing
            self.unsound += renewal.unsound
            if act_paths.card_path(nreg) in renewal.landed:
                self.state["good"] = nreg
            if renewal.removed:
                self.notes.append(f"{nreg}: no longer published, removed here: {', '.join(renewal.removed)}")
            for hint in hints:
                if not hint[nreg]:
                    del hint[nreg]


def _is_list(name: str, body: bytes) -> bool:
    """Whether a body is that list, not an error page."""
    if body.lstrip().startswith(b"<"):
        return False
    return bool(act_paths.listed(body) if name == ACTS else read_codes(body))
