"""Citations settled by the acts of the day: the same one by one and by the shard; renewed without moving the rest."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.citations.articles import LAST_DAY, ArticleRegistry, lives_of
from pipelines.citations.cite import cite, mention
from pipelines.citations.find import find_citations, find_mentions
from pipelines.citations.resolve import candidates_in, namesakes
from pipelines.citations.resolve_stage import READS, conduct
from pipelines.scope import EVERYTHING
from pipelines.stage import Shards
from pipelines.store import Store
from tests.select_shards import conducted, lay_beside, lay_documents, lay_shard

Editions = Mapping[tuple[str, str], Sequence[str]]
"""Articles by law and first day."""

ACTS: Editions = {
    ("1000-20", "2020-01-01"): ["1", "40", "40-1"],
    ("1000-20", "2022-01-01"): ["1", "40", "41", "40-41"],
    ("80731-10", "1985-06-01"): ["36", "212", "212-2"],
    ("80732-10", "1985-06-01"): ["213", "330"],
}


def statutes(editions: Editions) -> pa.Table:
    """Rows of statutes, an article each."""
    plain = {"document": "", "name": "", "valid_to": None, "title": None, "text": ""}
    rows = [
        {**plain, "law": law, "valid_from": day, "article": article}
        for (law, day), articles in editions.items()
        for article in articles
    ]
    return pa.Table.from_pylist(rows, schema.STATUTES)


def registry(editions: Editions) -> ArticleRegistry:
    """The same as a registry."""
    return ArticleRegistry.of_lives(lives_of(statutes(editions)))


def documents(texts: Sequence[tuple[str, str | None]]) -> pa.Table:
    """Decisions of texts and days."""
    names = ("id", "kind", "language", "date", "edition", "text")
    rows = [
        {"id": f"edrsr:{n}", "kind": "decision", "language": "uk", "text": text,
         "date": datetime.date.fromisoformat(day) if day else None}
        for n, (text, day) in enumerate(texts)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, pa.schema([schema.DOCUMENTS.field(name) for name in names]))


PIECES = st.sampled_from([
    "ст. 401 Закону № 1000-IX. ", "ст. 40-41 Закону № 1000-IX. ", "ч. 2 ст. 40-41 Закону № 1000-IX. ",
    "ч. 1-3 ст. 401 Закону № 1000-IX. ", "ст. 2122 КУпАП. ", "ст. 213 КУпАП. ", "ст. 1511 Конституції України. ",
    "ст. 5 Закону про невідоме. ", "справа № 757/1/20-ц. ", "Закон України «Про судовий збір». ", "ст. 16 ЦК України. ",
    "Частина перша цієї статті. ",
])  # fmt: skip
DAYS = st.sampled_from([None, "1984-01-01", "2003-05-05", "2019-12-31", "2020-01-01", "2021-05-05", "2023-05-05"])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.lists(PIECES, max_size=4).map("".join), DAYS), max_size=5))
def test_a_shard_is_settled_as_its_texts_one_by_one(texts: list[tuple[str, str | None]]) -> None:
    """Whatever is cited and when, a shard tells what each text tells by itself."""
    table, known = documents(texts), registry(ACTS)
    made = cite(table, statutes(ACTS))["citations"].to_pylist()
    for row, (text, day) in zip(made, texts, strict=True):
        date = datetime.date.fromisoformat(day) if day else None
        alone = find_citations(text, "uk", date, registry=known)
        told = [{name: getattr(one, name) for name in (f.name for f in schema.CITATION)} for one in alone]
        for one, expected in zip(row, told, strict=True):
            assert one | {"confidence": 0} == expected | {"confidence": 0, "candidates": list(expected["candidates"])}
            assert one["confidence"] == pytest.approx(expected["confidence"], abs=2e-4)


NUMBERS = st.sampled_from(["1", "2", "2-1", "3"])
HISTORY = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["", "2001-01-01", "2002-01-01", "2003-01-01"])),
    st.lists(NUMBERS, min_size=1, unique=True), max_size=6,
)  # fmt: skip


@given(HISTORY, st.sampled_from(["2000-06-01", "2001-01-01", "2002-05-05", "2003-01-01", LAST_DAY]))
def test_lives_tell_the_articles_of_every_day(history: dict[tuple[str, str], list[str]], day: str) -> None:
    """The lives of the articles say of a day what the list of the edition in force says."""
    known = registry(history)
    for law in ("a", "b"):
        begun = max((first for own, first in history if own == law and first <= day), default=None)
        listed = history[law, begun] if begun is not None else []
        assert [n for n in ("1", "2", "2-1", "3") if n in known.articles(law, day)] == sorted(listed)
        assert bool(known.articles(law, day)) == bool(listed)
        assert known.edition(law, day) == begun


def test_mentions_keep_what_is_written() -> None:
    """The text alone tells neither superscripts nor editions."""
    (found,) = find_mentions("ст. 1511 Конституції України", "uk")
    assert (found.article, found.edition) == ("1511", None)


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("ст. 5 Закону України «Про державну службу»", "uk", 3),
        ("artikel 2 Ow", "nl", 3),
        ("ст. 5 Закону про невідоме", "uk", 0),
    ],
)
def test_words_of_several_acts(said: str, language: str, expected: int) -> None:
    """A name that several acts bear keeps them all."""
    found = candidates_in(said, language)
    assert len(found) == len(set(found)) == expected


def test_what_a_text_leaves_open_has_candidates() -> None:
    """«Ow» is the Opiumwet, the Omgevingswet and the Onteigeningswet."""
    (found,) = find_citations("artikel 2 Ow", "nl")
    assert found.law is None
    assert set(found.candidates) == {"BWBR0001941", "BWBR0037885", "BWBR0001842"}


def test_a_law_in_doubt_stands_among_those_of_its_name() -> None:
    """An article that the code of the day lacks may be of the code before it."""
    known = registry({("435-15", "2004-01-01"): ["1", "2"]})
    (found,) = find_citations("ст. 440 ЦК України", "uk", datetime.date(2004, 5, 5), registry=known)
    assert found.law == "435-15"
    assert found.candidates == namesakes("435-15") == ("435-15", "1540-06")


def test_a_sure_citation_has_no_candidates() -> None:
    """Nor has one that an earlier mention resolves."""
    found = find_citations("ст. 16 ЦК України; ст. 17 цього Кодексу", "uk", datetime.date(2020, 1, 1))
    assert [one.candidates for one in found] == [(), ()]


def settled(root: Path, texts: Sequence[Sequence[tuple[str, str]]], editions: Editions) -> Shards:
    """The citations that the stage makes of shards of texts."""
    store = Store(str(root))
    tables = [documents(own) for own in texts]
    laid = lay_documents(store, {("edrsr", str(2019 + n)): table for n, table in enumerate(tables)})
    mentions = lay_beside(laid, "mentions", [mention(table) for table in tables])
    acts = Shards(store, (lay_shard(store, "statutes", EVERYTHING, statutes(editions)),))
    acts = acts.only(("law", "valid_from", "article"))
    shards = {"documents": laid.only(READS), "mentions": mentions, "statutes": acts}
    return conducted(conduct, schema.CITATIONS, shards)


def test_a_new_act_moves_only_what_cites_it(tmp_path: Path) -> None:
    """A shard that cites no renewed act keeps its key, and so does one whose day comes before."""
    texts = [[("ст. 16 ЦК України", "2019-05-05")], [("ст. 41 Закону № 1000-IX", "2021-05-05")],
             [("ст. 41 Закону № 1000-IX", "2023-05-05")]]  # fmt: skip
    first = {law_and_day: own for law_and_day, own in ACTS.items() if law_and_day[1] < "2022"}
    before, after = (settled(tmp_path, texts, editions) for editions in (first, ACTS))
    same = [old.shard.key == new.shard.key for old, new in zip(before.refs, after.refs, strict=True)]
    assert same == [True, True, False]
    assert [row["edition"] for row in after.read(2)["citations"][0].as_py()] == ["2022-01-01"]


def cited(text: str, language: str = "uk", **told: Any) -> list[str]:
    """Law, article, part and item of what points back."""
    found = [one for one in find_citations(text, language, **told) if one.anaphoric]
    return ["/".join(filter(None, (one.law, one.article, one.part, one.item))) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("За ст. 625 ЦК України платять. Частина друга цієї статті діє.", ["435-15/625/2"]),
        ("Ст. 625 ЦК України. Цією нормою керується суд; зазначеної норми", ["435-15/625", "435-15/625"]),
        ("Ст. 16 ЦК України. Ч. 1, 3 зазначеної статті", ["435-15/16/1", "435-15/16/3"]),
        ("П. 3 ч. 1 ст. 284 КПК України. На підставі цього пункту", ["4651-17/284/1/3"]),
        ("П. 3 ч. 1 ст. 284 КПК України. Вказаної частини; названої статті", ["4651-17/284/1", "4651-17/284"]),
        ("Ст. 12, 81 ЦПК України. За цією статтею", []),
        ("Ст. 16 ЦК України. На підставі цього пункту", []),
        ("На підставі цієї статті", []),
        ("ст. 5 Закону України «Про невідоме». Частина перша цієї статті", []),
        ("Ст. 16 ЦК України." + " Інше." * 600 + " За цією статтею", []),
        ("Закон України «Про судовий збір» діє. Ст. 5 вищевказаного Закону", ["3674-17/5"]),
        ("ЦК України діє. Ст. 5 названого Кодексу", ["435-15/5"]),
    ],
)
def test_what_points_back_in_a_decision(text: str, expected: list[str]) -> None:
    """The article cited last, if it is one; where that is open, nothing."""
    assert cited(text, date=datetime.date(2020, 1, 1)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Стаття 5. Назва\nчастини першої цієї статті\nСтаття 5 - 1. Інша\nза цією статтею", ["1-20/5/1", "1-20/5-1"]),
        ("Преамбула: за цією статтею", []),
        ("Стаття 1. Внести зміни до Кодексу: доповнити частиною такого змісту: «за цією статтею»", []),
    ],
)
def test_what_points_back_in_an_act(text: str, expected: list[str]) -> None:
    """The act's own article in which the words stand, until the act amends others."""
    assert cited(text, act="1-20") == expected


def test_what_points_back_in_dutch() -> None:
    """«Dat artikel» and «die bepaling»; «dit artikel 5» names its number itself."""
    assert cited("Artikel 6:162 BW geldt. Dat artikel; die bepaling.", "nl") == ["BWBR0005289/162"] * 2
    assert cited("Artikel 6:162 BW geldt. Genoemd artikel 5 niet.", "nl") == []


@pytest.mark.parametrize(
    ("name", "year", "law"),
    [
        ("Wmo", 2010, "BWBR0020031"), ("Wmo", 2016, "BWBR0035362"), ("Wajong", 2016, "BWBR0008657"),
        ("Wvggz", 2021, "BWBR0040635"), ("Wzd", 2021, "BWBR0040632"), ("Wlz", 2016, "BWBR0035917"),
        ("Wet natuurbescherming", 2018, "BWBR0037552"), ("Spoorwegwet", 2000, "BWBR0001848"),
        ("Spoorwegwet", 2010, "BWBR0015007"), ("Wet Bopz", 2010, "BWBR0005700"), ("WNT", 2015, "BWBR0032249"),
        ("Wwft", 2015, "BWBR0024282"), ("Ambtenarenwet 2017", 2021, "BWBR0001947"), ("DWU", 2017, "32013R0952"),
        ("RVV 1990", 2010, "BWBR0004825"), ("Wet SUWI", 2010, "BWBR0013060"), ("Wet BPM 1992", 2010, "BWBR0005806"),
        ("Wet op het notarisambt", 2010, "BWBR0010388"), ("IB 2001", 2010, "BWBR0011353"),
    ],
)  # fmt: skip
def test_dutch_acts_in_common_use(name: str, year: int, law: str) -> None:
    """By the abbreviations that courts use, and acts of one name by the day."""
    assert [one.law for one in find_citations(f"artikel 2 van de {name}", "nl", datetime.date(year, 6, 1))] == [law]
