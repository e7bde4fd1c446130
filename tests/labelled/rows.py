"""Rows of the labelled set: one document with what its register tells.

What belongs here: a row, and rows made of the fixtures' templates. What does not: what is planted between two rows
(`plants.py`) and which rows the set holds (`made.py`).
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from tests.fixture_maker import rechtspraak
from tests.fixture_maker.acts import Edition
from tests.fixture_maker.cases import Decision, decide
from tests.fixture_maker.templates import template

FORMS = {"1": "Вирок", "2": "Постанова", "3": "Рішення", "4": "Судовий наказ", "5": "Ухвала", "6": "Окрема ухвала"}
FORMS |= {"7": "Додаткове рішення", "10": "Окрема думка"}
INSTANCES = {1: "cassation", 2: "appeal", 3: "first"}
DUTCH_INSTANCES = {"rechtbank": "first", "hof": "appeal", "crvb": "appeal", "hr": "cassation", "phr": "cassation"}


@dataclass(frozen=True, slots=True)
class Row:
    """What `lexcorpus annotate duplicates` reads of a document; None and () are not told.

    `template` is what the document was made of: two cases of one template may be near each other.
    """

    id: str
    text: str
    template: str
    lang: str = "uk"
    kind: str = "decision"
    date: dt.date | None = None
    case_numbers: tuple[str, ...] = ()
    issuer_code: str | None = None
    instance: str | None = None
    form: str | None = None
    registered: dt.date | None = None
    published: dt.date | None = None
    edition: dt.date | None = None
    text_format: str | None = None

    def read(self) -> dict[str, Any]:
        """What it tells, as `pipelines.standalone` reads it from a line."""
        told = asdict(self)
        del told["template"]
        return {name: value for name, value in told.items() if value or name == "case_numbers"}

    def line(self) -> str:
        """As a line of JSON for `lexcorpus annotate duplicates`."""
        return json.dumps(self.read(), ensure_ascii=False, default=str)


def decision(kind: str, year: int, index: int, **asked: Any) -> Row:
    """The Ukrainian decision of this kind, year and number (`cases.decide`)."""
    return row_of(decide(kind, year, index, **asked))


def row_of(made: Decision, kin: str = "") -> Row:
    """A decision as the register tells it."""
    return Row(
        id=f"edrsr:{made.name}",
        text="\n".join(made.lines),
        template=kin or made.kind,
        date=made.day,
        case_numbers=(made.number,),
        issuer_code=made.court.code,
        instance=INSTANCES[made.court.instance],
        form=FORMS[template("decisions", made.kind).head["form"]],
        registered=made.day + dt.timedelta(2),
        published=made.day + dt.timedelta(4),
        text_format="html" if made.day.year < 2010 else "rtf",
    )


def judgment(kind: str, year: int, index: int) -> Row:
    """The Dutch judgment of this kind, year and number."""
    made, _, _ = rechtspraak.record(kind, year, index)
    return Row(
        id=f"rechtspraak:{made.ecli}",
        text="\n".join(made.lines),
        template=f"nl-{kind}",
        lang="nl",
        date=dt.date.fromisoformat(made.day),
        case_numbers=made.cases,
        issuer_code=made.court_uri,
        instance=DUTCH_INSTANCES[template("judgments", kind).head["court"]],
        form="Conclusie" if kind == "conclusion" else "Uitspraak",
        published=dt.date.fromisoformat(made.day) + dt.timedelta(9),
        text_format="xml",
    )


def act(nreg: str, edition: Edition, form: str = "Закон") -> Row:
    """An edition of an act."""
    day = dt.datetime.strptime(edition.day, "%Y%m%d").date()
    text = "\n".join(line.text for line in edition.lines)
    return Row(
        f"rada:{nreg}", text, f"act-{nreg}", kind="statute", issuer_code="1", form=form, edition=day, text_format="html"
    )
