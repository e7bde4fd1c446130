"""A passport in a terminal.

What belongs here: drawing panels with rich. What does not: what they say (`trace_panels.py`). Names and titles come
from outside, and a terminal obeys what it is shown: everything passes `inert`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.panel import Panel as Frame
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from pipelines.inert import inert
from pipelines.trace_panels import Block, Facts, Grid, Outline, Sides, panels

LETTERS = 600
"""Letters of a value that are shown."""


def print_passport(passports: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Passports of all versions of a document."""
    if as_json:
        print(json.dumps(passports, ensure_ascii=False, indent=1, default=str))
        return
    console = Console(highlight=False, markup=False)
    for number, page in enumerate(passports, 1):
        console.print(Frame(Text(_title(page, number, len(passports))), expand=False))
        for panel in panels(page):
            console.print(Text(f"\n{inert(panel.title)}", style="bold"))
            for block in panel.blocks:
                console.print(_drawn(block))


def _title(page: Mapping[str, Any], number: int, versions: int) -> str:
    row = page.get("documents") or page["quarantine"]
    of_many = f", row {number} of {versions}" if versions > 1 else ""
    stands = "" if row.get("stands", True) else ", replaced by a later one"
    decision = page.get("selection", {}).get("decision", "")
    told = " · ".join(filter(None, (f"{row['id']}{of_many}{stands}", row.get("title"), decision)))
    return inert(told, LETTERS)


def _drawn(block: Block) -> RenderableType:
    match block:
        case Facts(rows):
            table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
            for name, value in rows.items():
                table.add_row(Text(name, style="dim"), _short(value))
            return table
        case Grid(heads, rows):
            table = Table(*map(inert, heads), header_style="dim")
            for row in rows:
                table.add_row(*map(_short, row))
            return table
        case Outline():
            return _tree(block)
        case Sides(heads, lines):
            table = Table(*map(inert, heads), header_style="dim")
            for left, right in lines:
                table.add_row(_marked(left), _marked(right))
            return table


def _tree(block: Outline) -> Tree:
    root = Tree(Text("the whole text", style="dim"))
    path = [root]
    for depth, line in _listed(block):
        del path[depth + 1 :]
        path.append(path[-1].add(Text(inert(line, LETTERS))))
    return root


def _listed(block: Outline) -> Iterator[tuple[int, str]]:
    yield from block.lines
    if block.left_out:
        yield 0, f"… and {block.left_out:,} more"


def _marked(runs: Sequence[tuple[str, bool]]) -> Text:
    return Text.assemble(*((inert(text, None), "bold yellow" if differs else "") for text, differs in runs))


def _short(value: str) -> str:
    lines = "\n".join(inert(line, None) for line in value[:LETTERS].split("\n"))
    return lines if len(value) <= LETTERS else f"{lines} … ({len(value)})"
