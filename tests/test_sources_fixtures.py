"""The sources over the fixture registers: what the maker planted is what is found, however it is asked for."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np
import pyarrow as pa
import pytest

from pipelines import schema
from pipelines.sources import sources
from pipelines.sources.folder import Folder
from pipelines.sources.source import Parsed, cell_year
from tests.stated import stated, told
from tests.test_sources_archive import zipped

FIXTURES = Path(__file__).parent / "fixtures"
REGISTERS = ("edrsr", "rechtspraak", "rada")
CODES = "ogd/zak/laws/data/csv"
PLACES = {len(schema.DOCUMENTS): "source_place", len(schema.QUARANTINE): "place"}
"""The column that says where a row comes from, by the width of its table."""


def offers(name: str, root: Path = FIXTURES) -> Iterator[tuple[str, Folder, pa.Table]]:
    """Each cell of a register with what it offers."""
    source, folder = sources()[name], Folder(str(root)).sub(name)
    for year in dict.fromkeys(cell_year(int(year)) for year in source.years(folder)):
        files = source.files(folder, year)
        assert set(files["state"].to_pylist()) <= {"ok", "empty"}
        yield year, folder, source.offer(folder, year, files)


def marks(name: str, root: Path = FIXTURES) -> dict[str, bytes]:
    """The mark of every record of a register."""
    return {
        f"{year} {record}": mark
        for year, _, offer in offers(name, root)
        for record, mark in zip(offer["record"].to_pylist(), offer["mark"].to_pylist(), strict=True)
    }


def together(parts: list[Parsed]) -> tuple[pa.Table, pa.Table, list[str | None]]:
    """Documents, quarantine and ids of several calls, one after the other."""
    ids = [name for part in parts for name in part.ids.to_pylist()]
    documents, quarantine = (pa.concat_tables([getattr(p, t) for p in parts]) for t in ("documents", "quarantine"))
    return documents.cast(schema.DOCUMENTS).combine_chunks(), quarantine.combine_chunks(), ids


@pytest.mark.parametrize("name", REGISTERS)
def test_every_record_is_accounted_for(name: str) -> None:
    """Records are unique and lead the offer, and each becomes a document or a row of the quarantine."""
    for year, folder, offer in offers(name):
        assert offer.schema.names[: len(schema.OFFER)] == schema.OFFER.names
        assert offer.select(schema.OFFER.names).schema.equals(schema.OFFER, check_metadata=False)
        assert len(set(offer["record"].to_pylist())) == offer.num_rows, year
        parsed = sources()[name].parse(folder, offer)
        assert len(parsed.ids) == offer.num_rows == parsed.documents.num_rows + parsed.quarantine.num_rows
        assert parsed.documents["id"].to_pylist() == parsed.ids.drop_null().to_pylist()


@pytest.mark.parametrize("name", REGISTERS)
def test_any_part_of_an_offer_becomes_the_same(name: str) -> None:
    """Cut anywhere, turned round or stirred, an offer gives the same documents and the same quarantine."""
    source = sources()[name]
    for _, folder, offer in offers(name):
        whole = together([source.parse(folder, offer)])
        cut = [source.parse(folder, offer.slice(first, 7)) for first in range(0, offer.num_rows, 7)]
        assert together(cut) == whole
        order = np.random.default_rng(1).permutation(offer.num_rows)
        stirred = together([source.parse(folder, offer.take(pa.array(order)))])
        assert stirred[2] == [whole[2][place] for place in order]
        assert [in_order(table) for table in stirred[:2]] == [in_order(table) for table in whole[:2]]


def in_order(table: pa.Table) -> pa.Table:
    """Rows in an order of their own, by where they come from."""
    return table.sort_by([(name, "ascending") for name in ("source_file", PLACES[table.num_columns], "id")])


@pytest.mark.parametrize("name", REGISTERS)
def test_one_look_is_like_another(name: str) -> None:
    """What did not change keeps its name and its mark, and every mark says something."""
    first = marks(name)
    assert first == marks(name)
    assert first
    assert bytes(16) not in first.values()


def test_judgments_keep_their_marks_in_other_archives(tmp_path: Path) -> None:
    """Months taken out of their archive, their members turned round and put into folders."""
    with zipfile.ZipFile(FIXTURES / "rechtspraak/OpenDataUitspraken.zip") as bulk:
        for month in bulk.namelist():
            with zipfile.ZipFile(io.BytesIO(bulk.read(month))) as packed:
                members = {f"los/{member}": packed.read(member) for member in reversed(packed.namelist())}
            path = tmp_path / "rechtspraak" / month
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(zipped(members))
    assert marks("rechtspraak", tmp_path) == marks("rechtspraak")


def test_acts_keep_their_marks_in_other_places(tmp_path: Path) -> None:
    """Files in another folder, spelled another way, and a list in another order."""
    for path in (FIXTURES / "rada").rglob("*.*"):
        place = path.relative_to(FIXTURES / "rada").as_posix()
        body = path.read_bytes()
        if place == f"{CODES}/doc.txt":
            body = b"\r\n".join(reversed(body.split(b"\r\n")))
        moved = tmp_path / "rada" / (place if place.startswith("ogd") else f"spiegel/{quote(unquote(place))}")
        moved.parent.mkdir(parents=True, exist_ok=True)
        moved.write_bytes(body)
    assert marks("rada", tmp_path) == marks("rada")


@pytest.mark.parametrize("name", ["edrsr", "rechtspraak"])
def test_planted_damage_is_refused_with_its_reason(name: str) -> None:
    """Reasons per year are those of truth.json; of cases marked `either` the outcome is free."""
    truth = json.loads((FIXTURES / "truth.json").read_text())[name]["years"]
    assert truth.keys() == {year for year, _, _ in offers(name)}
    for year, folder, offer in offers(name):
        expected = truth[year]
        found = Counter(sources()[name].parse(folder, offer).quarantine["reason"].to_pylist())
        planted = Counter(expected["quarantined"])
        assert planted <= found, year
        assert (found - planted).total() <= expected["either"], year
        assert offer.num_rows == expected["records"], year


def test_every_planted_edition_is_a_document() -> None:
    """Acts, editions, acts without text and refused list rows are as many as the maker laid out."""
    truth = json.loads((FIXTURES / "truth.json").read_text())["rada"]
    parts = [sources()["rada"].parse(folder, offer) for _, folder, offer in offers("rada")]
    documents = [row for part in parts for row in part.documents.select(["id", "edition", "text"]).to_pylist()]
    editions = {(row["id"], f"{row['edition']:%Y%m%d}") for row in documents}
    assert editions == {(edition["id"], edition["edition"]) for edition in truth["editions"]}
    assert [row["id"] for row in documents if not row["text"]] == truth["without_text"]
    assert Counter(r for part in parts for r in part.quarantine["reason"].to_pylist()) == truth["quarantined"]


def test_what_judgments_state_is_what_their_documents_say() -> None:
    """ECLI, days, court, form, subject, procedure and case numbers, by a reading of its own of every document."""
    read = 0
    for _, folder, offer in offers("rechtspraak"):
        with zipfile.ZipFile(FIXTURES / "rechtspraak/OpenDataUitspraken.zip") as bulk:
            for doc in sources()["rechtspraak"].parse(folder, offer).documents.to_pylist():
                month, member = doc["source_place"].split(" ")
                with zipfile.ZipFile(io.BytesIO(bulk.read(month))) as packed:
                    expected = stated(packed.read(member).strip())
                assert told(doc, expected) == expected, doc["id"]
                read += 1
    assert read == sum(year["documents"] + year["either"] for year in truth_of_judgments().values())


def truth_of_judgments() -> dict[str, dict[str, int]]:
    """What the maker knows about the years of judgments."""
    return json.loads((FIXTURES / "truth.json").read_text())["rechtspraak"]["years"]
