"""Ukraine: the identifiers and contacts that article 7 of law 3262-IV keeps out of published decisions.

What belongs here: one presidio recognizer for each kind. What does not: addresses and birth dates (places_uk),
names of people (names_uk) and the register's own placeholders (placeholders). Numbers of cases, of pre-trial
investigations (ЄРДР), of companies (ЄДРПОУ) and of laws are no personal data and stand in the traps.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipelines.annotate.recognizer import (
    END,
    LIKELY,
    POSSIBLE,
    START,
    WEAK,
    ContextRecognizer,
    Iban,
    digits_of,
    last_start,
    latin,
    stems,
)

PAPERS = (
    r"справ[аиіуо]|проваджен|[ЄЕ]РДР|протокол|постанов|наказ|догов[оі]р|рахун(?:ок|ку|ка)[\s-]*фактур|"
    r"накладн|квитанц|"
    r"[ЄЕ]ДРПОУ|\bакт[ау]?\b|ухвал|рішенн|\bчек[ауи]?\b|\bлист[аоу]?м?\b|\bвх\.|\bвих\.|кадастр|доручен|"
    r"ордер|свідоцтв|"
    r"\bзаяв|звернен|\bполіс|платіжн\w+ (?:доруч|інстр)|патент|лічильник|артикул"
)
"""Papers whose numbers look like anybody's: near one of these a bare number is the paper's."""

LETTERHEAD = (
    r"\bсуд(?:у|ом|і)?\b|судов\w+ (?:адміністрац|палат)|прокуратур|[ЄЕ]ДРПОУ|court\.gov|канцеляр|управлінн|"
    r"міністерств|департамент|inbox"
)
"""Words of a public body: the telephone in a court's letterhead is nobody's own."""

PRIVATE = (
    r"позива[чц]|відповідач|\bособа|прожива|мешка|зареєстрован|обвинува|підозрюв|потерпіл|засудж|\bгр\.|громадян|\bмоб|"
    r"особист|боржник|заявни|свідо?к|абонент|користува"
)
"""Words of a private person, which outweigh a public body named earlier."""

TREASURY = "899998"
"""МФО of the Treasury (Державна казначейська служба): accounts for court fees and fines are nobody's own."""

LETTERS = "АВЕІКМНОРСТХABEIKMHOPCTX"
"""Letters of number plates, Cyrillic and their Latin look-alikes (order of the Ministry of Interior 166/2011)."""


class Rnokpp(ContextRecognizer):
    """Taxpayer number РНОКПП (formerly ІПН): ten digits, check digit as in python-stdnum `ua.rntrc`.

    The first five digits count the days from 1899-12-31 to birth. One random number in ten passes the check, so
    without its name near it the birth date must be one of an adult, and no paper or sign № may claim the number.
    """

    ENTITY = "RNOKPP"
    LANGUAGE = "uk"
    PATTERNS = ((START + r"\d{10}" + END, POSSIBLE),)
    CONTEXT = (
        r"РНО?КПП|\b[іи]\.?п\.?н\b|\bИНН\b|ідентиф\w*|идентиф\w*|обліков\w+ картк|платник|"
        r"податков\w+ номер|\bкод\b|ДРФО|"
        r"\bФОП\b|фізичн\w+ особ"
    )
    AFTER = r"\W{0,3}(?:РНОКПП|ІПН|ИНН)"
    TRAP = PAPERS + r"|№|\bтел|\bмоб|рахун|р/р"
    OLDEST, YOUNGEST = 7_306, 40_543
    """Days of birth from 1920 to 2010, asked of a number without its name."""

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the check digit is wrong."""
        from stdnum.ua import rntrc

        return None if rntrc.is_valid(pattern_text) and pattern_text[:5] != "00000" else False

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """Without its name, a number must tell a plausible birth date."""
        score = super().weigh(found, score, before, after)
        return score if score > POSSIBLE or self.OLDEST <= int(found[:5]) <= self.YOUNGEST else 0.0


class BookPassport(ContextRecognizer):
    """Passport of 1994, a book: two Cyrillic letters and six digits, no check digit; look-alikes occur.

    Other papers (bills, protocols, policies) are numbered alike, so passport or issuing words must be near.
    """

    ENTITY = "PASSPORT"
    LANGUAGE = "uk"
    NUMBER_SIGN = r"(?:[,:]?\s?(?:номер|№|N|No\.?)\s{0,2}:?\s{0,2})?"
    PATTERNS = ((rf"(?<![^\W\d_])[А-ЯІЇЄҐA-Z]{{2}}[\s\u00a0]{{0,2}}{NUMBER_SIGN}\d{{6}}{END}", WEAK),)
    CONTEXT = r"паспорт|закордон"
    AFTER = r"\W{0,3}(?:видан|від \d\d\.\d\d\.\d{4}\s*р?\.?,? видан)"
    TRAP = PAPERS + r"|диплом|атестат|водійськ|\bбланк|військов\w+ квит|трудов\w+ книж|техн\w+ паспорт|техпаспорт"


class IdCard(ContextRecognizer):
    """Passport of 2016, a card: nine digits, no check digit; only beside its name."""

    ENTITY = "ID_CARD"
    LANGUAGE = "uk"
    PATTERNS = ((START + r"\d{9}" + END, WEAK),)
    CONTEXT = r"паспорт|\b[іi][дd][\s-]?карт|посвідченн|документ\w* №"
    TRAP = PAPERS + r"|\bтел|рахун|технічн\w+ паспорт|техпаспорт"


class Unzr(ContextRecognizer):
    """Record number in the demographic register (УНЗР): birth date, hyphen, five digits (law 5492-VI, art. 10).

    The algorithm of its check digit is not published, so only the date is checked.
    """

    ENTITY = "UNZR"
    LANGUAGE = "uk"
    PATTERNS = ((r"(?<![\w/-])(?:19|20)\d{6}\s?[-–]\s?\d{5}(?![\w/-])", POSSIBLE),)
    CONTEXT = r"УНЗР|запис\w*|демографічн|паспорт"
    TRAP = PAPERS + r"|№"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the first eight digits are no date."""
        return None if is_date(pattern_text[:4], pattern_text[4:6], pattern_text[6:8]) else False


class UkrainianIban(Iban):
    """Ukrainian IBAN: UA, two check digits, МФО of six, account of nineteen (NBU board 162 of 2018)."""

    LANGUAGE = "uk"
    PATTERNS = ((r"(?<!\w)[UУ][AА](?:[ \u00a0]{0,2}\d){27}(?!\d)", LIKELY),)

    def action(self, text: str, start: int, end: int) -> str:
        """Keep accounts in the Treasury."""
        return "keep" if latin(text[start:end])[4:10] == TREASURY else "mask"


class OldAccount(ContextRecognizer):
    """Bank account of before 2020: five to fourteen digits behind р/р."""

    ENTITY = "ACCOUNT"
    LANGUAGE = "uk"
    PATTERNS = ((START + r"\d{5,14}" + END, WEAK),)
    CONTEXT = r"(?:[рпкт]/р|(?:розрахунков|поточн|картков|особов)\w+ рахун\w+)[\s:№.(]*$"

    COMPANY = re.compile(r"\bкод\w*\s*(?:за\s+)?(?:[ЄЕ]ДРПОУ)?\s*:?\s*\d{8}(?!\d)[^.;]*$")

    def action(self, text: str, start: int, end: int) -> str:
        """Keep budget accounts (31 to 37 in the Treasury's chart) and those of a company named by its code just before.

        Funds of businesses begin with 2600 in the chart of accounts of the National Bank, funds of persons with 2620.
        """
        number = text[start:end]
        company = number.startswith("2600") and self.COMPANY.search(text[max(0, start - 60) : start])
        return "keep" if company or re.match(r"3[1-7]\d{6,}", number) else "mask"


class UkrainianPhone(ContextRecognizer):
    """Telephone of Ukraine (+380, numbering plan of order 679/2021), in any grouping."""

    ENTITY = "PHONE"
    LANGUAGE = "uk"
    GAP = r"[\s\u00a0).-]{0,3}"
    SEVEN = rf"{GAP}\d{{3}}{GAP}\d{{2}}{GAP}\d{{2}}"
    PATTERNS = (
        (START + rf"(?:\+\s?)?3?8[\s\u00a0(-]{{0,3}}0[\s\u00a0(]{{0,2}}\d{{2}}{SEVEN}" + END, LIKELY),
        (START + rf"\(?0\d{{2}}{SEVEN}" + END, POSSIBLE),
        (START + r"\(0\d{2,4}\)\s?\d{1,3}(?:[\s-]?\d{2}){2}" + END, POSSIBLE),
        (START + r"\d{1,3}-\d{2}-\d{2}(?:-\d{2})?" + END, WEAK),
    )
    CONTEXT = r"\bтел|\bмоб|факс|дзвон|дзвін|\bзателефон|абонент|вайбер|viber|telegram|whatsapp|смс|sms|\bsim|\bсім-"
    TRAP = PAPERS + r"|№|РНОКПП|\bІПН\b|рахун|ідентифікац|IBAN"
    MOBILE_AND_AREA = re.compile(r"0(?:39|50|6[3678]|7[357]|9[1-9]|3[1-8]|4[1-8]|5[1-7]|6[1259]|800)")

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where no operator or area has the code."""
        digits = digits_of(pattern_text)
        if len(digits) < 9:
            return None
        return None if self.MOBILE_AND_AREA.match(digits[-10:] if len(digits) >= 10 else "0" + digits) else False

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the number of a public body: its words are nearer than those of a private person."""
        before = text[max(0, start - 150) : start]
        after = text[end : end + 100]
        public = last_start(LETTERHEAD, before)
        if last_start(PRIVATE, before) > public:
            return "mask"
        return "keep" if public >= 0 or stems(r"court\.gov\.ua|код\s+[ЄЕ]ДРПОУ|\.gov\.ua").search(after) else "mask"


class Plate(ContextRecognizer):
    """Number plate: two letters, four digits, two letters; before 2004 five digits and two letters."""

    ENTITY = "PLATE"
    LANGUAGE = "uk"
    PATTERNS = (
        (rf"(?<![\w-])[{LETTERS}]{{2}}\d{{4}}[{LETTERS}]{{2}}(?![\w-])", LIKELY),
        (rf"(?<![\w-])[{LETTERS}]{{2}}[ \u00a0-]\d{{4}}[ \u00a0-]?[{LETTERS}]{{2}}(?![\w-])", POSSIBLE),
        (rf"(?<![\w-])\d{{3}}-?\d{{2}}[ \u00a0]?[{LETTERS}]{{2}}(?![\w-])", WEAK),
    )
    CONTEXT = (
        r"автомоб|державн\w+ (?:номер|реєстр)|номерн\w+ знак|\bд?\.?\s?н\.?\s?з\b|\bд/н|\bр\.?н\.?з?\b|"
        r"транспорт|реєстраційн|"
        r"\bавто|марки|мотоцикл|причіп"
    )
    TRAP = r"справ|проваджен|протокол|постанов|серії|серія|догов|наказ"


class Vin(ContextRecognizer):
    """Vehicle identification number, ISO 3779: seventeen characters without I, O and Q, four digits or more."""

    ENTITY = "VIN"
    LANGUAGE = "uk"
    PATTERNS = ((r"(?<![\w-])(?=\w*?[A-Z]\w*?[A-Z])(?=(?:\w*?\d){4})[A-HJ-NPR-Z0-9]{17}(?![\w-])", POSSIBLE),)
    CONTEXT = r"кузов|шасі|\bVIN|ідентифікац|автомоб|транспорт|рам[аи]"


def is_date(year: str, month: str, day: str) -> bool:
    """Whether these digits name a day of the calendar."""
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return False
    first = date(int(year), int(month), 1)
    return (first + timedelta(days=int(day) - 1)).month == first.month
