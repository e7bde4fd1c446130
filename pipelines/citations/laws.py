"""The table of laws: names, abbreviations and numbers to canonical ids, and the act in force on a day.

What belongs here: looking a name up, and choosing among acts of one name. Where a name begins and ends in
a text is the business of `ukrainian_laws` and `dutch_laws`. The data is `law_aliases.csv` beside this
module; its ids are Rada nreg, BWB and CELEX. Still to come: validity dates from the acts' own cards, since
most of those in the table are recalled.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from pipelines.citations.numbers import latin

_CONVOCATIONS = (  # first day of each Verkhovna Rada and the nreg suffix of its acts
    ("1990-05-15", "12"), ("1998-05-12", "14"), ("2002-05-14", "15"), ("2006-05-25", "16"), ("2007-11-23", "17"),
    ("2012-12-12", "18"), ("2014-11-27", "19"), ("2019-08-29", "20"),
)  # fmt: skip
_SUFFIXES = {"XII": "12", "III": "14", "XIV": "14", "IV": "15", "V": "16", "VI": "17",
             "VII": "18", "VIII": "19", "IX": "20"}  # fmt: skip
_SOVIET_SUFFIXES = {"VI": "06", "VII": "07", "VIII": "08", "IX": "09", "X": "10", "XI": "11"}
_WORD = re.compile(r"[\w']+")
_SAME = {"та": "і", "й": "і", "у": "в"}
"""Words that courts write for one another in titles, as the sounds around them ask."""

_LONGEST_TITLE = 1000
_REMEMBERED = 1 << 16
"""Choices kept: a few hundred names on each of a few thousand days."""
_TOWARDS_TODAY = "9999-12-31"


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """One act of the table, equal to itself alone; days are YYYY-MM-DD, or empty where the table does not say."""

    id: str
    jurisdiction: str
    kind: str
    name: str
    abbreviations: tuple[str, ...]
    forms: tuple[str, ...]
    number: str
    adopted: str
    valid_from: str
    valid_to: str

    def begins(self) -> str:
        """First day known of the act: in force, adopted, or the convocation its id tells; else empty."""
        suffix = self.id.rpartition("-")[2]
        return self.valid_from or self.adopted or next((day for day, own in _CONVOCATIONS if own == suffix), "")

    def certainty(self) -> int:
        """How well the table knows its days: 2 in force, 1 adopted, 0 only the convocation."""
        return 2 if self.valid_from or self.valid_to else 1 if self.adopted else 0


def plain(word: str) -> str:
    """A word as names are compared by: lower case, without apostrophes, «та» and «й» as «і», «у» as «в»."""
    word = word.lower().replace("'", "")
    return _SAME.get(word, word)


def key(name: str) -> str:
    """Look-up key: words as `plain` has them, punctuation and hyphens as single spaces."""
    words = re.sub(r"[^\w]+", " ", name.replace("\\", "").replace("'", "")).split()
    return " ".join(map(plain, words))


@dataclass(frozen=True, slots=True)
class LawTable:
    """All laws by key of name, by abbreviation as written and by official number."""

    by_id: dict[str, Law]
    by_name: dict[str, tuple[Law, ...]]
    by_abbreviation: dict[str, tuple[Law, ...]]
    by_number: dict[str, Law]
    reach: dict[str, int]

    def at(self, shadow: str, start: int) -> tuple[int, tuple[Law, ...]]:
        """End and acts of the longest known name that begins at `start`; `start` itself and none when there is none."""
        ends: list[int] = []
        words: list[str] = []
        limit = 2
        for match in _WORD.finditer(shadow, start, start + _LONGEST_TITLE):
            words.append(plain(match[0]))
            ends.append(match.end())
            if len(words) == 2:
                limit = self.reach.get(" ".join(words), 1)
            if len(words) >= limit:
                break
        for count in range(len(words), 0, -1):
            acts = self.by_name.get(" ".join(words[:count]))
            if acts:
                return ends[count - 1], acts
        return start, ()


def _reach(names: Iterable[str]) -> dict[str, int]:
    """By the first two words of a name, how many words the longest such name has."""
    reach: dict[str, int] = {}
    for name in names:
        words = name.split()
        first = " ".join(words[:2])
        reach[first] = max(reach.get(first, 0), len(words))
    return reach


def _read() -> list[Law]:
    text = (files("pipelines.citations") / "law_aliases.csv").read_text(encoding="utf-8")
    split = re.compile(r"\|").split
    return [
        Law(
            id=row["law_id"], jurisdiction=row["jurisdiction"], kind=row["kind"], name=row["name"],
            abbreviations=tuple(filter(None, split(row["abbreviations"]))),
            forms=tuple(filter(None, split(row["inflected_forms"]))),
            number=row["number"], adopted=row["adopted"], valid_from=row["valid_from"], valid_to=row["valid_to"],
        )
        for row in csv.DictReader(text.splitlines())
    ]  # fmt: skip


def _index(pairs: Iterable[tuple[str, Law]]) -> dict[str, tuple[Law, ...]]:
    index: dict[str, tuple[Law, ...]] = {}
    for name, law in pairs:
        if law not in index.get(name, ()):
            index[name] = (*index.get(name, ()), law)
    return index


@cache
def table(language: str) -> LawTable:
    """The laws a text of that language may cite (uk: Ukraine; nl: the Netherlands and the Union)."""
    own = [law for law in _read() if (law.jurisdiction == "UA") == (language == "uk")]
    short = ((law, name.removeprefix("Закон ")) for law in own for name in law.abbreviations if " про " in name)
    named = [(law, name) for law in own for name in (law.name, *law.forms)]
    names = _index((key(name), law) for law, name in (*named, *short) if key(name))
    return LawTable(
        by_id={law.id: law for law in own},
        by_name=names,
        by_abbreviation=_index((abbreviation, law) for law in own for abbreviation in law.abbreviations),
        by_number={law.number.upper(): law for law in own if law.number},
        reach=_reach(names),
    )


@lru_cache(_REMEMBERED)
def in_force(laws: tuple[Law, ...], date: datetime.date | None) -> tuple[Law | None, float]:
    """Among acts of one name the one in force on the day (today's when unknown), and how sure that is.

    Acts whose days the table knows are preferred to those it does not: an amending act often bears the
    title of the act it amends. When nothing tells the acts apart, none is returned.
    """
    if len(laws) == 1:
        return laws[0], 0.95
    best = max((law.certainty() for law in laws), default=0)
    known = [law for law in laws if law.certainty() == best]
    day = date.isoformat() if date else _TOWARDS_TODAY
    begun = [law for law in known if law.begins() <= day]
    living = [law for law in begun if (law.valid_to or _TOWARDS_TODAY) >= day]
    if best == 0 and len(known) > 2:
        return None, 0.3
    chosen = living or begun or known
    if not chosen or len({law.begins() for law in chosen}) < len(chosen):
        return None, 0.3
    return max(chosen, key=Law.begins), 0.9 if living and date else 0.7


def by_number(number: str, adopted: str | None, date: datetime.date | None) -> str | None:
    """Canonical id of a law cited by number («796-ХІІ», «280/97-ВР», or «2181» with its day), else None.

    Source of the rule: the portal's nreg, whose suffix counts the convocations. The Roman numerals of the
    Ukrainian SSR and of today collide between VI and IX, so the day of adoption (or of the citing text) decides.
    """
    plain, _, suffix = number.replace(" ", "").partition("-")
    roman = latin(suffix.upper())
    known = table("uk").by_number.get(f"{plain}-{roman}")
    if known:
        return known.id
    if roman == "BP":
        return f"{plain}-вр"
    if not suffix and adopted and adopted >= "1990" and not "1994-05-11" <= adopted < "1998-05-12":
        return f"{plain}-{max(pair for pair in _CONVOCATIONS if pair[0] <= adopted or pair[1] == '12')[1]}"
    soviet = (adopted or (date.isoformat() if date else _TOWARDS_TODAY)) < "1991" or roman in {"X", "XI"}
    ending = (_SOVIET_SUFFIXES if soviet else _SUFFIXES).get(roman)
    return f"{plain}-{ending}" if ending else None
