"""The fixture corpora are what their maker says: regenerated equal, faithful in form, true in their truth.

What belongs here: checks of the fixtures with the standard library and stdnum. What does not: checks of the product.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from stdnum import iban, luhn
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn
from stdnum.ua import edrpou, rntrc

from tests.fixture_maker import archive, edrsr, hostile, identifiers, leaks, rada, rechtspraak, register, rtf
from tests.fixture_maker.acts import acts
from tests.fixture_maker.cases import decide
from tests.lay_out_samples import lay_out
from tests.make_fixtures import FIXTURES, fixtures

TRUTH = "truth.json"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """What the templates make now."""
    return fixtures()


@pytest.fixture(scope="module")
def truth(made: dict[str, bytes]) -> dict[str, dict]:
    """The truth about it."""
    return json.loads(made[TRUTH])


def same(first: bytes, second: bytes, name: str) -> bool:
    """Equal bytes; archives are compared by members, since builds of zlib compress differently."""
    if name.endswith(".zip"):
        return archive.members(first) == archive.members(second)
    return first == second


def test_committed_fixtures_are_what_the_templates_make(made: dict[str, bytes]) -> None:
    """`python tests/make_fixtures.py` changes nothing."""
    committed = {str(path.relative_to(FIXTURES)): path for path in FIXTURES.rglob("*") if path.is_file()}
    assert committed.keys() == made.keys()
    assert [name for name, path in committed.items() if not same(path.read_bytes(), made[name], name)] == []


def test_corpora_stay_small(made: dict[str, bytes]) -> None:
    """Under four megabytes, so that the repository stays light."""
    assert sum(map(len, made.values())) < 4_000_000


def rows(made: dict[str, bytes], year: int) -> list[dict[str, str]]:
    """The register's rows as a strict reader sees them."""
    with zipfile.ZipFile(io.BytesIO(made[f"edrsr/edrsr_data_{year}.zip"])) as opened:
        name = next(name for name in opened.namelist() if name.lower().endswith("documents.csv"))
        text = opened.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", restkey="rest"))


@pytest.mark.parametrize("year", edrsr.PLAN)
def test_every_row_and_text_of_the_register_is_counted(made: dict[str, bytes], truth: dict, year: int) -> None:
    """Records of the truth are the rows plus the text nobody asked for, split without remainder."""
    count = truth["edrsr"]["years"][str(year)]
    orphans = count["quarantined"].get("orphan_text", 0)
    assert count["records"] == len(rows(made, year)) + orphans
    assert count["records"] == count["documents"] + count["either"] + sum(count["quarantined"].values())


@pytest.mark.parametrize(
    ("year", "start", "end"),
    [
        (2006, b"doc_id\tcourt_code", b"\n"),
        (2019, b'\xef\xbb\xbf"doc_id"\t"court_code"', b"\n"),
        (2023, b"doc_id\tcourt_code", b"\r\n"),
    ],
)
def test_archives_differ_as_the_years_do(made: dict[str, bytes], year: int, start: bytes, end: bytes) -> None:
    """Byte-order mark, quoted header, line ends and names of members vary."""
    with zipfile.ZipFile(io.BytesIO(made[f"edrsr/edrsr_data_{year}.zip"])) as opened:
        names = opened.namelist()
        table = opened.read(names[0])
    assert len(names) == 7
    assert table.startswith(start)
    assert table.split(b"\n")[0].endswith(b"\r") == (end == b"\r\n")


@pytest.mark.parametrize(
    ("column", "needle"),
    [
        ("judge", "\t"),
        ("judge", "\n"),
        ("cause_num", '"'),
        ("cause_num", "\n"),
        ("court_code", "9999"),
        ("judgment_code", "77"),
        ("status", "0"),
        ("court_code", "0713"),
        ("adjudication_date", "2018-12-31"),
    ],
)
def test_rows_of_2019_hold_every_oddity(made: dict[str, bytes], column: str, needle: str) -> None:
    """Quoted tabs, line breaks and quotes; unknown codes; leading zeros; withdrawn rows; a decision of the old year."""
    assert any(needle in (row[column] or "") for row in rows(made, 2019))


def test_texts_lie_at_the_path_of_their_address(made: dict[str, bytes], truth: dict) -> None:
    """Every row that should have a text has one, in the archive or in the folder."""
    with zipfile.ZipFile(io.BytesIO(made["edrsr/texts_2019.zip"])) as opened:
        zipped = set(opened.namelist())
    folder = {name.removeprefix("edrsr/texts/") for name in made if name.startswith("edrsr/texts/")}
    for year in edrsr.PLAN:
        offered = zipped if year == 2019 else folder
        paths = {
            row["doc_url"].removeprefix("http://od.reyestr.court.gov.ua/") for row in rows(made, year) if row["doc_url"]
        }
        assert len(paths & offered) >= truth["edrsr"]["years"][str(year)]["text"]


@pytest.mark.parametrize(
    ("habit", "marks"),
    [
        ("escapes", [b"\\'d1", b"\\trowd"]),
        ("unicode", [b"\\u1057\\'d1"]),
        ("uc2", [b"\\uc2\\u8470\\'49\\'3f"]),
        ("rich", [b"{\\v ", b"{\\cf1 ", b"{\\*\\pnseclvl1", b"{\\header", b"{\\pict"]),
    ],
)
def test_rtf_has_the_marks_of_its_habit(habit: str, marks: list[bytes]) -> None:
    """Pure ASCII, one NUL at the end, groups balanced, and the control words of each habit."""
    body = rtf.written(["С № 5", "клітинка\tклітинка", "\uf0b7 пункт"], habit)
    assert body.isascii()
    assert body.endswith(b"}\r\n\x00")
    assert body.count(b"{") == body.count(b"}")
    assert b"\\u-3913?" in body
    assert all(mark in body for mark in marks)


def shingles(lines: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Word 5-grams."""
    said = " ".join(lines).split()
    return {tuple(said[place : place + 5]) for place in range(len(said) - 4)}


def jaccard(first: set, second: set) -> float:
    """Shared part of two sets."""
    return len(first & second) / len(first | second)


def test_siblings_are_near_and_others_are_not() -> None:
    """Orders of one form resemble their first above the usual threshold; decisions of one kind stay below."""
    orders = [shingles(decide("order", 2019, index).lines) for index in range(18)]
    assert min(jaccard(orders[0], other) for other in orders[1:]) > 0.8
    assert len({decide("order", 2019, index).number for index in range(18)}) == 18
    credit = [shingles(decide("credit", 2019, index).lines) for index in range(22)]
    assert max(jaccard(one, other) for one, other in itertools.combinations(credit, 2)) < 0.6


def test_duplicates_are_what_their_label_says() -> None:
    """Copies have one text, versions one case and nearly one text, companions one case, quotations a contained part."""
    entries = {edrsr.ident(row): row for year in edrsr.PLAN for row in edrsr.year_of(year).entries}
    for group in (group for year in edrsr.PLAN for group in edrsr.year_of(year).groups):
        decisions = [edrsr.of(entries[member]) for member in group.members]
        texts = {decision.lines for decision in decisions}
        numbers = {decision.number for decision in decisions}
        near = jaccard(shingles(decisions[0].lines), shingles(decisions[1].lines))
        assert {
            "identical": len(texts) == len(numbers) == 1,
            "version": len(texts) == 2 and len(numbers) == 1 and near > 0.9,
            "sibling": len(numbers) == len(decisions),
            "companion": len(numbers) == 1 and len(texts) == 3,
            "quotes": len(numbers) == 1 and near < 0.8,
        }[group.label], group


@pytest.mark.parametrize(
    ("make", "check"),
    [
        (identifiers.rnokpp, rntrc.is_valid),
        (identifiers.edrpou, edrpou.is_valid),
        (identifiers.bsn, bsn.is_valid),
        (identifiers.card, luhn.is_valid),
        (lambda key: identifiers.iban_ua("899998", key), iban.is_valid),
        (identifiers.iban_nl, lambda number: mod_97_10.is_valid(number[4:] + number[:4])),
    ],
)
def test_check_digits_hold(make: Callable[[object], str], check: Callable[[str], bool]) -> None:
    """Every identifier satisfies an independent implementation."""
    assert all(check(make(key)) for key in range(200))


@pytest.mark.parametrize("source", ["edrsr", "rechtspraak"])
def test_planted_data_covers_every_kind(truth: dict, source: str) -> None:
    """Each kind of leak occurs, and so do things to keep and traps."""
    planted = truth[source]["personal_data"]
    kinds = leaks.ukrainian("x") if source == "edrsr" else leaks.dutch("x")
    assert {leak.planted.type for leak in kinds} <= {each["type"] for each in planted if each["action"] == "mask"}
    assert truth[source]["traps"]


def test_judgments_are_well_formed_unless_said_otherwise(truth: dict) -> None:
    """Good files parse, with the ECLI inside; broken ones do not."""
    for file in [*rechtspraak.judgments(), *rechtspraak.faults()]:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        if file.outcome in {"malformed_xml", "either"}:
            with pytest.raises(etree.XMLSyntaxError):
                etree.fromstring(file.body, parser)
        else:
            root = etree.fromstring(file.body, parser)
            assert file.ecli == root.findtext(".//{http://purl.org/dc/terms/}identifier")
    assert len(truth["rechtspraak"]["special"]) >= 12


def test_bulk_archive_has_months_and_an_empty_one(made: dict[str, bytes], truth: dict) -> None:
    """{YYYY}/{YYYYMM}.zip of XML files, as many as the truth says."""
    inside = [name for name, _ in archive.members(made["rechtspraak/OpenDataUitspraken.zip"])]
    counted = sum(year["records"] for year in truth["rechtspraak"]["years"].values())
    assert sum(name.endswith(".xml") for name in inside) == counted
    assert "1998/199811.zip at" in inside
    assert not [name for name in inside if name.startswith("1998/199811.zip/")]


def test_lists_of_the_portal_are_as_published(made: dict[str, bytes]) -> None:
    """windows-1251, CRLF, nine columns but for the broken row, literal quotes, `?` where a letter was lost."""
    lines = made[f"rada/{rada.LISTS}/doc.txt"].decode("cp1251").split("\r\n")[:-1]
    widths = [len(line.split("\t")) for line in lines]
    assert sorted(set(widths)) == [5, 9]
    assert widths.count(5) == 1
    assert any("?електронного кабінету?" in line for line in lines)


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("435-15.txt", "Стаття 1291. Електронне"),
        ("435-15.xml", "Стаття 129 - 1 . Електронне"),
        ("435-15.html", 'Стаття 129<span class=rvts37><span style="font-size:0px">-</span>1</span>.'),
        ("606-14.html", "<b>Стаття 5-1.</b>"),
    ],
)
def test_superscripts_have_all_four_shapes(made: dict[str, bytes], path: str, shape: str) -> None:
    """Text, portal, site and old page write article 129-1 in their own way."""
    assert shape in made[f"rada/laws/show/{path}"].decode()


def test_editions_differ_and_articles_rise() -> None:
    """Articles of an edition are unique and in order; some editions add, some exclude."""

    def place(number: str) -> tuple[int, ...]:
        return tuple(map(int, number.split("-")))

    for act in acts():
        for edition in act.editions:
            numbers = edition.articles()
            assert numbers == sorted(set(numbers), key=place), (act.nreg, edition.day)
    code = next(act for act in acts() if act.nreg == "435-15")
    assert ["129-1" in edition.articles() for edition in code.editions] == [False, True, True]
    assert [edition.excluded() for edition in code.editions] == [[], ["131"], ["131"]]


@pytest.mark.parametrize("make", [hostile.truncated_zip, hostile.html_instead_of_zip])
def test_unreadable_archives_are_unreadable(make: Callable[[Path], None], tmp_path: Path) -> None:
    """The standard library refuses them."""
    make(tmp_path / "a.zip")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(tmp_path / "a.zip")


def test_hostile_archives_attack_as_they_say(tmp_path: Path) -> None:
    """A bomb grows a thousandfold, traversal names leave the folder, a directory lies, a checksum fails."""
    hostile.bomb(tmp_path / "bomb.zip", 4 * hostile.MIB)
    with zipfile.ZipFile(tmp_path / "bomb.zip") as opened:
        entry = opened.infolist()[0]
        assert entry.file_size > 900 * entry.compress_size
    hostile.traversal(tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as opened:
        assert any(".." in name for name in opened.namelist())
    hostile.lying_size(tmp_path / "lie.zip")
    with zipfile.ZipFile(tmp_path / "lie.zip") as opened:
        assert opened.infolist()[0].file_size == 10
    hostile.wrong_checksum(tmp_path / "crc.zip")
    with zipfile.ZipFile(tmp_path / "crc.zip") as opened:
        assert opened.testzip() == "documents.csv"
    hostile.many_members(tmp_path / "many.zip", 50)
    with zipfile.ZipFile(tmp_path / "many.zip") as opened:
        assert len(opened.namelist()) == 50


def test_broken_quote_is_open(tmp_path: Path) -> None:
    """The hostile table has an odd number of quotes and all its rows."""
    hostile.broken_quoting_csv(tmp_path / "documents.csv")
    table = (tmp_path / "documents.csv").read_bytes()
    assert table.count(b'"') % 2 == 1
    assert table.count(b"\n") == 6


def test_samples_are_laid_out_as_published(tmp_path: Path) -> None:
    """A decision, a judgment and an edition found in other forms land where their publishers would put them."""
    record = {
        "_id": "UA-77",
        "text": "УХВАЛА\nСуддя ухвалив.\x00",
        "court_code": "0713",
        "cause_num": "713/5/24",
        "url": f"{register.HOST}files/66/a.rtf",
        "judge": "Берестовенко О. В.",
        "date": "2024-05-06",
    }
    edition = "\n\n".join(
        (
            "## Рада; Закон від 05.06.2001 № 7-III",
            "# Про сад",
            "#### Стан: Чинний",
            "##### Ідентифікатор: 7-14",
            "### Текст документа від 05.06.2001:",
            "::: {#article}\n[]{#n1}\nСтаття 1.  Сад",
            "1\\. Сад росте.\n:::\n",
        )
    )
    given = {
        "edrsr/json_text/any/1.json": json.dumps(record).encode(),
        "rechtspraak/xml/flat/a.xml": rechtspraak.judgments()[0].body,
        "rechtspraak/schema/xsd/a.xsd": b"",
        "rada/editions_md/7-14/ed20010605.md": edition.encode(),
    }
    for name in ("courts", "regions", "instances", "justice_kinds", "judgment_forms", "cause_categories"):
        given[f"edrsr/dictionaries_retyped/{name}.csv"] = f"{name[:-1]}_code\tname\n1\tСуд\n".encode()
    for path, content in given.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    layout = lay_out(tmp_path)
    assert layout.laid_out.keys() | layout.skipped.keys() == given.keys()
    assert layout.skipped == {"rechtspraak/schema/xsd/a.xsd": "schema"}
    assert layout.files["edrsr/texts/files/66/a.rtf"].endswith(b"}\r\n\x00")
    assert layout.files["rada/laws/show/7-14/ed20010605.txt"].decode() == "Стаття 1.  Сад\r\n1. Сад росте.\r\n"
    documents = dict(archive.members(layout.files["edrsr/edrsr_data_2024.zip"]))["documents.csv"]
    assert b'77\t"0713"' in documents
    assert (
        rechtspraak.judgments()[0].body
        in dict(archive.members(layout.files["rechtspraak/OpenDataUitspraken.zip"])).values()
    )
