"""The corpus report: what became of each document, the funnel and the drawings."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.checks.drift import Drift
from pipelines.report import page_budget, page_figures
from pipelines.report.charts import Range, histogram, moved, quantiles, spread
from pipelines.report.fates import FATES, LENGTHS, OUTCOMES, READS, STEPS, added, counted, refused, told_of
from pipelines.report.figures import Figures, Sides
from pipelines.report.funnel import Flow, sankey
from pipelines.report.page_tokens import tokens
from pipelines.report.summary import summarise
from tokenizer import Fertility

COLUMNS = {
    "documents": schema.DOCUMENTS,
    "quality": schema.QUALITY,
    "selection": schema.SELECTION,
    "budget": schema.BUDGET,
}
KEPT: dict[str, Any] = {"id": "a", "form": " Вирок ", "instance": "first", "chars": 7, "decision": "keep",
                        "split": "train", "reasons": [], "chosen": True, "left_out": None}  # fmt: skip
RULE = {"rule": "short", "value": "1", "threshold": "2"}


def tables(*rows: dict[str, Any]) -> dict[str, pa.Table]:
    """The annotations of some documents, side by side."""
    return {
        name: pa.Table.from_pylist(
            [{each: {**KEPT, **row}[each] for each in READS[name]} for row in rows],
            pa.schema([kinds.field(each) for each in READS[name]]),
        )
        for name, kinds in COLUMNS.items()
    }


@pytest.mark.parametrize(
    ("row", "outcome", "reason"),
    [
        ({}, "released", "train"),
        ({"decision": "low_weight", "reasons": [RULE]}, "released", "train"),
        ({"decision": "quarantine", "reasons": [RULE], "chosen": False}, "quarantine", "short"),
        ({"decision": "duplicate", "chosen": False}, "duplicate", ""),
        ({"chosen": False, "left_out": "siblings"}, "left out", "siblings"),
        ({"id": "secret"}, "withheld", "personal_data"),
        ({"id": "secret", "chosen": False, "left_out": "budget"}, "left out", "budget"),
    ],
)
def test_a_document_comes_to_one_outcome(row: dict[str, Any], outcome: str, reason: str) -> None:
    """The first stage that stopped it tells why; of what was released the split is told."""
    (told,) = told_of("edrsr", "2019", tables(row), ("secret",)).to_dicts()
    assert (told["outcome"], told["reason"], told["form"], told["characters"]) == (outcome, reason, "вирок", 7)
    assert outcome in OUTCOMES


@given(st.lists(st.tuples(st.sampled_from(["keep", "duplicate", "quarantine"]), st.booleans(), st.integers(0, 10**6))))
def test_no_document_is_lost_on_the_way(rows: list[tuple[str, bool, int]]) -> None:
    """Fates and lengths count every row once, in whatever parts they come."""
    made = [{"decision": decision, "chosen": chosen, "chars": chars} for decision, chosen, chars in rows]
    parts = [counted(told_of("edrsr", "2019", tables(*part), ())) for part in (made[:3], made[3:])]
    for place, kinds in enumerate((FATES, LENGTHS)):
        whole = added((counted(told_of("edrsr", "2019", tables(*made), ()))[place],), kinds)
        assert added((part[place] for part in parts), kinds).equals(whole)
        assert whole["documents"].sum() == len(rows)


def figures() -> Figures:
    """A corpus of four documents and three rows that were refused."""
    rows = tables(
        {}, {"decision": "quarantine", "reasons": [RULE]}, {"chosen": False, "left_out": "siblings"}, {"chars": 900}
    )
    fates, lengths = counted(told_of("edrsr", "2019", rows, ()))
    usual = pl.DataFrame({"stratum": ["edrsr | <a>"], "documents": [8],
                          "signals": [[{"signal": "words", "low": 0.5, "median": 0.7, "high": 0.9}]]})  # fmt: skip
    counts = pl.DataFrame({"source": ["edrsr"] * 2, "name": ["resolved", "unresolved"], "rows": [3, 1]})
    loud = Drift("edrsr", "2019", "form", "before", 90, 900, 0.5, 0.2, 0.25)
    return Figures(added((fates, refused("edrsr", "2019", {"binary": 3})), FATES), added((lengths,), LENGTHS), usual,
                   counts, counts, (loud,), Sides({"train": 2}, 0), storage={"documents": (1, 2048)})  # fmt: skip


def test_the_page_tells_every_figure() -> None:
    """Each part says what was counted; names are escaped."""
    told = figures()
    assert "binary 3 · 42.9" in page_figures.funnel(told)
    assert "<td>вирок</td><td class=number>4</td>" in page_figures.lengths_of(told)
    assert "edrsr | &lt;a&gt;" in page_figures.quality(told)
    assert "75.0\u202f%" in page_figures.citations(told)
    assert "<td>edrsr</td><td>form</td><td>before</td><td>2019</td>" in page_figures.drift(told)
    assert "1 of 1 comparisons is" in page_figures.drift(told)
    assert "siblings" in page_budget.budget(told)
    assert "2.0\u202fKiB" in page_budget.storage(told)


def test_what_was_not_made_is_not_drawn() -> None:
    """Empty figures give no drawing, and the page says that they were not measured."""
    nothing = Figures()
    parts = (page_figures.funnel, page_figures.lengths_of, page_figures.quality, page_figures.sections)
    assert ["<svg" in part(nothing) for part in parts] == [False] * 4


FLOWS = st.builds(Flow, st.sampled_from("ab"), st.sampled_from(OUTCOMES), st.sampled_from("xyz"), st.integers(1, 10**8))


@given(st.lists(FLOWS, min_size=1))
def test_bands_of_a_funnel_stay_within_it(flows: list[Flow]) -> None:
    """Nodes of a column do not overlap, and nothing is drawn below the frame."""
    drawn = sankey(flows, page_figures.KINDS, "a funnel")
    height = float(re.findall(r'viewBox="0 0 960 (\d+)"', drawn)[0])
    boxes = [
        tuple(map(float, box)) for box in re.findall(r'x="(\d+)" y="([\d.]+)" width="12" height="([\d.]+)"', drawn)
    ]
    for x in {box[0] for box in boxes}:
        column = [(top, top + high) for left, top, high in boxes if left == x]
        assert all(one[1] <= other[0] for one, other in pairwise(column))
        assert column[-1][1] <= height


def test_nothing_flows_where_nothing_came() -> None:
    """An empty corpus has no diagram."""
    assert sankey([], page_figures.KINDS, "a funnel") == ""


def test_distributions_are_drawn_to_scale() -> None:
    """The tallest bin is as high as the frame; a range reaches from its low to its high."""
    assert 'height="24.00"' in histogram({3: 4, 5: 1}, {3: 2}, range(8), "x").text
    assert 'x="25.00" y=1.5 width="50.00"' in spread(Range(1, 2, 3), 0, 4).text
    assert quantiles({0: 1, 4: 8, 9: 1}, (0.1, 0.5, 0.95)) == [0, 4, 9]


def test_bins_are_those_they_are_said_to_be() -> None:
    """Bin k begins at 2^(k/STEPS) - 1 characters."""
    for bin_ in range(2, 40):
        least = ceil(2 ** (bin_ / STEPS) - 1)
        _, lengths = counted(told_of("edrsr", "2019", tables({"chars": least}), ()))
        assert lengths["bin"].to_list() == [bin_]


def test_drift_stands_out_above_the_line() -> None:
    """The line is at 1; what is more than twice as much is cut off."""
    drawn = moved({"2018": 0.5, "2019": 1.5, "2020": 9.0}, "drift").text
    assert re.findall(r'class=(\w+) x="[\d.]+" y="([\d.]+)"', drawn) == [
        ("fill", "18.00"), ("part3", "6.00"), ("part3", "0.00"),
    ]  # fmt: skip
    assert "2020: 9.00 of what would be remarkable" in drawn


def test_a_budget_tells_its_quotas() -> None:
    """What each source offered and gave, and each quota beside its least and its most."""
    offered = pl.DataFrame({"source": ["edrsr", "rada"], "offered": [900, 100], "chosen": [450, 100]})
    quotas = pl.DataFrame({"quota": ["source=rada"], "least": [0.1], "most": [1.0], "offered": [100],
                           "chosen": [100], "whole": [550]})  # fmt: skip
    told = page_budget.budget(replace(figures(), offered=offered, quotas=quotas))
    assert "<td>edrsr</td><td class=number>900</td><td class=number>450</td><td class=number>50.0\u202f%</td>" in told
    assert "<td>source=rada</td><td class=number>10.0%</td><td class=number>18.2\u202f%</td>" in told
    assert "siblings" in told
    assert "No budget was set" in page_budget.budget(Figures())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("words", "words"),
        ("top_ngram_shares.1", "top ngram shares, runs of 3 words"),
        ("duplicate_ngram_shares.0", "duplicate ngram shares, runs of 5 words"),
    ],
)
def test_a_signal_has_a_name_for_people(name: str, said: str) -> None:
    """A list of shares has one for each length of runs."""
    signals = [[{"signal": name, "low": 0.5, "median": 0.7, "high": 0.9}]]
    usual = pl.DataFrame({"stratum": ["edrsr"], "documents": [8], "signals": signals})
    assert f"<summary>{said}</summary>" in page_figures.quality(replace(figures(), usual=usual))


def test_tokenizers_stand_side_by_side() -> None:
    """Of a source and language the cheapest first, its bar the shortest; a tokenizer alone is not compared."""
    own, other = (Fertility("edrsr", "uk", 1, 10, 60, tokens, bytes=110, split=2) for tokens in (12, 24))
    summary = summarise([], name="x", released=dt.date(2026, 1, 1))
    told = tokens(summary, Figures(fertility={"this release": [own], "DeepSeek-V3": [other]}))
    assert told.index("<td>this release</td><td class=number>1.200</td>") < told.index("<td>DeepSeek-V3</td>")
    assert re.findall(r'class=fill width="([\d.]+)"', told) == ["50.00", "100.00"]
    assert "Beside other" not in tokens(summary, Figures(fertility={"this release": [own]}))
