"""Files of embedding pairs: FlagEmbedding, sentence-transformers, BEIR and TREC."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.export.formats import PROMPTS, sentence_transformers, write_evaluation, write_flag_embedding
from pipelines.export.pairs_queries import POOL

PLAIN: dict[str, Any] = {
    "query": "Питання?", "pos": ["так", "авжеж"], "neg": ["ні", "ніколи"], "type": "sentence_to_article",
    "language": "uk", "query_id": "q 1", "evidence": "", "pos_ids": ["p1", "p2"], "pos_scores": [2.0, 1.5],
    "pos_places": ["", ""], "neg_ids": ["n1", "n2"], "neg_scores": [1.0, 0.5], "neg_ranks": [2, 3],
    "kin_ids": ["k1"], "answers": 1, "split": "test",
}  # fmt: skip


def _pairs(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([PLAIN | row for row in rows], schema.EMBEDDING_PAIRS)


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_flag_embedding(tmp_path: Path) -> None:
    """A file for a type and split; queries that several documents answer have their own, by FlagEmbedding's name."""
    files = write_flag_embedding([_pairs({}, {"answers": 3, "query": "Багато?"}), _pairs({"split": "train"})], tmp_path)
    assert [file.name for file in files] == [
        "test-sentence_to_article.jsonl",
        "test-sentence_to_article_no_in_batch_neg.jsonl",
        "train-sentence_to_article.jsonl",
    ]
    assert _lines(files[0]) == [
        {"query": "Питання?", "pos": ["так", "авжеж"], "neg": ["ні", "ніколи"], "pos_scores": [2.0, 1.5],
         "neg_scores": [1.0, 0.5], "prompt": PROMPTS["sentence_to_article"], "type": "sentence_to_article"}
    ]  # fmt: skip
    assert files[1].stem.endswith("no_in_batch_neg")
    assert [row["query"] for row in _lines(files[1])] == ["Багато?"]


def test_every_type_has_a_prompt() -> None:
    """And no prompt is of a type that there is not."""
    assert set(PROMPTS) == set(POOL)


def test_sentence_transformers() -> None:
    """A row for each positive, columns in the order that the losses read; rows with too few negatives are left out."""
    made = sentence_transformers(_pairs({}, {"neg": ["ні"]}), 2)
    assert made.column_names == ["anchor", "positive", "negative_1", "negative_2"]
    assert made.to_pylist() == [
        {"anchor": "Питання?", "positive": answer, "negative_1": "ні", "negative_2": "ніколи"}
        for answer in ("так", "авжеж")
    ]
    assert sentence_transformers(_pairs(), 1).num_rows == 0


def test_evaluation(tmp_path: Path) -> None:
    """One type and split, each passage once, qrels in both forms, kin as exclusions."""
    rows = _pairs({}, {"query_id": "q2", "kin_ids": [], "pos_ids": ["p1"], "pos": ["так"]},
                  {"split": "train"}, {"type": "heading_to_section"})  # fmt: skip
    assert write_evaluation([rows], tmp_path, "sentence_to_article") == 2
    assert [row["_id"] for row in _lines(tmp_path / "corpus.jsonl")] == ["p1", "p2", "n1", "n2"]
    assert [row["_id"] for row in _lines(tmp_path / "queries.jsonl")] == ["q_1", "q2"]
    told = [(tmp_path / name).read_text() for name in ("qrels/test.tsv", "qrels/test.trec", "exclusions.tsv")]
    assert told[0] == "query-id\tcorpus-id\tscore\nq_1\tp1\t1\nq_1\tp2\t1\nq2\tp1\t1\n"
    assert told[1] == "q_1 0 p1 1\nq_1 0 p2 1\nq2 0 p1 1\n"
    assert told[2] == "query-id\tcorpus-id\nq_1\tk1\n"
