"""What a source's duplicates come to: labels counted, the largest clusters, and pairs to look at.

What belongs here: reading slices of `duplicates` one by one, and choosing. What does not: what a label means
(`meanings.py`), how a cluster came about (`dedup/`), and how anything looks (`page.py`, the assets).

Texts are shown with their personal data masked, and only those of rows that stand in their cell, of documents that no
cell has seen withdrawn: what a publisher corrected or withdrew is not held up to anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import polars as pl

from pipelines.annotate.personal.masking import veil
from pipelines.annotate.personal.spans import Span
from pipelines.dedup.labels import LABELS
from pipelines.dedup.review import Difference, side_by_side
from pipelines.sources.marks import row_hashes
from pipelines.stage import Shards
from pipelines.standing import ENDS
from pipelines.store import Ref, Store

LARGEST = 20
"""Clusters that are named: no more can each hold a twentieth of a source."""

WIDTH, DIFFERENCES = 160, 6
"""Letters of a line that are shown, and lines of a pair."""

DRAWN = 16
"""Pairs of a label that are drawn, of which one is shown: some may be withheld."""

_TOLD = ("row", "id", "label", "twin", "jaccard", "containment", "twin_row")
_READ = ("id", "label", "twin", "jaccard", "containment", "standing")
_CANDIDATE = pl.Schema({
    "slice": pl.Int32, "chance": pl.UInt64, "row": pl.UInt32, "id": pl.String, "label": pl.String, "twin": pl.String,
    "jaccard": pl.Float32, "containment": pl.Float32, "twin_row": pl.UInt32,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Census:
    """A source's duplicates in figures; `largest` are (name of a cluster, its documents), the largest first."""

    source: str
    labels: Mapping[str, int]
    clusters: int
    largest: tuple[tuple[str, int], ...]

    @property
    def documents(self) -> int:
        """Rows of the source."""
        return sum(self.labels.values())


@dataclass(frozen=True, slots=True)
class Pair:
    """A document beside its twin: why it has its label, and the first lines in which the two differ."""

    label: str
    document: str
    twin: str
    rule: str
    jaccard: float | None
    containment: float | None
    differences: tuple[Difference, ...]


def census(duplicates: Shards) -> list[Census]:
    """One for each source that the slices speak of, in their order."""
    sources = dict.fromkeys(ref.scope.source for ref in duplicates.refs)
    return [_census(source, _of(duplicates, source)) for source in sources]


def _of(shards: Shards, source: str) -> Shards:
    return replace(shards, refs=tuple(ref for ref in shards.refs if ref.scope.source == source))


def _census(source: str, duplicates: Shards) -> Census:
    """A cluster of n documents has n rows that say n, so rows by size tell how many clusters there are."""
    labels = pl.DataFrame(schema={"label": pl.String, "rows": pl.UInt32})
    sizes = pl.DataFrame(schema={"cluster_size": pl.Int32, "rows": pl.UInt32})
    largest = pl.DataFrame(schema={"cluster": pl.String, "cluster_size": pl.Int32})
    for table in duplicates.only(("label", "cluster", "cluster_size")):
        rows = pl.DataFrame(table)
        labels = _added(labels, rows, "label")
        sizes = _added(sizes, rows.filter(pl.col("cluster_size") > 1), "cluster_size")
        named = rows.filter(pl.col("cluster_size") > 1).select("cluster", "cluster_size").unique()
        largest = pl.concat([largest, named]).unique().sort(["cluster_size", "cluster"], descending=[True, False])
        largest = largest.head(LARGEST)
    clusters = sum(rows // size for size, rows in sizes.iter_rows())
    return Census(source, dict(labels.sort("label").iter_rows()), clusters, tuple(largest.iter_rows()))


def _added(counts: pl.DataFrame, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    more = rows.group_by(name).agg(rows=pl.len())
    return pl.concat([counts, more]).group_by(name).agg(pl.col("rows").sum())


def ended(documents: Shards) -> set[str]:
    """Documents that a row of any cell tells to have been withdrawn or to have vanished, come back or not."""
    ids = (rows.filter(pl.col("status").is_in(ENDS))["id"] for rows in map(pl.DataFrame, documents.only(_ENDING)))
    return {name for part in ids for name in part}


_ENDING = ("id", "status")


def pairs(duplicates: Shards, documents: Shards, private: Shards, withheld: Collection[str]) -> list[Pair]:
    """For each label that there is, the closest first, one document and its twin: by hash, the same on every machine.

    Takes all shards of one or more sources. Pairs that lie in one shard are preferred, since other twins are sought by
    reading ids. Left out are documents that are `withheld`, and those whose personal data has not been found yet.
    """
    beside = {ref.shard.beside: ref for ref in private.refs}
    slices = [ref for ref in duplicates.refs if ref.shard.beside in beside]
    store, drawn, hidden = duplicates.store, pl.DataFrame(schema=_CANDIDATE), list(withheld)
    for number, ref in enumerate(slices):
        drawn = _first_a_label(pl.concat([drawn, _candidates(store, ref, number)]), DRAWN)
    may = drawn.filter(~pl.col("id").is_in(hidden), ~pl.col("twin").is_in(hidden))
    chosen = _first_a_label(may, 1)
    twins = _places_of_twins(chosen, store, slices)
    texts = _Texts(store, {ref.shard.key: ref for ref in documents.refs}, beside)
    told = [_pair(row, slices, twins[row["label"]], texts) for row in chosen.to_dicts() if row["label"] in twins]
    return sorted(told, key=lambda pair: LABELS.index(pair.label))


def _candidates(store: Store, ref: Ref, number: int) -> pl.DataFrame:
    """Some rows of a slice for each label, with the row of its twin where that lies before it in the same slice."""
    shown = pl.DataFrame(store.read_table(ref, _READ)).with_row_index("row").filter("standing")
    told = shown.filter(pl.col("label").is_in(LABELS))
    twins = told.select("row", "twin").join(shown.select(twin="id", twin_row="row"), on="twin")
    before = twins.filter(pl.col("twin_row") < pl.col("row")).group_by("row").agg(pl.col("twin_row").max())
    told = told.join(before, on="row", how="left", maintain_order="left")
    chance = row_hashes({name: told[name].to_arrow() for name in ("id", "twin")})[:, 0]
    numbered = told.select(pl.lit(number, pl.Int32).alias("slice"), pl.Series("chance", chance), *_TOLD)
    return _first_a_label(numbered, DRAWN)


def _first_a_label(candidates: pl.DataFrame, most: int) -> pl.DataFrame:
    """Of each label so many, a pair in one slice before all others."""
    ranked = candidates.sort(pl.col("twin_row").is_null(), "chance", "slice", "row")
    return ranked.filter(pl.int_range(pl.len()).over("label") < most)


def _places_of_twins(chosen: pl.DataFrame, store: Store, slices: Sequence[Ref]) -> dict[str, tuple[int, int]]:
    """(slice, row) of the twin, by label; a twin that does not stand has no place."""
    near = chosen.drop_nulls("twin_row").select("label", "slice", "twin_row").iter_rows()
    places = {label: (number, row) for label, number, row in near}
    sought = chosen.filter(pl.col("twin_row").is_null())
    for number, ref in enumerate(slices if sought.height else ()):
        rows = pl.DataFrame(store.read_table(ref, ("id", "standing"))).with_row_index("twin_row").filter("standing")
        met = sought.select("label", "slice", "row", id="twin").join(rows, on="id")
        met = met.filter((pl.col("slice") != number) | (pl.col("row") != pl.col("twin_row"))).sort("twin_row")
        places |= {row["label"]: (number, row["twin_row"]) for row in met.to_dicts() if row["label"] not in places}
    return places


def _pair(row: Mapping[str, Any], slices: Sequence[Ref], twin: tuple[int, int], texts: _Texts) -> Pair:
    ref = slices[row["slice"]]
    ours, theirs = texts.of(ref, row["row"]), texts.of(slices[twin[0]], twin[1])
    return Pair(
        row["label"],
        row["id"],
        row["twin"],
        _rule(texts.store, ref, row),
        row["jaccard"],
        row["containment"],
        tuple(islice(side_by_side(theirs, ours, WIDTH), DIFFERENCES)),
    )


def _rule(store: Store, ref: Ref, row: Mapping[str, Any]) -> str:
    """The line of the policy that gave the label; empty where no evidence lies beside the slice."""
    evidence = store.read_evidence(ref, ("row", "twin", "label", "rule"))
    if evidence is None:
        return ""
    said = pl.DataFrame(evidence).filter(row=row["row"], twin=row["twin"], label=row["label"])
    return str(said["rule"][0]) if said.height else ""


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts as they may be shown: shards of documents and of personal data by the key of the former."""

    store: Store
    documents: Mapping[str, Ref]
    private: Mapping[str, Ref]

    def of(self, slice_: Ref, row: int) -> str:
        """The text of a row, personal data masked."""
        documents, private = self.documents[slice_.shard.beside], self.private[slice_.shard.beside]
        text, language, spans = (
            self.store.read_rows(ref, np.array([row]), name)[0].as_py()
            for ref, name in ((documents, "text"), (documents, "language"), (private, "spans"))
        )
        return veil(text, [Span(**span) for span in spans], language)
