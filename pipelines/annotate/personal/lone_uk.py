"""Surnames alone, to which the language of the law leads in Ukrainian and Russian decisions.

What belongs here: the closed classes of words behind which a person is called by the surname («виплатити Мороз»,
«позовної заяви Мороз до»), and what stands behind one. What does not: words for those in a case and verbs of saying
(roles, names_uk), and a surname that only the rest of the document tells (people).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.annotate.personal import words_uk
from pipelines.annotate.personal.identity import fold
from pipelines.annotate.personal.wordlists import begins, words

LEADS = "leads_uk.txt"
LEADS_TO_THINGS = "leads_to_things_uk.txt"
BEHIND_NAMES = "behind_names_uk.txt"

JOINING = frozenset(("з", "із", "зі", "с", "со", "за", "до", "к"))
"""Prepositions between such a word and a surname: «стягнути з Мороз», «признать за Мороз», «позовом до Мороз»."""

COUNTRIES = ("України ", "України\u00a0", "Украины ")
"""What stands right before a citizen's name."""

REACH = 60
"""Characters before a surname in which the words stand that lead to it."""

BEFORE = re.compile(r"(?:([\w'’ʼ`-]+)[ \u00a0\n])?([\w'’ʼ`-]+)(?:[ \u00a0\n]|[ \u00a0][–—-][ \u00a0]|:[ \u00a0\n]?)\Z")
"""The last words before a surname."""

BEHIND = re.compile(
    r"(?=[,.;:)(\n]|$)|[ \u00a0\n]{1,2}(?:[–—(-]|\d|(?P<word>[а-яіїєґёыэъ'’ʼ`-]+))",
)
"""What may stand behind a surname: a sign, a number, or a word that is asked for."""

PREDICATE = re.compile(r"(?:[ау]в|(?<!т)ив|[аиіуя]л[аио]|[аяе]но|[ую]ть|[аиіую]ти|ться|вся|лася|лась|лося|лся)$")
"""Ends of verbs."""

PLACE = r"[\w'’ʼ`-]+[сзц]ьк\w{1,3}"
TWO_PLACES = re.compile(rf"{PLACE}(?:,|[ \u00a0](?:та|і|й|або|чи))[ \u00a0\n](?=[А-ЯІЇЄҐ]){PLACE}[ \u00a0\n][а-яіїє]")
"""Adjectives of one noun: «Бучацької та Збаразької рад»."""

GIVEN = (
    "доручено",
    "відмовлено",
    "надано",
    "призначено",
    "виплачено",
    "нараховано",
    "роз'яснено",
    "вручено",
    "поручено",
)
"""Verbs behind one to whom something is given: «Морозу відмовлено»."""

DATIVE = re.compile(r"\w+(?:[ую]|[оеє]ві|[оіи]й|[оь]му|ко|их|[^аеєиіїоуюяьй])")
"""Ends of such a surname."""

INSTITUTION = re.compile(
    r"(?:держ|укр|нац|обл|рай|міськ|мін|спец|тех|пром|енерго|агро|авто|тепло|водо|електро|теле|радіо|нафто|тран[сц]|соц)"
    r"\w{5,}|київ\w{3,}|\w{3,}(?:банк|газ|пром|буд|торг|енерго|транс|сервіс|агро|пошт|страх|лізинг|інвест|груп|канал|"
    r"мереж|обл|рада|фонд|телеком|союз|експорт|імпорт|юст|оборон|нагляд|служб|інспекц)\w{0,3}"
)
"""Words that are made of pieces, as those for offices and companies are: «Держпраці», «Укрзалізниця»."""

ABSTRACT = re.compile(
    r"\w*(?:(?:нн|тт)(?:я|ю|ям|ями)|[іо]ст[ьі]|істю|(?:ц|[інес]с)і(?:я|ї|ю|єю|й)|ств[оау]|ством|ци[яюи]|цией|ени[ея])"
)
"""Ends of nouns that are no people's."""


def is_led(text: str, start: int, end: int) -> bool:
    """Whether words of the law lead to the capitalised word or two at `start`, and a phrase ends with them."""
    last = BEFORE.search(text, max(0, start - REACH), start)
    if last is None or last[2].isupper():
        return False
    before, word = last.groups()
    led = is_lead(before) if before and word in JOINING else is_lead(word)
    return led and is_alone(text, start, end)


def is_given(text: str, start: int, end: int) -> bool:
    """Whether the words behind say that something is given to the one named."""
    return text.startswith(GIVEN, end + 1) and DATIVE.fullmatch(text, start, end) is not None


def is_alone(text: str, start: int, end: int) -> bool:
    """Whether the word may be a person's name, by itself and by what stands behind."""
    behind = BEHIND.match(text, end)
    if behind is None or not all(map(may_be_a_surname, text[start:end].split())):
        return False
    if TWO_PLACES.match(text, start):
        return False
    return behind["word"] is None or _opens_a_phrase(behind["word"])


def is_of_a_case(text: str, start: int) -> bool:
    """Whether the role word before is not one that a place or a thing may follow."""
    last = BEFORE.search(text, max(0, start - REACH), start)
    return last is not None and not begins(fold(last[2]), words(LEADS_TO_THINGS))


def countries() -> list[str]:
    """The words of COUNTRIES, folded."""
    return sorted({fold(country.strip()) for country in COUNTRIES})


@lru_cache(1 << 14)
def is_lead(word: str) -> bool:
    """Whether a person may be called by the surname behind this word."""
    return begins(fold(word), words(LEADS))


@lru_cache(1 << 14)
def may_be_a_surname(word: str) -> bool:
    """Whether a word has the ending of a surname, or not the look of an office, a company or a quality."""
    if words_uk.kind(word) != words_uk.OTHER:
        return True
    joined = fold(word).replace("'", "")
    return len(word) > 2 and not INSTITUTION.fullmatch(joined) and not ABSTRACT.fullmatch(joined)


@lru_cache(1 << 14)
def _opens_a_phrase(word: str) -> bool:
    """Whether a word behind a surname does not belong to it, as a noun behind an adjective would."""
    folded = fold(word)
    return begins(folded, words(BEHIND_NAMES)) or PREDICATE.search(folded) is not None
