"""How long something takes: for tests that tell what blows up from what only a busy machine delays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time


@dataclass
class Used:
    """Seconds of CPU that a block took, known when it has ended."""

    seconds: float = float("inf")


@contextmanager
def cpu() -> Iterator[Used]:
    """Measure the CPU of a block, without collecting the garbage that thousands of other tests have left."""
    used = Used()
    gc.disable()
    try:
        began = process_time()
        yield used
        used.seconds = process_time() - began
    finally:
        gc.enable()
