"""The audit for people: audit.html, one page that needs nothing but itself.

What belongs here: which figures and documents are shown, in what order, with which words. What does not: counting
(`audit.py`), choosing (`audit_samples.py`), the judgement (`audit_losses.py`), colours (`page.css`, `audit.css`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from math import log2, sqrt
from typing import Any

import polars as pl

from pipelines.report.audit import LENGTH_BINS, LENGTH_STEPS, SHARE_BINS
from pipelines.report.audit_losses import Loss, mean_loss, verdict
from pipelines.report.audit_samples import Place, Sample, by_rule
from pipelines.report.markup import Cell, Html, bar, number, share, table

SHOWN = 12
"""Strata of a table that are shown at once; the others open."""


@dataclass(frozen=True, slots=True)
class Audit:
    """All that the page tells: `table` as `audit.together` gives it."""

    name: str
    table: pl.DataFrame
    losses: Sequence[Loss]
    samples: Sequence[Sample]
    excerpts: Mapping[Place, str]


def audit_page(audit: Audit) -> str:
    """audit.html: self-contained, no script, light and dark, printable."""
    rules = [str(rule) for rule in audit.table["rule"].unique().sort() if rule]
    links = "".join(f"<a href='#{escape(rule)}'>{_words(rule)}</a>" for rule in rules)
    near = by_rule(audit.samples)
    sections = "".join(_rule(rule, audit, near.get(rule, [])) for rule in rules)
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        "<meta name=color-scheme content='light dark'>"
        f"<title>Audit of {escape(audit.name)}</title><style>{_style()}</style></head>"
        f"<body><header>{_opening(audit)}<nav>{links}</nav></header><main>{_strata(audit)}{sections}</main></body></html>\n"
    )


@cache
def _style() -> str:
    folder = files("pipelines.report")
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "audit.css"))


def _words(name: str) -> str:
    return escape(name.replace("_", " "))


def _opening(audit: Audit) -> str:
    whole = audit.table.filter(rule="")
    documents, lost = int(whole["documents"].sum()), int(whole["lost"].sum())
    said = {
        "documents in question": number(documents),
        "lost to a rule": number(lost),
        "mean loss": share(lost, documents),
        "strata": number(whole.height),
    }
    figures = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in said.items())
    grave = any(loss.is_too_great for loss in audit.losses)
    return (
        f"<h1>Audit of {escape(audit.name)}</h1><p class=lead>What the rules of the selection take, from whom, and "
        f"which documents stand nearest to their limits.</p><dl class=figures>{figures}</dl>"
        f"<p class='note{' alarm' if grave else ''}'>{escape(verdict(list(audit.losses)))}</p>"
    )


def _strata(audit: Audit) -> str:
    mean = mean_loss(audit.table)
    words = (
        "<p>A document is in question unless it has no text, is told better elsewhere or was withdrawn. It is lost "
        "when it is quarantined or weighs less; a protected document is kept whatever rules say. "
        f"All lose {mean:.2%} on average.</p>"
    )
    rows: list[list[Cell]] = [
        [loss.stratum, loss.documents, loss.lost, share(loss.lost, loss.documents), _meter(loss), _standing(loss)]
        for loss in audit.losses
    ]
    heads = ["Stratum", "In question", "Lost", "Share", "", ""]
    return f"<section id=strata><h2>Losses by stratum</h2>{words}{_folded(heads, rows)}</section>"


def _meter(loss: Loss) -> Html:
    return bar(loss.lost, loss.documents)


def _standing(loss: Loss) -> str:
    if loss.reason and loss.is_above:
        return f"accepted: {loss.reason}"
    if loss.is_too_great:
        return "too much"
    return "above the limit, too few to be sure" if loss.is_above else ""


def _folded(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The first rows of a table, the others behind a word."""
    if len(rows) <= SHOWN:
        return table(heads, rows)
    rest = f"<details><summary>{len(rows) - SHOWN} more</summary>{table(heads, rows[SHOWN:])}</details>"
    return table(heads, rows[:SHOWN]) + rest


def _rule(rule: str, audit: Audit, near: Sequence[Sample]) -> str:
    found = audit.table.filter(rule=rule).with_columns(part=pl.col("alone") / pl.col("documents"))
    strata = found.sort("part", "lost", "stratum", descending=[True, True, False]).to_dicts()
    documents, lost, alone = (sum(row[name] for row in strata) for name in ("documents", "lost", "alone"))
    words = (
        f"<p>Of {number(documents)} documents in question {number(lost)} were lost to it, {number(alone)} of them to "
        "no other rule.</p>"
    )
    heads = ["Stratum", "In question", "Lost", "Kept without it", "Kept with it", "Taken by it alone"]
    kept = {row["stratum"]: row["documents"] - row["lost"] for row in audit.table.filter(rule="").iter_rows(named=True)}
    rows = [_before_and_after(row, kept[row["stratum"]]) for row in strata if row["lost"]]
    shapes = {row["stratum"]: row for row in strata}
    return (
        f"<section id='{escape(rule)}'><h2>{_words(rule)}</h2>{words}{_folded(heads, rows) if rows else ''}"
        f"{_nearest(near, shapes, audit.excerpts)}</section>"
    )


def _before_and_after(row: Mapping[str, Any], kept: int) -> list[Cell]:
    documents, alone = row["documents"], row["alone"]
    return [
        *(row["stratum"], documents, row["lost"], share(kept + alone, documents), share(kept, documents)),
        bar(alone, documents),
    ]


_KEY = (
    "<p class=key>Beside each document the shape of its stratum: "
    "<i></i>the limit &ensp; <i class=own></i>the document</p>"
)


def _nearest(near: Sequence[Sample], shapes: Mapping[str, Mapping[str, Any]], texts: Mapping[Place, str]) -> str:
    sides = {
        "It spoke against them": [sample for sample in near if sample.spoke],
        "It let them pass": [sample for sample in near if not sample.spoke],
    }
    columns = "".join(
        f"<div><h3>{title}</h3>{''.join(_sample(each, shapes[each.stratum], texts) for each in held)}</div>"
        for title, held in sides.items()
        if held
    )
    key = _KEY if any(sample.value is not None for sample in near) else ""
    return f"{key}<div class=sides>{columns}</div>"


def _sample(sample: Sample, row: Mapping[str, Any], texts: Mapping[Place, str]) -> str:
    told, drawn = "", ""
    if sample.value is not None:
        limit = "none" if sample.threshold is None else f"{sample.threshold:.4g}"
        told, drawn = f"<br><b>{sample.value:.4g}</b>, limit {limit}", shape(row["histogram"], sample)
    text = texts.get(sample.place)
    body = f"<p>{escape(text)}</p>" if text else "<p class=note>No excerpt: its text cannot be shown.</p>"
    named = f"<code>{escape(sample.id)}</code><br><small>{escape(sample.stratum)}</small>"
    head = f"<div>{named}{told}<br>{_words(sample.decision)}</div>"
    return f"<article class=sample><header>{head}{drawn}</header>{body}</article>"


def shape(histogram: Sequence[int], sample: Sample) -> str:
    """A stratum's documents by value as columns (heights by square root), with lines at the limit and at the value.

    Shown are the bins that hold documents, with the value and the limit.
    """
    is_share = len(histogram) == SHARE_BINS
    marks = {
        kind: _place(value, is_share)
        for kind, value in (("edge", sample.threshold), ("self", sample.value))
        if value is not None
    }
    held = [number for number, documents in enumerate(histogram) if documents]
    first = min(*held, *(int(place) for place in marks.values())) - 1
    last = max(*held, *(int(place) for place in marks.values())) + 2
    tallest = sqrt(max(histogram))
    drawn = "".join(
        f'<rect class=track x="{number}" y="{28 * (1 - sqrt(histogram[number]) / tallest):.2f}" width=".9" '
        f'height="{28 * sqrt(histogram[number]) / tallest:.2f}" />'
        for number in held
    )
    lines = "".join(f'<line class={kind} x1="{at:.2f}" x2="{at:.2f}" y1=-2 y2=28 />' for kind, at in marks.items())
    label = f"value {sample.value}, limit {sample.threshold}"
    return (
        f'<svg class=shape viewBox="{first} -2 {last - first} 30" preserveAspectRatio=none role=img '
        f'aria-label="{escape(label)}">{drawn}{lines}</svg>'
    )


def _place(value: float, is_share: bool) -> float:
    """Where a number lies among the bins, as `Criterion.place` has it."""
    if is_share:
        return min(sqrt(min(max(value, 0.0), 1.0)) * SHARE_BINS, SHARE_BINS - 1)
    return min(log2(1 + max(value, 0.0)) * LENGTH_STEPS, LENGTH_BINS - 1)
