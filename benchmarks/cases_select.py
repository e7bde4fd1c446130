"""Comparisons of selection: from candidates on disk to the documents of a token budget.

What belongs here: invented candidates, and the choice among them. What does not: timing (`measure.py`). Nobody else
chooses under quotas: datasets are mixed by drawing sources, or cut off when they are long enough.

`python -m benchmarks.cases_select --folder FOLDER` chooses among a hundred million, which take 1.8 GB of disk.
"""

from __future__ import annotations

import resource
import shutil
import time
from pathlib import Path
from tempfile import mkdtemp

import click
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measure import Comparison, peak_mib
from pipelines.engine import InlineEngine, available_cores, open_engine
from pipelines.select.budget import Budget, Choice, choose
from pipelines.select.budget_counts import CANDIDATES
from pipelines.select.budget_quotas import DIMENSIONS

SHARD = 1_000_000
"""Candidates of a file."""

VALUES: dict[str, dict[str, float]] = {
    "source": {"edrsr": 0.97, "rechtspraak": 0.02, "rada": 0.01},
    "year": {str(year): 1.0 for year in range(2006, 2027)},
    "jurisdiction": {"Цивільне": 0.4, "Кримінальне": 0.25, "Адміністративне": 0.25, "Господарське": 0.1},
    "instance": {"first": 0.8, "appeal": 0.15, "cassation": 0.05},
    "language": {"uk": 0.93, "ru": 0.05, "nl": 0.02},
}
"""Values of each dimension, and how often they come."""

QUOTAS = {
    "source": {"rechtspraak": {"least": 0.05}, "edrsr": {"most": 0.9}},
    "year": {"2006-2011": {"most": 0.2}, "2024": {"least": 0.08}, "2025": {"least": 0.08}},
    "jurisdiction": {"Цивільне": {"most": 0.35}, "Господарське": {"least": 0.15}},
    "instance": {"cassation": {"least": 0.12}, "first": {"most": 0.7}},
    "language": {"nl": {"least": 0.04}},
}

MEAN_TOKENS = 2_000

BUDGET = 0.2
"""Share of the tokens on offer that the budget takes."""


def selection_100m(documents: int = 4_000_000) -> Comparison:
    """Choose a fifth of the tokens on offer under ten quotas in five dimensions, from files on disk."""
    folder = Path(mkdtemp(prefix="lexcorpus-"))
    files, budget = _invented(folder, documents), _budget(documents)
    note = f"{documents:,} candidates, ten quotas in five dimensions, one core; --folder chooses among 100 million"
    return Comparison("docs/s", documents, lambda: choose(files, budget, InlineEngine()), None, note)


def _budget(documents: int) -> Budget:
    return Budget.of(int(documents * BUDGET * MEAN_TOKENS), QUOTAS, 1)


def _invented(folder: Path, documents: int) -> list[Path]:
    """Files of so many candidates in all."""
    files = list[Path]()
    for number, first in enumerate(range(0, documents, SHARD)):
        files.append(folder / f"{number:03d}.parquet")
        pq.write_table(_candidates(number, min(SHARD, documents - first)), files[-1])
    return files


def _candidates(seed: int, rows: int) -> pa.Table:
    """Candidates as the register might offer them: a third of them siblings, lengths over two decades."""
    rng = np.random.default_rng(seed)
    columns = {
        "hash": rng.integers(0, 1 << 64, rows, np.uint64),
        "tokens": np.ceil(rng.lognormal(np.log(MEAN_TOKENS) - 0.5, 1.0, rows)).astype(np.uint32),
        "weight": rng.choice(np.array([1.0, 0.5, 1.2, 0.0], np.float32), rows, p=[0.6, 0.2, 0.1, 0.1]),
        "share": rng.choice(np.array([1.0, 0.3, 0.01], np.float32), rows, p=[0.7, 0.2, 0.1]),
    }
    coded = {name: _drawn(rng, VALUES[name], rows) for name in DIMENSIONS}
    return pa.table(columns | coded, CANDIDATES)


def _drawn(rng: np.random.Generator, values: dict[str, float], rows: int) -> pa.DictionaryArray:
    chances = np.array(list(values.values())) / sum(values.values())
    codes = rng.choice(len(values), rows, p=chances).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(values)))


@click.command(help="Choose among invented candidates, out of core, and tell how the quotas came out.")
@click.option("--documents", default=100_000_000, show_default=True, type=click.IntRange(1_000))
@click.option("--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Emptied at the end.")
@click.option("--workers", default=available_cores, type=click.IntRange(1), help="Processes; as many as cores.")
def main(documents: int, folder: Path, workers: int) -> None:
    """See the command's help."""
    if folder.exists():
        raise click.ClickException(f"{folder} is there already: name a folder that can be made and removed.")
    folder.mkdir(parents=True)
    try:
        files, budget = _invented(folder, documents), _budget(documents)
        size = sum(file.stat().st_size for file in files) / 1e9
        began = time.perf_counter()
        with open_engine(workers) as engine:
            choice = choose(files, budget, engine)
        click.echo(f"{documents:,} candidates in {size:.1f} GB: {time.perf_counter() - began:.1f} s, {workers} workers")
        _report(choice)
    finally:
        shutil.rmtree(folder)


def _report(choice: Choice) -> None:
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    click.echo(f"peak memory: {peak_mib():,} MiB here, {worker:,} MiB in the largest worker")
    tokens = choice.budget.tokens
    click.echo(f"{choice.tokens:,} of {tokens:,} tokens, {choice.strata.height:,} strata")
    for quota, least, most, offered, chosen in choice.shares.iter_rows():
        click.echo(f"{quota:28}{least:8.2%}{most:9.2%}{chosen / tokens:12.6%}, offered {offered / tokens:.1%}")


if __name__ == "__main__":
    main()
