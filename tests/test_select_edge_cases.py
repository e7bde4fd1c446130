"""Texts that a filter made for the web throws away, and law must not: each beside what is usual in its register."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from tests.select_rows import Row, decide, usual

STATUTE: Row = {
    "id": "rada:435-15",
    "source": "rada",
    "kind": "statute",
    "form": "Закон",
    "instance": None,
    "category": None,
    "structured": True,
}
DUTCH: Row = {
    "id": "rechtspraak:ECLI:NL:HR:2019:1",
    "source": "rechtspraak",
    "form": "Uitspraak",
    "instance": "cassation",
    "category": "Strafrecht",
    "letter_share": 0.94,
    "mean_word_length": 5.1,
}
BEFORE_2012 = dt.date(2009, 6, 1)


@pytest.fixture(scope="module")
def register() -> pa.Table:
    """What is usual: rulings, verdicts, orders, judgments and acts, each with some spread, all of them sound."""
    kinds: list[Row] = [
        {"words": 60},
        {"words": 900},
        {"form": "Вирок", "words": 4_000, "structured": True},
        {"form": "Судовий наказ", "words": 150, "boilerplate_share": 0.8, "duplicate_line_share": 0.05},
        {"date": BEFORE_2012, "words": 300},
        {**DUTCH, "structured": True},
        {**STATUTE, "words": 9_000},
    ]
    return usual(*({**spread_of(n), **kind} for kind in kinds for n in range(250)))


def spread_of(n: int) -> Row:
    """Signals that differ a little from document to document."""
    return {"letter_share": 0.88 + n % 10 / 200, "mean_word_length": 6 + n % 8 / 10}


@pytest.mark.parametrize(
    ("what", "document"),
    [
        ("a ruling of 12 words", {"words": 12, "top_ngram_shares": [0.2, 0.15, 0.1], "letter_share": 0.78}),
        ("a statute of one article", {**STATUTE, "words": 35, "mean_word_length": 7.4}),
        (
            "an annex that is a table and nothing else",
            {
                **STATUTE,
                "structured": False,
                "table_line_share": 0.97,
                "letter_share": 0.2,
                "duplicate_line_share": 0.6,
            },
        ),
        ("a dissent, which decides nothing", {"form": "Окрема думка", "words": 2_500}),
        ("a form of an order", {"form": "Судовий наказ", "boilerplate_share": 0.97, "duplicate_line_share": 0.1}),
        ("a decision in Russian, before 2012", {"date": BEFORE_2012, "words": 350, "mean_word_length": 6.1}),
        ("a decision in two languages", {"words": 700, "mixed_script_share": 0.01}),
        ("a verdict of 200,000 words", {"form": "Вирок", "words": 200_000, "top_ngram_shares": [0.01, 0.004, 0.003]}),
        ("a judgment of its head and operative part", {**DUTCH, "words": 45, "structured": True, "letter_share": 0.5}),
        (
            "a scan full of misread letters that the Supreme Court cites",
            {"mixed_script_share": 0.2, "mean_word_length": 3.1, "letter_share": 0.55, "cited_by": 1},
        ),
        (
            "a broken text, the only one that cites an article",
            {"mean_word_length": 2.2, "damage": ["letterspaced"], "only_citation": True},
        ),
        ("a text with a mark of a wrong code page", {"mojibake_share": 0.009}),
    ],
)
def test_law_that_looks_odd_is_kept(what: str, document: Row, register: pa.Table) -> None:
    """It has the outcome `keep` and is not damped for how it looks."""
    (answer,) = decide(document, strata=register)
    assert answer["decision"] == "keep", what
    assert "outcome" not in [factor["factor"] for factor in answer["factors"]], what


@pytest.mark.parametrize(
    ("what", "document", "rule"),
    [
        ("the same scan, cited by nobody", {"mixed_script_share": 0.2}, "mixed_script"),
        ("a table of 'annex' lines where rulings are prose", {"duplicate_line_share": 0.6}, "repeated_lines"),
        ("letters set apart", {"damage": ["letterspaced"]}, "letterspaced"),
        ("a text without blanks", {"mean_word_length": 31.0}, "glued_words"),
        ("a text without vowels", {"mean_word_length": 3.0}, "broken_words"),
        ("a paragraph, eight times", {"duplicate_ngram_shares": [0.87, 0.8, 0.7, 0.6, 0.5, 0.4]}, "repeated_runs"),
        ("one sentence, fifty times", {"top_ngram_shares": [0.4, 0.45, 0.5]}, "repeated_words"),
    ],
)
def test_what_is_broken_weighs_less_and_stays(what: str, document: Row, rule: str, register: pa.Table) -> None:
    """Nothing protects it: it is kept with half its weight, and the reason names what it was compared with."""
    (answer,) = decide(document, strata=register)
    assert (answer["decision"], answer["weight"]) == ("low_weight", 0.5), what
    assert [reason["rule"] for reason in answer["reasons"]] == [rule]


def test_nothing_is_refused_for_its_length(register: pa.Table) -> None:
    """From one word to a million."""
    answers = decide(*({"words": 10**power} for power in range(7)), strata=register)
    assert {answer["decision"] for answer in answers} == {"keep"}
