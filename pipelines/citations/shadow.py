"""The shadow of a text: the same length, one look for each sign, so that patterns stay short and offsets true.

What belongs here: one-to-one replacements of punctuation. Letters are never touched here: look-alike
letters are folded inside numbers only, where the number is read (`numbers.latin`).
"""

from __future__ import annotations

_LOOKS = (
    (" ", "\u00a0\u2007\u2009\u202f\u2003\u2002\t"),
    ("'", "\u2019\u02bc\u2018`\u00b4\u201b"),
    ('"', "«»„“”‟″"),
    ("-", "\u2013\u2014\u2212\u2010\u2011\u2012\u2015\u00ad"),
)


def shadow(text: str) -> str:
    """The text with spaces, apostrophes, quotes and dashes unified; as long as the text, index for index."""
    for look, variants in _LOOKS:
        for variant in variants:
            if variant in text:
                text = text.replace(variant, look)
    return text
