"""The stage `extended_tokenizer` over a data root: the vocabulary of a base model, with the merges of the corpus.

What belongs here: which files are counted of which shard, and the three files that come of it. What does not: counting
and learning (`tokenizer.extension*`), and the project's own tokenizer (`tokenizing.py`), whose draw of texts this one
shares: the same strata, the same lots.

What a base makes of a shard's drawn texts is counted once, and again only when the share of one of its strata changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import polars as pl

from pipelines.plan import plan_whole
from pipelines.scope import Scope, UsageError
from pipelines.stage import Job, Shards, Stage, Task, Workspace
from pipelines.store import Account, Ref, Shard, content_key
from pipelines.store_places import open_place
from pipelines.tables import parquet_bytes
from pipelines.tokenizing import write_sizes
from pipelines.workroom import forget, whole, write_whole
from tokenizer.extension import MULTIPLE, Extension, extend
from tokenizer.extension_base import Base, base_of
from tokenizer.extension_counts import EMPTY_ENCODED, ENCODED, add_up, count_encoded
from tokenizer.sampling import EMPTY_SIZES, STRATUM, draw, shares_of

VERSION = "1"

PLACE = "tokenizer/extended"
"""Folder of a release."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an extension is asked to be."""

    tokens: int = 32_000
    """new tokens, placeholders apart"""
    characters: int = 300_000_000
    """budget of the sample in code points; a core encodes about 2 MB/s of it"""
    least: int = 3
    """occurrences a pair needs"""
    multiple: int = MULTIPLE
    """of which the padded size of the vocabulary is one"""
    seed: int = 0
    """of the sample"""


def settings_of(**changed: Any) -> Mapping[str, Any]:
    """All settings as the graph writes them down, with those changed that are given."""
    return asdict(Settings(**changed))


def read_base(base: str) -> bytes:
    """The `tokenizer.json` of a base model, at a path or a URL.

    Raises UsageError when it is not there, or nothing that can be extended.
    """
    filesystem, path = open_place(base)
    if not filesystem.exists(path):
        raise UsageError(
            f"{base} is not there: name the tokenizer.json of a base model (CORPUS_BASE_TOKENIZER), or none."
        )
    body = cast(bytes, filesystem.cat_file(path))
    try:
        base_of(body)
    except (ValueError, KeyError) as error:
        raise UsageError(f"{base} cannot be extended: {error}") from error
    return body


def plan_extension(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """The one piece of work of the stage, named after the bytes of the base; none without a base."""
    base = workspace.base_tokenizer
    if not base:
        return []
    (task,) = plan_whole(stage, scope, workspace.store)
    key = stage.key(task.inputs, hashlib.sha256(read_base(base)).hexdigest())
    return [replace(task, key=key, arguments={**task.arguments, "base": base})]


def conduct(job: Job, **wanted: Any) -> tuple[Shard, ...]:
    """The extension of `base`, an argument of the task, by all shards of the corpus: its three files.

    Parameters are the fields of `Settings`. Memory: a shard a worker, and 50 bytes an id of the different pre-tokens.
    """
    settings, corpus, body = Settings(**wanted), job.shards("corpus"), read_base(job.task.arguments["base"])
    base = _kept(body, job.workroom)
    shards = [replace(corpus, refs=(ref,)) for ref in corpus.refs]
    sized = list(job.engine.map(partial(write_sizes, folder=job.workroom), shards))
    shares = shares_of(pl.concat([EMPTY_SIZES, *map(pl.read_parquet, sized)]), settings.characters)
    count = partial(_write_counts, folder=job.workroom, base=base, shares=shares, seed=settings.seed)
    counted = list(job.engine.map(count, list(zip(shards, sized, strict=True))))
    forget(job.workroom, {base, *sized, *counted})
    total = add_up(pl.concat([EMPTY_ENCODED.lazy(), *map(pl.scan_parquet, counted)])).to_arrow().cast(ENCODED)
    made = extend(body, total, tokens=settings.tokens, least=settings.least, multiple=settings.multiple)
    return tuple(_write(job, file, body, corpus.rows) for file, body in files_of(made).items())


def files_of(made: Extension) -> dict[str, bytes]:
    """The files of an extension under the names that people know."""
    tokens = parquet_bytes(made.tokens)
    return {"tokenizer.json": made.tokenizer, "new_tokens.parquet": tokens, "init_map.json": made.init_map}


def released(refs: Iterable[Ref]) -> Iterator[tuple[str, Ref]]:
    """The files of an extension among those of a release: path, and where the bytes are; none without a base."""
    return ((f"{PLACE}/{ref.shard.variant}", ref) for ref in refs)


def _write(job: Job, file: str, body: bytes, documents: int) -> Shard:
    """A file as a shard whose variant is its name."""
    key = content_key(job.task.key, file, hashlib.sha256(body).hexdigest())
    name, account = f"part-{key}.{file.rpartition('.')[2]}", Account("documents", documents, documents)
    size, sha256 = job.store.write(job.stage.name, job.scope, name, body)
    return Shard(key, job.task.key, name, documents, size, sha256, account, job.task.inputs, variant=file)


def _kept(body: bytes, folder: Path) -> Path:
    """The base as a file that workers read."""
    file = folder / f"base-{content_key(VERSION, hashlib.sha256(body).hexdigest())}.json"
    if not file.exists():
        with whole(file) as new:
            new.write_bytes(body)
    return file


def _write_counts(piece: tuple[Shards, Path], folder: Path, base: Path, shares: pl.DataFrame, seed: int) -> Path:
    """What the base makes of the texts drawn from a shard."""
    shard, sizes = piece
    own = pl.read_parquet(sizes).drop("size").join(shares, on=STRATUM, how="left", nulls_equal=True)
    key = content_key(VERSION, base.name, shard.refs[0].shard.key, seed, own["share"].to_list())
    file = folder / f"encoded-{key}.parquet"
    if not file.exists():
        write_whole(count_encoded(_opened(base), [draw(shard.read(0), own, seed=seed)]), file)
    return file


@cache
def _opened(base: Path) -> Base:
    """A base once in a process; its file is named after its content."""
    return base_of(base.read_bytes())
