"""What earlier nights left of the texts of EDRSR: what was asked for in vain, and when it is to be asked for again.

What belongs here: the hints and the one rule of waiting. What does not: walking along a queue (`edrsr_texts.py`).
Whoever asks in vain waits longer and longer, so that what never comes costs ever less. What is remembered is a hint:
without it some texts are asked for once too often.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipelines.fetch import is_past
from pipelines.fetch.edrsr_queue import fingerprint_of, landed_texts
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import EdrsrSite

AGAIN = "refetched"
"""Name of the hint that tells when texts were fetched again."""

AGAIN_SHARE = 10
"""One text in so many of a night's bound may be one that lies here damaged."""

LONGEST = 32
"""Most times `retry_days` that something asked for in vain waits."""

SWEEP = dt.timedelta(days=365)
"""How long texts that were not there keep their year due; later they are asked for when it is read anyway."""


class Miss(NamedTuple):
    """When something was last asked for in vain, and in how many runs; 0 where the host fell silent at the first."""

    day: str
    runs: int


@dataclass(frozen=True, slots=True)
class Memory:
    """Hints in the landing, and how long they hold."""

    landing: Landing
    site: EdrsrSite
    today: dt.date

    def is_due(self, year: str, registers: Sequence[str]) -> bool:
        """Whether texts may be had: an archive is new, some were left, or it is time to ask for missed ones again."""
        state = self.landing.state(_name(year))
        recent = int(year) >= (self.today - SWEEP).year
        stale = recent and any(self.is_ripe(miss) for miss in misses_of(state.get("missed")).values())
        return bool(stale or state.get("left") or state.get("seen") != self.seen(year, registers))

    def seen(self, year: str, registers: Sequence[str]) -> str:
        """What the queue of a year is made from, in short."""
        return fingerprint_of(self.landing.folder, registers, landed_texts(self.landing.folder).get(year, []))

    def missed(self, year: str) -> dict[str, Miss]:
        """The texts of a year that were asked for in vain, by path."""
        return misses_of(self.landing.state(_name(year)).get("missed"))

    def keep(self, year: str, missed: Mapping[str, Miss], left: int, seen: str | None = None) -> None:
        """Remember a year: `left` texts wait for the next run; `seen` where it was walked to its end."""
        state = {"missed": missed, "left": left, "seen": seen or self.landing.state(_name(year)).get("seen")}
        self.landing.keep_state(_name(year), state)

    def is_ripe(self, miss: Miss) -> bool:
        """Whether it is time to ask again: after `retry_days`, then twice as many, four times as many and so on."""
        times = min(2 ** (miss.runs - 1), LONGEST) if miss.runs else 0
        return is_past(miss.day, self.today, self.site.retry_days * times)

    def one_more(self, miss: Miss | None, *, settled: bool = True) -> Miss:
        """A miss after another run; the first one counts only where it was `settled`, and no day counts twice."""
        today = self.today.isoformat()
        if miss is None:
            return Miss(today, int(settled))
        return Miss(today, max(miss.runs + (miss.day != today), int(settled)))

    def due_again(self, refetch: Collection[str]) -> list[int]:
        """Numbers of the documents in `refetch` whose turn it is: a share of the night, the longest unasked first."""
        known = misses_of(self.landing.state(AGAIN))
        ripe = [key for key in refetch if key not in known or self.is_ripe(known[key])]
        ripe.sort(key=lambda key: (known[key].day if key in known else "", key))
        numbers = (key.partition(":")[2] for key in ripe)
        asked = [int(number) for number in numbers if number.isascii() and number.isdecimal()]
        bound = self.site.texts_per_night
        return asked[: max(1, bound // AGAIN_SHARE)] if bound else asked

    def keep_again(self, numbers: Iterable[int], refetch: Collection[str]) -> None:
        """Remember that these texts were asked for again; what is healed, and has rested, is forgotten."""
        known = misses_of(self.landing.state(AGAIN))
        kept = {key: miss for key, miss in known.items() if key in refetch or not self.is_ripe(miss)}
        asked = {f"edrsr:{number}": self.one_more(known.get(f"edrsr:{number}")) for number in numbers}
        self.landing.keep_state(AGAIN, kept | asked)


def misses_of(kept: Any) -> dict[str, Miss]:
    """Misses by name, as a hint has them; what is no miss in it is left out.

    >>> misses_of({"a": ["2025-03-03", 2], "b": "soon"})
    {'a': Miss(day='2025-03-03', runs=2)}
    """
    return {str(name): miss for name, told in kept.items() if (miss := _miss(told))} if isinstance(kept, dict) else {}


def _miss(told: Any) -> Miss | None:
    try:
        day, runs = told
        return Miss(dt.date.fromisoformat(day).isoformat(), max(int(runs), 0))
    except (TypeError, ValueError):
        return None


def _name(year: str) -> str:
    return f"texts_{year}"
