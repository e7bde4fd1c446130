"""Duplicates: clusters of like documents over a whole source, and what each is to the one it resembles.

What belongs here: the way from signatures to labelled rows. What does not: its steps, each in a module of its own
(`candidates`, `comparison`, `identity`, `labels`, `components`, `groups`). This is the simple form, for a source whose
signatures fit in memory; out-of-core band files and nightly increments are still to come.

Nothing is deleted here. A row says which earlier document it was compared with and how like they are; `selection`
decides what that means for the corpus.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.candidates import find_candidates
from pipelines.dedup.comparison import Texts, compare
from pipelines.dedup.components import Components
from pipelines.dedup.groups import group_ids
from pipelines.dedup.identity import Facts
from pipelines.dedup.keepers import keepers
from pipelines.dedup.labels import LABELS, label_pairs
from pipelines.dedup.sketches import Sketches
from pipelines.schema import DUPLICATES

VERSION = "3"


def cluster(
    signatures: pa.Table, documents: pa.Table, texts: Texts, *, jaccard: float = 0.8, containment: float = 0.9
) -> pa.Table:
    """Verified clusters of one source, all years, with label, twin and evidence for every row.

    Takes all rows of the source in shard order: `signatures` (words, text_hash, minhash), `documents` (id, kind,
    issuer_code, case_numbers, date, registered, published, form, edition, status, standing), row beside row, and a way
    to the texts of the rows that need to be read. Gives `schema.DUPLICATES` in the same order.

    Two documents are near if the true Jaccard of their word 5-grams reaches `jaccard`, or one holds `containment` of
    the other's. Near documents and rows of one id make a cluster, named after its first row; a document's twin is the
    earlier one it stands closest to, first by label, then by Jaccard. Texts without words stay alone.
    """
    sketches, facts = Sketches.of(signatures), Facts.of(documents)

    def judge(pairs: np.ndarray) -> pl.DataFrame:
        return _judged(compare(pairs, sketches, texts), facts, jaccard, containment)

    edges = judge(find_candidates(sketches, facts, jaccard, containment)).filter(pl.col("near") | pl.col("same_id"))
    clusters = Components.of(documents.num_rows)
    clusters.join(edges["earlier"].to_numpy(), edges["later"].to_numpy())
    roots = clusters.roots()
    evidence = pl.concat([edges, judge(_held_by_later_ones(roots, edges))])
    ids = pl.Series("id", documents["id"])
    twins = _closest(evidence)
    standing = keepers(documents, twins)
    rows = _rows(ids, roots, twins, standing, group_ids(ids, facts, evidence))
    last_word = documents["standing"].cast(pa.bool_())
    return rows.add_column(DUPLICATES.get_field_index("standing"), DUPLICATES.field("standing"), last_word)


def _judged(edges: pl.DataFrame, facts: Facts, jaccard: float, containment: float) -> pl.DataFrame:
    """Adds near, same_id and label to the evidence."""
    held = pl.max_horizontal("of_earlier", "of_later")
    left, right = edges["earlier"].to_numpy(), edges["later"].to_numpy()
    edges = edges.with_columns(
        near=(pl.col("jaccard") >= jaccard) | (held >= containment),
        same_id=pl.Series(facts.ids[left] == facts.ids[right]),
    )
    return edges.with_columns(label=pl.Series(label_pairs(facts, edges)))


def _held_by_later_ones(roots: np.ndarray, edges: pl.DataFrame) -> np.ndarray:
    """(first row, row) for rows that came into a cluster only through later ones, so that each has an earlier twin.

    Two documents that are versions of each other must not both be said to repeat the other.
    """
    joined = np.flatnonzero(roots != np.arange(len(roots)))
    rows = np.setdiff1d(joined, edges["later"].to_numpy())
    return np.column_stack([roots[rows], rows])


def _closest(evidence: pl.DataFrame) -> pl.DataFrame:
    """Of all earlier documents that a row was compared with, the one it stands closest to."""
    ranked = evidence.sort("later", "label", "jaccard", "earlier", descending=[False, False, True, False])
    return ranked.unique("later", keep="first", maintain_order=True).rename({"later": "row"})


def _rows(ids: pl.Series, roots: np.ndarray, twins: pl.DataFrame, standing: pl.Series, groups: pl.Series) -> pa.Table:
    """One row of `schema.DUPLICATES` per document, but for `standing`, which is told and not found."""
    rows = pl.DataFrame({"id": ids, "row": np.arange(len(roots)), "root": roots, "keeper": standing, "group": groups})
    rows = rows.join(twins, on="row", how="left", maintain_order="left")
    rows = rows.with_columns(cluster_size=pl.len().over("root"))
    alone = pl.when(pl.col("cluster_size") > 1).then(pl.lit("first")).otherwise(pl.lit("unique"))
    columns = rows.select(
        "id",
        ids.gather(rows["root"]).alias("cluster"),
        "cluster_size",
        pl.col("label").replace_strict(dict(enumerate(LABELS)), return_dtype=pl.String).fill_null(alone),
        ids.gather(rows["earlier"]).alias("twin"),
        "jaccard",
        pl.col("of_later").alias("containment"),
        "keeper",
        "group",
    )
    return columns.to_arrow().cast(pa.schema([field for field in DUPLICATES if field.name != "standing"]))
