"""The Netherlands: where a person lives, down to the house.

What belongs here: street, house number, postcode (PostNL) and town. What does not: the words that tell a home from a
seat (owners), a postcode or a town alone, and Postbus addresses, which are nobody's home.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipelines.annotate.personal.births import DutchBirthDate
from pipelines.annotate.personal.owners import DUTCH_BODY, DUTCH_HOME, keeps
from pipelines.annotate.personal.recognizer import LIKELY, ContextRecognizer, cases, openings, surroundings

LONG_ENDS = cases(
    "straat|plein|gracht|kade|singel|dijk|steeg|dreef|boulevard|plantsoen|brink|buurt|burgwal|allee|promenade|horst|"
    "schans|akker|veste"
)
SHORT_ENDS = cases(
    "laan|weg|markt|hof|pad|haven|wal|park|ring|kamp|baan|laantje|straatje|erf|donk|passage|sloot|zoom|werf|zicht|"
    "terras|tuin|meent|hoven|gaarde|weide|stede|gang|kwartier"
)
ENDS = rf"(?:{LONG_ENDS}[ \n]{{1,2}}|{SHORT_ENDS} {{1,2}})"
"""Ends of the names of streets, as words of their own or grown together. Each is an anchor; the short ones, which
end other words as well, only with their space."""

WORD = r"(?:[0-9]{1,2}e|[A-ZÀ-Ý'’](?:\w{0,4}\.|[\w'’-]*))"
LINK = r"(?:(?i:van|de|der|den|het|'t|ter|ten) )"
YEAR = r"(?: 1[89][0-9]{2}(?=[ \n](?:nr\.? ?)?[1-9]))?"
"""A year at the end of a street's name, before its house number: «Plein 1944 12»."""
NAME = rf"{WORD}(?: {LINK}{{0,2}}{WORD}){{0,3}}{YEAR}"
NUMBER = (
    r"[0-9]{0,4}"
    rf"(?![0-9]|[.,/-][0-9]{{3,}}|[.:][0-9]|[ \n]{DutchBirthDate.MONTH}|[ \n](?i:euro|meter|km|uur)|,-)"
    r"(?: ?[a-zA-Z](?!\w))?(?: ?[-/] ?[0-9]{1,4}[a-z]?|-[a-zA-Z]{1,3}(?!\w)|[ \n](?:hs|bis|HS|BIS|I{1,3})\b|"
    r" [0-9]{1,3}(?=,? [1-9][0-9]{3} ?[A-Z]{2}\b))?(?![\w€%])"
)
POSTCODE = r"(?!(?:19|20)[0-9]{2} (?:TE|IN|OP|EN|IS)(?![A-Z]))[1-9][0-9]{3} ?(?!SA|SD|SS)[A-Z]{2}(?![A-Za-z])"
"""In capitals a year and the next word look like one: «GEBOREN OP 12 APRIL 1981 TE ZAANDAM»."""
TOWN = (
    r"(?:(?:'[sS]-|'[tT] |Den |De |DEN |DE |Sint )?[A-ZÀ-Ý][\w'’-]+"
    r"(?: (?:aan|op|AAN|OP) (?:den |de |DEN |DE )?[A-Z]\w+)?)"
)
PLACE = rf"(?:,?[ \n]{{1,2}}(?:(?i:te|in) )?{TOWN})?"
TAIL = (
    rf"(?:(?:,?[ \n]{{1,3}}|,)(?:te |(?i:postcode) )?(?:\({POSTCODE}\)|\(?{POSTCODE}){PLACE}|"
    rf",?[ \n]{{1,2}}(?i:te|in)[ \n]{{1,2}}{TOWN}|, {TOWN}(?=[,.;)\n]))"
)
"""Postcode and town behind a house number."""
DWELLING = (
    rf"(?:{openings('wonende|wonend|woont |woonachtig|woonadres|verblijvende|adres:|woning aan|thuis aan|huis aan')}|"
    r"[hH]et[ \n]{1,2}adres|HET[ \n]{1,2}ADRES)"
)
"""Words that lead to an address."""
LED = rf"{DWELLING}(?: (?i:te|in) {TOWN})?,?(?:[ \n](?:(?i:aan|op)[ \n])?(?i:de|het|te))?[ \n]"
KNOWN = rf"(?:{ENDS}|\b{cases('laan|plein')} {LINK}{{1,2}}{WORD}[ ])(?i:nr\.? ?|nummer |huisnummer )?"
"""What stands before a house number in a street: the end of its name, or all of «Laan van Meerdervoort»."""


class DutchAddress(ContextRecognizer):
    """Street and house number, with postcode and town where they stand beside them, by the end of the street's name."""

    ENTITY = "ADDRESS"
    LANGUAGE = "nl"
    ANCHORS = ("house", "street")
    SPAN = (130, 250)
    PATTERNS = (
        (rf"[1-9](?<=[ \n.rR].)(?<={KNOWN}.)(?:(?<=1)[89][0-9]{{2}}[ \n](?:nr\.? ?)?[1-9])?{NUMBER}{TAIL}?", LIKELY),
    )
    LEADING = re.compile(
        "aan|op|in|te|bij|uit|naar|vanuit|langs|tussen|vestiging|filiaal|adres|woonadres|wonende?|woont|woonachtig|verdachte|en|als|perceel"
    )
    """Words that lead to a street: in capitals they look like its beginning."""
    ENDED = re.compile(r"[1-9][0-9]{3} ?[A-Z]{2} [^\n]{2,30}\n")
    """The end of an address and of its line: what stands before has none behind it."""
    NO_STREET = re.compile(
        r".* (?:19|20)\d\d$|(?:[\w-]*\b(?:gerechts)?hof|weg|ring|park|pad|baan|kamp|wal|(?:.*, ?)?postbus) |"
        r"(?:.* )?[a-z]-(?:straat|laan|weg|plein|kade|gracht)\b",
        re.IGNORECASE,
    )
    """A year, a court, a box, or what the register puts for a street: «A-straat 1»."""

    NOUN = re.compile(
        r"[\w'’. -]*(?:ring|gang|kamp|baan|wal|tuin|weide|stede|terras|zicht|haven|markt) [0-9]", re.IGNORECASE
    )
    """Ends of streets in which common words end as well: «Herstructurering 1»."""
    AT = re.compile(r"(?:\b(?:aan|op|in) (?:de|het)|\b(?:wonen\w*|woon\w*|adres:?|te)) $", re.IGNORECASE)

    def whole(self, text: str, start: int, end: int) -> tuple[int, int]:
        """From the beginning of the street's name, of which the pattern has found the end."""
        before, _ = surroundings(text, start, end, 80)
        if text[start] == "(":
            found = town_before().search(before)
            return start - (len(found[0]) if found else 0), end
        if postcode().match(text, start):
            return start, end
        found = leading().search(before)
        words = re.split("(?<= )", found[0]) if found else []
        led = max(
            (at + 1 for at, word in enumerate(words) if self.LEADING.fullmatch(word.strip().casefold())), default=0
        )
        if led and led < len(words) and words[led].casefold() in ("de ", "het "):
            led += 1
        street = "".join(words[led:])
        town = town_led().search(before, 0, len(before) - len(street)) if street else None
        return start - len(street) - (len(town[1]) if town else 0), end

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """A street begins with a capital or an ordinal; a box is no street, nor is a court."""
        doubtful = self.NOUN.match(found) and not (self.AT.search(before) or postcode().search(found))
        number_alone = (
            re.match(r"[0-9]", found) and not re.match(r"[0-9]{1,2}e ", found) and not postcode().match(found)
        )
        if doubtful or number_alone or found[0].islower() or self.NO_STREET.match(found):
            return 0.0
        return score

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the seat of a court, an office or a company: its words are nearer than those of a home."""
        before = self.ENDED.split(surroundings(text, start, end, 100)[0])[-1]
        return "keep" if keeps(DUTCH_BODY, DUTCH_HOME, before) else "mask"


class DutchPostcode(DutchAddress):
    """Street and house number beside a postcode."""

    ANCHORS = ("postcode",)
    PATTERNS = (
        (rf"[1-9](?<=[\w.] .)[0-9]{{0,4}}(?: ?[a-zA-Z]|-[0-9]{{1,3}})?,?[ \n]{{1,3}}{POSTCODE}{PLACE}", LIKELY),
        (
            rf"{POSTCODE}[ \n]{TOWN}(?:,?[ \n](?i:aan)[ \n](?i:de|het)[ \n]|,[ \n]{{0,2}})"
            rf"(?!(?i:won|te |aan |gebor)){NAME} (?:nr\.? ?)?[1-9]{NUMBER}",
            LIKELY,
        ),
        (rf"\({POSTCODE}\),?[ \n]{NAME} [1-9]{NUMBER}", LIKELY),
    )


class DutchDwelling(DutchAddress):
    """Street and house number behind a word of dwelling."""

    ANCHORS = ("dwelling",)
    NO_NAME = re.compile(r"(?:WAAR|IS|OP|EN|MET|VAN|DAT|DIE|IN|SINDS|AL|NIET|WAS|WERD|ER|OM|VOOR|TOT|HEEFT|ZIJN|DOOR) ")
    """Words that in capitals look like the beginning of a street."""
    PATTERNS = ((rf"{LED}\K{NAME}[ \n](?:nr\.? ?)?[1-9]{NUMBER}{TAIL}?", LIKELY),)

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """In capitals a street is told from the words of a sentence."""
        return 0.0 if self.NO_NAME.match(found) else super().weigh(found, score, before, after)


@cache
def leading() -> Any:
    """The words of a street's name before the end that is known."""
    import regex

    town = rf"(?:(?<=(?i:te|in)[ \n]){TOWN},[ \n])?"
    return regex.compile(
        rf"(?<![\w'’.-]){town}(?:{WORD}[ \n]{{1,2}}{LINK}{{0,2}}){{1,5}}(?i:nr\.? ?|nummer |huisnummer )?\Z"
    )


@cache
def town_before() -> Any:
    """A town right before a postcode in brackets."""
    import regex

    return regex.compile(rf"(?<![\w'’-]){TOWN} \Z")


@cache
def town_led() -> Any:
    """The town of a dwelling, and what leads from it to the street: «wonende te [Zwolle, aan de ]Dorpsstraat 1»."""
    import regex

    lives = rf"(?:{openings('wonende|wonend|woont|woonachtig|verblijvende')})"
    return regex.compile(rf"{lives}[ \n](?i:te|in)[ \n]({TOWN},?[ \n](?i:aan|op)[ \n](?i:de|het)[ \n])\Z")


@cache
def postcode() -> Any:
    """A postcode."""
    import regex

    return regex.compile(POSTCODE)
