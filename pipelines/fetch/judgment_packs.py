"""Packs of changed judgments: how they are named, and what their names prove.

What belongs here: `YYYY/changes_<stamp>.zip`, one per window of the index and year of the ECLI, with the judgments as
received (`ECLI_NL_HR_2024_309.xml`) and, for what was withdrawn, the publisher's own entry (`ECLI_….entry.xml`).
What does not: asking for them.

A stamp is wall time of Amsterdam in 14 digits. The newest stamp of all packs is the mark: up to there everything that
changed lies here. To keep that true wherever a run is killed, only the last pack of a window bears the window's end;
those before it bear the mark as it was. Where a name is taken, three digits are added: it sorts after the other one,
and a later pack wins.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from pipelines.fetch.landing import CORNER, Landing
from pipelines.sources.archive import Archive, ArchiveError, open_archive
from pipelines.sources.judgment_archives import MONTH_BYTES
from pipelines.sources.judgment_record import ecli_of

STAMP = "%Y%m%d%H%M%S"

_PACK = re.compile(r"\d{4}/changes_(\d{14})\d*\.zip")


def packs(landing: Landing) -> list[str]:
    """The packs of a landing, by path."""
    return [path for path in archives(landing) if _PACK.fullmatch(path)]


def archives(landing: Landing) -> list[str]:
    """Every archive of a landing: months, archives of months, packs; the fetcher's own corner left out."""
    if not landing.folder.exists():
        return []
    return [entry.path for entry in landing.folder.walk(avoid=(CORNER,)) if entry.path.lower().endswith(".zip")]


def mark(landing: Landing) -> dt.datetime | None:
    """The moment up to which everything lies here, by the names of the packs; None without any."""
    stamps = [found[1] for path in packs(landing) if (found := _PACK.fullmatch(path))]
    return dt.datetime.strptime(max(stamps), STAMP) if stamps else None


def member(ecli: str, withdrawn: bool) -> str:
    """What a judgment, or its withdrawal, is called in a pack.

    >>> member("ECLI:NL:HR:2024:309", withdrawn=False)
    'ECLI_NL_HR_2024_309.xml'
    """
    return f"{ecli.replace(':', '_')}{'.entry' if withdrawn else ''}.xml"


def held(landing: Landing) -> Iterator[str]:
    """Judgments that lie here, by ECLI: those of packs first, the newest before the others."""
    for path in sorted(archives(landing), key=lambda path: (bool(_PACK.fullmatch(path)), path), reverse=True):
        try:
            with open_archive(landing.folder, path) as archive:
                yield from _eclis(archive)
        except ArchiveError:  # the reading says so
            continue


def _eclis(archive: Archive) -> Iterator[str]:
    for entry in archive.members:
        if entry.name.lower().endswith(".zip"):
            with archive.inner(entry.name, MONTH_BYTES) as month:
                yield from _eclis(month)
        elif ecli := ecli_of(_stem(entry.name).replace("_", ":")):
            yield ecli


def _stem(name: str) -> str:
    """The name of a judgment's file without its ending; empty for a withdrawal."""
    return "" if name.endswith(".entry.xml") else name.rpartition(".")[0]


def write(landing: Landing, members: Iterable[tuple[str, bytes]], mark: dt.datetime, end: dt.datetime) -> list[str]:
    """Pack the members by the year of their ECLI, in order; the paths written. Up to `end` all lies here then."""
    years = dict[str, list[tuple[str, bytes]]]()
    for name, body in members:
        years.setdefault(name.split("_")[3], []).append((name, body))
    written = list[str]()
    for place, (year, own) in enumerate(sorted(years.items()), 1):
        path = _free(landing, year, end if place == len(years) else mark)
        landing.pack(path, own)
        written.append(path)
    return written


def _free(landing: Landing, year: str, stamp: dt.datetime) -> str:
    """The first name of that stamp that no pack has."""
    base = f"{year}/changes_{stamp.strftime(STAMP)}"
    names = (f"{base}{f'{number:03d}' if number else ''}.zip" for number in range(1000))
    return next(name for name in names if not landing.folder.is_file(name))
