"""What becomes of a decision on its way into registers: the same again, changed, or another case from its template.

What belongs here: from one row to another that stands in a known relation to it. What does not: which rows are taken
(`made.py`). Every change depends on the row's id alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from tests.fixture_maker import draw
from tests.labelled.rows import Row

NUMBER = re.compile(r"\b\d{3,}\b|\b\d{1,3}(?: \d{3})+\b")
WORD = re.compile(r"\b[а-яґєіїa-z]{5,}\b")
PEOPLE = (("Гайова", "Гайової", "Гайовій"), ("Лебідь", "Лебедя", "Лебедю"), ("Рибак", "Рибака", "Рибаком"))
LATIN = str.maketrans("аеосхрі", "aeocxpi")
FIRMS = ("Смерека", "Джерело", "Обрій", "Полонина", "Вітрило", "Криниця")
NOTE = "Описку в цьому судовому рішенні виправлено, виправлення внесено до тексту."
LATE_PART = "Повний текст рішення складено та підписано пізніше за його проголошення, копії вручено сторонам."
DUTCH_NOTE = "Deze uitspraak is verbeterd wegens een kennelijke schrijffout in de weergave van het standpunt."


def again(row: Row, what: str, change: Callable[[str], str] = str, **told: object) -> Row:
    """The row under another id, its text changed, and what else the register tells otherwise."""
    return replace(row, id=f"{row.id}:{what}", text=change(row.text), **told)


def relaid(text: str) -> str:
    """Other spacing, other capitals, other apostrophes: the words stay."""
    words = text.replace("'", "`").split()
    lines = [" ".join(words[place : place + 9]) for place in range(0, len(words), 9)]
    return "\r\n".join([lines[0].upper(), *lines[1:]])


def look_alike(text: str, every: int = 30) -> str:
    """Latin letters for Cyrillic ones in one of so many words."""
    words = text.split(" ")
    return " ".join(word.translate(LATIN) if place % every == 7 else word for place, word in enumerate(words))


def misread(text: str) -> str:
    """A letter of another word in forty taken for another by a scanner."""
    words = text.split(" ")
    wrong = [len(word) > 6 and word.isalpha() and word.islower() and place % 40 < 4 for place, word in enumerate(words)]
    return " ".join(word[:-2] + "п" + word[-1] if slip else word for word, slip in zip(words, wrong, strict=True))


def hyphenated(text: str) -> str:
    """Long words broken over lines, as word processors and scanners leave them."""
    words = text.split(" ")
    long = [len(word) > 9 and word.isalpha() and place % 25 == 3 for place, word in enumerate(words)]
    return " ".join(f"{w[:5]}-\n{w[5:]}" if cut else w for w, cut in zip(words, long, strict=True))


def spaced(text: str) -> str:
    """Words in capitals with blanks between their letters."""
    return re.sub(r"\b[А-ЯҐЄІЇA-Z]{5,}\b", lambda word: " ".join(word[0]), text)


def unmasked(text: str) -> str:
    """The names as they stood before the register put placeholders for them, in changing case forms."""
    person = draw.pick(PEOPLE, "person", text[:200])
    forms = iter(range(1_000))
    return re.sub(r"ОСОБА_1", lambda _: f"{person[next(forms) % 3]} О. П.", text)


def otherwise_masked(text: str) -> str:
    """Another register's placeholders."""
    return text.replace("ОСОБА_1", "ПІБ")


def other_sum(text: str, which: int = -1) -> str:
    """One of its numbers changed in a digit, wherever it stands; the last one, if not told otherwise."""
    found = NUMBER.findall(text)[which]
    digit = str((int(found[-1]) + 3) % 10)
    return text.replace(found, found[:-1] + digit)


def other_numbers(text: str) -> str:
    """All its numbers of three digits and more changed: another case from the template."""
    return NUMBER.sub(lambda number: number[0][:-2] + f"{(int(number[0][-2:]) + 37) % 100:02d}", text)


def noted(text: str) -> str:
    """A note of the correction before the last line."""
    lines = text.split("\n")
    return "\n".join([*lines[:-1], NOTE if re.search("[іїє]", text) else DUTCH_NOTE, lines[-1]])


def completed(text: str) -> str:
    """Another paragraph at its end."""
    return f"{text}\n{LATE_PART}"


def operative(text: str) -> str:
    """What is read out in court: the second half."""
    lines = text.split("\n")
    return "\n".join(lines[len(lines) // 2 :])


def reworded(text: str, words: int = 2) -> str:
    """Some words written otherwise, no number or name among them."""
    for place in range(words):
        found = WORD.findall(text)
        word = found[(len(found) * (place + 1)) // (words + 1)]
        text = re.sub(rf"\b{word}\b", f"{word}ся", text, count=1)
    return text


def other_firm(text: str, number: int) -> str:
    """The first firm in quotation marks by another name, wherever it stands."""
    firm = re.search(r"(?:ТОВ|ПП|КП|АТ|ПАТ) (?:«[^«»\n]+ )?«([^«»\n]+)»", text)
    return text.replace(firm[1], FIRMS[number % len(FIRMS)]) if firm else text


def another_case(row: Row, what: str, number: int, change: Callable[[str], str] = str, **told: object) -> Row:
    """Another case from the row's template: its number, and what else is told."""
    old = row.case_numbers[0]
    head, _, tail = old.partition("/")
    new = f"{head}/{int(re.sub(r'[^0-9].*', '', tail) or 0) + number}{tail[len(re.sub(r'[^0-9].*', '', tail)) :]}"
    return again(row, what, lambda text: change(text).replace(old, new), case_numbers=(new,), **told)


def retelling(teller: Row, told: Row, share: float, what: str) -> Row:
    """The teller's decision with so much of the other in its midst, in the other's case, some months later."""
    lines, quoted = teller.text.split("\n"), told.text.split("\n")
    sizes = [len(line) for line in quoted]
    kept, size = [], 0
    for line, length in zip(quoted[2:] + quoted[:2], sizes[2:] + sizes[:2], strict=True):
        if size < share * sum(sizes):
            kept.append(line)
            size += length
    return replace(
        teller,
        id=f"{told.id}:{what}",
        text="\n".join([*lines[:6], *kept, *lines[6:]]),
        case_numbers=told.case_numbers,
        date=(told.date or dt.date(2019, 1, 1)) + dt.timedelta(120),
    )
