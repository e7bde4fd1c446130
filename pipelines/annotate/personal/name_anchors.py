"""Names of a batch of documents: a kernel says which runs of capitals may hold one, the grammars look at these.

What belongs here: the way from texts to names. What does not: which words make up a name (names_uk, names_nl). The
grammars see the whole text of a document, as they do in presidio (name_recognizer), only not all of its runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

import numpy as np

from pipelines.annotate.personal import names_nl, names_uk
from pipelines.annotate.personal.anchors import Anchors, near
from pipelines.annotate.personal.cited import TITLE
from pipelines.annotate.personal.finds import Fact, Finds, columns
from pipelines.annotate.personal.name_lexicon import lexicon
from pipelines.annotate.personal.roles import Name, Shape, action, in_roles, score

GRAMMARS = {"uk": names_uk, "nl": names_nl}

AROUND = 3
"""Code points before and behind a run by which the grammars judge where it begins and ends: «Berg400» is no name."""

REST = re.compile(r"(?<=\w)\w+")
"""The rest of a word that would be cut there: «aan die» is not «aan di»."""

CITED = TITLE + AROUND
"""Code points beside a run in which a sign stands that a name in it is an author's: TITLE is the further reach."""

SEEN = 24
"""Code points before a run in which «zie», «стаття» leads to a name in it: an ending, and prefixes of a surname."""


def find_people(found: Anchors, read: Callable[[int], str]) -> Finds:
    """Everybody named in texts: what PersonName finds in each whole text; `read` gives one by its row."""
    rows, named = list[int](), list[Name]()
    for row, names in find_names(found, read):
        rows += [row] * len(names)
        named += names
    starts, ends, roles = zip(*named, strict=True) if named else ((), (), ())
    return columns(rows, starts, ends, [_fact(role) for role in roles])


@cache
def _fact(role: str) -> Fact:
    return Fact("PERSON", action(role), "PersonName", score(role), role)


def find_names(found: Anchors, read: Callable[[int], str]) -> Iterator[tuple[int, list[Name]]]:
    """(row, names in order) of every text in which there may be any; `read` gives a text by its row."""
    from pipelines.annotate.personal.window_kernels import points_within

    grammar = GRAMMARS[found.language]
    runs = _bearing(found)
    places = points_within(found.data, found.blocks, found.offsets, runs).tolist()
    cited = may_be_cited(found, runs[:, 1:]).tolist()
    rows, firsts = np.unique(runs[:, 0], return_index=True)
    lasts = np.append(firsts, len(runs))[1:]
    for row, first, last in zip(rows.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
        text = read(row)
        shapes = _shapes(found.language, text, places[first:last], cited[first:last])
        names = grammar.names(text, shapes)
        yield row, list(in_roles(text, names, grammar.ROLES))


def may_be_cited(found: Anchors, runs: np.ndarray) -> np.ndarray:
    """Whether what every citation holds stands near each of `runs` (int64, n x 2, bytes): bool."""
    return near(found, runs, "cited", CITED) | near(found, runs, "see", SEEN)


def _bearing(found: Anchors) -> np.ndarray:
    """Row, start and end in bytes (int64, n x 3) of every run that may hold a name."""
    from pipelines.annotate.personal.name_run_kernels import find_bearing

    words = lexicon(found.language)
    runs = np.empty((len(found.data) // 2 + 1, 3), np.int64)
    return runs[: find_bearing(found.data, found.offsets, words.states, words.classes, runs)]


def _shapes(language: str, text: str, runs: Iterable[list[int]], cited: Iterable[bool]) -> Iterator[Shape]:
    """Everything in these runs of `text`, by each of which somebody may be `cited`, that has the shape of a name."""
    for (start, end), is_cited in zip(runs, cited, strict=True):
        first = start - AROUND if start > AROUND else 0
        rest = REST.match(text, end + AROUND)
        piece = text[first : rest.end() if rest else end + AROUND]
        for shape, kinds, run, begin, stop, _ in _shaped(language, piece, start - first):
            if first + begin < end:
                yield Shape(shape, kinds, first + run, first + begin, first + stop, is_cited)


@lru_cache(1 << 16)
def _shaped(language: str, piece: str, start: int) -> tuple[Shape, ...]:
    return tuple(GRAMMARS[language].shaped(piece, start))
