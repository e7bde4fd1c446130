"""Which articles an act had on a day: the judge of superscripts, ranges and existence.

What belongs here: the registry made from the `statutes` asset, and what it says about a number as written. What does
not: citations (`resolve.py`). An article is kept as its lives, from the edition that brought it to the one that has it
no more: most live through all editions, so a register of thousands of editions takes little room.
Without an act's list the number stays as written, save where it is greater than the act's last article.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import polars as pl
import pyarrow as pa

from pipelines.citations.numbers import Value

ADMINISTRATIVE_CODE = ("80731-10", "80732-10", "8073-10")
"""КУпАП: the portal keeps articles 1–212-24, articles 213–330 and the whole under three ids."""

LAST_DAY = "9999-12-31"
"""Later than all days that are told."""

_NEVER = "~"
"""The end of what goes on: sorts after all days."""

_LAST_ARTICLE = {"254к/96-вр": 161, "80731-10": 330, "2341-14": 447, "435-15": 1308, "2947-14": 292}
"""Last article of acts whose count never changes (new articles come as superscripts), from the acts themselves."""

_SURE, _LISTED, _GUESSED = 1.0, 0.95, 0.6

Life = tuple[str, str]
"""First day of an article in its act, and the day it is there no more; days as YYYY-MM-DD, the first may be empty."""


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles that a few acts, read as one, had on a day; false when none of them is known for that day."""

    registry: ArticleRegistry
    laws: tuple[str, ...]
    day: str

    def __bool__(self) -> bool:
        """Whether there is a list at all."""
        return any(self.registry.edition(law, self.day) is not None for law in self.laws)

    def __contains__(self, article: object) -> bool:
        """Whether one of the acts had the article."""
        lives = (self.registry.lives.get((law, str(article)), ()) for law in self.laws)
        return any(first <= self.day < last for own in lives for first, last in own)


@dataclass(frozen=True, slots=True)
class ArticleRegistry:
    """First days of the editions of each law, in order, and the lives of each article (law, number)."""

    days: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lives: dict[tuple[str, str], tuple[Life, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str | None, str | None, Iterable[str]]]) -> ArticleRegistry:
        """From rows (law, first day, last day, articles), one per edition; the next edition ends the one before."""
        told = [(law, first or "", article) for law, first, _, own in rows for article in own]
        columns = [list(column) for column in zip(*told, strict=True)] or [[], [], []]
        return cls.of_lives(lives_of(pa.table(columns, names=["law", "valid_from", "article"])))

    @classmethod
    def of_lives(cls, lives: pl.DataFrame) -> ArticleRegistry:
        """From rows of `lives_of`, all of them or those of some laws."""
        days = {law: tuple(own) for law, own in lives.select("law", "days").unique("law").iter_rows()}
        told = lives.select("law", "article", "first", "last").sort("law", "article", "first").iter_rows()
        grouped = groupby(told, key=itemgetter(0, 1))
        return cls(days, {key: tuple((first, last) for *_, first, last in own) for key, own in grouped})

    def edition(self, law: str, day: str) -> str | None:
        """First day of the edition in force on a day; None before the first and where the law is not known."""
        own = self.days.get(law, ())
        index = bisect_right(own, day)
        return own[index - 1] if index else None

    def since(self, law: str, day: str) -> str:
        """The last day up to this one on which the act's articles changed: days of one answer read alike."""
        return max((self.edition(one, day) or "" for one in family_of(law)), default="")

    def articles(self, law: str, day: str) -> Articles:
        """The act's articles on the day; the parts of КУпАП are one act."""
        return Articles(self, family_of(law), day)


def family_of(law: str) -> tuple[str, ...]:
    """The ids under which an act is kept: three for КУпАП."""
    return ADMINISTRATIVE_CODE if law in ADMINISTRATIVE_CODE else (law,)


def iso(day: datetime.date | None) -> str:
    """A day as YYYY-MM-DD; one after all editions when it is not known."""
    return day.isoformat() if day else LAST_DAY


def lives_of(statutes: pa.Table) -> pl.DataFrame:
    """(law, article, first, last, days): the lives of all articles, and the first days of all editions of their laws.

    `statutes` needs law, valid_from and article of `schema.STATUTES`.
    """
    rows = pl.DataFrame(pl.from_arrow(statutes.select(["law", "valid_from", "article"])))
    rows = rows.with_columns(first=pl.col("valid_from").cast(pl.String).fill_null("")).unique()
    editions = rows.group_by("law").agg(days=pl.col("first").unique().sort())
    ends = editions.explode("days").select(
        "law",
        first="days",
        last=pl.col("days").shift(-1, fill_value=_NEVER).over("law"),
        number=pl.int_range(pl.len()).over("law"),
    )
    told = rows.join(ends, on=["law", "first"]).sort("law", "article", "number")
    run = pl.col("number") - pl.int_range(pl.len()).over("law", "article")
    lives = told.group_by("law", "article", run.alias("run")).agg(pl.col("first").min(), pl.col("last").max())
    return lives.join(editions, on="law").select("law", "article", "first", "last", "days").sort("law", "article")


def _flattened(digits: str, known: Articles, listed: bool, last: int) -> str | None:
    """«1511» as 151-1: by the act's list, else by its last article, the longest base first."""
    for cut in (1, 2):
        base, raised = digits[:-cut], digits[-cut:]
        split = f"{base}-{raised}"
        if split in known or (not listed and base and int(base) <= last and raised[0] != "0"):
            return split
    return None


def settle(value: Value, law: str | None, known: Articles) -> tuple[Value, float]:
    """The article as the act counts it, with a factor for the confidence.

    `known` are the act's articles on the day (none: no list). A range whose ends form a superscript of the list
    is that superscript; a number that the act lacks is tried as a flattened superscript.
    """
    raised = f"{value.text}-{value.end}"
    if value.end and raised in known:
        return Value(raised), _SURE
    if value.end or value.text in known or not law:
        return value, _SURE
    listed = bool(known)
    last = _LAST_ARTICLE.get(ADMINISTRATIVE_CODE[0] if law in ADMINISTRATIVE_CODE else law, 0)
    beyond = value.text.isdigit() and len(value.text) > 1 and (listed or (last and int(value.text) > last))
    split = _flattened(value.text, known, listed, last) if beyond else None
    if split:
        return Value(split), _LISTED if listed else _GUESSED + 0.2
    return value, _GUESSED if listed else _LISTED


def administrative_part(article: str) -> str:
    """The id of КУпАП that holds an article: the second from 213 on."""
    base = article.partition("-")[0]
    return ADMINISTRATIVE_CODE[1 if base.isdigit() and int(base) >= 213 else 0]
