"""Ukraine: the numbers that article 7 of law 3262-IV keeps out of published decisions, but for telephones and vehicles.

What belongs here: one presidio recognizer for each kind of paper, register or account. What does not: telephones
(phones), vehicles (vehicles), addresses (places_uk), birth dates (births), names (names_uk) and the register's own
placeholders. Numbers of cases, of pre-trial investigations (ЄРДР), of companies (ЄДРПОУ) and of laws are no personal
data and stand in the traps.
"""

from __future__ import annotations

import re

from pipelines.annotate.personal.context_words import stems
from pipelines.annotate.personal.owners import is_led_by_company, is_seat
from pipelines.annotate.personal.recognizer import (
    BARE,
    DIGIT,
    END,
    FIRST,
    GLUED,
    LIKELY,
    POSSIBLE,
    WEAK,
    ContextRecognizer,
    digits_of,
    surroundings,
)
from pipelines.annotate.personal.recognizers_any import Iban, digit_like, latin

PAPERS = (
    r"справ[аиіуо ]|проваджен|\b[ЄЕ]РДР|протокол|постанов|наказ|догов[оі]р|рахун\w*[\s-]*фактур|накладн|квитанц|"
    r"[ЄЕ]ДРПОУ|\bОКПО|\bакт[ауі]?\b|ухвал|\bрішенн|\bчек[ауи]?\b|\bлист[аоу]?м?\b|\bвх\.|\bвих\.|кадастр|доручен|"
    r"ордер|свідоцтв|\bзаяв(?!ни|ит)|звернен|\bполіс|платіжн\w+ (?:доруч|інстр)|патент|лічильник|артикул|інвентар|"
    r"договор|заявлен|решени|приказ|накладная|исх\."
)
"""Papers whose numbers look like anybody's: near one of these a bare number is the paper's."""

MONEY = (
    r"\s?(?:грн|гривен|крб|коп(?:\.|\b|ійо|ійк)|руб(?:\.|\b|л)|дол(?:\.|\b|ар)|USD|EUR|євро|євр|€|\$|%|кв\.? ?м|м2|"
    r"шт(?:\.|\b|ук)|кг|га\b|тонн|кВт)"
)
"""Units: a number before one of these is a quantity; «долучено», «копія» and «штраф» are none."""

ADULTS = 7_306, 40_543
"""Days of birth from 1920 to 2010, counted from 1899-12-31: asked of a taxpayer number without its name."""


class Rnokpp(ContextRecognizer):
    """Taxpayer number РНОКПП (formerly ІПН): ten digits, check digit as in python-stdnum `ua.rntrc`.

    The first five digits count the days from 1899-12-31 to birth. One random number in ten passes the check, so
    without its name before it the number must tell the birth date of an adult and stand beside a person.
    """

    ENTITY = "RNOKPP"
    LANGUAGE = "uk"
    ANCHORS = ("taxpayer",)
    PATTERNS = (
        (rf"[0-9](?:{BARE}|(?<=П[ПН].))[0-9]{{9}}{END}", POSSIBLE),
        (rf"{GLUED}(?:[ \n]{{0,2}}[0-9]){{9}}{END}", WEAK),
    )
    CONTEXT = (
        r"Р ?Н ?[О0]? ?К ?П ?П|\b[ІИ]\.? ?[ПH]\.? ?[НH]\b|ідентифік\w*|идентифик\w*|обліков\w+ картк|учетн\w+ карт|"
        r"\bплатник|податков\w+ номер|налогов\w+ номер|\bкод\b|ДРФО"
    )
    AFTER = r"\W{0,3}(?:РНОКПП|ІПН|ИНН)"
    NOT_AFTER = MONEY
    TRAP = rf"{PAPERS}|\bтел|\bмоб|рахун|\bр/[рс]\b"
    PERSON = (
        r"ОСОБА_\d|(?:ович|евич|івн|ївн|овн|евн)\w{1,4}\b|\bФОП|"
        r"підприєм|громадян|\bгр\.|боржник|позива[чц]|відповідач|стягува|платник|мешка|прожива|фізичн\w+ ос"
    )

    INITIALS = re.compile(r"\b[А-ЯІЇЄҐ]\. ?[А-ЯІЇЄҐ]\.")

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the check digit is wrong."""
        from stdnum.ua import rntrc

        number = digits_of(pattern_text)
        return None if rntrc.is_valid(number) and number[:5] != "00000" else False

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """Without its name, a whole number must tell a plausible birth date and belong to a person."""
        weighed = super().weigh(found, score, before, after)
        if weighed != POSSIBLE:
            return weighed
        oldest, youngest = ADULTS
        plausible = oldest <= int(found[:5]) <= youngest and not before.rstrip().endswith(("№", "N"))
        somebody = self.INITIALS.search(before) or stems(self.PERSON).search(before.lower())
        return POSSIBLE if plausible and somebody else 0.0


class BookPassport(ContextRecognizer):
    """Passport of 1994, a book: two Cyrillic letters and six digits, no check digit; look-alikes occur.

    A foreign passport has one or two letters and more digits.

    Other papers (bills, protocols, policies) are numbered alike, so passport or issuing words must be near.
    """

    ENTITY = "PASSPORT"
    LANGUAGE = "uk"
    ANCHORS = ("short_number near paper",)
    SIGN = r"(?:[»\"”]?[,:;]?[ \n]?(?:(?i:номер\w{0,2}|No?\.?)|№)[ \n:]{0,3})?"
    PATTERNS = (
        (
            rf"[А-ЯІЇЄҐA-Z](?<![А-ЯІЇЄҐA-Z].|[^\W\d_]-.)[А-ЯІЇЄҐA-Z][»\"”]?[ \n-]{{0,2}}{SIGN}"
            rf"{DIGIT}(?: ?{DIGIT}){{5}}{END}",
            WEAK,
        ),
        (rf"[А-ЯІЇЄҐA-Z](?<![^\W\d_].)[А-ЯІЇЄҐA-Z]? ?[0-9]{{7,9}}{END}", WEAK),
    )
    CONTEXT = r"паспорт|закорд|заграничн|документ\w*, що посвідчу"
    AFTER = r"\W{0,3}(?:видан|вид\.|выдан|від \d\d\.\d\d\.\d{4} ?р?\.?,? видан)"
    TRAP = (
        rf"{PAPERS}|диплом|атестат|водійськ|водія|\bбланк|військов\w+ квит|трудов\w+ книж|техн\w+ паспорт|техпаспорт|"
        r"реєстраційн\w+ посвідч|нотаріальн|спадков"
    )
    SERIES = re.compile(r"сер[іи][яїйюи]?\w{0,2}[\s:«\"„“]*$", re.IGNORECASE)
    PREPOSITIONS = frozenset(("НА", "ПО", "ЗА", "ДО", "ТА", "СТ", "ІЗ", "ЗІ", "ЧИ", "ПН", "РВ", "МВ", "ОТ", "ОБ"))
    """Words and offices of two letters, which in a text in capitals stand before numbers. НА is a series as well."""

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """In capitals the word «серія» tells a series from a preposition; four digits must be sure."""
        capitals = re.match(r".. \d", found) and not re.search("[а-яіїєґ]", before[-20:])
        word = capitals and found[:2] in self.PREPOSITIONS and not self.SERIES.search(before)
        if word or len(re.findall("[0-9]", found[2:])) < 4:
            return 0.0
        return super().weigh(found, score, before, after)


class IdCard(ContextRecognizer):
    """Passport of 2016, a card: nine digits, no check digit; only beside its name."""

    ENTITY = "ID_CARD"
    LANGUAGE = "uk"
    ANCHORS = ("long_number near paper",)
    PATTERNS = ((rf"{GLUED}(?:[ \n]?[0-9]){{8}}{END}", WEAK),)
    CONTEXT = (
        r"паспорт|\b[ії][дd][\s-]?карт|\bID[\s-]?карт|посвідченн\w* особи|посвідк|документ\w* №|удостоверен\w+ личност"
    )
    NOT_AFTER = MONEY
    TRAP = (
        rf"{PAPERS}|\bтел|\bмоб|рахун|\bр/[рс]\b|технічн\w+ паспорт|техпаспорт|водія|водійськ|РНОКПП|\bІПН|УНЗР|\bМФО|"
        r"учасника|пенсійн|пільг|посвідченн\w+ про відряд|адвокат"
    )


class Unzr(ContextRecognizer):
    """Record number in the demographic register (УНЗР): birth date, hyphen, five digits (law 5492-VI, art. 10).

    The algorithm of its check digit is not published, so only the date is checked.
    """

    ENTITY = "UNZR"
    LANGUAGE = "uk"
    ANCHORS = ("record",)
    PATTERNS = ((rf"{FIRST}[0-9]{{7}}[ \n]?-[ \n]?[0-9]{{5}}(?![\w/-])", POSSIBLE),)
    CONTEXT = r"УНЗР|ЄДДР|\bзапис|демографічн|реєстр|паспорт"
    TRAP = PAPERS

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the first eight digits are no date of the last or this century."""
        digits = digits_of(pattern_text)
        return None if is_date(digits[:4], digits[4:6], digits[6:8]) else False


class UkrainianIban(Iban):
    """Ukrainian IBAN: UA, two check digits, МФО of six, account of nineteen (NBU board 162 of 2018).

    МФО beginning with 8 are the Treasury's (899998 since 2019, 801-858 of its offices before): budget accounts.
    """

    PATTERNS = ((rf"[UУ](?<!\w.)[AА](?:[ \n.-]{{0,2}}{DIGIT}){{27}}(?!\w)", LIKELY),)

    def number(self, written: str) -> str:
        """The account number as ISO 13616 has it, a scanner's letters read as digits."""
        plain = latin(written.replace(".", "").replace("-", ""))
        return plain[:2] + digit_like(plain[2:])

    def action(self, text: str, start: int, end: int) -> str:
        """Keep accounts in the Treasury and those of a company named just before, or by its code behind."""
        if self.number(text[start:end])[4] == "8" or of_company(text, start) or COMPANY_BEHIND.match(text, end):
            return "keep"
        return "keep" if is_led_by_company(surroundings(text, start, start, 120)[0]) else "mask"


class OldAccount(ContextRecognizer):
    """Bank account of before 2020: six to fourteen digits behind р/р, or one of a person (26..) before its МФО."""

    ENTITY = "ACCOUNT"
    LANGUAGE = "uk"
    ANCHORS = ("number near account", "long_number near bank")
    PATTERNS = ((rf"{GLUED}(?:[0-9]{{5,13}}|[0-9]{{3}}(?: [0-9]{{2,5}}){{2,3}}){END}", WEAK),)
    LED = (
        r"(?:\b[рпктo]/[рс]\w?|(?:розрахунков|поточн|картков|банківськ|депозитн|вкладн|расч[её]тн)\w+ рахун\w+|"
        r"(?:расч[её]тн|текущ)\w+ сч[её]т\w*|\bрахун\w+)(?: №| номер| N)?[\s:№.(]*$"
    )
    OWNED = r"\bрахун\w+((?:[^\d\x00.;]|_\d{1,3}){1,48})$"
    """Between the word and the number stands whose it is: «поточний рахунок фізичної особи ОСОБА_1 №»."""
    OWNER = (
        r"[\s,(]{1,3}(?:(?:що|який) належить )?"
        r"(?:позива|відповідач|боржни|стягувач|потерпіл|ОСОБА_|ОСОБИ_|гр\.|громадян)"
    )
    """A person right behind an account, in the genitive: it is hers, whatever bank is named before."""
    BANK = r"[\s,(в]{0,4}[^0-9\x00]{0,40}\bМФО"
    NOT_AFTER = MONEY

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """The word must lead to the number or, for a number of the chart of accounts, the bank's code follow."""
        before, after = before.lower(), after.lower()
        led = stems(self.LED).search(before)
        if not led or stems(self.NOT_AFTER).match(after) or "фактур" in before:
            funds = re.match("2[0-9]{3}", found) and len(digits_of(found)) >= 9
            return LIKELY if funds and (stems(self.BANK).match(after) or self._is_owned(found, before)) else 0.0
        named = not led[0].startswith("рахун")
        return LIKELY if named or re.match("26|29", found) else 0.0

    def _is_owned(self, found: str, before: str) -> bool:
        """Whether a person's or a business's funds (26, 29) follow an account and its owner, and no paper between."""
        owned = stems(self.OWNED).search(before)
        return bool(owned and re.match("26|29", found) and not stems(PAPERS).search(owned[1]))

    def action(self, text: str, start: int, end: int) -> str:
        """Keep budget accounts (31 to 37 in the Treasury's chart) and those of a company named before or behind.

        Funds of businesses begin with 260 and 265 in the chart of accounts of the National Bank, those of persons with
        262 and 263; behind the former the code of their owner follows even where a bank stands between.
        """
        number = digits_of(text[start:end])
        before, after = surroundings(text, start, end, 100)
        business = number.startswith(("260", "265")) and BUSINESS_BEHIND.match(after)
        own = number.startswith(("262", "263")) or stems(self.OWNER).match(after.lower())
        named = not own and (of_company(text, start) or is_seat(before))
        return "keep" if business or named or re.match(r"3[1-7]\d{6,}", number) else "mask"


CODE = r"(?:\bкод\w*|[ЄЕ]ДРПОУ|ОКПО)[^.;\d\x00]{0,12}\b\d{8}(?!\d)"
COMPANY = re.compile(rf"{CODE}(?:; ?(?:[рп]/р|рахун))?[^;\x00]*$", re.IGNORECASE)
COMPANY_BEHIND = re.compile(rf"[ ,\n]{{1,3}}{CODE}", re.IGNORECASE)
"""A company's code right behind its account: behind the name or the МФО of a bank stands the bank's."""
BUSINESS_BEHIND = re.compile(rf"[^;\x00]{{0,70}}?{CODE}", re.IGNORECASE)


def of_company(text: str, start: int) -> bool:
    """Whether the account at `start` follows a company's code of eight digits."""
    return bool(COMPANY.search(surroundings(text, start, start, 60)[0]))


def is_date(year: str, month: str, day: str) -> bool:
    """Whether these digits name a day of the calendar between 1900 and 2099."""
    from datetime import date, timedelta

    if not (1900 <= int(year) <= 2099 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return False
    first = date(int(year), int(month), 1)
    return (first + timedelta(days=int(day) - 1)).month == first.month
