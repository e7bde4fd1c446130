"""Which rows tell one decision, in plain Python, pair by pair: what settling is held against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.dedup.decisions import APART
from pipelines.dedup.keepers import NEWEST_BY, TEXTLESS
from pipelines.dedup.labels import LABELS, SAME_DECISION
from tests.dedup_source import PLAIN, Row, Tie


def filled(rows: Sequence[Row]) -> list[Row]:
    """The rows with all that `dedup_source.lay_out` gives them."""
    return [{"id": f"d{number}", "standing": True, **PLAIN, **row} for number, row in enumerate(rows)]


def days(row: Row) -> list[date]:
    """What tells the newer version; a day that is not told is read off the next."""
    told = [row[name] for name in NEWEST_BY]
    return [next((day for day in told[place:] if day), date.min) for place in range(len(told))]


def texted(row: Row) -> bool:
    """The row has a text to offer."""
    return row["status"] not in TEXTLESS and row["words"] > 0


def speakers(rows: list[Row]) -> list[int | None]:
    """For each row the one that speaks for its id; an edition of an act speaks for itself; None where none stands."""
    found: list[int | None] = []
    for number, row in enumerate(rows):
        own = [number] if row["statute"] else [n for n, other in enumerate(rows) if other["id"] == row["id"]]
        standing = [n for n in own if rows[n]["standing"]]
        best = max(
            standing, key=lambda n: (rows[n]["status"] == "withdrawn", texted(rows[n]), days(rows[n]), n), default=None
        )
        found.append(best)
    return found


def told(row: Row) -> list[object]:
    """What the register tells of a row: day, court, role; None or 0 where it does not."""
    return [row["day"], row["court"], 1 + row["role"]]


def decisions(given: Sequence[Row], ties: Sequence[Tie]) -> list[int]:
    """The first row of each row's decision, where at most one tie joins two rows."""
    rows = filled(given)
    spoken = speakers(rows)
    component = [{number} for number in range(len(rows))]
    says: dict[int, list[object]] = {}
    for number, row in enumerate(rows):
        says[number] = told(row) if spoken[number] == number and not row["statute"] else [None] * 3

    def heard(number: int) -> bool:
        own = spoken[number]
        return own == number or (own is not None and rows[own]["text_key"] == rows[number]["text_key"] != 0)

    foes = [{row, twin} for row, twin, label, *_ in ties if label in APART and heard(row) and heard(twin)]
    cases = [set(row["cases"]) if any(says[number]) else set() for number, row in enumerate(rows)]
    said = {number: list(what) for number, what in says.items()}
    common = [set(one) for one in cases]

    def unite(row: int, twin: int) -> None:
        root, other = sorted(min(component[end]) for end in (row, twin))
        if root == other:
            return
        joined = component[root] | component[other]
        said[root] = [one or two for one, two in zip(said[root], said[other], strict=True)]
        common[root] = common[root] & common[other] if common[root] and common[other] else common[root] | common[other]
        for each in joined:
            component[each] = joined

    def agree(row: int, twin: int) -> bool:
        one, other = min(component[row]), min(component[twin])
        for mine, its, own, their in zip(said[one], said[other], says[row], says[twin], strict=True):
            if mine and its and mine != its and (own, their) != (mine, its):
                return False
        if common[one] and common[other] and not common[one] & common[other]:
            return False
        return not any(component[row] & foe and component[twin] & foe for foe in foes if not foe <= component[row])

    one_id = [(a, b) for a in range(len(rows)) for b in range(a) if rows[a]["id"] == rows[b]["id"]]
    tied = {tuple(tie[:2]) for tie in ties if tie[2] in SAME_DECISION}
    for row, twin in one_id:
        if not rows[row]["statute"] or (row, twin) in tied:
            unite(row, twin)
    same = [
        (LABELS.index(label), -(rest or [0.9])[0], row, twin)
        for row, twin, label, *rest in ties
        if label in SAME_DECISION
    ]
    for _, _, row, twin in sorted(same):
        if component[row] is not component[twin] and agree(row, twin):
            unite(row, twin)
    return [min(rows_of_one) for rows_of_one in component]
