"""Ways in which texts are corrupted, done to sound ones on purpose: what the classifier learns damage from.

What belongs here: six kinds, each in several manners and strengths, each a pure function of a text and a generator.
What does not: finding them (corrupted). The manners are such as scans, converters and crawlers leave behind; none is
the one and only, for what is learnt from one manner of damage knows that manner and no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from pipelines.annotate.folding import VOWELS
from pipelines.text.mojibake import misread

LOOKALIKES = {
    **dict(zip("аеіорсухкнвмтбизчпшщцгжюяєїд", "ael0pcyxkиBмт6нз4лшшнrжюaеiл", strict=True)),
    **dict(zip("aeioucnmhlrtsbgvwdfk", "ec1ovenrn1iffs6qvvcl", strict=True)),
}
"""What a scanner reads instead of a letter; any other character becomes any letter of the text."""

READINGS = {
    "uk": (
        ("utf-8", "cp1251"),
        ("utf-8", "cp1252"),
        ("utf-8", "latin-1"),
        ("cp1251", "latin-1"),
        ("cp1251", "koi8-u"),
        ("koi8-u", "cp1251"),
        ("cp1251", "cp866"),
        ("cp866", "cp1251"),
    ),
    "nl": (
        ("utf-8", "cp1252"),
        ("utf-8", "latin-1"),
        ("utf-8", "cp1251"),
        ("utf-8", "cp437"),
        ("utf-16-le", "latin-1"),
    ),
}
"""(written in, read as) of the code pages of each language."""


def mojibake(text: str, language: str, draw: np.random.Generator) -> str:
    """All or a stretch of the text as a wrong code page shows it."""
    readings = READINGS.get(language, READINGS["nl"])
    reading = readings[draw.integers(len(readings))]
    first, last = _stretch(len(text), draw)
    return text[:first] + misread(text[first:last], reading) + text[last:]


def shuffle(text: str, language: str, draw: np.random.Generator) -> str:
    """Words in any order: of the whole text, or within runs of some words, as columns read across leave them."""
    words = text.split()
    reach = int(draw.choice([5, 20, 100, len(words) + 1]))
    runs = [words[at : at + reach] for at in range(0, len(words), reach)]
    return " ".join(word for run in runs for word in draw.permutation(np.array(run, object)))


def misprint(text: str, language: str, draw: np.random.Generator) -> str:
    """Characters misread, lost and doubled, 5 to 20 % of them, as an unhappy scan leaves them."""
    hits = draw.random(len(text)) < draw.uniform(0.05, 0.2)
    manner, alike = draw.random(len(text)), LOOKALIKES if draw.random() < 0.5 else {}
    letters = sorted(filter(str.isalpha, set(text))) or ["?"]
    other = draw.integers(0, len(letters), len(text))
    made = list(text)
    for at in np.flatnonzero(hits):
        if manner[at] < 0.7:
            made[at] = str(alike.get(text[at].lower(), letters[other[at]]))
        else:
            made[at] = "" if manner[at] < 0.85 else text[at] + letters[other[at]]
    return "".join(made)


def repeat(text: str, language: str, draw: np.random.Generator) -> str:
    """A part of the text again and again: a phrase, a line or a stretch, in a row or between other lines."""
    parts = re.split(r"(?<=\n)|(?<=\. )", text)
    first = int(draw.integers(len(parts)))
    part = "".join(parts[first : first + int(draw.integers(1, 6))]).strip() or text[:200]
    part = " ".join(part.split(" ")[: int(draw.choice([3, 12, 1000]))])
    times = 1 + int(len(text) * draw.uniform(0.5, 2) / (len(part) + 1))
    if draw.random() < 0.5:
        return text + "\n".join([""] + [part] * times)
    return "".join(piece + "\n" + part + "\n" for piece in parts)


def lose_vowels(text: str, language: str, draw: np.random.Generator) -> str:
    """Vowels lost, 60 % of them or all, as a font without some glyphs leaves the text."""
    lost = draw.random(len(text)) < draw.choice([0.6, 0.85, 1.0])
    vowels = {c for c in set(text) if c.lower() in VOWELS}
    return "".join([c for c, gone in zip(text, lost.tolist(), strict=True) if not (gone and c in vowels)])


def space_out(text: str, language: str, draw: np.random.Generator) -> str:
    """Letters set apart, in all words or in some, with one blank or three between words."""
    some, wide = draw.choice([0.3, 0.7, 1.0]), str(draw.choice([" ", "  ", "   "]))
    lines = (line.split(" ") for line in text.split("\n"))
    return "\n".join(wide.join(" ".join(word) if draw.random() < some else word for word in line) for line in lines)


KINDS: dict[str, Callable[[str, str, np.random.Generator], str]] = {
    "letterspaced": space_out,
    "misprinted": misprint,
    "mojibake": mojibake,
    "repeated": repeat,
    "shuffled": shuffle,
    "vowels_lost": lose_vowels,
}
"""Kinds of corruption by name, in alphabetical order."""


def _stretch(length: int, draw: np.random.Generator) -> tuple[int, int]:
    """All of a text, or 40 to 100 % of it."""
    if draw.random() < 0.5:
        return 0, length
    size = int(length * draw.uniform(0.4, 1))
    first = int(draw.integers(0, length - size + 1))
    return first, first + size
