"""Ukraine's legislation as the portal offers it: lists, cards and texts in, editions out."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.sources.folder import Folder
from pipelines.sources.rada import Rada
from pipelines.sources.rada_acts import acts_of, survey
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


def page_of(words: str = "Стаття 1. Цей Закон регулює відносини.", edition: str = "02.03.2026") -> bytes:
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


def offer_of(folder: Folder, year: str = "2007") -> pa.Table:
    """What a year offers."""
    return SOURCE.offer(folder, year, SOURCE.files(folder, year))


def marks_of(folder: Folder, year: str = "2007") -> dict[str, bytes]:
    """Marks by record."""
    offer = offer_of(folder, year)
    return dict(zip(offer["record"].to_pylist(), offer["mark"].to_pylist(), strict=True))


def parse_all(folder: Folder, year: str = "2007") -> Parsed:
    """All records of a year; none of them twice, none of them lost."""
    offer = offer_of(folder, year)
    parsed = SOURCE.parse(folder, offer)
    assert len(set(offer["record"].to_pylist())) == offer.num_rows
    assert len(parsed.ids) == offer.num_rows == parsed.documents.num_rows + parsed.quarantine.num_rows
    return parsed


DICTIONARIES = {
    f"{CSV}/typ.txt": "1\tЗакон\r\n3\tПоложення\r\n".encode("cp1251"),
    f"{CSV}/org.txt": "1\tВерховна Рада України\r\n".encode("cp1251"),
}


def test_an_act_becomes_its_editions(tmp_path: Path) -> None:
    """Every edition is a document with the same id; names come from dictionaries, links from the card."""
    files = {
        f"{CSV}/doc.txt": list_row(),
        "laws/card/1103-16.json": card(),
        "laws/show/1103-16.xml": page_of(),
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
        "laws/show/1103-16.xml": page_of("Зі сторінки."),
        "laws/show/1103-16.txt": "З тексту.".encode(),
        "laws/show/1103-16/ed20070531.html": b"",
        "laws/show/1103-16/ed20070531.txt": "Первісний текст.".encode(),
        "laws/show/1103-16/ed20080101.html": b"<html></html>",
        "laws/show/1103-16/ed20080102.html": b"<html><title>403</title><p>403 Forbidden</p></html>",
        "laws/show/1103-16/ed20080103.txt": b"<html><title>403</title><p>403 Forbidden</p></html>",
    }
    parsed = parse_all(publish(tmp_path, files))
    assert parsed.documents["text"].to_pylist() == ["Первісний текст.", "Зі сторінки."]
    assert parsed.quarantine.select(["id", "reason", "source_file"]).to_pylist() == [
        {"id": "rada:1103-16", "reason": reason, "source_file": f"laws/show/1103-16/{name}"}
        for reason, name in (
            ("no_act", "ed20080101.html"),
            ("no_act", "ed20080102.html"),
            ("server_page", "ed20080103.txt"),
        )
    ]


def test_an_undated_row_leaves_the_year_to_the_card(tmp_path: Path) -> None:
    """The act lies in the cell of its card, and the first cell shows the card that says so."""
    folder = publish(tmp_path, {f"{CSV}/doc.txt": list_row(organs=""), "laws/card/1103-16.json": card()})
    assert SOURCE.years(folder) == ["2007"]
    assert [len(parse_all(folder, year).ids) for year in ("1990", "2007", "2010")] == [0, 1, 0]
    assert "laws/card/1103-16.json" in SOURCE.files(folder, "1990")["path"].to_pylist()
    (tmp_path / "laws/card/1103-16.json").unlink()
    assert SOURCE.years(folder) == ["1990"]
    assert [len(parse_all(folder, year).ids) for year in ("1990", "2007")] == [1, 0]


def test_pages_of_one_act_are_joined(tmp_path: Path) -> None:
    """Pages the site cut are one text again, in their order."""
    files = {f"laws/show/1103-16/page{n}.html": page_of(f"Частина {n}.") for n in range(2, 11)}
    folder = publish(tmp_path, {f"{CSV}/doc.txt": list_row(), "laws/show/1103-16.html": page_of("Частина 1.")} | files)
    (doc,) = parse_all(folder).documents.to_pylist()
    assert doc["text"] == "\n".join(f"Частина {n}." for n in range(1, 11))


def test_the_gate_judges_an_act_and_not_its_pages(tmp_path: Path) -> None:
    """A page may hold a number alone, or a table of signs; the act says enough."""
    files = {"laws/show/1103-16.html": page_of("Частина 1."), "laws/show/1103-16/page2.html": page_of("№ 12-5")}
    (doc,) = parse_all(publish(tmp_path, {f"{CSV}/doc.txt": list_row()} | files)).documents.to_pylist()
    assert doc["text"] == "Частина 1.\n№ 12-5"


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
    files = {f"laws/show/1103-16/ed20070531/{name}.html": page_of("Частина." + PAGER) for name in names}
    parsed = parse_all(publish(tmp_path, {f"{CSV}/doc.txt": list_row()} | files))
    assert parsed.documents["text"].to_pylist() == (["\n".join(["Частина."] * len(names))] if whole else [])
    assert parsed.quarantine["reason"].to_pylist() == ([] if whole else ["incomplete"])


def test_a_page_that_is_here_twice_is_read_once(tmp_path: Path) -> None:
    """The current edition may lie both under the act's own address and under that of its day."""
    files = {"laws/show/1103-16.html": page_of(), "laws/show/1103-16/ed20260302.html": page_of()}
    (doc,) = parse_all(publish(tmp_path, {f"{CSV}/doc.txt": list_row()} | files)).documents.to_pylist()
    assert doc["text"] == "Стаття 1. Цей Закон регулює відносини."


def test_an_unlisted_text_speaks_for_itself_or_is_refused(tmp_path: Path) -> None:
    """A card or the head of a page is enough; a bare text without either is not."""
    files = {
        "laws/show/1103-16.xml": page_of(),
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
    assert len(parse_all(folder, "2022").ids) == 1


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
    folder = publish(tmp_path, {f"{CSV}/{name}": body, "laws/show/1103-16.xml": page_of()})
    assert SOURCE.files(folder, "2007")["state"].to_pylist() == [state, "ok"]
    assert parse_all(folder).documents.num_rows == 1


FIRST, SECOND = "laws/show/1103-16/ed20070531.txt", "laws/show/1103-16/ed20100209.txt"
ACT = {
    f"{CSV}/doc.txt": list_row(),
    "laws/card/1103-16.json": card(),
    FIRST: "Стаття 1. Перша.".encode(),
    SECOND: "Стаття 1. Друга.".encode(),
}
EARLY, LATE = "1103-16@20070531", "1103-16@20100209"


@pytest.mark.parametrize(
    ("files", "changed", "added", "gone"),
    [
        ({}, set(), set(), set()),
        ({f"{CSV}/doc.txt": list_row("7-22", organs="1:20220101:7") + list_row()}, set(), set(), set()),
        ({SECOND: "Стаття 1. Виправлена.".encode()}, {LATE}, set(), set()),
        ({"laws/card/1103-16.json": card(edcnt=9, tags=7, eds=[], temy="4|9")}, set(), set(), set()),
        ({"laws/card/1103-16.json": card(status=1), f"{CSV}/doc.txt": b"1\t1\t\r\n"}, {EARLY, LATE}, set(), set()),
        ({"laws/card/1103-16.json": card(history="20100209:0:5-17")}, {LATE}, set(), set()),
        ({"laws/show/1103-16/ed20250101.txt": b"x"}, set(), {"1103-16@20250101"}, set()),
        ({SECOND: None, "laws/show/1103-16/ed20100210.txt": "Стаття 1. Друга.".encode()},
         set(), {"1103-16@20100210"}, {LATE}),
        ({FIRST: None, "x/laws/show/1103-16/ed20070531.txt": "Стаття 1. Перша.".encode()}, set(), set(), set()),
        ({"laws/card/1103-16/ed20100209.json": card()}, set(), set(), set()),
    ],
    ids=["nothing", "other act", "corrected", "card", "status", "amending", "new", "re-dated", "moved", "old card"],
)  # fmt: skip
def test_a_record_changes_when_its_own_row_does(
    tmp_path: Path, files: dict[str, bytes | None], changed: set[str], added: set[str], gone: set[str]
) -> None:
    """A new edition is one new record; the others keep their marks, though the card was written anew."""
    before = marks_of(publish(tmp_path, ACT))
    for path, body in files.items():
        publish(tmp_path, {path: body}) if body is not None else (tmp_path / path).unlink()
    after = marks_of(Folder(str(tmp_path)))
    named = {name for name in after if not name.startswith("list_row")}
    assert named - before.keys() == added
    assert before.keys() - named == gone
    assert {name for name in before.keys() & named if before[name] != after[name]} == changed


def test_a_text_that_arrives_changes_the_record_that_awaits_it(tmp_path: Path) -> None:
    """The list names the edition before its text is there: the record keeps its name."""
    listed = {f"{CSV}/doc.txt": list_row()}
    assert parse_all(publish(tmp_path, listed)).documents["status"].to_pylist() == ["awaiting_text"]
    before = marks_of(Folder(str(tmp_path)))
    after = marks_of(publish(tmp_path, {"laws/show/1103-16/ed20260302.txt": b"x"}))
    assert list(before) == list(after) == ["1103-16@20260302"]
    assert before != after


def test_a_parse_looks_at_nothing_but_its_own_texts(tmp_path: Path) -> None:
    """Half an offer, with lists and cards gone since, becomes the same documents."""
    folder = publish(tmp_path, ACT | DICTIONARIES)
    offer, whole = offer_of(folder), parse_all(folder)
    for path in (*DICTIONARIES, f"{CSV}/doc.txt", "laws/card/1103-16.json", FIRST):
        (tmp_path / path).unlink()
    half = SOURCE.parse(folder, offer.slice(1))
    assert half.documents.equals(whole.documents.slice(1))


@pytest.mark.parametrize(
    ("pages", "counted", "reasons"),
    [
        (("", "/page2"), 2, []),
        (("",), 2, ["incomplete"]),
        (("", "/page2", "/page3"), 2, ["incomplete"]),
        (("",), 1, []),
    ],
)
def test_the_card_counts_the_pages_of_an_edition(
    tmp_path: Path, pages: tuple[str, ...], counted: int, reasons: list[str]
) -> None:
    """A page without a pager may still be one of several, and a page too many is left of an older edition."""
    eds = [{"datred": 20070531, "pages": counted}, {"datred": 20100209, "pages": 9}, "damaged"]
    files = {f"laws/show/1103-16/ed20070531{page}.html": page_of("Частина.") for page in pages}
    folder = publish(tmp_path, {f"{CSV}/doc.txt": list_row(), "laws/card/1103-16.json": card(eds=eds)} | files)
    assert parse_all(folder).quarantine["reason"].to_pylist() == reasons


@pytest.mark.parametrize(
    ("name", "plain", "raised", "around"),
    [
        ("1103-16.txt", "Стаття {}. Слово.\r\n", "Стаття {}{}. Слово.\r\n", "{}"),
        ("1103-16.xml", "<p>Стаття {}. Слово.</p>", "<p>Стаття {} - {} . Слово.</p>", "<div id=article>{}</div>"),
        ("1103-16.html", "<p><span class=rvts9>Стаття {}.</span> Слово.</p>",
         "<p><b>Стаття {}<span class=rvts37><span style='font-size:0px'>-</span>{}</span>.</b> Слово.</p>",
         "<div id=article>{}</div>"),
        ("1103-16/ed19960723.html", "<a name=o1></a><b>Стаття {}.</b> Слово. <br>",
         "<a name=o1></a><b>Стаття {}-{}.</b> Слово. <br>", "<div id=article><pre>{}</pre></div>"),
    ],
    ids=["flat", "portal", "site", "old"],
)  # fmt: skip
def test_superscripts_are_the_same_in_all_forms(
    tmp_path: Path, name: str, plain: str, raised: str, around: str
) -> None:
    """Where only flat text is there the neighbours decide, and a true article 1291 stays."""
    numbers = [str(n) for n in range(127, 130)] + ["129-1", "129-2"] + [str(n) for n in range(130, 1293)]
    body = "".join(raised.format(*n.split("-")) if "-" in n else plain.format(n) for n in numbers)
    folder = publish(tmp_path, {f"{CSV}/doc.txt": list_row(), f"laws/show/{name}": around.format(body).encode()})
    (doc,) = parse_all(folder).documents.to_pylist()
    assert [line.split()[1].rstrip(".") for line in doc["text"].split("\n")] == numbers
    assert doc["repairs"] == (["superscript"] if name.endswith("txt") else [])


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


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"\xff\xfe", b'{"result": "error", "result_code": 403}'])
def test_what_is_no_card_is_none(body: bytes) -> None:
    """An error page or a list of something is not taken for a card."""
    assert read_card(body) is None


def test_lists_hold_literal_quotes() -> None:
    """Quotes are letters like any other, and a header is not a row."""
    rows = read_list(b"dokid\tnreg\r\n" + list_row(title='"Рада" та "'))
    assert rows.select("row", "nazva", "fault").rows() == [(1, '"Рада" та "', None)]
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
    """Listed acts come as listed, unlisted ones after them by name; without any date they lie in the first cell."""
    files = {
        f"{CSV}/doc.txt": list_row("9-16") + list_row("1-16"),
        "laws/card/0-1.json": card(),
        "laws/show/5-5.txt": b"x",
    }
    folder = publish(tmp_path, files)
    found = survey(folder, sorted(files))
    assert [act.nreg for act in acts_of(folder, found, "2007")] == ["9-16", "1-16", "0-1"]
    assert [act.nreg for act in acts_of(folder, found, "1990")] == ["5-5"]
