"""Grammar of Ukrainian (and older Russian-language) court decisions.

    decision = [registry_meta] introductory ( body | descriptive reasoning ) [legal_basis] operative [closing]
             | introductory [descriptive] legal_basis operative [closing]
             | separate_opinion

Belongs here: the words by which a court opens each part. Headings are verbs, a stem and an ending, however they are
spaced, cased or broken over lines. Simple for now: the sub-headings that higher courts set inside a body, and the
numbered points of separate opinions, are not yet sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectionizer.shadow import LinePattern, letters, line_end
from sectionizer.tree import Grammar, Hint, Mark

BODY_VERBS = ("встанови", "установи")
OPERATIVE_VERBS = (
    "ухвали", "постанови", "виріши", "виірши", "ріши", "засуди", "присуди",
    "реши", "определи", "постанови", "приговори",
)  # fmt: skip
"""Stems by which the court decides; «виірши» is a slip of the keyboard that recurs."""
ENDINGS = ("в", "ла", "ли", "ло", "л")
"""Masculine (суд), feminine (колегія), plural (судді), neuter; «л» is the Russian masculine."""
SUBJECT_WORDS = (
    "конституційний", "верховний", "апеляційний", "касаційний", "окружний", "господарський", "адміністративний",
    "районний", "міський", "міськрайонний", "обласний", "місцевий", "слідчий", "судова", "суддів", "суддя", "судья",
    "судді", "колегія", "коллегия", "палата", "велика", "україни", "суд",
)  # fmt: skip
DESCRIPTIVE_OPENERS = ("суть спору", "суть спора", "описова частина", "історія справи")
BASIS_OPENERS = (
    "керуючись", "на підставі", "виходячи", "враховуючи", "ураховуючи", "беручи до уваги", "зважаючи",
    "з урахуванням", "відповідно до", "згідно", "руководствуясь", "на основании", "учитывая", "исходя",
)  # fmt: skip
SIGNATORIES = (
    "головуючий", "головуюча", "слідчий суддя", "народний суддя", "нарсуддя", "суддя", "судді", "секретар",
    "перший сенат", "другий сенат", "велика палата", "голова суду", "председательствующий", "нарсудья",
    "народный судья", "судья", "судьи",
)  # fmt: skip

BASIS_REACH = 4000
"""How far before the operative heading, in code points, the sentence that leads into it may begin."""
SUBJECT_LENGTH = 20
"""What may stand alone between that sentence and the heading: «Суд», «Колегія суддів»."""
CLOSING_REACH = 1500
"""How far before the end of the text the signatures may begin, runs of blanks counted as one."""
OPINION_REACH = 800
"""A separate opinion says so in its first lines."""


def _words(phrases: Sequence[str]) -> str:
    """Pattern of any of the phrases, letter-spaced or not, with any blanks between words."""
    gap = r"[^\w\n]*"
    return "|".join(r"[^\w\n]*".join(letters(word, gap) for word in phrase.split()) for phrase in phrases)


def _verb(stems: Sequence[str]) -> str:
    verb = rf"(?:{'|'.join(letters(stem) for stem in stems)})\W*(?:{'|'.join(letters(end) for end in ENDINGS)})"
    return rf"{verb}(?:{verb})?(?!\w)"


_ANY_VERB = rf"(?:(?P<body>{_verb(BODY_VERBS)})|(?P<operative>{_verb(OPERATIVE_VERBS)}))"
_HEADING = LinePattern(rf"[^\w\n]*(?P<heading>(?:(?:{_words(SUBJECT_WORDS)})[^\w\n]+){{0,6}}(?P<verb>{_ANY_VERB}))")
_TRAILING_VERB = re.compile(rf"(?<!\w)(?P<verb>(?P<heading>{_ANY_VERB}))\W*\Z")
_DESCRIPTIVE = LinePattern(rf"(?P<heading>{_words(DESCRIPTIVE_OPENERS)})(?!\w)")
_BASIS = re.compile(rf"(?:\A|\n|[.;!?)\"])[^\w\n]*(?P<opener>{_words(BASIS_OPENERS)})(?!\w)")
_CLOSING = LinePattern(rf"[^\w\n]*(?P<heading>{_words(SIGNATORIES)})(?![а-яіїєґ])")
_OPINION = LinePattern(rf"(?P<heading>{_words(('окрема думка',))}(?!\w)[^\n]*)")
_REGISTER = re.compile(
    r"\s*Категорія справи №[^\n]*\n(?:\s*(?:Надіслано|Зареєстровано|Забезпечено|Оприлюднено|Номер судового"
    r"|Номер кримінального|Дата набрання|Єдиний державний реєстр)[^\n]*\n)*\s*"
)
_ABBREVIATED = re.compile(r"(?<!\w)(?:ст|ч|п|пп|абз|гл|розд|м|с|смт|ім|вул|просп|див|т|д|[А-ЯІЇЄҐA-Z])\Z")
_SENTENCE = re.compile(r"[.!?]\s+(?=[А-ЯІЇЄҐЁЫЭ])")
_BARE = re.compile(r"[\W_]+")
_BLANK_RUN = re.compile(r"\s+")


_FOLLOWED = {"set": re.compile(r":|\Z"), "titled": re.compile(r":|\Z"), "plain": re.compile(r":\Z")}
"""What must follow a verb on its line for it to be a heading, by how it is set; prose looks most like the last."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """A verb that opens a part, its subject included; ``style`` tells how it is set (see `_style`)."""

    start: int
    end: int
    kind: str
    title: str
    style: str


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the parts of a decision begin; the register's markup is flat, so hints are not looked at."""
    opinion = _opinion(text)
    if opinion:
        return [Mark(0, 1, "separate_opinion", title=opinion)] if text else []
    register = _REGISTER.match(text)
    begin = register.end() if register else 0
    found = [Mark(0, 1, "registry_meta")] if register else []
    if begin < len(text):
        found.append(Mark(begin, 1, "introductory"))
    return found + [mark for mark in _parts(text, begin) if mark.start > begin]


def _opinion(text: str) -> str | None:
    head = text[:OPINION_REACH]
    found = next(_OPINION.finditer(head), None)
    return found["heading"].strip() if found and found["heading"][0].isupper() else None


def _parts(text: str, begin: int) -> Iterator[Mark]:
    headings = _headings(text)
    body = next((heading for heading in headings if heading.kind == "body"), None)
    operative = _operative(headings, body.end if body else begin)
    first = min((h.start for h in (body, operative) if h), default=len(text))
    descriptive = next((m for m in _DESCRIPTIVE.finditer(text[:first]) if not m["heading"][0].islower()), None)
    if descriptive:
        yield Mark(descriptive.start("heading"), 1, "descriptive", title=descriptive["heading"])
    if body:
        yield Mark(body.start, 1, "reasoning" if descriptive else "body", title=body.title)
    if operative:
        yield from _decided(text, operative, body.end if body else begin)


def _decided(text: str, operative: _Heading, floor: int) -> Iterator[Mark]:
    """The sentence that leads into the operative part, that part itself, and the signatures."""
    basis = _basis(text, max(floor, operative.start - BASIS_REACH), operative.start)
    if basis is not None:
        yield Mark(basis, 1, "legal_basis")
    yield Mark(operative.start, 1, "operative", title=operative.title)
    closing = _closing(text, operative.end)
    if closing is not None:
        yield Mark(closing, 1, "closing")


def _headings(text: str) -> list[_Heading]:
    """Verbs that stand as headings, in order: at a line start, or set off before a colon inside a line."""
    found = {}
    for match in _HEADING.finditer(text):
        heading = _heading(text, match)
        if heading:
            found[heading.end] = heading
    for heading in _inline(text):
        found.setdefault(heading.end, heading)
    return [found[end] for end in sorted(found)]


def _heading(text: str, match: re.Match[str]) -> _Heading | None:
    """The heading that a match holds, unless the line goes on as prose does."""
    rest = text[match.end() : line_end(text, match.end())].strip(" \"'*_.,-–—")
    heading = _verb_of(match, 0)
    return heading if _FOLLOWED[heading.style].match(rest) else None


def _inline(text: str) -> Iterator[_Heading]:
    """«…, суд П О С Т А Н О В И В :» within a line: the verb alone is the heading."""
    colon = text.find(":")
    while colon >= 0:
        window = max(0, colon - 48)
        tail = text[window:colon].rstrip(" ")
        if tail and tail[-1] in "вВBаАAиИоОOлЛ":
            match = _TRAILING_VERB.search(tail)
            if match and _style(match["verb"]) == "set":
                yield _verb_of(match, window)
        colon = text.find(":", colon + 1)


def _verb_of(match: re.Match[str], shift: int) -> _Heading:
    word = _BARE.sub("", match["verb"]).upper()
    half = word[: len(word) // 2]
    kind = "body" if match["body"] else "operative"
    title = half if half * 2 == word else word
    return _Heading(shift + match.start("heading"), shift + match.end("verb"), kind, title, _style(match["verb"]))


def _style(word: str) -> str:
    """How a word is set: in capitals or letter-spaced (set), with a capital (titled), or plain."""
    bare = _BARE.sub("", word)
    if bare.isupper() or len(word) >= 1.5 * len(bare):
        return "set"
    return "titled" if bare[0].isupper() else "plain"


def _operative(headings: list[_Heading], floor: int) -> _Heading | None:
    """The last operative heading; one that could be prose only counts where no other stands."""
    after = [heading for heading in headings if heading.kind == "operative" and heading.start >= floor]
    clear = [heading for heading in after if heading.style != "plain"]
    return (clear or after or [None])[-1]


def _basis(text: str, floor: int, heading: int) -> int | None:
    """Start of the sentence that ends at the operative heading, if it opens as a legal basis does."""
    begin = floor
    for stop in _SENTENCE.finditer(text, floor, heading - SUBJECT_LENGTH):
        if not _ABBREVIATED.search(text, max(floor, stop.start() - 8), stop.start()):
            begin = stop.start()
    opener = _BASIS.search(text, begin, heading)
    return opener.start("opener") if opener else None


def _closing(text: str, floor: int) -> int | None:
    """First line of the signatures, within reach of the end."""
    end = len(text.rstrip())
    for match in _CLOSING.finditer(text, line_end(text, floor)):
        start = match.start("heading")
        if not text[start].islower() and len(_BLANK_RUN.sub(" ", text[start:end])) <= CLOSING_REACH:
            return start
    return None


GRAMMAR = Grammar("decision_uk", marks)
