"""People named in Dutch judgments: where a name stands.

What belongs here: the grammar of names over runs of capitalised words, initials and prefixes («J.A. van den Berg»,
«Pieter de Groot», «de heer El Amrani», «verdachte Smit-de Boer»), and what only bears a name (companies, laws, cases,
books). What does not: what one word may be (words_nl), roles (roles), and a surname alone that only the whole document
betrays (people).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipelines.annotate.personal import shouted_nl, words_nl
from pipelines.annotate.personal.identity import PREFIXES
from pipelines.annotate.personal.leads_nl import LIKELY, LOOSE, NEVER, is_private, leads_to_person, may_be_person
from pipelines.annotate.personal.roles import LIST, OFFICES, UNKNOWN, Name, Roles, Shape, in_roles, leading_role
from pipelines.annotate.personal.things_nl import REACH, is_thing
from pipelines.annotate.personal.wordlists import begins, words
from pipelines.annotate.personal.words_nl import LOWER, SPACE, UPPER, role_of

PREFIX = r"(?:van|de[nrs]?|het|'[ts]|te[nr]?|op|in|uit|onder|bij|aan|l[ae]|el|al|bin|von|d[iau]|dos|del)"
NO_FOOTNOTE = rf"\d(?<![{LOWER}]\d)|\d{{3}}|\d{{1,2}}(?:[^\W\d]|-)"
"""Digits behind a word that are part of it, unlike the number of a footnote: «Smit3»."""

TAIL = (
    rf"(?:[{LOWER}'’0]{{1,24}}(?:[{UPPER}][{LOWER}]{{2,20}})?|[{UPPER}'’0]{{1,24}})(?![{LOWER}{UPPER}_])(?!{NO_FOOTNOTE})"
    rf"(?:(?:(?<![{UPPER}]) - | ?-|- )(?:(?i:{PREFIX}){SPACE}){{0,3}}[{UPPER}][{LOWER}{UPPER}'’0]{{1,24}}){{0,2}}"
    r"(?!-[a-z])"
)
"""A capitalised word behind its first letter, with what hyphens join to it."""

INITIAL_TAIL = r"(?:(?:h|hr|oh|J|(?<=[CPT])H|(?<=C)HR|(?<=J)OH)?\.|(?![\w'’]))"
UNITS = rf"(?:{PREFIX}|'[TS])(?![\w.'])|d['’](?=[{UPPER}])|[{UPPER}]{INITIAL_TAIL}|[{UPPER}]{TAIL}"
BRACKET = rf"\((?:(?:[{UPPER}]|[CPT][Hh]|C[Hh][Rr]|J[Oo][Hh])\.-?){{1,6}}\)"
CALLED = rf"(?<=\. )\((?:[{UPPER}][\w'’]{{1,20}}[ -]?){{1,2}}\)"
"""What a bracket tells of a name inside it: «Jan (J.P.) de Vries», «J.P. (Jan) de Vries»."""

UNIT = re.compile(rf"\n|{BRACKET}|{CALLED}|{UNITS}")
"""A line break, a bracket, a prefix, an initial, or a capitalised word."""

RUN = re.compile(
    rf"[{UPPER}](?<![\w.@/-][{UPPER}])(?:{INITIAL_TAIL}|{TAIL})"
    rf"(?:(?:{SPACE}{{1,3}}|{SPACE}?\n{SPACE}?|(?<=[.'’])|(?<=\.)(?!(?<=[APSD]\.)-G\.)(?: ?-|- )(?=[{UPPER}]\.))"
    rf"(?:(?:{BRACKET}|{CALLED})(?= (?:[{UPPER}'’]|{PREFIX} ))|{UNITS}))*"
)
"""Units that follow one another; the first letter leads, for speed. «A.-G.» is an office."""

LED = r"(?:pn?){0,4}"
HOF = r"(?:pn?){1,4}h"
SHAPES = re.compile(
    rf"(?P<bracketed>(?:F{{1,3}}|[WwL])b{LED}[WwLF](?:{LED}[WL])?|[Ii]{{1,6}}c{LED}[WwLF](?:{LED}[WL])?)"
    rf"|(?P<initials>(?:[Ii][Ii]{{1,5}}n?|I)(?:{HOF}|{LED}[WwLF](?:(?<=F)n?{LED}[WwL])?)|i(?:pn?){{1,4}}[Lh])"
    rf"|(?P<listed>F{{1,4}}[Ii]{{0,3}}(?:n(?=[pL]))?(?:{HOF}|{LED}[WwLF](?:(?<!w){LED}[WL](?![iI]))?)|FF{{1,3}}|F{{1,2}}p{{0,3}}I(?!n?p*[IiwWLFh])|LI{{1,5}}(?![WLFp]))"
    rf"|(?P<prefixed>(?:pn?){{2,4}}[WLh])"
    rf"|(?P<alone>{LED}(?:[WL]|(?<!p)(?<!n)F)(?:{LED}[WLF]){{0,3}}|(?<!p)(?<!n)w)"
)
"""Grammar of names over the kinds of a run's units: `I` is an initial, `i` one without its full stop, `n` a line break,
`b` initials in a bracket, `c` a given name in one.

An alternative of its own for each thing that must be asked of its surroundings."""

PREPOSITIONS = frozenset(("in", "op", "uit", "bij", "aan", "onder"))
PREPOSITION = re.compile(r"(?<=[WLw])t|q(?!n?[pqt])")
"""«Magdalena in Heerde», «Jan Spoor te Apeldoorn»: no prefix, unlike that of «Jan op den Camp» and «Jan te Velde»."""

PLAIN = str.maketrans("qt", "pp")
"""What `_unit_kind` says of prepositions (`q`) and of «te» (`t`) where they are prefixes."""

NOT_INITIALS = re.compile(
    r"B\. ?V\.|N\. ?V\.|V\. ?O\. ?F\.|C\. ?V\.|R\. ?v\.|L\. ?J\. ?N|P\. ?I\.|T\.N\.V|H\.O\.D|"
    r"S\. ?(?:A\. ?)?R\. ?L\.|S\. ?[Pp]\. ?A\.|G\. ?[Mm]\. ?[Bb]\. ?H\.|L\. ?T\. ?D\.|E\.?V\.?R\.?M"
)
"""Abbreviations of companies, courts, codes and law reports."""

ARTICLE = re.compile(r"(?<!\w)(?:de|het|een) $", re.IGNORECASE)
"""What never stands before a first name: «het Johan de Witt College», «de Lex Koopmans»."""

TO = frozenset(("te",))
"""What stands before a town: «te Hendrik-Ido-Ambacht»."""

MORE_BEHIND = re.compile(rf"[ \u00a0\n]?(?:[{UPPER}\d&-]|(?:van|de) [{UPPER}])")
"""What goes on with a first name that alone is none of a person: «Bruno 4», «Martin & Co»."""

AT = re.compile(r"(?:IN|OP|UIT|BIJ|AAN|ONDER|TE)\b")
"""In capitals a preposition looks like a prefix: «BIJ DE JONG»."""

SIGNED = re.compile(r"(?<![^\n])W\.G\. (?=[A-Z' .-]+$)", re.MULTILINE)
"""«W.G.», was signed, over a signature in capitals."""

GLUED = re.compile(rf"\.[{UPPER}]{{2,3}}\Z")
"""Letters without a space behind initials, an abbreviation: «Z.V.W.OV»."""

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
LED_BY = 16
"""Characters before a surname that its prefixes are looked for in."""

OF = "van "
"""Behind an office or a relative the preposition, no prefix of a surname: «de advocaat van Smit»."""

OWNED = OFFICES | {"relative"}

OPENERS = '([{«„“‘",.:;/–—'
"""What a prefix may stand behind without a space."""

NEXT_WORD = re.compile(r"[ \u00a0\n]([a-zë]+)", re.IGNORECASE)
COURTEOUS = ("heer", "mevrouw", "dhr", "mevr", "mw", "mr", "mrs", "naam", "namen", "genaamd", "familie")
COURTESY = re.compile(rf"\b(?:{'|'.join(COURTEOUS)})[.:]?\s$", re.IGNORECASE)
"""What leads to any name, in capitals as well."""

EITHER = " en/of "
"""What joins people in indictments."""

JOINTS = (", ", " en ", ", en ", EITHER)
"""What joins the names of a list."""

TITLED = re.compile("Wp{0,2}(?=Fp*[FWL])")
"""An unknown word before a first name and a surname opens the sentence, or is one name more.

«Voorman Kees Duin», «Ontvoering van Kees Duin»."""

HUMAN = re.compile(
    r"\b(?:heer|mevrouw|meneer|dhr\.?|mevr\.?|mw\.?|familie|fam\.|(?:mede)?verdachten?|(?:mede)?gedetineerden?|slachtoffer|"
    r"aangever|aangeefster|buurman|buurvrouw|passagier|bestuurder|chauffeur|vreemdeling|betrokkene)\s$",
    re.IGNORECASE,
)
"""What leads to a person and to no company."""

HEREAFTER = re.compile(r"\bhierna:?[ \u00a0][\"“'‘]?$", re.IGNORECASE)
"""What leads to how somebody is called from here on; a company as well, so that only a first name tells a person."""

PLACED = re.compile(r"(?:in|op|uit|onder|bij|aan|IN|OP|UIT|ONDER|BIJ|AAN) ")
"""What leads to a place behind «die» and the like: «die aan de Graafsebaan»."""

HOUSE_NUMBER = re.compile(r" \d{1,4}[a-z]?\b")
"""What follows a street: «Op de Geer 1»."""

IN_PLACEHOLDER = re.compile(r"\[naam [^]\n]*$", re.IGNORECASE)
"""«[naam Croissanterie]»: what somebody's name is replaced by."""

LOCATIVE = re.compile(r"(?:in|op|uit|onder|bij|aan|het|der|van(?! de)) ")
RESIDENTS = ("wonende", "geboren", "verblijvende", "gedetineerd", "overleden")
RESIDENT = re.compile(rf",? (?:{'|'.join(RESIDENTS)})", re.IGNORECASE)
THE = ("het ", "de het ", "van het ")
NAMED = re.compile(r"\[(?:voor|achter|roep)?(?:na+m|letter|init)[^]\n]*\][ \u00a0]$", re.IGNORECASE)
"""The register's placeholder of a given name; behind any other a preposition stands: «[bedrijf 1] van Kero»."""

CLOSED = ("] ", "]\u00a0")
BETWEEN = re.compile(
    r"(?:[\s,;|/–-]|\ben\b|\bof\b|\b(?:mrs?|drs?|ir|ing|prof)\b\.?|"
    r"(?-i:\b(?:De|Van|Den|Ter)(?: de[rn]?)? [A-Z][\w-]+))*",
    re.IGNORECASE,
)
FOLLOWS = re.compile(
    r"(?: ?[,(–-]+[ \n]?| (?=als ))(?:(?:als|de|kanton|kinder|politie|vice-?|plaatsvervangend|waarnemend)\s?)*"
    r"(?P<role>(?!mrs?\b)[a-zë-]+)"
    r"(?:\)|(?= ?(?:[,;.\n\x00]|$))|(?= (?:te|tot|bij|in de|en) ))",
    re.IGNORECASE,
)
"""A role behind a name: «J. de Vries, advocaat te Breda»; «, mr.» leads to the next one."""


@lru_cache(1 << 16)
def is_verb(word: str) -> bool:
    """Whether a word is a verb of what people say and do."""
    return begins(words_nl.fold(word), words("said_nl.txt"))


CLAUSES = frozenset(
    ("dat", "om", "omdat", "doordat", "nadat", "terwijl", "toen", "waarbij", "waarin", "waarop", "weten", "Partijen")
)
"""Words that open a clause, behind which somebody in office is no longer meant: «de rechter stelt vast dat Smit»."""


def _ends_reach(word: str) -> bool:
    """Whether behind the word another is meant than somebody in office before it."""
    return (word.lower() if word.isupper() else word) in CLAUSES or is_verb(word)


ROLES = Roles(role_of, _ends_reach, BETWEEN, FOLLOWS, is_private)


def find_names(text: str) -> list[Name]:
    """People named in `text` (a document or a digest of windows), in order."""
    return list(in_roles(text, names(text, shaped(text)), ROLES))


def shaped(text: str, start: int = 0) -> Iterator[Shape]:
    """Everything in `text`, from `start`, that has the shape of a name."""
    for run in RUN.finditer(text, start):
        first = run.start()
        for shape, kinds, start, end in _parsed(run[0]):
            yield Shape(shape, kinds, first, first + start, first + end)


def names(text: str, shapes: Iterable[Shape]) -> Iterator[Name]:
    """Those of the shapes in `text` that are names."""
    listed, last = False, Name(0, 0)
    for shape, kinds, run, begin, end, cited in shapes:
        start = begin
        if begin == run and kinds[0] not in "pF" and shape in ("alone", "prefixed"):
            start = with_prefix(text, begin)
            if text[start:begin] == OF and _is_owned(text, start, begin):
                start = begin
        goes_on = (
            shape == "alone"
            and "w" not in kinds
            and text[last.end : start] in JOINTS
            and (listed or _opens_list(text, last) or _is_other(text, last, start, end))
        )
        holds = (goes_on or _holds(text, shape, kinds, start, end)) and not is_thing(text, start, end, cited)
        titled = None if holds or shape != "alone" else TITLED.match(kinds)
        if titled:
            start += sum(len(word) + 1 for word in text[start:end].split()[: titled.end()])
            holds = not is_thing(text, start, end, cited)
        if holds and shouted_nl.is_shouted(text, start, end):
            end = shouted_nl.clipped(text, shape, kinds, start, end)
            holds = not shouted_nl.is_chance(text, shape, kinds, start, end)
        if holds and not IN_PLACEHOLDER.search(text, max(0, start - LIST), start):
            listed, last = goes_on, Name(start, end)
            yield last


def _is_owned(text: str, start: int, begin: int) -> bool:
    """Whether «van» from `start` to `begin` is no prefix: «de advocaat van Smit», «het gezicht van Smit»."""
    return leading_role(text, start, ROLES) in OWNED or leads_to_person(text, begin)


def _is_other(text: str, last: Name, start: int, end: int) -> bool:
    """Whether a name is the other of two in an indictment: «Piet Vos en/of Kroes», «van die Vos en Kroes»."""
    is_one = text.startswith(EITHER, last.end) or leads_to_person(text, last.start)
    return is_one and text[last.end] != "," and may_be_person(text, start, end)


def _opens_list(text: str, name: Name) -> bool:
    """Whether others may follow a name: a given name, or behind a role in the plural, «getuigen Vos, Kroes en Smit»."""
    if words_nl.kind(text[name.start : name.end]) == words_nl.FIRST:
        return True
    return _is_plural(text[max(0, name.start - LIST) : name.start].rpartition("\n")[2].rstrip(": ").rpartition(" ")[2])


@lru_cache(1 << 16)
def _is_plural(word: str) -> bool:
    role = role_of(word)
    return word.lower() in ("mrs.", "heren") or (role not in (None, UNKNOWN) and word.endswith(("en", "s")))


@lru_cache(1 << 16)
def _parsed(run: str) -> tuple[tuple[str, str, int, int], ...]:
    """(shape, kinds of its units, start, end) of every name the grammar sees in a run, each different run once."""
    units = [unit.span() for unit in UNIT.finditer(run)]
    kinds = PREPOSITION.sub("x", "".join([_unit_kind(run[start:end]) for start, end in units])).translate(PLAIN)
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
    if unit[0] == "(":
        return _bracket_kind(unit[1:-1])
    if len(unit) == 1:
        return "i"
    kind = words_nl.kind(unit)
    if unit.endswith("."):
        return "I"
    if kind == words_nl.PREFIX and (unit.islower() or unit.isupper()):
        return "q" if unit.lower() in PREPOSITIONS else "t" if unit.lower() == "te" else kind
    return "w" if kind == words_nl.OTHER and unit.isupper() else kind


def _bracket_kind(inside: str) -> str:
    """Kind of a bracket inside a name: initials, or given names."""
    if inside.endswith("."):
        return "b"
    return "x" if words_nl.NONE in map(words_nl.kind, inside.split()) else "c"


def _holds(text: str, shape: str, kinds: str, start: int, end: int) -> bool:
    """Whether the surroundings bear out a shape that could be something else as well."""
    if shape == "bracketed":
        is_initial = kinds[0] == "F" or text[start] == text[text.index("(", start) + 1]
        return not NOT_INITIALS.match(text, start) if kinds[0] in "Ii" else is_initial
    if shape == "initials":
        return not _is_no_initial(text, kinds, start, end)
    if shape == "listed" and kinds[0] == "L":
        return not text[end : end + 1].isalnum() and not _is_company(text, start, end)
    if shape == "listed" and kinds[0] == "F" and ARTICLE.search(text, max(0, start - 5), start):
        return False
    if shape == "listed" or (len(kinds) > 1 and RESIDENT.match(text, end)):
        return True
    if _is_led(text, kinds, start, end):
        return True
    is_inside = start > 0 and text[start - 1] in " (" and text[max(0, start - 2)] not in ".\n"
    if shape == "prefixed" and HOUSE_NUMBER.match(text, end):
        return False
    if shape == "prefixed" and is_inside and text[start].isupper() and not AT.match(text, start):
        return True
    if kinds == "F":
        return _is_given(text, start, end)
    behind = NEXT_WORD.match(text, end)
    return kinds[-1] in "Lh" and bool(behind) and is_verb(behind[1])


def _is_company(text: str, start: int, end: int) -> bool:
    """Whether all the initials behind a surname are what companies are called by: «Smit B.V.», not «Smit B.V.C.»."""
    form = NOT_INITIALS.search(text, start, end)
    return form is not None and text[form.start() - 1].isspace() and form.end() >= end - 1


def _is_given(text: str, start: int, end: int) -> bool:
    """Whether a first name that nothing leads to is one: no language or opener of a sentence, no brand in capitals."""
    if ARTICLE.search(text, max(0, start - 5), start) or MORE_BEHIND.match(text, end):
        return False
    if shouted_nl.is_behind(text, start, TO):
        return False
    is_shouted = text[start:end].isupper() and (end - start < 3 or not text[max(0, start - LED_BY) : start].isupper())
    return not is_shouted and not words_nl.is_common(text[start:end])


def _is_led(text: str, kinds: str, start: int, end: int) -> bool:
    """Whether a role, a courtesy title or the register's «[voornaam] » leads to a surname.

    Behind other words («volgens de Plattelandsnota») only a listed surname is one, and so it is in capitals.
    """
    if text[max(0, start - 2) : start] in CLOSED and (
        kinds[-1] == "L" or (text[start].islower() and NAMED.search(text, max(0, start - LIST), start))
    ):
        return True
    if kinds[-1] == "h" and text.startswith(THE, start):
        return False
    if _is_pointed_at(text, kinds, start, end):
        return True
    role = leading_role(text, start, ROLES)
    whose = leading_role(text, start - len(OF), ROLES) if text.endswith(OF, 0, start) else None
    if whose == "relative" or (whose and kinds[-1] in "LF"):
        return kinds[-1] != "h" and "w" not in kinds
    if HEREAFTER.search(text, max(0, start - 12), start):
        return kinds == "F"
    if kinds[-1] in "Lh" or not role:
        return bool(role)
    courteous = COURTESY.search(text, max(0, start - 12), start) is not None
    return courteous or kinds == "F" or (role != UNKNOWN and "w" not in kinds and not _is_noun(text, start, end))


def _is_pointed_at(text: str, kinds: str, start: int, end: int) -> bool:
    """Whether the language of indictments leads to a name: «van die Smit», «toebehorende aan Smit»."""
    if not leads_to_person(text, start, _certainty(text, kinds, start)):
        return False
    if "w" in kinds and not shouted_nl.is_shouted(text, start, end):
        return False
    return may_be_person(text, start, end) and not PLACED.match(text, start)


def _certainty(text: str, kinds: str, start: int) -> int:
    """How sure a lead to unlisted words must be: «die van Bose» is not somebody's name."""
    if "L" in kinds or "F" in kinds or "pW" in kinds[1:]:
        return LOOSE
    return NEVER if text.startswith(OF, start) else LIKELY


def _is_noun(text: str, start: int, end: int) -> bool:
    """Whether small prefixes before a word are its preposition or article: «de Spaanse nationaliteit»."""
    if LOCATIVE.match(text, start):
        return True
    behind = NEXT_WORD.match(text, end)
    return text[start].islower() and bool(behind) and behind[1].islower() and not is_verb(behind[1])


def _is_no_initial(text: str, kinds: str, start: int, end: int) -> bool:
    """Whether the letters before the surname label a party or a paragraph, or say what kind of company stands before.

    A capitalised role («Verdachte S.A. de Vries») is no company.
    """
    if NOT_INITIALS.match(text, start) or SIGNED.match(text, start):
        return True
    if kinds[-1] == "w" and GLUED.search(text, start, end):
        return True
    before = text[max(0, start - REACH) : start]
    if len(kinds) == 2 and (LABELLED.search(before) or _is_heading(text, start, end)):
        return True
    if len(kinds) == 2:
        return False
    if kinds in ("IpW", "Ipw") and OPENING.match(text, start):
        return True
    company = text.startswith(("S.A.", "S. A."), start) and COMPANY.search(before)
    return bool(company) and not role_of(company[0].strip())


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a letter labels a heading: «A. Vaststaande feiten»."""
    word = text[start:end].rpartition(".")[2].strip()
    behind = NEXT_WORD.match(text, end)
    return shouted_nl.is_ended(word) and behind is not None and behind[1].islower() and not is_verb(behind[1])


def with_prefix(text: str, start: int) -> int:
    """Start of a surname with the prefixes before it."""
    *_, last = ["", *text[max(0, start - LED_BY) : start].split()]
    if not PREFIXES.intersection((last.lower(), last.lstrip(OPENERS).lower())):
        return start
    before = LED_BY_PREFIX.search(text, max(0, start - LED_BY), start)
    return before.start() if before else start


def is_prefixed(name: str) -> bool:
    """Whether a name has a prefix before its surname."""
    return any(word.lower() in PREFIXES for word in name.split())
