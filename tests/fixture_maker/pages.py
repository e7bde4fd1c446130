"""Writes decisions as the register's old HTML files and its soft failure page.

What belongs here: windows-1251 HTML in the register's manner. What does not: RTF; legislation pages (see act_pages.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

OVERLOAD = (
    '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    '<title>Єдиний державний реєстр судових рішень</title></head><body><div class="content">'
    "<h1>Перегляд сторінки недоступний</h1><p>Сервер перевантажений запитами. Спробуйте пізніше.</p>"
    "</div></body></html>"
)


def old_page(lines: Sequence[str], number: str, name: str) -> bytes:
    """A decision as the register kept it from 2006: capital tags, comments around metadata, runs of &nbsp;."""
    body = "\r\n".join(table_row(line) if "\t" in line else f"<P>{text(line)}</P>" for line in lines)
    head = (
        f"<HTML> <HEAD> <TITLE>{text(number)}</TITLE> <!-- BEGIN METADATA --> "
        "<!-- Найменування файла з рішенням -->\r\n"
        f'<META NAME="FILENAME" CONTENT="{name}"> <!-- Номер справи -->\r\n'
        f'<META NAME="CAUSE" CONTENT="{text(number)}"> <!-- END METADATA -->\r\n'
        "<STYLE> P { margin: 0 } </STYLE></HEAD><BODY>\r\n"
    )
    return (head + body + "\r\n</BODY> </HTML>\r\n").encode("cp1251", "xmlcharrefreplace")


def table_row(line: str) -> str:
    """Tabs as a one-row table, as text editors of the courts exported them."""
    cells = "".join(f"<TD>{text(cell)}</TD>" for cell in line.split("\t"))
    return f"<TABLE WIDTH=100%><TR>{cells}</TR></TABLE>"


def text(line: str) -> str:
    """Markup characters escaped, no-break spaces by name."""
    return escape(line, quote=False).replace("\N{NO-BREAK SPACE}", "&nbsp;").replace("\n", "<BR>")


def overload() -> bytes:
    """The page the register sends, with status 200, when it is asked too often."""
    return OVERLOAD.encode("cp1251")


def overload_mojibake() -> bytes:
    """The same page after somebody read its UTF-8 form as cp1251 and saved it again."""
    return OVERLOAD.replace("windows-1251", "utf-8").encode().decode("cp1251", "replace").encode()


def latin_reading(page: bytes) -> bytes:
    """A cp1251 page that somebody decoded as latin-1 and saved as UTF-8."""
    return page.decode("latin-1").encode()
