"""What an index holds, as `index.json` tells it: the commit of the night before.

What belongs here: reading and writing that file, and removing what it does not name. What does not: making what it
names (`index.py`).

    {folder}/index.json          written last, whole, atomically
    {folder}/sketches.bin        a byte a permutation for each row of the index, in the order of arrival
    {folder}/words.bin           int32 for each: words of its text
    {folder}/run-<number>/       keys in order (`runs.py`)
    {folder}/pairs-<hash>.parquet, links-<hash>.parquet
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from pipelines.dedup.runs import NAMES, Run
from pipelines.dedup.runs_files import settle
from pipelines.dedup.settings import Settings

FORMAT = 3
"""Number of the form of the files and of the rules of a bucket; an index of another one is made anew."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A piece in the order of arrival, which keeps its rows when it has left."""

    key: str
    rows: int


@dataclass(frozen=True, slots=True)
class Member:
    """A piece of the source: which arrival it is, its rows that are gone, and the files made for it."""

    arrival: int
    gone: tuple[int, ...]
    pairs: str
    links: str


@dataclass(frozen=True, slots=True)
class State:
    """Arrivals, runs from the oldest on, members in the order of the source, and how many runs there have been."""

    arrivals: tuple[Arrival, ...] = ()
    runs: tuple[Run, ...] = ()
    members: tuple[Member, ...] = ()
    runs_made: int = 0

    @property
    def begins(self) -> list[int]:
        """The row of the index with which each arrival begins, and the number of rows."""
        return list(accumulate((arrival.rows for arrival in self.arrivals), initial=0))

    @property
    def order(self) -> list[str]:
        """Keys of the pieces of the source."""
        return [self.arrivals[member.arrival].key for member in self.members]

    @property
    def files(self) -> set[str]:
        """Files and folders with the pairs, links and runs."""
        made = {name for member in self.members for name in (member.pairs, member.links)}
        return made | {run.folder.name for run in self.runs}


def sketches_file(folder: Path) -> Path:
    """Sketches of all rows of the index."""
    return folder / "sketches.bin"


def words_file(folder: Path) -> Path:
    """Words of all rows of the index."""
    return folder / "words.bin"


def read_state(folder: Path, settings: Settings) -> State:
    """What the folder holds; nothing, if that is missing, unreadable, incomplete or made with other settings."""
    try:
        told = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        state = _state(folder, told) if told["made_with"] == _made_with(settings) else State()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return State()
    return state if _is_whole(folder, state, settings) else State()


def commit(folder: Path, state: State, settings: Settings) -> None:
    """Tell what the folder holds; all of it must lie on the disk for good (`runs_files.settle`)."""
    told = {
        "made_with": _made_with(settings),
        "runs_made": state.runs_made,
        "arrivals": [asdict(arrival) for arrival in state.arrivals],
        "runs": [{"name": run.folder.name, "begin": run.begin, "end": run.end, "bits": run.bits} for run in state.runs],
        "members": [asdict(member) for member in state.members],
    }
    new = folder / "index.json.new"
    new.write_text(json.dumps(told), encoding="utf-8")
    settle([new])
    os.replace(new, folder / "index.json")
    settle([folder])


def sweep(folder: Path, state: State) -> None:
    """Remove what the state does not name: leftovers of a killed night, and what this night replaced."""
    kept = state.files
    if state.arrivals:
        kept |= {"index.json", sketches_file(folder).name, words_file(folder).name}
    for entry in folder.iterdir():
        if entry.name in kept:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _made_with(settings: Settings) -> dict[str, Any]:
    """What another index would be made with."""
    names = ("permutations", "bands", "rows", "jaccard", "containment")
    return {"format": FORMAT} | {name: getattr(settings, name) for name in names}


def _state(folder: Path, told: Mapping[str, Any]) -> State:
    return State(
        tuple(Arrival(**one) for one in told["arrivals"]),
        tuple(Run(folder / one["name"], one["begin"], one["end"], one["bits"]) for one in told["runs"]),
        tuple(Member(**{**one, "gone": tuple(one["gone"])}) for one in told["members"]),
        told["runs_made"],
    )


def _is_whole(folder: Path, state: State, settings: Settings) -> bool:
    """Every file is there; what lies in it was on the disk before it was named."""
    families = range(settings.bands + len(NAMES))
    parts = [run.file(family, which) for run in state.runs for family in families for which in range(1 << run.bits)]
    named = [*parts, *(folder / name for name in state.files), sketches_file(folder), words_file(folder)]
    rows = state.begins[-1]
    grown = ((sketches_file(folder), rows * settings.permutations), (words_file(folder), rows * 4))
    return all(file.exists() for file in named) and all(file.stat().st_size >= size for file, size in grown)
