"""The lexicon of titles in Dutch judgments: which part, or which question of a criminal case, a title opens.

Belongs here: the words of titles and what may follow them on their line. Where in a judgment a title counts is told
in `decision_nl`. Sources: the titles of sections published on rechtspraak.nl, and the order of questions that
articles 348 and 350 of the Wetboek van Strafvordering put to the criminal court.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sectionizer.shadow import Lexicon, LinePattern

_DISPUTED = "(?:bestreden|aangevallen) (?:tucht|eind)?(?:besluit|beslissing|uitspraak|vonnis|arrest|beschikking)"
_ARTICLES = "(?:(?:[Dd]e|D[Ee]|[Hh]et|H[Ee]T|[Dd]it) +)?"
_LOWER = r"(?:in|van) (?:eerste aanleg|feitelijke instanties)"
_PENALTY = r"(?:straf|sanctie|maatregel)"

LEXICON = Lexicon(before=_ARTICLES, after=r"(?!\w)", kinds=(
    ("bijlage", (r"bijlagen?(?: (?:\d{1,2}|[IVX]{1,4}))?(?: ?: ?[^\n]*\w)?",)),
    ("rechtsmiddel", (
        "rechtsmiddel(?:en)?(?:verwijzing|clausule)?", "informatie over (?:het )?(?:hoger beroep|verzet|beroep)",
        "(?:hoger )?beroep instellen",
        "bent u het niet eens met deze uitspraak",
    )),
    ("geschil", (
        rf"(?:vordering|verzoek|geschil|beslissing|beoordeling|oordeel)(?:en)?[a-z ]*? {_LOWER}",
        rf"(?:vordering|verzoek|geschil)(?:en)? [^\n]{{0,40}}? en de (?:beslissing|beoordeling) [^\n]{{0,20}}{_LOWER}",
        r"(?:vordering|eis|strafeis|standpunt)(?:en)?(?: van de| van het)? (?:officier van justitie|advocaat-generaal|"
        r"openbaar ministerie|verdediging|raads(?:man|vrouw))",
    )),
    ("voorvragen", (
        "voorvragen", "ontvankelijkheid (?:van )?(?:de |het )?(?:officier van justitie|openbaar ministerie)",
        "geldigheid van de dagvaarding", "bevoegdheid van de rechtbank",
    )),
    ("strafoplegging", (
        "straf(?:motivering|oplegging|fen|maat)?", rf"op te leggen {_PENALTY}", rf"oplegging van (?:de )?{_PENALTY}",
        rf"motivering (?:van )?(?:de )?(?:op te leggen |opgelegde )?{_PENALTY}(?:fen|s|en)?",
        rf"overwegingen ten aanzien van (?:de )?{_PENALTY}",
    )),
    ("bewijs", (
        "(?:waardering|beoordeling|bespreking) van het bewijs", "(?:tenlastelegging en motivering van de )?vrijspraak",
        "(?:overwegingen (?:omtrent|inzake|ten aanzien van|met betrekking tot) het )?bewijs",
        "(?:[a-z]+ ){0,4}bewijs(?:middelen|overwegingen?|motivering|beslissing(?:en)?|vraag)",
        "[a-z]+ overwegingen? omtrent het bewijs", "motivering van de (?:bewezenverklaring|vrijspraak)",
    )),
    ("overwegingen", (
        "(?:[a-z]+ )?(?:rechts)?overwegingen", "overwegende(?! dat)", "overweegt",
        "(?:[a-z]+,? ){1,5}?en (?:de )?(?:verdere )?beoordeling",
        "(?:(?:verdere|ambtshalve|nadere|inhoudelijke) )*(?:beoordeling|bespreking)",
        "behandeling van (?:het|de) (?:[a-z]*middel|klacht)(?:en)?",
        "gronden(?! van (?:(?:het|de) )?(?:(?:hoger|incidentele?) )?(?:beroep|verzoek|wraking|klacht))",
        "wat vindt (?:de|het) [a-z]+", r"in rechte(?= *(?:\n|\Z))",
        "(?:(?:verdere|nadere) )?motivering", "slotsom", "(?:nadere )?beschouwing(?:en)?",
    )),
    ("feiten", (
        "(?:tussen partijen )?(?:[a-z]+ )?feiten(?! waarop)",
        "feitelijke (?:achtergrond|uitgangspunten|situatie)", "uitgangspunten",
        "grondslag van het geschil", "(?:achtergronden?|aanleiding|voorgeschiedenis)(?: van de zaak)?",
        "vaststelling van de feiten", "feitencomplex", "wat (?:er )?(?:aan [a-z ]+ )?vooraf ?ging",
        "wat ging (?:er )?(?:aan [a-z ]+ )?vooraf", "wat is er gebeurd",
    )),
    ("procesverloop", (
        "(?:verdere? )?procesverloop", "procesgang",
        "(?:ontstaan en )?(?:de )?loop van (?:het|de) (?:geding|procedure)",
        "(?:(?:verdere )?verloop van )?(?:het |de )?(?:verdere |tweede )?(?:geding|procedure)",
        "voortgang van de zaak", "gang van zaken",
        "(?:onderzoek (?:ter|op de) )?(?:terecht)?zitting", "onderzoek van de zaak",
        "(?:mondelinge )?behandeling(?: van de zaak)?(?: ter (?:terecht)?zitting)?", "cassatieberoep(?:en)?",
        "[a-z ,]{3,60} en geding voor het hof", "(?:aanslag|beschikking) en bezwaar", r"hoger beroep(?= *(?:\n|\Z))",
    )),
    ("schadevergoeding", (
        "(?:(?:vordering|verzoek)(?:en)?(?: tot schadevergoeding)? van (?:de )?)?benadeelde partij(?:en)?",
        "schadevergoeding(?:smaatregel)?",
    )),
    ("geschil", (
        "(?:omschrijving van het |omvang van (?:het|de) )?(?:geschil|rechtsstrijd)", "verweer", "grieven",
        "in geschil", "beroepsgronden",
        "(?:inleidende )?(?:vordering(?:en)?|verzoek(?:en|schrift)?)", "gronden van (?:het |de )?[a-z ]+", "eis",
        "(?:nadere )?(?:standpunt|stelling)(?:en)?", f"{_DISPUTED}(?:en)?", "(?:wrakings|tegen)verzoek", "beklag",
        "oordeel (?:van|door) (?:de|het) [a-z]+", "(?:beslissing|uitspraak)(?:en)?(?= van(?! de rechtbank luidt))",
        "(?:vonnis|uitspraak|beschikking) waarvan beroep", "(?:[a-z]+ )?(?:cassatie)?(?:middel|klacht)(?:en)?",
        "(?:(?:inhoud|tekst) (?:van de )?)?(?:ten ?laste ?legging|telastelegging)",
    )),
    ("kosten", ("(?:vergoeding van (?:de )?)?(?:proces)?kosten(?:veroordeling)?", "griffierecht")),
    ("beslissing", (
        "beslissing(?:en)?", "uitspraak(?: van de rechtbank luidt,? rechtdoende)?", "rechtdoende", "dictum",
        "b ?e ?s ?l ?i ?s ?s ?i ?n ?g",
    )),
    ("bewezenverklaring", ("bewezen ?verklaring", "bewezen ?verklaarde")),
    ("strafbaarheid", ("(?:kwalificatie(?: en)? )?(?:de )?strafbaarheid", "kwalificatie")),
    ("beslag", ("(?:in )?beslag(?: ?genomen)?(?: (?:voorwerpen|goederen))?",)),
    ("wetsartikelen", (
        "toepas(?:sing van|selijke|selijkheid van) (?:de )?(?:wet[a-z]*|regelgeving)(?: voorschriften| bepalingen)?",
        "toegepaste wet[a-z]*", "wettelijke? (?:voorschriften|kader|bepalingen)",
    )),
    ("conclusie", ("conclusie(?: en gevolgen)?(?! inzake| van)", "afronding")),
    ("subject", ("inleiding", "samenvatting", "overzicht", "kern van de zaak", r"waar (?:gaat|het in) [a-z ]+\??")),
))  # fmt: skip
"""Kind and the beginnings of its titles, number and De/Het stripped; the first that fits wins."""

PARTS = ("procesverloop", "overwegingen", "feiten", "geschil", "kosten", "beslissing", "rechtsmiddel", "bijlage")
"""Kinds that are parts of a judgment; the others are questions of a criminal case or headings within a part."""
ROLES = ("procesverloop", "overwegingen", "beslissing")
"""Roles the publisher gives (schema of rechtspraak.nl, 2010)."""

_RULED = re.compile(
    r"(?i)(?:de |het )?(?P<ruling>oordeel|overwegingen?|beoordeling|beslissing(?:en)?|uitspraak|vonnis)"
    r" (?:van|door) (?:de|het) "
    r"(?P<court>rechtbank|\w*rechter|gerechtshof|hof|hoge raad|raad|afdeling|college|kamer|commissie)(?!\w)"
)
_LETTERHEAD = re.compile(
    r"(?i)tuchtcollege|(?:hof|raad) van discipline|kamer voor|hoge raad|gerechtshof|rechtbank|\w*rechter\b|"
    r"raad van state|centrale raad|college van"
)
_LETTERHEAD_LENGTH = 600
PARKET = "parket"
_OPINION = re.compile(r"Conclusie (?:inzake|van)|CONCLUSIE|Parket\b|Edelhoogachtbaar")
"""An advocate general advises: a decision that is headed in a conclusion is that of the court below."""
_SAME = {
    "gerechtshof": "hof", "raad van state": "afdeling", "centrale raad": "raad", "college van": "college",
    "tuchtcollege": "college", "hof van discipline": "hof", "raad van discipline": "raad", "kamer voor": "kamer",
}  # fmt: skip

_TITLE = rf"(?P<title>{LEXICON.pattern})"
_NUMBER = r"(?P<number>\d{1,2}|[IVX]{1,5}\b|[A-H](?=[.)]))[ .):–-]*"
_SHORT = r"(?=[A-Z][^\n]{0,120}+(?<![,;])(?:\n|\Z))(?![^\n]{60,121}+(?<=\.)(?:\n|\Z))"
"""Up to the end of the line; a longer one that ends in a point is a sentence."""
_BELOW = r"(?:(?:(?<=\d)|(?<=\d[ .)]))\n *)?"
"""A number may stand alone on the line above; a letter alone is a party."""
LINE = LinePattern(rf"(?:{_NUMBER}{_BELOW})?{_SHORT}(?P<line>{_TITLE})")
RUNNING = LinePattern(
    rf"{_NUMBER}(?=[A-Z])(?P<line>(?P<title>(?:(?:Het |De )?(?:tweede |verdere )?(?:[Gg]eding|[Pp]rocedure)|"
    r"Loop van het geding|[A-Z][a-z ,]{2,50} en geding voor het [Hh]of|Aanslag en bezwaar|(?:Ambtshalve b|B)eoordeling|"
    r"Proceskosten|Slotsom|Beslissing)(?!\w)))"
)
UNNAMED = LinePattern(rf"{_NUMBER}(?P<line>[A-Z][^\n]{{2,90}})")
"""A short line that begins with a title of the lexicon; a numbered title of the Hoge Raad before a sentence of the same
line, as its older judgments have it; and a numbered line that may be a title of its own."""
INLINE = re.compile(rf"[.)] (?P<number>\d{{1,2}})\. (?=[A-Z])(?P<line>{_TITLE})(?= [^\n])")
"""A title that a conversion has glued to the sentence before it."""

RECITED = re.compile(rf"(?i)(?:(?:de|het) )?{_DISPUTED}")
"""What was decided before; without a number it names the case above the first part."""
_VERB = re.compile(r"\b(?:is|zijn|heeft|hebben|wordt|worden|was|waren|luidt|luiden|kan|kunnen|zal|zullen|verwerpt|"
                   r"verklaart|vernietigt|stelt|houdt|vordert|acht|blijkt|moet|komt|"
                   r"dient|volgt|leidt|strekt|faalt|falen|slaagt|slagen|brengt|betoogt|gaat het)\b")  # fmt: skip
_OF_NUMBERED = re.compile(r"(?:[ ,(-][^\n]{0,110})?\Z")
_OF_BARE = re.compile(r"(?:(?:,|,? (?:van|in|en|of|door|op|tot|ten|ter|met|inzake|omtrent|voor|na|over|bij|"
                      r"daarvan|daarop))"
                      r"(?: (?:het|de|een|der|den))?(?: [\w'()\[\]-]+){0,2}){0,5}\Z")  # fmt: skip
_RUN_IN = re.compile(r"(?: [a-z(][a-z'),-]*){0,10}?(?=:? +(?:[A-Z']|\d{1,2}\.\d))")
"""What may follow a title on its line: to the end, below a number; to the end, without one; before a sentence."""
_WORDY = 8
"""A line of more words than this that ends in a point is a sentence."""
_ARTICLE = re.compile(r"(?i)(?:de|het) +")


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a judgment: where it begins, the number before it, its words, and what it opens."""

    start: int
    number: str | None
    title: str
    kind: str
    marked: bool = False


def kind_of(title: str, court: str | None = None) -> str | None:
    """The kind a title names, or None; what a court says about itself is no recital of an earlier judgment."""
    words = title.strip()
    ruled = _RULED.match(words)
    if ruled:
        own = _court(ruled["court"]) == court
        decides = ruled["ruling"].lower().startswith(("beslis", "uitspr", "vonnis"))
        return ("beslissing" if decides else "overwegingen") if own else "geschil"
    kind = LEXICON.kind(words)
    return "geschil" if kind == "beslissing" and court == PARKET else kind


def court_of(text: str) -> str | None:
    """The court that the letterhead names first, or the parket, whose conclusion it is."""
    if _OPINION.search(text, 0, _LETTERHEAD_LENGTH // 2):
        return PARKET
    found = _LETTERHEAD.search(text, 0, _LETTERHEAD_LENGTH)
    return _court(found[0]) if found else None


def _court(name: str) -> str:
    """A single judge is of the district court."""
    folded = name.lower()
    return "rechtbank" if folded.endswith("rechter") else _SAME.get(folded, folded)


def extent(title: str, rest: str, numbered: bool) -> str | None:
    """The title with what belongs to it of the rest of its line; None where the line is a sentence."""
    rest = rest.rstrip(" :")
    if not (rest.endswith(".") and rest.count(" ") > _WORDY):
        words = rest.lower() if title.isupper() else rest
        tail = (_OF_NUMBERED if numbered else _OF_BARE).match(words.rstrip(".?"))
        if tail and not _VERB.search(tail[0]):
            return title + rest[: tail.end()]
    run_in = _RUN_IN.match(rest) if numbered else None
    return title + run_in[0] if run_in and not _VERB.search(run_in[0]) else None


def bare(title: str) -> str:
    """A title without its article, in small letters."""
    return _ARTICLE.sub("", title.strip(" :."), count=1).lower()
