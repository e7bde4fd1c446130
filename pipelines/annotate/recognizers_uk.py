"""Ukraine: identifiers, contacts, addresses and birth dates that article 7 of law 3262-IV keeps out of decisions.

What belongs here: one presidio recognizer for each kind. What does not: names of people (names_uk) and the
register's own placeholders (placeholders). Numbers of cases, of pre-trial investigations (ЄРДР), of companies
(ЄДРПОУ) and of laws are no personal data and stand in the traps.
"""

from __future__ import annotations

from datetime import date

from pipelines.annotate.recognizer import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    WEAK,
    ContextRecognizer,
    Iban,
    digits_of,
    last_start,
    latin,
    stems,
)

PAPERS = r"справ[аиіуо]|проваджен|ЄРДР|ЕРДР|протокол|постанов|наказ|догов|рахун|накладн|квитанц|ЄДРПОУ|акт[ау]?\s*№|ухвал|чек[ауи]?\b|лист[аоу]?м?\b|вх\.|вих\.|реєстр|кадастр|доручен|ухвал|ордер|свідоцтв"
"""Papers whose numbers look like anybody's: near one of these a bare number is the paper's."""

OFFICE = r"\bсуд[іуао]?\b|судов\w+ адміністрац|прокуратур|ЄДРПОУ|court\.gov|поліці|управлінн|інспекц|міністерств|департамент|служб[аи]|канцеляр"
"""Words of a public body: the telephone in a court's letterhead is nobody's own."""

PERSON = r"позивач|відповідач|ОСОБА|прожива|мешка|зареєстрован|обвинувач|підозрюв|потерпіл|засудж|гр\.|громадян|моб\.|мобільн|особист|боржник|заявник|свід[ко]|абонент|абонент"
"""Words of a private person, which outweigh a public body named earlier."""


def earliest(text: str, *patterns: str) -> None:
    """Placeholder for pyright."""


class Rnokpp(ContextRecognizer):
    """Taxpayer number РНОКПП (formerly ІПН): ten digits, check digit as in python-stdnum `ua.rntrc`.

    The first five digits count the days from 1899-12-31 to birth. One random number in ten passes the check, so
    without its name near it the birth date must be an adult's, and no paper may claim the number.
    """

    ENTITY = "RNOKPP"
    LANGUAGE = "uk"
    PATTERNS = ((r"(?<![\w/+-])(?<!\d[., ])\d{10}(?![\w/]|[-.,]\d)", POSSIBLE),)
    CONTEXT = r"РНОКПП|\bІПН\b|\bИНН\b|\bі\.?п\.?н\b|ідентифікаційн|идентификацион|облікової картки|платника податк|податков\w+ номер|\bкод\b(?!.*ЄДРПОУ)|ДРФО|\bФОП\b"
    AFTER = r"\W{0,3}(?:РНОКПП|ІПН|ИНН)"
    TRAP = PAPERS + r"|№|тел|моб"

    def validate_result(self, pattern_text: str) -> bool | None:
        """False where the check digit is wrong or the birth date impossible."""
        from stdnum.ua import rntrc

        return None if rntrc.is_valid(pattern_text) and 0 < int(pattern_text[:5]) <= LAST_BIRTH else False

    def weigh(self, score: float, before: str, after: str) -> float:
        """A number without its name near it counts only when nothing else claims it."""
        return super().weigh(score, before, after)


LAST_BIRTH = (date(2026, 12, 31) - date(1899, 12, 31)).days
"""Highest day of birth a РНОКПП may tell; data, not the clock, so that a rerun finds the same."""
