"""The asset `parquet_shards`: the chosen text with its metadata, as a reader of Parquet expects it.

What belongs here: the size of files, and the two maps that make them from the corpus. What does not: who gets which
row (`shuffle`), how a Parquet file is written (`pipelines.tables`) and its name in a release (`report.release`).

Each shard of the corpus is dealt to pieces in the workroom, and each file gathered from the pieces of all shards: no
process holds more than a shard or a file. The pieces are gone when the files are there, for nobody who takes a text
down looks for it in a workroom. So a night deals the whole corpus again, and reads and writes each text twice; but
files are named after what they say, so a file in which nothing changed keeps its name and its bytes, and nothing that
is made from it is made anew.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipelines import schema
from pipelines.export import shuffle
from pipelines.export.shuffle import File, Layout
from pipelines.scope import Scope
from pipelines.stage import Job, Shards
from pipelines.store import Account, Shard, Store, content_key
from pipelines.tables import parquet_bytes
from pipelines.work import LostRows
from pipelines.workroom import forget

VERSION = "2"

SPLITS = ("train", "validation", "test")
"""In the order in which papers and tables name them."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where files go, and what they are gathered from; small, so that workers get it."""

    store: Store
    asset: str
    scope: Scope
    task: str
    key: str
    pieces: tuple[Path, ...]


def parquet_rows(corpus: pa.Table, *, seed: int = 0) -> pa.Table:
    """The released rows of a table that is one file, `schema.CORPUS`, in the order of their lots."""
    released = corpus.select(schema.CORPUS.names).cast(schema.CORPUS)
    drawn = shuffle.lots(released["id"], released["version"], seed)
    return shuffle.in_order(released.append_column("lot", pa.array(drawn)))


def conduct(job: Job, *, megabytes: float, rows: int, seed: int) -> tuple[Shard, ...]:
    """The files of every split, in order, shuffled over the whole of it; a split without rows has none.

    Args:
        job: reads `corpus`.
        megabytes: size of a file, 10**6 bytes, where rows do not end it before.
        rows: most rows of a file, up to the chance of a shuffle.
        seed: of the shuffle; another one deals every row anew.

    Memory: a worker holds a shard of the corpus twice, then a file twice, which is 1 to 1.5 GB of text at 256 MB.
    Raises LostRows for rows of another split than `SPLITS`.
    """
    corpus = job.shards("corpus")
    shards = [replace(corpus, refs=(ref,)) for ref in corpus.refs]
    layout = Layout(seed, tuple(_counts(job, shards, megabytes * 1e6, rows).items()))
    pieces = tuple(job.engine.map(partial(_deal, layout=layout, folder=job.workroom), shards))
    place = _Place(job.store, job.stage.name, job.scope, job.task.key, job.stage.key("file"), pieces)
    made = tuple(job.engine.map(partial(_write, place=place), enumerate(layout)))
    if sum(shard.rows for shard in made) != corpus.rows:
        raise LostRows(f"{job.stage.name} has {sum(s.rows for s in made)} rows of {corpus.rows}: run it again.")
    forget(job.workroom, ())
    return made


def _counts(job: Job, shards: list[Shards], most_bytes: float, most_rows: int) -> dict[str, int]:
    """Files of each split that has rows. A split's share of a shard's bytes is that of its rows."""
    rows, size = Counter[str](), Counter[str]()
    for shard, counted in zip(shards, job.engine.map(_rows_by_split, shards), strict=True):
        rows.update(counted)
        size.update({split: shard.refs[0].shard.bytes * held / shard.rows for split, held in counted.items()})
    if strange := sorted(set(rows).difference(SPLITS)):
        raise LostRows(f"The corpus has rows in {', '.join(strange)}, which is no split: make the selection again.")
    held = [split for split in SPLITS if rows[split]]
    return {split: shuffle.files_for(max(size[split] / most_bytes, rows[split] / most_rows)) for split in held}


def _rows_by_split(shard: Shards) -> dict[str, int]:
    return shuffle.rows_by_split(shard.only(("split",)).read(0)["split"])


def _deal(shard: Shards, *, layout: Layout, folder: Path) -> Path:
    """Pieces of a shard, unless a run that was killed left them."""
    piece = folder / f"{content_key(VERSION, layout.seed, layout.counts, shard.refs[0].shard.key)}.arrow"
    if not piece.exists():
        shuffle.deal(shard.read(0).select(schema.CORPUS.names).cast(schema.CORPUS), layout, piece)
    return piece


def _write(numbered: tuple[int, File], *, place: _Place) -> Shard:
    """Gather a file, and name it after its split and what it says."""
    at, file = numbered
    table = shuffle.gather(place.pieces, at)
    body = parquet_bytes(table)
    key = content_key(place.key, file.split, hashlib.sha256(body).hexdigest())
    name = f"part-{key}.parquet"
    size, sha256 = place.store.write(place.asset, place.scope, name, body)
    account = Account("rows", table.num_rows, table.num_rows)
    return Shard(key, place.task, name, table.num_rows, size, sha256, account, variant=file.split)
