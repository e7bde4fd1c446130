"""The graph: every stage, once, in the direction of the data.

What belongs here: names, levels, versions, what each stage reads, and the order. What does not: what a stage
computes (the rooms) and how it is run (`stage.py`). The assets of the user interface and the command line are both
made from this list, so there is one graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import tokenizer.stage
from pipelines import adapters, ingest, schema
from pipelines.annotate import personal_data, quality, sections
from pipelines.citations import cite, statutes
from pipelines.dedup import signatures
from pipelines.export import chunks, packing, pairs, webdataset
from pipelines.scope import EVERYTHING, Level, Scope
from pipelines.select import corpus, decide, policy
from pipelines.stage import Read, Stage
from pipelines.store import Store

SPLITS = ("train", "validation", "test")


@cache
def stages() -> tuple[Stage, ...]:
    """All stages but the release, each after everything it reads."""
    return tuple(_stages())


def stage(name: str) -> Stage:
    """The stage of that name; KeyError when there is none."""
    return {each.name: each for each in stages()}[name]


def scopes(level: Level, cells: Sequence[Scope]) -> list[Scope]:
    """The scopes of a level that the given cells touch, in order."""
    return sorted({cell.widened(level) for cell in cells}) if level != "once" else [EVERYTHING]


def _stages() -> Iterator[Stage]:
    files = Stage(
        "source_files", "cell", "ingest", "1", ingest.source_files, schema.SOURCE_FILES, planner=ingest.look_at_files
    )
    yield files
    documents = Stage(
        "documents",
        "cell",
        "ingest",
        "1",
        ingest.documents,
        schema.DOCUMENTS,
        (Read(files),),
        planner=ingest.plan_units,
    )
    yield documents

    signed = Stage(
        "signatures",
        "cell",
        "annotate",
        signatures.VERSION,
        signatures.sign,
        schema.SIGNATURES,
        (Read(documents, ("id", "text")),),
        over="documents",
    )
    yield signed
    sectioned = Stage(
        "sections",
        "cell",
        "annotate",
        sections.VERSION,
        sections.section,
        schema.SECTIONS,
        (Read(documents, ("id", "kind", "language", "text", "markup")),),
        over="documents",
    )
    yield sectioned
    private = Stage(
        "personal_data",
        "cell",
        "annotate",
        personal_data.VERSION,
        personal_data.find_personal_data,
        schema.PERSONAL_DATA,
        (Read(documents, ("id", "language", "text")),),
        over="documents",
    )
    yield private

    duplicates = Stage(
        "duplicates",
        "source",
        "dedup",
        adapters.DUPLICATES_VERSION,
        adapters.duplicates,
        schema.DUPLICATES,
        (Read(signed), Read(documents, adapters.IDENTITY)),
        sliced="documents",
    )
    yield duplicates
    boilerplate = Stage(
        "boilerplate",
        "source",
        "dedup",
        adapters.BOILERPLATE_VERSION,
        adapters.boilerplate,
        schema.BOILERPLATE,
        (Read(signed, ("id", "paragraph_hashes")),),
    )
    yield boilerplate
    measured = Stage(
        "quality",
        "cell",
        "annotate",
        quality.VERSION,
        quality.measure,
        schema.QUALITY,
        (
            Read(documents, ("id", "kind", "language", "text")),
            Read(sectioned),
            Read(signed, ("id", "paragraph_hashes")),
            Read(boilerplate),
        ),
        over="documents",
    )
    yield measured

    laws = Stage(
        "statutes",
        "once",
        "annotate",
        statutes.VERSION,
        adapters.statutes,
        schema.STATUTES,
        (Read(documents, ("id", "kind", "title", "edition", "text"), source="rada"), Read(sectioned, source="rada")),
    )
    yield laws
    cited = Stage(
        "citations",
        "cell",
        "annotate",
        cite.VERSION,
        cite.cite,
        schema.CITATIONS,
        (Read(documents, ("id", "kind", "language", "date", "text")), Read(laws)),
        over="documents",
    )
    yield cited
    ranked = Stage(
        "authority",
        "once",
        "select",
        adapters.AUTHORITY_VERSION,
        adapters.authority,
        schema.AUTHORITY,
        (Read(documents, ("id", "source", "case_numbers")), Read(cited)),
        sliced="documents",
    )
    yield ranked

    selection = Stage(
        "selection",
        "cell",
        "select",
        decide.VERSION,
        decide.select,
        schema.SELECTION,
        (Read(documents, ("id", "kind", "status", "edition")), Read(duplicates), Read(measured), Read(ranked)),
        over="documents",
        parameters={"policy": policy.read_policy()},
    )
    yield selection
    chosen = Stage(
        "corpus",
        "cell",
        "select",
        corpus.VERSION,
        corpus.choose,
        schema.CORPUS,
        (
            Read(documents),
            Read(selection),
            Read(duplicates),
            Read(measured),
            Read(private),
            Read(sectioned),
            Read(cited),
        ),
        over="documents",
    )
    yield chosen

    bpe = Stage(
        "bpe_tokenizer",
        "once",
        "tokenizer",
        tokenizer.stage.VERSION,
        adapters.bpe_tokenizer,
        None,
        (Read(chosen, ("id", "source", "date", "language", "split", "text")),),
        suffix=".json",
        parameters={"vocab_size": 4096},
    )
    yield bpe
    yield Stage(
        "parquet_shards",
        "once",
        "datasets",
        "1",
        adapters.parquet_shards,
        schema.CORPUS,
        (Read(chosen),),
        over="corpus",
        variants=SPLITS,
    )
    yield Stage(
        "webdataset_shards",
        "once",
        "datasets",
        webdataset.VERSION,
        adapters.webdataset_shards,
        None,
        (Read(chosen),),
        over="corpus",
        variants=SPLITS,
        suffix=".tar",
    )
    chunked = Stage(
        "embedding_chunks",
        "cell",
        "datasets",
        chunks.VERSION,
        adapters.embedding_chunks,
        schema.EMBEDDING_CHUNKS,
        (Read(chosen),),
        over="corpus",
    )
    yield chunked
    yield Stage(
        "embedding_pairs",
        "once",
        "datasets",
        pairs.VERSION,
        adapters.embedding_pairs,
        schema.EMBEDDING_PAIRS,
        (Read(chunked), Read(laws)),
    )
    yield Stage(
        "packed_sequences",
        "once",
        "datasets",
        packing.VERSION,
        adapters.packed_sequences,
        schema.PACKED_SEQUENCES,
        (Read(chosen), Read(bpe)),
        over="corpus",
        variants=SPLITS,
        parameters={"length": 2048},
    )


def committed_cells(store: Store) -> list[Scope]:
    """Cells whose documents have been made."""
    return [manifest.scope for manifest in store.manifests("documents")]
