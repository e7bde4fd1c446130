"""Shards laid out by hand in a store, and a job to conduct a stage over them. For tests of selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.engine import InlineEngine
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Job, Shards, Stage, Task
from pipelines.store import Account, Ref, Shard, Store, content_key, evidence_name
from pipelines.tables import parquet_bytes

Cell = tuple[str, str]
"""Source and year."""


def lay_shard(store: Store, asset: str, scope: Scope, rows: pa.Table, beside: str = "", evidence: Any = None) -> Ref:
    """Write one shard, with its evidence where there is any, and what a manifest would tell of it."""
    body = parquet_bytes(rows)
    key = content_key(asset, str(scope), beside, bytes(body).hex())
    size, sha256 = store.write(asset, scope, f"part-{key}.parquet", body)
    shard = Shard(
        key, key, f"part-{key}.parquet", rows.num_rows, size, sha256, Account("rows", rows.num_rows, rows.num_rows)
    )
    shard = replace(shard, beside=beside)
    if evidence is not None:
        store.write(asset, scope, evidence_name(key), parquet_bytes(evidence))
        shard = replace(shard, evidence=key)
    return Ref(asset, scope, shard)


def lay_documents(store: Store, cells: Mapping[Cell, pa.Table]) -> Shards:
    """A shard of documents for each cell."""
    return Shards(store, tuple(lay_shard(store, "documents", Scope(*cell), rows) for cell, rows in cells.items()))


def lay_beside(
    documents: Shards, asset: str, tables: Sequence[pa.Table], evidence: Sequence[pa.Table] | None = None
) -> Shards:
    """An annotation shard beside each shard of documents."""
    told = evidence or [None] * len(tables)
    refs = [
        lay_shard(documents.store, asset, ref.scope, rows, ref.shard.key, said)
        for ref, rows, said in zip(documents.refs, tables, told, strict=True)
    ]
    return Shards(documents.store, tuple(refs))


def conducted(
    function: Callable[..., tuple[Shard, ...]], columns: pa.Schema, shards: Mapping[str, Shards], **parameters: Any
) -> Shards:
    """The slices that a conducted stage makes of these shards; its workroom lies in the root."""
    store = next(iter(shards.values())).store
    workroom = Path(store.root) / "workroom"
    workroom.mkdir(exist_ok=True)
    stage = Stage("made", "once", "select", "made", "1", function, columns, parameters=parameters, conducted=True)
    with InlineEngine() as engine:
        made = function(Job(stage, EVERYTHING, Task("task", shards), store, engine, workroom), **parameters)
    return Shards(store, tuple(Ref("made", EVERYTHING, shard) for shard in made))
