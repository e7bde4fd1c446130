"""The two looks of presidio's recognizers: what matches beside an anchor, and what the words around a match say.

What belongs here: asking the recognizers of a language about many texts at once, so that the finds are those of
AnalyzerEngine.analyze over each whole text. What does not: the recognizers, the windows, and names (name_anchors).

The steps are the engine's own: EntityRecognizer.analyze, then enhance_using_context, then the threshold. The first sees
only stretches beside anchors, where nearly nothing matches; the second only the words around what did. What the engine
does besides for each call and each result, tracing, explaining and copying, is left out; finds inside others fall to
spans.outer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipelines.annotate.personal.analyzers import Family, families
from pipelines.annotate.personal.anchors import Anchors
from pipelines.annotate.personal.finds import Fact, Finds, columns
from pipelines.annotate.personal.reading import reading
from pipelines.annotate.personal.windows import contexts, digests

if TYPE_CHECKING:
    from pipelines.annotate.personal.placeholder_recognizers import Placeholder
    from pipelines.annotate.personal.recognizer import ContextRecognizer, Match


@dataclass(frozen=True, slots=True)
class Matches:
    """What one recognizer matched, and for every place of each its index, its row and its code point.

    which: int64, n; places: int64, n x 2.
    """

    recognizer: ContextRecognizer | Placeholder
    matches: list[Match]
    which: np.ndarray
    places: np.ndarray

    def widths(self) -> np.ndarray:
        """Code points of what stands at each place (int64)."""
        return np.array([match.end - match.start for match in self.matches], np.int64)[self.which]


def look(found: Anchors, language: str) -> list[Finds]:
    """Every find in texts of a language, recognizer by recognizer."""
    from pipelines.annotate.personal.placeholder_recognizers import Placeholder

    matched = list(_first_look(found, families(language)))
    certain = [_certain(each) for each in matched if isinstance(each.recognizer, Placeholder)]
    return [*certain, _second_look(found, [each for each in matched if not isinstance(each.recognizer, Placeholder)])]


def _first_look(found: Anchors, asked: Sequence[Family]) -> Iterator[Matches]:
    """What matches beside the anchors of each family."""
    from pipelines.annotate.personal.placeholder_recognizers import Placeholder

    for place, digest in digests(found, [(family.anchors, family.span) for family in asked]):
        for each in asked[place].recognizers:
            matches = each.matches(digest.text if isinstance(each, Placeholder) else digest.read)
            if matches:
                yield Matches(each, matches, *digest.locate([match.start for match in matches]))


def _certain(each: Matches) -> Finds:
    """Placeholders of a register, of which the words around them tell nothing more."""
    facts = [Fact(match.type, "register", each.recognizer.name, match.score) for match in each.matches]
    rows, starts = each.places.T
    return columns(rows, starts, starts + each.widths(), [facts[which] for which in each.which.tolist()])


def _second_look(found: Anchors, matched: Sequence[Matches]) -> Finds:
    """Those of the matches that the words around them bear out."""
    from pipelines.annotate.personal.recognizer import REACH, THRESHOLD

    if not matched:
        return columns([], [], [], [])
    rows, starts = np.concatenate([each.places for each in matched]).T
    ends = starts + np.concatenate([each.widths() for each in matched])
    text, places = contexts(found, rows, np.column_stack([starts, ends]), REACH)
    facts = list(_facts(reading(text, found.language), matched, iter(places.tolist())))
    told = [place for place, fact in enumerate(facts) if fact.score >= THRESHOLD]
    return columns(rows[told], starts[told], ends[told], [facts[place] for place in told])


def _facts(read: str, matched: Sequence[Matches], places: Iterator[int]) -> Iterator[Fact]:
    """What the words around each match say of it, which stands at its own of `places` in their reading."""
    for each in matched:
        for which in each.which.tolist():
            kind, start, end, score = each.matches[which]
            place = next(places)
            score, action = each.recognizer.judged(read, place, place + end - start, score)
            yield Fact(kind, action, each.recognizer.name, score, "public" if action == "keep" else "")
