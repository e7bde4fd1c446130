r"""Writes RTF as the register's courts do: cp1251 escapes, \u with fallbacks, tables, a NUL at the end.

What belongs here: the byte form of a paragraph list. What does not: the paragraphs; HTML (see pages.py).
Source of every control word: Rich Text Format 1.9.1; of the habits: what parsers of the register report.
A paragraph with tabs is a table row; one that starts with U+F0B7 is a bullet from the Symbol font.
"""

from __future__ import annotations

from collections.abc import Sequence

HEAD = (
    "{\\rtf1\\ansi\\ansicpg1251\\deff0\\deflang1058"
    "{\\fonttbl{\\f0\\froman\\fcharset204 Times New Roman;}{\\f1\\fnil\\fcharset2 Symbol;}}"
    "{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue0;}\r\n"
    "{\\stylesheet{\\s0 Normal;}{\\*\\cs10 Default Paragraph Font;}}"
    "{\\info{\\author \\'c0\\'e2\\'f2\\'ee\\'f0}{\\*\\company X}}\r\n"
    "{\\*\\generator X;}\\viewkind4\\uc1"
)
SPECIAL = {"\\": "\\\\", "{": "\\{", "}": "\\}", "\N{NO-BREAK SPACE}": "\\~", "\N{NON-BREAKING HYPHEN}": "\\_"}


def written(lines: Sequence[str], habit: str = "escapes") -> bytes:
    r"""The RTF file.

    Habits: escapes (\'xx), unicode (\uN with one fallback), uc2 (two fallbacks), rich (see `rich`).
    """
    body = "\r\n".join(row(line, habit) if "\t" in line else paragraph(line, habit) for line in lines)
    extra = rich() if habit == "rich" else ""
    return f"{HEAD}{extra}\r\n{body}}}\r\n".encode("ascii") + b"\x00"


def paragraph(line: str, habit: str) -> str:
    """One paragraph, centred when it is a heading in capitals."""
    place = "\\qc" if line.isupper() and len(line) < 60 else "\\qj"
    return f"\\pard{place}\\f0\\fs24 {escaped(line, habit)}\\par"


def row(line: str, habit: str) -> str:
    """One table row; the cells are what tabs part."""
    cells = line.split("\t")
    edges = "".join(f"\\cellx{(place + 1) * 9000 // len(cells)}" for place in range(len(cells)))
    inside = "".join(f"\\pard\\intbl {escaped(cell, habit)}\\cell" for cell in cells)
    return f"\\trowd{edges}{inside}\\row"


def escaped(text: str, habit: str) -> str:
    r"""The text in ASCII; soft line breaks as \line."""
    return "".join(character(c, habit) for c in text)


def character(c: str, habit: str) -> str:
    """One character as the habit writes it."""
    if c in SPECIAL:
        return SPECIAL[c]
    if c == "\n":
        return "\\line "
    if c == "\uf0b7":
        return "{\\f1\\u-3913?}"
    if " " <= c <= "~":
        return c
    page = "".join(f"\\'{byte:02x}" for byte in c.encode("cp1251", "replace"))
    if habit == "uc2" and c in "№ІЇЄіїє":
        return f"{{\\uc2\\u{ord(c)}\\'49\\'3f}}"
    if habit == "unicode" or c.encode("cp1251", "ignore") == b"":
        return "".join(f"\\u{signed(unit)}{page if len(page) == 4 else '?'}" for unit in utf16(c))
    return page


def utf16(c: str) -> list[int]:
    """UTF-16 code units of a character."""
    raw = c.encode("utf-16-le")
    return [int.from_bytes(raw[place : place + 2], "little") for place in range(0, len(raw), 2)]


def signed(unit: int) -> int:
    """The unit as RTF writes it: a signed 16-bit number."""
    return unit - 65536 if unit > 32767 else unit


def rich() -> str:
    """Groups that hold no text of the decision: header, nested ignorable groups, hidden and white text, a picture."""
    return (
        "{\\header\\pard {\\*\\bkmkstart top}\\'ca\\'ee\\'eb\\'ee\\'ed\\'f2\\'e8\\'f2\\'f3\\'eb\\par}"
        "{\\*\\pnseclvl1\\pnucrm{\\pntxta .{\\*\\unknown {\\'ed\\'b3\\'f7\\'ee\\'e3\\'ee}}}}"
        "{\\v \\'ef\\'f0\\'e8\\'f5\\'ee\\'e2\\'e0\\'ed\\'e5}{\\cf1 21.04.2011}"
        "{\\pict\\wmetafile8\\picw10\\pich10 0100090000}"
    )
