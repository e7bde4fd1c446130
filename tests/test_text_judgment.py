"""Judgments in XML: every word once, in order, with the publisher's sections and numbers."""

from __future__ import annotations

import codecs
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.judgment import body_text, judgment_of, parse_judgment, safe_xml
from pipelines.text.normalise import normalise
from pipelines.text.unreadable import Unreadable
from tests.patience import cpu

NAMESPACE = 'xmlns="http://www.rechtspraak.nl/schema/rechtspraak-1.0" xml:space="preserve"'

ITEM = "<listitem><para>x</para></listitem>"


def judgment(body: str, abstract: str = "") -> bytes:
    """A file with this body and abstract."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<open-rechtspraak>'
        f"<inhoudsindicatie {NAMESPACE}>{abstract}</inhoudsindicatie><uitspraak {NAMESPACE}>{body}</uitspraak>"
        "</open-rechtspraak>"
    ).encode()


def text_of(body: str) -> str:
    """The text of a judgment with this body."""
    return parse_judgment(judgment(body)).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<para>A</para>\n   <para/>\n <para>B\n   c</para>", "A\nB c"),
        ("<parablock><para>A</para><para>B</para></parablock>", "A\nB"),
        ("<paragroup>\n<nr>3.1.</nr>\n<para>De feiten</para></paragroup>", "3.1. De feiten"),
        ("<paragroup><nr>3.</nr><paragroup><nr>3.1</nr><para>X</para></paragroup></paragroup>", "3.\n3.1 X"),
        ("<paragroup><nr>3.</nr><parablock><para>A</para><para>B</para></parablock></paragroup>", "3. A\nB"),
        ("<section><title><nr>3</nr>De beoordeling</title><para>X</para></section>", "3 De beoordeling\nX"),
        ("<para>A<emphasis role='bold'>b</emphasis> <nn>c</nn></para>", "Ab c"),
        ("<para>A<?linebreak?>B<!-- x -->C<?other?>D</para>", "A\nBCD"),
        ("<bridgehead>\n<?linebreak?>Kop</bridgehead>", "Kop"),
        ("<strange>A<deep>b</deep>c</strange>", "Abc"),
        ("<itemizedlist mark='-'>" + ITEM + ITEM + "</itemizedlist>", "- x\n- x"),
        ("<orderedlist numeration='lowerroman'>" + ITEM * 4 + "</orderedlist>", "i. x\nii. x\niii. x\niv. x"),
        ("<orderedlist numeration='upperalpha'>" + ITEM + "</orderedlist>", "A. x"),
        ("<orderedlist>" + ITEM + "</orderedlist>", "1. x"),
        (
            "<informaltable><tgroup><tbody><row><entry><para>A</para></entry><entry><para>B</para></entry></row>"
            "<row><entry/><entry><para>C</para></entry></row></tbody></tgroup></informaltable><para>D</para>",
            "A\tB\n\tC\nD",
        ),
        (
            "<para>A<footnote-ref linkend='f'/>.</para>"
            "<footnote id='f' label='7'><para>Noot</para></footnote><para>B</para>",
            "A[7].\nB\n[7] Noot",
        ),
        ("<para>[verdachte] , zo’n ’s-Hertogenbosch</para>", "[verdachte] , zo'n ’s-Hertogenbosch"),
        ("<mediaobject><imageobject><imagedata fileref='x'/></imageobject></mediaobject><para>A</para>", "A"),
        ("<para>&lt;tag&gt; &#233; <![CDATA[a & b]]></para>", "<tag> é a & b"),
        ("<para>A&#13;&#10;&#9;&#xA0;b &quot;c&apos; &#x1F600;</para>", "A  b \"c' \U0001f600"),
        ("<para a='>'>A<!-- > -> <para> --><?other > ?>b</para>", "Ab"),
        ("<x:para xmlns:x='other'>A</x:para><x:para xmlns:x='other'>B</x:para>", "A\nB"),
        ("<para>m<superscript>2</superscript></para>", "m2"),
        ("<para>A</para>tail<para>B</para>", "A\ntail\nB"),
        ("<title><nr>3</nr>De <nr>x</nr>feiten</title>", "3 De x feiten"),
        ("<itemizedlist mark='*'><listitem>\n<para>A</para></listitem></itemizedlist>", "* A"),
        ("<itemizedlist mark='dash'>" + ITEM + "<!-- x -->" + ITEM + "</itemizedlist>", "- x\n- x"),
        ("<uitspraak.info><plaats>Utrecht</plaats><zaaknr>21/917</zaaknr></uitspraak.info>", "Utrecht\n21/917"),
        (
            "<mediaobject><textobject><para>Kaart</para></textobject><caption>Bron</caption></mediaobject>",
            "Kaart\nBron",
        ),
        ("<row><!-- x --><entry>A</entry><entry>B</entry></row>", "A\tB"),
        ("<row><entry>A<para>\u00ad</para></entry><entry>B</entry></row>", "A\tB"),
        ("<row><entry><row><entry>A</entry></row></entry><entry>B</entry></row>", "A\tB"),
        ("<para>A<footnote-ref linkend='g'/></para><footnote id='f'><para>N</para></footnote>", "A\n[1] N"),
        ("<footnote id='f' label='1'>A<footnote>B</footnote>C</footnote>D", "D\n[1] AC\n[2] B"),
        ("<footnote id='f' label='" + "9" * 99 + "'>A</footnote>B<footnote-ref linkend='f'/>", "B[1]\n[1] A"),
    ],
)
def test_the_words_of_a_body(body: str, text: str) -> None:
    """Numbers and list signs stand before their text, tables are rows, unknown elements keep their words."""
    assert text_of(body) == text


def test_list_signs_follow_the_numeration() -> None:
    """Roman up to 39, letters up to z, then plain numbers."""
    roman = text_of("<orderedlist numeration='upperroman'>" + ITEM * 40 + "</orderedlist>").split("\n")
    assert [roman[place] for place in (0, 8, 38, 39)] == ["I. x", "IX. x", "XXXIX. x", "40. x"]
    letters = text_of("<orderedlist numeration='loweralpha'>" + ITEM * 27 + "</orderedlist>").split("\n")
    assert [letters[place] for place in (0, 25, 26)] == ["a. x", "z. x", "27. x"]


def test_marks_of_sections_and_numbers() -> None:
    """A mark says where a unit begins, what it is numbered and called, and the role the court gave it."""
    body = (
        "<uitspraak.info><bridgehead>RECHTBANK</bridgehead></uitspraak.info><para>\u00ad</para>"
        "<section role='overwegingen\n'><title><nr>3.</nr> De  feiten</title>"
        "<paragroup><nr>3.1.</nr><para>X</para></paragroup></section>"
        "<section role='beslissing'><para>Y</para></section>"
    )
    found = parse_judgment(judgment(body))
    assert found.text == "RECHTBANK\n3. De feiten\n3.1. X\nY"
    assert json.loads(found.markup) == [
        [0, "title", None, "RECHTBANK", None],
        [10, "section", "3", "De feiten", "overwegingen"],
        [23, "nr", "3.1", None, None],
        [30, "section", None, None, "beslissing"],
    ]


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        ("<bridgehead>A<?linebreak?>B</bridgehead>", [[0, "title", None, "A B", None]]),
        ("<title>A<footnote-ref linkend='f'/></title><footnote id='f'>N</footnote>", [[0, "title", None, "A", None]]),
        ("<title>A<footnote>N</footnote></title>", [[0, "title", None, "A", None]]),
        ("<title><itemizedlist>" + ITEM + "</itemizedlist></title>", [[0, "title", None, "x", None]]),
        ("<title><nr>1</nr></title>A", []),
        ("<title><nr>1</nr>\u00ad</title>A", []),
        ("<section role='a &amp; &quot;b&quot;&#10;'>A</section>", [[0, "section", None, None, 'a & "b"']]),
        ("<section rs:role='a' xmlns:rs='b'>A</section>", [[0, "section", None, None, None]]),
        ("<section><emphasis><title>A</title></emphasis></section>", [[0, "section"], [0, "title", None, "A"]]),
        ("<title>Caf&#233; &amp; bar’s</title>", [[0, "title", None, "Café & bar's", None]]),
        ("<nr>(a)</nr><nr>:</nr><nr>\u00a0</nr>A", [[0, "nr", "(a"], [4, "nr", ":"]]),
        ("<nr><nr>1.</nr></nr>A", [[0, "nr", "1"], [0, "nr", "1"]]),
    ],
)
def test_marks_in_odd_places(body: str, marks: list[list[object]]) -> None:
    """Line breaks part the words of a heading, notes and list signs are none of them, blanks make no mark."""
    padded = [[*mark, *[None] * (5 - len(mark))] for mark in marks]
    assert json.loads(parse_judgment(judgment(body)).markup) == padded


@pytest.mark.parametrize(
    ("abstract", "text"), [("<para>Kort</para><para>lang</para>", "Kort\nlang"), ("<para>-</para>", None), ("", None)]
)
def test_the_abstract(abstract: str, text: str | None) -> None:
    """A dash is the publisher's way of saying nothing."""
    assert parse_judgment(judgment("<para>A</para>", abstract)).abstract == text


NOTED = "<para>A<footnote-ref linkend='f'/></para><footnote id='f'>N</footnote>" + ITEM


def test_a_tree_says_what_its_file_says() -> None:
    """The body can be had alone, from a tree that stays as it is; the file only spares writing the tree anew."""
    body = judgment(NOTED, "B")
    root = safe_xml(body)
    found = judgment_of(root)
    assert found.text == "A[1]\n- x\n[1] N"
    assert body_text(root) == (found.text, found.markup)
    assert found == judgment_of(root, body)


SECTION = "<section role='a &amp; é'><title><nr>1</nr> Café</title><para>x &amp; y</para></section>"


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ("role='a &amp; é'", 'role\t=\n"a &#38; &#xe9;" other = "&lt;!--" other:role="b" xmlns:other="o"'),
        ("role='a &amp; é'", "role='a\n&amp;\té'"),
        ("x &amp; y", "<![CDATA[x & y]]>"),
        ("x &amp; y", "<![CDATA[]]>x <![CDATA[&]]> y<![CDATA[]]>"),
        ("x &amp; y", "x <!-- <para> -->&#38;<!----> y<?other <para> ?>"),
        ("<para>x &amp; y</para>", "<p:para\nxmlns:p='p' >x &amp; y</p:para >"),
    ],
)
def test_ways_of_writing_are_not_told(written: str, rewritten: str) -> None:
    """The file itself is read, not what a serialiser makes of it, so each spelling of XML must come to the same."""
    found = parse_judgment(judgment(SECTION))
    assert (found.text, json.loads(found.markup)) == ("1 Café\nx & y", [[0, "section", "1", "Café", "a & é"]])
    assert parse_judgment(judgment(SECTION.replace(written, rewritten))) == found


def test_a_document_type_may_state_attributes() -> None:
    """What a file does not say itself is seen in its tree alone."""
    body = b"<!DOCTYPE r [<!ATTLIST section role CDATA 'facts'>]><r><uitspraak><section>A</section></uitspraak></r>"
    found = parse_judgment(body)
    assert (found.text, json.loads(found.markup)) == ("A", [[0, "section", None, None, "facts"]])


def test_notes_stand_behind_the_body_wherever_they_were() -> None:
    """One in a heading is no part of it, one before a cell is no cell, one in another stands behind that."""
    title = "<title>T<footnote>a<footnote>b</footnote></footnote></title>"
    row = "<row><footnote label='*'>c</footnote><entry>d</entry><entry>e</entry></row>"
    found = parse_judgment(judgment(f"<section>{title}{row}</section>"))
    assert found.text == "T\nd\te\n[1] a\n[2] b\n[*] c"
    assert json.loads(found.markup) == [[0, "section", None, "T", None]]


def test_unknown_elements_are_named() -> None:
    """Elements of the schema are not, whatever their namespace; what was inside is text."""
    body = "<para><strange>A</strange> <x:odd xmlns:x='y'>B</x:odd></para><strange/><superscript>2</superscript>"
    assert parse_judgment(judgment(body, "<nova>C</nova>")).unknown == ("nova", "odd", "strange")
    assert parse_judgment(judgment("<para>A</para>")).unknown == ()


def test_several_bodies_follow_each_other() -> None:
    """A mark of the second body lies in the text of both."""
    found = parse_judgment(b"<r><uitspraak>A</uitspraak>x<conclusie><title>B</title></conclusie></r>")
    assert (found.text, found.markup) == ("A\nB", '[[2,"title",null,"B",null]]')


def test_a_record_of_metadata_only_has_no_text() -> None:
    """Metadata is often published days before the text."""
    found = parse_judgment(b"<open-rechtspraak/>")
    assert (found.text, found.markup, found.abstract) == ("", "[]", None)


ENTITY = b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ENTITY + b"<r>&e;</r>", "entity_expansion"),
        (ENTITY + b"<r/>", "entity_expansion"),
        (("\ufeff" + ENTITY.decode() + "<r/>").encode("utf-16-le"), "entity_expansion"),
        (b'<!DOCTYPE r SYSTEM "http://example.invalid/r.dtd"><r>&e;</r>', "entity_expansion"),
        (b"<r><a></r>", "malformed_xml"),
        (b"<r>", "malformed_xml"),
        (b"", "malformed_xml"),
        (b"\x00\x01", "malformed_xml"),
        (b"<r>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</r>", "malformed_xml"),
        (b" " * (64 * 1024 * 1024 + 1), "too_big"),
    ],
)
def test_hostile_and_damaged_files_are_refused(body: bytes, reason: str) -> None:
    """No entity is resolved, nothing is fetched, nothing is guessed."""
    with pytest.raises(Unreadable) as refused:
        safe_xml(body)
    assert refused.value.reason == reason


@pytest.mark.parametrize("lead", [b"\xef\xbb\xbf", b"\r\n", b"\xef\xbb\xbf\n "])
def test_what_stands_before_the_declaration_does_no_harm(lead: bytes) -> None:
    """The archive holds files that open with a byte-order mark or a blank line."""
    assert parse_judgment(lead + judgment("<para>A</para>")).text == "A"


ELEMENTS = ["para", "section", "title", "nr", "paragroup", "emphasis", "row", "entry", "listitem", "footnote", "other"]


def element(name: str, parts: list[str]) -> str:
    """An element with these parts."""
    return f"<{name}>{''.join(parts)}</{name}>"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings_are_read_as_declared(encoding: str) -> None:
    """The archive is UTF-8, but XML may be anything."""
    xml = judgment("<section role='é'><title>Café</title></section>").decode().replace("utf-8", encoding)
    found = parse_judgment(xml.encode(encoding))
    assert (found.text, json.loads(found.markup)) == ("Café", [[0, "section", None, "Café", "é"]])
    assert found == parse_judgment(judgment("<section role='é'><title>Café</title></section>"))


CODES = (*range(0x20, 0x3100), *range(0x3100, 0xD800, 97), *range(0xE000, 0xFFFE, 7), 0xFEFF, 0x1F600)
CHARACTERS = [chr(code) for code in CODES if chr(code) not in "<& "]


@pytest.mark.parametrize("pattern", ["a{}b", "a {} b", "{}"])
def test_every_character_is_normalised(pattern: str) -> None:
    """Lines that are not asked to be normalised have nothing to be normalised, whatever stands in them."""
    lines = [pattern.format(one) for one in CHARACTERS]
    found = text_of("".join(f"<para>{line.replace('>', '&gt;')}</para>" for line in lines))
    assert found.split("\n") == [part for line in lines for part in normalise(line).split("\n") if part]


def test_a_heading_in_a_heading_in_a_heading_is_refused() -> None:
    """Each heading is named by all its words, so nested ones would swell a file to its square."""
    with pytest.raises(Unreadable, match="nested"):
        parse_judgment(judgment("<title>" * 100 + "A" * 10_000 + "</title>" * 100))


PARTS = ["<entry/>", "<entry>A</entry>", "&amp;", "<?linebreak?>", "<section><para/></section>", ITEM, "<nr>1</nr>"]


@pytest.mark.parametrize("part", [*PARTS, "<footnote/><entry/>"])
def test_time_grows_with_length_and_not_faster(part: str) -> None:
    """A table of thirty thousand cells, a list of as many items: the square of that would take longer by far."""
    body = judgment(f"<row>{part * 30_000}Z</row>")
    with cpu() as used:
        assert "Z" in parse_judgment(body).text
    assert used.seconds < 5


TREES = st.recursive(
    st.text("ЖЩ 1.\n\u00ad\u0301", max_size=4),
    lambda inner: st.builds(element, st.sampled_from(ELEMENTS), st.lists(inner, max_size=4)),
    max_leaves=30,
)


@given(TREES)
def test_no_letter_is_lost_and_offsets_hold(body: str) -> None:
    """Whatever the nesting, each letter of the body is in the text and each mark at the head of a line."""
    found = parse_judgment(judgment(body))
    assert [found.text.count(letter) for letter in "ЖЩ"] == [body.count(letter) for letter in "ЖЩ"]
    assert normalise(found.text) == found.text
    offsets = [mark[0] for mark in json.loads(found.markup)]
    assert offsets == sorted(offsets)
    assert all(offset == 0 or found.text[offset - 1] == "\n" for offset in offsets)


@given(st.lists(st.sampled_from([*"<>/!?-=&;#x'\" :ab[]", "<![CDATA[", "]]>"]), max_size=40).map("".join))
def test_no_bytes_make_the_reader_stray(xml: str) -> None:
    """What is no XML never reaches it, and would not take it beyond its arrays: each row has a byte of its own."""
    from pipelines.text import xml_kernel

    data = np.frombuffer(xml.encode(), np.uint8)
    tape = np.full((len(xml) + 2, xml_kernel.COLUMNS), -9, np.int32)
    rows = xml_kernel.read(data, np.zeros(4, np.uint64), np.zeros(4, np.int32), tape)
    assert 0 <= rows <= len(xml) + 1
    assert (tape[rows:] == -9).all()
    assert ((tape[:rows, xml_kernel.MATE] >= -1) & (tape[:rows, xml_kernel.MATE] < rows)).all()


@given(TREES)
def test_the_same_tree_is_read_the_same_however_it_is_written(body: str) -> None:
    """Character references, comments, line ends and another encoding are ways of writing, not words."""
    plain = judgment(body)
    text = plain.decode()
    spelled = text.replace("Ж", "&#1046;").replace("Щ", "<!-- > --><![CDATA[Щ]]>").replace("\n", "\r\n")
    outcomes = {parse_judgment(variant) for variant in (plain, spelled.encode(), codecs.BOM_UTF8 + plain)}
    assert outcomes == {parse_judgment(text.replace('encoding="utf-8"', "").encode("utf-16"))}
