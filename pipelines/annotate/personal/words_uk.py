"""What a capitalised word of a Ukrainian or Russian text may be in a name: a first name, a patronymic, a surname.

What belongs here: the kinds of words and their tables, spelled out in every case so that a byte kernel can look them
up as well (name_anchors). What does not: how words make up a name (names_uk). Lists are short and written from
common knowledge (package data); whatever they do not know is an unknown word, which beside initials or a patronymic
is a surname all the same.
"""

from __future__ import annotations

from functools import cache, lru_cache

from pipelines.annotate.personal.identity import fold
from pipelines.annotate.personal.wordlists import begins, entries, role_words, words

FIRST, PATRONYMIC, SURE, LIKELY, EASTERN, OTHER, CAPITALS, VERBAL, SELDOM, NONE = "FPSLVWwcYx"
"""Kinds: listed first name, patronymic, surname by an ending of its own, likely surname (listed, or by an ending that
adjectives share), Vietnamese name, any other word, the same in capitals, one in capitals that looks like a verb of the
past, a place or quality that is seldom a surname, no name."""

CASES = {
    "ій": "ій ія ію ієм ієві ії",
    "ий": "ий ия ию ием ии",
    "ей": "ей ея ею еем ее еєм еєві",
    "ай": "ай ая аю аем аєм аєві аї ае",
    "ия": "ия ии ию ией",
    "ія": "ія ії ію ією",
    "ець": "ець ця цю цем цеві ці",
    "ов": "ов ова ову овом овым ову ові ове",
    "бов": "бов бові бов'ю бови бовью",
    "га": "га ги зі гу гою",
    "ка": "ка ки ці ку кою ке кой",
    "о": "о а у ом ові і",
    "а": "а и ы і е у ою ой о",
    "я": "я і ї и ю ею єю ей е",
    "ь": "ь я ю ем еві і е",
    "р": "р ра ря ру рю ром рем рові реві рі ре",
}
"""Case endings by the end of the nominative (the longest end decides): nouns of people, singular."""

CONSONANT = " а у ом ем ові еві і е"
"""Case endings of a name that ends in any other consonant."""

PATRONYMIC_ENDINGS = tuple(
    [f"{end}{case}" for end in ("ович", "евич", "йович") for case in ("", "а", "у", "ем", "ом", "еві", "ові", "і", "е")]
    + [f"{end}{case}" for end in ("івн", "ївн") for case in ("а", "и", "і", "у", "ою", "о")]
    + [f"{end}{case}" for end in ("овн", "евн") for case in ("а", "ы", "е", "у", "ой", "ою", "и", "і")]
)
"""Patronymics in every case, Ukrainian and Russian."""

SHORT_PATRONYMICS = [
    "Ілліч",
    "Кузьмич",
    "Лукич",
    "Хомич",
    "Фомич",
    "Саввич",
    "Савич",
    "Яковлич",
    "Ильич",
    "Никитич",
    "Микитич",
    "Ильинична",
    "Никитична",
    "Кузьминична",
]
"""Patronymics of first names in -а and -я."""

NOUN = ("", "а", "у", "ом", "ові", "и", "ів", "ам", "ами")
SURE_ENDINGS = tuple(
    [f"енк{case}" for case in ("о", "а", "у", "ом", "ові", "и", "ів", "ам", "ами")]
    + [
        f"{end}{case}"
        for end in ("чук", "щук", "нюк", "сюк", "тюк", "люк", "рюк", "дюк", "зюк", "цюк")
        for case in NOUN
    ]
    + ["швілі", "швили", "адзе", "ідзе", "идзе"]
)
"""Endings that only surnames have: -енко, -чук, -щук, -юк, the Georgian ones."""

ADJECTIVE = ("ий", "ого", "ому", "им", "ім", "а", "ої", "ій", "у", "ою", "их", "ом", "ая", "ой", "ую")
POSSESSIVE = ("", "а", "у", "им", "ым", "і", "е", "ої", "ій", "ою", "ой", "их", "ых")
LIKELY_ENDINGS = tuple(
    [f"{end}{case}" for end in ("ськ", "цьк", "зьк", "вск", "нск", "цк") for case in ADJECTIVE]
    + [f"{end}{case}" for end in ("ов", "ев", "єв", "йов") for case in POSSESSIVE]
    + [f"{end}ків{case}" for end in ("нь", "ль", "сь", "ць", "дь") for case in POSSESSIVE]
    + [f"{end}ін{case}" for end in "кштслрндхг" for case in POSSESSIVE]
    + [f"{end}ин{case}" for end in ("шк", "тк", "рк", "пк", "йк", "нк", "юш", "иш", "яш") for case in POSSESSIVE]
    + [f"{end}{case}" for end in ("ьк", "йк", "чк", "шк", "жк") for case in ("о", "ом", "ові")]
    + [f"{end}ян{case}" for end in "тнрдсз" for case in ("", "а", "у", "ом", "ові")]
)
"""Endings of surnames that adjectives and names of places have as well: -ський, -ов, -ків, -ін, -ько, -ян."""

PLURAL_ENDINGS = ("ових", "овими")
"""Endings of adjectives in the plural, which stand oftener than a family's surname."""

PAST_ENDINGS = ("ала", "ила", "іла", "ула", "али", "или", "іли", "ули", "ели")
"""Endings of verbs of the past that short surnames have as well: Скала, Могили."""

LONGEST_PAST = 7
"""Letters of the longest word with such an ending that may be a surname."""

RESOLVING_ENDINGS = ("увати", "ювати", "нути", "ать", "ить", "ять", "еть")
"""Endings of infinitives, by which a line begins that tells what is to be done."""

PARTICLES = ("огли", "оглы", "кизи", "кызы")
"""Particles of Turkic patronymics."""

EASTERNERS = ("ван", "тхі", "тхи", "нгуен", "фам", "хоанг")
"""Vietnamese names and middle names."""

NO_NAMES = ("not_names_uk.txt", "named_things_uk.txt")
SELDOM_NAMES = "seldom_names_uk.txt"
COMMON_WORDS, COMMON_ENDINGS = "common_words_uk.txt", "common_endings_uk.txt"

SHORTEST = 5
"""Letters of the shortest word whose ending is asked."""

SHORTEST_VERB = 6
"""Letters of the shortest infinitive that is told by its ending."""


@lru_cache(1 << 16)
def kind(word: str) -> str:
    """Kind of one capitalised word as written; what stands first in the code outranks what follows."""
    folded = fold(word)
    parts = folded.split("-")
    if word.isupper() and is_common(folded):
        return NONE
    if parts[0] in first_names():
        return FIRST
    if folded in EASTERNERS:
        return EASTERN
    if folded in towns():
        return SELDOM
    if any(len(part) > SHORTEST and part.endswith(SURE_ENDINGS) for part in parts):
        return SURE
    if any(begins(folded, words(no_names)) for no_names in NO_NAMES) or begins(folded, role_words("role_words_uk.txt")):
        return NONE
    if folded in short_patronymics() or (len(folded) > SHORTEST and folded.endswith(PATRONYMIC_ENDINGS)):
        return PATRONYMIC
    if len(parts) == 1 and begins(folded, words(SELDOM_NAMES)):
        return SELDOM
    listed = surnames()
    likely = any(part in listed or (len(part) >= SHORTEST and part.endswith(LIKELY_ENDINGS)) for part in parts)
    if likely:
        return LIKELY
    if word.isupper():
        return _kind_in_capitals(folded)
    return NONE if len(folded) >= SHORTEST_VERB and folded.endswith(RESOLVING_ENDINGS) else OTHER


def _kind_in_capitals(folded: str) -> str:
    """Kind of an unknown word in capitals."""
    if folded.endswith(PAST_ENDINGS):
        return VERBAL if len(folded) <= LONGEST_PAST else NONE
    return NONE if folded.endswith(common_endings()) else CAPITALS


def is_common(folded: str) -> bool:
    """Whether a folded word is one of those that decisions are full of."""
    return folded in common_words() or folded.endswith(PLURAL_ENDINGS)


@cache
def common_endings() -> tuple[str, ...]:
    """Endings of verbs, abstract nouns and adjectives, asked of words in capitals, where case says nothing."""
    return tuple(sorted(words(COMMON_ENDINGS)))


@cache
def common_words() -> frozenset[str]:
    """Frequent words of decisions in every case, folded."""
    lines = (line.partition("=") for line in entries(COMMON_WORDS))
    return frozenset(
        stem + ("" if ending == "-" else ending)
        for endings, _, stems in lines
        for stem in stems.split()
        for ending in endings.split()
    )


@cache
def first_names() -> frozenset[str]:
    """Listed first names in every case, folded."""
    return declined(entries("first_names_uk.txt"))


@cache
def surnames() -> frozenset[str]:
    """Listed surnames in every case, folded."""
    return declined(entries("surnames_uk.txt"))


@cache
def towns() -> frozenset[str]:
    """Towns with the ending of a surname, in every case, folded."""
    return declined(["Кременчук"])


@cache
def short_patronymics() -> frozenset[str]:
    """Patronymics without an ending of their own, in every case, folded."""
    return declined(SHORT_PATRONYMICS)


def declined(names: list[str]) -> frozenset[str]:
    """Every case of names in the nominative, folded."""
    return frozenset(form for name in names for form in _cases(fold(name)))


def _cases(name: str) -> list[str]:
    for length in (3, 2, 1):
        endings = CASES.get(name[-length:])
        if endings:
            return [name[:-length] + ending for ending in endings.split()]
    return [name + ending for ending in CONSONANT.split(" ")]
