"""Birth dates of both countries: a day of the calendar, or in Ukraine a year alone, beside a word of birth.

What belongs here: the words of birth and the forms of dates. What does not: dates of anything else, and a year alone
in the Netherlands, which the anonymisation guideline leaves.
"""

from __future__ import annotations

import re
from typing import ClassVar

from pipelines.annotate.personal.context_words import stems
from pipelines.annotate.personal.recognizer import LIKELY, ContextRecognizer, cases

YEAR = r"(?:1[89]|20)[0-9]{2}"
JOINT = r"(?: ?[./-] ?|\n?[./-]\n?)"
BARE = r"(?<![\w./-].)"
NUMERIC = rf"[0-9]?{JOINT}[0-9]{{1,2}}{JOINT}{YEAR}|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}"
"""01.02.1980, 1-2-1980, 01 . 02 . 1980, 1980-02-01, all behind their first digit."""

WHOLE = r"(?![\w/]|[.-][0-9])"
"""Behind a date: it is no part of a longer number."""


class BirthDate(ContextRecognizer):
    """A date that words of birth lead to or follow; the words are in the patterns, so no date is asked in vain."""

    ENTITY = "BIRTH_DATE"
    ANCHORS = ("birth",)
    SPAN = (90, 90)
    BORN: ClassVar[str]
    ELSE: ClassVar[str]

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the numbers of a date name no day; months in words are not asked."""
        numbers = [int(number) for number in re.findall("[0-9]+", pattern_text)]
        if len(numbers) != 3:
            return None
        day, month = (numbers[2], numbers[1]) if numbers[0] > 1000 else (numbers[0], numbers[1])
        return None if 1 <= month <= 12 and 1 <= day <= 31 else False

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """Between the word of birth and its date stands no word of another event."""
        before, after = before.lower(), after.lower()
        if stems(self.AFTER).match(after):
            return score
        born = [found.end() for found in stems(self.BORN).finditer(before)]
        return 0.0 if not born or stems(self.ELSE).search(before, born[-1]) else score


class UkrainianBirthDate(BirthDate):
    """«народився 01.02.1980», «1 лютого 1980 року народження», «1980 р.н.»; Russian words as well.

    Words of a place may stand between birth and date, no other number. A certificate of birth has a date of its own.
    """

    LANGUAGE = "uk"
    MONTH = cases(
        "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|"
        "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    )
    DATE = rf"[0-9]{BARE}(?:{NUMERIC}|[0-9]?[»\"”]?[ \n]{{1,2}}{MONTH}[ \n]{{1,2}}{YEAR})"
    AFTER = (
        r"[ \n,»]{0,3}(?:(?:(?:р(?:ок[уиі]?|оків|\.)?|г(?:ода?|оду|\.)?)[ \n]{0,2})?(?:народж|рожд|нар\.)|"
        r"[рp]\. ?[нh]\b|г\. ?р\b)"
    )
    PAIR = rf"[ ,\w]{{1,5}}(?:{NUMERIC}|{YEAR})[ \n]{{1,2}}(?:років|рр\.?) народж"
    BORN = (
        r"народи(?:вс|л)\w*|народжен(?!ня)\w*|роди(?:лся|лась|вш)\w*|рожденн(?!ы?е\b)\w*|уродж\w*|урожен\w*|"
        r"дат\w{1,2} (?:народження|рождения)|(?:день|рік|місце|год|число, місяць, рік) (?:народження|рождения)|"
        r"\bд\. ?н\.|\bнар\."
    )
    CORE = "(?:[рР](?:од[жи]|ож[де])|Р(?:ОД[ЖИ]|ОЖ[ДЕ])|[нН]ар[.]|НАР[.])"
    """What every word of birth holds, and «родина» as well: weigh() asks for the word itself."""
    GAP = r"(?:(?:[^\d\x00;]|_[0-9]{1,3}){0,50}?[ \n,:(«\"-])??"
    ELSE = (
        r"\b(?:від|від\.|видан\w*|свідоц\w*|актов\w*|запис\w*|зареєстр\w*|помер\w*|розірва\w*|шлюб\w*|рішення\w*|ухвал\w*|"
        r"звернул\w*|призначен\w*|народженні|дитин\w* з)\b"
    )
    PATTERNS = (
        (rf"{DATE}(?=(?i:{AFTER}|{PAIR}))", LIKELY),
        (rf"[0-9]{BARE}[0-9]?\.[0-9]{{1,2}}\.[0-9]{{2}}(?=(?i:{AFTER}))", LIKELY),
        (rf"[12]{BARE}[0-9]{{3}}(?=(?i:{AFTER}|{PAIR}))", LIKELY),
        (rf"{CORE}{GAP}\K{DATE}{WHOLE}", LIKELY),
    )


class DutchBirthDate(BirthDate):
    """«geboren op 1 februari 1980 te Zwolle», «geboren te Zwolle op 01-02-1980», «geboortedatum: 1-2-1980»."""

    LANGUAGE = "nl"
    MONTH = cases(
        "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
        "jan.|feb.|mrt.|apr.|jun.|jul.|aug.|sep.|sept.|okt.|nov.|dec."
    )
    DATE = rf"[0-9]{BARE}(?:{NUMERIC}|[0-9]?[ \n]{{1,2}}{MONTH}[ \n]{{1,2}}{YEAR})"
    AFTER = r"[ \n](?:(?:te|in) [^\d\x00,;.]{2,30} )?geboren|[ ,(]{1,3}geboortedatum"
    BORN = r"geboren|geboorte(?:datum|dag)|\bgeb\.|date of birth"
    LEADS = r"(?:[gG]eb(?:oren|oorteda(?:tum|g)|[.])|GEB(?:OREN|OORTEDA(?:TUM|G)|[.])|[dD]ate of birth)"
    GAP = (
        r"[ ,:(\n]{0,3}(?:(?i:is|van|[a-z]+) ){0,2}(?:(?i:te|in)[ \n][^\d\x00;]{1,45}?[ ,\n(]{1,3})?"
        r"(?:(?i:op|d\.d\.)[ \n:]{1,2})?"
    )
    ELSE = r"\b(?:uit|getrouwd|gehuwd|huwelijk|beschikking|sinds|vonnis|zaak)\b"
    PATTERNS = (
        (rf"{DATE}(?=(?i:{AFTER}))", LIKELY),
        (rf"{LEADS}{GAP}\K{DATE}{WHOLE}", LIKELY),
    )
