"""Birth dates of both countries: a day of the calendar, or in Ukraine a year alone, beside a word of birth.

What belongs here: the words of birth and the forms of dates. What does not: dates of anything else, and a year alone
in the Netherlands, which the anonymisation guideline leaves.
"""

from __future__ import annotations

import re
from typing import ClassVar

from pipelines.annotate.personal.context_words import stems
from pipelines.annotate.personal.recognizer import LIKELY, POSSIBLE, ContextRecognizer, cases

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
    ANCHORS: ClassVar[tuple[str, ...]] = ("birth",)
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
    ANCHORS = ("birth", "party_date")
    MONTH = cases(
        "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|"
        "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    )
    DATE = rf"[0-9]{BARE}(?:{NUMERIC}|[0-9]?[»\"”]?[ \n]{{1,2}}{MONTH}[ \n]{{1,2}}{YEAR})"
    AFTER = (
        r"[ \n,»]{0,3}(?:(?:(?:р(?:ок[уиі]?|оків|\.)?|г(?:ода?|оду|\.)?)[ \n]{0,2})?(?:народж|рожд|нар\.)|"
        r"[рp]\. ?[нh]\b|г\. ?р\b)"
    )
    CALLED = r"(?:[ \n](?:року|роки|р\.|р|года|г\.),?)?"
    BORE = r"(?:народи(?:вс|л[аио]с)|роди(?:лся|л[аи]с))"
    BEGETS = rf"{CALLED}[ \n](?:[ув][ \n]\w+[ \n](?:\w+[ \n])?)?{BORE}"
    """Behind the date of what is told next: «17.09.2015 у них народився син»."""
    HOME = (
        rf"{CALLED}[ \n]?[,;(]{{1,2}}[ \n]?(?:(?:який|яка|що)[ \n])?"
        r"(?:адрес|місц\w{1,3} (?:прожив|реєстр|народж)|прожива|зареєстр|"
        r"мешка|жител|громадян|гр\.|урожен|уродж|РНОКПП|ІПН|паспорт|ідентифікаційн|проживающ|зарегистр)"
    )
    """Behind a date of birth that stands between a party and where she lives, without a word of birth."""
    PARTY = r"_[0-9]{1,3} ?,[ \n]"
    GROWN = rf"(?:[0-2]{BARE}[0-9]|3{BARE}[01])[.][01][0-9][.](?:19[0-9]{{2}}|20[01][0-9])"
    PAIR = rf"[ ,\w]{{1,5}}(?:{NUMERIC}|{YEAR})[ \n]{{1,2}}(?:років|рр\.?) народж"
    BORN = (
        r"народи(?:вс|л)\w*|народжен(?!ня)\w*|роди(?:лся|лась|вш)\w*|рожденн(?!ы?е\b)\w*|уродж\w*|урожен\w*|"
        r"дат\w{1,2} (?:народження|рождения)|(?:день|рік|місце|год|число, місяць, рік) (?:народження|рождения)|"
        r"\bд\. ?н\.|\bнар\."
    )
    CORE = "(?:[рР](?:од[жи]|ож[де])|Р(?:ОД[ЖИ]|ОЖ[ДЕ])|[нН]ар[.]|НАР[.])"
    """What every word of birth holds, and «родина» as well: weigh() asks for the word itself."""
    GAP = r"(?:(?:[^\d\x00;]|_[0-9]{1,3}){0,50}?[ \n,:(«\"-])??"
    DATED = re.compile(rf"[0-9](?:{NUMERIC}| ?{MONTH} {YEAR}){BEGETS}(?!.*{BORE})", re.DOTALL)
    NEXT = re.compile(r"[ \n](?:року|р\.|года|г\.),?[ \n]\(?[А-ЯІЇЄҐЁ][а-яіїєґё'’]")
    """Behind the date with which the next sentence begins: «03.01.2025 року Кабінет Міністрів»."""
    ELSE = (
        r"\b(?:від|від\.|видан\w*|свідоц\w*|актов\w*|запис\w*|зареєстр\w*|помер\w*|розірва\w*|шлюб\w*|рішення\w*|ухвал\w*|"
        r"звернул\w*|призначен\w*|народженні|дитин\w* з)\b"
    )
    PATTERNS = (
        (rf"{DATE}(?=(?i:{AFTER}|{PAIR}))", LIKELY),
        (rf"[0-9]{BARE}[0-9]?\.[0-9]{{1,2}}\.[0-9]{{2}}(?=(?i:{AFTER}))", LIKELY),
        (rf"[12]{BARE}[0-9]{{3}}(?=(?i:{AFTER}|{PAIR}))", LIKELY),
        (rf"{DATE}(?=(?i:{BEGETS}))", LIKELY),
        (rf"{PARTY}\K{GROWN}(?=(?i:{HOME}))", LIKELY),
        (rf"{CORE}{GAP}\K{DATE}(?![0-9_/]|[.-][0-9])", LIKELY),
    )

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """A date may also come before the birth; one with which the next sentence begins is of another event."""
        small, behind = before.lower(), after.lower()
        if stems(self.BEGETS).match(behind):
            return 0.0 if stems(self.ELSE).search(small[-30:]) else score
        if stems(self.PARTY + "$").search(small) and stems(self.HOME).match(behind):
            return score
        begins = before.rstrip(" ").endswith("\n") and (self.NEXT.match(after) or self._is_told(small))
        if begins and not stems(self.AFTER).match(behind):
            return 0.0
        return super().weigh(found, score, before, after)

    def _is_told(self, before: str) -> bool:
        """Whether the last birth has its date before it."""
        return self.DATED.search(before) is not None


class DutchBirthDate(BirthDate):
    """«geboren op 1 februari 1980 te Zwolle», «geboren te Zwolle op 01-02-1980», «geboortedatum: 1-2-1980»."""

    LANGUAGE = "nl"
    SPAN = (110, 150)
    MONTH = cases(
        "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
        "jan.|feb.|mrt.|apr.|jun.|jul.|aug.|sep.|sept.|okt.|nov.|dec."
    )
    DAY = rf"[0-9]?[ \n]{{0,2}}{MONTH}[ \n]{{0,2}}{YEAR}"
    DATE = rf"[0-9]{BARE}(?:{NUMERIC}|{DAY})"
    LED = rf"[0-9](?:{NUMERIC}|{DAY}|[0-9]?([./-])[0-9]{{1,2}}\1[0-9]{{2}})"
    """Behind its word a date may be glued to it, and its year have two digits."""
    OTHER = (
        "geboren|getrouwd|gehuwd|gescheiden|overleden|ontbonden|uitgesproken|gesloten|ingediend|verklaard|erkend|"
        "heeft|hebben|had|hadden|wordt|worden|waar|waarbij|waaruit|terwijl|en|dat|die"
    )
    """Words of other events, and those with which a new clause begins."""
    CHILD = rf"[ \n](?:(?!(?:{OTHER})\b)(?:\[[^\]\x00]{{1,30}}\]|[^\s\d\x00.;\[]{{1,20}})[ ,\n]{{1,2}}){{1,6}}geboren\b"
    """«… op 1 februari 2010 hun dochter geboren»: who was born stands between date and verb."""
    AFTER = rf"[ \n](?:(?:te|in) [^\d\x00,;.]{{2,30}} )?geboren|[ ,(]{{1,3}}geboortedatum|{CHILD}"
    """What the word of birth stands in behind a date."""
    AT_ONCE = re.compile(r"\s(?:(?:te|in) [^\d\x00,;.]{2,30} )?geboren|[ ,(]{1,3}geboortedatum")
    PASSIVE = r"\b(?:is|zijn|werd|werden|was|waren)\b[^.;\x00]{0,50}\s$"
    """The verb before or behind the date of such a child."""
    SAID = r"\s(?:[^.;\d\x00]{0,50}\s)?(?:is|zijn|werd|werden|was|waren)\b"
    BORN = r"[g9]eboren|[g9]eboorte(?:datum|dag)|\b[g9]eb\.|date of birth"
    LEADS = (
        r"(?:[gG9]eb(?:oren|oorteda(?:tum|g)(?: en -?plaats)?|[.](?:dat(?:um|[.]))?)|"
        r"GEB(?:OREN|OORTEDA(?:TUM|G)|[.])|[dD]ate of birth)"
    )
    PIECE = r"(?:[^\d\x00;]|(?<= )[0-9]{1,2}(?=\]))"
    """A sign of a place's name, or the number of a tag: «[geboorteplaats 2]»."""
    ON = r"(?:(?i:op|d\.d\.)|0p)[ \n:'‘]{0,2}"
    GAP = (
        rf"[ ,:(\n]{{0,3}}(?:(?:{PIECE}{{0,60}}?[ \n,(\])])??{ON}|"
        rf"(?:(?i:is|van|[a-z]+) ){{0,2}}(?:(?i:te|in)[ \n]{PIECE}{{1,45}}?[ ,\n(]{{1,3}})?)"
    )
    ELSE = (
        r"\b(?:uit|getrouwd|gehuwd|huwelijk|beschikking|sinds|vonnis|zaak|heeft|hebben|had|hadden|wordt|werd|werden|"
        r"rechtbank|hof|raad|verzoek\w*|aangehouden|overleden|verkla\w*|ingeschreven|erkend|waar\w*|maar|toen)\b|"
        r"\w{3}[.]\s"
    )
    PATTERNS = (
        (rf"{DATE}(?=(?i:{AFTER}))", POSSIBLE),
        (rf"{LEADS}{GAP}\K{LED}{WHOLE}", LIKELY),
    )

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """As of every birth date; where its word is further off than one looks, the pattern has seen it."""
        before, after = before.lower(), after.lower()
        if self.AT_ONCE.match(after):
            return score
        if stems(self.CHILD).match(after) and (stems(self.PASSIVE).search(before) or stems(self.SAID).match(after)):
            return score
        if score < LIKELY:
            return 0.0
        born = [found.end() for found in stems(self.BORN).finditer(before)]
        return 0.0 if stems(self.ELSE).search(before, born[-1] if born else 0) else score
