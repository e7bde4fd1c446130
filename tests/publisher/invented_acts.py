"""Small acts that nobody knows, to fill a simulated portal.

What belongs here: their words. What does not: what happens to them (`acts.py`).
"""

from __future__ import annotations

from tests.fixture_maker import draw
from tests.fixture_maker.acts import Act, Edition, parsed

SUBJECTS = ("водних ресурсів", "архівної справи", "охорони джерел", "насінництва", "бджільництва", "картографії")


def invented(number: int) -> Act:
    """A small act nobody knows, of one edition."""
    adopted = f"20{1 + draw.number(20, 'year', number):02d}0{1 + number % 9}15"
    subject = draw.pick(SUBJECTS, "subject", number)
    head = {
        "nreg": f"{900 + number}-2026-п" if number % 3 == 0 else f"z{7000 + number}-26",
        "dokid": str(500_000 + number),
        "type": "Постанова",
        "typ": "2",
        "organ": "2",
        "number": str(900 + number),
        "adopted": adopted,
        "status": "5",
        "title": f"Про деякі питання {subject} № {number}",
    }
    lines = (
        "1. Затвердити порядок, що додається.",
        f"2. Контроль за виконанням цієї постанови покласти на відділ {subject}.",
        f"3. Постанова набирає чинності з дня її опублікування, номер {number}.",
    )
    return Act(f"invented{number}", head, (Edition(adopted, 4, "", tuple(map(parsed, lines)), ("xml", "txt")),))
