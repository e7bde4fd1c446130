"""Groups: what must lie on one side of a split into train, validation and test.

What belongs here: joining documents that would leak into each other. What does not: which side a group goes to
(`selection`). Still to come: groups across sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipelines.dedup.bands import read_edges
from pipelines.dedup.components import Components
from pipelines.dedup.labels import SAME_DECISION
from pipelines.dedup.relations import Relations

ONE_SIDE = (*SAME_DECISION, "quotes", "companion")
"""Labels of documents of which one gives the other away, however many they are."""

KIN = 0.95
"""Jaccard from which even another case from the same template would give the answer away."""

LARGEST_SHARE, ALWAYS_ALLOWED = 100, 1_000
"""Siblings join groups only up to a hundredth of the source, or a thousand documents. Form rulings are near each
other and each belongs to a case of its own: without a limit they would chain half the register into one group."""


def groups_of(relations: Relations, links: Sequence[Path]) -> np.ndarray:
    """For each row the first row of its group: rows of one id or one case, all that tell one decision, close siblings.

    A group keeps its name when documents come in after it. It does not when a document that comes in before its first
    row joins it, as when an older year is added; when one comes in that joins two groups, which then both bear the
    older one's name; or when the source has grown so far that the limit lets siblings join.

    Siblings are joined last, in the order of the source. `links` are files of edges between rows of one id or one case
    (`bands.write_edges`). Memory: 4 bytes a row, and as many again for the siblings, where a row is 4 bytes.
    """
    groups = Components.of(relations.rows)
    for file in links:
        groups.join(*read_edges(file))
    for ties in relations:
        one_side = ties.labelled(ONE_SIDE)
        groups.join(one_side.row, one_side.twin)
    groups.join_up_to(max(ALWAYS_ALLOWED, relations.rows // LARGEST_SHARE), _kin(relations))
    return groups.roots()


def _kin(relations: Relations) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Close siblings, piece by piece, by their later and then their earlier row."""
    for ties in relations:
        siblings = ties.labelled(["sibling"])
        kin = siblings.take(siblings.likeness >= np.float32(KIN))
        ordered = kin.take(np.lexsort((kin.twin, kin.row)))
        yield ordered.row, ordered.twin
