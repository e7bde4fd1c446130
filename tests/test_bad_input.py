"""Bad files through the real command line: a quarantined row with its reason, and every neighbour is kept.

What belongs here: what becomes of a run whose sources hold something hostile. What does not: wrong words on the
command line (`test_wrong_use.py`), and how each reader tells what is wrong (the tests of the sources and of `text/`).
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.schema import DOCUMENTS
from pipelines.store import Store
from tests.command_line import Offer, lay_out, run
from tests.fixture_maker import archive, hostile, judgment_xml, rechtspraak, register

YEAR = hostile.good_year()
TABLE = dict(archive.members(YEAR))["edrsr_data_2023/documents.csv"]
DICTIONARIES = dict(register.dictionaries(register.Habits()))
FIRST_TEXT = "edrsr/texts/files/66/77c0ff89ef2293f98b8c899cbb40bd90.rtf"


def packed(table: bytes = TABLE, packing: int = zipfile.ZIP_DEFLATED, **dictionaries: bytes) -> Callable[[Path], None]:
    """Writes a year of the register with that table, and with those dictionaries in place of the good ones."""
    changed = {f"{name}.csv": body for name, body in dictionaries.items()}

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", packing) as opened:
            for name, body in {"documents.csv": table, **DICTIONARIES, **changed}.items():
                opened.writestr(name, body)

    return write


def old(passage: bytes, new: bytes) -> bytes:
    """The good table with one passage replaced."""
    assert passage in TABLE
    return TABLE.replace(passage, new, 1)


REGISTER = {
    "truncated": (hostile.truncated_zip, {"truncated": 1}, 0),
    "an error page": (hostile.html_instead_of_zip, {"unreadable": 1}, 0),
    "no bytes": (b"", {"empty": 1}, 0),
    "a bomb": (lambda path: hostile.bomb(path, 8 * hostile.MIB), {"bomb": 1}, 0),
    "a size that lies": (hostile.lying_size, {"truncated": 1}, 0),
    "members outside": (hostile.traversal, {"traversal": 1}, 0),
    "a flipped bit": (hostile.wrong_checksum, {"truncated": 1}, 0),
    "a nameless member": (YEAR.replace(b"edrsr_data_2023/courts", b"\0" * 22), {"truncated": 1}, 0),
    "an unknown ZIP version": (YEAR.replace(b"PK\1\2\x14\3\x14", b"PK\1\2\x14\3\xff"), {"truncated": 1}, 0),
    "an exotic packing": (packed(packing=zipfile.ZIP_BZIP2), {"unreadable": 1}, 0),
    "a missing column": (packed(old(b"\tjudge", b"")), {"unreadable": 1}, 0),
    "UTF-16": (packed(TABLE.decode().encode("utf-16")), {"unreadable": 1}, 0),
    "a table without bytes": (packed(b""), {"unreadable": 1}, 0),
    "windows-1251": (packed(TABLE.decode().encode("cp1251")), {"csv_row": 5}, 0),
    "one row in windows-1251": (packed(old("Явор".encode(), "Явор".encode("cp1251"))), {"csv_row": 1}, 4),
    "an open quote": (hostile.broken_quoting_zip, {"csv_row": 1}, 4),
    "a row without end": (packed(old(b"1001\t", b'1001\t"' + b"x" * 200_000)), {"csv_row": 4}, 4),
    "an id beyond 64 bits": (packed(old(b"\n1001\t", b"\n" + b"9" * 30 + b"\t")), {"csv_row": 1}, 4),
    "unknown codes": (packed(old(b'"1690"\t4\t1\t55', b'"9999"\t77\t9\t99999')), {}, 5),
    "no such day": (packed(old(b"2023-10-08", b"2023-13-88")), {}, 5),
    "a dictionary without bytes": (packed(courts=b""), {}, 5),
    "a dictionary of one field": (packed(courts=b"x" * 300_000), {}, 5),
}
"""A year of the register beside a good one: what it is, why it is refused, and how many of its rows are kept."""


def judgment(index: int, old: bytes = b"", new: bytes = b"") -> tuple[str, bytes]:
    """One member of a month: the name and bytes of a good judgment, one passage replaced."""
    record = rechtspraak.record("theft", 2019, index)[0]
    body = judgment_xml.written(record)
    assert old in body
    return f"{record.ecli.replace(':', '_')}.xml", body.replace(old, new, 1)


EXPANSION = b'<!DOCTYPE o [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>\n<open-rechtspraak>'
EXTERNAL = b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<open-rechtspraak>'
MONTH = archive.zipped([
    judgment(0),
    judgment(1, b"<open-rechtspraak>", EXPANSION),
    judgment(2, b"<open-rechtspraak>", EXTERNAL),
    judgment(3, b"</open-rechtspraak>", b""),
    judgment(4, b"<dcterms:identifier>ECLI", b"<dcterms:identifier>none"),
    ("nested.xml", b"<a>" * 5_000 + b"</a>" * 5_000),
    ("charset.xml", b'<?xml version="1.0" encoding="no-such"?>\n<open-rechtspraak/>'),
    ("empty.xml", b""),
])  # fmt: skip

ACT = "1\t435-15\tЦивільний кодекс\t5\t1\t1:20030116:435-IV\t0\t\t20240101\n"
LISTED = {"rada/doc.txt": ACT.encode("cp1251")}
CARD = "rada/laws/card/435-15.json"

OFFERS: dict[str, tuple[Offer, dict[str, int], list[str]]] = {
    "judgments": (
        {"rechtspraak/2019/201902.zip": MONTH, "rechtspraak/2019/201903.zip": archive.zipped([judgment(0)])[:-40]},
        {"truncated": 1, "entity_expansion": 2, "malformed_xml": 4, "no_metadata": 1},
        ["rechtspraak:ECLI:NL:RBMNE:2019:90000"],
    ),
    "a broken month inside the bulk archive": (
        {
            "rechtspraak/OpenDataUitspraken.zip": archive.zipped(
                [("2019/201902.zip", archive.zipped([judgment(0)])), ("2019/201903.zip", b"PK, but no archive")]
            )
        },
        {"truncated": 1},
        ["rechtspraak:ECLI:NL:RBMNE:2019:90000"],
    ),
    "a text that is a picture": (
        {"edrsr/edrsr_data_2023.zip": YEAR, FIRST_TEXT: b"GIF89a" + bytes(range(256))},
        {"binary": 1},
        [f"edrsr:{number}" for number in range(1001, 1005)],
    ),
    "an address that leads outside": (
        {
            "edrsr/edrsr_data_2023.zip": packed(old(b"files/66/77c0", b"files/../../../77c0")),
            FIRST_TEXT.rsplit("/", 1)[-1]: b"OUTSIDE " * 40,
            "edrsr/texts/files/66/another.rtf": b"another",
        },
        {},
        [f"edrsr:{number}" for number in range(1000, 1005)],
    ),
    "archives of texts that cannot be opened": (
        {
            "edrsr/edrsr_data_2023.zip": YEAR,
            "edrsr/texts_2023.zip": hostile.traversal,
            "edrsr/texts_2023_2.zip": hostile.truncated_zip,
        },
        {"traversal": 1, "truncated": 1},
        [f"edrsr:{number}" for number in range(1000, 1005)],
    ),
    "list rows that are none": (
        {"rada/doc.txt": (ACT + "2\tтільки два\n\tx\t\t\t\t\t\t\t\n").encode("cp1251")},
        {"list_row": 2},
        ["rada:435-15"],
    ),
    "a list saved as UTF-8": ({"rada/doc.txt": ACT.encode()}, {}, ["rada:435-15"]),
    "an error page for a list": ({"rada/doc.txt": b"<html>502</html>"}, {"unreadable": 1}, []),
    "a card that is no JSON": (LISTED | {CARD: b"{"}, {"unreadable": 1}, ["rada:435-15"]),
    "a card too deep": (LISTED | {CARD: b"[" * 100_000}, {"unreadable": 1}, ["rada:435-15"]),
    "half a character in a card": (
        {CARD: b'{"nreg": "435-15", "nazva": "\\ud800 of a code", "organs": "1:20030116:435-IV"}'},
        {},
        ["rada:435-15"],
    ),
    "a text without letters": (LISTED | {"rada/laws/show/435-15.txt": bytes(200)}, {"empty": 1}, []),
}
"""Other offers: files, quarantined rows by reason, and the documents that are there all the same."""


def check(offer: Offer, reasons: dict[str, int], folder: Path) -> pl.DataFrame:
    """Run to `documents`; every row accounted for, the quarantine as told. The documents."""
    sources, root = lay_out(folder / "sources", offer), folder / "data"
    result = run("run", "--sources", str(sources), "--root", str(root), "--until", "documents", "--workers", "1")
    assert result.exit_code == 0, result.output
    manifests = [m for asset in ("source_files", "documents") for m in Store(str(root)).manifests(asset)]
    assert all(shard.account.balanced for manifest in manifests for shard in manifest.shards)
    quarantined = Counter[str]()
    for path in root.rglob("quarantine-*.parquet"):
        rows = pl.read_parquet(path)
        quarantined.update(rows["reason"])
        assert rows["detail"].str.ends_with(".").all()
    assert quarantined == Counter(reasons)
    parts = [pl.read_parquet(path) for path in root.glob("documents/*/*/part-*.parquet")]
    return pl.concat([pl.DataFrame(DOCUMENTS.empty_table()), *parts])


@pytest.mark.parametrize("what", REGISTER)
def test_a_bad_year_is_refused_and_its_neighbours_are_kept(tmp_path: Path, what: str) -> None:
    """Whatever is wrong with one archive of the register, the other is read whole, and so are its own good rows."""
    bad, reasons, kept = REGISTER[what]
    documents = check({"edrsr/edrsr_data_2022.zip": YEAR, "edrsr/edrsr_data_2023.zip": bad}, reasons, tmp_path)
    read = Counter(documents["source_file"])
    assert read == Counter({"edrsr_data_2022.zip": 5, "edrsr_data_2023.zip": kept})


@pytest.mark.parametrize("what", OFFERS)
def test_bad_files_are_quarantined_and_good_ones_read(tmp_path: Path, what: str) -> None:
    """Judgments, texts, lists and cards: each bad one is a row of quarantine, each good one a document."""
    offer, reasons, ids = OFFERS[what]
    documents = check(offer, reasons, tmp_path)
    assert sorted(documents["id"]) == ids
    assert not documents["text"].str.contains("root:|OUTSIDE").any()
    assert documents["title"].str.contains(r"^(Цивільний кодекс|\? of a code|.*ECLI.*)?$").all()


def test_an_open_quote_in_a_dictionary_costs_one_name(tmp_path: Path) -> None:
    """The row after the broken one still names its region."""
    regions = 'region_code\tname\n"04"\t"Дніпро\n"16"\t"Полтава"\n'.encode()
    documents = check({"edrsr/edrsr_data_2023.zip": packed(regions=regions)}, {}, tmp_path)
    assert documents["region"].to_list() == ["Полтава"] * 5
