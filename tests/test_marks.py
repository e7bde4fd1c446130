"""Hashes of rows: what they depend on, and that nothing else matters."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.keys import KeyIndex
from pipelines.sources.marks import as_digits, as_marks, row_hashes

ROWS = {
    "text": pa.array(["позов", "", None, "x" * 40]),
    "list": pa.array([["a", "b"], [], None, ["ab"]]),
    "day": pa.array([datetime.date(2019, 1, 2), None, None, datetime.date(1960, 1, 1)]),
    "number": pa.array([0, 1, None, -1], pa.int64()),
    "bytes": pa.array([b"\xff", None, None, b""]),
}


def hashed(**columns: pa.Array) -> list[tuple[int, int]]:
    """The hashes of some rows."""
    return [(int(one), int(two)) for one, two in row_hashes(columns)]


def test_hashes_are_the_same_on_every_machine() -> None:
    """Marks and versions are kept for years: another value here means that everything is read anew."""
    assert as_digits(row_hashes(ROWS), 2).to_pylist() == [
        "a8e2705cfcfa4a19aee344b99cd3d123",
        "f5f9cc5b171cba1e9c50570b14879262",
        "00000000000000000000000000000000",
        "be318004a0c66420812a3660b1092b7e",
    ]


def test_the_order_of_columns_does_not_matter() -> None:
    """A schema may be rearranged."""
    assert hashed(**ROWS) == hashed(**dict(reversed(ROWS.items())))


def test_what_is_not_there_adds_nothing() -> None:
    """A column that nobody fills, a null and an empty list change no hash; an empty text does."""
    assert hashed(a=ROWS["text"], b=pa.nulls(4), c=pa.array([[]] * 4, pa.list_(pa.string()))) == hashed(a=ROWS["text"])
    assert hashed(**ROWS)[2] == (0, 0)
    assert len(set(hashed(a=pa.array(["", None])))) == 2


def test_a_value_counts_with_its_column() -> None:
    """The same value elsewhere is another statement, and so is a list that is cut otherwise."""
    a, b = pa.array(["a"]), pa.array(["b"])
    assert hashed(one=a, two=b) != hashed(one=b, two=a)
    assert hashed(one=pa.array([["a", "bc"]])) != hashed(one=pa.array([["ab", "c"]])) != hashed(one=pa.array([["abc"]]))


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_the_form_of_a_column_does_not_matter(kind: pa.DataType) -> None:
    """A dictionary counts as what it stands for, in one piece or in several."""
    text = pa.array(["суд", None, "", "суд", "довгий текст рішення"])
    whole = text.dictionary_encode() if pa.types.is_dictionary(kind) else text.cast(kind)
    assert hashed(a=whole) == hashed(a=text)
    assert hashed(a=pa.chunked_array([whole[:2], whole[2:]])) == hashed(a=text)
    assert hashed(a=whole[1:4]) == hashed(a=text)[1:4]


def test_a_dictionary_may_stand_for_nothing() -> None:
    """A code whose value is null adds nothing."""
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int32()), pa.array(["a", None]))
    assert hashed(a=coded) == hashed(a=pa.array(["a", None, None]))


@settings(max_examples=60)
@given(st.sets(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=40))
def test_other_rows_have_other_hashes(rows: set[tuple[str, str]]) -> None:
    """Both words of a hash tell rows apart by themselves."""
    one, two = zip(*sorted(rows), strict=True) if rows else ((), ())
    hashes = row_hashes({"one": pa.array(one, pa.string()), "two": pa.array(two, pa.string())})
    assert [len(set(hashes[:, word].tolist())) for word in (0, 1)] == [len(rows)] * 2


def test_marks_and_digits_are_the_hashes() -> None:
    """16 bytes, and hexadecimal digits of as many words as wanted."""
    hashes = np.array([[1, 2], [0xABCDEF, 2**64 - 1]], np.uint64)
    assert as_digits(hashes).to_pylist() == [f"{1:016x}", f"{0xABCDEF:016x}"]
    assert as_digits(hashes, 2).to_pylist() == [f"{1:016x}{2:016x}", f"{0xABCDEF:016x}{'f' * 16}"]
    assert as_marks(hashes).to_pylist() == [row.astype("<u8").tobytes() for row in hashes]


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)))
)
def test_a_key_leads_to_its_last_number(keys: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> None:
    """Keys that share a word, or come again, are told apart as a dictionary tells them; a null key is nowhere."""
    schema = {"one": pl.UInt64, "two": pl.UInt64}
    index, last = KeyIndex.of(pl.DataFrame(keys, schema, orient="row")), {key: n for n, key in enumerate(keys)}
    asked = pl.DataFrame([*wanted, (None, None)], schema, orient="row")
    assert index.find(asked).tolist() == [*(last.get(key, -1) for key in wanted), -1]
    assert index.last().tolist() == sorted(last.values())
