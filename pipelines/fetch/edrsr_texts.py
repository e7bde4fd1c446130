"""The texts of EDRSR: a night's walk along the queues, and the packs they land in.

What belongs here: which years are due, what is remembered of them, and the packs. What does not: which texts are
missing (`edrsr_queue.py`), asking for them (`edrsr_host.py`), what a text says (`pipelines.text`).
A pack is put in place as soon as it is full, so that a run that is killed loses one pack at most. Packs of a year are
numbered, and of two archives with one text the later by name wins: a text that is fetched again replaces the old one.
What is remembered is a hint: without it some texts are asked for once too often.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.fetch.edrsr_host import Outcome, TextHost, Wanted
from pipelines.fetch.edrsr_queue import fingerprint_of, landed_registers, landed_texts, queue_of
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import EdrsrSite
from pipelines.fetch.web import Web
from pipelines.sources.archive import ArchiveError

AGAIN = "refetched"
"""Name of the hint that tells when texts were fetched again."""

SWEEP = dt.timedelta(days=365)
"""How long texts that were not there keep their year due; later they are asked for when it is read anyway."""

_PACK = re.compile(r"texts_\d{4}_(\d{6})\.zip", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Texts:
    """The packs that landed, by path; how many texts were asked for and not given; what people should know."""

    landed: tuple[str, ...]
    missing: int
    notes: tuple[str, ...]


def fetch_texts(
    landing: Landing,
    site: EdrsrSite,
    web: Web,
    *,
    today: dt.date,
    years: Sequence[str] = (),
    refetch: Collection[str] = (),
    notice: Callable[[str], None],
) -> Texts:
    """Fetch what is missing beside the landed registers, and again the texts of the documents in `refetch`.

    A year whose archives are damaged is left out, with a note.
    """
    memory, host = _Memory(landing, site, today), TextHost(site, web)
    again, walked, notes = memory.due_again(refetch), list[_Walk](), list[str]()
    for year, registers in sorted(landed_registers(landing.folder).items(), reverse=True):
        named = year in years
        if host.is_over or (years and not named):
            continue
        try:
            if named or again or memory.is_due(year, registers):
                notice(f"Looking for missing texts of {year}.")
                walked.append(_walk(landing, site, host, memory, year, registers, again))
                again -= walked[-1].found
        except ArchiveError as error:
            notes.append(f"Texts of {year} were not looked for: {error}")
    if again and not years and not host.is_over:
        memory.keep_again(again)  # no register knows them; tomorrow they need not be searched for
    if host.gave_up:
        notes.append("The host of the texts gave none for a while and was left alone; run again later.")
    notes += [f"{walk.left} texts of {walk.year} are left for the next run." for walk in walked if walk.left]
    landed = tuple(path for walk in walked for path in walk.landed)
    return Texts(landed, sum(walk.missing for walk in walked), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Memory:
    """What earlier runs left: hints in the landing, and how long they hold."""

    landing: Landing
    site: EdrsrSite
    today: dt.date

    def is_due(self, year: str, registers: Sequence[str]) -> bool:
        """Whether texts may be had: an archive is new, some were left, or it is time to ask for missed ones again."""
        state = self.landing.state(_name(year))
        recent = int(year) >= (self.today - SWEEP).year
        stale = recent and any(not self.is_fresh(day) for day in _days(state.get("missed")).values())
        return bool(stale or state.get("left") or state.get("seen") != self.seen(year, registers))

    def seen(self, year: str, registers: Sequence[str]) -> str:
        """What the queue of a year is made from, in short."""
        return fingerprint_of(self.landing.folder, registers, landed_texts(self.landing.folder).get(year, []))

    def missed(self, year: str) -> dict[str, str]:
        """The texts of a year that were not there, by path, and the day they were asked for."""
        return _days(self.landing.state(_name(year)).get("missed"))

    def due_again(self, refetch: Collection[str]) -> set[int]:
        """Numbers of the documents in `refetch` that were not asked for in the last days."""
        lately = {key for key, day in _days(self.landing.state(AGAIN)).items() if self.is_fresh(day)}
        numbers = (key.partition(":")[2] for key in refetch if key not in lately)
        return {int(number) for number in numbers if number.isascii() and number.isdecimal()}

    def keep_again(self, numbers: Iterable[int]) -> None:
        """Remember that these texts were asked for again today."""
        kept = {key: day for key, day in _days(self.landing.state(AGAIN)).items() if self.is_fresh(day)}
        self.landing.keep_state(AGAIN, kept | {f"edrsr:{number}": self.today.isoformat() for number in numbers})

    def is_fresh(self, day: str) -> bool:
        """Whether something asked for on that day is not to be asked for yet."""
        return day > (self.today - dt.timedelta(self.site.retry_days)).isoformat()


def _name(year: str) -> str:
    return f"texts_{year}"


def _days(kept: Any) -> dict[str, str]:
    """Days by name, as a hint has them; none where the hint is something else."""
    return {str(name): str(day) for name, day in kept.items()} if isinstance(kept, dict) else {}


@dataclass(slots=True)
class _Walk:
    """One year's texts: the pack being filled, and what came of the walk so far."""

    landing: Landing
    site: EdrsrSite
    year: str
    number: int
    """number of the last pack"""
    landed: list[str] = field(default_factory=list)
    found: set[int] = field(default_factory=set)
    """rows whose text was to be fetched again, and was asked for"""
    missing: int = 0
    left: int = 0
    _members: list[tuple[str, bytes]] = field(default_factory=list)
    _bytes: int = 0

    def add(self, path: str, body: bytes) -> bool:
        """Take a text in; whether that filled a pack, which landed."""
        self._members.append((path, body))
        self._bytes += len(body)
        full = len(self._members) >= self.site.pack_texts or self._bytes >= self.site.pack_bytes
        if full:
            self.land()
        return full

    def land(self) -> None:
        """Put the pack in place, if there is anything in it."""
        path = f"texts_{self.year}_{self.number + 1:06d}.zip"
        if self.landing.pack(path, self._members):
            self.landed.append(path)
            self.number += 1
        self._members, self._bytes = [], 0


def _walk(
    landing: Landing,
    site: EdrsrSite,
    host: TextHost,
    memory: _Memory,
    year: str,
    registers: Sequence[str],
    again: Collection[int],
) -> _Walk:
    """Ask for the texts of one year, as far as the night reaches."""
    archives = landed_texts(landing.folder).get(year, [])
    queue, missed = queue_of(landing.folder, registers, archives, again), memory.missed(year)
    missed = {path: missed[path] for path in queue.filter(pl.col("path").is_in(list(missed)))["path"]}
    resting = [path for path, day in missed.items() if memory.is_fresh(day)]
    queue = queue.filter(pl.col("again") | ~pl.col("path").is_in(resting))
    walk = _Walk(landing, site, year, _last_number(archives), left=queue.height)
    before = landing.state(_name(year))
    for wanted, outcome in host.fetch(map(Wanted._make, queue.iter_rows())):
        if _take(walk, missed, wanted, outcome, memory.today):
            landing.keep_state(_name(year), {**before, "missed": missed, "left": walk.left})
    walk.land()
    landing.keep_state(_name(year), {"left": walk.left, "missed": missed, "seen": memory.seen(year, registers)})
    if walk.found:
        memory.keep_again(walk.found)
    return walk


def _take(walk: _Walk, missed: dict[str, str], wanted: Wanted, outcome: Outcome, today: dt.date) -> bool:
    """Enter one outcome; whether it filled a pack. A text that came again as it was needs no place in a pack."""
    walk.missing += outcome.kind != "text"
    if outcome.kind == "later":
        return False
    walk.left -= 1
    if wanted.again:
        walk.found.add(wanted.id)
    if outcome.kind == "gone":
        missed[wanted.path] = today.isoformat()
        return False
    missed.pop(wanted.path, None)
    same = (wanted.size, wanted.crc) == (len(outcome.body), zlib.crc32(outcome.body))
    return not same and walk.add(wanted.path, outcome.body)


def _last_number(archives: Sequence[str]) -> int:
    """The highest number of a pack among archives of texts."""
    fits = (_PACK.fullmatch(path.rsplit("/", 1)[-1]) for path in archives)
    return max((int(fit[1]) for fit in fits if fit), default=0)
