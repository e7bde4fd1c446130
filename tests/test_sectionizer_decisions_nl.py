"""Dutch judgments of every kind of court, written for the purpose."""

from __future__ import annotations

import pytest

from sectionizer import Hint, grammar_for, sectionize
from sectionizer.titles_nl import kind_of


def tree(text: str, hints: tuple[Hint, ...] = ()) -> list[tuple[int, str, str | None]]:
    """(depth, kind, number) of each section but the leaves of text."""
    found = sectionize(text, grammar_for("decision", "nl"), hints)
    depths: list[int] = []
    for one in found:
        depths.append(depths[one.parent] + 1 if one.parent >= 0 else 0)
    return [(depth, one.kind, one.number) for depth, one in zip(depths, found, strict=True) if one.kind != "text"]


def parts(text: str, hints: tuple[Hint, ...] = ()) -> list[str]:
    """The kinds of the parts."""
    return [kind for depth, kind, _ in tree(text, hints) if depth == 0]


@pytest.mark.parametrize(
    ("title", "court", "kind"),
    [
        ("De procedure in hoger beroep", None, "procesverloop"),
        ("Aanslag, bezwaar en geding voor het Hof", None, "procesverloop"),
        ("Onderzoek van de zaak", None, "procesverloop"), ("Uitgangspunten in cassatie", None, "feiten"),
        ("De vaststaande feiten", None, "feiten"), ("Het geschil en de beslissing in eerste aanleg", None, "geschil"),
        ("De tenlastelegging", None, "geschil"), ("Eis officier van justitie", None, "geschil"),
        ("De motivering van de beslissing", None, "overwegingen"), ("Geschil en beoordeling", None, "overwegingen"),
        ("Het oordeel van de rechtbank", "hof", "geschil"),
        ("Het oordeel van de rechtbank", "rechtbank", "overwegingen"),
        ("De beslissing van de rechtbank", "rechtbank", "beslissing"), ("De beslissing van 3 mei", None, "geschil"),
        ("Griffierecht", None, "kosten"), ("Informatie over hoger beroep", None, "rechtsmiddel"),
        ("De strafbaarheid van de verdachte", None, "strafbaarheid"),
        ("Motivering van de straf", None, "strafoplegging"),
        ("Waardering van het bewijs", None, "bewijs"), ("De benadeelde partij", None, "schadevergoeding"),
        ("De uitspraak", "parket", "geschil"), ("Iets anders", None, None),
    ],
)  # fmt: skip
def test_titles_name_kinds(title: str, court: str | None, kind: str | None) -> None:
    """The lexicon, and what a court says about itself or about another."""
    assert kind_of(title, court) == kind


CRIMINAL = (
    "RECHTBANK X\nSector straf\nTenlastelegging\nAan verdachte.\nBewezenverklaring\nBewezen is.\n"
    "Strafbaarheid van verdachte\nStrafbaar.\nStrafmotivering\nErnst.\nBESLISSING\nDe rechtbank:\nveroordeelt.\n"
    "Bijlage bij vonnis van [verdachte]:\nTekst tenlastelegging\nHij.\n"
)


def test_questions_of_a_criminal_case_stand_among_the_considerations() -> None:
    """Proof, guilt and penalty are levels of one part."""
    assert tree(CRIMINAL) == [
        (0, "header", None), (0, "geschil", None), (0, "overwegingen", None), (1, "bewezenverklaring", None),
        (1, "strafbaarheid", None), (1, "strafoplegging", None), (0, "beslissing", None), (0, "bijlage", None),
        (1, "subject", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RAAD VAN STATE\nUitspraak in het geding tussen:\nA en B\nProcesverloop\nX.\nOverwegingen\nFeiten\n1. Y.\n"
         "Slotsom\n2. Z.\nBeslissing\nDe Afdeling:\nbevestigt.\n",
         ["header", "procesverloop", "overwegingen", "beslissing"]),
        ("GERECHTSHOF\n1 Procedure\nA\n2 Het oordeel van de rechtbank\nB\n3 De beoordeling\nC\nBeslissing\nHof:\nx\n",
         ["header", "procesverloop", "geschil", "overwegingen", "beslissing"]),
        ("Mr. Y\nConclusie inzake:\nX\n1. Feiten\n1.1 A\n2. De fiscale eenheid\n2.1 B\n3. Beoordeling\nC\n"
         "4. Conclusie\nDe conclusie strekt tot verwerping.\n",
         ["header", "feiten", "subject", "overwegingen", "conclusie"]),
        ("HR\n1. Geding voor het Hof A is. 2. Geding in cassatie B heeft.\n3. Beoordeling van het middel 3.1. "
         f"{'Het middel faalt. ' * 20}\n5. Beslissing D.\nNr. 1 Conclusie inzake:\nX\n1. Feiten\n",
         ["header", "procesverloop", "procesverloop", "overwegingen", "beslissing", "conclusie"]),
        ("RECHTBANK\nZitting\nA\nBeslissing\nB\nOverwegingen\nC\nRechtsmiddel\nD\n",
         ["header", "procesverloop", "beslissing", "overwegingen", "rechtsmiddel"]),
        ("RECHTBANK\nDe bestreden uitspraak op bezwaar\nVan 3 mei.\nProcesverloop\nA\nBijlage\nB\n",
         ["header", "procesverloop"]),
        ("RECHTBANK\nOverwegingen van de rechtbank\ndie zij eerder gaf.\n", ["header"]),
    ],
)  # fmt: skip
def test_parts_of_judgments(text: str, expected: list[str]) -> None:
    """Numbered and bare titles, subjects that fill the row, conclusions, oral judgments, titles that are none."""
    assert parts(text) == expected


def test_considerations_form_a_tree() -> None:
    """4.1.2 stands in 4.1; a glued number counts, an hour and a footnote do not."""
    text = (
        "Hof\n1. Procedure\na\n4. De beoordeling\n4.1. A.\n4.1.1. B.\n4.1.2Het hof.\n12.30 uur\n7 Zie ook X.\n4.2 C.\n"
        "5. Beslissing\n"
    )
    assert [found for found in tree(text) if found[1] == "consideration"] == [
        (1, "consideration", "4.1"), (2, "consideration", "4.1.1"), (2, "consideration", "4.1.2"),
        (1, "consideration", "4.2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HR\n2 Beoordeling\n2.1 Het middel.\n2.2 Het hof:\n1. Een.\n3. Drie.\n4. Vier.\n2.3 Faalt.\n3 Beslissing\nx\n",
         ["2.1", "2.2", "2.3"]),
        ("Rb\n2 Feiten\n2.1 A.\n3. Een zin die niemand als kop kent, want zij loopt hier gewoon door.\n3.1 B.\n"
         "4 Beslissing\nx\n", ["2.1", "3", "3.1"]),
        ("Rb\n1 TENLASTELEGGING\na\n2 BEWEZENVERKLARING\n1.\nhij\n2.\nzij\n3 OPLEGGING VAN STRAF\n3.1 A\n3.2 B\n"
         "4 BESLISSING\nx\n", ["1", "2", "3.1", "3.2"]),
        ("Parket\nConclusie inzake:\nX\n1 Feiten\n1.1 A\n2 Conclusie\nVerwerping.\n3 Kamerstukken\n4 Idem\n", ["1.1"]),
    ],
)  # fmt: skip
def test_lists_below_a_numbered_heading_are_no_considerations(text: str, expected: list[str]) -> None:
    """Heading 2 holds 2.1, 2.2 and no list that they quote; a heading nobody knows may fill a gap; notes count not."""
    assert [number for _, kind, number in tree(text) if kind == "consideration"] == expected


def test_headings_of_administrative_and_disciplinary_courts() -> None:
    """The appeal among the considerations, an introduction in the header, an annex with a colon, a college."""
    text = (
        "RECHTBANK X\nInleiding\n1. Deze uitspraak.\nOverwegingen\n2. A.\nHoger beroep\n3. B.\nBeslissing\n"
        "De rechtbank:\nx\nBijlage: wettelijk kader\nArtikel 2\n"
    )
    assert tree(text) == [
        (0, "header", None), (1, "subject", None), (2, "consideration", "1"), (0, "overwegingen", None),
        (1, "consideration", "2"), (1, "subject", None), (2, "consideration", "3"), (0, "beslissing", None),
        (0, "bijlage", None),
    ]  # fmt: skip
    assert parts("REGIONAAL TUCHTCOLLEGE\n1. De feiten\na\n2. De overwegingen van het college\nb\n") == [
        "header", "feiten", "overwegingen",
    ]  # fmt: skip


def test_typed_titles_complete_marked_ones() -> None:
    """What the publisher left unmarked is found in the text; marked headings inside a part are its subjects."""
    text = "Hof\n1 Feiten\na\n2 Geschil\nb\n3. Beoordeling van het geschil\nEen kop\nc\n4 Beslissing\nd\n"
    hints = (
        Hint(text.index("1 F"), "section", "1", "Feiten"), Hint(text.index("2 G"), "section", "2", "Geschil"),
        Hint(text.index("Een"), "title", None, "Een kop"), Hint(text.index("4 B"), "section", "4", "Beslissing"),
    )  # fmt: skip
    assert tree(text, hints) == [
        (0, "header", None), (0, "feiten", "1"), (0, "geschil", "2"), (0, "overwegingen", "3"), (1, "subject", None),
        (0, "beslissing", "4"),
    ]  # fmt: skip
