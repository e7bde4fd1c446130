"""Plain text in one spelling of everything that carries no meaning: line ends, blanks, apostrophes, stray marks.

What belongs here: changes that no reader of the law would notice. Not here: what may be damage (gates), what is
said (annotate). Hard-wrapped lines and letter-spaced headings stay. Still to come: the same over Arrow buffers.
"""

from __future__ import annotations

import re
import unicodedata

from pipelines.text.lookalikes import fold_lookalikes

COLUMN_GAP = 8
"""From this many blanks on, a gap is the alignment of a column (letter-spaced headings use at most 3)."""

LINE_END = re.compile("[\u000b\u000c\u0085\u2028\u2029]")
INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
SURROGATE = re.compile("[\ud800-\udfff]")
BULLET = re.compile("[\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf076]")
"""Bullets of the Symbol and Wingdings fonts, which word processors write in the private use area."""

# The sign first, then what stands around it: a pattern that opens with a lookbehind is tried at every letter.
APOSTROPHE = re.compile(r"[`’ʼ‘´′](?=[^\W\d_])(?<=[^\W\d_].)")
STAR = re.compile("\\*(?=[\u0400-\u052f])(?<=[\u0400-\u052f].)")
STRESSED = re.compile("[\u0400-\u052f][\u0300-\u036f]+")
AROUND_TAB = re.compile(" *\t *")
GAP = re.compile(f" {{{COLUMN_GAP},}}")
BLANK_LINES = re.compile("\n{3,}")


def normalise(text: str) -> str:
    """The text as it is stored: LF, no controls, plain blanks, ``'`` inside words, one script a word, Unicode NFC.

    Idempotent, and line by line: joining normalised lines that are not empty changes nothing.
    """
    text = _one_spelling(_visible(text))
    text = STAR.sub("'", APOSTROPHE.sub("'", text))
    return _tidy_blanks(fold_lookalikes(text))


def _visible(text: str) -> str:
    text = LINE_END.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = INVISIBLE.sub("", text)
    return BULLET.sub("•", SURROGATE.sub("\ufffd", text))


def _one_spelling(text: str) -> str:
    """Composed letters (и + breve is й), without the stress marks of dictionaries."""
    text = unicodedata.normalize("NFC", text)
    if "\u0301" not in text:
        return text
    unstressed = STRESSED.sub(lambda found: found[0].replace("\u0301", ""), text)
    return unicodedata.normalize("NFC", unstressed)


def _tidy_blanks(text: str) -> str:
    text = BLANK.sub(" ", text)
    if "\t" in text:
        text = AROUND_TAB.sub("\t", text)
    if " " * COLUMN_GAP in text:
        text = GAP.sub("\t", text)
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    return BLANK_LINES.sub("\n\n", text).strip(" \n") if "\n\n\n" in text else text.strip(" \n")
