"""A passport as one page that needs nothing but itself: what is known of a document above its tree and text.

What belongs here: drawing panels as HTML. What does not: what they say (`trace_panels.py`), the tree and the text
(`sections_page.py`), colours (`passport.css`). Personal data that the corpus masks is shown nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipelines.report import sections_page
from pipelines.report.markup import Html, table
from pipelines.report.sections_page import Viewed
from pipelines.store import MissingInput, Store
from pipelines.trace import UnknownDocument, passports, viewed
from pipelines.trace_panels import Block, Facts, Grid, Outline, Panel, Sides, panels


def write_passport(doc_id: str, store: Store, file: Path) -> None:
    """Write the page of a document to a file. Raises UnknownDocument when no shard knows the id."""
    found = passports(doc_id, store)
    try:
        text = viewed(doc_id, store)
    except (UnknownDocument, MissingInput):  # a refused document has a passport, but neither text nor sections
        text = None
    file.write_text(passport_page(found, text), encoding="utf-8")


def passport_page(passports: Sequence[Mapping[str, Any]], viewed: Viewed | None) -> str:
    """The page of a document: all its passports, the last one first, and its text where it has one."""
    drawn = "".join(_passport(page, number) for number, page in enumerate(reversed(passports)))
    if viewed is not None:
        above = f"<details class=passport open><summary>Passport</summary>{drawn}</details>"
        return sections_page.page(viewed, above=above, style=_style())
    name = escape(str((passports[-1].get("documents") or passports[-1]["quarantine"])["id"]))
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<meta name=color-scheme content='light dark'><title>{name}</title><style>{_style('sections.css')}"
        f"{_style()}</style></head><body><header><h1>{name}</h1><div class=passport>{drawn}</div></header></body>"
        "</html>\n"
    )


@cache
def _style(name: str = "passport.css") -> str:
    return files("pipelines.report").joinpath(name).read_text(encoding="utf-8")


def _passport(page: Mapping[str, Any], number: int) -> str:
    """One version; the newest is open."""
    row = page.get("documents") or page["quarantine"]
    told = "refused" if "documents" not in page else "stands" if row["stands"] else "replaced by a later row"
    body = f"<div class=panels>{''.join(map(_panel, panels(page)))}</div>"
    if number == 0:
        return f"<p>{escape(row['shard'])}: {told}</p>{body}"
    return f"<details><summary>{escape(row['shard'])}: {told}</summary>{body}</details>"


def _panel(panel: Panel) -> str:
    return f"<section><h2>{escape(panel.title)}</h2>{''.join(map(_drawn, panel.blocks))}</section>"


def _drawn(block: Block) -> str:
    match block:
        case Facts(rows):
            return f"<dl>{''.join(f'<dt>{escape(n)}</dt><dd>{escape(v)}</dd>' for n, v in rows.items())}</dl>"
        case Grid(heads, rows):
            return table(heads, rows)
        case Outline(lines, left_out):
            more = f"<li>… and {left_out:,} more</li>" if left_out else ""
            listed = "".join(f"<li style='--depth:{depth}'>{escape(line)}</li>" for depth, line in lines)
            return f"<ol class=outline>{listed}{more}</ol>"
        case Sides(heads, lines):
            return table(heads, [[_runs(left), _runs(right)] for left, right in lines])


def _runs(runs: Sequence[tuple[str, bool]]) -> Html:
    return Html("".join(f"<mark class=differs>{escape(t)}</mark>" if differs else escape(t) for t, differs in runs))
