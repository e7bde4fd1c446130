"""The policy of labels: from what the register and the texts tell of two documents to what they are in law."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.comparison import LIKENESS
from pipelines.dedup.labels import CLUSTERED, LABELS, SAME_DECISION, hangs_on_texts, label_pairs, policy_of, read_policy
from pipelines.dedup.pieces import ADDITION, FACTS, OPINION, SILENT, SILENT_DAY
from pipelines.dedup.policy_conditions import REGISTER
from pipelines.dedup.settings import read_settings

DOCUMENT = Path(__file__).parent.parent / "docs" / "duplicates.md"

# The keys of cases end in their kind: 98 and 102 are nationwide, 97, 101 and 105 have a court, 100 is a number alone.

SILENT_ROW: dict[str, Any] = {
    "id_key": 1,
    "statute": False,
    "form": SILENT,
    "role": 0,
    "court": SILENT,
    "instance": SILENT,
    "day": SILENT_DAY,
    "edition": SILENT_DAY,
    "channel": 5,
    "words": 400,
    "text_key": 11,
    "cases": [],
}
TOLD = SILENT_ROW | {"form": 3, "court": 7, "instance": 1, "day": 18_000, "cases": [102]}
ACT = SILENT_ROW | {"statute": True, "form": 2, "court": 1, "edition": 14_000}
DATED = ACT | {"edition": SILENT_DAY, "day": 9_000}
NUMBERED = {"cases": [102]}
LOCAL = TOLD | {"cases": [100, 101]}
BOTH = {"cases": [100, 102]}
OTHER = {"id_key": 2, "text_key": 12}
SAME_WORDS = {"jaccard": 1.0, "of_row": 1.0, "of_other": 1.0, "numbers_agree": True, "numbers_equal": True}
NEAR = {"jaccard": 0.9, "of_row": 0.95, "of_other": 0.95, "numbers_agree": True, "numbers_equal": True}
NEAR |= {"same_content": False, "another_name": False}
SAME = NEAR | {"same_content": True}
PARTY = NEAR | {"another_name": True}
SUMS = NEAR | {"numbers_agree": False, "numbers_equal": False}
MORE = NEAR | {"numbers_equal": False}
FAR = SUMS | {"jaccard": 0.1, "of_row": 0.2, "of_other": 0.15}
PART = NEAR | {"jaccard": 0.4, "of_row": 0.45, "of_other": 0.95}
ACT_NUMBER, ANOTHER_NUMBER = {"one_act": True, "one_title": True}, {"one_act": False, "one_title": True}
TITLE = {"one_title": True}
WRITTEN_OUT = NEAR | {"numerals_agree": False}
RETOLD = SUMS | {"jaccard": 0.2, "of_row": 0.3, "of_other": 0.5}


def pair(later: dict[str, Any], earlier: dict[str, Any], likeness: dict[str, Any]) -> pl.DataFrame:
    """One pair in the columns that the policy reads."""
    kinds = {field.name: field.type for field in FACTS}
    facts = {name: later[name] for name in REGISTER} | {f"{name}_other": earlier[name] for name in REGISTER}
    keys = {name: pl.UInt64 for name in facts if str(kinds[name.removesuffix("_other")]) == "uint64"}
    lists = {"cases": pl.List(pl.UInt64), "cases_other": pl.List(pl.UInt64)}
    jaccard = likeness.get("jaccard", likeness.get("estimate", 0.0))
    shares = [likeness.get("of_row") or 0.0, likeness.get("of_other") or 0.0]
    told = {
        "shared_cases": len(set(later["cases"]) & set(earlier["cases"])),
        "near": jaccard >= 0.8,
        "contained": max(shares) >= 0.9,
        "estimate": jaccard,
    }
    columns = facts | told | {name: likeness.get(name) for name in LIKENESS}
    return pl.DataFrame([columns], schema_overrides=keys | lists | LIKENESS, infer_schema_length=None)


def label(later: dict[str, Any], earlier: dict[str, Any], likeness: dict[str, Any]) -> str | None:
    """What the policy calls the later one."""
    return label_pairs(pair(later, earlier, likeness), read_settings())["label"][0]


@pytest.mark.parametrize(
    ("what", "earlier", "differs", "likeness", "expected"),
    [
        ("one row again", TOLD, {}, SAME_WORDS, "identical"),
        ("one id, its day corrected", TOLD, {"day": 18_001}, SAME_WORDS, "identical"),
        ("one id, its text changed", TOLD, {"text_key": 12}, SUMS, "version"),
        ("one id, all its text changed", TOLD, {"text_key": 12}, FAR, "version"),
        ("one id, text to come", TOLD, {"text_key": SILENT, "words": 0}, {}, "version"),
        ("one id by another way, rendered otherwise", TOLD, {"text_key": 12, "channel": 6}, SAME, "other_channel"),
        ("one id by another way, another sum", TOLD, {"text_key": 12, "channel": 6}, SUMS, "version"),
        ("the next edition", ACT, {"text_key": 12, "edition": 15_000}, NEAR, "version"),
        ("the next edition, equal words", ACT, {"edition": 15_000}, SAME_WORDS, "version"),
        ("one edition, xml and html", ACT, {"text_key": 12, "channel": 6}, NEAR, "other_channel"),
        ("equal words", TOLD, {"id_key": 2}, SAME_WORDS, "identical"),
        ("equal words, one side silent", TOLD, SILENT_ROW | {"id_key": 2}, SAME_WORDS, "identical"),
        ("equal words, one case, another court", TOLD, {"id_key": 2, "court": 8}, SAME_WORDS, "identical"),
        ("rendered otherwise, one case, another court", TOLD, OTHER | {"court": 8}, SAME, "other_channel"),
        ("equal words, two cases", TOLD, {"id_key": 2, "cases": [98]}, SAME_WORDS, "sibling"),
        ("equal words, one case, two days", TOLD, {"id_key": 2, "day": 18_020}, SAME_WORDS, "companion"),
        ("equal words, two days, no case", TOLD | {"cases": []}, {"id_key": 2, "day": 18_020}, SAME_WORDS, "sibling"),
        ("equal words, two courts, no case", TOLD | {"cases": []}, {"id_key": 2, "court": 8}, SAME_WORDS, "sibling"),
        ("rendered otherwise", TOLD, OTHER, SAME, "other_channel"),
        ("masked, so not even near", TOLD, OTHER, RETOLD | {"same_content": True}, "other_channel"),
        ("another channel, equal numbers", TOLD, OTHER | {"channel": 6}, NEAR, "other_channel"),
        ("another channel, another number", TOLD, OTHER | {"channel": 6}, MORE, "version"),
        ("a word changed", TOLD, OTHER, NEAR, "version"),
        ("a sum corrected", TOLD, OTHER, SUMS, "version"),
        ("a sentence more", TOLD, OTHER, MORE, "version"),
        ("a term in words corrected", TOLD, OTHER, WRITTEN_OUT, "version"),
        ("another channel, a term in words", TOLD, OTHER | {"channel": 6}, WRITTEN_OUT, "version"),
        ("a day not told, a term in words", TOLD, OTHER | {"day": SILENT_DAY}, WRITTEN_OUT, "companion"),
        ("the operative part", TOLD, OTHER, PART, "version"),
        ("a day not told, a sentence more", TOLD, OTHER | {"day": SILENT_DAY}, MORE, "version"),
        ("a day not told, another sum", TOLD, OTHER | {"day": SILENT_DAY}, SUMS, "companion"),
        ("another party in the case", TOLD, OTHER, PARTY, "companion"),
        ("a judgment and a ruling of one day", TOLD, OTHER | {"form": 4}, NEAR, "companion"),
        ("a like ruling another day", TOLD, OTHER | {"day": 18_020}, NEAR, "companion"),
        ("nothing alike but the case", TOLD, OTHER, FAR, "companion"),
        ("an opinion that quotes all", TOLD, OTHER | {"role": OPINION, "form": 9}, PART, "companion"),
        ("two opinions", TOLD | {"role": OPINION}, OTHER | {"role": OPINION}, NEAR, "companion"),
        ("an additional decision", TOLD, OTHER | {"role": ADDITION, "form": 7}, FAR, "companion"),
        ("an opinion without a number", TOLD | {"cases": []}, OTHER | {"role": OPINION}, PART, "companion"),
        ("retold on appeal", TOLD, OTHER | {"court": 8, "instance": 2, "day": 18_100}, RETOLD, "quotes"),
        ("little of it on appeal", TOLD, OTHER | {"court": 8, "instance": 2, "day": 18_100}, FAR, "companion"),
        ("retold, by the estimate", TOLD, OTHER | {"court": 8, "instance": 2}, {"estimate": 0.3}, "quotes"),
        (
            "held by a later one, courts not told",
            TOLD | {"court": 0, "instance": 0},
            OTHER | {"day": 18_100},
            PART,
            "quotes",
        ),
        (
            "an old number, held on appeal",
            TOLD,
            OTHER | {"court": 8, "instance": 2, "cases": [5], "day": 18_100},
            PART,
            "quotes",
        ),
        ("a short form within a long one", TOLD, OTHER | {"cases": [5]}, PART, "sibling"),
        ("another case from the template", TOLD, OTHER | {"cases": [98]}, SUMS, "sibling"),
        ("another case, one placeholder apart", TOLD, OTHER | {"cases": [98]}, SAME, "sibling"),
        ("another case, nothing alike", TOLD, OTHER | {"cases": [98]}, FAR, None),
        ("two acts of one day", ACT | {"day": 9_000}, OTHER | {"day": 9_000}, NEAR, "sibling"),
        (
            "editions under two ids",
            ACT | {"day": 9_000},
            OTHER | {"day": 9_000, "edition": 15_000},
            SUMS,
            "version",
        ),
        ("editions under two ids, undated", ACT, OTHER | {"edition": 15_000}, NEAR, "version"),
        (
            "editions, a number in words",
            ACT | {"day": 9_000},
            OTHER | {"day": 9_000, "edition": 15_000},
            WRITTEN_OUT,
            "version",
        ),
        ("undated, a number in words", ACT, OTHER | {"edition": 15_000}, WRITTEN_OUT, "sibling"),
        ("undated, one number signed", ACT, OTHER | {"edition": 15_000}, SUMS | ACT_NUMBER, "version"),
        ("one number signed, nothing told", SILENT_ROW | {"statute": True}, OTHER, SUMS | ACT_NUMBER, "version"),
        ("one number signed in two towns", SILENT_ROW | {"statute": True}, OTHER, PARTY | ACT_NUMBER, "sibling"),
        ("one number signed, rendered otherwise", ACT, OTHER | {"channel": 6}, SAME | ACT_NUMBER, "other_channel"),
        ("one number signed by two organs", ACT, OTHER | {"court": 2}, SUMS | ACT_NUMBER, "sibling"),
        ("one title of a law, undated", ACT, OTHER | {"edition": 15_000}, WRITTEN_OUT | TITLE, "version"),
        (
            "one title, two days",
            ACT | {"day": 9_000},
            OTHER | {"day": 9_360, "edition": 15_000},
            SUMS | TITLE,
            "sibling",
        ),
        ("one title, two numbers", ACT, OTHER | {"edition": 15_000}, NEAR | ANOTHER_NUMBER, "sibling"),
        (
            "two numbers of one day",
            ACT | {"day": 9_000},
            OTHER | {"day": 9_000, "edition": 15_000},
            NEAR | ANOTHER_NUMBER,
            "sibling",
        ),
        ("undated acts of one model", ACT, OTHER | {"edition": 15_000}, SUMS, "sibling"),
        ("acts of one model of two days", ACT | {"day": 9_000}, OTHER | {"day": 9_360}, NEAR, "sibling"),
        ("editions told by their day", DATED, OTHER | {"day": 15_000}, MORE, "version"),
        ("editions told by their day, with the number", DATED | NUMBERED, OTHER | {"day": 15_000}, MORE, "version"),
        ("two acts of two years", DATED, OTHER | {"day": 9_360}, SUMS, "sibling"),
        ("two acts of two years in the same words", DATED, {"id_key": 2, "day": 9_360}, SAME_WORDS, "sibling"),
        ("two numbers of acts", DATED | NUMBERED, OTHER | {"day": 15_000, "cases": [98]}, MORE, "sibling"),
        (
            "a court's number, the court told once",
            LOCAL,
            OTHER | {"court": SILENT, "cases": [100]},
            SAME,
            "other_channel",
        ),
        ("a number of two courts", LOCAL, OTHER | {"court": 8, "cases": [100, 105]}, NEAR, "sibling"),
        ("a number of two courts, a nationwide one", LOCAL | BOTH, OTHER | BOTH | {"court": 8}, NEAR, "quotes"),
        ("one act under two ids", ACT, {"id_key": 2}, SAME_WORDS, "identical"),
        ("nothing told, rendered otherwise", SILENT_ROW, OTHER, SAME, "near_identical"),
        ("nothing told, a word changed", SILENT_ROW, OTHER, NEAR, "near_identical"),
        ("nothing told, a paragraph more", SILENT_ROW, OTHER, MORE, "near_identical"),
        ("nothing told, another sum", SILENT_ROW, OTHER, SUMS, "sibling"),
        ("nothing told, a term in words", SILENT_ROW, OTHER, WRITTEN_OUT, "sibling"),
        ("nothing told, another party", SILENT_ROW, OTHER, PARTY, "sibling"),
        ("nothing told, held by the other", SILENT_ROW, OTHER, PART, "quotes"),
        ("nothing told but the form, another", SILENT_ROW | {"form": 3}, OTHER | {"form": 4}, NEAR, "sibling"),
        ("one day and court, no numbers", TOLD | {"cases": []}, OTHER, NEAR, "near_identical"),
        ("nothing alike, nothing told", SILENT_ROW, OTHER, FAR, None),
        ("a text without words in the case", TOLD, OTHER | {"text_key": SILENT, "words": 0}, {}, None),
        ("near, texts not read", SILENT_ROW, OTHER, {"estimate": 0.95}, "sibling"),
    ],
)
def test_label(
    what: str, earlier: dict[str, Any], differs: dict[str, Any], likeness: dict[str, Any], expected: str | None
) -> None:
    """The later of two documents gets the label a lawyer would give it."""
    assert label(earlier | differs, earlier, likeness) == expected, what


@pytest.mark.parametrize(
    ("what", "differs", "near", "hangs"),
    [
        ("one decision, other words", OTHER, True, True),
        ("one case and day, far", OTHER, False, False),
        ("equal words", {"id_key": 2}, True, False),
        ("another case", OTHER | {"cases": [98]}, True, False),
        ("another court, one case and day", OTHER | {"court": 8}, True, True),
        ("another court, another day", OTHER | {"court": 8, "day": 18_020}, True, False),
        ("another form", OTHER | {"form": 4}, True, False),
        ("no case told, near", OTHER | {"cases": []}, True, True),
        ("no case told, far", OTHER | {"cases": []}, False, False),
        ("one id", {"text_key": 12}, True, False),
        ("one id by another way", {"text_key": 12, "channel": 6}, True, True),
        ("without words", OTHER | {"text_key": SILENT, "words": 0}, False, False),
    ],
)
def test_texts_are_read_where_the_register_leaves_it_open(
    what: str, differs: dict[str, Any], near: bool, hangs: bool
) -> None:
    """What another case, court, day or form decides is not read."""
    assert hangs_on_texts(pair(TOLD | differs, TOLD, {"estimate": 0.9 if near else 0.1})).to_list() == [hangs], what


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            {"name": "copy", "label": "identical", "when": "one id, not neer"},
            "In labels.toml, copy speaks of the condition 'neer', which is none: write near.",
        ),
        (
            {"name": "copy", "label": "identicl", "when": "near"},
            "In labels.toml, copy speaks of the label 'identicl', which is none: write identical.",
        ),
    ],
)
def test_a_misspelt_word_of_the_table_is_told_in_a_sentence(rule: dict[str, str], sentence: str) -> None:
    """Before anything is labelled by it."""
    table = {"retold": 0.3, "retold_in_doubt": [0.1, 0.6], "read_when": ["near"], "rule": [rule]}
    with pytest.raises(ValueError, match=r"^In labels\.toml") as raised:
        policy_of(table)
    assert str(raised.value) == sentence


def test_every_label_has_a_rule() -> None:
    """And no two rules have one name."""
    rules = read_policy().rules
    assert {rule.label for rule in rules} == {*LABELS, ""}
    assert len({rule.name for rule in rules}) == len(rules)


def test_the_document_tells_every_rule_in_its_order() -> None:
    """A lawyer reads the table in the documents; it is the table that decides."""
    rows = re.findall(r"^\| \d+ \| `(\w+)` \| ([\w ]+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(rule.name, rule.label or "none") for rule in read_policy().rules]


SIDES = st.fixed_dictionaries(
    {
        "id_key": st.sampled_from([1, 2]),
        "statute": st.booleans(),
        "form": st.sampled_from([SILENT, 3, 4]),
        "role": st.sampled_from([0, 1, 2]),
        "court": st.sampled_from([SILENT, 7, 8]),
        "instance": st.sampled_from([0, 1, 2]),
        "day": st.sampled_from([SILENT_DAY, 18_000, 18_020]),
        "edition": st.sampled_from([SILENT_DAY, 14_000, 15_000]),
        "channel": st.sampled_from([5, 6]),
        "words": st.just(400),
        "text_key": st.sampled_from([11, 12]),
        "cases": st.sampled_from([[], [98], [102], [98, 102], [97], [98, 101]]),
    }
)
ACTS = [PARTY | ACT_NUMBER, SAME | ACT_NUMBER, NEAR | ANOTHER_NUMBER, SUMS | TITLE]
LIKE = st.sampled_from([NEAR, SAME, PARTY, SUMS, MORE, FAR, PART, RETOLD, WRITTEN_OUT, {"estimate": 0.9}, *ACTS])


def another_decision(later: dict[str, Any], earlier: dict[str, Any]) -> bool:
    """The register tells two cases."""
    numbered = bool(later["cases"]) and bool(earlier["cases"])
    return later["id_key"] != earlier["id_key"] and numbered and not set(later["cases"]) & set(earlier["cases"])


@given(SIDES, SIDES, LIKE)
def test_another_case_is_never_the_same_decision(
    later: dict[str, Any], earlier: dict[str, Any], likeness: dict[str, Any]
) -> None:
    """Siblings are never merged as versions, whatever else the register and the texts tell."""
    told = label(later, earlier, likeness if later["text_key"] != earlier["text_key"] else SAME_WORDS)
    if another_decision(later, earlier):
        assert told not in SAME_DECISION
    if later["id_key"] == earlier["id_key"]:
        assert told in SAME_DECISION


@given(SIDES, SIDES, LIKE)
def test_order_does_not_matter_to_clusters(
    later: dict[str, Any], earlier: dict[str, Any], likeness: dict[str, Any]
) -> None:
    """Which of two came first may tell who retells whom, and never whether they are one decision or one cluster."""
    turned = likeness | {"of_row": likeness.get("of_other"), "of_other": likeness.get("of_row")}
    one, other = label(later, earlier, likeness), label(earlier, later, turned)
    assert (one in SAME_DECISION) == (other in SAME_DECISION)
    if (one in CLUSTERED) != (other in CLUSTERED):
        assert {one, other} & {"quotes", "companion"}
