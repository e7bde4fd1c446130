"""The lines of docs/loading.md for libraries that the project does not depend on, run where they are installed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import islice, product
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

LINES = (Path(__file__).parent.parent / "docs" / "loading.md").read_text(encoding="utf-8")
ROWS = 120

PACKED = {"input_ids": pa.list_(pa.uint32()), "doc_lengths": pa.list_(pa.int32())}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of two sources, and rows of two pieces; the first token of a row is its number."""
    root = tmp_path_factory.mktemp("release")
    for folder in ("parquet/train", "packed/train"):
        (root / folder).mkdir(parents=True)
    documents = pa.table({"source": ["edrsr", "edrsr", "rada"], "date": pa.array([14610, 14620, None], pa.date32())})
    pq.write_table(documents, root / "parquet/train/00000.parquet")
    for file in range(3):
        numbers = range(file * ROWS // 3, (file + 1) * ROWS // 3)
        rows = [{"input_ids": [n, *[5] * (n % 50), 0, 6, 0], "doc_lengths": [n % 50 + 2, 2]} for n in numbers]
        table = pa.Table.from_pylist(rows, pa.schema(list(PACKED.items())))
        pq.write_table(table, root / f"packed/train/{file:05d}.parquet", row_group_size=16)
    return root


def said(heading: str, release: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What the lines under a heading leave behind; a module, for workers look up their classes by its name."""
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", LINES, re.S | re.M)
    assert section
    module = ModuleType("said")
    monkeypatch.setitem(sys.modules, "said", module)
    module.__dict__["release"] = str(release)
    for lines in re.findall(r"```python\n(.*?)```", section[1], re.S):
        exec(lines, module.__dict__)
    return module


def test_duckdb_counts_by_year(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over all files of all splits."""
    pytest.importorskip("duckdb")
    found = said("DuckDB", release, monkeypatch)
    assert sorted(found.by_year, key=str) == [("edrsr", 2010, 2), ("rada", None, 1)]


@pytest.mark.filterwarnings("ignore::UserWarning:torch", "ignore::DeprecationWarning")
def test_torch_reads_every_row_once(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As written; and whatever ranks and workers there were, wherever they stopped, and whoever goes on."""
    pytest.importorskip("torchdata.stateful_dataloader")
    found = said("Packed rows in torch", release, monkeypatch)
    assert sorted(firsts([[found.inputs], *found.rest])) == list(range(ROWS))
    for before, after, stop in product([(1, 2), (3, 0)], [(2, 0), (1, 3)], (0, 2, 100)):
        loaders = [found.batches(rank, before[0], before[1]) for rank in range(before[0])]
        read, states = [], []
        for loader in loaders:
            read += firsts(islice(loader, stop))
            states.append(loader.state_dict())
        for rank in range(after[0]):
            loader = found.batches(rank, *after)
            loader.dataset.load_state_dict(found.together(states))
            read += firsts(loader)
        assert sorted(read) == list(range(ROWS)), (before, after, stop)


def firsts(batches: Iterable[Any]) -> list[int]:
    """Which rows are in these batches."""
    return [number for inputs, *_ in batches for number in inputs[:, 0].tolist()]
