"""What the comparisons found: a file for machines, a table for people.

What belongs here: reading, merging, writing and showing results. What does not: measuring (`measure.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from benchmarks.measure import Result


def read(path: Path) -> list[Result]:
    """The results of earlier runs; none when there is no file."""
    return [Result(**row) for row in json.loads(path.read_text())] if path.exists() else []


def merge(old: Iterable[Result], new: Iterable[Result], order: Sequence[str]) -> list[Result]:
    """One result a name, the newer one, in the order of the names; names no longer known are dropped."""
    by_name = {result.name: result for result in (*old, *new)}
    return [by_name[name] for name in order if name in by_name]


def write(path: Path, results: Iterable[Result]) -> None:
    """As a JSON array, a result a line."""
    rows = ",\n".join(json.dumps(asdict(result), ensure_ascii=False) for result in results)
    path.write_text(f"[\n{rows}\n]\n")


def table(results: Iterable[Result]) -> Table:
    """For a terminal."""
    shown = Table(box=None, header_style="bold", pad_edge=False)
    shown.add_column("name", no_wrap=True)
    shown.add_column("unit")
    for heading in ("ours", "rival", "ratio", "peak MiB"):
        shown.add_column(heading, justify="right")
    shown.add_column("beside")
    for one in results:
        rival, ratio = (f"{one.rival:,.4g}", f"{one.ratio:.3g} ×") if one.rival and one.ratio else ("", "")
        shown.add_row(one.name, one.unit, f"{one.ours:,.4g}", rival, ratio, str(one.peak_mib), one.rival_version)
    return shown
