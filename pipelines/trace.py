"""A document's passport: everything the pipeline knows of it, from the publisher's file to the release.

What belongs here: finding a document's rows in every asset, through the index of its cell where there is one
(`trace_index.py`), else by reading ids. What does not: what is told beside the rows (`trace_told.py`), and how it looks
(`show_passport.py`, `report/passport.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema, trace_told
from pipelines.graph import stage, stages
from pipelines.report.sections_page import Viewed, view
from pipelines.scope import SOURCES
from pipelines.stage import Stage
from pipelines.standing import READS, standing
from pipelines.store import MissingInput, Ref, Store, StoreError
from pipelines.trace_index import ASSET as INDEX
from pipelines.trace_index import REFUSED, find
from pipelines.trace_rows import evidence_of, row_of, rows_where

HIDDEN = ("minhash", "paragraph_hashes")
"""Columns too long for a passport, and of no use to a person."""

LONG = ("text", "markup")
"""Columns of which the length is told."""

EVIDENCE = ("twin", "label", "rule", "bands", "estimate", "jaccard", "containment", "held")
"""What a passport tells of a pair."""


class UnknownDocument(StoreError):
    """No document of that id has been made."""


@dataclass(frozen=True, slots=True)
class Version:
    """A row of `documents`: where it lies, what it says, and whether it is the last word of its cell."""

    ref: Ref
    row: int
    values: Mapping[str, Any]
    stands: bool

    @property
    def place(self) -> dict[str, Any]:
        """Where it lies, for people."""
        return {"shard": trace_told.place(self.ref), "row": self.row}


def passports(doc_id: str, store: Store) -> list[dict[str, Any]]:
    """One passport per version of the document, oldest shard first: {asset: its row}, annotations only where made.

    `documents.stands` tells whether the row is the last word of its cell on the document. Beside the assets stand
    `origin`, `usual`, `twin` and `release` as far as there is something to tell: see `trace_told`. What was quarantined
    under the id follows. Raises UnknownDocument when no shard knows the id.
    """
    places = list(_places(doc_id, store))
    found = [_passport(version, store) for version in _versions(doc_id, places, store)]
    found += _refusals_of(doc_id, places, store)
    if not found:
        raise UnknownDocument(f"No document {doc_id!r} in {store.root}: ids look like edrsr:86740127 or rada:435-15.")
    return found


def viewed(doc_id: str, store: Store) -> Viewed:
    """The document as its page shows it: the last version that stands, else the last.

    Raises UnknownDocument when no shard knows the id, MissingInput when its sections have not been made.
    """
    versions = _versions(doc_id, list(_places(doc_id, store)), store)
    if not versions:
        passports(doc_id, store)
        raise UnknownDocument(f"{doc_id!r} was refused and has no text: see lexcorpus trace {doc_id}.")
    chosen = max(reversed(versions), key=lambda version: version.stands)
    names = ("sections", "citations", "personal_data")
    beside = {name: _annotation(name, chosen, store) for name in names}
    if not beside["sections"]:
        raise MissingInput(f"The sections of {chosen.ref.scope} have not been made yet: materialise sections first.")
    return view(chosen.values, beside["sections"]["sections"], beside["citations"], beside["personal_data"])


def _annotation(name: str, version: Version, store: Store) -> dict[str, Any] | None:
    """What an annotation says of a version, in full; None where it has not been made."""
    ref = _beside(stage(name), version.ref, store)
    return row_of(ref, version.row, store) if ref else None


# --- finding ----------------------------------------------------------------------------------------


def _places(doc_id: str, store: Store) -> Iterator[tuple[Ref, int]]:
    """Shards and rows in which a document may lie, REFUSED for what a shard refused.

    Of shards that no index knows yet the ids are read, and they may have refused it.
    """
    source = doc_id.partition(":")[0]
    for manifest in store.manifests("documents", source) if source in SOURCES else ():
        index = store.find_manifest(INDEX, manifest.scope)
        known = {key for shard in index.shards for key in shard.inputs} if index else set[str]()
        told: dict[str, list[int]] = {}
        for key, row in find(doc_id, manifest.scope, index.shards, store) if index else ():
            told.setdefault(key, []).append(row)
        for shard in manifest.shards:
            ref, rows = Ref("documents", manifest.scope, shard), told.get(shard.key, [])
            if shard.key not in known:
                rows = [*rows_where(ref, "id", doc_id, store), REFUSED]
            yield from ((ref, row) for row in rows)


def _versions(doc_id: str, places: Sequence[tuple[Ref, int]], store: Store) -> list[Version]:
    """The rows at some places; those of another id with the same hash are left out."""
    read = [(ref, row, row_of(ref, row, store)) for ref, row in places if row != REFUSED]
    rows = [each for each in read if each[2]["id"] == doc_id]
    if not rows:
        return []
    asked = pa.schema([schema.DOCUMENTS.field(name) for name in READS])
    stand = standing(
        pa.Table.from_pylist([values for *_, values in rows], asked), pl.Series([str(r.scope) for r, *_ in rows])
    )
    return [Version(*each, is_last) for each, is_last in zip(rows, stand, strict=True)]


def _beside(each: Stage, document: Ref, store: Store) -> Ref | None:
    """The shard of a stage that lies beside one of documents; None where it has not been made."""
    made = store.find_manifest(each.name, document.scope.widened(each.level))
    if made is None:
        return None
    return next((Ref(each.name, made.scope, s) for s in made.shards if s.beside == document.shard.key), None)


def _refusals_of(doc_id: str, places: Sequence[tuple[Ref, int]], store: Store) -> Iterator[dict[str, Any]]:
    """What was refused under an id, and where it says so.

    The corpus can refuse only what lies in `documents`; where nothing does, all of its shards are asked.
    """
    source = doc_id.partition(":")[0]
    asked = [ref for ref, row in places if row == REFUSED]
    if any(row != REFUSED for _, row in places):
        asked += filter(None, (_beside(stage("corpus"), ref, store) for ref, row in places if row != REFUSED))
    elif source in SOURCES:
        asked += [
            Ref("corpus", made.scope, shard) for made in store.manifests("corpus", source) for shard in made.shards
        ]
    for ref in asked:
        if (refused := store.read_quarantine(ref)) is not None:
            rows = refused.filter(pc.equal(refused["id"], doc_id)).drop_columns("sample").to_pylist()
            yield from ({"quarantine": {**row, "shard": trace_told.place(ref)}} for row in rows)


# --- telling ----------------------------------------------------------------------------------------


def _passport(version: Version, store: Store) -> dict[str, Any]:
    """What each asset says of a version, and what is told beside it."""
    page: dict[str, Any] = {"documents": {**_shortened(version.values), **version.place, "stands": version.stands}}
    for each in stages():
        if "documents" in (each.over, each.sliced) and (ref := _beside(each, version.ref, store)):
            page[each.name] = _told_by(ref, version, store)
    page["origin"] = trace_told.origin(version.values, version.ref.scope, store)
    page["usual"] = trace_told.usual(version.values, page.get("quality"), store)
    page["twin"] = _twin(version, page, store)
    page["release"] = trace_told.outputs(version.values, page["corpus"], store) if page.get("corpus") else {}
    return {name: told for name, told in page.items() if told}


def _told_by(ref: Ref, version: Version, store: Store) -> dict[str, Any]:
    """What an asset says of a version, and why; the corpus has chosen rows only, found by id and version."""
    if ref.asset == "corpus":
        rows = (Version(ref, row, row_of(ref, row, store), True) for row in _rows_in_corpus(ref, version, store))
        return next(({**_shortened(each.values), **each.place} for each in rows), {})
    told = row_of(ref, version.row, store, HIDDEN)
    evidence = evidence_of(ref, version.row, EVIDENCE, store) if ref.asset == "duplicates" else None
    return told if evidence is None else {**told, "evidence": evidence}


def _rows_in_corpus(ref: Ref, version: Version, store: Store) -> list[int]:
    """Rows of a corpus shard with the id and the version."""
    of_id, of_version = (set(rows_where(ref, name, version.values[name], store)) for name in ("id", "version"))
    return sorted(of_id & of_version)


def _shortened(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row, texts replaced by their length."""
    return {name: f"({len(value)})" if name in LONG and value else value for name, value in values.items()}


def _twin(version: Version, page: Mapping[str, Any], store: Store) -> dict[str, Any]:
    """The document's twin, and where the two differ; nothing is shown that was not searched for personal data."""
    name = page.get("duplicates", {}).get("twin")
    places = list(_places(name, store)) if name else []
    others = [each for each in _versions(name, places, store) if each.place != version.place] if name else []
    if not others:
        return {}
    private = [_annotation("personal_data", each, store) for each in (others[0], version)]
    told = {"id": name, **others[0].place}
    if None in private:
        return told
    rows = ((each.values, spans) for each, spans in zip((others[0], version), private, strict=True) if spans)
    return {**told, "differences": trace_told.differences(*rows)}
