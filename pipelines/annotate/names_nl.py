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

UPPER, LOWER = "A-ZÀ-ÖØ-Þ", "a-zà-öø-ÿ'’"
PREFIX = (
    r"(?:(?:[Vv]an(?:\s(?:de|den|der|het|'t))?|[Dd]e(?:\s(?:la|le))?|[Dd]en|[Dd]er|[Tt]en|[Tt]er|[Tt]e|"
    r"'t|[Oo]p(?:\s(?:de|den|'t))|"
    r"[Ii]n\s't|[Uu]it\sde|[Oo]nder\sde|[Ll]a|[Ee]l|[Aa]l|[Bb]en|[Vv]on|[Dd]i|[Dd]a|[Dd]os|[Dd]u)\s)"
)
"""Prefixes of Dutch surnames (tussenvoegsels, personal records database) and of the most frequent foreign ones."""
NOT_NAMES = (
    r"rechtbank|gerechtshof|hof\b|hoge|raad|officier|advocaat|griffier|rechter|president|voorzitter|"
    r"minister|gemeente|staat\b|wet|"
    r"wetboek|burgerlijk|artikel|uitspraak|arrest|vonnis|beschikking|nederland|amsterdam|rotterdam|"
    r"utrecht|den\shaag|haag|arnhem|"
    r"leeuwarden|bosch|hertogenbosch|stichting|vereniging|verzekering|bank|het|dat|dit|deze|een|hij|zij|"
    r"zijn|haar|bij|voor|na|"
    r"naar|aan|tegen|namens|ter|als|indien|partij|eiser|gedaagde|verdachte|appellant|verweer|verzoek|"
    r"belanghebbende|maatschap|"
    r"sr\b|sv\b|rv\b|bw\b|awb\b|opw\b|ro\b|vw\b|avv\b|cao\b|nj\b|ljn\b|ecli\b|januari|februari|maart|"
    r"april|mei|juni|juli|augustus|"
    r"september|oktober|november|december|overweg|beoordeling|procesverloop|beslissing|feiten|middel|"
    r"onder|conclusie|noot|mr\b|"
    r"mrs\b|dr\b|prof\b|ing\b|ir\b|drs\b|heer\b|mevrouw"
)
WORD = rf"(?!(?i:{NOT_NAMES}))[{UPPER}][{LOWER}]+"
SURNAME = rf"{PREFIX}?{WORD}(?:\s?-\s?{PREFIX}?{WORD})?"
INITIALS = rf"(?:[{UPPER}]\.|Th\.|Ch\.|Ph\.|IJ\.|Chr\.|Joh\.)(?:\s?(?:[{UPPER}]\.|Th\.|Ch\.|Ph\.|IJ\.|Chr\.)){{0,5}}"
NOT_INITIALS = (
    r"(?!B\.\s?V\.|N\.\s?V\.|V\.\s?O\.\s?F\.|C\.\s?V\.|H\.\s?R\.|A\.\s?G\.|B\.\s?W\.|U\.\s?A\.|R\.\s?v\.|N\.\s?J\.|"
    r"L\.\s?J\.\s?N)"
)
"""Abbreviations of companies, courts, codes and law reports."""
NOT_COMPANY = r"(?!\s(?:& )?(?:B\.?V\.?|N\.?V\.?|V\.?O\.?F|Holding|Beheer|Advocaten|Groep|Transport|Bouw)\b)"


@cache
def name_pattern() -> re.Pattern[str]:
    """Every shape of a name; compiled on first use."""
    first = "|".join(sorted(set(entries("first_names_nl.txt"))))
    initials = rf"{NOT_INITIALS}{INITIALS}\s?(?:\([{UPPER}][{LOWER}]+\)\s)?{SURNAME}"
    listed = rf"(?:{first})(?:-(?:{first}))?(?:\s(?:{first}|[{UPPER}]\.)){{0,3}}\s{SURNAME}"
    titled = rf"(?:(?<=[Hh]eer\s)|(?<=[Mm]evrouw\s)|(?<=[Mm]r\.\s)|(?<=[Mm]r\s)){SURNAME}"
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
    return list(in_roles(text, (found.span() for found in name_pattern().finditer(text)), ROLES))
