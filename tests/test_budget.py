"""The token budget: never exceeded, quotas kept, the same choice in whatever order, a larger one around a smaller."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pipelines.engine import InlineEngine
from pipelines.select.budget import SIBLINGS, Budget, Choice, choose
from pipelines.select.budget_counts import CANDIDATES
from pipelines.select.budget_kernel import BINS, NEVER, bin_of, draw_turns, waiting
from pipelines.select.budget_quotas import DIMENSIONS, QuotaConflict

PLAIN: dict[str, Any] = {
    "tokens": 10, "weight": 1.0, "share": 1.0,
    "source": "edrsr", "year": "2019", "jurisdiction": "civil", "instance": "first", "language": "uk",
}  # fmt: skip

Row = dict[str, Any]
Quotas = Mapping[str, Mapping[Any, Mapping[str, float]]]

TRIED = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def table(rows: Sequence[Row]) -> pa.Table:
    """Candidates that differ from a plain one as given; a hash of its own each, where none is given."""
    whole = [{"hash": 1 + number, **PLAIN, **row} for number, row in enumerate(rows)]
    columns = {name: [row[name] for row in whole] for name in CANDIDATES.names}
    plain = pa.schema([f.with_type(f.type.value_type) if f.name in DIMENSIONS else f for f in CANDIDATES])
    return pa.table(columns, plain).cast(CANDIDATES)


def chosen_of(
    rows: Sequence[Row],
    tokens: int,
    quotas: Quotas | None = None,
    *,
    seed: int = 0,
    files: int = 1,
    earlier: Choice | None = None,
) -> Choice:
    """The choice from rows that lie in so many files."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.parquet" for number in range(files)]
        for number, path in enumerate(paths):
            pq.write_table(table(rows[number::files]), path)
        return choose(paths, Budget.of(tokens, quotas or {}, seed), InlineEngine(), earlier=earlier)


def marked(choice: Choice, rows: Sequence[Row]) -> list[int]:
    """Numbers of the chosen rows."""
    return np.flatnonzero(choice.mark(table(rows))[0]).tolist()


def tokens_in(rows: Sequence[Row], numbers: Sequence[int], **labels: str) -> int:
    """Tokens of some rows, of those with these labels."""
    its = [{**PLAIN, **rows[number]} for number in numbers]
    return sum(row["tokens"] for row in its if all(row[name] == value for name, value in labels.items()))


documents = st.lists(
    st.fixed_dictionaries({
        "hash": st.integers(0, 2**64 - 1),
        "tokens": st.integers(1, 60),
        "weight": st.sampled_from([0.0, 0.01, 0.5, 1.0, 1.5]),
        "share": st.sampled_from([1.0, 1.0, 0.3]),
        "source": st.sampled_from(["edrsr", "rada"]),
        "year": st.sampled_from(["2006", "2019", None]),
        "instance": st.sampled_from(["first", "appeal"]),
    }),
    min_size=1,
    max_size=60,
    unique_by=lambda row: row["hash"],
)  # fmt: skip


# --- turns --------------------------------------------------------------------------------------------


@given(st.floats(2.0**-53, 1 - 2.0**-53))
def test_waiting_time_is_the_logarithm(u: float) -> None:
    """Made of exact operations, it is right to nine digits."""
    assert waiting(u) == pytest.approx(-math.log(u), rel=1e-9)


def turns_of(hashes: np.ndarray, weight: float = 1.0, share: float = 1.0, seed: int = 0) -> np.ndarray:
    """Turns of documents of one weight and share."""
    turns = np.empty(len(hashes), np.uint64)
    ones = np.ones(len(hashes), np.float32)
    draw_turns(hashes, ones * np.float32(weight), ones * np.float32(share), np.uint64(seed), turns)
    return turns


HASHES = np.arange(1, 20_001, dtype=np.uint64)


@pytest.mark.parametrize("weight", [0.01, 0.5, 1.0, 1.5])
def test_chance_grows_with_weight(weight: float) -> None:
    """After a time t a share of 1 - exp(-weight t) has had its turn, whatever regularity the hashes have."""
    time = np.array([0.7], np.float32).view(np.uint32).astype(np.uint64)[0] << np.uint64(32)
    expected = 1 - math.exp(-0.7 * weight)
    had = (turns_of(HASHES, weight) < time).mean()
    assert abs(had - expected) < 5 * math.sqrt(expected * (1 - expected) / len(HASHES))


def test_share_is_drawn_apart_from_the_turn() -> None:
    """A quarter has a turn, the same turn that it has without a share, and early ones no more often than late ones."""
    some, all_of = turns_of(HASHES, share=0.25), turns_of(HASHES)
    there = some != NEVER
    assert there.mean() == pytest.approx(0.25, abs=0.02)
    assert (some[there] == all_of[there]).all()
    assert np.median(some[there]) == pytest.approx(np.median(all_of), rel=0.01)


def test_another_seed_is_another_lot() -> None:
    """Of two halves drawn with two seeds a half is common."""
    first, second = (turns_of(HASHES, seed=seed) for seed in (1, 2))
    common = (first < np.median(first)) & (second < np.median(second))
    assert common.mean() == pytest.approx(0.25, abs=0.02)


def test_bins_follow_turns() -> None:
    """Later turns never lie in earlier bins, and tiny weights still lie on the axis."""
    turns = np.sort(np.concatenate([turns_of(HASHES, weight) for weight in (1e-9, 1e-3, 1.0, 1e9)]))
    bins = np.array([bin_of(turn) for turn in turns[:: len(turns) // 2000]])
    assert (np.diff(bins) >= 0).all()
    assert bins[0] >= 0
    assert bins[-1] < BINS


# --- the choice ---------------------------------------------------------------------------------------


@TRIED
@given(documents, st.integers(1, 2000), st.integers(1, 3))
def test_without_quotas_it_is_a_prefix_of_the_line(rows: list[Row], tokens: int, files: int) -> None:
    """Documents are taken in turn up to the first that the budget does not hold."""
    order = [n for n in np.argsort(choice_turns(rows)) if choice_turns(rows)[n] != NEVER]
    expected, had = list[int](), 0
    for number in order:
        had += rows[number]["tokens"]
        if had > tokens:
            break
        expected.append(int(number))
    assert marked(chosen_of(rows, tokens, files=files), rows) == sorted(expected)


def choice_turns(rows: Sequence[Row]) -> np.ndarray:
    """Turn of each row under seed 0."""
    its = table(rows)
    turns = np.empty(len(rows), np.uint64)
    hashes, weights, shares = (its[name].to_numpy() for name in ("hash", "weight", "share"))
    draw_turns(hashes, weights, shares, np.uint64(0), turns)
    return turns


@TRIED
@given(documents, st.integers(1, 1500), st.integers(0, 1500))
def test_a_larger_budget_holds_the_smaller(rows: list[Row], tokens: int, more: int) -> None:
    """Whoever was in stays in."""
    small, large = (set(marked(chosen_of(rows, budget), rows)) for budget in (tokens, tokens + more))
    assert small <= large


@TRIED
@given(documents, documents, st.integers(1, 1500))
def test_new_documents_do_not_shuffle_the_old(rows: list[Row], more: list[Row], tokens: int) -> None:
    """A night may push old documents out over the border, and lets none in that was out."""
    assume(not {row["hash"] for row in rows} & {row["hash"] for row in more})
    before = set(marked(chosen_of(rows, tokens), rows))
    after = set(marked(chosen_of([*rows, *more], tokens), rows))
    assert after <= before


shares = st.sampled_from([0.1, 0.2, 0.25, 0.4, 0.5])
one_dimension = st.fixed_dictionaries(
    {},
    optional={
        "rada": st.fixed_dictionaries({}, optional={"least": shares, "most": st.sampled_from([0.5, 0.6, 0.9])}),
        "edrsr": st.fixed_dictionaries({}, optional={"least": shares, "most": st.sampled_from([0.5, 0.7])}),
    },
)


@TRIED
@given(documents, st.integers(50, 1500), one_dimension, st.integers(1, 3))
def test_quotas_of_one_dimension_are_kept(rows: list[Row], tokens: int, quotas: Any, files: int) -> None:
    """Never above budget and maximum; of a minimum no whole document is missing, or it is said that it cannot be."""
    try:
        chosen = marked(chosen_of(rows, tokens, {"source": quotas}, files=files), rows)
    except QuotaConflict:
        turns = choice_turns(rows)
        there = [n for n in range(len(rows)) if turns[n] != NEVER]
        assert any(
            tokens_in(rows, there, source=name) < int(q.get("least", 0) * tokens + 1e-6) for name, q in quotas.items()
        )
        return
    assert tokens_in(rows, chosen) <= tokens
    for name, quota in quotas.items():
        had = tokens_in(rows, chosen, source=name)
        assert had <= quota.get("most", 1) * tokens
        assert had > quota.get("least", 0) * tokens - 60


several = st.fixed_dictionaries(
    {"source": one_dimension},
    optional={
        "year": st.fixed_dictionaries({"2019": st.fixed_dictionaries({"most": st.sampled_from([0.3, 0.6])})}),
        "instance": st.fixed_dictionaries({"appeal": st.fixed_dictionaries({"least": st.sampled_from([0.1, 0.3])})}),
    },
)


@TRIED
@given(documents, st.integers(200, 1500), several)
def test_overlapping_quotas_are_kept(rows: list[Row], tokens: int, quotas: Quotas) -> None:
    """Budget and maxima strictly; a minimum to within a document of each dimension."""
    try:
        choice = chosen_of(rows, tokens, quotas)
    except QuotaConflict:
        assume(False)
        return
    chosen = marked(choice, rows)
    assert tokens_in(rows, chosen) == choice.tokens <= tokens
    for dimension, values in quotas.items():
        for value, quota in values.items():
            had = tokens_in(rows, chosen, **{dimension: value})
            assert had <= quota.get("most", 1) * tokens
            assert had > quota.get("least", 0) * tokens - 60 * len(quotas)


@TRIED
@given(documents, st.integers(200, 1000), st.integers(0, 1000), several)
def test_an_earlier_choice_is_held_under_quotas(rows: list[Row], tokens: int, more: int, quotas: Quotas) -> None:
    """Whatever the quotas, a larger budget that knows the smaller choice contains it."""
    try:
        small = chosen_of(rows, tokens, quotas)
        large = chosen_of(rows, tokens + more, quotas, earlier=small)
    except QuotaConflict:
        assume(False)
        return
    assert set(marked(small, rows)) <= set(marked(large, rows))
    assert large.tokens <= tokens + more


@TRIED
@given(documents, st.integers(1, 1500), several, st.randoms(use_true_random=False))
def test_order_and_files_do_not_matter(rows: list[Row], tokens: int, quotas: Quotas, random: Any) -> None:
    """The same documents in other files and another order: the same choice, to the last number."""

    def told(rows: list[Row], files: int) -> str:
        try:
            return chosen_of(rows, tokens, quotas, files=files).strata.write_json()
        except QuotaConflict as conflict:
            return str(conflict)

    assert told(rows, 1) == told(random.sample(rows, len(rows)), 3)


@TRIED
@given(documents, st.integers(1, 1500), several)
def test_everything_offered_is_accounted_for(rows: list[Row], tokens: int, quotas: Quotas) -> None:
    """The account adds up to what was offered, and says the same as the mark on each document."""
    try:
        choice = chosen_of(rows, tokens, quotas)
    except QuotaConflict:
        assume(False)
        return
    chosen, left_out = choice.mark(table(rows))
    offered = np.array([row["weight"] > 0 for row in rows])
    outcomes = pl.DataFrame({"in": chosen, "why": left_out, "tokens": [row["tokens"] for row in rows]}).filter(offered)
    told = outcomes.select(outcome=pl.when("in").then(pl.lit("chosen")).otherwise("why"), tokens="tokens")
    assert told["outcome"].null_count() == 0
    by_outcome = told.group_by("outcome").agg(pl.len().cast(pl.Int64).alias("documents"), pl.col("tokens").sum())
    account = choice.account.group_by("outcome").agg(pl.col("documents", "tokens").sum())
    assert account.sort("outcome").equals(by_outcome.sort("outcome"))
    assert left_out.filter(pl.Series(~offered)).null_count() == (~offered).sum()


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(2, 8), st.sampled_from([0.0, 0.25, 0.5, 0.75]))
@example(seed=11614754, budget=5, least=0.0)
def test_the_best_of_all_choices(seed: int, budget: int, least: float) -> None:
    """Of all sets of so many documents with a minimum the chosen one came earliest, each counted by the logarithm.

    To the bin of turns: where two pools end in the same one, they are weighed by the bin and not by the document.
    """
    rows = [{"tokens": 1, "source": "rada" if number % 4 == 0 else "edrsr"} for number in range(12)]
    assume(int(budget * least) <= 3)
    chosen = marked(chosen_of(rows, budget, {"source": {"rada": {"least": least}}}, seed=seed), rows)
    turns = turns_of(np.arange(1, 13, dtype=np.uint64), seed=seed)
    cost = [math.log(time) for time in (turns >> np.uint64(32)).astype(np.uint32).view(np.float32)]
    allowed = (s for s in combinations(range(12), budget) if sum(n % 4 == 0 for n in s) >= int(budget * least))
    best = min(allowed, key=lambda s: sum(cost[n] for n in s))
    assert sum(n % 4 == 0 for n in chosen) >= int(budget * least)
    assert sorted(map(bin_of, turns[chosen])) == sorted(map(bin_of, turns[list(best)]))


def test_a_quota_moves_no_more_than_it_must() -> None:
    """Inside and outside of a pool that a minimum favours, shares stay as they were without it."""
    rng = np.random.default_rng(5)
    rows = [
        {"hash": int(hashed), "source": source, "instance": instance}
        for hashed, source, instance in zip(
            rng.integers(1, 2**63, 8000),
            rng.choice(["edrsr", "rada"], 8000, p=[0.9, 0.1]),
            rng.choice(["first", "appeal"], 8000, p=[0.8, 0.2]),
            strict=True,
        )
    ]
    choice = chosen_of(rows, 20_000, {"source": {"rada": {"least": 0.3}}})
    sums = choice.strata.group_by("source", "instance").agg(pl.col("chosen_tokens").sum())
    tokens = {(source, instance): number for source, instance, number in sums.iter_rows()}
    assert tokens["rada", "first"] + tokens["rada", "appeal"] == 6000
    for source in ("rada", "edrsr"):
        whole = tokens[source, "first"] + tokens[source, "appeal"]
        assert tokens[source, "appeal"] / whole == pytest.approx(0.2, abs=0.04)


# --- what is said --------------------------------------------------------------------------------------

MIXED = [
    *({"source": "edrsr", "language": "uk"} for _ in range(60)),
    *({"source": "rechtspraak", "language": "nl"} for _ in range(40)),
]


@pytest.mark.parametrize(
    ("quotas", "sentence"),
    [
        (
            {"source": {"rechtspraak": {"least": 0.9}}},
            "source=rechtspraak is to have at least 450 tokens and 400 are offered: lower its minimum to 0.8 or the "
            "budget by 11.11%.",
        ),
        (
            {"language": {"nl": {"least": 0.5}}, "source": {"rechtspraak": {"most": 0.2}}},
            "language=nl is to have at least 250 tokens and gets 100, 150 too few, beside source=rechtspraak at most "
            "0.2: lower the one or change the other.",
        ),
        (
            {"source": {"edrsr": {"least": 0.6}, "rechtspraak": {"least": 0.6}}},
            "The minima of source add up to 1.2 of the budget: lower them by 0.2 in all.",
        ),
        (
            {"source": {"edrsr": {"least": 0.6}}, "language": {"nl": {"least": 0.5}}},
            "too few, beside source=edrsr at least 0.6",
        ),
    ],
)
def test_conflicts_are_named(quotas: Quotas, sentence: str) -> None:
    """One sentence says which minimum is missed, by how much, and what stands against it."""
    with pytest.raises(QuotaConflict) as conflict:
        chosen_of(MIXED, 500, quotas)
    assert sentence in str(conflict.value)


@pytest.mark.parametrize(
    ("quotas", "outcomes"),
    [
        ({}, {"chosen": 500, "budget": 500}),
        ({"source": {"edrsr": {"most": 0.1}}}, {"chosen": 450, "source=edrsr at most 0.1": 550}),
        ({"year": {2019: {"most": 0.3}}}, {"chosen": 150, "year=2019 at most 0.3": 850}),
        ({"year": {"2015-2018": {"most": 0.0}}}, {"chosen": 500, "budget": 500}),
        ({"year": {"2015-2019": {"most": 0.3}}}, {"chosen": 150, "year=2015-2019 at most 0.3": 850}),
        ({"instance": {"appeal": {"most": 0.0}}}, {"chosen": 500, "budget": 500}),
    ],
)
def test_reasons_of_what_is_left_out(quotas: Quotas, outcomes: dict[str, int]) -> None:
    """A maximum that binds is named, and the budget where nothing else stands in the way."""
    account = chosen_of(MIXED, 500, quotas).account
    assert dict(account.group_by("outcome").agg(pl.col("tokens").sum()).iter_rows()) == outcomes


def test_siblings_are_told_apart() -> None:
    """What is not offered because others stand for it is no matter of the budget."""
    choice = chosen_of([{"share": 0.0}, {}, {"weight": 0.0}], 1000)
    chosen, left_out = choice.mark(table([{"share": 0.0}, {}, {"weight": 0.0}]))
    assert chosen.tolist() == [False, True, False]
    assert left_out.to_list() == [SIBLINGS, None, None]


def test_copies_of_one_document_go_together() -> None:
    """Rows of one hash in one pool have one turn: all of them, or none where the budget holds only some."""
    rows = [{"hash": 7}, {"hash": 7}]
    assert marked(chosen_of(rows, 20), rows) == [0, 1]
    assert marked(chosen_of(rows, 19), rows) == []


def test_nothing_offered_is_nothing_chosen() -> None:
    """No files, and files without rows, are no error."""
    assert chosen_of([], 100).tokens == chosen_of([], 100, files=0).tokens == 0
    assert chosen_of([{"weight": 0.0}], 100).account.height == 0


def test_how_quotas_came_out() -> None:
    """A table tells least, most, offered and chosen of each quota."""
    choice = chosen_of(
        MIXED, 500, {"source": {"edrsr": {"least": 0.1, "most": 0.2}}, "language": {"nl": {"least": 0.5}}}
    )
    assert choice.shares.rows() == [("source=edrsr", 0.1, 0.2, 600, 100), ("language=nl", 0.5, 1.0, 400, 400)]


@pytest.mark.parametrize(
    ("tokens", "quotas", "word"),
    [
        (0, {}, "holds nothing"),
        (5, {"court": {"x": {"least": 0.1}}}, "give one of source, year"),
        (5, {"source": {"edrsr": {"least": 1.5}}}, "between 0 and 1"),
        (5, {"source": {"edrsr": {"least": 0.5, "most": 0.4}}}, "least and most"),
        (5, {"source": {"edrsr": {"minimum": 0.5}}}, "least and most"),
    ],
)
def test_budgets_that_make_no_sense(tokens: int, quotas: Quotas, word: str) -> None:
    """A mistake is refused in one sentence."""
    with pytest.raises(ValueError, match=word):
        Budget.of(tokens, quotas, 0)


def test_an_earlier_choice_that_is_too_much() -> None:
    """A smaller budget cannot hold a larger one."""
    rows = [{}] * 10
    with pytest.raises(QuotaConflict, match="only grow"):
        chosen_of(rows, 50, earlier=chosen_of(rows, 100))
