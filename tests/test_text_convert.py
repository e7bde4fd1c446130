"""The door of the room: formats told by content, gates, and nothing but text or a named refusal."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.convert import PlainText, Unreadable, sniff, to_text
from pipelines.text.normalise import normalise

RULING = "УХВАЛА\nСуд у складі судді Іваненка розглянув справу та постановив відмовити у задоволенні позову."
OVERLOAD = (
    "<HTML><HEAD><TITLE>Єдиний державний реєстр судових рішень</TITLE></HEAD><BODY>"
    "<H1>Єдиний державний реєстр судових рішень</H1>"
    "<P>Перегляд сторінки недоступний<P>Сервер перевантажений запитами</BODY></HTML>"
)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"{\\rtf1 a}", "rtf"),
        (b"\r\n\xef\xbb\xbf"[2:] + b"{\\rtf1 a}", "rtf"),
        (b"<HTML><BODY>a", "html"),
        (b"  <!DOCTYPE html><p>a", "html"),
        (b"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML'><html>", "html"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='x'>", "html"),
        (b"<!-- BEGIN METADATA --><META NAME='x'>", "html"),
        (b"<p class=rvps2>a", "html"),
        ("Суд<br>вирішив<br/><b>так</b>".encode(), "html"),
        ("<html>суд".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?><open-rechtspraak/>", "xml"),
        (b"<open-rechtspraak>", "xml"),
        (RULING.encode(), "text"),
        (RULING.encode("utf-16"), "text"),
        (RULING.encode() + b"\x00", "text"),
        (b"a < b and c > d", "text"),
        (b"", "empty"),
        (b" \r\n\x00\x00", "empty"),
        (b"%PDF-1.7", "binary"),
        (b"PK\x03\x04", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "binary"),
        (b"\x01\x02\x03\x04 a", "binary"),
        (b"\x00" * 10_000, "binary"),
    ],
)
def test_formats_are_told_by_content(body: bytes, form: str) -> None:
    """Half of the register's .rtf names hold something else."""
    assert sniff(body) == form


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{\\rtf1\\ansicpg1251 \\'d1\\'f3\\'e4  \\par\\par\\par\\par b}\x00", PlainText("Суд\n\nb", "rtf")),
        (RULING.encode("cp1251"), PlainText(RULING, "text")),
        (RULING.encode() + b"\x00", PlainText(RULING, "text", ("nul",))),
        (rb"{\rtf1 129\u30?1, 6\u173?162, 7\-5, a\-b}", PlainText("129-1, 6-162, 7-5, ab", "rtf")),
        ("<html><p>№ 2\u00ad1234/11 ст. 129\x1e1".encode("cp1251"), PlainText("№ 2-1234/11 ст. 129-1", "html")),
        ("Суд, № 2\u00ad1234/11, ст. 129\x1e1".encode("cp1251"), PlainText("Суд, № 2-1234/11, ст. 129-1", "text")),
        (
            RULING.encode().decode("cp1251", "replace").replace("\ufffd", "\x98").encode(),
            PlainText(RULING, "text", ("mojibake",)),
        ),
        (
            "<html><meta charset=utf-8><p>Суд вирішив позов задовольнити".encode("cp1251"),
            PlainText("Суд вирішив позов задовольнити", "html", ("wrong_charset",)),
        ),
    ],
)
def test_bodies_become_text(body: bytes, expected: PlainText) -> None:
    """Converted, mended, gated and normalised, with what was mended told."""
    assert to_text(body) == expected


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (
            rb"<html><body><pre>{\rtf1\ansicpg1251 \'d1\'f3\'e4 \'e2\'e8\'f0\'b3\'f8\'e8\'e2\par}</pre></body>",
            "rtf",
        ),
        ("<body>&lt;p&gt;Суд&lt;b&gt; вирішив&lt;/b&gt;&lt;/p&gt;</body>".encode("cp1251"), "html"),
        (rb"{\rtf1\ansi\ansicpg1251 <p>\'d1\'f3\'e4 <b>\'e2\'e8\'f0\'b3\'f8\'e8\'e2</b></p>}", "html"),
    ],
)
def test_one_format_inside_another_is_read_through(body: bytes, form: str) -> None:
    """RTF pasted into a page, a page escaped in a page, a page pasted into RTF."""
    assert to_text(body) == PlainText("Суд вирішив", form, ("nested",))


def test_controls_are_left_out_and_told() -> None:
    """What no text has is gone, and the row says so."""
    body = (RULING * 2 + "Кін\x07ець\0 дня.").encode()
    assert to_text(body) == PlainText(RULING * 2 + "Кінець дня.", "text", ("nul", "controls"))


def test_a_judgment_keeps_its_structure() -> None:
    """XML of the Dutch courts comes with markup, flat text with none."""
    body = b"<uitspraak><section role='beslissing'><para>A</para></section></uitspraak>"
    found = to_text(b"<open-rechtspraak>" + body + b"</open-rechtspraak>")
    assert (found.text, found.format) == ("A", "xml")
    assert json.loads(found.markup or "") == [[0, "section", None, None, "beslissing"]]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (OVERLOAD.encode("cp1251"), "overload_page"),
        (OVERLOAD.encode(), "overload_page"),
        (OVERLOAD.encode().decode("cp1251", "replace").encode(), "overload_page"),
        (OVERLOAD.encode("cp1251").decode("latin-1").encode(), "overload_page"),
        (OVERLOAD.encode().decode("latin-1").encode(), "overload_page"),
        (b"<html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><hr>nginx</html>", "server_page"),
        ("Документ не знайдено".encode("cp1251"), "server_page"),
        (b"", "empty"),
        (b"<html><body></body></html>", "empty"),
        (b"{\\rtf1 \\par ___ \\par}", "empty"),
        (b"<open-rechtspraak/>", "empty"),
        (b"{\\rtf1 abc", "truncated_rtf"),
        (b"%PDF-1.7 abc", "binary"),
        (b"{\\rtf1 " + b"\\'01\\'02\\'03" * 9 + b"a}", "binary"),
        (("ñó" * 3 + "w\u0098Ð " * 9).encode(), "mojibake"),
        (("Р\ufffdС\ufffd" * 20).encode(), "mojibake"),
        (b"\\par \\'d1\\'f3\\'e4 \\plain " * 9, "malformed_rtf"),
        (b"<p>{\\rtf1 \\par abc", "truncated_rtf"),
        ("<p>Справа № 1/2/3<hr><b>У Х В А Л А</b>".encode("cp1251"), "empty"),
        (b"<open-rechtspraak>", "malformed_xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "entity_expansion"),
    ],
)
def test_what_is_no_document_is_refused_by_name(body: bytes, reason: str) -> None:
    """The reason is short, for counting; the detail is one sentence for a person."""
    with pytest.raises(Unreadable) as refused:
        to_text(body)
    assert refused.value.reason == reason
    assert str(refused.value) == refused.value.detail
    assert refused.value.detail.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "04.01.22",
        "Інформація заборонена для оприлюднення згідно з пунктом 4 статті 7.",
        RULING + " Суд зазначає." * 200 + " Сервер перевантажений запитами. Перегляд сторінки недоступний.",
        "Єдиний державний реєстр судових рішень\n" + RULING,
        "De één-op-één coördinatie à la carte",
        "De pagina kan niet worden gevonden, aldus eiser. De rechtbank verklaart het beroep ongegrond.",
    ],
)
def test_short_and_odd_documents_pass(text: str) -> None:
    """Neither length nor a quoted phrase makes a document unreadable."""
    assert to_text(text.encode()).text == text


def test_a_refusal_travels_between_processes() -> None:
    """Workers send their refusals home."""
    sent = pickle.loads(pickle.dumps(Unreadable("empty", "Nothing.")))
    assert (sent.reason, sent.detail) == ("empty", "Nothing.")


HEADS = [b"", b"{\\rtf1 ", b"<html>", b"<?xml version='1.0'?><a>", b"\xff\xfe", b"\xef\xbb\xbf", b"<p>", b"\xd1\xf3 "]


@given(st.sampled_from(HEADS), st.binary(max_size=200), st.sampled_from([None, "utf-8", "cp1251", "?"]))
def test_any_bytes_become_text_or_are_refused(head: bytes, rest: bytes, charset: str | None) -> None:
    """Nothing but PlainText or Unreadable comes of any bytes, and the text is always normalised."""
    try:
        found = to_text(head + rest, charset=charset)
    except Unreadable:
        return
    assert found.text
    assert normalise(found.text) == found.text
