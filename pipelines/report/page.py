"""The release for people: report.html, one page that needs nothing but itself.

What belongs here: which figures are shown, in what order, with which words. What does not: counting (`summary`),
drawing (`markup`), colours (`page.css`). A figure that was not measured is said to be so, never shown as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from importlib.resources import files

from pipelines.registers import REGISTERS
from pipelines.report import page_budget, page_figures
from pipelines.report.datasets import DATASETS, files_of
from pipelines.report.duplicates import near_duplicates
from pipelines.report.figures import Figures, Sides
from pipelines.report.markup import Cell, Html, bar, columns, number, share, size, stack, table
from pipelines.report.page_tokens import tokens
from pipelines.report.page_tokens import unmeasured as _unmeasured
from pipelines.report.summary import Summary, by_answer, profile_of

_DECISIONS = ("keep", "low_weight", "duplicate", "quarantine", "withdrawn")


def page(summary: Summary, figures: Figures | None = None, cost: str = "") -> str:
    """report.html of a release: self-contained, no script, light and dark, printable.

    `cost` is markup that tells what a training would cost, see `capacity.py`.
    """
    told = figures or Figures()
    sections = [(title, make(summary, told)) for title, make in _SECTIONS.items()]
    sections += [("Cost", page_budget.storage(told) + cost)] if told.storage or cost else []
    body = "".join(f"<section id={_anchor(title)}><h2>{title}</h2>{content}</section>" for title, content in sections)
    links = "".join(f"<a href=#{_anchor(title)}>{title}</a>" for title, _ in sections)
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        "<meta name=color-scheme content='light dark'>"
        f"<title>{escape(summary.name)}: corpus report</title><style>{_style()}</style></head>"
        f"<body><header>{_opening(summary)}<nav>{links}</nav></header><main>{body}</main></body></html>\n"
    )


@cache
def _style() -> str:
    return files("pipelines.report").joinpath("page.css").read_text(encoding="utf-8")


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _total(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _opening(summary: Summary) -> str:
    came, released = _total(summary.rows("documents")), _total(summary.rows("corpus"))
    figures = {
        "documents came in": number(came),
        "documents released": number(released),
        "released": share(released, came),
        "characters released": number(_total(summary.amounts("corpus"))),
    }
    if summary.has("packed"):
        figures["tokens packed"] = number(_total(summary.amounts("packed")))
    drawn = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    days = f"Texts of {' to '.join(summary.days)}. " if summary.days else ""
    return (
        f"<p class=kicker>Corpus report</p><h1>{escape(summary.name)}</h1>"
        f"<p class=lead>{days}Released {summary.released} by {escape(summary.creator)}.</p>"
        f"<dl class=figures>{drawn}</dl>"
    )


def _came_in(summary: Summary) -> str:
    titles = {register.name: register.title for register in REGISTERS}
    documents, refused = summary.rows("documents", by="source"), summary.rows("quarantine", by="source")
    characters = summary.amounts("language", by="source")
    rows: list[list[Cell]] = [
        [titles.get(source, source), documents.get(source, 0), characters.get(source, "–"), refused.get(source, 0)]
        for source in summary.sources
    ]
    status: list[list[Cell]] = [[name.replace("_", " "), count] for name, count in summary.rows("documents").items()]
    return table(["Register", "Documents", "Characters", "Rows refused"], rows) + table(["Status", "Documents"], status)


def _refused(summary: Summary) -> str:
    if not summary.has("quarantine"):
        return "<p>No row of the sources was refused.</p>"
    words = (
        "<p>Rows that could not become documents, each kept with its reason, place and first bytes; and documents that "
        "the privacy policy does not let out (personal data).</p>"
    )
    return words + _ranked(summary.rows("quarantine"), "Reason", "Rows")


def _decided(summary: Summary) -> str:
    found = summary.rows("decision")
    decisions = {name.replace("_", " "): found[name] for name in _DECISIONS if name in found}
    rules = summary.rows("rule")
    came = _total(summary.rows("documents"))
    said = "<h3>Rules that spoke against a document</h3>"
    spoke = said + _ranked(rules, "Rule", "Documents", came) if rules else ""
    return stack(decisions) + _balance(summary) + spoke


def _balance(summary: Summary) -> str:
    """Every document row must have a decision; a reader should not have to add up."""
    came, decided = _total(summary.rows("documents")), _total(summary.rows("decision"))
    if came == decided:
        return f"<p class=note>{number(came)} documents came in and each has a decision: all accounted for.</p>"
    said = f"{number(came)} documents came in but {number(decided)} have a decision."
    return f"<p class='note alarm'>{said} The release is not complete.</p>"


def _by_year(summary: Summary) -> str:
    words = "<p>Documents by year. The filled part was released.</p>"
    rates = page_figures.tokens_per_character(summary)
    return words + "".join(_source_by_year(source, summary.of(source), rates) for source in summary.sources)


def _source_by_year(source: str, summary: Summary, rates: Mapping[tuple[str, str], float]) -> str:
    came, released = summary.rows("documents", by="year"), summary.rows("corpus", by="year")
    characters, packed = summary.amounts("corpus", by="year"), bool(rates)
    tokens = {year: rates.get((source, year), 0.0) * count for year, count in characters.items()}
    rows: list[list[Cell]] = [
        [year, count, kept := released.get(year, 0), share(kept, count), bar(kept, count), characters.get(year, 0),
         *[round(tokens.get(year, 0))] * packed]
        for year, count in came.items()
    ]  # fmt: skip
    heads = ["Year", "Came in", "Released", "Share", "", "Characters released", *["Tokens"] * packed]
    chart = columns(came, released, f"{source}: documents by year, released part filled")
    figures = f"<details><summary>Figures by year</summary>{table(heads, rows)}</details>"
    return f"<h3>{escape(source)}</h3>{chart}{figures}"


def _languages(summary: Summary) -> str:
    damage = summary.rows("damage")
    came = _total(summary.rows("language"))
    damaged = _ranked(damage, "Damage", "Documents", came) if damage else "<p>No document showed damage.</p>"
    return _ranked(summary.rows("language"), "Language found", "Documents") + "<h3>Damage</h3>" + damaged


def _personal_data(summary: Summary) -> str:
    heads, rows = by_answer(summary)
    words = (
        f"<p>Spans found by rules in all documents that came in, and what the profile {escape(profile_of(summary))} of "
        "the privacy policy does with them: masked by typed tags, or kept because they belong to a public role or "
        "body; what the register itself has replaced stands apart. What rules do not know, they do not find.</p>"
    )
    return words + table(heads, rows)


def _splits(summary: Summary, sides: Sides | None) -> str:
    documents, characters = summary.rows("corpus"), summary.amounts("corpus")
    whole, groups = _total(documents), sides.groups if sides else {}
    rows: list[list[Cell]] = [
        [split, count, share(count, whole), bar(count, whole), characters[split], groups.get(split, "–")]
        for split, count in documents.items()
    ]
    words = "<p>Decisions of one case and near-duplicates of each other are one group, and always on one side.</p>"
    return words + table(["Split", "Documents", "Share", "", "Characters", "Groups"], rows) + _proof(sides)


def _proof(sides: Sides | None) -> str:
    """That no group lies on two sides, if anybody looked."""
    if sides is None:
        return ""
    if not sides.parted:
        return "<p class=note>Every group was looked for on every side, and none lies on two.</p>"
    return f"<p class='note alarm'>{number(sides.parted)} groups lie on more than one side.</p>"


def _files(summary: Summary) -> str:
    rows: list[list[Cell]] = []
    for dataset in DATASETS:
        held = [file for of_split in files_of(summary, dataset).values() for file in of_split]
        if held:
            volume = size(sum(file.bytes for file in held))
            rows.append([f"{dataset.folder}/", dataset.title, len(held), sum(file.rows for file in held), volume])
    listed: list[list[Cell]] = [
        [_code(file.path), file.rows, size(file.bytes), _code(file.sha256[:16])] for file in summary.files
    ]
    every = table(["File", "Rows", "Size", "SHA-256, first 16"], listed)
    heads = ["Folder", "What", "Files", "Rows", "Size"]
    return table(heads, rows) + f"<details><summary>Every file</summary>{every}</details>"


def _code(text: str) -> Html:
    return Html(f"<code>{escape(text)}</code>")


def _ranked(counts: Mapping[str, int], what: str, unit: str, of: int = 0) -> str:
    """Names by falling count, with bars relative to a whole, or to their sum."""
    whole = of or _total(counts)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows: list[list[Cell]] = [
        [name.replace("_", " "), count, share(count, whole), bar(count, whole)] for name, count in ranked
    ]
    return table([what, unit, "Share", ""], rows)


_Section = Callable[[Summary, Figures], str]


def _measured(facet: str, what: str, make: Callable[[Summary], str]) -> _Section:
    """A section of the summary, where its facet was counted."""
    return lambda summary, _: make(summary) if summary.has(facet) else _unmeasured(what)


def _told(make: Callable[[Summary], str]) -> _Section:
    """A section of the summary that itself says what it lacks."""
    return lambda summary, _: make(summary)


def _drawn(what: str, make: Callable[[Figures], str]) -> _Section:
    """A section of the figures; nothing drawn, nothing measured."""
    return lambda _, figures: make(figures) or _unmeasured(what)


def _strata(summary: Summary, figures: Figures) -> str:
    return _unmeasured("Strata were") if figures.fates.is_empty() else page_figures.strata(figures, summary)


def _decided_and_left(summary: Summary, figures: Figures) -> str:
    if not summary.has("decision"):
        return _unmeasured("Decisions were")
    return _decided(summary) + ("" if figures.fates.is_empty() else f"<h3>Budget</h3>{page_budget.budget(figures)}")


def _sides(summary: Summary, figures: Figures) -> str:
    if not summary.has("corpus"):
        return _unmeasured("Splits were")
    return _splits(summary, figures.sides)


_SECTIONS: Mapping[str, _Section] = {
    "From fetched to released": _drawn("The way of the rows was", page_figures.funnel),
    "What came in": _measured("documents", "Documents were", _came_in),
    "What was refused": _told(_refused),
    "What was decided": _decided_and_left,
    "By source and year": _measured("documents", "Documents were", _by_year),
    "By form and instance": _strata,
    "Lengths": _drawn("Lengths were", page_figures.lengths_of),
    "Quality by stratum": _drawn("What is usual in a stratum was", page_figures.quality),
    "Near-duplicates": _measured("duplicates", "Near-duplicates were", near_duplicates),
    "Languages and damage": _measured("language", "Languages were", _languages),
    "Personal data": _told(_personal_data),
    "Sections": _drawn("Sections were", page_figures.sections),
    "Citations": _drawn("Citations were", page_figures.citations),
    "Drift": _drawn("Drift was", page_figures.drift),
    "Tokens": tokens,
    "Splits": _sides,
    "Files": _told(_files),
}
