"""Selection: every decision has its reasons, groups are not split, weights follow the policy."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
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


def decide(*documents: dict[str, Any]) -> list[dict[str, Any]]:
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
        policy=POLICY,
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
        ({"label": "copy", "twin": "edrsr:0", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "version", "twin": "edrsr:0", "keeper": True}, "keep", []),
        ({"label": "first", "keeper": False}, "duplicate", ["duplicate"]),
        ({"label": "first", "standing": False, "keeper": False}, "duplicate", ["superseded", "duplicate"]),
        ({"kind": "statute", "standing": False, "keeper": False}, "duplicate", ["superseded", "older_edition"]),
        ({"label": "sibling", "twin": "edrsr:0", "cluster_size": 3}, "keep", []),
        ({"label": "sibling", "twin": "edrsr:0", "cluster_size": 16}, "low_weight", ["sibling"]),
        ({"label": "version", "kind": "statute", "keeper": False}, "low_weight", ["older_edition"]),
        ({"boilerplate_share": 0.95}, "low_weight", ["boilerplate"]),
        (
            {"label": "copy", "twin": "edrsr:0", "keeper": False, "damage": ["mojibake"]},
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


def test_weights_follow_template_and_authority() -> None:
    """Sixteen siblings weigh as much as eight documents; a cited decision weighs more, up to the cap."""
    sibling, cited, famous, refused = decide(
        {"label": "sibling", "cluster_size": 16},
        {"cited_by": 1},
        {"cited_by": 100_000},
        {"status": "withdrawn", "cited_by": 5},
    )
    assert sibling["weight"] == pytest.approx(0.5)
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
