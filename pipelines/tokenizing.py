"""The stage `bpe_tokenizer` over a data root: two maps with files between, then merges.

What belongs here: which files of the workroom are made of which shard, and named after what. What does not: sampling,
counting and learning (`tokenizer`).

How large the strata of a shard are is told once in its life. Its pieces are counted again only when the share of one
of its strata changed, which shares do by steps; so a night counts its own shards and hardly any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.stage import Job, Outcome, Shards
from pipelines.store import Account, content_key
from pipelines.workroom import forget, write_whole
from tokenizer.piece_counts import EMPTY_COUNTS
from tokenizer.sampling import EMPTY_SIZES, STRATUM, shares_of, sizes_of
from tokenizer.stage import VERSION, Settings, count_drawn, train_counted


def conduct(job: Job, **wanted: Any) -> Outcome:
    """The tokenizer of all shards of the corpus; parameters are the fields of `tokenizer.stage.Settings`.

    Memory: a shard a worker, and 50 bytes a byte of the different pieces while merges are learned.
    """
    settings, corpus = Settings(**wanted), job.shards("corpus")
    shards = [replace(corpus, refs=(ref,)) for ref in corpus.refs]
    sized = list(job.engine.map(partial(write_sizes, folder=job.workroom), shards))
    shares = shares_of(pl.concat([EMPTY_SIZES, *map(pl.read_parquet, sized)]), settings.characters, settings.mix)
    count = partial(_write_counts, folder=job.workroom, shares=shares, settings=settings)
    counted = list(job.engine.map(count, list(zip(shards, sized, strict=True))))
    forget(job.workroom, {*sized, *(file for files in counted for file in files)})
    pieces = _scanned([file for file, *_ in counted])
    clauses = _scanned([file for _, *files in counted for file in files])
    return Outcome(train_counted(pieces, clauses, settings), Account("documents", corpus.rows, corpus.rows))


def write_sizes(shard: Shards, folder: Path) -> Path:
    """How large the strata of a shard are."""
    file = folder / f"sizes-{content_key(VERSION, shard.refs[0].shard.key)}.parquet"
    if not file.exists():
        write_whole(sizes_of(shard.read(0)).to_arrow(), file)
    return file


def _write_counts(
    piece: tuple[Shards, Path], folder: Path, shares: pl.DataFrame, settings: Settings
) -> tuple[Path, ...]:
    """Pieces of what is drawn from a shard, and clauses where they are wanted."""
    shard, sizes = piece
    own = pl.read_parquet(sizes).drop("size").join(shares, on=STRATUM, how="left", nulls_equal=True)
    named = (settings.seed, bool(settings.superwords), own["share"].to_list())
    key = content_key(VERSION, shard.refs[0].shard.key, *named)
    files = tuple(folder / f"{name}-{key}.parquet" for name in ("pieces", "clauses")[: 1 + bool(settings.superwords)])
    if not all(file.exists() for file in files):
        for table, file in zip(count_drawn(shard.read(0), own, settings), files, strict=True):
            write_whole(table, file)
    return files


def _scanned(files: list[Path]) -> pl.LazyFrame:
    return pl.concat([EMPTY_COUNTS.lazy(), *map(pl.scan_parquet, files)])


def settings_of(**changed: Any) -> Mapping[str, Any]:
    """All settings as the graph writes them down, with those changed that are given."""
    return asdict(Settings(**changed))
