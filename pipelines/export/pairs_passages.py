"""Passages that may answer a query: considerations of decisions, sections, articles.

What belongs here: the rows of a shard that are passages, what they are wanted by and what they are kin to. What does
not: what is asked (`pairs_queries.py`) and which of them is an answer or none (`negatives.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotate.language import primary
from pipelines.export.naming import name_of
from pipelines.export.pairs_keys import CITED_CASE, Kind, chance, key_of, keys_of, spelled
from pipelines.export.pairs_masks import Place, masked, unheaded
from sectionizer.headings import SEPARATOR, words

KEYS = pa.list_(pa.uint64())

PASSAGES = pa.schema([
    ("passage", pa.string()),
    ("pool", pa.string()),
    ("document", pa.string()),
    ("group", pa.string()),
    ("language", pa.string()),
    ("text", pa.large_string()),
    ("evidence", pa.string()),
    ("names", KEYS),
    ("marks", KEYS),
    ("cites", KEYS),
    ("thesis", KEYS),
])  # fmt: skip
"""A passage, and as keys: names that want it; marks of its group, its document and the decisions it cites; articles
that its document cites; articles that it cites itself. Evidence: where it stands."""

POOLS = ("considerations", "sections", "articles")
"""What is searched for one kind of query: passages of another pool would be told apart by their form alone."""

REASONED = ("reasoning", "body", "overwegingen")
"""Parts of a decision that hold considerations."""

SHARES = (("test", 0.05), ("validation", 0.10), ("train", 1.0))
"""An article's split: a number below the first is in the first."""

SHORTEST = 40
"""Characters of a passage; a shorter one answers nothing."""

RANGE = " – "
"""Stands between the headings of the first and the last section of a chunk that holds several."""

LEAST_TITLE = 3
"""Words of a heading that asks for anything."""


def split_of(article: str) -> str:
    """The split of all editions of an article, by its name (`law/article`)."""
    drawn = chance(article)
    return next(split for split, limit in SHARES if drawn < limit)


def editions(statutes: pa.Table) -> pl.DataFrame:
    """(article, name, valid_from, valid_to, text): each text that an article has had, named after its first edition.

    Editions that leave an article as it was are one; `statutes` are rows of `schema.STATUTES`.
    """
    rows = pl.DataFrame(statutes.select(["law", "article", "valid_from", "valid_to", "text"]))
    rows = rows.with_columns(article=pl.concat_str("law", "article", separator="/")).drop("law")
    rows = rows.sort("article", "valid_from", nulls_last=False, maintain_order=True)
    runs = rows.with_columns(run=pl.struct("article", "text").rle_id())
    told = runs.group_by("run", "article", maintain_order=True).agg(
        pl.col("valid_from", "text").first(), pl.col("valid_to").last()
    )
    name = pl.concat_str("article", pl.col("valid_from").fill_null(""), separator="@")
    return told.select("article", name.alias("name"), "valid_from", "valid_to", "text")


def in_force(cited: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Rows (article, day, …) with the name of the edition that was in force on the day; the newest without a day.

    Rows whose article had no edition then are left out.
    """
    day = pl.col("day").cast(pl.String)
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    going = pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)
    newest = day.is_null() & pl.col("valid_to").is_null()
    joined = cited.join(known.drop("text"), on="article", maintain_order="left")
    return joined.filter((begun & going).fill_null(False) | newest).select(*cited.columns, "name")


def article_passages(known: pl.DataFrame, split: str) -> pa.Table:
    """Articles of a split as `PASSAGES`; `known` are those of `editions`, nothing is masked in them."""
    own = known.filter(pl.col("article").map_elements(split_of, pl.String) == split)
    laws, names = keys_of("law", own["article"]), keys_of("article", own["name"])
    told = own.select(
        passage="name", pool=pl.lit("articles"), document="article", group="article", language=pl.lit("uk"),
        text="text", evidence=pl.concat_str(pl.lit("in force from "), pl.col("valid_from").fill_null("its adoption")),
        names=pl.concat_list(names), marks=pl.concat_list(laws),
        cites=pl.lit([], pl.List(pl.UInt64)), thesis=pl.lit([], pl.List(pl.UInt64)),
    )  # fmt: skip
    return told.to_arrow().cast(PASSAGES)


def chunk_passages(
    corpus: pa.Table, chunks: pa.Table, abstracts: pa.Table, known: pl.DataFrame, wanted: frozenset[str]
) -> pa.Table:
    """Considerations and headed sections of some documents as `PASSAGES`, each in the order of the chunks.

    `chunks` and `abstracts` are those of `corpus`; only documents of `wanted` (ids) are taken.
    """
    own = corpus.filter(pc.is_in(corpus["id"], pa.array(sorted(wanted), corpus["id"].type)))
    documents = {name_of(row["id"], row["version"]): row for row in own.to_pylist()}
    keys = _document_keys(pl.DataFrame(own), known, thesis_keys(abstracts))
    rows = list[dict[str, Any]]()
    for chunk in chunks.to_pylist():
        name = chunk["chunk"].rpartition("#")[0]
        if name in documents:
            rows += _passages(chunk, documents[name], keys[name])
    return pa.Table.from_pylist(rows, PASSAGES)


def _passages(chunk: dict[str, Any], document: dict[str, Any], keys: dict[str, Any]) -> list[dict[str, Any]]:
    """A chunk as a passage of every pool that it belongs to."""
    places = [(each["start"], each["end"]) for each in document["citations"]]
    base = {
        "passage": chunk["chunk"], "document": chunk["id"], "group": chunk["group"],
        "language": chunk["language"], "marks": keys["marks"], "cites": keys["cites"],
        "thesis": [key_of("thesis", each) for each in chunk["cited"]], "evidence": chunk["path"],
    }  # fmt: skip
    found = list[dict[str, Any]]()
    within = considered(chunk, document["sections"])
    if within:
        names = [*keys["names"], *(keys["citing"][each] for each in chunk["cited"] if each in keys["citing"])]
        text = masked(document["text"], within, places)
        found.append(base | {"pool": "considerations", "text": text, "names": names, "evidence": "considerations"})
    title = heading_of(chunk["context"], chunk["language"])
    if title:
        text = masked(document["text"], (chunk["start"], chunk["end"]), places)
        names = [key_of("chunk", chunk["chunk"])]
        found.append(base | {"pool": "sections", "text": unheaded(text, title), "names": names})
    return [row for row in found if len(row["text"].strip()) >= SHORTEST]


def considered(chunk: Mapping[str, Any], sections: Sequence[Mapping[str, Any]]) -> Place | None:
    """The stretch of a chunk that lies in the considerations of its document; None where none does."""
    for section in sections:
        start, end = max(chunk["start"], section["start"]), min(chunk["end"], section["end"])
        if section["kind"] in REASONED and start < end:
            return start, end
    return None


def heading_of(context: str, language: str) -> str:
    """The nearest heading over a chunk, where it is one and says something of its own; else nothing."""
    *above, last = context.split(SEPARATOR)
    told = sum(word.strip(".,:;()").isalpha() for word in last.split())
    usual = RANGE in last or last in words(primary(language)).values()
    return last if above and told >= LEAST_TITLE and not usual else ""


def names_of(documents: pl.DataFrame) -> pl.DataFrame:
    """(id, name) of all names a document is cited by: its id, its ECLI, numbers of its case that mean it anywhere."""
    own = documents.select("id", name=pl.col("id").str.extract("^rechtspraak:(ECLI:.+)$"))
    cases = documents.select("id", name="case_numbers").explode("name")
    national = pl.concat([own, cases]).drop_nulls().with_columns(spelled(pl.col("name")))
    national = national.filter(pl.col("name").str.contains(CITED_CASE))
    return pl.concat([documents.select("id", name="id"), national]).unique(maintain_order=True)


def cases_of(documents: pl.DataFrame) -> pl.DataFrame:
    """(id, name) of the decisions that each document cites."""
    cited = documents.select("id", name=pl.col("citations").list.eval(pl.element().struct.field("target")))
    cited = cited.explode("name").drop_nulls().unique(maintain_order=True)
    return cited.with_columns(spelled(pl.col("name"))).filter(pl.col("name").str.contains(CITED_CASE)).unique()


def thesis_keys(abstracts: pa.Table) -> dict[str, int]:
    """The key of the abstract of each document version that has one; equal abstracts are one thesis."""
    told = abstracts.filter(abstracts["abstract"].is_valid()).select(["id", "version", "abstract"])
    return {name_of(row["id"], row["version"]): thesis_key(row["abstract"]) for row in told.to_pylist()}


def thesis_key(abstract: str) -> int:
    """The key of an abstract, however it is spaced."""
    return key_of("abstract", " ".join(abstract.lower().split()))


def _document_keys(frame: pl.DataFrame, known: pl.DataFrame, theses: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Of each document version the keys that its passages share."""
    own, cited = key_lists("document", names_of(frame)), key_lists("document", cases_of(frame))
    articles = cited_articles(frame)
    laws, citing = key_lists("holds", articles.select("id", name="article")), _editions_cited(articles, known)
    keys = dict[str, dict[str, Any]]()
    for document, version, group in frame.select("id", "version", "group").iter_rows():
        name = name_of(document, version)
        thesis = [theses[name]] if name in theses else []
        names = [*own.get(document, []), *thesis]
        marks = {key_of("group", group), *names, *cited.get(document, [])}
        keys[name] = {
            "names": names, "marks": sorted(marks), "cites": sorted(laws.get(document, [])),
            "citing": citing.get(document, {}),
        }  # fmt: skip
    return keys


def cited_articles(documents: pl.DataFrame) -> pl.DataFrame:
    """(id, article, day) of the articles that each document cites, and its day."""
    target = pl.col("citations").list.eval(pl.element().struct.field("target"))
    cited = documents.select("id", day="date", article=target).explode("article").drop_nulls("article")
    is_article = pl.col("article").str.contains("/", literal=True) & ~pl.col("article").str.contains(CITED_CASE)
    return cited.filter(is_article).unique(maintain_order=True)


def _editions_cited(articles: pl.DataFrame, known: pl.DataFrame) -> dict[str, dict[str, int]]:
    found = in_force(articles, known)
    keyed = found.with_columns(keys_of("citing", found["name"]))
    told = dict[str, dict[str, int]]()
    for document, article, key in keyed.select("id", "article", "key").iter_rows():
        told.setdefault(document, {})[article] = key
    return told


def key_lists(kind: Kind, names: pl.DataFrame) -> dict[str, list[int]]:
    """Keys of the names of each document."""
    keyed = names.with_columns(keys_of(kind, names["name"]))
    return dict(keyed.group_by("id").agg("key").iter_rows())
