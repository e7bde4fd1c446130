"""Plain text in one spelling of everything that carries no meaning: line ends, blanks, apostrophes, stray marks.

What belongs here: changes that no reader of the law would notice. Not here: what may be damage (gates), lines that
were broken or glued on the way (layout), what is said (annotate). Letter-spaced headings stay: the sectionizer reads
them, and quality counts them.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from pipelines.text.lookalikes import fold_lookalikes
from pipelines.text.tidy_classes import classes
from pipelines.text.units import text_of, units_of

STRESSED = re.compile("[\u0400-\u052f][\u0300-\u036f]+")


def normalise(text: str) -> str:
    """The text as it is stored: LF, no controls, plain blanks, ``'`` inside words, one script a word, Unicode NFC.

    Idempotent, and line by line: joining normalised lines that are not empty changes nothing.
    """
    from pipelines.text.tidy_kernel import COMPOSABLE, MIXED

    text, flags = _tidied(text)
    if flags & COMPOSABLE:
        text, flags = _tidied(_composed(text))
    if flags & MIXED and (folded := fold_lookalikes(text)) != text:
        return normalise(folded)  # a letter of another script may compose, or ask for an apostrophe
    return text


def _tidied(text: str) -> tuple[str, int]:
    """(text, flags): one walk of the kernel, which says what it has seen but left alone."""
    from pipelines.text.tidy_kernel import tidy

    units = units_of(text)
    out = np.empty_like(units)
    length, flags = tidy(units, classes(), out)
    return text_of(out[:length]), flags


def _composed(text: str) -> str:
    """Composed letters (и + breve is й), without the stress marks of dictionaries."""
    text = unicodedata.normalize("NFC", text)
    if "\u0301" not in text:
        return text
    unstressed = STRESSED.sub(lambda found: found[0].replace("\u0301", ""), text)
    return unicodedata.normalize("NFC", unstressed)
