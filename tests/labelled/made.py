"""The labelled set: some 800 documents, and what planted pairs of them are to each other.

What belongs here: which rows the set holds and which relations were planted. What does not: how a row comes about
(`rows.py`) or changes (`plants.py`). Nothing is drawn by chance: the set is the same on every run.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.fixture_maker import draw
from tests.fixture_maker.acts import acts
from tests.fixture_maker.cases import decide
from tests.labelled import plants
from tests.labelled.rows import Row, act, decision, judgment, row_of

HAND_WRITTEN = Path(__file__).parent / "hard_cases.jsonl"

KINDS = ("credit", "divorce", "theft", "drunk", "supply", "pension", "opening", "order")
DUTCH_KINDS = ("loan", "theft", "social", "crvb", "hof_civil", "hr_criminal")


@dataclass(frozen=True, slots=True)
class Pair:
    """Places of an earlier and a later row, the label of the later to the earlier, and what it is a case of."""

    earlier: int
    later: int
    label: str
    what: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """Rows in the order in which they came to the register, and the planted pairs."""

    rows: tuple[Row, ...]
    pairs: tuple[Pair, ...]


Planted = Iterator[tuple[Row, Row, str, str]]
"""(earlier row, later row, label, what it is a case of)."""


@cache
def labelled() -> Labelled:
    """The whole set; relations that follow from others (a version of a copy) are not planted."""
    return _numbered(alone(), planted())


@cache
def hard_cases() -> Labelled:
    """Pairs written by hand, each by itself; what one pair is to another is not told."""
    return _numbered((), written_by_hand())


def _numbered(rows: Iterable[Row], relations: Planted) -> Labelled:
    places: dict[Row, int] = {}
    pairs = []
    for row in rows:
        places.setdefault(row, len(places))
    for earlier, later, label, what in relations:
        one, other = sorted(places.setdefault(row, len(places)) for row in (earlier, later))
        pairs.append(Pair(one, other, label, what))
    return Labelled(tuple(places), tuple(pairs))


def alone() -> Iterator[Row]:
    """Decisions of many cases; those of one template may be near each other, and are then siblings."""
    for kind in (*KINDS, "adjourn", "cassation"):
        yield from (decision(kind, year, index) for year in (2014, 2019, 2023) for index in range(20, 30))
    yield from (decision(kind, 2006, index) for kind in ("arbitration", "resolution2006") for index in range(20, 28))
    yield from (judgment(kind, 2019, index) for kind in DUTCH_KINDS for index in range(2, 8))


def planted() -> Planted:
    """Every relation, in decisions of both countries and in acts."""
    for kind in KINDS:
        for year, index in ((2014, 60), (2019, 61), (2023, 62)):
            yield from same_decision(decision(kind, year, index))
            yield from other_cases(decision(kind, year, index + 5))
            yield from of_the_case(decision(kind, year, index + 10))
    for index, kind in enumerate(DUTCH_KINDS):
        yield from dutch(judgment(kind, 2019, 8), judgment(kind, 2024, 8), index)
    yield from untold()
    yield from chains()
    yield from editions()


def same_decision(row: Row) -> Planted:
    """One decision again: the same words, another rendering, another content."""
    other_way = replace(row, text_format="html", published=None)
    for what, change in (("republished", str), ("relaid", plants.relaid)):
        yield row, plants.again(row, what, change), "identical", what
    for what in ("look_alike", "hyphenated", "misread", "otherwise_masked"):
        changed = plants.again(other_way, what, getattr(plants, what))
        yield row, changed, "identical" if changed.text == row.text else "other_channel", what
    if "ОСОБА_1" in row.text:
        yield row, plants.again(other_way, "unmasked", plants.unmasked), "other_channel", "unmasked"
    later = (row.published or dt.date(2020, 1, 1)) + dt.timedelta(9)
    for what in ("other_sum", "noted", "completed"):
        yield row, plants.again(row, what, getattr(plants, what), published=later), "version", what
    if len(row.text) > 2_000:
        yield plants.again(row, "operative", plants.operative), row, "version", "operative part, then the whole"
    yield row, replace(row, text=plants.noted(row.text), published=later), "version", "one id, a note"
    yield row, replace(row, date=row.date and row.date + dt.timedelta(1)), "identical", "one id, corrected day"


def other_cases(row: Row) -> Planted:
    """Other cases of its template that differ in little or, but for the register, in nothing."""
    other_numbers = plants.another_case(row, "numbers", 7, plants.other_numbers)
    yield row, other_numbers, "sibling", "other numbers throughout"
    yield row, plants.another_case(row, "digit", 1, plants.other_sum), "sibling", "a digit of the number and of a sum"
    yield row, plants.another_case(row, "number", 2), "sibling", "the case number only"
    number = f"{row.case_numbers[0][:-3]}9/19"
    yield row, plants.again(row, "register", case_numbers=(number,)), "sibling", "equal words of two cases"
    firm = plants.another_case(row, "firm", 3, lambda text: plants.other_firm(text, 1))
    yield row, firm, "sibling", "another firm"
    yield row, plants.again(row, "court", issuer_code="0999", case_numbers=()), "sibling", "equal words of two courts"


def of_the_case(row: Row) -> Planted:
    """Other decisions of its case."""
    day, later = row.date or dt.date(2019, 1, 1), dt.timedelta(30)
    told = {"case_numbers": row.case_numbers, "issuer_code": row.issuer_code, "instance": row.instance}
    dissent = decision("dissent", 2019, 60)
    quoting = "\n".join([*dissent.text.split("\n")[:5], *row.text.split("\n")[3:], *dissent.text.split("\n")[5:]])
    opinion = replace(row, id=f"{row.id}:opinion", text=quoting, form="Окрема думка")
    yield row, opinion, "companion", "an opinion that quotes all of its judgment"
    added = decision("additional", 2019, int(row.id[-2:]))
    addition = replace(added, id=f"{row.id}:addition", date=day + later, **told)
    yield row, addition, "companion", "an additional decision"
    slip = "УХВАЛА\nпро виправлення описки\n" + "\n".join(row.text.split("\n")[:4]) + "\nВиправити описку в рішенні."
    yield row, plants.again(row, "slip", lambda _: slip, form="Ухвала", date=day + later), "companion", "a slip mended"
    yield row, plants.again(row, "next", plants.other_sum, date=day + later), "companion", "a like ruling, another day"
    firm = plants.again(row, "party", lambda text: plants.other_firm(text, 1))
    if firm.text.count(plants.FIRMS[1]) > 1:
        yield row, firm, "companion", "a like ruling of the day on another firm"
    appeal = decision("appeal", 2019, int(row.id[-2:]), quoting=decide("credit", 2019, 60))
    if len(row.text) > 2_000:
        share = draw.pick((0.4, 0.6, 0.8, 1.0), row.id)
        teller = replace(appeal, template=f"retelling-{row.id}")
        yield row, plants.retelling(teller, row, share, "retold"), "quotes", f"an appeal tells {share:.0%}"


def chains() -> Planted:
    """Decisions of one case as the templates make them: appeals, and rulings on several holders of documents."""
    for index in range(40, 56):
        lower = decide("credit", 2019, index)
        appeal = row_of(decide("appeal", 2019, index, quoting=lower), "appeal")
        yield row_of(lower), appeal, "quotes", "the reasons below, retold"
    for index in range(40, 50):
        first, *others = (row_of(decide("access", 2019, index, holder=holder), "access") for holder in range(3))
        for other in others:
            yield first, other, "companion", "access to documents of another holder"


def dutch(row: Row, other: Row, index: int) -> Planted:
    """The same of judgments: numbers of one court, ECLIs in place of LJNs, conclusions."""
    old = replace(row, id=f"rechtspraak:LJN:BX{9000 + index}")
    yield old, row, "identical", "a LJN, then an ECLI"
    yield row, replace(old, id=f"{row.id}:relaid", text=plants.relaid(row.text)), "identical", "relaid"
    yield row, plants.again(row, "spaced", plants.spaced, text_format="html"), "other_channel", "spaced headings"
    yield row, plants.again(row, "noted", plants.noted), "version", "noted"
    yield row, plants.again(row, "sum", plants.other_sum), "version", "other_sum"
    yield row, replace(row, text=plants.noted(row.text), edition=row.published), "version", "one ECLI, corrected"
    another = plants.again(other, "sibling", plants.other_numbers, case_numbers=(f"{index}99",))
    yield other, another, "sibling", "other numbers throughout"
    yield other, plants.again(other, "number", case_numbers=(f"{index}98",)), "sibling", "equal words"
    for place, share in enumerate((0.5, 0.9)):
        national = (f"20-{index}{place}1234-19",)
        below = replace(row, id=f"{row.id}:below{place}", case_numbers=national, text=plants.other_numbers(row.text))
        teller = replace(judgment("hof_civil", 2024, 6), template=f"retelling-{row.id}")
        if row.instance == "first":
            yield below, plants.retelling(teller, below, share, f"hof{place}"), "quotes", f"a hof tells {share:.0%}"


def untold() -> Planted:
    """Texts of which nothing is told but what they say."""
    for kind in KINDS:
        for index in (80, 81):
            row = decision(kind, 2019, index)
            bare = Row(f"{row.id}:bare", row.text, row.template)
            yield bare, plants.again(bare, "again", plants.relaid), "identical", "nothing told, same words"
            alike = plants.again(bare, "look", lambda text: plants.look_alike(text, 70))
            yield bare, alike, "near_identical", "nothing told, look-alikes"
            yield bare, plants.again(bare, "words", plants.reworded), "near_identical", "nothing told, reworded"
            yield bare, plants.again(bare, "more", plants.completed), "near_identical", "nothing told, a paragraph more"
            yield bare, plants.again(bare, "digit", plants.other_sum), "sibling", "nothing told, a digit"
            yield bare, plants.again(bare, "all", plants.other_numbers), "sibling", "nothing told, other numbers"
            firm = plants.again(bare, "firm", lambda text: plants.other_firm(text, 1))
            if firm.text != bare.text:
                yield bare, firm, "sibling", "nothing told, another firm"


def editions() -> Planted:
    """Editions of acts, acts by another way, and acts that differ in a name."""
    for each in acts():
        rows = [act(each.nreg, edition) for edition in each.editions]
        for one, other in pairwise(rows):
            yield one, other, "version", "the next edition"
        yield rows[0], replace(rows[0], id=f"{rows[0].id}:x"), "identical", "one act under two ids"
        relaid = replace(rows[0], text=plants.hyphenated(rows[0].text), text_format="xml")
        if relaid.text != rows[0].text:
            yield rows[0], relaid, "other_channel", "one edition from another file"
        treaty = replace(rows[0], id=f"{rows[0].id}:treaty", text=plants.other_numbers(rows[0].text))
        if treaty.text != rows[0].text:
            yield rows[0], treaty, "sibling", "two acts of one model"


def written_by_hand() -> Planted:
    """The hard cases: each line of the file holds two rows, a label, and why."""
    for line in HAND_WRITTEN.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        earlier, later = (read(row, told["why"]) for row in (told["earlier"], told["later"]))
        yield earlier, later, told["label"], told["why"]


def read(told: dict[str, object], template: str) -> Row:
    """A row from what JSON tells of it."""
    days = {"date", "registered", "published", "edition"}
    fields = {name: dt.date.fromisoformat(str(value)) if name in days else value for name, value in told.items()}
    numbers = fields.pop("case_numbers", [])
    return Row(template=template, case_numbers=tuple(numbers) if isinstance(numbers, list) else (), **fields)  # pyright: ignore
