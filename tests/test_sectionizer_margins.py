"""Documents in every dress, with the units they hold written in the margin beside the line on which each begins.

The files in `margins` are read so: ``=== name``, then lines of ``units | text``, several units on one line parted by
``+``. Considerations stand by their number alone; leaves of text, notes on history and sub-headings are left out, and
of Ukrainian decisions everything inside the parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sectionizer import grammar_for, sectionize

MARGINS = Path(__file__).parent / "margins"
GRAMMARS = {"decisions_uk": ("decision", "uk"), "statutes_uk": ("statute", "uk"), "decisions_nl": ("decision", "nl"),
            "statutes_nl": ("statute", "nl")}  # fmt: skip
LEFT_OUT = ("text", "amendment_note", "subject")
UNNUMBERED = ("annex",)
"""Kinds whose number the text does not give."""


def blocks(name: str) -> Iterator[tuple[str, list[str]]]:
    """(name, lines) of each block of a file."""
    for block in (MARGINS / f"{name}.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        title, *lines = block.rstrip("\n").split("\n")
        yield title, lines


CASES = [(name, title, lines) for name in GRAMMARS for title, lines in blocks(name)]


@pytest.mark.parametrize(("name", "title", "lines"), CASES, ids=[f"{name}: {title}" for name, title, _ in CASES])
def test_units_begin_where_the_margin_says(name: str, title: str, lines: list[str]) -> None:
    """Kinds and numbers, line by line."""
    margin, text = zip(*(line.split("|", 1) for line in lines), strict=True)
    whole = "".join(line.removeprefix(" ") + "\n" for line in text)
    expected = [[unit.strip() for unit in units.split("+") if unit.strip()] for units in margin]
    assert begun(whole, name) == expected


def begun(text: str, name: str) -> list[list[str]]:
    """The units that begin on each line of a text."""
    found: list[list[str]] = [[] for _ in text.split("\n")[1:]]
    for section in sectionize(text, grammar_for(*GRAMMARS[name])):
        inside = name == "decisions_uk" and section.parent >= 0
        if section.kind not in LEFT_OUT and not inside:
            number = "" if section.kind in UNNUMBERED else section.number or ""
            unit = number if section.kind == "consideration" else f"{section.kind} {number}".strip()
            found[text.count("\n", 0, section.start)].append(unit)
    return found


TITLES = [(kind, title) for kind, titles in blocks("titles_nl") for title in titles]
NUMBERED = "RECHTBANK NOORDERMEER\nvonnis\n1. De procedure\nA heeft gedagvaard.\n2. {}\nHier.\n3. De beslissing\nB.\n"
BARE = "RECHTBANK NOORDERMEER\nvonnis in de zaak\n{}\nDe tekst staat hier.\nHet einde.\n"


@pytest.mark.parametrize("judgment", [NUMBERED, BARE], ids=["numbered", "bare"])
@pytest.mark.parametrize(("kind", "title"), TITLES)
def test_a_title_opens_its_part(kind: str, title: str, judgment: str) -> None:
    """The words in which Dutch courts head a part, with a number in a row and alone on a line."""
    text = judgment.format(title)
    head = text.index(title) - (3 if judgment is NUMBERED else 0)
    found = sectionize(text, grammar_for("decision", "nl"))
    assert [section.kind for section in found if section.start == head and section.kind not in LEFT_OUT] == [kind]
