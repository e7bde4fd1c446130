"""The common form of this project's presidio recognizers: a pattern, its check digits, its context, its action.

What belongs here: the base class, and the borders and words that several recognizers share. What does not: what any
one of them looks for (recognizers_*, places_*, births, placeholders, names_*), and how context is looked for
(context_words). Every class is an ordinary presidio recognizer and can be registered in anybody's AnalyzerEngine, with
any NLP engine or none (recognizers.yaml). The module imports presidio, so it is imported inside functions only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar, NamedTuple

from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer

from pipelines.annotate.personal.context_words import last_end, stems
from pipelines.annotate.personal.reading import reading
from pipelines.annotate.personal.spans import outer

FLAGS = 24
"""DOTALL | MULTILINE. presidio's own default adds IGNORECASE, under which «на 123456» is a passport."""

ACTION = "action"
"""Key of a result's recognition_metadata that holds mask, keep or register."""

CERTAIN, LIKELY, POSSIBLE, WEAK = 0.95, 0.8, 0.6, 0.3
"""Scores: with its context, by a form of its own, by form alone; a WEAK result needs a context to be reported."""

THRESHOLD = 0.5
"""Score below which a result is no personal data and is not given back."""

REACH = 120
"""Characters before and behind a match that its context and its action may be told by."""

NEAR = 60
"""Characters before a match in which its context is looked for; presidio's five lemmas, without a lemmatizer."""

BORDER = "\x00"
"""Stands between windows of different documents: nothing is looked for beyond it."""

BARE = r"(?<![\w/+].|[0-9][-.,].|\b[0-9]{1,3} .)"
"""Behind the first digit of a bare number: it is no part of a longer one, of a case number or of a sum of money. The
digit comes before its lookbehind, for nearly every character fails the cheaper question."""

FIRST = f"[0-9]{BARE}"
"""First digit of a bare number."""

GLUED = r"[0-9](?<![^\Wа-яіїєґa-z].|[/+].|[0-9][-.,].|\b[0-9]{1,3} .)"
"""First digit of a number that may stand right behind a word in small letters, where a scanner lost the space."""

END = r"(?![\w/]|[-.,:][0-9])"
"""Behind a bare number: no letter, and no further digits of a sum, a date or a cadastral number."""

DIGIT = "[0-9ОOІIlЗ]"
"""A digit or a letter that a scanner puts for one, where reading() cannot know: beside the letters of a series."""


NUMBERED = re.compile(r"(?:[0-9][ ./-]?){6,}(?=[^0-9].*[^\W\d_]|[\s,;()]*$)", re.DOTALL)
"""A number behind a trap's word: it is that one's, and the next number is not."""


@cache
def compiled(pattern: str) -> Any:
    """The pattern of a recognizer, in the syntax of the library that presidio matches with."""
    import regex

    return regex.compile(pattern, FLAGS)


def cases(words: str) -> str:
    """`words`, divided by |, as in running text, at a sentence's beginning and in capitals, as one alternation."""
    return f"(?:{'|'.join(_forms(words))})"


def openings(words: str) -> str:
    """The same, grouped by first letter: where a pattern begins with the words, most characters fail at once."""
    grouped: dict[str, list[str]] = {}
    for form in _forms(words):
        grouped.setdefault(form[0], []).append(form[1:])
    return "(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in grouped.items()) + ")"


def _forms(words: str) -> list[str]:
    forms = [form for word in words.split("|") for form in (word, word[:1].upper() + word[1:], word.upper())]
    return list(dict.fromkeys(form.replace(".", "[.]") for form in forms))


class Match(NamedTuple):
    """What a recognizer has matched, before anything around it is asked: code points, and the score of the form."""

    type: str
    start: int
    end: int
    score: float


class ContextRecognizer(PatternRecognizer):
    """A pattern whose score depends on the words before it.

    The nearer of CONTEXT and TRAP decides, in a tie the trap («технічний паспорт»): context makes a match certain, a
    trap drops it. AFTER may confirm from
    behind, NOT_AFTER drops. presidio's own context words need lemmas, which nobody has without a language model.

    ANCHORS names what every find has in or beside it (see anchors; `number near paper` is a number with a word for a
    paper near it), SPAN how many characters before and behind an anchor a match may begin and end, with what a pattern
    asks beside it: the prefilter shows it nothing else.
    """

    ENTITY: ClassVar[str]
    LANGUAGE: ClassVar[str]
    ANCHORS: ClassVar[tuple[str, ...]]
    SPAN: ClassVar[tuple[int, int]] = (30, 30)
    PATTERNS: ClassVar[tuple[tuple[str, float], ...]]
    CONTEXT: ClassVar[str] = ""
    AFTER: ClassVar[str] = ""
    NOT_AFTER: ClassVar[str] = ""
    TRAP: ClassVar[str] = ""

    def __init__(self, supported_language: str = "", name: str | None = None, context: list[str] | None = None) -> None:
        """Build the recognizer for its own language, or for `supported_language`.

        A registry made of YAML gives every class a name and a context; the context, for lemmas, has no use here.
        """
        super().__init__(
            supported_entity=self.ENTITY,
            name=name or type(self).__name__,
            supported_language=supported_language or self.LANGUAGE,
            patterns=[Pattern(f"{self.ENTITY} {i}", regex, score) for i, (regex, score) in enumerate(self.PATTERNS)],
            global_regex_flags=FLAGS,
        )

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: object = None, regex_flags: int | None = None
    ) -> list[RecognizerResult]:
        """Every match in the reading of `text`, whole, before its context is asked.

        The flags are this class's own: a registry made of YAML overwrites those of every pattern recognizer in it.
        """
        read = reading(text, self.supported_language)
        results = super().analyze(read, entities, regex_flags=FLAGS)
        for result in results:
            result.start, result.end = self.whole(read, result.start, result.end)
        return [result for result in results if result.start < result.end]

    def matches(self, read: str) -> list[Match]:
        """What `analyze` gives for a text of this reading, without presidio's record of how each was found.

        Most of its time goes into that.
        """
        wholes = ((*self.whole(read, found.start, found.end), found.score) for found in outer(self._matched(read)))
        return [Match(self.ENTITY, start, end, score) for start, end, score in wholes if start < end]

    def _matched(self, read: str) -> Iterator[Match]:
        """Every match of every pattern that its check digits bear out."""
        for pattern, score in self.PATTERNS:
            for found in compiled(pattern).finditer(read):
                is_valid = self.validate_result(found[0])
                if found[0] and is_valid is not False:
                    yield Match(self.ENTITY, found.start(), found.end(), self.MAX_SCORE if is_valid else score)

    def whole(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The span of which the pattern has found the surest part; as it is, unless a recognizer knows more.

        A pattern begins at what is rare, a digit or a sign, and the rest is read backwards; (0, 0) where it is
        not there.
        """
        return start, end

    def enhance_using_context(
        self, text: str, raw_recognizer_results: list[RecognizerResult], *others: object, **more: object
    ) -> list[RecognizerResult]:
        """Weigh every result by the words around it, note what is to be done with it, drop what is nothing."""
        read = reading(text, self.supported_language)
        return [result for result in raw_recognizer_results if self._is_personal(read, result)]

    def _is_personal(self, text: str, result: RecognizerResult) -> bool:
        score, action = self.judged(text, result.start, result.end, result.score)
        result.score, result.recognition_metadata[ACTION] = score, action
        return score >= THRESHOLD

    def judged(self, read: str, start: int, end: int, score: float) -> tuple[float, str]:
        """Score and action of a match, of which the form alone says `score`, in the reading of its text.

        Below THRESHOLD it is nothing, and no action is told.
        """
        before = read[max(0, start - NEAR) : start].rpartition(BORDER)[2]
        after = read[end : end + NEAR].partition(BORDER)[0]
        score = self.weigh(read[start:end], score, before, after)
        return score, self.action(read, start, end) if score >= THRESHOLD else ""

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """Score of `found` between the words `before` and `after`."""
        before, after = before.lower(), after.lower()
        context, trap = last_end(self.CONTEXT, before), last_end(self.TRAP, before)
        if trap >= 0 and NUMBERED.search(before, trap):
            trap = -1
        if trap >= max(context, 0) or (self.NOT_AFTER and stems(self.NOT_AFTER).match(after)):
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


def surroundings(text: str, start: int, end: int, reach: int) -> tuple[str, str]:
    """The `reach` characters before and behind a span, as far as they are the same document's."""
    return text[max(0, start - reach) : start].rpartition(BORDER)[2], text[end : end + reach].partition(BORDER)[0]


def digits_of(text: str) -> str:
    """Only the digits of `text`."""
    return "".join(filter(str.isdigit, text))
