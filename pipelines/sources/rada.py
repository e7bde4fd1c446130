"""The legislation of Ukraine as the Verkhovna Rada's portal offers it: lists, cards, and texts by edition.

What belongs here: the files of a cell, its offer, and how a record becomes a document, one per edition. Files are
told apart by `rada_acts.py`, lists and cards read by `rada_lists.py`, records named by `rada_records.py`; the
portal's list of recent changes is asked by the fetcher.
The year is that of the act's adoption, so that all editions of an act lie in one cell.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.sources.folder import Entry, Folder, SourceError
from pipelines.sources.outcomes import Outcome, gathered
from pipelines.sources.rada_acts import (
    CARD_BYTES,
    KINDS,
    Act,
    acts_of,
    list_file,
    list_paths,
    survey,
    undated,
    years_of,
)
from pipelines.sources.rada_lists import read_card
from pipelines.sources.rada_records import DAYS, Record, records_of, refused_records
from pipelines.sources.source import SAMPLE_BYTES, Parsed, Refusal, SourceFile, cell_year, digest, files_table
from pipelines.text.convert import PlainText, to_text
from pipelines.text.gates import check
from pipelines.text.statute import page_count, statute_text
from pipelines.text.statute_flat import raised_numbers
from pipelines.text.unreadable import Unreadable

VERSION = "5"

BATCH = 10_000
"""Records of an offer that are Python objects at one time."""

_OFFER = pa.schema(
    [
        *schema.OFFER,
        ("stated", pa.large_string()),
        ("texts", pa.large_string()),
        ("pages", pa.int32()),
        ("refused", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Rada:
    """The legislation of Ukraine, every edition a document."""

    name: str = "rada"
    version: str = VERSION
    misses: int = 1
    """a text leaves the folder only when the act's card no longer lists it"""
    states: tuple[str, ...] = ("list", "card", "text")

    def years(self, folder: Folder) -> list[str]:
        """Years of adoption; acts without a date and lists that cannot be used are offered with the first cell."""
        paths = [entry.path for entry in folder.walk()]
        years = years_of(folder, survey(folder, paths))
        years |= {0 for path in list_paths(paths).values() if list_file(folder, path).state != "ok"}
        return sorted({str(year) if year else cell_year(0) for year in years})

    def marks(self, folder: Folder) -> dict[str, str]:
        """What the list says of each cell's acts, and the names and sizes of their files."""
        entries = {entry.path: entry for entry in folder.walk()}
        found = survey(folder, list(entries))
        cells = {cell_year(year) for year in years_of(folder, found)}
        return {year: digest(_act_marks(acts_of(folder, found, year), entries)) for year in sorted(cells)}

    def files(self, folder: Folder, year: str) -> pa.Table:
        """The lists, and the cards and texts of the cell's acts, every file read once.

        The first cell also shows the files of acts whose list row has no date, since these tell whether it has them.
        """
        sizes = {entry.path: entry.size for entry in folder.walk()}
        paths = list(sizes)
        found = survey(folder, paths)
        acts = {act.nreg: act for act in acts_of(folder, found, year)}
        if year == cell_year(0):
            acts |= {act.nreg: act for act in undated(found) if act.listed}
        lists = [list_file(folder, path) for path in sorted(list_paths(paths).values())]
        own = (_own_file(folder, path, sizes[path]) for act in acts.values() for path in act.paths)
        return files_table([*lists, *own])

    def offer(self, folder: Folder, year: str, files: pa.Table) -> pa.Table:
        """A record per edition, `nreg@YYYYMMDD`, or `nreg` where no edition is known; then refused list rows.

        Nothing but the files shown is looked at, and of them only lists, cards and heads of pages are read.
        """
        sound = files.filter(pc.equal(files["state"], "ok"))
        prints = dict(zip(sound["path"].to_pylist(), sound["fingerprint"].to_pylist(), strict=True))
        found = survey(folder, list(prints))
        of_acts = (r for act in acts_of(folder, found, year) for r in records_of(folder, act, found, prints))
        return _table(chain(of_acts, refused_records(found, year)))

    def parse(self, folder: Folder, records: pa.Table) -> Parsed:
        """Editions as documents, each from its own texts, and refused list rows."""
        return gathered(_outcome(folder, Record(**row)) for row in records.to_pylist())


def _act_marks(acts: Iterable[Act], entries: Mapping[str, Entry]) -> Iterator[str]:
    for act in acts:
        yield repr(act.listed)
        yield from (entries[path].mark for path in act.paths)


def _table(records: Iterator[Record]) -> pa.Table:
    """Records as a table, a batch at a time, since their locators are long."""
    batches = list[pa.RecordBatch]()
    while some := list(islice(records, BATCH)):
        columns = {name: [getattr(record, name) for record in some] for name in _OFFER.names}
        batches.append(pa.RecordBatch.from_pydict(columns, _OFFER))
    return pa.Table.from_batches(batches, _OFFER)


def _own_file(folder: Folder, path: str, size: int) -> SourceFile:
    """A card or text; a card that names no act cannot be used, a text is judged when it is converted."""
    if not path.lower().endswith(".json"):
        return SourceFile(path, "", "text", size, folder.fingerprint(path))
    body = folder.head(path, CARD_BYTES + 1)
    file = SourceFile(path, "", "card", size, f"sha256:{hashlib.sha256(body).hexdigest()}")
    if len(body) > CARD_BYTES or read_card(body) is None:
        return replace(file, state="unreadable", detail="The card names no act; fetch it again.")
    return file


def _outcome(folder: Folder, record: Record) -> Outcome:
    """One record as a document, or why it is none."""
    if record.refused:
        refused = json.loads(record.refused)
        return Refusal(**refused | {"sample": bytes.fromhex(refused["sample"])})
    columns: dict[str, Any] = json.loads(record.stated)
    texts: list[tuple[str, str, int]] = json.loads(record.texts)
    if "kind" not in columns:
        path, detail = texts[0][0], "No list row, card or page head says what this text is."
        return Refusal(path, "", "unlisted", detail, folder.head(path, SAMPLE_BYTES), columns["id"])
    columns |= {name: dt.date.fromisoformat(columns[name]) for name in DAYS if columns[name]}
    return _document(folder, columns, texts, record.pages)


def _document(
    folder: Folder, columns: dict[str, object], texts: Sequence[tuple[str, str, int]], counted: int
) -> Outcome:
    """An edition with the best of its texts that is readable, or why even the best one is not.

    Of two files that hold one page the later by path counts. An act without texts is what is stated of it.
    """
    refusals = list[Refusal]()
    for kind in KINDS:
        pages = {page: path for path, of, page in sorted(texts) if of == kind}
        if not pages:
            continue
        path = pages[min(pages)]
        try:
            plain = _plain(folder, kind, pages, counted)
        except (Unreadable, SourceError) as error:
            reason = error.reason if isinstance(error, Unreadable) else "too_big"
            sample = folder.head(path, SAMPLE_BYTES)
            refusals.append(Refusal(path, "", reason, str(error), sample, str(columns["id"])))
            continue
        text = {"text": plain.text, "markup": plain.markup, "text_format": plain.format}
        return columns | text | {"repairs": list(plain.repairs), "source_file": path, "source_place": ""}
    return refusals[0] if refusals else columns


def _plain(folder: Folder, kind: str, pages: Mapping[int, str], counted: int) -> PlainText:
    """The text of an edition from its pages in one form; `counted`: how many the card says the site cuts it into."""
    bodies = {number: folder.read(path) for number, path in sorted(pages.items())}
    if kind == "txt":
        return _joined([_flat(body) for body in bodies.values()])
    _refuse_incomplete(bodies, counted if kind == "html" else 0)
    act = _joined([_marked(body) for body in bodies.values()])
    check(act.text)
    return act


def _refuse_incomplete(pages: Mapping[int, bytes], counted: int) -> None:
    """Refuse an act that the site cut into pages unless it is here from the first page to the last.

    A pager names as many pages as it has room for, the card all of them: pages beyond are of another edition.
    """
    last = max(*pages, *map(page_count, pages.values()), counted)
    if len(pages) < last:
        raise Unreadable("incomplete", f"Of {last} pages only {len(pages)} are here; fetch the others.")
    if 0 < counted < last:
        raise Unreadable("incomplete", f"The card counts {counted} pages and {last} are here; fetch them anew.")


def _flat(body: bytes) -> PlainText:
    """Flat text, the superscripts of its articles raised."""
    plain = to_text(body, charset="utf-8")
    if plain.format != "text":
        raise Unreadable("no_act", f"The file is {plain.format}, not flat text, probably a message; fetch it again.")
    text = raised_numbers(plain.text)
    return plain if text == plain.text else replace(plain, text=text, repairs=(*plain.repairs, "superscript"))


def _marked(body: bytes) -> PlainText:
    """A page with the structure that the site marks; the whole act is judged, as one page may be all tables."""
    text, markup = statute_text(body)
    return PlainText(text=text, format="html", markup=markup)


def _joined(pages: Sequence[PlainText]) -> PlainText:
    """Pages of one act as one text, offsets of their structure moved along."""
    marks, start = list[object](), 0
    for page in pages:
        marks += [[offset + start, *rest] for offset, *rest in json.loads(page.markup or "[]")]
        start += len(page.text) + 1
    text = "\n".join(page.text for page in pages)
    markup = json.dumps(marks, ensure_ascii=False, separators=(",", ":")) if marks else None
    repairs = tuple(dict.fromkeys(repair for page in pages for repair in page.repairs))
    return PlainText(text, pages[0].format, repairs, markup)
