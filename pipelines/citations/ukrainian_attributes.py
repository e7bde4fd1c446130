"""What follows the word «Закон» or «постанова»: state, day, number and title, all optional, in any order.

What belongs here: reading those four. Which act they name is decided in `ukrainian_laws`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pipelines.citations.laws import Law, key, table

STATE = r"України|УКРАЇНИ|УРСР|Української\s+РСР|СРСР|Украины|УССР|Украинской\s+ССР"
"""The state a law belongs to, in the genitive."""

_MONTHS = ("січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
           "листопада", "грудня")  # fmt: skip
DATE = (
    rf"від\s+(?P<date>\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}|\d{{1,2}}\s+(?:{'|'.join(_MONTHS)})\s+\d{{4}})"
    r"\s?(?:р(?:оку|\.)|р(?!\w)|г\.)?"
)
"""«від 21.12.00р.», «від 9 липня 2003 року»."""

_NUMBER = (
    r"(?:за\s+)?(?:(?:№|N|No)\.?\s*|(?=\d{1,5}\s?-\s?[IVXІХУ]))"
    r"(?P<number>\d{1,5}(?:/\d{2,4})?(?:(?:\s?[-/]\s?|\s)(?:[IVXІХУ]{1,5}|ВР|BP|вр|р)(?!\w)|-9[23](?!\w))?)(?![\w/])(?!-\w)"
)
_TITLE = r"(?P<title>[\"']{0,2})(?=(?:[Пп]ро|ПРО|О|Об)\s)"
_LONGEST_QUOTED = 600
_TITLE_AHEAD = re.compile(r"[Пп]ро\s")
_BEFORE_LETTERS = re.compile(r"(?:\s?[-/]\s?|\s)(?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of one act; `acts` are those of its title, empty when the title is unknown."""

    end: int
    state: bool = False
    date: str | None = None
    number: str | None = None
    titled: bool = False
    quoted: bool = False
    acts: tuple[Law, ...] = ()

    @property
    def any(self) -> bool:
        """Whether number, day or title tell the act apart from others."""
        return bool(self.number or self.titled or self.date)


@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(rf"\s*,?\s*(?:(?P<state>{STATE})(?!\w)|{DATE}|{_NUMBER}|{_TITLE})")


def day(written: str) -> str:
    """A day as written («21.12.00», «9 липня 2003») as YYYY-MM-DD; two digits from 30 on are of the last century."""
    number, month, year = re.split(r"[.\s]+", written)
    if len(year) < 4:
        year = ("19" if year >= "30" else "20") + year[-2:].zfill(2)
    return f"{year}-{int(month) if month.isdigit() else _MONTHS.index(month) + 1:02}-{int(number):02}"


def title(shadow: str, start: int, quote: str) -> tuple[int, tuple[Law, ...]]:
    """End and acts of the title that begins at `start`; a quoted title must be known whole, to its closing quote."""
    end, acts = table("uk").at(shadow, start)
    if not quote:
        return end, acts
    closing = re.compile(rf"[\s.,]*{quote[0]}{{1,2}}").match(shadow, end) if acts else None
    if closing:
        return closing.end(), acts
    close = _closing(shadow, start, quote[0])
    if close < 0:
        return start, ()
    # Courts leave out the state at the end of a title: «Про громадянство» is «Про громадянство України».
    return close + 1, table("uk").by_name.get(f"{key(shadow[start:close])} україни", ())


def _closing(shadow: str, start: int, quote: str) -> int:
    """Where the quotation that began before `start` ends, with titles quoted inside it left out; -1 when nowhere."""
    close = shadow.find(quote, start, start + _LONGEST_QUOTED)
    while close > 0 and _TITLE_AHEAD.match(shadow, close + 1):
        close = shadow.find(quote, close + 1, start + _LONGEST_QUOTED)
        close = (
            close + 1 if shadow.startswith(quote, close + 1) else shadow.find(quote, close + 1, start + _LONGEST_QUOTED)
        )
    return close


def _with(seen: Attributes, match: re.Match[str], shadow: str) -> Attributes | None:
    """The attributes with one more, or nothing when that one is there already or leads nowhere."""
    if match["state"] and not seen.state:
        return replace(seen, end=match.end(), state=True)
    if match["date"] and seen.date is None:
        return replace(seen, end=match.end(), date=day(match["date"]))
    if match["number"] and seen.number is None:
        return replace(seen, end=match.end(), number=_BEFORE_LETTERS.sub("-", match["number"]))
    if match["title"] is not None and not seen.titled:
        end, acts = title(shadow, match.end(), match["title"])
        quoted = bool(match["title"])
        return replace(seen, end=end, titled=True, quoted=quoted, acts=acts) if end > match.end() else None
    return None


def attributes(shadow: str, end: int) -> Attributes:
    """The attributes that stand from `end` on."""
    seen = Attributes(end)
    while (match := _attribute().match(shadow, seen.end)) is not None:
        more = _with(seen, match, shadow)
        if more is None:
            break
        seen = more
    return seen
