"""The recognizers of each language: all in one presidio engine for whole texts, and by family for windows.

What belongs here: which recognizers a language has, and which of them look at the same windows. What does not: the
recognizers, and asking them about many texts (looks). presidio is slow to import, so it is imported inside functions
only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer
    from presidio_analyzer.nlp_engine import NlpEngine

    from pipelines.annotate.personal.placeholder_recognizers import Placeholder
    from pipelines.annotate.personal.recognizer import ContextRecognizer

LANGUAGES = ("uk", "nl")


@dataclass(frozen=True, slots=True)
class Family:
    """Recognizers that look at the same windows: the kinds of their anchors, and the span around them."""

    anchors: tuple[str, ...]
    span: tuple[int, int]
    recognizers: tuple[ContextRecognizer | Placeholder, ...]


def recognizers(language: str) -> list[EntityRecognizer]:
    """Fresh presidio recognizers of a language, to register in anybody's AnalyzerEngine."""
    from pipelines.annotate.personal import registry

    return registry.recognizers(language)


@cache
def families(language: str) -> tuple[Family, ...]:
    """The recognizers of a language but that of names, by their anchors."""
    from pipelines.annotate.personal.placeholder_recognizers import Placeholder
    from pipelines.annotate.personal.recognizer import ContextRecognizer

    seen: dict[tuple[tuple[str, ...], tuple[int, int]], list[ContextRecognizer | Placeholder]] = {}
    for recognizer in recognizers(language):
        if isinstance(recognizer, ContextRecognizer | Placeholder):
            seen.setdefault((recognizer.ANCHORS, recognizer.SPAN), []).append(recognizer)
    return tuple(Family(kinds, span, tuple(own)) for (kinds, span), own in seen.items())


@cache
def analyzer(language: str) -> AnalyzerEngine:
    """All recognizers of a language in one engine, for whole texts."""
    return engine_of(recognizers(language), language)


def engine_of(own: Sequence[EntityRecognizer], language: str) -> AnalyzerEngine:
    """A presidio engine without a language model: this project's recognizers bring their own context."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

    from pipelines.annotate.personal.recognizer import THRESHOLD, OwnContext

    return AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=own, supported_languages=[language]),
        nlp_engine=_no_engine(language),
        supported_languages=[language],
        default_score_threshold=THRESHOLD,
        context_aware_enhancer=OwnContext(),
    )


def _no_engine(language: str) -> NlpEngine:
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    engine = NoOpNlpEngine(models=[{"lang_code": language, "model_name": "no_op"}])
    engine.load()
    return engine
