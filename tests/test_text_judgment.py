"""Judgments in XML: every word once, in order, with the publisher's sections and numbers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.judgment import parse_judgment, safe_xml
from pipelines.text.normalise import normalise
from pipelines.text.unreadable import Unreadable

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
    ],
)
def test_the_words_of_a_body(body: str, text: str) -> None:
    """Numbers and list signs stand before their text, tables are rows, unknown elements keep their words."""
    assert text_of(body) == text


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
    ("abstract", "text"), [("<para>Kort</para><para>lang</para>", "Kort\nlang"), ("<para>-</para>", None), ("", None)]
)
def test_the_abstract(abstract: str, text: str | None) -> None:
    """A dash is the publisher's way of saying nothing."""
    assert parse_judgment(judgment("<para>A</para>", abstract)).abstract == text


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


TREES = st.recursive(
    st.text("ЖЩ 1.\n\u00ad\u0301", max_size=4),
    lambda inner: st.builds(element, st.sampled_from(ELEMENTS), st.lists(inner, max_size=4)),
    max_leaves=30,
)


@settings(deadline=None)
@given(TREES)
def test_no_letter_is_lost_and_offsets_hold(body: str) -> None:
    """Whatever the nesting, each letter of the body is in the text and each mark at the head of a line."""
    found = parse_judgment(judgment(body))
    assert [found.text.count(letter) for letter in "ЖЩ"] == [body.count(letter) for letter in "ЖЩ"]
    assert normalise(found.text) == found.text
    offsets = [mark[0] for mark in json.loads(found.markup)]
    assert offsets == sorted(offsets)
    assert all(offset == 0 or found.text[offset - 1] == "\n" for offset in offsets)
