"""The Netherlands: numbers of persons and their papers that judgments should not show.

What belongs here: one presidio recognizer for each kind (anonymisation guideline of the judiciary, 2021). What does
not: telephones (phones), vehicles (vehicles), addresses (places_nl), birth dates (births), names (names_nl) and role
tags (placeholders). Parketnummers, zaaknummers, ECLI and company numbers are no personal data and match no pattern
here, or stand in the traps.
"""

from __future__ import annotations

import re

from pipelines.annotate.personal.context_words import stems
from pipelines.annotate.personal.owners import is_body_account
from pipelines.annotate.personal.recognizer import (
    END,
    FIRST,
    LIKELY,
    WEAK,
    ContextRecognizer,
    digits_of,
    surroundings,
)
from pipelines.annotate.personal.recognizers_any import Iban, digit_like, latin

DATE = re.compile(r"\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d{2}")


class Bsn(ContextRecognizer):
    """Burgerservicenummer, formerly sofinummer: eight or nine digits, eleven-test (python-stdnum `nl.bsn`).

    One random number in eleven passes, and case numbers are as long, so its name must be near.
    """

    ENTITY = "BSN"
    LANGUAGE = "nl"
    ANCHORS = ("number near bsn",)
    PATTERNS = ((rf"{FIRST}(?:[ \n.-]{{0,2}}[0-9]){{7,8}}{END}", WEAK),)
    CONTEXT = r"\bb\.?s\.?n\b|\b8sn\b|bsn-?n|burger\s?service|sofi|fiscaal\s?(?:nummer|nr)|persoonsnummer"
    TRAP = r"parket|zaak|rolnummer|\bKvK|kamer van koophandel|RSIN|dossier|polis|factuur|rekening|telefoon|V-nummer"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the eleven-test fails, and for a date: one day in eleven passes it."""
        from stdnum.nl import bsn

        if DATE.fullmatch(pattern_text):
            return False
        return None if bsn.is_valid(digits_of(pattern_text)) else False


class DutchIban(Iban):
    """Dutch IBAN: NL, two check digits, four letters of the bank, ten digits; small letters as well."""

    LANGUAGE = "nl"
    PATTERNS = (
        (
            r"(?<![A-Z0-9_])(?:NL|(?<!\w)nl)[ \n.-]{0,2}[0-9OIl]{2}[ \n.-]{0,2}"
            r"(?:[A-Z0l]{4}|[a-z]{4})(?:[ \n.-]{0,2}[0-9OIl]){10}(?!\w)",
            LIKELY,
        ),
    )

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the account of a public body or a company."""
        return "keep" if is_body_account(*surroundings(text, start, end, 70)) else "mask"

    def number(self, written: str) -> str:
        """The account number as ISO 13616 has it; a bank has letters, an account digits."""
        plain = latin(re.sub("[.-]", "", written))
        bank = plain[4:8] if plain[4:8].islower() else plain[4:8].replace("0", "O").replace("l", "I")
        return f"NL{digit_like(plain[2:4])}{bank.upper()}{digit_like(plain[8:])}"


class DutchAccount(ContextRecognizer):
    """Account of before 2014, right behind its word: nine or ten digits of a bank, eleven-test, or five to seven of the
    giro, which had no check.
    """

    ENTITY = "ACCOUNT"
    LANGUAGE = "nl"
    ANCHORS = ("short_number near account",)
    PATTERNS = (
        (rf"{FIRST}(?:[ .]?[0-9]){{8,9}}{END}", WEAK),
        (rf"{FIRST}[0-9]{{4,6}}{END}", WEAK),
    )
    LED = (
        r"(?:rekening(?:en)?|rekening\s?(?:nummer|nr)s?\.?|[g9]iro(?:nummer|nr)?\.?|\brek\.?\s?(?:nummer|nr)\.?|postbank(?:nummer)?)"
        r"(?: met| met het| onder)?(?: nummer| nr\.?)?[\s:(]*(?:p ?)?$"
    )
    GIRO = r"[g9]iro|postbank"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the digits of a bank fail the eleven-test, weights nine or ten down to one."""
        digits = digits_of(pattern_text)
        total = sum(weight * int(digit) for weight, digit in zip(range(len(digits), 0, -1), digits, strict=True))
        return None if len(digits) < 9 or total % 11 == 0 else False

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """Its word must lead to the number, to one of the giro the giro's."""
        led = stems(self.LED).search(before.lower())
        if not led or before.rstrip().endswith("€"):
            return 0.0
        is_bank = len(digits_of(found)) >= 9
        return LIKELY if is_bank or stems(self.GIRO).search(before.lower(), max(0, led.start() - 12)) else 0.0

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the account of a public body or a company."""
        return "keep" if is_body_account(*surroundings(text, start, end, 70)) else "mask"


class VNumber(ContextRecognizer):
    """V-nummer of the immigration service: ten digits or 999.999.9999, only beside its name."""

    ENTITY = "V_NUMBER"
    LANGUAGE = "nl"
    ANCHORS = ("long_number near v_number",)
    PATTERNS = ((rf"{FIRST}(?:[ \n.-]{{0,2}}[0-9]){{9}}{END}", WEAK),)
    CONTEXT = (
        r"\bV[\s.-]{0,2}(?:nummer|nr)|"
        r"vreemdeling(?:en)?[\s-]?(?:nummer|nr)|\bCRV\b|\bIND[\s-]?(?:dossier|nummer|kenmerk)"
    )
    TRAP = (
        r"telefoon|\btel\b|mobiel|parket|zaak|rekening|polis|factuur|contract|overeenkomst|klant|relatienummer|"
        r"lidnummer|\bBSN\b|\bKvK|\bBIG\b|bestel|order"
    )


class DutchPassport(ContextRecognizer):
    """Passport or identity card: two letters, six letters or digits, one digit, never the letter O (RvIG).

    Many a foreign passport has one letter and eight digits.
    """

    ENTITY = "PASSPORT"
    LANGUAGE = "nl"
    ANCHORS = ("code near paper",)
    PATTERNS = (
        (r"(?<![A-Z0-9_/-])[A-Z]{2}(?=[A-Z]{0,6}[0-9])[A-Z0-9]{6}[0-9OIl](?![\w/-])", WEAK),
        (r"(?<![\w/-])[A-Z][0-9]{8}(?![\w/-])", WEAK),
    )
    CONTEXT = (
        r"paspoort|identiteits\s?(?:kaart|bewijs)|\bID[\s-]?(?:kaart|bewijs)|reisdocument|document\s?(?:nummer|nr)|"
        r"legitimatie|rijbewijs"
    )
    TRAP = r"kenteken|\bVIN\b|zaak|parket|factuur|\bBIC\b"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where a letter O stands among the first letters; one further on is a misread nought."""
        own = re.fullmatch("[A-NP-Z]{2}[A-NP-Z0-9]{6}[0-9]", digit_zero(pattern_text))
        return None if own or re.fullmatch("[A-Z][0-9]{8}", pattern_text) else False


def digit_zero(number: str) -> str:
    """A document number whose letters O, and l or I at its end, are the digits they must be."""
    return number[:2] + number[2:-1].replace("O", "0") + digit_like(number[-1])
