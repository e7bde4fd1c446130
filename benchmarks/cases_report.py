"""Comparisons of what a person asks of a corpus: its report, and the passport of one document.

What belongs here: an invented corpus on disk, and the two questions. What does not: timing (`measure.py`). Nobody else
answers either, so there are no rivals.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.measure import Comparison
from pipelines import graph, schema, trace_index
from pipelines.report.counting import counts
from pipelines.report.figures import figures_of
from pipelines.report.page import page
from pipelines.report.summary import summarise
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Account, Manifest, Ref, Shard, Store, evidence_name
from pipelines.tables import parquet_bytes
from pipelines.trace import passports

ROWS, SHARDS = 100_000, 100
"""Rows of a shard, and shards: 10 million documents."""

YEARS = range(2006, 2026)
"""Cells of the invented register."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "form": ("Рішення", "Ухвала", "Вирок", "Постанова", "Судовий наказ"),
    "instance": ("first", "appeal", "cassation"),
    "decision": ("keep", "keep", "keep", "low_weight", "duplicate", "quarantine"),
    "rule": ("near_duplicate",),
    "split": ("train",),
    "label": ("unique", "sibling", "version"),
    "twin": ("edrsr:7",),
    "status": ("public",),
    "source": ("edrsr",),
    "source_file": ("edrsr_data.zip",),
    "language": ("uk", "uk", "ru"),
    "kind": ("operative", "reasoning", "item"),
    "action": ("mask", "keep"),
    "type": ("PERSON", "PHONE"),
    "law": ("435-15", "1618-15"),
    "text": ("Суд ухвалив позов задовольнити. " * 8,),
}
"""Values of columns and of fields of nested ones, by name; of others nothing is asked."""

LISTED: Mapping[str, int] = {"sections": 20, "citations": 5, "spans": 3}
"""Entries of nested columns in a document."""

ASKED = 200
"""Documents whose passports are asked for."""


def report_10m(shards: int = SHARDS) -> Comparison:
    """Count ten million documents and their annotations, and write the page."""
    assets = _invented(Path(mkdtemp(prefix="lexcorpus-")), shards)
    documents = ROWS * shards
    note = f"{documents:,} rows, {shards} shards; documents, five annotations, selection, budget, corpus; one core"

    def run() -> str:
        return page(summarise(counts(assets, None), name="invented"), figures_of(assets))

    return Comparison("docs/s", documents, run, None, note)


def trace_10m(shards: int = SHARDS) -> Comparison:
    """Passports of documents among ten million, each with the twin beside it."""
    assets = _invented(Path(mkdtemp(prefix="lexcorpus-")), shards)
    store, every = assets["documents"].store, ROWS * shards
    asked = [f"edrsr:{number}" for number in np.random.default_rng(1).integers(0, every, ASKED)]
    seconds = [_seconds(name, store) for name in asked]
    middle, late = (1000 * float(np.quantile(seconds, share)) for share in (0.5, 0.95))
    note = f"among {every:,} rows in {shards} shards: median {middle:.0f} ms, 95 % within {late:.0f} ms"
    return Comparison("passports/s", 1, lambda: passports(asked[0], store), None, note)


def _seconds(name: str, store: Store) -> float:
    began = time.perf_counter()
    passports(name, store)
    return time.perf_counter() - began


def _invented(folder: Path, shards: int) -> dict[str, Shards]:
    """A corpus below a folder: ids and groups are each row's own, all else is the same in every shard."""
    store, refs = Store(str(folder)), dict[str, list[Ref]]()
    bodies = {name: parquet_bytes(_table(schema_of, ROWS)) for name, schema_of in _ANNOTATIONS.items()}
    pairs = parquet_bytes(_table(schema.EVIDENCE, ROWS, row=np.arange(ROWS, dtype=np.int32)))
    for number in range(shards):
        cell = Scope("edrsr", str(YEARS[number * len(YEARS) // shards]))
        ids = [f"edrsr:{row}" for row in range(number * ROWS, (number + 1) * ROWS)]
        own = {"documents": schema.DOCUMENTS, "corpus": schema.CORPUS}
        told = {name: parquet_bytes(_table(kind, ROWS, id=ids, group=ids, version=ids)) for name, kind in own.items()}
        for asset, body in {**told, **bodies}.items():
            scope = cell.widened(graph.stage(asset).level)
            refs.setdefault(asset, []).append(_write(store, asset, scope, number, body))
        store.write("duplicates", Scope("edrsr"), evidence_name(f"{number:032x}"), pairs)
    for asset, held in refs.items():
        for scope in dict.fromkeys(ref.scope for ref in held):
            its = tuple(ref.shard for ref in held if ref.scope == scope)
            store.commit(Manifest(asset, scope, "1", its))
    _write_index(store, refs["documents"])
    return {asset: Shards(store, tuple(held)) for asset, held in refs.items()}


_ANNOTATIONS = {
    "quality": schema.QUALITY,
    "personal_data": schema.PERSONAL_DATA,
    "sections": schema.SECTIONS,
    "citations": schema.CITATIONS,
    "duplicates": schema.DUPLICATES,
    "selection": schema.SELECTION,
    "budget": schema.BUDGET,
}


def _write(store: Store, asset: str, scope: Scope, number: int, body: pa.Buffer) -> Ref:
    key = f"{number:032x}"
    size, sha256 = store.write(asset, scope, f"part-{key}.parquet", body)
    beside, evidence = "" if asset == "documents" else key, key if asset == "duplicates" else ""
    made = Shard(key, key, f"part-{key}.parquet", ROWS, size, sha256, Account("rows", ROWS, ROWS), beside=beside)
    return Ref(asset, scope, replace(made, evidence=evidence))


def _write_index(store: Store, documents: list[Ref]) -> None:
    """The index of every cell, as its stage writes it."""
    for cell in dict.fromkeys(ref.scope for ref in documents):
        refs = tuple(ref for ref in documents if ref.scope == cell)
        made = trace_index.index(Shards(store, refs))
        assert isinstance(made.body, bytes), "an index is no table"
        size, sha256 = store.write(trace_index.ASSET, cell, "part-0.ids", made.body)
        inputs = tuple(ref.shard.key for ref in refs)
        shard = Shard("0", "0", "part-0.ids", made.account.given_out, size, sha256, made.account, inputs)
        store.commit(Manifest(trace_index.ASSET, cell, trace_index.VERSION, (shard,)))


def _table(columns: pa.Schema, rows: int, **told: Any) -> pa.Table:
    """Rows of a schema: what is told, and for the rest invented values of the column's type."""
    rng = np.random.default_rng(rows)
    made = [
        pa.array(told[field.name], field.type) if field.name in told else _invent(field, rows, rng) for field in columns
    ]
    return pa.Table.from_arrays(made, schema=columns)


def _invent(field: pa.Field, rows: int, rng: np.random.Generator) -> pa.Array:
    """Values of a column, by its name where that says something."""
    kind = field.type
    if pa.types.is_fixed_size_list(kind):
        values = _invent(kind.value_field, rows * kind.list_size, rng)
        return pa.FixedSizeListArray.from_arrays(values, type=kind)
    if pa.types.is_list(kind):
        length = LISTED.get(field.name, 1)
        offsets = pa.array(np.arange(0, rows * length + 1, length, dtype=np.int32))
        return pa.ListArray.from_arrays(offsets, _invent(kind.value_field, rows * length, rng), type=kind)
    if pa.types.is_struct(kind):
        fields = [kind.field(place) for place in range(kind.num_fields)]
        return pa.StructArray.from_arrays([_invent(each, rows, rng) for each in fields], fields=fields)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        chosen = pa.array(WORDS.get(field.name, ("",)), kind)
        return chosen.take(pa.array(rng.integers(0, len(chosen), rows)))
    if pa.types.is_boolean(kind):
        return pa.array(rng.random(rows) < 0.9)
    if pa.types.is_date(kind):
        return pa.array(rng.integers(13_000, 20_000, rows).astype(np.int32)).cast(kind)
    return pa.array(
        rng.lognormal(8.5, 0.8, rows).clip(0, 100_000) if field.name == "chars" else rng.random(rows) * 9
    ).cast(kind, safe=False)
