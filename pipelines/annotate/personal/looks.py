"""The two looks of presidio's recognizers: what matches beside an anchor, and what the words around a match say.

What belongs here: asking the recognizers of a language about many texts at once, so that the finds are those of
AnalyzerEngine.analyze over each whole text. What does not: the recognizers, the windows, and names (name_anchors).

The steps are the engine's own: EntityRecognizer.analyze, then enhance_using_context, then the threshold. The first sees
only stretches beside anchors, where nearly nothing matches; the second only the words around what did. What the engine
does besides for each call and each result, tracing and copying, is left out; finds inside others fall to spans.outer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipelines.annotate.personal.analyzers import Family, families, no_artifacts
from pipelines.annotate.personal.anchors import Anchors
from pipelines.annotate.personal.windows import contexts, digests

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer, RecognizerResult


@dataclass(frozen=True, slots=True)
class Matches:
    """What one recognizer matched: the results, and for every place of each its index, its row and its code point.

    which: int64, n; places: int64, n x 2.
    """

    recognizer: EntityRecognizer
    results: list[RecognizerResult]
    which: np.ndarray
    places: np.ndarray


def look(found: Anchors, language: str) -> Iterator[tuple[int, int, RecognizerResult]]:
    """(row, code point, result) of every find, which begins at that code point of the text in that row."""
    matched = [matches for family in families(language) for matches in _first_look(found, family)]
    yield from _second_look(found, [each for each in matched if isinstance(each.recognizer, _asking())])
    for each in matched:
        if not isinstance(each.recognizer, _asking()):
            for which, (row, point) in zip(each.which.tolist(), each.places.tolist(), strict=True):
                yield row, point, each.results[which]


def _asking() -> type[EntityRecognizer]:
    """The class of recognizers that ask for the words around a match."""
    from pipelines.annotate.personal.recognizer import ContextRecognizer

    return ContextRecognizer


def _first_look(found: Anchors, family: Family) -> Iterator[Matches]:
    """What matches beside the anchors of a family."""
    for digest in digests(found, family.anchors, family.span):
        for each in family.recognizers:
            results = each.analyze(digest.text, each.supported_entities, no_artifacts(each.supported_language))
            if results:
                yield Matches(each, results, *digest.locate([result.start for result in results]))


def _second_look(found: Anchors, matched: Sequence[Matches]) -> Iterator[tuple[int, int, RecognizerResult]]:
    """Those of the matches that the words around them bear out."""
    from pipelines.annotate.personal.recognizer import REACH, THRESHOLD

    if not matched:
        return
    places = np.concatenate([each.places for each in matched])
    widths = [each.results[which].end - each.results[which].start for each in matched for which in each.which]
    text, starts = contexts(found, places[:, 0], np.column_stack([places[:, 1], places[:, 1] + widths]), REACH)
    known = dict(zip(starts.tolist(), places.tolist(), strict=True))
    left = iter(starts.tolist())
    for each in matched:
        moved = [_moved(each.results[which], next(left)) for which in each.which]
        nothing = no_artifacts(each.recognizer.supported_language)
        for result in each.recognizer.enhance_using_context(text, moved, [], nothing):
            if result.score >= THRESHOLD:
                yield *known[result.start], result


def _moved(result: RecognizerResult, start: int) -> RecognizerResult:
    """The result at another place."""
    from presidio_analyzer import RecognizerResult

    end, facts = start + result.end - result.start, {**result.recognition_metadata}
    return RecognizerResult(result.entity_type, start, end, result.score, recognition_metadata=facts)
