"""Ukraine: where a person lives and when a person was born, as presidio recognizers.

What belongs here: addresses down to the house and full birth dates. What does not: towns and courts alone, and
bare years of birth, which are facts of a case. Simple for now: a house number is asked, so a village without
street names goes unseen.
"""

from __future__ import annotations

from pipelines.annotate.recognizer import LIKELY, WEAK, ContextRecognizer, last_start, stems

SPACE = r"[\s\u00a0]{0,3}"
TOWN = r"[А-ЯІЇЄҐЁ][\w'’ʼ`-]+(?:\s[А-ЯІЇЄҐЁ][\w'’ʼ`-]+)?"
PREFIX = (
    rf"(?:\d{{5}},?{SPACE})?(?:Україна,{SPACE})?"
    rf"(?:{TOWN}\s(?:обл\.|область|області),?{SPACE})?(?:{TOWN}\s(?:р-н\.?|район|району|районі|р-ну),?{SPACE})?"
    rf"(?:(?:м\.|міст[оауі]|с\.|село|селі|села|смт\.?|сел(?:ище|ища|ищі)\.?|г\.){SPACE}{TOWN},?{SPACE}(?:по{SPACE})?)?"
    rf"(?:{TOWN}\s(?:обл\.|область|області),?{SPACE})?(?:{TOWN}\s(?:р-н\.?|район|району|районі|р-ну),?{SPACE})?"
    rf"(?:{TOWN},{SPACE}(?=вул|просп|пров|бульв|пл\.))?"
)
"""Index, region, district and town before a street; all may be left out."""
SUFFIX = rf"(?:,{SPACE}(?:м\.|місто|с\.|село|смт\.?){SPACE}{TOWN}(?:,{SPACE}\d{{5}}(?!\d))?)?"
"""Town and index behind the house, the order of letters."""
STREET = (
    r"(?<!\w)(?:вул(?:иц\w{1,3})?|просп(?:ект\w{0,2})?|пр-т\w{0,2}|пр-кт|пров(?:ул\w{2,4})?|бульв(?:ар\w{0,2})?|"
    r"б-р\w{0,2}|бул|пл(?:ощ\w{1,2})?|шосе|узв(?:оз\w{0,2}|із)|набережн\w{1,3}|наб|тупик\w{0,2}|проїзд\w{0,2}|"
    r"мікрорайон\w{0,2}|м-н|ж/м|ул(?:иц\w{1,3})?)"
)
CAPITALISED = r"[А-ЯІЇЄҐЁ«\"][\w.'’ʼ`»\"-]*"
NAME = rf"(?:\d{{1,4}}(?:-\w{{1,3}})?\s)?{CAPITALISED}(?:[\s\u00a0]{CAPITALISED}){{0,3}}(?:\s[а-яіїєґ]+)??"
HOUSE = (
    rf"(?:буд(?:инок|инку|\.)?|б\.|д\.|дом)?{SPACE}№?\s?\d{{1,4}}"
    r"(?:\s?[-/]?\s?[А-ЯІЇЄҐа-яіїєґ](?![\w.]))?(?:[/-]\d{1,4}\w?)?"
)
BLOCK = rf"(?:,?{SPACE}(?:корп(?:ус\w{{0,2}}|\.)|к\.){SPACE}\d+\w?)?"
ROOM = r"(?:кв(?:артир\w{1,2}|\.)?|кім(?:нат\w{1,2}|\.)|оф(?:іс\w{0,2}|\.))"
FLAT = rf"(?:,?{SPACE}{ROOM}{SPACE}№?\s?\d{{1,4}}\w?(?!\w))?"


class UkrainianAddress(ContextRecognizer):
    """Street and house, with town, region and flat where they stand beside them."""

    ENTITY = "ADDRESS"
    LANGUAGE = "uk"
    PATTERNS = ((rf"(?<!\w){PREFIX}{STREET}\.{{0,2}}{SPACE}{NAME},?{SPACE}{HOUSE}{BLOCK}{FLAT}(?!\w){SUFFIX}", LIKELY),)
    BODY = (
        r"\bсуд[уіао]?м?\b|прокуратур|\bТОВ\b|\bПАТ\b|\bАТ\b|\bТзОВ\b|товариств|підприємств|установ|банк|управлінн|"
        r"інспекц|міністерств|служб|відділ|адміністрац|місцезнаходженн|юридичн\w+ (?:адрес|особ)|"
        r"інститут|лікарн|фірм|"
        r"полі[цк]"
    )
    HOME = (
        r"прожива|мешка|жител|зареєстрован|місц[ея] проживан|особ[аи]|\bгр\.|громадян|квартир|"
        r"будин\w+ за|позива[чц]|відповідач"
    )
    CODE = r"\W{0,4}(?:ідентифікаційн\w+ код|код\s+(?:за\s+)?[ЄЕ]ДРПОУ|[ЄЕ]ДРПОУ|р/р|тел|МФО|п/р)"

    def action(self, text: str, start: int, end: int) -> str:
        """Keep the seat of a court, a public body or a company: its words are nearer than those of a home."""
        before = text[max(0, start - 100) : start]
        body, home = last_start(self.BODY, before), last_start(self.HOME, before)
        if home > body:
            return "mask"
        return "keep" if body >= 0 or stems(self.CODE).match(text[end : end + 60]) else "mask"


class UkrainianBirthDate(ContextRecognizer):
    """Full birth date: a day of the calendar beside a word of birth."""

    ENTITY = "BIRTH_DATE"
    LANGUAGE = "uk"
    PATTERNS = (
        (r"(?<![\w./-])\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?![\w/-]|\.\d)", WEAK),
        (
            r"(?<![\w./-])\d{1,2}\s(?:січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|"
            r"жовтня|листопада|грудня|"
            r"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\s(?:19|"
            r"20)\d{2}(?!\d)",
            WEAK,
        ),
    )
    AFTER = r"[\s,]{0,2}(?:р\.?\s?н\b|р\w*\.?\s+народж|року\s+народж|года?\s+рожд|г\.?\s?р\b|народж)"
    BORN = r"(?:народи\w+|народжен\w+|дат[аиуою]+\s+народження|\bд\.?\s?н\.?|родил\w+|\bд/н)[\s:,(]*$"

    def weigh(self, found: str, score: float, before: str, after: str) -> float:
        """A date is a birth date only when a word of birth touches it."""
        touched = stems(self.AFTER).match(after) or stems(self.BORN).search(before)
        return LIKELY if touched else 0.0
