"""What a passport tells beside a document's own rows: its origin, its like, its twin, and where it lies in the release.

What belongs here: small questions to other assets. What does not: finding the document (`trace.py`), and how the
answers look. Whatever has not been made is left out of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.annotate.personal.masking import veil
from pipelines.annotate.personal.spans import Span
from pipelines.dedup.review import side_by_side
from pipelines.export.naming import name_of
from pipelines.export.packing import holding_rows
from pipelines.export.shuffle import holding
from pipelines.export.webdataset import sample_key
from pipelines.graph import RELEASE_NAME, stage
from pipelines.plan import refs_of
from pipelines.report.release import ASSET as RELEASE
from pipelines.report.release import published
from pipelines.scope import EVERYTHING, Scope
from pipelines.select.policy import base, signal_value
from pipelines.select.strata_names import names
from pipelines.store import Ref, Store
from pipelines.trace_rows import pieces_of, rows_where

WIDTH, LINES = 160, 12
"""Letters of a line that are shown of a document and its twin, and lines."""

TOLD_BY = ("parquet_shards", "embedding_chunks")
"""Outputs whose rows each name one document, in a column `id`. Pairs are made of chunks, and name those."""

OUTPUTS = (*TOLD_BY, "packed_sequences", "webdataset_shards")
"""Outputs in which a document is sought."""

Row = Mapping[str, Any]


def origin(document: Row, cell: Scope, store: Store) -> dict[str, Any]:
    """The publisher's file, the member or row in it, and the hash of its bytes, as `source_files` has it."""
    told = {"archive": document["source_file"], "place": document["source_place"]}
    manifest = store.find_manifest("source_files", cell)
    for shard in manifest.shards if manifest else ():
        files = store.read_table(Ref("source_files", cell, shard))
        rows = files.filter(pc.equal(files["path"], told["archive"])).to_pylist()
        member = [row for row in rows if row["member"] and told["place"].startswith(row["member"])]
        for row in [*member, *rows][:1]:
            return told | {name: row[name] for name in ("member", "role", "bytes", "fingerprint")}
    return told


def usual(document: Row, quality: Row | None, store: Store) -> dict[str, Any]:
    """The finest stratum of a document that is told, and each signal of it beside what is usual there."""
    manifest = store.find_manifest("strata", Scope(document["source"]))
    if manifest is None or quality is None:
        return {}
    finest = _strata_of(document, quality)
    for shard in manifest.shards:
        table = store.read_table(Ref("strata", manifest.scope, shard))
        told = {row["stratum"]: row for row in table.filter(pc.is_in(table["stratum"], pa.array(finest))).to_pylist()}
        for row in (told[name] for name in finest if name in told):
            signals = [{**each, "value": _value(each["signal"], quality)} for each in row["signals"]]
            return {"stratum": row["stratum"], "documents": row["documents"], "signals": signals}
    return {}


def _strata_of(document: Row, quality: Row) -> list[str]:
    """The names of a document's strata, the finest first."""
    asked = ("source", "form", "instance", "date")
    columns = pa.schema([schema.DOCUMENTS.field(name) for name in asked])
    row = pl.DataFrame(pa.Table.from_pylist([{name: document[name] for name in asked}], columns))
    told = names(stage("strata").parameters["settings"])
    return list(row.with_columns(words=quality["words"]).select(n.alias(str(at)) for at, n in enumerate(told)).row(0))


def _value(signal: str, quality: Row) -> float:
    name = base(signal)
    column = pa.array([quality[name]], schema.QUALITY.field(name).type)
    return pl.DataFrame({name: pl.Series(column)}).select(signal_value(signal)).item()


def differences(twin: tuple[Row, Row], document: tuple[Row, Row]) -> list[dict[str, Any]]:
    """The first lines in which a document differs from its twin (left), personal data of both masked.

    Each is given by its rows in `documents` and `personal_data`; a line is `dedup.review.Difference` as a dictionary.
    """
    left, right = (
        veil(row["text"], [Span(**span) for span in private["spans"]], row["language"])
        for row, private in (twin, document)
    )
    return [asdict(each) for each in islice(side_by_side(left, right, WIDTH), LINES)]


def outputs(document: Row, corpus: Row, store: Store) -> dict[str, Any]:
    """Where a released document lies in each data set: {asset: [places]}, each with its file.

    A place tells the rows of a table, the member of a tar, or of packed rows each piece: its row, the first of its
    tokens there and how many they are, and its first code point in the text.
    """
    if store.find_manifest(RELEASE, EVERYTHING) is None:
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for asset in OUTPUTS:
        held = _holding(asset, document, corpus, store)
        for path, ref in published(asset, refs_of(stage(asset), EVERYTHING, store)):
            if ref.shard.key in held and (inside := _inside(asset, document, ref, store)):
                found.setdefault(asset, []).append({"file": f"{RELEASE}/{RELEASE_NAME}/{path}", **inside})
    return found


def _holding(asset: str, document: Row, corpus: Row, store: Store) -> set[str]:
    """Keys of the few shards of an output in which a document of a split may lie."""
    its = [ref.shard for ref in refs_of(stage(asset), EVERYTHING, store) if ref.shard.variant == corpus["split"]]
    match asset:
        case "packed_sequences":
            return holding_rows(document["id"], document["version"], its)
        case "embedding_chunks":
            return {shard.key for shard in its if shard.beside in corpus["shard"]}
        case _:
            parquet = _parquet_of(document, corpus["split"], store)
            return {shard.key for shard in its if parquet in (shard.key, shard.beside)}


def _parquet_of(document: Row, split: str, store: Store) -> str:
    """Key of the one Parquet shard that the shuffle puts a document into; its tar lies beside it."""
    shards = stage("parquet_shards")
    its = [ref.shard.key for ref in refs_of(shards, EVERYTHING, store) if ref.shard.variant == split]
    return its[holding(document["id"], document["version"], len(its), shards.parameters["seed"])]


def _inside(asset: str, document: Row, ref: Ref, store: Store) -> dict[str, Any]:
    """Where in a file a document lies; nothing where it does not."""
    if asset == "webdataset_shards":
        return {"member": f"{sample_key(document['id'], document['version'])}.txt"}
    if asset in TOLD_BY:
        rows = rows_where(ref, "id", document["id"], store)
        return {"rows": rows} if rows else {}
    pieces = pieces_of(ref, name_of(document["id"], document["version"]), store)
    return {"pieces": pieces} if pieces else {}


def place(ref: Ref) -> str:
    """A shard's file, relative to the data root."""
    return "/".join(part for part in (ref.asset, ref.scope.folder, ref.shard.file) if part)
