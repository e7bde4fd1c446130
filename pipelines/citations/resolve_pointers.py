"""Units that only point back: «частини першої цієї статті», «зазначеної норми», «dat artikel».

What belongs here: which article such words mean. In a decision it is the article cited last, in an act the article in
which the words stand, until the act comes to amend others. What does not: laws that are pointed to («цього Кодексу»,
`find.py`). An antecedent of several articles («статтями 12, 81 … цієї статті») leaves it open, and nothing is told: a
wrong link is worse than none. Still to come: points within acts («цього пункту»), which need the act's sections.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, takewhile

from pipelines.citations.anchors import matches
from pipelines.citations.citation import Citation
from pipelines.citations.grammar import Grammar
from pipelines.citations.numbers import Value

_EARLIER = 0.6
"""Of the antecedent's confidence what a pointer to it has."""

_FARTHEST = 3_000
"""Code points from the antecedent on beyond which the words hardly mean it."""

_BEFORE = 100
"""Code points before the pointer in which its deeper units stand."""

_DEEPER = {"article": (), "part": ("part",), "item": ("part", "item")}
"""What of the antecedent's units a pointer to an article, a part or an item keeps."""


@dataclass(frozen=True, slots=True)
class _Pointers:
    """Words that make a noun a pointer with the noun, named by the unit that it means; an act's headings."""

    words: re.Pattern[str]
    heading: re.Pattern[str]


@cache
def _pointers(language: str) -> _Pointers:
    if language == "nl":
        words = (
            r"(?<!\w)(?:[Dd]it|[Dd]at|[Dd]eze|[Dd]ie|[Vv]oornoemde?|[Gg]enoemde?)\s+"
            r"(?P<article>artikel(?!\w)(?!\s*\d)|bepaling(?!\w))"
        )
        heading = r"^[ \t*#>\"]*Artikel\s+(?P<number>\d+(?:[.:]\d+)*[a-z]{0,3})"
    else:
        words = (
            r"(?<!\w)(?:[Цц](?:ієї|ій|ією|ю|ього|ьому)(?:\s+ж)?|(?:[Вв]ище)?(?:[Зз]азначен|[Вв]казан|[Нн]азван|[Нн]аведен|"
            r"[Зз]гадан|[Уу]казан)(?:ої|ій|ою|у|ого|ому)|[Дд]ан(?:ої|ій|ою|у|ого)|[Тт](?:ієї|ій)\s+ж)\s+"
            r"(?:(?P<article>статт(?:і|ею|ю|я)(?!\w)(?!\s*\d)|норм(?:и|у|ою|і)(?!\w))"
            r"|(?P<part>частин(?:и|і|ою|у)(?!\w)(?!\s*\d))|(?P<item>пункт(?:у|і|ом)(?!\w)(?!\s*\d)))"
        )
        heading = r"^[ \t*#>\"]*(?:Стаття|СТАТТЯ)\s+(?P<number>\d+(?:\s?-\s?\d+)?)"
    return _Pointers(re.compile(words), re.compile(heading, re.MULTILINE))


def follow(
    looked_at: str,
    language: str,
    grammar: Grammar,
    starts: Iterable[int],
    cited: Sequence[Citation],
    own: tuple[str, int] | None,
) -> list[Citation]:
    """Citations by pointers, given those that name their article, in order; `looked_at` is the shadow of the text.

    `starts` are where a pointer may begin; `own` is the act that the text is, and where it comes to amend others.
    """
    words = _pointers(language)
    pointers = matches(words.words, looked_at, starts)
    spans = [(match.start(), match.end(), match.lastgroup or "") for match in pointers]
    if not spans:
        return []
    with_article = (one for one in cited if one.kind == "statute" and one.article)
    named = sorted(with_article, key=lambda one: (one.end, one.start))
    ends = [one.end for one in named]
    headings = list(words.heading.finditer(looked_at)) if own else []
    opened = [heading.start() for heading in headings]
    found = list[Citation]()
    for start, end, unit in spans:
        if own and start < own[1]:
            heading = headings[index - 1] if (index := bisect_left(opened, start)) else None
            antecedent = _own(heading, start, own[0]) if heading and unit == "article" else None
        else:
            antecedent = _last(named, bisect_right(ends, start), start, unit)
        found += _pointed(looked_at, (start, end), unit, antecedent, grammar) if antecedent else []
    taken = sorted((one.start, one.end) for one in cited)
    begun, reach = [start for start, _ in taken], [0, *accumulate((end for _, end in taken), max)]
    return [one for one in found if reach[bisect_left(begun, one.end)] <= one.start]


def _own(heading: re.Match[str], place: int, act: str) -> Citation:
    """The act's own article around a place."""
    return Citation(start=place, end=place, kind="statute", law=act, article=re.sub(r"\s", "", heading["number"]))


def _last(named: Sequence[Citation], number: int, place: int, unit: str) -> Citation | None:
    """The last of the first so many, if its mention names one article alone and has the unit that is pointed to."""
    last = named[number - 1] if number else None
    if last is None or place - last.end > _FARTHEST:
        return None
    before = (named[index] for index in range(number - 1, -1, -1))
    together = {one.article for one in takewhile(lambda one: one.end == last.end, before)}
    known = last.law and not last.range_end and len(together) == 1 and (unit == "article" or getattr(last, unit))
    return last if known else None


def _pointed(
    looked_at: str, span: tuple[int, int], unit: str, antecedent: Citation, grammar: Grammar
) -> Iterator[Citation]:
    """The antecedent with the deeper units that stand before the pointer, one for each."""
    kept = {name: getattr(antecedent, name) for name in _DEEPER[unit]}
    plain = Citation(
        start=span[0], end=span[1], kind="statute", law=antecedent.law, article=antecedent.article,
        book=antecedent.book, anaphoric=True, confidence=round(_EARLIER * antecedent.confidence, 4),
    )  # fmt: skip
    begin, targets = _units_before(looked_at, span[0], grammar)
    for target in targets:
        told = {name: value.text for name, value in target.items() if name in ("paragraph", "sub_item", "item", "part")}
        last = next((value.end for value in target.values() if value.end), None)
        yield plain._replace(start=begin, range_end=last, **(kept | told))


def _units_before(looked_at: str, place: int, grammar: Grammar) -> tuple[int, Sequence[dict[str, Value]]]:
    """Where the units right before a place begin, and their targets; one without units when there are none."""
    offset = max(0, place - _BEFORE)
    window = looked_at[offset:place]
    chains = [chain for chain in grammar.chains(window, range(len(window))) if not chain.has_article]
    if not chains or window[chains[-1].end :].strip():
        return place, [{}]
    return offset + chains[-1].start, [dict(target) for target in chains[-1].targets]
