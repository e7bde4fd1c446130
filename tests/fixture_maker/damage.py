"""What goes wrong in the register, one of each kind, with what should become of it.

What belongs here: entries made from good ones by one known fault. What does not: broken files (hostile.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.fixture_maker import pages, rtf
from tests.fixture_maker.register import Entry

WITHHELD = "Інформація заборонена для оприлюднення згідно з Законом України «Про доступ до судових рішень» (п. 4 ст. 7)"
BROKEN_ROWS = (
    '12a45\t"0713"\t5\t1\t27\t"713/1/19"\t"2019-05-06 00:00:00+03"\t"2019-05-07 00:00:00+03"\t"Сірогорко Т. А."\t\t1\t',
    '79900001\t"0713"\t5\t1\t27\t"713/2/19"\t"2019-05-06 00:00:00+03"',
    '79900002\t"0713"\t5\t1\t27\t"713/3/19"\t"2019-05-06 00:00:00+03"\t"2019-05-07 00:00:00+03"\t"Сірогорко Т. А."'
    '\t\t1\t"2019-05-08 00:00:00+03"\t"зайве"\t"поле"',
)
"""Rows the register cannot have meant: an id that is no number, too few fields, too many."""


def renamed_rows(entries: Sequence[Entry]) -> list[Entry]:
    """Good decisions whose rows hold what line-based readers break on, and codes no dictionary knows."""
    first, second, third, fourth, fifth, sixth, *rest = entries
    return [
        first.changed("tab in judge", judge="Берестовенко\tО. В."),
        second.changed("line break in judge", judge="Берестовенко О. В.\nЯворівська Л. П."),
        third.changed("quotes in cause_num", cause_num=f'1-"кс"/{third.values["cause_num"]}'),
        fourth.changed("line break in cause_num", cause_num=f"{fourth.values['cause_num']}\n(н/с)"),
        fifth.changed("unknown codes", court_code="9999", judgment_code="77", category_code="99999"),
        sixth.changed("empty codes", judgment_code="", justice_kind="", category_code="", cause_num=""),
        *rest,
    ]


def without_text(entries: Sequence[Entry]) -> list[Entry]:
    """Rows without an address, with an address that leads nowhere, and withdrawn ones, in turn."""
    made = []
    for place, good in enumerate(entries):
        bare = replace(good, body=None, outcome="awaiting_text")
        made.append(
            [
                bare.changed("no address", doc_url="", date_publ=""),
                bare.changed("address without file"),
                replace(bare, outcome="withdrawn").changed("withdrawn", status="0", doc_url="", date_publ=""),
            ][place % 3]
        )
    return made


def poisoned(entries: Sequence[Entry]) -> list[Entry]:
    """Texts that are not what their name says; the lines of the good decision serve where a text is needed."""
    page = pages.old_page(lines(entries[3]), entries[3].values["cause_num"], "1.html")
    whole = rtf.written(lines(entries[7]))
    faults = [
        ("overload page", pages.overload(), "overload_page"),
        ("overload page again", pages.overload(), "overload_page"),
        ("overload page as mojibake", pages.overload_mojibake(), "overload_page"),
        ("cp1251 HTML as RTF", page, "text"),
        ("cp1251 HTML read as latin-1", pages.latin_reading(page), "either"),
        ("no bytes", b"", "empty"),
        ("RTF without text", rtf.written([]), "empty"),
        ("truncated RTF", whole[: len(whole) * 2 // 3], "truncated_rtf"),
        ("picture instead of text", b"GIF89a" + bytes(range(256)) * 2, "binary"),
        ("withheld", rtf.written([WITHHELD]), "text"),
        ("bare date", rtf.written(["04.01.22"]), "text"),
    ]
    return [
        replace(
            good,
            body=body,
            outcome=outcome,
            what=what,
            decision=good.decision if what == "cp1251 HTML as RTF" else None,
        )
        for good, (what, body, outcome) in zip(entries, faults, strict=True)
    ]


def lines(row: Entry) -> tuple[str, ...]:
    """The paragraphs of the row's decision; ValueError for a row without one."""
    if row.decision is None:
        raise ValueError(f"Row {row.values['doc_id']} has no decision: give one that has.")
    return row.decision.lines


def repeated(good: Entry) -> list[Entry]:
    """The same doc_id three times: an older publication, the newest, and an older one after it."""
    older = replace(good, outcome="superseded").changed("older row of a doc_id", date_publ=register_day("2019-01-10"))
    return [older, good, older.changed("older row of a doc_id, later in the file", judge="Липоплав Н. М.")]


def register_day(day: str) -> str:
    """A winter midnight as the register writes it."""
    return f"{day} 00:00:00+02"
