"""The benchmarks: names, merging of results, timing, and one tiny comparison from end to end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

from benchmarks import cases, files, results, texts
from benchmarks.__main__ import main
from benchmarks.measure import Comparison, Contender, Here, InProcess, Result, compare
from benchmarks.rival import SCRIPTS, RivalMissing, Script


def result(name: str, ours: float = 1.0) -> Result:
    """A result without a rival."""
    return Result(name, ours, None, "", "docs/s", None, 1, "")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Comparisons run in the test's own process, whose cores and threads stay as they are."""
    monkeypatch.setattr("benchmarks.__main__.settle_on_one_core", lambda: None)
    monkeypatch.setattr(cases, "run_apart", cases.run)
    return monkeypatch


def test_every_comparison_is_listed_once_with_a_sentence(here: pytest.MonkeyPatch) -> None:
    """No two comparisons share a name, and each says what it compares."""
    assert len(cases.CASES) == len(cases._FUNCTIONS)
    lines = CliRunner().invoke(main, ["--list"]).output.splitlines()
    assert [line.split()[0] for line in lines] == list(cases.CASES)
    assert all(line.endswith(".") and len(line.split()) > 3 for line in lines)


def test_an_unknown_name_is_refused_in_one_sentence(here: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sentence names it and says how to find the right one."""
    refused = CliRunner().invoke(main, ["--only", "sections,unheard", "--output", str(tmp_path / "r.json")])
    assert refused.exit_code == 1
    assert "no comparison unheard: see --list" in refused.output
    assert not (tmp_path / "r.json").exists()


def test_a_tiny_comparison_reaches_the_results_file(here: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is run replaces its own earlier result and leaves the others alone."""
    output = tmp_path / "results.json"
    results.write(output, [result("sections"), result("judgments_xml", 0.5)])
    here.setitem(cases.CASES, "judgments_xml", lambda: cases.cases_ingest.judgments_xml(documents=2))
    ran = CliRunner().invoke(main, ["--only", "judgments_xml", "--rounds", "1", "--output", str(output)])
    assert ran.exit_code == 0, ran.output
    rows = {row["name"]: row for row in json.loads(output.read_text())}
    assert list(rows) == ["judgments_xml", "sections"]
    assert rows["sections"]["ours"] == 1.0
    assert rows["judgments_xml"]["ours"] > 1
    assert set(rows["sections"]) == {
        "name", "ours", "rival", "rival_version", "unit", "ratio", "peak_mib", "note"
    }  # fmt: skip


def test_a_missing_rival_costs_its_own_comparison_only(here: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The others are measured and written, and the command fails in the end with the reason."""
    here.setitem(cases.CASES, "csv", lambda: Comparison("docs/s", 1, int, Script("unheard", pa.table({})), ""))
    here.setitem(cases.CASES, "chain", lambda: Comparison("docs/s", 1, _busy, None, ""))
    ran = CliRunner().invoke(main, ["--only", "csv,chain", "--rounds", "1", "--output", str(tmp_path / "r.json")])
    assert ran.exit_code == 1
    assert "csv: The rival unheard did not start" in ran.output
    assert [row["name"] for row in json.loads((tmp_path / "r.json").read_text())] == ["chain"]


def _busy() -> None:
    sum(range(100_000))


def test_a_rival_twice_as_slow_gives_a_ratio_of_two() -> None:
    """Speeds are units a second, the ratio is ours to the rival's, and both are rounded to four digits."""
    measured = compare("x", Comparison("docs/s", 3, int, _Slow(), "note"), rounds=3)
    assert measured.rival == 3.0
    assert measured.rival_version == "slow 1"
    assert measured.ratio == pytest.approx(measured.ours / 3.0, rel=1e-3)


class _Slow:
    @contextmanager
    def open(self) -> Iterator[Contender]:
        yield _OneSecond()


class _OneSecond:
    version = "slow 1"

    def seconds(self) -> float:
        return 1.0


def test_a_rival_in_this_process_is_prepared_only_when_its_turn_comes() -> None:
    """So that the peak memory is ours alone."""
    order: list[str] = []

    def prepare() -> Callable[[], object]:
        order.append("rival prepared")
        return lambda: order.append("rival")

    with InProcess("x 1", prepare).open() as rival:
        assert order == ["rival prepared", "rival"]
        assert rival.seconds() >= 0
    assert Here(int).seconds() >= 0


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Script]:
    """Makes a rival of one line that works on the column `milliseconds`; run by this interpreter instead of uv."""
    uv = tmp_path / "uv"
    uv.write_text(f'#!/bin/sh\nshift 6\nexec {sys.executable} "$@"\n')
    uv.chmod(0o755)
    monkeypatch.setattr("benchmarks.rival.find_uv", lambda: str(uv))
    monkeypatch.setattr("benchmarks.rival.SCRIPTS", tmp_path)
    head = f"import sys, time; sys.path.insert(0, {str(SCRIPTS)!r}); from serve import column, serve\n"

    def made(line: str) -> Script:
        (tmp_path / "one_line.py").write_text(head + line)
        return Script("one_line", pa.table({"milliseconds": [10, 20]}))

    return made


def test_a_script_reads_its_table_and_times_itself(script: Callable[[str], Script]) -> None:
    """It warms up once, says its version, and runs once more each time it is asked."""
    with script("serve('pyarrow', lambda: time.sleep(sum(column('milliseconds')) / 1000))").open() as rival:
        assert rival.version == f"pyarrow {pa.__version__}"
        assert 0.03 <= rival.seconds() < 3
        assert 0.03 <= rival.seconds() < 3


def test_a_script_that_ends_early_is_missed_in_one_sentence(script: Callable[[str], Script]) -> None:
    """A rival may run out of memory; that is not our failure."""
    with script("print('early 1')").open() as rival:
        time.sleep(0.5)  # so that the pipe is broken, not merely empty
        with pytest.raises(RivalMissing, match="early 1 stopped"):
            rival.seconds()


def test_input_is_the_same_every_time() -> None:
    """Figures of two runs can only be compared when the input is one."""
    assert texts.documents(3).equals(texts.documents(3))
    assert files.judgments(2) == files.judgments(2)
    assert texts.documents(2)["text"].to_pylist() == texts.documents(3)["text"].to_pylist()[:2]
    assert files.documents_csv(7, distinct=2).count(b"\n") == 8


def test_an_opinion_has_all_its_citations_and_about_its_length() -> None:
    """The rival for citations reads as much text, with as many citations, as we do."""
    (opinion,) = texts.opinions(["x" * 5_000], [12])
    assert opinion.count(" U.S. ") == 12
    assert 4_500 < len(opinion) < 6_000


def test_results_are_merged_in_the_order_of_the_comparisons() -> None:
    """The newer result of a name wins; a name no longer known goes."""
    merged = results.merge([result("a"), result("gone"), result("b")], [result("a", 2.0)], ["b", "a"])
    assert [(one.name, one.ours) for one in merged] == [("b", 1.0), ("a", 2.0)]


def test_without_uv_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rivals' environments are made by uv."""
    monkeypatch.setattr("benchmarks.rival.shutil.which", lambda *_, **__: None)
    with pytest.raises(RivalMissing, match="run make bench"), Script("rtf_striprtf", pa.table({})).open():
        pass
