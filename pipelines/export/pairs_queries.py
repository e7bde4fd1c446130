"""What is asked of an embedding model, each query with the keys of what answers it.

What belongs here: the queries of a shard by type, and their evidence. What does not: the passages
(`pairs_passages.py`), and whether there are any.

| type | query | answer |
|---|---|---|
| abstract_to_consideration | the publisher's abstract | considerations of that judgment |
| article_to_consideration | an article as it was on a decision's day | its considerations that cite it |
| sentence_to_article | a sentence that cites an article | that article as it was on the day |
| sentence_to_decision | a sentence that cites a decision | considerations of that decision |
| appeal_to_appealed | considerations of a ruling | considerations of the decision it disposes of |
| heading_to_section | a question made of headings, from a template | the section below them |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotate.language import primary
from pipelines.annotate.personal.privacy import Profile
from pipelines.annotate.personal.stage import find_personal_data
from pipelines.citations.cite import mention
from pipelines.export.naming import name_of
from pipelines.export.pairs_keys import CITED_CASE, Kind, key_of, keys_of, spelled
from pipelines.export.pairs_masks import TAG, masked, sentence_around
from pipelines.export.pairs_passages import (
    KEYS,
    cases_of,
    cited_articles,
    considered,
    heading_of,
    in_force,
    key_lists,
    names_of,
    split_of,
    thesis_key,
    thesis_keys,
)
from pipelines.select.hiding import hide, spans_of_rows

QUERIES = pa.schema([
    ("query_id", pa.string()),
    ("type", pa.string()),
    ("query", pa.large_string()),
    ("language", pa.string()),
    ("document", pa.string()),
    ("evidence", pa.string()),
    ("wants", KEYS),
    ("own", KEYS),
    ("bars", KEYS),
])  # fmt: skip
"""A query; as keys what answers it, the names of its document, and what a passage must not bear to be a negative."""

POOL = {
    "abstract_to_consideration": "considerations",
    "article_to_consideration": "considerations",
    "sentence_to_article": "articles",
    "sentence_to_decision": "considerations",
    "appeal_to_appealed": "considerations",
    "heading_to_section": "sections",
}
"""The pool that holds the answers to each type of query."""

QUESTIONS = {"uk": "Що сказано в документі під заголовком «{}»?", "nl": "Wat staat er onder het kopje ‘{}’?"}
"""Templates of questions from headings."""

LONGEST, SHORTEST = 2000, 40
"""Characters of a query; a shorter one asks nothing."""

MOST_SENTENCES = 4
"""Sentences of a document that are queries, of different targets."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What queries are made of: rows of the corpus and its chunks (of one split), abstracts beside it, and appeals."""

    corpus: pa.Table
    chunks: pa.Table
    abstracts: pa.Table
    """id, version, kind, language, date, edition, case_numbers, abstract"""
    appeals: Mapping[str, Sequence[str]]
    """decisions that each ruling of the corpus disposes of"""


def article_queries(known: pl.DataFrame, split: str) -> pa.Table:
    """Articles of a split as `QUERIES`; `known` are those of `editions`."""
    own = known.filter(pl.col("article").map_elements(split_of, pl.String) == split)
    own = own.filter(pl.col("text").str.len_chars() >= SHORTEST)
    told = own.select(
        query_id="name", type=pl.lit("article_to_consideration"), query=pl.col("text").str.slice(0, LONGEST),
        language=pl.lit("uk"), document="article", evidence=pl.lit("cited by the passage, edition of its day"),
        wants=pl.concat_list(keys_of("citing", own["name"])), own=pl.lit([], pl.List(pl.UInt64)),
        bars=pl.concat_list(keys_of("holds", own["article"])),
    )  # fmt: skip
    return told.to_arrow().cast(QUERIES)


def shard_queries(shard: Shard, known: pl.DataFrame, split: str, sampled: frozenset[str], profile: Profile) -> pa.Table:
    """The queries of the sampled documents (ids) of a shard, `QUERIES`; personal data in abstracts is masked."""
    own = shard.corpus.filter(pc.is_in(shard.corpus["id"], pa.array(sorted(sampled), shard.corpus["id"].type)))
    frame = pl.DataFrame(own)
    names, bars, theses = key_lists("document", names_of(frame)), _bars(frame), thesis_keys(shard.abstracts)
    versions = {name_of(row["id"], row["version"]): row for row in own.to_pylist()}
    chunks = [row for row in shard.chunks.to_pylist() if row["chunk"].rpartition("#")[0] in versions]
    found = [
        *_abstracts(shard.abstracts, frozenset(versions), profile),
        *_sentences(frame, versions, chunks, known, split),
        *_appeals(shard.appeals, versions, chunks),
        *_headings(chunks),
    ]
    keys = {
        row["id"]: {"own": names[row["id"]], "bars": [*bars[row["id"]], *([theses[name]] if name in theses else [])]}
        for name, row in versions.items()
    }
    told = [row | keys[row["document"]] for row in found if _asks(row["query"])]
    return pa.Table.from_pylist([row | {"query": row["query"].strip()[:LONGEST]} for row in told], QUERIES)


def _asks(query: str) -> bool:
    return len(query.replace(TAG, "").strip()) >= SHORTEST


def _bars(documents: pl.DataFrame) -> dict[str, list[int]]:
    """Keys that each document shares with what is kin to it: group, names, cited decisions, cited articles."""
    names: list[tuple[Kind, pl.DataFrame]] = [
        ("group", documents.select("id", name="group")),
        ("document", names_of(documents)),
        ("document", cases_of(documents)),
        ("law", cited_articles(documents).select("id", name="article")),
    ]
    keyed = [rows.select("id", keys_of(kind, rows["name"])) for kind, rows in names]
    return {document: sorted(keys) for document, keys in pl.concat(keyed).unique().group_by("id").agg("key").rows()}


def _abstracts(rows: pa.Table, versions: frozenset[str], profile: Profile) -> Iterator[dict[str, Any]]:
    """Abstracts, what they cite and whom they name masked; one in which more would have to be masked is left out."""
    names = [f"{document}@{version}" in versions for document, version in zip(
        rows["id"].to_pylist(), rows["version"].to_pylist(), strict=True)]  # fmt: skip
    told = rows.filter(pa.array(names, pa.bool_()))
    told = told.filter(told["abstract"].is_valid())
    if not told.num_rows:
        return
    texts = told.drop_columns(["abstract"]).append_column("text", told["abstract"].cast(pa.large_string()))
    cited = mention(texts)["citations"].to_pylist()
    plain = [
        masked(text, (0, len(text)), [(each["start"], each["end"]) for each in places])
        for text, places in zip(texts["text"].to_pylist(), cited, strict=True)
    ]
    texts = texts.set_column(texts.schema.get_field_index("text"), "text", pa.array(plain, pa.large_string()))
    spans = [spans_of_rows(row, profile) for row in find_personal_data(texts)["spans"].to_pylist()]
    written = hide(texts, spans, [[] for _ in spans], profile)
    columns = (told[name].to_pylist() for name in ("id", "language", "abstract"))
    for document, language, thesis, text in zip(*columns, written, strict=True):
        if text.is_clean:
            row = _row(document, "abstract_to_consideration", text.text, language, "document", document,
                       "published with the judgment")  # fmt: skip
            yield row | {"document": document, "wants": [thesis_key(thesis)]}


def _row(name: str, kind: str, query: str, language: str, key: Kind, target: str, evidence: str) -> dict[str, Any]:
    return {
        "query_id": name, "type": kind, "query": query, "language": language, "evidence": evidence,
        "wants": [key_of(key, target)],
    }  # fmt: skip


def _sentences(
    frame: pl.DataFrame,
    versions: Mapping[str, dict[str, Any]],
    chunks: Sequence[dict[str, Any]],
    known: pl.DataFrame,
    split: str,
) -> Iterator[dict[str, Any]]:
    """A sentence for each of some targets of a document, every citation in it masked."""
    answers = _answers(frame, known, split)
    taken = dict[str, set[str]]()
    for chunk in chunks:
        name = chunk["chunk"].rpartition("#")[0]
        row, used = versions[name], taken.setdefault(name, set())
        within = considered(chunk, row["sections"]) or (0, 0)
        for each in row["citations"]:
            wanted = answers.get((row["id"], each["target"]))
            stands = within[0] <= each["start"] < within[1]
            if stands and wanted and wanted[2] not in used and len(used) < MOST_SENTENCES:
                used.add(wanted[2])
                sentence = sentence_around(row["text"], (each["start"], each["end"]), within)
                yield _sentence(row, sentence, chunk["language"], wanted)


def _answers(frame: pl.DataFrame, known: pl.DataFrame, split: str) -> dict[tuple[str, str], tuple[str, Kind, str]]:
    """(type, kind of key, name) of what answers for each document and target: articles of the split, other cases."""
    articles = in_force(cited_articles(frame), known).select("id", "article", "name").rows()
    found: dict[tuple[str, str], tuple[str, Kind, str]] = {
        (document, article): ("sentence_to_article", "article", name)
        for document, article, name in articles
        if split_of(article) == split
    }
    targets = frame.select("id", target=pl.col("citations").list.eval(pl.element().struct.field("target")))
    cases = targets.explode("target").drop_nulls().unique().with_columns(name=spelled(pl.col("target")))
    others = cases.filter(pl.col("name").str.contains(CITED_CASE)).join(names_of(frame), on=["id", "name"], how="anti")
    for document, target, name in others.rows():
        found[document, target] = ("sentence_to_decision", "document", name)
    return found


def _sentence(
    row: dict[str, Any], within: tuple[int, int], language: str, wanted: tuple[str, Kind, str]
) -> dict[str, Any]:
    text = masked(row["text"], within, [(each["start"], each["end"]) for each in row["citations"]])
    kind, key, target = wanted
    name = f"{name_of(row['id'], row['version'])}:{within[0]}-{within[1]}>{target}"
    return _row(name, kind, text, language, key, target, f"the sentence cites {target}") | {"document": row["id"]}


def _appeals(
    appeals: Mapping[str, Sequence[str]], versions: Mapping[str, dict[str, Any]], chunks: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The first considerations of a ruling, for each decision that it disposes of."""
    seen = set[str]()
    for chunk in chunks:
        name = chunk["chunk"].rpartition("#")[0]
        within = considered(chunk, versions[name]["sections"])
        if name in seen or not within:
            continue
        seen.add(name)
        places = [(each["start"], each["end"]) for each in versions[name]["citations"]]
        text = masked(versions[name]["text"], within, places)
        for decision in appeals.get(chunk["id"], ()):
            row = _row(f"{name}>{decision}", "appeal_to_appealed", text, chunk["language"], "document", decision,
                       f"disposes of {decision} in its operative part")  # fmt: skip
            yield row | {"document": chunk["id"]}


def _headings(chunks: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A question for the first chunk below each heading that says something."""
    seen = set[tuple[str, str]]()
    for chunk in chunks:
        heading = (chunk["id"], chunk["context"])
        if heading in seen or not heading_of(chunk["context"], chunk["language"]):
            continue
        seen.add(heading)
        question = QUESTIONS.get(primary(chunk["language"]), QUESTIONS["uk"]).format(chunk["context"])
        row = _row(f"{chunk['chunk']}?", "heading_to_section", question, chunk["language"], "chunk", chunk["chunk"],
                   "stands below the headings; the question is a template")  # fmt: skip
        yield row | {"document": chunk["id"]}
