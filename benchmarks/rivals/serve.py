"""What all scripts in this folder share: reading the input, warming up, one timed run for each line.

Nothing but the standard library and pyarrow: it runs in every rival's environment.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pyarrow.parquet as pq


def column(name: str) -> list[Any]:
    """A column of the table that the first argument names, as Python objects."""
    return pq.read_table(sys.argv[1])[name].to_pylist()


def serve(package: str, run: Callable[[], object]) -> None:
    """Warm up, say name and version, then answer each line of standard input with the seconds of one run."""
    run()
    print(package, version(package), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        run()
        print(time.perf_counter() - began, flush=True)
