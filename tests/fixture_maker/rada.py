"""The legislation portal's corpus: bulk lists, cards and texts of every edition, and the truth about them.

What belongs here: which files the portal offers. What does not: the words of acts, the markup of a page.
Lists are windows-1251, tabs, no quoting, CRLF; characters outside the page become `?`, as on the portal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from tests.fixture_maker import act_pages
from tests.fixture_maker.acts import STATUS, TODAY, Act, Edition, acts

LISTS = "ogd/zak/laws/data/csv"
FORMS: dict[str, Callable[[Act, Edition], bytes]] = {
    "txt": act_pages.plain,
    "xml": act_pages.portal,
    "html": act_pages.site,
    "pre": act_pages.old_page,
}
TYPES = {
    "1": "Закон",
    "2": "Постанова",
    "4": "Конституція",
    "9": "Наказ",
    "16": "Рішення",
    "17": "Конвенція",
    "21": "Кодекс",
}
UNLISTED = {"constitutional_court"}
"""Acts with a text but without a row in the list."""
PERCENT = {"traffic_rules"}
"""Acts whose files were saved under the percent-encoded name."""
BROKEN_ROW = ("67999", "1-99", "Про рядок без останніх стовпців", "5", "1")


def path_of(act: Act) -> str:
    """The act's name in a path; the slash of 254к/96-вр is a folder."""
    return quote(act.nreg, safe="/") if act.name in PERCENT else act.nreg


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """A list of the portal."""
    return "".join("\t".join(row) + "\r\n" for row in rows).encode("cp1251", "replace")


def organs(act: Act) -> str:
    """Issuer, day and number, as the portal joins them."""
    return f"{act.head['organ']}:{act.head['adopted']}:{act.head['number']}"


def list_rows() -> list[tuple[str, ...]]:
    """doc.txt: dokid, nreg, title, status, types, organs, minjust, npix, current edition; one row broken off."""
    rows: list[tuple[str, ...]] = [
        (
            act.head["dokid"],
            act.nreg,
            act.head["title"],
            act.head["status"],
            act.head["typ"],
            organs(act),
            "",
            "17",
            act.editions[-1].day,
        )
        for act in acts()
        if act.name not in UNLISTED
    ]
    middle = len(rows) // 2
    return [*rows[:middle], BROKEN_ROW, *rows[middle:]]


def card(act: Act) -> bytes:
    """The act's card; some fields are a number in one card and piped text in another, as they are at the portal."""
    listed = [
        {
            "datred": int(e.day),
            "podid": e.event,
            "pidstava": e.amending,
            "pages": 1,
            "format": 1,
            "size": len(act_pages.plain(act, e)),
        }
        for e in act.editions
    ]
    plain_number = act.head["typ"].isdigit() and int(act.head["dokid"]) % 2
    return json.dumps(
        {
            "dokid": int(act.head["dokid"]),
            "nreg": act.nreg,
            "nazva": act.head["title"],
            "status": int(act.head["status"]),
            "datred": int(act.editions[-1].day),
            "typ": int(act.head["typ"]),
            "types": int(act.head["typ"]) if plain_number else f"{act.head['typ']}|3",
            "n_vlas": act.head["number"],
            "orgid": int(act.head["organ"]) if plain_number else f"{act.head['organ']}|164",
            "organs": organs(act),
            "orgdat": int(act.head["adopted"]),
            "eds": listed,
            "edcnt": len(listed),
            "eds_dates": {e.day: place for place, e in enumerate(act.editions, 1)},
            "history": "|".join(f"{e.day}:{e.event}:{e.amending}" for e in act.editions),
            "minjust": "",
            "publics": f"{act.head['adopted']}:8:№ 1",
            "tags": 2,
            "klasy": "",
            "temy": "12|40",
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def texts(act: Act) -> dict[str, bytes]:
    """Text files of all editions; the current one without a date in its name."""
    made = {}
    for edition in act.editions:
        base = f"laws/show/{path_of(act)}"
        base += "" if edition == act.current else f"/ed{edition.day}"
        for form in edition.formats:
            made[f"{base}.{'html' if form == 'pre' else form}"] = FORMS[form](act, edition)
    return made


def files() -> dict[str, bytes]:
    """Every file of the portal's folder."""
    events = [(e.day, act.nreg, str(e.event), e.amending) for act in acts() for e in act.editions]
    made = {
        f"{LISTS}/doc.txt": table(list_rows()),
        f"{LISTS}/doc-dates.txt": table([("poddat", "nreg", "podid", "pidstava"), *events]),
        f"{LISTS}/stan.txt": table((str(code), name) for code, name in STATUS.items()),
        f"{LISTS}/typ.txt": table(TYPES.items()),
        f"{LISTS}/org.txt": table(act_pages.ISSUERS.items()),
    }
    for act in acts():
        made[f"laws/card/{path_of(act)}.json"] = card(act)
        made |= texts(act)
    return made


def truth() -> dict[str, object]:
    """Acts, editions and their articles."""
    editions = [
        {
            "id": f"rada:{act.nreg}",
            "edition": e.day,
            "formats": sorted(e.formats),
            "articles": e.articles(),
            "excluded": e.excluded(),
            "future": e.day > TODAY,
            "current": e == act.current,
        }
        for act in acts()
        for e in act.editions
    ]
    return {
        "acts": len(acts()),
        "editions": editions,
        "documents": sum(1 for e in editions if e["formats"]) + sum(1 for act in acts() if not act.current.formats),
        "without_text": [f"rada:{act.nreg}" for act in acts() if not act.current.formats],
        "unlisted": [f"rada:{act.nreg}" for act in acts() if act.name in UNLISTED],
        "damaged_title": [
            f"rada:{act.nreg}"
            for act in acts()
            if "?" in act.head["title"].encode("cp1251", "replace").decode("cp1251")
        ],
        "quarantined": {"list_row": 1},
    }
