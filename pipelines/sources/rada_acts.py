"""Which acts of Ukraine's legislation portal a folder holds: list rows, cards and texts brought together.

What belongs here: telling from paths which act and edition a file is, reading the lists, and the year of an
act. What lists, cards and pages say is read by `rada_lists.py`; documents are made in `rada.py`.
The whole tree is listed at each survey; the portal's own list of editions is still to be compared with it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from pipelines.sources.archive import ArchiveError, open_archive
from pipelines.sources.folder import Entry, Folder
from pipelines.sources.rada_lists import Stated, day, read_card, read_codes, read_list, read_page
from pipelines.sources.source import Refusal, SourceFile, bad_file, cell_year

KINDS = ("xml", "html", "txt")
"""Kinds of text, the best first: whole pages with anchors, site pages, text without superscripts."""

LIST_BYTES = 1 << 30
"""Largest list; doc.txt with its 293,049 acts stays under 100 MB."""

CARD_BYTES = 16 << 20
"""Most bytes of a card that are read: a card is metadata, and what is longer is none."""

HEAD_BYTES = 16 << 10
"""Bytes of a page, UTF-8, in which its meta tags, title and edition stand."""

_TEXT = re.compile(
    r"(?:.*/)?laws/show/(?P<nreg>.+?)(?:/ed(?P<edition>\d{8}))?(?:/page(?P<page>\d*))?\.(?P<kind>xml|html?|txt)",
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

    `listed` is its row in a list, found at `list_path`, row `list_row`. Cards and texts are in path order.
    """

    nreg: str
    listed: Stated | None
    list_path: str
    list_row: int
    cards: tuple[str, ...]
    texts: tuple[TextFile, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file of its own."""
        return (*self.cards, *(text.path for text in self.texts))


@dataclass(frozen=True, slots=True)
class Survey:
    """What a folder holds: acts in list order, then unlisted ones; refused list rows by year; the lists."""

    acts: tuple[Act, ...]
    refused: tuple[tuple[int, Refusal], ...]
    lists: tuple[SourceFile, ...]
    types: Mapping[str, str]
    issuers: Mapping[str, str]


def survey(folder: Folder) -> Survey:
    """Look over a folder: walk it once and read its lists."""
    entries = folder.walk()
    cards, texts = _by_act(entries)
    named = {entry.path.rsplit("/", 1)[-1].lower(): entry.path for entry in entries if not _TEXT.fullmatch(entry.path)}
    lists, bodies = list[SourceFile](), dict[str, bytes]()
    wanted = (named.get("doc.txt") or named.get("doc.zip"), named.get("typ.txt"), named.get("org.txt"))
    for path in filter(None, wanted):
        file, bodies[path] = _list_file(folder, path)
        lists.append(file)
    doc, typ, org = ((path, bodies.get(path or "", b"")) for path in wanted)
    listed, refused = _listed(doc[0] or "", doc[1])
    unlisted = sorted((cards.keys() | texts.keys()) - listed.keys())
    acts = [
        Act(nreg, *listed.get(nreg, (None, "", 0)), tuple(cards.get(nreg, ())), tuple(texts.get(nreg, ())))
        for nreg in (*listed, *unlisted)
    ]
    return Survey(tuple(acts), tuple(refused), tuple(lists), read_codes(typ[1]), read_codes(org[1]))


def in_cell(folder: Folder, acts: Iterable[Act], year: str) -> list[Act]:
    """The acts adopted in the years of a cell; those without any date lie in the first cell."""
    return [act for act in acts if cell_year(year_of(folder, act)) == year]


def year_of(folder: Folder, act: Act) -> int:
    """Year of adoption by the list, else the card, else a page; 0 when none of them tells."""
    if act.listed and act.listed.adopted:
        return act.listed.adopted.year
    adopted = (stated.adopted for stated in statements(folder, act) if stated.adopted)
    return next((found.year for found in adopted), 0)


def statements(folder: Folder, act: Act) -> Iterator[Stated]:
    """All that is said about an act, the most trusted first: list row, cards, the first page that speaks."""
    if act.listed:
        yield act.listed
    yield from (card for path in act.cards if (card := card_at(folder, path)))
    heads = (page_head(folder, text, act.nreg) for text in act.texts)
    yield from islice(filter(None, heads), 1)


def card_at(folder: Folder, path: str) -> Stated | None:
    """The card at that path; None when it is no JSON object, which one cut at `CARD_BYTES` never is."""
    return read_card(folder.head(path, CARD_BYTES))


def page_head(folder: Folder, text: TextFile, nreg: str) -> Stated | None:
    """What the head of a page says; None for flat text, which has none."""
    if text.kind == "txt":
        return None
    return read_page(folder.head(text.path, HEAD_BYTES).decode("utf-8", "ignore"), nreg)


def _by_act(entries: Iterable[Entry]) -> tuple[dict[str, list[str]], dict[str, list[TextFile]]]:
    cards, texts = dict[str, list[str]](), dict[str, list[TextFile]]()
    for entry in entries:
        if found := _TEXT.fullmatch(entry.path):
            kind = "html" if found["kind"].lower() == "htm" else found["kind"].lower()
            text = TextFile(entry.path, day(found["edition"]), kind, int(found["page"] or 1))
            texts.setdefault(_nreg(found["nreg"]), []).append(text)
        elif found := _CARD.fullmatch(entry.path):
            cards.setdefault(_nreg(found["nreg"]), []).append(entry.path)
    for paths in cards.values():
        paths.sort(key=lambda path: (bool(_CARD.fullmatch(path)["edition"]), path))  # type: ignore[index]
    return cards, texts


def _nreg(path: str) -> str:
    """The identifier a path spells, percent-encoded or plain, in composed lower-case letters."""
    return unicodedata.normalize("NFC", unquote(path)).lower()


def _list_file(folder: Folder, path: str) -> tuple[SourceFile, bytes]:
    """A list as the row that speaks of it and its bytes; without bytes when it cannot be used."""
    try:
        body = _list_body(folder, path)
    except ArchiveError as error:
        return bad_file(folder, path, "list", error), b""
    return SourceFile(path, "", "list", folder.size(path), folder.fingerprint(path)), body


def _list_body(folder: Folder, path: str) -> bytes:
    if path.lower().endswith(".zip"):
        with open_archive(folder, path) as archive:
            if not archive.members:
                raise ArchiveError("empty", "The archive has no members; fetch it again.")
            return archive.read(archive.members[0].name, LIST_BYTES)
    body = folder.read(path, LIST_BYTES)
    if not body.strip():
        raise ArchiveError("empty", "The list has no rows; fetch it again.")
    if body.lstrip()[:1] == b"<":
        raise ArchiveError("unreadable", "The file is a page, probably an error message, not a list; fetch it again.")
    return body


def _listed(path: str, body: bytes) -> tuple[dict[str, tuple[Stated, str, int]], list[tuple[int, Refusal]]]:
    """List rows by act, the last row of an act counting; and the rows refused, with their years."""
    rows, bad = read_list(body)
    last = {_nreg(stated.nreg): number for number, stated in rows.items()}
    refused = [(b.year, Refusal(path, f"row {b.row}", "list_row", b.detail, b.body)) for b in bad]
    for number, stated in rows.items():
        nreg = _nreg(stated.nreg)
        if last[nreg] != number:
            detail = "A later row of the list speaks of the same act."
            sample = "\t".join((stated.nreg, stated.title)).encode()
            year = stated.adopted.year if stated.adopted else 0
            refused.append((year, Refusal(path, f"row {number}", "superseded", detail, sample, f"rada:{nreg}")))
    return {nreg: (rows[number], path, number) for nreg, number in last.items()}, refused


def by_edition(texts: Sequence[TextFile], current: dt.date | None) -> dict[dt.date | None, list[TextFile]]:
    """Texts by the first day of their edition, oldest first; a text whose path names none is the current one."""
    groups = dict[dt.date | None, list[TextFile]]()
    for text in texts:
        groups.setdefault(text.edition or current, []).append(text)
    return dict(sorted(groups.items(), key=lambda group: (group[0] is not None, group[0] or dt.date.min)))
