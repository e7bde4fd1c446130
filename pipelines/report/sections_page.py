"""One document for people: its tree at the left, its text with the sections drawn at the right.

What belongs here: drawing. What does not: finding the document (`trace.py`), colours (`sections.css`), moving by
keyboard (`sections.js`). The page needs nothing but itself. Personal data that the corpus masks is blacked out here,
letter for letter, so that every offset stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from importlib.resources import files
from typing import Any

from pipelines.annotate.language import primary
from pipelines.report.markup import number
from sectionizer import Section
from sectionizer.headings import Headings
from sectionizer.tree import TEXT

_BLACK = "█"

_DOUBTS = 200
"""Sections to look at that are listed."""

_UNLISTED = (TEXT, "amendment_note")
"""Kinds that are drawn and not listed in the tree."""

_HUES = {
    "division": ("book", "section", "subsection", "chapter", "preamble", "header", "introductory"),
    "article": ("article", "overwegingen", "reasoning", "body", "separate_opinion"),
    "part": ("part", "consideration", "descriptive", "feiten", "procesverloop", "geschil"),
    "item": ("item", "sub_item", "legal_basis", "kosten"),
    "operative": ("operative", "beslissing", "annex", "rechtsmiddel", "appeal_notice"),
    "note": ("note", "amendment_note", "article_excluded", "registry_meta", "closing", TEXT),
    "quoted": ("quoted_article",),
}
"""Kinds by the colour they have."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that is shown in its own way: a citation, or personal data."""

    start: int
    end: int
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class Viewed:
    """A document as the page needs it; `facts` are shown below its name."""

    name: str
    language: str
    text: str
    sections: Sequence[Section]
    marks: Sequence[Mark]
    facts: Mapping[str, str]


def view(
    document: Mapping[str, Any],
    sections: Sequence[Mapping[str, Any]],
    citations: Mapping[str, Any] | None,
    personal_data: Mapping[str, Any] | None,
) -> Viewed:
    """A document from its rows in `documents`, `sections`, `citations` and `personal_data`, the latter if made."""
    private = personal_data["spans"] if personal_data else []
    clear = partial(_blackened, values=[document["text"][span["start"] : span["end"]] for span in _masked(private)])
    cited = citations["citations"] if citations else []
    marks = [Mark(span["start"], span["end"], "private", f"{span['type']}: {span['action']}") for span in private]
    marks += [Mark(each["start"], each["end"], "cited", _target(each)) for each in cited]
    searched = "looked for" if personal_data else "not looked for yet"
    told = ("id", "form", "date", "edition", "source_file", "source_place")
    facts = {name.replace("_", " "): str(document[name] or "") for name in told} | {"personal data": searched}
    return Viewed(
        clear(document["title"] or document["id"]),
        primary(document["language"]),
        hidden(document["text"], private),
        [Section(**{**section, "title": clear(section["title"] or "")}) for section in sections],
        marks,
        facts,
    )


def _target(citation: Mapping[str, Any]) -> str:
    named = (citation[name] for name in ("law", "case", "article", "part", "item"))
    return " · ".join(filter(None, named)) or "not resolved"


def hidden(text: str, spans: Sequence[Mapping[str, Any]]) -> str:
    """The text, the spans that are masked in the corpus blacked out; same length."""
    letters = list(text)
    for span in _masked(spans):
        letters[span["start"] : span["end"]] = _BLACK * (span["end"] - span["start"])
    return "".join(letters)


def _masked(spans: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [span for span in spans if span["action"] == "mask"]


def _blackened(title: str, values: Sequence[str]) -> str:
    """A title says nothing that the text does not."""
    for value in values:
        title = title.replace(value, _BLACK * len(value))
    return title


def page(viewed: Viewed, *, above: str = "", style: str = "") -> str:
    """The page, as HTML; `above` is markup that stands above tree and text, `style` what it needs."""
    doubts = doubtful(viewed.sections)
    return (
        f"<!doctype html><html lang='{escape(viewed.language or 'und')}'><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        "<meta name=color-scheme content='light dark'>"
        f"<title>{escape(viewed.name)}</title><style>{_asset('sections.css')}{style}</style></head><body>"
        f"<header>{_opening(viewed, doubts)}{above}</header>"
        f"<nav aria-label=Sections>{''.join(_tree(viewed, doubts))}</nav>"
        f"<main tabindex=-1>{''.join(_body(viewed, doubts))}</main>"
        f"<script>{_asset('sections.js')}</script></body></html>\n"
    )


@cache
def _asset(name: str) -> str:
    return files("pipelines.report").joinpath(name).read_text(encoding="utf-8")


def _opening(viewed: Viewed, doubts: Mapping[int, str]) -> str:
    counts = Counter(section.kind for section in viewed.sections)
    legend = "".join(
        f"<li class={_hue(kind)}><i></i>{escape(kind.replace('_', ' '))} <b>{number(count)}</b></li>"
        for kind, count in counts.most_common()
    )
    facts = " · ".join(f"{escape(name)} <b>{escape(value)}</b>" for name, value in viewed.facts.items() if value)
    said = "".join(
        f"<li><a href=#s{place}>{escape(reason)}</a></li>" for place, reason in list(doubts.items())[:_DOUBTS]
    )
    warned = (
        f"<details class=doubts><summary>{len(doubts)} to look at</summary><ul>{said}</ul></details>" if doubts else ""
    )
    keys = "<p class=keys><kbd>j</kbd> <kbd>k</kbd> next, previous · <kbd>n</kbd> next to look at · <kbd>u</kbd> up</p>"
    return f"<h1>{escape(viewed.name)}</h1><p>{facts}</p><ul class=legend>{legend}</ul>{warned}{keys}"


def doubtful(sections: Sequence[Section]) -> dict[int, str]:
    """Sections whose number does not come after the one before it of the same kind and parent, and why."""
    before: dict[tuple[int, str], Section] = {}
    found: dict[int, str] = {}
    for place, section in enumerate(sections):
        if section.number is None:
            continue
        last = before.get((section.parent, section.kind))
        if last is not None and not _comes_after(section.number, last.number or ""):
            found[place] = f"{section.kind} {section.number} after {last.number}"
        before[section.parent, section.kind] = section
    return found


def _comes_after(number: str, before: str) -> bool:
    """Numbers by their value; of letters and Roman numbers it is only asked that they differ."""
    values = [tuple(map(int, re.findall(r"\d+", each))) for each in (before, number)]
    return values[0] < values[1] or (values[0] == values[1] and number != before)


def _hue(kind: str) -> str:
    return next((hue for hue, kinds in _HUES.items() if kind in kinds), "division")


def _tree(viewed: Viewed, doubts: Mapping[int, str]) -> Iterator[str]:
    """Nested lists; what holds articles is open, articles are closed."""
    names = _headings(viewed)
    parents = {section.parent for section in viewed.sections if section.kind not in _UNLISTED}
    open_to = {section.parent for section in viewed.sections if section.kind == "article"}
    path: list[int] = []
    yield "<ul>"
    for place, section in enumerate(viewed.sections):
        if section.kind in _UNLISTED:
            continue
        while path and path[-1] != section.parent:
            path.pop()
            yield "</ul></details></li>"
        link = _link(place, section, names.name(place), doubts)
        if place in parents:
            path.append(place)
            is_open = " open" if section.parent < 0 or place in open_to else ""
            yield f"<li><details{is_open}><summary>{link}</summary><ul>"
        else:
            yield f"<li>{link}</li>"
    yield "</ul></details></li>" * len(path) + "</ul>"


def _link(place: int, section: Section, name: str, doubts: Mapping[int, str]) -> str:
    told = section.title if section.title and section.title.casefold() != name.casefold() else ""
    title = f" <small>{escape(told)}</small>" if told else ""
    doubt = f" class=doubt title='{escape(doubts[place], quote=True)}'" if place in doubts else ""
    return f"<a href=#s{place}{doubt}><i class={_hue(section.kind)}></i>{escape(name)}{title}</a>"


def _headings(viewed: Viewed) -> Headings:
    sections = viewed.sections
    return Headings(
        viewed.text,
        [section.kind for section in sections],
        [section.number for section in sections],
        [section.title for section in sections],
        [section.start for section in sections],
        [section.parent for section in sections],
        viewed.language,
    )


def _body(viewed: Viewed, doubts: Mapping[int, str]) -> Iterator[str]:
    """The text in boxes, one in another as the sections are; the leaves hold the letters."""
    parents = {section.parent for section in viewed.sections}
    marks = sorted(viewed.marks, key=lambda mark: (mark.start, mark.end))
    starts = [mark.start for mark in marks]
    path: list[int] = []
    for place, section in enumerate(viewed.sections):
        while path and path[-1] != section.parent:
            path.pop()
            yield "</div>"
        label = " ".join(filter(None, (section.kind.replace("_", " "), section.number)))
        label = "" if label == TEXT else label
        doubt = " doubt" if place in doubts else ""
        yield f"<div id=s{place} class='{_hue(section.kind)}{doubt}' data-name='{escape(label, quote=True)}'>"
        if place in parents:
            path.append(place)
            continue
        near = marks[max(0, bisect_left(starts, section.start) - 1) : bisect_left(starts, section.end)]
        yield "".join(_letters(viewed.text, section.start, section.end, near)) + "</div>"
    yield "</div>" * len(path)


def _letters(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    """A stretch of the text with what is marked in it; of marks that overlap the first is drawn."""
    at = start
    for mark in marks:
        begin, stop = max(mark.start, at), min(mark.end, end)
        if begin < stop:
            told = escape(mark.told, quote=True)
            yield f"{escape(text[at:begin])}<mark class={mark.kind} title='{told}'>{escape(text[begin:stop])}</mark>"
            at = stop
    yield escape(text[at:end])
