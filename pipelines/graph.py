"""The graph: every stage, once, in the direction of the data.

What belongs here: names, levels, versions, what each stage reads, and the order. What does not: what a stage
computes (the rooms) and how it is run (`work.py`). The assets of the user interface and the command line are both
made from this list, so there is one graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache

import tokenizer.sampling
import tokenizer.stage
from pipelines import adapters, extending, ingest, schema, takedown, tokenizing, trace_index
from pipelines.annotate import corrupted, quality, quality_model, sections
from pipelines.annotate.personal import stage as personal_data
from pipelines.checks import profiles
from pipelines.citations import authority, authority_pieces, authority_reviews, cite, resolve_stage, statutes
from pipelines.dedup import boilerplate as recurring
from pipelines.dedup import conduct, labels, settings, signatures
from pipelines.export import chunks, packing, packing_stage, pairs_stage, parquet, seeds_stage, tokens, webdataset
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


Made = Mapping[str, Stage]
"""The stages made so far, by name: a stage reads only what was made before it."""

Room = Callable[[Made], Iterator[Stage]]
"""The stages of one room, each after everything it reads."""


@cache
def stages() -> tuple[Stage, ...]:
    """All stages, each after everything it reads."""
    made: dict[str, Stage] = {}
    for room in _ROOMS:
        made.update((stage.name, stage) for stage in room(made))
    return tuple(made.values())


def stage(name: str) -> Stage:
    """The stage of that name; KeyError when there is none."""
    return {each.name: each for each in stages()}[name]


def scopes(level: Level, cells: Sequence[Scope]) -> list[Scope]:
    """The scopes of a level that the given cells touch, in order."""
    return sorted({cell.widened(level) for cell in cells}) if level != "once" else [EVERYTHING]


# A stage is a line of a table; what it reads stands below it.
# fmt: off
def _ingest(made: Made) -> Iterator[Stage]:
    yield Stage("source_files", "cell", "ingest",
        "What the publisher offers, looked at and checked.",
        "1", ingest.source_files, schema.SOURCE_FILES,
        planner=ingest.look_at_files)
    yield Stage("documents", "cell", "ingest",
        "One row per document version: text, metadata, origin.",
        "1", takedown.documents, schema.DOCUMENTS,
        (Read(made["source_files"]),), planner=takedown.plan_documents)
    yield Stage("passport_index", "cell", "release",
        "Where each document lies, found by its id in two short reads.",
        trace_index.VERSION, trace_index.index, None, (Read(made["documents"], ("id",)),), suffix=".ids")


def _annotate(made: Made) -> Iterator[Stage]:
    documents, near = made["documents"], settings.read_settings()
    yield Stage("signatures", "cell", "annotate",
        "MinHash of word 5-grams, hashes of text and paragraphs.",
        signatures.VERSION, signatures.sign, signatures.signatures_schema(near.permutations),
        (Read(documents, ("id", "text")),), over="documents", parameters={"permutations": near.permutations})
    yield Stage("sections", "cell", "annotate",
        "Each document as a tree of its parts; nothing left out.",
        sections.VERSION, sections.section, schema.SECTIONS,
        (Read(documents, ("id", "kind", "language", "text", "markup")),), over="documents")
    yield Stage("personal_data", "cell", "annotate",
        "Personal data left behind: typed spans, mask or keep.",
        personal_data.VERSION, personal_data.find_personal_data,
        schema.PERSONAL_DATA, (Read(documents, ("id", "kind", "language", "text")),), over="documents")


def _deduplicate(made: Made) -> Iterator[Stage]:
    signed = made["signatures"]
    yield Stage("duplicates", "source", "dedup",
        "Verified clusters, what each document is to its twin, why.",
        conduct.VERSION, conduct.conduct, schema.DUPLICATES,
        (Read(made["documents"]), Read(signed)), sliced="documents", conducted=True,
        parameters={"settings": settings.read_settings().told(), "labels": asdict(labels.read_policy())})
    yield Stage("boilerplate", "source", "dedup",
        "Paragraphs that recur in many documents.",
        recurring.VERSION, recurring.conduct, schema.BOILERPLATE,
        (Read(signed, ("id", "paragraph_hashes")),), conducted=True)


def _measure(made: Made) -> Iterator[Stage]:
    documents = made["documents"]
    yield Stage("quality_model", "once", "annotate",
        "What sound texts are like, learnt from complete years.",
        quality_model.VERSION, quality_model.learn_model, corrupted.MODEL,
        (Read(documents, ("id", "language", "text")),), parameters={"before": 2026, "characters": 8_000_000})
    yield Stage("quality", "cell", "annotate",
        "Damage, language, repetition, structure, toxicity.",
        quality.VERSION, quality.measure, schema.QUALITY,
        (Read(documents, ("id", "kind", "language", "text")), Read(made["sections"]),
         Read(made["signatures"], ("id", "paragraph_hashes")), Read(made["boilerplate"]),
         Read(made["quality_model"])), over="documents")
    yield Stage("profiles", "cell", "annotate",
        "How many documents of each form, language, length and signal.",
        profiles.VERSION, profiles.profile, profiles.PROFILES,
        (Read(documents, profiles.READS["documents"]), Read(made["quality"], profiles.READS["quality"])))


def _cite(made: Made) -> Iterator[Stage]:
    documents, sectioned = made["documents"], made["sections"]
    yield Stage("statutes", "once", "annotate",
        "Every article of every edition of every act.",
        statutes.VERSION, adapters.statutes, schema.STATUTES,
        (Read(documents, source="rada"), Read(sectioned, source="rada")))
    yield Stage("mentions", "cell", "annotate",
        "Laws and cases cited, as the text names them.",
        cite.VERSION, cite.mention, schema.CITATIONS,
        (Read(documents, ("id", "kind", "language", "date", "edition", "text")),), over="documents")
    yield Stage("citations", "cell", "annotate",
        "Laws and cases cited, to article, part and edition.",
        resolve_stage.VERSION, resolve_stage.conduct, schema.CITATIONS,
        (Read(documents, resolve_stage.READS), Read(made["mentions"]),
         Read(made["statutes"], ("law", "valid_from", "article"))), sliced="documents", conducted=True)
    yield Stage("reviews", "cell", "annotate",
        "What a ruling does to other decisions, by its operative part.",
        authority_reviews.VERSION, authority_reviews.review, schema.REVIEWS,
        (Read(documents, ("id", "kind", "language", "text")), Read(sectioned)), over="documents")
    yield Stage("authority", "once", "select",
        "How often a document is cited, its PageRank, and who overturned it.",
        authority.VERSION, authority.conduct, schema.AUTHORITY,
        (Read(documents, authority_pieces.READS), Read(made["citations"]), Read(made["reviews"])),
        sliced="documents", conducted=True)


def _prepare_selection(made: Made) -> Iterator[Stage]:
    documents, written, sought = made["documents"], policy.read_policy(), contamination.read_settings()
    yield Stage("strata", "source", "select",
        "What is usual for a document of its form, instance, era and length.",
        strata.VERSION, strata.conduct, strata.STRATA,
        (Read(documents), Read(made["quality"])), conducted=True,
        parameters={"settings": strata_names.settings_of(written)})
    yield Stage("splits", "source", "select",
        "Train, validation or test; one group, one side.",
        splits.VERSION, splits.conduct, splits.SPLITS,
        (Read(documents, splits.READS), Read(made["duplicates"], ("id", "group"))), sliced="documents",
        conducted=True, parameters={"split": written["split"]})
    yield Stage("evaluation_sets", "once", "select",
        "Items of evaluation sets, which must not be trained on.",
        contamination_sets.VERSION, contamination_sets.read_sets, contamination_sets.EVALUATION,
        planner=contamination_sets.plan_sets, parameters={name: sought[name] for name in ("fields", "name")})
    yield Stage("contamination", "once", "select",
        "Documents that hold items of evaluation sets, and where.",
        contamination_stage.VERSION, contamination_stage.conduct, contamination.CONTAMINATION,
        (Read(made["evaluation_sets"]), Read(documents, ("id", "text")), Read(made["duplicates"], ("id", "keeper"))),
        sliced="documents", conducted=True,
        parameters={name: sought[name] for name in ("template", "fewest_runs", "told")})


def _select(made: Made) -> Iterator[Stage]:
    documents, measured, duplicates = made["documents"], made["quality"], made["duplicates"]
    written = policy.read_policy()
    rules = {name: asked for name, asked in written.items() if name != "audit"}
    yield Stage("selection", "cell", "select",
        "Keep, low weight, duplicate, quarantine or withdrawn, and why.",
        decide.VERSION, decide.select, schema.SELECTION,
        (Read(documents, decide.ASKED), Read(duplicates), Read(measured), Read(made["authority"]),
         Read(made["strata"]), Read(made["splits"]), Read(made["contamination"])),
        over="documents", parameters={"policy": written})
    yield Stage("audit", "cell", "select",
        "What each rule takes from each stratum, and who stands at its limit.",
        audit.VERSION, audit_stage.audit, audit.AUDIT,
        (Read(documents, audit_stage.TOLD), Read(measured, audit_stage.signals(rules)), Read(made["strata"]),
         Read(made["selection"], audit_stage.DECIDED)), parameters={"policy": rules})
    yield Stage("budget", "once", "select",
        "Which documents a budget of tokens has room for, and why not the others.",
        budget_stage.VERSION, budget_stage.conduct, schema.BUDGET,
        (Read(documents, budget_candidates.TOLD), Read(made["selection"], ("id", "weight")),
         Read(duplicates, ("id", "cluster", "decisions")), Read(measured, ("id", "chars", "language"))),
        sliced="documents", conducted=True, parameters=budget_candidates.read_settings())
    yield Stage("corpus", "cell", "select",
        "The chosen texts, personal data masked.",
        corpus.VERSION, corpus.choose, schema.CORPUS,
        (Read(documents), Read(made["selection"]), Read(made["budget"]), Read(duplicates), Read(measured),
         Read(made["personal_data"]), Read(made["sections"]), Read(made["citations"])),
        over="documents", planner=corpus.plan_corpus)


def _train_tokenizers(made: Made) -> Iterator[Stage]:
    sampled = (Read(made["corpus"], tokenizer.sampling.READS),)
    yield Stage("bpe_tokenizer", "once", "tokenizer",
        "Byte-level BPE of the corpus, an ordinary tokenizer.json.",
        tokenizer.stage.VERSION, tokenizing.conduct, None, sampled, conducted=True, suffix=".json",
        parameters=tokenizing.settings_of(vocab_size=4096))
    yield Stage("extended_tokenizer", "once", "tokenizer",
        "The vocabulary of a base model with the merges of the corpus, if a base is named.",
        extending.VERSION, extending.conduct, None, sampled, conducted=True, planner=extending.plan_extension,
        suffix=".json", parameters=extending.settings_of())


def _write_texts(made: Made) -> Iterator[Stage]:
    yield Stage("parquet_shards", "once", "datasets",
        "The corpus as Parquet: each split shuffled as a whole, in files of one size.",
        parquet.VERSION, parquet.conduct, schema.CORPUS,
        (Read(made["corpus"]),), conducted=True, parameters={"megabytes": 256, "rows": 100_000, "seed": 0})
    yield Stage("webdataset_shards", "once", "datasets",
        "The same files as WebDataset: .txt and .json in tar files.",
        webdataset.VERSION, webdataset.write_tar, None,
        (Read(made["parquet_shards"]),), over="parquet_shards", planner=webdataset.plan_tars, suffix=".tar")


def _write_questions(made: Made) -> Iterator[Stage]:
    documents, chosen, cutting = made["documents"], made["corpus"], chunks.read_settings()
    yield Stage("embedding_chunks", "cell", "datasets",
        "Whole sections up to a budget, for embedding models.",
        chunks.VERSION, adapters.embedding_chunks, schema.EMBEDDING_CHUNKS,
        (Read(chosen), *([Read(made["bpe_tokenizer"])] if cutting["unit"] == "tokens" else [])), over="corpus",
        variants=SPLITS, parameters=cutting)
    yield Stage("embedding_pairs", "once", "datasets",
        "Queries, passages that answer, hard negatives.",
        pairs_stage.VERSION, pairs_stage.conduct, schema.EMBEDDING_PAIRS,
        (Read(documents, pairs_stage.ABSTRACTS), Read(chosen, pairs_stage.CORPUS), Read(made["embedding_chunks"]),
         Read(made["authority"], pairs_stage.APPEALS), Read(made["statutes"])), variants=SPLITS,
        conducted=True, planner=pairs_stage.plan_pairs, parameters=pairs_stage.read_settings())
    yield Stage("instruction_seeds", "once", "datasets",
        "Questions from templates and stretches that may answer, for annotators.",
        seeds_stage.VERSION, seeds_stage.conduct, schema.SEEDS,
        (Read(documents, ("id",)), Read(chosen, seeds_stage.CORPUS), Read(made["citations"])), conducted=True,
        parameters={"seeds": 10_000, "of_a_target": 3})


def _pack(made: Made) -> Iterator[Stage]:
    chosen, bpe = made["corpus"], made["bpe_tokenizer"]
    yield Stage("tokens", "cell", "datasets",
        "The chosen texts as token ids, and where long ones are cut.",
        tokens.VERSION, tokens.encode, schema.TOKENS,
        (Read(chosen, tokens.READS), Read(bpe)), over="corpus", parameters={"length": ROW_LENGTH})
    yield Stage("packed_sequences", "once", "datasets",
        "Rows of token ids; documents whole where they fit.",
        packing.VERSION, packing_stage.conduct, schema.PACKED_SEQUENCES,
        (Read(chosen, packing.READS), Read(made["tokens"]), Read(bpe)), variants=SPLITS, conducted=True,
        planner=packing_stage.plan_packing,
        parameters={"length": ROW_LENGTH, "shard_tokens": packing.SHARD_TOKENS})


def _release(made: Made) -> Iterator[Stage]:
    counted = ("source_files", "documents", "duplicates", "quality", "personal_data", "selection", "audit", "corpus",
               "sections", "citations", "strata", "profiles", "budget")
    packaged = ("bpe_tokenizer", "extended_tokenizer", "parquet_shards", "webdataset_shards", "embedding_chunks",
                "embedding_pairs", "packed_sequences")
    yield Stage("release", "once", "release",
        "Everything under names for people: card, report, files.",
        release.VERSION, release.release, schema.RELEASE,
        (Read(made["signatures"], ("id", "simhash")), *(Read(made[name]) for name in (*counted, *packaged))),
        planner=release.plan_release,
        parameters={"name": RELEASE_NAME, "length": ROW_LENGTH, "tolerance": policy.read_policy()["audit"]})
# fmt: on


_ROOMS: tuple[Room, ...] = (
    _ingest, _annotate, _deduplicate, _measure, _cite, _prepare_selection, _select, _train_tokenizers, _write_texts,
    _write_questions, _pack, _release,
)  # fmt: skip
"""In the direction of the data."""
