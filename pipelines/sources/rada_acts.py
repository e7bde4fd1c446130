"""Which acts of Ukraine's legislation portal a folder holds: list rows, cards and texts brought together.

What belongs here: telling from paths which act and edition a file is, the acts of a cell, and the statements about
one. What lists, cards and pages say is read by `rada_lists.py`; documents are made in `rada.py`.
A survey is linear in the files it is given. It reads the lists, and of acts that no list dates the card or page.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

import polars as pl

from pipelines.sources.archive import ArchiveError, open_archive
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.rada_lists import Stated, day, list_statement, read_card, read_codes, read_list, read_page
from pipelines.sources.source import SourceFile, bad_file, cell_year

KINDS = ("xml", "html", "txt")
"""Kinds of text, the best first: whole pages with anchors, site pages, text without superscripts."""

LIST_BYTES = 512 << 20
"""Largest list; doc.txt with its 293,049 acts stays under 100 MB."""

LIST_ROWS = 3_000_000
"""Most rows of a list, ten times as many as there are acts: each is an object of Python's while it is read."""

CARD_BYTES = 16 << 20
"""Most bytes of a card that are read: a card is metadata, and what is longer is none."""

HEAD_BYTES = 16 << 10
"""Bytes of a page, UTF-8, in which its meta tags, title and edition stand."""

_LISTS = {"acts": ("doc.txt", "doc.zip"), "types": ("typ.txt",), "issuers": ("org.txt",)}
"""The lists that are read, by the names a file may have."""

_TEXT = re.compile(
    r"(?:.*/)?laws/show/(?P<nreg>.+?)(?:/ed(?P<edition>\d{8}))?(?:/page(?P<page>[0-9]{0,4}))?\.(?P<kind>xml|html?|txt)",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?:.*/)?laws/card/(?P<nreg>.+?)(?:/ed(?P<edition>\d{8}))?\.json", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextFile:
    """One text of an act: its edition where the path tells, its kind, its page where the site cut it."""

    path: str
    edition: dt.date | None
    kind: str
    page: int


@dataclass(frozen=True, slots=True)
class Act:
    """An act by its identifier in lower case, with all the folder holds of it.

    `listed` is what the list states, `row` where: "row 17", "" where nothing does. Cards and texts are in path order,
    the card without a date first.
    """

    nreg: str
    listed: Stated | None
    row: str
    cards: tuple[str, ...]
    texts: tuple[TextFile, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file of its own."""
        return (*self.cards, *(text.path for text in self.texts))


@dataclass(frozen=True, slots=True)
class Survey:
    """What some files are: the list of acts (`rada_lists.read_list`), the names of codes, and files by act."""

    list_path: str
    rows: pl.DataFrame
    types: Mapping[str, str]
    issuers: Mapping[str, str]
    cards: Mapping[str, Sequence[str]]
    texts: Mapping[str, Sequence[TextFile]]


def survey(folder: Folder, paths: Sequence[str]) -> Survey:
    """Tell files apart by their paths, and read the lists among them; a list that cannot be used has no rows."""
    lists, (cards, texts) = list_paths(paths), _by_act(paths)
    body = {role: _usable(folder, lists[role]) if role in lists else b"" for role in _LISTS}
    rows = read_list(body["acts"])
    return Survey(lists.get("acts", ""), rows, read_codes(body["types"]), read_codes(body["issuers"]), cards, texts)


def list_paths(paths: Iterable[str]) -> dict[str, str]:
    """The path of each list that is there, by what it lists."""
    named = {path.rsplit("/", 1)[-1].lower(): path for path in paths if not _TEXT.fullmatch(path)}
    return {role: named[name] for role, names in _LISTS.items() for name in names[::-1] if name in named}


def list_file(folder: Folder, path: str) -> SourceFile:
    """The row that speaks of a list."""
    try:
        _list_body(folder, path)
    except ArchiveError as error:
        return bad_file(folder, path, "list", error)
    return SourceFile(path, "", "list", folder.size(path), folder.fingerprint(path))


def _usable(folder: Folder, path: str) -> bytes:
    try:
        return _list_body(folder, path)
    except ArchiveError:  # `list_file` says so
        return b""


def _list_body(folder: Folder, path: str) -> bytes:
    if path.lower().endswith(".zip"):
        with open_archive(folder, path) as archive:
            if not archive.members:
                raise ArchiveError("empty", "The archive has no members; fetch it again.")
            return _sound_list(archive.read(archive.members[0].name, LIST_BYTES))
    try:
        body = folder.read(path, LIST_BYTES)
    except SourceError as error:
        raise ArchiveError("bomb", str(error)) from error
    return _sound_list(body)


def _sound_list(body: bytes) -> bytes:
    """The list, where it may be one."""
    if body.count(b"\n") > LIST_ROWS:
        raise ArchiveError("bomb", f"The list has over {LIST_ROWS} rows; see what it is, and docs/hostile-input.md.")
    if not body.strip():
        raise ArchiveError("empty", "The list has no rows; fetch it again.")
    if body.lstrip()[:1] == b"<":
        raise ArchiveError("unreadable", "The file is a page, probably an error message, not a list; fetch it again.")
    return body


def _by_act(paths: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, list[TextFile]]]:
    cards, texts = dict[str, list[str]](), dict[str, list[TextFile]]()
    for path in paths:
        if found := _TEXT.fullmatch(path):
            kind = "html" if found["kind"].lower() == "htm" else found["kind"].lower()
            text = TextFile(path, day(found["edition"]), kind, int(found["page"] or 1))
            texts.setdefault(identifier(found["nreg"]), []).append(text)
        elif found := _CARD.fullmatch(path):
            cards.setdefault(identifier(found["nreg"]), []).append(path)
    for own in cards.values():
        own.sort(key=lambda path: (bool(_CARD.fullmatch(path)["edition"]), path))  # type: ignore[index]
    return cards, texts


def identifier(path: str) -> str:
    """The identifier a path spells, percent-encoded or plain, in composed lower-case letters."""
    return unicodedata.normalize("NFC", unquote(path)).lower()


def years_of(folder: Folder, found: Survey) -> set[int]:
    """Years of adoption of all acts, and those that rows to be refused show; 0 for what is dated nowhere."""
    rows = found.rows.filter(pl.col("adopted").is_not_null() | pl.col("fault").is_not_null() | pl.col("replaced"))
    return {*rows["year"].unique().to_list(), *(year_of(folder, act) for act in undated(found))}


def acts_of(folder: Folder, found: Survey, year: str) -> list[Act]:
    """The acts adopted in the years of a cell, in list order, unlisted ones last; what has no date is in the first."""
    own = pl.col("adopted").dt.year().is_between(*_years(year))
    dated = [_listed(found, row) for row in _acts(found).filter(own).rows(named=True)]
    return [*dated, *(act for act in undated(found) if cell_year(year_of(folder, act)) == year)]


def refused_rows(found: Survey, year: str) -> pl.DataFrame:
    """List rows of a cell that cannot be read, or that a later row of the same act replaces."""
    refused = pl.col("fault").is_not_null() | pl.col("replaced")
    return found.rows.filter(refused & pl.col("year").is_between(*_years(year)))


def undated(found: Survey) -> Iterator[Act]:
    """Acts whose year the list does not tell: rows without a day of adoption, then acts that no row names."""
    for row in _acts(found).filter(pl.col("adopted").is_null()).rows(named=True):
        yield _listed(found, row)
    named = set(_acts(found)["key"].to_list())
    for nreg in sorted((found.cards.keys() | found.texts.keys()) - named):
        yield Act(nreg, None, "", tuple(found.cards.get(nreg, ())), tuple(found.texts.get(nreg, ())))


def _acts(found: Survey) -> pl.DataFrame:
    """The last row of each act."""
    return found.rows.filter(pl.col("fault").is_null() & ~pl.col("replaced"))


def _listed(found: Survey, row: Mapping[str, str]) -> Act:
    nreg, cards, texts = row["key"], found.cards, found.texts
    return Act(nreg, list_statement(row), f"row {row['row']}", tuple(cards.get(nreg, ())), tuple(texts.get(nreg, ())))


def _years(cell: str) -> tuple[int, int]:
    """First and last year of a cell; the first cell holds all before it."""
    return (0 if cell == cell_year(0) else int(cell)), int(cell)


def year_of(folder: Folder, act: Act) -> int:
    """Year of adoption by the list, else the card, else a page; 0 when none of them tells."""
    if act.listed and act.listed.adopted:
        return act.listed.adopted.year
    return next((stated.adopted.year for stated in statements(folder, act) if stated.adopted), 0)


def statements(folder: Folder, act: Act) -> Iterator[Stated]:
    """All that is said about an act, the most trusted first: list row, cards, and where no card is, its newest page.

    What a page says about its edition is true of that page only, and left out.
    """
    if act.listed:
        yield act.listed
    cards = [card for path in act.cards if (card := read_card(folder.head(path, CARD_BYTES)))]
    yield from cards
    newest = sorted(act.texts, key=lambda text: text.edition or dt.date.max, reverse=True)
    heads = (head for text in newest if (head := page_head(folder, text, act.nreg)))
    if not cards and (head := next(heads, None)):
        yield replace(head, edition=None)


def page_head(folder: Folder, text: TextFile, nreg: str) -> Stated | None:
    """What the head of a page says; None for flat text, which has none."""
    if text.kind == "txt":
        return None
    return read_page(folder.head(text.path, HEAD_BYTES).decode("utf-8", "ignore"), nreg)


def by_edition(texts: Sequence[TextFile], current: dt.date | None) -> dict[dt.date | None, list[TextFile]]:
    """Texts by the first day of their edition, oldest first; a text whose path names none is the current one."""
    groups = dict[dt.date | None, list[TextFile]]()
    for text in texts:
        groups.setdefault(text.edition or current, []).append(text)
    return dict(sorted(groups.items(), key=lambda group: (group[0] is not None, group[0] or dt.date.min)))
