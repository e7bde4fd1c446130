"""Addresses and manners of the publishers: every assumption about them is a setting.

What belongs here: one frozen class per publisher, whose defaults are what is known, and the reading of
`publishers.toml` in the sources folder, which may replace any of them:

    [edrsr]
    per_second = 2.0
    text_host = "https://mirror.example"

What does not: what is done with the settings. A key nobody knows, or a value of another kind, is an error: a setting
that is silently left out would be found missing months later.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, get_origin, get_type_hints

from pipelines.fetch.web import Manners
from pipelines.sources.folder import Folder, SourceError

FILE = "publishers.toml"
"""Settings of the publishers, in the sources folder; absent, the defaults hold."""

ABOVE_ZERO = ("per_second", "tries", "timeout_s", "threads", "pack_texts", "pack_bytes")
"""Settings with which nothing would go on if they were 0."""

Site = TypeVar("Site", bound="PublisherSite")


@dataclass(frozen=True, slots=True)
class PublisherSite:
    """What holds for every publisher; numbers are not negative, the pace is above zero."""

    user_agent: str = "lexcorpus"
    per_second: float = 1.0
    tries: int = 6
    timeout_s: float = 60.0
    pause_s: float = 1.0
    retry_days: int = 7
    """days before something the publisher did not have is asked for again"""

    @property
    def manners(self) -> Manners:
        """How this publisher is asked."""
        return Manners(self.user_agent, self.per_second, self.tries, self.timeout_s, self.pause_s)


@dataclass(frozen=True, slots=True)
class EdrsrSite(PublisherSite):
    """EDRSR: a CKAN portal with one archive a year, and a host with a file per text."""

    per_second: float = 5.0
    """the text host fails softly somewhere above 650 requests a second; no limit is published"""
    portal: str = "https://data.gov.ua"
    packages: tuple[str, ...] = ()
    """ids of the data sets that hold the archives; where none are given they are searched for"""
    search: str = "Єдиний державний реєстр судових рішень"
    """words the data sets are searched by"""
    archive_name: str = r"edrsr_data_(\d{4})\.zip"
    """what an archive of the register is called; the group is its year"""
    archive_bytes: int = 8 << 30
    """largest archive; real ones have 90 to 170 MB"""
    text_host: str = ""
    """scheme and host to ask for texts instead of those in the register's own addresses; empty: as they say"""
    text_bytes: int = 256 << 20
    """largest text; real ones reach 50 MB because of pictures"""
    texts_per_night: int = 250_000
    """most texts asked for in one run, about fourteen hours at this pace; 0: no bound"""
    threads: int = 4
    """threads that wait for texts, all at one pace"""
    pack_texts: int = 5_000
    pack_bytes: int = 256 << 20
    """texts, and bytes of texts, of a full pack"""


@dataclass(frozen=True, slots=True)
class RechtspraakSite(PublisherSite):
    """rechtspraak.nl: one archive of everything, and an index of changes."""

    per_second: float = 5.0
    """at most ten a second are tolerated"""
    api: str = "https://data.rechtspraak.nl"
    """index of changes and judgments"""
    bulk_url: str = "https://static.rechtspraak.nl/PI/OpenDataUitspraken.zip"
    bulk: str = "missing"
    """when the archive of everything is fetched: `missing` (or nothing tells its date), `always` when it was built
    anew, `never`"""
    bulk_bytes: int = 64 << 30
    """largest archive of everything; it has about 5.4 GB"""
    bulk_margin_s: int = 172_800
    """seconds before the archive's own date that its building may have begun"""
    since: str = ""
    """the moment changes are asked from where no archive of everything is fetched: 2026-01-31T00:00:00, Amsterdam"""
    page: int = 1000
    """changes in one answer of the index; more are cut off silently"""
    overlap_s: int = 7_200
    """seconds asked for again: the hour that comes twice in autumn, and clocks that differ"""
    delay_s: int = 60
    """seconds before now that are left to the next run"""
    judgment_bytes: int = 64 << 20
    threads: int = 4
    """threads that wait for judgments, all at one pace"""
    judgment_tries: int = 3
    """how often a judgment is asked for when an error page or another judgment comes"""
    patience: int = 20
    """judgments in a row not to be had after which the publisher is taken to be down"""


@dataclass(frozen=True, slots=True)
class RadaSite(PublisherSite):
    """Verkhovna Rada: lists, cards and texts of acts."""

    user_agent: str = "OpenData"
    """exactly this agent is let in"""
    per_second: float = 1.0
    """60 requests a minute are allowed"""
    portal: str = "https://data.rada.gov.ua"
    shunned: tuple[str, ...] = ("zakon.rada.gov.ua",)
    """hosts that forbid robots; a redirect there is an error"""
    requests_a_day: int = 100_000
    bytes_a_day: int = 200_000_000
    """what the portal allows a day; a run ends there in good order, and the next day goes on"""
    lists: tuple[str, ...] = ("doc.txt", "typ.txt", "org.txt")
    lists_at: str = "ogd/zak/laws/data/csv"
    feed_pages: int = 50
    """most pages of recent changes that are read in one run"""
    forms: tuple[str, ...] = ("xml", "txt")
    """forms of a text that are fetched: `xml` (a whole page with anchors), `html` (the site's page), `txt`"""
    acts: tuple[str, ...] = ()
    """identifiers of the acts wanted; empty: all"""
    text_bytes: int = 64 << 20
    token_hours: int = 23
    """hours a token is used; it is valid for 24"""
    patience: int = 5
    """acts in a row not to be had after which the publisher is taken to be down"""

    @property
    def manners(self) -> Manners:
        """How this publisher is asked."""
        return Manners(self.user_agent, self.per_second, self.tries, self.timeout_s, self.pause_s, self.shunned)


@dataclass(frozen=True, slots=True)
class Publishers:
    """All publishers."""

    edrsr: EdrsrSite = field(default_factory=EdrsrSite)
    rechtspraak: RechtspraakSite = field(default_factory=RechtspraakSite)
    rada: RadaSite = field(default_factory=RadaSite)


def read_publishers(sources: Folder) -> Publishers:
    """The settings of a sources folder; the defaults for what `publishers.toml` does not name.

    Raises:
        SourceError: the file is no TOML, or names something unknown or of another kind.
    """
    if not sources.is_file(FILE):
        return Publishers()
    try:
        told = tomllib.loads(sources.read(FILE).decode())
    except ValueError as error:
        raise SourceError(f"{FILE} cannot be read ({error}): correct it.") from error
    kinds = {"edrsr": EdrsrSite, "rechtspraak": RechtspraakSite, "rada": RadaSite}
    _refuse_unknown(told, kinds, "publisher")
    return Publishers(**{name: _site(kinds[name], name, table) for name, table in told.items()})


def _site(kind: type[Site], name: str, table: object) -> Site:
    """One publisher's settings."""
    if not isinstance(table, dict):
        raise SourceError(f"{FILE}: write the settings of {name} under [{name}].")
    hints = get_type_hints(kind)
    _refuse_unknown(table, [setting.name for setting in fields(kind)], f"setting of [{name}]")
    site = kind(**{key: _value(f"{name}.{key}", value, hints[key]) for key, value in table.items()})
    for key in (key for key in ABOVE_ZERO if not getattr(site, key, 1)):
        raise SourceError(f"{FILE}: {name}.{key} must be above 0.")
    if isinstance(site, EdrsrSite) and not _is_year_pattern(site.archive_name):
        raise SourceError(
            f"{FILE}: {name}.archive_name = {site.archive_name!r} is no pattern with one group, the year."
        )
    return site


def _is_year_pattern(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups == 1
    except re.error:
        return False


def _value(key: str, value: Any, kind: Any) -> Any:
    """The value, where it is of that kind: a whole number may stand for a fraction, a list of texts for a tuple."""
    if get_origin(kind) is tuple and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or (isinstance(value, int | float) and value < 0):
        raise SourceError(f"{FILE}: {key} = {value!r} is not {_KINDS.get(kind, 'a list of texts')}.")
    return value


_KINDS = {str: "a text", int: "a whole number from 0 on", float: "a number from 0 on", bool: "true or false"}


def _refuse_unknown(table: Any, known: Any, what: str) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise SourceError(f"{FILE}: {unknown[0]} is no {what}; there are: {', '.join(sorted(known))}.")
