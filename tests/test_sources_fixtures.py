"""The sources over the fixture registers: what the maker planted is what is found."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from pipelines.sources import sources
from pipelines.sources.folder import Folder

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("name", ["edrsr", "rechtspraak", "rada"])
def test_every_record_is_accounted_for(name: str) -> None:
    """In every unit records are documents plus quarantine, and no file is unusable."""
    source, folder = sources()[name], Folder(str(FIXTURES)).sub(name)
    years = dict.fromkeys(str(max(int(year), 1990)) for year in source.years(folder))
    for year in years:
        files = source.files(folder, year)
        assert set(files["state"].to_pylist()) <= {"ok", "empty"}
        for unit in source.units(folder, year, files):
            parsed = source.parse(folder, unit)
            assert parsed.records == parsed.documents.num_rows + parsed.quarantine.num_rows, unit.name


@pytest.mark.parametrize("name", ["edrsr", "rechtspraak"])
def test_planted_damage_is_refused_with_its_reason(name: str) -> None:
    """Reasons per year are those of truth.json; of cases marked `either` the outcome is free."""
    source, folder = sources()[name], Folder(str(FIXTURES)).sub(name)
    truth = json.loads((FIXTURES / "truth.json").read_text())[name]["years"]
    for year, expected in truth.items():
        units = source.units(folder, year, source.files(folder, year), rows=50)
        parts = [source.parse(folder, unit) for unit in units]
        found = Counter(reason for part in parts for reason in part.quarantine["reason"].to_pylist())
        planted = Counter(expected["quarantined"])
        assert planted <= found, year
        assert (found - planted).total() <= expected["either"], year
        assert sum(part.records for part in parts) == expected["records"], year


def test_one_plan_is_like_another() -> None:
    """Planning twice gives the same names and fingerprints."""
    for name, source in sources().items():
        folder = Folder(str(FIXTURES)).sub(name)
        year = source.years(folder)[-1]
        plans = [source.units(folder, year, source.files(folder, year)) for _ in range(2)]
        assert plans[0] == plans[1]
        assert plans[0]


def test_every_planted_edition_is_a_document() -> None:
    """Acts, editions, acts without text and refused list rows are as many as the maker laid out."""
    source, folder = sources()["rada"], Folder(str(FIXTURES)).sub("rada")
    truth = json.loads((FIXTURES / "truth.json").read_text())["rada"]
    cells = dict.fromkeys(str(max(int(year), 1990)) for year in source.years(folder))
    units = [unit for year in cells for unit in source.units(folder, year, source.files(folder, year))]
    parts = [source.parse(folder, unit) for unit in units]
    documents = [row for part in parts for row in part.documents.select(["id", "edition", "text"]).to_pylist()]
    editions = {(row["id"], f"{row['edition']:%Y%m%d}") for row in documents}
    assert editions == {(edition["id"], edition["edition"]) for edition in truth["editions"]}
    assert [row["id"] for row in documents if not row["text"]] == truth["without_text"]
    assert Counter(r for part in parts for r in part.quarantine["reason"].to_pylist()) == truth["quarantined"]
