"""Damaged inputs for the readers: seeds from the fixtures, and what happens to files on the way.

What belongs here: the seeds and the kinds of damage. What does not: what readers make of them (`fuzz`).
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from pipelines.text.convert import to_text
from pipelines.text.statute import statute_text
from pipelines.text.unreadable import Unreadable
from tests.fuzz_documents import PIECES, WRITTEN

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = 40
"""Rows of a register that make a seed."""
MOST_BYTES = 60_000
EXCERPT = 700
"""Characters of the beginning and of the end of a document that make a seed of sections."""
STRIDE = 4
"""Of every so many excerpts of an act one makes a seed."""
OFTEN = 60
"""So many times each written document is among the seeds: half of the inputs begin with one."""

Tokens = tuple[bytes, ...]
TOKENS: dict[str, Tokens] = {
    "rtf": (
        b"{}", b"\\'", b"\\'d1", b"\\u1110?", b"\\u-3913?", b"\\u55357?\\u56832?", b"\\uc2 ", b"\\uc0 ", b"\\bin4 {}{}",
        b"\\bin-1 ", b"\\par ", b"\\cell\\row ", b"{\\*\\x a}", b"{\\pict 00}", b"\\v ", b"\\v0 ", b"{\\super 1}",
        b"{\\field{\\*\\fldinst b}{\\fldrslt c}}", b"\\ansicpg65001 ", b"\\fcharset2 ", b"{\\rtf1 d}",
        b"\\cf1 ", b"\\deleted ", b"\0", b"\r\n", b"{\\footnote f}", b"{\\listtext 1.}",
        b"{\\upr{g}{\\*\\ud{\\u1110?}}}", b"\\trowd\\intbl ", b"\\~", b"\\-", b"\\_", b"\\{", b"\\}", b"\\\\",
    ),
    "html": (
        b"<", b">", b"&", b"</td>", b"<td>", b"<table>", b"<!--", b"-->", b"<script>", b"</script>", b"<style>",
        b"&#x110000;", b"&#0;", b"&nbsp;", b"&amp;lt;", b"<br>", b"<font color=white>", b"<p style='display:none'>",
        b"<![CDATA[", b"<?x", b"<textarea id='txtdepository'>", b"<meta charset=utf-16>", b"<pre>", b"\0", b"'", b'"',
        b"<title>", b"</html>", b"&#1110", b"<sup>", b"{\\rtf1 ",
    ),
    "csv": (b'"', b'""', b"\t", b"\n", b"\r\n", b"\r", b'"\n"', b'\t"', b'"\t', b"\xef\xbb\xbf", b"\0", b"1\t", b"\\N"),
    "xml": (
        b"<para/>", b"<para> a </para>", b"<section role='beslissing'><title><nr>1</nr> b</title></section>",
        b"<nr>2.</nr>", b"<!-- c -->", b"<![CDATA[<d>]]>", b"&amp;", b"&#x1F600;", b"&#13;", b"<?linebreak?>e",
        b"<footnote id='1'>f</footnote>", b"<footnote-ref linkend='1'/>", b"<superscript>1</superscript>",
        b"<informaltable><tgroup><tbody><row><entry>g</entry><entry/></row></tbody></tgroup></informaltable>",
        b"<emphasis role='bold'> h</emphasis> ", b"<unknown>i</unknown>", b"\xc2\xa0", b"\xcc\x81", b"\xd1\x96",
        b"<itemizedlist><listitem><para>j</para></listitem></itemizedlist>", b"<uitspraak><para>k</para></uitspraak>",
    ),
    "sections": tuple(piece.encode() for piece in PIECES),
}  # fmt: skip
"""Pieces that mean something to each reader."""
MOSTLY = 0.95
SIGNS = {b"<": b"<", b"{": b"\\", b'"': b"\t", b"\n": b"\n"}
"""Where the pieces of a reader stand in sound files, by the first byte of its first piece."""
PAGES = ("utf-8", "cp1251", "latin-1", "utf-16", "koi8-u", "cp866")


def seeds(reader: str) -> list[bytes]:
    """The fixture files that one reader is for, in the order of their names."""
    made = {"rtf": _texts, "html": _texts, "csv": _registers, "xml": _judgments, "sections": _documents}[reader]()
    if reader in ("rtf", "html"):
        made = [body for body in made if body.startswith(b"{\\rtf") == (reader == "rtf")]
    return [body for body in made if len(body) <= MOST_BYTES]


def damaged(stock: list[bytes], reader: str, number: int) -> bytes:
    """Input of that number: at odd numbers a seed with pieces put in, at the others one damaged in up to four ways."""
    chance = random.Random(f"{reader} {number}")
    body = chance.choice(stock)
    for _ in range(chance.randint(1, 4)):
        damage = _insert if number % 2 else chance.choice(DAMAGES)
        body = damage(body, chance, stock, TOKENS[reader])
    return body


def _flip(body: bytes, chance: random.Random, _stock: list[bytes], _tokens: Tokens) -> bytes:
    """Some bytes are others."""
    flipped = bytearray(body)
    for _ in range(chance.randint(1, 16) if body else 0):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def _cut(body: bytes, chance: random.Random, _stock: list[bytes], _tokens: Tokens) -> bytes:
    """A part is missing: the end, the beginning, or the middle."""
    first, last = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return chance.choice((body[:first], body[last:], body[:first] + body[last:]))


def _splice(body: bytes, chance: random.Random, stock: list[bytes], _tokens: Tokens) -> bytes:
    """The beginning of one file and the end of another."""
    other = chance.choice(stock)
    return body[: chance.randrange(len(body) + 1)] + other[chance.randrange(len(other) + 1) :]


def _repeat(body: bytes, chance: random.Random, _stock: list[bytes], _tokens: Tokens) -> bytes:
    """A stretch stands there many times."""
    first = chance.randrange(len(body) + 1)
    stretch = body[first : first + chance.choice((1, 8, 64, 512))]
    return body[:first] + stretch * chance.choice((2, 20, 200)) + body[first:]


def _insert(body: bytes, chance: random.Random, _stock: list[bytes], tokens: Tokens) -> bytes:
    """Something that means something stands where it should not: anywhere, or before another such sign."""
    sign = SIGNS[tokens[0][:1]]
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body) + 1)
        at = max(at, body.find(sign, at)) if chance.random() < MOSTLY else at
        body = body[:at] + chance.choice(tokens) * chance.choice((1, 1, 1, 50)) + body[at:]
    return body


def _misread(body: bytes, chance: random.Random, _stock: list[bytes], _tokens: Tokens) -> bytes:
    """Somebody took it for another code page and wrote it in a third."""
    read, written = chance.choice(PAGES), chance.choice(PAGES)
    return body.decode(read, "replace").encode(written, "replace")


DAMAGES: tuple[Callable[[bytes, random.Random, list[bytes], Tokens], bytes], ...] = (
    _flip,
    _cut,
    _splice,
    _repeat,
    _insert,
    _misread,
)


def _texts() -> list[bytes]:
    mirrored = sorted(path for path in (FIXTURES / "edrsr" / "texts").rglob("*") if path.is_file())
    return [*(path.read_bytes() for path in mirrored), *_members((FIXTURES / "edrsr/texts_2019.zip").read_bytes())]


def _registers() -> list[bytes]:
    """The first rows of every register."""
    archives = sorted((FIXTURES / "edrsr").glob("edrsr_data_*.zip"))
    tables = [body for path in archives for body in _members(path.read_bytes(), "documents.csv")]
    return [b"".join(table.splitlines(keepends=True)[: ROWS + 1]) for table in tables]


def _judgments() -> list[bytes]:
    months = _members((FIXTURES / "rechtspraak/OpenDataUitspraken.zip").read_bytes(), ".zip")
    return [body for month in months for body in _members(month)]


def _documents() -> list[bytes]:
    """Beginnings and ends of decisions and judgments, excerpts of acts, what was written, and every heading in turn."""
    ends = [text[:EXCERPT] + text[-EXCERPT:] for text in _readable()]
    return [text.encode() for text in ["x\n".join(PIECES), *ends, *_excerpts(), *WRITTEN * OFTEN]]


def _excerpts() -> Iterator[str]:
    """Stretches of the acts of the fixtures, whose pages are read; cut anywhere."""
    for page in sorted((FIXTURES / "rada" / "laws" / "show").rglob("*.xml")):
        text, _ = statute_text(page.read_bytes())
        yield from (text[start : start + 2 * EXCERPT] for start in range(0, len(text), 2 * EXCERPT * STRIDE))


def _readable() -> Iterator[str]:
    """The texts of decisions and judgments; damaged files and what is served instead of one have none."""
    for body in [*_texts(), *_judgments()]:
        with suppress(Unreadable):
            yield to_text(body).text


def _members(archive: bytes, ending: str = "") -> list[bytes]:
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return [opened.read(name) for name in sorted(opened.namelist()) if name.endswith(ending)]
