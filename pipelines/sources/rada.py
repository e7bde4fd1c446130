"""The legislation of Ukraine as the Verkhovna Rada's portal offers it: lists, cards, and texts by edition.

What belongs here: how the acts of a year are cut into units, and how an act becomes documents, one per
edition. Files are told apart by `rada_acts.py`, lists and cards read by `rada_lists.py`. The portal's list
of recent changes is still to come.
The year is that of the act's adoption, so that all editions of an act lie in one cell.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

import pyarrow as pa

from pipelines.schema import DOCUMENTS
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.rada_acts import (
    KINDS,
    Act,
    Survey,
    TextFile,
    by_edition,
    card_at,
    in_cell,
    page_head,
    statements,
    survey,
    year_of,
)
from pipelines.sources.rada_lists import STATUSES, Stated, named
from pipelines.sources.source import (
    SAMPLE_BYTES,
    Parsed,
    Refusal,
    SourceFile,
    Unit,
    cell_year,
    digest,
    files_table,
    quarantine_table,
    rows_table,
)
from pipelines.text.convert import PlainText, to_text
from pipelines.text.gates import check
from pipelines.text.statute import page_count, statute_text
from pipelines.text.unreadable import Unreadable

VERSION = "2"

SITE = "https://zakon.rada.gov.ua/laws/show/"
"""Address of an act by its identifier."""


@dataclass(frozen=True, slots=True)
class Rada:
    """The legislation of Ukraine, every edition a document."""

    name: str = "rada"
    version: str = VERSION

    def years(self, folder: Folder) -> list[str]:
        """Years of adoption; acts without a date and lists that cannot be used are offered with the first cell."""
        found = survey(folder)
        years = {year_of(folder, act) for act in found.acts} | {year for year, _ in found.refused}
        years |= {0 for file in found.lists if file.state != "ok"}
        return sorted({str(year) if year else cell_year(0) for year in years})

    def files(self, folder: Folder, year: str) -> pa.Table:
        """The lists, and the cards and texts of the cell's acts."""
        found = survey(folder)
        own = [_own_file(folder, path) for act in in_cell(folder, found.acts, year) for path in act.paths]
        return files_table([*found.lists, *own])

    def units(self, folder: Folder, year: str, files: pa.Table, rows: int = 100_000) -> list[Unit]:
        """Acts in list order, about `rows` editions together; then the list rows that are no acts."""
        found = survey(folder)
        acts = in_cell(folder, found.acts, year)
        prints = dict(zip(files["path"].to_pylist(), files["fingerprint"].to_pylist(), strict=True))
        units = [
            Unit(
                f"acts {start}-{stop} of {year}",
                digest(part for act in acts[start:stop] for part in _dependencies(folder, act, found, prints)),
                ("acts", year, start, stop),
            )
            for start, stop in _cuts(acts, rows)
        ]
        refused = _refused(found, year)
        if refused:
            units.append(Unit(f"refused list rows of {year}", digest(map(repr, refused)), ("list", year)))
        return units

    def parse(self, folder: Folder, unit: Unit) -> Parsed:
        """The editions of the unit's acts, or the cell's refused list rows."""
        kind, year, *bounds = unit.payload
        found = survey(folder)
        if kind == "list":
            refused = _refused(found, str(year))
            return Parsed(DOCUMENTS.empty_table(), quarantine_table(refused), len(refused))
        start, stop = map(int, bounds)
        acts = in_cell(folder, found.acts, str(year))[start:stop]
        outcomes = [outcome for act in acts for outcome in _editions(folder, act, found)]
        refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
        rows = [outcome for outcome in outcomes if not isinstance(outcome, Refusal)]
        return Parsed(rows_table(rows), quarantine_table(refused), len(outcomes))


def _own_file(folder: Folder, path: str) -> SourceFile:
    """A card or text; a card that is no JSON object cannot be used, a text is judged when it is converted."""
    size, fingerprint = folder.size(path), folder.fingerprint(path)
    if not path.lower().endswith(".json"):
        return SourceFile(path, "", "text", size, fingerprint)
    if card_at(folder, path) is None:
        detail = "The card is no JSON object; fetch it again."
        return SourceFile(path, "", "card", size, fingerprint, "unreadable", detail)
    return SourceFile(path, "", "card", size, fingerprint)


def _refused(found: Survey, year: str) -> list[Refusal]:
    return [refusal for refused_year, refusal in found.refused if cell_year(refused_year) == year]


def _cuts(acts: Sequence[Act], rows: int) -> Iterator[tuple[int, int]]:
    """Bounds of runs of acts that have about `rows` texts together; an act is never cut."""
    start, held = 0, 0
    for number, act in enumerate(acts):
        held += max(len(act.texts), 1)
        if held >= rows:
            yield start, number + 1
            start, held = number + 1, 0
    if start < len(acts):
        yield start, len(acts)


def _dependencies(folder: Folder, act: Act, found: Survey, prints: dict[str, str]) -> Iterator[str]:
    """All that an act's documents are made of: its paths and their bytes, and what is stated with its names.

    Where the act stands in the list matters only when the list is all there is of it.
    """
    yield repr(replace(act, list_path="", list_row=0) if act.texts else act)
    yield from (prints.get(path, "") for path in act.paths)
    yield repr([(named(s.types, found.types), named(s.issuers, found.issuers)) for s in statements(folder, act)])


def _editions(folder: Folder, act: Act, found: Survey) -> Iterator[dict[str, object] | Refusal]:
    """The documents of an act, oldest edition first; one without text when there is none."""
    stated = list(statements(folder, act))
    if not stated:
        detail = "No list row, card or page head says what this text is."
        for text in act.texts:
            yield Refusal(text.path, "", "unlisted", detail, folder.head(text.path, SAMPLE_BYTES), f"rada:{act.nreg}")
        return
    columns, current = _stated_columns(act, stated, found), _current_edition(folder, act, stated)
    if not act.texts:
        path, place = (act.list_path, f"row {act.list_row}") if act.listed else (act.cards[0], "")
        yield columns | {"status": "awaiting_text", "edition": current, "source_file": path, "source_place": place}
        return
    amended = {on: by for one in stated for on, by in one.amended_by}
    for edition, texts in by_edition(act.texts, current).items():
        read = _read(folder, act, texts)
        if isinstance(read, Refusal):
            yield read
            continue
        source, plain = read
        amending = amended.get(edition) if edition else None
        references = [f"rada:{amending.lower()}"] if amending else []
        yield columns | _text_columns(act, edition, source, plain) | {"references": references}


def _current_edition(folder: Folder, act: Act, stated: Sequence[Stated]) -> dt.date | None:
    """The edition of texts whose path names none: their own word, else the newest date cards and list give."""
    heads = (page_head(folder, text, act.nreg) for text in act.texts if text.edition is None)
    own = (head.edition for head in heads if head and head.edition)
    given = (one.edition for one in reversed(stated) if one.edition)
    return next(own, None) or next(given, None)


def _stated_columns(act: Act, stated: Sequence[Stated], found: Survey) -> dict[str, object]:
    """Metadata shared by all editions: of each field the first statement that has it."""
    return {
        "id": f"rada:{act.nreg}",
        "source": "rada",
        "kind": "statute",
        "language": "uk",
        "title": _title(stated),
        "issuer": _named((one.issuers for one in stated), found.issuers),
        "issuer_code": _first(one.issuers for one in stated) or None,
        "date": next((one.adopted for one in stated if one.adopted), None),
        "published": next((one.published for one in stated if one.published), None),
        "form": _named((one.types for one in stated), found.types),
        "status": STATUSES.get(_first(one.status for one in stated), "unknown"),
        "url": SITE + quote(act.nreg),
    }


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _named(stated: Iterable[str], names: Mapping[str, str]) -> str | None:
    """The first value that reads as names; where no dictionary names any, the first codes."""
    values = [value for codes in stated if (value := named(codes, names))]
    return next((value for value in values if not value.replace("; ", "").isdecimal()), values[0] if values else None)


def _title(stated: Sequence[Stated]) -> str | None:
    """The first title without `?`, which stands in lists for letters their code page lacks; else the first."""
    titles = [one.title for one in stated if one.title]
    return next((title for title in titles if "?" not in title), titles[0] if titles else None)


def _text_columns(act: Act, edition: dt.date | None, source: str, plain: PlainText) -> dict[str, object]:
    dated = f"/ed{edition:%Y%m%d}" if edition else ""
    return {
        "edition": edition,
        "url": SITE + quote(act.nreg) + dated,
        "text": plain.text,
        "markup": plain.markup,
        "text_format": plain.format,
        "repairs": list(plain.repairs),
        "source_file": source,
        "source_place": "",
    }


def _read(folder: Folder, act: Act, texts: Sequence[TextFile]) -> tuple[str, PlainText] | Refusal:
    """The best readable text of an edition and its path, or why even the best one is unreadable.

    Of two files that hold one page the later by path counts.
    """
    refusals = list[Refusal]()
    for kind in KINDS:
        pages = dict(sorted((text.page, text.path) for text in texts if text.kind == kind))
        if not pages:
            continue
        path = next(iter(pages.values()))
        try:
            bodies = [folder.read(page) for page in pages.values()]
            _refuse_incomplete(list(pages), bodies)
            return path, _joined([_converted(body, kind) for body in bodies])
        except (Unreadable, SourceError) as error:
            reason = error.reason if isinstance(error, Unreadable) else "too_big"
            sample = folder.head(path, SAMPLE_BYTES)
            refusals.append(Refusal(path, "", reason, str(error), sample, f"rada:{act.nreg}"))
    return refusals[0]


def _refuse_incomplete(numbers: list[int], bodies: list[bytes]) -> None:
    """Refuse an act that the site cut into pages unless it is here from the first page to the last."""
    last = max(*numbers, *map(page_count, bodies))
    if numbers != list(range(1, len(numbers) + 1)) or last > len(numbers):
        raise Unreadable("incomplete", f"Of {last} pages only {len(numbers)} are here; fetch the others.")


def _converted(body: bytes, kind: str) -> PlainText:
    if kind == "txt":
        return to_text(body, charset="utf-8")
    text, markup = statute_text(body)
    check(text)
    return PlainText(text=text, format="html", repairs=(), markup=markup)


def _joined(pages: Sequence[PlainText]) -> PlainText:
    """Pages of one act as one text, offsets of their structure moved along."""
    marks, start = list[object](), 0
    for page in pages:
        marks += [[offset + start, *rest] for offset, *rest in json.loads(page.markup or "[]")]
        start += len(page.text) + 1
    text = "\n".join(page.text for page in pages)
    markup = json.dumps(marks, ensure_ascii=False, separators=(",", ":")) if marks else None
    return PlainText(text, pages[0].format, pages[0].repairs, markup)
