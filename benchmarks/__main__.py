"""`python -m benchmarks`: run comparisons, print a table, write the results.

What belongs here: the command line. What does not: the comparisons (`cases.py`) and their timing (`measure.py`).
"""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console

from pipelines.engine import THREAD_VARIABLES

RESULTS = Path(__file__).parent / "results.json"

KEPT = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}
"""What tells glibc to keep the memory that a process let go of, as the allocators of Polars and Arrow do. To get it
anew from the host of a virtual machine took 40 ms to 1.4 s for 40 MB, by chance, and is nobody's work."""


@click.command(help="Measure beside rivals: the same job on one core, in turn. A ratio above 1: ours is faster.")
@click.option("--only", default="", metavar="NAME,…", help="Run these comparisons only, and keep the others' results.")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1), help="Timed rounds; medians count.")
@click.option("--list", "listed", is_flag=True, help="List the comparisons and end.")
@click.option("--output", default=RESULTS, type=click.Path(dir_okay=False, path_type=Path), help="File of the results.")
def main(only: str, rounds: int, listed: bool, output: Path) -> None:
    """See the command's help."""
    settle_on_one_core()
    from benchmarks.cases import CASES, describe

    if listed:
        for name in CASES:
            click.echo(f"{name:24}{describe(name)}")
        return
    names = [name.strip() for name in only.split(",") if name.strip()] or list(CASES)
    if unknown := [name for name in names if name not in CASES]:
        raise click.ClickException(f"There is no comparison {', '.join(unknown)}: see --list.")
    _measure(names, rounds, output)


def _measure(names: list[str], rounds: int, output: Path) -> None:
    """Each result is written as soon as it is there; a rival that is missing costs its own comparison only."""
    from benchmarks import results
    from benchmarks.cases import CASES, run_apart
    from benchmarks.rival import RivalMissing

    console, measured, missing = Console(), list[results.Result](), list[str]()
    for name in names:
        with console.status(f"{name} …"):
            try:
                measured.append(run_apart(name, rounds))
            except RivalMissing as error:
                missing.append(f"{name}: {error}")
        results.write(output, results.merge(results.read(output), measured, tuple(CASES)))
    console.print(results.table(measured))
    if missing:
        raise click.ClickException("\n".join(missing))


def settle_on_one_core() -> None:
    """This process and all it starts: one core, no library that believes it has more, and memory that stays.

    Must run before Polars, Arrow and numba are imported, which read these variables once; what measures is started
    afterwards.
    """
    os.environ.update(KEPT)
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    main()
