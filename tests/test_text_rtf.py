"""RTF to text: the cases of the RTF Specification 1.9.1 that real decisions hold, and that no bytes do harm."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.rtf import rtf_to_text
from pipelines.text.unreadable import Unreadable
from tests.patience import cpu

FONTS = (
    rb"{\fonttbl{\f0\froman\fcharset204 Times;}{\f1\fcharset0 Arial;}{\f2\fcharset238 Times CE;}"
    rb"{\f3\fcharset2 Symbol;}{\f4\fcharset161 Greek;}{\f5 Unknown;}}"
)
COLOURS = rb"{\colortbl;\red255\green255\blue255;\red255\green0\blue0;\red0\green0\blue0;}"


def rtf(body: bytes, head: bytes = FONTS + COLOURS, page: int = 1251) -> str:
    """The text of a small file with the usual tables."""
    return rtf_to_text(rb"{\rtf1\ansi\ansicpg%d\deff0" % page + head + rb"\pard\f0 " + body + b"}\x00")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\'d1\'f3\'e4\'e4\'ff", "Суддя"),
        (rb"\'D1\'F3\'E4", "Суд"),
        ("Суд".encode("cp1251"), "Суд"),
        (rb"\f1 caf\'e9", "café"),
        (rb"\f2 \'b3\'f3d\'9f", "łódź"),
        (rb"\f4 \'e1", "α"),
        (rb"\f5 \'d1", "С"),
        (rb"\f77 \'d1", "С"),
        (rb"\f3\'b7\f0 \'d1", "\uf0b7С"),
        (rb"{\f1 \'e9}\'e9", "éй"),
        (rb"\f1 \'e9\plain \'e9", "éй"),
        (rb"\'zz", "zz"),
        (rb"\'4", "4"),
    ],
)
def test_bytes_are_read_in_the_code_page_of_their_font(body: bytes, text: str) -> None:
    """A byte is a letter of the font's charset; of the file's page where the font has none."""
    assert rtf(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\u1030?\u1074?", "Ів"),
        (rb"\u-3913?", "\uf0b7"),
        (rb"\uc0\u1030\u1074", "Ів"),
        (rb"\u1030\u1074", "Ів"),
        (rb"\u1030 ?x", "Іx"),
        (rb"\uc2\u1030\'e0\'e1\'e2", "Ів"),
        (rb"\uc2\u1030 ab\'e2", "Ів"),
        (rb"\uc1\u1030\tab x", "Іx"),
        (rb"\uc1\u1030\~x", "Іx"),
        (rb"\uc2\u1030{a}b", "Іab"),
        (rb"{\uc2\u1030 ab}\u1074?c", "Івc"),
        (rb"\uc1\u1030\bin3 ???x", "Іx"),
        (b"\\u1030\r\n?x", "Іx"),
        (rb"\u-10187?\u-8704?", "\U0001d600"),
        (rb"\u-10187?x", "\ufffdx"),
        (rb"\u128512?", "\U0001f600"),
        (rb"\u99999999?", "\ufffd"),
        (rb"\uc999999999\u1030 all of it", "І"),
        (rb"\uc-4\u1030 x", "Іx"),
    ],
)
def test_unicode_characters_and_their_fallbacks(body: bytes, text: str) -> None:
    r"""\u is signed; its fallback counts hex, symbols and control words as one each and ends with its group."""
    assert rtf(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"a\par b\line c\page d\sect e\column f", "a\nb\nc\nd\ne\nf"),
        (b"a\\\nb\\\r\nc", "a\nb\nc"),
        (b"a\r\nb\nc", "abc"),
        (rb"a\tab b", "a\tb"),
        (b"a\tb", "a\tb"),
        (rb"\trowd\cellx100\intbl a\cell b\cell\row\trowd c\cell\row", "a\tb\t\nc\t\n"),
        (rb"a\~b\_c\-d", "a\u00a0b-c\u00add"),
        (rb"7\-5 6\u173?162 129\u30?1 \'ad", "7\u00ad5 6\u00ad162 129\x1e1 \u00ad"),
        (rb"\{\\\}", "{\\}"),
        (rb"\ldblquote a\rdblquote  \lquote b\rquote \emdash\endash\bullet", "“a” ‘b’—–•"),
        (rb"129{\super 1} \up6 2\up0", "129-1 2"),
        (rb"\'ec{\super 2}", "м2"),
        (rb"12\super 34\nosupersub 5", "12-345"),
        (rb"H\sub 2", "H2"),
        (rb"a{\footnote \pard note}b", "a [note]b"),
        (rb"{\listtext\f3\'b7\tab}item", "\uf0b7\titem"),
        (rb"{\pntext 1.\tab}item", "1.\titem"),
    ],
)
def test_lines_cells_and_signs(body: bytes, text: str) -> None:
    """Paragraphs and rows end lines, cells end with TAB, a raised number after a number is hyphenated."""
    assert rtf(body) == text


@pytest.mark.parametrize(
    "body",
    [
        rb"{\header secret}",
        rb"{\footerf {deep secret}}",
        rb"{\info{\title secret}}",
        rb"{\stylesheet{\s1 secret;}}",
        rb"{\*\unknown secret{\b deep}}",
        rb"{\pict\wmetafile8 0123456789abcdef}",
        rb"{\pict\bin6 }}}{{{}",
        rb"{\*\bkmkstart secret}",
        rb"{\field{\*\fldinst HYPERLINK secret}{\fldrslt }}",
        rb"{\v secret}",
        rb"\v secret\v0 ",
        rb"\deleted secret\deleted0 ",
        rb"{\cf1 secret}",
        rb"{\cf1\cb1 secret}",
        rb"{\object\objemb{\*\objdata 00ff}{\result }}",
        rb"{\shp{\*\shpinst{\sp{\sn secret}{\sv 1}}}{\shprslt secret}}",
    ],
)
def test_what_a_reader_of_the_paper_does_not_see_is_left_out(body: bytes) -> None:
    """Headers, instructions, pictures, and hidden, deleted or white text are no words of the court."""
    assert rtf(b"a" + body + b"b") == "ab"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}", "link"),
        (rb"{\object{\*\objdata 00}{\result chart}}", "chart"),
        (rb"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt box}}}", "box"),
        (rb"{\cf1\highlight3 on black}", "on black"),
        (rb"{\cf2 red}", "red"),
        (rb"{\v x\plain seen}", "seen"),
        (rb"{\v x\par}y", "\ny"),
        (rb"{\cf99999 far}", "far"),
        (rb"\Par x\paragraphs y\averyveryverylongword z", "xyz"),
    ],
)
def test_what_a_reader_sees_is_kept(body: bytes, text: str) -> None:
    """Results of fields and objects, text boxes, coloured text, and whatever an unknown word stands before."""
    assert rtf(body) == text


def test_charset_zero_is_the_page_of_a_file_without_cyrillic_fonts() -> None:
    """Converters that know no charsets write fcharset0 beside a true ansicpg1251."""
    assert rtf(rb"\'d1\'f3\'e4", head=rb"{\fonttbl{\f0\fcharset0 Arial;}}") == "Суд"


def test_the_default_font_holds_until_another_is_named() -> None:
    """The text before any font word is in the font of deff."""
    body = rb"{\rtf1\ansi\ansicpg1252\deff3{\fonttbl{\f3\fcharset204 T;}}\'d1\'f3\'e4}"
    assert rtf_to_text(body) == "Суд"


@pytest.mark.parametrize(("head", "text"), [(rb"\mac", "—"), (rb"\pc", "╤"), (rb"\pca", "Ð"), (rb"\ansicpg866", "╤")])
def test_the_page_of_the_file(head: bytes, text: str) -> None:
    """Old files name their character set by a word of its own."""
    assert rtf_to_text(rb"{\rtf1" + head + rb" \'d1}") == text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (rb"{\rtf1 a", "truncated_rtf"),
        (rb"{\rtf1 a\'e", "truncated_rtf"),
        (b"{\\rtf1 a\\", "truncated_rtf"),
        (rb"{\rtf1 a\bin900 x}", "truncated_rtf"),
        (rb"{\rtf1 {a}", "truncated_rtf"),
        (rb"{\rtf1 a} more text", "malformed_rtf"),
        (rb"{\rtf1 " + b"{" * 2000 + b"}" * 2001, "malformed_rtf"),
        (b"plain", "not_rtf"),
    ],
)
def test_damaged_files_are_refused_by_name(body: bytes, reason: str) -> None:
    """A cut file or one with text behind its end must not pass for a whole decision."""
    with pytest.raises(Unreadable) as refused:
        rtf_to_text(body)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "ignored",
    [
        rb"{\header\f0\fcharset238 }",
        rb"{\*\unknown{\f0\fcharset2 }}",
        rb"{\info\ansicpg866}",
        rb"{\pict{{}\}}\bin2 }}}",
    ],
)
def test_ignored_groups_change_nothing(ignored: bytes) -> None:
    """Words inside a group that nobody reads say nothing of the fonts and pages around it."""
    assert rtf(ignored + rb"\plain\'d1\f0\'f3") == "Су"


@pytest.mark.parametrize(
    "piece", [b"{", b"}", b"\\", b"\\u1075", b"\\'", b"\\bin9", b"{\\*\\x ", b"{\\pict ", b"\\a", b"a"]
)
def test_hostile_files_take_no_longer_than_others(piece: bytes) -> None:
    """A megabyte of anything is read once and takes well under a second."""
    with cpu() as used:
        read_any(piece * (1_000_000 // len(piece)))
    assert used.seconds < 2


def read_any(noise: bytes) -> None:
    """Read a file with this noise in it; only a named refusal may come of it."""
    with suppress(Unreadable):
        rtf_to_text(b"{\\rtf1\\ansi " + noise + b"}")


def test_a_trailing_nul_is_no_damage() -> None:
    """Files of the register end with a NUL behind the last brace."""
    assert rtf_to_text(b"{\\rtf1 a}\r\n\x00\x1a") == "a"


def read_or_refuse(noise: bytes) -> None:
    """Read a file with this noise in it; only a named refusal may come of it."""
    try:
        text = rtf_to_text(b"{\\rtf1\\ansi " + noise + b"}")
    except Unreadable:
        return
    assert len(text) <= len(noise) + 2


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    """No bytes inside an RTF file make another exception."""
    read_or_refuse(noise)


PIECES = rb"{ } \ \* \u1030 \uc3 \' d1 \bin5 \f1 \fonttbl \colortbl \cf1 \fcharset204 ; 7 \footnote \super".split()


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_pieces_are_read_or_refused(pieces: list[bytes]) -> None:
    """As above, with noise that is nearly RTF."""
    read_or_refuse(b"".join(pieces))


def escaped(char: str) -> bytes:
    """How a word processor may write a character."""
    if char == "\n":
        return b"\\par\r\n"
    if char in "{}\\":
        return b"\\" + char.encode()
    if char.isascii():
        return char.encode()
    units = char.encode("utf-16-le")
    signed = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
    return b"".join(b"\\u%d?" % unit for unit in signed)


WRITABLE = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=80)


@given(WRITABLE)
def test_what_is_written_is_read(text: str) -> None:
    """Any text written as RTF comes back as it was."""
    assert rtf(b"".join(map(escaped, text))) == text


@given(st.text("абвгдеєжзиіїйклмнопрстуфхцчшщьюяҐґ«»№’—", max_size=60))
def test_what_cp1251_holds_is_read_from_hex(text: str) -> None:
    """Ukrainian text in hex bytes of cp1251 comes back as it was."""
    assert rtf(b"".join(b"\\'%02x" % byte for byte in text.encode("cp1251"))) == text
