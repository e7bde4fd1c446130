"""A loader for training: rows of Parquet files, shared out among readers, that goes on exactly where it stood.

What belongs here: the order of an epoch, the share of each rank and worker, and a standing that outlives a change of
both. What does not: batches, masks (`masks`) and tensors, which are the trainer's. Torch is not needed; where it runs
us in workers of its own, we ask it which one we are.

An epoch puts the row groups of all files in an order drawn from seed and epoch, and the rows of each group too. So
every row has one place in the epoch, whoever reads it. What is left of an epoch is a list of ranges of places; readers
take equal shares of it, and a reader's standing is the ranges it has not given out yet. The standings of all readers
together are what is left of the epoch, which other readers, more or fewer of them, share out anew.
"""

from __future__ import annotations

import glob
import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.export.spans import Spans, joined, share
from pipelines.store_places import is_local, open_place

Row = dict[str, Any]
State = dict[str, Any]

_BATCH = 256
"""Rows whose values are Python objects at one time."""


class Loader:
    """Rows as dictionaries, one after the other; columns of numbers in lists come as NumPy arrays, without a copy.

    Iterating runs to the end of an epoch; iterating again begins the next. It has the shape of torch's
    `IterableDataset`, and `state_dict` and `load_state_dict` are torchdata's.

    Args:
        files: a pattern (`release/packed/train/*.parquet`) or paths, in any order; local or any fsspec URL.
        columns: the columns wanted, all when empty. What is not named is not read.
        seed: of the order; all readers have the same.
        rank: which of the processes that share the rows this is, from 0. Workers of a torch `DataLoader` share what
            falls to their rank.
        ranks: how many they are.

    Raises:
        ValueError: there is no file, or no such rank.
    """

    def __init__(
        self, files: str | Sequence[str], columns: Sequence[str] = (), *, seed: int = 0, rank: int = 0, ranks: int = 1
    ) -> None:
        if not 0 <= rank < ranks:
            raise ValueError(f"There is no rank {rank} of {ranks}: ranks count from 0.")
        self.files = sorted(_found(files) if isinstance(files, str) else files)
        if not self.files:
            raise ValueError(f"There are no files {files}: name the Parquet files of a split.")
        self.columns, self.seed, self.rank, self.ranks, self.epoch = tuple(columns), seed, rank, ranks, 0
        sizes = [_group_sizes(file) for file in self.files]
        self._groups = [(file, group) for file, found in enumerate(sizes) for group in range(len(found))]
        self._sizes = np.array([size for found in sizes for size in found], np.int64)
        names = [(file.rpartition("/")[2], found) for file, found in zip(self.files, sizes, strict=True)]
        self._data = hashlib.blake2b(repr(names).encode(), digest_size=8).hexdigest()
        self._left: Spans | None = None
        self._of_all: Spans | None = None
        self._ended = False

    @property
    def rows(self) -> int:
        """Rows of an epoch, all readers together. Ranks get equally many, up to one; so do workers."""
        return int(self._sizes.sum())

    def set_epoch(self, epoch: int) -> None:
        """Begin this epoch when next iterated: for workers that are started anew each epoch and remember none."""
        self.epoch, self._left, self._of_all, self._ended = epoch, None, None, False

    def state_dict(self) -> State:
        """Where this reader stands: a few numbers, good for JSON. A row that was given out counts as read."""
        reader, readers = self._reader()
        left = self._mine()
        return {
            "data": self._data,
            "seed": self.seed,
            "epoch": self.epoch,
            "reader": reader,
            "readers": readers,
            "left": [list(span) for span in left],
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from where a reader stood: this very one, or all `together`, of whose rest this one takes its share.

        Raises ValueError for the standing of another reader, of other files, or with another seed.
        """
        reader, readers = state["reader"], state["readers"]
        if (state["data"], state["seed"]) != (self._data, self.seed):
            raise ValueError("This is the state of other files or another seed: load it with the release it was of.")
        if readers > 1 and (reader, readers) != self._reader():
            raise ValueError(f"This is reader {reader} of {readers}: put the states of all `together`, and load that.")
        left = [(first, last) for first, last in state["left"]]
        self.set_epoch(state["epoch"])
        self._left, self._of_all = (left, None) if readers > 1 else (None, left)

    def __iter__(self) -> Iterator[Row]:
        if self._ended:
            self.set_epoch(self.epoch + 1)
        self._left = left = self._mine()
        order = np.argsort(_lots(len(self._sizes), self.seed, self.epoch))
        ends = np.cumsum(self._sizes[order])
        while left:
            first, last = left[0]
            place = int(np.searchsorted(ends, first, side="right"))
            begin = int(ends[place] - self._sizes[order[place]])
            for row in self._rows(int(order[place]), first - begin, min(last, int(ends[place])) - begin):
                first += 1
                left[:1] = [(first, last)] if first < last else []
                yield row
        self._ended = True

    def _mine(self) -> Spans:
        """What is left for this reader of the epoch."""
        if self._left is not None:
            return self._left
        return share(self._of_all if self._of_all is not None else [(0, self.rows)], *self._reader())

    def _reader(self) -> tuple[int, int]:
        """Which reader of how many: torch's workers, where they run us, times ranks."""
        torch = sys.modules.get("torch.utils.data")
        worker = torch.get_worker_info() if torch else None
        if worker is None:
            return self.rank, self.ranks
        return self.rank * worker.num_workers + worker.id, self.ranks * worker.num_workers

    def _rows(self, number: int, first: int, last: int) -> Iterator[Row]:
        """Some rows of a row group, in the order of the epoch."""
        file, group = self._groups[number]
        with _opened(self.files[file]) as opened:
            table = opened.read_row_group(group, columns=list(self.columns) or None, use_threads=False)
        order = np.argsort(_lots(table.num_rows, self.seed, self.epoch, number))[first:last]
        yield from _as_rows(table, order)


def together(saved: Iterable[Mapping[str, Any]]) -> State:
    """The standings of all readers as one, to be loaded by any number of readers.

    Args:
        saved: the states of all readers, or whatever holds them: torchdata's loader keeps those of its workers.

    Raises ValueError when one is missing, or they are not of one epoch of the same files.
    """
    each = sorted((state for one in saved for state in _states_in(one)), key=lambda state: state["reader"])
    if not each or [(s["reader"], s["readers"]) for s in each] != [(number, len(each)) for number in range(len(each))]:
        raise ValueError(f"These are {len(each)} states, and not one of every reader: give those of all, each once.")
    if len({(state["data"], state["seed"], state["epoch"]) for state in each}) > 1:
        raise ValueError("These states are of different epochs, seeds or files: save those of all readers at one time.")
    left = joined(span for state in each for span in state["left"])
    return {**each[0], "reader": 0, "readers": 1, "left": [list(span) for span in left]}


def _states_in(saved: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if saved.keys() >= {"reader", "readers", "left"}:
        yield saved
    else:
        for value in saved.values():
            yield from _states_in(value) if isinstance(value, Mapping) else ()


# --- files ------------------------------------------------------------------------------------------


def _found(pattern: str) -> list[str]:
    """Files of a pattern, as paths or URLs."""
    if is_local(pattern):
        return glob.glob(pattern.removeprefix("file://"))
    filesystem, path = open_place(pattern)
    return [filesystem.unstrip_protocol(str(found)) for found in filesystem.glob(path)]


@contextmanager
def _opened(file: str) -> Iterator[pq.ParquetFile]:
    filesystem, path = open_place(file)
    with pa.OSFile(path) if is_local(file) else filesystem.open(path, "rb") as source:
        yield pq.ParquetFile(source, pre_buffer=is_local(file))  # see `store_tables.opened`


def _group_sizes(file: str) -> list[int]:
    """Rows of each row group."""
    with _opened(file) as opened:
        return [opened.metadata.row_group(group).num_rows for group in range(opened.num_row_groups)]


def _as_rows(table: pa.Table, order: np.ndarray) -> Iterator[Row]:
    """Rows of a table in an order, some of them Python objects at one time."""
    names, columns = table.column_names, [_in_one(column) for column in table.columns]
    for at in range(0, len(order), _BATCH):
        for values in zip(*(_values(column, order[at : at + _BATCH]) for column in columns), strict=True):
            yield dict(zip(names, values, strict=True))


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece, copied only where it is not."""
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _values(column: pa.Array, rows: np.ndarray) -> list[Any]:
    """Values of some rows of a column; lists of numbers as views of what was read."""
    if not isinstance(column, pa.ListArray) or not _is_number(column.type.value_type) or column.null_count:
        return column.take(pa.array(rows)).to_pylist()
    numbers, borders = column.values.to_numpy(), column.offsets.to_numpy()
    return [numbers[first:last] for first, last in zip(borders[rows].tolist(), borders[rows + 1].tolist(), strict=True)]


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


def _lots(count: int, *key: int) -> np.ndarray:
    """Different numbers in an order drawn from a key."""
    digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
    return splitmix64(int.from_bytes(digest, "little"), count)


def splitmix64(seed: int, count: int) -> np.ndarray:
    """The first numbers of the generator SplitMix64, uint64, no two of them equal.

    Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014. Written out, since NumPy may draw other
    numbers in its next version, and an epoch must go on where it stood.
    """
    drawn = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    drawn = (drawn ^ drawn >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    drawn = (drawn ^ drawn >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return drawn ^ drawn >> np.uint64(31)
