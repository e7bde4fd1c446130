"""The recognizers of this project in anybody's presidio, by one file: recognizers.yaml.

What belongs here: loading them, as presidio loads its own. What does not: the recognizers, and the engines of the
corpus, which look at windows (analyzers).
"""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry

CONFIGURATION = str(files("pipelines.annotate.personal").joinpath("recognizers.yaml"))
"""The analyzer configuration of presidio that lists every recognizer and its languages."""

MODULES = (
    "births", "name_recognizer", "phones", "placeholder_recognizers", "places_nl", "places_uk",
    "recognizers_any", "recognizers_nl", "recognizers_uk", "vehicles",
)  # fmt: skip
"""Where the classes are that recognizers.yaml names."""


def load() -> None:
    """Make the classes known to presidio, which looks for the names of a YAML among all subclasses it can see."""
    for module in MODULES:
        import_module(f"pipelines.annotate.personal.{module}")


def registry(configuration: str = CONFIGURATION) -> RecognizerRegistry:
    """A registry of what `configuration` lists, to be given to an AnalyzerEngine of one's own.

    Raises ValueError, presidio's, where the file names a recognizer that does not exist.
    """
    import yaml
    from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

    load()
    with open(configuration, encoding="utf-8") as file:
        whole = yaml.safe_load(file)
    section = {**whole["recognizer_registry"], "supported_languages": whole["supported_languages"]}
    return RecognizerRegistryProvider(registry_configuration=section).create_recognizer_registry()


def engine(configuration: str = CONFIGURATION) -> AnalyzerEngine:
    """The engine of presidio as `configuration` describes it: no language model, both languages."""
    from presidio_analyzer import AnalyzerEngineProvider

    load()
    return AnalyzerEngineProvider(analyzer_engine_conf_file=configuration).create_engine()


def recognizers(language: str) -> list[EntityRecognizer]:
    """Fresh recognizers of one language, in the order of the file."""
    return [each for each in registry().recognizers if each.supported_language == language]
