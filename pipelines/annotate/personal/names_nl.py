"""People named in Dutch judgments: where a name stands.

What belongs here: the grammar of names over runs of capitalised words, initials and prefixes («J.A. van den Berg»,
«Pieter de Groot», «de heer El Amrani», «verdachte Smit-de Boer»), and what only bears a name (companies, laws, cases,
books). What does not: what one word may be (words_nl), roles (roles), and a surname alone that only the whole document
betrays (people).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipelines.annotate.personal import words_nl
from pipelines.annotate.personal.identity import PREFIXES
from pipelines.annotate.personal.roles import UNKNOWN, Name, Roles, in_roles, leading_role, role_by_beginning
from pipelines.annotate.personal.wordlists import begins, role_words, words

UPPER, LOWER = "A-ZÀ-ÖØ-ÞĆČĎĐĞİŁŃŚŞŠŹŻŽ", "a-zà-öø-ÿĀ-ſ"
SPACE = r"[ \u00a0]"
PREFIX = r"(?:van|de[nrs]?|het|'[ts]|te[nr]?|op|in|uit|onder|bij|aan|l[ae]|el|al|bin|von|d[iau]|dos|del)"
TAIL = (
    rf"(?:[{LOWER}'’0]{{1,24}}(?:[{UPPER}][{LOWER}]{{2,20}})?|[{UPPER}'’0]{{1,24}})(?![{LOWER}{UPPER}\d_])"
    rf"(?: ?- ?(?:(?i:{PREFIX}){SPACE}){{0,3}}[{UPPER}][{LOWER}{UPPER}'’0]{{1,24}}){{0,2}}(?!-[a-z])"
)
"""A capitalised word behind its first letter, with what hyphens join to it."""

INITIAL_TAIL = r"(?:(?:h|hr|oh|J)?\.|(?![\w'’]))"
UNITS = rf"(?:{PREFIX}|'[TS])(?![\w.'])|d['’](?=[{UPPER}])|[{UPPER}]{INITIAL_TAIL}|[{UPPER}]{TAIL}"
UNIT = re.compile(rf"\n|{UNITS}")
"""A line break, a prefix, an initial, or a capitalised word."""

RUN = re.compile(
    rf"[{UPPER}](?<![\w.@/-][{UPPER}])(?:{INITIAL_TAIL}|{TAIL})"
    rf"(?:(?:{SPACE}{{1,3}}|{SPACE}?\n{SPACE}?|(?<=[.'’]))(?:{UNITS}))*"
)
"""Units that follow one another; the first letter leads, for speed."""

LED = r"(?:pn?){0,4}"
HOF = r"(?:pn?){1,4}h"
SHAPES = re.compile(
    rf"(?P<initials>(?:[Ii][Ii]{{1,5}}n?|I)(?:{HOF}|{LED}[WwLF](?:(?<=F)n?{LED}[WwL])?)|i(?:pn?){{1,4}}[Lh])"
    rf"|(?P<listed>F{{1,4}}[Ii]{{0,3}}(?:n(?=[pL]))?(?:{HOF}|{LED}[WwLF](?:(?<!w){LED}[WL](?![iI]))?)|FF{{1,3}}|LI{{1,5}}(?![WLFp]))"
    rf"|(?P<prefixed>(?:pn?){{2,4}}[WLh])"
    rf"|(?P<alone>{LED}(?:[WL]|(?<!p)(?<!n)F)(?:{LED}[WLF]){{0,3}}|(?<!p)(?<!n)w)"
)
"""Grammar of names over the kinds of a run's units: `I` is an initial, `i` one without its full stop, `n` a line break.

An alternative of its own for each thing that must be asked of its surroundings."""

NOT_INITIALS = re.compile(
    r"B\. ?V\.|N\. ?V\.|V\. ?O\. ?F\.|C\. ?V\.|R\. ?v\.|L\. ?J\. ?N|P\. ?I\.|T\.N\.V|H\.O\.D|"
    r"S\. ?(?:A\. ?)?R\. ?L\.|S\. ?[Pp]\. ?A\.|G\. ?[Mm]\. ?[Bb]\. ?H\.|L\. ?T\. ?D\.|E\.?V\.?R\.?M"
)
"""Abbreviations of companies, courts, codes and law reports."""

THING_BEHIND = re.compile(
    rf"{SPACE}&{SPACE}|{SPACE}(?:en |e\. ?)?(?:[Bb]\.?[Vv]\.?|N\.?V\.?|V\.?O\.?F|S\.?A\.?|"
    r"S\.?A?\.?R\.?L\.?|S\.?p\.?A\.?|"
    r"G\.?[Mm]\.?[Bb]\.?H\.?|Ltd\.?|Limited|Inc\.?|c\.?s\.?|"
    r"Holding|Beheer|Advocaten|Advocatuur|Notarissen|Groep|Transport|Bouw|Ziekenhuis|College|School|Fonds|Stichting|"
    r"[Zz]onen|Partners|Vastgoed|Makelaars|Instituut|Universiteit|Kliniek|Museum|Prijs)(?!\w)"
    rf"|{SPACE}(?:/|t\.|tegen|v\.|c\.|vs\.?){SPACE}?(?:(?:het|de){SPACE})?(?:Nederland|Turk|Duits|Frank|Itali|Belg|Rusland|Verenigd|Oekra|Polen|Zwits|"
    r"Oostenr|Spanj|Griek|Hongar|Roeme|Bulga|Finland|Zwed|Letland|Litou|Estland|Kroat|Sloven|Ierland|Malta|Cyprus|Commissie|Staat)"
    r"|,[^\n\0]{3,100}?\b(?:Deventer|Kluwer|diss\.|\d+e druk|(?:eerste|tweede|derde) druk|"
    r"Boom Jur|WPNR|Zutphen: |Den Haag: |Nijmegen: )"
)
"""What follows a name that is a company's, a case's of a European court, or an author's."""

TITLE_BEHIND = re.compile(rf", ([{UPPER}][{LOWER}]+)(?: [{LOWER}'-]+){{2}}")
"""«Q. Kok, De fiscale eenheid in …»: the title of a book or an article behind its author."""

LABELLED = re.compile(
    r"(?:\b(?i:ad|bijlage|categorie|feit|grief|klasse|onderdeel|optie|sub|tabel|(?:terrein)?gedeelte|variant)|"
    r"\b[A-Z] (?:en|of|&)) $"
)
"""Ends of texts behind which a single letter is a label («klasse I. Partijen …», «A & B. Cliënten …»)."""

OPENING = re.compile(rf"[{UPPER}]\. (?:De|Het|Van|In|Op|Uit|Onder|Bij|Aan) ")
"""A letter and the first words of a sentence: «partij B. De Raad»."""

COMPANY = re.compile(rf"[{UPPER}][\w&'’-]+[»”\"']? $")
"""Ends of texts behind which S.A. is a société anonyme: a name before it."""

LED_BY_PREFIX = re.compile(
    rf"(?<![\w'-])(?:(?:[Vv]an|[Dd]e[nrs]?|[Tt]e[nr]|'t|[Ll][ae]|[Ee]l|[Aa]l|[Bb]in|[Vv]on|[Dd][iau]|[Dd]os|[Dd]el)"
    rf"|VAN|DE[NRS]?|TE[NR]|'T|L[AE]|EL|AL|(?:OP|IN|UIT|BIJ){SPACE}(?:DE[NR]?|HET|'T)|(?:[Oo]p|[Ii]n|[Uu]it|[Oo]nder|[Bb]ij|[Aa]an){SPACE}(?:de[nr]?|het|'t))(?:{SPACE}(?:de[nr]?|het|'t|la|DE[NR]?|HET|'T))?{SPACE}\n?$"
)
BEFORE = re.compile(r"(?<!\w)([\w'’-]+)[ \u00a0]?[\"“„'‘(]?$")
NEXT_WORD = re.compile(r"[ \u00a0\n]([a-zë]+)", re.IGNORECASE)
COURTESY = re.compile(
    r"\b(?:heer|mevrouw|dhr\.?|mevr\.?|mw\.?|mrs?\.?|naam:?|namen:?|genaamd|familie)\s$", re.IGNORECASE
)
LOCATIVE = re.compile(r"(?:in|op|uit|onder|bij|aan|het|der|van(?! de)) ")
RESIDENT = re.compile(r",? (?:wonende|geboren|verblijvende|gedetineerd|overleden)", re.IGNORECASE)
BRACKET = re.compile(r"\][ \u00a0]$")
BETWEEN = re.compile(
    r"(?:[\s,;|–-]|\ben\b|\bof\b|\b(?:mrs?|drs?|ir|ing|prof)\b\.?|"
    r"(?-i:\b(?:De|Van|Den|Ter)(?: de[rn]?)? [A-Z][\w-]+))*",
    re.IGNORECASE,
)
FOLLOWS = re.compile(
    r"(?: ?[,(–-]+ ?| (?=als ))(?:(?:als|de|kanton|kinder|politie|vice-?|plaatsvervangend|waarnemend)\s?)*"
    r"(?P<role>[a-zë-]+)"
    r"(?:\)|(?= ?(?:[,;.\n\x00]|$)))",
    re.IGNORECASE,
)
"""A role behind a name: «J. de Vries, advocaat.»."""

NEVER, ALWAYS, WHEN_TOLD = range(3)
"""Whether a run of capitalised words may hold a name."""

REACH = 40
"""Characters before a name that may say that it is a thing's."""


@lru_cache(1 << 16)
def role_of(word: str) -> str | None:
    """Role of a word as written, before or behind a name."""
    return role_by_beginning(words_nl.fold(word).strip("().,/"), role_words("role_words_nl.txt"))


@lru_cache(1 << 16)
def is_verb(word: str) -> bool:
    """Whether a word is a verb of what people say and do."""
    return begins(words_nl.fold(word), words("said_nl.txt"))


ROLES = Roles(role_of, is_verb, BETWEEN, FOLLOWS)


def find_names(text: str) -> list[Name]:
    """People named in `text` (a document or a digest of windows), in order."""
    return list(in_roles(text, _names(text), ROLES))


@lru_cache(1 << 16)
def bearing(run: str) -> int:
    """Whether a run of capitalised words may hold a name: NEVER, ALWAYS, or WHEN_TOLD by the words around it."""
    told = False
    for shape, start, end in shaped(run):
        if shape != "alone" or leads(run[:start]) or follows(run[end:]):
            return ALWAYS
        told = True
    return WHEN_TOLD if told else NEVER


@lru_cache(1 << 16)
def leads(before: str) -> bool:
    """Whether the text before a name, without the prefixes it ends in, ends in what leads to somebody."""
    end = with_prefix(before, len(before))
    return leading_role(before, end, ROLES) is not None or BRACKET.search(before, 0, end) is not None


@lru_cache(1 << 16)
def follows(behind: str) -> bool:
    """Whether the text behind a name begins with a verb of saying, or with where somebody lives."""
    word = NEXT_WORD.match(behind)
    return RESIDENT.match(behind) is not None or (word is not None and is_verb(word[1]))


def shaped(text: str) -> Iterator[tuple[str, int, int]]:
    """(shape, start, end) of everything in `text` that has the shape of a name."""
    for run in RUN.finditer(text):
        for shape, _, start, end in _parsed(run[0]):
            yield shape, run.start() + start, run.start() + end


def _names(text: str) -> Iterator[Name]:
    for run in RUN.finditer(text):
        for shape, kinds, begin, stop in _parsed(run[0]):
            start, end = run.start() + begin, run.start() + stop
            if begin == 0 and kinds[0] != "p" and shape in ("alone", "prefixed"):
                start = with_prefix(text, start)
            if _holds(text, shape, kinds, start, end) and not is_thing(text, start, end):
                yield Name(start, end)


@lru_cache(1 << 16)
def _parsed(run: str) -> tuple[tuple[str, str, int, int], ...]:
    """(shape, kinds of its units, start, end) of every name the grammar sees in a run, each different run once."""
    units = [unit.span() for unit in UNIT.finditer(run)]
    kinds = "".join([_unit_kind(run[start:end]) for start, end in units])
    if kinds in ("x", "p", "i", "I"):
        return ()
    return tuple(
        (found.lastgroup or "", found[0], units[found.start()][0], units[found.end() - 1][1])
        for found in SHAPES.finditer(kinds)
    )


@lru_cache(1 << 16)
def _unit_kind(unit: str) -> str:
    if unit == "\n":
        return "n"
    if len(unit) == 1:
        return "i"
    kind = words_nl.kind(unit)
    if unit.endswith("."):
        return "I"
    return "w" if kind == words_nl.OTHER and unit.isupper() else kind


def _holds(text: str, shape: str, kinds: str, start: int, end: int) -> bool:
    """Whether the surroundings bear out a shape that could be something else as well."""
    if shape == "initials":
        return not _is_no_initial(text, kinds, start)
    if shape == "listed" and kinds[0] == "L":
        return not text[end : end + 1].isalnum()
    if shape == "listed" or (len(kinds) > 1 and RESIDENT.match(text, end)):
        return True
    if _is_led(text, kinds, start, end):
        return True
    if shape == "prefixed":
        return text[start].isupper() and bool(
            start and text[start - 1] in " (" and text[max(0, start - 2)] not in ".\n"
        )
    behind = NEXT_WORD.match(text, end)
    return kinds.endswith("L") and bool(behind) and is_verb(behind[1])


def _is_led(text: str, kinds: str, start: int, end: int) -> bool:
    """Whether a role, a courtesy title or the register's «[voornaam] » leads to a surname.

    Behind other words («volgens de Plattelandsnota») only a listed surname is one, and so it is in capitals.
    """
    if BRACKET.search(text, max(0, start - 2), start) and (text[start].islower() or kinds[-1] == "L"):
        return True
    role = leading_role(text, start, ROLES)
    if kinds[-1] in "Lh" or not role:
        return bool(role)
    courteous = COURTESY.search(text, max(0, start - 12), start) is not None
    return courteous or (role != UNKNOWN and "w" not in kinds and not _is_noun(text, start, end))


def _is_noun(text: str, start: int, end: int) -> bool:
    """Whether small prefixes before a word are its preposition or article: «de Spaanse nationaliteit»."""
    if LOCATIVE.match(text, start):
        return True
    behind = NEXT_WORD.match(text, end)
    return text[start].islower() and bool(behind) and behind[1].islower() and not is_verb(behind[1])


def _is_no_initial(text: str, kinds: str, start: int) -> bool:
    """Whether the letters before the surname label a party or a paragraph, or say what kind of company stands before.

    A capitalised role («Verdachte S.A. de Vries») is no company.
    """
    if NOT_INITIALS.match(text, start):
        return True
    before = text[max(0, start - REACH) : start]
    if len(kinds) == 2:
        return bool(LABELLED.search(before))
    if kinds in ("IpW", "Ipw") and OPENING.match(text, start):
        return True
    company = text.startswith(("S.A.", "S. A."), start) and COMPANY.search(before)
    return bool(company) and not role_of(company[0].strip())


def with_prefix(text: str, start: int) -> int:
    """Start of a surname with the prefixes before it."""
    before = LED_BY_PREFIX.search(text, max(0, start - 16), start)
    return before.start() if before else start


def is_prefixed(name: str) -> bool:
    """Whether a name has a prefix before its surname."""
    return any(word.lower() in PREFIXES for word in name.split())


def is_thing(text: str, start: int, end: int) -> bool:
    """Whether the name belongs to a company, a law, a case or a book."""
    title = TITLE_BEHIND.match(text, end)
    if THING_BEHIND.match(text, end) or (title and role_of(title[1]) is None):
        return True
    before = BEFORE.search(text, max(0, start - REACH), start)
    return bool(before) and begins(words_nl.fold(before[1]), words("named_things_nl.txt"))
