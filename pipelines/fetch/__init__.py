"""Fetching: what the publishers offer over HTTP, brought into the sources folder, night after night.

What belongs here: the talk with the publishers. `web.py` knows manners, `landing.py` the folder, `settings.py` the
addresses, and one module per publisher its way of telling what changed. What does not: reading what was fetched,
which is the work of `pipelines.sources`; nothing is decided here about content, beyond refusing what is plainly no
document. A landing may be filled by other means too: these modules look at what lies there, not at what they did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import EdrsrSite, PublisherSite, RechtspraakSite, read_publishers
from pipelines.fetch.web import Web
from pipelines.sources.folder import Folder, SourceError


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one run brought, for people.

    `landed` are paths relative to the source's folder, `missing` counts what was asked for and not to be had.
    """

    source: str
    landed: tuple[str, ...]
    requests: int
    received: int
    missing: int
    notes: tuple[str, ...]


ZONES: Mapping[str, str] = MappingProxyType(
    {"edrsr": "Europe/Kyiv", "rechtspraak": "Europe/Amsterdam", "rada": "Europe/Kyiv"}
)
"""The publishers that can be asked, and where each lives: his day is the one that counts."""

NOTHING: Mapping[str, str] = MappingProxyType({})
"""Nothing lies here damaged."""


def silence(_: str) -> None:
    """Tell nobody."""


def is_past(day: str, today: dt.date, days: int) -> bool:
    """Whether that many days have gone by."""
    return (today - dt.date.fromisoformat(day)).days >= days


def utc_now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


def fetch(
    source: str,
    sources_folder: str,
    *,
    now: Callable[[], dt.datetime] = utc_now,
    years: Sequence[str] = (),
    refetch: Mapping[str, str] = NOTHING,
    notice: Callable[[str], None] = silence,
    web: Web | None = None,
) -> Fetched:
    """Bring one source's part of the sources folder up to date.

    Args:
        source: edrsr, rechtspraak or rada.
        sources_folder: folder or fsspec URL that holds a folder per source, and perhaps `publishers.toml`.
        now: the time, with its zone: how far changes are asked for, and what is tried again after some days.
        years: only these years, where the publisher parts his files by year; all that are due otherwise.
        refetch: ids of documents that lie here damaged, as `edrsr:86740127`, each with the landed file it came from;
            none is asked for more often than every `retry_days`.
        notice: told what goes on, one sentence at a time.
        web: how to ask; by default with the manners of the settings.

    Raises:
        SourceError: the settings are wrong, a publisher gives not what it should, or another fetch of the source is
            running; what had landed stays.
    """
    sources = Folder(sources_folder)
    landing, publishers = Landing(sources.sub(source)), read_publishers(sources)
    site: PublisherSite | None = getattr(publishers, source, None)
    if site is None:
        raise SourceError(f"{source} is no source that can be fetched; there are: edrsr, rechtspraak, rada.")
    today = now().astimezone(ZoneInfo(ZONES[source])).date()
    with landing.alone(source), nullcontext(web) if web else Web(site.manners) as opened:
        if isinstance(site, EdrsrSite):
            from pipelines.fetch.edrsr import fetch_edrsr

            return fetch_edrsr(landing, site, opened, today=today, years=years, refetch=refetch, notice=notice)
        if isinstance(site, RechtspraakSite):
            from pipelines.fetch.rechtspraak import fetch_rechtspraak

            return fetch_rechtspraak(
                landing, site, opened, today=today, years=years, refetch=refetch, notice=notice, now=now
            )
        from pipelines.fetch.rada import fetch_rada

        return fetch_rada(landing, publishers.rada, opened, today=today, refetch=refetch, notice=notice, now=now)
