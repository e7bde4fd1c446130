"""The yearly archives of EDRSR: found on the portal, fetched, proved sound, and only then put in place.

What belongs here: the portal's catalogue and which archives are due. What does not: what an archive says
(`pipelines.sources`). The portal is a CKAN: https://docs.ckan.org/en/latest/api/, actions package_show and
package_search. Addresses of resources change with every upload, so they are looked up each night.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.fetch.edrsr_queue import landed_registers
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import EdrsrSite
from pipelines.fetch.web import PublisherError, Web
from pipelines.fetch.words import shown
from pipelines.sources.archive import ArchiveError, open_archive
from pipelines.sources.folder import Folder
from pipelines.sources.register import read_header
from pipelines.sources.register_offer import documents_member
from pipelines.sources.source import cell_year

STATE = "archives"
"""Name of the hint that tells which build of each archive was fetched, and when."""

SETTLING = dt.timedelta(days=31)
"""How long after its end a year is still fetched every night."""

PAGE = 100
"""Data sets asked for at a time."""

DOWNLOADS = 3
"""Whole downloads tried for one archive: the portal at times sends a page, or half an archive, as if it were sound."""

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Resource:
    """An archive as the portal lists it; `stamp` is another one when the portal changed it.

    `fits` counts the words searched for in the name of its data set and of who publishes that.
    """

    year: str
    url: str
    stamp: str
    package: str = ""
    fits: int = 0


@dataclass(frozen=True, slots=True)
class Renewed:
    """The archives that landed, by path; how many listed ones are in order; sentences for people.

    `failures` tell what could not be had, `notes` what is odd.
    """

    landed: tuple[str, ...]
    sound: int
    failures: tuple[str, ...]
    notes: tuple[str, ...] = ()


def renew_archives(
    landing: Landing,
    site: EdrsrSite,
    web: Web,
    *,
    today: dt.date,
    years: Sequence[str] = (),
    notice: Callable[[str], None],
) -> Renewed:
    """Fetch every archive that is due; the last good one stays until the new one is proved sound."""
    try:
        offered, notes = resources(site, web)
    except PublisherError as error:
        return Renewed((), 0, (str(error),))
    listed = [found for found in offered if not years or cell_year(int(found.year)) in years]
    here, state = landed_registers(landing.folder), landing.state(STATE)
    unlisted = sorted(set(years) - {cell_year(int(found.year)) for found in listed} - set(here))
    landed, failures = list[str](), [f"{shown(site.portal)} lists no archive of {year}." for year in unlisted]
    sound = 0
    for found in listed:
        path, twins = _place(found.year, here.get(cell_year(int(found.year)), []))
        notes += [f"{path} lies here twice: remove {', '.join(twins)}, which is not renewed."] if twins else []
        if _fingerprint(landing.folder, path) and not _is_due(found, state.get(found.year), today):
            sound += 1
            continue
        notice(f"Fetching {path}.")
        try:
            landed += [path] if _renew(landing, site, web, found.url, path) else []
        except PublisherError as error:
            failures.append(str(error))
            continue
        sound += 1
        state[found.year] = {"stamp": found.stamp, "day": today.isoformat()}
        landing.keep_state(STATE, state)
    return Renewed(tuple(landed), sound, tuple(failures), tuple(notes))


def _place(year: str, here: Sequence[str]) -> tuple[str, list[str]]:
    """Where a year's archive belongs: on top, else where a person put it; and what else bears its name."""
    name = f"edrsr_data_{year}.zip"
    twins = sorted(path for path in here if path.rsplit("/", 1)[-1].lower() == name)
    twins.sort(key=lambda path: (path.count("/"), path != name))
    return (twins[0], twins[1:]) if twins else (name, [])


def resources(site: EdrsrSite, web: Web) -> tuple[list[Resource], list[str]]:
    """The archives the portal lists, one a year, newest year first; and what is odd about them.

    Of several of one year that of the data set which fits the search best counts, and of its the latest.

    Raises:
        PublisherError: the portal cannot be understood, or nothing it lists is called like an archive.
    """
    pattern = re.compile(site.archive_name, re.IGNORECASE)
    seen, found = list[str](), dict[str, list[Resource]]()
    for package, listed in _listed(site, web):
        url, name = str(listed.get("url") or ""), str(listed.get("name") or "")
        seen.append(name or url)
        fits = pattern.fullmatch(name.strip()) or pattern.fullmatch(url.rsplit("/", 1)[-1])
        if fits and url.startswith(("http://", "https://")):
            stamp = f"{listed.get('last_modified') or ''} {listed.get('size') or ''}".strip()
            fit = _fit(package, site.search)
            found.setdefault(fits[1], []).append(Resource(fits[1], url, stamp, str(package.get("id") or ""), fit))
    if not found:
        raise PublisherError(
            f"{shown(site.portal)} lists no archive of the register: name its data sets (edrsr.packages) or the "
            "pattern of its archives (edrsr.archive_name) in publishers.toml; found: "
            f"{', '.join(seen[:_SHOWN]) or 'nothing'}."
        )
    best = [max(found[year], key=lambda each: (each.fits, each.stamp)) for year in sorted(found, reverse=True)]
    return best, [note for one in best for note in _rivals(one, found[one.year])]


def _rivals(chosen: Resource, offered: Sequence[Resource]) -> list[str]:
    """A sentence where more than one data set offers a year."""
    others = sorted({each.package for each in offered} - {chosen.package})
    told = f"{chosen.year} is offered by {', '.join(others)} too; {chosen.package} was taken"
    return [f"{told}: name what is right in edrsr.packages."] if others else []


def _fit(package: Mapping[str, Any], search: str) -> int:
    """How many of the words searched for stand in the name of a data set or of who publishes it."""
    owner = package.get("organization")
    told = f"{package.get('title') or ''} {owner.get('title') or '' if isinstance(owner, dict) else ''}".lower()
    return sum(word in told for word in search.lower().split())


def _listed(site: EdrsrSite, web: Web) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Every data set with each of its resources: those named in the settings, or those that a search finds."""
    for package in _packages(site, web):
        for each in package.get("resources") or ():
            if isinstance(each, dict):
                yield package, each


def _packages(site: EdrsrSite, web: Web) -> Iterator[Mapping[str, Any]]:
    """The data sets; a portal may give fewer in a page than were asked for."""
    for package in site.packages:
        yield _call(site, web, "package_show", ("id", package))
    start, count = 0, 0 if site.packages else 1
    while start < count:
        words = (("q", site.search), ("rows", str(PAGE)), ("start", str(start)))
        found = _call(site, web, "package_search", *words)
        results = found.get("results") or []
        yield from (package for package in results if isinstance(package, dict))
        start, count = start + len(results), int(found.get("count") or 0) if results else 0


def _call(site: EdrsrSite, web: Web, action: str, *params: tuple[str, str]) -> Mapping[str, Any]:
    """The result of a CKAN action."""
    url = f"{site.portal.rstrip('/')}/api/3/action/{action}"
    reply = web.get(url, params)
    try:
        told = json.loads(reply.body)
        if told["success"] and isinstance(told["result"], dict):
            return told["result"]
    except (ValueError, TypeError, KeyError):
        pass  # told below, together with answers that are JSON and say no
    raise PublisherError(f"{shown(url)} gives no data sets (status {reply.status}): correct edrsr in publishers.toml.")


def _is_due(found: Resource, kept: Any, today: dt.date) -> bool:
    """Whether a landed archive is to be fetched again: the portal changed it, or its year still runs.

    The running year is rebuilt daily whatever its stamp says; once a day is enough.
    """
    if not isinstance(kept, dict) or kept.get("stamp") != found.stamp:
        return True
    runs = int(found.year) >= (today - SETTLING).year
    return runs and kept.get("day") != today.isoformat()


def _renew(landing: Landing, site: EdrsrSite, web: Web, url: str, path: str) -> bool:
    """Put the archive at `url` in place; whether it is another one than lay there."""
    part, fault = landing.scratch(f"{path.replace('/', '-')}.part"), ""
    for download in range(DOWNLOADS):
        reply = web.download(url, part, limit=site.archive_bytes)
        if reply.status != 200:
            raise PublisherError(
                f"{path} was not renewed: {shown(reply.url)} answered {reply.status}; run again later."
            )
        try:
            fingerprint = _proved(part)
        except ArchiveError as error:
            part.unlink()
            fault = str(error)
            web.hold(site.pause_s * 2**download)
            continue
        if fingerprint == _fingerprint(landing.folder, path):
            part.unlink()
            return False
        landing.adopt(path, part)
        return True
    raise PublisherError(f"{path} was not renewed: {shown(url)} gives no sound archive ({fault}); run again later.")


def _proved(part: Path) -> str:
    """The fingerprint of a downloaded archive whose every member unpacks and whose register can be read.

    Raises:
        ArchiveError: it is no such archive.
    """
    with open_archive(Folder(str(part.parent)), part.name) as archive:
        with archive.stream(documents_member(archive)) as file:
            read_header(file)
        for member in archive.members:
            archive.verify(member)
        return archive.fingerprint


def _fingerprint(folder: Folder, path: str) -> str:
    """The fingerprint of a landed archive; empty where none lies, or a damaged one."""
    try:
        with open_archive(folder, path) as archive:
            return archive.fingerprint
    except (FileNotFoundError, ArchiveError):
        return ""
