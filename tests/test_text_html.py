"""HTML to text: what a reader of the page sees, line by line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import encoding
from pipelines.text import html as reader
from pipelines.text.html import html_to_text, read_html
from pipelines.text.unreadable import Unreadable
from tests.patience import cpu


def html(page: str) -> str:
    """The text of a page in UTF-8."""
    return html_to_text(page.encode())


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Ухвала<p>Суд", "Ухвала\nСуд"),
        ("<P>а</P>\n<P>б\n  в</P>", "а\nб в"),
        ("а<br>б<BR/>в", "а\nб\nв"),
        ("<div>а<div>б</div>в</div>", "а\nб\nв"),
        ("<b>Су</b>д <i>і</i> право", "Суд і право"),
        ("<ul><li>а<li>б</ul>", "а\nб"),
        ("<table><tr><td>а</td><td>б</td></tr><tr><td>в</td><td>г</td></tr></table>д", "а\tб\nв\tг\nд"),
        ("<table><tr><td><p>а</p></td>\n<td><p>б</p><p>в</p></td></tr></table>", "а\tб\nв"),
        ("<table><tr><td>а</td><td></td><td>в</td></tr></table>", "а\t\tв"),
        ("<table><tr><td>а</td><td>б<table><tr><td>x</td><td>y</td></tr></table></td></tr></table>", "а\tб\nx\ty"),
        ("&laquo;а&raquo; &#1074; &amp; &lt;", "«а» в & <"),
        ("а&nbsp;&nbsp;б", "а\u00a0\u00a0б"),
        ("<p>&nbsp;</p><p>а</p>", "а"),
        ("<html><head><title>1/2</title><style>p{}</style></head><body>а<script>x</script></body></html>", "а"),
        ("а<!-- secret --><noscript>x</noscript>б", "аб"),
        ("<span style='color:#FFFFFF'>secret</span>а", "а"),
        ("<span style='COLOR: white'>secret</span>а", "а"),
        ("<font color=#ffffff>secret</font>а", "а"),
        ("<p style='display: none'>secret</p>а", "а"),
        ("<span style='background-color:#FFFFFF'>seen</span>", "seen"),
        ("<span style='color:#ffffff;background:#000000'>seen</span>", "seen"),
        ("<span style='color:#fffff0'>seen</span>", "seen"),
        ("<table><tr><td bgcolor=#000080><font color=#fff>Сума боргу", "Сума боргу"),
        ("<table bgcolor=navy><tr><td><b style='color:white'>Сума", "Сума"),
        ("<div style='BACKGROUND-COLOR: #000080'><p><span style='color:#FFF'>Сума", "Сума"),
        ("<table background=blue.gif><tr><td><font color=white>Сума", "Сума"),
        ("<table bgcolor=navy><tr><td bgcolor=FFFFFF><font color=white>secret</font>а", "а"),
        ("<div style='background:navy'><p style='background: #fff url(x)'><font color=white>secret</font>а", "а"),
        ("<td bgcolor=navy style='background:white'><font color=white>secret</font>а", "а"),
        ("<div style='background:navy'><i style='background:none;color:white'>Сума", "Сума"),
        ("<select><option>x</select>а<input value=y>", "а"),
        ("а\x00б<p>в", "аб\nв"),
        ("а</p>б", "а\nб"),
        ("<p>а</html>б<p>в", "а\nб\nв"),
        ("<head><td>а<td>б", "а\tб"),
        ("<head>&amp;<p>а", "&\nа"),
        ("<head> < а", "< а"),
        ("<font color=FFFFFF>secret</font>а", "а"),
        ("<font style='color:#fff'>secret</font>а", "а"),
        ("<p style='color:rgb(255, 255 ,255)'>secret</p>а", "а"),
        ("<p style='color:white;color:red'>seen</p>", "seen"),
        ("<p style='display:none'>secret<p>а", "а"),
        ("<b style='display:none'>secret<div>secret</b>secret</div></b>а", "а"),
        ("<table><tr><td><b style='display:none'>secret<td>а</table>", "\tа"),
        ("<o:p style='visibility:hidden'>secret</o:p>а", "а"),
        ("<script>if (a</b) '</scrip>' </SCRIPT >а", "а"),
        ("<textarea><p>а</textareas></textarea>б", "<p>а</textareas>б"),
        ("<a title='>'>а</a><!-->б<!-- - -- > -->в<!>г<?x>ґ</ д>", "абвгґ"),
        ("а < б <1> </", "а < б <1> </"),
        (
            "&ampа &notit; &notin; &#x80; &#0; &#xD800; &#x1F600; &#; &nosuch;",
            "&а ¬it; ∉ € \ufffd \ufffd 😀 &#; &nosuch;",
        ),
        ("<textarea id='txtdepository'>&lt;p&gt;Суд&lt;p&gt;виріш&amp;amp;ив</textarea>", "Суд\nвиріш&ив"),
    ],
)
def test_what_a_reader_sees(page: str, text: str) -> None:
    """Paragraphs, breaks, items and rows are lines; scripts, comments and hidden words are not text."""
    assert html(page) == text


@pytest.mark.parametrize("meta", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_the_meta_tag_is_not_believed(meta: str, encoding: str) -> None:
    """Old bodies of the register declare either code page and hold either."""
    page = f'<HTML><HEAD><META CHARSET="{meta}"></HEAD><BODY><P>Суд вирішив позов задовольнити</P></BODY></HTML>'
    assert html_to_text(page.encode(encoding)) == "Суд вирішив позов задовольнити"


RULING = "<P>Суд у складі судді Іваненка постановив відмовити у задоволенні позову</P>"


@pytest.mark.parametrize(
    ("page", "repairs"),
    [
        (RULING.encode("cp1251"), ()),
        (RULING.encode("koi8-u"), ()),
        (RULING.encode("utf-16"), ()),
        (b"<meta charset=utf-8>" + RULING.encode("cp1251"), ("wrong_charset",)),
        (b"<meta content='text/html; charset=windows-1251'>" + RULING.encode("cp1251"), ()),
        (b"<!-- <meta charset=utf-8> -->" + RULING.encode("cp1251"), ()),
        (RULING.encode("cp1251") + b"<!--\x98-->", ("undecodable_bytes",)),
        (b"<span lang=uk></span>" * 200 + RULING.encode("cp1251"), ()),
        (b"<!--" + RULING.encode("koi8-u") * 9 + b"-->" + RULING.encode("cp1251"), ()),
    ],
)
def test_the_letters_shown_tell_the_code_page(page: bytes, repairs: tuple[str, ...]) -> None:
    """Neither markup nor what comments hide is asked, where the letters of the text leave no doubt."""
    text, mended = read_html(page)
    assert (text, mended) == (RULING[3:-4], repairs)


def test_markup_is_asked_where_letters_tell_nothing() -> None:
    """A page in Latin letters with one accent is told by all its bytes, as other texts are."""
    assert html_to_text("<p>één vonnis van de rechtbank".encode("cp1252")) == "één vonnis van de rechtbank"


@given(st.lists(st.text("абЯєx .«", max_size=300), max_size=9))
def test_letters_are_counted_as_often_as_they_are_shown(paragraphs: list[str]) -> None:
    """The reader counts the bytes of a text as counting them alone does, in runs of any length."""
    shown = [" ".join(words.split()) for words in paragraphs]
    page = "".join(f"<p>{words}" for words in shown).encode("cp1251")
    reading, _ = reader._read(page, "cp1251")
    assert reading[4] == encoding._counts("".join(shown).encode("cp1251"))


def test_depth_does_no_harm() -> None:
    """Hundreds of unclosed elements are read to the end; thousands are refused rather than cut short."""
    assert html("<div>" * 2_000 + "а") == "а"
    with pytest.raises(Unreadable, match="nested"):
        html("<div>" * 5_000 + "а")


def test_nothing_is_refused_by_name() -> None:
    """A page without elements is empty."""
    with pytest.raises(Unreadable, match="no element"):
        html("")


@given(st.text("аб \u00a0\n\tx", max_size=200))
def test_blanks_of_any_length_are_one(words: str) -> None:
    """Running text of any length, plain blocks or not, keeps its letters and one blank between words."""
    shown = re.sub("[ \n\t]+", " ", words).strip(" ")
    assert html(f"<p>{words}") == (shown if shown.strip() else "")
    assert html("<p>" + words.replace("\u00a0", "&nbsp;")) == (shown if shown.strip() else "")


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        *(
            ("", piece)
            for piece in ("<", "&", "<!--", "<a b='", "</", "<b>", "<i></b>", "<li>", "<title></t", "&#", "<td>")
        ),
        ("<i><div>" + "<b>" * 2_000, "</i>"),
        ("<i><div>" + "<x8><x9>" * 1_000, "</i></x7>"),
        ("<p><div>" + "<b>" * 2_000, "<li></p>"),
    ],
)
def test_hostile_pages_take_no_longer_than_others(head: str, piece: str) -> None:
    """What never ends, or ends nothing, is read once: a megabyte of it takes well under half a second."""
    page = head + piece * (1_000_000 // len(piece))
    with cpu() as used:
        read_or_refuse(page)
    assert used.seconds < 0.5


def read_or_refuse(page: str) -> str:
    """The text of a page, empty where it is refused by name."""
    try:
        return html(page)
    except Unreadable:
        return ""


TAGS = ["<p>", "</p>", "<td>", "<tr>", "<table>", "<br>", "<font>", "<!--", "-->", "&#0;", "&#xD800;", "<![CDATA[",
        "<?x", "<textarea id='txtdepository'>"]  # fmt: skip


@given(st.lists(st.sampled_from(TAGS) | st.text(max_size=8), max_size=30))
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    """No tag soup makes another exception, and no line of the text is empty."""
    text = read_or_refuse("".join(pieces).encode("utf-8", "replace").decode())
    assert "\n\n" not in text
