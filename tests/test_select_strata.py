"""Strata: like is compared with like, sketches add up, and a night moves nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.engine import InlineEngine
from pipelines.scope import Scope
from pipelines.select.strata import STRATA, conduct, merge, sketch
from pipelines.select.strata_bins import bins, borders, power_of_two
from pipelines.select.strata_limits import limits, rare_categories
from pipelines.select.strata_names import names, settings_of, widened
from pipelines.stage import Job, Shards, Stage, Task
from pipelines.store import Account, Ref, Shard, Store
from pipelines.tables import parquet_bytes
from tests.select_rows import ORDINARY, POLICY, Row, decide, tables, usual

SETTINGS = settings_of(POLICY)
SMALL = {**SETTINGS, "at_least": 3}


@pytest.mark.parametrize(
    ("document", "stratum"),
    [
        ({}, "edrsr | ухвала | first | 2018 on | 200–799 words"),
        ({"words": 12, "date": dt.date(2009, 3, 1)}, "edrsr | ухвала | first | 2006–2011 | under 50 words"),
        ({"words": 50, "date": dt.date(2005, 3, 1)}, "edrsr | ухвала | first | before 2006 | 50–199 words"),
        ({"words": 90_000, "date": None}, "edrsr | ухвала | first | untold | 12800 words on"),
        ({"form": " УХВАЛА ", "instance": None}, "edrsr | ухвала | untold | 2018 on | 200–799 words"),
        ({"form": "a | b", "instance": ""}, "edrsr | a / b | untold | 2018 on | 200–799 words"),
    ],
)
def test_a_stratum_is_called_by_what_its_documents_share(document: Row, stratum: str) -> None:
    """Source, form, instance, era and length; each wider one by one word less."""
    told = pl.DataFrame([{**ORDINARY, **document}], schema_overrides={"instance": pl.String, "date": pl.Date})
    found = list(told.select(name.alias(str(n)) for n, name in enumerate(names(SETTINGS))).row(0))
    assert found[0] == stratum
    assert found[-1] == "edrsr"
    assert pl.Series(found[:-1]).to_frame("name").select(widened(pl.col("name")))["name"].to_list() == found[1:]


@settings(max_examples=40)
@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1))
def test_bins_ascend_and_stand_for_their_lower_border(values: list[float]) -> None:
    """Of two numbers the greater is in no lower bin; a border is its bin's least number, within 1/32 of the value."""
    given_values = pl.Series(sorted(values), dtype=pl.Float32)
    found = bins(given_values)
    least = borders(found)
    assert found.is_sorted()
    assert bins(least).equals(found)
    assert (least <= given_values).all()
    normal = given_values.abs() > 1e-37
    assert (abs(given_values - least) <= given_values.abs() / 16).filter(normal).all()


def test_what_is_no_number_is_in_no_bin() -> None:
    """Null, not a number, infinite; the two zeros are one."""
    found = bins(pl.Series([0.0, -0.0, None, float("nan"), float("inf")], dtype=pl.Float32))
    assert found.to_list() == [0, 0, None, None, None]


@settings(max_examples=40)
@given(st.lists(st.integers(1, 2**50), min_size=1))
def test_counts_are_rounded_down_to_powers_of_two(documents: list[int]) -> None:
    """Exactly, whatever the size."""
    assert power_of_two(pl.Series(documents)).to_list() == [1 << (each.bit_length() - 1) for each in documents]


def shards(shares: list[float], size: int) -> list[pa.Table]:
    """Sketches of documents with these letter shares, cut into shards."""
    documents = [{"letter_share": share, "words": 30 + n % 3 * 300} for n, share in enumerate(shares)]
    made = (tables(*documents[at : at + size]) for at in range(0, len(documents), size))
    return [sketch(rows, quality, settings=SMALL) for rows, _, quality, _ in made]


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60), st.integers(1, 60), st.randoms())
def test_sketches_add_up(shares: list[float], size: int, random: Any) -> None:
    """However documents are cut into shards and in whatever order these come, the table is the same."""
    cut = shards(shares, size)
    random.shuffle(cut)
    assert merge(cut, settings=SMALL).equals(merge(shards(shares, len(shares)), settings=SMALL))


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1, width=32), min_size=3, max_size=200))
def test_percentiles_are_right_to_a_bin(shares: list[float]) -> None:
    """The lower border of the bin of the exact percentile."""
    rows, _, quality, _ = tables(*({"letter_share": share} for share in shares))
    table = merge([sketch(rows, quality, settings=SMALL)], settings=SMALL)
    (finest,) = pl.DataFrame(table).filter(pl.col("stratum").str.count_matches("|", literal=True) == 4).to_dicts()
    (told,) = (signal for signal in finest["signals"] if signal["signal"] == "letter_share")
    exact = np.quantile(np.array(shares, np.float32), [0.1, 0.5, 0.9], method="inverted_cdf")
    assert [told["low"], told["median"], told["high"]] == borders(bins(pl.Series(exact))).to_list()


def test_small_strata_are_not_told() -> None:
    """Of 250 short rulings and 150 long ones only the short have a band of their own; all have a form, and a source."""
    table = usual(*[{"words": 40}] * 250, *[{"words": 5_000}] * 150)
    assert table["stratum"].to_pylist() == [
        "edrsr",
        "edrsr | ухвала",
        "edrsr | ухвала | first",
        "edrsr | ухвала | first | 2018 on",
        "edrsr | ухвала | first | 2018 on | under 50 words",
    ]
    assert table["documents"].to_pylist() == [256, 256, 256, 256, 128]


@pytest.mark.parametrize(
    ("document", "stratum"),
    [
        ({"words": 40}, "edrsr | ухвала | first | 2018 on | under 50 words"),
        ({"words": 5_000}, "edrsr | ухвала | first | 2018 on"),
        ({"words": 40, "date": dt.date(2008, 1, 1)}, "edrsr | ухвала | first"),
        ({"instance": "appeal"}, "edrsr | ухвала"),
        ({"form": "Вирок"}, "edrsr"),
        ({"source": "rechtspraak"}, None),
    ],
)
def test_a_document_is_compared_with_the_finest_stratum_that_is_told(document: Row, stratum: str | None) -> None:
    """Length is dropped first, then era, instance, form; another source is never asked."""
    table = usual(*[{"words": 40}] * 250, *[{"words": 5_000}] * 150)
    (answer,) = decide(document, strata=table)
    assert answer["few_letters.stratum"] == stratum


def test_a_limit_is_the_bound_or_further_out() -> None:
    """Where a kind of document is odd by itself, only what is odd for the kind is an outlier."""
    tabular = [{"form": "Додаток", "letter_share": 0.35 + n % 100 / 1_000} for n in range(300)]
    ruling = [{"letter_share": 0.9 + n % 100 / 2_000} for n in range(300)]
    table = usual(*tabular, *ruling)
    annex, broken_annex, broken_ruling = decide(
        {"form": "Додаток", "letter_share": 0.3},
        {"form": "Додаток", "letter_share": 0.0},
        {"letter_share": 0.55},
        strata=table,
    )
    assert annex["decision"] == "keep"
    assert 0 < annex["few_letters.limit"] < 0.3
    assert broken_annex["decision"] == broken_ruling["decision"] == "low_weight"
    (reason,) = broken_ruling["reasons"]
    assert reason["threshold"] == "at least 0.6 in edrsr | ухвала | first | 2018 on | 200–799 words"


def test_without_a_stratum_the_bound_stands_alone() -> None:
    """And says so."""
    (answer,) = decide({"letter_share": 0.5})
    assert [reason["threshold"] for reason in answer["reasons"]] == ["at least 0.6, too few to compare with"]


def test_a_rare_category_is_rare_among_its_form() -> None:
    """One in two thousand is below 0.1 %, and protects; what is untold, or another form's, does not."""
    others = [{"category": f"Справи {n % 4}"} for n in range(1_990)] + [{"category": None}] * 9
    table = usual({"category": "Морські справи"}, *others)
    odd = [{"category": name, "letter_share": 0.2} for name in ("Морські справи", "Справи 1", None)]
    outcomes = [each["decision"] for each in decide(*odd, {**odd[0], "form": "Вирок"}, strata=table)]
    assert outcomes == ["keep", "low_weight", "low_weight", "low_weight"]


def test_texts_without_words_are_not_counted() -> None:
    """Rows that await their text would make empty texts usual."""
    assert usual(*[{"words": 0, "letter_share": 0.0}] * 500).num_rows == 0


def test_no_documents_no_strata() -> None:
    """An empty source has an empty table, and its rows are still judged."""
    assert merge([], settings=SETTINGS).schema.equals(STRATA)
    rows = pl.DataFrame([ORDINARY], schema_overrides={"date": pl.Date})
    assert limits(rows, STRATA.empty_table(), policy=POLICY)["few_letters.limit"].to_list() == [0.6]
    assert rare_categories(rows, STRATA.empty_table(), policy=POLICY).to_list() == [False]


def job(folder: Path, cells: dict[str, list[int]]) -> Job:
    """A source of cells with shards of so many documents, each of another letter share."""
    store, refs = Store(str(folder)), {"documents": [], "quality": []}
    for year, sizes in cells.items():
        for at, size in enumerate(sizes):
            rows, _, quality, _ = tables(*[{"letter_share": 0.9 - at * 0.3, "date": dt.date(int(year), 2, 1)}] * size)
            for asset, table in (("documents", rows), ("quality", quality)):
                name, scope = f"{asset}-{year}-{at}-{size}", Scope("edrsr", year)
                written = store.write(asset, scope, f"{name}.parquet", parquet_bytes(table))
                shard = Shard(name, name, f"{name}.parquet", size, *written, Account("rows", size, size))
                refs[asset].append(Ref(asset, scope, shard))
    workroom = folder / "workroom"
    workroom.mkdir(exist_ok=True)
    arguments = {asset: Shards(store, tuple(found)) for asset, found in refs.items()}
    stage = Stage("strata", "source", "select", "", "1", conduct, STRATA, conducted=True)
    return Job(stage, Scope("edrsr"), Task("key", arguments), store, InlineEngine(), workroom)


BEFORE = {"2018": [300, 280], "2019": [500]}


@pytest.mark.parametrize(
    ("after", "moves"),
    [
        ({"2018": [300, 280, 20], "2019": [500]}, False),
        ({**BEFORE, "2026": [500, 500]}, False),
        ({"2018": [300, 280, 250], "2019": [500]}, True),
        ({**BEFORE, "2020": [100]}, False),
        ({**BEFORE, "2020": [1_200]}, True),
    ],
)
def test_a_night_moves_no_threshold(tmp_path: Path, after: dict[str, list[int]], moves: bool) -> None:
    """Small shards of old cells and all of this year wait; a new year, or what compaction merged, counts.

    A hundred more documents of the usual kind change a count, but neither a percentile nor its power of two.
    """
    before = conduct(job(tmp_path, BEFORE), settings=SETTINGS)
    assert before.num_rows > 0
    assert before.equals(conduct(job(tmp_path, after), settings=SETTINGS)) != moves


def test_a_sketch_is_made_once_in_the_life_of_its_shard(tmp_path: Path) -> None:
    """What is there is taken, what belongs to no shard any more is removed."""
    conduct(job(tmp_path, BEFORE), settings=SETTINGS)
    first = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "workroom").iterdir()}
    conduct(job(tmp_path, {"2018": [300], "2020": [50]}), settings=SETTINGS)
    second = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "workroom").iterdir()}
    assert (len(first), len(second)) == (3, 2)
    assert len(first.items() & second.items()) == 1


def test_a_sketch_does_not_hang_on_what_only_the_merge_asks(tmp_path: Path) -> None:
    """Another year or another bound costs no look at the shards."""
    conduct(job(tmp_path, BEFORE), settings=SETTINGS)
    first = sorted(file.name for file in (tmp_path / "workroom").iterdir())
    conduct(job(tmp_path, BEFORE), settings={**SETTINGS, "until": 2024, "at_least": 50, "rare": 0.01})
    assert first == sorted(file.name for file in (tmp_path / "workroom").iterdir())


def test_signals_are_those_of_the_rules() -> None:
    """Columns of quality, each once, in one order."""
    assert SETTINGS["signals"] == sorted(set(SETTINGS["signals"]))
    assert "letter_share" in SETTINGS["signals"]
    assert all(signal.partition(".")[0] in schema.QUALITY.names for signal in SETTINGS["signals"])
