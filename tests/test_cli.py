"""The command line as a newcomer meets it: help, a small corpus, its passports, the sweep, annotators on their own.

What belongs here: that each command answers as the README says. What does not: wrong words (`test_wrong_use.py`) and
bad files (`test_bad_input.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import Result

from pipelines.cli import main
from pipelines.graph import stages
from tests.command_line import run
from tests.conftest import FIXTURES

CELL = ("--sources", str(FIXTURES), "--cells", "edrsr|2006", "--workers", "1")
DOCUMENT = "edrsr:151"

UKRAINIAN = {
    "id": "a",
    "lang": "uk",
    "kind": "decision",
    "text": "УХВАЛА 🙂\nСуд керується ст. 625 ЦК України. Тел. (0532) 12-34-56 позивача Верболоза Івана Петровича.",
}
DUTCH = {
    "id": "b",
    "lang": "nl",
    "kind": "decision",
    "date": "2019-02-01",
    "text": "De rechtbank wijst het verzoek af op grond van artikel 6:162 BW en ECLI:NL:HR:2018:1234.",
}
COPY = {**UKRAINIAN, "id": "c", "case_numbers": ["1/23"]}

SECTION = {"type", "number", "title", "start", "end", "path"}
CITATION = {"start", "end", "kind", "span_text"}
SPAN = {"type", "start", "end", "action", "recognizer"}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The corpus of one small year and what making it said."""
    root = tmp_path_factory.mktemp("cli") / "data"
    return root, run("run", *CELL, "--root", str(root))


def annotated(what: str, *rows: Mapping[str, object]) -> list[dict]:
    """What an annotator answers, line by line."""
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    result = run("annotate", what, given=lines.encode())
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_help_lists_every_command_in_a_whole_sentence() -> None:
    """The short descriptions fit their line, and -h is --help."""
    lines = run("-h").output.splitlines()
    listed = lines[lines.index("Commands:") + 1 :]
    assert [line.split()[0] for line in listed] == sorted(main.commands)
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("run", ["CORPUS_SOURCES", "CORPUS_ROOT", "CORPUS_CELLS", "CORPUS_WORKERS", "edrsr|2019", "--dry-run"]),
        ("trace", ["DOC_ID", "edrsr:86740127", "rada:435-15", "rechtspraak:ECLI:NL:", "--json"]),
        ("sweep", ["CORPUS_ROOT", "--dry-run"]),
        ("fetch", ["[SOURCE]...", "CORPUS_SOURCES", "--years", "publishers.toml"]),
        ("compact", ["CORPUS_ROOT", "--cells", "--dry-run", "sweep"]),
        ("annotate", ["sections", "duplicates", "{id, text, lang, kind, date, case_numbers}", "standard input"]),
        ("graph", ["asset"]),
    ],
)
def test_help_of_a_command_says_what_to_write(command: str, words: list[str]) -> None:
    """Every argument, option and variable is there with its form."""
    told = " ".join(run(command, "--help").output.split())
    assert [word for word in words if word not in told] == []


def test_graph_names_every_asset() -> None:
    """What `--until` may name can be looked up."""
    told = run("graph", env={"COLUMNS": "200"}).output
    assert [stage.name for stage in stages() if stage.name not in told] == []


def test_a_dry_run_tells_the_plan_and_makes_nothing(tmp_path: Path) -> None:
    """Assets and cells are named, and the root is not even created."""
    result = run(
        "run", *CELL, "--root", str(tmp_path / "data"), "--until", "quality", "--dry-run", env={"COLUMNS": "200"}
    )
    assert result.exit_code == 0
    assert "quality" in result.stdout
    assert "edrsr|2006" in result.stdout
    assert "selection" not in result.stdout
    assert not (tmp_path / "data").exists()


def test_a_source_stands_for_all_its_cells() -> None:
    """`--cells rechtspraak` is every year of it, each once, and nothing of the others."""
    words = ("--sources", str(FIXTURES), "--cells", "rechtspraak rechtspraak|2019", "--until", "documents", "--dry-run")
    told = run("run", *words, env={"COLUMNS": "200"}).output
    assert told.count("rechtspraak|2019") == 2  # once for source_files, once for documents
    assert "rechtspraak|1998" in told
    assert "edrsr" not in told


def test_a_run_ends_with_the_place_of_the_release(first: tuple[Path, Result]) -> None:
    """Each asset that needs nothing more has a line, and the paths told at the end are there."""
    root, result = first
    assert result.exit_code == 0, result.output
    assert [stage.name for stage in stages() if f"✓ {stage.name}" not in result.stderr] == ["extended_tokenizer"]
    told = dict(line.split(":", 1) for line in result.stdout.splitlines() if line.startswith("Re"))
    assert Path(told["Release"].strip()) == root / "release" / "main"
    assert Path(told["Report"].strip()).is_file()


def test_a_second_run_has_nothing_to_compute(first: tuple[Path, Result]) -> None:
    """It says so, and writes nothing."""
    root, _ = first
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    again = run("run", *CELL, "--root", str(root))
    assert again.stdout.startswith("Nothing to compute: all ")
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_passport_tells_every_stage_of_a_document(first: tuple[Path, Result]) -> None:
    """As JSON: where it came from, what was found, what was decided and where it lies; for people: the same words."""
    root, _ = first
    (passport,) = json.loads(run("trace", DOCUMENT, "--root", str(root), "--json").stdout)
    assert passport["documents"]["source_file"] == "edrsr_data_2006.zip"
    assert passport["documents"]["source_place"] == "documents.csv row 0"
    assert (root / passport["documents"]["shard"]).is_file()
    assert {"signatures", "sections", "personal_data", "citations", "quality", "duplicates"} <= passport.keys()
    assert passport["selection"]["decision"] in ("keep", "low_weight")
    assert (root / passport["corpus"]["shard"]).is_file()
    page = run("trace", DOCUMENT, "--root", str(root), env={"COLUMNS": "200"}).stdout
    told = [*passport, "edrsr_data_2006.zip", passport["documents"]["shard"], passport["selection"]["decision"]]
    assert [word for word in told if word not in page] == []


def test_sweep_removes_leftovers_and_nothing_else(first: tuple[Path, Result]) -> None:
    """A dry run only lists them; afterwards the corpus is as it was."""
    root, _ = first
    before = {path for path in root.rglob("*") if path.is_file()}
    leftover = root / "documents/source=edrsr/year=2006/part-00000000000000000000000000000000.parquet"
    leftover.write_bytes(b"half a shard")
    dry = run("sweep", "--root", str(root), "--dry-run")
    assert dry.stdout.split() == [str(leftover)]
    assert "Would remove 1 file(s)." in dry.stderr
    assert leftover.exists()
    assert "Removed 1 file(s)." in run("sweep", "--root", str(root)).stderr
    assert {path for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("what", "field", "keys", "passage"),
    [
        ("sections", "sections", SECTION, UKRAINIAN["text"]),
        ("citations", "citations", CITATION, "ст. 625 ЦК України"),
        ("personal-data", "personal_data", SPAN, "(0532) 12-34-56"),
    ],
)
def test_annotators_of_spans_answer_in_code_points(what: str, field: str, keys: set[str], passage: str) -> None:
    """One answer a line, spans with their keys, offsets into the text as given, whatever lies before them."""
    answers = annotated(what, UKRAINIAN, DUTCH)
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert all(keys <= span.keys() for answer in answers for span in answer[field])
    assert passage in [UKRAINIAN["text"][span["start"] : span["end"]] for span in answers[0][field]]


def test_quality_answers_with_every_signal() -> None:
    """One row of signals for each text."""
    first, second = annotated("quality", UKRAINIAN, DUTCH)
    assert (first["id"], first["language"], second["language"]) == ("a", "uk", "nl")
    assert first["chars"] == len(UKRAINIAN["text"])
    assert {"words", "letter_share", "mojibake_share", "stop_word_share", "structured", "damage"} <= first.keys()


def test_duplicates_answers_with_clusters_and_evidence() -> None:
    """Equal texts share a cluster; one of them is the other's twin; a document alone is its own cluster."""
    answers = {answer["id"]: answer for answer in annotated("duplicates", UKRAINIAN, DUTCH, COPY)}
    assert all(
        answer.keys() == {"id", "cluster", "label", "twin", "jaccard", "containment"} for answer in answers.values()
    )
    assert answers["a"]["cluster"] == answers["c"]["cluster"] != answers["b"]["cluster"]
    assert {answers["a"]["twin"], answers["c"]["twin"]} & {"a", "c"}
    assert answers["b"]["label"] == "unique"
