"""The loader: every row once an epoch, whoever reads it, however many they are, and wherever they stopped."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.export.loader import Loader, splitmix64, together
from pipelines.export.spans import Spans, joined, share

FILES, ROWS, GROUP = 3, 17, 5
"""Groups are not full, and shares end inside of them."""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Rows of tokens in files of some row groups; a row's first token is its number."""
    folder = tmp_path_factory.mktemp("packed")
    for file in range(FILES):
        numbers = range(file * ROWS, (file + 1) * ROWS)
        ids = pa.array([[number, *range(number % 4)] for number in numbers], pa.list_(pa.uint16()))
        names = pa.array([[f"edrsr:{number}@1"] for number in numbers], pa.list_(pa.string()))
        table = pa.table({"input_ids": ids, "doc_ids": names, "text": [f"Стаття {number}" for number in numbers]})
        pq.write_table(table, folder / f"{file:05d}.parquet", row_group_size=GROUP)
    return f"{folder}/*.parquet"


def numbers(rows: Iterator[dict]) -> list[int]:
    """Which rows these are."""
    return [int(row["input_ids"][0]) for row in rows]


def all_at(packed: str, ranks: int, seed: int = 0) -> list[Loader]:
    """The loaders of all ranks."""
    return [Loader(packed, ["input_ids"], seed=seed, rank=rank, ranks=ranks) for rank in range(ranks)]


def test_rows_come_as_they_were_written(packed: str) -> None:
    """Numbers as arrays of their own type, the rest as Python objects, and only the columns asked for."""
    rows = {int(row["input_ids"][0]): row for row in Loader(packed)}
    assert set(rows) == set(range(FILES * ROWS))
    assert rows[7]["input_ids"].dtype == np.uint16
    assert rows[7]["input_ids"].tolist() == [7, 0, 1, 2]
    assert (rows[7]["doc_ids"], rows[7]["text"]) == (["edrsr:7@1"], "Стаття 7")
    assert set(next(iter(Loader(packed, ["text"])))) == {"text"}


def test_an_epoch_has_an_order_of_its_own(packed: str) -> None:
    """The same for the same seed and epoch, another one for others, and never that of the files."""
    loader, again = Loader(packed), Loader(packed)
    first, second = numbers(iter(loader)), numbers(iter(loader))
    assert first == numbers(iter(again))
    again.set_epoch(1)
    assert second == numbers(iter(again))
    other = numbers(iter(Loader(packed, seed=1)))
    orders = {tuple(order) for order in (first, second, other, range(FILES * ROWS))}
    assert len(orders) == 4
    assert {tuple(sorted(order)) for order in orders} == {tuple(range(FILES * ROWS))}


def test_an_order_lasts() -> None:
    """A run that was stopped goes on with other versions of everything: the numbers are those that others publish."""
    assert splitmix64(1234567, 3).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@given(st.integers(0, 3), st.lists(st.integers(1, 7), min_size=1, max_size=4), st.data())
@settings(max_examples=60)
def test_every_row_once_however_often_readers_stop_and_change(
    packed: str, seed: int, worlds: list[int], data: st.DataObject
) -> None:
    """Readers stop anywhere, each at another place, and others, more or fewer, go on: no row twice, none lost."""
    read, state = Counter[int](), None
    for ranks in worlds:
        loaders = all_at(packed, ranks, seed)
        for loader in loaders:
            if state:
                loader.load_state_dict(state)
            read.update(numbers(islice(loader, data.draw(st.integers(0, 20)))))
        state = json.loads(json.dumps(together(loader.state_dict() for loader in loaders)))
    assert state is not None
    for loader in all_at(packed, 2, seed):
        loader.load_state_dict(state)
        read.update(numbers(iter(loader)))
    assert read == Counter(range(FILES * ROWS))


@given(st.integers(1, 6), st.integers(0, 60))
@settings(max_examples=40)
def test_a_reader_goes_on_with_its_own_state(packed: str, ranks: int, stop: int) -> None:
    """With as many readers as before each loads what it saved, and gives what it would have given."""
    for before, after in zip(all_at(packed, ranks), all_at(packed, ranks), strict=True):
        given = iter(before)
        list(islice(given, stop))
        after.load_state_dict(before.state_dict())
        assert numbers(iter(after)) == numbers(given)
        assert numbers(iter(after)) == numbers(iter(before)), "and so the next epoch"


@pytest.mark.parametrize("ranks", [1, 2, 3, 4, 7, 60])
def test_ranks_get_equally_many(packed: str, ranks: int) -> None:
    """Up to one, for a rank that has more than others waits for them."""
    sizes = [len(numbers(iter(loader))) for loader in all_at(packed, ranks)]
    assert sum(sizes) == Loader(packed).rows == FILES * ROWS
    assert max(sizes) - min(sizes) <= 1


def test_a_reader_that_had_ended_does_not_begin_anew(packed: str) -> None:
    """Others of its epoch still read; iterated once more, it begins the next."""
    (loader,) = all_at(packed, 1)
    numbers(iter(loader))
    again = Loader(packed, ["input_ids"])
    again.load_state_dict(loader.state_dict())
    assert numbers(iter(again)) == []
    assert numbers(iter(again)) == numbers(iter(loader))
    assert again.state_dict()["epoch"] == 1


def test_workers_of_torch_share_what_falls_to_their_rank(packed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each asks torch which one it is, where torch runs it; one state goes on with any number of them."""
    read = Counter[int]()
    before = all_at(packed, 2)
    for loader in before:
        read.update(numbers(islice(loader, 5)))
    state = together(loader.state_dict() for loader in before)
    for worker in range(3):
        info = SimpleNamespace(id=worker, num_workers=3)
        monkeypatch.setitem(sys.modules, "torch.utils.data", SimpleNamespace(get_worker_info=lambda info=info: info))
        for loader in all_at(packed, 2):
            loader.load_state_dict(state)
            read.update(numbers(iter(loader)))
            assert loader.state_dict()["readers"] == 6
    assert read == Counter(range(FILES * ROWS))


def test_states_are_found_in_what_holds_them(packed: str) -> None:
    """As torchdata's loader keeps those of its workers, several deep."""
    first, second = (loader.state_dict() for loader in all_at(packed, 2))
    held = {"_snapshot": {"_worker_snapshots": {"worker_0": {"worker_id": 0, "dataset_state": second}}}, "_steps": 3}
    assert together([held, {"dataset_state": first}]) == together([first, second])
    assert together([first, second])["left"] == [[0, FILES * ROWS]]


def test_wrong_use_is_told(packed: str) -> None:
    """States of other data, seeds, readers or epochs, and files that are not there."""
    state = Loader(packed, rank=1, ranks=2).state_dict()
    with pytest.raises(ValueError, match="other files or another seed"):
        Loader(packed, seed=5, rank=1, ranks=2).load_state_dict(state)
    with pytest.raises(ValueError, match="other files or another seed"):
        Loader(packed.replace("*", "00000"), rank=1, ranks=2).load_state_dict(state)
    with pytest.raises(ValueError, match="reader 1 of 2"):
        Loader(packed).load_state_dict(state)
    with pytest.raises(ValueError, match="1 states"):
        together([state])
    with pytest.raises(ValueError, match="0 states"):
        together([{"worker_0": None}])
    with pytest.raises(ValueError, match="different epochs"):
        together([{**state, "reader": 0}, {**state, "epoch": 3}])
    with pytest.raises(ValueError, match="no rank 2 of 2"):
        Loader(packed, rank=2, ranks=2)
    with pytest.raises(ValueError, match="no files"):
        Loader(packed.replace("parquet", "tar"))


def test_rows_come_from_a_store(packed: str) -> None:
    """A URL of any file system is read as a folder is."""
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.put_file(packed.replace("*", "00000"), "/train/00000.parquet")
    assert sorted(numbers(iter(Loader("memory://train/*.parquet")))) == list(range(ROWS))


SPANS = st.lists(st.integers(0, 90), unique=True, max_size=12).map(
    lambda ends: [(a, b) for a, b in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)]
)


def members(spans: Sequence[Sequence[int]]) -> list[int]:
    """The numbers of these ranges, in order."""
    return [number for first, last in spans for number in range(first, last)]


@given(SPANS, st.integers(1, 9))
def test_shares_are_equal_and_lack_nothing(spans: Spans, parts: int) -> None:
    """Up to one; and put together again they are what they were."""
    shares = [share(spans, part, parts) for part in range(parts)]
    sizes = [len(members(each)) for each in shares]
    assert max(sizes) - min(sizes) <= 1
    assert [number for each in shares for number in members(each)] == members(spans)
    assert members(joined(span for each in reversed(shares) for span in each)) == members(spans)


def test_a_state_is_small(packed: str) -> None:
    """A few hundred bytes, however far a reader is."""
    loader = Loader(packed)
    next(iter(loader))
    assert len(json.dumps(loader.state_dict())) < 200
