"""What leads to a person in a Dutch text without saying in what role: pointing words, and the language of indictments.

What belongs here: the words right before a name, and what behind it tells that somebody is private. What does not:
role words (role_words_nl.txt), and which words make up a name (names_nl).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.annotate.personal import words_nl

POINTERS = ("deze", "voornoemde", "voornoemd", "genoemde", "genoemd", "bovengenoemde", "voormelde")
"""Words that point back to somebody: «voornoemde Smit»."""

BODY = (
    *("hoofd", "gezicht", "lichaam", "bovenlichaam", "keel", "hals", "nek", "hand", "handen", "arm", "armen"),
    *("been", "benen", "buik", "borst", "borsten", "rug", "schouder", "schouders", "oog", "ogen", "mond"),
    *("haren", "ribben", "voet", "voeten", "knie", "pols", "polsen", "vinger", "vingers", "vagina", "penis"),
    *("billen", "wang", "neus", "dood", "overlijden", "letsel", "handtekening", "aanwezigheid"),
    *("tegenwoordigheid", "bijzijn"),
)
"""What only somebody has."""

SUFFERED = (
    *("mishandeling", "bedreiging", "belediging", "verkrachting", "aanranding", "belaging"),
    *("ontvoering", "gijzeling"),
)
"""Deeds that only somebody suffers."""

SAID = ("aangifte", "aangiftes", "verklaring", "verklaringen", "verhoor", "getuigenis")
"""What somebody says, or a company."""

OWNED = ("toebehorende", "toebehorend", "toebehoorde", "toebehoorden")
"""What is somebody's, or a company's."""

HAD = ("ruzie", "vechtpartij", "huwelijk", "gehuwd", "getrouwd")
"""What people have with one another."""

TAKEN = ("gestolen", "weggenomen", "eigendom", "afkomstig", "aanzien")
"""Behind which «van» mostly leads to a thing."""

TRIED = ("strafzaak", "vervolging", "verdenking", "aanklacht")
"""What is brought against somebody."""

CALLED = (
    *("klant", "klanten", "medewerker", "medewerkers", "slachtoffer", "slachtoffers", "collega", "agenten"),
    *("beveiliger", "winkelbediende"),
)
"""What somebody may be whose name follows «te weten»."""

LEADERS = (*("die", *POINTERS, *BODY, *SUFFERED, *SAID, *OWNED, *TAKEN), "weten", "met", "name", "naam")
"""The word behind which, with prefixes and prepositions like them between, a name may stand."""

BEFORE_DIE = (
    *("van", "op", "aan", "tegen", "door", "met", "bij", "naar", "voor", "over", "om", "uit", "in", "te"),
    *("achter", "naast", "en", "of", "dat", "terwijl", "nadat", "toen", "waardoor", "waarna", "waarbij"),
    *("waaruit", "waarop", "waarvan", "heeft", "had", "althans", "hebbende", "hij", "zij", "verdachte"),
    *("vervolgens", "daarbij", "opzettelijk", "tussen"),
)
"""Words behind which «die» points, and does not open a clause: «tegen die Smit», «brieven die Senter stuurt»."""


def _any(*words: str) -> str:
    """A pattern of any of the words."""
    return f"(?:{'|'.join(words)})"


LEADING = re.compile(
    rf"(?<!\w)(?:"
    rf"(?P<sure>(?:(?<=[^\w\s])|(?<=[^\w\s] )|{_any(*BEFORE_DIE)} )die|{_any(*POINTERS)}|"
    rf"{_any(*BODY, *SUFFERED)} van|{_any(*HAD)} met)|"
    rf"(?P<likely>{_any(*SAID)} van|{_any(*OWNED)} aan|te weten aan|samen met|geweld (?:tegen|jegens)|"
    rf"{_any(*TRIED)} tegen|(?:op|ten) (?:naam|name) van|(?:amb?tena\S+|pers\S+|{_any(*CALLED)}),? \(?te weten:?)|"
    rf"{_any(*TAKEN)} van|te weten:?|die"
    r") $",
    re.IGNORECASE,
)
"""`sure` leads to nothing but a person; behind `likely` a company may be named, and behind the others a thing."""

LOOSE, LIKELY, SURE, NEVER = range(4)
"""How sure it is that a person follows."""

REACH = 36
"""Characters before a name in which it is looked for."""

LAST = frozenset(("van ", "aan ", "met ", "gen ", "ens ", "ten ", "en: ", "die ", "eze ", "mde ", "emd ", "lde "))
"""Ends of all that leads, asked first."""

NOUNS = (
    *("ing", "ingen", "heid", "heden", "tie", "ties", "teit", "isme", "ment", "menten", "schap", "schappen"),
    *("atie", "bank", "wet", "raad", "partij", "bedrijf", "groep", "dienst", "centrum", "houder", "houders"),
    *("komst", "komsten", "regel", "regels", "waarde", "waarden", "lijst", "stuk", "stukken", "recht"),
    *("rechten", "plan", "plicht", "fonds", "kantoor", "school", "winkel", "markt", "zaak", "zaken", "team"),
    *("straat", "weg", "laan", "plein", "land"),
)
"""Ends of nouns that contracts and registers write with a capital: «deze Overeenkomst»."""

ADJECTIVE = re.compile(r"(?:ese|aanse|amse|gse|tse|dse|wse|sche|lijke)$")
"""Ends of adjectives: «die Europese aanbesteding», «die Amsterdamse winkel»."""

DESCRIBED = re.compile(
    r" (?!bij|in|op|met|te|een|de|het|heeft|had|is|was|en|of|aan|van|dreig|tegen|uit|naar|zijn|haar)[a-z]"
)
"""A noun behind an adjective; none is a preposition, an article or a verb."""

NUMBERED = re.compile(r" \d")
JOINED = re.compile(rf"[{words_nl.LOWER}{words_nl.UPPER}][{words_nl.UPPER}]")
"""A capital within a word, of a make or of letters only."""

UNLISTED = words_nl.OTHER * 3
"""So many words, of which none is listed, are a thing's name."""

ARTICLES = ("een", "de", "het")
LONG = 5
"""Letters of a noun whose end tells it, at least one more."""

PRIVATE = re.compile(
    r",?[ \u00a0\n](?:thans )?"
    r"(?:\(?geboren|wonende?\b|verblijvende?\b|gedetineerd|ervan (?:dat|te)|zonder (?:vaste|bekende) woon)"
)
"""What follows the name of one who is born, lives somewhere or is accused, and does not judge."""


def leads_to_person(text: str, start: int, certainty: int = LIKELY) -> bool:
    """Whether what stands right before `start` leads to a person, at least as surely as asked."""
    if certainty == NEVER or text[max(0, start - 4) : start].lower() not in LAST:
        return False
    led = LEADING.search(text, max(0, start - REACH), start)
    if led is None:
        return False
    return certainty <= (SURE if led["sure"] else LIKELY if led["likely"] else LOOSE)


def may_be_person(text: str, start: int, end: int) -> bool:
    """Whether words with capitals may be somebody's name: no noun of contracts, no make, no adjective before a noun.

    A make stands behind an article somewhere, or has a number: «van genoemde Bose», «een Bose», «Bose 20».
    """
    name = text[start:end]
    kinds = _kinds(name)
    is_described = ADJECTIVE.search(name) is not None and DESCRIBED.match(text, end) is not None
    if words_nl.NONE in kinds or UNLISTED in kinds or is_described or NUMBERED.match(text, end):
        return False
    is_sure = kinds[0] == words_nl.PREFIX or any(kind in kinds for kind in words_nl.LISTED_KINDS)
    return is_sure or not any(f" {article} {name}" in text for article in ARTICLES)


@lru_cache(1 << 16)
def _kinds(name: str) -> str:
    """Kinds of the words of a name; a noun of contracts is no part of one."""
    return "".join([words_nl.NONE if _is_noun(word) else words_nl.kind(word) for word in name.split()])


def _is_noun(word: str) -> bool:
    """Whether an unlisted word is a noun, or a make written with capitals within."""
    if words_nl.kind(word) != words_nl.OTHER:
        return False
    return JOINED.search(word) is not None or (len(word) > LONG and word.endswith(NOUNS))


def is_private(text: str, end: int) -> bool:
    """Whether what stands behind a name tells that the person is private."""
    return PRIVATE.match(text, end) is not None
