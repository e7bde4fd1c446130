"""What a wrong code page does to Ukrainian and Dutch letters: how such a text is told, and turned back.

What belongs here: the wrong readings, the count by which they show, and the ways back that end in words. Not here:
the common way back, tried on every text (encoding), and what becomes of a text that has none (gates).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from pipelines.text.encoding import repair_mojibake
from pipelines.text.units import units_of

WRONG_READINGS = (
    ("utf-8", "cp1251"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1252"),
    ("utf-8", "koi8-u"),
    ("utf-8", "cp866"),
    ("cp1251", "latin-1"),
    ("cp1251", "koi8-u"),
    ("cp1251", "cp866"),
    ("koi8-u", "cp1251"),
    ("cp866", "cp1251"),
    ("utf-8", "cp1251", "utf-8", "cp1251"),
    ("utf-8", "latin-1", "utf-8", "latin-1"),
    ("cp1252", "latin-1"),
)
"""(written in, read as, and again) of the code pages that Ukrainian and Dutch were ever typed in."""
PROVEN = ("utf-8", "cp1252")
"""Ways back that cannot succeed by chance: UTF-8 has its grammar, and of Latin-1 only controls change."""

OTHER, CONTROL, DIGIT, LETTER, LATIN, ACCENTED, LEAD_1252, DAMAGE, BOX, HIGH_CONTROL = range(10)
TAIL, QUOTE, TAIL_1252, ALIEN, LEAD_1251, COMMON, COMMON_TWIN, TWIN, NATIVE = range(10, 19)
KINDS = 19
CYRILLIC = (ALIEN, LEAD_1251, COMMON, COMMON_TWIN, TWIN, NATIVE)

QUOTES = "…‘’“”•–—™›»\u00a0§°"
TAILS = "‚„†‡€‰‹" + "".join(map(chr, range(0xA1, 0xC0)))
"""Second bytes of UTF-8 as cp1251 and cp1252 both show them: those that may follow a letter, and those that do not."""
TAILS_1252 = "ŒœŠšŽžŸˆ˜ƒ"
COMMON_LETTERS = "оаиніетврслОАИНІЕТВЛ"
"""With Р and С the commonest letters of Ukrainian and Russian: over half of any text in its right code page."""
TWINS = "асеіорхукмтнвАСЕІОРХУКМТНВ"
"""Cyrillic letters with a Latin twin: typed by habit inside Latin words, so no sign of a code page."""
ALPHABETS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё"

MOST_FALSE = 0.3
"""Share of letters that a wrong reading may have made: a quote after a capital looks like it, but not everywhere."""
MOST_CERTAIN = 0.02
"""Share of letters of pairs that no sound text has, as «СЃ» or «Ã©»; one quoted line of them spoils no decision."""
FEWEST_PAIRS = 3
"""Pairs below which no share counts: one «500 м²» with a Cyrillic «м» in a short table is a slip of the hand."""
MOST_ALIEN = 0.1
"""Share of Cyrillic letters that neither Ukrainian nor Russian has; and of letters that were lost."""
SERBIAN = frozenset("абвгдђежзијклљмнњопрстћуфхцчџш")
"""An alphabet of which no wrong reading of Ukrainian keeps within."""
FEWEST_COMMON, FEW_COMMON, GAIN, ENOUGH = 0.3, 0.5, 0.1, 40
"""Share of the commonest letters below which a text is damaged, or may be; what a way back must add to it; and the
letters from which a share tells anything. Paragraphs of sound decisions and laws have 0.51 and more, cp1251 read as
KOI8-U about 0.35.
"""
VARIETY, FEW_LETTERS = 15, 12
"""Different characters of a text, and different Cyrillic letters, from which its shares are those of words: «ХХХХ» is
no language, nor is a table of «кг» and «шт.».
"""
LATIN_TEXT, MOST_FOREIGN = 0.9, 0.0002
"""A text in Latin letters, and the share of its letters that a Cyrillic one inside a word may damage."""
LEADS_1252 = "ÃÐÑÂâ"
"""First bytes of UTF-8 as cp1252 and Latin-1 show them."""
LOST, OPEN_1251 = "\ufffd", "\x98"
"""The one byte that cp1251 leaves open, second half of «И» in UTF-8: U+FFFD in its place can stand for no other."""


@dataclass(frozen=True, slots=True)
class Census:
    """How often each kind of code point stands in a text, and how often behind each: ``pairs[before][kind]``."""

    text: str
    kinds: list[int]
    pairs: list[list[int]]

    @property
    def controls(self) -> int:
        """Control characters of ASCII but TAB, line ends, and 30 and 31, which Word has its hyphens in."""
        return self.count(CONTROL)

    @property
    def high_controls(self) -> int:
        """Control characters beyond ASCII but the line end: bytes 80 to 9F that some reader passed through."""
        return self.count(HIGH_CONTROL)

    @property
    def word_characters(self) -> int:
        """Letters and digits."""
        return self.letters + self.count(DIGIT)

    @property
    def letters(self) -> int:
        """Letters of any script."""
        return self.count(LETTER, LATIN, ACCENTED, LEAD_1252) + self.cyrillic

    @property
    def cyrillic(self) -> int:
        """Cyrillic letters of any alphabet."""
        return self.count(*CYRILLIC)

    @property
    def common_share(self) -> float:
        """Share of the commonest letters among the Cyrillic ones; 1 where there are none."""
        return self.count(LEAD_1251, COMMON, COMMON_TWIN) / self.cyrillic if self.cyrillic else 1.0

    @property
    def alphabet(self) -> frozenset[str]:
        """The Cyrillic letters of the text, in lower case."""
        return frozenset(letter for letter in "".join(set(self.text)).lower() if "\u0400" <= letter < "\u0530")

    def count(self, *kinds: int) -> int:
        """Code points of these kinds."""
        return sum([self.kinds[kind] for kind in kinds])

    def meetings(self, before: tuple[int, ...], after: tuple[int, ...]) -> int:
        """Code points of kinds ``after`` that follow one of kinds ``before``."""
        return sum([self.pairs[first][second] for first in before for second in after])


def census(text: str) -> Census:
    """Count the kinds of code points of a text and their neighbours."""
    from pipelines.text.gates_kernel import count_pairs

    pairs = np.zeros((KINDS, KINDS), np.int64)
    count_pairs(units_of(text), _kinds(), pairs)
    return Census(text, pairs.sum(axis=0).tolist(), pairs.tolist())


def misread(text: str, reading: tuple[str, ...]) -> str:
    """The text as a wrong reading shows it; bytes that a page leaves open are lost."""
    for written, read in zip(reading[::2], reading[1::2], strict=True):
        text = text.encode(written, "ignore").decode(read, "ignore")
    return text


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """(text, repairs): a wrong reading undone where its way back is exact and ends in words; repair ``mojibake``."""
    turned, repairs = _repaired(text)
    found = census(turned)
    damaged = is_mojibake(found)
    if not damaged and (found.common_share >= FEW_COMMON or found.cyrillic < ENOUGH):
        return turned, repairs
    ways = (_way_back(turned, reading, found.common_share) for reading in WRONG_READINGS)
    if back := next((way for way in ways if way is not None), None):
        return back, ("mojibake",)
    return (text, ()) if damaged else (turned, repairs)


def is_mojibake(found: Census) -> bool:
    """Whether too many of the letters are such as only a wrong code page writes."""
    letters = found.letters
    certain = _false_1251(found) + _false_1252(found)
    pairs = certain + found.meetings((LEAD_1251,), (TAIL, QUOTE))
    if _is_many(2 * pairs, MOST_FALSE * letters) or _is_many(2 * certain, MOST_CERTAIN * letters):
        return True
    if found.count(DAMAGE) > MOST_ALIEN * letters:
        return True
    if not found.cyrillic and found.count(ACCENTED, LEAD_1252) > max(MOST_FALSE * letters, FEWEST_PAIRS - 1):
        return True
    if found.count(LATIN, ACCENTED, LEAD_1252) > LATIN_TEXT * letters:
        return _has_foreign(found)
    return _is_permuted(found)


def _repaired(text: str) -> tuple[str, tuple[str, ...]]:
    if LOST not in text or any(lead in text for lead in LEADS_1252):
        return repair_mojibake(text)
    turned, repairs = repair_mojibake(text.replace(LOST, OPEN_1251))
    return (turned.replace(OPEN_1251, LOST), repairs) if repairs else (text, ())


def _way_back(text: str, reading: tuple[str, ...], common_share: float) -> str | None:
    """What the text was before the reading: proven, or Cyrillic of more common letters; None otherwise."""
    try:
        for written, read in zip(reading[-2::-2], reading[::-2], strict=True):
            text = text.encode(read).decode(written)
    except UnicodeError:
        return None
    found = census(text)
    better = found.common_share > common_share + GAIN and 2 * found.cyrillic > found.letters and _is_varied(found)
    return text if (better or reading[0] in PROVEN) and not is_mojibake(found) else None


def _is_varied(found: Census) -> bool:
    """Whether a text has characters of enough kinds for its shares to be those of words."""
    return len(found.alphabet) >= FEW_LETTERS and len(set(found.text)) > VARIETY


def _is_many(twice: int, most: float) -> bool:
    """Whether pairs, counted twice as they are two letters each, are more than a share of letters and no mere slip."""
    return twice > max(most, 2 * (FEWEST_PAIRS - 1))


def _false_1251(found: Census) -> int:
    """Pairs that only UTF-8 read as cp1251 writes; one that runs on in plain letters is of a word, as «РЈЕШЕЊЕ»."""
    plain = found.meetings((ALIEN,), (COMMON, COMMON_TWIN, TWIN, NATIVE))
    return max(0, found.meetings((LEAD_1251,), (ALIEN,)) - plain)


def _false_1252(found: Census) -> int:
    """Pairs that only UTF-8 read as cp1252 or Latin-1 writes."""
    return found.meetings((LEAD_1252,), (TAIL, QUOTE, TAIL_1252, HIGH_CONTROL))


def _has_foreign(found: Census) -> bool:
    """Dutch: UTF-8 or cp1252 read as another page («Ã©», «вЂ“»), or accents read as Cyrillic («coцrdinatie»)."""
    native = (NATIVE, COMMON)
    inside = found.meetings((LATIN,), native) + found.meetings(native, (LATIN,))
    tails = found.meetings(CYRILLIC, (TAIL, BOX)) + found.meetings((ALIEN,), (QUOTE, LATIN)) + _false_1252(found)
    return inside + tails + found.high_controls > max(MOST_FOREIGN * found.letters, FEWEST_PAIRS - 1)


def _is_permuted(found: Census) -> bool:
    """Cyrillic of one page read as another: letters of other alphabets, lines of tables, or the wrong ones common."""
    letters = (LETTER, *CYRILLIC)
    drawn = found.meetings((BOX,), letters) + found.meetings(letters, (BOX,))
    if 2 * drawn > found.letters:
        return True
    if found.count(ALIEN) > MOST_ALIEN * found.letters:
        return not found.alphabet <= SERBIAN
    return found.common_share < FEWEST_COMMON and found.cyrillic >= ENOUGH and len(found.alphabet) >= FEW_LETTERS


@cache
def _kinds() -> np.ndarray:
    """Kind of every code point of the basic plane, uint8; of two that fit the later wins."""
    table = np.zeros(0x10000, np.uint8)
    table[[code for code in range(0x10000) if chr(code).isalnum()]] = DIGIT
    table[[code for code in range(0x10000) if chr(code).isalpha()]] = LETTER
    for first, last, kind in (
        (0x00, 0x08, CONTROL),
        (0x0E, 0x1D, CONTROL),
        (0x7F, 0x7F, CONTROL),
        (0x80, 0x9F, HIGH_CONTROL),
        (0x41, 0x5A, LATIN),
        (0x61, 0x7A, LATIN),
        (0xC0, 0xFF, ACCENTED),
        (0x400, 0x52F, ALIEN),
        (0x2500, 0x25A0, BOX),
    ):
        table[first : last + 1] = kind
    native = ALPHABETS + ALPHABETS.upper()
    common = set(COMMON_LETTERS) - set(TWINS)
    for members, kind in (
        (native, NATIVE), (TWINS, TWIN), (common, COMMON), (set(COMMON_LETTERS) & set(TWINS), COMMON_TWIN),
        ("РС", LEAD_1251), (LEADS_1252, LEAD_1252), (TAILS, TAIL), (QUOTES, QUOTE), (TAILS_1252, TAIL_1252),
        ("\x85", OTHER), ("\ufffd", DAMAGE),
    ):  # fmt: skip
        table[[ord(member) for member in members]] = kind
    return table
