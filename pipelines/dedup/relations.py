"""Evidence as edges between the rows of a source, piece by piece.

What belongs here: the order of the rows of a source, and evidence read as arrays of positions in it. What does not:
how evidence is come by (`evidence.py`), and what follows from it (`clusters.py`, `keepers.py`, `groups.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers, one_array
from pipelines.dedup.labels import LABELS
from pipelines.dedup.pieces import FACTS, Piece

NUMBERS = ("row", "twin_row", "estimate", "jaccard", "containment")
CODES = ("twin_piece", "label")
"""Columns of the evidence that settling reads; of those in words each word is held once."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Evidence of one piece, beside each other: who is tied to which earlier row, how, and how closely."""

    row: np.ndarray
    """position of the later row, of the type of `Relations.position`"""
    twin: np.ndarray
    """position of the earlier row"""
    label: np.ndarray
    """uint8 place in `LABELS`"""
    likeness: np.ndarray
    """float32 Jaccard: true, or estimated where the texts were not read"""
    containment: np.ndarray
    """float32 share of the later that the earlier holds; NaN where the texts were not read"""

    @classmethod
    def joined(cls, parts: Sequence[Ties]) -> Ties:
        """Several, one after the other; of none, positions are int64."""
        kinds = (np.int64, np.int64, np.uint8, np.float32, np.float32)
        if not parts:
            return cls(*(np.empty(0, kind) for kind in kinds))
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def take(self, which: np.ndarray) -> Ties:
        """Some of them: places, or a mask."""
        return Ties(self.row[which], self.twin[which], self.label[which], self.likeness[which], self.containment[which])

    def labelled(self, labels: Collection[str]) -> Ties:
        """Those with one of the labels."""
        return self.take(np.isin(self.label, [LABELS.index(label) for label in labels]))


@dataclass(frozen=True, slots=True)
class Relations:
    """The pieces of a source in order, and the evidence of each. A row's position counts the rows before it."""

    pieces: tuple[Piece, ...]
    evidence: tuple[Path, ...]
    starts: tuple[int, ...]
    """position of the first row of each piece, and at the end how many rows there are"""

    @classmethod
    def of(cls, pieces: Sequence[Piece], evidence: Sequence[Path]) -> Relations:
        """Pieces in the order of the source, and files of `schema.EVIDENCE` beside them."""
        starts = accumulate((piece.rows for piece in pieces), initial=0)
        return cls(tuple(pieces), tuple(evidence), tuple(starts))

    @property
    def rows(self) -> int:
        """Rows of the source."""
        return self.starts[-1]

    @property
    def position(self) -> type[np.uint32] | type[np.int64]:
        """The type of a position."""
        return np.uint32 if self.rows <= 1 << 32 else np.int64

    def place(self, number: int) -> slice:
        """Positions of the rows of a piece."""
        return slice(self.starts[number], self.starts[number + 1])

    def within(self, positions: np.ndarray) -> list[np.ndarray]:
        """Of positions that ascend, those of each piece, as rows of it."""
        ends = np.searchsorted(positions, self.starts)
        return [
            positions[ends[number] : ends[number + 1]].astype(np.int64) - start
            for number, start in enumerate(self.starts[:-1])
        ]

    def facts(self, positions: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Columns of `FACTS` of the rows at positions that ascend."""
        wanted = zip(self.pieces, self.within(positions), strict=True)
        parts = [
            pq.ParquetFile(piece.facts).read(list(columns)).take(pa.array(rows)) for piece, rows in wanted if len(rows)
        ]
        return pa.concat_tables([FACTS.empty_table().select(list(columns)), *parts])

    def __iter__(self) -> Iterator[Ties]:
        """The evidence of each piece in order. Raises ValueError when a twin lies in none of the pieces."""
        numbered = {piece.key: number for number, piece in enumerate(self.pieces)}
        return (self._read(file, start, numbered) for file, start in zip(self.evidence, self.starts, strict=False))

    def _read(self, file: Path, start: int, numbered: dict[str, int]) -> Ties:
        table = pq.ParquetFile(file, read_dictionary=list(CODES)).read([*NUMBERS, *CODES]).unify_dictionaries()
        pieces, piece = _codes(table["twin_piece"])
        if strangers := [key for key in pieces if key not in numbered]:
            raise ValueError(f"{file.name} speaks of {strangers[0]}, which is no piece now: make the evidence again.")
        firsts = np.array([self.starts[numbered[key]] for key in pieces], np.int64)
        labels, label = _codes(table["label"])
        return Ties(
            (numbers(table["row"]).astype(np.int64) + start).astype(self.position),
            (firsts[piece] + numbers(table["twin_row"])).astype(self.position),
            np.array([LABELS.index(name) for name in labels], np.uint8)[label],
            numbers(pc.coalesce(table["jaccard"], table["estimate"])),
            numbers(pc.fill_null(table["containment"], np.float32(np.nan))),
        )


def _codes(column: pa.ChunkedArray) -> tuple[list[str], np.ndarray]:
    """The words of a column, and which of them each row has."""
    array = one_array(column)
    return array.dictionary.to_pylist(), numbers(array.indices)
