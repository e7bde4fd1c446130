"""The limits that hostile files meet: each one is kept, told in one sentence, and costs no neighbour."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from pipelines.sources.archive import Archive, ArchiveError
from pipelines.sources.judgment_record import read_judgment
from pipelines.sources.rada_lists import IDENTIFIER_LETTERS, is_identifier, read_card, read_list, read_page
from pipelines.sources.register_names import read_dictionary
from pipelines.text import convert, width
from pipelines.text.convert import to_text
from pipelines.text.judgment import safe_xml
from pipelines.text.statute import page_count, statute_text
from pipelines.text.unreadable import Unreadable
from tests.hostile.places import good_judgment
from tests.hostile.zip_writer import DEVICE, LINK, STORED, Entry, written
from tests.patience import cpu

MIB = 1 << 20
GOOD = Entry(b"good.xml", b"<a/>")


def opened(*entries: Entry) -> Archive:
    """An archive of these members."""
    return Archive(io.BytesIO(written(entries)))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Entry(b"bad.xml", bytes(2 * MIB)), "bomb"),
        (Entry(b"bad.xml", b"/etc/passwd", attributes=LINK), "unreadable"),
        (Entry(b"bad.xml", b"/dev/zero", attributes=DEVICE), "unreadable"),
        (Entry(b"\x1b[31m.xml", b"x", method=9), "unreadable"),
        (Entry(b"a" * 60_000, b"x", crc=1), "truncated"),
    ],
)
def test_a_bad_member_costs_itself_only(bad: Entry, reason: str) -> None:
    """The archive opens, the good member is read, and the sentence about the bad one is short and plain."""
    with opened(GOOD, bad) as archive:
        assert archive.read("good.xml") == b"<a/>"
        with pytest.raises(ArchiveError) as refused:
            archive.read(archive.members[1])
    assert refused.value.reason == reason
    assert refused.value.detail.isprintable()
    assert len(refused.value.detail) < 300


def test_members_that_share_their_bytes_are_a_bomb() -> None:
    """The contents answer for the bytes that there are, not for those that the directory tells of."""
    kernel = Entry(b"0.xml", b"ab" * (MIB // 2 - 1), method=STORED)
    shared = (Entry(b"%d.xml" % name, kernel.body, method=STORED, at=0) for name in range(1, 250))
    with pytest.raises(ArchiveError, match="over 200 times as many"):
        opened(kernel, *shared)


def test_an_inner_archive_answers_for_the_bytes_it_takes_outside() -> None:
    """Neither archive is a bomb by itself, both together are."""
    inner = written([Entry(b"%d.xml" % name, bytes(MIB - 1)) for name in range(40)])
    with opened(Entry(b"2019.zip", inner)) as outer, pytest.raises(ArchiveError) as refused:
        outer.inner("2019.zip", 10 * MIB)
    assert refused.value.reason == "bomb"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'"', b"\n1\n"])
def test_a_dictionary_without_columns_names_nothing(body: bytes) -> None:
    """It ended the process once: records of no field have no end."""
    with opened(Entry(b"courts.csv", body + b"\n1690\tname\n" * 9)) as archive:
        assert read_dictionary(archive, "courts") == {}


@pytest.mark.parametrize("nreg", ["435-15", "254к/96-вр", "995_015", "v005p710-14", "1306-2001-п", "z1186-25"])
def test_identifiers_of_acts_are_known(nreg: str) -> None:
    """Letters of two scripts, digits, hyphens, underscores, slashes."""
    assert is_identifier(nreg)


@pytest.mark.parametrize(
    "nreg", ["", "..", "a/../b", "/etc", "a b", "<b>", "a\x1b", "a\u202e", "=1", "a\n", "a" * (IDENTIFIER_LETTERS + 1)]
)
def test_what_does_harm_elsewhere_is_no_identifier(nreg: str) -> None:
    """Neither by itself nor as a row of the list."""
    assert not is_identifier(nreg)
    row = f"7\t{nreg.strip()}\tПро слово\t5\t1\t1:20200101:9\t0\t\t20240101".encode()
    assert nreg != nreg.strip() or read_list(row.replace(b"\n", b" "))["fault"].is_not_null().all()


@pytest.mark.parametrize("days", ["00000115", "00010101", "99991231"])
def test_a_day_of_no_act_is_none(days: str) -> None:
    """It is neither a day of adoption nor a reason to stop."""
    assert read_list(f"7\t1-1\tА\t5\t1\t1:{days}:9\t0\t\t20240101".encode())["adopted"].to_list() == [None]


@pytest.mark.parametrize("pages", ["9" * 5_000, 10**18, "²", "-1", "1e5"])
def test_a_number_of_pages_that_is_none_is_one(pages: object) -> None:
    """The card is read all the same."""
    card = read_card(f'{{"nreg": "1-1", "eds": [{{"datred": 20200101, "pages": "{pages}"}}]}}'.encode())
    assert card is not None
    assert [count for _, count in card.pages] == [1]


REFERENCE = (
    b'<dcterms:references bwb:resourceIdentifier="a%sz" xmlns:bwb="u:bwb">x</dcterms:references></rdf:Description>'
)


@pytest.mark.parametrize(
    "read",
    [
        lambda: read_page("<title>" + " " * 16_000, "1-1"),
        lambda: read_page("<title>" + "| від 01.01.2020 " * 900, "1-1"),
        lambda: read_card(b'{"nreg": "1-1", "organs": "' + b"a" * 200_000 + b'"}'),
        lambda: read_judgment(
            good_judgment(1)[1].replace(b"</rdf:Description>", REFERENCE % (b" " * 200_000), 1),
        ),
        lambda: page_count(b"<div class=nums>" * 200 + b"<i>1</i>" * 20_000),
        lambda: statute_text(b"<div id=article><p>x</p>" + b"<h1>" * 200 + b"<b class=a>x</b>" * 5_000),
        lambda: statute_text(b"<div id=article>" * 200 + b"<p>x</p>" * 3_000),
    ],
)
def test_work_grows_with_the_file_and_not_with_its_square(read: Callable[[], object]) -> None:
    """Each of these took minutes, or had no end."""
    with cpu() as used:
        read()
    assert used.seconds < 3


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (safe_xml, b"<a>" + b"<b/>" * 60 + b"</a>"),
        (statute_text, b"<div id=article>" + b"<p>" * 60),
        (safe_xml, b"<a " + b"b " * 60 + b"/>"),
        (to_text, b"<html><p>" + "слово ".encode() * 60),
        (to_text, b"{\\rtf1 " + b"word " * 60 + b"}"),
    ],
)
def test_what_is_too_large_is_told_so(
    read: Callable[[bytes], object], body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tags, attributes and letters have limits, and the sentence says where they are described."""
    monkeypatch.setattr(width, "MOST_TAGS", 50)
    monkeypatch.setattr(width, "_CROWDED", re.compile(rb"<a(?: b){50}"))
    monkeypatch.setattr(convert, "MOST_LETTERS", 100)
    with pytest.raises(Unreadable, match=r"docs/hostile-input\.md\.$") as refused:
        read(body)
    assert refused.value.reason == "too_big"
