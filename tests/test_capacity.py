"""What a training takes: formulas against what was published, units, prices, and the counting of a release."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipelines.capacity import HEADS, Held, Plan, assumptions, catalogue, cost, held_by, plans, rows
from pipelines.cli_release import plan as command
from pipelines.schema import PACKED_SEQUENCES
from pipelines.scope import UsageError
from pipelines.store import Store


def on(chip: str, made: list[Plan]) -> Plan:
    """The plan for one chip."""
    return next(one for one in made if one.chip == chip)


@pytest.fixture
def release(tmp_path: Path) -> Store:
    """A release with two packed files of 30 and 12 training tokens and one that is held out."""
    files = []
    for path, lengths in (("train/00000", [[10, 5], [15]]), ("train/00001", [[12]]), ("test/00000", [[99]])):
        empty = {field.name: pa.nulls(len(lengths), field.type) for field in PACKED_SEQUENCES}
        table = pa.table({**empty, "doc_lengths": pa.array(lengths, pa.list_(pa.int32()))})
        place = tmp_path / f"release/main/packed/{path}.parquet"
        place.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, place)
        body = place.read_bytes()
        sha256 = hashlib.sha256(body).hexdigest()
        files.append({"path": f"packed/{path}.parquet", "bytes": len(body), "sha256": sha256})
    (tmp_path / "release/main/manifest.json").write_text(json.dumps({"name": "main", "files": files}))
    return Store(str(tmp_path))


def test_hours_are_those_that_deepseek_published() -> None:
    """14.8e12 tokens took 2,664,000 hours of H800 (arXiv 2412.19437, table 1), whose BF16 peak is an H100's."""
    assert on("H100-SXM", plans(14.8e12, "deepseek-v3")).hours == pytest.approx(2_664_000, rel=0.02)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("flops", 6 * 8.03e9 * 1e9),
        ("hours", 6 * 8.03e9 * 1e9 / (312e12 * 0.5 * 3600)),
        ("days", 6 * 8.03e9 * 1e9 / (312e12 * 0.5 * 3600) / 8 / 24),
        ("cost", 6 * 8.03e9 * 1e9 / (312e12 * 0.5 * 3600) * 2.0),
        ("bandwidth", 8 * 312e12 * 0.5 / (6 * 8.03e9) * 4),
        ("corpus_bytes", 4e9),
        ("checkpoint_bytes", 3 * 14 * 8.03e9),
        ("least_chips", 2),
    ],
)
def test_each_figure_is_its_formula(figure: str, expected: float) -> None:
    """Worked by hand for a dense model on one chip."""
    made = plans(1e9, "llama-3.1-8b", chips=8, mfu=0.5, prices={"A100-80GB": 2.0})
    assert getattr(on("A100-80GB", made), figure) == pytest.approx(expected)


@given(st.floats(1, 1e15), st.integers(1, 10_000), st.sampled_from(sorted(catalogue()["models"])))
def test_hours_follow_tokens_and_not_the_number_of_chips(tokens: float, chips: int, model: str) -> None:
    """Twice the tokens, twice the hours and the cost; more chips share the same hours."""
    one, twice = plans(tokens, model, chips=chips), plans(2 * tokens, model, chips=1)
    for some, more in zip(one, twice, strict=True):
        assert more.hours == pytest.approx(2 * some.hours)
        assert more.cost == pytest.approx(2 * some.cost)
        assert some.days * chips * 24 == pytest.approx(some.hours)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"tokens": 1e9, "model": "gpt-9"}, "is no model"),
        ({"tokens": 1e9, "model": "deepseek-v3", "prices": {"abacus": 1.0}}, "is no chip"),
        ({"tokens": 0, "model": "deepseek-v3"}, "above 0"),
        ({"tokens": None, "model": "deepseek-v3"}, "above 0"),
        ({"tokens": 1e9, "model": "deepseek-v3", "mfu": 1.5}, "at most 1"),
    ],
)
def test_what_makes_no_sense_is_told(told: dict, words: str) -> None:
    """One sentence that says how to mend it."""
    with pytest.raises(UsageError, match=words):
        plans(told.pop("tokens"), told.pop("model"), **told)


def test_a_release_is_counted(release: Store) -> None:
    """Tokens of the training split alone, with the bytes of its files; more of them are passes over it."""
    held = held_by(release, "main")
    assert held.tokens == 42
    assert on("H100-SXM", plans(None, "deepseek-v3", held=held)).epochs == 1
    often = plans(420, "deepseek-v3", held=held)
    assert on("H100-SXM", often).epochs == 10
    assert on("H100-SXM", often).corpus_bytes == pytest.approx(held.bytes)
    assert "beyond the 4" in assumptions(often)
    assert "beyond" not in assumptions(plans(84, "deepseek-v3", held=held))


def test_the_report_shows_every_chip() -> None:
    """A row for each chip of the catalogue, under heads, with what it rests on."""
    made = plans(1e9, "mixtral-8x7b", held=Held(10**9, 2 * 10**9))
    shown = cost(made)
    assert all(f"<td>{name}" in shown for name in catalogue()["chips"])
    assert all(len(row) == len(HEADS) for row in rows(made))
    assert "Prices are assumptions" in shown


def test_the_command_prints_a_table_or_json(release: Store) -> None:
    """Figures are the same; a price that is none is wrong use."""
    words = ["--root", release.root, "--release", "main", "--tokens", "60e9", "--price", "H100-SXM=1"]
    told = json.loads(CliRunner().invoke(command, [*words, "--json"]).stdout)
    (chosen,) = (one for one in told if one["chip"] == "H100-SXM")
    assert chosen["cost"] == pytest.approx(chosen["hours"])
    assert f"{chosen['hours']:,.0f}" in CliRunner().invoke(command, words).stdout
    assert CliRunner().invoke(command, [*words, "--price", "H100-SXM=dear"]).exit_code == 2
    assert CliRunner().invoke(command, ["--root", f"{release.root}/none"]).exit_code == 1
