"""Grammar of Dutch judgments.

    judgment = header ( procesverloop | feiten | geschil | overwegingen | kosten | beslissing | rechtsmiddel )*
               [bijlage] [conclusie]
    each of them = [lead] ( subject | question of a criminal case | consideration )*

Belongs here: which titles are the main ones, and what stands inside a part. The words of titles are in `titles_nl`,
the rows of numbers in `considerations`. The publisher's sections and numbers win where they are marked; the
publisher's role is only believed for a title the lexicon does not know. A conclusion printed below a judgment of the
Hoge Raad is one part of its own.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from sectionizer import considerations
from sectionizer.numbering import Key, roman, row
from sectionizer.shadow import LinePattern, line_end, shadow
from sectionizer.titles_nl import (
    INLINE,
    LINE,
    PARTS,
    RECITED,
    ROLES,
    RUNNING,
    UNNAMED,
    Title,
    bare,
    court_of,
    extent,
    kind_of,
)
from sectionizer.tree import Grammar, Hint, Mark

SUBJECT, SUBJECT_RANK = "subject", considerations.RANK
"""A heading inside a part, or a main one that the lexicon does not know."""
LAST = ("kosten", "beslissing", "rechtsmiddel", "bijlage")
"""Parts at the end, which often stand without a number below numbered ones."""
WHOLE = ("overwegingen", "rechtsoverwegingen", "gronden")
"""Titles of all that a court considers; the titles below one of them, up to the decision, stand inside it."""
INSIDE = ("feiten", "geschil", "overwegingen", "kosten")
APPEAL = "hoger beroep"
"""Below the decision it heads the notice of how to appeal, among the considerations what is thought of the appeal,
above both the course of the proceedings."""
QUESTIONS = ("voorvragen", "bewijs", "bewezenverklaring", "strafbaarheid", "strafoplegging", "schadevergoeding")
"""What a criminal court considers, in the order of articles 348 and 350 of the Wetboek van Strafvordering."""
TITLE_WORDS, POINTED_WORDS = 16, 10
"""Words of a title, and of one that ends in a point."""

_STYLES = (re.compile(r"\d"), re.compile("[IVX]"), re.compile("[A-H]"))
"""Arabic and Roman numbers, letters: a judgment numbers its main headings in one way."""
_NUMBERED = re.compile(r"[1-9]\d?|[IVX]{1,5}")
_ATTACHED = LinePattern(r"(?:Nrs?\. ?\d[^\n]{0,60}\n *)?[^\n]{0,60}(?:Conclusie|CONCLUSIE)(?: van [^\n]{0,40})? inzake")


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the parts of a judgment, their subjects and the numbered considerations begin."""
    if not text:
        return []
    text = shadow(text)
    court = court_of(text)
    marked = list(_marked(hints, court))
    own = {title.start: title for title in [*_typed(text, court), *marked]}
    titles = [own[start] for start in sorted(own)]
    attached = _attached(text, titles)
    within = [title for title in titles if attached is None or title.start < attached]
    subtitles = _subtitles(hints)
    parts = list(_parts(_main(text, court, within, subtitles), subtitles))
    if attached is not None:
        parts = [*(mark for mark in parts if mark.start < attached), *_conclusion(text, attached)]
    if not parts or parts[0].start > 0:
        parts.insert(0, Mark(0, 1, "header"))
    return list(_with_considerations(parts, _numbers(text, hints)))


def _marked(hints: Sequence[Hint], court: str | None) -> Iterator[Title]:
    """Sections the publisher marked and the lexicon (or else the publisher's role) can type."""
    for hint in hints:
        if hint.kind == "section" and hint.title:
            number = _number_of(hint)
            kind = kind_of(hint.title, court) or (hint.role if hint.role in ROLES else None)
            if kind and "." not in (number or ""):
                yield Title(hint.start, number, hint.title, kind, marked=True)


def _subtitles(hints: Sequence[Hint]) -> list[Title]:
    """Every heading the publisher marked, main or not."""
    headed = [hint for hint in hints if hint.kind in ("section", "title") and hint.title]
    return [Title(hint.start, _number_of(hint), hint.title or "", SUBJECT, marked=True) for hint in headed]


def _number_of(hint: Hint) -> str | None:
    return hint.number.strip(" .():") or None if hint.number else None


def _typed(text: str, court: str | None) -> Iterator[Title]:
    """Titles of the lexicon at line starts whose line holds nothing else, or a sentence that runs on after them."""
    for match in chain(LINE.finditer(text), RUNNING.finditer(text)):
        rest = text[match.end() : line_end(text, match.end())]
        title = extent(match["title"], rest, match["number"] is not None)
        bare_line = match["number"] is None
        if title is None or (bare_line and (RECITED.match(title) or _goes_on(text, match.end() + len(rest), rest))):
            continue
        start = match.start("number") if match["number"] else match.start("line")
        yield Title(start, match["number"], title, kind_of(title, court) or SUBJECT)


def _goes_on(text: str, end: int, rest: str) -> bool:
    """Whether the next line begins in small letters, and no colon stands before: a sentence goes on."""
    if rest.rstrip().endswith(":"):
        return False
    following = text[end : end + 80].lstrip()
    return following[:1].islower() and not following.startswith(("de ", "het ", "verklaart", "wijst", "veroordeelt"))


def _main(text: str, court: str | None, titles: Sequence[Title], headed: Sequence[Title]) -> list[Title]:
    """The titles of parts. Where main headings carry numbers, a bare title is a sub-heading, unless it ends the row.

    ``headed``: all headings that the publisher marked.
    """
    series = max((_chain(titles, style) for style in _STYLES), key=len)
    if len(series) < 2:
        return _after_name([title for title in titles if not title.number or title.marked])
    kinds = {title.kind for title in series}
    bare_ends = [
        title for title in titles
        if not title.number and (title.marked or (title.start > series[-1].start and title.kind in LAST
                                                  and title.kind not in kinds))
    ]  # fmt: skip
    return sorted([*series, *_between(text, court, series, headed), *bare_ends], key=lambda title: title.start)


def _chain(titles: Sequence[Title], style: re.Pattern[str]) -> list[Title]:
    """The longest row of titles whose numbers are set alike; a slip may repeat a number."""
    alike = [title for title in titles if title.number and style.match(title.number)]
    return [alike[index] for index in row([(_value(title.number), place) for place, title in enumerate(alike)])]


def _value(number: str | None) -> int:
    """Roman where it can be, else a capital by its place in the alphabet."""
    number = number or ""
    return int(number) if number.isdigit() else roman(number) or ord(number[0]) - 64


def _between(text: str, court: str | None, chain: Sequence[Title], headed: Sequence[Title]) -> Iterator[Title]:
    """What fills the gaps in the row of titles: numbered headings the lexicon does not know, titles glued to a line."""
    low, start, begun = 0, 0, 0
    for after in chain:
        high = _value(after.number)
        if low + 1 < high:
            marked = [title for title in headed if _NUMBERED.fullmatch(title.number or "")]
            found = [*(title for title in marked if start <= title.start < after.start),
                     *_unnamed(text, start, after.start), *_glued(text, court, begun, after.start)]  # fmt: skip
            found = list({title.start: title for title in found}.values())
            found = [title for title in found if low < _value(title.number) < high and _alike(title, after)]
            found.sort(key=lambda title: title.start)
            yield from (found[index] for index in row([(_value(title.number),) for title in found]))
        low, start, begun = high, line_end(text, after.start), after.start + len(after.title)


def _alike(one: Title, other: Title) -> bool:
    return (one.number or "").isdigit() == (other.number or "").isdigit()


def _unnamed(text: str, start: int, end: int) -> Iterator[Title]:
    for match in UNNAMED.finditer(text, start, end):
        if _is_title(match["line"].strip()):
            yield Title(match.start("number"), match["number"], match["line"].strip(), SUBJECT)


def _glued(text: str, court: str | None, start: int, end: int) -> Iterator[Title]:
    for match in INLINE.finditer(text, start, end):
        title = extent(match["title"], text[match.end() : line_end(text, match.end())], numbered=True)
        if title:
            yield Title(match.start("number"), match["number"], title, kind_of(title, court) or SUBJECT)


def _is_title(words: str) -> bool:
    """Few words that end in no stop but a point, and no sentence."""
    most = POINTED_WORDS if words.endswith(".") else TITLE_WORDS
    short = words.count(" ") < most and not words.endswith((",", ";", ":", "-"))
    return short and extent("", " " + words, numbered=True) is not None


def _after_name(titles: Sequence[Title]) -> list[Title]:
    """Bare titles; «Uitspraak» above the parties is the name of the document, not its decision.

    Where main headings are set in capitals, others below the first of them are sub-headings; what is annexed follows
    the decision.
    """
    first = next((i for i, title in enumerate(titles) if title.marked or not _names(title)), len(titles))
    capitals = [title for title in titles[first:] if title.title.isupper() and title.kind in PARTS]
    outer = capitals[0].start if len({title.kind for title in capitals}) > 1 else sys.maxsize
    kept = [title for title in titles[first:] if title.marked or title.title.isupper() or title.start < outer]
    decided = next((title.start for title in kept if title.kind == "beslissing"), None)
    return [title for title in kept if title.kind != "bijlage" or (decided is not None and title.start > decided)]


def _names(title: Title) -> bool:
    return bare(title.title).startswith("uitspraak")


def _parts(titles: Sequence[Title], subtitles: Sequence[Title]) -> Iterator[Mark]:
    """Parts and what is headed inside them; a question of a criminal case stands among the considerations."""
    part, whole = "header", False
    main = {title.start: title for title in titles}
    for _, title in sorted(({title.start: title for title in subtitles} | main).items()):
        if part in LAST and bare(title.title) == APPEAL:
            title = replace(title, kind="rechtsmiddel")
        outer = title.start in main and not _stands_inside(title, part, whole)
        if outer and title.kind in QUESTIONS and part != "overwegingen":
            part, whole = "overwegingen", False
            yield Mark(title.start, 1, part)
        if outer and title.kind not in QUESTIONS:
            part, whole = title.kind, bare(title.title) in WHOLE
            yield Mark(title.start, 1, title.kind, title.number, title.title)
        elif part != "header" or (title.start in main and title.kind == SUBJECT):
            kind = SUBJECT if title.kind in PARTS else title.kind
            yield Mark(title.start, SUBJECT_RANK, kind, title.number, title.title)


def _stands_inside(title: Title, part: str, whole: bool) -> bool:
    """Whether a main title heads only a stretch of the open part."""
    if part == "overwegingen" and title.kind == "wetsartikelen":
        return True
    if title.number:
        return False
    closing = title.kind in ("conclusie", "beslag") and part == "overwegingen"
    below = whole and (title.kind in INSIDE or bare(title.title) == APPEAL)
    return closing or title.kind == SUBJECT or part == "bijlage" or below


def _attached(text: str, titles: Sequence[Title]) -> int | None:
    """Where a conclusion begins that is printed below the decision."""
    decided = next((title.start for title in titles if title.kind == "beslissing"), None)
    if decided is None:
        return None
    found = next(_ATTACHED.finditer(text, line_end(text, decided)), None)
    return found.start() + len(found[0]) - len(found[0].lstrip()) if found else None


def _conclusion(text: str, start: int) -> Iterator[Mark]:
    """A conclusion and its numbered headings."""
    yield Mark(start, 1, "conclusie")
    lines = [match for match in UNNAMED.finditer(text, line_end(text, start)) if _is_title(match["line"].strip())]
    for index in row([(_value(match["number"]),) for match in lines]):
        match = lines[index]
        yield Mark(match.start("number"), SUBJECT_RANK, SUBJECT, match["number"], match["line"].strip())


def _numbers(text: str, hints: Sequence[Hint]) -> list[considerations.Number]:
    """Numbers at line starts; what the publisher marked as one is taken as it is."""
    told = {
        hint.start: (hint.start, considerations.key(hint.number), True)
        for hint in hints
        if hint.kind == "nr" and considerations.key(hint.number)
    }
    typed = considerations.numbers(text)
    if not told:
        return typed
    both = {number[0]: number for number in typed} | told
    return [both[start] for start in sorted(both)]


def _with_considerations(parts: Sequence[Mark], numbers: Sequence[considerations.Number]) -> Iterator[Mark]:
    """The marks and, inside all parts but the header, the numbers that go on in order."""
    last: Key = ()
    starts = [number[0] for number in numbers]
    for mark, after, following in zip(parts, [*parts[1:], None], _following(parts), strict=True):
        yield mark
        own = considerations.key(mark.number)
        last = () if mark.kind == "conclusie" and mark.title is None else own or last
        if mark.kind != "header":
            end = bisect_left(starts, after.start) if after else len(starts)
            inside = numbers[bisect_right(starts, mark.start) : end]
            found = list(considerations.considerations(considerations.below(inside, own, following), last))
            last = considerations.last_of(found, last)
            yield from found


def _following(parts: Sequence[Mark]) -> list[Key]:
    """The number of the next numbered heading behind each mark, or ()."""
    following: list[Key] = [()]
    for mark in reversed(parts[1:]):
        following.append(considerations.key(mark.number) or following[-1])
    return following[: len(parts)][::-1]


GRAMMAR = Grammar("decision_nl", marks)
