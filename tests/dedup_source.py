"""A source as clustering knows it, laid out by hand: pieces with facts, evidence, links. For tests of settling."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.bands import write_edges
from pipelines.dedup.pieces import FACTS, SILENT_DAY, Piece
from pipelines.dedup.relations import Relations
from pipelines.schema import EVIDENCE

Row = dict[str, Any]
"""What is known of a row: facts, days as dates, `standing`; the rest is that of a public decision of 100 words."""

Tie = tuple[Any, ...]
"""(later row, earlier row, label), and then its Jaccard, and then its containment."""

DAYS = ("day", "edition", "registered", "published")
PLAIN: Row = {
    "status": "public", "statute": False, "words": 100, "form": 0, "role": 0, "court": 0, "instance": 0, "channel": 0,
    "text_key": 0, "cases": [], **dict.fromkeys(DAYS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """What settling takes."""

    pieces: list[Piece]
    evidence: list[Path]
    links: list[Path]
    standing: list[np.ndarray]

    @property
    def relations(self) -> Relations:
        """Pieces and evidence together."""
        return Relations.of(self.pieces, self.evidence)


def lay_out(
    folder: Path,
    rows: Sequence[Row],
    ties: Sequence[Tie] = (),
    *,
    cases: Sequence[tuple[int, int]] = (),
    cuts: Sequence[int] = (),
    backwards: bool = False,
) -> Source:
    """Write a source of these rows, cut into pieces before the rows in `cuts`.

    Rows are called d0, d1, … unless they say otherwise; rows of one id are linked to the first of them, and so are the
    pairs in `cases`. Evidence of a piece is sorted as it should be, or backwards.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = [{"id": f"d{number}", **PLAIN, **row} for number, row in enumerate(rows)]
    starts = [0, *sorted(cuts), len(rows)]
    bounds = list(pairwise(starts))
    pieces = [Piece(f"piece-{first}-{end}-{number}", end - first, folder) for number, (first, end) in enumerate(bounds)]
    for piece, (first, end) in zip(pieces, bounds, strict=True):
        pq.write_table(pa.Table.from_pylist([_facts(row) for row in told[first:end]], FACTS), piece.facts)
    of = [(number, row - first) for number, (first, end) in enumerate(bounds) for row in range(first, end)]
    found = sorted((of[tie[0]], pieces[of[tie[1]][0]].key, of[tie[1]][1], *tie[2:]) for tie in ties)
    evidence = [folder / f"{piece.key}.evidence.parquet" for piece in pieces]
    for number, file in enumerate(evidence):
        said = [_evidence(*tie) for tie in found if tie[0][0] == number]
        pq.write_table(pa.Table.from_pylist(said[::-1] if backwards else said, EVIDENCE), file, row_group_size=2)
    ids = [row["id"] for row in told]
    linked = [*((ids.index(name), row) for row, name in enumerate(ids) if ids.index(name) != row), *cases]
    left, right = np.array(linked, np.uint32).reshape(-1, 2).T.copy()
    standing = np.array([row.get("standing", True) for row in told], bool)
    return Source(
        pieces,
        evidence,
        [write_edges((left, right), folder / "links.parquet")],
        [standing[first:end] for first, end in bounds],
    )


def _facts(row: Row) -> Row:
    days = {day: SILENT_DAY if row[day] is None else (row[day] - date(1970, 1, 1)).days for day in DAYS}
    key = int.from_bytes(hashlib.sha256(row["id"].encode()).digest()[:8], "little")
    return {**row, **days, "id_key": key}


def _evidence(
    row: tuple[int, int], piece: str, twin_row: int, label: str, jaccard: float | None = 0.9, held: float | None = None
) -> Row:
    return {
        "id": "", "row": row[1], "twin": "", "twin_piece": piece, "twin_row": twin_row, "bands": 1,
        "estimate": 0.85, "jaccard": jaccard, "containment": held, "held": held, "label": label, "rule": "",
    }  # fmt: skip
