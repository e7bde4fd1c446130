"""What all scripts in this folder share: reading the input, warming up, one timed run for each line.

Nothing but the standard library and pyarrow: it runs in every rival's environment.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

import pyarrow.parquet as pq


def column(name: str) -> list[Any]:
    """A column of the table that the first argument names, as Python objects."""
    return pq.read_table(sys.argv[1])[name].to_pylist()


def check_components(rows: Iterable[int], names: Iterable[int]) -> None:
    """Whether rows have one name if and only if they have one `root` in the table; rows not named are alone.

    Raises SystemExit, one sentence, when they do not.
    """
    roots = column("root")
    first: dict[int, int] = {}
    found = list(range(len(roots)))
    for row, name in sorted(zip(rows, names, strict=True)):
        found[row] = first.setdefault(name, row)
    if found != roots:
        raise SystemExit("the rival found other components than ours, so one of the two is wrong")


def serve(package: str, run: Callable[[], object]) -> None:
    """Warm up, say name and version, then answer each line of standard input with the seconds of one run."""
    run()
    print(package, version(package), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        run()
        print(time.perf_counter() - began, flush=True)
