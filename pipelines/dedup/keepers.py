"""Which document stands for all that tell one decision: the best copy, and of versions what the court last said.

What belongs here: choosing one row among those that tell one decision or act. What does not: which rows these are
(`decisions.py`), and what becomes of the others (`select/`). Siblings are other cases and stand for themselves.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.arrow import numbers
from pipelines.dedup.decisions import Kinship, kinship_of, parted
from pipelines.dedup.pieces import SILENT_DAY
from pipelines.dedup.relations import Relations

NEWEST_BY = ("edition", "published", "registered", "day")
"""What tells the newer version, the most telling day first; a day the register does not give is read off the next."""

TEXTLESS = ("awaiting_text", "metadata_only", "vanished")
"""Statuses of a row that has no text to offer."""

PENDING = "pending"
"""Status of an act, or an edition of it, that has not entered into force."""

PART = 0.6
"""A text with a smaller share of the words of the fullest is a part of it: an operative part that came ahead of the
reasons, a text cut off. A correction takes away a name or a line."""

SOURCES = (
    "rechtspraak xml zip",
    "rechtspraak xml changes",
    "edrsr rtf zip",
    "edrsr rtf toml",
    "edrsr html zip",
    "edrsr html toml",
    "rada xml xml",
    "rada html html",
    "rada text txt",
)
"""Channels as `identity.channel_of` names them, the best first: what the court or the publisher marked up before what
was made from it, an archive of the register before a copy of it. Any other comes last."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What speaks for each row that tells a decision together with others; all arrays beside each other."""

    standing: np.ndarray
    withdrawn: np.ndarray
    pending: np.ndarray
    texted: np.ndarray
    statute: np.ndarray
    words: np.ndarray
    instance: np.ndarray
    source: np.ndarray
    """rank of the channel, the higher the better"""
    days: tuple[np.ndarray, ...]
    """`NEWEST_BY`, each filled from the next"""


def keepers_of(
    relations: Relations, links: Sequence[Path], standing: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Per row whether it stands for all that tell its decision (alone, for itself), and the first of these rows.

    Only the last word on a document counts (`standing`, booleans beside each piece). Of the cells that hold one
    decision's id only one row is current: a withdrawn one, for what one row withholds another must not publish; else
    the newest that has a text. The editions of an act are all current.

    Among the current rows of a component the sound ones come first, then those that are no part of a longer one. Rows
    in the same words have the latest day among them, and of these rows the highest instance, the best source, the first
    row stands. Of different words the newest stand; of one day the higher instance, the better source, the later row.
    A component without a sound row keeps one that is not. An edition of an act that is not law yet is no newer law.

    `links` are files of edges between rows, among them those of one id (`bands.write_edges`). Memory: up to 20 bytes a
    row, where a row is 4, and some 250 for each row that is not alone.
    """
    kin = kinship_of(relations, links)
    keeper = np.concatenate([np.empty(0, bool), *standing])
    told = _told(relations, kin.rows, keeper[kin.rows])
    current = _current(told, kin)
    kin = parted(relations, kin, current)
    keeper[kin.rows] = False
    keeper[kin.rows[_kept(told, kin, current)]] = True
    return keeper, kin.roots


def _told(relations: Relations, rows: np.ndarray, standing: np.ndarray) -> _Told:
    """What the facts of the pieces tell of these rows."""
    facts = relations.facts(rows, ["status", "words", "statute", "instance", "channel", *NEWEST_BY])
    words = numbers(facts["words"])
    has_text = pc.invert(pc.is_in(facts["status"], pa.array(TEXTLESS)))
    return _Told(
        standing=standing,
        withdrawn=numbers(pc.equal(facts["status"], "withdrawn")),
        pending=numbers(pc.equal(facts["status"], PENDING)),
        texted=numbers(has_text) & (words > 0),
        statute=numbers(facts["statute"]),
        words=words,
        instance=numbers(facts["instance"]),
        source=_source_rank(numbers(facts["channel"])),
        days=_days(facts),
    )


def _days(facts: pa.Table) -> tuple[np.ndarray, ...]:
    """`NEWEST_BY`; what is not told is read off the next."""
    filled = [numbers(facts[day]) for day in NEWEST_BY]
    for this in reversed(range(len(filled) - 1)):
        filled[this] = np.where(filled[this] == SILENT_DAY, filled[this + 1], filled[this])
    return tuple(filled)


def _source_rank(channels: np.ndarray) -> np.ndarray:
    """int64 per channel key: the better the source, the higher; 0 when it is not in `SOURCES`."""
    rank = np.zeros(len(channels), np.int64)
    for place, key in enumerate(_source_keys()):
        rank[channels == key] = len(SOURCES) - place
    return rank


@functools.cache
def _source_keys() -> tuple[int, ...]:
    """Keys of `SOURCES`, as facts have them."""
    import polars as pl

    from pipelines.dedup.facts import keys_of

    return tuple(keys_of(pl.Series(SOURCES)).tolist())


def _current(told: _Told, kin: Kinship) -> np.ndarray:
    """Boolean: of all rows of its id it is the one that counts; every edition of an act does."""
    place = np.arange(len(told.standing))
    current = np.zeros(len(place), bool)
    current[_best(place[told.standing], kin.id, told.withdrawn, told.texted, *told.days, place)] = True
    return current


def _kept(told: _Told, kin: Kinship, current: np.ndarray) -> np.ndarray:
    """Places of the rows that stand for their components."""
    place = np.arange(len(current))
    rows = _best(place[current], kin.component, told.texted & ~told.withdrawn, ~told.pending)
    rows = rows[_whole(rows, kin.component, told)]
    newest = _best(rows, kin.wording, *told.days, place)
    latest = place.copy()
    latest[kin.wording[newest]] = newest
    rows = _best(rows, kin.wording, told.instance, told.source, -place)
    days = (day[latest[kin.wording]] for day in told.days)
    return _best(rows, kin.component, *days, told.instance, told.source, place)


def _whole(rows: np.ndarray, component: np.ndarray, told: _Told) -> np.ndarray:
    """Which of the rows are no mere part of another of their component; an act is whole, however much it lost."""
    fullest = _highest(rows, component, told.words)
    return told.statute[rows] | (told.words[rows] >= PART * fullest)


def _best(rows: np.ndarray, groups: np.ndarray, *preferences: np.ndarray) -> np.ndarray:
    """Of the rows those that no other of their group is preferred to: by the first preference, then by the next."""
    for preference in preferences:
        rows = rows[preference[rows] == _highest(rows, groups, preference)]
    return rows


def _highest(rows: np.ndarray, groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    """int64 per row: the highest value among those of the rows that are in its group."""
    highest = np.full(len(groups), np.iinfo(np.int64).min)
    np.maximum.at(highest, groups[rows], values[rows].astype(np.int64))
    return highest[groups[rows]]
