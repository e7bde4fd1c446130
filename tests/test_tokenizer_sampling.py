"""The sample a tokenizer learns from: fair, repeatable, from the training split, blind to the order of shards."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import schema, tokenizing
from pipelines.engine import InlineEngine
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Job, Shards, Stage, Task
from pipelines.store import Account, Ref, Shard, Store
from pipelines.tables import parquet_bytes
from tokenizer import load
from tokenizer.sampling import EMPTY_SIZES, draw, shares_of, sizes_of, water_level

BLANK = dict.fromkeys(schema.CORPUS.names) | {
    "version": "1", "source": "edrsr", "kind": "decision", "language": "uk", "case_numbers": [], "split": "train",
    "weight": 1.0, "masked": 0, "sections": [], "citations": [], "group": "", "date": dt.date(2019, 1, 1),
}  # fmt: skip


def corpus_of(rows: list[dict]) -> pa.Table:
    """A corpus table with what the rows say and nothing else."""
    return pa.Table.from_pylist([BLANK | {"id": str(n)} | row for n, row in enumerate(rows)], schema=schema.CORPUS)


def sample(shards: list[pa.Table], characters: int, *, seed: int = 0, mix: dict[str, float] | None = None) -> list[str]:
    """The texts drawn from shards, sorted."""
    shares = shares_of(pl.concat([EMPTY_SIZES, *map(sizes_of, shards)]), characters, mix)
    return sorted(text for shard in shards for text in draw(shard, shares, seed=seed).to_pylist())


@pytest.mark.parametrize(
    ("sizes", "budget", "level"),
    [([10, 10], 10, 5), ([1, 100], 51, 50), ([1, 2, 100], 30, 27), ([5, 5], 100, 5), ([7], 3, 3), ([], 9, 0)],
)
def test_small_strata_give_all_and_large_ones_share(sizes: list[int], budget: int, level: int) -> None:
    """The level at which the shares together fill the budget."""
    assert water_level(sizes, budget) == level


@given(st.lists(st.tuples(st.integers(2000, 2013), st.integers(1, 30)), max_size=40), st.integers(1, 300), st.data())
@settings(max_examples=15)
def test_the_sample_does_not_depend_on_shards(drawn: list[tuple[int, int]], budget: int, data: st.DataObject) -> None:
    """However rows are cut into shards and in whatever order they come, the same texts are drawn."""
    rows = [{"date": dt.date(year, 1, 1), "text": f"{n}" * size} for n, (year, size) in enumerate(drawn)]
    whole = corpus_of(rows)
    mixed = data.draw(st.permutations([whole.slice(at, 7) for at in range(0, len(rows), 7)]))
    assert sample(mixed, budget) == sample([whole], budget)


def test_nothing_is_seen_of_what_is_held_out() -> None:
    """Only the training split is counted and drawn, however large the budget."""
    rows = [{"text": split, "split": split} for split in ("train", "validation", "test")]
    assert sample([corpus_of(rows)], 10**9) == ["train"]


def test_a_large_stratum_does_not_crowd_out_a_small_one() -> None:
    """Every form gets as much, what it has allowing."""
    rows = [{"text": "а" * 100, "form": "вирок" if n < 900 else "ухвала"} for n in range(1000)]
    shares = shares_of(sizes_of(corpus_of(rows)), 20_000)
    assert dict(shares.select("form", "share").iter_rows()) == {"вирок": 0.109375, "ухвала": 1.0}
    assert 150 < len(sample([corpus_of(rows)], 20_000)) <= 220


def test_copies_are_drawn_as_seldom_as_selection_weighs_them() -> None:
    """Half the weight, half the chance; and half the size when strata are measured."""
    rows = [{"text": f"{n}", "weight": 0.25 if n % 2 else 1.0} for n in range(2000)]
    found = [int(text) for text in sample([corpus_of(rows)], 10**9)]
    assert sum(n % 2 == 0 for n in found) == 1000
    assert 200 < sum(n % 2 for n in found) < 300
    assert sizes_of(corpus_of([{"text": "а" * 100, "weight": 0.25}]))["size"].to_list() == [25]


def test_a_mix_of_languages_is_kept() -> None:
    """Shares are of code points; the scarcest language limits the sample, one without a share has no part in it."""
    rows = (
        [{"text": "а" * 100}] * 400 + [{"text": "b" * 100, "language": "nl"}] * 100 + [{"text": "r", "language": "ru"}]
    )
    found = "".join(sample([corpus_of(rows)], 10**9, mix={"uk": 1, "nl": 1}))
    assert found.count("b") == 10_000
    assert 7_000 < found.count("а") < 13_000
    assert "r" not in found


def test_a_little_more_text_changes_no_share() -> None:
    """Shares go by steps, so that a night need not count old shards again."""
    years = [sizes_of(corpus_of([{"text": "а" * size, "form": form}])) for form, size in (("a", 50_000), ("b", 9_000))]
    night = sizes_of(corpus_of([{"text": "а" * 90, "form": "a"}]))
    assert shares_of(pl.concat(years), 20_000).equals(shares_of(pl.concat([*years, night]), 20_000))


def test_another_seed_is_another_sample() -> None:
    """And the same seed the same."""
    shard = corpus_of([{"text": f"{n}"} for n in range(100)])
    assert sample([shard], 60, seed=1) == sample([shard], 60, seed=1) != sample([shard], 60, seed=2)


def job_of(shards: list[pa.Table], folder: Path) -> Job:
    """A job over these shards of the corpus."""
    store, refs = Store(str(folder)), []
    for number, shard in enumerate(shards):
        cell = Scope("edrsr", "2019")
        size, sha256 = store.write("corpus", cell, f"part-{number}.parquet", parquet_bytes(shard))
        account = Account("rows", shard.num_rows, shard.num_rows)
        refs.append(
            Ref("corpus", cell, Shard(str(number), "", f"part-{number}.parquet", shard.num_rows, size, sha256, account))
        )
    stage = Stage("bpe_tokenizer", "once", "tokenizer", "", "1", tokenizing.conduct, None, suffix=".json")
    workroom = folder / "workroom"
    workroom.mkdir(exist_ok=True)
    task = Task("key", {"corpus": Shards(store, tuple(refs))})
    return Job(stage, EVERYTHING, task, store, InlineEngine(), workroom)


def test_a_night_counts_its_own_shard_only(tmp_path: Path) -> None:
    """What was counted of a shard lies in the workroom and is used again; the tokenizer is the same as from scratch."""
    shards = [
        corpus_of([{"text": f"Суд ухвалив позов {n} задовольнити. " * 9, "id": f"{part}-{n}"} for n in range(20)])
        for part in "abc"
    ]
    night, scratch = tmp_path / "night", tmp_path / "scratch"
    tokenizing.conduct(job_of(shards[:2], night), vocab_size=600)
    before = {file: file.stat().st_mtime_ns for file in (night / "workroom").iterdir()}
    later = tokenizing.conduct(job_of(shards, night), vocab_size=600)
    after = {file: file.stat().st_mtime_ns for file in (night / "workroom").iterdir()}
    assert len(before) == 4
    assert len(after) == 6
    assert before.items() <= after.items()
    assert later.body == tokenizing.conduct(job_of(shards, scratch), vocab_size=600).body
    assert later.account == Account("documents", 60, 60)


def test_superwords_are_counted_where_they_are_wanted(tmp_path: Path) -> None:
    """Clauses are a second count of a shard, and tokens then hold blanks."""
    shard = corpus_of([{"text": "Суд дійшов висновку про задоволення позову. " * 9}])
    made = tokenizing.conduct(job_of([shard], tmp_path), vocab_size=600, superwords=100)
    assert isinstance(made.body, bytes)
    assert any("Ġ" in token[1:] for token in load(made.body).get_vocab())
    assert len(list((tmp_path / "workroom").glob("clauses-*"))) == 1
