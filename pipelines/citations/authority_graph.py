"""The case graph out of core: from the pieces of shards to cases, who cites each and which documents bear its name.

What belongs here: nodes, stretches of keys, and the files of the graph. What does not: what a shard says
(`authority_pieces.py`) and what follows from the graph (`authority_rank.py`).

A node is a document, numbered by its key. A citation leads to a case, and the case to its documents: were each citation
an edge to each document of its case, there would be several times as many edges as citations. Keys are hashes, so any
stretch of them has its share of the rows; a worker holds the rows of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.citations.authority_pieces import ARTICLES, CITED, DOCUMENTS, NAMES, SEEDS, Piece
from pipelines.dedup.runs_files import map_columns, write_columns
from pipelines.engine import Engine

ROWS_AT_ONCE = 8_000_000
"""Rows that a worker holds at a time: a gigabyte and a half at most while they are joined."""

KEYS = 1 << 64


@dataclass(frozen=True, slots=True)
class Placed:
    """Pieces, and the node of each of their documents."""

    pieces: tuple[Piece, ...]
    begins: tuple[int, ...]
    places: Path
    """uint32 nodes of the documents of all pieces, one after the other"""
    nodes: int

    def nodes_of(self, number: int) -> np.ndarray:
        """uint32 nodes of the documents of a piece, in their order."""
        (places,) = map_columns(self.places)
        begin, end = (*self.begins, len(places))[number : number + 2]
        return places[begin:end]

    def files(self, kind: str) -> list[Path]:
        """That file of all pieces."""
        return [piece.file(kind) for piece in self.pieces]

    def seeds(self) -> np.ndarray:
        """uint8[nodes]: how many ordinary decisions a citation by each counts for."""
        found = np.ones(self.nodes, np.uint8)
        for number, file in enumerate(self.files(SEEDS)):
            documents, weights = map_columns(file)
            found[self.nodes_of(number)[documents]] = weights
        return found

    def rows(self, kind: str, stretch: Stretch) -> pl.DataFrame:
        """(key, node) of a stretch of keys, each once."""
        chunks = list[pl.DataFrame]()
        for number, (keys, documents) in enumerate(stretch.parts(self.files(kind))):
            chunks.append(pl.DataFrame({"key": keys, "node": self.nodes_of(number)[documents]}))
        return pl.concat([pl.DataFrame(schema={"key": pl.UInt64, "node": pl.UInt32}), *chunks]).unique()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Keys from `first` to `last`; stretches are numbered in their order."""

    number: int
    first: int
    last: int

    def parts(self, files: Sequence[Path]) -> Iterator[list[np.ndarray]]:
        """Of files whose first column ascends the rows that lie within, file by file; mapped, not read."""
        for file in files:
            columns = map_columns(file)
            kind = columns[0].dtype.type
            begin = np.searchsorted(columns[0], kind(self.first), "left")
            end = np.searchsorted(columns[0], kind(self.last), "right")
            yield [column[begin:end] for column in columns]


def stretches(files: Sequence[Path], keys: int, at_once: int) -> list[Stretch]:
    """All keys below `keys`, in as many stretches as keep the rows of each to about `at_once`."""
    rows = sum(len(map_columns(file)[0]) for file in files)
    count = max(1, min(keys, -(-rows // at_once)))
    bounds = [keys * number // count for number in range(count + 1)]
    return [Stretch(number, bounds[number], bounds[number + 1] - 1) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of a stretch of names that somebody cites who does not bear their name, in the order of their keys."""

    folder: Path
    number: int

    def file(self, kind: str) -> Path:
        """`counts`, `sources` or `targets`."""
        return self.folder / f"{kind}-{self.number:04d}.arrow"

    @property
    def counts(self) -> tuple[np.ndarray, np.ndarray]:
        """uint32 documents that cite each case, and documents that bear its name."""
        citing, members = map_columns(self.file("counts"))
        return citing, members

    @property
    def sources(self) -> np.ndarray:
        """uint32 nodes that cite, case by case, ascending within a case."""
        return map_columns(self.file("sources"))[0]

    @property
    def targets(self) -> np.ndarray:
        """uint32 nodes that are cited, likewise."""
        return map_columns(self.file("targets"))[0]


def place(pieces: Sequence[Piece], folder: Path) -> Placed:
    """Number the documents of all pieces; 28 bytes a document while it does so, and 4 in a file."""
    keys = [map_columns(piece.file(DOCUMENTS))[0] for piece in pieces]
    every = np.sort(np.concatenate([np.empty(0, np.uint64), *keys]))
    every = np.concatenate([every[:1], every[1:][every[1:] != every[:-1]]])
    places = [np.searchsorted(every, its).astype(np.uint32) for its in keys]
    write_columns(folder / "places.arrow", node=np.concatenate([np.empty(0, np.uint32), *places]))
    begins = np.cumsum([0, *map(len, keys)])[:-1].tolist()
    return Placed(tuple(pieces), tuple(begins), folder / "places.arrow", len(every))


def find_cases(placed: Placed, folder: Path, engine: Engine, at_once: int = ROWS_AT_ONCE) -> list[Cases]:
    """Write all cases, a stretch of names at a time; `at_once` bounds its rows, and changes nothing else."""
    names = stretches([*placed.files(CITED), *placed.files(NAMES)], KEYS, at_once)
    return list(engine.map(partial(_write_cases, placed=placed, folder=folder), names))


def _write_cases(stretch: Stretch, *, placed: Placed, folder: Path) -> Cases:
    named, cited = placed.rows(NAMES, stretch), placed.rows(CITED, stretch)
    cited = cited.join(named, on="key", how="semi").join(named, on=["key", "node"], how="anti")
    named = named.join(cited, on="key", how="semi")
    return write_cases(cited, named, Cases(folder, stretch.number))


def write_cases(cited: pl.DataFrame, named: pl.DataFrame, cases: Cases) -> Cases:
    """Write cases from who cites and who bears each: (key, node), every key in both, each row once."""
    for kind, rows in (("sources", cited), ("targets", named)):
        write_columns(cases.file(kind), node=rows.sort("key", "node")["node"].to_numpy())
    citing, members = (
        rows.group_by("key").len().sort("key")["len"].cast(pl.UInt32).to_numpy() for rows in (cited, named)
    )
    write_columns(cases.file("counts"), citing=citing, members=members)
    return cases


def find_alone(placed: Placed, engine: Engine, at_once: int = ROWS_AT_ONCE) -> np.ndarray:
    """bool[nodes]: documents that cite an article of a law that no other document cites."""
    articles = stretches(placed.files(ARTICLES), KEYS, at_once)
    alone = np.zeros(placed.nodes, np.bool_)
    for nodes in engine.map(partial(_alone, placed=placed), articles):
        alone[nodes] = True
    return alone


def _alone(stretch: Stretch, *, placed: Placed) -> np.ndarray:
    rows = placed.rows(ARTICLES, stretch)
    return rows.filter(pl.len().over("key") == 1)["node"].unique().to_numpy()
