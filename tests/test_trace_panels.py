"""What a passport shows, in a terminal and on a page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipelines.report.passport import passport_page
from pipelines.trace_panels import Facts, Grid, Outline, Panel, Sides, panels, said
from pipelines.trace_show import print_passport

SECTION = {"number": None, "title": None, "start": 0, "end": 9}
CITED = {"kind": "statute", "law": "435-15", "article": "625", "part": None, "item": None, "case": None,
         "edition": None, "anaphoric": False, "candidates": []}  # fmt: skip
PAGE: dict[str, Any] = {
    "documents": {"id": "edrsr:2", "title": None, "repairs": ["nul"], "shard": "documents/a.parquet", "stands": True},
    "origin": {"archive": "edrsr.zip", "place": "documents.csv row 3", "fingerprint": "crc32:1"},
    "duplicates": {"id": "edrsr:2", "label": "version", "twin": "edrsr:1",
                   "evidence": [{"twin": "edrsr:1", "rule": "one_case", "held": None}]},
    "twin": {"id": "edrsr:1", "differences": [{"left": [["сума ", False], ["<15>", True]], "right": [["75", True]]}]},
    "usual": {"stratum": "edrsr | вирок", "documents": 64,
              "signals": [{"signal": "letter_share", "low": 0.7, "median": 0.8, "high": 0.9, "value": 0.95}]},
    "personal_data": {"spans": [{"type": "PHONE", "action": "mask", "recognizer": "r", "start": 0, "end": 3}] * 2},
    "sections": {"sections": [{**SECTION, "kind": "operative", "parent": -1},
                              {**SECTION, "kind": "item", "parent": 0}]},
    "citations": {"citations": [CITED, {**CITED, "law": None}, {**CITED, "anaphoric": True}]},
    "selection": {"id": "edrsr:2", "decision": "low_weight",
                  "reasons": [{"rule": "short", "value": "10", "threshold": "50"}], "factors": []},
    "corpus": {"id": "edrsr:2", "split": "train", "shard": "corpus/b.parquet", "row": 1},
    "release": {
        "parquet_shards": [{"file": "release/main/parquet/train/00000.parquet", "rows": [7]}],
        "packed_sequences": [
            {"file": "release/main/packed/train/00002.parquet",
             "pieces": [{"row": 3, "token": 9, "tokens": 40, "start": 0}]},
        ],
    },
    "signatures": {"words": 11},
}  # fmt: skip


def told() -> dict[str, Panel]:
    """Panels by title."""
    return {panel.title: panel for panel in panels(PAGE)}


@pytest.mark.parametrize(
    ("title", "block"),
    [
        ("Where it came from: origin", Facts(PAGE["origin"])),
        ("Its text, repaired and damaged", Facts({"repaired": "nul"})),
        (
            "Personal data: personal_data",
            Grid(["type", "action", "recognizer", "spans"], [["PHONE", "mask", "r", "2"]]),
        ),
        ("Its parts: sections", Outline([(0, "operative  0–9"), (1, "item  0–9")])),
        (
            "What it cites: citations, mentions",
            Facts({"law known": "1", "not resolved": "1", "by an earlier mention": "1"}),
        ),
        ("What was decided: selection, budget", Facts({"decision": "low_weight"})),
        (
            "Where it lies: corpus, release",
            Grid(
                ["output", "file", "where"],
                [
                    ["parquet_shards", "release/main/parquet/train/00000.parquet", "row 7"],
                    [
                        "packed_sequences",
                        "release/main/packed/train/00002.parquet",
                        "row 3, tokens 9–49, from character 0",
                    ],
                ],
            ),
        ),
        ("signatures", Facts({"words": "11"})),
    ],
)
def test_a_question_has_its_answer(title: str, block: object) -> None:
    """A block of each panel says it in short."""
    assert block in told()[title].blocks


def test_a_signal_stands_beside_its_stratum() -> None:
    """What is above the 90th percentile is called so."""
    grid = told()["Its signals beside its stratum: quality, usual"].blocks[1]
    assert isinstance(grid, Grid)
    assert grid.rows == [["letter_share", "0.95", "0.7", "0.8", "0.9", "above"]]


def test_nothing_is_shown_of_what_was_not_made() -> None:
    """A refused document has one panel."""
    assert [panel.title for panel in panels({"quarantine": {"id": "a", "reason": "binary"}})] == ["quarantine"]


def test_the_terminal_says_all_of_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every asset by name, the twin's line, and a line for each version."""
    monkeypatch.setenv("COLUMNS", "200")
    print_passport([PAGE, {"quarantine": {"id": "edrsr:2", "reason": "binary"}}], as_json=False)
    shown = capsys.readouterr().out
    assert [name for name in PAGE if name not in shown] == []
    for word in ("<15>", "row 2 of 2", "short", "parquet/train/00000.parquet"):
        assert word in shown
    assert isinstance(told()["Its like: duplicates, twin"].blocks[-1], Sides)


def test_the_page_needs_nothing_but_itself() -> None:
    """No script without a text, nothing fetched, every word escaped."""
    made = passport_page([PAGE], None)
    assert "<script" not in made
    assert not re.findall(r"(?:src|href)=", made)
    assert "<mark class=differs>&lt;15&gt;</mark>" in made
    assert all(panel.title in made for panel in panels(PAGE))


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.123456, "0.1235"), ([1, "a"], "1, a"), ({"a": 1, "b": None}, "a 1"), (None, "None"), (True, "True")],
)
def test_values_are_said_in_words(value: object, words: str) -> None:
    """Lists and fields without brackets."""
    assert said(value) == words
