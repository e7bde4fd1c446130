"""Hostile names, numbers and days: what stands in an identifier, a title or a date and does harm where it is shown.

What belongs here: strings that are code elsewhere, and the rows, cards and judgments that bear them. What does not:
how they are shown (`tests/test_hostile_shown.py`).
"""

from __future__ import annotations

from random import Random

from tests.hostile.kinds import PASSED, QUARANTINED, Kind, Offer
from tests.hostile.places import (
    ACT_PAGE,
    ACT_ROW,
    GOOD_ACT,
    as_judgment,
    as_row,
    as_table,
    good_judgment,
    good_table,
)

CONTROLS = ("\x1b[31mred\x1b[0m", "\x1b]0;owned\x07", "a\x00b", "a\x7fb\x08\x08", "\x9b31m", "a\rb", "a\u2028b")
"""What a terminal obeys: colours, titles, rubouts, line ends of Unicode."""
TURNED = ("\u202egpj.exe", "\u2066a\u2069", "a\u200bb", "\ufeffa", "\u00ada")
"""Marks that turn the writing round, or are not seen."""
MARKUP = ("<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "</title><b>", "[red]x[/]", "[/]", "{{7*7}}")
"""HTML and the markup of terminals."""
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3")
"""What a spreadsheet reckons with."""
PATHS = (
    "../../etc/passwd",
    "/etc/passwd",
    "..",
    ".",
    "a/../b",
    "CON",
    "a:b",
    "~root",
    "%2e%2e%2f",
    "file:///etc/passwd",
)
"""What a file system follows."""
SQL = ("'; DROP TABLE documents; --", "\\'; --", "${jndi:ldap://x}", "$(reboot)", "`reboot`")
"""What a database or a shell would run."""
UNICODE = ("а" * 10_000, "\u0301" * 500, "ﬁ", "Å", "A\u030a", "\U0001f600", "\ud800", "\ufffe", "İ", "ß" * 300)
"""Ten thousand letters, marks without a letter, the same letter in two spellings, half a letter."""
STRANGE = (*CONTROLS, *TURNED, *MARKUP, *FORMULAS, *PATHS, *SQL, *UNICODE)

DAYS = ("00000000", "00000115", "99991231", "-0010101", "20230229", "20231345", "10000101", "2023010", "٢٠٢٣٠١٠١", "")
STAMPS = ("0000-01-01 00:00:00+03", "9999-12-31 23:59:59+03", "-001-01-01", "2023-02-29", "2023-13-45", "1e9", "NaN")
NUMBERS = ("9" * 18, "9" * 19, "9" * 30, "-1", "0", "1e5", "0x10", "1_000", "+5", "٣", "18446744073709551616", " 7 ")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _field(text: str) -> str:
    """A string as a field of a list, which knows neither tabs nor line ends."""
    return text.replace("\t", " ").replace("\n", " ")


def _row(identifier: str, title: str, days: str) -> bytes:
    return _bytes(f"7\t{_field(identifier)}\t{_field(title)}\t5\t1\t1:{days}:9-IV\t0\t\t20240101")


def _strange_identifier(chance: Random, most: int) -> bytes:
    return _row(chance.choice(STRANGE), "Про слово", "20200101")


def _strange_title(chance: Random, most: int) -> bytes:
    return _row("9-20", chance.choice(STRANGE), "20200101")


def _absurd_day(chance: Random, most: int) -> bytes:
    return _row("9-20", "Про слово", chance.choice(DAYS))


def _clashing(chance: Random, most: int) -> bytes:
    """The identifier of the good act in other letters, cases and spellings."""
    twins = ("435-15 ", "４３５-15", "435\u201015", "435-15\u200b", "435-１5", "435-15\u0301")
    return _row(chance.choice(twins), "Інший", "20200101")


def _strange_path(body: bytes, chance: Random) -> Offer:
    """A page under a path that spells a strange identifier, percent-encoded where a file system would not have it."""
    name = "".join(f"%{byte:02x}" if byte < 0x30 or byte > 0x7A else chr(byte) for byte in body[:60]) or "x"
    listed = {"rada/doc.txt": ACT_ROW.encode("cp1251"), "rada/laws/show/435-15.txt": "Стаття 1. Слово\n".encode()}
    return Offer(listed | {f"rada/laws/show/{name}.xml": _page()}, frozenset([GOOD_ACT]))


def _page() -> bytes:
    head = '<meta name="dates" content="20200101"><title>Про слово</title></head>'
    return ACT_PAGE.replace('<meta name="nreg" content="435-15"></head>', head).encode()


def _strange_bytes(chance: Random, most: int) -> bytes:
    return _bytes(chance.choice(STRANGE))


def _table_with(chance: Random, old: bytes, values: tuple[str, ...]) -> bytes:
    """The good table with the value of one field replaced."""
    value = chance.choice(values).replace('"', '""').replace("\n", " ")
    return good_table().replace(old, _bytes(f'"{value}"'), 1)


def _strange_field(chance: Random, most: int) -> bytes:
    old = chance.choice((b'"890/4278/23"', '"Яворівська Л. П."'.encode(), b'"1690"'))
    return _table_with(chance, old, STRANGE)


def _strange_address(chance: Random, most: int) -> bytes:
    old = b'"http://od.reyestr.court.gov.ua/files/66/77c0ff89ef2293f98b8c899cbb40bd90.rtf"'
    return _table_with(chance, old, tuple(f"http://x/files/{name}.rtf" for name in STRANGE))


def _absurd_stamp(chance: Random, most: int) -> bytes:
    return _table_with(chance, b'"2023-10-08 00:00:00+03"', STAMPS)


def _absurd_number(chance: Random, most: int) -> bytes:
    return good_table().replace(b"\n1000\t", b"\n" + _bytes(chance.choice(NUMBERS)) + b"\t", 1)


def _strange_judgment(chance: Random, most: int) -> bytes:
    """A judgment with a strange title, number or day."""
    _, body = good_judgment(1)
    words = _bytes(chance.choice(STRANGE)).replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    place = chance.choice((b"</dcterms:title>", b"</psi:zaaknummer>", b"</dcterms:date>", b"</dcterms:creator>"))
    return body.replace(place, words + place, 1)


KINDS = (
    Kind("strange identifier", _strange_identifier, as_row, (PASSED, QUARANTINED)),
    Kind("strange title", _strange_title, as_row, (PASSED, QUARANTINED)),
    Kind("absurd day", _absurd_day, as_row, (PASSED, QUARANTINED)),
    Kind("identifiers that clash", _clashing, as_row, (PASSED, QUARANTINED)),
    Kind("strange path", _strange_bytes, _strange_path, (PASSED, QUARANTINED)),
    Kind("strange field", _strange_field, as_table, (PASSED, QUARANTINED)),
    Kind("strange address", _strange_address, as_table, (PASSED, QUARANTINED)),
    Kind("absurd stamp", _absurd_stamp, as_table, (PASSED, QUARANTINED)),
    Kind("absurd number", _absurd_number, as_table, (PASSED, QUARANTINED)),
    Kind("strange judgment", _strange_judgment, as_judgment, (PASSED, QUARANTINED)),
)
