"""The register's tab-separated file: broken quotes cost their own row, everything else survives."""

from __future__ import annotations

import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sources.archive import Archive, ArchiveError
from pipelines.sources.register import COLUMNS, Slice, read_dictionary, read_header, read_slice, rows_of, slices
from pipelines.sources.register_names import Names, describe, superseded
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


def cut(body: bytes, rows: int) -> list[tuple[Slice, list[bytes]]]:
    """All slices of a file."""
    file = io.BytesIO(body)
    return list(slices(file, read_header(file), rows))


def read(body: bytes, rows: int = 100) -> tuple[pl.DataFrame, list[int]]:
    """All rows of a file and the numbers of its bad records."""
    header = read_header(io.BytesIO(body))
    parts = [rows_of(header, batch, place.first) for place, batch in cut(body, rows)]
    frames = [frame for frame, _ in parts] or [rows_of(header, [], 0)[0]]
    return pl.concat(frames), [record.row for _, bad in parts for record in bad]


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
    ],
    ids=["open", "inner", "id", "long id", "short", "long", "status", "bytes", "huge"],
)
def test_a_broken_row_costs_only_itself(broken: bytes) -> None:
    """Neighbours of a broken row are read; it is counted once or, torn apart by length, in pieces."""
    frame, bad = read(HEADER + row(1) + broken + row(3) + row(4))
    assert frame["doc_id"].to_list() == ["1", "3", "4"]
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
    assert frame.select("doc_id", "court_code", "cause_num").rows() == [("7", "0713", "1/2")]
    assert bad == []


def test_a_missing_column_is_not_guessed() -> None:
    """A file without a known column is refused as a whole, naming the column."""
    with pytest.raises(ArchiveError, match=r"lacks the column\(s\) judge, date_publ"):
        read_header(io.BytesIO(HEADER.replace(b"judge\t", b"").replace(b"\tdate_publ", b"")))


def test_a_slice_is_read_alone() -> None:
    """Any slice can be read without its neighbours, and gives the rows it gave in the whole."""
    body = HEADER + b"".join(row(n, '"а\nб"' if n % 3 else '"в') for n in range(20))
    whole, bad = read(body, 7)
    alone = []
    for place, _ in cut(body, 7):
        header, batch = read_slice(io.BytesIO(body), place)
        alone.append(rows_of(header, batch, place.first))
    assert pl.concat([frame for frame, _ in alone]).equals(whole)
    assert [record.row for _, records in alone for record in records] == bad


@settings(max_examples=150, deadline=None)
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
    assert ids[0] == "1"
    assert ids[-1] == "4"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([row(1), row(2, '"а\nб"'), row(3, '"в'), b'"\n', b"\n", b"1\t2\n", b'5\t"x'])),
    st.integers(1, 4),
)
def test_every_byte_belongs_to_one_record(parts: list[bytes], rows: int) -> None:
    """Slices follow one another without gaps, and rows plus bad records are all records."""
    body = HEADER + b"".join(parts)
    cuts = cut(body, rows)
    places = [len(HEADER)] + [place.offset + place.size for place, _ in cuts]
    assert [place.offset for place, _ in cuts] == places[:-1]
    assert not body[places[-1] :].strip()
    frame, bad = read(body, rows)
    assert frame.height + len(bad) == sum(len(batch) for _, batch in cuts)


def test_a_dictionary_is_mended_where_that_is_provable() -> None:
    """Stray spaces go, UTF-8 read as windows-1251 is turned back, sound names stay."""
    wrong = "Вирок".encode().decode("cp1251")
    body = f'judgment_code\tname\r\n1\t"{wrong}"\r\n2\tПостанова \r\n3\t"ЗУ ""Про суд"""\r\nodd\r\n'.encode()
    with Archive(io.BytesIO(zipped({"2019/Judgment_Forms.CSV": body}))) as archive:
        names = {code: entry["name"] for code, entry in read_dictionary(archive, "judgment_forms").items()}
        assert names == {"1": "Вирок", "2": "Постанова", "3": 'ЗУ "Про суд"'}
        assert read_dictionary(archive, "courts") == {}


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
    assert superseded(frame)["row"].to_list() == lost
