"""What presidio finds with the recognizers of recognizers.yaml, for the tests of identifiers."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipelines.annotate.personal import registry

REGISTER = "register"

NAMES = "PersonName"
"""The recognizer of names, which have tests of their own."""


@cache
def engine() -> Any:
    """One engine for all tests, made of the YAML alone."""
    return registry.engine()


def found(text: str, language: str) -> list[tuple[str, str, str]]:
    """(type, text, action) of what is found, in order; of overlapping finds the longest, then the surest."""
    kept: list[Any] = []
    results = [one for one in engine().analyze(text, language) if one.recognition_metadata["recognizer_name"] != NAMES]
    for result in sorted(results, key=lambda r: (r.start - r.end, -r.score, r.start, r.entity_type)):
        if all(result.end <= other.start or other.end <= result.start for other in kept):
            kept.append(result)
    return [
        (result.entity_type, text[result.start : result.end], result.recognition_metadata["action"])
        for result in sorted(kept, key=lambda r: r.start)
        if result.recognition_metadata["action"] != REGISTER
    ]
