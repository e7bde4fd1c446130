"""The place in an act that a citation points to: its article, part and item, found in the tree of sections.

What belongs here: going down the tree of one edition. What does not: which edition it is (`check`). Still to come:
paragraphs (абзаци), which are no sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.citations.check_registry import ActText
from pipelines.citations.citation import Citation

_KINDS = {"article": ("article",), "part": ("part",), "item": ("item", "sub_item"), "sub_item": ("sub_item", "item")}
"""Units of a citation in the order in which they nest, and the kinds of section that they may be."""


@dataclass(frozen=True, slots=True)
class Place:
    """What was found: the text of the deepest unit, the title of its article, and what was not found."""

    text: str
    title: str = ""
    missing: str = ""
    """the first unit that is not there, in words; empty when all are"""
    remark: str = ""


def place(citation: Citation, act: ActText) -> Place:
    """Go down to what the citation names; where a unit is missing, what was found so far."""
    node, title, remark = -1, "", ""
    for unit, kinds in _KINDS.items():
        number = getattr(citation, unit)
        if number is None:
            continue
        below = [index for index in _below(node, act) if act.sections[index]["kind"] in kinds]
        if unit == "part" and not below and node >= 0:
            remark = "The parts of the article bear no numbers, so its whole text is shown."
            continue
        found = next((index for index in below if _same(act.sections[index]["number"], number)), None)
        if found is None:
            return Place(_text(node, act), title, _words(unit, number))
        node = found
        title = act.sections[node]["title"] or "" if unit == "article" else title
    return Place(_text(node, act), title, remark=remark)


def is_excluded(article: str, act: ActText) -> bool:
    """Whether the edition says that an article was taken out."""
    return any(each["kind"] == "article_excluded" and _same(each["number"], article) for each in act.sections)


def _below(node: int, act: ActText) -> Iterator[int]:
    """Sections inside a section, in document order; all of them for -1."""
    end = act.sections[node]["end"] if node >= 0 else len(act.text)
    for index in range(node + 1, len(act.sections)):
        if act.sections[index]["start"] >= end:
            return
        yield index


def _same(number: str | None, cited: str) -> bool:
    return (number or "").lower() == cited.lower()


def _text(node: int, act: ActText) -> str:
    return "" if node < 0 else act.text[act.sections[node]["start"] : act.sections[node]["end"]].strip()


def _words(unit: str, number: str) -> str:
    return f"{unit.replace('_', '-')} {number}"
