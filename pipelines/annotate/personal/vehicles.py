"""Vehicles of both countries: number plates and the identification number of the body.

What belongs here: the series of plates (Ukraine: order of the Ministry of Interior 166/2011 and those before it; the
Netherlands: side codes of the RDW) and ISO 3779. What does not: who drives.
"""

from __future__ import annotations

import re

from pipelines.annotate.personal.recognizer import DIGIT, LIKELY, POSSIBLE, WEAK, ContextRecognizer, cases

LETTERS = "АВЕІКМНОРСТХABEIKMHOPCTX"
"""Letters of Ukrainian plates, Cyrillic and their Latin look-alikes."""


class Plate(ContextRecognizer):
    """Number plate of Ukraine: two letters, four digits, two letters; before 2004 five digits and two letters.

    Soviet plates (a letter, four digits, two letters; four digits, three letters) need a word of vehicles.
    """

    ENTITY = "PLATE"
    LANGUAGE = "uk"
    ANCHORS = ("plate", "code")
    GAP = r"[ \n-]{0,2}"
    OWN_FORM = re.compile(r"[^\W\d]{2}(?:\d{4}|([ -])(?!(?:19|20)\d\d)\d{4}\1)[^\W\d]{2}")
    FOUR = rf"(?:{DIGIT}{{4}}|[0-9]{{2}} [0-9]{{2}}|[0-9]{{2}}-[0-9]{{2}})"
    PATTERNS = (
        (rf"[{LETTERS}](?<![А-ЯІЇЄҐA-Z0-9_-].)[{LETTERS}]{GAP}{FOUR}{GAP}[{LETTERS}]{{2}}(?![\w-])", WEAK),
        (rf"[{LETTERS}](?<![\w-].)[{LETTERS}][0-9]{{4}}(?:0[{LETTERS}]|[{LETTERS}]0)(?![\w-])", WEAK),
        (rf"[0-9](?<![\w-].)[0-9]{{2}}-?[0-9]{{2}}{GAP}[{LETTERS}]{{2}}(?![\w-])", WEAK),
        (rf"[0-9](?<![\w-].)[0-9]-?[0-9]{{2}}{GAP}[А-ЯІЇЄ]{{3}}(?![\w-])", WEAK),
        (rf"[А-ЯІЇЄ](?<![\w-].){GAP}[0-9]{{2}}-?[0-9]{{2}}{GAP}[А-ЯІЇЄ]{{2}}(?![\w-])", WEAK),
    )
    CONTEXT = (
        r"автом|державн\w+ (?:номер|реєстр)|номерн\w+ знак|\bд?\.?\s?н\.?\s?з\b|\bд/н|\bд\.?\s?н\.|\bр\.?н\.?з?\b|"
        r"\bг/н|транспорт|реєстраційн|\bавто|марки|мотоцикл|причіп|причеп|госномер|номерной|гос\w+ номер|"
        r"транзитн|мопед|скутер|трактор"
    )
    TRAP = r"справ|проваджен|протокол|постанов|серії|серія|догов|наказ|паспорт|посвідчен|свідоцтв|поліс"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where hardly a digit is a digit: four letters that look like digits are a word."""
        return None if len(re.findall("[0-9]", pattern_text)) >= 3 else False

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """The form of 2004 stands by itself; with spaces only when its digits are no year."""
        return super().weigh(found, POSSIBLE if self.OWN_FORM.fullmatch(found) else score, before, after)


class Vin(ContextRecognizer):
    """Vehicle identification number, ISO 3779: seventeen characters without I, O and Q, four digits or more.

    Behind a word for the body any seventeen capitals and digits are taken, with a space here and there; elsewhere
    only those that end in six digits, the serial number.
    """

    ENTITY = "VIN"
    LANGUAGE = "uk"
    ANCHORS = ("body", "vehicle")
    SPAN = (30, 80)
    CHARACTER = "[A-ZАВЕКМНРСТХУОІЗ0-9]"
    WORD = cases("кузов|шасі|шасси|vin")
    PATTERNS = (
        (r"(?<![\w-])(?=[A-Z0-9]{0,9}[A-Z][A-Z0-9]?[A-Z])[A-HJ-NPR-Z0-9]{11}[0-9]{6}(?![\w-])", POSSIBLE),
        (rf"{WORD}[^\d\x00A-Z]{{0,30}}(?:VIN[^\w\x00]{{0,4}})?\K{CHARACTER}(?: ?{CHARACTER}){{16}}(?![\w-])", LIKELY),
    )

    def validate_result(self, pattern_text: str) -> bool | None:
        """False with fewer than four digits or two letters."""
        digits = len(re.findall("[0-9]", pattern_text))
        return None if 4 <= digits <= len(pattern_text.replace(" ", "")) - 2 else False


class Kenteken(ContextRecognizer):
    """Number plate of the Netherlands, the fourteen side codes of the RDW; codes since 1978 hold no vowels.

    A vowel, or anything but hyphens between the groups, asks for a word of vehicles near it. Courts write AA-11-AA,
    AB-12-CD and the like as fictive plates.
    """

    ENTITY = "PLATE"
    LANGUAGE = "nl"
    ANCHORS = ("hyphened", "vehicle")
    SPAN = (30, 50)
    GROUP = "[A-Z0-9]{1,3}"
    LABEL = rf"(?:{cases('kenteken')}(?:plaat|nummer|nr[.]?|PLAAT|NUMMER|NR[.]?)?|(?<!\w){cases('kent.')})"
    PATTERNS = (
        (rf"(?<![\w/.-]){GROUP}-{GROUP}-{GROUP}(?![\w/-]|\.\d)", WEAK),
        (rf"{LABEL}[ :\n]{{0,3}}\K{GROUP}[ .-]{{0,3}}{GROUP}[ .-]{{0,3}}{GROUP}(?![\w/-]|\.\d)", WEAK),
    )
    CONTEXT = (
        r"kenteken|\bkent\.|\bauto|voertuig|personenauto|\bmerk\b|scooter|motor|bestel|vrachtwagen|aanhang|brom(?:mer|fiets)|"
        r"bestuur|\bbus\b|snorfiets"
    )
    TRAP = r"parket|zaak|\brol(?:nr|nummer)|rekest|dossier|\bKvK|\bECLI|\bLJN|artikel|proces-verbaal"
    SIDE_CODES = re.compile(
        "XX-99-99|99-99-XX|99-XX-99|XX-99-XX|XX-XX-99|99-XX-XX|99-XXX-9|9-XXX-99|XX-999-X|X-999-XX|XXX-99-X|X-99-XXX|"
        "9-XX-999|999-XX-9"
    )
    JOINED = frozenset(SIDE_CODES.pattern.replace("-", "").split("|"))
    """The side codes without their hyphens."""

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the groups make no side code, or are fictive."""
        groups = [sure(group) for group in re.findall("[A-Z0-9]+", pattern_text)]
        shape = "-".join("".join("9" if sign.isdigit() else "X" for sign in group) for group in groups)
        is_code = self.SIDE_CODES.fullmatch(shape) if len(groups) > 1 else shape in self.JOINED
        parts = re.findall("[A-Z]+|[0-9]+", " ".join(groups))
        return None if is_code and not self._is_fictive(parts) else False

    @staticmethod
    def _is_fictive(groups: list[str]) -> bool:
        """Whether every group repeats one character (AA-11-AA), or letters and digits simply count on (AB-12-CD)."""
        letters, digits = ("".join(filter(kind, groups)) for kind in (str.isalpha, str.isdigit))
        counts = "ABCDEF".startswith(letters) and "123456".startswith(digits)
        return counts or all(len(set(group)) == 1 for group in groups)

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """A code of consonants with its hyphens stands by itself."""
        own_form = found.count("-") == 2 and " " not in found and not re.search("[AEIOUQY]", found)
        return super().weigh(found, POSSIBLE if own_form else score, before, after)


def sure(group: str) -> str:
    """A group of a plate, all letters or all digits: among digits, O and I are digits."""
    return group if group.isalpha() or group.isdigit() else group.replace("O", "0").replace("I", "1")
