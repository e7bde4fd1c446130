"""The `authority` asset: who cites whom among the decisions, how high they rank, and which rulings disposed of them.

What belongs here: the order of the steps over a data root, and how a rank is told. What does not: the steps
(`authority_pieces.py`, `authority_graph.py`, `authority_rank.py`, `authority_chains.py`). A rank is told in units of a
document that nobody cites and in coarse steps, so that a night moves few of them and asks for little work below. A case
of several documents shares one citation among them. Still to come: names that begin anew in each court, with their
court; and which of a case's documents a citation means, by its day.

A piece is made once in the life of its shards; the graph is put together anew whenever there is a new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines import schema
from pipelines.citations.authority_chains import disposed_of, find_disposed
from pipelines.citations.authority_graph import Placed, find_alone, find_cases, place
from pipelines.citations.authority_pieces import DOCUMENTS, READS, Piece, document_keys, write_piece
from pipelines.citations.authority_pieces import VERSION as PIECE_VERSION
from pipelines.citations.authority_rank import count_citing, pagerank
from pipelines.dedup.runs_files import map_columns, write_columns
from pipelines.engine import Engine
from pipelines.select.beside import Place
from pipelines.stage import Job, Shards
from pipelines.store import Shard, content_key
from pipelines.workroom import forget

VERSION = "5"

STEPS = 8
"""Steps of a rank in a doubling."""


@dataclass(frozen=True, slots=True)
class _Slice:
    """The rows of a shard of documents, and the number of its piece."""

    number: int
    documents: Shards


def conduct(job: Job) -> tuple[Shard, ...]:
    """Slices of `schema.AUTHORITY` beside all shards of documents; versions of a document share what is told of it.

    Memory: 40 bytes a document here, and a shard or a stretch of the graph a worker.
    """
    documents = job.shards("documents")
    pieces = _pieces(job)
    with _night(job.workroom) as night:
        placed = place(pieces, night)
        told = tell(placed, night, job.engine), find_disposed(placed, night, job.engine)
        slices = [_Slice(number, replace(documents, refs=(ref,))) for number, ref in enumerate(documents.refs)]
        return tuple(job.engine.map(partial(_write_slice, placed=placed, told=told, place=Place.of(job)), slices))


def tell(placed: Placed, folder: Path, engine: Engine) -> Path:
    """Write what is told of each node: columns cited_by (int32), rank (float32) and only_citation (uint8)."""
    cases = find_cases(placed, folder, engine)
    cited_by = count_citing(placed.nodes, cases, folder, engine)
    ranks, alone = in_steps(pagerank(placed.nodes, cases, seeds=placed.seeds())), find_alone(placed, engine)
    write_columns(folder / "told.arrow", cited_by=cited_by, rank=ranks, only_citation=alone.view(np.uint8))
    return folder / "told.arrow"


def in_steps(ranks: np.ndarray) -> np.ndarray:
    """Ranks, 1 for a document that nobody cites, to the nearest step: float32."""
    return np.exp2(np.rint(STEPS * np.log2(ranks)) / STEPS).astype(np.float32)


@contextmanager
def _night(workroom: Path) -> Iterator[Path]:
    """A folder for the graph of this run; what one that died left there is removed."""
    folder = workroom / "night"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def _pieces(job: Job) -> list[Piece]:
    """A piece for each shard of documents, made if it is not there; others are removed."""
    folder = job.workroom / "pieces"
    folder.mkdir(exist_ok=True)
    read = job.shards("documents").only(READS), job.shards("citations"), job.shards("reviews")
    pieces, todo = list[Piece](), list[tuple[Piece, tuple[Shards, ...]]]()
    for beside in zip(*(shards.refs for shards in read), strict=True):
        piece = Piece(content_key(PIECE_VERSION, *(ref.shard.key for ref in beside)), folder)
        pieces.append(piece)
        if not all(file.exists() for file in piece.files):
            todo.append((piece, tuple(replace(all_of, refs=(ref,)) for all_of, ref in zip(read, beside, strict=True))))
    list(job.engine.map(_make_piece, todo))
    forget(folder, {file for piece in pieces for file in piece.files})
    return pieces


def _make_piece(task: tuple[Piece, tuple[Shards, ...]]) -> None:
    piece, read = task
    documents, citations, reviews = (shards.read(0) for shards in read)
    write_piece(documents, citations, reviews, piece)


def _write_slice(task: _Slice, *, placed: Placed, told: tuple[Path, Path], place: Place) -> Shard:
    documents = task.documents.only(("id",)).read(0)
    (keys,) = map_columns(placed.pieces[task.number].file(DOCUMENTS))
    nodes = placed.nodes_of(task.number)[np.searchsorted(keys, document_keys(documents))]
    cited_by, ranks, alone = (column[nodes] for column in map_columns(told[0]))
    rulings = disposed_of(nodes, told[1]).to_arrow().columns
    rows = pa.table([documents["id"], cited_by, ranks, alone.astype(np.bool_), *rulings], names=schema.AUTHORITY.names)
    rows = rows.cast(schema.AUTHORITY)
    return place.write(rows, task.documents.refs[0])
