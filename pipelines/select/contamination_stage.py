"""The stage `contamination`: two passes over all texts, and slices beside them.

What belongs here: the order of the steps over a data root, and which of them a night may leave out. What does not: the
runs and what is found (`contamination.py`).

What a shard holds is counted once in its life. It is looked through again only when a run that it holds became a
template or ceased to be one, or an item that it may hold lost runs elsewhere: its finds are named after all that they
depend on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers
from pipelines.select.beside import Place
from pipelines.select.contamination import (
    CONTAMINATION,
    Runs,
    account,
    count,
    find,
    nothing_found,
    pieces,
    templates,
)
from pipelines.select.contamination_sets import EVALUATION
from pipelines.stage import Job, Shards
from pipelines.store import Ref, Shard, content_key, evidence_name
from pipelines.tables import parquet_bytes
from pipelines.workroom import forget, write_whole

VERSION = "1"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A shard of documents (id, text), and the duplicates (keeper) beside it."""

    documents: Shards
    duplicates: Shards
    folder: Path

    @property
    def ref(self) -> Ref:
        return self.documents.refs[0]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a shard holds of evaluation items: a file of (key, documents) of every run that it holds."""

    piece: _Piece
    file: Path
    documents: int
    """rows that count"""


@dataclass(frozen=True, slots=True)
class _Search:
    """What all shards are looked through for, and what counts as a find."""

    runs: Path
    told: Mapping[str, Any]
    evidence: str


def conduct(job: Job, *, template: Mapping[str, Any], fewest_runs: int, told: Mapping[str, Any]) -> tuple[Shard, ...]:
    """Slices of `CONTAMINATION` beside all shards of documents; their evidence is what became of each item (`ITEMS`).

    Parameters are those of `contamination.yaml` that speak of finds. Memory: a shard, and the runs of all evaluation
    items, a worker.
    """
    runs = Runs.of(job.shards("evaluation_sets").table(EVALUATION))
    every = runs.save(job.workroom)
    held = list(job.engine.map(partial(_count, runs=every), _pieces(job)))
    gone = _templates(runs, held, template)
    left = runs.without(gone, fewest_runs)
    search = _Search(left.save(job.workroom), told, _write_evidence(job, account(runs, left, gone)))
    found = list(job.engine.map(partial(_find, search=search, place=Place.of(job)), held))
    forget(job.workroom, {every, search.runs, *(each.file for each in held), *(file for file, _ in found)})
    return tuple(shard for _, shard in found)


def _pieces(job: Job) -> list[_Piece]:
    documents, duplicates = job.shards("documents").only(("id", "text")), job.shards("duplicates").only(("keeper",))
    return [
        _Piece(replace(documents, refs=(ref,)), replace(duplicates, refs=(its,)), job.workroom)
        for ref, its in zip(documents.refs, duplicates.refs, strict=True)
    ]


def _count(piece: _Piece, *, runs: Path) -> _Held:
    """The first pass over a shard, unless it was made while the same rows counted: of one decision only its keeper."""
    counted = numbers(piece.duplicates.read(0)["keeper"])
    rows = hashlib.sha256(np.packbits(counted).tobytes()).hexdigest()
    file = piece.folder / f"held-{content_key(VERSION, runs.name, piece.ref.shard.key, rows)}.parquet"
    if not file.exists():
        sought = Runs.load(runs)
        texts = pieces(piece.documents.only(("text",)).read(0)["text"]) if len(sought.keys) else []
        holders, held = count(texts, counted, sought)
        write_whole(pa.table({"key": sought.keys[held], "documents": holders[held]}), file)
    return _Held(piece, file, int(counted.sum()))


def _templates(runs: Runs, held: Sequence[_Held], template: Mapping[str, Any]) -> np.ndarray:
    """bool: runs that too many documents of some source hold."""
    holders, documents = dict[str, np.ndarray](), dict[str, int]()
    for each in held:
        source, told = each.piece.ref.scope.source, pl.read_parquet(each.file)
        counts = holders.setdefault(source, np.zeros(len(runs.keys), np.int64))
        counts[np.searchsorted(runs.keys, told["key"].to_numpy())] += told["documents"].to_numpy()
        documents[source] = documents.get(source, 0) + each.documents
    return templates(holders, documents, **template) if held else np.zeros(len(runs.keys), np.bool_)


def _find(held: _Held, *, search: _Search, place: Place) -> tuple[Path, Shard]:
    """The second pass over a shard, unless it would find what it found before; a file of its finds, and its slice.

    A shard is looked through for those runs alone that the first pass met in it.
    """
    runs = Runs.load(search.runs).only(pl.read_parquet(held.file)["key"].to_numpy())
    its, folder = held.piece.ref, held.piece.folder
    file = folder / f"found-{content_key(VERSION, its.shard.key, runs.digest, dict(search.told))}.parquet"
    if not file.exists():
        write_whole(_looked_through(held.piece.documents, runs, search.told), file)
    return file, place.write(pq.read_table(file, schema=CONTAMINATION), its, search.evidence)


def _looked_through(documents: Shards, runs: Runs, told: Mapping[str, Any]) -> pa.Table:
    if not len(runs.keys):
        return nothing_found(documents.only(("id",)).read(0)["id"])
    return find(documents.read(0), runs, **told)


def _write_evidence(job: Job, items: pa.Table) -> str:
    """The key of what became of each item, which is written beside the slices."""
    body = parquet_bytes(items)
    key = job.stage.key("items", hashlib.sha256(body).hexdigest())
    job.store.write(job.stage.name, job.scope, evidence_name(key), body)
    return key
