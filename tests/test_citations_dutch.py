"""Citations in Dutch texts, by tables of (text, targets)."""

from __future__ import annotations

import pytest

from pipelines.citations.citation import Citation
from pipelines.citations.dutch_laws import celex
from pipelines.citations.find import find_citations

AWB, SR, OPIUM, FW, RV = "BWBR0005537", "BWBR0001854", "BWBR0001941", "BWBR0001860", "BWBR0001827"
SV = "BWBR0001903"
BW3, BW6, BW7 = "BWBR0005291", "BWBR0005289", "BWBR0005290"


def written(citation: Citation) -> str:
    """A citation on one line: law/[book:]article, lid, onder, sub, the end of a range; or the case."""
    book = f"{citation.book}:" if citation.book else ""
    units = [f"{book}{citation.article}"] if citation.article else []
    for mark, value in (("l", citation.part), ("o", citation.item), ("s", citation.sub_item)):
        units += [mark + value] if value else []
    end = f"..{citation.range_end}" if citation.range_end else ""
    return citation.case or "/".join([citation.law or "?", *units]) + end


def found(text: str) -> list[str]:
    """The distinct citations of a text, written, in order."""
    citations = find_citations(text, "nl")
    assert all(0 <= c.start < c.end <= len(text) for c in citations)
    return list(dict.fromkeys(map(written, citations)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("artikel 3:2 Awb", [f"{AWB}/3:2"]),
        ("art. 8:75, lid 1, Awb", [f"{AWB}/8:75/l1"]),
        ("de artikelen 6:19 en 6:24 van de Algemene wet bestuursrecht (Awb)", [f"{AWB}/6:19", f"{AWB}/6:24"]),
        ("artikel 6, eerste lid, aanhef en onder b, van de Opiumwet", [f"{OPIUM}/6/l1/ob"]),
        ("artikel 6, eerste en derde lid, van de Opiumwet", [f"{OPIUM}/6/l1", f"{OPIUM}/6/l3"]),
        ("artikel 36b, eerste lid, onder 3°, Sr", [f"{SR}/36b/l1/o3"]),
        ("artikel 36 e van het Wetboek van Strafrecht", [f"{SR}/36e"]),
        ("artikelen 36b tot en met 36d Sr", [f"{SR}/36b..36d"]),
        ("artikel 2 onder a tot en met c van de Opiumwet", [f"{OPIUM}/2/oa..c"]),
        ("artikel 288 lid 1 onder a en b Fw", [f"{FW}/288/l1/oa", f"{FW}/288/l1/ob"]),
        ("artikel 10, lid 2, sub a, onder 1°, Fw", [f"{FW}/10/l2/oa/s1"]),
        ("artikel 284 lid 1 juncto 305 lid 2 Fw", [f"{FW}/284/l1", f"{FW}/305/l2"]),
        ("artikel 2 jo. artikel 10 van de Opiumwet", [f"{OPIUM}/2", f"{OPIUM}/10"]),
        ("het tweede lid van artikel 827 Rv", [f"{RV}/827/l2"]),
        ("lid 1 en lid 2 van artikel 827 Rv", [f"{RV}/827/l1", f"{RV}/827/l2"]),
        ("artikel 6:162 BW", [f"{BW6}/6:162"]),
        ("artikel 6: 162 lid 2 BW", [f"{BW6}/6:162/l2"]),
        ("artikel 7:669 lid 3 aanhef en onder g BW", [f"{BW7}/7:669/l3/og"]),
        ("artikelen 3:33, 3:35 en 6:217 BW", [f"{BW3}/3:33", f"{BW3}/3:35", f"{BW6}/6:217"]),
        ("artikel 162 van Boek 6 van het Burgerlijk Wetboek", [f"{BW6}/6:162"]),
        ("op grond van 7:658 BW", [f"{BW7}/7:658"]),
        ("artikel 230a BW", ["?/230a"]),
        ("artikel 343 K", ["BWBR0001838/343"]),
        ("Opiumwet (artikelen 2 en 10)", [f"{OPIUM}/2", f"{OPIUM}/10"]),
        ("artikel 22.26 van het Omgevingsplan gemeente Voorbeeld", ["?/22.26"]),
        ("artikel 8 EVRM", ["BWBV0001000/8"]),
        ("artikel 305 lid 2 Fw., tweede zin", [f"{FW}/305/l2"]),
        ("artikel 40, lid 2, van de Wet WOZ", ["BWBR0007119/40/l2"]),
        ("artikel 3 jo. 5 WED", ["BWBR0002063/3", "BWBR0002063/5"]),
        ("artikel 3 onder B en/of C Opiumwet", [f"{OPIUM}/3/oB", f"{OPIUM}/3/oC"]),
        ("artikel 3:2 AWB", [f"{AWB}/3:2"]),
        ("artikel 16 van de Opiumwet 2017", ["?/16"]),
        ("Opiumwet art. 2\nWetboek van Strafrecht art. 57\n", [f"{OPIUM}/2", f"{SR}/57"]),
        ("artikelen 3:305a en 6:96 lid 2 BW", [f"{BW3}/3:305a", f"{BW6}/6:96/l2"]),
        ("artikelen 5:1 t/m 5:3 Awb", [f"{AWB}/5:1..5:3"]),
        (
            "de artikelen 2, aanhef en onder C, en 10, vierde lid, van de Opiumwet",
            [f"{OPIUM}/2/oC", f"{OPIUM}/10/l4"],
        ),
        ("artikel 5 (oud) van de Opiumwet", [f"{OPIUM}/5"]),
        ("artikel 5 e.v. Opiumwet", [f"{OPIUM}/5"]),
        ("artikel II en IIIa van de Opiumwet", [f"{OPIUM}/II", f"{OPIUM}/IIIa"]),
        ("artikel 162 lid 2 boek 6 BW", [f"{BW6}/6:162/l2"]),
        ("artikel 49 VwEU", ["BWBV0001506/49"]),
        ("artikel 8:72, zesde lid, van de Awb", [f"{AWB}/8:72/l6"]),
        ("artikel 8:75, 2de lid, Awb", [f"{AWB}/8:75/l2"]),
        ("artikel 250bis Sr", [f"{SR}/250bis"]),
        ("artikel 10a1 Opiumwet", [f"{OPIUM}/10a1"]),
        ("artikelen 310 tot 312 Sr", [f"{SR}/310..312"]),
        ("artikel 310/311 Sr", [f"{SR}/310", f"{SR}/311"]),
        ("artikel 310 subsidiair 416 Sr", [f"{SR}/310", f"{SR}/416"]),
        ("artikel 287 j° 45 Sr", [f"{SR}/287", f"{SR}/45"]),
        ("artikel 287, gelezen in samenhang met artikel 45, Sr", [f"{SR}/287", f"{SR}/45"]),
        ("artikel 3 lid 1 aanhef, onder a en c Opiumwet", [f"{OPIUM}/3/l1/oa", f"{OPIUM}/3/l1/oc"]),
        ("art 416 lid 1 ahf/ond a Wetboek van Strafrecht", [f"{SR}/416/l1/oa"]),
        ("artikel 47, eerste lid, aanhef en ten eerste, Sr", [f"{SR}/47/l1/o1"]),
        ("artikel 7A:1576 BW", ["BWBR0006000/7A:1576"]),
        ("artikel 287 van het wetboek van strafrecht", [f"{SR}/287"]),
        ("artikel 8 van het E.V.R.M.", ["BWBV0001000/8"]),
        ("art. 1 Eerste Protocol EVRM", ["BWBV0001001/1"]),
        ("artikel 1 van Protocol nr. 1 bij het EVRM", ["BWBV0001001/1"]),
        ("de richtlijnen 93/13/EEG en 2005/29/EG", ["31993L0013", "32005L0029"]),
        ("Uitvoeringsverordening (EU) 2015/2447", ["32015R2447"]),
        ("CELEX:32016R0679", ["32016R0679"]),
        ("artikel 13 van Besluit nr. 1/80", ["?/13"]),
        ("de artikelen 126nd en 126la tot en met 126nba Sv", [f"{SV}/126nd", f"{SV}/126la..126nba"]),
        ("artikel 1:253sa BW", ["BWBR0002656/1:253sa"]),
        ("artikel 67e, eerste en tweede lid, van de AWR", ["BWBR0002320/67e/l1", "BWBR0002320/67e/l2"]),
        ("artikel 3.6ba, tweede lid, van het Vb 2000", ["BWBR0011825/3.6ba/l2"]),
        ("artikel 19 Wvw 1994", ["BWBR0006622/19"]),
        ("artikel 1(F) van het Vluchtelingenverdrag", ["BWBV0001002/1"]),
        ("artikel 49 van het Verdrag betreffende de werking van de Europese Unie", ["BWBV0001506/49"]),
        ("artikel 7 van de Bewaarregeling 1990 en artikel 3 van de Opiumwet", ["?/7", f"{OPIUM}/3"]),
    ],
)
def test_articles(text: str, expected: list[str]) -> None:
    """Units in either order, lists, letters and books lead to the same targets."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de Participatiewet (hierna: de Wet). In artikel 18 van de Wet", ["BWBR0015703", "BWBR0015703/18"]),
        ("artikel 8 van de Huisvestingswet 2014 (Hvw). Artikel 9 Hvw", ["BWBR0035303/8", "BWBR0035303/9"]),
        ("artikel 3 van de Opiumwet; artikel 5 van die wet", [f"{OPIUM}/3", f"{OPIUM}/5"]),
        ("de Opiumwet en de Woningwet; artikel 5 van de Wet", [OPIUM, "BWBR0005181", "?/5"]),
        ("de Participatiewet (hierna: de Wet); artikel 3 van de Wet vreemde zaken", ["BWBR0015703", "?/3"]),
        ("Richtlijn 93/13/EEG. Artikel 3 lid 1 van de richtlijn", ["31993L0013", "31993L0013/3/l1"]),
    ],
)
def test_definitions_and_pointers(text: str, expected: list[str]) -> None:
    """A name in brackets after a law is that law from then on; «die wet» is the last one named."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("kind", "first", "second", "expected"),
    [
        ("richtlijn", "93", "13", "31993L0013"),
        ("richtlijn", "2008", "115", "32008L0115"),
        ("verordening", "2147", "2001", "32001R2147"),
        ("verordening", "604", "2013", "32013R0604"),
        ("verordening", "2016", "679", "32016R0679"),
        ("verordening", "1408", "71", "31971R1408"),
        ("verordening", "92", "3508", "31992R3508"),
        ("uitvoeringsrichtlijn", "2006", "73", "32006L0073"),
    ],
)
def test_celex(kind: str, first: str, second: str, expected: str) -> None:
    """Directives are year/number, regulations number/year until 2014."""
    assert celex(kind, first, second) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ECLI:NL:HR:2019:1234", ["ECLI:NL:HR:2019:1234"]),
        ("HR 1 februari 2019, ECLI:NL:HR:2019:1234, NJ 2019/12", ["ECLI:NL:HR:2019:1234"]),
        ("(LJN BM5914)", ["BM5914"]),
        ("HR 6 oktober 1989, NJ 1990, 286", ["NJ 1990, 286"]),
        ("BNB 2010/166, NTFR 2010/541", ["BNB 2010, 166"]),
        ("HvJ 19 oktober 2017, Voorbeeld GmbH, C-556/16, ECLI:EU:C:2017:777", ["ECLI:EU:C:2017:777"]),
        ("HvJ EU 3 mei 2018, Voorbeeld, C-12/17", ["C-12/17"]),
        ("EHRM 12 mei 2005, nr. 46221/99", ["46221/99"]),
        ("ECLI:CE:ECHR:2005:0512JUD004622199", ["46221/99"]),
        ("EHRM 12 mei 2005 (Janssen tegen Turkije), no. 46221/99", ["46221/99"]),
        ("Europees Hof voor de Rechten van de Mens van 12 mei 2005, nr. 46221/99", ["46221/99"]),
        ("EHRM 12 mei 2005 (Janssen/Turkije)", ["Janssen tegen Turkije"]),
        ("id=ecli:nl:hr:2019:1234", ["ECLI:NL:HR:2019:1234"]),
        ("LJ-nummer AB1234", ["AB1234"]),
        ("in de zaken C-12/17 en C-13/17", ["C-12/17", "C-13/17"]),
    ],
)
def test_cases(text: str, expected: list[str]) -> None:
    """A decision counts once, by its best name."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("zie de artikelen 2 en 10 van de Opiumwet.", "de artikelen 2 en 10 van de Opiumwet"),
        ("dat het eerste lid van artikel 2 Opiumwet", "het eerste lid van artikel 2 Opiumwet"),
        ("op grond van artikel 305 lid 2 Fw., tweede zin, geschorst", "artikel 305 lid 2 Fw., tweede zin"),
        ("als bedoeld in artikel 827 Rv.", "artikel 827 Rv"),
        ("artikel 6:233 Burgerlijk Wetboek (hierna: BW) geldt", "artikel 6:233 Burgerlijk Wetboek (hierna: BW)"),
        ("(zie HR 6 oktober 1989, NJ 1990, 286)", "HR 6 oktober 1989, NJ 1990, 286"),
        (
            "een uitspraak van de Raad van 27 mei 2010 (LJN BM5914).",
            "uitspraak van de Raad van 27 mei 2010 (LJN BM5914)",
        ),
    ],
)
def test_spans(text: str, span: str) -> None:
    """A mention has its article word, its sentence, the court and the day of a decision."""
    first = find_citations(text, "nl")[0]
    assert text[first.start : first.end] == span


@pytest.mark.parametrize(
    "text",
    [
        "artikel 12.6 van de Voorbeeld-voorwaarden",
        "artikel 4 van de huurovereenkomst",
        "artikel 9 van de Algemene Voorwaarden van de bank",
        "artikel 12 lid 3 van de CAO voor bakkers",
        "artikel 5.2 van de planregels",
        "om 10:30 uur",
        "om 9:15 BW",
        "de 30%-regeling",
        "lees artikel 5 in onze nieuwsbrief",
        "printer C-12/17",
    ],
)
def test_no_citation(text: str) -> None:
    """Contracts, zoning rules and clocks cite no law."""
    assert found(text) == []
