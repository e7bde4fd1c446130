"""Ukraine's legislation as the portal offers it: lists, cards and texts in, editions out."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.sources.folder import Folder
from pipelines.sources.rada import Rada
from pipelines.sources.rada_acts import survey
from pipelines.sources.rada_lists import STATUSES, Stated, named, read_card, read_codes, read_list, read_page
from pipelines.sources.source import Parsed
from tests.test_sources_archive import zipped

SOURCE = Rada()
CSV = "ogd/zak/laws/data/csv"
TITLE = 'Про "державну" систему'


def list_row(nreg: str = "1103-16", title: str = TITLE, organs: str = "1:20070531:1103-V") -> bytes:
    """One row of doc.txt."""
    return (
        "\t".join(("234789", nreg, title, "5", "1", organs, "", "17", "20260302")).encode("cp1251", "replace") + b"\r\n"
    )


def card(**fields: object) -> bytes:
    """A card of the same act."""
    stated = {"nreg": "1103-16", "nazva": "Про державну систему біобезпеки", "status": 5, "types": "1|3"}
    stated |= {
        "organs": "1:20070531:1103-V",
        "datred": 20260302,
        "orgid": 1,
        "publics": "20070621:8:№ 108|20070620:9:x",
    }
    return json.dumps(stated | {"history": "20070531:4:|20100209:0:1804-17"} | fields).encode()


def page(words: str = "Стаття 1. Цей Закон регулює відносини.", edition: str = "02.03.2026") -> bytes:
    """A text as the portal's .xml address gives it: HTML with meta tags."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
      <meta name="Dates" content="31.05.2007"><meta name="Types" content="Закон">
      <meta name="Organs" content="Верховна Рада України"><meta name="Stan" content="Чинний">
      <meta name="Nreg" content="1103-16"><title>Про систему</title></head><body>
      <h3>Текст документа від {edition}:</h3>
      <div id=article><p><a name="n2"></a>{words}</p></div></body></html>""".encode()


def publish(root: Path, files: dict[str, bytes]) -> Folder:
    """A folder with these files."""
    for path, body in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(body)
    return Folder(str(root))


def parse_all(folder: Folder, year: str = "2007") -> Parsed:
    """All units of a year in one."""
    units = SOURCE.units(folder, year, SOURCE.files(folder, year))
    parts = [SOURCE.parse(folder, unit) for unit in units]
    for part in parts:
        assert part.records == part.documents.num_rows + part.quarantine.num_rows
    tables = [pa.concat_tables([getattr(part, name) for part in parts]) for name in ("documents", "quarantine")]
    return Parsed(tables[0], tables[1], sum(part.records for part in parts))


DICTIONARIES = {
    f"{CSV}/typ.txt": "1\tЗакон\r\n3\tПоложення\r\n".encode("cp1251"),
    f"{CSV}/org.txt": "1\tВерховна Рада України\r\n".encode("cp1251"),
}


def test_an_act_becomes_its_editions(tmp_path: Path) -> None:
    """Every edition is a document with the same id; names come from dictionaries, links from the card."""
    files = {
        f"{CSV}/doc.txt": list_row(),
        "laws/card/1103-16.json": card(),
        "laws/show/1103-16.xml": page(),
        "laws/show/1103-16/ed20070531.txt": "ЗАКОН УКРАЇНИ\r\nСтаття 1. Первісна.\r\n".encode(),
        "laws/show/1103-16/ed20100209.txt": "Стаття 1. Змінена.\r\n".encode(),
    }
    documents = parse_all(publish(tmp_path, DICTIONARIES | files)).documents.to_pylist()
    assert [doc["edition"] for doc in documents] == [dt.date(2007, 5, 31), dt.date(2010, 2, 9), dt.date(2026, 3, 2)]
    assert [doc["references"] for doc in documents] == [[], ["rada:1804-17"], []]
    assert [doc["text_format"] for doc in documents] == ["text", "text", "html"]
    assert {doc["id"] for doc in documents} == {"rada:1103-16"}
    expected = {
        "kind": "statute",
        "language": "uk",
        "title": TITLE,
        "issuer": "Верховна Рада України",
        "issuer_code": "1",
        "date": dt.date(2007, 5, 31),
        "published": dt.date(2007, 6, 20),
        "form": "Закон",
        "status": "in_force",
        "url": "https://zakon.rada.gov.ua/laws/show/1103-16/ed20260302",
        "source_file": "laws/show/1103-16.xml",
    }
    assert {name: documents[2][name] for name in expected} == expected
    assert documents[2]["text"] == "Стаття 1. Цей Закон регулює відносини."


@pytest.mark.parametrize(
    "path", ["laws/show/254к/96-вр", "laws/show/254%D0%BA/96-%D0%B2%D1%80", "x/laws/show/254%D0%BA%2F96-%D0%92%D0%A0"]
)
def test_identifiers_are_read_from_any_spelling(tmp_path: Path, path: str) -> None:
    """Plain or percent-encoded, in any letter case, the slash a folder or not."""
    folder = publish(
        tmp_path, {f"{CSV}/doc.txt": list_row("254К/96-ВР"), f"{path}/ed20070601.txt": "Стаття 1. Текст.".encode()}
    )
    (doc,) = parse_all(folder).documents.to_pylist()
    assert (doc["id"], doc["edition"], doc["status"]) == ("rada:254к/96-вр", dt.date(2007, 6, 1), "in_force")
    assert doc["url"] == "https://zakon.rada.gov.ua/laws/show/254%D0%BA/96-%D0%B2%D1%80/ed20070601"


def test_the_better_format_is_taken_while_it_is_readable(tmp_path: Path) -> None:
    """Of one edition the page is preferred to flat text, but not when the page holds nothing."""
    files = {
        f"{CSV}/doc.txt": list_row(),
        "laws/show/1103-16.xml": page("Зі сторінки."),
        "laws/show/1103-16.txt": "З тексту.".encode(),
        "laws/show/1103-16/ed20070531.html": b"",
        "laws/show/1103-16/ed20070531.txt": "Первісний текст.".encode(),
        "laws/show/1103-16/ed20080101.html": b"<html></html>",
    }
    parsed = parse_all(publish(tmp_path, files))
    assert parsed.documents["text"].to_pylist() == ["Первісний текст.", "Зі сторінки."]
    assert parsed.quarantine.select(["id", "reason", "source_file"]).to_pylist() == [
        {"id": "rada:1103-16", "reason": "empty", "source_file": "laws/show/1103-16/ed20080101.html"}
    ]


def test_pages_of_one_act_are_joined(tmp_path: Path) -> None:
    """Pages the site cut are one text again, in their order."""
    files = {f"laws/show/1103-16/page{n}.html": page(f"Частина {n}.") for n in range(2, 11)}
    folder = publish(tmp_path, {f"{CSV}/doc.txt": list_row(), "laws/show/1103-16.html": page("Частина 1.")} | files)
    (doc,) = parse_all(folder).documents.to_pylist()
    assert doc["text"] == "\n".join(f"Частина {n}." for n in range(1, 11))


PAGER = '</p></div><span class="nums">Сторінки: [&nbsp;<b>1</b>&nbsp;] <a href="/page2">2</a> <a>3</a> <br>наступна'


@pytest.mark.parametrize(
    ("names", "whole"),
    [
        (("page", "page2", "page3"), True),
        (("page1", "page2", "page3", "page4"), True),
        (("page", "page2"), False),
        (("page", "page3"), False),
        (("page2", "page3", "page4"), False),
        (("page",), False),
    ],
)
def test_an_act_with_missing_pages_is_refused(tmp_path: Path, names: tuple[str, ...], whole: bool) -> None:
    """The pager says how many pages there are; an act of which some are not here is not taken for all of it."""
    files = {f"laws/show/1103-16/ed20070531/{name}.html": page("Частина." + PAGER) for name in names}
    parsed = parse_all(publish(tmp_path, {f"{CSV}/doc.txt": list_row()} | files))
    assert parsed.documents["text"].to_pylist() == (["\n".join(["Частина."] * len(names))] if whole else [])
    assert parsed.quarantine["reason"].to_pylist() == ([] if whole else ["incomplete"])


def test_a_page_that_is_here_twice_is_read_once(tmp_path: Path) -> None:
    """The current edition may lie both under the act's own address and under that of its day."""
    files = {"laws/show/1103-16.html": page(), "laws/show/1103-16/ed20260302.html": page()}
    (doc,) = parse_all(publish(tmp_path, {f"{CSV}/doc.txt": list_row()} | files)).documents.to_pylist()
    assert doc["text"] == "Стаття 1. Цей Закон регулює відносини."


def test_an_unlisted_text_speaks_for_itself_or_is_refused(tmp_path: Path) -> None:
    """A card or the head of a page is enough; a bare text without either is not."""
    files = {
        "laws/show/1103-16.xml": page(),
        "laws/card/7-22.json": card(nreg="7-22", organs="1:20220101:7", types=1),
        "laws/show/7-22.txt": "Стаття 1. Текст.".encode(),
        "laws/show/n0001.txt": "Невідомо що.".encode(),
        "laws/card/8-22.json": b"<html>403</html>",
    }
    folder = publish(tmp_path, files)
    assert SOURCE.years(folder) == ["1990", "2007", "2022"]
    (paged,) = parse_all(folder).documents.to_pylist()
    assert (paged["title"], paged["issuer"], paged["status"]) == ("Про систему", "Верховна Рада України", "in_force")
    (carded,) = parse_all(folder, "2022").documents.to_pylist()
    assert (carded["title"], carded["edition"]) == ("Про державну систему біобезпеки", dt.date(2026, 3, 2))
    unlisted = parse_all(folder, "1990")
    assert unlisted.quarantine.select(["id", "reason"]).to_pylist() == [{"id": "rada:n0001", "reason": "unlisted"}]
    files_table = SOURCE.files(folder, "1990")
    assert ("laws/card/8-22.json", "unreadable") in zip(
        *files_table.select(["path", "state"]).to_pydict().values(), strict=True
    )


def test_a_damaged_title_is_taken_from_the_card(tmp_path: Path) -> None:
    """`?` in a list stands for a letter its code page lacks."""
    files = {f"{CSV}/doc.txt": list_row(title="Про cистему ґ́ α"), "laws/card/1103-16.json": card()}
    (doc,) = parse_all(publish(tmp_path, files)).documents.to_pylist()
    assert doc["title"] == "Про державну систему біобезпеки"
    assert doc["status"] == "awaiting_text"


def test_bad_and_repeated_list_rows_are_counted(tmp_path: Path) -> None:
    """A row with a tab too many, and the earlier of two rows of one act, are refused in their own year."""
    body = (
        list_row(title="Про\tсистему") + list_row() + list_row() + b"\t\t\r\n" + list_row("7-22", organs="1:20220101:7")
    )
    folder = publish(tmp_path, {f"{CSV}/doc.zip": zipped({"doc.txt": body})})
    parsed = parse_all(folder)
    assert parsed.documents["source_place"].to_pylist() == ["row 2"]
    assert parsed.quarantine["reason"].to_pylist() == ["list_row", "superseded"]
    assert parsed.quarantine["place"].to_pylist() == ["row 0", "row 1"]
    assert parse_all(folder, "1990").quarantine["place"].to_pylist() == ["row 3"]
    assert parse_all(folder, "2022").records == 1


@pytest.mark.parametrize(
    ("name", "body", "state"),
    [
        ("doc.txt", b"", "empty"),
        ("doc.txt", b"<html>403</html>", "unreadable"),
        ("doc.zip", b"PK\x03\x04", "truncated"),
    ],
)
def test_a_bad_list_is_a_row_with_a_state(tmp_path: Path, name: str, body: bytes, state: str) -> None:
    """Texts that speak for themselves are still read."""
    folder = publish(tmp_path, {f"{CSV}/{name}": body, "laws/show/1103-16.xml": page()})
    assert SOURCE.files(folder, "2007")["state"].to_pylist() == [state, "ok"]
    assert parse_all(folder).documents.num_rows == 1


def test_units_follow_the_number_of_editions(tmp_path: Path) -> None:
    """Acts are never cut, and each unit depends on its own files and names only."""
    rows = b"".join(list_row(f"{n}-16") for n in range(4))
    texts = {f"laws/show/{n}-16/ed2007060{k}.txt": f"Стаття {n}{k}.".encode() for n in range(4) for k in (1, 2)}
    folder = publish(tmp_path, {f"{CSV}/doc.txt": rows} | texts)

    def units() -> list[str]:
        return [unit.fingerprint for unit in SOURCE.units(folder, "2007", SOURCE.files(folder, "2007"), rows=4)]

    before = units()
    publish(tmp_path, {f"{CSV}/doc.txt": list_row("7-22", organs="1:20220101:7") + rows})
    assert units() == before
    publish(tmp_path, {"laws/show/3-16/ed20070601.txt": "Стаття змінена.".encode()})
    after = units()
    assert (len(before), before[0] == after[0], before[1] == after[1]) == (2, True, False)


@pytest.mark.parametrize(
    ("card_body", "expected"),
    [
        (card(typ=1, types=None), "1"),
        (card(types=1), "1"),
        (card(types="1|3"), "1|3"),
    ],
)
def test_card_fields_vary_in_type(card_body: bytes, expected: str) -> None:
    """A number, text or piped text means the same."""
    stated = read_card(card_body)
    assert stated
    assert stated.types == expected


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"\xff\xfe"])
def test_what_is_no_card_is_none(body: bytes) -> None:
    """An error page or a list of something is not taken for a card."""
    assert read_card(body) is None


def test_lists_hold_literal_quotes() -> None:
    """Quotes are letters like any other, and a header is not a row."""
    good, bad = read_list(b"dokid\tnreg\r\n" + list_row(title='"Рада" та "'))
    assert {number: stated.title for number, stated in good.items()} == {1: '"Рада" та "'}
    assert bad == []
    assert read_codes("код\tназва\r\n5\tЧинний\r\n".encode("cp1251")) == {"5": "Чинний"}


def test_codes_without_names_stand_for_themselves() -> None:
    """Nothing is lost where a dictionary is silent, and every known standing has a word."""
    assert named("1|9", {"1": "Закон"}) == "Закон; 9"
    assert named("", {}) is None
    assert set(STATUSES.values()) == {"in_force", "repealed", "pending", "unknown"}


def test_an_old_page_is_dated_by_its_title() -> None:
    """Pages of 2015 have no meta tags but a title with the day."""
    old = "<head><title>Про вибори |  від 01.02.2011 № 2952-VI</title></head>"
    assert read_page(old, "2952-17") == Stated("2952-17", "Про вибори", adopted=dt.date(2011, 2, 1))
    assert read_page("<title>403</title>", "x") is None


def test_a_survey_keeps_the_order_of_the_list(tmp_path: Path) -> None:
    """Listed acts come as listed, unlisted ones after them by name."""
    files = {
        f"{CSV}/doc.txt": list_row("9-16") + list_row("1-16"),
        "laws/card/0-1.json": card(),
        "laws/show/5-5.txt": b"x",
    }
    assert [act.nreg for act in survey(publish(tmp_path, files)).acts] == ["9-16", "1-16", "0-1", "5-5"]
