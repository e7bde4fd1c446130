"""The register's tab-separated file: broken quotes cost their own row, everything else survives."""

from __future__ import annotations

import csv
import datetime
import io
import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.archive import Archive, ArchiveError
from pipelines.sources.register import COLUMNS, Block, Rows, read_blocks, read_header, read_known, records_of
from pipelines.sources.register_names import Names, describe, numbered, read_dictionary, superseded
from pipelines.sources.register_texts import member_keys, text_path
from tests.test_sources_archive import zipped

HEADER = "\t".join(COLUMNS).encode() + b"\n"
EMPTY_NAMES = Names({}, {}, {}, {}, {}, {})


def row(doc_id: int | str = 1, judge: str = '"Суддя А. А."', number: str = '"1/2"', **other: str) -> bytes:
    """One register row; values as they stand in the file, quotes included."""
    values = {
        "doc_id": str(doc_id),
        "court_code": '"0713"',
        "judgment_code": "2",
        "justice_kind": "5",
        "category_code": "41080",
        "cause_num": number,
        "adjudication_date": '"2019-12-24 00:00:00+02"',
        "receipt_date": '"2020-01-01 00:00:00+02"',
        "judge": judge,
        "doc_url": '"http://od.reyestr.court.gov.ua/files/43/fa.rtf"',
        "status": "1",
        "date_publ": '"2020-01-02 00:00:00+02"',
    } | other
    return "\t".join(values[name] for name in COLUMNS).encode() + b"\n"


def blocks(body: bytes, size: int = 1 << 20) -> list[tuple[Block, Rows]]:
    """All blocks of a file."""
    file = io.BytesIO(body)
    return list(read_blocks(file, read_header(file), size))


def frame_of(rows: Rows) -> pl.DataFrame:
    """The rows as a frame, every value by itself."""
    return pl.DataFrame(rows.batch).cast({pl.Categorical: pl.String})


def read(body: bytes, size: int = 1 << 20) -> tuple[pl.DataFrame, list[int]]:
    """All rows of a file with their numbers as `row`, and the numbers of its bad records."""
    parts = blocks(body, size)
    frames = [frame_of(rows).with_columns(row=pl.col("record") + block.first).drop("record") for block, rows in parts]
    bad = [number + block.first for block, rows in parts for number in rows.bad["record"]]
    return pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(("row", *COLUMNS), pl.String)), bad


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        ('"Суддя А. А."', "Суддя А. А."),
        ("Суддя А. А.", "Суддя А. А."),
        ('"Суддя\tА. А."', "Суддя А. А."),
        ('"Суддя\nА. А."', "Суддя А. А."),
        ('"Суддя\r\nА. А."', "Суддя А. А."),
        ('"Суддя ""А"" А."', 'Суддя "А" А.'),
        ('Суддя "А', 'Суддя "А'),
        ('""', None),
        ("", None),
    ],
)
def test_quoted_fields_keep_what_they_hold(judge: str, expected: str | None) -> None:
    """Tabs, line breaks and doubled quotes inside quotes are part of the value."""
    frame, bad = read(HEADER + row(1) + row(2, judge) + row(3))
    assert frame["judge"].to_list() == ["Суддя А. А.", expected, "Суддя А. А."]
    assert bad == []


@pytest.mark.parametrize(
    "broken",
    [
        row(2, '"Суддя А. А.'),
        row(2, '"Суддя "А" А."'),
        row("2x"),
        row("9" * 30),
        row(2)[:-30] + b"\n",
        row(2)[:-1] + b"\textra\n",
        row(2, status="7"),
        b"\xff\xfe\xfd\n",
        row(2, '"' + "а" * 40_000),
        b"\t\t\r\n",
        b"\t" * 11 + b"\n",
        b"  \n",
    ],
    ids=["open", "inner", "id", "long id", "short", "long", "status", "bytes", "huge", "tabs", "all tabs", "spaces"],
)
def test_a_broken_row_costs_only_itself(broken: bytes) -> None:
    """Neighbours of a broken row are read; it is counted once or, torn apart by length, in pieces."""
    frame, bad = read(HEADER + row(1) + broken + row(3) + row(4))
    assert frame["doc_id"].to_list() == [1, 3, 4]
    assert bad[0] == 1


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_every_form_of_the_file_reads_the_same(mark: bytes, quoted: bool, end: bytes) -> None:
    """Byte-order mark, quoted names and line ends do not matter; columns are found by name."""
    turned = COLUMNS[::-1]
    names = "\t".join(f'"{name.upper()}"' if quoted else name for name in turned).encode()
    fields = row(7).rstrip(b"\n").split(b"\t")[::-1]
    frame, bad = read(mark + names + end + b"\t".join(fields) + end + end)
    assert frame.select("doc_id", "court_code", "cause_num").rows() == [(7, "0713", "1/2")]
    assert bad == []


def test_a_missing_column_is_not_guessed() -> None:
    """A file without a known column is refused as a whole, naming the column."""
    with pytest.raises(ArchiveError, match=r"lacks the column\(s\) judge, date_publ"):
        read_header(io.BytesIO(HEADER.replace(b"judge\t", b"").replace(b"\tdate_publ", b"")))


@pytest.mark.parametrize("size", [1, 4, 100])
def test_records_are_read_by_their_places(size: int) -> None:
    """Any records can be read without their neighbours, and give the rows they gave in the whole."""
    body = HEADER + b"".join(row(n, ['"а\nб"', '"в"', '"г'][n % 3]) for n in range(20))
    ((block, whole),) = blocks(body)
    places = np.stack((block.bounds[0] + block.offset, block.bounds[1] - block.bounds[0]))
    chosen = [0, 2, 3, 7, 8, 19]
    file = io.BytesIO(body)
    parts = list(read_known(file, read_header(file), places[:, chosen], size))
    expected = frame_of(whole).filter(pl.col("record").is_in(chosen)).drop("record")
    assert pl.concat([frame_of(rows).drop("record") for _, rows in parts]).equals(expected)
    assert [part.record(n) for part, _ in parts for n in range(part.bounds.shape[1])] == [
        block.record(n) for n in chosen
    ]
    bad = [chosen[n + part.first] for part, rows in parts for n in rows.bad["record"]]
    assert bad == [n for n in whole.bad["record"] if n in chosen]


def test_a_file_that_became_shorter_is_noticed() -> None:
    """Records that were on offer and are no longer there are not taken for empty ones."""
    file = io.BytesIO(HEADER + row(1))
    with pytest.raises(ArchiveError, match="run again"):
        list(read_known(file, read_header(file), np.array([[len(HEADER)], [len(row(1)) + 1]])))


def written(value: str, quoted: bool) -> str:
    """A field as `csv.writer` writes it, in quotes where it must be or may be."""
    doubled = value.replace('"', '""')
    return f'"{doubled}"' if quoted or re.search(r'[\t\r\n"]', value) else value


FIELDS = st.lists(st.text('a0"\t\n\r Їя’\u00a0\u2003', max_size=14), min_size=10, max_size=10)


@settings(max_examples=200)
@given(st.lists(FIELDS, max_size=6), st.integers(200, 3000), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_sound_files_read_as_the_csv_module_reads_them(
    rows: list[list[str]], size: int, end: str, quoted: bool
) -> None:
    """Quoted TABs, quotes and line breaks: the fields are those of `csv.reader`, white space trimmed."""
    whole = [[str(n + 1), *fields[:9], "1", fields[9]] for n, fields in enumerate(rows)]
    text = end.join("\t".join(written(value, quoted) for value in fields) for fields in [list(COLUMNS), *whole]) + end
    parsed = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))[1:]
    frame, bad = read(text.encode(), size)
    one_line = [COLUMNS.index("cause_num"), COLUMNS.index("judge")]
    expected = [
        tuple(
            (" ".join(value.split()) if place in one_line else value.strip()) or None
            for place, value in enumerate(fields)
        )
        for fields in parsed
    ]
    found = frame.with_columns(pl.col("doc_id").cast(pl.String)).select(COLUMNS).rows()
    assert (found, bad) == (expected, [])


@settings(max_examples=100)
@given(st.lists(st.text('aб" 7', max_size=20), min_size=1, max_size=40))
def test_each_value_that_recurs_is_held_once(values: list[str]) -> None:
    """Whatever its length and its quotes, a value has one number, and the number leads back to it."""
    fields = [written(value, quoted=len(value) % 2 == 0) for value in values]
    ((_, rows),) = blocks(HEADER + b"".join(row(n, court_code=field) for n, field in enumerate(fields)))
    codes = rows.batch["court_code"]
    assert codes.to_pylist() == [value.strip() or None for value in values]
    assert sorted(codes.dictionary.to_pylist()) == sorted({value.strip() for value in values} - {""})


@pytest.mark.parametrize("number", [0, 7, 10, 99, 100, 101, 12_345, 10**8 - 1, 10**8, 2**63 - 1])
def test_numbers_are_written_in_decimal_digits(number: int) -> None:
    """Every number of digits, beside other numbers, behind its prefix; what is null stays null."""
    for prefix in ("", "edrsr:", "documents.csv row "):
        assert numbered(prefix, pl.Series([5, number, 86740127])).to_pylist() == [
            f"{prefix}{each}" for each in (5, number, 86740127)
        ]
    assert numbered("x", pl.Series([number, None])).to_pylist() == [f"x{number}", None]


@settings(max_examples=100)
@given(st.data())
def test_blocks_change_nothing(data: st.DataObject) -> None:
    """Whatever the damage, small blocks give the records, rows and faults of one block."""
    body = bytearray(b"".join(row(n, ['"а\nб"', '"в"', "г"][n % 3]) for n in range(6)))
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(body)))
        token = data.draw(st.sampled_from([b'"', b"\t", b"\n", b"\xd0", b'""', b"\r", b"  \n"]))
        body[place : place + data.draw(st.integers(0, 3))] = token
    whole, bad = read(HEADER + bytes(body))
    part, part_bad = read(HEADER + bytes(body), data.draw(st.integers(300, 1000)))
    assert part.rows() == whole.rows()
    assert part_bad == bad


@settings(max_examples=150)
@given(st.data())
def test_no_damage_reaches_beyond_its_neighbourhood(data: st.DataObject) -> None:
    """However bytes of one row are changed, rows before it stand and reading recovers right behind it."""
    broken = bytearray(row(2))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(broken) - 1))
        broken[place : place + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b'"', b"\t", b"\n", b"x", b'""'])
        )
    frame, _ = read(HEADER + row(1) + bytes(broken) + row(3) + row(4))
    ids = frame["doc_id"].to_list()
    assert ids[0] == 1
    assert ids[-1] == 4


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from([row(1), row(2, '"а\nб"'), row(3, '"в'), b'"\n', b"\n", b"\t\r\n", b" \n", b"1\t2\n", b'5\t"x'])
    ),
    st.integers(300, 900),
)
def test_every_byte_belongs_to_one_record(parts: list[bytes], size: int) -> None:
    """Records follow one another, with empty lines between them at most, and each is a row or bad."""
    body, at = HEADER + b"".join(parts), len(HEADER)
    for block, rows in blocks(body, size):
        for start, end in block.bounds.T + block.offset:
            assert not body[at:start].strip(b"\r\n")
            at = int(end)
        assert rows.batch.num_rows + rows.bad.height == block.bounds.shape[1]
    assert not body[at:].strip(b"\r\n")


def test_a_small_table_is_cut_by_the_same_rules() -> None:
    """Records of a dictionary: quoted line breaks stay inside, an open quote costs its own line."""
    body = b'1\t"a\nb"\n\n2\t"open\n3\tc\n'
    assert records_of(body, 2) == [b'1\t"a\nb"\n', b'2\t"open\n', b"3\tc\n"]


def test_a_dictionary_is_mended_where_that_is_provable() -> None:
    """Stray spaces go, UTF-8 read as windows-1251 is turned back, sound names stay."""
    wrong = "Вирок".encode().decode("cp1251")
    body = f'judgment_code\tname\r\n1\t"{wrong}"\r\n2\tПостанова \r\n3\t"ЗУ ""Про суд"""\r\nodd\r\n'.encode()
    with Archive(io.BytesIO(zipped({"2019/Judgment_Forms.CSV": body}))) as archive:
        names = {code: entry["name"] for code, entry in read_dictionary(archive, "judgment_forms").items()}
        assert names == {"1": "Вирок", "2": "Постанова", "3": 'ЗУ "Про суд"'}
        assert read_dictionary(archive, "courts") == {}


def test_of_two_names_of_a_code_the_last_one_counts() -> None:
    """Also where the same line has stood before: a line that is said often is read once."""
    body = b"judgment_code\tname\n1\tfirst\n2\tother\n1\tlast\n2\tother\n1\tfirst\n"
    with Archive(io.BytesIO(zipped({"judgment_forms.csv": body}))) as archive:
        names = {code: entry["name"] for code, entry in read_dictionary(archive, "judgment_forms").items()}
        assert names == {"1": "first", "2": "other"}


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2019-12-31 23:59:59+02", datetime.date(2019, 12, 31)),
        ("2020-02-29", datetime.date(2020, 2, 29)),
        ("2000-02-29 00:00", datetime.date(2000, 2, 29)),
        ("1900-02-29 00:00", None),
        ("2019-02-29 00:00", None),
        ("2019-04-31 00:00", None),
        ("2019-13-01 00:00", None),
        ("2019-00-01 00:00", None),
        ("2019-01-00 00:00", None),
        ("2019-1-5", datetime.date(2019, 1, 5)),
        ("20l9-01-01", None),
        ("01.02.2019 00:00", None),
        ("", None),
    ],
)
def test_a_day_is_what_a_timestamp_begins_with(stamp: str, day: datetime.date | None) -> None:
    """What is no day of the calendar is null, beside sound ones."""
    frame, _ = read(HEADER + row(1) + row(2, receipt_date=f'"{stamp}"'))
    assert describe(frame, EMPTY_NAMES)["registered"].to_list() == [datetime.date(2020, 1, 1), day]


@given(st.dates())
def test_every_day_of_the_calendar_is_read(day: datetime.date) -> None:
    """Years from 1 to 9999, leap days with them."""
    frame, _ = read(HEADER + row(1, receipt_date=f'"{day.isoformat()} 00:00:00+02"'))
    assert describe(frame, EMPTY_NAMES)["registered"].to_list() == [day]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://od.reyestr.court.gov.ua/files/43/fa.rtf", "files/43/fa.rtf"),
        ("https://x//files/a.rtf?b=1#c", "files/a.rtf"),
        ("/files/a.rtf", "files/a.rtf"),
        ("files/a..rtf/...", "files/a..rtf/..."),
        ("http://host", None),
        ("http://host/?x", None),
        ("http://host/files/../x", None),
        ("http://host/..", None),
        ("http://host/c:/x", None),
        ("http://host/a\\b", None),
        ("a-b://host/x", None),
        ("", None),
        (None, None),
    ],
)
def test_a_text_lies_at_the_path_of_its_address(url: str | None, path: str | None) -> None:
    """Scheme, host and query go; what might leave its folder is nowhere."""
    frame = pl.DataFrame({"url": ["http://a/b", url]}, schema={"url": pl.String})
    assert frame.select(text_path(pl.col("url"))).to_series().to_list() == ["b", path]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("files/43/FA.rtf", "files/43/fa.rtf"),
        ("2019\\Files\\43\\fa.rtf", "files/43/fa.rtf"),
        ("a/files/b/files/c", "files/c"),
        ("myfiles/c", "myfiles/c"),
        ("c", "c"),
    ],
)
def test_members_are_known_by_the_end_of_their_path(name: str, key: str) -> None:
    """Folders around `files/` and letter case do not count."""
    assert member_keys(pl.Series(["files/x", name])).to_list() == ["files/x", key]


def test_days_are_local_and_codes_stay_without_names() -> None:
    """The date part is taken as it stands; a code no dictionary knows keeps its place."""
    frame, _ = read(HEADER + row(86740127))
    doc = describe(frame, EMPTY_NAMES).row(0, named=True)
    assert (str(doc["date"]), str(doc["registered"]), str(doc["published"])) == (
        "2019-12-24",
        "2020-01-01",
        "2020-01-02",
    )
    assert (doc["id"], doc["issuer"], doc["issuer_code"], doc["form"]) == ("edrsr:86740127", None, "0713", "2")


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ([("1", "1", "2020"), ("2", "1", "2020")], []),
        ([("1", "1", "2021"), ("1", "1", "2020")], [1]),
        ([("1", "1", "2020"), ("1", "1", "2020")], [0]),
        ([("1", "1", None), ("01", "1", "2020"), ("1", "1", "2019")], [0, 2]),
        ([("1", "0", None), ("1", "1", "2020")], [1]),
    ],
)
def test_of_rows_with_one_id_one_stays(rows: list[tuple[str, str, str | None]], lost: list[int]) -> None:
    """The last publication wins, then the last occurrence; a withdrawal wins over both."""
    frame = pl.DataFrame(rows, schema=["doc_id", "status", "date_publ"], orient="row").with_row_index("row")
    assert superseded(frame).to_list() == lost
