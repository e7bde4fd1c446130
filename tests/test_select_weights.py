"""Weights: factors that a person can multiply, damped templates, authority in measure."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.select_rows import POLICY, decide

Factors = list[tuple[str, float]]


@pytest.mark.parametrize(
    ("document", "factors"),
    [
        ({}, []),
        ({"damage": ["letterspaced"]}, [("outcome", 0.5)]),
        ({"status": "withdrawn", "instance": "appeal"}, [("outcome", 0.0), ("instance", 1.1)]),
        ({"label": "sibling", "decisions": 16}, [("cluster", 0.5)]),
        ({"label": "identical", "decisions": 16}, [("cluster", 0.5)]),
        ({"kind": "statute", "keeper": False}, [("older_edition", 0.25)]),
        ({"boilerplate_share": 0.95}, [("boilerplate", 0.5)]),
        ({"boilerplate_share": 0.9}, []),
        ({"instance": "cassation"}, [("instance", 1.25)]),
        ({"instance": None}, []),
        ({"reasoning_share": 0.4}, [("reasoning", 1.1)]),
        ({"cited_by": 3}, [("cited", 1.2)]),
        ({"cited_by": 100_000}, [("cited", 1.5)]),
        ({"rank": 4.0}, [("rank", 1.1)]),
        ({"rank": 1.0}, []),
        (
            {"instance": "cassation", "reasoning_share": 1.0, "cited_by": 10**6, "rank": 1e6, "damage": []},
            [("instance", 1.25), ("reasoning", 1.25), ("cited", 1.5), ("rank", 1.25)],
        ),
    ],
)
def test_each_factor_is_what_the_policy_says(document: dict[str, Any], factors: Factors) -> None:
    """Those that are not 1 are written down with what the document showed, in a fixed order."""
    (answer,) = decide(document)
    assert [factor["factor"] for factor in answer["factors"]] == [name for name, _ in factors]
    assert [factor["times"] for factor in answer["factors"]] == pytest.approx([times for _, times in factors])
    assert all(factor["value"] for factor in answer["factors"])


@pytest.mark.parametrize(("size", "together"), [(1, 1), (8, 8), (9, 8), (16, 8), (999, 8), (1_000, 1), (900_000, 1)])
@pytest.mark.parametrize("label", ["sibling", "first", "version", "quotes"])
def test_cases_of_one_template_weigh_together_what_the_table_says(label: str, size: int, together: int) -> None:
    """Few weigh what they are, many as much as eight, a form as much as one document."""
    (sibling,) = decide({"label": label, "twin": "edrsr:0", "decisions": size})
    assert sibling["weight"] * size == pytest.approx(together)


def test_the_steps_may_stand_in_any_order() -> None:
    """The table is read by its numbers."""
    swapped = {**POLICY, "weights": {**POLICY["weights"], "cluster": POLICY["weights"]["cluster"][::-1]}}
    many = {"label": "sibling", "twin": "edrsr:0", "decisions": 1_000}
    assert decide(many, policy=swapped) == decide(many)


@pytest.mark.parametrize(
    ("document", "weight", "before"),
    [
        ({"instance": "cassation", "reasoning_share": 1.0, "cited_by": 10**6, "rank": 1e6}, 2.0, "2.93"),
        ({"label": "sibling", "decisions": 10**6}, 0.01, "1e-6"),
    ],
)
def test_a_clipped_weight_says_what_it_was(document: dict[str, Any], weight: float, before: str) -> None:
    """The last factor is the clip, with the product as its value."""
    policy = {**POLICY, "weights": {**POLICY["weights"], "clip": {"least": 0.01, "most": 2}}}
    (answer,) = decide(document, policy=policy)
    assert answer["weight"] == pytest.approx(weight)
    assert answer["factors"][-1]["factor"] == "clip"
    assert answer["factors"][-1]["value"] == before


@settings(max_examples=40)
@given(
    status=st.sampled_from(["public", "withdrawn"]),
    kind=st.sampled_from(["decision", "statute"]),
    instance=st.sampled_from([None, "first", "appeal", "cassation", "of another kind"]),
    label=st.sampled_from(["unique", "first", "sibling", "quotes"]),
    keeper=st.booleans(),
    decisions=st.integers(1, 10**8),
    cited_by=st.integers(0, 10**6),
    boilerplate_share=st.floats(0, 1, width=32),
    mojibake_share=st.floats(0, 0.5, width=32),
    reasoning_share=st.floats(0, 1, width=32),
    rank=st.floats(1, 2.0**20, width=32),
)
def test_the_product_of_the_factors_is_the_weight(**document: Any) -> None:
    """By hand, from what is written down; between the two ends of the clip, or 0."""
    (answer,) = decide(document)
    product = math.prod(factor["times"] for factor in answer["factors"])
    clip = POLICY["weights"]["clip"]
    assert answer["weight"] == pytest.approx(product, rel=1e-5)
    assert answer["weight"] == 0 or clip["least"] * 0.999 <= answer["weight"] <= clip["most"]


def test_the_worked_example_of_the_docs() -> None:
    """8 / 16 for the template, 1.25 for the instance, 1.2 for being cited by three."""
    (answer,) = decide({"label": "sibling", "decisions": 16, "instance": "cassation", "cited_by": 3})
    assert answer["weight"] == pytest.approx(0.75)
