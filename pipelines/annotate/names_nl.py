"""People named in Dutch judgments: where a name stands, and whether it is a name in office.

What belongs here: rules over shapes (initials or a listed first name before a surname with its prefixes, courtesy
titles) and the role words. What does not: dictionaries of surnames. Simple for now: a lone surname («Jansen
verklaarde») is not found without a title.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.annotate.roles import Name, Roles, in_roles
from pipelines.annotate.wordlists import entries

UPPER, LOWER = "A-ZÀ-ÖØ-ÞĆČĎĐĞİŁŃŚŞŠŹŻŽ", "a-zà-öø-ÿĀ-ſ'’"
SPACE = r"[ \u00a0]"
"""Between the parts of a name: a line or a column ends every name."""
PREFIX = (
    rf"(?:(?:[Vv]an(?:{SPACE}(?:de|den|der|het|'t))?|[Dd]e(?:{SPACE}(?:la|le))?|[Dd]en|[Dd]er|[Tt]en|[Tt]er|[Tt]e|"
    rf"'t|[Oo]p(?:{SPACE}(?:de|den|'t))|"
    rf"[Ii]n{SPACE}'t|[Uu]it{SPACE}de|[Oo]nder{SPACE}de|[Ll]a|[Ee]l|[Aa]l|[Bb]en|[Vv]on|[Dd]i|[Dd]a|[Dd]os|[Dd]u)"
    rf"{SPACE})"
)
"""Prefixes of Dutch surnames (tussenvoegsels, personal records database) and of the most frequent foreign ones."""
NOT_NAMES = (
    r"rechtbank|gerechtshof|officier|advocaat|griffier|rechter|president|voorzitter|minister|gemeente|wetboek|"
    r"burgerlijk|artikel|uitspraak|arrest|vonnis|beschikking|nederland|amsterdam|rotterdam|utrecht|arnhem|leeuwarden|"
    r"stichting|vereniging|verzekering|indien|partij|eiser|gedaagde|verdachte|appellant|verweer|verzoek|"
    r"belanghebbende|maatschap|februari|september|oktober|november|december|overweg|beoordeling|procesverloop|"
    r"beslissing|feiten|conclusie|mevrouw|"
    rf"(?:hof|hoge|raad|staat|wet|den{SPACE}haag|bank|het|dat|dit|deze|een|hij|zij|zijn|haar|bij|voor|na|"
    r"naar|aan|tegen|namens|ter|als|sr|sv|rv|bw|awb|opw|ro|vw|avv|cao|nj|ljn|ecli|januari|maart|april|mei|juni|juli|"
    r"augustus|middel|onder|noot|mrs?|dr|prof|ing|ir|drs|heer)\b"
)
"""Beginnings of words that are no surname, and short ones whole: Meijer and Bijlsma are surnames, Mei and Bij not."""
COMPOUND = rf"[{UPPER}][{LOWER}]{{2,}}(?:straat|plein|gracht|singel|kade)\b"
"""A street named after somebody."""
WORD = rf"(?!(?i:{NOT_NAMES})|{COMPOUND})[{UPPER}][{LOWER}]+"
INITIAL = rf"(?:[{UPPER}]\.|Th\.|Ch\.|Ph\.|IJ\.|Chr\.|Joh\.)"
INITIALS = rf"{INITIAL}(?:{SPACE}?{INITIAL}){{0,5}}"
NOT_INITIALS = (
    r"(?!B\. ?V\.|N\. ?V\.|V\. ?O\. ?F\.|C\. ?V\.|H\. ?R\.|A\. ?G\.|B\. ?W\.|U\. ?A\.|R\. ?v\.|N\. ?J\.|L\. ?J\. ?N|"
    r"S\. ?(?:A\. ?)?R\. ?L\.|S\. ?[Pp]\. ?A\.|G\. ?[Mm]\. ?[Bb]\. ?H\.|L\. ?T\. ?D\.)"
)
"""Abbreviations of companies, courts, codes and law reports."""
NOT_COMPANY = (
    rf"(?!{SPACE}(?:& )?(?:B\.?V\.?|N\.?V\.?|V\.?O\.?F|S\.?A\.?|S\.?A?\.?R\.?L\.?|S\.?p\.?A\.?|"
    r"G\.?[Mm]\.?[Bb]\.?H\.?|Ltd\.?|Limited|"
    r"Holding|Beheer|Advocaten|Groep|Transport|Bouw|Ziekenhuis|College|School|Fonds|Stichting)(?!\w))"
)
LABELLED = re.compile(
    r"(?:\b(?i:ad|bijlage|categorie|feit|grief|klasse|onderdeel|optie|sub|tabel|(?:terrein)?gedeelte|variant)|"
    r"\b[A-Z] (?:en|of|&)) $"
)
"""Ends of texts behind which a single letter is a label («klasse I. Partijen …», «A & B. Cliënten …»)."""
COMPANY = re.compile(rf"[{UPPER}][\w&'’-]+[»”\"']? $")
"""Ends of texts behind which S.A. is a société anonyme: a name before it."""


@cache
def name_pattern() -> re.Pattern[str]:
    """Every shape of a name; compiled on first use."""
    first = "|".join(sorted(set(entries("first_names_nl.txt"))))
    opener = "|".join(entries("openers_nl.txt"))
    part = rf"(?:{PREFIX}{WORD}|(?!(?:{opener})(?![{UPPER}{LOWER}])){WORD})"
    surname = rf"{part}(?:{SPACE}?-{SPACE}?{part})?"
    initials = rf"{NOT_INITIALS}{INITIALS}{SPACE}?(?:\([{UPPER}][{LOWER}]+\){SPACE})?{surname}"
    listed = rf"(?:{first})(?:-(?:{first}))?(?:{SPACE}(?:{first}|[{UPPER}]\.)){{0,3}}{SPACE}{surname}"
    titled = rf"(?:(?<=[Hh]eer{SPACE})|(?<=[Mm]evrouw{SPACE})|(?<=[Mm]r\.{SPACE})|(?<=[Mm]r{SPACE})){surname}"
    return re.compile(
        rf"(?<![\w.\[-])(?=[{UPPER}dDvVtT'])(?:{initials}|{listed}|{titled})(?![{UPPER}{LOWER}]){NOT_COMPANY}"
    )


def anchors() -> list[str]:
    """The listed first names with the space behind them, for the prefilter."""
    return [f"{name} " for name in entries("first_names_nl.txt")]


ROLES = Roles(
    office=re.compile(
        r"\bmrs?\b\.?|\bm\.?\s?nt\b|\bnoot\b|rechter\w*|raadsh\w+|raadsman|raadsvrouw|griffier\w*|"
        r"offici\w+ van justitie|advoca\w+|notaris\w*|deurwaarder\w*|"
        r"deskundige\w*|procureur\w*|president\w*|voorzitter\w*|curator\w*|verbalisant\w*|psychiater\w*|"
        r"psycholoog|forensisch\w*|"
        r"lid van de|leden|ambtenaar|secretaris|minister\b|staatssecretaris|gemachtigde",
        re.IGNORECASE,
    ),
    private=re.compile(
        r"verdachte\w*|slachtoffer\w*|getuige\w*|aangever|aangeefster|eiser\w*|gedaagde\w*|appellant\w*|"
        r"ge[iï]ntimeerde\w*|"
        r"verzoek(?:er|ster)\w*|verweer(?:der|ster)\w*|belanghebbende\w*|benadeelde\w*|betrokkene\w*|"
        r"klager|klaagster|"
        r"erflat\w+|werkne(?:mer|emster)\w*|wonende|geboren|de heer|mevrouw|\bman\b|\bvrouw\b|vader|moeder|"
        r"minderjarige\w*|kind\w*|zoon|dochter",
        re.IGNORECASE,
    ),
    between=re.compile(r"(?:[\s,;|–-]|\ben\b|\bmrs?\b|\b(?:drs?|ir|ing|prof)\b|\bof\b|\.)*"),
    follows=re.compile(
        r"\s*[,(–-]+\s*(?:(?:als|kanton|kinder|politie|vice-?|plaatsvervangend|waarnemend)\s?)*"
        r"(?:advocaat|rechter|griffier|raadsheer|raadsman|raadsvrouw|voorzitter|president|officier|"
        r"notaris|deurwaarder|deskundige|procureur|gemachtigde|psychiater|psycholoog)(?=\s*(?:[,;).\n–-]|$))",
        re.IGNORECASE,
    ),
)
"""Those in office stay named; parties and witnesses do not. The nearest word decides, and `mr.` is an office."""


def find_names(text: str) -> list[Name]:
    """People named in `text` (a document or a digest of windows), in order."""
    spans = (found.span() for found in name_pattern().finditer(text) if not _is_no_initial(text, found))
    return list(in_roles(text, spans, ROLES))


def _is_no_initial(text: str, found: re.Match[str]) -> bool:
    """Whether the letters before the surname label a party or a paragraph, or say what kind of company stands before.

    A capitalised role («Verdachte S.A. de Vries») is no company.
    """
    before = text[max(0, found.start() - 40) : found.start()]
    if re.match(r"[A-Z]\.[ \u00a0]?[^\W\d_]{2}", found[0]):
        return bool(LABELLED.search(before))
    company = re.match(r"S\.[ \u00a0]?A\.", found[0]) and COMPANY.search(before)
    return bool(company) and not (ROLES.private.search(company[0]) or ROLES.office.search(company[0]))
