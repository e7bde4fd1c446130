"""Names of a batch of documents: a kernel says which runs of capitals may hold one, the grammars look at these.

What belongs here: the way from texts to names. What does not: which words make up a name (names_uk, names_nl). The
grammars see the whole text of a document, as they do in presidio (name_recognizer), only not all of its runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa

from pipelines.annotate.buffers import text_buffers
from pipelines.annotate.personal import names_nl, names_uk
from pipelines.annotate.personal.finds import Fact, Finds, columns
from pipelines.annotate.personal.name_lexicon import lexicon
from pipelines.annotate.personal.roles import Name, Shape, action, in_roles, score

GRAMMARS = {"uk": names_uk, "nl": names_nl}

AROUND = 2
"""Code points before and behind a run by which the grammars judge where it begins and ends."""


def _bearing(language: str, data: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Row, start and end in bytes (int64, n x 3) of every run that may hold a name."""
    from pipelines.annotate.personal.name_run_kernels import find_bearing

    words = lexicon(language)
    found = np.empty((len(data) // 2 + 1, 3), np.int64)
    return found[: find_bearing(data, offsets, words.states, words.classes, found)]


def find_people(texts: pa.LargeStringArray, read: Callable[[int], str], language: str) -> Finds:
    """Everybody named in texts of a language: what PersonName finds in each whole text; `read` gives one by its row."""
    named = [(row, name) for row, names in find_names(texts, read, language) for name in names]
    rows, names = [row for row, _ in named], [name for _, name in named]
    facts = [_fact(name.role) for name in names]
    return columns(rows, [name.start for name in names], [name.end for name in names], facts)


@cache
def _fact(role: str) -> Fact:
    return Fact("PERSON", action(role), "PersonName", score(role), role)


def find_names(
    texts: pa.LargeStringArray, read: Callable[[int], str], language: str
) -> Iterator[tuple[int, list[Name]]]:
    """(row, names in order) of every text in which there may be any; `read` gives a text by its row."""
    from pipelines.annotate.personal.name_run_kernels import points

    grammar = GRAMMARS[language]
    data, offsets = text_buffers(texts)
    data, offsets = data[offsets[0] : offsets[-1]], offsets - offsets[0]
    runs = _bearing(language, data, offsets)
    places = points(data, offsets, runs).tolist()
    rows, firsts = np.unique(runs[:, 0], return_index=True)
    lasts = np.append(firsts, len(runs))[1:]
    for row, first, last in zip(rows.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
        text = read(row)
        names = grammar.names(text, _shapes(language, text, places[first:last]))
        yield row, list(in_roles(text, names, grammar.ROLES))


def _shapes(language: str, text: str, runs: Iterable[list[int]]) -> Iterator[Shape]:
    """Everything in these runs of `text` that has the shape of a name."""
    for start, end in runs:
        first = max(0, start - AROUND)
        for shape, kinds, run, begin, stop in _shaped(language, text[first : end + AROUND], start - first):
            if first + begin < end:
                yield Shape(shape, kinds, first + run, first + begin, first + stop)


@lru_cache(1 << 16)
def _shaped(language: str, piece: str, start: int) -> tuple[Shape, ...]:
    return tuple(GRAMMARS[language].shaped(piece, start))
