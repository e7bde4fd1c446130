"""Hostile judgments: entities, document types, depth, attributes, encodings that lie.

What belongs here: XML that attacks a parser, or what walks its tree. What does not: archives around it.
The attacks are those of OWASP's "XML Security Cheat Sheet" and of Späth et al., "SoK: XML Parser Vulnerabilities",
WOOT 2016.
"""

from __future__ import annotations

import codecs
from random import Random

from tests.hostile.kinds import PASSED, QUARANTINED, Kind
from tests.hostile.places import as_judgment, as_nameless_judgment, good_judgment

OPENING, CLOSING = b"<open-rechtspraak", b"</open-rechtspraak>"
BAD = (QUARANTINED,)
EITHER = (PASSED, QUARANTINED)


def _good() -> bytes:
    return good_judgment(1)[1]


def _typed(declared: bytes, word: bytes = b"") -> bytes:
    """A good judgment with a document type, and with a word in its text."""
    typed = _good().replace(OPENING, b"<!DOCTYPE open-rechtspraak [" + declared + b"]>\n" + OPENING, 1)
    return typed.replace(b"</para>", word + b"</para>", 1)


def _laughs(chance: Random, most: int) -> bytes:
    """Entities of entities: a billion words of a few lines, in text or in an attribute."""
    levels = b"".join(b'<!ENTITY e%d "%s">' % (at, b"&e%d;" % (at - 1) * 10) for at in range(1, 12))
    word = chance.choice((b"&e11;", b'<para role="&e11;">x</para>', b""))
    return _typed(b'<!ENTITY e0 "lol">' + levels, word)


def _quadratic(chance: Random, most: int) -> bytes:
    """One long entity, used often."""
    return _typed(b'<!ENTITY a "' + b"a" * (most // 2) + b'">', b"&a;" * (most // 6))


def _external(chance: Random, most: int) -> bytes:
    """Entities and types that lie elsewhere: on this disk, on the web, on a device."""
    address = chance.choice(
        (b"file:///etc/passwd", b"http://127.0.0.1:9/x", b"/dev/zero", b"jar:file:///x!/y", b"\\\\h\\s")
    )
    form = chance.choice((b'<!ENTITY a SYSTEM "%s">', b'<!ENTITY %% a SYSTEM "%s"> %%a;', b'<!NOTATION a SYSTEM "%s">'))
    return _typed(form % address, b"&a;" if b"ENTITY a" in form else b"")


def _external_type(chance: Random, most: int) -> bytes:
    return _good().replace(OPENING, b'<!DOCTYPE open-rechtspraak SYSTEM "file:///etc/passwd">\n' + OPENING, 1)


def _wide_entities(chance: Random, most: int) -> bytes:
    """Entities in UTF-16, where their declaration is not found by its bytes."""
    text = _laughs(chance, most).decode().replace('encoding="utf-8"', 'encoding="utf-16"')
    return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32")))


def _defaults(chance: Random, most: int) -> bytes:
    """Attributes by default, as many as there is room for."""
    listed = b"".join(b'a%d CDATA "%s"' % (number, b"x" * 50) for number in range(min(most // 70, 5_000)))
    return _typed(b"<!ATTLIST para " + listed + b">")


def _deep(chance: Random, most: int) -> bytes:
    """Up to 100,000 elements, one in another."""
    depth = max(1_000, min(100_000, most // 8))
    return _within(b"<para>" * depth + b"x" + b"</para>" * chance.choice((0, depth)))


def _deep_enough(chance: Random, most: int) -> bytes:
    """As deep as a parser allows, and as wide as there is room for."""
    name = chance.choice((b"section", b"paragroup", b"itemizedlist", b"emphasis", b"title", b"footnote", b"entry"))
    depth = chance.randint(100, 250)
    one = b"<%s>" % name * depth + b"x" + b"</%s>" % name * depth
    return _within(one * max(1, min(most, 2_000_000) // len(one)))


def _wide(chance: Random, most: int) -> bytes:
    """One short element, over and over."""
    one = chance.choice(
        (b"<para/>", b"<title>x</title>", b"<nr/>", b"<a/>", b"<?linebreak?>", b"<!---->", b"<footnote/>")
    )
    return _within(one * (most // len(one)))


def _within(inside: bytes) -> bytes:
    """A good judgment with something more in its body."""
    whole = _good()
    end = whole.rfind(b"</uitspraak>")
    return whole[:end] + inside + whole[end:]


def _attributes(chance: Random, most: int) -> bytes:
    """One element with thousands of attributes, or with one of megabytes, or with thousands of name spaces."""
    made = chance.choice(
        (
            b" ".join(b'a%d="x"' % number for number in range(most // 12)),
            b'role="' + b"x" * most + b'"',
            b'role="' + b" " * most + b'"',
            b" ".join(b'xmlns:n%d="u:%d"' % (number, number) for number in range(most // 24)),
            b'a="" ' * (most // 5),
        )
    )
    return _within(b"<section " + made + b"><para>x</para></section>")


def _reference(chance: Random, most: int) -> bytes:
    """A related law whose address is a megabyte of blanks or line ends."""
    blanks = chance.choice((b" ", b"&#10;", b"x ", b" &#13;")) * (min(most, 8_000_000) // 5)
    related = b'<dcterms:references bwb:resourceIdentifier="a' + blanks + b'z" xmlns:bwb="u:bwb">x</dcterms:references>'
    return _good().replace(b"</rdf:Description>", related + b"</rdf:Description>", 1)


def _number_field(chance: Random, most: int) -> bytes:
    """Case numbers and titles of a megabyte."""
    word = chance.choice((b"; ", b" / ", b" en ", b"1", b" ", b"ECLI:NL:", b"A"))
    place = chance.choice((b"</psi:zaaknummer>", b"</dcterms:title>", b"</dcterms:identifier>", b"</dcterms:modified>"))
    return _good().replace(place, word * (min(most, 2_000_000) // len(word)) + place, 1)


def _references(chance: Random, most: int) -> bytes:
    """References to characters: of control, beyond Unicode, of a thousand digits."""
    word = chance.choice(
        (b"&#0;", b"&#x1b;", b"&#x110000;", b"&#" + b"9" * 1_000 + b";", b"&#xD800;", b"&;", b"&nbsp;")
    )
    return _within(b"<para>a" + word + b"b</para>")


def _encodings(chance: Random, most: int) -> bytes:
    """A declaration that lies, or marks of two encodings."""
    page = chance.choice(
        (b"utf-16", b"utf-7", b"ebcdic-cp-us", b"shift_jis", b"no-such", b"", b"UTF-8\0", b"iso-2022-jp")
    )
    mark = chance.choice(
        (b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, b"\0" * 7)
    )
    return mark + _good().replace(b'encoding="utf-8"', b'encoding="%s"' % page, 1).replace(b"UTF-8", page, 1)


def _no_text(chance: Random, most: int) -> bytes:
    """Bytes that are no text at all inside the elements, and tags that never end."""
    word = chance.choice(
        (b"\0", b"\x1b[31m", b"\xff\xfe", b"\xed\xa0\x80", b"<", b"]]>", b"<![CDATA[" * 1_000, b"<!--" * 999)
    )
    return _within(b"<para>a" + word + b"b</para>")


def _cut(chance: Random, most: int) -> bytes:
    return _good()[: chance.randrange(len(_good()))]


def _entry(chance: Random, most: int) -> bytes:
    """Another document than a judgment: SVG with a script, SOAP, an index of itself."""
    return chance.choice(
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            b'<x:Envelope xmlns:x="http://schemas.xmlsoap.org/soap/envelope/"/>',
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
            b'<?xml-stylesheet href="file:///etc/passwd"?><a/>',
        )
    )


KINDS = (
    Kind("entities of entities", _laughs, as_judgment, BAD),
    Kind("one entity often", _quadratic, as_judgment, BAD),
    Kind("external entities", _external, as_judgment, EITHER),
    Kind("external type", _external_type, as_judgment, EITHER),
    Kind("entities in UTF-16", _wide_entities, as_judgment, BAD),
    Kind("attributes by default", _defaults, as_judgment, EITHER),
    Kind("XML depth", _deep, as_judgment, BAD),
    Kind("XML as deep as allowed", _deep_enough, as_judgment, EITHER),
    Kind("XML width", _wide, as_judgment, EITHER),
    Kind("attributes", _attributes, as_nameless_judgment, EITHER),
    Kind("blanks in an address", _reference, as_judgment, EITHER),
    Kind("fields of a megabyte", _number_field, as_nameless_judgment, EITHER),
    Kind("references to characters", _references, as_judgment, EITHER),
    Kind("XML encodings", _encodings, as_judgment, EITHER),
    Kind("no XML text", _no_text, as_judgment, EITHER),
    Kind("cut judgment", _cut, as_nameless_judgment, BAD),
    Kind("no judgment", _entry, as_nameless_judgment, BAD),
)
