"""The `authority` asset: who cites whom among the decisions, PageRank over that graph, and who alone cites an article.

What belongs here: resolving cited cases to documents of the corpus, and the ranking. A rank is told in units of a
document that nobody cites and in coarse steps, so that a night moves few of them and asks for little work below. A
case of several documents shares one citation among them. Only names that mean one case in every court link: ECLI, LJN
and national numbers; others begin anew in each court, and a citation seldom tells the court. Still to come: those with
their court, and which of a case's documents a citation means, by its day.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.dedup.identity import NATIONAL

VERSION = "3"

STEPS = 8
"""Steps of a rank in a doubling."""

_TOLERANCE = 1e-12
_MOST_ROUNDS = 200
_LOOK_ALIKES = dict(zip("abcehikmoptxy", "авсенікмортху", strict=True))
_LATIN_NAME = r"^(?:ecli:|[a-z]{2}\d{4}$)"
_OLD_NUMBER = r"(?i)^ecli:nl:\w+:\d{4}:([a-z]{2}\d{4})$"


def _case_key(column: pl.Expr) -> pl.Expr:
    r"""One spelling of a case number or ECLI: no spaces, `/` for `\\`, lower case, an LJN for the ECLI made of it."""
    plain = column.str.replace_all(r"\s+", "").str.replace_all("\\", "/", literal=True).str.to_lowercase()
    folded = plain.str.replace_many(list(_LOOK_ALIKES), list(_LOOK_ALIKES.values()))
    is_latin = plain.str.contains(_LATIN_NAME)
    return pl.when(is_latin).then(plain.str.replace(_OLD_NUMBER, "$1")).otherwise(folded)


def _ids(documents: pa.Table) -> pl.DataFrame:
    """(id): the distinct ids, in order of appearance."""
    return pl.DataFrame(pl.from_arrow(documents.select(["id"]))).unique(maintain_order=True)


def _names(documents: pa.Table) -> pl.DataFrame:
    """(node, case): every national case number and ECLI under which a document may be cited."""
    frame = pl.DataFrame(pl.from_arrow(documents.select(["id", "case_numbers"])))
    nodes = frame.group_by("id").agg("case_numbers").sort("id").with_row_index("node")
    numbers = nodes.select("node", case=pl.col("case_numbers")).explode("case").explode("case")
    eclis = nodes.select("node", case=pl.col("id").str.extract(r"(ECLI:.+)$"))
    keys = pl.concat([numbers, eclis]).drop_nulls("case").with_columns(_case_key(pl.col("case"))).unique()
    return keys.filter(pl.col("case").str.contains(NATIONAL) | pl.col("case").str.contains(_LATIN_NAME))


def _edges(documents: pa.Table, citations: pa.Table) -> pl.DataFrame:
    """(source, target, weight): citations of cases between documents, without those of the own case.

    A document's weight of 1 is shared by the cases it cites, and a case's share by its documents.
    """
    names = _names(documents)
    ids = _ids(documents).sort("id").with_row_index("node")
    cited = (
        pl.DataFrame(pl.from_arrow(citations.select(["id", "citations"])))
        .explode("citations")
        .drop_nulls("citations")
        .select("id", case=_case_key(pl.col("citations").struct.field("case")))
        .drop_nulls("case")
        .unique()
        .join(ids, on="id")
        .select(source="node", case="case")
        .join(names.rename({"node": "source"}), on=["source", "case"], how="anti")
    )
    found = cited.join(names.rename({"node": "target"}), on="case").filter(pl.col("source") != pl.col("target"))
    shared = found.with_columns(weight=1.0 / pl.len().over("source", "case") / pl.col("case").n_unique().over("source"))
    in_order = shared.sort("source", "target", "weight")
    return in_order.group_by("source", "target", maintain_order=True).agg(pl.col("weight").sum())


def pagerank(nodes: int, edges: pl.DataFrame, damping: float = 0.85) -> np.ndarray:
    """PageRank by power iteration, float64[nodes], sum 1; documents that cite nothing give to all alike.

    `edges` are (source, target, weight), the weights of a source adding up to 1 at most. Source: Brin and Page, The
    anatomy of a large-scale hypertextual web search engine, 1998.
    """
    source, target = edges["source"].to_numpy(), edges["target"].to_numpy()
    weight = edges["weight"].to_numpy()
    silent = np.bincount(source, minlength=nodes) == 0
    rank = np.full(nodes, 1.0 / nodes)
    for _ in range(_MOST_ROUNDS):
        received = np.bincount(target, weights=rank[source] * weight, minlength=nodes)
        new = (1.0 - damping) / nodes + damping * (received + rank[silent].sum() / nodes)
        moved = np.abs(new - rank).sum()
        rank = new / new.sum()
        if moved < _TOLERANCE:
            break
    return rank


def _in_steps(rank: np.ndarray, cited: np.ndarray) -> np.ndarray:
    """Ranks over that of a document that nobody cites, float32; 1 for these."""
    uncited = rank[cited == 0].min(initial=rank.max())
    return np.exp2(np.rint(STEPS * np.log2(rank / uncited)) / STEPS).astype(np.float32)


def _alone(citations: pa.Table) -> pl.DataFrame:
    """(id): documents that cite an article of a law that no other document cites."""
    cited = pl.DataFrame(pl.from_arrow(citations.select(["id", "citations"]))).explode("citations")
    target = pl.col("citations").struct
    articles = cited.select("id", law=target.field("law"), article=target.field("article")).drop_nulls().unique()
    return articles.filter(pl.len().over("law", "article") == 1).select("id").unique()


def rank(documents: pa.Table, citations: pa.Table, *, damping: float = 0.85) -> pa.Table:
    """How much each document is cited, `schema.AUTHORITY`: one row per distinct id, in order of appearance.

    `documents` needs id and case_numbers, `citations` is `schema.CITATIONS` of any of them. `cited_by` counts
    documents, each once; `damping` is the chance to follow a citation rather than to start anew. Documents are
    numbered by id, so that sums of floats do not depend on the order of rows.
    """
    ids = _ids(documents)
    if ids.is_empty():
        return schema.AUTHORITY.empty_table()
    edges = _edges(documents, citations)
    cited_by = np.bincount(edges["target"].to_numpy(), minlength=len(ids)).astype(np.int32)
    ranks = _in_steps(pagerank(len(ids), edges, damping), cited_by)
    only = pl.col("id").is_in(_alone(citations)["id"].implode())
    ranked = ids.sort("id").with_columns(cited_by=cited_by, rank=ranks, only_citation=only)
    return ids.join(ranked, on="id", how="left", maintain_order="left").to_arrow().cast(schema.AUTHORITY)
