"""Hostile pages: depth, tags that never end, attributes of megabytes, zeros, scripts; as decisions and as acts.

What belongs here: HTML and plain text that attack a reader. What does not: archives around them.
"""

from __future__ import annotations

import codecs
from random import Random

from tests.hostile.kinds import PASSED, QUARANTINED, Kind
from tests.hostile.names import MARKUP
from tests.hostile.places import as_page, as_text

EITHER = (PASSED, QUARANTINED)
TAGS = (
    b"<div>",
    b"<p>",
    b"<b>",
    b"<td>",
    b"<table><tr><td>",
    b"<ul><li>",
    b"<h1>",
    b"<sup>",
    b"<font color=white>",
    b"<span class=nums>",
    b"<pre>",
    b"<select>",
    b"<form>",
    b"<a name=n1>",
    b"<svg>",
    b"<template>",
    b"<p class=rvps2>",
)


def _words() -> bytes:
    return "<p>Суд вирішив справу за позовом і задовольнив його повністю.</p>".encode()


def _paged(inside: bytes) -> bytes:
    """A page that is read as a decision, and as an act."""
    head = b'<html><head><meta name="dates" content="20200101"><title>x</title></head><body><div id=article>'
    return head + _words() + inside + b"</div></body></html>"


def _deep(chance: Random, most: int) -> bytes:
    """Elements in elements, closed or not."""
    tag = chance.choice(TAGS)
    return _paged(tag * (min(most, 1_000_000) // len(tag)) + b"x")


def _as_deep_as_allowed(chance: Random, most: int) -> bytes:
    """Deep, and then wide at the bottom: work for whatever looks up or down from each element."""
    tag = chance.choice(TAGS)
    wide = chance.choice((*TAGS, b"<br>x", b"</b>", b"</p>x", b"<i>x</i>", b"<font color=white>x</font>"))
    return _paged(tag * chance.randint(50, 1_500) + wide * (most // len(wide)))


def _wide(chance: Random, most: int) -> bytes:
    tag = chance.choice(TAGS)
    name = tag[1:].split(b">")[0].split(b" ")[0]
    one = tag + b"x</" + name + b">"
    return _paged(one * (most // len(one)))


def _misnested(chance: Random, most: int) -> bytes:
    """Tags that close what others opened (the adoption agency of HTML)."""
    one = chance.choice(
        (b"<b><i>x</b></i>", b"<a><p>x</a></p>", b"<table><b>x</table></b>", b"</div></p></b>", b"<p><table></p>")
    )
    return _paged(one * (most // len(one)))


def _unclosed(chance: Random, most: int) -> bytes:
    """What is never closed: comments, scripts, tags, references, quotes."""
    one = chance.choice(
        (
            b"<!--",
            b"<script>",
            b"<style>",
            b"<",
            b"<p ",
            b"<p a='",
            b"&",
            b"&#",
            b"&#x0",
            b"<![CDATA[",
            b"</",
            b"<textarea>",
            b"<title>",
            b"<meta ",
            b'<textarea id="txtdepository">',
            b"<?",
            b"<!doctype ",
            b"<textarea ",
            b" id ",
        )
    )
    return _paged(one * (most // len(one)))


def _attributes(chance: Random, most: int) -> bytes:
    made = chance.choice(
        (
            b"a=1 " * (most // 4),
            b"class='" + b"rvps2 " * (most // 6) + b"'",
            b"style='color:white;" + b" " * most + b"'",
            b"data-tree='" + b"st1:" * (most // 4) + b"'",
            b"a" * most,
            b"a='" + b"x" * most + b"'",
            b" ".join(b"a%d=1" % number for number in range(most // 12)),
            b"style='" + b"background:" * (most // 11) + b"'",
        )
    )
    return _paged(b"<p " + made + b">x</p>")


def _zeros(chance: Random, most: int) -> bytes:
    whole = _paged(b"")
    return chance.choice(
        (bytes(most) + whole, whole.replace(b"<p>", b"<p\0>"), _paged(bytes(most)), whole + bytes(most))
    )


def _scripts(chance: Random, most: int) -> bytes:
    """Code where text should be: it stays text, or goes."""
    word = chance.choice(MARKUP).encode()
    shown = chance.choice(
        (word, word.replace(b"<", b"&lt;"), b"<p onclick='x'>" + word, b"<iframe src=file:///etc/passwd>")
    )
    return _paged(shown)


def _head(chance: Random, most: int) -> bytes:
    """A head that its reader may try in many ways: titles without end, blanks by the thousand."""
    head = chance.choice(
        (
            b"<title>" + b" " * most,
            b"<title>" + b"a | " * (most // 4),
            b"<title>" * (most // 7),
            b"<meta " + b" " * most,
            b"<meta name=" + b"a" * most,
            "<title>| від ".encode() * (most // 18),
            b"<meta name=nreg content=" + b'"' * most,
            b"<title>" + b"|\n " * (most // 3) + b"</title>",
            "Редакція від ".encode() + b" " * most,
        )
    )
    return b"<html><head>" + head + b"</head><body><div id=article>" + _words() + b"</div></body></html>"


def _encodings(chance: Random, most: int) -> bytes:
    """A page in one encoding that declares another, or none that there is."""
    page = chance.choice(("utf-8", "cp1251", "utf-16", "utf-16-be", "utf-32", "koi8-u", "utf-7"))
    claim = chance.choice(
        (b"utf-7", b"utf-16", b"no-such", b"cp037", b"x" * 500, b"rot13", b"zlib", b"idna", b"hex", b"undefined")
    )
    mark = chance.choice((b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return mark + (b"<meta charset=%s>" % claim + _paged(b"")).decode().encode(page, "replace")


def _plain(chance: Random, most: int) -> bytes:
    """Plain text of one sign, over and over."""
    word = chance.choice(
        (
            " ",
            "\n",
            "\t",
            "a",
            "1. ",
            "ст. 1 ",
            "а\u0301",
            "\u0301",
            "\u200d",
            "\ufdfa",
            "\U0001f600",
            "\u1100\u1161",
            "Ã©",
            "РџРѕ",
            "\x1b[31m",
            "\u202e",
            "1ПОСТАНОВА ",
            "\\par",
            "№ 1\n",
            "cуд ",
            "\ufeff",
            "\x85",
            "\ufffd",
            "\x9b",
        )
    )
    return "Суд вирішив справу. ".encode() + (word * (most // len(word.encode()))).encode()


def _binary(chance: Random, most: int) -> bytes:
    """Anything but a text, and bytes without sense."""
    magic = (
        b"%PDF-1.7",
        b"\x7fELF",
        b"MZ",
        b"\xd0\xcf\x11\xe0",
        b"\x1f\x8b",
        b"GIF89a",
        b"\x89PNG",
        b"",
        b"#!/bin/sh\n",
        b"\0\0\0\x18ftyp",
    )
    return chance.choice(magic) + chance.randbytes(chance.randrange(1, min(most, 50_000)))


KINDS = tuple(
    Kind(f"{name}{where}", make, place, EITHER)
    for where, place in (("", as_text), (" of an act", as_page))
    for name, make in (
        ("HTML depth", _deep),
        ("HTML as deep as allowed", _as_deep_as_allowed),
        ("HTML width", _wide),
        ("misnested HTML", _misnested),
        ("unclosed HTML", _unclosed),
        ("HTML attributes", _attributes),
        ("HTML zeros", _zeros),
        ("scripts", _scripts),
        ("HTML head", _head),
        ("HTML encodings", _encodings),
        ("one sign", _plain),
        ("no text", _binary),
    )
)
