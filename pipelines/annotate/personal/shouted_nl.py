"""Names in a passage that is all capitals, where a capital tells nothing.

What belongs here: whether a passage is in capitals, which words are ordinary ones, and which names stand there by
chance («M.B.T. DE INKOPEN», «ELKE BRIEF», «VAN HET PERCEEL»). What does not: finding names (names_nl), and who is
called by the surname alone (people).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.annotate.personal import words_nl
from pipelines.annotate.personal.roles import LIST
from pipelines.annotate.personal.wordlists import begins, words

BESIDE = 40
"""Characters before and behind a name that say whether the passage is in capitals."""

LOUD = 3
"""Times as many capitals as small letters that a passage in capitals has: the register's «[naam 1]» may stand in it."""

SPARSE = 3
"""At most as many characters for each capital beside it: figures may be among them."""

ENDINGS = (
    "heid",
    "heden",
    "atie",
    "aties",
    "teit",
    "iteiten",
    "aande",
    "ende",
    "enden",
    "ingen",
    "lijke",
    "baar",
    "bare",
)
ENDED = 7
"""Endings of ordinary words and hardly of a surname, and letters of the shortest word that they tell."""

ARTICLES = frozenset(("het", "een", "geen", "dit", "elke", "elk", "enig", "alle", "te", "ter", "ten"))
"""What stands before nouns, adjectives and infinitives, and before no surname."""

LONGEST = 12
"""Characters of the longest of such words, and the space behind it."""

ABBREVIATED = re.compile(
    r"(?:A\.H\.W|B\.G\.G|C\. ?Q|D\.M\.V|D\.W\.Z|I\.B\.V|I\.C|I\.G\.V|I\.H\.K\.V|I\.P\.V|I\.V\.M|I\.Z|"
    r"M\.A\.W|M\.B\.T|M\.I|M\.U\.V|M\.V\.T|N\.A\.V|N\.V\.T|O\.A|O\.B\.V|O\.G\.V|O\.L\.V|Q\.Q|"
    r"T\.A\.P|T\.A\.V|T\.B\.V|T\.G\.V|T\.H\.V|T\.N\.V|T\.O\.V|T\.W\.V|T\.Z\.V|U\.A\.H|V\.W\.B)(?:\. ?| )"
    r"(?![A-Z]\.)"
)
"""Abbreviations that in capitals look like initials; they are, before a listed surname: «I.Z. DE VRIES»."""

SELDOM = re.compile(r"(?:C\.A|C\.S|D\.D|E\.A|E\.D|E\.G|E\.V|I\.E|M\.N|N\.B|O\.M|P\.V|R\.O|U\.A|V\.V)\. ?(?![A-Z]\.)")
"""Abbreviations that may as well be initials: only an ordinary word behind them tells."""

SHORTEST = 4
"""Letters of the shortest word that one initial makes a surname."""

VOWEL = re.compile("[AEIOUYÀ-ÖØ-Þ]")
COMPANY = re.compile(r"[A-Z]\.? [BN]\. ?V\.")
"""«A B.V. GESLOTEN»: a company of one letter, by which the register calls it."""

TITLES = r"mrs?|drs?|ir|ing|prof|heer|heren|mevrouw|mevr|mw|dhr|mej|meneer|raadsman|raadsvrouw|advocaat"
LED = re.compile(rf"\b(?:{TITLES}|(?:naam|genaamd|namens|verdachte):)[.:]?\s$", re.IGNORECASE)
"""What leads to any name in capitals; «NAAM» only before a colon: «ZIJN NAAM VERMELD»."""

NAMED = re.compile(r"\b(?:namen|naam)\s$", re.IGNORECASE)
"""What leads to a name, and without a colon to any word: «ZIJN NAAM DRAAGT»."""

ITEM = re.compile(r"(?:^|[\n;]|\[?(?:…|\.\.\.?)\]?;?)\s*$")
"""Ends of texts behind which a letter labels one of a list: «BESTEMD VOOR:\nA. SPORTVELDEN»."""

RESIDENT = re.compile(r",? (?:wonend|geboren|verblijvend|gedetineerd|ingeschreven|overleden)", re.IGNORECASE)
"""What follows somebody who is introduced."""

ALONE = re.compile(r" (?:te|uit) |\n", re.IGNORECASE)
"""What follows somebody who opens a line, and no item of a list."""

INITIAL, GIVEN = re.compile(r"[A-Z]\."), re.compile(r"\S+")


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a passage in capitals, so that its capitals tell nothing."""
    if not text[start:end].isupper():
        return False
    return _is_loud(text[max(0, start - BESIDE) : start]) or _is_loud(text[end : end + BESIDE])


def _is_loud(beside: str) -> bool:
    capital = sum(map(str.isupper, beside))
    return capital * SPARSE > BESIDE and capital > LOUD * sum(map(str.islower, beside))


def clipped(text: str, shape: str, kinds: str, start: int, end: int) -> int:
    """End of a name without the ordinary words behind given names: «JOOST BETOOGT», «JOOST DE WOORDEN»."""
    *given, last = text[start:end].split()
    firsts = len(kinds) - len(kinds.lstrip("F"))
    if shape != "listed" or kinds[-1] != "w" or not firsts or not given or not is_ordinary(last):
        return end
    named = len(given) if "p" not in kinds else firsts
    *_, word = [found for found, _ in zip(GIVEN.finditer(text, start, end), range(named), strict=False)]
    return word.end()


@lru_cache(1 << 16)
def is_ordinary(word: str) -> bool:
    """Whether a word is a frequent one of the language, though it may be a surname: «GROOT», «BRAND»."""
    folded = words_nl.fold(word)
    return begins(folded, words("ordinary_nl.txt")) or begins(folded, words("said_nl.txt"))


@lru_cache(1 << 16)
def is_ended(word: str) -> bool:
    """Whether a word ends like an ordinary one."""
    return len(word) >= ENDED and words_nl.fold(word).endswith(ENDINGS)


def is_noun(text: str, word: str) -> bool:
    """Whether the document has a word behind an article, as it has no surname: «HET PERCEEL», «TE BOUWEN»."""
    return stands_behind(text, word, ARTICLES)


@lru_cache(maxsize=16)
def stands_behind(text: str, word: str, leading: frozenset[str]) -> bool:
    """Whether `word`, as written, stands in the document somewhere right behind one of the words `leading`.

    The last answers are remembered: every place at which a surname stands alone asks for the same one.
    """
    at = text.find(word) if word else -1
    while at >= 0:
        end = at + len(word)
        if not text[end : end + 1].isalpha() and is_behind(text, at, leading):
            return True
        at = text.find(word, end)
    return False


def is_behind(text: str, at: int, leading: frozenset[str]) -> bool:
    """Whether right before `at`, parted by one character of white space, stands one of the words `leading`."""
    if not text[max(0, at - 1) : at].isspace():
        return False
    return text[max(0, at - LONGEST) : at - 1].replace("\n", " ").rpartition(" ")[2].lower().lstrip("(") in leading


def is_chance(text: str, shape: str, kinds: str, start: int, end: int) -> bool:
    """Whether ordinary words in capitals have the shape of a name, and nothing else tells of one."""
    before = text[max(0, start - LIST) : start]
    if LED.search(before) or RESIDENT.match(text, end):
        return False
    given, *_, last = text[start:end].split() * 2
    last = last.rpartition(".")[2]
    if shape == "bracketed":
        return is_ordinary(last)
    if shape == "initials":
        return _is_labelled(text, kinds, start, end, last)
    if shape == "listed" and " " not in text[start:end]:
        return is_ordinary(given) or words_nl.is_common(given)
    if shape == "listed" and kinds[-1] in "Fw":
        return words_nl.fold(given) in words_nl.openers() or ("p" in kinds and _is_word(text, last))
    if shape == "prefixed":
        return _is_of_thing(text, kinds, start, end, last)
    if kinds == "F":
        return is_ordinary(last)
    if kinds == "w":
        return NAMED.search(before) is not None or _is_word(text, last)
    return kinds[-1] == "L" and ("HET" in text[start:end].split() or (kinds == "L" and _is_word(text, last)))


def _is_of_thing(text: str, kinds: str, start: int, end: int, last: str) -> bool:
    """Whether prefixes before a word are a preposition and an article: «VAN HET HOF», «VAN DE STELLING»."""
    if "HET" in text[start:end].split():
        return True
    if text.startswith(("VAN DER ", "VAN DEN ", "VAN 'T "), start):
        return False
    return kinds[-1] == "h" or (kinds[-1] == "w" and _is_word(text, last))


def _is_labelled(text: str, kinds: str, start: int, end: int, last: str) -> bool:
    """Whether the initials before an unlisted word are an abbreviation, or one is the label of an item."""
    if kinds[-1] in "LFh":
        return "HET" in text[start:end].split()
    if ABBREVIATED.match(text, start):
        return True
    if not VOWEL.search(last) or COMPANY.match(text, start):
        return True
    if kinds[0] == "i" or SELDOM.match(text, start):
        return len(last) < SHORTEST or _is_word(text, last)
    if kinds.count("I") > 1:
        return "p" in kinds and is_noun(text, last) and is_ordinary(last)
    if ITEM.search(text, max(0, start - 8), start) and not ALONE.match(text, end):
        return True
    return _is_word(text, last) or ("p" in kinds and len(last) < SHORTEST)


def spreads(text: str, name: str, start: int, at: int, end: int) -> bool:
    """Whether a surname alone at `at`, with prefixes from `start`, is the one in `name`, and in capitals no word."""
    word = text[at:end]
    if not is_shouted(text, at, end) or words_nl.kind(word) == words_nl.FIRST:
        return True
    if start < at and name.upper().split()[-2:] == text[start:end].split()[-2:]:
        return True
    if is_noun(text, word) and " TE " not in name.upper():
        return False
    initials = len(INITIAL.findall(name))
    if initials > 1 or words_nl.kind(word) == words_nl.LISTED:
        return True
    return not _is_word(text, word) and not (initials and len(word) < SHORTEST)


def _is_word(text: str, word: str) -> bool:
    return is_ordinary(word) or is_ended(word) or is_noun(text, word)
