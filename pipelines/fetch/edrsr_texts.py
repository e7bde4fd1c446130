"""The texts of EDRSR: a night's walk along the queues, and the packs they land in.

What belongs here: the order of asking, and the packs. What does not: which texts are missing (`edrsr_queue.py`), asking
for them (`edrsr_host.py`), what is remembered (`edrsr_memory.py`), what a text says (`pipelines.text`).
A pack is put in place as soon as it is full, so that a run that is killed loses one pack at most. Packs of a year are
numbered, and the last one counts: a text that is fetched again replaces the old one, wherever that lies.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.fetch.edrsr_host import Outcome, TextHost, Wanted
from pipelines.fetch.edrsr_memory import Memory, Miss
from pipelines.fetch.edrsr_queue import QUEUE, landed_registers, landed_texts, queue_of, readable
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import EdrsrSite
from pipelines.fetch.web import Web
from pipelines.sources.archive import ArchiveError
from pipelines.sources.text_packs import pack_number

KEEP_EVERY = 1_000
"""Outcomes after which what is known is kept: a run that is killed asks for no more than these once too often."""


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

    A year whose register is damaged is left out, with a note. Of the texts in `refetch` some are asked for each night.
    """
    memory, host = Memory(landing, site, today), TextHost(site, web)
    again, walked, notes = set(memory.due_again(refetch)), list[_Walk](), list[str]()
    for year, registers in sorted(landed_registers(landing.folder).items(), reverse=True):
        named = year in years
        if host.is_over or (years and not named):
            continue
        try:
            if named or again or memory.is_due(year, registers):
                notice(f"Looking for missing texts of {year}.")
                walked.append(_walk(landing, site, host, memory, year, registers, again))
                memory.keep_again(walked[-1].found, refetch)
                again -= walked[-1].found
        except ArchiveError as error:
            notes.append(f"Texts of {year} were not looked for: {error}")
    if again and not years and not host.is_over:
        memory.keep_again(again, refetch)  # no register knows them; tomorrow they need not be searched for
    if host.gave_up:
        notes.append("The host of the texts gave none for a while and was left alone; run again later.")
    notes += [note for walk in walked for note in walk.told()]
    landed = tuple(path for walk in walked for path in walk.landed)
    return Texts(landed, sum(walk.missing for walk in walked), tuple(notes))


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
    asked: int = 0
    came: int = 0
    gone: int = 0
    left: int = 0
    notes: list[str] = field(default_factory=list)
    _members: list[tuple[str, bytes]] = field(default_factory=list)
    _bytes: int = 0

    @property
    def missing(self) -> int:
        """Texts asked for that did not come."""
        return self.asked - self.came

    def told(self) -> list[str]:
        """How far the walk went, and what people should know of it."""
        if not self.asked and not self.left:
            return self.notes
        counts = f"{self.asked} asked for, {self.came} came, {self.gone} gone, {self.left} left for the next run"
        return [*self.notes, f"Texts of {self.year}: {counts}."]

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
    memory: Memory,
    year: str,
    registers: Sequence[str],
    again: Collection[int],
) -> _Walk:
    """Ask for the texts of one year, as far as the night reaches."""
    archives, notes = readable(landing.folder, landed_texts(landing.folder).get(year, []))
    queue = queue_of(landing.folder, registers, archives, again)
    nowhere = 0 if site.text_host else queue["origin"].null_count()
    if nowhere:
        notes.append(f"{nowhere} addresses of texts of {year} name no host: set edrsr.text_host in publishers.toml.")
        queue = queue.drop_nulls("origin")
    known, number = memory.missed(year), max(map(pack_number, landed_texts(landing.folder).get(year, [])), default=0)
    missed = {path: known[path] for path in queue.filter(pl.col("path").is_in(list(known)))["path"]}
    queue = in_order(queue, missed, [path for path, miss in missed.items() if not memory.is_ripe(miss)])
    walk = _Walk(landing, site, year, number, left=queue.height, notes=notes)
    for wanted, outcome in host.fetch(map(Wanted._make, queue.iter_rows())):
        if _take(walk, missed, wanted, outcome, memory) or walk.asked % KEEP_EVERY == 0:
            memory.keep(year, missed, walk.left)
    walk.land()
    memory.keep(year, missed, walk.left, memory.seen(year, registers))
    return walk


def in_order(queue: pl.DataFrame, missed: Mapping[str, Miss], resting: Collection[str]) -> pl.DataFrame:
    """A queue as `Wanted`: texts to be fetched again, then those never asked for, then the missed, the oldest first.

    Texts that rest are left out.
    """
    days = pl.DataFrame(
        {"path": list(missed), "missed": [miss.day for miss in missed.values()]},
        schema={"path": pl.String, "missed": pl.String},
    )
    due = queue.filter(pl.col("again") | ~pl.col("path").is_in(list(resting)))
    ordered = due.join(days, on="path", how="left", maintain_order="left")
    by = ("again", "missed", "id", "path")
    return ordered.sort(by, descending=[True, False, True, True], nulls_last=False).select(*QUEUE.names(), "missed")


def _take(walk: _Walk, missed: dict[str, Miss], wanted: Wanted, outcome: Outcome, memory: Memory) -> bool:
    """Enter one outcome; whether it filled a pack. A text that came again as it was needs no place in a pack."""
    walk.asked += 1
    walk.left -= outcome.kind != "later"
    walk.gone += outcome.kind == "gone"
    if wanted.again:
        walk.found.add(wanted.id)
    if outcome.kind != "text":
        missed[wanted.path] = memory.one_more(missed.get(wanted.path), settled=outcome.kind != "later")
        return False
    walk.came += 1
    missed.pop(wanted.path, None)
    same = (wanted.size, wanted.crc) == (len(outcome.body), zlib.crc32(outcome.body))
    return not same and walk.add(wanted.path, outcome.body)
