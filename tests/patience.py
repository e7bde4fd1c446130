"""How long something takes: for tests that tell what blows up from what only a busy machine delays."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time


def cpu_seconds(act: Callable[[], object]) -> float:
    """Seconds of CPU that `act` takes, without collecting the garbage that thousands of other tests have left.

    A bound on it is several times what is needed, and small beside what grows with the square of a text takes.
    """
    gc.disable()
    try:
        began = process_time()
        act()
        return process_time() - began
    finally:
        gc.enable()
