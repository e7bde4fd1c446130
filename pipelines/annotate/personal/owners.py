"""Whose telephone or address it is: a private person's, or a court's, an office's, a company's.

What belongs here: the words, and the rule that the nearest decides. What does not: telephones (phones), addresses
(places_uk, places_nl), and names of people, whose roles are finer (roles).
"""

from __future__ import annotations

import re

from pipelines.annotate.personal.context_words import last_end, stems

LETTERHEAD = (
    r"\bсуд(?:у|ом|і|а|ах|ів)?\b|судов\w+ (?:адміністрац|палат)|прокуратур|[ЄЕ]ДРПОУ|ОКПО|court\.gov|канцеляр|"
    r"управлінн|міністерств|департамент|inbox|гаряч\w+ лін|контакт-центр|кол-центр|для довідок|довідков|приймальн|"
    r"помічник\w* судд|секретар"
)
"""Words of a Ukrainian public body: the telephone in a court's letterhead is nobody's own."""

PRIVATE = (
    r"позива[чц]|відповідач|\bособ[аиі]\b|ОСОБА|прожива|мешка|зареєстрован|обвинува|підозрюв|потерпіл|засудж|\bгр\.|"
    r"громадян|\bмоб|особист|боржник|заявни|свідо?к|абонент|користува|належ|істц|истец|ответчик|адвокат|представник|"
    r"дзвон|дзвін|телефонув|смс|sms|viber|telegram|whatsapp|правонаступни|спадкоєм|відправник|клієнт|скаржни|апелян"
)
"""Words of a private person beside a telephone."""

BEHIND = r"court\.gov\.ua|код\s+[ЄЕ]ДРПОУ|\.gov\.ua"
"""What a letterhead goes on with."""

SEAT = (
    r"\bсуд[уіао]?м?\b|прокуратур|\bТОВ\b|\bПАТ\b|\bАТ\b|\bПрАТ\b|\bТзОВ\b|\bПП\b|\bКП\b|\bДП\b|товариств|"
    r"підприємств[оаі]|установ(?:[аиіуо]|ою|ам|ах)?\b|банк|управлінн|інспекц|міністерств|служб|відділ|адміністрац|"
    r"місцезнаходж|юридичн\w+ (?:адрес|особ)|"
    r"інститут|лікарн|фірм|полі[цк]|\bрад[аиі]\b|військов\w+ частин|общество|предприят|учрежден|изолятор|ізолятор|"
    r"колоні|СІЗО|офіс|бюро|\bфонд"
)
"""Words of a Ukrainian body or company beside an address."""

HOME = (
    r"прожива|мешка|жител|зареєстрован(?!е\b)|місц[ея] проживан|\bособ[аи]\b|ОСОБА|\bгр\.|громадян|квартир|"
    r"будин\w+ за|позива[чц]|відповідач|обвинувач|боржник|потерпіл|ФОП|підприємц|житло|домоволод|уродж|"
    r"прописан|проживающ|истец|ответчик|зарегистр|народж|РНОКПП|паспорт|р\. ?н\.|"
    r"\bсвід(?:ок|к[ауио])|заявни|скаржни|апелян|підозрюв|засудж|підсудн|спадкоєм|"
    r"(?:ович|евич|івн|ївн|овн|евн)\w{1,3}\b|Ілліч"
)
"""Words of a private person beside an address; a patronymic is one."""

INITIALS = re.compile(r"\b[А-ЯІЇЄ]\. ?[А-ЯІЇЄ]\. ?[,(]\s*$")
"""Initials of a person, and his address follows."""

CODE = r"\W{0,4}(?:ідентифікаційн\w+ код|код\s+(?:за\s+)?[ЄЕ]ДРПОУ|[ЄЕ]ДРПОУ|р/р|тел|МФО|п/р|ОКПО)"
"""What a company's address goes on with."""

DUTCH_BODY = (
    r"rechtbank|gerechtshof|hoge raad|raad van state|centrale raad|gevestigd(?! ten)|postbus|kantoor|gemeente|"
    r"B\.?V\.?\b|N\.?V\.?\b|stichting|vereniging|ministerie|inspect|belastingdienst|maatschap|v\.?o\.?f\b|"
    r"paleis van justitie|bezoekadres|griffie|penitentiaire|\bP\.?I\.? |gevangenis|"
    r"huis van bewaring|politiebureau|ziekenhuis|advocat|"
    r"\bUWV|\bSVB|\bIND\b|zittingsplaats|zittingslocatie|statutair|van eigena(?:ars|ren)|\bvve\b"
)
"""Words of a public body, an office or a company, whose address and telephone are nobody's own."""

DUTCH_HOME = (
    r"won(?:en|ende|end|ing)\b|woon|verblij|ingeschreven|verdachte|slachtoffer|aangever|aangeefster|getuige|eiser|"
    r"gedaagde|appellant|verzoek|belanghebbende|\bthuis|de heer|mevrouw|betrokkene|mobiel|\bzijn\b|\bhaar\b|"
    r"\bhij\b|\bzij\b|eigena|bewoner|huur|verhuur|gebeld|belt\b|whatsapp|sms"
)
"""Words of a private person in the Netherlands."""


def keeps(body: str, private: str, before: str, behind: str = "", after: str = "") -> bool:
    """Whether a body is named nearer than a person, or, with neither before, what follows is a body's (`behind`)."""
    before = before.lower()
    public, own = last_end(body, before), last_end(private, before)
    if own > public:
        return False
    return public >= 0 or bool(behind and stems(behind).search(after.lower()))


def is_seat(before: str, behind: str = "", after: str = "") -> bool:
    """Whether a Ukrainian address or account is a body's, not a person's, whose initials may stand right before it."""
    return not INITIALS.search(before) and keeps(SEAT, HOME, before, behind, after)
