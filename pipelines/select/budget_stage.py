"""The stage `budget`: which documents of the whole corpus enter it, beside each shard of documents.

What belongs here: the order of the steps over a data root. What does not: the choice (`budget.py`) and what it knows
of a document (`budget_candidates.py`).

Candidates of a shard are made once in its life and stay in the workroom. A slice is named after what it says, so a
shard of which no document crossed the border keeps its key, and asks for no work below it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.schema import BUDGET
from pipelines.select.beside import Place
from pipelines.select.budget import Budget, Choice, choose
from pipelines.select.budget_candidates import candidates
from pipelines.select.budget_counts import read_candidates
from pipelines.stage import Job, Shards
from pipelines.store import Shard, content_key, evidence_name
from pipelines.tables import parquet_bytes
from pipelines.workroom import forget, write_whole

VERSION = "1"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A shard of documents, and the file of the workroom with its candidates."""

    documents: Shards
    file: Path


def conduct(job: Job, *, tokens: int | None, quotas: Mapping[str, Any], seed: int, **told: Any) -> tuple[Shard, ...]:
    """Slices of `schema.BUDGET` beside all shards of documents; their evidence is the choice, stratum by stratum.

    Parameters are those of `budget.yaml`. Raises ValueError for one that makes no sense, QuotaConflict.
    """
    pieces, choice, evidence = _pieces(job, told), None, ""
    if tokens is not None:
        choice = choose([piece.file for piece in pieces], Budget.of(tokens, quotas, seed), job.engine)
        evidence = _write_evidence(job, choice)
    write = partial(_write_slice, choice=choice, place=Place.of(job), evidence=evidence)
    return tuple(job.engine.map(write, pieces))


def _pieces(job: Job, told: Mapping[str, Any]) -> list[_Piece]:
    """A piece for each shard of documents, its candidates written if they are not there; others are removed."""
    shards = {name: job.shards(name) for name in ("documents", "selection", "duplicates", "quality")}
    pieces, todo = list[_Piece](), list[tuple[Path, dict[str, Shards]]]()
    for refs in zip(*(each.refs for each in shards.values()), strict=True):
        file = job.workroom / f"{content_key(VERSION, told, [ref.shard.key for ref in refs])}.parquet"
        its = {name: replace(shards[name], refs=(ref,)) for name, ref in zip(shards, refs, strict=True)}
        pieces.append(_Piece(its["documents"].only(("id",)), file))
        if not file.exists():
            todo.append((file, its))
    list(job.engine.map(partial(_write_candidates, told=told), todo))
    forget(job.workroom, {piece.file for piece in pieces})
    return pieces


def _write_candidates(task: tuple[Path, dict[str, Shards]], *, told: Mapping[str, Any]) -> None:
    file, shards = task
    write_whole(candidates(**{name: each.read(0) for name, each in shards.items()}, **told), file)


def _write_evidence(job: Job, choice: Choice) -> str:
    """The key of the choice, which is written beside the slices."""
    body = parquet_bytes(choice.strata.to_arrow())
    key = job.stage.key("strata", hashlib.sha256(body).hexdigest())
    job.store.write(job.stage.name, job.scope, evidence_name(key), body)
    return key


def _write_slice(piece: _Piece, *, choice: Choice | None, place: Place, evidence: str) -> Shard:
    return place.write(pa.table(_columns(piece, choice), schema=BUDGET), piece.documents.refs[0], evidence)


def _columns(piece: _Piece, choice: Choice | None) -> dict[str, Any]:
    ids = piece.documents.read(0)["id"]
    if choice is None:
        offered = pq.ParquetFile(piece.file).read(["weight"])["weight"].to_numpy() > 0
        return {"id": ids, "chosen": offered, "left_out": pa.nulls(len(ids), pa.string())}
    chosen, left_out = choice.mark(read_candidates(piece.file))
    return {"id": ids, "chosen": chosen, "left_out": left_out.to_arrow().cast(pa.string())}
