"""Clusters: which documents of a source belong together, and what each is to the earlier one it stands closest to.

What belongs here: settling a source once its evidence is there, as arrays by the position of a row in the source. What
does not: what a pair means in law (`labels.py`), and tables (`slices.py`). The steps have modules of their own:
`decisions`, `keepers`, `groups`, `names`.

Clusters are the components over the surviving edges only: no chain leads through a pair that was held up and found
unlike. All of it is one pass after another over the evidence, piece by piece, and arrays in between. 34 bytes a
document stay, and the ids of those that name others; the peak was 80 bytes where seven of ten were in clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers
from pipelines.dedup.components import Components
from pipelines.dedup.groups import groups_of
from pipelines.dedup.keepers import keepers_of
from pipelines.dedup.labels import CLUSTERED, LABELS, SAME_DECISION
from pipelines.dedup.names import Names, oldest_members
from pipelines.dedup.pieces import Piece
from pipelines.dedup.relations import Relations, Ties

SIBLING = np.uint8(LABELS.index("sibling"))
"""Code of siblings."""

ALONE = len(LABELS)
"""Code of a row that has no earlier twin."""


@dataclass(frozen=True, slots=True)
class Twins:
    """For each row the earlier one that it stands closest to."""

    row: np.ndarray
    """position of the twin; its own when it has none"""
    label: np.ndarray
    """uint8 place in `LABELS`, ALONE when it has none"""
    likeness: np.ndarray
    """float32 Jaccard with it, true or estimated"""
    containment: np.ndarray
    """float32 share of the row that the twin holds; NaN where the texts were not read"""


@dataclass(frozen=True, slots=True)
class Settled:
    """A source as clustering leaves it: arrays by position; those of positions are uint32, int64 above 2^32 rows."""

    starts: tuple[int, ...]
    """position of the first row of each piece, and at the end how many rows there are"""
    cluster: np.ndarray
    """root of its cluster, which is the first row of it"""
    size: np.ndarray
    """at each root the rows of its cluster"""
    decisions: np.ndarray
    """at each root the rows of its cluster that stand for a decision, without those that were withdrawn"""
    oldest: np.ndarray
    """at each root the row the cluster is named after"""
    twins: Twins
    standing: np.ndarray
    """bool, as told: the last word of its cell on its document"""
    keeper: np.ndarray
    """bool: stands for all that tell the same decision"""
    group: np.ndarray
    """first row of its group"""
    names: Names
    """ids of the rows that name another row's cluster, group or twin"""


def settle(
    pieces: Sequence[Piece], evidence: Sequence[Path], links: Sequence[Path], standing: Sequence[np.ndarray]
) -> Settled:
    """Clusters, twins, keepers and groups of a source; the same whatever was known before.

    Args:
        pieces: in the order of the source, with their facts.
        evidence: files of `schema.EVIDENCE`, beside the pieces.
        links: files of edges (`bands.write_edges`) between rows of one id and rows of one case.
        standing: booleans, beside the pieces.

    Raises ValueError when evidence speaks of a piece that is none of these.
    """
    relations = Relations.of(pieces, evidence)
    keeper, decision = keepers_of(relations, links, standing)
    clusters, twins = _clusters(relations, decision)
    cluster, size = clusters.roots(), clusters.sizes()
    decisions = _decisions(relations, cluster, keeper)
    oldest, group = oldest_members(relations, cluster, size), groups_of(relations, links)
    last_word = np.concatenate([np.empty(0, bool), *standing])
    names = Names.of(relations, _naming(oldest[cluster], group, twins.row))
    return Settled(relations.starts, cluster, size, decisions, oldest, twins, last_word, keeper, group, names)


def _decisions(relations: Relations, cluster: np.ndarray, keeper: np.ndarray) -> np.ndarray:
    """At each root the keepers of its cluster that were not withdrawn; superseded rows are no keepers."""
    from pipelines.dedup.cluster_kernel import count_members

    decisions = np.zeros_like(cluster)
    for number, piece in enumerate(relations.pieces):
        place = relations.place(number)
        status = pq.ParquetFile(piece.facts).read(["status"])["status"]
        count_members(cluster[place][keeper[place] & numbers(pc.not_equal(status, "withdrawn"))], decisions)
    return decisions


def _clusters(relations: Relations, decision: np.ndarray) -> tuple[Components, Twins]:
    """In one look at the evidence, who belongs together and whom each stands closest to.

    `decision` has for each row the first that tells its decision.
    """
    clusters, rows = Components.of(relations.rows), relations.rows
    twins = Twins(
        np.arange(rows, dtype=relations.position),
        np.full(rows, ALONE, np.uint8),
        np.full(rows, np.nan, np.float32),
        np.full(rows, np.nan, np.float32),
    )
    for ties in relations:
        clustered = ties.labelled(CLUSTERED)
        clusters.join(clustered.row, clustered.twin)
        closest = _closest(ties, decision)
        for column, found in (
            (twins.row, closest.twin),
            (twins.label, closest.label),
            (twins.likeness, closest.likeness),
            (twins.containment, closest.containment),
        ):
            column[closest.row] = found
    return clusters, twins


def _closest(ties: Ties, decision: np.ndarray) -> Ties:
    """Of the ties of each row the closest: by label, then by likeness, then the earliest twin.

    A tie that would make one decision of two (`decisions.parted`) comes last, and is then one of siblings.
    """
    refused = (ties.label < len(SAME_DECISION)) & (decision[ties.row] != decision[ties.twin])
    judged = replace(ties, label=np.where(refused, SIBLING, ties.label))
    order = np.lexsort((ties.twin, -ties.likeness, judged.label, refused, ties.row))
    ranked = judged.take(order)
    return ranked.take(np.r_[True, ranked.row[1:] != ranked.row[:-1]][: len(ranked.row)])


def _naming(*named: np.ndarray) -> np.ndarray:
    """Positions, ascending, of the rows by which others are named; each array has the name-giver of every row."""
    naming = np.zeros(len(named[0]), bool)
    for rows in named:
        naming[rows[rows != np.arange(len(rows), dtype=rows.dtype)]] = True
    return np.flatnonzero(naming)
