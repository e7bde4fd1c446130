"""Telephones of both countries, and whose they are.

What belongs here: the numbering plans of Ukraine (order 679/2021 of the regulator) and the Netherlands (ACM). What does
not: whose a telephone is (owners), and e-mail (recognizers_any).
"""

from __future__ import annotations

import re

from pipelines.annotate.personal.context_words import stems
from pipelines.annotate.personal.owners import BEHIND, DUTCH_BODY, DUTCH_HOME, LETTERHEAD, PRIVATE, keeps
from pipelines.annotate.personal.recognizer import (
    BARE,
    END,
    FIRST,
    LIKELY,
    POSSIBLE,
    WEAK,
    ContextRecognizer,
    digits_of,
    surroundings,
)
from pipelines.annotate.personal.recognizers_uk import MONEY, PAPERS

OPEN = r"(?:\((?=[0-9]{2,5}\)))?"
"""A bracket that opens before a code and closes behind it."""

MOBILE = re.compile(r"0(?:39|50|6[3678]|7[357]|9[1-9])")
AREA = re.compile(r"0(?:3[1-8]|4[1-8]|5[1-7]|6[1259]|[89]00)")


class UkrainianPhone(ContextRecognizer):
    """Telephone of Ukraine: international, national or, behind its word, local or foreign; in any grouping."""

    ENTITY = "PHONE"
    LANGUAGE = "uk"
    ANCHORS = ("dialled", "short_number near phone")
    GAP = r"[ \n().-]{0,3}"
    PATTERNS = (
        (rf"\+ ?3 ?8{GAP}0(?:{GAP}[0-9]){{9}}{END}", LIKELY),
        (rf"(?:3{BARE}8|8{BARE}){GAP}0(?:{GAP}[0-9]){{9}}{END}", LIKELY),
        (rf"{OPEN}0{BARE}[0-9]{{2}}(?:{GAP}[0-9]){{7}}{END}", POSSIBLE),
        (rf"0{BARE} \(?[0-9]{{2}}\)?(?:{GAP}[0-9]){{7}}{END}", WEAK),
        (rf"0{BARE}\([0-9]{{2}}\)(?:{GAP}[0-9]){{7}}{END}", POSSIBLE),
        (rf"(?:\+?3?8[ -]?)?\(?0(?<![\w/].)[0-9]{{2}}\)?/ ?[0-9]{{3}}(?:[ -]?[0-9]{{2}}){{2}}{END}", WEAK),
        (rf"\+ ?[1-9][0-9]{{0,2}}(?:{GAP}[0-9]){{8,11}}{END}", WEAK),
        (rf"\(0{BARE}[0-9]{{2,4}}\)[ -]{{0,2}}[0-9]{{1,3}}(?:[ -]{{0,2}}[0-9]{{2}}){{2}}{END}", POSSIBLE),
        (rf"{FIRST}[0-9]{{0,2}}(?:[ -][0-9]{{2}}){{2,3}}{END}", WEAK),
        (rf"{FIRST}[0-9]{{4,6}}{END}", WEAK),
    )
    CONTEXT = (
        r"\bтел|\bмоб|факс|дзвон|дзвін|телефон|абонент|вайбер|viber|telegram|телеграм|whatsapp|смс|sms|\bsim|\bсім-|"
        r"засоб(?:и|ів|у|ом|ам|ами) зв.яз"
    )
    NOT_AFTER = MONEY
    TRAP = rf"{PAPERS}|РНО?КПП|\bІПН\b|рахун|\bр/р|ідентифікац|IBAN|УНЗР|паспорт|\bкод\b"
    SENTENCE = re.compile(r"(?<=[^\W\d_]{4})(?:[.;:]\s*\n|\.\s+(?=[А-ЯІЇЄҐ][а-яіїєґ]))")
    LOCAL = re.compile(r"(?:\bтел[.: ]|телеф|факс)[^0-9\x00]{0,14}(?:[0-9][0-9 -]{4,9}[,;/] ?){0,2}$", re.IGNORECASE)

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where no operator or area has the code; those of other countries are not asked."""
        digits = digits_of(pattern_text)
        if len(digits) < 9 or (pattern_text[0] == "+" and not digits.startswith("380")):
            return None
        national = digits[-10:] if len(digits) >= 10 else "0" + digits
        return None if MOBILE.match(national) or AREA.match(national) else False

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """A local number, without a code, must follow its word; № before a number without one is a paper's."""
        digits = len(digits_of(found))
        if digits < 9:
            return LIKELY if self.LOCAL.search(before) and not stems(MONEY).match(after.lower()) else 0.0
        weighed = super().weigh(found, score, before, after)
        return 0.0 if weighed == POSSIBLE and before.rstrip().endswith("№") else weighed

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the number of a public body: its words are nearer than those of a private person.

        What follows a mobile number is no letterhead of its own, but the next party's; and what a sentence before
        says of a court is not said of it.
        """
        before, after = surroundings(text, start, end, 120)
        if digits_of(text[start:end]).startswith("0800"):
            return "keep"
        if not MOBILE.match(digits_of(text[start:end])[-10:]):
            return "keep" if keeps(LETTERHEAD, PRIVATE, before, BEHIND, after) else "mask"
        return "keep" if keeps(LETTERHEAD, PRIVATE, self.SENTENCE.split(before)[-1]) else "mask"


NUMBERS = (
    r"parket|zaak|rol(?:nr|nummer)|rekest|dossier|\bKvK|kamer van koophandel|RSIN|\bECLI|\bLJN|proces-verbaal|"
    r"mutatie|factuur|polis|\bBTW|BSN|sofi|rekening(?:nummer)?\b|V-nummer"
)
"""Numbers of cases, companies and papers: near one of these a bare number is theirs."""


class DutchPhone(ContextRecognizer):
    """Telephone of the Netherlands: 06 and area codes, national or +31; behind its word, of any country.

    A parketnummer (16-123456-12) has another grouping and cannot match.
    """

    ENTITY = "PHONE"
    LANGUAGE = "nl"
    ANCHORS = ("dialled", "long_number near phone")
    GAP = r"[ \n.-]{0,2}"
    DASH = r"(?:\)?[ \n]?-[ \n]?|\)[ \n]?|[ \n]{1,2})"
    PATTERNS = (
        (rf"(?:\+|0{BARE}0)[ \n]?31[ \n-]{{0,2}}(?:\(0\))?[ \n-]?[1-9](?:{GAP}[0-9]){{8}}{END}", LIKELY),
        (rf"{OPEN}0{BARE}6(?:{DASH}|[\n.]?)[1-9](?:{GAP}[0-9]){{7}}{END}", LIKELY),
        (rf"{OPEN}0{BARE}[1-57][0-9]{DASH}[0-9](?:{GAP}[0-9]){{6}}{END}", POSSIBLE),
        (rf"{OPEN}0{BARE}[1-57][0-9]{{2}}{DASH}[0-9](?:{GAP}[0-9]){{5}}{END}", POSSIBLE),
        (rf"0{BARE}[1-578](?:{GAP}[0-9]){{8}}{END}", WEAK),
        (rf"\+[1-9][0-9]{{0,2}}(?:{GAP}[0-9]){{8,11}}{END}", WEAK),
    )
    CONTEXT = (
        r"\btel|telefo|mobiel|\bgsm\b|\bfax|\bgebeld|\bbel(?:t|de|len)?\b|whatsapp|\bsms|imsi|\bnummer \+?$|bereikbaar"
    )
    TRAP = NUMBERS
    PARAGRAPH = re.compile(r"(?:\.|[0-9]{7})[ ]*\n")
    """End of a paragraph, or of a line with a number: what is named before it has no telephone behind it."""

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the number of a court, an office or a company: its words are nearer than those of a person."""
        before = self.PARAGRAPH.split(surroundings(text, start, end, 120)[0])[-1]
        return "keep" if keeps(DUTCH_BODY, DUTCH_HOME, before) else "mask"
