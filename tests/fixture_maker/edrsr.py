"""The register's corpus: three years of archives and texts, and the truth about them.

What belongs here: which decisions each year holds and how its archive is laid out. What does not: how a row, a text
or a fault is made (see register.py, rtf.py, pages.py, damage.py).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.fixture_maker import archive, damage, pages, register, rtf
from tests.fixture_maker.cases import Decision, decide
from tests.fixture_maker.register import Entry, Habits

PLAN: Mapping[int, Mapping[str, int]] = {
    2006: {"arbitration": 16, "russian": 4, "resolution2006": 10},
    2019: {
        "order": 18,
        "credit": 22,
        "divorce": 14,
        "theft": 14,
        "drunk": 14,
        "supply": 16,
        "pension": 12,
        "opening": 10,
        "adjourn": 6,
        "cassation": 4,
        "dissent": 2,
        "additional": 3,
        "special": 2,
    },
    2023: {
        "order": 8,
        "credit": 16,
        "divorce": 12,
        "theft": 12,
        "drunk": 12,
        "supply": 14,
        "pension": 12,
        "opening": 8,
        "adjourn": 4,
        "cassation": 4,
        "dissent": 1,
        "additional": 2,
        "special": 1,
    },
}
"""Decisions of each kind in each year."""
APPEALS = {2019: (1, 4, 9), 2023: (0, 5, 7)}
"""Credit cases whose decision an appeal ruling quotes."""
COMPANIONS = {2019: (0, 1), 2023: (0,)}
"""Cases with one ruling for each holder of documents."""
FIRST_ID = {2006: 151, 2019: 79_000_001, 2023: 108_000_001}
TEXT_FOLDER = {2006: "", 2019: "43/", 2023: "66/"}
HABITS = {
    2006: Habits(documents="Documents.CSV", columns=(*register.COLUMNS[:6], *reversed(register.COLUMNS[6:]))),
    2019: Habits(mark="\ufeff", quoted_header=True, mojibake_forms=True),
    2023: Habits(prefix="edrsr_data_2023/", line_end="\r\n"),
}
RTF_HABITS = ("escapes", "unicode", "escapes", "uc2", "rich")


@dataclass(frozen=True, slots=True)
class Group:
    """Decisions that belong together, and how.

    identical: the same file under another doc_id; version: the same decision corrected; sibling: other cases from one
    form; companion: different decisions in one case, none of which may be dropped; quotes: the second quotes the first.
    """

    label: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the register."""

    year: int
    entries: tuple[Entry, ...]
    broken: tuple[str, ...]
    orphans: int
    groups: tuple[Group, ...]


def decisions(year: int) -> list[Decision]:
    """The good decisions of a year, appeals after what they quote."""
    plain = [decide(kind, year, index) for kind, count in PLAN[year].items() for index in range(count)]
    credit = {index: decide("credit", year, index) for index in APPEALS.get(year, ())}
    appeals = [decide("appeal", year, index, quoting=quoted) for index, quoted in credit.items()]
    companions = [
        decide("access", year, index, holder=holder) for index in COMPANIONS.get(year, ()) for holder in range(3)
    ]
    return plain + appeals + companions


def written(decision: Decision, doc_id: int) -> Entry:
    """The decision in the register: pages of 2006, files of word processors later."""
    year = decision.day.year
    if year < 2010:
        body = pages.old_page(decision.lines, decision.number, f"{decision.court.code}_{doc_id}.html")
        return register.entry(decision, doc_id, TEXT_FOLDER[year], "html", body)
    habit = RTF_HABITS[doc_id % len(RTF_HABITS)]
    lines = [line.replace("'", "`") for line in decision.lines]
    return register.entry(decision, doc_id, TEXT_FOLDER[year], "rtf", rtf.written(lines, habit))


def year_of(year: int) -> Year:
    """The whole year with its copies, versions and faults."""
    first = FIRST_ID[year]
    entries = [written(decision, first + 7 * place) for place, decision in enumerate(decisions(year))]
    by_name = {row.what: row for row in entries}
    again, groups = repeats(year, by_name)
    entries += again
    groups = (*groups, *templates_of(year, entries))
    if year != 2019:
        lacking = damage.without_text([written(decide("opening", year, 50 + i), first + 5_000 + i) for i in range(3)])
        return Year(year, (*entries, *lacking), (), 0, groups)
    return Year(year, (*damage.renamed_rows(entries), *faulty(first)), damage.BROKEN_ROWS, 1, groups)


def faulty(first: int) -> list[Entry]:
    """The faults of 2019, each made of a decision of its own."""
    spare = [written(decide("supply", 2019, 50 + i), first + 5_000 + i) for i in range(22)]
    boundary = spare[21].changed(
        "decided in the old year", adjudication_date="2018-12-31 00:00:00+02", receipt_date="2019-01-02 00:00:00+02"
    )
    return [*damage.without_text(spare[:9]), *damage.poisoned(spare[9:20]), *damage.repeated(spare[20]), boundary]


def repeats(year: int, by_name: Mapping[str, Entry]) -> tuple[list[Entry], tuple[Group, ...]]:
    """Decisions that came twice: the same file under another doc_id, and the same decision corrected."""
    if year == 2006:
        return [], ()
    first = FIRST_ID[year] + 4_000
    copied = [by_name[f"credit-{year}-3"], by_name[f"divorce-{year}-2"]]
    copies = [reingested(good, first + place) for place, good in enumerate(copied)]
    corrected = [by_name[f"credit-{year}-6"], by_name[f"pension-{year}-2"]]
    versions = [correction(good, first + 100 + place) for place, good in enumerate(corrected)]
    groups = [Group("identical", (ident(good), ident(copy))) for good, copy in zip(copied, copies, strict=True)]
    groups += [Group("version", (ident(good), ident(new))) for good, new in zip(corrected, versions, strict=True)]
    return copies + versions, tuple(groups)


def reingested(good: Entry, doc_id: int) -> Entry:
    """The same row and file under another doc_id."""
    return written(replace(of(good), name=f"copy of {good.what}"), doc_id)


def correction(good: Entry, doc_id: int) -> Entry:
    """The same decision with a slip of the pen mended, entered three days later."""
    decision = of(good)
    mended = (*decision.lines[:-1], "Описку в судовому рішенні виправлено ухвалою суду.", decision.lines[-1])
    new = written(replace(decision, name=f"correction of {good.what}", lines=mended), doc_id)
    return new.changed(new.what, date_publ=register.moment(decision.day + dt.timedelta(9)))


def of(row: Entry) -> Decision:
    """The decision of a row; ValueError when it has none."""
    if row.decision is None:
        raise ValueError(f"Row {row.values['doc_id']} has no decision: give one that has.")
    return row.decision


def templates_of(year: int, entries: Sequence[Entry]) -> list[Group]:
    """Siblings from one form, companions of one case, and quotations."""
    named = {row.what: ident(row) for row in entries}
    orders = tuple(key for name, key in named.items() if name.startswith("order-"))
    groups = [Group("sibling", orders)] if orders else []
    for index in COMPANIONS.get(year, ()):
        suffixes = ("", "-1", "-2")
        groups.append(Group("companion", tuple(named[f"access-{year}-{index}{suffix}"] for suffix in suffixes)))
    for index in APPEALS.get(year, ()):
        groups.append(Group("quotes", (named[f"credit-{year}-{index}"], named[f"appeal-{year}-{index}"])))
    return groups


def ident(row: Entry) -> str:
    """The document's id in the product."""
    return f"edrsr:{row.values['doc_id']}"


def files() -> dict[str, bytes]:
    """Every file of the register's folder."""
    made: dict[str, bytes] = {}
    for year in PLAN:
        content = year_of(year)
        made[f"edrsr_data_{year}.zip"] = register.year_archive(content.entries, HABITS[year], content.broken)
        texts = {register.text_path(row): row.body for row in content.entries if row.body is not None}
        if content.orphans:
            texts["files/43/" + "0" * 32 + ".rtf"] = rtf.written(["Рішення, якого ніхто не просив."])
        if year == 2019:
            made["texts_2019.zip"] = archive.zipped(sorted(texts.items()))
        else:
            made |= {f"texts/{path}": body for path, body in texts.items()}
    return made


def truth() -> dict[str, object]:
    """What a reader of the corpus should find."""
    years = [year_of(year) for year in PLAN]
    return {
        "years": {str(y.year): counts(y) for y in years},
        "special": [
            {"id": ident(row), "what": row.what, "outcome": row.outcome}
            for y in years
            for row in y.entries
            if row.what != getattr(row.decision, "name", "")
        ],
        "groups": [{"label": g.label, "members": list(g.members)} for y in years for g in y.groups],
        "personal_data": [
            {"id": ident(row), "type": p.type, "text": p.text, "action": p.action}
            for y in years
            for row in readable(y)
            for p in of(row).planted
        ],
        "traps": [{"id": ident(row), "text": trap} for y in years for row in readable(y) for trap in of(row).traps],
    }


def readable(year: Year) -> list[Entry]:
    """The entries whose text is a whole decision."""
    return [row for row in year.entries if row.outcome == "text" and row.body is not None and row.decision is not None]


def counts(year: Year) -> dict[str, object]:
    """Rows, documents by status and quarantine by reason; `either` may become one or the other."""
    outcomes = Counter(row.outcome for row in year.entries)
    kept = {name: outcomes.pop(name, 0) for name in ("text", "awaiting_text", "withdrawn", "either")}
    refused = dict(sorted(outcomes.items())) | ({"csv_row": len(year.broken)} if year.broken else {})
    refused |= {"orphan_text": year.orphans} if year.orphans else {}
    records = len(year.entries) + len(year.broken) + year.orphans
    return {
        "records": records,
        "documents": kept["text"] + kept["awaiting_text"] + kept["withdrawn"],
        **kept,
        "quarantined": refused,
    }
