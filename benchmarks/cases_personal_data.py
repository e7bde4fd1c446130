"""Comparisons of finding personal data, beside presidio with the same recognizers over whole texts.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`). The rivals begin with Python strings and end with presidio's results; ours begins and ends with Arrow,
and settles who is in office as well. The recognizers are the same objects' classes, so the ratio is that of the way.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

from benchmarks import texts
from benchmarks.measure import Comparison, InProcess

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

DOCUMENTS = 240
"""About two megabytes and a half: enough that a call's fixed cost is small, few enough for the rivals' patience."""


def pii_noop(documents: int = DOCUMENTS) -> Comparison:
    """Personal data, beside presidio without a language model: the same recognizers on whole texts."""
    from pipelines.annotate.personal.analyzers import analyzer

    return _personal_data(documents, lambda: analyzer("uk"), "no language model")


def pii_spacy(documents: int = DOCUMENTS) -> Comparison:
    """Personal data, beside presidio with a blank spaCy pipeline: the same recognizers on whole texts."""
    return _personal_data(documents, _spacy_analyzer, "a blank spaCy pipeline")


def _personal_data(documents: int, engine: Callable[[], AnalyzerEngine], engine_name: str) -> Comparison:
    from pipelines.annotate.personal.stage import find_personal_data

    rows = texts.documents(documents)
    whole = rows["text"].to_pylist()
    megabytes = sum(len(text.encode()) for text in whole) / 1e6

    def prepare() -> Callable[[], object]:
        analyzer = engine()
        return lambda: [analyzer.analyze(text, "uk") for text in whole]

    note = f"{documents} decisions; the rival has {engine_name} and the same recognizers; ours settles roles too"
    rival = InProcess(f"presidio-analyzer {version('presidio-analyzer')}", prepare)
    return Comparison("MB/s", megabytes, lambda: find_personal_data(rows), rival, note)


def _spacy_analyzer() -> AnalyzerEngine:
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from pipelines.annotate.personal.analyzers import recognizers

    engine = SpacyNlpEngine(models=[{"lang_code": "uk", "model_name": "blank"}])
    engine.nlp = {"uk": spacy.blank("uk")}
    registry = RecognizerRegistry(recognizers=recognizers("uk"), supported_languages=["uk"])
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["uk"])
