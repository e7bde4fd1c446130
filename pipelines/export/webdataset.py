"""The asset `webdataset_shards`: a tar whose samples are `{key}.txt` and `{key}.json`.

What belongs here: member names, tar headers by hand (ten times faster than the standard library's objects), the
JSON of a sample. What does not: who gets which document: there is a tar for each file of `parquet_shards`, with the
same documents in the same order, and several times as large, for nothing in it is compressed.

Format: POSIX.1-1988 ustar; samples as in the WebDataset convention (members of one sample are neighbours and share
their name up to the first dot).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise
from typing import cast

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.plan import plan_map, refs_of
from pipelines.scope import Scope
from pipelines.sources.marks import strings_of
from pipelines.stage import Outcome, Stage, Task, Workspace
from pipelines.store import Account

VERSION = "2"

_BLOCK = 512
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_SLUG = 64
"""Keeps a member's name under the 100 bytes of a ustar header."""
_BATCH = 1_000
"""Samples whose metadata is written at one time."""

_OWNER = b"0000644\0" + b"0000000\0" * 2
"""Mode, user, group."""
_TIME = b"\0" + b"00000000000\0"
_KIND = b"0".ljust(101, b"\0") + b"ustar\x0000".ljust(_BLOCK - 257, b"\0")
"""A plain file, no link."""
_SUM = sum(_OWNER + _TIME + b" " * 8 + _KIND)
"""What is the same in every header; the checksum counts its own field as spaces."""


def plan_tars(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """As any map, each tar in the split of its Parquet file."""
    (read,), store = stage.reads, workspace.store
    splits = {ref.shard.key: ref.shard.variant for ref in refs_of(read.stage, scope, store)}
    return [replace(task, variant=splits[task.beside]) for task in plan_map(stage, scope, store)]


def write_tar(parquet_shards: pa.Table) -> Outcome:
    """The documents of a Parquet file as a tar."""
    body = tar_bytes(parquet_shards)
    return Outcome(body, Account("rows", parquet_shards.num_rows, body.count(b".txt\0")))


def sample_key(document: str, version: str) -> str:
    """A member name for a document: readable, ASCII, without dots or slashes, and unique.

    Identifiers hold colons, slashes and Cyrillic letters, so the readable part may be shared; the hash is not.
    """
    slug = _NOT_IN_A_KEY.sub("_", document)[:_LONGEST_SLUG]
    digest = hashlib.blake2b(f"{document}\0{version}".encode(), digest_size=6)
    return f"{slug}-{digest.hexdigest()}"


def _header(name: bytes, size: bytes) -> bytes:
    """The ustar header of a plain file: mode 644, owner 0, time 0, so that same input gives same bytes.

    Args:
        name: under 100 bytes.
        size: bytes of the content, 11 octal digits.
    """
    checksum = b"%06o\0 " % (_SUM + sum(name) + sum(size))
    return b"".join([name, b"\0" * (100 - len(name)), _OWNER, size, _TIME, checksum, _KIND])


def _member(name: str, content: memoryview) -> list[bytes | memoryview]:
    return [_header(name.encode(), b"%011o" % len(content)), content, b"\0" * (-len(content) % _BLOCK)]


def _metadata(corpus: pa.RecordBatch) -> pa.Array:
    """The JSON of each row: every column but the text, dates as YYYY-MM-DD."""
    columns = [name for name in schema.CORPUS.names if name != "text"]
    frame = cast(pl.DataFrame, pl.from_arrow(corpus.select(columns)))
    return frame.select(pl.struct(columns).struct.json_encode()).to_series().to_arrow()


def tar_bytes(corpus: pa.Table) -> bytes:
    """A tar of the table's rows in their order, two members a row.

    Args:
        corpus: rows of `schema.CORPUS`.
    """
    batches = corpus.to_batches(max_chunksize=_BATCH)
    return b"".join([*chain.from_iterable(map(_samples, batches)), b"\0" * (2 * _BLOCK)])


def _samples(corpus: pa.RecordBatch) -> Iterator[bytes | memoryview]:
    """Headers, contents and filling of all members; contents are views of the rows."""
    names = zip(corpus["id"].to_pylist(), corpus["version"].to_pylist(), strict=True)
    for name, text, metadata in zip(names, _views(corpus["text"]), _views(_metadata(corpus)), strict=True):
        key = sample_key(*name)
        yield from _member(f"{key}.txt", text)
        yield from _member(f"{key}.json", metadata)


def _views(texts: pa.Array) -> Iterator[memoryview]:
    """The bytes of each text."""
    data, bounds = strings_of(texts)
    whole = data.data
    return (whole[first:last] for first, last in pairwise(bounds.tolist()))
