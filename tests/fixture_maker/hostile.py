"""Files that attack or break a reader as a whole; built on demand, never part of the corpus.

What belongs here: one function per kind of hostile file, each writing to the path it is given.
What does not: single damaged records, which live in the corpus itself (see damage.py).
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.fixture_maker import archive, register
from tests.fixture_maker.cases import decide
from tests.fixture_maker.edrsr import HABITS, PLAN, written

MIB = 1 << 20


def good_year(year: int = 2023, rows: int = 5) -> bytes:
    """A small sound archive of the register, to be spoilt."""
    kind = next(iter(PLAN[year]))
    entries = [written(decide(kind, year, index), 1_000 + index) for index in range(rows)]
    return register.year_archive(entries, HABITS[year])


def truncated_zip(path: Path) -> None:
    """An archive whose download broke off: no central directory."""
    whole = good_year()
    path.write_bytes(whole[: len(whole) * 3 // 4])


def html_instead_of_zip(path: Path) -> None:
    """The portal's error page under the name of an archive, sent with status 200."""
    path.write_bytes(b"<!DOCTYPE html><html><body>503 Service Temporarily Unavailable</body></html>")


def bomb(path: Path, size: int = 512 * MIB) -> None:
    """A member of zeros that grows a thousandfold; written in pieces, so that making it needs no memory."""
    entry = zipfile.ZipInfo("documents.csv", archive.STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w") as opened, opened.open(entry, "w", force_zip64=True) as member:
        for _ in range(size // MIB):
            member.write(bytes(MIB))


def lying_size(path: Path) -> None:
    """An archive whose directory says that a member of one MiB holds ten bytes."""
    whole = bytearray(archive.zipped([("documents.csv", bytes(MIB))]))
    for place in (whole.index(b"PK\x01\x02") + 24, 22):
        whole[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(whole))


def traversal(path: Path) -> None:
    """Members that would be written outside the folder: parent steps, an absolute path, a drive."""
    names = ("../outside.csv", "/etc/outside.csv", "files/../../outside.rtf", "C:\\outside.csv")
    path.write_bytes(archive.zipped([(name, b"outside") for name in names]))


def many_members(path: Path, count: int = 100_000) -> None:
    """A directory of that many empty members."""
    with zipfile.ZipFile(path, "w") as opened:
        for place in range(count):
            opened.writestr(zipfile.ZipInfo(f"files/{place}.rtf", archive.STAMP), b"")


def wrong_checksum(path: Path) -> None:
    """An archive of which one byte of content was flipped: its CRC does not hold."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(zipfile.ZipInfo("documents.csv", archive.STAMP), b"doc_id\tcourt_code\n1\t0713\n")
    whole = bytearray(buffer.getvalue())
    whole[whole.index(b"0713")] ^= 1
    path.write_bytes(bytes(whole))


def unclosed_quote() -> bytes:
    """A table of five rows; a quote opened in the second is never closed and must not swallow the others."""
    kind = next(iter(PLAN[2023]))
    entries = [written(decide(kind, 2023, index), 1_000 + index) for index in range(5)]
    table = register.documents_csv(entries, register.Habits())
    judge = entries[1].values["judge"].encode()
    before, after = table.split(b"\n1001\t", 1)
    return before + b"\n1001\t" + after.replace(b'"' + judge + b'"', b'"' + judge, 1)


def broken_quoting_csv(path: Path) -> None:
    """The table with an unclosed quote, by itself."""
    path.write_bytes(unclosed_quote())


def broken_quoting_zip(path: Path) -> None:
    """The table with an unclosed quote, in an archive of the register."""
    members = [("documents.csv", unclosed_quote()), *register.dictionaries(register.Habits())]
    path.write_bytes(archive.zipped(members))


def external_entity(path: Path) -> None:
    """A judgment that asks the parser to read a local file."""
    path.write_bytes(
        b'<?xml version="1.0"?>\n<!DOCTYPE open-rechtspraak [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'
        b"<open-rechtspraak><uitspraak><para>&x;</para></uitspraak></open-rechtspraak>"
    )
