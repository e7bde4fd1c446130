"""The common form of this project's presidio recognizers: a pattern, its check digits, its context, its action.

What belongs here: the base class and what both countries share (e-mail, bank account, payment card). What does
not: what only one country has (recognizers_uk, recognizers_nl) and names of people (names_*). Every class is an
ordinary presidio recognizer and can be registered in anybody's AnalyzerEngine, with any NLP engine or none.
The module imports presidio, so it is imported inside functions only.
"""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar

from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer

FLAGS = 24
"""DOTALL | MULTILINE. presidio's own default adds IGNORECASE, under which «на 123456» is a passport."""

ACTION = "action"
"""Key of a result's recognition_metadata that holds mask, keep or register."""

CERTAIN, LIKELY, POSSIBLE, WEAK = 0.95, 0.8, 0.6, 0.3
"""Scores: with its context, by a form of its own, by form alone; a WEAK result needs a context to be reported."""

THRESHOLD = 0.5
"""Score below which a result is no personal data."""

NEAR = 60
"""Characters before a match in which its context is looked for; presidio's five lemmas, without a lemmatizer."""

START = r"(?<![\w+/-])(?<!\d[.,])(?<!\b\d{1,3} )"
END = r"(?![\w/]|[-.,]\d)"
"""Borders of a bare number: it is no part of a longer one, of a case number or of a sum of money."""

PUBLIC_BODY = r"\.gov\.ua$|@(?:.+\.)?(?:rechtspraak|om|rijksoverheid|belastingdienst|ind|raadvanstate|politie)\.nl$"


@cache
def stems(pattern: str) -> re.Pattern[str]:
    """Context words as one expression, letters of either case; inflection is left open by giving stems."""
    return re.compile(pattern, re.IGNORECASE)


def last_start(pattern: str, text: str) -> int:
    """Start of the last match in `text`, -1 when there is none or no pattern."""
    starts = [found.start() for found in stems(pattern).finditer(text)] if pattern else []
    return starts[-1] if starts else -1


class ContextRecognizer(PatternRecognizer):
    """A pattern whose score depends on the words before it.

    The nearer of CONTEXT and TRAP decides: context makes a match certain, a trap drops it. AFTER may confirm from
    behind. presidio's own context words need lemmas, which nobody has without a language model.
    """

    ENTITY: ClassVar[str]
    LANGUAGE: ClassVar[str]
    PATTERNS: ClassVar[tuple[tuple[str, float], ...]]
    CONTEXT: ClassVar[str] = ""
    AFTER: ClassVar[str] = ""
    TRAP: ClassVar[str] = ""

    def __init__(self, supported_language: str = "") -> None:
        """Build the recognizer for its own language, or for `supported_language` where it has none."""
        super().__init__(
            supported_entity=self.ENTITY,
            supported_language=supported_language or self.LANGUAGE,
            patterns=[Pattern(f"{self.ENTITY} {i}", regex, score) for i, (regex, score) in enumerate(self.PATTERNS)],
            global_regex_flags=FLAGS,
        )

    def enhance_using_context(
        self, text: str, raw_recognizer_results: list[RecognizerResult], *others: object, **more: object
    ) -> list[RecognizerResult]:
        """Weigh every result by the words around it and note what is to be done with it."""
        for result in raw_recognizer_results:
            before = text[max(0, result.start - NEAR) : result.start]
            after = text[result.end : result.end + NEAR]
            result.score = self.weigh(text[result.start : result.end], result.score, before, after)
            result.recognition_metadata[ACTION] = self.action(text, result.start, result.end)
        return raw_recognizer_results

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """Score of `found` between the words `before` and `after`."""
        context, trap = last_start(self.CONTEXT, before), last_start(self.TRAP, before)
        if trap > context:
            return 0.0
        confirmed = context >= 0 or (self.AFTER and stems(self.AFTER).match(after))
        return max(score, CERTAIN) if confirmed else score

    def action(self, text: str, start: int, end: int) -> str:
        """What selection does with the span: mask, unless a recognizer knows that it is nobody's own."""
        return "mask"


class OwnContext(ContextAwareEnhancer):
    """Leaves results alone: the recognizers have weighed them. presidio's own enhancer copies each one deeply."""

    def __init__(self) -> None:
        """Set what the base class asks for; none of it is used."""
        super().__init__(
            context_similarity_factor=0.0,
            min_score_with_context_similarity=0.0,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *others: object, **more: object
    ) -> list[RecognizerResult]:
        """Give the results back."""
        return raw_results


class Email(ContextRecognizer):
    """E-mail address (RFC 5321, the common subset); an address of a public body is kept."""

    ENTITY = "EMAIL"
    LANGUAGE = "uk"
    PATTERNS = ((r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![\w-])", LIKELY),)

    def action(self, text: str, start: int, end: int) -> str:
        """Keep an address of a court or another public body."""
        return "keep" if stems(PUBLIC_BODY).search(text[start:end]) else "mask"


class Iban(ContextRecognizer):
    """International bank account number, ISO 13616: groups of any width, checked modulo 97."""

    ENTITY = "IBAN"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the check digits or the national structure are wrong."""
        from stdnum import iban

        return None if iban.is_valid(latin(pattern_text)) else False


class PaymentCard(ContextRecognizer):
    """Payment card: 16 digits, ISO/IEC 7812 with the Luhn check; one number in ten passes by chance."""

    ENTITY = "CARD"
    LANGUAGE = "uk"
    PATTERNS = (
        (START + r"[2-69]\d{3}([ \u00a0-])\d{4}\1\d{4}\1\d{4}" + END, LIKELY),
        (START + r"[2-69]\d{15}" + END, WEAK),
    )
    CONTEXT = r"карт|платіж|visa|master|kaart|pas\b|card"
    TRAP = r"ЄРДР|ЕРДР|проваджен|справ"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the Luhn digit is wrong."""
        from stdnum import luhn

        return None if luhn.is_valid(digits_of(pattern_text)) else False


LOOKALIKES = str.maketrans("АВЕІКМНОРСТХУ", "ABEIKMHOPCTXY")
"""Cyrillic capitals that look Latin: plates, passports and accounts are typed with either."""


def latin(text: str) -> str:
    """`text` in Latin look-alikes without spaces, for a check of its characters."""
    return "".join(text.translate(LOOKALIKES).split())


def digits_of(text: str) -> str:
    """Only the digits of `text`."""
    return "".join(character for character in text if character.isdigit())
