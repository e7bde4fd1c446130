"""Numbers, shadows, the law table and the `citations` stage."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.citations.cite import citations_json, cite
from pipelines.citations.find import find_citations
from pipelines.citations.laws import by_number, in_force, key, table
from pipelines.citations.numbers import Value, ordinal, read
from pipelines.citations.shadow import shadow
from pipelines.citations.ukrainian_attributes import day

ODD = st.text(alphabet=" .,;:()-–№«»\"'’`§¹ \n\tстчпабзрІХVіхй0123456789уКЗЦаыlidartkeno", max_size=120)
PIECES = st.lists(
    st.sampled_from(
        ["ст.", "ч. ", "п. 1", " 5", "-", ", ", " та ", "ЦК", " України", "Закону ", "№ 1402-VIII", "«", "»",
         "Про освіту", "(далі – ", ")", "кодексу", "artikel ", "lid ", "6:162", " BW", " van de ", "Awb", "onder a",
         "ECLI:NL:HR:2019:1"]
    ),
    max_size=14,
)  # fmt: skip


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("33-35, 40-1", [Value("33", "35"), Value("40-1")]),
        ("173-1 - 173-3", [Value("173-1", "173-3")]),
        ("129 - 1", [Value("129-1")]),
        ("111-14", [Value("111-14")]),
        ("297-1, 297", [Value("297-1"), Value("297")]),
        ("130¹", [Value("130-1")]),
        ("7.4.1", [Value("7.4.1")]),
        ("ХІІ", [Value("XII")]),
        ("першої та двадцять третьої", [Value("1"), Value("23")]),
        ('"а", "б" та "г"', [Value("а"), Value("б"), Value("г")]),
        ('3 "b"', [Value("3", nested="b")]),
        ("2.9а", [Value("2.9а")]),
        ("6:119a", [Value("6:119a")]),
        ("a tot en met c", [Value("a", "c")]),
        ("1 en 2", [Value("1"), Value("2")]),
        ("15 по 17", [Value("15", "17")]),
        ("44/1, 130 прим., 212<sup>2</sup>, 130(1)", [Value("44-1"), Value("130-1"), Value("212-2"), Value("130-1")]),
        ("7A:1576", [Value("7A:1576")]),
        ("250bis, 1F, 10a1", [Value("250bis"), Value("1F"), Value("10a1")]),
        ("287 j° 45", [Value("287"), Value("45")]),
    ],
)
def test_lists_of_numbers(listed: str, expected: list[Value]) -> None:
    """A list of numbers is read value by value, ranges and superscripts told apart."""
    assert read(listed) == tuple(expected)


@pytest.mark.parametrize(
    ("words", "number"),
    [("першій", 1), ("п'ятнадцятою", 15), ("тридцять другої", 32), ("zesde", 6), ("zeventiende", 17)],
)
def test_ordinals(words: str, number: int) -> None:
    """Ordinals in any case are numbers."""
    assert ordinal(words) == number


@pytest.mark.parametrize(
    ("number", "adopted", "date", "law"),
    [
        ("796-ХІІ", None, None, "796-12"),
        ("1402-VІІІ", None, None, "1402-19"),
        ("322-VIII", "1971-12-10", None, "322-08"),
        ("280/97-ВР", None, None, "280/97-вр"),
        ("2181", "2000-12-21", None, "2181-14"),
        ("777-VIII", "1985-01-01", None, "777-08"),
        ("2181", None, None, None),
    ],
)
def test_law_numbers(number: str, adopted: str | None, date: datetime.date | None, law: str | None) -> None:
    """The convocation in a law's number is the suffix of its id; a bare number needs a day."""
    assert by_number(number, adopted, date) == law


@pytest.mark.parametrize(
    ("name", "year", "law"),
    [
        ("Про державну службу", 2013, "3723-12"),
        ("Про державну службу", 2020, "889-19"),
        ("Про амністію", 2010, None),
        (
            "Про статус і соціальний захист громадян, які постраждали внаслідок Чорнобильської катастрофи",
            2010,
            "796-12",
        ),
    ],
)
def test_acts_of_one_name(name: str, year: int, law: str | None) -> None:
    """The day chooses among acts of one name, and nothing is chosen when it cannot."""
    found, _ = in_force(table("uk").by_name[key(name)], datetime.date(year, 6, 1))
    assert (found.id if found else None) == law


def test_days() -> None:
    """Days are read in figures, with two digits of the year, and in words."""
    assert [day(d) for d in ("21.12.00", "1.2.1998", "9 липня 2003")] == ["2000-12-21", "1998-02-01", "2003-07-09"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("«Про\u00a0освіту» – п’ять", '"Про освіту" - п\'ять'),
        ("cтаттi Cт. Украïни", "статті Ст. України"),
        ("ECLI:CE, OECD, lid 2a", "ECLI:CE, OECD, lid 2a"),
        ("''Про збір'' <<Про збір>>", '""Про збір"" ""Про збір""'),
        ("x’’y’z", 'x""y\'z'),
        ("😀 – ё", "😀 - ё"),
        ("", ""),
    ],
)
def test_shadow(text: str, seen: str) -> None:
    """Signs have one look, and a Latin letter inside a Cyrillic word is the Cyrillic one."""
    assert shadow(text) == seen


@given(ODD)
def test_shadow_keeps_length(text: str) -> None:
    """Offsets in the shadow are offsets in the text."""
    assert len(shadow(text)) == len(text)


@given(st.one_of(ODD, PIECES.map("".join)), st.sampled_from(["uk", "nl"]))
def test_spans_lie_in_the_text(text: str, language: str) -> None:
    """Whatever the text, citations are in order, inside it and not empty."""
    spans = [(c.start, c.end) for c in find_citations(text, language, datetime.date(2020, 1, 1))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(PIECES.map("".join))
def test_the_same_twice(text: str) -> None:
    """The same text gives the same citations."""
    assert find_citations(text, "uk") == find_citations(text, "uk")


def test_far_from_the_beginning() -> None:
    """A citation is found wherever it stands, not in the first pages only."""
    text = "Суд зазначає таке. " * 3000 + "ст. 625 ЦК України"
    assert [c.article for c in find_citations(text, "uk")] == ["625"]


def _documents(rows: list[dict[str, object]]) -> pa.Table:
    fields = [schema.DOCUMENTS.field(name) for name in ("id", "kind", "language", "date", "text")]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


DOCUMENTS = _documents(
    [
        {
            "id": "edrsr:1",
            "kind": "decision",
            "language": "uk",
            "date": datetime.date(2020, 5, 1),
            "text": "ст. 2 Закону № 1-IX",
        },
        {"id": "rada:435-15", "kind": "statute", "language": "uk", "date": None, "text": "стаття 3 цього Кодексу"},
        {"id": "edrsr:2", "kind": "decision", "language": "uk", "date": None, "text": ""},
    ]
)
STATUTES = pa.Table.from_pylist(
    [
        {"law": "1-20", "document": "rada:1-20", "name": "Про вигадане", "valid_from": "2020-01-01", "valid_to": None,
         "article": "2", "title": None, "text": "Стаття 2."}
    ],
    schema=schema.STATUTES,
)  # fmt: skip


def test_stage_rows_are_the_documents() -> None:
    """One row per document in their order, with the edition of the day and the act itself for «цього Кодексу»."""
    result = cite(DOCUMENTS, STATUTES)
    assert result.schema.equals(schema.CITATIONS)
    assert result["id"].to_pylist() == DOCUMENTS["id"].to_pylist()
    first, second, third = result["citations"].to_pylist()
    assert [(c["law"], c["article"], c["edition"]) for c in first] == [("1-20", "2", "2020-01-01")]
    assert [(c["law"], c["article"]) for c in second] == [("435-15", "3")]
    assert third == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Стаття 40. Підстави\nдив. пункт 1 статті 36", [("322-08", "36")]),
        ("{Стаття 41 із змінами}", [("322-08", "41")]),
        ("стаття 3 ЦК України", [("435-15", "3")]),
        ("Внести зміни: статтю 96 викласти в такій редакції", [(None, "96")]),
    ],
)
def test_an_act_speaks_of_itself(text: str, expected: list[tuple[str | None, str]]) -> None:
    """A bare article is the act's own until the act amends others; the heading of an article cites nothing."""
    assert [(c.law, c.article) for c in find_citations(text, "uk", act="322-08")] == expected


def test_a_heading_quoted_elsewhere_is_a_citation() -> None:
    """In a decision no line opens an article."""
    assert [c.article for c in find_citations("Стаття 5 ЦК України.", "uk")] == ["5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("у справі № 757/123/20-ц (провадження № 61-1234св21)", ["757/123/20-ц"]),
        ("справа № 757/123/20\nкасаційне провадження № К/990/12/25", ["757/123/20"]),
        ("провадження № 61-1234св21", ["61-1234св21"]),
        ("провадження № 12023186120000115", []),
        ("(ЄДРСР № 84152411)", ["edrsr:84152411"]),
    ],
)
def test_other_names_of_a_decision(text: str, expected: list[str]) -> None:
    """The number of the proceedings is another name of the case; the number in the register is the decision's id."""
    assert [c.case for c in find_citations(text, "uk")] == expected


def test_a_title_without_its_state() -> None:
    """Courts leave out «України» at the end of a title."""
    assert [c.law for c in find_citations("ст. 2 Закону України «Про громадянство»", "uk")] == ["2235-14"]


def test_a_statute_cites_as_of_its_edition() -> None:
    """An edition cites the acts of its own day, not of the day of adoption; a decision has its date alone."""
    adopted, edited = datetime.date(2010, 3, 1), datetime.date(2020, 5, 1)
    row = {"id": "rada:9-9", "language": "uk", "date": adopted, "text": "ст. 2 Закону № 1-IX"}
    rows = [
        {**row, "kind": "statute", "edition": edited},
        {**row, "kind": "statute", "edition": None},
        {**row, "kind": "decision", "edition": edited},
    ]
    names = ("id", "kind", "language", "date", "edition", "text")
    documents = pa.Table.from_pylist(rows, schema=pa.schema([schema.DOCUMENTS.field(name) for name in names]))
    found = cite(documents, STATUTES)["citations"].to_pylist()
    assert [[one["edition"] for one in row] for row in found] == [["2020-01-01"], [None], [None]]


def test_stage_of_nothing() -> None:
    """Empty tables in, an empty table out."""
    assert cite(DOCUMENTS.slice(0, 0), STATUTES.slice(0, 0)).equals(schema.CITATIONS.empty_table())


@pytest.mark.parametrize(
    ("text", "language", "name", "value"),
    [
        ("ECLI:NL:HR:2019:1", "nl", "ecli", "ECLI:NL:HR:2019:1"),
        ("LJN BM5914", "nl", "ljn", "BM5914"),
        ("NJ 1990, 286", "nl", "reporter", "NJ 1990, 286"),
        ("Richtlijn 93/13/EEG", "nl", "celex", "31993L0013"),
        ("справа № 1/2/20", "uk", "case_number", "1/2/20"),
        ("«Іваненко проти України»", "uk", "case_name", "Іваненко проти України"),
        ("ст. 625 ЦК України", "uk", "article", "625"),
    ],
)
def test_terms_of_the_command_line(text: str, language: str, name: str, value: str) -> None:
    """A citation speaks in the terms of the labelled cases, with the words it was read from."""
    (only,) = citations_json(text, language)
    assert only[name] == value
    assert only["span_text"] == text[only["start"] : only["end"]]  # type: ignore[misc]
