"""rechtspraak.nl over HTTP: once the archive of everything, then every night what changed since.

What belongs here: one run, from the mark of the last one to a minute ago. What does not: the archive
(`judgment_bulk.py`), the index (`judgment_index.py`), packs and their names (`judgment_packs.py`), and reading
judgments, which is the work of `pipelines.sources`. A record that has metadata only is landed too: its text comes as
another change of the same ECLI. Still to come: merging the packs of past years, of which every night leaves some.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.fetch import Fetched, is_past, judgment_bulk, judgment_packs, silence, utc_now
from pipelines.fetch.judgment_index import Change, Window, walk
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import FILE, RechtspraakSite
from pipelines.fetch.web import PublisherError, Web
from pipelines.sources.folder import SourceError
from pipelines.sources.judgment_record import ecli_of, judgment_columns
from pipelines.text.judgment import safe_xml
from pipelines.text.unreadable import Unreadable

CONTENT = "/uitspraken/content"

STATE = "rechtspraak"
"""Hints kept between runs: `bulk`, the archive's date; `held`, states of the judgments landed last, by ECLI;
`missing`, by ECLI the day it was last asked for and how many runs did so in vain; `again`, by ECLI the day it was
asked for because it lies here damaged."""


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
        PublisherError: the archive, the index, or too many judgments in a row are not to be had.
        SourceError: nothing tells the moment to begin at, and the settings do not either.
    """
    state = landing.state(STATE)
    run = _Run(landing, site, web, today, notice, state, before=state.get("held", {}))
    if years:
        notice("rechtspraak: the index of changes is not parted by year; all years are fetched")
    run.fetch_bulk()
    run.mark = run.beginning()
    wall = now().astimezone(ZoneInfo(judgment_bulk.AMSTERDAM))  # the publisher stamps changes by his own clock
    end = wall.replace(tzinfo=None, microsecond=0) - dt.timedelta(seconds=site.delay_s)
    for window in walk(web, site, run.mark - run.overlap, max(run.mark, end)):
        run.land(window)
    run.land_late()
    run.land_again(refetch)
    run.end()
    missing = len(run.missing) + run.nameless
    return Fetched("rechtspraak", tuple(run.landed), web.requests, web.received, missing, tuple(run.notes()))


@dataclass(slots=True)
class _Run:
    """One run: `mark` is the moment up to which all lies here.

    `before` and `recent` are states of judgments that lie here, by ECLI: those of the last run, and those of the
    windows of this one that the next run will meet again.
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

    @property
    def missing(self) -> dict[str, list[Any]]:
        """What was not to be had, by ECLI: the day it was asked for last, and how many runs did."""
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

    def land(self, window: Window) -> None:
        """Land what is new in a window; after that all up to its end lies here."""
        latest = {change.ecli: change for change in sorted(window.changes, key=lambda change: change.state)}
        self.nameless += latest.pop("", None) is not None
        changes = [latest[ecli] for ecli in sorted(latest)]
        fresh = [change for change in changes if self.before.get(change.ecli) != change.state]
        self._pack(fresh, max(self.mark, window.last))
        states = {change.ecli: change.state for change in changes if change.ecli not in self.missing}
        since = self.mark - self.overlap
        self.recent = [seen for seen in (*self.recent, (window.last, states)) if seen[0] >= since]
        if fresh:
            self.notice(f"rechtspraak: {len(fresh)} changes up to {window.last.isoformat()}")

    def land_late(self) -> None:
        """Ask again for what earlier runs did not get: after one day, then two, at last every `retry_days`."""
        due = [ecli for ecli, (day, runs) in sorted(self.missing.items()) if self._is_due(day, runs)]
        self._pack([Change(ecli, "") for ecli in due], self.mark)

    def land_again(self, refetch: Collection[str]) -> None:
        """Ask anew for documents that lie here damaged, unless that was done in the last `retry_days`."""
        days = self.site.retry_days
        kept = {ecli: day for ecli, day in self.state.get("again", {}).items() if not is_past(day, self.today, days)}
        asked = sorted({document.partition(":")[2] for document in refetch} - kept.keys() - self.missing.keys())
        self._pack([Change(ecli, "") for ecli in asked if ecli_of(ecli)], self.mark)
        self.state["again"] = kept | dict.fromkeys(asked, self.today.isoformat())

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
            yield f"{len(self.missing)} judgments were not to be had and will be asked for again: {some}"
        if self.nameless:
            yield f"{self.nameless} windows of the index hold entries that name no ECLI"

    def _is_due(self, day: str, runs: int) -> bool:
        """Whether what was asked for on a day, for so many runs in vain, is to be asked for again."""
        return (self.today - dt.date.fromisoformat(day)).days >= min(runs, max(self.site.retry_days, 1))

    def _pack(self, changes: Sequence[Change], end: dt.datetime) -> None:
        """Land changes in packs of their years; the mark is the end then, and so what is missing is kept before."""
        had = list(self._bodies(changes))
        if changes:
            self.keep()
        members = [(judgment_packs.member(change.ecli, bool(change.withdrawal)), body) for change, body in had]
        self.landed += judgment_packs.write(self.landing, members, self.mark, end)
        self.mark = end
        for change, _ in had:
            self.missing.pop(change.ecli, None)

    def _bodies(self, changes: Sequence[Change]) -> Iterator[tuple[Change, bytes]]:
        """Each change with its body, in order; one that is not to be had is left out and remembered."""
        in_a_row = 0
        for change, body in zip(changes, _received(self.web, self.site, changes), strict=True):
            if body is not None:
                in_a_row = 0
                yield change, body
                continue
            in_a_row += 1
            self.missing[change.ecli] = [self.today.isoformat(), self.missing.get(change.ecli, ("", 0))[1] + 1]
            if in_a_row >= self.site.patience:
                raise PublisherError(
                    f"{in_a_row} judgments in a row were not to be had, up to {change.ecli}: "
                    "see whether the publisher is up, and run again."
                )


def _received(web: Web, site: RechtspraakSite, changes: Sequence[Change]) -> Iterator[bytes | None]:
    """The body of each change, in order, some asked for at a time."""
    pool = ThreadPoolExecutor(max(site.threads, 1))
    try:
        yield from pool.map(lambda change: change.withdrawal or _judgment(web, site, change.ecli), changes)
    finally:
        pool.shutdown(cancel_futures=True)


def _judgment(web: Web, site: RechtspraakSite, ecli: str) -> bytes | None:
    """A judgment as the publisher sends it; None when all tries brought something else."""
    for _ in range(max(site.judgment_tries, 1)):
        try:
            reply = web.get(site.api + CONTENT, [("id", ecli)], limit=site.judgment_bytes)
        except PublisherError:
            return None
        if reply.status == 200 and is_judgment(reply.body, ecli):
            return reply.body
    return None


def is_judgment(body: bytes, ecli: str) -> bool:
    """Whether a body is the record of that ECLI: an error page comes with status 200, and another judgment may."""
    try:
        columns = judgment_columns(safe_xml(body))
    except Unreadable:
        return False
    return columns is not None and columns["id"] == f"rechtspraak:{ecli}"
