"""Invented signatures whose clusters are known: pairs, triples, one huge cluster, and agreements by chance.

What belongs here: which row is in which cluster, signatures to match, and pieces of them. What does not: finding them
again.

Everything is computed from the row's number, so that any shard of a hundred million rows is made by itself. A cluster's
first row is its original; the others differ from it in at most 16 of 128 minima, so that the estimated Jaccard is at
least 0.87, and share at least one band with it. Copies of one original differ more from each other. A row by itself
may share one band, and nothing else, with an original: such rows join strangers until they are held against sketches.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from pipelines.dedup.bands import BANDS, ROWS, write_bands, write_plain
from pipelines.dedup.estimates import write_sketches
from pipelines.dedup.pieces import CASE, DAY, ID, TEXT, Piece
from pipelines.schema import MINHASH_PERMUTATIONS

CHANGES = 16
"""Minima, at most, in which a copy differs from its original."""


@dataclass(frozen=True)
class Known:
    """So many rows: 0.6 % in one cluster, 15 % in pairs, 22.5 % in triples, the others alone."""

    rows: int

    @cached_property
    def stride(self) -> int:
        """Neighbouring rows are so many places apart; about the golden section, and without a factor of `rows`."""
        stride = max(1, round(self.rows * 0.618))
        while math.gcd(stride, self.rows) > 1:
            stride += 1
        return stride

    @cached_property
    def bounds(self) -> tuple[int, int, int]:
        """Places where the huge cluster, the pairs and the triples end."""
        huge, pairs, triples = (self.rows * share // 1000 for share in (6, 150, 225))
        return huge, huge + pairs // 2 * 2, huge + pairs // 2 * 2 + triples // 3 * 3

    @cached_property
    def huge_root(self) -> int:
        """First row of the huge cluster."""
        return int(self._rows_at(np.arange(max(1, self.bounds[0]))).min())

    def roots(self, rows: np.ndarray) -> np.ndarray:
        """int64: the first row of the cluster of each row."""
        places, roots = self._places(rows), rows.astype(np.int64)
        huge, pairs, triples = self.bounds
        roots[places < huge] = self.huge_root
        for begin, end, size in ((huge, pairs, 2), (pairs, triples, 3)):
            inside = (places >= begin) & (places < end)
            first = places[inside] - (places[inside] - begin) % size
            roots[inside] = np.min([self._rows_at(first + member) for member in range(size)], axis=0)
        return roots

    def linked(self, rows: np.ndarray) -> np.ndarray:
        """int64: the original with which a row by itself shares a band by chance, or -1; 5 % of all rows have one.

        Rows at the very beginning are linked to the huge cluster, so that its buckets begin with a stranger.
        """
        mixed = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        targets = ((mixed >> np.uint64(16)) % np.uint64(self.rows)).astype(np.int64)
        chosen = ((mixed >> np.uint64(8)) % np.uint64(100) < 21) & ~self._alone(targets)
        begins = rows < 4 * BANDS
        originals = np.where(begins, self.huge_root, self.roots(targets))
        return np.where(self._alone(rows) & (chosen | begins), originals, -1)

    def signatures(self, first_row: int, count: int) -> pa.Table:
        """Columns words and minhash of `schema.SIGNATURES` for the rows from `first_row` on."""
        from benchmarks.known_kernel import draw_minima

        rows = np.arange(first_row, first_row + count)
        minima = np.empty((count, MINHASH_PERMUTATIONS), np.uint32)
        draw_minima(first_row, self.roots(rows), self.linked(rows), BANDS, ROWS, CHANGES, minima)
        sketches = pa.FixedSizeListArray.from_arrays(pa.array(minima.ravel()), MINHASH_PERMUTATIONS)
        return pa.table({"words": np.ones(count, np.int32), "minhash": sketches})

    def write_piece(self, piece: Piece, first_row: int, *, named: bool) -> None:
        """Write the files of a piece for its rows from `first_row` on, with names that nobody shares if it is named."""
        signatures = self.signatures(first_row, piece.rows)
        write_bands(signatures, piece.bands)
        write_sketches(signatures, piece.sketches)
        families = np.array([TEXT, ID, CASE, DAY] if named else [], np.uint8)
        rows = np.tile(np.arange(piece.rows, dtype=np.uint32), len(families))
        keys = (rows + np.uint64(first_row + 1)) * np.uint64(0x9E3779B97F4A7C15)
        names = {"family": np.repeat(families, piece.rows), "key": keys, "row": rows}
        write_plain(pa.table(names), piece.names)
        write_plain(pa.table({"words": signatures["words"]}), piece.facts)

    def _alone(self, rows: np.ndarray) -> np.ndarray:
        return self._places(rows) >= self.bounds[2]

    def _places(self, rows: np.ndarray) -> np.ndarray:
        """A permutation of the rows in which clusters lie together; the first row is one by itself."""
        places = rows.astype(np.uint64) * np.uint64(self.stride) + np.uint64(self.rows // 2)
        return (places % np.uint64(self.rows)).astype(np.int64)

    def _rows_at(self, places: np.ndarray) -> np.ndarray:
        """The inverse of `_places`."""
        back = np.uint64(pow(self.stride, -1, self.rows))
        shifted = (places.astype(np.uint64) + np.uint64(self.rows - self.rows // 2)) % np.uint64(self.rows)
        return (shifted * back % np.uint64(self.rows)).astype(np.int64)
