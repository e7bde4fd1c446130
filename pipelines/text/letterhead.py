"""Lines that stand above and around every decision and decide nothing: a text of such lines alone is an empty shell.

What belongs here: what a line of a letterhead looks like, for telling shells. Not here: the sections of a decision
(sectionizer) and what becomes of a shell (gates). A line is judged whole: one word beyond, and it may be law.
"""

from __future__ import annotations

import re
from functools import cache

NUMBER = r"(?:№|N|#)?\s*[\w-]*\d[\w./\\()-]*"
DOCUMENTS = "ухвала|рішення|постанова|вирок|судовий наказ|окрема ухвала|додаткове рішення|окрема думка|копія"
RUSSIAN = "определение|решение|постановление|приговор|судебный приказ|копия"
COURT_KINDS = (
    "районний|міський|міськрайонний|апеляційний|господарський|окружний|адміністративний|касаційний|верховний|вищий"
    "|спеціалізований|місцевий|військовий|обласний|антикорупційний|районный|городской|апелляционный|верховный"
)
PLACE = r"(?:\s+(?:(?-i:[А-ЯІЇЄҐ])[\w'’-]*|м|міста|у|в|області|обл|району|україни|народних депутатів)\.?)*"
LABELS = (
    "справа|номер справи|провадження|номер провадження|кримінальне провадження|єдиний унікальний номер|єун"
    "|унікальний номер|н/п|дело|производство"
)
ADDRESS = (
    r"\d{5},\s*(?:м|смт|с|вул)\.|вул\.|вулиця|просп\.|тел\.|тел:|факс|e-?mail|код (?:за )?єдрпоу|[\w.+-]+@[\w.-]+$"
)
SAYS = r"(?!.*(?:ти|ться|ено|ано|ито|уто|ив|ла|ує|ють|(?:ован|ен|ан|ит|ут)ий|ован[аеі])\b)"
"""No line with a verb or a participle in it is an address: «вул. Лісова, 5, звільнити» is law."""

PATTERNS = (
    r"[\W_]*",
    rf"(?:{DOCUMENTS}|{RUSSIAN})(?:\s+суду)?\W*",
    r"(?:іменем|именем)\s+(?:україни|украины)\W*",
    rf"[\w'’-]*\s*(?:(?:{COURT_KINDS})\s+){{1,3}}суд{PLACE}\W*",
    rf"(?:{LABELS})?\W*{NUMBER}",
    rf"{SAYS}(?:{ADDRESS}).*",
)
DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
SPACED = re.compile(r"(?<!\w)\w(?: \w){2,}(?!\w)")


def is_letterhead(text: str) -> bool:
    """Whether no line says anything: rules, kinds of document, the court, the case number, its address.

    A date alone is what some decisions consist of, so a text with a line of that kind is none.
    """
    return all(_says_nothing(line) for line in text.split("\n"))


def _says_nothing(line: str) -> bool:
    line = SPACED.sub(lambda word: word[0].replace(" ", ""), line.strip())
    return _pattern().fullmatch(line) is not None and not DATE.fullmatch(line)


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when first used."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS), re.IGNORECASE)
