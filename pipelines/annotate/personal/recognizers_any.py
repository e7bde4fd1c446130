"""Identifiers of both countries: e-mail address, bank account number, payment card.

What belongs here: what has one form everywhere, and reading its letters. What does not: the national forms
(recognizers_uk, recognizers_nl).
"""

from __future__ import annotations

import re

from pipelines.annotate.personal.context_words import stems
from pipelines.annotate.personal.reading import MISREAD
from pipelines.annotate.personal.recognizer import (
    END,
    GLUED,
    LIKELY,
    WEAK,
    ContextRecognizer,
    digits_of,
)

PUBLIC_BODY = (
    r"\.gov\.ua$|@(?:[\w.-]+\.)?(?:rechtspraak|raadvanstate|om|overheid|rijksoverheid|belastingdienst|ind|politie|"
    r"uwv|svb|justid|dji|rechtsbijstand|[\w-]*gemeente[\w-]*|min[a-z]{1,4})\.nl$|@(?:echr\.coe\.int|curia\.europa\.eu)$"
)
"""Ends of addresses of public bodies."""

LOOKALIKES = str.maketrans("АВЕІКМНОРСТХУ", "ABEIKMHOPCTXY")
"""Cyrillic capitals that look Latin: plates, passports and accounts are typed with either."""


def latin(text: str) -> str:
    """`text` in Latin look-alikes without spaces, for a check of its characters."""
    return "".join(text.translate(LOOKALIKES).split())


class Email(ContextRecognizer):
    """E-mail address (RFC 5321, the common subset); an address of a public body is kept.

    A space may stand beside the sign, and a look-alike in any word: addresses are typed with either alphabet.
    """

    ENTITY = "EMAIL"
    LANGUAGE = "uk"
    ANCHORS = ("at",)
    SPAN = (70, 110)
    BEFORE = r"(?<=(?<![\w.+-])\w[\w.+-]{0,63} ?@) ?"
    DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}"
    TOP = r"\.(?: (?=(?:com|net|nl|ua|org|eu)\b))?(?:[^\W\d_]{2,24}|n1)(?![\w-])"
    PATTERNS = ((f"@{BEFORE}{DOMAIN}{TOP}", LIKELY),)
    NAME = re.compile(r"\w[\w.+-]{0,63} ?$")

    def whole(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The pattern begins at the sign, which is rare; the name stands before it."""
        name = self.NAME.search(text, max(0, start - 65), start)
        return (name.start() if name else start), end

    def action(self, text: str, start: int, end: int) -> str:
        """Keep an address of a court or another public body."""
        return "keep" if stems(PUBLIC_BODY).search(latin(text[start:end].upper()).lower()) else "mask"


class Iban(ContextRecognizer):
    """International bank account number, ISO 13616: groups of any width, checked modulo 97."""

    ENTITY = "IBAN"
    LANGUAGE = "uk"
    ANCHORS = ("long_number near iban",)

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the check digits are wrong; the pattern knows the national structure."""
        from stdnum.iso7064 import mod_97_10

        number = self.number(pattern_text)
        return None if mod_97_10.is_valid(number[4:] + number[:4]) else False

    def number(self, written: str) -> str:
        """The account number as ISO 13616 has it."""
        return latin(written)


class PaymentCard(ContextRecognizer):
    """Payment card: 16 digits, ISO/IEC 7812 with the Luhn check; one number in ten passes by chance."""

    ENTITY = "CARD"
    LANGUAGE = "uk"
    ANCHORS = ("card",)
    PATTERNS = (
        (rf"(?=[2-69]){GLUED}[0-9]{{3}}(?:[ -][0-9]{{4}}){{3}}{END}", LIKELY),
        (rf"(?=[2-69]){GLUED}[0-9]{{3}}(?:[ \n-]{{0,2}}[0-9]{{4}}){{3}}{END}", WEAK),
    )
    CONTEXT = r"карт|платіж|visa|master|kaart|(?:bank|pin)?pas(?:nummer|je)?\b|card|рахун"
    TRAP = r"[ЄЕ]РДР|проваджен|справ|parket|zaak|dossier|factuur"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the Luhn digit is wrong."""
        from stdnum import luhn

        return None if luhn.is_valid(digits_of(pattern_text)) else False


def digit_like(text: str) -> str:
    """`text` with letters that stand for digits as digits."""
    return text.translate(MISREAD)
