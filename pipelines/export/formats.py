"""Embedding pairs as the files that trainers and evaluations read.

What belongs here: FlagEmbedding JSONL, columns for sentence-transformers, and a BEIR and TREC evaluation set. What does
not: the pairs (`pairs_stage.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

NO_IN_BATCH = "no_in_batch_neg"
"""End of the stem of a FlagEmbedding file whose queries' negatives are their own alone (FlagEmbedding 1.3)."""

PROMPTS = {
    "abstract_to_consideration": "Represent this abstract of a judgment to find its considerations: ",
    "article_to_consideration": "Represent this article of law to find decisions that apply it: ",
    "sentence_to_article": "Represent this sentence of a decision to find the article that it applies: ",
    "sentence_to_decision": "Represent this sentence of a decision to find the decision that it follows: ",
    "appeal_to_appealed": "Represent these considerations of a ruling to find the decision under review: ",
    "heading_to_section": "Represent this question to find the section that answers it: ",
}
"""What a query is, as an instruction, by its type."""


def write_flag_embedding(tables: Iterable[pa.Table], folder: Path) -> list[Path]:
    """JSONL files of `schema.EMBEDDING_PAIRS`, one for each type and split; the files, sorted.

    Queries that several documents are known to answer lie apart, in files that end in `no_in_batch_neg`: the positive
    of another row of their batch may answer them too.
    """
    files = dict[str, TextIO]()
    with ExitStack() as stack:
        for row in _rows(tables):
            name = _file(row)
            if name not in files:
                files[name] = stack.enter_context((folder / name).open("w", encoding="utf-8"))
            _write(files[name], _flagged(row))
    return sorted(folder / name for name in files)


def _file(row: Mapping[str, Any]) -> str:
    stem = f"{row['split']}-{row['type']}"
    return f"{stem}_{NO_IN_BATCH}.jsonl" if row["answers"] > 1 else f"{stem}.jsonl"


def _flagged(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("query", "pos", "neg", "pos_scores", "neg_scores")
    return {name: row[name] for name in kept} | {"prompt": PROMPTS[row["type"]], "type": row["type"]}


def sentence_transformers(pairs: pa.Table, negatives: int) -> pa.Table:
    """Columns anchor, positive, negative_1 … for `MultipleNegativesRankingLoss`, a row for each positive.

    A query with fewer negatives than asked for gives none: the columns must be full.
    """
    rows = [row for row in pairs.to_pylist() if len(row["neg"]) >= negatives]
    names = ["anchor", "positive", *(f"negative_{number}" for number in range(1, negatives + 1))]
    full = [(row["query"], answer, *row["neg"][:negatives]) for row in rows for answer in row["pos"]]
    columns = zip(*full, strict=True) if full else [()] * len(names)
    return pa.table([pa.array(column, pa.large_string()) for column in columns], names=names)


def write_evaluation(tables: Iterable[pa.Table], folder: Path, kind: str, split: str = "test") -> int:
    """A BEIR and TREC evaluation set of one type of query and one split; how many queries it has.

    corpus.jsonl (_id, title, text), queries.jsonl (_id, text), qrels/{split}.tsv (query-id, corpus-id, score) with its
    header, qrels/{split}.trec (query, 0, passage, grade) and exclusions.tsv (query-id, corpus-id): kin of a query or of
    its answers, which a run must leave out, for they may answer though nobody said so. Passages are the answers and
    negatives of all queries. Memory: the ids of passages.
    """
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    seen, queries = set[str](), 0
    names = ("corpus.jsonl", "queries.jsonl", f"qrels/{split}.tsv", f"qrels/{split}.trec", "exclusions.tsv")
    with ExitStack() as stack:
        corpus, asked, beir, trec, excluded = (
            stack.enter_context((folder / name).open("w", encoding="utf-8")) for name in names
        )
        beir.write("query-id\tcorpus-id\tscore\n")
        excluded.write("query-id\tcorpus-id\n")
        for row in (row for row in _rows(tables) if (row["type"], row["split"]) == (kind, split)):
            queries += 1
            name = _plain(row["query_id"])
            _write(asked, {"_id": name, "text": row["query"]})
            for passage, text in _passages(row):
                if passage not in seen:
                    seen.add(passage)
                    _write(corpus, {"_id": passage, "title": "", "text": text})
            for passage in map(_plain, row["pos_ids"]):
                beir.write(f"{name}\t{passage}\t1\n")
                trec.write(f"{name} 0 {passage} 1\n")
            excluded.writelines(f"{name}\t{_plain(passage)}\n" for passage in row["kin_ids"])
    return queries


def _passages(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for side in ("pos", "neg"):
        yield from zip(map(_plain, row[f"{side}_ids"]), row[side], strict=True)


def _plain(name: str) -> str:
    """A name without blanks, which part the columns of qrels."""
    return "_".join(name.split())


def _rows(tables: Iterable[pa.Table]) -> Iterator[dict[str, Any]]:
    for table in tables:
        for batch in table.to_batches(max_chunksize=1_000):
            yield from batch.to_pylist()


def _write(file: TextIO, row: Mapping[str, Any]) -> None:
    file.write(json.dumps(row, ensure_ascii=False) + "\n")
