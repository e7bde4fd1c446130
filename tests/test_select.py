"""Selection: every decision has its reasons, protection outranks a low weight, groups are not split."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.dedup.labels import SAME_DECISION
from pipelines.select.decide import OUTCOMES, REFUSED, select
from pipelines.select.rules import rules_of
from pipelines.select.strata import STRATA
from tests.select_rows import POLICY, beside, decide, tables

RUINED: dict[str, Any] = {"letter_share": 0.3, "mean_word_length": 2.0, "damage": ["letterspaced"]}


FOUND = {"file": "exam.jsonl", "item": "7", "share": 0.5, "words": 60, "start": 0, "end": 400}
"""An evaluation item that a document holds."""


@pytest.mark.parametrize(
    ("document", "decision", "rules"),
    [
        ({}, "keep", []),
        ({"status": "awaiting_text", "damage": ["empty"]}, "quarantine", ["status", "damage"]),
        ({"status": "withdrawn"}, "withdrawn", ["withdrawn"]),
        ({"status": "vanished", "damage": ["empty"]}, "withdrawn", ["withdrawn", "damage"]),
        ({"status": "withdrawn", "label": "version", "keeper": False}, "withdrawn", ["withdrawn", "duplicate"]),
        ({"status": "repealed", "kind": "statute"}, "keep", []),
        ({"mojibake_share": 0.5}, "quarantine", ["undecodable", "garbled"]),
        ({"mojibake_share": 0.02}, "low_weight", ["garbled"]),
        ({"duplicate_line_share": 0.6}, "low_weight", ["repeated_lines"]),
        ({"damage": ["control_characters"]}, "low_weight", ["control_characters"]),
        ({"label": "identical", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "other_channel", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "version", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "version", "twin": "edrsr:0", "keeper": True}, "keep", []),
        ({"label": "near_identical", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "quotes", "twin": "edrsr:0"}, "keep", []),
        ({"label": "companion", "twin": "edrsr:0"}, "keep", []),
        ({"label": "companion", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "first", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "first", "standing": False, "keeper": False}, "duplicate", ["superseded", "duplicate"]),
        ({"kind": "statute", "standing": False, "keeper": False}, "duplicate", ["superseded"]),
        ({"label": "version", "kind": "statute", "keeper": False}, "keep", []),
        ({"evaluation_share": 0.5, "evaluations": [FOUND]}, "quarantine", ["contaminated"]),
        ({"evaluation_words": 60, "evaluations": [FOUND]}, "quarantine", ["contaminated"]),
        ({"evaluation_share": 0.1, "evaluation_words": 40, "evaluations": [FOUND]}, "keep", []),
        ({"evaluation_share": 1.0, "evaluations": [FOUND], "split": "test"}, "keep", []),
        ({"label": "sibling", "twin": "edrsr:0", "decisions": 5_000}, "keep", []),
        (RUINED, "low_weight", ["few_letters", "broken_words", "letterspaced"]),
        ({**RUINED, "words": 0}, "low_weight", ["letterspaced"]),
    ],
)
def test_each_rule_gives_its_decision_and_its_reasons(
    document: dict[str, Any], decision: str, rules: list[str]
) -> None:
    """The gravest rule decides, and every rule that spoke is written down."""
    (answer,) = decide(document)
    assert answer["decision"] == decision
    assert [reason["rule"] for reason in answer["reasons"]] == rules
    assert all(reason["value"] and reason["threshold"] for reason in answer["reasons"])


@pytest.mark.parametrize(
    ("protected", "rule"),
    [
        ({"structured": True}, "decides"),
        ({"table_line_share": 0.3}, "table_heavy"),
        ({"cited_by": 1}, "cited"),
        ({"only_citation": True}, "only_citation"),
    ],
)
def test_protection_outranks_every_soft_rule_and_no_hard_one(protected: dict[str, Any], rule: str) -> None:
    """It takes a low weight away, says so, and does not bring back what is no text, or somebody else's."""
    kept, ordinary, withdrawn = decide({**RUINED, **protected}, protected, {"status": "withdrawn", **protected})
    assert (kept["decision"], kept["outcome"]) == ("keep", 1.0)
    assert [reason["rule"] for reason in kept["reasons"]][-1] == rule
    assert len(kept["reasons"]) == 4
    assert ordinary["reasons"] == []
    assert withdrawn["decision"] == "withdrawn"


@pytest.mark.parametrize("shown", [{"table_line_share": 0.29}, {"only_citation": False}])
def test_less_than_asked_does_not_protect(shown: dict[str, Any]) -> None:
    """A value below the policy's, or none, changes nothing."""
    assert decide({**RUINED, **shown})[0]["decision"] == "low_weight"


@pytest.mark.parametrize("name", ["decides", "only_citation"])
def test_a_protection_may_be_switched_off(name: str) -> None:
    """`no` in the policy takes a rule away, and nothing else."""
    policy = {**POLICY, "protect": {**POLICY["protect"], name: False}}
    names = [rule.name for rule in rules_of(POLICY)]
    assert [rule.name for rule in rules_of(policy)] == [each for each in names if each != name]


def test_the_lowest_weight_of_several_counts() -> None:
    """Three rules of 0.5 and one of 0.2 give 0.2."""
    lower = {**POLICY["low_weight"], "letterspaced": {"damage": "letterspaced", "weight": 0.2}}
    (answer,) = decide(RUINED, policy={**POLICY, "low_weight": lower})
    assert answer["weight"] == pytest.approx(0.2)


def test_a_policy_of_no_soft_rules_keeps_all() -> None:
    """Rules are a list that may be empty."""
    assert decide(RUINED, policy={**POLICY, "low_weight": {}})[0]["decision"] == "keep"


def test_what_is_set_aside_is_what_tells_the_same_decision() -> None:
    """The policy and the labels agree on what a duplicate is."""
    assert tuple(POLICY["duplicate"]) == SAME_DECISION


def test_the_answer_lies_beside_the_documents() -> None:
    """One row per document in order, declared columns; an empty shard gives an empty answer."""
    for documents in ([], [{"id": "edrsr:7"}, {"id": "edrsr:3", "status": "withdrawn"}]):
        answer = select(*tables(*documents), STRATA.empty_table(), *beside(*documents), policy=POLICY)
        assert answer.schema.equals(schema.SELECTION)
        assert answer["id"].to_pylist() == [document["id"] for document in documents]


@settings(max_examples=40)
@given(
    status=st.sampled_from(["public", "withdrawn", "awaiting_text", "in_force"]),
    label=st.sampled_from(["unique", "first", "sibling", "version", "identical"]),
    keeper=st.booleans(),
    damage=st.lists(st.sampled_from(["empty", "letterspaced", "mojibake"]), unique=True),
    letter_share=st.floats(0, 1, width=32),
    structured=st.booleans(),
)
def test_every_document_has_one_outcome_and_its_evidence(**document: Any) -> None:
    """A decision of the five; what is not kept weighs nothing and says why, what is kept weighs something."""
    (answer,) = decide(document)
    assert answer["decision"] in OUTCOMES
    assert (answer["weight"] == 0) == (answer["decision"] in REFUSED)
    assert answer["reasons"] or answer["decision"] == "keep"


def test_every_rule_names_itself_once() -> None:
    """Rules have names of their own, so that counts by rule mean something."""
    names = [rule.name for rule in rules_of(POLICY)]
    assert len(names) == len(set(names))
