"""The index of rechtspraak.nl: what changed between two moments, as an Atom feed.

What belongs here: reading a page of the index, and walking a span of time so that nothing in it is passed over. What
does not: the judgments themselves, and where they are kept (`rechtspraak.py`, `judgment_packs.py`).

Open Data van de Rechtspraak, technical documentation 1.15. A change bears the stamp `modified`, wall time of
Amsterdam to the second; bounds are inclusive. Equal stamps have no order, and a judgment that changes moves to a
later stamp, so that places in a long answer shift: a span is halved until one answer holds it all. Only a single
second with more than that, as mass updates leave, is read page by page, and read again when it did not stand still.
How far the index can be believed is told by the publisher's own clock, the `Date` of its answers (RFC 9110, 6.6.1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from lxml import etree

from pipelines.fetch.settings import RechtspraakSite
from pipelines.fetch.web import PublisherError, Reply, Web
from pipelines.sources.judgment_record import ecli_of
from pipelines.text.judgment import safe_xml
from pipelines.text.unreadable import Unreadable

INDEX = "/uitspraken/zoeken"

AMSTERDAM = "Europe/Amsterdam"

SECOND = dt.timedelta(seconds=1)

READINGS = 20
"""How often a window is read before it is given up."""

STEADY, STEADY_PAGES = 1, 8
"""Whole readings that add nothing after which the total stated is taken to be wrong: one where a single answer holds
all; of several pages in no order, each of which a change misses by up to 1/e, so many that it misses all by 0.0003."""

TOO_FAR = "set this machine's clock, and remove the packs whose names bear a later stamp."
"""How to mend a mark that no clock has reached."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_INDEX_BYTES = 64 << 20
_UNDECLARED = b" doc:deleted="
"""The attribute as some show it, with a prefix that may be declared nowhere, which would spoil the whole page."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry: an ECLI (empty where it names none) and its stamp, both as published.

    `withdrawal` is the publisher's own entry as XML where the judgment or its text was withdrawn, else empty.
    """

    ecli: str
    updated: str
    withdrawal: bytes = b""

    @property
    def state(self) -> str:
        """What tells this state of the judgment from its others."""
        return f"{self.updated} withdrawn" if self.withdrawal else self.updated


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of the index: how many changes there are in all, those it shows, and when it was given.

    `told` is the publisher's clock, naive wall time of Amsterdam; the end of time where he does not tell.
    """

    total: int
    changes: tuple[Change, ...]
    told: dt.datetime = dt.datetime.max


@dataclass(frozen=True, slots=True)
class Window:
    """Every change from one second to another, both included, and perhaps later ones; naive wall time of Amsterdam.

    `total` is how many the index states: another number than it shows, where it does so at every reading.
    """

    first: dt.datetime
    last: dt.datetime
    changes: tuple[Change, ...]
    total: int


def walk(web: Web, site: RechtspraakSite, first: dt.datetime, last: dt.datetime) -> Iterator[Window]:
    """Windows that together cover a span of time, oldest first; each complete when it comes.

    None goes beyond `site.delay_s` before the publisher's own clock, whatever the time is here.

    Raises:
        PublisherError: an answer is no index, a window did not stand still however often it was read, or the span
            begins after the publisher's clock.
    """
    ahead = [(first, last)] if first <= last else []
    bound = None
    while ahead:
        first, last = ahead.pop()
        page = _ask(web, site, first, last)
        bound = bound or page.told - dt.timedelta(seconds=site.delay_s)
        end = min(last, bound)
        if end < first:
            raise PublisherError(
                f"Changes were to be asked for from {first.isoformat()} on, but it is {page.told.isoformat()} at the "
                f"publisher's: {TOO_FAR}"
            )
        if page.total <= site.page or first == end:
            yield Window(first, end, *_whole(web, site, first, last, page))
        else:
            middle = first + (end - first) // (2 * SECOND) * SECOND
            ahead += [(middle + SECOND, end), (first, middle)]


def read_page(body: bytes) -> Page:
    """A page of the index.

    Raises:
        Unreadable: the body is no Atom feed that states its total.
    """
    if _UNDECLARED in body and b"xmlns:doc=" not in body:
        body = body.replace(_UNDECLARED, b" deleted=")
    root = safe_xml(body)
    digits = "".join(filter(str.isdecimal, root.findtext(f"{_ATOM}subtitle", "").rpartition(":")[2]))
    if root.tag != f"{_ATOM}feed" or not digits:
        raise Unreadable("no_index", "The answer is no Atom feed that states its total.")
    return Page(int(digits), tuple(map(_change, root.iterfind(f"{_ATOM}entry"))))


def _change(entry: etree._Element) -> Change:
    """An entry; `deleted` stands there with and without a prefix."""
    deleted = any(etree.QName(name).localname == "deleted" for name in entry.attrib)
    return Change(
        ecli_of(entry.findtext(f"{_ATOM}id", "")) or "",
        entry.findtext(f"{_ATOM}updated", "").strip(),
        etree.tostring(entry, encoding="utf-8", with_tail=False) if deleted else b"",
    )


def _whole(
    web: Web, site: RechtspraakSite, first: dt.datetime, last: dt.datetime, page: Page
) -> tuple[tuple[Change, ...], int]:
    """All changes of a window whose first page is at hand, and how many the index states.

    Read as often as it takes to have met as many as the total states, since what is equal in its stamp may come in
    another order at every answer; begun anew when the total moves. Where whole readings add nothing any more, it is
    the total that is wrong, or an entry is shown twice.
    """
    found, total, idle = dict[Change, None](), page.total, 0
    for reading in range(READINGS):
        if reading:
            page = _ask(web, site, first, last)
        before, start, pages = len(found), 0, 0
        while page.total == total:
            found |= dict.fromkeys(page.changes)
            start, pages = start + (len(page.changes) or total), pages + 1
            if len(found) == total or start >= total:
                break
            page = _ask(web, site, first, last, start)
        if page.total != total:
            found, total, idle = dict[Change, None](), page.total, 0
            continue
        idle = idle + 1 if reading and len(found) == before else 0
        if len(found) == total or idle >= (STEADY if pages == 1 else STEADY_PAGES):
            return tuple(found), total
    raise PublisherError(
        f"The index of rechtspraak.nl did not stand still from {first.isoformat()} to {last.isoformat()}: "
        "what it shows and the total it states differ at every reading; run again later."
    )


def _ask(web: Web, site: RechtspraakSite, first: dt.datetime, last: dt.datetime, start: int = 0) -> Page:
    """One page of a window; what is no index (an error page with status 200) is asked for again."""
    bounds = [("modified", moment.isoformat()) for moment in (first, last)]
    asked = [*bounds, ("max", str(site.page)), ("from", str(start)), ("sort", "ASC")]
    why = ""
    for _ in range(site.tries):
        reply = web.get(site.api + INDEX, asked, limit=_INDEX_BYTES)
        try:
            if reply.status == 200:
                return replace(read_page(reply.body), told=_told(reply))
            why = f"status {reply.status}"
        except Unreadable as error:
            why = error.detail
    raise PublisherError(f"The index of rechtspraak.nl gave no answer that can be read ({why}): see if it is up.")


def _told(reply: Reply) -> dt.datetime:
    """The publisher's clock as an answer shows it."""
    try:
        told = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return dt.datetime.max
    return told.astimezone(ZoneInfo(AMSTERDAM)).replace(tzinfo=None)
