"""rechtspraak.nl over HTTP: once the archive of everything, then every night what changed since.

What belongs here: one run, from the mark of the last one to a minute ago. What does not: the archive
(`judgment_bulk.py`), the index (`judgment_index.py`), asking for a judgment (`judgment_content.py`), packs and their
names (`judgment_packs.py`), and reading judgments, which is the work of `pipelines.sources`. A record that has metadata
only is landed too: its text comes as another change of the same ECLI. Still to come: merging the packs of past years,
of which every night leaves some.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.fetch import Fetched, is_past, judgment_bulk, judgment_packs, silence, utc_now, waits
from pipelines.fetch.judgment_content import gives_any, received
from pipelines.fetch.judgment_index import AMSTERDAM, TOO_FAR, Change, Window, walk
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import FILE, RechtspraakSite
from pipelines.fetch.web import PublisherError, Web
from pipelines.sources.folder import SourceError
from pipelines.sources.judgment_record import ecli_of

STATE = "rechtspraak"
"""Hints kept between runs: `bulk`, the archive's date; `held`, states of the judgments landed last, by ECLI;
`missing`, by ECLI the day it was last asked for in vain and the days to wait; `again`, by ECLI the day it was asked for
because it lies here damaged."""

_PROBED = 5
"""Judgments that lie here and are asked for to see whether the publisher is up; some may be withdrawn by now."""


def fetch_rechtspraak(
    landing: Landing,
    site: RechtspraakSite,
    web: Web,
    *,
    today: dt.date,
    years: Sequence[str] = (),
    refetch: Collection[str] = (),
    notice: Callable[[str], None] = silence,
    now: Callable[[], dt.datetime] = utc_now,
) -> Fetched:
    """Bring the landing up to date.

    Always all years: the index is not parted by year, and what is passed over once is never told again. A run that is
    killed loses at most the window it was in; a judgment that is not to be had is left to later runs.

    Raises:
        PublisherError: the archive, the index, or judgments at all are not to be had.
        SourceError: nothing tells the moment to begin at, and the settings do not either; or it is yet to come.
    """
    state = landing.state(STATE)
    run = _Run(landing, site, web, today, notice, state, before=state.get("held", {}))
    if years:
        notice("rechtspraak: the index of changes is not parted by year; all years are fetched")
    run.fetch_bulk()
    run.mark = run.beginning()
    for window in walk(web, site, run.mark - run.overlap, run.ending(now())):
        run.land(window)
    run.land_late()
    run.land_again(refetch)
    run.end()
    missing = len(run.missing) + run.nameless
    return Fetched("rechtspraak", tuple(run.landed), web.requests, web.received, missing, tuple(run.notes()))


@dataclass(slots=True)
class _Run:
    """One run: `mark` is the moment up to which all lies here.

    `before` and `recent` are states of judgments that lie here or are missing, by ECLI: those of the last run, and
    those of the windows of this one that the next run will meet again. `odd` are windows whose total is not what the
    index shows, `late` counts what was missing before: how many were asked for, how many came.
    """

    landing: Landing
    site: RechtspraakSite
    web: Web
    today: dt.date
    notice: Callable[[str], None]
    state: dict[str, Any]
    before: dict[str, str]
    mark: dt.datetime = dt.datetime.min
    landed: list[str] = field(default_factory=list)
    recent: list[tuple[dt.datetime, dict[str, str]]] = field(default_factory=list)
    nameless: int = 0
    odd: list[str] = field(default_factory=list)
    late: tuple[int, int] = (0, 0)

    @property
    def missing(self) -> dict[str, list[Any]]:
        """What was not to be had, by ECLI: the day it was asked for last, and the days to wait."""
        return self.state.setdefault("missing", {})

    @property
    def overlap(self) -> dt.timedelta:
        """How far before the mark is asked again."""
        return dt.timedelta(seconds=self.site.overlap_s)

    def fetch_bulk(self) -> None:
        """Land the archive of everything where it is wanted; its date is kept first, so that no kill can lose it."""
        if judgment_bulk.is_wanted(self.landing, self.site, self.web, self.state):
            self.state["bulk"] = judgment_bulk.download(self.landing, self.site, self.web, self.notice)
            self.keep()
            self.landing.adopt(judgment_bulk.BULK, self.landing.scratch(judgment_bulk.BULK))
            self.landed.append(judgment_bulk.BULK)

    def beginning(self) -> dt.datetime:
        """The moment up to which all lies here, before this run."""
        mark = judgment_bulk.beginning(self.landing, self.site, self.state)
        if mark is None:
            raise SourceError(
                f'Write since = "2026-01-31T00:00:00" under [rechtspraak] in {FILE}: nothing else tells it.'
            )
        return mark

    def ending(self, now: dt.datetime) -> dt.datetime:
        """The moment up to which changes are asked for; the publisher, who stamps them by his clock, may bound it."""
        delay, wall = dt.timedelta(seconds=self.site.delay_s), now.astimezone(ZoneInfo(AMSTERDAM))
        moment = wall.replace(tzinfo=None, microsecond=0)
        if self.mark > moment + self.overlap + delay:
            raise SourceError(
                f"By the packs all changes up to {self.mark.isoformat()} lie here, and it is {moment.isoformat()}: "
                f"{TOO_FAR}"
            )
        return max(self.mark, moment - delay)

    def land(self, window: Window) -> None:
        """Land what is new in a window; after that all up to its end lies here."""
        latest = {change.ecli: change for change in sorted(window.changes, key=lambda change: change.state)}
        self.nameless += latest.pop("", None) is not None
        if len(window.changes) != window.total:
            self.odd.append(f"{len(window.changes)} of {window.total} from {window.first.isoformat()} on")
        changes = [latest[ecli] for ecli in sorted(latest)]
        fresh = [change for change in changes if self.before.get(change.ecli) != change.state]
        *slices, rest = _sliced(fresh, self.site.page)
        for part in slices:
            self._pack(part, self.mark)
        self._pack(rest, max(self.mark, window.last))
        states = {change.ecli: change.state for change in changes}  # what is missing is asked for by `land_late`
        since = self.mark - self.overlap
        self.recent = [seen for seen in (*self.recent, (window.last, states)) if seen[0] >= since]
        if fresh:
            self.notice(f"rechtspraak: {len(fresh)} changes up to {window.last.isoformat()}")

    def land_late(self) -> None:
        """Ask again for what earlier runs did not get, where the wait is over."""
        due = [ecli for ecli, note in sorted(self.missing.items()) if waits.is_due(note, self.today)]
        self._ask_again(due)
        self.late = (len(due), sum(ecli not in self.missing for ecli in due))

    def land_again(self, refetch: Collection[str]) -> None:
        """Ask anew for documents that lie here damaged, unless that was done in the last `retry_days`."""
        days = self.site.retry_days
        kept = {ecli: day for ecli, day in self.state.get("again", {}).items() if not is_past(day, self.today, days)}
        asked = sorted({document.partition(":")[2] for document in refetch} - kept.keys() - self.missing.keys())
        self.state["again"] = kept | dict.fromkeys(asked, self.today.isoformat())
        self._ask_again([ecli for ecli in asked if ecli_of(ecli)])

    def end(self) -> None:
        """Keep the hints for the next run."""
        self.before = {}
        self.keep()

    def keep(self) -> None:
        """Keep the hints as they are, in case this run is killed."""
        self.state["held"] = self.before | {ecli: state for _, seen in self.recent for ecli, state in seen.items()}
        self.landing.keep_state(STATE, self.state)

    def notes(self) -> Iterator[str]:
        """What a person should know of this run."""
        if self.missing:
            some = ", ".join(sorted(self.missing)[:5])
            yield (
                f"{len(self.missing)} judgments were not to be had and will be asked for again: {some}; "
                f"of {self.late[0]} missing before that were asked for {self.late[1]} landed"
            )
        if self.odd:
            yield (
                f"{len(self.odd)} windows of the index show at every reading another number than they state; what they "
                f"show was taken: {self.odd[0]}"
            )
        if self.nameless:
            yield f"{self.nameless} windows of the index hold entries that name no ECLI"

    def _ask_again(self, eclis: Sequence[str]) -> None:
        """Ask for judgments of which each may fail; all are noted as missing before, and kept so."""
        for ecli in eclis:
            self._miss(ecli)
        for changes in _sliced([Change(ecli, "") for ecli in eclis], self.site.page):
            self.keep()
            self._land(zip(changes, received(self.web, self.site, changes), strict=True), self.mark)

    def _pack(self, changes: Sequence[Change], end: dt.datetime) -> None:
        """Land changes in packs of their years; the mark is the end then, and so what is missing is kept before."""
        had = list(self._bodies(changes))
        if changes:
            self.keep()
        self._land(had, end)
        self.mark = end

    def _land(self, had: Iterable[tuple[Change, bytes | None]], end: dt.datetime) -> None:
        """Land those changes that have a body; they are missing no more."""
        bodies = [(change, body) for change, body in had if body is not None]
        members = [(judgment_packs.member(change.ecli, bool(change.withdrawal)), body) for change, body in bodies]
        self.landed += judgment_packs.write(self.landing, members, self.mark, end)
        for change, _ in bodies:
            self.missing.pop(change.ecli, None)

    def _bodies(self, changes: Sequence[Change]) -> Iterator[tuple[Change, bytes]]:
        """Each change with its body, in order; one that is not to be had is left out and remembered.

        Where many in a row are not, the publisher is asked for what he gave before: that tells whether he is up.
        """
        in_a_row = 0
        for change, body in zip(changes, received(self.web, self.site, changes), strict=True):
            if body is not None:
                in_a_row = 0
                yield change, body
                continue
            in_a_row += 1
            self._miss(change.ecli)
            if in_a_row >= self.site.patience:
                self._see_whether_up(in_a_row, change.ecli, {change.ecli for change in changes})
                in_a_row = 0

    def _see_whether_up(self, in_a_row: int, ecli: str, doubted: Collection[str]) -> None:
        """Nothing where the publisher gives a judgment that lies here, none of the doubted ones.

        Raises:
            PublisherError: he does not.
        """
        held = (one for one in judgment_packs.held(self.landing) if one not in self.missing and one not in doubted)
        if not gives_any(self.web, self.site, islice(held, _PROBED)):
            raise PublisherError(
                f"{in_a_row} judgments in a row were not to be had, up to {ecli}, nor any that lies here: "
                "see whether the publisher is up, and run again."
            )

    def _miss(self, ecli: str) -> None:
        """Note that a judgment was asked for in vain today."""
        self.missing[ecli] = waits.noted(self.missing.get(ecli), self.today, self.site.retry_days)


def _sliced(changes: Sequence[Change], size: int) -> list[Sequence[Change]]:
    """Changes in slices of which one at a time is held in memory with its bodies; at least one slice."""
    return [changes[start : start + size] for start in range(0, len(changes), size)] or [changes]
