"""What only bears a person's name in a Dutch text: a company, a law, a case, a book.

What belongs here: how the words around a name show that it is a thing's. What does not: which words make up a name
(names_nl), and how works are cited (cited).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.annotate.personal import words_nl
from pipelines.annotate.personal.cited import dutch, is_author
from pipelines.annotate.personal.wordlists import begins, words
from pipelines.annotate.personal.words_nl import LOWER, SPACE, UPPER

LEGAL_FORM = (
    r"(?:b\.?v\.?|n\.?v\.?|c\.?v\.?|v\.?o\.?f\.?|s\.?a\.?|s\.?a?\.?r\.?l\.?|s\.?p\.?a\.?|g\.?m\.?b\.?h\.?|"
    r"ltd\.?|limited|inc\.?)"
)
INSTITUTION = (
    r"(?:holding|beheer|advocaten|advocatuur|notarissen|groep|transport|bouw|ziekenhuis|college|school|fonds|stichting|"
    r"zonen|partners|vastgoed|makelaars|instituut|universiteit|kliniek|museum|prijs|arena|logistics|verzekeringen|arrest)"
)
STATE = (
    r"(?:nederland|turk|duits|frank|itali|belg|rusland|verenigd|oekra|polen|zwits|oostenr|spanj|griek|hongar|roeme|bulga|"
    r"finland|zwed|letland|litou|estland|kroat|sloven|ierland|malta|cyprus|commissie|staat)"
)
AGAINST = rf"(?:/|t\.|tegen|v\.|c\.|vs\.?)[ \u00a0\n]?(?:(?:het|de){SPACE})?{STATE}"
THING_BEHIND = re.compile(
    rf"(?:(?i:{SPACE}{{1,2}}&{SPACE})|[ \u00a0\n]{{1,2}}(?:[{UPPER}][\w'’-]+[ \u00a0\n]){{0,2}}"
    rf"(?i:{LEGAL_FORM}|(?:en |e\. ?)?{INSTITUTION})(?!\w)|(?i:{SPACE}{AGAINST}))"
)
"""What follows a name that is a company's, an institution's, or a case's of a European court."""

TITLE_BEHIND = re.compile(rf", ([{UPPER}][{LOWER}]+)(?! en )(?: [{LOWER}'-]+){{2}}")
"""«Q. Kok, De fiscale eenheid in …»: the title of a book or an article behind its author."""

REPORTED = re.compile(
    r"(?:\b[CT]-\d{1,4}/\d\d(?: P)?|ECLI:EU:[A-Z\d:]+|"
    r"\b(?:NJ|AB|RvdW|JOR|JAR|BNB) \d{4}[/,] ?\d+|"
    r"\b(?:HvJ|EHRM)(?: E[UG])?(?: van)?(?: \d{1,2} [a-z]+ \d{4})?)"
    r"[ ,(‘'\"“]{1,3}$"
)
"""What stands before the name of a case: its number at a European court, its place in a law report, the court."""

REPORTS = re.compile(r"[A-Z\d:][ ,(‘'\"“]{1,3}$")
"""The end of what REPORTED looks for, asked first: it is dear, and seldom there."""

COMPLAINT = re.compile(AGAINST, re.IGNORECASE)
"""«T. OOSTENRIJK»: in capitals the word between the names of a case looks like an initial."""

BEFORE = re.compile(r"[\w'’-]+$")
QUOTES = "\"“„'‘("
GAPS = (" ", "\u00a0", "\n")

PREMISES = ("bedrijf", "kantoor", "bureau", "winkel", "handel", "school", "praktijk", "centrum", "huis")
"""Ends of words for what is named after its owner: «garagebedrijf»."""

REACH = 40
"""Characters before a name that may say that it is a thing's."""


def is_thing(text: str, start: int, end: int, cited: bool = True) -> bool:
    """Whether the name belongs to a company, a law, a case or a book, if one may be `cited` near."""
    behind = text[end : end + 1]
    if behind in GAPS and THING_BEHIND.match(text, end):
        return True
    if COMPLAINT.match(text, start) or words_nl.BRAND.match(text, start) or _is_reported(text, start):
        return True
    if (cited and is_author(text, start, end, dutch())) or (behind == "," and _is_titled(text, end)):
        return True
    return _names_thing(_word_before(text, start))


def _is_reported(text: str, start: int) -> bool:
    """Whether the number of a case, or its place in a law report, stands before its name."""
    if not REPORTS.search(text, max(0, start - 4), start):
        return False
    return REPORTED.search(text, max(0, start - REACH), start) is not None


def _is_titled(text: str, end: int) -> bool:
    """Whether the title of a book or an article stands behind its author."""
    title = TITLE_BEHIND.match(text, end)
    return bool(title) and words_nl.role_of(title[1]) is None and words_nl.kind(title[1]) != words_nl.FIRST


def _word_before(text: str, start: int) -> str:
    """The word before a name, which a space and a quotation mark may part from it."""
    before = text[max(0, start - REACH) : start]
    before = before[:-1] if before[-1:] and before[-1] in QUOTES else before
    before = before[:-1] if before[-1:] in GAPS else before
    word = BEFORE.search((before.rsplit(None, 1) or [""])[-1]) if before[-1:].strip() else None
    return word[0] if word else ""


@lru_cache(1 << 16)
def _names_thing(word: str) -> bool:
    """Whether a word is for what may be named after somebody."""
    thing = words_nl.fold(word)
    return begins(thing, words("named_things_nl.txt")) or thing.endswith(PREMISES)
