"""`python -m benchmarks.clusters_100m`: clusters of a hundred million documents, from shards on disk.

What belongs here: the steps, their times and whether the result is right. What does not: how it is done
(`pipelines/dedup/index.py`) and what is clustered (`known.py`).

Two ways are timed: every candidate that bands bring up joined as it is, and the index, which verifies candidates by
sketches and is ready for the next night. A hundred million documents take 70 GB of disk.
"""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import pyarrow.parquet as pq

from benchmarks.known import Known
from benchmarks.measure import peak_mib
from pipelines.dedup.bands import BANDS, components, equal_keys, read_edges, row_type, write_edges
from pipelines.dedup.components import Components
from pipelines.dedup.estimates import DOUBT, deviation, estimated
from pipelines.dedup.index import refresh
from pipelines.dedup.pieces import Piece
from pipelines.dedup.runs import Placed, Run, RunPart, bits_for, write_part
from pipelines.dedup.settings import read_settings
from pipelines.engine import Engine, available_cores, open_engine

SHARD = 100_000
"""Documents of a shard."""

BLOCK = 1_000_000
"""Documents whose known clusters are compared at a time."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece of a source of so many documents, from `first` on."""

    documents: int
    first: int
    piece: Piece


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
    shards = list(_shards(known.rows, folder / "pieces"))
    (folder / "pieces").mkdir()
    with step("generate"):
        list(engine.map(_generate, shards))
    with step("bands to candidates"):
        edge_files = _candidates(shards, folder / "candidates", engine)
    with step("candidates to components"):
        found = components(edge_files, known.rows)
    compare("components of candidates", found, lambda: _linked_roots(known))
    click.echo(f"candidates: {sum(len(read_edges(file)[0]) for file in edge_files):,}")
    with step("bands to pairs, verified"):
        pairs = refresh(folder / "index", [shard.piece for shard in shards], read_settings(), engine).pairs
    with step("pairs to components"):
        found = joined([shard.piece for shard in shards], pairs)
    compare("components of pairs", found, lambda: _roots(known))
    click.echo(f"pairs: {sum(pq.read_metadata(file).num_rows for file in pairs):,}, doubtful: {_doubtful(pairs):,}")
    click.echo(f"disk: {_gigabytes(folder):.1f} GB")


def joined(pieces: Sequence[Piece], pairs: Sequence[Path]) -> np.ndarray:
    """For each row of the source the first of its component, when every pair is joined."""
    firsts = np.cumsum([0, *(piece.rows for piece in pieces)])
    begins = dict(zip((piece.key for piece in pieces), firsts.tolist(), strict=False))
    found = Components.of(int(firsts[-1]))
    for first, file in zip(firsts.tolist(), pairs, strict=False):
        table = pq.ParquetFile(file, read_dictionary=["other"]).read(["row", "other", "other_row"]).combine_chunks()
        if table.num_rows:
            others = table["other"].chunk(0)
            before = np.array([begins[key] for key in others.dictionary.to_pylist()])[others.indices.to_numpy()]
            found.join(before + table["other_row"].to_numpy(), table["row"].to_numpy() + first)
    return found.roots()


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
    for first in range(0, documents, SHARD):
        yield Shard(documents, first, Piece(f"{first:010}", min(SHARD, documents - first), folder))


def _generate(shard: Shard) -> None:
    Known(shard.documents).write_piece(shard.piece, shard.first, named=False)


def _candidates(shards: Sequence[Shard], folder: Path, engine: Engine) -> list[Path]:
    """Files with an edge from the first row with a band key to every later one, a file for each band and range."""
    folder.mkdir()
    rows = shards[0].documents
    run = Run(folder, 0, rows, bits_for(rows))
    placed = tuple(Placed(shard.piece, shard.first) for shard in shards)
    ranges = ((band, which) for band in range(BANDS) for which in range(1 << run.bits))
    return list(engine.map(_write_stars, [RunPart(run, *one, BANDS, (), (), placed) for one in ranges]))


def _write_stars(part: RunPart) -> Path:
    write_part(part)
    edges = equal_keys(*part.run.range(part.family, part.run.bits, part.which))
    file = part.run.file(part.family, part.which)
    file.unlink()
    return write_edges(edges, file.with_suffix(".edges"))


def _blocks(documents: int) -> Iterator[np.ndarray]:
    for first in range(0, documents, BLOCK):
        yield np.arange(first, min(first + BLOCK, documents))


def _roots(known: Known) -> np.ndarray:
    """The first row of every document's cluster."""
    roots = np.empty(known.rows, row_type(known.rows))
    for rows in _blocks(known.rows):
        roots[rows] = known.roots(rows)
    return roots


def _linked_roots(known: Known) -> np.ndarray:
    """The same when agreements by chance join clusters."""
    found = Components(_roots(known))
    for rows in _blocks(known.rows):
        originals = known.linked(rows)
        linked = originals >= 0
        found.join(originals[linked], rows[linked])
    return found.roots()


def _doubtful(pairs: Sequence[Path]) -> int:
    """Pairs whose estimate is so near the threshold that the texts would have to be read."""
    told = read_settings()
    sure = told.jaccard + DOUBT * deviation(told.jaccard, told.permutations)
    equal = (pq.ParquetFile(file).read(["equal"])["equal"].to_numpy() for file in pairs)
    return sum(int((estimated(part, told.permutations) < sure).sum()) for part in equal)


def _gigabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e9


if __name__ == "__main__":
    main()
