"""Acts of the legislation portal by their identifiers: addresses there, paths here, and what lists and cards tell.

What belongs here: pure functions over identifiers, cards, the list of recent changes and `doc.txt`. What does not:
asking for any of them (`act_portal.py`, `rada.py`). Paths are those that `pipelines.sources.rada_acts` reads.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import polars as pl

from pipelines.sources.rada_lists import day, read_list

EDITION_EVENTS = (0, 4, 6)
"""Events (`podid`) that make an edition: amendment, adoption, new wording. Entry into force (1) makes none."""

_ROWS = 20_000
"""Rows of a list that are read at a time."""

_NREG = re.compile(r"\w[\w.()-]*(?:/\w[\w.()-]*)*")
_LANDED = re.compile(r"(?:/ed(?P<day>\d{8}))?(?:/page\d+)?\.(?:xml|html|txt)")
_NREG_TAG = re.compile(rb'<meta\s+name="?Nreg"?\s+content="([^"]*)"', re.IGNORECASE)
_ARTICLE_TAG = re.compile(rb"""\sid\s*=\s*["']?article\b""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an act to be fetched: the day of its edition (empty where the act has no editions) and its form."""

    nreg: str
    day: str
    form: str

    def address(self, page: int = 1) -> str:
        """Where the portal has it; every segment of the identifier percent-encoded, its slashes kept."""
        return f"/laws/show/{quote(self.nreg)}{self._part(page)}{'' if self.form == 'html' else f'.{self.form}'}"

    def path(self, page: int = 1) -> str:
        """Where it lies here."""
        return f"laws/show/{key(self.nreg)}{self._part(page)}.{self.form}"

    def _part(self, page: int) -> str:
        return (f"/ed{self.day}" if self.day else "") + (f"/page{page}" if page > 1 else "")


def key(nreg: str) -> str:
    """The identifier as paths here spell it: composed letters, lower case.

    >>> key("254К/96-ВР")
    '254к/96-вр'
    """
    return unicodedata.normalize("NFC", nreg).lower()


def is_nreg(nreg: object) -> bool:
    """Whether that can be an identifier, and so part of a path."""
    return isinstance(nreg, str) and len(nreg) <= 100 and bool(_NREG.fullmatch(nreg))


def card_address(nreg: str) -> str:
    """Where the portal has the card of an act."""
    return f"/laws/card/{quote(nreg)}.json"


def card_path(nreg: str) -> str:
    """Where the card of an act lies here."""
    return f"laws/card/{key(nreg)}.json"


def day_of(path: str, nreg: str) -> str | None:
    """The edition a landed path is a text of, empty where it names none; None when it is no text of that act."""
    found = _LANDED.fullmatch(path.removeprefix(f"laws/show/{key(nreg)}"))
    return (found["day"] or "") if found else None


def editions(card: Mapping[str, Any]) -> dict[str, str]:
    """What a card says of each edition: a hash of the statement by its first day, `yyyymmdd`.

    `eds` tells it; a card without that has `eds_dates` or only its `history`, `20070531:4:|20100209:0:1804-17`. An act
    without editions has one text, under an empty day.
    """
    listed, dates, history = card.get("eds"), card.get("eds_dates"), str(card.get("history") or "")
    if isinstance(listed, list) and listed:
        stated = {str(one.get("datred")): one for one in listed if isinstance(one, dict)}
    elif isinstance(dates, dict) and dates:
        stated = dict.fromkeys(map(str, dates), 0)
    else:
        events = (event.split(":") for event in history.split("|") if event.count(":") >= 2)
        stated = {first: event for first, event, *_ in events if event in map(str, EDITION_EVENTS)}
    found = {first: digest(one) for first, one in sorted(stated.items()) if day(first)}
    return found or {"": digest([card.get(name) for name in ("datred", "poddat", "size", "pages", "format")])}


def edition_count(card: Mapping[str, Any]) -> int:
    """How many editions a card says there are; 0 where it does not say."""
    stated = str(card.get("edcnt"))
    return int(stated) if stated.isascii() and stated.isdecimal() else 0


def recent(listing: Mapping[str, Any]) -> dict[str, str]:
    """What a page of recent changes says of each act: a hash of its row by identifier, the place in the list aside."""
    rows = listing.get("list")
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {
        row["nreg"]: digest({name: value for name, value in row.items() if name != "num"})
        for row in found
        if is_nreg(row.get("nreg"))
    }


def listed(body: bytes) -> list[str]:
    """The identifiers of `doc.txt`, each once, in its order."""
    lines, found = body.splitlines(), dict[str, str]()
    for start in range(0, len(lines), _ROWS):
        rows = read_list(b"\n".join(lines[start : start + _ROWS])).filter(pl.col("fault").is_null())
        found |= {key(nreg): nreg for nreg in rows["nreg"].to_list() if is_nreg(nreg)}
    return list(found.values())


def relisted(old: bytes, new: bytes) -> list[str]:
    """The identifiers whose rows in `doc.txt` are new or changed."""
    known = set(old.splitlines())
    return listed(b"\n".join(line for line in new.splitlines() if line not in known))


def is_text(body: bytes, form: str, nreg: str) -> bool:
    """Whether a body is a text of that act: an error page comes with status 200, too."""
    if form == "txt":
        return bool(body.strip()) and not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    stated = _NREG_TAG.search(body)
    ours = stated is None or key(stated[1].decode("utf-8", "replace")) == key(nreg)
    return ours and bool(_ARTICLE_TAG.search(body))


def digest(stated: object) -> str:
    """A short hash of a JSON value, whatever the order of its names."""
    words = json.dumps(stated, sort_keys=True, ensure_ascii=True)
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
