"""A data root of invented decisions and articles, and `embedding_pairs` over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.annotate.personal.privacy import profile_named
from pipelines.engine import InlineEngine
from pipelines.export import pairs_stage
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Job, Shards, Stage, Task
from pipelines.store import Account, Ref, Shard, Store
from pipelines.tables import parquet_bytes

SETTINGS = pairs_stage.read_settings()
HEAD = "СУД міста Вигаданого\n"


@dataclass(frozen=True)
class Decision:
    """A decision whose considerations are `text`; each citation is (words in the text, target)."""

    id: str
    text: str
    citations: Sequence[tuple[str, str]] = ()
    group: str = ""
    split: str = "train"
    cases: Sequence[str] = ()
    day: date = date(2019, 5, 1)
    abstract: str | None = None
    language: str = "uk"
    overturned_by: Sequence[str] = ()


@dataclass(frozen=True)
class Root:
    """Shards of decisions, articles as (law, article, from, to, text), and where they lie."""

    folder: Path
    articles: Sequence[tuple[str, str, str, str | None, str]] = ()
    shards: list[Sequence[Decision]] = field(default_factory=list)

    def run(self, split: str = "train", **told: Any) -> pl.DataFrame:
        """The pairs of a split, by query."""
        return pl.concat([pl.DataFrame(schema.EMBEDDING_PAIRS.empty_table()), *self.read(self.make(split, **told))])

    def read(self, shards: Sequence[Shard]) -> list[pl.DataFrame]:
        """What shards say."""
        return [pl.read_parquet(f"{self.store.root}/embedding_pairs/{shard.file}") for shard in shards]

    @property
    def store(self) -> Store:
        """The root."""
        return Store(str(self.folder / "root"))

    def make(self, split: str = "train", **told: Any) -> tuple[Shard, ...]:
        """The shards of a split."""
        parameters = {**SETTINGS, **told}
        stage = Stage(
            "embedding_pairs", "once", "datasets", "", "1", pairs_stage.conduct, schema.EMBEDDING_PAIRS,
            parameters=parameters, conducted=True,
        )  # fmt: skip
        arguments: dict[str, Any] = {name: self._asset(name) for name in _TABLES} | {
            "statutes": self._statutes(), "split": split, "profile": profile_named(""),
        }  # fmt: skip
        workroom = self.folder / "workroom"
        workroom.mkdir(exist_ok=True)
        with InlineEngine() as engine:
            task = Task("a" * 32, arguments, variant=split)
            return pairs_stage.conduct(Job(stage, EVERYTHING, task, self.store, engine, workroom), **parameters)

    def _asset(self, name: str) -> Shards:
        refs = list[Ref]()
        for number, decisions in enumerate(self.shards):
            table = _TABLES[name](decisions)
            beside = {"documents": "", "embedding_chunks": f"c{number}"}.get(name, f"d{number}")
            key = {"documents": f"d{number}", "corpus": f"c{number}"}.get(name, f"{name}{number}")
            for variant in ("train", "validation", "test") if name == "embedding_chunks" else ("",):
                own = table.filter(pa.array([not variant or row.split == variant for row in decisions]))
                refs.append(self._ref(name, f"{key}{variant}" if variant else key, own, beside, variant))
        return Shards(self.store, tuple(refs))

    def _statutes(self) -> Shards:
        rows = [
            {"law": law, "document": f"rada:{law}", "name": "Кодекс", "valid_from": begun, "valid_to": ended,
             "article": article, "title": None, "text": text}
            for law, article, begun, ended, text in self.articles
        ]  # fmt: skip
        return Shards(self.store, (self._ref("statutes", "s", pa.Table.from_pylist(rows, schema.STATUTES), "", ""),))

    def _ref(self, asset: str, key: str, table: pa.Table, beside: str, variant: str) -> Ref:
        scope, account = Scope("edrsr", "2019"), Account("rows", table.num_rows, table.num_rows)
        size, sha256 = self.store.write(asset, scope, f"part-{key}.parquet", parquet_bytes(table))
        shard = Shard(
            key, key, f"part-{key}.parquet", table.num_rows, size, sha256, account, beside=beside, variant=variant
        )
        return Ref(asset, scope, shard)


def _table(rows: list[dict[str, Any]], columns: pa.Schema) -> pa.Table:
    names = [name for name in columns.names if rows and name in rows[0]]
    return pa.Table.from_pylist(rows, pa.schema([columns.field(name) for name in names]))


def _documents(decisions: Sequence[Decision]) -> pa.Table:
    rows = [
        {"id": each.id, "version": "v", "kind": "decision", "language": each.language, "case_numbers": each.cases,
         "date": each.day, "edition": None, "abstract": each.abstract}
        for each in decisions
    ]  # fmt: skip
    return _table(rows, schema.DOCUMENTS)


def _corpus(decisions: Sequence[Decision]) -> pa.Table:
    rows = [
        {"id": each.id, "version": "v", "group": each.group or each.id, "split": each.split,
         "case_numbers": each.cases, "date": each.day, "text": HEAD + each.text, "citations": _spans(each),
         "sections": [
             {"kind": "introductory", "start": 0, "end": len(HEAD), "parent": -1},
             {"kind": "reasoning", "start": len(HEAD), "end": len(HEAD + each.text), "parent": -1}]}
        for each in decisions
    ]  # fmt: skip
    return _table(rows, schema.CORPUS)


def _spans(decision: Decision) -> list[dict[str, Any]]:
    starts = [(HEAD + decision.text).index(words) for words, _ in decision.citations]
    return [
        {"start": start, "end": start + len(words), "target": target}
        for start, (words, target) in zip(starts, decision.citations, strict=True)
    ]


def _chunks(decisions: Sequence[Decision]) -> pa.Table:
    rows = [
        {"chunk": f"{each.id}@v#0", "id": each.id, "group": each.group or each.id, "split": each.split,
         "language": each.language, "path": "introductory", "context": "Рішення", "start": 0,
         "end": len(HEAD + each.text), "size": 1, "cited": [target for _, target in each.citations],
         "text": HEAD + each.text}
        for each in decisions
    ]  # fmt: skip
    return _table(rows, schema.EMBEDDING_CHUNKS)


def _authority(decisions: Sequence[Decision]) -> pa.Table:
    rows = [
        {"id": each.id, "overturned_by": each.overturned_by, "changed_by": [], "upheld_by": []} for each in decisions
    ]
    return _table(rows, schema.AUTHORITY)


_TABLES = {
    "documents": _documents, "corpus": _corpus, "embedding_chunks": _chunks, "authority": _authority,
}  # fmt: skip
