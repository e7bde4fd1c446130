"""The part of the report page that is drawn from `figures.py`.

What belongs here: its tables, drawings and words. What does not: counting (`figures.py`, `fates.py`), drawing
(`funnel.py`, `charts.py`, `markup.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import polars as pl

from pipelines.checks.drift import Drift
from pipelines.report.charts import Range, histogram, lengths, moved, quantiles, spread
from pipelines.report.fates import OUTCOMES, STEPS
from pipelines.report.figures import Figures
from pipelines.report.funnel import Flow, sankey
from pipelines.report.markup import Cell, Figure, bar, number, share, table
from pipelines.report.summary import Summary

KINDS = {
    "released": "part0", "duplicate": "part1", "left out": "part2", "quarantine": "part3", "withheld": "part3",
    "withdrawn": "part4", "refused": "part4",
}  # fmt: skip
"""Colour of each outcome."""

MOST, SIGNALS, DRIFTS = 60, 12, 20
"""Strata, signals of a stratum, and features that drift, that are shown."""

RUNS = {"top_ngram_shares": 2, "duplicate_ngram_shares": 5}
"""Signals with a value for each length of runs of words, and the shortest of those, see `schema.QUALITY`."""


def funnel(figures: Figures) -> str:
    """From fetched to released, by source and reason."""
    sums = figures.fates.group_by("source", "outcome", "reason").agg(pl.col("documents").sum())
    places = {outcome: place for place, outcome in enumerate(OUTCOMES)}
    told = sorted(sums.iter_rows(), key=lambda row: (row[0], places[row[1]], -row[3], row[2]))
    flows = [Flow(*row) for row in sorted(told, key=lambda row: (places[row[1]], row[0]))]
    rows: list[list[Cell]] = [[source, outcome, reason.replace("_", " "), n] for source, outcome, reason, n in told]
    words = (
        "<p>Every row that was fetched, by source, by what became of it and why; of what was released the split. A "
        "document that several rules refused is counted under the first of them.</p>"
    )
    figures_of = table(["Source", "Outcome", "Reason", "Rows"], rows)
    drawn = sankey(flows, KINDS, "Rows from fetched to released, by source, outcome and reason")
    return f"{words}{drawn}<details><summary>Figures</summary>{figures_of}</details>"


def strata(figures: Figures, summary: Summary) -> str:
    """Documents and tokens by source, year, form and instance."""
    per_character = tokens_per_character(summary)
    keys = ["source", "year", "form", "instance"]
    released = pl.col("outcome") == "released"
    of = figures.fates.filter(pl.col("outcome") != "refused").group_by(keys).agg(
        pl.col("documents").sum(),
        pl.col("documents").filter(released).sum().alias("released"),
        pl.col("characters").filter(released).sum(),
    )  # fmt: skip
    parts = [
        f"<h3>{escape(str(source))}</h3>{_by(its, per_character, 'form', 'instance')}"
        "<details><summary>By year, form and instance</summary>"
        f"{_by(its, per_character, 'year', 'form', 'instance')}</details>"
        for (source,), its in of.sort("source").group_by("source", maintain_order=True)
    ]
    said = (
        "Tokens are those packed for the source and year, shared out by characters."
        if per_character
        else "Nothing was packed, so tokens are not known."
    )
    return f"<p>The {MOST} largest strata of each table. {said}</p>{''.join(parts)}"


def _by(rows: pl.DataFrame, per_character: Mapping[tuple[str, str], float], *names: str) -> str:
    """A table of strata by some keys; tokens where there are any."""
    packed = bool(per_character)
    rates = [per_character.get(key, 0.0) for key in rows.select("source", "year").iter_rows()]
    counted = rows.with_columns(tokens=pl.Series(rates, dtype=pl.Float64) * pl.col("characters"))
    sums = counted.group_by(names).agg(pl.col("documents", "released", "characters", "tokens").sum())
    most = sums.sort("documents", *names, descending=[True, *[False] * len(names)])
    lines: list[list[Cell]] = [
        [
            *map(str, row[: len(names)]),
            came,
            out,
            share(out, came),
            bar(out, came),
            characters,
            *[round(tokens)] * packed,
        ]
        for row in most.head(MOST).iter_rows()
        for came, out, characters, tokens in (row[len(names) :],)
    ]
    heads = [
        *(name.capitalize() for name in names),
        "Documents",
        "Released",
        "Share",
        "",
        "Characters",
        *["Tokens"] * packed,
    ]
    rest = most.slice(MOST)["documents"]
    more = (
        f"<p class=note>{len(rest)} smaller strata with {number(int(rest.sum()))} documents.</p>" if len(rest) else ""
    )
    return table(heads, lines) + more


def tokens_per_character(summary: Summary) -> dict[tuple[str, str], float]:
    """Packed tokens for a released character, by source and year; where packing knows no cells, of all of them."""
    packed, characters = dict[tuple[str, str], int](), dict[tuple[str, str], int]()
    for count in summary.counts:
        into = {"packed": packed, "corpus": characters}.get(count.facet)
        if into is not None:
            cell = (count.source, count.year)
            into[cell] = into.get(cell, 0) + count.amount
    whole = sum(packed.values()) / max(sum(characters.values()), 1)
    rates = {cell: packed[cell] / held if cell in packed and held else whole for cell, held in characters.items()}
    return rates if whole else {}


def lengths_of(figures: Figures) -> str:
    """Lengths of documents by source and form."""
    if figures.lengths.is_empty():
        return ""
    span = range(0, int(figures.lengths["bin"].max() or 0) + 1)  # pyright: ignore[reportArgumentType]
    sums = figures.lengths.group_by("source", "form").agg(pl.col("documents").sum())
    most = sums.sort("documents", "source", "form", descending=[True, False, False]).head(MOST // 2)
    rows: list[list[Cell]] = []
    for source, form, documents in most.iter_rows():
        its = figures.lengths.filter(source=source, form=form)
        whole = dict(its.group_by("bin").agg(pl.col("documents").sum()).sort("bin").iter_rows())
        kept = dict(its.filter("released").select("bin", "documents").iter_rows())
        tenth, median, ninetieth = (Figure(lengths(each, STEPS)) for each in quantiles(whole, (0.1, 0.5, 0.9)))
        drawn = histogram(whole, kept, span, f"{source} {form}: median {median} characters")
        rows.append([source, form, documents, tenth, median, ninetieth, drawn])
    words = (
        f"<p>Characters of a text on a scale of doublings, from none to {lengths(span[-1], STEPS)}; the filled part "
        "was released. Percentiles are borders of bins.</p>"
    )
    return words + table(["Source", "Form", "Documents", "10 %", "Median", "90 %", "Length"], rows)


def quality(figures: Figures) -> str:
    """What is usual of each signal in the widest strata and in the largest of the finer ones."""
    if figures.usual.is_empty():
        return ""
    told = figures.usual.select("stratum", "documents", "signals").explode("signals").unnest("signals")
    parts = []
    for (signal,), rows in told.sort("signal").group_by("signal", maintain_order=True):
        ranked = rows.sort("documents", "stratum", descending=[True, False]).head(SIGNALS)
        least, greatest = float(str(ranked["low"].min())), float(str(ranked["high"].max()))
        lines: list[list[Cell]] = [
            [
                name,
                documents,
                *(Figure(f"{value:.3g}") for value in (low, median, high)),
                spread(Range(low, median, high), least, greatest),
            ]
            for name, documents, low, median, high in ranked.select(
                "stratum", "documents", "low", "median", "high"
            ).iter_rows()
        ]
        heads = ["Stratum", "Documents", "10 %", "Median", "90 %", ""]
        is_open = " open" if not parts else ""
        name = escape(_signal(str(signal)))
        parts.append(f"<details{is_open}><summary>{name}</summary>{table(heads, lines)}</details>")
    words = (
        "<p>What selection compares a document with: each signal from its 10th percentile to its 90th, a stroke at the "
        f"median, in the {SIGNALS} largest strata.</p>"
    )
    return words + "".join(parts)


def _signal(name: str) -> str:
    """A signal in words: of runs, how many words they have."""
    base, _, place = name.partition(".")
    return base.replace("_", " ") + (f", runs of {RUNS[base] + int(place)} words" if place else "")


def sections(figures: Figures) -> str:
    """Kinds of sections by source."""
    parts = []
    for source in figures.sections["source"].unique().sort():
        kinds = figures.sections.filter(source=source).sort("rows", "name", descending=[True, False])
        whole = int(kinds["rows"].sum())
        rows: list[list[Cell]] = [
            [name.replace("_", " "), count, share(count, whole), bar(count, whole)]
            for name, count in kinds.select("name", "rows").head(SIGNALS).iter_rows()
        ]
        parts.append(f"<h3>{escape(source)}</h3>" + table(["Section", "Number", "Share", ""], rows))
    return "".join(parts)


def citations(figures: Figures) -> str:
    """What became of citations, by source."""
    rows: list[list[Cell]] = []
    for (source,), of in figures.citations.group_by("source", maintain_order=True):
        counts = dict(of.select("name", "rows").iter_rows())
        laws = sum(count for name, count in counts.items() if name != "decision")
        known = counts.get("resolved", 0) + counts.get("anaphoric", 0)
        states = [counts.get(name, 0) for name in ("resolved", "anaphoric", "ambiguous", "unresolved")]
        rows.append([str(source), laws, share(known, laws), bar(known, laws), *states, counts.get("decision", 0)])
    heads = ["Source", "Laws cited", "Law known", "", "At once", "By an earlier mention", "In doubt", "Not known"]
    return table([*heads, "Decisions cited"], rows) if rows else ""


def drift(figures: Figures) -> str:
    """How every feature moved from year to year; the loudest first."""
    if not figures.drift:
        return ""
    series: dict[tuple[str, str, str], list[Drift]] = {}
    for each in figures.drift:
        series.setdefault((each.source, each.feature, each.against), []).append(each)
    ranked = sorted(series.items(), key=lambda item: (-max(each.psi / each.bound for each in item[1]), item[0]))
    rows: list[list[Cell]] = [[*_loudest(years), moved(_by_year(years), "drift by year")] for _, years in ranked]
    loud = sum(each.is_remarkable for each in figures.drift)
    words = (
        "<p>Every feature of a year beside the years around it, and beside all years before. A column is the "
        "population stability index of a year by the one that would be remarkable there, which is the line: more than "
        f"chance makes of it, and more than is of consequence. {number(loud)} of {number(len(figures.drift))} "
        f"comparisons {'is' if loud == 1 else 'are'}.</p>"
    )
    heads = ["Source", "Feature", "Against", "Loudest year", "Documents", "Index", "Remarkable from", "By year"]
    return words + table(heads, rows[:DRIFTS])


def _loudest(years: Sequence[Drift]) -> list[Cell]:
    most = max(years, key=lambda each: (each.psi / each.bound, each.year))
    indices = Figure(f"{most.psi:.2f}"), Figure(f"{most.bound:.2f}")
    return [most.source, most.feature.replace("_", " "), most.against, most.year, most.documents, *indices]


def _by_year(years: Sequence[Drift]) -> dict[str, float]:
    return {each.year: each.psi / each.bound for each in sorted(years, key=lambda each: each.year)}
