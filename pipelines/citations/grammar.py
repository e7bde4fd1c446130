"""What differs between the languages when a law is sought for a chain of units.

What belongs here: who finds units and laws, and what may stand between them. The seeking itself is in `find`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pipelines.citations import case_law, dutch, dutch_laws, ukrainian, ukrainian_laws
from pipelines.citations.anchors import Anchors
from pipelines.citations.chains import Chain
from pipelines.citations.citation import Citation
from pipelines.citations.mention import Mention

_UKRAINIAN = (
    r"\s*\.?\s*(?:,?\s*(?:та|і|й)\s+(?:інш\w+\s+)?(?:норм|статей|положень|вимог)\w*)?"
    r'\s*,?\s*(?:[Пп]ідрозділу\s*|[Рр]озділу\s*)?(?:"[^"\n]{1,90}"\s*|\([^()\n]{1,90}\)\s*)?'
    r"(?:(?:[Пп]рикінцев|[Пп]ерехідн|[Зз]аключн)\w+(?:\s+(?:та|і)\s+\w+)?\s+положен\w+\s*(?:до\s+)?)?"
    r"(?:(?:чинн|діюч|нов|стар|попередн)\w+\s+|до\s+|з\s+|статуту\s+)?"
    r"(?:(?:Порядку|Положення|Правил|Інструкції|Методики|Переліку|Умов|Статуту)(?!\w)[^;()]{0,250}?затверджен\w+\s+)?",
    r"\s*(?:\(|,|:|-|;)?\s*(?:а\s+саме:?|зокрема,?|\()?\s*(?:(?:в|у|за|на|до)\s+)?",
    r"[\s,]*\((?:[^()]{0,80}?[;,]\s*)?(?:тут\s+і\s+|тут\s+та\s+)?(?:(?:на)?далі|далее)\s*(?:за\s+текстом|по\s+тексту)?"
    r"[\s:,-]*(?P<terms>[^()]{2,80})\)",
    r'\s*\(?(?:[\w"-]+\s+){0,2}(?:[Дд]оговор|[Кк]онтракт|[Уу]год[иуіа]|[Сс]татут|[Жж]урнал|[Бб]юджет|[Пп]ідручник|[Гг]азет|'
    r"[Дд]овідник|[Сс]ловник|[Аа]ркуш)\w*",
    r"(?:ВВР|Відомост|ВІСНИК|[Вв]існик|Голос\s+України|Урядовий|ВВС|Ведомост|(?:19|20)\d\d(?:\s?р\.)?,\s*)"
    r"[^;()]{0,120}?(?:№|N)\s*\d[\d\s,/-]*(?:\([^()]*\))?,?\s*\Z",
    r"[а-яіїєґэ]",
    r"(?!)",
    r"(?:Стаття|СТАТТЯ)\s+\d[\d\s-]*\.",
    r"(?<![^\W\d])(?:[Вв]нести\s+(?:такі\s+)?змін|[Вв]нести\s+до\s|викласти\s+[ву]\s+(?:такій|новій)|"
    r"доповнити\s+(?:статт|частин|пункт|абзац|слов|розділ|після|новою|новим))",
    r"(?!)",
    r'\s*"?[А-ЯІЇЄҐ]',
)
_DUTCH = (
    r"(?:\([A-Z\d]\))?[\s,]*(?:\(oud\)|oud(?!\w)|e\.?\s?v\.|en\s+volgende)?(?:,?\s*(?:eerste|tweede|derde|vierde|laatste)\s+(?:vol)?zin,?)?[\s,]*"
    r"(?:aanhef,?\s+)?(?:van\s+)?(?:de|het)?\s*(?:\(voormalige\)\s+|toenmalige\s+|[\"'])?",
    r"[\s(:,]*(?:de\s+|met\s+name\s+|in\s+het\s+bijzonder\s+)?",
    r"[\s,]*(?:\(|(?=hierna|verder))(?:(?:hierna|verder|nader)(?:\s+(?:ook|te\s+noemen|aan\s+te\s+duiden\s+als|"
    r"aangeduid\s+als))*[\s:,]*)?[\"'(]?(?:de\s+|het\s+)?(?P<terms>[^()\"',;.]{1,60})[\"')]",
    r"[\s,]*(?:van\s+)?(?:de|het|deze|die|dit)?\s*(?:(?!(?:of|en|op|in|is|om|te|dat|die)\s)[\w-]+\s+){0,3}?[\w-]*(?:[Vv]oorwaarden|overeenkomst|contract|statuten|cao|CAO|"
    r"polis|akte|reglement|convenant|planregels|planvoorschriften|bestemmingsplan|dagvaarding)(?!\w)",
    r"(?!)",
    r"(?:[Dd]eze|[Dd]ie|[Dd]at|\w*noemde)\s",
    rf"(?:de\s+|het\s+)?(?:Wet|Besluit|Regeling|Verordening|Richtlijn)(?!\w)(?!{dutch_laws.AFTER_WORD})",
    r"(?:Artikel|ARTIKEL)\s+[\w.:]+\s*(?:\.|\n|\Z)",
    r"(?<!\w)(?:wordt\s+als\s+volgt\s+gewijzigd|komt\s+te\s+luiden|wordt\s+vervangen\s+door|wordt\s+ingevoegd)",
    r",?\s*(?:eerste|tweede|derde|vierde|laatste)\s+(?:vol)?zin(?!\w)",
    r"[\s,]*(?:van\s+)?(?:de\s+|het\s+)?[\"']?[A-Z]",
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What differs between the languages: who finds units, laws and cases, and what may stand between them.

    `anchors` knows where they may begin, by the kinds units, laws and cases; and also pointers to units, and words that
    say what an act amends.
    """

    anchors: Anchors
    chains: Callable[[str, Iterable[int]], list[Chain]]
    mentions: Callable[[str, Iterable[int], datetime.date | None], list[Mention]]
    cases: Callable[[str, Iterable[int]], list[Citation]]
    after: re.Pattern[str]
    before: re.Pattern[str]
    definition: re.Pattern[str]
    no_law: re.Pattern[str]
    gazette: re.Pattern[str]
    demonstrative: re.Pattern[str]
    longer_name: re.Pattern[str]
    heading: re.Pattern[str]
    amends: re.Pattern[str]
    sentence: re.Pattern[str]
    name: re.Pattern[str]


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language: nl, or uk with the Russian forms."""
    if language == "nl":
        begin = {"units": dutch.BEGINNINGS, "laws": dutch_laws.beginnings(), "cases": case_law.dutch_beginnings()}
        begin |= {"pointers": dutch.POINTERS, "amends": dutch.AMENDS}
        finders = dutch.chains, dutch_laws.mentions, case_law.dutch_cases
        return Grammar(Anchors.of(begin), *finders, *map(re.compile, _DUTCH))
    begin = {"units": ukrainian.BEGINNINGS, "laws": ukrainian_laws.beginnings(), "cases": case_law.UKRAINIAN_BEGINNINGS}
    begin |= {"pointers": ukrainian.POINTERS, "amends": ukrainian.AMENDS}
    finders = ukrainian.chains, ukrainian_laws.mentions, case_law.ukrainian_cases
    return Grammar(Anchors.of(begin, r"[^\W\d]"), *finders, *map(re.compile, _UKRAINIAN))
