"""The index: which rows of a source are worth comparing, kept from night to night.

What belongs here: a night from its pieces to the commit. What does not: the steps (`index_arrivals.py`,
`index_buckets.py`, `index_edges.py`, `index_pairs.py`) and what the index says that it holds (`index_state.py`).

A bucket is the rows that share a key: of a band, or of a name. A night writes the keys of its new pieces as a run,
seeks the keys of the rows it asks about in all runs, holds the rows of those buckets against each other by their
sketches, and writes the pairs of these rows anew. What comes out is that of an empty index over the same pieces,
whatever the nights were: all that is kept are keys, sketches and pairs, and none of them hangs on the history.

Everything is maps with files between. Memory is that of `runs.KEYS_AT_ONCE` keys a worker and some bytes a row of the
index; sketches are mapped.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.dedup.index_arrivals import add_arrivals, with_run
from pipelines.dedup.index_buckets import ask_behind, find_buckets, flagged
from pipelines.dedup.index_edges import find_edges
from pipelines.dedup.index_night import ASKED, Night, is_grown, tell
from pipelines.dedup.index_pairs import write_links, write_pairs
from pipelines.dedup.index_sketches import hold_sketches
from pipelines.dedup.index_state import Arrival, Member, State, commit, read_state, sketches_file, sweep, words_file
from pipelines.dedup.pieces import Piece
from pipelines.dedup.runs import Placed
from pipelines.dedup.runs_files import settle
from pipelines.dedup.settings import Settings
from pipelines.engine import Engine

MOST_ROWS = 1 << 32
"""Rows of an index are numbered in 32 bits."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an index says of each piece: its candidates (`pieces.PAIRS`), and links by id and case (`bands.read_edges`).

    Files beside the pieces in the order in which these were given. Links are edges between rows of the source.
    """

    pairs: tuple[Path, ...]
    links: tuple[Path, ...]


def refresh(folder: Path, wanted: Sequence[Piece], settings: Settings, engine: Engine) -> Found:
    """Bring the index in a folder to these pieces, in the order of the source, and say what is alike.

    `folder` is local and the index's own: whatever else lies in it is removed. When it is lost, or of other settings,
    the index is made from nothing. Raises ValueError for more than 2^32 rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _continued(read_state(folder, settings), wanted)
    sweep(folder, before)
    now = _arrived(before, wanted)
    if now.members != before.members:
        now = _night(folder, before, now, wanted, settings, engine)
        sweep(folder, now)
    return Found(tuple(folder / one.pairs for one in now.members), tuple(folder / one.links for one in now.members))


def _continued(before: State, wanted: Sequence[Piece]) -> State:
    """What tonight can build on: nothing, when pieces changed places or more than half of the index has left."""
    keys, known = {piece.key for piece in wanted}, set(before.order)
    here = sum(piece.rows for piece in wanted)
    rows = before.begins[-1] + sum(piece.rows for piece in wanted if piece.key not in known)
    if here > MOST_ROWS:
        raise ValueError(f"A source of {here:,} rows is more than an index can number: cluster it in two parts.")
    stay = [key for key in before.order if key in keys] == [piece.key for piece in wanted if piece.key in known]
    return before if stay and rows <= min(2 * here, MOST_ROWS) else State()


def _arrived(before: State, wanted: Sequence[Piece]) -> State:
    """The state with tonight's pieces among its arrivals; new members have no files yet."""
    known = dict(zip(before.order, before.members, strict=True))
    arrivals, members = list(before.arrivals), list[Member]()
    for piece in wanted:
        if piece.key in known:
            members.append(replace(known[piece.key], gone=piece.gone))
        else:
            members.append(Member(len(arrivals), piece.gone, "", ""))
            arrivals.append(Arrival(piece.key, piece.rows))
    return replace(before, arrivals=tuple(arrivals), members=tuple(members))


def _night(
    folder: Path, before: State, now: State, wanted: Sequence[Piece], settings: Settings, engine: Engine
) -> State:
    """Do what changed: keys, buckets, edges, pairs, links; then commit."""
    now = with_run(folder, before, now)
    begins = now.begins
    placed = [
        Placed(replace(piece, gone=()), begins[member.arrival])
        for piece, member in zip(wanted, now.members, strict=True)
    ]
    hides = len(now.members) < len(now.arrivals) or any(member.gone for member in now.members)
    night = Night(folder, settings, now.runs, begins[-1], before.begins[-1], hides)
    night.work.mkdir()
    tell(night, before, now)
    if new := [one for one, member in zip(placed, now.members, strict=True) if not member.pairs]:
        add_arrivals(night, before, sorted(new, key=lambda one: one.begin), engine)
    if not is_grown(before, now):
        ask_behind(night, placed, engine)
    find_buckets(night, placed, engine)
    hold_sketches(night, engine)
    find_edges(night, engine)
    now = _with_links(night, _with_pairs(night, now, placed, engine), engine)
    shutil.rmtree(night.work)
    _settle(folder, before, now)
    commit(folder, now, settings)
    return now


def _with_pairs(night: Night, now: State, placed: Sequence[Placed], engine: Engine) -> State:
    """The state with pairs of tonight: of new pieces, and of those with a row that was asked about."""
    asked = set(flagged(placed, night.flags(ASKED)))
    wanted = [
        (member.arrival, member.pairs)
        for member, one in zip(now.members, placed, strict=True)
        if one in asked or not member.pairs
    ]
    names = dict(zip((number for number, _ in wanted), write_pairs(night, wanted, engine), strict=True))
    members = (replace(member, pairs=names.get(member.arrival, member.pairs)) for member in now.members)
    return replace(now, members=tuple(members))


def _with_links(night: Night, now: State, engine: Engine) -> State:
    """The state with links of tonight, named after the pairs they are read off and the pieces up to theirs."""
    members, digest = list[Member](), hashlib.sha256()
    for member in now.members:
        arrival = now.arrivals[member.arrival]
        digest.update(f"{arrival.key} {arrival.rows}\n".encode())
        name = hashlib.sha256(f"{digest.hexdigest()} {member.pairs}".encode()).hexdigest()[:32]
        members.append(replace(member, links=f"links-{name}.parquet"))
    wanted = [(one.arrival, one.pairs, one.links) for one in members if not (night.folder / one.links).exists()]
    write_links(night, wanted, engine)
    return replace(now, members=tuple(members))


def _settle(folder: Path, before: State, now: State) -> None:
    """Bring to the disk for good what tonight wrote."""
    written = [folder / name for name in sorted(now.files - before.files)]
    parts = [part for entry in written if entry.is_dir() for part in entry.iterdir()]
    settle([*parts, *written, sketches_file(folder), words_file(folder)])
