"""What a person sees in a terminal: progress, plans, results.

What belongs here: words and tables. What does not: finding out what they say, and passports (`trace_show.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from pipelines.compact import Merger
from pipelines.fetch import Fetched
from pipelines.graph import RELEASE_NAME, stages
from pipelines.scope import Scope
from pipelines.stage import Stage
from pipelines.work import Notice, Report, total_accounts, total_reasons


class Progress:
    """One bar for the piece of work at hand, one line for each finished asset; on a pipe, lines only."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
        )
        self.bar: TaskID | None = None
        self.reports: list[Report] = []

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._say()
        self.bars.stop()

    def starts(self, stage: Stage, scope: Scope) -> Notice:
        """See `Display.starts`."""
        if self.reports and self.reports[0].asset != stage.name:
            self._say()
        bar = self.bar = self.bars.add_task(f"{stage.name} {scope}", total=None)
        return lambda done, total: self.bars.update(bar, completed=done, total=total)

    def ends(self, report: Report) -> None:
        """See `Display.ends`."""
        if self.bar is not None:
            self.bars.remove_task(self.bar)
        self.reports.append(report)

    def _say(self) -> None:
        """The line of the asset just finished; one that had nothing to do is not worth a line."""
        if any(report.computed for report in self.reports):
            self.console.print(f"[green]✓[/] {self.reports[0].asset:<18} {summary_of(self.reports)}")
        self.reports = []


def summary_of(reports: Sequence[Report]) -> str:
    """What an asset came to, over all its scopes."""
    computed, reused = sum(r.computed for r in reports), sum(r.reused for r in reports)
    said = [f"{computed} shards" + (f", {reused} reused" if reused else "")]
    for account in total_accounts(shard.account for r in reports for shard in r.manifest.shards).values():
        said.append(f"{account.given_out:,} {account.unit}")
        if account.set_aside:
            said.append(f"{account.set_aside:,} set aside")
        if account.quarantined:
            reasons = total_reasons(shard for r in reports for shard in r.manifest.shards)
            named = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
            said.append(f"[yellow]{account.quarantined:,} quarantined[/] ({named})")
    return f"{' · '.join(said)} · {sum(r.seconds for r in reports):.1f} s"


def print_plan(steps: Sequence[tuple[Stage, Scope]]) -> None:
    """Which assets would be looked at for which scopes."""
    table = Table("asset", "scopes", title="would be made where missing")
    for name in dict.fromkeys(stage.name for stage, _ in steps):
        table.add_row(name, " ".join(str(scope) for stage, scope in steps if stage.name == name))
    Console().print(table)


def print_result(reports: Sequence[Report], root: str) -> None:
    """What the run came to, and where the release lies."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    computed, reused = sum(r.computed for r in reports), sum(r.reused for r in reports)
    if computed:
        console.print(f"{computed} shards computed, {reused} reused.")
    else:
        console.print(f"Nothing to compute: all {reused} shards were already there.")
    if any(report.asset == "release" for report in reports):
        place = f"{root.rstrip('/')}/release/{RELEASE_NAME}"
        console.print(f"Release: {place}\nReport:  {place}/report.html")


def print_fetched(fetched: Fetched) -> None:
    """What a publisher had."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    asked = f"{fetched.requests:,} requests, {fetched.received / 1e6:,.1f} MB"
    missing = f"; {fetched.missing:,} could not be had and are asked for again" if fetched.missing else ""
    console.print(f"{fetched.source}: {len(fetched.landed):,} files landed ({asked}){missing}.")
    for note in fetched.notes:
        console.print(f"  {note}")


def print_mergers(cell: Scope, mergers: Sequence[Merger], *, dry_run: bool) -> None:
    """What a compaction merged, or would merge."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    did = "would merge" if dry_run else "merged"
    for merger in mergers:
        left_out = sum(ref.shard.rows for ref in merger.refs) - merger.rows
        console.print(
            f"{cell}: {did} {len(merger.refs)} shards into one of {merger.rows:,} rows, {left_out:,} left out"
        )


def print_graph() -> None:
    """Every asset, how often it is made, what it is and what it reads."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    per = {"cell": "per source and year", "source": "per source", "once": "once"}
    for stage in stages():
        reads = ", ".join(read.stage.name for read in stage.reads) or "what lies outside the data root"
        console.print(f"{stage.name:<18} {per[stage.level]:<20} {stage.purpose}\n{'':<18} reads {reads}")
