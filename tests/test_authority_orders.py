"""What operative parts order about other decisions, and which documents they mean."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.citations.authority import conduct
from pipelines.citations.authority_chains import surest
from pipelines.citations.authority_names import SEEDS, court_of, seed_of
from pipelines.citations.authority_orders import find_reviews
from pipelines.citations.authority_pieces import READS
from pipelines.citations.authority_reviews import review
from pipelines.citations.authority_words import day_of
from pipelines.store import Store
from tests.select_shards import conducted, lay_beside, lay_documents

PARTS = {"uk": ("introductory", "operative"), "nl": ("header", "beslissing")}


def found(text: str, language: str, head: str = "") -> list[str]:
    """Outcomes in short: outcome, * where partial, form, court, day and number."""
    whole, begin = f"{head}\n{text}", len(head) + 1
    first, last = PARTS[language]
    reviews = find_reviews(whole, language, [(first, 0, begin), (last, begin, len(whole))])
    told = [(r.outcome + "*" * r.partial, r.form, r.court, r.day, r.case) for r in reviews]
    return [" | ".join(filter(None, each)) for each in told]


UKRAINIAN = [
    (
        "Апеляційну скаргу задовольнити.\nРішення Озерного районного суду м. Луганова від 12 березня 2019 року "
        "скасувати та ухвалити нове рішення, яким у позові відмовити.",
        ["overturned | рішення | Озерного районного суду м. Луганова | 2019-03-12"],
    ),
    (
        "Апеляційну скаргу ОСОБА_2 залишити без\nзадоволення, ухвалу Тихого\nрайонного суду м. Луганова від 23 травня\n"
        "2014 року - без змін.",
        ["upheld | ухвала | Тихого районного суду м. Луганова | 2014-05-23"],
    ),
    (
        "Скаргу задовольнити частково. Постанову Лісового апеляційного суду від 01.02.2021 у справі № 460/1/20 "
        "скасувати, рішення Лугового окружного суду від 03.10.2020 залишити в силі.",
        ["overturned | постанова | Лісового апеляційного суду | 2021-02-01 | 460/1/20",
         "upheld | рішення | Лугового окружного суду | 2020-10-03"],
    ),
    (
        "Рішення Тихого районного суду від 5 травня 2010 року в частині стягнення пені скасувати. "
        "В решті рішення суду залишити без змін.",
        ["overturned* | рішення | Тихого районного суду | 2010-05-05",
         "upheld* | рішення | Тихого районного суду | 2010-05-05"],
    ),
    (
        "Скасувати рішення Тихого суду від 5 травня 2010 року і залишити без змін ухвалу Лісового суду від 06.06.2010.",
        ["overturned | рішення | Тихого суду | 2010-05-05", "upheld | ухвала | Лісового суду | 2010-06-06"],
    ),
    (
        "Рішення Тихого суду від 5 травня 2010 року та ухвалу Лісового суду від 6 червня 2010 року скасувати.",
        ["overturned | рішення | Тихого суду | 2010-05-05", "overturned | ухвала | Лісового суду | 2010-06-06"],
    ),
    (
        "Вирок Тихого районного суду від \"11\" січня 2016 року щодо ОСОБА_1 змінити в частині покарання.",
        ["changed* | вирок | Тихого районного суду | 2016-01-11"],
    ),
    (
        "Ухвалу слідчого судді Тихого районного суду від 11.01.16 скасувати; апеляційну скаргу задовольнити.",
        ["overturned | ухвала | слідчого судді Тихого районного суду | 2016-01-11"],
    ),
    ("Заочне рішення Тихого суду від 03.03.2020 скасувати.", ["overturned | рішення | Тихого суду | 2020-03-03"]),
    (
        "Жалобу удовлетворить. Решение Тихого районного суда от 12 мая 1995 года отменить, определение областного суда "
        "от 3 июня 1995 г. оставить без изменения. Приговор Тихого суда от 1 апреля 1994 года изменить.",
        ["overturned | рішення | Тихого районного суда | 1995-05-12",
         "upheld | ухвала | областного суда | 1995-06-03", "changed | вирок | Тихого суда | 1994-04-01"],
    ),
    ("Рішення суду першої інстанції скасувати.", ["overturned | рішення"]),
    ("Постанову державного виконавця від 11.01.2016 скасувати.", []),
    ("Постанову інспектора поліції від 11.01.2016 серії АБ № 1 скасувати, провадження закрити.", []),
    ("Скасувати заходи забезпечення позову, вжиті ухвалою Тихого районного суду від 01.02.2015.", []),
    ("Скасувати рішення Озерної міської ради від 01.02.2015 про відмову.", []),
    ("Позов задовольнити. Рішення може бути оскаржене до апеляційного суду.", []),
]  # fmt: skip
DUTCH = [
    (
        "De Hoge Raad:\nvernietigt het arrest van het gerechtshof Duinveen van 12 maart 2013;\nverwijst het geding.",
        ["overturned | arrest | gerechtshof Duinveen | 2013-03-12"],
    ),
    (
        "bekrachtigt het vonnis van de rechtbank Heidestad van 3 april 2012, zaaknummer 123456 / HA ZA 11-22, "
        "voor zover aan hoger beroep onderworpen;",
        ["upheld* | vonnis | rechtbank Heidestad | 2012-04-03 | 123456"],
    ),
    (
        "vernietigt de beschikking van de rechtbank Den Duin van 1 mei 2011, ECLI:NL:RBDDU:2011:AB1234, en wijzigt het "
        "vonnis van de kantonrechter te Heidestad van 2 mei 2011",
        ["overturned | beschikking | rechtbank Den Duin | 2011-05-01 | ECLI:NL:RBDDU:2011:AB1234",
         "changed | vonnis | kantonrechter te Heidestad | 2011-05-02"],
    ),
    ("De Raad bevestigt de aangevallen uitspraak.", ["upheld"]),
    ("vernietigt de uitspraak van het Hof, behoudens de beslissing omtrent het griffierecht", ["overturned* | Hof"]),
    ("- verklaart het beroep gegrond;\n- vernietigt het bestreden besluit;", []),
    ("vernietigt de uitspraak op bezwaar", []),
    ("bevestigt de uitspraak van de Inspecteur", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UKRAINIAN)
def test_orders_of_ukrainian_rulings(text: str, expected: list[str]) -> None:
    """Each decision of a court that the part disposes of, with form, court and day; other bodies' acts are none."""
    assert found(text, "uk") == expected


@pytest.mark.parametrize(("text", "expected"), DUTCH)
def test_orders_of_dutch_rulings(text: str, expected: list[str]) -> None:
    """The same in Dutch."""
    assert found(text, "nl") == expected


@pytest.mark.parametrize(
    ("language", "head", "text", "expected"),
    [
        ("uk", "розглянув скаргу на рішення Тихого суду від 12 березня 2019 року та додаткове рішення цього ж суду від "
         "2 квітня 2019 року, а у справі є ухвала Лісового суду від 01.01.2018", "Оскаржуване рішення скасувати.",
         "overturned | рішення | Тихого суду | 2019-03-12"),
        ("uk", "на рішення Тихого суду від 01.02.2019 та постанову Лісового суду від 03.04.2019",
         "Постанову суду апеляційної інстанції скасувати.", "overturned | постанова | Лісового суду | 2019-04-03"),
        ("nl", "op het hoger beroep tegen de uitspraak van de rechtbank Heidestad van 7 juli 2009, 08/1234 (hierna: de "
         "aangevallen uitspraak)", "bevestigt de aangevallen uitspraak",
         "upheld | rechtbank Heidestad | 2009-07-07 | 08/1234"),
    ],
)  # fmt: skip
def test_the_head_tells_the_decision_under_review(language: str, head: str, text: str, expected: str) -> None:
    """An order that does not repeat the day means the decision that the head dates, of the form it names."""
    assert found(text, language, head) == [expected]


def test_no_operative_part_orders_nothing() -> None:
    """A dissent and the reasoning of a ruling overturn nothing."""
    text = "Рішення Тихого суду від 12.03.2019 скасувати."
    assert find_reviews(text, "uk", [("separate_opinion", 0, len(text))]) == []


@given(st.text("Рішенясудвід 12.03№/\n;скасувти", max_size=80))
def test_spans_lie_within_the_part(text: str) -> None:
    """Whatever the text, what is found lies in the operative part and has an outcome."""
    for one in find_reviews(f"....{text}", "uk", [("operative", 4, len(text) + 4)]):
        assert 4 <= one.start < one.end <= len(text) + 4
        assert one.outcome in ("overturned", "changed", "upheld")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12.03.2019", "2019-03-12"), ("5 травня 2010", "2010-05-05"), ('"11" січня 2016', "2016-01-11"),
        ("1 апреля 1994", "1994-04-01"), ("12 maart 2013", "2013-03-12"), ("21.12.00", "2000-12-21"),
        ("12 чогось 2019", ""), ("40.01.2019", ""), ("", ""),
    ],
)  # fmt: skip
def test_days(written: str, day: str) -> None:
    """Days in figures and words of three languages; what is no day is empty."""
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("genitive", "nominative"),
    [
        ("Озерного районного суду м. Луганова", "Озерний районний суд міста Луганова"),
        ("Господарського суду міста Луганова", "Господарський суд міста Луганова"),
        ("колегії суддів судової палати у цивільних справах Апеляційного суду Лугової області",
         "Апеляційний суд Лугової області"),
        ("слідчого судді Тихого районного суду Лугової області", "Тихий районний суд Лугової області"),
        ("П'ятого апеляційного адміністративного суду", "П'ятий апеляційний адміністративний суд"),
        ("Третього апеляційного суду", "Третій апеляційний суд"),
        ("gerechtshof te Duinveen", "Gerechtshof Duinveen"),
        ("Hof Duinveen", "Gerechtshof Duinveen"),
        ("kantonrechter te Heidestad", "Rechtbank Heidestad"),
    ],
)  # fmt: skip
def test_a_court_is_one_in_both_cases(genitive: str, nominative: str) -> None:
    """What a ruling calls a court and what the register calls it meet."""
    frame = pl.DataFrame({"court": [genitive, nominative]}).select(court_of(pl.col("court")))
    first, second = frame["court"].to_list()
    assert first == second != ""


@pytest.mark.parametrize("name", ["Hof", "апеляційного суду", "rechtbank", ""])
def test_a_court_without_a_place_is_none(name: str) -> None:
    """«Hof» alone fits every hof."""
    assert pl.DataFrame({"court": [name]}).select(court_of(pl.col("court")))["court"].to_list() == [""]


@pytest.mark.parametrize(
    ("document", "issuer", "weight"),
    [
        ("rada:v002p710-19", "Конституційний Суд України", 16),
        ("edrsr:1", "Велика Палата Верховного Суду", 16),
        ("edrsr:1", "Касаційний цивільний суд Верховного Суду", 8),
        ("edrsr:1", "Касаційний господарський суд у складі Верховного Суду", 8),
        ("edrsr:1", "Верховний Суд України", 8),
        ("edrsr:1", "Апеляційний суд Лугової області", 1),
        ("edrsr:1", None, 1),
        ("rechtspraak:ECLI:NL:HR:2020:1", "Hoge Raad", 16),
        ("rechtspraak:ECLI:NL:RVS:2020:1", "Raad van State", 8),
        ("rechtspraak:ECLI:NL:PHR:2020:1", "Parket bij de Hoge Raad", 1),
        ("rada:435-15", "Верховна Рада України", 1),
    ],
)
def test_the_highest_courts(document: str, issuer: str | None, weight: int) -> None:
    """Whose citations count for more, by id and by name of the court."""
    frame = pl.DataFrame({"id": [document], "issuer": [issuer]}, schema={"id": pl.String, "issuer": pl.String})
    assert frame.select(seed_of(pl.col("id"), pl.col("issuer"))).item() == weight
    assert weight == 1 or weight in {height for *_, height in SEEDS}


def day(text: str) -> datetime.date:
    """A day of YYYY-MM-DD."""
    return datetime.date.fromisoformat(text)


def document(name: str, number: str, date: str, court: str, form: str = "Рішення", **told: Any) -> dict[str, Any]:
    """A row of documents."""
    return {"id": name, "case_numbers": [number], "date": day(date), "issuer": court, "form": form,
            "references": [], **told}  # fmt: skip


def order(outcome: str, date: str | None, **told: Any) -> dict[str, Any]:
    """One order of a ruling."""
    plain = {"start": 0, "end": 1, "outcome": outcome, "partial": False, "form": "рішення", "court": "", "case": ""}
    return {**plain, "day": day(date) if date else None, **told}


RULING = document("edrsr:9", "101/1/20", "2020-12-01", "Лісовий апеляційний суд", "Постанова")
TARGET = document("edrsr:1", "101/1/20", "2020-05-05", "Тихий районний суд")


def disposed(rows: Sequence[dict[str, Any]], orders: Sequence[dict[str, Any]], root: Path) -> dict[str, dict[str, Any]]:
    """What is told of each document, when the last of them is the ruling that gives the orders."""
    store = Store(str(root))
    fields = pa.schema([schema.DOCUMENTS.field(name) for name in READS])
    parts = [pa.Table.from_pylist(list(part), fields) for part in (rows[:-1], rows[-1:])]
    documents = lay_documents(store, {("edrsr", str(2000 + n)): part for n, part in enumerate(parts)})
    names = [part["id"].to_pylist() for part in parts]
    said = [[], list(orders)]
    cited = [pa.Table.from_pylist([{"id": n, "citations": []} for n in own], schema.CITATIONS) for own in names]
    reviewed = [
        pa.Table.from_pylist([{"id": n, "reviews": its} for n in own], schema.REVIEWS)
        for own, its in zip(names, said, strict=True)
    ]
    shards = {"documents": documents, "citations": lay_beside(documents, "citations", cited),
              "reviews": lay_beside(documents, "reviews", reviewed)}  # fmt: skip
    return {row["id"]: row for table in conducted(conduct, schema.AUTHORITY, shards) for row in table.to_pylist()}


COURT = "Тихого районного суду"


@pytest.mark.parametrize(
    ("others", "orders", "expected"),
    [
        ([], [order("overturned", "2020-05-05", court=COURT)], {"overturned_by": ["edrsr:9"]}),
        ([], [order("overturned", "2020-05-05", partial=True), order("upheld", "2020-05-05", partial=True)],
         {"overturned_by": ["edrsr:9"], "upheld_by": ["edrsr:9"], "partly_by": ["edrsr:9"]}),
        ([], [order("changed", "2020-05-05", form="")], {"changed_by": ["edrsr:9"]}),
        ([], [order("overturned", "2020-05-06", court=COURT)], {}),
        ([], [order("overturned", None, court=COURT)], {}),
        ([], [order("overturned", "2020-05-05", form="ухвала")], {}),
        ([], [order("overturned", "2020-05-05", court="Озерного районного суду")], {}),
        ([document("edrsr:2", "101/1/20", "2020-05-05", "Тихий районний суд", "Ухвала")],
         [order("overturned", "2020-05-05")], {"overturned_by": ["edrsr:9"]}),
        ([document("edrsr:2", "101/1/20", "2020-05-05", "Озерний районний суд")],
         [order("overturned", "2020-05-05", court=COURT)], {"overturned_by": ["edrsr:9"]}),
        ([document("edrsr:2", "101/1/20", "2020-05-05", "Тихий районний суд")],
         [order("overturned", "2020-05-05", court=COURT)], {}),
    ],
)  # fmt: skip
def test_which_document_is_meant(
    tmp_path: Path, others: list[dict[str, Any]], orders: list[dict[str, Any]], expected: dict[str, list[str]]
) -> None:
    """The decision of the day, the case, the form and the court; where two fit alike, none is told."""
    told = disposed([TARGET, *others, RULING], orders, tmp_path)
    lists = ("overturned_by", "changed_by", "upheld_by", "partly_by")
    assert {name: told["edrsr:1"][name] for name in lists} == {name: expected.get(name, []) for name in lists}
    assert not any(told[name][of] for name in told if name != "edrsr:1" for of in lists)


def test_a_number_of_one_court_needs_the_court(tmp_path: Path) -> None:
    """«2-55/2008» begins anew in each court, so the ruling must name it."""
    rows = [{**TARGET, "case_numbers": ["2-55/2020"]}, {**RULING, "case_numbers": ["2-55/2020"]}]
    for court, expected in ((COURT, ["edrsr:9"]), ("", [])):
        orders = [order("overturned", "2020-05-05", court=court)]
        assert disposed(rows, orders, tmp_path / str(len(court)))["edrsr:1"]["overturned_by"] == expected


@pytest.mark.parametrize("told", [{"case": "ECLI:NL:RBHEI:2011:BQ1"}, {"case": "C/09/571234"}, {"case": "11/1600"}, {}])
def test_dutch_chains(tmp_path: Path, told: dict[str, str]) -> None:
    """By the ECLI or the number beside the day, or by an ECLI that the register relates to the ruling."""
    lower = "rechtspraak:ECLI:NL:RBHEI:2011:BQ1"
    rows = [
        {**document(lower, "", "2011-05-01", "Rechtbank Heidestad", "Uitspraak"),
         "case_numbers": ["C/09/571234", "AWB 11/1600"]},
        document("rechtspraak:ECLI:NL:GHDUI:2012:1", "200.100.100/01", "2012-06-01", "Gerechtshof Duinveen",
                 references=[] if told else ["ECLI:NL:RBHEI:2011:BQ1", "1.0:v:BWB:BWBR0001827"]),
    ]  # fmt: skip
    orders = [order("upheld", "2011-05-01", form="vonnis", court="rechtbank Heidestad", **told)]
    assert disposed(rows, orders, tmp_path)[lower]["upheld_by"] == ["rechtspraak:ECLI:NL:GHDUI:2012:1"]


def test_nobody_disposes_of_itself_or_of_what_came_later(tmp_path: Path) -> None:
    """A ruling's own day is not that of a decision under review."""
    rows = [{**TARGET, "date": day("2020-12-01")}, RULING]
    assert not disposed(rows, [order("overturned", "2020-12-01")], tmp_path)["edrsr:1"]["overturned_by"]


def test_the_same_pair_by_two_names_is_one() -> None:
    """A decision found by its number and by its ECLI is found once."""
    pair = {"ruling": 1, "number": 0, "target": 2, "id": "a", "outcome": "upheld", "partial": False, "same_court": True}
    frame = pl.DataFrame([pair, pair])
    assert surest(frame).rows() == [(2, "a", "upheld", False)]


def test_a_shard_of_documents() -> None:
    """Rows in the order of documents; statutes and texts without an operative part order nothing."""
    text = "ВСТАНОВИВ:\nПОСТАНОВИВ:\nРішення Тихого суду від 12.03.2019 скасувати."
    begin = text.index("ПОСТ")
    documents = pa.table({"id": ["a", "b", "c"], "kind": ["decision", "statute", "decision"], "language": ["uk"] * 3,
                          "text": [text] * 3})  # fmt: skip
    plain = {"number": None, "title": None, "parent": -1}
    parts = [{**plain, "kind": "body", "start": 0, "end": begin},
             {**plain, "kind": "operative", "start": begin, "end": len(text)}]  # fmt: skip
    sections = pa.Table.from_pylist(
        [{"id": "a", "sections": parts}, {"id": "b", "sections": parts}, {"id": "c", "sections": []}], schema.SECTIONS
    )
    made = review(documents, sections)
    assert made.schema.equals(schema.REVIEWS)
    assert [[one["outcome"] for one in row] for row in made["reviews"].to_pylist()] == [["overturned"], [], []]
    assert made["reviews"][0].as_py()[0]["day"] == day("2019-03-12")
    assert review(documents.slice(0, 0), sections.slice(0, 0)).num_rows == 0
