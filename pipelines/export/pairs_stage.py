"""The stage `embedding_pairs`: queries, answers and hard negatives of one split, out of core.

What belongs here: the order of the steps over a data root. What does not: queries (`pairs_queries.py`), passages
(`pairs_passages.py`), which passage becomes what (`pairs_rows.py`) and ranks (`pairs_ranks.py`).

Groups are sampled by their names, so that a larger corpus costs no more, and what is sampled of a group is all of it;
decisions that a query wants and that no sampled group holds are fetched by a second look at the shards.
Memory: the editions of all articles and 60 bytes a passage here, a shard or an index of 100,000 passages a worker.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.annotate.personal.privacy import Profile, profile_named
from pipelines.engine import Engine
from pipelines.export import pairs_passages, pairs_queries
from pipelines.export.negatives import Limits, Pool
from pipelines.export.pairs_keys import chances, keys_of
from pipelines.export.pairs_links import incoming_of, settle_answers, shard_links, wanted_elsewhere
from pipelines.export.pairs_passages import POOLS, chunk_passages, editions
from pipelines.export.pairs_queries import POOL, shard_queries
from pipelines.export.pairs_ranks import Ranking, rank
from pipelines.export.pairs_rows import Making, write_rows, write_shard
from pipelines.plan import plan_whole
from pipelines.scope import Scope
from pipelines.select.beside import Place
from pipelines.stage import Job, Shards, Stage, Task, Workspace
from pipelines.store import Shard

VERSION = "2"

CORPUS = ("id", "version", "group", "split", "case_numbers", "date", "text", "sections", "citations")
ABSTRACTS = ("id", "version", "kind", "language", "date", "edition", "case_numbers", "abstract")
APPEALS = ("id", "overturned_by", "changed_by", "upheld_by")
"""Columns that the stage reads of the corpus, of documents, and of authority."""


def read_settings() -> dict[str, Any]:
    """The settings that are shipped with the project, `pairs.yaml`: the parameters of `conduct`."""
    import yaml

    return yaml.safe_load(files("pipelines.export").joinpath("pairs.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A shard of the corpus and what lies beside it, each one shard."""

    number: int
    corpus: Shards
    chunks: Shards
    documents: Shards
    authority: Shards


@dataclass(frozen=True, slots=True)
class _Night:
    """What the workers of a run share."""

    folder: Path
    split: str
    share: float
    """of all groups, those that are sampled"""
    profile: Profile

    @property
    def editions(self) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "editions.parquet")

    @property
    def appeals(self) -> Path:
        return self.folder / "appeals.parquet"

    @property
    def elsewhere(self) -> Path:
        return self.folder / "elsewhere.parquet"

    def write(self, rows: pa.Table, kind: str, pool: str, number: int) -> None:
        """A file of queries or passages of a pool; none for no rows. Uncompressed, to be mapped."""
        if rows.num_rows:
            file = self.folder / f"{kind}-{pool}-{number:06d}.arrow"
            with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
                writer.write_table(rows.combine_chunks())

    def files(self, kind: str, pool: str) -> tuple[Path, ...]:
        """Those that were written, in their order."""
        return tuple(sorted(self.folder.glob(f"{kind}-{pool}-*.arrow")))


def plan_pairs(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """From everything at once, a piece of work for each split, under the profile of the run."""
    profile = profile_named(workspace.profile)
    return [
        replace(task, key=stage.key(task.key, profile.told()), arguments={**task.arguments, "profile": profile})
        for task in plan_whole(stage, scope, workspace.store)
    ]


def conduct(job: Job, *, documents: int, limits: Mapping[str, Any], positives: Mapping[str, int]) -> tuple[Shard, ...]:
    """Shards of `schema.EMBEDDING_PAIRS` of one split, one for each file of queries.

    Args:
        job: Reads corpus, its chunks, documents, authority and statutes.
        documents: About so many documents are asked from; all if there are fewer.
        limits: What a negative must keep to, `Limits`.
        positives: Most answers told with a query, by type.
    """
    split, profile = job.task.variant, job.task.arguments["profile"]
    share = min(1.0, documents / max(job.shards("corpus").rows, 1))
    with _folder(job.workroom / f"night-{split}") as folder:
        night = _Night(folder, split, share, profile)
        _gather(job, night)
        making = Making(Limits(**limits), dict(positives), split, incoming_of(folder))
        made = [shard for pool in POOLS for shard in _make(Ranking(pool, *_files(night, pool), folder), making, job)]
    # a split without pairs has an empty shard, or it would be sought for again every night
    return tuple(made) or (write_shard(schema.EMBEDDING_PAIRS.empty_table(), Place.of(job), split),)


def _files(night: _Night, pool: str) -> tuple[Pool, tuple[Path, ...]]:
    return Pool.of(night.files("passages", pool)), night.files("queries", pool)


@contextmanager
def _folder(folder: Path) -> Iterator[Path]:
    """A folder for this run; what one that died left there is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def _gather(job: Job, night: _Night) -> None:
    """Write queries and passages of all pools, appeals, and links of the graph."""
    known, pieces = editions(job.shards("statutes").table(schema.STATUTES)), _pieces(job, night.split)
    known.write_parquet(night.folder / "editions.parquet")
    night.write(pairs_passages.article_passages(known, night.split), "passages", "articles", 0)
    night.write(pairs_queries.article_queries(known, night.split), "queries", "considerations", 0)
    links = job.engine.map(partial(_write_links, night=night), pieces)
    pl.concat([pl.DataFrame(schema={"ruling": pl.String, "id": pl.String}), *links]).write_parquet(night.appeals)
    _run(job.engine, partial(_write_sampled, night=night), pieces)
    if night.share < 1:
        wanted_elsewhere(night.folder).write_parquet(night.elsewhere)
        _run(job.engine, partial(_write_wanted, night=night), pieces)


def _run(engine: Engine, work: Any, items: list[_Piece]) -> None:
    for _ in engine.map(work, items):
        pass


def _pieces(job: Job, split: str) -> list[_Piece]:
    corpus, chunks = job.shards("corpus").only(CORPUS), job.shards("embedding_chunks")
    beside = {ref.shard.beside: ref for ref in chunks.refs if ref.shard.variant == split}
    documents, authority = job.shards("documents").only(ABSTRACTS), job.shards("authority").only(APPEALS)
    own = {ref.shard.key: ref for ref in documents.refs}
    ranked = {ref.shard.beside: ref for ref in authority.refs}
    return [
        _Piece(
            number,
            replace(corpus, refs=(ref,)),
            replace(chunks, refs=(beside[ref.shard.key],)),
            replace(documents, refs=(own[ref.shard.beside],)),
            replace(authority, refs=(ranked[ref.shard.beside],)),
        )
        for number, ref in enumerate(corpus.refs, 1)
    ]


def _write_links(piece: _Piece, *, night: _Night) -> pl.DataFrame:
    """Who cites whom in a shard, to a file; the appeals of the split, (ruling, id)."""
    corpus, authority = pl.DataFrame(piece.corpus.read(0)), pl.DataFrame(piece.authority.read(0))
    links, appeals = shard_links(corpus, authority)
    links.write_parquet(night.folder / f"links-{piece.number:06d}.parquet")
    return appeals.join(corpus.filter(pl.col("split") == night.split).select("id").unique(), on="id", how="semi")


def _rows(piece: _Piece, night: _Night) -> tuple[pa.Table, frozenset[str]]:
    """The documents of the split in a shard, and the ids of those in sampled groups."""
    corpus = pl.DataFrame(piece.corpus.read(0)).filter(pl.col("split") == night.split)
    sampled = corpus.filter(chances(corpus["group"]) < night.share)["id"]
    return corpus.to_arrow(), frozenset(sampled)


def _write_sampled(piece: _Piece, *, night: _Night) -> None:
    corpus, sampled = _rows(piece, night)
    if not sampled:
        return
    known, chunks = night.editions, piece.chunks.read(0)
    abstracts = piece.documents.read(0)
    _write_passages(chunk_passages(corpus, chunks, abstracts, known, sampled), night, 2 * piece.number)
    appeals = pl.scan_parquet(night.appeals).filter(pl.col("ruling").is_in(list(sampled))).collect()
    told = dict(appeals.group_by("ruling").agg(pl.col("id").unique().sort()).iter_rows())
    shard = pairs_queries.Shard(corpus, chunks, abstracts, told)
    queries = pl.DataFrame(shard_queries(shard, known, night.split, sampled, night.profile))
    for pool in POOLS:
        own = queries.filter(pl.col("type").replace_strict(POOL, return_dtype=pl.String) == pool)
        night.write(own.to_arrow().cast(pairs_queries.QUERIES), "queries", pool, piece.number)


def _write_wanted(piece: _Piece, *, night: _Night) -> None:
    """Considerations of documents that a query wants and no sampled group holds."""
    corpus, sampled = _rows(piece, night)
    names = pairs_passages.names_of(pl.DataFrame(corpus))
    wanted = pl.read_parquet(night.elsewhere)
    found = names.with_columns(keys_of("document", names["name"])).join(wanted, on="key", how="semi")["id"]
    left = frozenset(found) - sampled
    if not left:
        return
    passages = chunk_passages(corpus, piece.chunks.read(0), piece.documents.read(0), night.editions, left)
    _write_passages(passages.filter(pc.equal(passages["pool"], "considerations")), night, 2 * piece.number + 1)


def _write_passages(passages: pa.Table, night: _Night, number: int) -> None:
    for pool in POOLS:
        night.write(passages.filter(pc.equal(passages["pool"], pool)), "passages", pool, number)


def _make(ranking: Ranking, making: Making, job: Job) -> Iterator[Shard]:
    """Shards of a pool's queries."""
    if not ranking.queries or not ranking.pool.files:
        return
    settle_answers(ranking)
    rank(ranking, making.limits.last, job.engine)
    work = partial(write_rows, ranking=ranking, making=making, place=Place.of(job), variant=job.task.variant)
    yield from (shard for shard in job.engine.map(work, range(len(ranking.queries))) if shard)
