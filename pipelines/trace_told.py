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
from pipelines.trace_rows import rows_where

WIDTH, LINES = 160, 12
"""Letters of a line that are shown of a document and its twin, and lines."""

TOLD_BY = {"parquet_shards": "id", "packed_sequences": "doc_ids", "embedding_chunks": "id"}
"""Outputs whose rows name their documents, and the column. Pairs are made of chunks, and name those."""

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
    """Where a released document lies in each data set: {asset: {file, rows}}, of a tar {file, member}.

    Packed rows are sought only where a file tells which shards it was made of; those of a whole split tell none.
    """
    if store.find_manifest(RELEASE, EVERYTHING) is None:
        return {}
    found: dict[str, Any] = {}
    parquet = _parquet_of(document, corpus["split"], store)
    for asset in (*TOLD_BY, "webdataset_shards"):
        for path, ref in published(asset, refs_of(stage(asset), EVERYTHING, store)):
            shuffled = parquet in (ref.shard.key, ref.shard.beside)
            if ref.shard.variant == corpus["split"] and (shuffled or _made_of(corpus["shard"], ref)):
                inside = _inside(asset, document, ref, store)
                if any(inside.values()):
                    found[asset] = {"file": f"{RELEASE}/{RELEASE_NAME}/{path}", **inside}
    return found


def _parquet_of(document: Row, split: str, store: Store) -> str:
    """Key of the one Parquet shard that the shuffle puts a document into; its tar lies beside it."""
    shards = stage("parquet_shards")
    its = [ref.shard.key for ref in refs_of(shards, EVERYTHING, store) if ref.shard.variant == split]
    return its[holding(document["id"], document["version"], len(its), shards.parameters["seed"])]


def _made_of(corpus: str, ref: Ref) -> bool:
    """Whether a shard of an output was made of a shard of the corpus, given by its file."""
    return any(key and key in corpus for key in (ref.shard.beside, *ref.shard.inputs))


def _inside(asset: str, document: Row, ref: Ref, store: Store) -> dict[str, Any]:
    """Rows of an output that hold a document; of a tar, the name of its member."""
    if asset not in TOLD_BY:
        return {"member": f"{sample_key(document['id'], document['version'])}.txt"}
    name = name_of(document["id"], document["version"]) if asset == "packed_sequences" else document["id"]
    return {"rows": rows_where(ref, TOLD_BY[asset], name, store)}


def place(ref: Ref) -> str:
    """A shard's file, relative to the data root."""
    return "/".join(part for part in (ref.asset, ref.scope.folder, ref.shard.file) if part)
