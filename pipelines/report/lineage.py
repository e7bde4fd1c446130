"""Which files of a publisher each file of a release is made from: lineage.parquet.

What belongs here: following documents from the archive to the file that holds them, and counting them. What does not:
single documents (`trace.py` tells those), and what was done to them on the way (`parameters.py`).

It is followed for the files whose documents a shard of the corpus tells: `parquet/`, `webdataset/` and
`embedding/chunks/`. Token rows, pairs and tokenizers are made of whole splits, so of all that `parquet/` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipelines.export.shuffle import file_of, lots
from pipelines.schema import column
from pipelines.stage import Shards
from pipelines.store import Ref

FILE = "lineage.parquet"
"""Its name in a release."""

LINEAGE = pa.schema([
    column("path", pa.string(), "file of the release"),
    column("source", pa.string(), "register: edrsr, rechtspraak or rada"),
    column("archive", pa.string(), "file of the publisher, relative to the source's folder"),
    column("member", pa.string(), "member of the archive; empty for a file that is none, and where no member tells"),
    column("fingerprint", pa.string(), "hash of the file or member, as it was checked; empty where none was"),
    column("documents", pa.int64(), "documents of the file that came from there"),
])  # fmt: skip

_ORIGIN = ["source", "archive", "member", "fingerprint"]
_COUNTED = pl.Schema(dict.fromkeys(("path", *_ORIGIN), pl.String()) | {"documents": pl.Int64()})


@dataclass(frozen=True, slots=True)
class _Paths:
    """Files of a release by what tells the documents in them."""

    parquet: Mapping[str, list[str]]
    """by split, in the order of the shuffle; empty for a file without rows, which is not published"""
    tars: Mapping[str, str]
    """by the path of the Parquet file with the same documents"""
    chunks: Mapping[tuple[str, str], str]
    """by shard of the corpus, and split"""

    @classmethod
    def of(cls, shards: Shards, published: Iterable[tuple[str, Ref]]) -> _Paths:
        """The paths of all published files."""
        parquet, tars, chunks = dict[str, str](), dict[str, str](), dict[tuple[str, str], str]()
        for path, ref in published:
            match ref.asset:
                case "parquet_shards":
                    parquet[ref.shard.key] = path
                case "webdataset_shards":
                    tars[ref.shard.beside] = path
                case "embedding_chunks":
                    chunks[ref.shard.beside, ref.shard.variant] = path
        splits: dict[str, list[str]] = {}
        for ref in shards.refs:
            splits.setdefault(ref.shard.variant, []).append(parquet.get(ref.shard.key, ""))
        return cls(splits, {parquet[key]: path for key, path in tars.items() if key in parquet}, chunks)


def lineage(assets: Mapping[str, Shards], published: Iterable[tuple[str, Ref]], seed: int) -> pa.Table:
    """Rows of `LINEAGE`, sorted. Memory: a shard of documents without texts, and the counts.

    Args:
        assets: `source_files`, `documents`, `corpus`, `parquet_shards`.
        published: the files of the release, and the shards that they are.
        seed: of the shuffle of `parquet_shards`.
    """
    paths = _Paths.of(assets["parquet_shards"], published)
    counted = pl.concat([pl.DataFrame(schema=_COUNTED), *_counted(assets, paths, seed)])
    sums = counted.group_by("path", *_ORIGIN).agg(pl.col("documents").sum())
    return sums.sort("path", *_ORIGIN).to_arrow().cast(LINEAGE)


def _counted(assets: Mapping[str, Shards], paths: _Paths, seed: int) -> Iterator[pl.DataFrame]:
    """Counts of each shard of the corpus, by each file that holds documents of it."""
    documents = {ref.shard.key: ref for ref in assets["documents"].refs}
    for ref in assets["corpus"].refs:
        rows = _origins(ref, documents[ref.shard.beside], assets["source_files"])
        drawn = lots(rows["id"], rows["version"], seed)
        found = pl.DataFrame(rows).with_columns(place=pl.Series(drawn))
        for (split,), its in found.group_by("split", maintain_order=True):
            files = paths.parquet[str(split)]
            numbers = file_of(its["place"].to_numpy(), len(files))
            named = its.select(*_ORIGIN, path=pl.Series(files, dtype=pl.String).gather(numbers))
            own = named.group_by("path", *_ORIGIN).agg(documents=pl.len().cast(pl.Int64))
            yield own.select(_COUNTED.names())
            tars = pl.col("path").replace_strict(paths.tars, default="", return_dtype=pl.String)
            yield own.with_columns(tars).filter(pl.col("path") != "").select(_COUNTED.names())
            if (path := paths.chunks.get((ref.shard.key, str(split)))) is not None:
                yield own.with_columns(path=pl.lit(path)).select(_COUNTED.names())


def _origins(corpus: Ref, documents: Ref, files: Shards) -> pa.Table:
    """Documents of a shard of the corpus: id, version, split, and where they came from."""
    store, one = files.store, ["id", "version"]
    chosen = pl.DataFrame(store.read_table(corpus, (*one, "split")))
    came = pl.DataFrame(store.read_table(documents, (*one, "source", "source_file", "source_place")))
    place = pl.col("source_place").str.split(" ").list.first()
    named = came.unique(one, maintain_order=True).rename({"source_file": "archive"}).with_columns(key=_last(place))
    checked = named.join(_checked(files, documents), on=["archive", "key"], how="left")
    told = checked.with_columns(pl.col("member", "fingerprint").fill_null(""))
    return chosen.join(told, on=one, how="left").select(*one, "split", *_ORIGIN).to_arrow()


def _checked(files: Shards, documents: Ref) -> pl.DataFrame:
    """Archives and members of the cell of a shard, the hash of each, and the `key` that places of documents have."""
    asked = {"path": "archive", "member": "member", "fingerprint": "fingerprint"}
    tables = (files.store.read_table(ref, tuple(asked)) for ref in files.refs if ref.scope == documents.scope)
    rows = pl.concat([pl.DataFrame(schema=dict.fromkeys(asked, pl.String)), *map(pl.DataFrame, tables)])
    keyed = rows.rename(asked).with_columns(key=_last(pl.col("member")))
    return keyed.unique(["archive", "key"], keep="first", maintain_order=True)


def _last(member: pl.Expr) -> pl.Expr:
    """The name of a member without its folders: publishers pack the same tables now in a folder, now in capitals."""
    return member.str.split("/").list.last().str.to_lowercase()
