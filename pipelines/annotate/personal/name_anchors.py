"""Where names may stand: runs of capitalised words of which a grammar says so, each different run asked once.

What belongs here: the way from the runs of a kernel to the answers of names_uk and names_nl. What does not: the
answers. A batch of decisions has few different runs («Верховного Суду», «Гнатюка О.П.»), so asking Python is cheap.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from pipelines.annotate.personal import names_nl, names_uk

GRAMMARS = {"uk": names_uk, "nl": names_nl}


def name_anchors(language: str, data: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """Starts and ends in bytes (int64, n x 2) of those `runs` (name_kernels.find_runs) that may hold a name."""
    from pipelines.annotate.personal.name_kernels import LINKS, surrounded

    grammar = GRAMMARS[language]
    bearing = _each(data, runs[:, 1], runs[:, 2], grammar.bearing)
    sure = runs[bearing == names_uk.ALWAYS]
    told = surrounded(data, runs[bearing == names_uk.WHEN_TOLD], LINKS)
    led = _each(data, told[:, 0], told[:, 1], grammar.leads)
    said = _each(data, told[:, 2], told[:, 3], grammar.follows)
    return np.concatenate([sure, told[(led | said) > 0]])[:, 1:3]


def _each(data: np.ndarray, starts: np.ndarray, ends: np.ndarray, ask: Callable[[str], int]) -> np.ndarray:
    """The answer (int64) to each piece of text, asked once of each different one."""
    from pipelines.annotate.personal.window_kernels import copy_pieces

    copied, offsets = copy_pieces(data, starts, ends)
    pieces = pa.LargeStringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(copied))
    encoded = pieces.dictionary_encode()
    answers = np.array([ask(piece) for piece in encoded.dictionary.to_pylist()], np.int64)
    return answers[encoded.indices.to_numpy()]
