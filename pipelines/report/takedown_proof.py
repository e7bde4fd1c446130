"""Proof by scan that a release does not hold some documents: not their names, not paragraphs that only they have.

What belongs here: reading every file of a release, and what of a root is made from a document. What does not: taking
down (`pipelines/takedown.py`).

Names are looked for in every string column of tables, in the samples of tars, and in every other file; paragraphs in
every text. Token rows tell their documents by name, and are not decoded. A paragraph is a line of five words and more
(`dedup/signatures.py`); one that another document of the root holds too proves nothing, and one in which personal
data was masked is another paragraph.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, cast

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.signatures import sign
from pipelines.graph import stage as stage_named
from pipelines.graph import stages
from pipelines.plan import refs_of
from pipelines.report.promotion import files_of_release
from pipelines.report.takedown import LIST
from pipelines.scope import EVERYTHING
from pipelines.stage import Stage
from pipelines.store import Ref, Store
from pipelines.store_tables import opened

BATCH = 1_000
"""Rows, or samples of a tar, whose texts are looked at together."""

_PLACE = r"[@#].*$"
"""What names of tokens, chunks and passages add to a document's id: version, number, place."""

_LABELS = ("group",)
"""Columns whose names are labels: a group keeps the name of its first row, wherever that has gone."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something of a document in a file of a release: its name in a column, or a paragraph of its text."""

    path: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a scan saw. `paragraphs` is how many there were to look for: none where the root has forgotten the text."""

    release: str
    ids: tuple[str, ...]
    files: int
    paragraphs: int
    found: tuple[Found, ...]

    @property
    def passed(self) -> bool:
        """Nothing of the documents is there."""
        return not self.found


@dataclass(frozen=True, slots=True)
class _Sought:
    """Names and paragraph hashes to look for."""

    ids: tuple[str, ...]
    paragraphs: np.ndarray
    pattern: re.Pattern[bytes]


def prove(ids: Collection[str], name: str, store: Store) -> Proof:
    """Scan every file of a release for some documents. Raises StoreError for a release that is not whole."""
    wanted = tuple(sorted(set(ids)))
    own = own_paragraphs(wanted, store)
    words = b"|".join(re.escape(each.encode()) for each in wanted)
    sought = _Sought(wanted, own, re.compile(rb"(?<![\w:/-])(?:%s)(?![\w/-])" % words))
    paths = [path for path in files_of_release(store, name) if path != LIST] if wanted else []
    place = store.path("release", EVERYTHING, name)
    found = [each for path in paths for each in _scan(path, f"{place}/{path}", store, sought)]
    return Proof(name, wanted, len(paths), len(own), tuple(dict.fromkeys(found)))


def own_paragraphs(ids: Collection[str], store: Store) -> np.ndarray:
    """Hashes (uint64, ascending) of the paragraphs that no other document of the root holds."""
    signed = stage_named("signatures")
    refs = made(signed, store)
    own = np.unique(_concatenated(_hashes(ref, store, ids, inside=True) for ref in refs))
    for ref in refs if len(own) else ():
        own = np.setdiff1d(own, _hashes(ref, store, ids, inside=False))
    return own


def affected(ids: Collection[str], store: Store) -> dict[str, list[Ref]]:
    """Shards of each asset that are made from shards of `documents` that hold any of the ids, at any remove.

    A shard that tells of no input was made of all that its stage reads, or of a part that it does not tell.
    """
    documents = stage_named("documents")
    holding = [ref for ref in made(documents, store) if _among(ref, store, ids)]
    keys, told = {ref.shard.key for ref in holding}, {"documents": holding}
    for stage in stages():
        if stage.name not in ("source_files", "documents"):
            reached = any(told.get(read.stage.name) for read in stage.reads)
            touched = [ref for ref in made(stage, store) if reached and _made_of(ref, keys)]
            keys |= {ref.shard.key for ref in touched}
            told |= {stage.name: touched} if touched else {}
    return told


def _made_of(ref: Ref, keys: Collection[str]) -> bool:
    inputs = {key for key in (*ref.shard.inputs, ref.shard.beside) if key}
    return not inputs or not inputs.isdisjoint(keys)


def kin(ids: Collection[str], store: Store) -> list[tuple[str, str]]:
    """Other documents that stand in a cluster with one of the ids, as (id, label): taken down by nobody yet."""
    duplicates = stage_named("duplicates")
    named, refs = list(ids), made(duplicates, store)
    read = lambda ref: pl.DataFrame(store.read_table(ref, ("id", "cluster", "label", "standing")))  # noqa: E731
    clusters = {each for ref in refs for each in read(ref).filter(pl.col("id").is_in(named))["cluster"]}
    beside = pl.col("cluster").is_in(list(clusters)) & ~pl.col("id").is_in(named) & pl.col("standing")
    return sorted({row for ref in refs for row in read(ref).filter(beside).select("id", "label").iter_rows()})


def missing(ids: Collection[str], store: Store) -> list[str]:
    """Those of the ids that no row of `documents` has."""
    documents = stage_named("documents")
    there = {name for ref in made(documents, store) for name in _among(ref, store, ids)}
    return sorted(set(ids) - there)


def made(stage: Stage, store: Store) -> list[Ref]:
    """All shards of a stage; none where it was never made."""
    if stage.level == "once" and store.find_manifest(stage.name, EVERYTHING) is None:
        return []
    return refs_of(stage, EVERYTHING, store)


def _among(ref: Ref, store: Store, ids: Collection[str]) -> set[str]:
    """Those of the ids that a shard of documents has a row of."""
    names = pl.Series("id", store.read_table(ref, ("id",))["id"])
    return set(names.filter(names.is_in(list(ids))))


def _hashes(ref: Ref, store: Store, ids: Collection[str], *, inside: bool) -> np.ndarray:
    """Paragraph hashes of the rows of a shard of signatures that are, or are not, of the ids."""
    rows = pl.DataFrame(store.read_table(ref, ("id", "paragraph_hashes")))
    chosen = rows.filter(pl.col("id").is_in(list(ids)) == inside)["paragraph_hashes"]
    return chosen.explode(empty_as_null=False).drop_nulls().to_numpy()


def _concatenated(arrays: Iterator[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.array([], np.uint64), *arrays])


# --- one file ---------------------------------------------------------------------------------------


def _scan(path: str, place: str, store: Store, sought: _Sought) -> Iterator[Found]:
    if path.endswith(".parquet"):
        with opened(store, place) as table:
            for batch in table.iter_batches(BATCH, use_threads=False):
                for column, strings in _strings(dict(zip(batch.schema.names, batch.columns, strict=True))):
                    yield from _in_strings(path, column, strings, sought)
        return
    with store.filesystem().open(place, "rb") as file:
        if path.endswith(".tar"):
            yield from _in_tar(path, cast("IO[bytes]", file), sought)
        else:
            yield from (
                Found(path, "file", match.decode()) for match in sought.pattern.findall(cast(bytes, file.read()))
            )


def _strings(columns: Mapping[str, pa.Array]) -> Iterator[tuple[str, pa.Array]]:
    """Every array of strings inside some columns, however nested, with the column's name."""
    for name, array in columns.items():
        kind = array.type
        if pa.types.is_dictionary(kind):
            yield from _strings({name: array.dictionary_decode()})
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            yield from _strings({name: array.flatten()})
        elif pa.types.is_struct(kind):
            yield from _strings({f"{name}.{kind.field(at).name}": each for at, each in enumerate(array.flatten())})
        elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
            yield name, array


def _in_strings(path: str, column: str, strings: pa.Array, sought: _Sought) -> Iterator[Found]:
    """Names in a column of short strings, paragraphs in a column of texts."""
    if column in _LABELS:
        return
    if pa.types.is_large_string(strings.type):
        yield from _in_texts(path, column, strings, sought)
    names = pl.Series(strings).str.replace(_PLACE, "")
    yield from (Found(path, column, name) for name in names.filter(names.is_in(sought.ids)).unique().sort())


def _in_texts(path: str, column: str, texts: pa.Array, sought: _Sought) -> Iterator[Found]:
    """Whether any of the paragraphs stands in any of the texts."""
    if len(sought.paragraphs) and len(texts):
        known = texts.drop_null()
        told = pa.table({"id": pa.array([""] * len(known)), "text": known})
        hashes = sign(told, permutations=4)["paragraph_hashes"].combine_chunks().flatten().to_numpy()
        if np.isin(hashes, sought.paragraphs).any():
            yield Found(path, column, "a paragraph of its text")


def _in_tar(path: str, file: IO[bytes], sought: _Sought) -> Iterator[Found]:
    texts: list[str] = []
    with tarfile.open(fileobj=file, mode="r|") as tar:
        for member in tar:
            body = tar.extractfile(member)
            assert body is not None, "tars of a release hold plain files"
            content = body.read()
            if member.name.endswith(".json"):
                name = json.loads(content)["id"]
                yield from [Found(path, "json", name)] if name in sought.ids else []
            else:
                texts.append(content.decode())
            if len(texts) == BATCH:
                yield from _in_texts(path, "txt", pa.array(texts, pa.large_string()), sought)
                texts = []
    yield from _in_texts(path, "txt", pa.array(texts, pa.large_string()), sought)


def sentence(proof: Proof) -> str:
    """What a proof says, for a person."""
    told = f"{proof.files:,} files of {proof.release} scanned for {len(proof.ids)} name(s)"
    looked = f" and {proof.paragraphs:,} paragraphs" if proof.paragraphs else "; the root holds no text to look for"
    return f"{told}{looked}: " + ("nothing found." if proof.passed else f"found in {len(_paths(proof.found))} file(s).")


def _paths(found: Sequence[Found]) -> set[str]:
    return {each.path for each in found}
