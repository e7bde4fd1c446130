"""How checked citations look in a terminal: a table for people, a JSON object a line for machines.

What belongs here: words and columns. What does not: the verdicts (`check`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.citations.check import Checked, shortened

_WORDS = {
    "exists": "[green]exists[/]",
    "case_found": "[green]case found[/]",
    "ambiguous": "[yellow]ambiguous[/]",
    "unknown_law": "[yellow]unknown law[/]",
    "case_unknown": "[yellow]case unknown[/]",
}
"""Statuses in words; those that are not here are wrong citations."""


def print_checked(found: Sequence[Checked], *, as_json: bool, full: bool) -> None:
    """All verdicts on standard output; of a text that cites nothing the table says so."""
    if as_json:
        for each in found:
            print(json.dumps(each.row(full=full), ensure_ascii=False))
        return
    console = Console(highlight=False)
    if not found:
        console.print("The text cites nothing.")
        return
    table = Table("citation", "what is there", show_lines=True)
    for each in found:
        table.add_row(f"{escape(' '.join(each.said.split()))}\n{_verdict(each.status)}", escape(_there(each, full)))
    console.print(table)
    counts = Counter(each.status for each in found)
    told = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.most_common())
    console.print(f"{len(found)} citations: {told}.")


def _verdict(status: str) -> str:
    return _WORDS.get(status, f"[red]{status.replace('_', ' ')}[/]")


def _there(each: Checked, full: bool) -> str:
    """Where it was looked up, what was found there, and what is to be said of it."""
    edition = f"edition of {each.edition}" if each.edition else ""
    place = ", ".join(filter(None, (each.name, edition, each.document)))
    text = each.text if full else shortened(each.text)
    title = "" if text else each.title
    several = f"May be: {', '.join(each.candidates)}." if each.candidates else ""
    return "\n".join(filter(None, (place, title, text, each.remark, several)))
