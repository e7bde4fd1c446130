"""Dutch statutes, written for the purpose: every unit, every shape of number, quotations of amending acts."""

from __future__ import annotations

import pytest

from sectionizer import grammar_for, sectionize
from sectionizer.paths import paths


def outline(text: str) -> list[str]:
    """The paths of an act's labelled units."""
    found = sectionize(text, grammar_for("statute", "nl"))
    return [path for one, path in zip(found, paths(found), strict=True) if one.kind != "text"]


def tree(text: str) -> list[tuple[str, str | None, str | None]]:
    """(kind, number, number of the parent) of each unit."""
    found = sectionize(text, grammar_for("statute", "nl"))
    return [(one.kind, one.number, found[one.parent].number if one.parent >= 0 else None)
            for one in found if one.kind != "text"]  # fmt: skip


@pytest.mark.parametrize(
    "numbers",
    [
        ("1", "2", "2a", "2b", "3"), ("1.1", "1.2", "1.2a", "2.1"), ("1:1", "1:1a", "1:2", "10:1"), ("5:3:1", "5:3:2"),
        ("I", "II", "IIa", "III"), ("9", "10", "10bis", "11"), ("1.1.1", "1.1.2", "1.2.1"), ("7.1.1.1", "7.1.1.2"),
    ],
)  # fmt: skip
def test_shapes_of_article_numbers(numbers: tuple[str, ...]) -> None:
    """Articles are known however an act numbers them, and in the order of their kind."""
    text = "Wet\n" + "".join(f"Artikel {number}\nTekst.\n" for number in numbers)
    assert outline(text) == [f"article:{number}" for number in numbers]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Artikel 1", "article"), ("Artikel 1. Begrippen", "article"), ("Artikel 1 Begrippen", "article"),
        ("ARTIKEL 1", "article"), ("### Artikel  1", "article"),
        ("Artikel 1. In deze wet is alles geregeld.", "article"),
        ("Artikel 1 [Vervallen per 01-01-2010]", "article_excluded"), ("Artikel 1\n[Vervallen]", "article_excluded"),
        ("Artikel 1 (vervallen)", "article_excluded"), ("Art. 1.\nVervallen.", "article_excluded"),
    ],
)  # fmt: skip
def test_headings_of_articles(heading: str, kind: str) -> None:
    """With or without title, in Markdown, with the text on the same line, and repealed."""
    assert [found[:2] for found in tree(f"Wet\n{heading}\n")] == [(kind, "1")]


@pytest.mark.parametrize(
    "line",
    ["Artikel 1 is van toepassing.", "Artikel 1, tweede lid, geldt:",
     "Artikel 1 Wet X blijft gelden voor hen die er zijn."]
)  # fmt: skip
def test_sentences_about_articles_open_nothing(line: str) -> None:
    """A line that begins with an article and goes on as prose is no heading."""
    assert tree(f"Wet\n{line}\n") == []


def test_members_and_items_form_a_tree() -> None:
    """Leden hold onderdelen, those hold 1°; 1° without a letter is an onderdeel."""
    text = "Artikel 1\n1. Een:\na. x:\n1°. p;\n2°. q;\nb. y.\n2. Twee:\n1°. r.\n3 Drie zonder punt.\n"
    assert outline(text)[1:] == [
        "article:1/part:1", "article:1/part:1/item:a", "article:1/part:1/item:a/sub_item:1",
        "article:1/part:1/item:a/sub_item:2", "article:1/part:1/item:b", "article:1/part:2",
        "article:1/part:2/item:1", "article:1/part:3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outer", "inner"), [("Hoofdstuk 1", "Titel 1.1"), ("Titel I", "Hoofdstuk I"), ("Eerste Boek", "Tweede Titel")]
)
def test_an_act_tells_which_division_holds_which(outer: str, inner: str) -> None:
    """The division that comes first is the outer one."""
    found = tree(f"Wet\n{outer}\nAlgemeen\n{inner}. Begin\nArtikel 1\nA.\n{inner.replace('1', '2')}\nArtikel 2\nB.\n")
    assert found[1][2] == found[0][1]
    assert found[2][:2] == ("article", "1")


def test_amending_acts_quote_articles_of_others() -> None:
    """Roman articles are the act's own; what stands below «komt te luiden» is quoted until the next letter."""
    text = (
        "Wij Beatrix, bij de gratie Gods\nArtikel I\nDe Wet X wordt gewijzigd:\nA\nArtikel 5 komt te luiden:\n"
        "Artikel 5\n1. Nieuw lid.\nB\nNa artikel 7 wordt ingevoegd:\nArtikel 7a\nNog een.\n"
        "Artikel II\nDeze wet treedt in werking.\n"
    )
    assert tree(text) == [
        ("preamble", None, None), ("article", "I", None), ("item", "A", "I"), ("quoted_article", "5", "A"),
        ("item", "B", "I"), ("quoted_article", "7a", "B"), ("article", "II", None),
    ]  # fmt: skip


def test_the_preamble_begins_once() -> None:
    """«Wij …» and «Alzo Wij …» are one."""
    text = "Wet\nWij Willem\nAlzo Wij in overweging genomen hebben\nArtikel 1\nEen.\n"
    assert outline(text) == ["preamble", "article:1"]


def test_an_annex_numbers_anew() -> None:
    """What stands in an annex belongs to it."""
    text = "Artikel 1\n1. Een.\nBijlage behorende bij artikel 1\n1. Lijst.\n2. Meer.\n"
    assert outline(text) == ["article:1", "article:1/part:1", "annex:1", "annex:1/part:1", "annex:1/part:2"]
