"""Whether what a text cites is there: each citation against the edition of a day, and against the registers.

What belongs here: the verdict on each citation. What does not: finding citations (`find`), reading acts
(`check_registry`, `check_place`) and decisions (`check_cases`), and how verdicts look (`check_table`).

A verdict speaks of the data root: `unknown_law` is a law that the root does not hold or the text does not name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from pipelines.citations.check_cases import Decision, decisions, is_national
from pipelines.citations.check_place import Place, is_excluded, place
from pipelines.citations.check_registry import ActEdition, Registry
from pipelines.citations.citation import Citation
from pipelines.citations.find import find_citations
from pipelines.citations.laws import table

Status = Literal[
    "exists", "excluded", "no_such_article", "not_in_force_then", "unknown_law", "ambiguous",
    "case_found", "case_unknown",
]  # fmt: skip

SHOWN = 300
"""Code points of a text that are shown unless all of it is asked for."""

_SOUND = ("exists", "case_found")
_NO_TARGET = ("start", "end", "edition", "candidates", "confidence")
_DEEPEST_FIRST = ("paragraph", "sub_item", "item", "part", "article")
_REMARKS = {"repealed": "The act has been repealed since.", "pending": "The act is not in force yet."}
_CONSTITUTIONAL = re.compile(r"(\d{1,3})-(?:рп|р)/(?:19|20)(\d\d)")
_CYRILLIC, _LATIN = re.compile(r"[А-яІіЇїЄєҐґ]"), re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A citation and what became of it.

    `edition` is the first day of the edition it was looked up in (YYYY-MM-DD), `document` the document that holds it or
    the decision; `name` is of the act or the court, `title` of the article or the decision's form and day; `text` is of
    the deepest unit that was found, empty for decisions. What is not known is empty.
    """

    citation: Citation
    said: str
    status: Status
    document: str = ""
    edition: str = ""
    name: str = ""
    title: str = ""
    text: str = ""
    candidates: tuple[str, ...] = ()
    remark: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether all that is cited is there."""
        return self.status in _SOUND

    def row(self, *, full: bool = True) -> dict[str, Any]:
        """The same as JSON knows it; `span` are code points, units that are not cited are left out of `target`."""
        units = {name: value for name, value in self.citation._asdict().items() if value is not None}
        target = {name: value for name, value in units.items() if name not in _NO_TARGET}
        told = {name: getattr(self, name) for name in ("said", "status", "document", "edition", "name", "title")}
        span = [self.citation.start, self.citation.end]
        text = self.text if full else shortened(self.text)
        return {"span": span, "target": target, **told, "text": text, "candidates": list(self.candidates),
                "remark": self.remark}  # fmt: skip


def shortened(text: str) -> str:
    """The first `SHOWN` code points of a text."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()} …"


def language_of(text: str) -> str:
    """The language of a text, uk or nl, by the alphabet most letters belong to; uk for a text without letters."""
    return "nl" if len(_LATIN.findall(text)) > len(_CYRILLIC.findall(text)) else "uk"


def check_citations(
    text: str, *, language: str, date: datetime.date | None = None, registry: Registry
) -> list[Checked]:
    """A verdict on each citation of a text, in order of their spans; a range gives one for each of its two ends.

    `language` is uk or nl; `date` is the day whose edition counts, and each act's newest when it is None. Raises
    StoreError where the root lacks what the check reads.
    """
    laws = {citation.law for citation in find_citations(text, language, date) if citation.law}
    articles = registry.articles(laws)
    cited = [end for one in find_citations(text, language, date, registry=articles) for end in _ends(one)]
    known = decisions([one.case for one in cited if one.case and one.kind == "case"], registry.store)
    examiner = _Examiner(language, date, registry, known)
    return [examiner.verdict(Checked(citation=one, said=text[one.start : one.end], status="exists")) for one in cited]


def _ends(citation: Citation) -> Iterator[Citation]:
    """The first and the last of a range, each by itself."""
    unit = next((name for name in _DEEPEST_FIRST if getattr(citation, name)), None)
    yield citation if unit is None else citation._replace(range_end=None)
    if unit and citation.range_end:
        yield citation._replace(range_end=None, **{unit: citation.range_end})


@dataclass(frozen=True, slots=True)
class _Examiner:
    """What every verdict on one text needs: its language, the day, the acts, and the decisions found beforehand."""

    language: str
    date: datetime.date | None
    registry: Registry
    decisions: dict[str, tuple[Decision, ...]]

    @property
    def day(self) -> str:
        """The day whose editions count; one after all of them when none is given."""
        return self.date.isoformat() if self.date else "9999-12-31"

    def verdict(self, asked: Checked) -> Checked:
        """The verdict on a citation whose `citation` and `said` are given."""
        citation = asked.citation
        if citation.case:
            return self.act_of_court(asked, citation.case) or self.case(asked, citation.case)
        asked = replace(asked, candidates=citation.candidates if len(citation.candidates) > 1 else ())
        if citation.law:
            return self.statute(asked, citation.law)
        if asked.candidates:
            remark = "Several acts bear this name: tell the day, or the number of the act."
            return replace(asked, status="ambiguous", remark=remark)
        return replace(asked, status="unknown_law", remark="The law is not named, or is none that is known.")

    def case(self, asked: Checked, case: str) -> Checked:
        """A decision by its number; a number that courts share, when several bear it, means none of them surely."""
        found = self.decisions.get(case, ())
        if not found:
            return replace(asked, status="case_unknown")
        first = found[0]
        if len(found) > 1:
            asked = replace(asked, candidates=tuple(decision.id for decision in found))
        if len({decision.issuer for decision in found}) > 1 and not is_national(case):
            remark = "Several courts have a case of this number: tell the court."
            return replace(asked, status="ambiguous", remark=remark)
        title = ", ".join(filter(None, (first.form, first.date)))
        return replace(asked, status="case_found", document=first.id, name=first.issuer, title=title)

    def act_of_court(self, asked: Checked, case: str) -> Checked | None:
        """A decision of the Constitutional Court, which lies among the acts: № 2-р/2019 is v002p710-19 there."""
        number = _CONSTITUTIONAL.fullmatch(case)
        found = self.registry.editions(f"v{int(number[1]):03}p710-{number[2]}") if number else ()
        if not found:
            return None
        act = found[-1]
        return replace(asked, status="case_found", document=act.document, name=act.name, edition=act.valid_from)

    def statute(self, asked: Checked, law: str) -> Checked:
        """An act by the edition of the day; by the first that is here when that of the day is not."""
        editions = self.registry.editions(law)
        if not editions:
            known = table(self.language).by_id.get(law)
            remark = f"{law} is not among the acts of {self.registry.store.root}."
            return replace(asked, status="unknown_law", name=known.name if known else "", remark=remark)
        edition = next((one for one in reversed(editions) if one.valid_from <= self.day), editions[0])
        remark = _REMARKS.get(edition.status, "")
        if edition.valid_from > self.day:
            remark = f"The edition of {self.day} is not here; this is the first that is."
        asked = replace(asked, document=edition.document, name=edition.name, edition=edition.valid_from, remark=remark)
        if self.date and (why := self.out_of_force(edition, law)):
            return replace(asked, status="not_in_force_then", remark=why)
        if asked.citation.article and asked.citation.article not in edition.articles:
            return self.missing(asked, asked.citation.article, edition, editions)
        return _in_place(asked, place(asked.citation, self.registry.text(edition)))

    def out_of_force(self, edition: ActEdition, law: str) -> str:
        """Why an act is not in force on the day, if it is not. The day of its end is only in the table of laws."""
        if self.day < edition.adopted:
            return f"The act was adopted on {edition.adopted}."
        known = table(self.language).by_id.get(law)
        if edition.status == "repealed" and known and known.valid_to and known.valid_to < self.day:
            return f"The act was in force to {known.valid_to}."
        return ""

    def missing(self, asked: Checked, article: str, edition: ActEdition, editions: tuple[ActEdition, ...]) -> Checked:
        """Why an article is not living in an edition: taken out by then, not yet put in, or never there."""
        holding = [one.valid_from for one in editions if article in one.articles]
        earlier = any(day < edition.valid_from for day in holding)
        if earlier or is_excluded(article, self.registry.text(edition)):
            return replace(asked, status="excluded", remark=f"Article {article} has been taken out by then.")
        if holding:
            return replace(
                asked, status="not_in_force_then", remark=f"Article {article} is there from {holding[0]} on."
            )
        return replace(asked, status="no_such_article", remark=f"The edition has no article {article}.")


def _in_place(asked: Checked, found: Place) -> Checked:
    """The verdict where the article is there: with the text of what it cites, or of what is there of it."""
    asked = replace(asked, title=found.title, text=found.text)
    if not found.missing:
        return replace(asked, remark=" ".join(filter(None, (asked.remark, found.remark))))
    here = f"Article {asked.citation.article} is" if asked.citation.article else "The act is"
    return replace(asked, status="no_such_article", remark=f"{here} there, {found.missing} is not.")
