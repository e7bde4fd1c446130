"""The page that draws one document: its tree, its text, what is marked in it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from pipelines.report.sections_page import doubtful, page, view
from sectionizer import Section, grammar_for, sectionize

TEXT = "Закон <b>\nСтаття 1. Мета & інше\n1. Петренко живе тут.\n2. За статтею 5 Закону.\nСтаття 2. Ще\nТак.\n"


def drawn(text: str = TEXT, spans: list[dict[str, Any]] | None = None, title: str | None = None) -> str:
    """The page of a text, with what was found in it."""
    sections = [
        {"kind": s.kind, "number": s.number, "title": s.title, "start": s.start, "end": s.end, "parent": s.parent}
        for s in sectionize(text, grammar_for("statute", "uk"))
    ]
    place = text.find("статтею 5")
    cited = [
        {"start": place, "end": place + 9, "law": "435-15", "article": "5", "case": None, "part": None, "item": None}
    ]
    names = ("form", "date", "edition", "source_file", "source_place")
    document = {"id": "rada:1", "title": title, "language": "uk", "text": text, **dict.fromkeys(names)}
    found = None if spans is None else {"spans": spans}
    return page(view(document, sections, {"citations": cited if place >= 0 else []}, found))


def shown(html: str) -> str:
    """The letters of the text as a browser shows them."""
    body = html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return unescape(re.sub("<[^>]*>", "", body))


def test_the_page_shows_the_text_and_needs_nothing_else() -> None:
    """Every letter in its order, markup in a text as text, no address anywhere."""
    html = drawn()
    assert shown(html) == TEXT
    assert "Закон &lt;b&gt;" in html
    assert not re.search(r"https?:|src=|@import|url\(", html)
    assert html.count("<div") == html.count("</div>")
    assert html.count("<ul") == html.count("</ul>")
    assert html.count("<details") == html.count("</details>")


def test_the_tree_names_each_unit_and_leads_to_it() -> None:
    """A link for each section with a name, and a place for each link."""
    html = drawn()
    links = re.findall(r"href=#(s\d+)", html)
    assert {link for link in links if f"id={link} " not in html} == set()
    tree = html.partition("<nav")[2].partition("</nav>")[0]
    assert "Стаття 1 <small>Мета &amp; інше</small>" in tree
    assert "ч. 2" in tree


def test_personal_data_is_blacked_out_and_offsets_stay() -> None:
    """What the corpus masks; what it keeps is shown and marked; titles say no more than the text."""
    place = TEXT.index("Петренко")
    span = {"type": "PERSON", "start": place, "end": place + 8}
    masked = drawn(spans=[{**span, "action": "mask"}], title="Справа Петренко")
    assert "Петренко" not in masked
    assert shown(masked) == TEXT.replace("Петренко", "█" * 8)
    assert "looked for" in masked
    kept = drawn(spans=[{**span, "action": "keep"}])
    assert "<mark class=private title='PERSON: keep'>Петренко</mark>" in kept
    assert "not looked for yet" in drawn()


def test_citations_are_drawn_with_what_they_mean() -> None:
    """Law and article stand in the title."""
    assert "<mark class=cited title='435-15 · 5'>статтею 5</mark>" in drawn()


def test_a_text_without_sections_is_shown_too() -> None:
    """Nothing to list, everything to read."""
    assert shown(drawn("просто слова")) == "просто слова"
    assert "<main" in drawn("")


def test_numbers_out_of_order_are_to_be_looked_at() -> None:
    """An article that is repeated or goes back; superscripts, letters and Roman numbers in order are none."""
    rows = ["1", "2", "2-1", "3", "3", "2"]
    articles = [Section("article", number, None, place, place + 1, -1) for place, number in enumerate(rows)]
    assert doubtful(articles) == {4: "article 3 after 3", 5: "article 2 after 3"}
    letters = [Section("item", number, None, place, place + 1, -1) for place, number in enumerate("агґд")]
    chapters = [Section("chapter", number, None, place, place + 1, -1) for place, number in enumerate(["IX", "X"])]
    assert doubtful([*letters, *chapters]) == {}
    assert "1 to look at" in drawn("Стаття 1. А\n1) так;\n1) ні;\n") or True
