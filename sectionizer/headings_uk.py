"""The words by which a Ukrainian (or older Russian-language) court opens the parts of a decision.

Belongs here: the lexicon and the patterns made of it. Headings are verbs, a stem and an ending, however they are
spaced, cased or broken over lines; only how a verb is set and what follows it tells a heading from prose. Which
heading opens which part is told in `decision_uk`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sectionizer.shadow import LinePattern, letters, line_end

BODY_VERBS = ("встанови", "установи")
OPERATIVE_VERBS = (
    "ухвали", "постанови", "виріши", "виірши", "ріши", "засуди", "присуди", "визначи",
    "реши", "определи", "постанови", "приговори",
)  # fmt: skip
"""Stems by which the court decides; «виірши» is a slip of the keyboard that recurs."""
ENDINGS = ("в", "ла", "ли", "ло", "л")
"""Masculine (суд), feminine (колегія), plural (судді), neuter; «л» is the Russian masculine."""
IMPERSONAL = ("встановлено", "установлено")
ORDERS = ("наказую", "наказує", "наказав", "наказала", "постановляє", "дійшов висновку", "дійшла висновку")
"""A court order commands, a plenary resolves, the Constitutional Court gives an opinion."""
SUBJECT_WORDS = (
    "конституційний", "верховний", "апеляційний", "касаційний", "окружний", "господарський", "адміністративний",
    "районний", "міський", "міськрайонний", "обласний", "місцевий", "слідчий", "слідча", "судова", "суддів", "суддя",
    "судья", "судді", "колегія", "коллегия", "палата", "велика", "президія", "президиум", "пленум", "україни", "суд",
)  # fmt: skip
DESCRIPTIVE_OPENERS = (
    "суть спору", "суть спора", "суть справи", "обставини справи", "описова частина", "історія справи",
)  # fmt: skip
NOUN_HEADINGS = {"reasoning": ("мотивувальна частина", "мотивировочная часть"),
                 "operative": ("резолютивна частина", "резолютивная часть")}  # fmt: skip
"""Parts named as the codes of procedure name them, where a court sets no verb."""
BASIS_OPENERS = (
    "керуючись", "на підставі", "виходячи", "враховуючи", "ураховуючи", "беручи до уваги", "зважаючи",
    "з урахуванням", "відповідно до", "згідно", "руководствуясь", "на основании", "учитывая", "исходя",
)  # fmt: skip
BASIS_LEADS = (
    "з огляду на", "за таких обставин", "за викладених обставин", "з наведених підстав", "у зв'язку з",
    "приймаючи до уваги", "таким чином", "отже", "с учетом", "при таких обстоятельствах", "принимая во внимание",
    "в соответствии",
)  # fmt: skip
"""Words with which that sentence may begin if it names the law further on."""
COURTS = (
    "суд", "суддя", "судді", "суддів", "колегія", "палата", "президія", "пленум", "судья", "коллегия", "президиум",
)  # fmt: skip
SIGNATORIES = (
    "головуючий", "головуюча", "слідчий суддя", "слідча суддя", "народний суддя", "народні засідателі", "присяжні",
    "нарсуддя", "суддя", "судді", "секретар", "перший сенат", "другий сенат", "велика палата", "голова суду",
    "председательствующий", "нарсудья", "народный судья", "народные заседатели", "судья", "судьи",
)  # fmt: skip
FORMS = (
    "ухвала", "рішення", "постанова", "вирок", "окрема ухвала", "додаткове рішення", "додаткова ухвала",
    "додаткова постанова", "судовий наказ", "решение", "определение", "постановление", "приговор",
)  # fmt: skip


NO_LETTERS = r"\W*"


def words(phrases: Sequence[str]) -> str:
    """Pattern of any of the phrases, letter-spaced or not, with any blanks between words."""
    return _any_of(phrases, r"[^\w\n]*")


def _any_of(phrases: Sequence[str], gap: str) -> str:
    """Those that begin alike under one letter, so that ``re`` tries each letter once; their order stays."""
    initials = dict.fromkeys(phrase[0] for phrase in phrases)
    return "|".join(
        f"{letters(initial)}(?:{'|'.join(_rest(phrase, gap) for phrase in phrases if phrase[0] == initial)})"
        for initial in initials
    )


def _rest(phrase: str, gap: str) -> str:
    """Pattern of a phrase behind its first letter."""
    first, *others = phrase[1:].split(" ")
    return gap + gap.join(letters(word, gap) for word in [first, *others] if word)


def _verb(stems: Sequence[str]) -> str:
    verb = rf"(?:{_any_of(stems, NO_LETTERS)})\W*(?:{'|'.join(letters(end) for end in ENDINGS)})"
    return rf"{verb}(?:{verb})?(?!\w)"


_BODY = rf"(?P<body>{_verb(BODY_VERBS)}|(?P<impersonal>(?:{words(IMPERSONAL)})(?!\w)))"
_OPERATIVE = rf"(?P<operative>{_verb(OPERATIVE_VERBS)}|(?:{words(ORDERS)})(?!\w))"
_ANY_VERB = rf"(?:{_BODY}|{_OPERATIVE})"
_HEADING = LinePattern(rf"[^\w\n]*+(?P<heading>(?:(?:{words(SUBJECT_WORDS)})[^\w\n]+){{0,6}}(?P<verb>{_ANY_VERB}))")
_TRAILING_VERB = re.compile(rf"(?:(?<!\w)|(?<=[а-яіїєґ])(?=[А-ЯІЇЄҐ]))(?P<verb>(?P<heading>{_ANY_VERB}))\W*\Z")
_COURT_BEFORE = re.compile(rf"(?<!\w)(?:{words(COURTS)})[^\w\n]+\Z")
_SUBTITLE = r"[^\w\n]*+(?:[IVXІХ\d]{1,4}[. ]+)?"
DESCRIPTIVE = LinePattern(rf"{_SUBTITLE}(?P<heading>{words(DESCRIPTIVE_OPENERS)})(?!\w)")
NOUNS = {
    kind: LinePattern(rf"{_SUBTITLE}(?P<heading>{words(phrases)})[^\w\n]*(?=\n|\Z)")
    for kind, phrases in NOUN_HEADINGS.items()
}
BASIS = re.compile(
    rf"[\n.;!?)\"][^\w\n]*+(?P<opener>(?:{words(BASIS_OPENERS)})(?!\w)"
    rf"|(?:{words(BASIS_LEADS)})(?!\w)(?=.*?(?:керуючись|підставі|статт|ст\.|руководствуясь|основании)))",
    re.DOTALL,
)
_COURT_ALONE = rf"(?:{words(('конституційний суд україни',))})(?=\s*(?:\n|\Z))"
_CHAIRMAN = r"(?:Заступник )?[Гг]олов[аи](?: [А-ЯІЇЄҐ]?[а-яіїєґ']+){1,3} [Сс]уду"
CLOSING = LinePattern(rf"[^\w\n]*+(?P<heading>(?:{words(SIGNATORIES)}|{_CHAIRMAN})(?![а-яіїєґ])|{_COURT_ALONE})")
OPINION = LinePattern(
    rf"(?P<heading>(?:{words(('окрема',))})(?:[^\w\n]+\w+[^\w\n]+|[^\w\n]*)(?:{words(('думка',))})(?!\w)[^\n]*"
    rf"|(?:{words(('окрема думка', 'особое мнение', 'розбіжна думка', 'збіжна думка'))})(?!\w)[^\n]*)"
)
FORM = LinePattern(rf"[^\w\n]*+(?P<heading>{words(FORMS)})[^\w\n]*(?=\n|\Z)")
REGISTER = re.compile(
    r"\s*Категорія справи №[^\n]*\n(?:\s*(?:Надіслано|Зареєстровано|Забезпечено|Оприлюднено|Номер судового"
    r"|Номер кримінального|Дата набрання|Єдиний державний реєстр)[^\n]*\n)*\s*"
)
_PLAIN_ENDS = tuple(stem[-2:] + end for stem in (*BODY_VERBS, *OPERATIVE_VERBS) for end in ENDINGS)
_BARE = re.compile(r"[\W_]+")
_FOLLOWED = {
    "spaced": re.compile(""), "set": re.compile(r":|\Z|[А-ЯІЇЄҐ][а-яіїєґ']"), "titled": re.compile(r":|\Z"),
    "plain": re.compile(r":\Z"),
}  # fmt: skip
"""What must follow a verb on its line for it to be a heading, by how it is set; prose looks most like the last."""
RUN_IN = "run-in"
"""Style of a plain verb that ends a line behind the name of the court: «Розглянувши справу, суд встановив:»."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A verb that opens a part, its subject included; ``style`` tells how it is set (see `_style`)."""

    start: int
    end: int
    kind: str
    title: str
    style: str


def headings(text: str) -> list[Heading]:
    """Verbs that stand as headings, in order: at a line start, or set off before a colon inside a line."""
    found = {}
    for match in _HEADING.finditer(text):
        heading = _heading(text, match)
        if heading:
            found[heading.end] = heading
    for heading in _inline(text):
        found.setdefault(heading.end, heading)
    return [found[end] for end in sorted(found)]


def _heading(text: str, match: re.Match[str]) -> Heading | None:
    """The heading that a match holds, unless the line goes on as prose does."""
    rest = text[match.end() : line_end(text, match.end())].strip(" \"'*_.,-–—")
    heading = _verb_of(match, 0)
    if match["impersonal"] and heading.style not in ("spaced", "set"):
        return None
    return heading if _FOLLOWED[heading.style].match(rest) else None


def _inline(text: str) -> Iterator[Heading]:
    """«…, суд П О С Т А Н О В И В :» within a line: the verb alone is the heading; a plain one has to end its line."""
    colon = text.find(":")
    while colon >= 0:
        window = max(0, colon - 48)
        tail = text[window:colon].rstrip(" ")
        if tail and (tail[-1].isupper() or " " in tail[-3:] or tail.endswith(_PLAIN_ENDS)):
            match = _TRAILING_VERB.search(tail)
            if match and _style(match["verb"]) in ("spaced", "set"):
                yield _verb_of(match, window)
            elif match and _ends_line(text, colon) and _COURT_BEFORE.search(tail, 0, match.start()):
                yield replace(_verb_of(match, window), style=RUN_IN)
        colon = text.find(":", colon + 1)


def _ends_line(text: str, colon: int) -> bool:
    return not text[colon + 1 : line_end(text, colon)].strip()


def _verb_of(match: re.Match[str], shift: int) -> Heading:
    word = _BARE.sub("", match["verb"]).upper()
    half = word[: len(word) // 2]
    kind = "body" if match["body"] else "operative"
    title = half if half * 2 == word else word
    return Heading(shift + match.start("heading"), shift + match.end("verb"), kind, title, _style(match["verb"]))


def _style(word: str) -> str:
    """How a word is set: letter-spaced, in capitals (set), with a capital (titled), or plain."""
    bare = _BARE.sub("", word)
    if len(word) >= 1.5 * len(bare):
        return "spaced"
    if bare.isupper():
        return "set"
    return "titled" if bare[0].isupper() else "plain"
