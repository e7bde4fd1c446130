"""The graph: every stage, once, in the direction of the data.

What belongs here: names, levels, versions, what each stage reads, and the order. What does not: what a stage
computes (the rooms) and how it is run (`work.py`). The assets of the user interface and the command line are both
made from this list, so there is one graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache

import tokenizer.sampling
import tokenizer.stage
from pipelines import adapters, ingest, schema, tokenizing
from pipelines.annotate import corrupted, quality, quality_model, sections
from pipelines.annotate.personal import stage as personal_data
from pipelines.checks import profiles
from pipelines.citations import authority, authority_pieces, authority_reviews, cite, resolve_stage, statutes
from pipelines.dedup import boilerplate as recurring
from pipelines.dedup import conduct, labels, settings, signatures
from pipelines.export import chunks, packing, pairs, parquet, webdataset
from pipelines.report import audit, audit_stage, release
from pipelines.scope import EVERYTHING, Level, Scope
from pipelines.select import (
    budget_candidates,
    budget_stage,
    contamination,
    contamination_sets,
    contamination_stage,
    corpus,
    decide,
    policy,
    splits,
    strata,
    strata_names,
)
from pipelines.stage import Read, Stage

SPLITS = parquet.SPLITS

ROW_LENGTH = 2048
"""Tokens in a packed row."""

RELEASE_NAME = "main"
"""Folder of the release below `release/`."""


@cache
def stages() -> tuple[Stage, ...]:
    """All stages, each after everything it reads."""
    return tuple(_stages())


def stage(name: str) -> Stage:
    """The stage of that name; KeyError when there is none."""
    return {each.name: each for each in stages()}[name]


def scopes(level: Level, cells: Sequence[Scope]) -> list[Scope]:
    """The scopes of a level that the given cells touch, in order."""
    return sorted({cell.widened(level) for cell in cells}) if level != "once" else [EVERYTHING]


# A stage is a line of a table; what it reads stands below it.
# fmt: off
def _stages() -> Iterator[Stage]:
    near = settings.read_settings()
    files = Stage("source_files", "cell", "ingest",
        "What the publisher offers, looked at and checked.",
        "1", ingest.source_files, schema.SOURCE_FILES,
        planner=ingest.look_at_files)
    documents = Stage("documents", "cell", "ingest",
        "One row per document version: text, metadata, origin.",
        "1", ingest.documents, schema.DOCUMENTS,
        (Read(files),), planner=ingest.plan_increment)
    yield from (files, documents)

    signed = Stage("signatures", "cell", "annotate",
        "MinHash of word 5-grams, hashes of text and paragraphs.",
        signatures.VERSION, signatures.sign, signatures.signatures_schema(near.permutations),
        (Read(documents, ("id", "text")),), over="documents", parameters={"permutations": near.permutations})
    sectioned = Stage("sections", "cell", "annotate",
        "Each document as a tree of its parts; nothing left out.",
        sections.VERSION, sections.section, schema.SECTIONS,
        (Read(documents, ("id", "kind", "language", "text", "markup")),), over="documents")
    private = Stage("personal_data", "cell", "annotate",
        "Personal data left behind: typed spans, mask or keep.",
        personal_data.VERSION, personal_data.find_personal_data,
        schema.PERSONAL_DATA, (Read(documents, ("id", "kind", "language", "text")),), over="documents")
    yield from (signed, sectioned, private)

    duplicates = Stage("duplicates", "source", "dedup",
        "Verified clusters, what each document is to its twin, why.",
        conduct.VERSION, conduct.conduct, schema.DUPLICATES,
        (Read(documents), Read(signed)), sliced="documents", conducted=True,
        parameters={"settings": near.told(), "labels": asdict(labels.read_policy())})
    boilerplate = Stage("boilerplate", "source", "dedup",
        "Paragraphs that recur in many documents.",
        recurring.VERSION, recurring.conduct, schema.BOILERPLATE,
        (Read(signed, ("id", "paragraph_hashes")),), conducted=True)
    learnt = Stage("quality_model", "once", "annotate",
        "What sound texts are like, learnt from complete years.",
        quality_model.VERSION, quality_model.learn_model, corrupted.MODEL,
        (Read(documents, ("id", "language", "text")),), parameters={"before": 2026, "characters": 8_000_000})
    measured = Stage("quality", "cell", "annotate",
        "Damage, language, repetition, structure, toxicity.",
        quality.VERSION, quality.measure, schema.QUALITY,
        (Read(documents, ("id", "kind", "language", "text")), Read(sectioned),
         Read(signed, ("id", "paragraph_hashes")), Read(boilerplate), Read(learnt)), over="documents")
    yield from (duplicates, boilerplate, learnt, measured)

    profiled = Stage("profiles", "cell", "annotate",
        "How many documents of each form, language, length and signal.",
        profiles.VERSION, profiles.profile, profiles.PROFILES,
        (Read(documents, profiles.READS["documents"]), Read(measured, profiles.READS["quality"])))
    yield profiled

    laws = Stage("statutes", "once", "annotate",
        "Every article of every edition of every act.",
        statutes.VERSION, adapters.statutes, schema.STATUTES,
        (Read(documents, source="rada"), Read(sectioned, source="rada")))
    named = Stage("mentions", "cell", "annotate",
        "Laws and cases cited, as the text names them.",
        cite.VERSION, cite.mention, schema.CITATIONS,
        (Read(documents, ("id", "kind", "language", "date", "edition", "text")),), over="documents")
    cited = Stage("citations", "cell", "annotate",
        "Laws and cases cited, to article, part and edition.",
        resolve_stage.VERSION, resolve_stage.conduct, schema.CITATIONS,
        (Read(documents, resolve_stage.READS), Read(named), Read(laws, ("law", "valid_from", "article"))),
        sliced="documents", conducted=True)
    disposed = Stage("reviews", "cell", "annotate",
        "What a ruling does to other decisions, by its operative part.",
        authority_reviews.VERSION, authority_reviews.review, schema.REVIEWS,
        (Read(documents, ("id", "kind", "language", "text")), Read(sectioned)), over="documents")
    ranked = Stage("authority", "once", "select",
        "How often a document is cited, its PageRank, and who overturned it.",
        authority.VERSION, authority.conduct, schema.AUTHORITY,
        (Read(documents, authority_pieces.READS), Read(cited), Read(disposed)), sliced="documents", conducted=True)
    yield from (laws, named, cited, disposed, ranked)

    written = policy.read_policy()
    usual = Stage("strata", "source", "select",
        "What is usual for a document of its form, instance, era and length.",
        strata.VERSION, strata.conduct, strata.STRATA,
        (Read(documents), Read(measured)), conducted=True,
        parameters={"settings": strata_names.settings_of(written)})
    sides = Stage("splits", "source", "select",
        "Train, validation or test; one group, one side.",
        splits.VERSION, splits.conduct, splits.SPLITS,
        (Read(documents, splits.READS), Read(duplicates, ("id", "group"))), sliced="documents",
        conducted=True, parameters={"split": written["split"]})
    sought = contamination.read_settings()
    exams = Stage("evaluation_sets", "once", "select",
        "Items of evaluation sets, which must not be trained on.",
        contamination_sets.VERSION, contamination_sets.read_sets, contamination_sets.EVALUATION,
        planner=contamination_sets.plan_sets, parameters={name: sought[name] for name in ("fields", "name")})
    held = Stage("contamination", "once", "select",
        "Documents that hold items of evaluation sets, and where.",
        contamination_stage.VERSION, contamination_stage.conduct, contamination.CONTAMINATION,
        (Read(exams), Read(documents, ("id", "text")), Read(duplicates, ("id", "keeper"))), sliced="documents",
        conducted=True, parameters={name: sought[name] for name in ("template", "fewest_runs", "told")})
    selection = Stage("selection", "cell", "select",
        "Keep, low weight, duplicate, quarantine or withdrawn, and why.",
        decide.VERSION, decide.select, schema.SELECTION,
        (Read(documents, decide.ASKED), Read(duplicates), Read(measured),
         Read(ranked), Read(usual), Read(sides), Read(held)), over="documents", parameters={"policy": written})
    rules = {name: asked for name, asked in written.items() if name != "audit"}
    audited = Stage("audit", "cell", "select",
        "What each rule takes from each stratum, and who stands at its limit.",
        audit.VERSION, audit_stage.audit, audit.AUDIT,
        (Read(documents, audit_stage.TOLD), Read(measured, audit_stage.signals(rules)), Read(usual),
         Read(selection, audit_stage.DECIDED)), parameters={"policy": rules})
    budgeted = Stage("budget", "once", "select",
        "Which documents a budget of tokens has room for, and why not the others.",
        budget_stage.VERSION, budget_stage.conduct, schema.BUDGET,
        (Read(documents, budget_candidates.TOLD), Read(selection, ("id", "weight")),
         Read(duplicates, ("id", "cluster", "decisions")), Read(measured, ("id", "chars", "language"))),
        sliced="documents", conducted=True, parameters=budget_candidates.read_settings())
    chosen = Stage("corpus", "cell", "select",
        "The chosen texts, personal data masked.",
        corpus.VERSION, corpus.choose, schema.CORPUS,
        (Read(documents), Read(selection), Read(budgeted), Read(duplicates), Read(measured), Read(private),
         Read(sectioned), Read(cited)), over="documents", planner=corpus.plan_corpus)
    yield from (usual, sides, exams, held, selection, audited, budgeted, chosen)

    bpe = Stage("bpe_tokenizer", "once", "tokenizer",
        "Byte-level BPE of the corpus, an ordinary tokenizer.json.",
        tokenizer.stage.VERSION, tokenizing.conduct, None,
        (Read(chosen, tokenizer.sampling.READS),), conducted=True, suffix=".json",
        parameters=tokenizing.settings_of(vocab_size=4096))
    shards = Stage("parquet_shards", "once", "datasets",
        "The corpus as Parquet, a file per shard and split.",
        parquet.VERSION, adapters.parquet_shards, schema.CORPUS,
        (Read(chosen),), over="corpus", variants=SPLITS)
    tars = Stage("webdataset_shards", "once", "datasets",
        "The corpus as WebDataset: .txt and .json in tar files.",
        webdataset.VERSION, adapters.webdataset_shards, None,
        (Read(chosen),), over="corpus", variants=SPLITS, suffix=".tar")
    cutting = chunks.read_settings()
    chunked = Stage("embedding_chunks", "cell", "datasets",
        "Whole sections up to a budget, for embedding models.",
        chunks.VERSION, adapters.embedding_chunks, schema.EMBEDDING_CHUNKS,
        (Read(chosen), *([Read(bpe)] if cutting["unit"] == "tokens" else [])), over="corpus", variants=SPLITS,
        parameters=cutting)
    pairs_of = Stage("embedding_pairs", "once", "datasets",
        "Queries, passages that answer, hard negatives.",
        pairs.VERSION, adapters.embedding_pairs,
        schema.EMBEDDING_PAIRS, (Read(chunked), Read(laws)), variants=SPLITS)
    packed = Stage("packed_sequences", "once", "datasets",
        "Rows of token ids; documents whole where they fit.",
        packing.VERSION, adapters.packed_sequences,
        schema.PACKED_SEQUENCES, (Read(chosen), Read(bpe)), over="corpus", variants=SPLITS,
        parameters={"length": ROW_LENGTH})
    yield from (bpe, shards, tars, chunked, pairs_of, packed)

    counted = (files, documents, duplicates, measured, private, selection, audited, chosen)
    yield Stage("release", "once", "release",
        "Everything under names for people: card, report, files.",
        release.VERSION, release.release, schema.RELEASE,
        (Read(signed, ("id", "simhash")),
         *(Read(each) for each in (*counted, bpe, shards, tars, chunked, pairs_of, packed))),
        planner=release.plan_release,
        parameters={"name": RELEASE_NAME, "length": ROW_LENGTH, "tolerance": written["audit"]})
