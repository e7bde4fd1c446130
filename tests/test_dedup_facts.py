"""Pieces: keys of what the register says, names that rows share, files that are whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import facts
from pipelines.dedup.facts import facts_of, keys_of, make_piece, names_of
from pipelines.dedup.pieces import (
    ADDITION,
    ALONE,
    CASE,
    DAY,
    FACTS,
    ID,
    KIND,
    NAMES,
    NATIONWIDE,
    SILENT,
    SILENT_DAY,
    TEXT,
    WITHIN,
    Piece,
)
from pipelines.dedup.settings import read_settings
from pipelines.dedup.signatures import sign
from pipelines.schema import DOCUMENTS

COLUMNS = (
    *("id", "kind", "issuer_code", "case_numbers", "date", "registered", "published", "form", "edition", "status"),
    *("instance", "text_format", "source_file", "text"),
)
SHAPE = pa.schema([DOCUMENTS.field(name) for name in COLUMNS])
BARE = {"kind": "decision", "case_numbers": [], "status": "public", "source_file": "", "text": ""}
MONDAY = date(2023, 5, 15)
MONDAY_NUMBER = (MONDAY - date(1970, 1, 1)).days
CASE_OF = {"issuer_code": "0713", "case_numbers": ["309/3690/19"], "date": MONDAY}


def documents(*rows: dict[str, Any]) -> pa.Table:
    """Documents of which only this is said, with the ids d0, d1 and so on."""
    return pa.Table.from_pylist([{"id": f"d{n}", **BARE, **row} for n, row in enumerate(rows)], schema=SHAPE)


def told(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts of these documents."""
    table = documents(*rows)
    return facts_of(table, sign(table)).to_pylist()


def plain_key(text: str) -> int:
    """The key of a string, one byte after the other in Python's whole numbers."""
    key = 0x9E3779B97F4A7C15
    for byte in text.encode():
        key = (key ^ byte) * 0xBF58476D1CE4E5B9 % (1 << 64)
        key ^= key >> 32
    return key if text else SILENT


@given(st.lists(st.text(max_size=9) | st.none(), max_size=8))
@settings(max_examples=50)
def test_keys_are_those_of_the_bytes(strings: list[str | None]):
    """A key depends on the string alone, null and the empty string are silent."""
    assert keys_of(pl.Series(strings, dtype=pl.String)).tolist() == [plain_key(each or "") for each in strings]


def test_facts_of_a_row():
    """Every column says what the register says."""
    said = {
        **CASE_OF,
        "id": "edrsr:7",
        "form": " Додаткове  РІШЕННЯ",
        "instance": "appeal",
        "registered": date(1970, 1, 2),
        "published": date(1969, 12, 31),
        "text": "Суд вирішив",
    }
    (row,) = told(said)
    expected = {"id": "edrsr:7", "statute": False, "role": ADDITION, "instance": 2, "day": MONDAY_NUMBER, "words": 2}
    expected |= {"edition": SILENT_DAY, "registered": 1, "published": -1, "status": "public"}
    assert expected.items() <= row.items()
    assert row["id_key"] == plain_key("edrsr:7")
    assert row["court"] == plain_key("0713")
    assert row["form"] == plain_key("додаткове рішення")
    assert row["cases"] == [plain_key("309/3690/19") & ~KIND | NATIONWIDE]


@pytest.mark.parametrize(
    ("court", "number", "kinds"),
    [
        ("0713", "1-5/06", [ALONE, WITHIN]),
        (None, "1-5/06", [ALONE]),
        ("Hoge Raad", "20/01234", [NATIONWIDE, ALONE]),
        ("http://psi.rechtspraak.nl/PHR", "20/01234", [ALONE, NATIONWIDE]),
        ("Gerechtshof Amsterdam", "20/01234", [ALONE, WITHIN]),
        (None, "309/3690/19", [NATIONWIDE]),
    ],
)
def test_kinds_of_cases(court: str | None, number: str, kinds: list[int]):
    """A national number has one key, any other one with its court and one alone."""
    (row,) = told({"issuer_code": court, "case_numbers": [number]})
    assert sorted(key & KIND for key in row["cases"]) == sorted(kinds)


def test_silence_equals_nothing():
    """What is not told has the silent key, day and no cases; a text without words has no key."""
    (row,) = told({"text": "— …"})
    silent = {"form": SILENT, "court": SILENT, "instance": 0, "day": SILENT_DAY, "text_key": SILENT, "words": 0}
    assert silent.items() <= row.items()
    assert row["cases"] == []


@pytest.mark.parametrize(
    ("what", "one", "other", "same"),
    [
        ("a national number in two courts", CASE_OF, CASE_OF | {"issuer_code": "4800"}, True),
        ("a number that every court has", {"case_numbers": ["1-5/06"]}, {"case_numbers": ["1-5/06"]}, True),
        (
            "its court told once",
            {"case_numbers": ["1-5/06"], "issuer_code": "0713"},
            {"case_numbers": ["1-5/06"]},
            True,
        ),
        (
            "two registers of a court",
            {"case_numbers": ["SGR 19/1234"], "issuer_code": "RBDHA"},
            {"case_numbers": ["AWB 19/1234"], "issuer_code": "RBDHA"},
            True,
        ),
        (
            "two registers, no court",
            {"case_numbers": ["SGR 19/1234"]},
            {"case_numbers": ["HAA 19/1234"]},
            False,
        ),
        (
            "the Hoge Raad and its parket",
            {"case_numbers": ["20/01234"], "issuer_code": "Hoge Raad"},
            {"case_numbers": ["20/01234"], "issuer_code": "Parket bij de Hoge Raad"},
            True,
        ),
        ("two numbers", CASE_OF, CASE_OF | {"case_numbers": ["309/3691/19"]}, False),
        ("one of two numbers", CASE_OF, CASE_OF | {"case_numbers": ["7/1", "309/3690/19-ц"]}, True),
    ],
)
def test_cases(what: str, one: dict[str, Any], other: dict[str, Any], same: bool):
    """A national number speaks for itself, any other with its court."""
    first, second = (set(row["cases"]) for row in told(one, other))
    assert bool(first & second) is same, what


def test_a_number_of_two_courts_is_one_name_and_two_cases():
    """All that rows of two courts share is the number alone; by it no row is called whose court is told."""
    number = {"case_numbers": ["1-5/06"]}
    table = documents(number | {"issuer_code": "0713"}, number | {"issuer_code": "4800"}, number)
    found = facts_of(table, sign(table))
    one, other, silent = (set(cases) for cases in found["cases"].to_pylist())
    assert one & other == silent
    assert {key & KIND for key in silent} == {ALONE}
    named = [(row["row"], row["key"] & KIND) for row in names_of(found).to_pylist() if row["family"] == CASE]
    assert named == [(0, WITHIN), (1, WITHIN), (2, ALONE)]


def test_cases_are_sorted():
    """The keys of a row's cases ascend, so that sets of them can be merged."""
    (row,) = told(CASE_OF | {"case_numbers": [f"309/{number}/19" for number in range(30)]})
    assert len(row["cases"]) == 30
    assert row["cases"] == sorted(set(row["cases"]))


def test_names():
    """A row is called by its words, its id, each case, and case, court and day; without words by id and case only."""
    rows = (
        CASE_OF | {"text": "суд", "case_numbers": ["309/1/19", "309/2/19"]},
        CASE_OF | {"text": ""},
        {"text": "суд", "id": "d0"},
        CASE_OF | {"text": "рішення", "date": None},
    )
    table = documents(*rows)
    found = facts_of(table, sign(table))
    names = names_of(found)
    assert names.schema == NAMES
    by_family = {family: [row["row"] for row in names.to_pylist() if row["family"] == family] for family in range(4)}
    assert by_family == {TEXT: [0, 2, 3], ID: [0, 1, 2, 3], CASE: [0, 0, 1, 3], DAY: [0, 0]}
    keys = {(row["family"], row["row"]): row["key"] for row in names.to_pylist()}
    assert keys[TEXT, 0] == keys[TEXT, 2] != keys[TEXT, 3]
    assert keys[ID, 0] == keys[ID, 2] != keys[ID, 1]
    assert keys[CASE, 1] == keys[CASE, 3] == found["cases"].to_pylist()[1][0]
    assert SILENT not in keys.values()


def test_day_tells_courts_and_days_apart():
    """Rulings of one national case share the name of the day only in one court on one day."""
    rows = [CASE_OF, CASE_OF, CASE_OF | {"issuer_code": "4800"}, CASE_OF | {"date": date(2023, 5, 16)}]
    table = documents(*({"text": "суд", **row} for row in rows))
    names = names_of(facts_of(table, sign(table))).to_pylist()
    first, again, elsewhere, later = (name["key"] for name in names if name["family"] == DAY)
    assert first == again
    assert len({first, elsewhere, later}) == 3


ROWS = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["", "суд", "один два три чотири п'ять шість"]),
        "case_numbers": st.sampled_from([[], ["309/1/20"], ["1-5/06", "309/2/20"]]),
        "issuer_code": st.sampled_from([None, "0713"]),
        "date": st.sampled_from([None, MONDAY]),
    }
)


@given(st.lists(ROWS, max_size=6), st.integers(0, 6))
@settings(max_examples=40)
def test_facts_do_not_depend_on_neighbours(rows: list[dict[str, Any]], cut: int):
    """The facts of a shard are those of its parts, one after the other."""
    table = documents(*rows)
    parts = [table.slice(0, cut), table.slice(cut)]
    whole = facts_of(table, sign(table))
    assert whole.schema == FACTS
    assert pa.concat_tables([facts_of(part, sign(part)) for part in parts]).equals(whole)


def test_piece_is_four_files(tmp_path: Path):
    """Each file has a row for each row of the shard, names apart; made again, it has the same bytes."""
    table, piece = documents({"text": "суд"}, CASE_OF), Piece("k", 2, tmp_path)
    files = (piece.bands, piece.sketches, piece.names, piece.facts)
    made = []
    for _ in range(2):
        make_piece(table, sign(table), piece, read_settings())
        made.append([file.read_bytes() for file in files])
    assert made[0] == made[1]
    assert [pq.read_metadata(file).num_rows for file in files] == [2, 2, 4, 2]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert pq.read_metadata(piece.bands).num_columns == read_settings().bands


def test_facts_are_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A piece that was broken off has no facts, so it is made again."""

    def breaks(*_: object) -> None:
        raise OSError("No space left.")

    monkeypatch.setattr(facts, "write_sketches", breaks)
    table, piece = documents({"text": "суд"}), Piece("k", 1, tmp_path)
    with pytest.raises(OSError, match="No space"):
        make_piece(table, sign(table), piece, read_settings())
    assert not piece.facts.exists()
    assert not piece.sketches.exists()


def test_an_empty_shard_is_a_piece(tmp_path: Path):
    """No rows, four files."""
    piece = Piece("k", 0, tmp_path)
    make_piece(documents(), sign(documents()), piece, read_settings())
    files = (piece.bands, piece.sketches, piece.names, piece.facts)
    assert [pq.read_metadata(file).num_rows for file in files] == [0] * 4
