"""Which articles an act had on a day: the judge of superscripts, ranges and existence.

What belongs here: the registry made from the `statutes` asset, and what it says about a number as written.
Without an act's list the number stays as written, save where it is greater than the act's last article.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.citations.numbers import Value

ADMINISTRATIVE_CODE = ("80731-10", "80732-10", "8073-10")
"""КУпАП: the portal keeps articles 1–212-24, articles 213–330 and the whole under three ids."""

_LAST_ARTICLE = {"254к/96-вр": 161, "80731-10": 330, "2341-14": 447, "435-15": 1308, "2947-14": 292}
"""Last article of acts whose count never changes (new articles come as superscripts), from the acts themselves."""

_SURE, _LISTED, _GUESSED = 1.0, 0.95, 0.6


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of an act: days as YYYY-MM-DD (empty: open) and the numbers of its articles."""

    valid_from: str
    valid_to: str
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class ArticleRegistry:
    """Editions by law, in order of their days."""

    editions: dict[str, tuple[Edition, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str | None, str | None, Iterable[str]]]) -> ArticleRegistry:
        """From rows (law, first day, last day, articles), one per edition; the parts of КУпАП become one list."""
        editions: dict[str, list[Edition]] = {}
        for law, first, last, articles in rows:
            edition = Edition(first or "", last or "", frozenset(articles))
            editions.setdefault(law, []).append(edition)
        return cls({law: tuple(sorted(own, key=lambda e: e.valid_from)) for law, own in editions.items()})

    def edition(self, law: str, date: datetime.date | None) -> Edition | None:
        """The edition in force on the day, the newest when the day is unknown; none before the first."""
        own = self.editions.get(law)
        if not own:
            return None
        day = date.isoformat() if date else "9999"
        return next((e for e in reversed(own) if e.valid_from <= day), None)

    def articles(self, law: str, date: datetime.date | None) -> frozenset[str]:
        """Numbers of the act's articles on the day; empty when the registry does not know the act."""
        if law not in ADMINISTRATIVE_CODE:
            edition = self.edition(law, date)
            return edition.articles if edition else frozenset()
        found = (self.edition(one, date) for one in ADMINISTRATIVE_CODE)
        return frozenset().union(*(edition.articles for edition in found if edition))


def _flattened(digits: str, known: frozenset[str], last: int) -> str | None:
    """«1511» as 151-1: by the act's list, else by its last article, the longest base first."""
    for cut in (1, 2):
        base, raised = digits[:-cut], digits[-cut:]
        split = f"{base}-{raised}"
        if split in known or (not known and base and int(base) <= last and raised[0] != "0"):
            return split
    return None


def settle(value: Value, law: str | None, known: frozenset[str]) -> tuple[Value, float]:
    """The article as the act counts it, with a factor for the confidence.

    `known` are the act's articles on the day (empty: no list). A range whose ends form a superscript of the list
    is that superscript; a number that the act lacks is tried as a flattened superscript.
    """
    raised = f"{value.text}-{value.end}"
    if value.end and raised in known:
        return Value(raised), _SURE
    if value.end or value.text in known or not law:
        return value, _SURE
    last = _LAST_ARTICLE.get(ADMINISTRATIVE_CODE[0] if law in ADMINISTRATIVE_CODE else law, 0)
    beyond = value.text.isdigit() and len(value.text) > 1 and (known or (last and int(value.text) > last))
    split = _flattened(value.text, known, last) if beyond else None
    if split:
        return Value(split), _LISTED if known else _GUESSED + 0.2
    return value, _GUESSED if known else _LISTED


def administrative_part(article: str) -> str:
    """The id of КУпАП that holds an article: the second from 213 on."""
    base = article.partition("-")[0]
    return ADMINISTRATIVE_CODE[1 if base.isdigit() and int(base) >= 213 else 0]
