"""The stage `packed_sequences` over a data root: lengths first, then two maps over the tokens with files between.

What belongs here: the order of the steps, and which file a row is in. What does not: which row a piece is in
(`packing.py`), and rows as tables (`packing_rows.py`).

A file is a pool, named after its rows, and rows are named after what is in them, so a file that is there is not made
again: neither after a crash nor in a night that changed nothing in its pool. One more document changes what fits best
in all of its pool, and a night has more documents than there are pools. But they are of this year: so the latest year
of every source is open, and packed apart from the settled years before it. A night packs and writes the open pools
anew, and of the settled ones those into which a late document fell. When a year begins, the one before it is settled,
and once all is packed anew; as it is when a part of the corpus has grown by more than an eighth.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.export.packing import Pieces, Plan, pieces_of, plan, pools_for
from pipelines.export.packing_rows import id_type, packed_schema, places, rows_bytes, rows_of
from pipelines.plan import plan_whole
from pipelines.scope import Scope
from pipelines.stage import Job, Shards, Stage, Task, Workspace
from pipelines.store import Account, Shard, Store


@dataclass(frozen=True, slots=True)
class _Source:
    """A shard of the corpus and its tokens; what packing reads of both."""

    corpus: Shards
    tokens: Shards

    def pieces(self, split: str) -> Pieces:
        """What is known of its pieces without reading a token."""
        return pieces_of(self.corpus.read(0), self.tokens.only(("lengths", "digests")).read(0), split)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of rows, from the first to before the last, and the tokens that they have."""

    key: str
    first: int
    last: int
    tokens: int
    left_out: int

    @property
    def name(self) -> str:
        """Its name in the scope's folder."""
        return f"part-{self.key}.parquet"


@dataclass(frozen=True, slots=True)
class _Room:
    """Where a split is packed: what all workers know."""

    store: Store
    asset: str
    scope: Scope
    task: str
    split: str
    length: int
    kind: type[np.unsignedinteger]
    folder: Path


def plan_packing(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """Two pieces of work for each split: its settled years, and its open ones; one where there is nothing of either."""
    tasks = []
    for task in plan_whole(stage, scope, workspace.store):
        opened = _open(task.arguments["corpus"])
        parts = [_part(stage, task, opened, is_open=each) for each in (False, True)]
        tasks += [part for part in parts if part.arguments["corpus"].refs] or parts[:1]
    return tasks


def _open(corpus: Shards) -> set[Scope]:
    """The latest year of each source."""
    latest: dict[str, Scope] = {}
    for ref in corpus.refs:
        latest[ref.scope.source] = max(ref.scope, latest.get(ref.scope.source, ref.scope))
    return set(latest.values())


def _part(stage: Stage, task: Task, opened: set[Scope], *, is_open: bool) -> Task:
    """A task on the open cells, or on the others."""
    arguments = {
        name: replace(shards, refs=tuple(ref for ref in shards.refs if (ref.scope in opened) == is_open))
        for name, shards in task.arguments.items()
        if name in ("corpus", "tokens")
    }
    told = {**task.arguments, **arguments, "part": "open" if is_open else "settled"}
    inputs = tuple(ref.shard.key for shards in told.values() if isinstance(shards, Shards) for ref in shards.refs)
    return replace(task, key=stage.key(inputs, task.variant, is_open), arguments=told, inputs=inputs)


def conduct(job: Job, *, length: int, shard_tokens: int) -> tuple[Shard, ...]:
    """Files of `schema.PACKED_SEQUENCES` of the split that is the task's variant, about `shard_tokens` in each.

    Memory: `packing.Pieces` and `packing.Plan` of the whole corpus here, a shard of tokens or a file of rows a worker.
    """
    split, sources = job.task.variant, _sources(job)
    kind = id_type(job.store.read_bytes(job.shards("bpe_tokenizer").refs[0]))
    room = _Room(job.store, job.stage.name, job.scope, job.task.key, split, length, kind, job.workroom / split)
    parts = list(job.engine.map(partial(_Source.pieces, split=split), sources))
    pieces = Pieces.joined(parts)
    planned = plan(pieces, length, pools_for(pieces, shard_tokens))
    files = _files(job, room, pieces, planned)
    there = job.store.names(job.stage.name, job.scope)
    missing = [file for file in files if file.name not in there]
    shutil.rmtree(room.folder, ignore_errors=True)
    room.folder.mkdir()
    wanted = _wanted(sources, parts, planned, missing)
    spilled = list(job.engine.map(partial(_spill, room=room, files=missing), wanted))
    list(job.engine.map(partial(_write, room=room, spilled=spilled), enumerate(missing)))
    shutil.rmtree(room.folder)
    return tuple(job.engine.map(partial(_told, room=room), files))


def _sources(job: Job) -> list[_Source]:
    corpus, tokens = job.shards("corpus"), job.shards("tokens")
    pairs = zip(corpus.refs, tokens.refs, strict=True)
    return [_Source(replace(corpus, refs=(one,)), replace(tokens, refs=(other,))) for one, other in pairs]


def _files(job: Job, room: _Room, pieces: Pieces, planned: Plan) -> list[_File]:
    """A file for each pool; the first tells what is left out."""
    borders, lengths = planned.borders, np.repeat(pieces.lengths, pieces.copies)
    pools = np.searchsorted(borders, planned.rows, side="right") - 1
    held = np.bincount(pools, lengths, len(borders) - 1).astype(np.int64)
    files = []
    for place, (first, last) in enumerate(pairwise(borders.tolist())):
        said = hashlib.sha256(planned.names[first:last].astype("<u8").tobytes()).hexdigest()
        key = job.stage.key(room.split, job.task.arguments["part"], place, np.dtype(room.kind).name, said)
        files.append(_File(key, first, last, int(held[place]), 0 if place else pieces.left_out))
    return files


def _wanted(
    sources: Sequence[_Source], parts: Sequence[Pieces], planned: Plan, files: Sequence[_File]
) -> Iterator[tuple[int, _Source, Pieces, np.ndarray]]:
    """Each source with its pieces and the rows of their places, -1 where a row's file is there already."""
    asked = np.zeros(len(planned.names), np.bool_)
    for file in files:
        asked[file.first : file.last] = True
    ends = planned.starts[np.cumsum([0, *(len(part.lengths) for part in parts)])]
    for place, (source, part, first, last) in enumerate(zip(sources, parts, ends, ends[1:], strict=False)):
        rows = planned.rows[first:last]
        if (wanted := asked[rows]).any():
            yield place, source, part, np.where(wanted, rows, -1)


def _spill(given: tuple[int, _Source, Pieces, np.ndarray], *, room: _Room, files: Sequence[_File]) -> Path:
    """Write the places of a source: a record batch for each file."""
    place, source, pieces, rows = given
    batch = places(source.corpus.read(0), source.tokens.read(0), pieces, rows, room.kind)
    found = np.searchsorted(batch["row"].to_numpy(), [(file.first, file.last) for file in files])
    path = room.folder / f"{place}.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as spill:
        for first, last in found.tolist():
            spill.write_batch(batch.slice(first, last - first))
    return path


def _write(given: tuple[int, _File], *, room: _Room, spilled: Sequence[Path]) -> None:
    """Write a file of rows from its record batch of each spill."""
    place, file = given
    batches = [_batch(path, place) for path in spilled]
    rows = rows_of(batches, room.split) if file.last > file.first else packed_schema(room.kind).empty_table()
    room.store.write(room.asset, room.scope, file.name, rows_bytes(rows, room.length))


def _batch(path: Path, number: int) -> pa.RecordBatch:
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).get_batch(number)


def _told(file: _File, room: _Room) -> Shard:
    """What the manifest tells of a file, whoever wrote it: its tokens are those of its documents' lengths."""
    body = room.store.get(room.store.path(room.asset, room.scope, file.name))
    held = pq.ParquetFile(pa.BufferReader(body), pre_buffer=False)  # see `store_tables.opened`
    tokens = pc.sum(pc.list_flatten(held.read(["doc_lengths"], use_threads=False)["doc_lengths"])).as_py() or 0
    account = Account("tokens", file.tokens + file.left_out, tokens, file.left_out)
    rows, sha256 = held.metadata.num_rows, hashlib.sha256(body).hexdigest()
    return Shard(file.key, room.task, file.name, rows, len(body), sha256, account, variant=room.split)
