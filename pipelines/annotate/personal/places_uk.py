"""Ukraine: where a person lives, down to the house.

What belongs here: the parts of an address and the words that tell a home from a seat. What does not: towns and streets
without a house, which are facts of a case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.annotate.personal.owners import CODE, is_seat
from pipelines.annotate.personal.recognizer import LIKELY, POSSIBLE, ContextRecognizer, cases, surroundings

SPACE = r"[ \n]{0,3}"
UPPER, LOWER = "А-ЯІЇЄҐЁ", "а-яіїєґё"
NO_NAME = "(?!(?i:жител|прожива|проживающ|зареєстр|зарегистр|адрес|уродж|мешка|прописан))"
"""Words that lead to an address, and in a text in capitals look like its beginning."""
TOWN = rf"{NO_NAME}[{UPPER}][\w'’ʼ`-]+(?:[ \n]{{1,2}}[{UPPER}][\w'’ʼ`-]+)?"
REGION = rf"(?:{TOWN}[ \n]{{0,2}}(?i:обл(?:аст[ьійю]\w?|\.)?)(?!\w)|(?i:АР Кр[иы]м\w?))"
DISTRICT = rf"{TOWN}[ \n]{{0,2}}(?i:р-н\w?\.?|район\w{{0,2}}|р-ну|р-ні)(?!\w)"
SETTLEMENT = (
    rf"(?<!\w)(?:(?i:м|г|с|смт|пгт|сел|х|ст|пос)\.|(?i:міст[оауі]|сел[оаіе]|смт|селищ[еаі]|хут[оі]р\w?|город[еа]?|пгт)(?!\w))"
    rf"(?: (?i:міського типу))?{SPACE}{TOWN}"
)
PART = rf"(?:{SETTLEMENT}|{REGION}|{DISTRICT})"
INDEX = r"(?<!\d)[0-9]{5}(?!\d)"
COUNTRY = r"(?i:Україн[аи]|Украин[аы])"

BEFORE = (
    rf"(?<!\w)(?:{INDEX}[ \n,]{{1,4}})?(?:{COUNTRY}[ \n,]{{1,4}})?(?:(?:{PART}[ \n,]{{1,4}}){{1,4}}(?:(?i:по|на) )?)?"
    rf"(?:(?:(?<=[:,;(])|(?<=[:,;(] )|(?<=^)){TOWN},{SPACE})?"
)
"""Index, country, region, district and town before a street, in any order; all may be left out."""

FIRST_PARTS = rf"(?:{INDEX}[ \n,]{{1,4}})?(?:{PART}[ \n,]{{1,4}}){{0,3}}"
"""The same before a village."""

BEHIND = rf"(?:,{SPACE}(?:{PART}|{COUNTRY})|,?{SPACE}{INDEX}){{0,5}}"
"""Town, district, region and index behind the house, the order of letters."""

TYPES = cases(
    "вул|ул.|улиц|просп|пр-т|пр-кт|пр.|пров.|провул|пер.|переул|бульв|бул.|б-р|б-p|пл.|площ(?!ею)|шосе|шоссе|узв|наб.|набереж|"
    "туп.|тупик|проїзд|проезд|мікрор|микрор|мкр.|мкр-н|мкр |м-н|кв-л|квартал|ж/м|майдан"
)
"""Beginnings of the words for a street, each an anchor of kind `street`; inflection is left open."""
STREET = rf"(?<!\w){TYPES}(?:(?<=\.)|\w{{0,10}}(?!\w))\.{{0,2}}"
BEHIND_NAME = rf"{cases('вул|просп|пр-т|бульв|площ(?!ею)|шосе|шоссе|узв|набереж|провул')}\w{{0,10}}\.?"
"""Words for a street that also stand behind its name."""
CAPITALISED = rf"(?:{NO_NAME}[{UPPER}«\"„][\w.'’ʼ`»\"”-]*)"
A_YEAR = r"[12][0-9]{3} ?(?i:(?:р|г)(?:\.|ок|ік|од|р))"
COUNTED = rf"(?:(?!{A_YEAR})[0-9]{{1,4}}(?:-?[{LOWER}{UPPER}]{{1,6}}\.?)?[ \n]{{1,2}}(?:(?i:років|лет|річчя)[ \n])?)"
NAME = rf"{COUNTED}?{CAPITALISED}(?:{SPACE}{CAPITALISED}){{0,3}}(?: [{LOWER}]{{4,}})??"
"""Name of a street: «8 Березня», «Б. Хмельницького», «Героїв Небесної Сотні», «40-річчя Перемоги»."""

NO_HOUSE = (
    r"(?![.:/-]?[0-9]|[ ](?i:січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листоп|груд|янв|фев|март|апр|ма[яй]|июн|"
    r"июл|авг|сент|окт|ноя|дек|год|рок|р\.|грн|хв|км|кв\. ?м|м2|чол|осіб|гр\.))"
)
"""Behind a number that is no house: a day of a month, a time, a quantity."""
LETTER = rf"(?: ?-? ?[«\"]?[{UPPER}{LOWER}A-Z][»\"]?(?![\w.'’]))"
BUILDING = r"(?i:буд(?:инок|инку|инком|\.)?|дом(?:е|а)?|[бд]\.)"
HOUSE_WORD = cases("буд.|буд |будинок|будинку|будинком")
NUMBER = rf"[0-9]{{0,3}}(?![0-9]){LETTER}?(?:[/-][0-9]{{1,4}}{LETTER}?){{0,2}}{NO_HOUSE}"
BLOCK = r"(?i:корп(?:ус\w{0,2}|\.)?|к\.|секці\w{0,2}|під'їзд\w?|літ(?:ер\w?|\.))"
ROOM = r"(?i:кв(?:артир\w{1,2}|\.)?|кім(?:нат\w{1,2}|н?\.)|комн(?:ат\w{1,2}|\.)|оф(?:іс\w{0,2}|\.)|прим(?:іщення|\.))"
HOSTEL = r"(?i:гурт(?:\.|ожит\w{1,4}))"
FURTHER = (
    rf"(?:,?{SPACE}{BLOCK}{SPACE}№?{SPACE}(?:[0-9]{{1,3}}\w?|[«\"]?[{UPPER}][»\"]?)(?!\w))?"
    rf"(?:,?{SPACE}{HOSTEL})?"
    rf"(?:,?{SPACE}{ROOM}{SPACE}№?{SPACE}[0-9]{{1,4}}(?:[-/]?\w)?(?!\w))?"
)
"""Block and flat."""
TO_HOUSE = rf",?(?:(?:[ \n](?:у|в))?{SPACE}{BUILDING})?{SPACE}№? ?"
"""Between a street and the number of the house."""
NAMED = rf"(?:{STREET},?{SPACE}{NAME}|(?<![\w.]){CAPITALISED}(?: {CAPITALISED}){{0,2}} {BEHIND_NAME})"
"""A street with its name: «вул. Садова», «Харківське шосе»."""
ON_STREET = rf"(?:[ ,]{{1,3}}літ\w*\.? \S{{1,4}})?,? (?:по|на) {STREET}{SPACE}{NAME}"
"""A street behind its house: «будинок № 5 по вул. Садовій»."""

DWELLING = re.compile(rf"[ ,\n](?:(?i:кв(?:\.|артир))|{HOSTEL})")
"""A flat or a hostel, which few bodies sit in: only one named in the same sentence."""

SENTENCE = re.compile(r"(?<=[^\W\d_]{4})[.;:]\s|[:;]\s*\n")
"""Where a sentence ends, an abbreviation left out."""

LEFT = 120
"""Characters on each side in which the rest of an address is looked for."""


class UkrainianAddress(ContextRecognizer):
    """Street and house, with town, region, index and flat where they stand beside them.

    A number must be a house's before a street is looked for; what leads to it is read backwards once one is found.
    """

    ENTITY = "ADDRESS"
    LANGUAGE = "uk"
    ANCHORS = ("street",)
    SPAN = (130, 250)
    PATTERNS = (
        (rf"[1-9](?<=[\w.»\"”№][ ,\n]{{1,3}}.|[.,№].)(?={NUMBER})(?<={NAMED}{TO_HOUSE}.){NUMBER}{FURTHER}", LIKELY),
    )

    def whole(self, text: str, start: int, end: int) -> tuple[int, int]:
        """From the index, the region or the street to the flat, or to the town and index behind it."""
        patterns = address()
        before, _ = surroundings(text, start, end, LEFT)
        foreign = patterns.foreign.search(before)
        towards = patterns.to_street if text[start].isdigit() else patterns.to_village
        found = towards.search(before, foreign.end() if foreign else 0)
        end = patterns.behind.match(text, end, end + LEFT).end()
        if found:
            return start - len(before) + found.start(), end
        if text[start].isdigit() or not patterns.on_street.search(text, start, end):
            return 0, 0
        room = patterns.room.search(before)
        return start - (len(before) - room.start() if room else 0), end

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the seat of a court, a public body or a company: its words are nearer than those of a home."""
        before, after = surroundings(text, start, end, 100)
        if DWELLING.search(text, start, end):
            before = SENTENCE.split(before)[-1]
        return "keep" if is_seat(before, rf"^{CODE}", after) else "mask"


class UkrainianHouse(UkrainianAddress):
    """House in a village without streets, or before its street, and what stands beside it."""

    ANCHORS = ("house",)
    PATTERNS = ((rf"{HOUSE_WORD}{SPACE}№? ?[1-9]{NUMBER}{FURTHER}(?:{ON_STREET})?", POSSIBLE),)


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands around the number of a house, compiled."""

    to_street: Any
    to_village: Any
    on_street: Any
    room: Any
    behind: Any
    foreign: Any


@cache
def address() -> Parts:
    """Compiled on first use. Those before a number end where it begins, `behind` begins where it ends.

    foreign: the last character that stands in no address, so that nothing before it is tried; presidio's library reads
    backwards, and Python's own takes half the time forwards.
    """
    import regex

    return Parts(
        to_street=re.compile(rf"{BEFORE}{NAMED}{TO_HOUSE}\Z"),
        to_village=re.compile(rf"(?<!\w){FIRST_PARTS}{SETTLEMENT}[ \n,]{{1,4}}(?:{PART}[ \n,]{{1,4}}){{0,3}}\Z"),
        on_street=re.compile(ON_STREET),
        room=re.compile(rf"(?<!\w){ROOM} ?№? ?[0-9]{{1,4}},?[ \n](?:у |в )?\Z"),
        behind=re.compile(BEHIND),
        foreign=regex.compile(r"(?r)[^\w.,'’ʼ`«»\"”„№/ \n-]"),
    )
