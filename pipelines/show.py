"""What a person sees in a terminal: progress, plans, results, passports.

What belongs here: words and tables. What does not: finding out what they say.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from pipelines.graph import stages
from pipelines.scope import Scope
from pipelines.stage import Notice, Report, Stage


class Progress:
    """One bar for the piece of work at hand, one line for each finished stage; on a pipe, lines only."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
        )
        self.bar: TaskID | None = None

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    def starts(self, stage: Stage, scope: Scope) -> Notice:
        """See `Display.starts`."""
        bar = self.bar = self.bars.add_task(f"{stage.name} {scope}", total=None)
        return lambda done, total: self.bars.update(bar, completed=done, total=total)

    def ends(self, report: Report) -> None:
        """See `Display.ends`; a stage that had nothing to do is not worth a line."""
        if self.bar is not None:
            self.bars.remove_task(self.bar)
        if report.computed:
            self.console.print(f"[green]✓[/] {report.asset:<18} {report.scope!s:<17} {_summary(report)}")


def _summary(report: Report) -> str:
    said = [f"{report.computed} computed, {report.reused} reused"]
    for account in report.accounts.values():
        said.append(f"{account.given_out:,} {account.unit}")
        if account.set_aside:
            said.append(f"{account.set_aside:,} set aside")
        if account.quarantined:
            reasons = ", ".join(f"{reason} {count}" for reason, count in report.reasons.items())
            said.append(f"[yellow]{account.quarantined:,} quarantined[/] ({reasons})")
    return f"{' · '.join(said)} · {report.seconds:.1f} s"


def print_plan(steps: Sequence[tuple[Stage, Scope]]) -> None:
    """Which assets would be looked at for which scopes."""
    table = Table("asset", "scopes", title="would be made where missing")
    for name in dict.fromkeys(stage.name for stage, _ in steps):
        table.add_row(name, " ".join(str(scope) for stage, scope in steps if stage.name == name))
    Console().print(table)


def print_result(reports: Sequence[Report], root: str) -> None:
    """What the run came to, and where the release lies."""
    console = Console(highlight=False, soft_wrap=True)
    computed, reused = sum(r.computed for r in reports), sum(r.reused for r in reports)
    if computed:
        console.print(f"{computed} shards computed, {reused} reused.")
    else:
        console.print(f"Nothing to compute: all {reused} shards were already there.")
    released = [report for report in reports if report.asset == "release"]
    for report in released:
        place = f"{root.rstrip('/')}/release/{report.manifest.version}"
        console.print(f"Release: {place}\nReport:  {place}/report.html")


def print_graph() -> None:
    """Every asset, how often it is made, what it reads and what it is."""
    table = Table("asset", "made", "reads", "what it is")
    per = {"cell": "per source and year", "source": "per source", "once": "once"}
    for stage in stages():
        reads = ", ".join(read.stage.name for read in stage.reads)
        table.add_row(stage.name, per[stage.level], reads, stage.description.splitlines()[0])
    Console().print(table)


def print_passport(passports: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Passports of all versions of a document."""
    if as_json:
        print(json.dumps(passports, ensure_ascii=False, indent=1, default=str))
        return
    console = Console(highlight=False)
    for page in passports:
        for asset, row in page.items():
            table = Table("field", "value", title=asset, title_justify="left", show_header=False)
            for name, value in row.items():
                if value not in (None, [], ""):
                    table.add_row(name, _short(value))
            console.print(table)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 600 else f"{text[:600]} … ({len(text)})"
