"""The shuffle over a whole split: a hash of its name gives every document its file and its place there.

What belongs here: lots, how many files a split has, dealing the rows of a shard to files, and gathering those of a
file. What does not: what a file looks like (`parquet`) and in which order a trainer reads files (`loader`).

Publishers number their documents by day and court; a file of a release is a fair sample of its split instead, and so is
every row group of it. A lot depends on nothing but the name and the seed, and a file takes one range of lots. So a
document that comes, goes or changes touches the one file that its lot falls in, until the split has grown by so much
that it needs more files, which deals it anew: `files_for` takes steps of up to an eighth for that to be rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.marks import row_hashes
from pipelines.workroom import whole

_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")

_PRECISION = 4
"""Leading bits of a number of files; the others are 0."""


@dataclass(frozen=True, slots=True)
class File:
    """One released file: the split it is of, and which of so many."""

    split: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The files that a corpus is dealt to."""

    seed: int
    counts: tuple[tuple[str, int], ...]
    """splits, and how many files each has"""

    def __iter__(self) -> Iterator[File]:
        return (File(split, number, of) for split, of in self.counts for number in range(of))

    def numbers(self, splits: pa.ChunkedArray, lots: np.ndarray) -> np.ndarray:
        """Place in the layout of each row's file, int64. Raises KeyError for a split that has no files."""
        numbers = np.empty(len(lots), np.int64)
        begins = {file.split: place for place, file in reversed(list(enumerate(self)))}
        for split in pc.unique(splits).to_pylist():
            its = pc.equal(splits, split).to_numpy()
            numbers[its] = begins[split] + file_of(lots[its], dict(self.counts)[split])
        return numbers


def lots(ids: pa.ChunkedArray, versions: pa.ChunkedArray, seed: int) -> np.ndarray:
    """A number for each document, uint64, the same in every release with this seed."""
    return row_hashes({f"id shuffled by {seed}": ids, "version": versions})[:, 0]


def file_of(drawn: np.ndarray, files: int) -> np.ndarray:
    """The file of each lot, int64: files take equal ranges of lots, in order."""
    return ((drawn >> np.uint64(32)) * np.uint64(files) >> np.uint64(32)).astype(np.int64)


def holding(document: str, version: str, files: int, seed: int) -> int:
    """Which of the files of its split holds a document, the first being 0: nobody need look into the others."""
    return int(file_of(lots(pa.chunked_array([[document]]), pa.chunked_array([[version]]), seed), files)[0])


def files_for(full: float) -> int:
    """How many files hold what would fill so many: no more than it takes up to 16, then rounded up to four bits.

    Rounding keeps the number while a split grows by as much as an eighth, and each file between 8/9 full and full.
    """
    needed = max(1, ceil(full))
    step = 1 << max(0, (needed - 1).bit_length() - _PRECISION)
    return -(-needed // step) * step


def deal(rows: pa.Table, layout: Layout, file: Path) -> None:
    """Write the rows of a shard so that those of each file of the layout are a batch of their own, with their lots."""
    drawn = lots(rows["id"], rows["version"], layout.seed)
    numbers = layout.numbers(rows["split"], drawn)
    order = np.argsort(numbers, kind="stable")
    dealt = rows.append_column("lot", pa.array(drawn)).take(pa.array(order)).combine_chunks()
    bounds = np.searchsorted(numbers[order], np.arange(len(list(layout)) + 1))
    with whole(file) as new, pa.ipc.new_file(str(new), dealt.schema, options=_PACKED) as output:
        empty = pa.RecordBatch.from_pylist([], dealt.schema)
        for begin, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            output.write_batch(next(iter(dealt.slice(begin, end - begin).to_batches()), empty))


def gather(pieces: Sequence[Path], place: int) -> pa.Table:
    """The rows of the file at this place of the layout, from all that `deal` wrote, in the order of their lots."""
    batches = [pa.ipc.open_file(pa.memory_map(str(piece))).get_batch(place) for piece in pieces]
    return in_order(pa.Table.from_batches(batches).combine_chunks())


def in_order(rows: pa.Table) -> pa.Table:
    """Rows with a column `lot` in its order, without it."""
    order = np.argsort(rows["lot"].to_numpy(), kind="stable")
    return rows.drop_columns("lot").take(pa.array(order))


def rows_by_split(splits: pa.ChunkedArray) -> dict[str, int]:
    """How many rows each split has."""
    counted = pc.value_counts(splits)
    return {each["values"]: each["counts"] for each in counted.to_pylist()}
