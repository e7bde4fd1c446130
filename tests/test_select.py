"""Selection: every decision has its reasons, groups are not split, weights follow the policy."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.dedup.labels import SAME_DECISION
from pipelines.select.decide import select
from pipelines.select.policy import read_policy, rules_of

POLICY = read_policy()

ORDINARY: dict[str, Any] = {
    "id": "edrsr:1",
    "kind": "decision",
    "status": "public",
    "edition": None,
    "cluster": "edrsr:1",
    "cluster_size": 1,
    "label": "unique",
    "twin": None,
    "standing": True,
    "keeper": True,
    "group": "edrsr:1",
    "damage": [],
    "boilerplate_share": 0.2,
    "cited_by": 0,
}


def decide(*documents: dict[str, Any], policy: dict[str, Any] = POLICY) -> list[dict[str, Any]]:
    """Decisions about documents that differ from an ordinary one as given."""
    rows = [{**ORDINARY, **document} for document in documents]

    def table(columns: pa.Schema, *names: str) -> pa.Table:
        picked = pa.schema([columns.field(name) for name in names])
        return pa.Table.from_pylist([{name: row[name] for name in names} for row in rows], picked)

    return select(
        table(schema.DOCUMENTS, "id", "kind", "status", "edition"),
        table(schema.DUPLICATES, "id", "cluster", "cluster_size", "label", "twin", "standing", "keeper", "group"),
        table(schema.QUALITY, "id", "damage", "boilerplate_share"),
        table(schema.AUTHORITY, "id", "cited_by"),
        policy=policy,
    ).to_pylist()


@pytest.mark.parametrize(
    ("document", "decision", "rules"),
    [
        ({}, "keep", []),
        ({"status": "awaiting_text", "damage": ["empty"]}, "quarantine", ["status", "damage"]),
        ({"status": "withdrawn"}, "quarantine", ["status"]),
        ({"status": "repealed", "kind": "statute"}, "keep", []),
        ({"damage": ["mojibake"]}, "quarantine", ["damage"]),
        ({"damage": ["repeated"]}, "low_weight", ["repeated"]),
        ({"label": "identical", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "other_channel", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "version", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "version", "twin": "edrsr:0", "keeper": True}, "keep", []),
        ({"label": "near_identical", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "quotes", "twin": "edrsr:0", "cluster_size": 5_000}, "keep", []),
        ({"label": "companion", "twin": "edrsr:0"}, "keep", []),
        ({"label": "companion", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "first", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "first", "standing": False, "keeper": False}, "duplicate", ["superseded", "duplicate"]),
        ({"kind": "statute", "standing": False, "keeper": False}, "duplicate", ["superseded", "older_edition"]),
        ({"label": "sibling", "twin": "edrsr:0", "cluster_size": 8}, "keep", []),
        ({"label": "sibling", "twin": "edrsr:0", "cluster_size": 9}, "low_weight", ["sibling"]),
        ({"label": "first", "cluster_size": 9}, "low_weight", ["sibling"]),
        ({"label": "version", "kind": "statute", "keeper": False}, "low_weight", ["older_edition"]),
        ({"boilerplate_share": 0.95}, "low_weight", ["boilerplate"]),
        (
            {"label": "identical", "twin": "edrsr:0", "keeper": False, "damage": ["mojibake"]},
            "quarantine",
            ["damage", "duplicate"],
        ),
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


@pytest.mark.parametrize(("size", "together"), [(1, 1), (8, 8), (9, 8), (16, 8), (999, 8), (1_000, 1), (1_000_000, 1)])
def test_cases_of_one_template_weigh_together_what_the_table_says(size: int, together: int) -> None:
    """Few weigh what they are, many as much as eight, a form as much as one document."""
    (sibling,) = decide({"label": "sibling", "twin": "edrsr:0", "cluster_size": size})
    assert sibling["weight"] * size == pytest.approx(together)


def test_the_steps_may_stand_in_any_order() -> None:
    """The table is read by its numbers."""
    steps = POLICY["lower"]["sibling"]
    swapped = {**POLICY, "lower": {**POLICY["lower"], "sibling": steps[::-1]}}
    many = {"label": "sibling", "twin": "edrsr:0", "cluster_size": 1_000}
    assert decide(many, policy=swapped) == decide(many)


def test_what_is_set_aside_is_what_tells_the_same_decision() -> None:
    """The policy and the labels agree on what a duplicate is."""
    assert tuple(POLICY["duplicate"]["labels"]) == SAME_DECISION


def test_weights_follow_authority() -> None:
    """A cited decision weighs more, up to the cap; a refused one nothing."""
    cited, famous, refused = decide({"cited_by": 1}, {"cited_by": 100_000}, {"status": "withdrawn", "cited_by": 5})
    assert cited["weight"] == pytest.approx(1.1)
    assert famous["weight"] == pytest.approx(1.5)
    assert refused["weight"] == 0


def test_no_documents_no_decisions() -> None:
    """An empty shard gives an empty answer."""
    assert decide() == []


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=2, max_size=20))
def test_a_group_is_never_split(groups: list[str]) -> None:
    """Documents of one group lie in one split, whatever else is in the shard."""
    answers = decide(*({"id": f"edrsr:{n}", "group": group} for n, group in enumerate(groups)))
    sides = {(group, answer["split"]) for group, answer in zip(groups, answers, strict=True)}
    assert len(sides) == len(set(groups))


def test_splits_have_about_their_share() -> None:
    """Of ten thousand groups about one in a hundred is for validation and one for test."""
    answers = decide(*({"id": f"edrsr:{n}", "group": f"g{n}"} for n in range(10_000)))
    for split in ("validation", "test"):
        assert 60 < sum(answer["split"] == split for answer in answers) < 140


def test_every_rule_names_itself_once() -> None:
    """Rules have names of their own, so that counts by rule mean something."""
    names = [rule.name for rule in rules_of(POLICY)]
    assert len(names) == len(set(names))
