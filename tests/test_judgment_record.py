"""What the head of a judgment states, and the whole document in one reading."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from lxml import etree

from pipelines.schema import DOCUMENTS
from pipelines.sources.judgment_record import ecli_of, judgment_columns, modified, read_judgment
from pipelines.text.judgment import safe_xml
from pipelines.text.unreadable import Unreadable
from tests.fixture_maker.judgment_xml import Record, Relation, written

RECORD = Record(
    ecli="ECLI:NL:HR:2024:309",
    court="Hoge Raad",
    court_uri="http://standaarden.overheid.nl/owms/terms/Hoge_Raad_der_Nederlanden",
    day="2024-03-05",
    modified="2024-04-07T12:57:32",
    cases=("23/01135 / 23/01136", "98/140;11230"),
    area="Bestuursrecht; Belastingrecht",
    procedure="Cassatie",
    references=(("jci1.3:c:BWBR0001854&artikel=\n287\n&g=2023-01-01", "Sr 287"),),
    relations=(Relation("ECLI:NL:PHR:2024:12", "conclusie", "eerdereAanleg"),),
    abstract="Kort gezegd.",
    lines=("! ARREST", "# overwegingen | 3. | De beoordeling", "3.1. Het middel faalt.", "- verwerpt het beroep."),
)

COLUMNS = {
    "id": "rechtspraak:ECLI:NL:HR:2024:309",
    "source": "rechtspraak",
    "kind": "decision",
    "language": "nl",
    "title": "ECLI:NL:HR:2024:309 Hoge Raad , 05-03-2024 / 23/01135 / 23/01136",
    "issuer": "Hoge Raad",
    "issuer_code": "http://standaarden.overheid.nl/owms/terms/Hoge_Raad_der_Nederlanden",
    "instance": "cassation",
    "case_numbers": ["23/01135", "23/01136", "98/140", "11230"],
    "date": dt.date(2024, 3, 5),
    "published": dt.date(2024, 4, 7),
    "edition": dt.date(2024, 4, 7),
    "changed": "2024-04-07T12:57:32",
    "form": "Uitspraak",
    "category": "Bestuursrecht; Belastingrecht",
    "procedure": "Cassatie",
    "status": "public",
    "url": "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:HR:2024:309",
    "references": ["jci1.3:c:BWBR0001854&artikel= 287 &g=2023-01-01", "ECLI:NL:PHR:2024:12"],
    "text": "ARREST\n3. De beoordeling\n3.1. Het middel faalt.\n- verwerpt het beroep.",
    "markup": '[[0,"title",null,"ARREST",null],[7,"section","3","De beoordeling","overwegingen"],'
    '[25,"nr","3.1",null,null]]',
    "abstract": "Kort gezegd.",
    "text_format": "xml",
    "repairs": [],
}


def columns_of(body: bytes) -> dict[str, object]:
    """The columns of a file that is a judgment."""
    columns = read_judgment(body)
    assert columns is not None
    return columns


def differences(changed: dict[str, object]) -> dict[str, object]:
    """The columns that are not those of RECORD."""
    return {name: value for name, value in changed.items() if COLUMNS[name] != value}


def test_a_whole_judgment_in_one_reading() -> None:
    """Every column but where the file lies and what is computed from the others."""
    assert columns_of(written(RECORD)) == COLUMNS
    rest = {"version", "region", "registered", "judge", "source_file", "source_place"}
    assert COLUMNS.keys() | rest == set(DOCUMENTS.names)


@pytest.mark.parametrize(
    ("record", "changed"),
    [
        (replace(RECORD, court_attribute="psi:resourceIdentifier"), {}),
        (replace(RECORD, procedure_uri="procedure#\ntussenbeschikking\n"), {}),
        (replace(RECORD, style="conclusion"), {"form": "Conclusie"}),
        (replace(RECORD, area="Strafrecht"), {"category": "Strafrecht"}),
        (replace(RECORD, cases=("AWB 1 en AWB 2",)), {"case_numbers": ["AWB 1", "AWB 2"], "title": ...}),
        (replace(RECORD, replaces="BT2367"), {}),
        (
            replace(RECORD, replaced_by="ECLI:NL:HR:2024:310"),
            {"status": "withdrawn", "references": [*COLUMNS["references"], "ECLI:NL:HR:2024:310"]},
        ),
        (
            replace(RECORD, lines=()),
            {
                "status": "metadata_only",
                "title": None,
                "text": "",
                "markup": None,
                "abstract": None,
                "text_format": None,
            },
        ),
    ],
)
def test_what_a_record_may_say_otherwise(record: Record, changed: dict[str, object]) -> None:
    """Caribbean courts, line breaks in addresses, conclusions, case numbers, replaced and bare records."""
    found = differences(columns_of(written(record)))
    assert found.keys() == changed.keys()
    assert all(value is ... or found[name] == value for name, value in changed.items())


def test_a_withdrawn_record_without_text_stays_withdrawn() -> None:
    """It is followed to the judgment that replaces it, not waited for."""
    record = replace(RECORD, lines=(), replaced_by="ECLI:NL:HR:2024:310")
    assert columns_of(written(record))["status"] == "withdrawn"


def test_the_change_stamp_is_that_of_the_first_record() -> None:
    """The second record tells of the web page and has stamps of its own."""
    root = safe_xml(written(RECORD))
    assert root.xpath("count(//*[local-name()='modified'])") == 2
    assert modified(root) == "2024-04-07T12:57:32"
    assert modified(etree.fromstring("<open-rechtspraak/>")) == ""


def test_elements_are_told_by_namespace() -> None:
    """An element of the same name that is somebody else's says nothing."""
    foreign = (
        b'<x:subject xmlns:x="http://example.org/">Erfrecht</x:subject><x:identifier xmlns:x="y">no</x:identifier>'
    )
    body = written(RECORD).replace(b"<dcterms:identifier>", foreign + b"<dcterms:identifier>", 1)
    assert columns_of(body) == COLUMNS


def test_other_prefixes_and_comments_change_nothing() -> None:
    """A prefix is a matter of taste, and a comment inside a value is none of it."""
    body = written(RECORD).replace(b"dcterms:", b"d:").replace(b"xmlns:dcterms=", b"xmlns:d=")
    body = body.replace(b"xmlns:d:", b"xmlns:d=").replace(
        b">Hoge Raad</d:creator>", b">Hoge <!-- x -->Raad</d:creator>"
    )
    assert columns_of(body) == COLUMNS


def test_unknown_elements_are_counted_where_repairs_are() -> None:
    """Eight names at most: a file may make up any number of them."""
    names = [f"strange{number}" for number in range(12)]
    strange = "".join(f"<{name}>x</{name}>" for name in names)
    body = re.sub(rb"</uitspraak>", strange.encode() + b"</uitspraak>", written(RECORD))
    assert columns_of(body)["repairs"] == [f"unknown_element:{name}" for name in sorted(names)[:8]]


@pytest.mark.parametrize("body", [b"<html/>", b"<open-rechtspraak/>", written(RECORD).replace(b"ECLI:", b"LJN ")])
def test_a_file_without_an_ecli_is_no_judgment(body: bytes) -> None:
    """Error pages are well-formed too."""
    assert read_judgment(body) is None
    assert judgment_columns(safe_xml(body)) is None


def test_a_damaged_file_is_refused() -> None:
    """Cut short, it is fetched again rather than guessed at."""
    with pytest.raises(Unreadable) as refused:
        read_judgment(written(RECORD)[:-20])
    assert refused.value.reason == "malformed_xml"


def test_an_ecli_in_small_letters_is_one() -> None:
    """The publisher writes them in capitals, people do not."""
    assert ecli_of("zie ecli:nl:hr:2024:309.") == "ECLI:NL:HR:2024:309"
