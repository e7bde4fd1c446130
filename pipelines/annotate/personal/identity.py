"""Who is who: what the forms of one person's name share.

What belongs here: the stem of a surname without its case, and the identity of a full name. What does not: finding
names (names_*), and what a document says of a person (people).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.annotate.personal.wordlists import entries

PATRONYMIC_END = re.compile(r"(?:ич|ович|евич)(?:а|у|ем|ом|еві|ові|і|е)?$|(?:івн|ївн|овн|евн)\w{1,2}$", re.IGNORECASE)
"""A patronymic at the end of a full name: the surname then comes first."""

CASE_ENDING = re.compile(
    r"(?<=.{3})(?:[оеє]ві|ь?о(?:го|му)|[оеє][юм]|[иы][мй]|о[йї]|ая|ую|[ая]ми)$|(?<=.{4})ій$|(?<=.{3})[аеєиіїоуюяйьы]$"
)
"""Endings of Ukrainian and Russian surnames, nouns and adjectives, in the singular. Three letters stay, and four before
-ій, which in Бабій is no ending and in Івановій is."""

SHIFTS = (
    (re.compile("[еє]ць$"), "ця"),
    (re.compile("ці$"), "ка"),
    (re.compile("кінь$"), "коня"),
    (re.compile("(?<=..)і(?=[^аеєиіїоуюяйь'в]ь$)"), "е"),
    (re.compile("[іїеєо]в(?=(?:[аиуіе]|им|ым|ом|ові|ої|ою|ій|ой)?$)"), "ов"),
)
"""Sounds that change with the case: Кравець, Кравця; Чайка, Чайці; Білокінь, Білоконя; Лебідь, Лебедя; Яцків,
Яцкова."""

CLOSED = re.compile("(?<=..)і(?=[^аеєиіїоуюяйьв']$)")
"""A vowel that the nominative has for another: Кривоніс, Кривоноса."""

FLEETING = re.compile("(?<=..[^аеєиіїоуюяьй'])ок$")
"""A vowel that only the nominative has: Зробок, Зробка."""

LOOKALIKES = str.maketrans("ABCEHIKMOPTXYaceiopxy013’ʼ`", "АВСЕНІКМОРТХУасеіорхуоіз'''")
"""Latin letters and digits that scanned or retyped texts have in Cyrillic words, and the forms of the apostrophe."""

CYRILLIC = re.compile("[\u0400-\u04ff]")
WORD = re.compile(r"[\w'’ʼ`]+(?:-[\w'’ʼ`]+)*")
"""A word of a name; a double surname is one."""

PREFIXES = frozenset(
    (
        "van",
        "de",
        "den",
        "der",
        "het",
        "'t",
        "ten",
        "ter",
        "te",
        "op",
        "in",
        "uit",
        "onder",
        "bij",
        "aan",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "von",
        "di",
        "da",
        "dos",
        "du",
        "des",
        "del",
        "d'",
    )
)
"""Prefixes of Dutch surnames (tussenvoegsels, personal records database) and of the most frequent foreign ones."""

JOINED_PREFIX = re.compile(r" ?- ?(?:(?:van|de[nr]?|te[nr]|'t|el|uit|op|in|bij) )+")
"""Prefixes inside a double name: «Wesseling-van Gent»."""

MIXED = re.compile("[A-Za-z013]")


def fold(word: str) -> str:
    """`word` in lower-case Cyrillic: look-alikes and apostrophes are one; as long as it was."""
    return word.translate(LOOKALIKES).lower()


def plain(name: str) -> str:
    """A name in lower case, and in one alphabet."""
    return fold(name) if CYRILLIC.search(name) else name.casefold()


def is_mixed(name: str) -> bool:
    """Whether a Cyrillic name has letters of another alphabet or digits in it."""
    return bool(CYRILLIC.search(name) and MIXED.search(name))


@lru_cache(1 << 14)
def identity(name: str) -> str:
    """What the forms of one person's name share: the initials and the surname without its case ending.

    «Петренко І.В.», «І. В. Петренка» and «Петренку Івану Васильовичу» are one, Коваленко and Ковальчук are two. The
    surname is the word beside the initials; of a full name it is the first word, or the last when a patronymic does
    not end the name. Without a patronymic a Cyrillic name begins with the surname as well, unless with a first name:
    «Мороз Іван», «Мамедов Ельшан Гасан огли», «Іван Мороз».
    """
    words = re.findall(r"[^\W\d_][\w'-]*", JOINED_PREFIX.sub("-", plain(name)))
    full = [word for word in words if len(word) > 1 and word not in PREFIXES]
    if not full:
        return plain(name)
    initials = [word for word in words if len(word) == 1]
    if initials:
        surname = full[-1]
    else:
        at = 0 if _leads(full) else len(full) - 1
        surname, initials = full[at], [word[0] for i, word in enumerate(full) if i != at]
    return f"{stem(surname)} {''.join(initials)}"


@lru_cache(1 << 14)
def person(name: str) -> tuple[str, str]:
    """Stem of the surname, and the initials; a name without initials is anybody's of that surname."""
    surname, _, initials = identity(name).rpartition(" ")
    return surname, initials


def _leads(full: list[str]) -> bool:
    """Whether the surname stands first among the words of a name without initials."""
    if any(map(PATRONYMIC_END.search, full[1:])):
        return len(full) > 2 and PATRONYMIC_END.search(full[-1]) is not None
    given = [stem(word) in _first_names() for word in (full[0], full[-1])]
    return CYRILLIC.match(full[0]) is not None and (given[1] or not given[0])


@cache
def _first_names() -> frozenset[str]:
    """Stems of the first names of Ukraine."""
    return frozenset(stem(name.lower()) for name in entries("first_names_uk.txt"))


@lru_cache(1 << 14)
def stem(surname: str) -> str:
    """A Ukrainian or Russian surname, lower case, without its case ending; any other as it is."""
    return "-".join(_without_case(part) for part in surname.split("-"))


def _without_case(part: str) -> str:
    for pattern, shifted in SHIFTS:
        part = pattern.sub(shifted, part)
    return CLOSED.sub("о", FLEETING.sub("к", CASE_ENDING.sub("", part)))
