"""Comparisons of what is found in texts: personal data, sections, citations.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`). Rivals begin with Python strings, ours with Arrow: a string costs a rival nothing here.
Still to come: quality filters, PageRank.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

import pyarrow as pa

from benchmarks import texts
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import Script
from pipelines import schema

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine


def pii_noop(documents: int = 60) -> Comparison:
    """Personal data, beside presidio without a language model: the same recognizers on whole texts."""
    from pipelines.annotate.personal_data import analyzer

    return _personal_data(documents, lambda: analyzer("uk"), "no language model")


def pii_spacy(documents: int = 60) -> Comparison:
    """Personal data, beside presidio with a blank spaCy pipeline: the same recognizers on whole texts."""
    return _personal_data(documents, _spacy_analyzer, "a blank spaCy pipeline")


def _personal_data(documents: int, engine: Callable[[], AnalyzerEngine], engine_name: str) -> Comparison:
    from pipelines.annotate.personal_data import find_personal_data

    rows = texts.documents(documents)

    def prepare() -> Callable[[], object]:
        analyzer, whole = engine(), rows["text"].to_pylist()
        return lambda: [analyzer.analyze(text, "uk") for text in whole]

    note = f"{documents} decisions; the rival has {engine_name} and the same recognizers; ours settles roles too"
    rival = InProcess(f"presidio-analyzer {version('presidio-analyzer')}", prepare)
    return Comparison("docs/s", documents, lambda: find_personal_data(rows), rival, note)


def _spacy_analyzer() -> AnalyzerEngine:
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from pipelines.annotate.personal_data import recognizers

    engine = SpacyNlpEngine(models=[{"lang_code": "uk", "model_name": "blank"}])
    engine.nlp = {"uk": spacy.blank("uk")}
    registry = RecognizerRegistry(recognizers=recognizers("uk"), supported_languages=["uk"])
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["uk"])


def sections(documents: int = 100) -> Comparison:
    """The tree of parts of every decision."""
    from pipelines.annotate.sections import section

    rows = texts.documents(documents)
    return Comparison("docs/s", documents, lambda: section(rows), None, f"{documents} decisions")


def citations_eyecite(documents: int = 100) -> Comparison:
    """Citations, beside eyecite on American texts of the same length with as many citations."""
    from pipelines.citations.cite import cite

    rows, laws = texts.documents(documents), schema.STATUTES.empty_table()
    counts = [len(found) for found in cite(rows, laws)["citations"].to_pylist()]
    rival = Script("citations_eyecite", pa.table({"text": texts.opinions(rows["text"].to_pylist(), counts)}))
    note = f"{documents} texts with {sum(counts)} citations, each contender's in the law that it knows"
    return Comparison("docs/s", documents, lambda: cite(rows, laws), rival, note)
