"""Numbers and months that are written out: which of them a word tells.

What belongs here: the stems of Ukrainian, Russian and Dutch numerals, cardinal and ordinal, of months, and of
adjectives that measure time («п'ятирічний», «vijfjarig»). What does not: comparing two texts (`content.py`), and
composing several words into one number: «двадцять п'ять» tells 20 and 5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

_STEMS = {
    "1": "один одн перш перв",
    "2": "дв друг втор",
    "3": "тр трет",
    "4": "чотир четвер четверт четыр",
    "5": "пят",
    "6": "шіст шест шост",
    "7": "сьом седьм",
    "8": "вісім вісьм восьм восем",
    "9": "девят",
    "10": "десят",
    "11": "одинадцят одиннадцат",
    "12": "дванадцят двенадцат",
    "13": "тринадцят тринадцат",
    "14": "чотирнадцят четырнадцат",
    "15": "пятнадцят пятнадцат",
    "16": "шістнадцят шестнадцат",
    "17": "сімнадцят семнадцат",
    "18": "вісімнадцят восемнадцат",
    "19": "девятнадцят девятнадцат",
    "20": "двадцят двадцат",
    "30": "тридцят тридцат",
    "40": "сорок сороков",
    "50": "пятдесят пятьдесят пятидесят",
    "60": "шістдесят шестидесят шестьдесят",
    "70": "сімдесят сьомидесят семидесят семьдесят",
    "80": "вісімдесят восьмидесят восемьдесят",
    "90": "девяност",
    "200": "двіст двохсот двохст двест двухсот двухст",
    "300": "трист трьохсот трьохст трехсот трёхсот",
    "400": "чотирист чотирьохсот чотирьохст четырест четырехсот четырёхсот",
    "500": "пятсот пятьсот пятисот",
    "600": "шістсот шестисот шестьсот",
    "700": "сімсот семисот семьсот",
    "800": "вісімсот восьмисот восемьсот",
    "900": "девятсот девятисот девятьсот",
    "1000": "тисяч тисячн тысяч тысячн",
    "1000000": "мільйон миллион",
    "1000000000": "мільярд миллиард",
    "january": "січн січен январ",
    "february": "лют феврал",
    "march": "березн березен март",
    "april": "квітн квітен апрел",
    "may": "травн травен",
    "june": "червн червен июн",
    "july": "липн липен июл",
    "august": "серпн серпен август",
    "september": "вересн вересен сентябр",
    "october": "жовтн жовтен октябр",
    "november": "листопад ноябр",
    "december": "грудн груден декабр",
}
"""Stems of words in lower case and without apostrophes, Ukrainian and Russian, by what they tell."""

_WHOLE = {
    "7": "сім семи сімох сімом сімома семь",
    "100": "сто ста сот сотий сотого сотому сотої сотій соту",
    "may": "май мая мае",
}
"""Words that with other endings would be other words: «сім'я» is a family, «ст.» an article, «має» means has."""

_ENDINGS = (
    "ь и ы і ї а я о е у ю ий ій ый ой ого ього ьего ому ьому ему ьему им ім ым ьим ою ею ьою ьей ої ьої ей их ьих ых"
    " ими ьими ыми ьох ьом ьома ьма ох ом ома ма ух ум умя ех ем емя ёх ём ью ья ье ьми ьмя ам ами ах ів ов ієї єї ією"
)
_MEASURED = (
    r"(?:и|ь?ох|о|у|ух|[её]х|ь)?(?:денн|місячн|річн|тижнев|годинн|добов|кратн|разов|дневн|месячн|летн|недельн|часов)\w+"
)
"""What follows the stem of a numeral in «десятиденний», «тримісячний», «двукратный»."""

_PARTS = "een één twee drie vier vijf zes zeven acht negen tien elf twaalf der veer twin tach tig honderd duizend en ën"
_DUTCH = (
    rf"(?:{'|'.join(_PARTS.split())}){{2,}}(?:de|ste)?|(?:twee|der|vier|vijf|zes|zeven|negen|tien|elf|twaalf)de"
    r"|eerste|achtste|honderdste|duizendste|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|honderd|duizend"
    r"|miljoen|miljard|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
)
"""Dutch has no case forms, so a word tells itself; «een» is an article as well, and tells nothing."""

_UNITS = r"(?:jari|daags|maand|wekelijks|voudi)\w*"
"""What follows a Dutch numeral in «vijfjarig», «driemaandelijks»."""


def numerals(words: Mapping[str, int]) -> Counter[str]:
    """What words tell, each as often as it is said: numbers in digits, months, and Dutch words as themselves.

    `words` are in lower case, without apostrophes, with their counts.
    """
    found = Counter[str]()
    for word, count in words.items():
        if told := _told(word):
            found[told] += count
    return found


def _told(word: str) -> str | None:
    """What one word tells; None if it is no numeral."""
    slavic, dutch, told = _patterns()
    if match := slavic.fullmatch(word):
        return told[match["stem"] or word]
    return word.replace("ë", "e") if dutch.fullmatch(word) else None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, str]]:
    """Words of the two Slavic languages, Dutch words, and what each stem or whole word tells."""
    told = {stem: number for table in (_STEMS, _WHOLE) for number, stems in table.items() for stem in stems.split()}
    stems, whole = ("|".join(" ".join(table.values()).split()) for table in (_STEMS, _WHOLE))
    endings = "|".join(_ENDINGS.split())
    slavic = re.compile(rf"(?P<stem>{stems})(?:(?:{endings})?|{_MEASURED})|{whole}")
    return slavic, re.compile(rf"(?:{_DUTCH})(?:{_UNITS})?"), told
