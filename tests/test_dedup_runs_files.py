"""Flat files: rows of a matrix that are read by themselves, and arrays that are put into a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.runs_files import make_room, put, read_rows

MATRIX = np.random.default_rng(3).integers(0, 256, (500, 128), dtype=np.uint8)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The matrix, put into a file from its end to its beginning."""
    found = tmp_path_factory.mktemp("files") / "matrix.bin"
    make_room(found, MATRIX.nbytes)
    for begin in (400, 100, 0):
        end = {0: 100, 100: 400, 400: 500}[begin]
        put(found, MATRIX[begin:end], begin * 128)
    return found


@given(rows=st.sets(st.integers(0, 499), min_size=1).map(sorted))
def test_rows_are_those_of_the_matrix(file: Path, rows: list[int]) -> None:
    """Rows side by side, a page apart, and far from each other; in the order given."""
    assert np.array_equal(read_rows(file, np.array(rows, np.uint32), 128), MATRIX[rows])
