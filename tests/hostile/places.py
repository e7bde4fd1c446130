"""Where a hostile file is put, and the good neighbours beside it.

What belongs here: one function a place, and the sound files that it lies among. What does not: what is hostile.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from random import Random

from tests.fixture_maker import archive, hostile, judgment_xml, rechtspraak, register
from tests.hostile.kinds import Offer

LARGE = 1 << 20
"""A member above this is stored as it is: deflated, a file that repeats itself is refused as a bomb and never read."""

FIRST_ROW = 1_000
"""doc_id of the first row of the good year; the hostile text is its own."""

GOOD_JUDGMENT = "rechtspraak:ECLI:NL:RBMNE:2019:90000"
GOOD_ACT = "rada:435-15"
ACT_ROW = "1\t435-15\tЦивільний кодекс\t5\t1\t1:20030116:435-IV\t0\t\t20240101\n"
ACT_PAGE = (
    '<html><head><meta name="nreg" content="435-15"></head>'
    "<body><div id=article><p>Стаття 1. Відносини</p></div></body>"
)


@cache
def good_year() -> bytes:
    """A year of the register with five rows."""
    return hostile.good_year()


@cache
def good_table() -> bytes:
    """The documents.csv of that year."""
    return dict(archive.members(good_year()))["edrsr_data_2023/documents.csv"]


@cache
def text_paths() -> tuple[str, ...]:
    """The paths of the texts of its rows."""
    return tuple(re.findall(r"files/\w+/\w+\.rtf", good_table().decode()))


def good_text(number: int) -> bytes:
    """A short decision in RTF."""
    words = f"Суд вирішив справу за позовом номер {number} і задовольнив його повністю."
    return b"{\\rtf1\\ansi\\ansicpg1251 " + words.encode("cp1251") + b"}"


def good_texts(first: int) -> list[tuple[str, bytes]]:
    """The texts of the rows from one on, as members of an archive."""
    return [(path, good_text(number)) for number, path in enumerate(text_paths()) if number >= first]


@cache
def good_judgment(index: int) -> tuple[str, bytes]:
    """A sound judgment as a member of a month."""
    record = rechtspraak.record("theft", 2019, index)[0]
    return f"{record.ecli.replace(':', '_')}.xml", judgment_xml.written(record)


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A sound archive of sound or hostile members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name, body in members:
            packing = zipfile.ZIP_STORED if len(body) > LARGE else zipfile.ZIP_DEFLATED
            opened.writestr(zipfile.ZipInfo(name, archive.STAMP), body, packing)
    return file.getvalue()


def rows(first: int) -> frozenset[str]:
    """Ids of the documents of the good year, from a row on."""
    return frozenset(f"edrsr:{FIRST_ROW + number}" for number in range(first, len(text_paths())))


def as_text(body: bytes, chance: Random) -> Offer:
    """The text of a decision, among good ones: in an archive of texts or in the mirror."""
    own = text_paths()[0]
    packed = chance.random() < 0.5
    members = [(own, body), *good_texts(1)] if packed else good_texts(1)
    files = {"edrsr/edrsr_data_2023.zip": good_year(), "edrsr/texts_2023.zip": zipped(members)}
    return Offer(files if packed else files | {f"edrsr/texts/{own}": body}, rows(1))


def as_judgment(body: bytes, _chance: Random) -> Offer:
    """A member of a month of judgments, between good ones."""
    month = zipped([good_judgment(0), ("ECLI_NL_RBMNE_2019_90001.xml", body)])
    return Offer({"rechtspraak/2019/201902.zip": month}, frozenset([GOOD_JUDGMENT]))


def as_nameless_judgment(body: bytes, _chance: Random) -> Offer:
    """A member whose name tells no judgment, so that it is read twice."""
    month = zipped([good_judgment(0), ("judgment.xml", body)])
    return Offer({"rechtspraak/2019/201902.zip": month}, frozenset([GOOD_JUDGMENT]))


def as_table(body: bytes, _chance: Random) -> Offer:
    """The documents.csv of a year, beside a good year."""
    bad = zipped([("documents.csv", body), *register.dictionaries(register.Habits())])
    return Offer({"edrsr/edrsr_data_2022.zip": bad} | _good_register(), rows(0), texted=False)


def as_dictionary(body: bytes, chance: Random) -> Offer:
    """One of the dictionaries of a year, its table and the others good."""
    name = chance.choice(("courts.csv", "regions.csv", "cause_categories.csv"))
    others = [member for member in register.dictionaries(register.Habits()) if member[0] != name]
    bad = zipped([("documents.csv", good_table()), (name, body), *others])
    return Offer({"edrsr/edrsr_data_2022.zip": bad} | _good_register(), rows(0), texted=False)


def as_list(body: bytes, _chance: Random) -> Offer:
    """The list of acts, beside the page of a good act, which is an act with or without the list."""
    return Offer({"rada/doc.txt": body, "rada/laws/show/435-15.xml": _dated(ACT_PAGE)}, frozenset([GOOD_ACT]))


def as_row(body: bytes, _chance: Random) -> Offer:
    """A row of the list of acts, before a good one."""
    return Offer({"rada/doc.txt": body + b"\n" + ACT_ROW.encode("cp1251")}, frozenset([GOOD_ACT]), texted=False)


def as_card(body: bytes, _chance: Random) -> Offer:
    """The card of an act beside a good act."""
    listed = {"rada/doc.txt": ACT_ROW.encode("cp1251"), "rada/laws/show/435-15.xml": _dated(ACT_PAGE)}
    return Offer(listed | {"rada/laws/card/1-16.json": body}, frozenset([GOOD_ACT]))


def as_page(body: bytes, chance: Random) -> Offer:
    """The page of an act that the list names, beside a good act."""
    path = chance.choice(("1-16.xml", "1-16/ed20200101.html", "1-16/ed20200101/page2.html", "1-16.txt"))
    row = ACT_ROW.replace("435-15", "1-16").replace("1\t", "2\t", 1)
    listed = {"rada/doc.txt": (ACT_ROW + row).encode("cp1251"), "rada/laws/show/435-15.xml": _dated(ACT_PAGE)}
    return Offer(listed | {f"rada/laws/show/{path}": body}, frozenset([GOOD_ACT]))


def as_archive(body: bytes, chance: Random) -> Offer:
    """An archive: a year of the register, texts of the first two rows, a month, or one inside the bulk archive."""
    good_month = zipped([good_judgment(0)])
    if chance.random() < 0.5:
        path = chance.choice(("edrsr/edrsr_data_2022.zip", "edrsr/texts_2023_2.zip"))
        return Offer({path: body, "edrsr/texts_2023.zip": zipped(good_texts(0))} | _good_register(), rows(2))
    if chance.random() < 0.5:
        months = {"rechtspraak/2019/201902.zip": good_month, "rechtspraak/2019/201903.zip": body}
        return Offer(months, frozenset([GOOD_JUDGMENT]))
    bulk = zipped([("2019/201902.zip", good_month), ("2019/201903.zip", body)])
    return Offer({"rechtspraak/OpenDataUitspraken.zip": bulk}, frozenset([GOOD_JUDGMENT]))


def _good_register() -> dict[str, bytes]:
    return {"edrsr/edrsr_data_2023.zip": good_year()}


def _dated(page: str) -> bytes:
    dated = '<meta name="dates" content="20030116"><title>Цивільний кодекс</title></head>'
    return page.replace("</head>", dated).encode()
