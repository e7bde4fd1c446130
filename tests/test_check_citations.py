"""The citation check: what is said of right and wrong citations, in which edition, and how the command answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.citations.check import Checked, check_citations, language_of, shortened
from pipelines.citations.check_cases import decisions
from pipelines.citations.check_registry import Registry
from pipelines.store import Store, StoreError
from tests.citation_root import CELLS, RULES, act, day, lay_out_root
from tests.command_line import run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The small data root, to be read only."""
    return lay_out_root(tmp_path_factory.mktemp("citations"))


@pytest.fixture(scope="module")
def registry(store: Store) -> Registry:
    """Its acts."""
    return Registry(store)


def test_a_decision_is_found_by_its_number_in_the_register(store: Store) -> None:
    """«ЄДРСР № 3» beside a case number; one that is not there is left out."""
    found = decisions(["edrsr:3", "757/5/18", "edrsr:999"], store)
    assert {case: [decision.id for decision in its] for case, its in found.items()} == {
        "edrsr:3": ["edrsr:3"],
        "757/5/18": ["edrsr:1"],
    }


def checked(text: str, registry: Registry, date: str = "", language: str = "uk") -> list[Checked]:
    """All verdicts on a text."""
    return check_citations(text, language=language, date=day(date) if date else None, registry=registry)


@pytest.mark.parametrize(
    ("text", "date", "status", "edition"),
    [
        ("ст. 1 ЦК України", "", "exists", "2014-01-01"),
        ("ст. 1 ЦК України", "2005-05-05", "exists", "2004-01-01"),
        ("ст. 1 ЦК України", "2013-12-31", "exists", "2004-01-01"),
        ("ст. 1 ЦК України", "2014-01-01", "exists", "2014-01-01"),
        ("п. 1.1 Правил дорожнього руху", "2001-12-01", "exists", "2002-01-01"),
        ("ч. 2 ст. 1 ЦК України", "", "exists", "2014-01-01"),
        ("п. 2 ч. 2 ст. 1 ЦК України", "", "exists", "2014-01-01"),
        ("ч. 3 ст. 1 ЦК України", "", "no_such_article", "2014-01-01"),
        ("п. 9 ч. 2 ст. 1 ЦК України", "", "no_such_article", "2014-01-01"),
        ("ст. 2 ЦК України", "", "excluded", "2014-01-01"),
        ("ст. 2 ЦК України", "2005-05-05", "exists", "2004-01-01"),
        ("ст. 2-1 ЦК України", "", "exists", "2014-01-01"),
        ("ч. 1 ст. 2-1 ЦК України", "", "exists", "2014-01-01"),
        ("ст. 2-1 ЦК України", "2005-05-05", "not_in_force_then", "2004-01-01"),
        ("ст. 777 ЦК України", "", "no_such_article", "2014-01-01"),
        ("ст. 1 ГК України", "", "exists", "2004-01-01"),
        ("ст. 1 ГК України", "2003-01-01", "not_in_force_then", "2004-01-01"),
        ("п. 1.1 Правил дорожнього руху", "", "exists", "2002-01-01"),
        ("п. 7.7 Правил дорожнього руху", "", "no_such_article", "2002-01-01"),
        ("ст. 1 КК України", "", "unknown_law", ""),
        ("ст. 7 Закону України «Про вигадане вигадування»", "", "unknown_law", ""),
        ("ст. 2 Закону України «Про амністію»", "", "ambiguous", ""),
    ],
)
def test_verdict_on_an_article(registry: Registry, text: str, date: str, status: str, edition: str) -> None:
    """An article is looked up in the edition of the day, and in the newest when none is told."""
    (found,) = checked(f"Суд керується {text}.", registry, date)
    assert (found.status, found.edition) == (status, edition)


@pytest.mark.parametrize(
    ("text", "date", "shown"),
    [
        ("п. 1 ч. 2 ст. 1 ЦК України", "", "1) п'ять процентів річних;"),
        ("п. 1 ч. 2 ст. 1 ЦК України", "2005-05-05", "1) три проценти річних;"),
        ("ч. 1 ст. 1 ЦК України", "", "1. Позику повертають у строк."),
        ("ст. 2-1 ЦК України", "", "Стаття 2-1. Електронний строк\nСтрок засвідчує система."),
        ("п. 1.1 Правил дорожнього руху", "", "1.1. Правила встановлюють порядок руху."),
        ("ст. 2 ЦК України", "", ""),
    ],
)
def test_text_of_what_is_cited(registry: Registry, text: str, date: str, shown: str) -> None:
    """What is shown is the deepest unit that is cited, in the words of the day."""
    assert [found.text for found in checked(f"Суд керується {text}.", registry, date)] == [shown]


@pytest.mark.parametrize(
    ("text", "language", "status", "documents"),
    [
        ("справа № 757/7/19", "uk", "case_found", ["edrsr:3"]),
        ("справа № 757/5/18", "uk", "case_found", ["edrsr:1"]),
        ("справа № 1-кс/757/8/19", "uk", "case_found", ["edrsr:3"]),
        ("справа № 757/8/17", "uk", "case_unknown", []),
        ("справа № 757/9/19", "uk", "case_unknown", []),
        ("справа № 2-55/2018", "uk", "case_found", ["edrsr:2"]),
        ("справа № 2-55/2019", "uk", "ambiguous", ["edrsr:4", "edrsr:5"]),
        ("рішення Конституційного Суду України № 2-р/2019", "uk", "case_found", ["rada:v002p710-19"]),
        ("ECLI:NL:HR:2019:5", "nl", "case_found", ["rechtspraak:ECLI:NL:HR:2019:5"]),
        ("ECLI:NL:HR:2020:7", "nl", "case_found", ["rechtspraak:ECLI:NL:HR:2020:7"]),
        ("ECLI:NL:HR:1985:AB1234", "nl", "case_found", ["rechtspraak:ECLI:NL:HR:1985:AB1234"]),
        ("LJN AB1234", "nl", "case_found", ["rechtspraak:ECLI:NL:HR:1985:AB1234"]),
        ("ECLI:NL:HR:2019:6", "nl", "case_unknown", []),
        ("ECLI:NL:HR:2031:5", "nl", "case_unknown", []),
    ],
)
def test_verdict_on_a_decision(registry: Registry, text: str, language: str, status: str, documents: list[str]) -> None:
    """A decision is known by its number; a number that several courts bear means none of them; none is withdrawn."""
    (found,) = checked(f"Zie {text}." if language == "nl" else f"Так вирішено: {text}.", registry, language=language)
    assert (found.status, list(found.candidates) or [found.document] * bool(found.document)) == (status, documents)
    assert not found.text


def test_a_range_is_checked_at_both_ends(registry: Registry) -> None:
    """Of a range the first and the last are looked up, each with the span of the whole."""
    found = checked("Суд керується статтями 1-9 ЦК України.", registry)
    assert [(one.citation.article, one.status) for one in found] == [("1", "exists"), ("9", "no_such_article")]
    assert len({one.said for one in found}) == 1


def test_a_law_that_is_not_here_is_named(registry: Registry) -> None:
    """A Dutch code is known by name though the root has no Dutch acts."""
    (found,) = checked("Zie artikel 6:162 BW.", registry, language="nl")
    assert found.status == "unknown_law"
    assert found.name
    assert "is not among the acts" in found.remark


def test_a_repealed_act_is_remarked_on(registry: Registry) -> None:
    """The newest edition of a repealed act is looked at, and the end is told."""
    (found,) = checked("Суд керується ст. 1 ГК України.", registry)
    assert "repealed" in found.remark


def test_an_edition_that_is_not_here_is_told(registry: Registry) -> None:
    """Between the adoption and the first edition held the first is looked at, and it says so."""
    (found,) = checked("Суд керується п. 1.1 Правил дорожнього руху.", registry, "2001-12-01")
    assert "The edition of 2001-12-01 is not here" in found.remark


def test_the_whole_code_on_offences_answers_for_its_halves(tmp_path: Path) -> None:
    """A root that holds КУпАП under one id answers citations of either half."""
    whole = {"rada|2003": [act("8073-10", "2004-01-01", "Кодекс\nСтаття 130. Кермо\nТекст.\n")]}
    (found,) = checked("Суд керується ст. 130 КУпАП.", Registry(lay_out_root(tmp_path, whole)))
    assert (found.status, found.document) == ("exists", "rada:8073-10")


@settings(max_examples=30)
@given(st.text("ст. 1ЦК-2\nУкраїни№/п,ч", max_size=60))
def test_any_text_is_answered(registry: Registry, text: str) -> None:
    """Whatever the text, every verdict stands at its span and shortening only cuts."""
    for found in checked(text, registry):
        assert text[found.citation.start : found.citation.end] == found.said
        assert found.text.startswith(shortened(found.text).removesuffix(" …"))


@pytest.mark.parametrize(("text", "language"), [("ст. 1 ЦК", "uk"), ("artikel 1 BW", "nl"), ("", "uk"), ("12", "uk")])
def test_the_text_tells_its_language(text: str, language: str) -> None:
    """By the alphabet of most letters."""
    assert language_of(text) == language


def test_a_root_that_lacks_something_is_told_in_a_sentence(tmp_path: Path) -> None:
    """No corpus, and no statutes yet, each with its mend."""
    with pytest.raises(StoreError, match=r"no corpus in .*: point --root"):
        Registry(Store(str(tmp_path / "nothing")))
    with pytest.raises(StoreError, match="no statutes yet: make them"):
        Registry(lay_out_root(tmp_path, {"rada|2003": CELLS["rada|2003"]}, statutes=False))


GOOD = "Суд керується ч. 1 ст. 1 ЦК України у справі № 757/7/19."


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (f"{GOOD} Також ст. 99 ЦК України.", 1), ("Нічого.", 0)])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_exit_code_of_the_command(store: Store, text: str, code: int, form: tuple[str, ...]) -> None:
    """0 when all that is cited is there, 1 when something is not, whatever the form."""
    assert run("check-citations", "-", "--root", store.root, *form, given=text.encode()).exit_code == code


@pytest.mark.parametrize("words", [(), ("-", "--date", "5 травня"), ("-", "--language", "de"), ("does-not-exist.txt",)])
def test_wrong_use_of_the_command(store: Store, words: tuple[str, ...]) -> None:
    """Wrong words end with 2, and so does a text that is not UTF-8."""
    assert run("check-citations", *words, "--root", store.root).exit_code == 2
    assert run("check-citations", "-", "--root", store.root, given=b"\xff").exit_code == 2


def test_json_of_the_command(store: Store) -> None:
    """One object a line, offsets in code points."""
    result = run("check-citations", "-", "--root", store.root, "--json", given=f"🙂 {GOOD}".encode())
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert f"🙂 {GOOD}"[slice(*first["span"])] == first["said"] == "ч. 1 ст. 1 ЦК України"
    assert first["target"] == {"kind": "statute", "law": "435-15", "article": "1", "part": "1", "anaphoric": False}
    assert (first["document"], first["edition"], first["title"]) == ("rada:435-15", "2014-01-01", "Позика")
    assert (second["status"], second["document"], second["title"]) == ("case_found", "edrsr:3", "Рішення, 2019-05-06")


def test_table_of_the_command(store: Store) -> None:
    """The table has what was said, the verdict, the text and a sum."""
    told = run("check-citations", "-", "--root", store.root, given=GOOD.encode()).stdout
    for words in ("ч. 1 ст. 1 ЦК України", "exists", "Позику", "case found", "2 citations: 1 exists, 1 case found."):
        assert words in told


def test_long_texts_are_cut_unless_asked_for(tmp_path: Path) -> None:
    """The beginning is shown, the whole with --full."""
    long = RULES + "1.2. " + "слово " * 200
    root = lay_out_root(tmp_path, {"rada|2003": [act("1306-2001-п", "2002-01-01", long, adopted="2001-10-10")]}).root
    words = ("check-citations", "-", "--root", root, "--json")
    text = "Водій порушив п. 1.2 Правил дорожнього руху.".encode()
    cut, full = (json.loads(run(*words, *more, given=text).stdout)["text"] for more in ((), ("--full",)))
    assert cut.endswith(" …")
    assert full.startswith(cut.removesuffix(" …"))
    assert len(full) > 1000
