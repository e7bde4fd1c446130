"""rechtspraak.nl, the Dutch register of judgments: an archive of monthly archives, and nightly packs of changes.

What belongs here: which files make a year, which of them speaks for a judgment, and reading one as a document. How
archives list judgments is told by `judgment_archives.py`, what the XML states by `judgment_record.py`; the search
interface is asked by the fetcher. The year is that of the folder, which is the year of the decision.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.sources.archive import Archive, ArchiveError, Member
from pipelines.sources.folder import Folder
from pipelines.sources.judgment_archives import (
    MONTH_BYTES,
    Shelves,
    Spot,
    is_entry,
    is_superseded,
    listed,
    month_year,
    opened,
    precedence,
    shelves,
)
from pipelines.sources.judgment_record import ecli_of, read_judgment
from pipelines.sources.outcomes import Outcome, gathered, rearranged
from pipelines.sources.source import (
    FOREIGN,
    SAMPLE_BYTES,
    Parsed,
    Refusal,
    SourceFile,
    archive_or_state,
    cell_year,
    digest,
    files_table,
    member_file,
    usable,
)
from pipelines.text.gates import check
from pipelines.text.judgment import local_name, safe_xml
from pipelines.text.unreadable import Unreadable

VERSION = "5"

ROLE, CHANGES = "judgments", "changes"
"""Archives that say which judgments there are, and packs of what changed since."""

_OFFER = pa.schema([*schema.OFFER, *((name, pa.string()) for name in ("path", "inner", "member"))])


@dataclass(frozen=True, slots=True)
class Rechtspraak:
    """The judgments published by the Raad voor de rechtspraak: the bulk archive or its months, and packs of changes."""

    name: str = "rechtspraak"
    version: str = VERSION
    misses: int = 2
    """an archive may be rebuilt without a month"""
    states: tuple[str, ...] = ("judgments",)

    def years(self, folder: Folder) -> list[str]:
        """Years that have an archive, or a broken archive of archives, which might have had any."""
        found = shelves(folder)
        years = {year for year, _ in found.open}
        for path in found.bulk:
            outer = archive_or_state(folder, path, ROLE)
            if isinstance(outer, SourceFile):
                years.add(cell_year(0))
                continue
            with outer:
                years |= {month_year(member.name) or cell_year(0) for member in outer.members} or {cell_year(0)}
        return sorted(years)

    def marks(self, folder: Folder) -> dict[str, str]:
        """Names and sizes of each cell's archives; an archive of archives touches every cell it has."""
        entries, found = {entry.path: entry for entry in folder.walk()}, shelves(folder)
        bulk = [entries[path].mark for path in found.bulk]
        cells = {cell_year(int(year)): list(bulk) for year in self.years(folder)}
        for year, path in found.open:
            cells[cell_year(int(year))].append(entries[path].mark)
        return {year: digest(parts) for year, parts in sorted(cells.items())}

    def files(self, folder: Folder, year: str) -> pa.Table:
        """The year's archives; a broken archive of archives, and what in one is no month, lie in the first cell."""
        found = shelves(folder)
        rows = [_open_archive(folder, path) for own, path in found.open if cell_year(int(own)) == year]
        return files_table([*rows, *_bulk_files(folder, found, year)])

    def offer(self, folder: Folder, year: str, files: pa.Table) -> pa.Table:
        """A record per ECLI as member names spell it; later packs beat earlier ones, and any pack beats the months.

        Only members whose name spells no ECLI, or one that another member of the same archive spells too, are read.
        The locators are the archive, the monthly archive inside it or "", and the member.
        """
        spots = sorted((Spot(file.path, file.member) for file in usable(files, ROLE, CHANGES)), key=precedence)
        frames = [listed(archive, spot) for spot, archive in opened(folder, spots)]
        if not frames:
            return _OFFER.empty_table()
        offered = pl.concat(frames).unique("record", keep="last", maintain_order=True)
        return offered.select(_OFFER.names).to_arrow().cast(_OFFER)

    def parse(self, folder: Folder, records: pa.Table) -> Parsed:
        """Judgments, and withdrawals from packs, as documents; each archive is opened once."""
        places = _by_archive(records)
        rows = records.take(places).drop_columns("mark").to_pylist()
        return rearranged(gathered(_outcomes(folder, rows)), places)


def _open_archive(folder: Folder, path: str) -> SourceFile:
    role = ROLE if month_year(path) else CHANGES
    opened = archive_or_state(folder, path, role)
    if isinstance(opened, SourceFile):
        return opened
    with opened:
        return SourceFile(path, "", role, folder.size(path), opened.fingerprint)


def _bulk_files(folder: Folder, found: Shelves, year: str) -> Iterator[SourceFile]:
    """The monthly archives of a year inside archives, each opened once to see that it can be."""
    for path in found.bulk:
        outer = archive_or_state(folder, path, ROLE)
        if isinstance(outer, SourceFile):
            yield from [outer] if year == cell_year(0) else []
            continue
        with outer:
            for member in outer.members:
                if cell_year(int(month_year(member.name) or 0)) == year:
                    yield _packed_month(outer, path, member)


def _packed_month(outer: Archive, path: str, member: Member) -> SourceFile:
    try:
        if month_year(member.name) is None:
            raise ArchiveError(FOREIGN, f"{member.name} is no monthly archive.")
        outer.inner(member.name, MONTH_BYTES).close()
    except ArchiveError as error:
        return SourceFile(path, member.name, ROLE, member.size, member.fingerprint, error.reason, error.detail)
    return member_file(path, member, ROLE)


def _by_archive(records: pa.Table) -> pa.Array:
    """Indices that bring the records of one archive together; the order of an offer stays as it is."""
    codes = {name: pc.index_in(records[name], records[name].unique()) for name in ("path", "inner")}
    return pc.sort_indices(pa.table(codes), sort_keys=[(name, "ascending") for name in codes])


def _outcomes(folder: Folder, rows: list[dict[str, str]]) -> Iterator[Outcome]:
    """The outcome of each row; rows of one archive stand together."""
    groups = {spot: list(group) for spot, group in groupby(rows, lambda row: Spot(row["path"], row["inner"]))}
    for spot, archive in opened(folder, groups):
        yield from (_outcome(archive, spot, *itemgetter("record", "member")(row)) for row in groups[spot])


def _outcome(archive: Archive, spot: Spot, record: str, member: str) -> Outcome:
    """One member as a document, or why it is none."""
    ecli, place, body = ecli_of(record), spot.place(member), b""
    document = f"rechtspraak:{ecli}" if ecli else None
    if is_superseded(record):
        detail = "The archive holds a later version of the same ECLI."
        return Refusal(spot.path, place, "superseded", detail, archive.head(member, SAMPLE_BYTES), document)
    try:
        body = archive.read(member)
        columns = _deletion(body, document) if is_entry(member) else _judgment(body)
    except (ArchiveError, Unreadable) as error:
        return Refusal(spot.path, place, error.reason, error.detail, body, document)
    return columns | {"source_file": spot.path, "source_place": place}


def _judgment(body: bytes) -> dict[str, object]:
    columns = read_judgment(body)
    if columns is None:
        raise Unreadable("no_metadata", "The file states no ECLI.")
    if columns["status"] == "withdrawn":
        return columns | {"text": "", "markup": None, "text_format": None}  # replaced by another ECLI: the text goes
    if columns["text"]:
        check(str(columns["text"]))
    return columns


def _deletion(body: bytes, document: str | None) -> dict[str, object]:
    """The withdrawal that an entry of the publisher's index tells; it comes cut out of the index.

    `deleted="doc"`: the text is gone and the metadata stays; `deleted="ecli"`: all is gone (technical documentation
    1.15). The attribute is read by its local name: `doc:deleted` occurs, its prefix declared nowhere.
    """
    is_whole = body.removeprefix(BOM_UTF8).lstrip().startswith(b"<?xml")
    root = safe_xml(body if is_whole else b'<feed xmlns:doc="doc">' + body.removeprefix(BOM_UTF8) + b"</feed>")
    entry = next((node for node in root.iter() if local_name(node) == "entry"), root)
    deleted = next((value for name, value in entry.attrib.items() if str(name).endswith("deleted")), None)
    said = {local_name(child): " ".join("".join(map(str, child.itertext())).split()) for child in entry}
    ecli = ecli_of(said.get("id", ""))
    if deleted not in ("doc", "ecli") or not (ecli or document):
        raise Unreadable("no_metadata", "The entry tells of no deletion.")
    return {
        "id": f"rechtspraak:{ecli}" if ecli else document,
        "source": "rechtspraak",
        "kind": "decision",
        "language": "nl",
        "title": said.get("title") if deleted == "doc" else None,
        "status": "withdrawn",
    }
