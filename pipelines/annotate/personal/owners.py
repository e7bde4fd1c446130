"""Whose telephone, address or account it is: a private person's, or a court's, an office's, a company's.

What belongs here: the words, and the rule that the nearest decides. What does not: telephones (phones), addresses
(places_uk, places_nl), and names of people, whose roles are finer (roles).
"""

from __future__ import annotations

import re

from pipelines.annotate.personal.context_words import last_end, stems
from pipelines.text.lookalikes import TO_CYRILLIC

LETTERHEAD = (
    r"\bсуд(?:у|ом|і|а|ах|ів)?\b(?! [ув] складі)|судов\w+ (?:адміністрац|палат)|прокуратур|[ЄЕ]ДРПОУ|ОКПО|"
    r"court\.gov|канцеляр|"
    r"управлінн|міністерств|департамент|inbox|гаряч\w+ лін|контакт-центр|кол-центр|для довідок|довідков|приймальн|"
    r"помічник\w* судд|секретар"
)
"""Words of a Ukrainian public body: the telephone in a court's letterhead is nobody's own."""

PRIVATE = (
    r"позива[чц]|відповідач|\bособ[аиі]\b|ОСОБА|прожива|мешка|зареєстрован|обвинува|підозрюв|потерпіл|засудж|\bгр\.|"
    r"громадян|\bмоб|особист|боржник|заявни|свідо?к|абонент|користува|належ|істц|истец|ответчик|адвокат|представник|"
    r"засоб\w{0,3} зв.язк|дзвон|дзвін|телефонув|смс|sms|viber|telegram|whatsapp|"
    r"правонаступни|спадкоєм|відправник|клієнт|скаржни|апелян"
)
"""Words of a private person beside a telephone."""

BEHIND = r"court\.gov\.ua|код\s+[ЄЕ]ДРПОУ|\.gov\.ua"
"""What a letterhead goes on with."""

SEAT = (
    r"\bсуд[уіао]?м?(?:\b|знаход|розташ)|прокуратур|\bТОВ\b|\bПАТ\b|\bАТ\b|\bПрАТ\b|\bТзОВ\b|\bПП\b|\bКП\b|\bДП\b|товариств|"
    r"підприємств[оаі]|установ(?:[аиіуо]|ою|ам|ах)?\b|банк|управлінн|інспекц|міністерств|служб|відділ|адміністрац|"
    r"місцезнаходж|юридичн\w+ (?:адрес|особ)|"
    r"інститут|лікарн|фірм|полі[цк]|\bрад[аиі]\b|військов\w+ частин|общество|предприят|учрежден|изолятор|ізолятор|"
    r"колоні|СІЗО|офіс|бюро|\bфонд"
)
"""Words of a Ukrainian body or company beside an address."""

HOME = (
    r"прожива|мешка|жител|зареєстрован(?!е\b)|місц[ея] проживан|\bособ[аи]\b|ОСОБА|\bгр\.|громадян|квартир|"
    r"будин\w+ (?:за\b|$)|позива[чц]|відповідач|обвинувач|боржник|потерпіл|ФОП|підприємц|житло|домоволод|уродж|"
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
    r"paleis van justitie|bezoekadres|griffie(?!r)|gerechtsgebouw|zittingszaal|penitentiaire|\bP\.?I\.? |gevangenis|"
    r"huis van bewaring|politiebureau|ziekenhuis|advocat|"
    r"\bUWV|\bSVB|\bIND\b|zittingsplaats|zittingslocatie|statutair|van eigena(?:ars|ren)|\bvve\b|"
    r"\bvestiging\b|filiaal|bibliotheek|supermarkt|apotheek|winkel(?:pand)?\b|restaurant|\bhotel\b"
)
"""Words of a public body, an office or a company, whose address and telephone are nobody's own."""

DUTCH_HOME = (
    r"won(?:en|ende|end|ing)\b|woon|verblij|ingeschreven|verdachte|slachtoffer|aangever|aangeefster|getuige|eiser|"
    r"gedaagde|appellant|verzoek|belanghebbende|\bthuis|de heer|mevrouw|betrokkene|mobiel|\bzijn\b|\bhaar\b|"
    r"\bhij\b|\bzij\b|eigena|bewoner|huur|verhuur|gebeld|belt\b|whatsapp|sms|gebruik|abonnee|basisadministratie|basisregistratie"
)
"""Words of a private person in the Netherlands."""


LEGAL_FORM = (
    r"(?:ТОВ|ТзОВ|ПП|ПАТ|ПрАТ|АТ|ВАТ|ЗАТ|КП|КНП|ДП|ПФ|МП|НВП|СТОВ|ФГ|СФГ|ОСББ|ЖБК|ГО|БФ|ООО|ЧП|ОАО|ЗАО|"
    r"товариств\w+(?: з обмеженою відповідальністю)?|підприємств\w+|кооператив\w*|компані\w+|фірм\w+)"
)
ITS_NAME = r"(?!.{0,60}банк)[«\"„“][^»\"”\x00;]{2,60}[»\"”]{1,2}"
ITS_ACCOUNT = (
    r"[\s,:()–-]{0,4}(?:(?:розрахунков|поточн|банківськ|расч[её]тн|текущ)\w+ )?"
    r"(?:(?:рахун\w+|[рпкто]/[рс]\w?|сч[её]т\w*|ІВАN)(?: (?:отримувача|стягувача|одержувача))?)?"
    r"[\s:№.()]{0,5}(?:ІВАN[\s:)]{0,3})?$"
)
LED_BY_COMPANY = re.compile(
    rf"(?<!\w)(?<![вуіз] )(?<!банку )(?<!банк ){LEGAL_FORM}[ \n]{{1,2}}{ITS_NAME}{ITS_ACCOUNT}", re.IGNORECASE
)
"""A legal form and a name lead to an account, with nobody between, in words of one alphabet. A bank, and what stands
behind «в», only holds it."""


def is_led_by_company(before: str) -> bool:
    """Whether the account behind these words is that of a company named right before it."""
    if not any(quote in before for quote in '»"”'):
        return False
    return LED_BY_COMPANY.search(before.translate(TO_CYRILLIC)) is not None


DUTCH_OWNER = (
    r"[ ,(]{0,3}(?:ten name van |op naam van |t\.?n\.?v\.? ?|van )(?:de |het )?"
    r"(?:belastingdienst|ontvanger|minister|gemeente|provincie|waterschap|rijks|staat der|cjib|centraal justitieel|"
    r"rechtbank|gerechtshof|raad voor|uwv\b|svb\b|stichting|vereniging|"
    r"[^.;,:\d\x00\n\[]{1,40} (?:b\.?v\b|n\.?v\b|v\.?o\.?f\b|c\.?v\b))"
)
"""A public body or a company that an account is said to be of, right behind it."""

DUTCH_NAMED = re.compile(
    r"(?:belastingdienst|ministerie|gemeente|waterschap|cjib|stichting|vereniging|\b(?:b\.?v|n\.?v|v\.?o\.?f)\b\.?)"
    r"[^.;\d\x00\n]{0,30}$"
)
"""The same right before it."""


def is_body_account(before: str, after: str) -> bool:
    """Whether a Dutch account is a public body's or a company's, which is named right behind it or right before."""
    if stems(DUTCH_OWNER).match(after.lower()):
        return True
    named = DUTCH_NAMED.search(before.lower())
    return bool(named) and last_end(DUTCH_HOME, named[0]) < 0


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
