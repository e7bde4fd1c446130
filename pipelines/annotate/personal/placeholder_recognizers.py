"""Placeholders of the registers as presidio recognizers.

What belongs here: the adapter from placeholders to presidio. What does not: what a placeholder looks like. The module
imports presidio, so it is imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from pipelines.annotate.personal import placeholders, role_tags
from pipelines.annotate.personal.recognizer import ACTION, Match


class Placeholder(EntityRecognizer):
    """A placeholder of a register: certain, and never masked again.

    ANCHORS and SPAN are as those of recognizer.ContextRecognizer; nothing beside a placeholder is asked.
    """

    LANGUAGE: ClassVar[str]
    TYPES: ClassVar[tuple[str, ...]]
    ANCHORS: ClassVar[tuple[str, ...]]
    SPAN: ClassVar[tuple[int, int]]
    FIND: ClassVar[Callable[[str], Iterator[placeholders.Found]]]

    def __init__(self, supported_language: str = "", name: str | None = None, context: list[str] | None = None) -> None:
        """Build the recognizer for its own language, or for `supported_language`.

        A registry made of YAML gives every class a name and a context; the context, for lemmas, has no use here.
        """
        super().__init__(
            list(self.TYPES),
            supported_language=supported_language or self.LANGUAGE,
            name=name or type(self).__name__,
        )

    def load(self) -> None:
        """Nothing to load: the patterns compile on first use."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Every placeholder in `text`."""
        return [
            RecognizerResult(
                *match,
                recognition_metadata={
                    ACTION: "register",
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                },
            )
            for match in self.matches(text)
        ]

    def matches(self, text: str) -> list[Match]:
        """What `analyze` gives, without presidio's record of how each was found."""
        return [Match(kind, start, end, 1.0) for start, end, kind in type(self).FIND(text)]


class RegisterPlaceholder(Placeholder):
    """ОСОБА_1, АДРЕСА_1, НОМЕР_1, ІНФОРМАЦІЯ_1 (law 3262-IV, art. 7), and the tags of masked texts."""

    LANGUAGE = "uk"
    TYPES = tuple(sorted({*(family.type for family in placeholders.FAMILIES), *placeholders.TYPED.values()}))
    ANCHORS = ("placeholder",)
    SPAN = (1, 1)
    FIND = staticmethod(placeholders.find_underscored)


class LoosePlaceholder(Placeholder):
    """The same with a space: «ОСОБА 1», «ОСОБА _1»."""

    LANGUAGE = "uk"
    TYPES = tuple(family.type for family in placeholders.FAMILIES)
    ANCHORS = ("placeholder_word",)
    SPAN = (24, 24)
    FIND = staticmethod(placeholders.find_loose)


class RoleTag(Placeholder):
    """Role tags of rechtspraak.nl: [verdachte], [slachtoffer 1], [A]."""

    LANGUAGE = "nl"
    TYPES = role_tags.TYPES
    ANCHORS = ("placeholder",)
    SPAN = (1, 1)
    FIND = staticmethod(placeholders.find_role_tags)
