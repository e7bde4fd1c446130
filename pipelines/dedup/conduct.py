"""The stage `duplicates`: from shards of documents and signatures to slices, in maps with files between.

What belongs here: the order of the steps, and which of them a night may leave out. What does not: the steps (`facts`,
`index`, `evidence`, `clusters`, `slices`).

A piece is made once in the life of its shard, evidence once for a set of candidates, a slice once for what it says.
So a night costs the shards that are new, the buckets they touch, and one look over the arrays of a source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import schema
from pipelines.dedup.clusters import Settled
from pipelines.dedup.evidence import evidence_of
from pipelines.dedup.pieces import VERSION as PIECE_VERSION
from pipelines.dedup.pieces import Piece
from pipelines.dedup.remembered import VERSION as REMEMBERED_VERSION
from pipelines.dedup.remembered import Remembered
from pipelines.dedup.settings import READ_ALL, Settings
from pipelines.scope import Scope
from pipelines.stage import Job, Shards
from pipelines.standing import READS, cells_of, lives
from pipelines.standing import VERSION as LIVES_VERSION
from pipelines.store import Account, DamagedShard, Ref, Shard, Store, content_key, evidence_name
from pipelines.tables import parquet_bytes
from pipelines.workroom import forget, is_cut, write_whole

VERSION = "6"
"""Of what slices say; the next of what evidence says of the same likeness. Each raised alone spares the other work."""

EVIDENCE_VERSION = "2"

MERGES = "merges.parquet"
"""Log beside the slices: what became of the names of clusters, commit by commit."""

FACTS_OF = (
    "id", "kind", "issuer_code", "case_numbers", "date", "registered", "published", "form", "edition",
    "status", "instance", "text_format", "source_file",
)  # fmt: skip
"""What the register says of a document, as far as clustering asks."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts of rows of pieces, read from the document shards they were made from."""

    store: Store
    refs: Mapping[str, Ref]

    def __call__(self, piece: str, rows: np.ndarray) -> pa.Array:
        """Texts of ascending rows of a piece."""
        return self.store.read_rows(self.refs[piece], rows, "text")


@dataclass(frozen=True, slots=True)
class _PieceTask:
    piece: Piece
    documents: Shards
    signatures: Shards


@dataclass(frozen=True, slots=True)
class _EvidenceTask:
    """A piece whose candidates are to be judged, whatever they name, and the key of the evidence."""

    piece: Piece
    pairs: Path
    key: str
    others: Mapping[str, Piece]
    texts: _Texts
    known: Remembered


def conduct(job: Job, *, settings: Mapping[str, Any], labels: Mapping[str, Any]) -> tuple[Shard, ...]:
    """Slices of `schema.DUPLICATES`, one beside each shard of documents, each with its evidence.

    Args:
        job: its shards are those of `documents` and `signatures` of one source.
        settings: as `Settings.told` gives them.
        labels: the policy table; part of the keys, and read again by `labels.py`.
    """
    from pipelines.dedup.index import refresh

    given = Settings.of(settings)
    lives_of = _lives(job)
    pieces = _pieces(job, given, lives_of)
    found = refresh(job.workroom / "index", pieces, given, job.engine)
    forget(job.workroom / "pieces", {file for piece in pieces for file in piece.files})
    evidence = _judge(job, pieces, found.pairs, given, labels)
    slices = _slices(job, pieces, evidence, found.links, lives_of)
    _log_merges(job, slices)
    return slices


def _lives(job: Job) -> list[pl.DataFrame]:
    """Which rows of each shard stand, and which are gone; kept by cell, since a night touches few cells."""
    folder = job.workroom / "lives"
    folder.mkdir(exist_ok=True)
    cells: dict[Scope, list[Ref]] = {}
    for ref in job.shards("documents").refs:
        cells.setdefault(ref.scope, []).append(ref)
    keys = [content_key(LIVES_VERSION, [ref.shard.key for ref in refs]) for refs in cells.values()]
    files = [folder / f"{key}.parquet" for key in keys]
    todo = [(file, Shards(job.store, tuple(refs), READS)) for file, refs in zip(files, cells.values(), strict=True)]
    list(job.engine.map(_write_lives, [(file, shards) for file, shards in todo if not file.exists()]))
    forget(folder, files)
    found = dict[str, pl.DataFrame]()
    for file, refs in zip(files, cells.values(), strict=True):
        rows = pl.read_parquet(file)
        ends = np.cumsum([ref.shard.rows for ref in refs])
        found |= {ref.shard.key: rows[end - ref.shard.rows : end] for ref, end in zip(refs, ends, strict=True)}
    return [found[ref.shard.key] for ref in job.shards("documents").refs]


def _write_lives(task: tuple[Path, Shards]) -> None:
    file, shards = task
    write_whole(lives(pa.concat_tables(list(shards)), cells_of(shards.refs)).to_arrow(), file)


def _pieces(job: Job, settings: Settings, lives_of: Sequence[pl.DataFrame]) -> list[Piece]:
    """A piece for each shard, made if it is not there."""
    folder = job.workroom / "pieces"
    folder.mkdir(exist_ok=True)
    pieces, todo = list[Piece](), list[_PieceTask]()
    shape = (settings.permutations, settings.bands, settings.rows)
    documents, signatures = job.shards("documents"), job.shards("signatures")
    for ref, signed, life in zip(documents.refs, signatures.refs, lives_of, strict=True):
        key = content_key(PIECE_VERSION, shape, ref.shard.key, signed.shard.key)
        gone = tuple(life["gone"].arg_true().to_list())
        piece = Piece(key, ref.shard.rows, folder, gone)
        pieces.append(piece)
        if not all(file.exists() for file in piece.files):
            one, its = replace(documents, refs=(ref,), columns=FACTS_OF), replace(signatures, refs=(signed,))
            todo.append(_PieceTask(piece, one, its))
    list(job.engine.map(partial(_make_piece, settings=settings), todo))
    return pieces


def _make_piece(task: _PieceTask, *, settings: Settings) -> None:
    from pipelines.dedup.facts import make_piece

    make_piece(task.documents.read(0), task.signatures.read(0), task.piece, settings)


def _judge(
    job: Job, pieces: Sequence[Piece], pairs: Sequence[Path], settings: Settings, labels: Mapping[str, Any]
) -> list[str]:
    """Keys of the evidence of all pieces, each written if it is not there."""
    mode, folder = settings.read_texts.get(job.scope.source, READ_ALL), job.workroom / "likeness"
    folder.mkdir(exist_ok=True)
    asked = (EVIDENCE_VERSION, REMEMBERED_VERSION, mode, settings.jaccard, settings.containment, labels)
    keys = [content_key(asked, piece.key, file.name) for piece, file in zip(pieces, pairs, strict=True)]
    there = job.store.names(job.stage.name, job.scope)
    by_key = {piece.key: piece for piece in pieces}
    refs = {piece.key: ref for piece, ref in zip(pieces, job.shards("documents").refs, strict=True)}

    def task(piece: Piece, file: Path, key: str) -> _EvidenceTask:
        named = pc.unique(pq.ParquetFile(file).read(["other"])["other"]).to_pylist()
        texts = _Texts(job.store, {name: refs[name] for name in (piece.key, *named)})
        return _EvidenceTask(piece, file, key, {name: by_key[name] for name in named}, texts, _known(folder, piece))

    missing = (
        task(piece, file, key)
        for piece, file, key in zip(pieces, pairs, keys, strict=True)
        if evidence_name(key) not in there
    )
    work = partial(_write_evidence, settings=settings, read_all=mode == READ_ALL)
    list(job.engine.map(partial(work, store=job.store, scope=job.scope, asset=job.stage.name), missing))
    forget(folder, {_known(folder, piece).file for piece in pieces})
    return keys


def _known(folder: Path, piece: Piece) -> Remembered:
    return Remembered(folder / f"{piece.key}.{REMEMBERED_VERSION}.parquet")


def _write_evidence(
    task: _EvidenceTask,
    *,
    settings: Settings,
    read_all: bool,
    store: Store,
    scope: Scope,
    asset: str,
) -> None:
    pairs = pq.ParquetFile(task.pairs).read()
    rows = evidence_of(pairs, task.piece, task.others, task.texts, settings, read_all=read_all, compare=task.known)
    store.write(asset, scope, evidence_name(task.key), parquet_bytes(rows.cast(schema.EVIDENCE)))


def _slices(
    job: Job, pieces: Sequence[Piece], evidence: Sequence[str], links: Sequence[Path], lives_of: Sequence[pl.DataFrame]
) -> tuple[Shard, ...]:
    """A slice beside each shard of documents; one that would say what it said before is left as it is."""
    from pipelines.dedup.slices import digest_of, slice_of

    standing = [life["standing"].to_numpy() for life in lives_of]
    with TemporaryDirectory(prefix="lexcorpus-") as folder:
        files = [job.store.local_copy(job.stage.name, job.scope, evidence_name(key), Path(folder)) for key in evidence]
        settled = _settled(pieces, files, links, standing)
    made = job.store.finished(job.stage.name, job.scope).values()
    there = {shard.key: shard for shards in made for shard in shards}
    slices = list[Shard]()
    for number, ref in enumerate(job.shards("documents").refs):
        key = content_key("slice", VERSION, ref.shard.key, digest_of(settled, number))
        shard = there.get(key)
        if shard is None:
            shard = _write_slice(job, key, ref, slice_of(settled, number, pieces[number]))
        slices.append(replace(shard, task=job.task.key, evidence=evidence[number]))
    return tuple(slices)


def _settled(
    pieces: Sequence[Piece], evidence: Sequence[Path], links: Sequence[Path], standing: Sequence[np.ndarray]
) -> Settled:
    """Raises DamagedShard for a file of evidence that is cut off."""
    from pipelines.dedup.clusters import settle

    try:
        return settle(pieces, evidence, links, standing)
    except (pa.ArrowInvalid, OSError) as error:
        for cut in filter(is_cut, evidence):
            raise DamagedShard(f"{cut} is cut off: remove it, and run again.") from error
        raise


def _write_slice(job: Job, key: str, ref: Ref, rows: pa.Table) -> Shard:
    file = f"part-{key}.parquet"
    size, sha256 = job.store.write(job.stage.name, job.scope, file, parquet_bytes(rows.cast(schema.DUPLICATES)))
    account = Account("rows", ref.shard.rows, rows.num_rows)
    return Shard(key, job.task.key, file, rows.num_rows, size, sha256, account, (ref.shard.key,), ref.shard.key)


def _log_merges(job: Job, slices: Sequence[Shard]) -> None:
    """Write down which clusters go by another name since the last commit."""
    from pipelines.dedup.merges import Commit, log_merges

    store, asset, scope = job.store, job.stage.name, job.scope
    committed = store.find_manifest(asset, scope)
    with TemporaryDirectory(prefix="lexcorpus-") as folder:

        def local(file: str) -> Path:
            return store.local_copy(asset, scope, file, Path(folder))

        was = [shard for shard in (committed.shards if committed else ()) if store.has(asset, scope, shard.file)]
        before = Commit(was[0].task if was else "", [local(shard.file) for shard in was])
        log = local(MERGES) if store.has(asset, scope, MERGES) else Path(folder) / MERGES
        earlier = log.read_bytes() if log.exists() else b""
        log_merges(log, before, Commit(job.task.key, [local(shard.file) for shard in slices]))
        now = log.read_bytes() if log.exists() else b""
        if now != earlier:
            store.put(store.path(asset, scope, MERGES), now)
