"""The portal's list of recent changes, page by page, read as far back as the last good reading and some days more.

What belongs here: how far to read, and whether all of it was. What does not: what is done with it (`rada.py`).
The order of the rows is the portal's, and a row may come some days after its event: that a whole page is known does
not mean that all behind it is. Format: `{"cnt": rows in all, "from": …, "list": [...]}`, newest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.fetch import act_paths
from pipelines.fetch.act_portal import Portal
from pipelines.fetch.web import PublisherError
from pipelines.sources.rada_lists import day

FEED = "/laws/main/r"
"""The list of recent changes; `/page2` and so on."""

MARGIN = dt.timedelta(days=10)
"""How much older than the last good reading a page must be to be the last one: what comes late is still met."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What was read: by identifier a hash of the act's row, newest first; why it is not all, empty where it is."""

    rows: Mapping[str, str]
    lacks: str


def read_feed(portal: Portal, known: Mapping[str, str], since: dt.date | None) -> Feed:
    """The recent changes since some days before the last good reading; all there are without one.

    Raises:
        PublisherError: there is no such list.
        DayIsSpent: as `Portal.get`.
    """
    seen, count = dict[str, str](), 0
    for page in range(1, portal.site.feed_pages + 1):
        found = portal.json(f"{FEED}.json" if page == 1 else f"{FEED}/page{page}.json")
        if found is None and page == 1:
            raise PublisherError(f"{portal.site.portal}{FEED}.json is no list of changes: see whether it is up.")
        rows = _rows(found[1]) if found else []
        told = act_paths.recent({"list": rows})
        seen |= {nreg: row for nreg, row in told.items() if nreg not in seen}
        count += len(rows)
        if found and count >= _total(found[1], count + len(rows)):
            return Feed(seen, "")
        if not rows:
            return Feed(seen, f"Page {page} of recent changes is not to be had; the next run reads them anew.")
        if since and _newest(rows) < since - MARGIN and all(known.get(nreg) == row for nreg, row in told.items()):
            return Feed(seen, "")
    return Feed(seen, f"More than {portal.site.feed_pages} pages of recent changes: raise rada.feed_pages.")


def _rows(listing: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = listing.get("list")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _total(listing: Mapping[str, Any], unstated: int) -> int:
    """How many rows there are in all, as the list states; where it does not, only a page without rows is the last."""
    stated = str(listing.get("cnt"))
    return int(stated) if stated.isascii() and stated.isdecimal() else unstated


def _newest(rows: list[dict[str, Any]]) -> dt.date:
    """The newest day of the rows' events; the end of time where none is stated."""
    return max((found for row in rows if (found := day(str(row.get("poddat"))))), default=dt.date.max)
