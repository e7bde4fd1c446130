"""Names of people as a presidio recognizer.

What belongs here: the adapter from names_uk and names_nl to presidio. What does not: any rule about names. The
module imports presidio, so it is imported inside functions only.
"""

from __future__ import annotations

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from pipelines.annotate.personal import names_nl, names_uk
from pipelines.annotate.personal.recognizer import ACTION
from pipelines.annotate.personal.roles import ROLE, action, score


class PersonName(EntityRecognizer):
    """PERSON by shape; a person in office is kept, anybody else is masked.

    It looks at whole texts. A batch of the corpus is looked at by name_anchors, to the same end.
    """

    def __init__(self, supported_language: str, name: str | None = None, context: list[str] | None = None) -> None:
        """Build the recognizer for uk or nl; a registry made of YAML gives a name and a context, which has no use."""
        super().__init__(
            supported_entities=["PERSON"], name=name or type(self).__name__, supported_language=supported_language
        )
        self.find_names = names_uk.find_names if supported_language == "uk" else names_nl.find_names

    def load(self) -> None:
        """Nothing to load: the patterns compile on first use."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Names in `text`; a name with a role scores higher than one without."""
        return [
            RecognizerResult(
                "PERSON",
                name.start,
                name.end,
                score(name.role),
                recognition_metadata={
                    ACTION: action(name.role),
                    ROLE: name.role,
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                },
            )
            for name in self.find_names(text)
        ]
