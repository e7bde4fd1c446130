"""The archive of everything that rechtspraak.nl builds now and then: the first load.

What belongs here: whether it is wanted, fetching and verifying it, and the moment after which changes must be asked
for. What does not: the changes (`rechtspraak.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.fetch import judgment_packs
from pipelines.fetch.judgment_index import AMSTERDAM
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import FILE, RechtspraakSite
from pipelines.fetch.web import PublisherError, Web
from pipelines.sources.archive import ArchiveError, open_archive
from pipelines.sources.folder import Folder, SourceError

BULK = "OpenDataUitspraken.zip"
"""The archive, as the publisher calls it and as it lies here."""

_ONE_BYTE = {"Range": "bytes=0-0"}
_PROBE_BYTES = 64 << 10


def is_wanted(landing: Landing, site: RechtspraakSite, web: Web, state: dict[str, Any]) -> bool:
    """Whether the settings and what lies here ask for the archive.

    Raises:
        SourceError: the settings say something unknown.
    """
    if site.bulk not in ("missing", "always", "never"):
        raise SourceError(f"{FILE}: rechtspraak.bulk is {site.bulk!r}; write missing, always or never.")
    if site.bulk == "never":
        return False
    if not judgment_packs.archives(landing) or beginning(landing, site, state) is None:
        return True
    return site.bulk == "always" and not _is_unchanged(site, web, state.get("bulk", ""))


def download(landing: Landing, site: RechtspraakSite, web: Web, notice: Callable[[str], None]) -> str:
    """Fetch the archive to the landing's scratch and see that it is whole; its date, as the publisher states it.

    Raises:
        PublisherError: it is not to be had, or not sound.
        SourceError: neither the publisher nor the settings tell its date.
    """
    if not site.since and _date(site, web) == "":
        raise SourceError(
            f"{site.bulk_url} tells no date, so that nobody knows from when on changes are to be asked for: "
            f'write since = "2026-01-31T00:00:00" under [rechtspraak] in {FILE}, a moment before it was built.'
        )
    part = landing.scratch(BULK)
    notice(f"rechtspraak: fetching {site.bulk_url}")
    reply = web.download(site.bulk_url, part, limit=site.bulk_bytes)
    if reply.status != 200:
        raise PublisherError(f"{site.bulk_url} answered {reply.status}: correct bulk_url in {FILE}.")
    try:
        _verify(Folder(str(part.parent)), part.name)
    except ArchiveError as error:
        part.unlink()
        raise PublisherError(f"{site.bulk_url} is no sound archive ({error}): run again later.") from error
    return reply.headers.get("last-modified", "")


def beginning(landing: Landing, site: RechtspraakSite, state: dict[str, Any]) -> dt.datetime | None:
    """The moment up to which all lies here, naive wall time of Amsterdam; None where nothing tells.

    The packs tell it; without any the archive's date, which is a hint (lost, it costs a download), else the settings.

    Raises:
        SourceError: the moment in the settings is none.
    """
    if (mark := judgment_packs.mark(landing)) is not None:
        return mark
    if built := state.get("bulk"):
        local = parsedate_to_datetime(built).astimezone(ZoneInfo(AMSTERDAM)).replace(tzinfo=None)
        return local - dt.timedelta(seconds=site.bulk_margin_s)
    try:
        return dt.datetime.fromisoformat(site.since).replace(tzinfo=None) if site.since else None
    except ValueError as error:
        raise SourceError(f"{FILE}: rechtspraak.since is no moment such as 2026-01-31T00:00:00.") from error


def _date(site: RechtspraakSite, web: Web) -> str | None:
    """The date of the archive, asked for with one byte of it; None where the server sends only all of it."""
    try:
        reply = web.get(site.bulk_url, headers=_ONE_BYTE, limit=_PROBE_BYTES)
    except PublisherError:
        return None
    return reply.headers.get("last-modified", "") if reply.status in (200, 206) else None


def _is_unchanged(site: RechtspraakSite, web: Web, held: str) -> bool:
    """Whether the publisher's archive still has the date of the one fetched; one byte is asked for."""
    if not held:
        return False
    try:
        reply = web.get(site.bulk_url, headers=_ONE_BYTE | {"If-Modified-Since": held}, limit=_PROBE_BYTES)
    except PublisherError:  # a server without ranges sends it all; one that is down is met again at the download
        return False
    return reply.status == 304 or reply.headers.get("last-modified") == held


def _verify(folder: Folder, name: str) -> None:
    """See that the archive holds archives, and that every byte of theirs is as the directory says."""
    with open_archive(folder, name) as archive:
        if not any(member.name.lower().endswith(".zip") for member in archive.members):
            raise ArchiveError("unreadable", "it holds no monthly archives")
        for member in archive.members:
            archive.verify(member)
