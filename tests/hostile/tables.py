"""Hostile tables: the register's documents.csv, its dictionaries, and the lists of acts.

What belongs here: rows that swallow others, columns that lie, encodings, sizes. What does not: what stands in a field
and does harm later (`names.py`).
"""

from __future__ import annotations

from random import Random

from tests.hostile.kinds import PASSED, QUARANTINED, REFUSED, Kind
from tests.hostile.places import ACT_ROW, as_dictionary, as_list, as_table, good_table

BAD = (REFUSED, QUARANTINED)
ANY = (REFUSED, QUARANTINED, PASSED)


def _head() -> bytes:
    return good_table().partition(b"\n")[0] + b"\n"


def _rows() -> bytes:
    return good_table().partition(b"\n")[2]


def _open_quote(chance: Random, most: int) -> bytes:
    """A quote that is never closed, before a good row or before megabytes without end."""
    swallowed = chance.choice(
        (b"", b"x" * most, b"\t" * most, b"x\n" * (most // 2), b'""' * (most // 2), b"\t\n" * (most // 2))
    )
    return _head() + b'999\t"' + swallowed + b"\n" + _rows()


def _zeros(chance: Random, most: int) -> bytes:
    whole = good_table()
    return chance.choice(
        (whole.replace(b"\t", b"\0"), whole + bytes(most), bytes(9) + whole, _head() + bytes(most) + _rows())
    )


def _columns(chance: Random, most: int) -> bytes:
    """Too few columns, too many, twice the same, none."""
    head = _head()
    return chance.choice(
        (
            head.replace(b"\tjudge", b"") + _rows(),
            head.replace(b"judge", b"status") + _rows(),
            b"\n" + _rows(),
            _rows(),
            head.rstrip() + b"\tx" * 9_000 + b"\n" + _rows(),
            head + b"1\t2\n" + _rows(),
            head + b"\t" * most + b"\n" + _rows(),
            head.replace(b"\t", b",") + _rows(),
            head + head + _rows(),
            b"",
            b"doc_id",
            head.upper() + _rows(),
        )
    )


def _line_ends(chance: Random, most: int) -> bytes:
    """Blank lines by the thousand, and line ends of other systems."""
    end = chance.choice((b"\n", b"\r", b"\r\n", b"\n\r", b"\x0b", b"\x0c", b"\xe2\x80\xa8", b"\x85"))
    return _head() + end * (most // len(end)) + _rows().replace(b"\n", end)


def _encodings(chance: Random, most: int) -> bytes:
    page = chance.choice(("utf-16", "utf-32", "cp1251", "koi8-u", "utf-16-be"))
    return chance.choice((good_table().decode().encode(page), _head() + b"\xff\xfe" * (most // 2) + b"\n" + _rows()))


def _many_rows(chance: Random, most: int) -> bytes:
    """Rows that are none, as many as there is room for; or one row, over and over."""
    row = chance.choice((b"x\n", b"1\t\n", b'"\n', b"\t\t\n", _rows().partition(b"\n")[0] + b"\n"))
    return _head() + row * (most // len(row)) + _rows()


def _noise(chance: Random, most: int) -> bytes:
    return _head() + chance.randbytes(min(most, 200_000)) + b"\n" + _rows()


def _dictionary(chance: Random, most: int) -> bytes:
    """A dictionary of one field, of nothing but line ends, of a hundred thousand codes, of bytes."""
    return chance.choice(
        (
            b"x" * most,
            b"\n" * most,
            b"court_code\tname\n" + b'"1690"\t"' + b"x" * most,
            b"court_code\n" + b"1\n" * (most // 2),
            b"court_code\tname\n" + b"".join(b'"%d"\t"x"\n' % code for code in range(most // 12)),
            chance.randbytes(9_000),
            b"\xff\xfe" + b"a\tb\n",
            b"court_code\tcourt_code\tname\n1690\t1690\ta\n",
            b'"' * most,
        )
    )


def _list(chance: Random, most: int) -> bytes:
    """A list of acts that is none: a page, one line, nothing but line ends or tabs, bytes."""
    row = ACT_ROW.encode("cp1251")
    return chance.choice(
        (
            b"<html>502</html>",
            b"\n" * most,
            b"\t" * most,
            b"\t\t\n" * (most // 3),
            b"x" * most,
            bytes(most),
            row.replace(b"\t", b" "),
            chance.randbytes(9_000) + b"\n" + row,
            row * (most // len(row)),
            row.decode("cp1251").encode("utf-16"),
            b"   ",
            row + b"1\t" + b"x" * most + b"\n",
            row.replace(b"\n", b"\r") * 9,
            b"dokid\tnreg\n" + row,
            row.replace(b"1:", b":" * 999),
        )
    )


KINDS = (
    Kind("open quote", _open_quote, as_table, ANY),
    Kind("zeros in a table", _zeros, as_table, ANY),
    Kind("columns that lie", _columns, as_table, ANY),
    Kind("line ends", _line_ends, as_table, ANY),
    Kind("encodings of a table", _encodings, as_table, BAD),
    Kind("many rows", _many_rows, as_table, ANY),
    Kind("noise in a table", _noise, as_table, ANY),
    Kind("bad dictionary", _dictionary, as_dictionary, ANY),
    Kind("bad list", _list, as_list, ANY),
)
