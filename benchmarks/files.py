"""The invented decisions as their publishers would offer them: RTF, old pages, XML, register archives.

What belongs here: bytes in a publisher's format, written by the fixtures' own writers. What does not: words
(`texts.py`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks import texts
from tests.fixture_maker import edrsr, judgment_xml, pages, register, rtf
from tests.fixture_maker.register import Entry, Habits

FIRST_ID = 79_000_001
FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"


def rtf_files(number: int) -> list[bytes]:
    """Decisions as word processors of the courts save them, in all habits that the register shows."""
    habits = edrsr.RTF_HABITS
    return [rtf.written(one.lines, habits[place % len(habits)]) for place, one in enumerate(texts.decisions(number))]


def old_pages(number: int) -> list[bytes]:
    """Decisions as windows-1251 HTML of 2006."""
    return [pages.old_page(one.lines, one.number, f"{place}.html") for place, one in enumerate(texts.decisions(number))]


def judgments(number: int) -> list[bytes]:
    """Judgments as open-rechtspraak XML."""
    return [judgment_xml.written(one) for one in texts.judgments(number)]


def documents_csv(rows: int, distinct: int = 200) -> bytes:
    """The register's table with so many rows, of `distinct` decisions in turn."""
    entries = list(_entries(distinct))
    repeated = (entries[place % distinct].changed("", doc_id=str(FIRST_ID + place)) for place in range(rows))
    return register.documents_csv(list(repeated), Habits())


def lay_out_sources(folder: Path, number: int) -> None:
    """A sources folder with one year of so many decisions, and the acts of the fixtures for citations to lead to."""
    shutil.copytree(FIXTURES / "rada", folder / "rada")
    entries = list(_entries(number))
    (folder / "edrsr").mkdir()
    (folder / "edrsr" / "edrsr_data_2019.zip").write_bytes(register.year_archive(entries, Habits()))
    for entry in entries:
        path = folder / "edrsr" / "texts" / register.text_path(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(entry.body or b"")


def _entries(number: int) -> Iterator[Entry]:
    for place, one in enumerate(texts.decisions(number)):
        yield register.entry(one, FIRST_ID + place, "43/", "rtf", rtf.written(one.lines))
