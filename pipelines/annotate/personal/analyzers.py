"""The presidio engines of each language: one for whole texts, and one for each family of recognizers.

What belongs here: which recognizers a language has, and which of them look at the same windows. What does not: the
recognizers. presidio is slow to import, so it is imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

LANGUAGES = ("uk", "nl")

WHOLE = 200
"""Characters of nothing around a whole text, so that no context reaches into the next."""


@dataclass(frozen=True, slots=True)
class Family:
    """Recognizers that look at the same windows: the kinds of anchors, the reach around them, and their engine."""

    anchors: tuple[str, ...]
    reach: int
    engine: AnalyzerEngine


def recognizers(language: str) -> list[EntityRecognizer]:
    """Fresh presidio recognizers of a language, to register in anybody's AnalyzerEngine."""
    from pipelines.annotate.personal import registry
    from pipelines.annotate.personal.name_recognizer import PersonName

    return [*registry.recognizers(language), PersonName(language)]


@cache
def families(language: str) -> tuple[Family, ...]:
    """The recognizers of a language by what they are anchored by; one that says nothing looks at whole texts."""
    seen: dict[tuple[tuple[str, ...], int], list[EntityRecognizer]] = {}
    for recognizer in recognizers(language):
        key = getattr(recognizer, "ANCHORS", ()), getattr(recognizer, "REACH", WHOLE)
        seen.setdefault(key, []).append(recognizer)
    return tuple(Family(kinds, reach, engine_of(own, language)) for (kinds, reach), own in seen.items())


@cache
def analyzer(language: str) -> AnalyzerEngine:
    """All recognizers of a language in one engine, for whole texts."""
    return engine_of(recognizers(language), language)


def engine_of(own: Sequence[EntityRecognizer], language: str) -> AnalyzerEngine:
    """A presidio engine without a language model: this project's recognizers bring their own context."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    from pipelines.annotate.personal.recognizer import THRESHOLD, OwnContext

    engine = NoOpNlpEngine(models=[{"lang_code": language, "model_name": "no_op"}])
    engine.load()
    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=own, supported_languages=[language]),
        nlp_engine=engine,
        supported_languages=[language],
        default_score_threshold=THRESHOLD,
        context_aware_enhancer=OwnContext(),
    )
