"""A document's passport: everything the pipeline knows of it, from the publisher's file to the release.

What belongs here: finding a document's rows in every asset. What does not: how it looks on a screen (`show.py`).

Still to come: an index of ids; today the ids of a source are read until the document is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.graph import RELEASE_NAME, stage, stages
from pipelines.plan import refs_of
from pipelines.report.release import ASSET as RELEASE
from pipelines.report.release import PLACES, published
from pipelines.report.sections_page import Viewed, view
from pipelines.scope import EVERYTHING, SOURCES
from pipelines.standing import READS, standing
from pipelines.store import MissingInput, Ref, Store, StoreError

HIDDEN = ("text", "minhash", "paragraph_hashes", "markup")
"""Columns too long for a passport; their size is told instead."""


EVIDENCE = ("row", "twin", "label", "rule", "bands", "estimate", "jaccard", "containment", "held")
"""What a passport tells of a pair."""


REFUSING = ("documents", "corpus")
"""Assets that refuse a document and say why: what cannot be read, and what its release profile does not let out."""


class UnknownDocument(StoreError):
    """No document of that id has been made."""


def passports(doc_id: str, store: Store) -> list[dict[str, Any]]:
    """One passport per version of the document, oldest shard first: {asset: its row}, annotations only where made.

    `documents.stands` tells whether the row is the last word of its cell on the document. What was quarantined under
    the id follows. Raises UnknownDocument when no shard knows the id.
    """
    found = [_passport(ref, row, store) for ref, row in _rows_of(doc_id, store)]
    _tell_which_stand(found)
    found += _refusals_of(doc_id, store)
    if not found:
        raise UnknownDocument(f"No document {doc_id!r} in {store.root}: ids look like edrsr:86740127 or rada:435-15.")
    return found


def _rows_of(doc_id: str, store: Store) -> Iterator[tuple[Ref, int]]:
    """Shards and rows in which a document lies."""
    source = doc_id.partition(":")[0]
    for manifest in store.manifests("documents", source) if source in SOURCES else ():
        for shard in manifest.shards:
            ref = Ref("documents", manifest.scope, shard)
            ids = store.read_table(ref, ("id",))["id"]
            yield from ((ref, row) for row in pc.indices_nonzero(pc.equal(ids, doc_id)).to_pylist())


def _tell_which_stand(pages: list[dict[str, Any]]) -> None:
    rows = [page["documents"] for page in pages]
    if rows:
        table = pa.Table.from_pylist(rows, pa.schema([schema.DOCUMENTS.field(name) for name in READS]))
        cells = pl.Series([row["shard"].rpartition("/")[0] for row in rows])
        for row, stands in zip(rows, standing(table, cells), strict=True):
            row["stands"] = stands


def viewed(doc_id: str, store: Store) -> Viewed:
    """The document as its page shows it: the last version that stands, else the last.

    Raises UnknownDocument when no shard knows the id, MissingInput when its sections have not been made.
    """
    pages = [page for page in passports(doc_id, store) if "documents" in page]
    if not pages:
        raise UnknownDocument(f"{doc_id!r} was refused and has no text: see lexcorpus trace {doc_id}.")
    standing_ones = [place for place, page in enumerate(pages) if page["documents"]["stands"]]
    chosen = standing_ones[-1] if standing_ones else len(pages) - 1
    ref, row = list(_rows_of(doc_id, store))[chosen]
    document = store.read_table(ref).slice(row, 1).to_pylist()[0]
    beside = {name: _annotation(name, ref, row, store) for name in ("sections", "citations", "personal_data")}
    if not beside["sections"]:
        raise MissingInput(f"The sections of {ref.scope} have not been made yet: materialise sections first.")
    return view(document, beside["sections"]["sections"], beside["citations"], beside["personal_data"])


def _annotation(name: str, document: Ref, row: int, store: Store) -> dict[str, Any] | None:
    """What an annotation says of one row of a documents shard, in full; None where it has not been made."""
    if store.find_manifest(name, document.scope) is None:
        return None
    refs = [ref for ref in refs_of(stage(name), document.scope, store) if ref.shard.beside == document.shard.key]
    return store.read_table(refs[0]).slice(row, 1).to_pylist()[0] if refs else None


def _refusals_of(doc_id: str, store: Store) -> Iterator[dict[str, Any]]:
    """What was refused under an id, and where it says so."""
    source = doc_id.partition(":")[0]
    made = [each for asset in REFUSING for each in store.manifests(asset, source)] if source in SOURCES else []
    for manifest in made:
        for shard in manifest.shards:
            ref = Ref(manifest.asset, manifest.scope, shard)
            if (refused := store.read_quarantine(ref)) is not None:
                rows = refused.filter(pc.equal(refused["id"], doc_id)).drop_columns("sample").to_pylist()
                yield from ({"quarantine": {**row, **_place(ref)}} for row in rows)


def _passport(document: Ref, row: int, store: Store) -> dict[str, Any]:
    """What each asset says of one row of a documents shard."""
    page: dict[str, Any] = {"documents": {**_row(document, row, store), **_place(document)}}
    for each in stages():
        if each.over != "documents" and each.sliced != "documents":
            continue
        if store.find_manifest(each.name, document.scope.widened(each.level)) is None:
            continue
        for ref in refs_of(each, document.scope, store):
            if ref.shard.beside == document.shard.key:
                page[each.name] = _beside(ref, row, page["documents"], store)
    if page.get("corpus"):
        page["release"] = _published(page["corpus"]["shard"], page["corpus"]["split"], store)
    return page


def _published(corpus_shard: str, split: str, store: Store) -> dict[str, str]:
    """The files of the release that hold a corpus shard's documents of a split."""
    found: dict[str, str] = {}
    if store.find_manifest(RELEASE, EVERYTHING) is None:
        return found
    for asset in PLACES:
        for path, ref in published(asset, refs_of(stage(asset), EVERYTHING, store)):
            if ref.shard.beside and ref.shard.beside in corpus_shard and ref.shard.variant == split:
                found[asset] = f"{RELEASE}/{RELEASE_NAME}/{path}"
    return found


def _beside(ref: Ref, row: int, document: dict[str, Any], store: Store) -> dict[str, Any]:
    """What an asset says of a document, and why; the corpus has chosen rows only, found by id and version."""
    if ref.asset != "corpus":
        return _row(ref, row, store) | (_evidence(ref, row, store) if ref.asset == "duplicates" else {})
    names = store.read_table(ref, ("id", "version"))
    here = pc.and_(pc.equal(names["id"], document["id"]), pc.equal(names["version"], document["version"]))
    rows = pc.indices_nonzero(here).to_pylist()
    return {**_row(ref, rows[0], store), **_place(ref)} if rows else {}


def _evidence(ref: Ref, row: int, store: Store) -> dict[str, Any]:
    """Every earlier document that a row was compared with and stands in a relation to, and why."""
    told = store.read_evidence(ref, EVIDENCE)
    if told is None:
        return {}
    return {"evidence": told.filter(pc.equal(told["row"], row)).drop_columns("row").to_pylist()}


def _row(ref: Ref, row: int, store: Store) -> dict[str, Any]:
    """One row, long columns replaced by their length."""
    (values,) = store.read_table(ref).slice(row, 1).to_pylist()
    return {name: f"({len(value)})" if name in HIDDEN and value else value for name, value in values.items()}


def _place(ref: Ref) -> dict[str, str]:
    return {"shard": "/".join(part for part in (ref.asset, ref.scope.folder, ref.shard.file) if part)}
