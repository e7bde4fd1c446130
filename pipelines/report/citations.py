"""Citations in figures: how many found their law, which strings did not, and what is cited most.

What belongs here: counting annotations, shard by shard; of texts only the beginning of a few shards is read, for the
strings that found no law. What does not: how it looks (`assets/citation_tables.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import polars as pl

from pipelines.citations.resolve import DOUBT
from pipelines.scope import EVERYTHING
from pipelines.stage import Shards
from pipelines.store import Ref, Store

STATES = ("resolved", "anaphoric", "ambiguous", "unresolved")
"""What became of a mention: its law is named with it, known by an earlier mention, named in doubt or one of several, or
not known."""

MOST = 20
"""Rows of a table."""

VERSIONS = 5
"""Rows of one document in a shard that do not crowd others out of the table of the most cited."""

SHARDS, ROWS = 3, 1_000
"""Shards, and documents of each with a string that found no law, whose texts are read for the strings."""

FEW = 50
"""Mentions below which a rate tells nothing."""

FAR = 0.15
"""How far a cell's rate may fall below the median of its source."""


@dataclass(frozen=True, slots=True)
class Census:
    """Mentions of laws by state, citations of decisions, and how often each article (law, article) is cited."""

    states: Mapping[str, int]
    decisions: int
    articles: Mapping[tuple[str, str], int]

    @property
    def mentions(self) -> int:
        """Mentions of laws."""
        return sum(self.states.values())

    @property
    def rate(self) -> float:
        """Share of mentions whose law is known, directly or through an earlier mention; 0 without any."""
        return (self.states["resolved"] + self.states["anaphoric"]) / max(self.mentions, 1)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A string that found no law, numbers of articles as #, with its mentions in the sample and a document that has it.

    `candidates` are the acts that it may mean.
    """

    said: str
    mentions: int
    document: str
    candidates: tuple[str, ...] = ()


def _fields(*names: str) -> tuple[str, ...]:
    return tuple(f"citations.list.element.{name}" for name in names)


def _one_by_one(rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each citation, its fields as columns, with `state`; a decision has none."""
    each = rows.explode("citations").drop_nulls("citations").unnest("citations")
    law, several = pl.col("law").is_not_null(), pl.col("candidates").list.len() > 0
    decision = pl.col("kind").is_in(["case", "echr"]) | ((pl.col("kind") == "eu") & ~law)
    return each.with_columns(
        state=pl.when(decision).then(None).when(~law & several).then(pl.lit("ambiguous"))
        .when(~law).then(pl.lit("unresolved"))
        .when(pl.col("anaphoric")).then(pl.lit("anaphoric"))
        .when(pl.col("confidence") < DOUBT).then(pl.lit("ambiguous")).otherwise(pl.lit("resolved"))
    )  # fmt: skip


def census(citations: Shards) -> Census:
    """Counts over shards of `schema.CITATIONS`, one shard in memory at a time."""
    states, articles = [], []
    for table in citations.only(_fields("kind", "law", "article", "candidates", "anaphoric", "confidence")):
        each = _one_by_one(pl.DataFrame(table))
        states.append(each.group_by("state").len())
        articles.append(each.drop_nulls(["law", "article"]).group_by("law", "article").len())
    by_state: dict[str | None, int] = dict(_summed(states, "state").iter_rows())
    most = _summed(articles, "law", "article").sort("len", "law", "article", descending=[True, False, False])
    return Census(
        {state: by_state.get(state, 0) for state in STATES},
        by_state.get(None, 0),
        {(law, article): count for law, article, count in most.head(MOST).iter_rows()},
    )


def _summed(counts: Sequence[pl.DataFrame], *keys: str) -> pl.DataFrame:
    empty = pl.DataFrame(schema={**dict.fromkeys(keys, pl.String), "len": pl.UInt32})
    return pl.concat([empty, *counts]).group_by(keys).agg(pl.col("len").cast(pl.Int64).sum())


def usual_rate(cells: Mapping[str, Sequence[Ref]], store: Store) -> float | None:
    """The median rate of some cells, told by the first shard of each; None when fewer than two have enough mentions."""
    counts = [census(Shards(store, tuple(refs[:1]))) for refs in cells.values()]
    rates = [each.rate for each in counts if each.mentions >= FEW]
    return median(rates) if len(rates) > 1 else None


def unresolved(citations: Shards, documents: Shards) -> list[Unresolved]:
    """The most frequent strings that found no law, in a sample: `ROWS` documents of each of `SHARDS` shards.

    `documents` holds the shards that the annotations lie beside, in any order.
    """
    texts = {ref.shard.key: ref for ref in documents.refs}
    wanted = ("id", *_fields("start", "end", "kind", "law", "candidates", "anaphoric", "confidence"))
    found = [
        _strings(pl.DataFrame(citations.store.read_table(ref, wanted)), texts[ref.shard.beside], documents.store)
        for ref in citations.refs[:SHARDS]
    ]
    schema = {"said": pl.String, "id": pl.String, "candidates": pl.List(pl.String)}
    every = pl.concat([pl.DataFrame(schema=schema), *found])
    known = pl.col("candidates").explode(empty_as_null=False).unique().sort()
    counted = every.group_by("said").agg(pl.len(), pl.col("id").min(), known)
    most = counted.sort("len", "said", descending=[True, False]).head(MOST)
    return [Unresolved(said, count, document, tuple(acts)) for said, count, document, acts in most.iter_rows()]


def _strings(rows: pl.DataFrame, documents: Ref, store: Store) -> pl.DataFrame:
    """(said, id, candidates): strings without a law, of the first documents that have any; blanks one, numbers #."""
    each = _one_by_one(rows.with_row_index("row")).filter(pl.col("law").is_null() & pl.col("state").is_not_null())
    chosen = each["row"].unique().sort().head(ROWS)
    texts = store.read_rows(documents, chosen.to_numpy().astype(np.int64), "text")
    of_row = pl.DataFrame({"row": chosen, "text": pl.Series("text", texts, dtype=pl.String)})
    span = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    plain = span.str.replace_all(r"\s+", " ")
    said = _without_numbers(plain).alias("said")
    return each.join(of_row, on="row").select(said, "id", "candidates")


def _without_numbers(text: pl.Expr) -> pl.Expr:
    """Numbers of articles as #; what stands after № is the law's own and stays."""
    return text.str.replace_all(r"(^|[^№N\w\s/-]|[^№N]\s)\d+(?:[-.,:–]\d+)*", "${1}#")


def titles(wanted: Collection[tuple[str, str]], store: Store) -> dict[tuple[str, str], str]:
    """Titles of articles (law, article) in their newest edition, the act's name first; of those that the root holds."""
    manifest = store.find_manifest("statutes", EVERYTHING)
    found: dict[tuple[str, str], str] = {}
    for ref in (Ref("statutes", EVERYTHING, shard) for shard in (manifest.shards if manifest else ())):
        laws = pl.Series(store.read_table(ref, ("law",))["law"])
        rows = laws.is_in(sorted({law for law, _ in wanted})).arg_true().to_numpy().astype(np.int64)
        told = (store.read_rows(ref, rows, name).to_pylist() for name in ("law", "article", "name", "title"))
        for law, article, name, title in zip(*told, strict=True):
            if (law, article) in wanted:
                found[law, article] = ": ".join(filter(None, (name, title)))
    return found


def acts(statutes: Shards) -> dict[str, int]:
    """Laws, editions and articles (of all editions) that the index holds."""
    rows = pl.concat([pl.DataFrame(table) for table in statutes.only(("law", "valid_from"))])
    editions = rows.unique()
    return {"laws": editions["law"].n_unique(), "editions": len(editions), "articles": len(rows)}


def most_cited(authority: Shards) -> list[tuple[str, int]]:
    """(document, documents that cite it), the most cited first; a document counts once, however many rows it has."""
    found: dict[str, int] = {}
    for ref in authority.refs:
        cited = pl.DataFrame(authority.store.read_table(ref, ("cited_by",)))["cited_by"]
        rows = cited.arg_sort(descending=True).head(MOST * VERSIONS).sort().to_numpy().astype(np.int64)
        ids = authority.store.read_rows(ref, rows, "id").to_pylist()
        found |= {name: count for name, count in zip(ids, cited[rows], strict=True) if count}
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST]
