"""The Netherlands: identifiers, contacts, addresses and birth dates that judgments should not show.

What belongs here: one presidio recognizer for each kind (anonymisation guideline of the judiciary, 2021). What does
not: names (names_nl) and role tags (placeholders). Parketnummers, zaaknummers, ECLI and company numbers are no
personal data and match no pattern here, or stand in the traps.
"""

from __future__ import annotations

from pipelines.annotate.recognizer import (
    END,
    LIKELY,
    POSSIBLE,
    START,
    WEAK,
    ContextRecognizer,
    Iban,
    last_start,
    stems,
)

NUMBERS = (
    r"parket|zaak|rol(?:nr|nummer)|rekest|dossier|\bKvK|kamer van koophandel|RSIN|\bECLI|\bLJN|proces-verbaal|\bPL\d|"
    r"mutatie|factuur|polis|artikel|\bAWB|registratie|procedure|beschikking|\bBTW|\bnr\b|nummer"
)
"""Numbers of cases, companies and papers: near one of these a bare number is theirs."""

BODY = (
    r"rechtbank|gerechtshof|hoge raad|raad van state|gevestigd|postbus|kantoor|gemeente|B\.?V\.?\b|"
    r"N\.?V\.?\b|stichting|"
    r"vereniging|ministerie|inspect|belastingdienst|maatschap|v\.?o\.?f\b|paleis van justitie|bezoekadres|griffie"
)
"""Words of a public body, an office or a company, whose address and telephone are nobody's own."""

HOME = (
    r"won(?:en|ende|end|ing)\b|woon|verblij|ingeschreven|verdachte|slachtoffer|aangever|getuige|eiser|gedaagde|"
    r"appellant|verzoek|belanghebbende|\bthuis|de heer|mevrouw|betrokkene|mobiel|\bzijn\b|\bhaar\b"
)
"""Words of a private person, which outweigh a body named earlier."""


class Bsn(ContextRecognizer):
    """Burgerservicenummer, formerly sofinummer: eight or nine digits, eleven-test (python-stdnum `nl.bsn`).

    One random number in eleven passes, and case numbers are as long, so its name must be near.
    """

    ENTITY = "BSN"
    LANGUAGE = "nl"
    PATTERNS = ((START + r"(?:\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. -]\d{3}[. -]\d{3}|\d{8,9})" + END, WEAK),)
    CONTEXT = r"\bbsn|burger\s?service|sofi|fiscaal nummer|persoonsnummer"
    TRAP = r"parket|zaak|rolnummer|\bKvK|kamer van koophandel|RSIN|dossier|polis|factuur|rekening"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the eleven-test fails."""
        from stdnum.nl import bsn

        return None if bsn.is_valid(pattern_text) else False


class DutchIban(Iban):
    """Dutch IBAN: NL, two check digits, four letters of the bank, ten digits."""

    LANGUAGE = "nl"
    PATTERNS = ((r"(?<!\w)NL[ \u00a0]?\d{2}[ \u00a0]?[A-Z]{4}(?:[ \u00a0.]?\d){10}(?!\d)", LIKELY),)

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the check digits are wrong; full stops between the groups are ignored."""
        return super().validate_result(pattern_text.replace(".", ""))


class DutchPhone(ContextRecognizer):
    """Telephone of the Netherlands (numbering plan of the ACM): 06 and area codes, national or +31.

    A parketnummer (16-123456-12) has another grouping and cannot match.
    """

    ENTITY = "PHONE"
    LANGUAGE = "nl"
    DASH = r"(?:\s?[-–]\s?|[\s\u00a0])"
    EIGHT = (
        r"(?:\d{8}|\d{4}[ -]\d{4}|\d{2}(?:[ .-]\d{2}){3}|\d \d{3} \d{4}|\d{3} \d{2} \d{3}|\d{2} \d{3} \d{3}|"
        r"\d{3} \d{3} \d{2})"
    )
    SEVEN = r"(?:\d{7}|\d{3} ?\d{2} ?\d{2}|\d{3} \d{4}|\d{2} \d{2} \d{3})"
    PATTERNS = (
        (START + r"(?:\+|00)\s?31[\s\u00a0-]?(?:\(0\))?[\s\u00a0-]?[1-9](?:[\s\u00a0-]?\d){8}" + END, LIKELY),
        (START + rf"\(?06\)?(?:{DASH}|\.)?{EIGHT}" + END, LIKELY),
        (START + rf"\(?0[1-57]\d\)?{DASH}{SEVEN}" + END, POSSIBLE),
        (START + rf"\(?0[1-57]\d{{2}}\)?{DASH}(?:\d{{6}}|\d{{3}} \d{{3}}|\d{{2}} \d{{2}} \d{{2}})" + END, POSSIBLE),
        (START + r"0[1-57]\d{8}" + END, WEAK),
    )
    CONTEXT = r"\btel|telefoon|mobiel|\bgsm\b|\bfax|\bgebeld|\bbel(?:t|de|len)?\b|whatsapp|\bsms|imsi|nummer \+?$"
    TRAP = r"parket|zaak|rolnummer|rekest|dossier|\bKvK|rekening|BSN|proces-verbaal|ECLI|polis|factuur|V-nummer"

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the number of a court, an office or a company: its words are nearer than those of a person."""
        before = text[max(0, start - 120) : start]
        return "keep" if last_start(BODY, before) > last_start(HOME, before) else "mask"


class Kenteken(ContextRecognizer):
    """Number plate, the fourteen side codes of the RDW; codes since 1978 hold no vowels.

    Courts write AA-11-AA and the like as fictive plates: a vowel asks for a word of vehicles near it.
    """

    ENTITY = "PLATE"
    LANGUAGE = "nl"
    CONSONANT = "[BDFGHJKLMNPRSTVXZ]"
    PATTERNS = tuple(
        (rf"(?<![\w/.-]){code.replace('9', chr(92) + 'd').replace('X', letter)}(?![\w/-]|\.\d)", score)
        for letter, score in ((CONSONANT, POSSIBLE), ("[A-Z]", WEAK))
        for code in (
            "XX-99-99",
            "99-99-XX",
            "99-XX-99",
            "XX-99-XX",
            "XX-XX-99",
            "99-XX-XX",
            "99-XXX-9",
            "9-XXX-99",
            "XX-999-X",
            "X-999-XX",
            "XXX-99-X",
            "X-99-XXX",
            "9-XX-999",
            "999-XX-9",
        )
    )
    CONTEXT = (
        r"kenteken|\bauto|voertuig|personenauto|\bmerk\b|scooter|motor|bestel|vrachtwagen|aanhang|"
        r"brom(?:mer|fiets)"
    )
    TRAP = NUMBERS

    def validate_result(self, pattern_text: str) -> bool | None:
        """False for a fictive plate: every group repeats one character, as in AA-11-AA."""
        return False if all(len(set(group)) == 1 for group in pattern_text.split("-")) else None


class VNumber(ContextRecognizer):
    """V-nummer of the immigration service: ten digits or 999.999.9999, only beside its name."""

    ENTITY = "V_NUMBER"
    LANGUAGE = "nl"
    PATTERNS = ((START + r"(?:\d{10}|\d{3}[. ]\d{3}[. ]\d{4})" + END, WEAK),)
    CONTEXT = r"\bV[\s.-]?(?:nummer|nr)|vreemdelingen\s?(?:nummer|nr)|\bCRV\b|\bIND[\s-]?(?:dossier|nummer|kenmerk)"


class DutchPassport(ContextRecognizer):
    """Passport or identity card: two letters, six letters or digits, one digit, never the letter O (RvIG)."""

    ENTITY = "PASSPORT"
    LANGUAGE = "nl"
    PATTERNS = ((r"(?<![\w/-])(?=\w*\d)[A-NP-Z]{2}[A-NP-Z0-9]{6}\d(?![\w/-])", WEAK),)
    CONTEXT = (
        r"paspoort|identiteits\s?(?:kaart|bewijs)|\bID[\s-]?(?:kaart|bewijs)|reisdocument|document\s?(?:nummer|nr)|"
        r"legitimatie|rijbewijs"
    )


STREET = (
    r"[A-Z][\w'’.-]*(?:\s(?:van|de|der|den|het|'t|[A-Z][\w'’.-]*)){0,4}?"
    r"(?:\s?(?:[Ss]traat|[Ww]eg|[Ll]aan|[Pp]lein|[Gg]racht|[Kk]ade|[Ss]ingel|[Dd]ijk|[Ss]teeg|[Mm]arkt|"
    r"[Dd]reef|[Bb]oulevard)|"
    r"\s(?:Hof|Pad|Plantsoen|Haven|Wal|Park|Ring|Laantje)|(?:pad|plantsoen|haven|wal|brink|buurt|kamp|"
    r"baan|laantje|straatje|"
    r"allee|erf|akker|donk|horst|park|passage|promenade|schans|sloot|veste|zoom|burgwal|werf|bosch))"
)
NUMBER = r"\s[1-9]\d{0,4}(?:\s?[a-zA-Z](?!\w))?(?:[-/]\s?\d{1,4}[a-z]?|-[a-zA-Z]{1,3}(?!\w)|\s(?:hs|bis|I{1,3})\b)?"
POSTCODE = r"[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}(?![A-Za-z])"
TOWN = (
    r"(?:\s(?:te\s|in\s)?(?:'s-|'t\s|Den\s|De\s|Sint\s)?[A-Z][a-zéëïü'-]+(?:-[A-Z]?[a-zë-]+)*"
    r"(?:\s(?:aan|op)\s(?:den\s|de\s)?[A-Z][a-z]+)?)?"
)

TAIL = rf",?\s{{1,2}}(?:te\s)?{POSTCODE},?{TOWN}"
"""Postcode and town behind a house number."""


class DutchAddress(ContextRecognizer):
    """Street and house number, with postcode and town where they stand beside them (postcodes: PostNL)."""

    ENTITY = "ADDRESS"
    LANGUAGE = "nl"
    PATTERNS = (
        (rf"(?<![\w-]){STREET}{NUMBER}(?:{TAIL}|,?\s(?:te|in){TOWN})?(?!\w)", LIKELY),
        (rf"(?<![\w-])(?!(?i:postbus))[A-Z][\w'’.-]+(?:\s[\w'’.-]+){{0,4}}?{NUMBER}{TAIL}(?!\w)", LIKELY),
    )
    TRAP = r"postbus\s*$"

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the seat of a court, an office or a company: its words are nearer than those of a home."""
        before = text[max(0, start - 100) : start]
        return "keep" if last_start(BODY, before) > last_start(HOME, before) else "mask"


MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"


class DutchBirthDate(ContextRecognizer):
    """Full birth date: a day of the calendar behind a word of birth."""

    ENTITY = "BIRTH_DATE"
    LANGUAGE = "nl"
    PATTERNS = (
        (rf"(?<![\w./-])\d{{1,2}}\s(?i:{MONTHS})\s(?:19|20)\d{{2}}(?!\d)", WEAK),
        (r"(?<![\w./-])\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d{2}(?![\w/-]|\.\d)", WEAK),
    )
    BORN = (
        r"(?:geboren(?:\s+(?:te|in)\s+[\w'’\[\] ()-]{1,40}?)?,?\s*(?:op\s*)?|geboorte(?:datum|"
        r"dag)\s*(?:is|:|van)?\s*|"
        r"\bgeb\.?(?:\s+(?:te|in)\s+[\w'’ -]{1,30}?)?\s*(?:op\s*)?)[:,(]?\s*$"
    )

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """A date is a birth date only when a word of birth leads to it."""
        return LIKELY if stems(self.BORN).search(before) else 0.0
