"""`python -m benchmarks.clusters_100m`: clusters of a hundred million documents, from shards on disk.

What belongs here: the steps, their times and whether the result is right. What does not: how it is done
(`pipelines/dedup/bands.py`, `estimates.py`) and what is clustered (`known.py`).

A hundred million documents take 32 GB of disk: 11 for band keys, 13 for sketches, 8 for edges and what verifies them.
"""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from benchmarks.known import Known
from benchmarks.measure import peak_mib
from pipelines.dedup.bands import BandFiles, components, find_edges, read_edges, row_type, write_bands
from pipelines.dedup.estimates import deviation, estimated, hold, surviving, write_sketches
from pipelines.engine import Engine, available_cores, open_engine

SHARD = 1_000_000
"""Documents of a shard."""

JACCARD = 0.8


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents of a source of `documents`, from `first` on, and where their keys and sketches go."""

    documents: int
    first: int
    bands: Path
    sketches: Path


@click.command(help="Cluster invented documents of known structure, out of core, and compare with what is known.")
@click.option("--documents", default=100_000_000, show_default=True, type=click.IntRange(1_000))
@click.option("--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Emptied at the end.")
@click.option("--workers", default=available_cores, type=click.IntRange(1), help="Processes; as many as cores.")
def main(documents: int, folder: Path, workers: int) -> None:
    """See the command's help."""
    if folder.exists():
        raise click.ClickException(f"{folder} is there already: name a folder that can be made and removed.")
    folder.mkdir(parents=True)
    try:
        with open_engine(workers) as engine:
            click.echo(f"{documents:,} documents, {workers} workers")
            _cluster(Known(documents), folder, engine)
        worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        click.echo(f"peak memory: {peak_mib():,} MiB here, {worker:,} MiB in the largest worker")
    finally:
        shutil.rmtree(folder)


def _cluster(known: Known, folder: Path, engine: Engine) -> None:
    """Generate, find candidates, verify; each step timed, each result compared."""
    with step("generate"):
        shards = list(engine.map(_generate, _shards(known.rows, folder)))
    files = BandFiles.of([shard.bands for shard in shards])
    with step("bands to candidates"):
        edge_files = find_edges(files, folder, engine)
    with step("candidates to components"):
        found = components(edge_files, known.rows)
    compare("components of candidates", found, lambda: _linked_roots(known))
    with step("gather sketches"):
        held = hold([shard.sketches for shard in shards], edge_files, known.rows, folder)
    with step("verify candidates"):
        near_files = surviving(edge_files, held, JACCARD, folder, engine)
    with step("survivors to components"):
        found = components(near_files, known.rows)
    compare("components of survivors", found, lambda: _roots(known))
    click.echo(
        f"candidates: {_count(edge_files):,}; survivors: {_count(near_files):,}, doubtful: {_doubtful(near_files):,}"
    )
    click.echo(f"disk: {_gigabytes(folder):.1f} GB")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print how long the step took."""
    began = time.perf_counter()
    yield
    click.echo(f"{name:26}{time.perf_counter() - began:8.1f} s")


def compare(name: str, found: np.ndarray, expected: Callable[[], np.ndarray]) -> None:
    """Print whether each row has the root it should have. Raises ClickException when one has not."""
    wrong = int(np.count_nonzero(found != expected()))
    if wrong:
        raise click.ClickException(f"{name}: {wrong:,} of {len(found):,} documents are in the wrong one.")
    duplicates = int(np.count_nonzero(found != np.arange(len(found), dtype=found.dtype)))
    click.echo(f"{name}: all {len(found):,} documents right, {duplicates:,} of them not the first")


def _shards(documents: int, folder: Path) -> Iterator[Shard]:
    for number, first in enumerate(range(0, documents, SHARD)):
        yield Shard(documents, first, folder / f"bands_{number:03d}.parquet", folder / f"sketches_{number:03d}.parquet")


def _generate(shard: Shard) -> Shard:
    signatures = Known(shard.documents).signatures(shard.first, min(SHARD, shard.documents - shard.first))
    write_bands(signatures, shard.bands)
    write_sketches(signatures, shard.sketches)
    return shard


def _blocks(documents: int) -> Iterator[np.ndarray]:
    for first in range(0, documents, SHARD):
        yield np.arange(first, min(first + SHARD, documents))


def _roots(known: Known) -> np.ndarray:
    """The first row of every document's cluster."""
    roots = np.empty(known.rows, row_type(known.rows))
    for rows in _blocks(known.rows):
        roots[rows] = known.roots(rows)
    return roots


def _linked_roots(known: Known) -> np.ndarray:
    """The same when agreements by chance join clusters."""
    from pipelines.dedup.band_kernel import flatten, unite

    parent = _roots(known)
    for rows in _blocks(known.rows):
        originals = known.linked(rows)
        linked = originals >= 0
        unite(parent, originals[linked], rows[linked])
    flatten(parent)
    return parent


def _count(files: list[Path]) -> int:
    """Edges in all files."""
    return sum(len(read_edges(file)[0]) for file in files)


def _doubtful(files: list[Path]) -> int:
    """Survivors whose estimate is so near the threshold that the texts would have to be read."""
    import pyarrow.parquet as pq

    equal = (pq.ParquetFile(file).read(["equal"])["equal"].to_numpy() for file in files)
    return sum(int((estimated(part) < JACCARD + 2 * deviation(JACCARD)).sum()) for part in equal)


def _gigabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e9


if __name__ == "__main__":
    main()
