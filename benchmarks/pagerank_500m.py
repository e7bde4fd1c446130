"""`python -m benchmarks.pagerank_500m`: PageRank of a hundred million documents and half a billion citations.

What belongs here: the invented graph, the steps and their times. What does not: how it is done
(`pipelines/citations/authority_graph.py`, `authority_rank.py`).

The citations are those of power-law graphs: the place of what a document cites among those before it is drawn evenly
from logarithms, so that the oldest are cited most, as the leading cases are. A hundred million documents take 16 GB of
disk.
"""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import polars as pl

from benchmarks.measure import peak_mib
from pipelines.citations.authority_graph import Cases, find_cases, place
from pipelines.citations.authority_pieces import ARTICLES, CITED, DOCUMENTS, NAMES, Piece
from pipelines.citations.authority_rank import count_citing, pagerank
from pipelines.dedup.runs_files import write_columns
from pipelines.engine import Engine, available_cores, open_engine

SHARD = 100_000
"""Documents of a shard."""

STIR = np.uint64(0x9E3779B97F4A7C15)
"""Golden ratio, an odd number: documents one after the other get keys all over the range."""


@dataclass(frozen=True, slots=True)
class Invented:
    """Documents that each have a name of their own and cite `cites` others, drawn anew in each."""

    documents: int
    cites: int

    def pieces(self, folder: Path) -> list[Piece]:
        """The pieces of their shards, to be written."""
        return [Piece(f"{first:010}", folder) for first in range(0, self.documents, SHARD)]

    def write(self, piece: Piece) -> None:
        """Write one."""
        first = int(piece.key)
        numbers = np.arange(first, min(first + SHARD, self.documents), dtype=np.uint64)
        keys = np.sort(numbers * STIR)
        places = np.arange(len(keys), dtype=np.uint32)
        write_columns(piece.file(DOCUMENTS), key=keys)
        write_columns(piece.file(NAMES), key=keys, document=places)
        write_columns(piece.file(ARTICLES), key=keys[:0], document=places[:0])
        chances = np.random.default_rng(first).random(len(keys) * self.cites)
        citing = np.repeat(numbers, self.cites)
        cited = np.floor(np.exp(chances * np.log(citing + 1.0)) - 1).astype(np.uint64)
        rows = pl.DataFrame({
            "key": cited * STIR, "document": np.searchsorted(keys, citing * STIR).astype(np.uint32)
        }).sort("key", "document")  # fmt: skip
        write_columns(piece.file(CITED), **{name: rows[name].to_numpy() for name in rows.columns})


def rank(pieces: list[Piece], folder: Path, engine: Engine) -> tuple[list[Cases], np.ndarray, np.ndarray]:
    """Cases, citing documents and rank by node, each step timed."""
    with step("number the documents"):
        placed = place(pieces, folder)
    with step("names to cases"):
        cases = find_cases(placed, folder, engine)
    with step("count who cites"):
        cited_by = count_citing(placed.nodes, cases, folder, engine)
    with step("rank"):
        ranks = pagerank(placed.nodes, cases)
    return cases, cited_by, ranks


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print how long the step took."""
    began = time.perf_counter()
    yield
    click.echo(f"{name:26}{time.perf_counter() - began:8.1f} s")


@click.command(help="Rank invented documents by who cites them, out of core.")
@click.option("--nodes", default=100_000_000, show_default=True, type=click.IntRange(1_000))
@click.option("--edges", default=500_000_000, show_default=True, type=click.IntRange(1_000))
@click.option("--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Emptied at the end.")
@click.option("--workers", default=available_cores, type=click.IntRange(1), help="Processes; as many as cores.")
def main(nodes: int, edges: int, folder: Path, workers: int) -> None:
    """See the command's help."""
    if folder.exists():
        raise click.ClickException(f"{folder} is there already: name a folder that can be made and removed.")
    invented, pieces = Invented(nodes, round(edges / nodes)), folder / "pieces"
    pieces.mkdir(parents=True)
    try:
        with open_engine(workers) as engine:
            with step("generate"):
                list(engine.map(invented.write, invented.pieces(pieces)))
            cases, cited_by, ranks = rank(invented.pieces(pieces), folder, engine)
        _report(cases, cited_by, ranks, folder)
    finally:
        shutil.rmtree(folder)


def _report(cases: list[Cases], cited_by: np.ndarray, ranks: np.ndarray, folder: Path) -> None:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e9
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    edges = sum(len(part.sources) for part in cases)
    click.echo(f"{len(ranks):,} documents, {edges:,} different citations, {size:.1f} GB of disk")
    click.echo(f"most cited: {cited_by.max():,}, highest rank: {ranks.max():,.0f} of one that nobody cites")
    click.echo(f"peak memory: {peak_mib():,} MiB here, {worker:,} MiB in the largest worker")


if __name__ == "__main__":
    main()
