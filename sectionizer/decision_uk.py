"""Grammar of Ukrainian (and older Russian-language) court decisions.

    decision = [registry_meta] introductory ( body | descriptive reasoning ) ( [legal_basis] operative )+ [closing]
             | introductory [descriptive] legal_basis operative [closing]
             | separate_opinion

Belongs here: which headings open which parts, and where a second decision or a separate opinion begins in the same
text. The words of headings are in `headings_uk`, what stands inside a part in `subjects_uk`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from sectionizer.headings_uk import (
    BASIS,
    CLOSING,
    DESCRIPTIVE,
    FORM,
    NOUNS,
    OPINION,
    REGISTER,
    RUN_IN,
    Heading,
    headings,
)
from sectionizer.shadow import line_end, shadow
from sectionizer.subjects_uk import inside
from sectionizer.tree import Grammar, Hint, Mark

BASIS_REACH = 4000
"""How far before the operative heading, in code points, the sentence that leads into it may begin."""
MOST_SENTENCES = 600
"""So far back nearly all of them begin."""
SUBJECT_LENGTH = 20
"""What may stand alone between that sentence and the heading: «Суд», «Колегія суддів»."""
CLOSING_REACH = 1500
"""How far before the end of the text the signatures may begin, runs of blanks counted as one."""
BLANKS = 8
"""So many times that, blanks and all, is looked at."""
OPINION_REACH = 800
"""A separate opinion says so in its first lines."""
UNHEADED_REACH = 6000
"""How far before the end an operative part without a heading may begin."""

LONGEST_ABBREVIATION = 8
_ABBREVIATED = re.compile(r"(?<!\w)(?:ст|ч|п|пп|абз|гл|розд|м|с|смт|ім|вул|просп|див|т|д|[А-ЯІЇЄҐA-Z])\Z")
_SENTENCE = re.compile(r"[.!?]\s+(?=[А-ЯІЇЄҐЁЫЭ])")
_BLANK_RUN = re.compile(r"\s+")
_LED_IN = re.compile(
    r"(?i:керуючись|руководствуясь)[^\n]*(?:\n[^\n]+){0,12}?(?i:суд|суддя|суддів|палата|судья)\W{0,6}\n\s*"
)
"""«Керуючись …, суд» at the end of a paragraph, with what the court decides below it."""


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the parts of a decision begin; the register's markup is flat, so hints are not looked at."""
    if not text:
        return []
    text = shadow(text)
    verbs = _firm(headings(text))
    decided = next((verb.start for verb in verbs if verb.kind == "operative"), OPINION_REACH)
    opinion = _opinion(text, 0, min(decided, OPINION_REACH))
    if opinion:
        return list(inside(text, [Mark(0, 1, "separate_opinion", title=opinion)]))
    register = REGISTER.match(text)
    begin = register.end() if register else 0
    found = [Mark(0, 1, "registry_meta")] if register else []
    starts = [begin, *_further(text, verbs)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if start < end:
            first, after = (bisect_left(verbs, place, key=lambda verb: verb.start) for place in (start, end))
            found += _decision(text, start, end, verbs[first:after])
    after = [*(mark.start for mark in found[1:]), len(text)]
    return list(inside(text, [mark for mark, end in zip(found, after, strict=True) if mark.start < end]))


def _firm(verbs: Sequence[Heading]) -> list[Heading]:
    """The verbs; those in the run of a sentence only where no other opens such a part."""
    known = {verb.kind for verb in verbs if verb.style != RUN_IN}
    return [verb for verb in verbs if verb.style != RUN_IN or verb.kind not in known]


def _opinion(text: str, start: int, end: int) -> str | None:
    found = next(OPINION.finditer(text, start, min(end, len(text))), None)
    return found["heading"].strip() if found and found["heading"][0].isupper() else None


def _further(text: str, verbs: Sequence[Heading]) -> Iterator[int]:
    """Where a further decision or a separate opinion begins: its name on a line of its own, below signatures."""
    operative = [verb for verb in verbs if verb.kind == "operative"]
    if not operative:
        return
    decided = operative[0].end
    places = [(match.start("heading"), False) for match in FORM.finditer(text, line_end(text, decided))]
    places += [(match.start("heading"), True) for match in OPINION.finditer(text, line_end(text, decided))]
    for start, opinion in sorted(places):
        signed = _closing(text, max(decided, start - CLOSING_REACH), start) is not None
        later = bisect_right(operative, start, key=lambda verb: verb.start)
        verb = operative[later] if later < len(operative) else None
        if signed and text[start].isupper() and (verb or (opinion and text[start : start + 12].isupper())):
            yield start
            decided = verb.end if verb else len(text)


def _decision(text: str, start: int, end: int, verbs: Sequence[Heading]) -> Iterator[Mark]:
    """The parts of one decision."""
    opinion = _opinion(text, start, line_end(text, start)) if start else None
    if opinion:
        yield Mark(start, 1, "separate_opinion", title=opinion)
        return
    yield Mark(start, 1, "introductory")
    body = next((verb for verb in verbs if verb.kind == "body"), None) or _named(text, start, end, "reasoning")
    floor = body.end if body else start
    operative = _operative(text, verbs, floor) or _as_list(_named(text, floor, end, "operative"))
    first = min((heading.start for heading in [body, *operative] if heading), default=end)
    found = (match for match in DESCRIPTIVE.finditer(text, start, first) if not match["heading"][0].islower())
    descriptive = next(found, None)
    if descriptive:
        yield Mark(descriptive.start("heading"), 1, "descriptive", title=descriptive["heading"])
        floor = max(floor, descriptive.end())
    if body:
        yield Mark(body.start, 1, "reasoning" if descriptive else "body", title=body.title)
    yield from _decided(text, operative, floor, end) if operative else _unheaded(text, floor, end)


def _as_list(heading: Heading | None) -> list[Heading]:
    return [heading] if heading else []


def _named(text: str, start: int, end: int, kind: str) -> Heading | None:
    """A part named by its noun: «Мотивувальна частина», where the court sets no verb."""
    match = next(NOUNS[kind].finditer(text, start, end), None)
    return Heading(match.start("heading"), match.end(), kind, match["heading"], "set") if match else None


def _operative(text: str, verbs: Sequence[Heading], floor: int) -> list[Heading]:
    """The last operative heading, and earlier ones into which a legal basis leads: partial decisions.

    One that could be prose only counts where no other stands.
    """
    after = [verb for verb in verbs if verb.kind == "operative" and verb.start >= floor]
    clear = [verb for verb in after if verb.style not in ("plain", RUN_IN)] or after[-1:]
    if clear and clear[0].style == RUN_IN and _basis(text, _reach(floor, clear[0]), clear[0].start) is None:
        return []
    floors = [floor, *(verb.end for verb in clear)]
    earlier = [verb for verb, before in zip(clear[:-1], floors, strict=False) if verb.style != "titled"
               and _basis(text, _reach(before, verb), verb.start) is not None]  # fmt: skip
    return [*earlier, *clear[-1:]]


def _reach(floor: int, heading: Heading) -> int:
    return max(floor, heading.start - BASIS_REACH)


def _decided(text: str, operative: Sequence[Heading], floor: int, end: int) -> Iterator[Mark]:
    """The sentence that leads into each operative part, that part itself, and the signatures."""
    for heading in operative:
        basis = _basis(text, _reach(floor, heading), heading.start)
        if basis is not None:
            yield Mark(basis, 1, "legal_basis")
        yield Mark(heading.start, 1, "operative", title=heading.title)
        floor = heading.end
    yield from _signed(text, floor, end)


def _signed(text: str, floor: int, end: int) -> Iterator[Mark]:
    closing = _closing(text, floor, end)
    if closing is not None:
        yield Mark(closing, 1, "closing")


def _unheaded(text: str, floor: int, end: int) -> Iterator[Mark]:
    """An operative part that no verb heads: it begins below «Керуючись …, суд»."""
    led = next(reversed(list(_LED_IN.finditer(text, max(floor, end - UNHEADED_REACH), end))), None)
    if led and led.end() < end:
        begin = _basis(text, max(floor, end - UNHEADED_REACH), led.end())
        yield Mark(led.start() if begin is None else begin, 1, "legal_basis")
        yield Mark(led.end(), 1, "operative")
        yield from _signed(text, led.end(), end)


def _basis(text: str, floor: int, heading: int) -> int | None:
    """Start of the sentence that ends at the operative heading, if it opens as a legal basis does."""
    begin = _sentence(text, max(floor, heading - MOST_SENTENCES), heading) or _sentence(text, floor, heading) or floor
    opener = BASIS.search(text, begin, heading)
    return opener.start("opener") if opener else None


def _sentence(text: str, floor: int, heading: int) -> int | None:
    """The stop behind which the last sentence before a heading begins, if one comes after ``floor``."""
    stops = [stop.start() for stop in _SENTENCE.finditer(text, floor, heading - SUBJECT_LENGTH)]
    return next((stop for stop in reversed(stops) if not _abbreviates(text, floor, stop)), None)


def _abbreviates(text: str, floor: int, stop: int) -> bool:
    """Whether a point ends an abbreviation and no sentence."""
    return _ABBREVIATED.search(text, max(floor, stop - LONGEST_ABBREVIATION), stop) is not None


def _closing(text: str, floor: int, stop: int) -> int | None:
    """First line of the signatures, within reach of the end."""
    end = floor + len(text[floor:stop].rstrip())
    for match in CLOSING.finditer(text, line_end(text, max(floor, end - BLANKS * CLOSING_REACH)), stop):
        start = match.start("heading")
        if not text[start].islower() and len(_BLANK_RUN.sub(" ", text[start:end])) <= CLOSING_REACH:
            return start
    return None


GRAMMAR = Grammar("decision_uk", marks)
