"""Texts that must not enter the corpus, whatever they came as.

What belongs here: signs that a body is no document at all, or damaged beyond proof. Not here: poor quality,
which is a signal and a policy (annotate, select). Each gate names its reason, so that it can be counted.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.text.encoding import has_signs
from pipelines.text.unreadable import Unreadable

OVERLOAD_PHRASES = (
    "Єдиний державний реєстр судових рішень",
    "Перегляд сторінки недоступний",
    "Сервер перевантажений запитами",
)
"""What the register of court decisions answers under load, with status 200; it once poisoned millions of texts."""
OPENING = 2_000
"""Code points in which the overload page shows its phrases; a decision that quotes them does so later."""
MOST_CONTROLS = 0.01
MOST_FALSE_LETTERS = 0.3

WORD_CHARACTER = re.compile(r"[^\W_]")
LETTER = re.compile(r"[^\W\d_]")
CONTROL = re.compile("[\u0001-\u0008\u000e-\u001f]")
FALSE_PAIR = re.compile("[РС][Ђ-Џђѓљњќћўџ‚„…†‡€‰‹‘’“”•–—™›\u00a0-\u00bf]|[ÐÑ][\u0080-\u00bf‚-›ŒœŠšŽžŸˆ˜]")
ACCENTED = re.compile("[\u00c0-\u00ff]")
CYRILLIC = re.compile("[\u0400-\u052f]")


def check(text: str) -> None:
    """Pass a text, or raise Unreadable: ``overload_page``, ``binary``, ``empty`` or ``mojibake``."""
    if sum(any(form in text[:OPENING] for form in forms) for forms in _overload_forms()) >= 2:
        raise Unreadable("overload_page", "This is the register's overload page, not a decision; fetch it again later.")
    if len(CONTROL.findall(text)) > MOST_CONTROLS * len(text):
        raise Unreadable("binary", "Too many control characters for a text; look at the file at its source.")
    if not WORD_CHARACTER.search(text):
        raise Unreadable("empty", "The file holds no letter and no digit; fetch it again later.")
    if _is_mojibake(text):
        raise Unreadable("mojibake", "The letters were read in a wrong code page, and the way back is not certain.")


@cache
def _overload_forms() -> tuple[tuple[str, ...], ...]:
    """Each phrase as it is, and as three wrong code pages show it."""
    return tuple(
        (
            phrase,
            phrase.encode().decode("cp1251", "ignore"),
            phrase.encode().decode("latin-1"),
            phrase.encode("cp1251").decode("latin-1"),
        )
        for phrase in OVERLOAD_PHRASES
    )


def _is_mojibake(text: str) -> bool:
    """Whether too many of the letters are such as only a wrong code page writes."""
    false = 2 * len(FALSE_PAIR.findall(text)) if has_signs(text) else 0
    if not CYRILLIC.search(text):
        false = max(false, len(ACCENTED.findall(text)))
    return false > 0 and false > MOST_FALSE_LETTERS * len(LETTER.findall(text))
