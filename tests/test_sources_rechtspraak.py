"""The Dutch archive of archives: judgments in, documents and reasons out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from lxml import etree

from pipelines.sources.folder import Folder
from pipelines.sources.judgment_record import case_numbers, ecli_of, instance_of, judgment_columns
from pipelines.sources.rechtspraak import Rechtspraak
from pipelines.sources.source import Parsed, Refusal
from tests.test_sources_archive import zipped

SOURCE = Rechtspraak()
NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ecli="https://e-justice.europa.eu/ecli" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bwb="bwb-dl" xmlns:psi="http://psi.rechtspraak.nl/" '
    'xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"'
)


def judgment(ecli: str = "ECLI:NL:HR:2024:309", body: str = "Het cassatieberoep faalt.", **changes: str) -> bytes:
    """One open-rechtspraak document; without a body, one metadata record."""
    head = {
        "modified": "2024-03-05T12:57:32",
        "court": "Hoge Raad",
        "key": "resourceIdentifier",
        "procedure": "<psi:procedure>Cassatie</psi:procedure>",
        "extra": "",
        "lang": "nl",
    } | changes
    second = f"""<rdf:Description rdf:about="http://deeplink.rechtspraak.nl/uitspraak?id={ecli}">
      <dcterms:identifier>http://deeplink.rechtspraak.nl/uitspraak?id={ecli}</dcterms:identifier>
      <dcterms:modified>1999-01-01T00:00:00</dcterms:modified><dcterms:issued>1999-01-02</dcterms:issued>
      <dcterms:title>{ecli} Hoge Raad</dcterms:title></rdf:Description>"""
    text = f"""<inhoudsindicatie lang="nl" xmlns="http://www.rechtspraak.nl/schema/rechtspraak-1.0">
      <para>Kort gezegd.</para></inhoudsindicatie>
      <uitspraak lang="{head["lang"]}" xmlns="http://www.rechtspraak.nl/schema/rechtspraak-1.0"><para>{body}</para></uitspraak>"""
    return f"""<?xml version="1.0" encoding="utf-8"?><open-rechtspraak><rdf:RDF {NAMESPACES}><rdf:Description>
      <dcterms:identifier>{ecli}</dcterms:identifier><dcterms:modified>{head["modified"]}</dcterms:modified>
      <dcterms:issued rdfs:label="Publicatiedatum">2024-03-04</dcterms:issued>
      <dcterms:creator {head["key"]}="http://standaarden.overheid.nl/owms/terms/HR">{head["court"]}</dcterms:creator>
      <dcterms:date>2024-03-05</dcterms:date><psi:zaaknummer>23/01135 / 23/01136</psi:zaaknummer>
      <dcterms:type>Uitspraak</dcterms:type>{head["procedure"]}
      <dcterms:subject>Strafrecht</dcterms:subject><dcterms:subject>Materieel strafrecht</dcterms:subject>
      <dcterms:relation ecli:resourceIdentifier="ECLI:NL:PHR:2024:12">Conclusie: ECLI:NL:PHR:2024:12</dcterms:relation>
      <dcterms:references
        bwb:resourceIdentifier="jci1.3:c:BWBR0001854&amp;artikel=&#xA;287&#xA;">Sr</dcterms:references>
      {head["extra"]}</rdf:Description>{second if body else ""}</rdf:RDF>
      {text if body else ""}</open-rechtspraak>""".encode()


def publish(root: Path, **months: dict[str, bytes]) -> Folder:
    """The archive of archives; months are named m202403."""
    inner = {f"{name[1:5]}/{name[1:]}.zip": zipped(members) for name, members in months.items()}
    (root / "OpenDataUitspraken.zip").write_bytes(zipped(inner))
    return Folder(str(root))


def offer_of(folder: Folder, year: str = "2024") -> pa.Table:
    """What a year offers."""
    return SOURCE.offer(folder, year, SOURCE.files(folder, year))


def parse_all(folder: Folder, year: str = "2024") -> Parsed:
    """All records of a year; none of them twice, none of them lost."""
    offer = offer_of(folder, year)
    parsed = SOURCE.parse(folder, offer)
    assert len(set(offer["record"].to_pylist())) == offer.num_rows
    assert len(parsed.ids) == offer.num_rows == parsed.documents.num_rows + parsed.quarantine.num_rows
    return parsed


def test_a_judgment_becomes_a_document(tmp_path: Path) -> None:
    """Stamps come from the first description, the title from the second, the text from the body."""
    (doc,) = parse_all(publish(tmp_path, m202403={"ECLI_NL_HR_2024_309.xml": judgment()})).documents.to_pylist()
    expected = {
        "id": "rechtspraak:ECLI:NL:HR:2024:309",
        "language": "nl",
        "title": "ECLI:NL:HR:2024:309 Hoge Raad",
        "issuer": "Hoge Raad",
        "issuer_code": "http://standaarden.overheid.nl/owms/terms/HR",
        "instance": "cassation",
        "case_numbers": ["23/01135", "23/01136"],
        "date": dt.date(2024, 3, 5),
        "published": dt.date(2024, 3, 4),
        "edition": dt.date(2024, 3, 5),
        "changed": "2024-03-05T12:57:32",
        "form": "Uitspraak",
        "category": "Strafrecht; Materieel strafrecht",
        "procedure": "Cassatie",
        "status": "public",
        "references": ["jci1.3:c:BWBR0001854&artikel=287", "ECLI:NL:PHR:2024:12"],
        "abstract": "Kort gezegd.",
        "text": "Het cassatieberoep faalt.",
        "text_format": "xml",
        "source_file": "OpenDataUitspraken.zip",
        "source_place": "2024/202403.zip ECLI_NL_HR_2024_309.xml",
    }
    assert {name: doc[name] for name in expected} == expected


@pytest.mark.parametrize("declared", ["en", "fy", "nl-NL"])
def test_the_language_is_the_registers_own(tmp_path: Path, declared: str) -> None:
    """Whatever record and body declare, later stages are told a language they know."""
    xml = judgment(lang=declared, extra=f"<dcterms:language>{declared}</dcterms:language>")
    assert parse_all(publish(tmp_path, m202403={"a.xml": xml})).documents["language"].to_pylist() == ["nl"]


def test_of_a_refused_file_only_the_beginning_is_held() -> None:
    """Thousands of damaged texts wait for the end of their shard, and quarantine keeps 256 bytes of each."""
    assert Refusal("a.zip", "b.rtf", "truncated", "Cut short.", b"x" * 1_000).sample == b"x" * 256


@pytest.mark.parametrize(
    ("xml", "status", "references"),
    [
        (judgment(body=""), "metadata_only", 2),
        (judgment(extra="<dcterms:isReplacedBy>ECLI:NL:HR:2024:310</dcterms:isReplacedBy>"), "withdrawn", 3),
        (judgment(body="", extra="<dcterms:isReplacedBy>ECLI:NL:HR:2024:310</dcterms:isReplacedBy>"), "withdrawn", 3),
        (judgment(extra="<dcterms:replaces>BT2367</dcterms:replaces>"), "public", 2),
        (b"\xef\xbb\xbf\n" + judgment(), "public", 2),
        (judgment(key="psi:resourceIdentifier"), "public", 2),
    ],
    ids=["bare", "replaced", "replaced bare", "replaces", "bom", "caribbean"],
)
def test_what_a_record_may_lack_or_add(tmp_path: Path, xml: bytes, status: str, references: int) -> None:
    """Records without a body, replaced ones, and other ways of writing the same."""
    (doc,) = parse_all(publish(tmp_path, m202403={"a.xml": xml})).documents.to_pylist()
    assert (doc["status"], len(doc["references"])) == (status, references)
    assert doc["issuer_code"] == "http://standaarden.overheid.nl/owms/terms/HR"
    assert (doc["text_format"] is None) == (doc["text"] == "") == (doc["markup"] is None)


def test_bad_files_cost_only_themselves(tmp_path: Path) -> None:
    """Damaged, hostile and foreign members are refused; the last change of an ECLI wins."""
    hostile = judgment().replace(
        b"<open-rechtspraak>", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><open-rechtspraak>'
    )
    members = {
        "late.xml": judgment(modified="2024-04-01T00:00:00", body="Later."),
        "early.xml": judgment(),
        "ECLI_NL_HR_2024_7.xml": judgment()[:-40],
        "entities.xml": hostile,
        "other.xml": b"<html/>",
        "good.xml": judgment("ECLI:NL:HR:2024:310"),
    }
    parsed = parse_all(publish(tmp_path, m202403=members))
    assert parsed.documents["text"].to_pylist() == ["Later.", "Het cassatieberoep faalt."]
    rows = parsed.quarantine.select(["place", "id", "reason"]).to_pylist()
    assert {row["place"].split()[1]: (row["id"], row["reason"]) for row in rows} == {
        "early.xml": ("rechtspraak:ECLI:NL:HR:2024:309", "superseded"),
        "ECLI_NL_HR_2024_7.xml": ("rechtspraak:ECLI:NL:HR:2024:7", "malformed_xml"),
        "entities.xml": (None, "entity_expansion"),
        "other.xml": (None, "no_metadata"),
    }


def test_months_may_lie_packed_or_open(tmp_path: Path) -> None:
    """An unpacked folder of months gives the same texts; old years share the first cell."""
    for path in ("packed", "open/2024"):
        (tmp_path / path).mkdir(parents=True)
    folder = publish(tmp_path / "packed", m202403={"a.xml": judgment()}, m198512={"b.xml": judgment()})
    (tmp_path / "open/2024/202403.zip").write_bytes(zipped({"a.xml": judgment()}))
    assert SOURCE.years(folder) == ["1985", "2024"]
    assert parse_all(folder, "1990").documents.num_rows == 1
    versions = [parse_all(f).documents["version"].to_pylist() for f in (folder, Folder(str(tmp_path / "open")))]
    assert versions[0] == versions[1]


@pytest.mark.parametrize(
    ("month", "state"),
    [
        (b"", "empty"),
        (zipped({"a.xml": b"x"})[:-9], "truncated"),
        (zipped({"../a.xml": b"x"}), "traversal"),
        (zipped({}), "ok"),
    ],
)
def test_a_bad_month_is_a_row_with_a_state(tmp_path: Path, month: bytes, state: str) -> None:
    """Months are checked one by one; an archive without members is sound and simply empty."""
    (tmp_path / "a.zip").write_bytes(
        zipped({"2024/202401.zip": month, "2024/202402.zip": zipped({"a.xml": judgment()})})
    )
    folder = Folder(str(tmp_path))
    files = SOURCE.files(folder, "2024")
    assert files["state"].to_pylist() == [state, "ok"]
    assert SOURCE.offer(folder, "2024", files)["inner"].to_pylist() == ["2024/202402.zip"]


def test_a_broken_archive_of_archives_is_reported(tmp_path: Path) -> None:
    """It has no years to show, so it is listed with the first cell."""
    (tmp_path / "a.zip").write_bytes(b"<html>502</html>")
    folder = Folder(str(tmp_path))
    assert SOURCE.years(folder) == ["1990"]
    assert SOURCE.files(folder, "1990")["state"].to_pylist() == ["unreadable"]


def test_what_is_no_month_is_reported(tmp_path: Path) -> None:
    """An archive of archives that holds something else is not passed over in silence."""
    (tmp_path / "a.zip").write_bytes(zipped({"2024/202413.zip": b"x", "2024/202402.zip": zipped({})}))
    folder = Folder(str(tmp_path))
    assert SOURCE.years(folder) == ["1990", "2024"]
    assert SOURCE.files(folder, "1990").select(["member", "state"]).to_pylist() == [
        {"member": "2024/202413.zip", "state": "foreign"}
    ]


def packs(root: Path, **stamps: dict[str, bytes]) -> Folder:
    """The archive of one month and the packs of changes of its year, named by their stamps."""
    folder = publish(root, m202403={"ECLI_NL_HR_2024_309.xml": judgment(), "ECLI_NL_HR_2024_7.xml": b"<cut"})
    for stamp, members in stamps.items():
        (root / "2024").mkdir(exist_ok=True)
        (root / f"2024/changes_{stamp[1:]}.zip").write_bytes(zipped(members))
    return folder


def test_later_packs_beat_earlier_ones_and_months(tmp_path: Path) -> None:
    """One record an ECLI, whatever holds it; what packs do not speak of stays, unchanged."""
    before = dict(zip(*offer_of(packs(tmp_path)).select(["record", "mark"]).to_pydict().values(), strict=True))
    newer = judgment(modified="2024-04-01T00:00:00", body="Nieuw.")
    newest = judgment(modified="2024-05-01T00:00:00", body="Nieuwer.")
    name, added = "ECLI_NL_HR_2024_309.xml", judgment("ECLI:NL:HR:2024:400")
    folder = packs(tmp_path, p20240502={name: newest}, p20240402={name: newer, "x/ecli_nl_hr_2024_400.XML": added})
    after = dict(zip(*offer_of(folder).select(["record", "mark"]).to_pydict().values(), strict=True))
    assert set(after) == {"ECLI:NL:HR:2024:309", "ECLI:NL:HR:2024:7", "ECLI:NL:HR:2024:400"}
    assert after["ECLI:NL:HR:2024:309"] != before["ECLI:NL:HR:2024:309"]
    assert after["ECLI:NL:HR:2024:7"] == before["ECLI:NL:HR:2024:7"]
    parsed = parse_all(folder)
    assert dict(zip(parsed.documents["text"].to_pylist(), parsed.documents["changed"].to_pylist(), strict=True)) == {
        "Het cassatieberoep faalt.": "2024-03-05T12:57:32",
        "Nieuwer.": "2024-05-01T00:00:00",
    }
    assert parsed.quarantine["id"].to_pylist() == ["rechtspraak:ECLI:NL:HR:2024:7"]


ENTRY = '<id>ECLI:NL:HR:2024:309</id><title type="text">ECLI:NL:HR:2024:309, Hoge Raad, 05-03-2024</title>'


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        (f'<entry deleted="doc">{ENTRY}</entry>', "ECLI:NL:HR:2024:309, Hoge Raad, 05-03-2024"),
        (f'<entry doc:deleted="doc">{ENTRY}</entry>', "ECLI:NL:HR:2024:309, Hoge Raad, 05-03-2024"),
        (f'<entry xmlns="http://www.w3.org/2005/Atom" deleted="ecli">{ENTRY}</entry>', None),
        (f'\ufeff<?xml version="1.0"?><entry deleted="ecli">{ENTRY}</entry>', None),
        ('<entry deleted="ecli"/>', None),
    ],
    ids=["text gone", "prefixed", "all gone", "whole document", "bare"],
)
def test_a_deleted_entry_withdraws_the_judgment(tmp_path: Path, entry: str, title: str | None) -> None:
    """The same record becomes a row without a text, and no stamp, so that it counts whatever came before."""
    folder = packs(tmp_path, p20240502={"ECLI_NL_HR_2024_309.entry.xml": entry.encode()})
    (doc,) = parse_all(folder).documents.to_pylist()
    expected = {"id": "rechtspraak:ECLI:NL:HR:2024:309", "status": "withdrawn", "text": "", "changed": None}
    assert {name: doc[name] for name in expected} == expected
    assert doc["title"] == title
    assert doc["source_file"] == "2024/changes_20240502.zip"


@pytest.mark.parametrize("entry", [f"<entry>{ENTRY}</entry>", f'<entry deleted="no">{ENTRY}</entry>', "<feed/>"])
def test_an_entry_that_deletes_nothing_is_refused(tmp_path: Path, entry: str) -> None:
    """Only the publisher's own word withdraws a judgment."""
    parsed = parse_all(packs(tmp_path, p20240502={"ECLI_NL_HR_2024_309.entry.xml": entry.encode()}))
    assert parsed.quarantine["reason"].to_pylist() == ["malformed_xml", "no_metadata"]


def test_a_deletion_counts_more_than_a_text_beside_it(tmp_path: Path) -> None:
    """In one pack the entry is the last word, and the text is refused under a name made of its content."""
    members = {
        "ECLI_NL_HR_2024_309.entry.xml": f'<entry deleted="doc">{ENTRY}</entry>'.encode(),
        "ECLI_NL_HR_2024_309.xml": judgment(modified="2025-01-01T00:00:00"),
    }
    folder = packs(tmp_path, p20240502=members)
    assert [name.split(":")[0] for name in offer_of(folder)["record"].to_pylist()] == ["ECLI", "ECLI", "superseded"]
    parsed = parse_all(folder)
    assert parsed.documents["status"].to_pylist() == ["withdrawn"]
    assert Counter(parsed.quarantine["reason"].to_pylist()) == {"malformed_xml": 1, "superseded": 1}


def test_the_content_tells_the_ecli_where_the_name_does_not(tmp_path: Path) -> None:
    """A name without an ECLI gives way to the one inside; of a name with another one the content decides the id."""
    members = {"a.xml": judgment(), "ECLI_NL_HR_2024_1.xml": judgment("ECLI:NL:HR:2024:2"), "b.xml": b"", "c.xml": b""}
    folder = publish(tmp_path, m202403=members)
    names = offer_of(folder)["record"].to_pylist()
    assert names[:2] == ["ECLI:NL:HR:2024:309", "ECLI:NL:HR:2024:1"]
    assert [name.split(":")[0] for name in names[2:]] == ["unnamed", "unnamed"]
    assert parse_all(folder).ids.to_pylist() == [
        "rechtspraak:ECLI:NL:HR:2024:309", "rechtspraak:ECLI:NL:HR:2024:2", None, None
    ]  # fmt: skip


def test_no_content_has_the_mark_of_what_is_gone(tmp_path: Path) -> None:
    """Sixteen zeros stand for withdrawn records, and an empty file has neither size nor checksum."""
    marks = offer_of(publish(tmp_path, m202403={"a.xml": b""}))["mark"].to_pylist()
    assert [len(mark) for mark in marks] == [16]
    assert bytes(16) not in marks


@pytest.mark.parametrize(
    ("stated", "numbers"),
    [
        (["23/01135"], ["23/01135"]),
        (["202301234/1/R4", "202301235/1/R4"], ["202301234/1/R4", "202301235/1/R4"]),
        (["98/140;11230"], ["98/140", "11230"]),
        (["AWB 98/1 en AWB 98/2", "AWB 98/1"], ["AWB 98/1", "AWB 98/2"]),
        ([], []),
    ],
)
def test_case_numbers_are_told_apart(stated: list[str], numbers: list[str]) -> None:
    """One element may hold several numbers; slashes without spaces belong to them."""
    assert case_numbers(stated) == numbers


@pytest.mark.parametrize(
    ("court", "procedures", "instance"),
    [
        ("Hoge Raad", [], "cassation"),
        ("Rechtbank Amsterdam", ["Eerste aanleg - meervoudig"], "first"),
        ("Gerechtshof Amsterdam", ["Hoger beroep"], "appeal"),
        ("Gerechtshof Amsterdam", [], None),
        ("Raad van State", ["Eerste en enige aanleg", "Proceskostenveroordeling"], "first"),
        ("Centrale Raad van Beroep", ["Voorlopige voorziening"], None),
    ],
)
def test_an_instance_is_told_only_when_certain(court: str, procedures: list[str], instance: str | None) -> None:
    """The stated procedure decides, then the courts that have one instance only."""
    assert instance_of(court, procedures) == instance


@pytest.mark.parametrize(
    ("text", "ecli"),
    [
        ("ECLI:NL:HR:2024:309", "ECLI:NL:HR:2024:309"),
        ("zie ecli:nl:rbams:1998:BT2367.", "ECLI:NL:RBAMS:1998:BT2367"),
        ("LJN BT2367", None),
    ],
)
def test_an_ecli_is_found_in_any_words(text: str, ecli: str | None) -> None:
    """In any letter case, and without the full stop that ends a sentence."""
    assert ecli_of(text) == ecli


def test_a_tree_without_a_record_has_no_columns() -> None:
    """An element of the right name alone is no judgment."""
    assert judgment_columns(etree.fromstring("<open-rechtspraak/>")) is None
