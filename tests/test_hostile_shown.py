"""Hostile names and titles where people and machines meet them: pages, terminals, file names, keys."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest
from lxml import html

from pipelines.export.webdataset import sample_key
from pipelines.inert import inert
from pipelines.report.passport import passport_page
from pipelines.report.personal_data import Find, Review
from pipelines.report.personal_data_page import review_page
from pipelines.report.sections_page import Mark, Viewed
from pipelines.report.sections_page import page as sections_page
from pipelines.trace_show import print_passport
from sectionizer import Section
from tests.hostile.names import CONTROLS, MARKUP, STRANGE, TURNED

PLAIN = "edrsr:1"


def passport(words: str) -> dict[str, Any]:
    """A passport in which everything that comes from outside is these words."""
    section = {"number": words, "title": words, "start": 0, "end": 9, "kind": "item", "parent": -1}
    return {
        "documents": {"id": words, "title": words, "repairs": [words], "shard": "documents/a.parquet", "stands": True},
        "origin": {"archive": words, "place": words, "fingerprint": words},
        "duplicates": {"id": words, "label": "version", "twin": words, "evidence": []},
        "twin": {"id": words, "differences": [{"left": [[words, False], [words, True]], "right": [[words, True]]}]},
        "sections": {"sections": [section]},
        "selection": {"id": words, "decision": "keep", "reasons": [{"rule": "r", "value": words, "threshold": "1"}]},
        "signatures": {"case": words},
    }


def viewed(words: str) -> Viewed:
    """A document whose name, text, headings, marks and facts are these words."""
    end = len(words)
    section = Section("item", words, words, 0, end, -1)
    return Viewed(words, words, words, [section], [Mark(0, end, "cited", words)], {"form": words, "source file": words})


def review(words: str) -> Review:
    """A review of personal data with these words as finds."""
    counts = pl.DataFrame(
        {"language": ["uk"], "type": ["NAME"], "recognizer": [words], "action": ["mask"], "spans": [1]}
    )
    return Review(words, counts, [Find("uk", "NAME", words, "mask", words, 0.5, words, words, words, words)])


PAGES = {
    "passport": lambda words: passport_page([passport(words)], None),
    "sections": lambda words: sections_page(viewed(words)),
    "personal data": lambda words: review_page(review(words)),
}


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page and the names of their attributes."""
    return [(str(node.tag), tuple(sorted(node.attrib))) for node in html.document_fromstring(page).iter()]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("words", [*MARKUP, "' autofocus onfocus=alert(1) x='", '" onload="x', "--></style></script>"])
def test_pages_escape_whatever_comes_from_outside(page: str, words: str) -> None:
    """No element and no attribute comes in by a name, a title or a text."""
    assert shape(PAGES[page](words)) == shape(PAGES[page](PLAIN))


@pytest.mark.parametrize("words", STRANGE)
def test_a_terminal_obeys_nothing(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A passport in a terminal holds no control but the line end, and markup is shown as it is."""
    print_passport([passport(words)], as_json=False)
    shown = capsys.readouterr().out
    assert not [letter for letter in shown if not letter.isprintable() and letter != "\n"]
    if words == "[red]x[/]":
        assert words in shown


@pytest.mark.parametrize("words", [*CONTROLS, *TURNED, "\ud800", "a\nb"])
def test_words_become_inert(words: str) -> None:
    """What is not seen is seen as its escape; what is seen stays."""
    shown = inert(words)
    assert shown.isprintable()
    assert "\\" in shown
    assert inert(shown) == shown
    shown.encode()


def test_inert_words_are_short_and_otherwise_as_they_are() -> None:
    """Letters of any script stay, blanks of any width are one, and a long name is cut."""
    assert inert("Цивільний\u00a0кодекс № 435-IV, été") == "Цивільний кодекс № 435-IV, été"
    assert inert("а" * 101) == "а" * 100 + "…"
    assert inert("а" * 101, None) == "а" * 101


def test_keys_of_samples_are_plain_and_their_own() -> None:
    """Whatever an identifier holds, its member is a plain short name, and no two share one."""
    keys = [sample_key(words.encode("utf-8", "replace").decode(), "1") for words in dict.fromkeys(STRANGE)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,80}", key) for key in keys)
    assert len(set(keys)) == len(keys)
