"""Instruction seeds: questions from templates, stretches of the source, and which come first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from pipelines import schema
from pipelines.engine import InlineEngine
from pipelines.export import seeds_stage
from pipelines.export.formats_label_studio import task, write_tasks
from pipelines.export.seeds import Known, rarity, shard_seeds
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Job, Shards, Stage, Task
from pipelines.store import Account, Ref, Shard, Store
from pipelines.tables import parquet_bytes

PARTS = (
    ("introductory", "Суд міста у складі судді розглянув справу.\n"),
    ("descriptive", "Позивач просить стягнути борг за договором позики з відповідача.\n"),
    ("reasoning", "Борг не повернуто. Відповідно до ст. 625 ЦК боржник сплачує три проценти річних.\n"),
    ("operative", "Позов задовольнити, стягнути борг і три проценти річних повністю.\n"),
)
TEXT = "".join(text for _, text in PARTS)
AT = TEXT.index("ст. 625 ЦК")


def _row(number: int = 1, parts: tuple[tuple[str, str], ...] = PARTS, **told: Any) -> dict[str, Any]:
    sections, at = list[dict[str, Any]](), 0
    for kind, text in parts:
        sections.append({"kind": kind, "number": None, "title": None, "start": at, "end": at + len(text), "parent": -1})
        at += len(text)
    return {
        "id": f"edrsr:{number}", "version": "v", "group": f"edrsr:{number}", "split": "train", "kind": "decision",
        "language": "uk", "text": "".join(text for _, text in parts), "sections": sections,
        "citations": [{"start": AT, "end": AT + 10, "target": "435-15/625"}], **told,
    }  # fmt: skip


def _corpus(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema([schema.CORPUS.field(name) for name in seeds_stage.CORPUS]))


def _seeds(*rows: dict[str, Any], doubt: float = 0.25) -> list[dict[str, Any]]:
    doubts = {(row["id"], "435-15/625"): doubt for row in rows}
    return shard_seeds(_corpus(list(rows)), Known(doubts, {"435-15/625": 8})).to_pylist()


def test_seeds_of_a_decision() -> None:
    """The use of an article, the issue and the holding, each a stretch of the source word by word."""
    use, issue, holding = _seeds(_row())
    assert use["question"] == "Як суд застосував у цій справі норму «ст. 625 ЦК»?"
    assert TEXT[use["start"] : use["end"]] == "Відповідно до ст. 625 ЦК боржник сплачує три проценти річних.\n"
    assert (TEXT[issue["start"] : issue["end"]], TEXT[holding["start"] : holding["end"]]) == (PARTS[1][1], PARTS[3][1])
    assert (use["uncertainty"], use["rarity"]) == (0.25, 0.5)


def test_what_is_asked_about() -> None:
    """Decisions in languages that have templates, and answers long enough."""
    assert _seeds(_row(kind="statute")) == []
    assert _seeds(_row(language="en")) == []
    short = (*PARTS[:3], ("operative", "Відмовити.\n"))
    assert [seed["kind"] for seed in _seeds(_row(parts=short))] == ["article_use", "issue"]


def test_doubt() -> None:
    """Two holdings, or an issue told together with its reasons, leave more doubt."""
    twice = _seeds(_row(parts=(*PARTS, PARTS[3])))
    assert [seed["uncertainty"] for seed in twice] == [0.25, 0.5, 0.5]
    body = _seeds(_row(parts=(PARTS[0], ("body", PARTS[1][1] + PARTS[2][1]), PARTS[3])))
    assert [round(seed["uncertainty"], 2) for seed in body if seed["kind"] == "issue"] == [0.75]


@pytest.mark.parametrize(("uses", "expected"), [(0, 1), (1, 1), (8, 0.5), (64, 0.25)])
def test_rarity(uses: int, expected: float) -> None:
    """Halved for each eightfold."""
    assert rarity(uses) == pytest.approx(expected)


def test_first() -> None:
    """By priority; few of an article, one of a group and kind."""
    rows = [
        ("a", "g1", "x", 1.0),
        ("b", "g1", "x", 2.0),
        ("c", "g2", "x", 1.5),
        ("d", "g3", "x", 0.5),
        ("e", "g4", "", 0.1),
    ]
    frame = pl.DataFrame([{"seed": n, "group": g, "kind": "k", "target": t, "priority": p} for n, g, t, p in rows])
    assert seeds_stage.first(frame, 9, 2)["seed"].to_list() == ["b", "c", "e"]
    assert seeds_stage.first(frame, 1, 2)["seed"].to_list() == ["b"]


def test_the_stage(tmp_path: Path) -> None:
    """Shards in any cut give the same seeds; uses are counted over all of them."""
    rows = [_row(number) for number in range(6)]
    tables = list[list[dict[str, Any]]]()
    for cut in ([rows], [rows[:2], rows[2:]]):
        folder = tmp_path / str(len(cut))
        folder.mkdir()
        tables.append(_run(folder, cut).to_pylist())
    assert tables[0] == tables[1]
    kinds = [row["kind"] for row in tables[0]]
    assert (kinds.count("article_use"), kinds.count("holding")) == (3, 6)
    assert {round(row["rarity"], 4) for row in tables[0]} == {round(rarity(6), 4)}


def _run(folder: Path, shards: list[list[dict[str, Any]]]) -> pa.Table:
    store, refs = Store(str(folder / "root")), {"corpus": list[Ref](), "citations": list[Ref]()}
    for number, rows in enumerate(shards):
        cited = [{"start": AT, "end": AT + 10, "kind": "statute", "law": "435-15", "article": "625", "candidates": [],
                  "anaphoric": False, "confidence": 0.5}]  # fmt: skip
        told = [{"id": row["id"], "citations": cited} for row in rows]
        made = {"corpus": _corpus(rows), "citations": pa.Table.from_pylist(told, schema.CITATIONS)}
        for asset, table in made.items():
            key, scope = f"{asset}{number}", Scope("edrsr", "2019")
            size, sha256 = store.write(asset, scope, f"part-{key}.parquet", parquet_bytes(table))
            account = Account("rows", len(rows), len(rows))
            shard = Shard(key, key, f"part-{key}.parquet", len(rows), size, sha256, account, beside=f"d{number}")
            refs[asset].append(Ref(asset, scope, shard))
    stage = Stage("instruction_seeds", "once", "datasets", "", "1", seeds_stage.conduct, schema.SEEDS, conducted=True)
    workroom = folder / "workroom"
    workroom.mkdir()
    with InlineEngine() as engine:
        arguments = {name: Shards(store, tuple(each)) for name, each in refs.items()}
        job = Job(stage, EVERYTHING, Task("a" * 32, arguments), store, engine, workroom)
        return seeds_stage.conduct(job, seeds=100, of_a_target=3)


def test_label_studio(tmp_path: Path) -> None:
    """A prediction is the stretch in its context; the question is marked as a template's, and nothing as an answer."""
    seeds = _seeds(_row())
    (told, *_), file = (task(seed) for seed in seeds), tmp_path / "tasks.json"
    value = told["predictions"][0]["result"][0]["value"]
    assert told["data"]["context"][value["start"] : value["end"]] == value["text"]
    assert told["data"]["question_is"] == "template"
    assert "annotations" not in told
    assert write_tasks([pa.Table.from_pylist(seeds, schema.SEEDS)], file) == 3
    assert [one["data"]["seed"] for one in json.loads(file.read_text(encoding="utf-8"))] == [s["seed"] for s in seeds]
    assert write_tasks([], file) == 0
    assert json.loads(file.read_text(encoding="utf-8")) == []
