"""Which rows tell one decision: what ties of one decision join, and no chain of them that joins two.

What belongs here: components over the ties that tell one decision, parted where the register or a tie tells two. What
does not: what a pair means in law (`labels.py`), and which of the rows stands for all (`keepers.py`).

A tie says what two rows are to each other, and nothing of a third: one row of which little is told is like every case
of its template. So ties are joined by how close they are, and one is refused where it would bring two decisions
together. A row of which little is told goes with its closest. That is Kruskal's way (1956) with pairs that must stay
apart (Wagstaff et al., Constrained k-means clustering, 2001); only components in which something disagrees take it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers
from pipelines.dedup.bands import Edges, read_edges
from pipelines.dedup.components import Components
from pipelines.dedup.labels import LABELS, SAME_DECISION
from pipelines.dedup.pieces import SILENT, SILENT_DAY
from pipelines.dedup.relations import Relations, Ties
from pipelines.dedup.sets import Sets

SAME_WORDS = LABELS[:2]
"""Labels of rows that tell a decision in the same words."""

APART = tuple(label for label in LABELS if label not in SAME_DECISION)
"""Labels of rows that tell two decisions."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """The rows that tell a decision together with others, and for each, as a place among them, its kin."""

    rows: np.ndarray
    """positions, ascending"""
    id: np.ndarray
    """the first row with its id; itself for an act, which has one id and many editions"""
    component: np.ndarray
    """the first row of all that tell its decision"""
    wording: np.ndarray
    """the first of those that tell it in the same words"""
    roots: np.ndarray
    """the position of the first row of all that tell its decision, for every row of the source"""


@dataclass(frozen=True, slots=True)
class _Register:
    """What the register tells of rows that speak for their decision; of others, and of acts, nothing."""

    told: np.ndarray
    """uint64[rows, 3]: day, court and role of the form, SILENT where it is not told"""
    cases: Sets
    id_key: np.ndarray
    text_key: np.ndarray


def kinship_of(relations: Relations, links: Sequence[Path]) -> Kinship:
    """All that ties of one decision and ids join, chains of any length; `links` as `keepers.keepers_of` takes them."""
    ids, components, wordings = (Components.of(relations.rows) for _ in range(3))
    for edges in _of_one_id(relations, links):
        ids.join(*edges)
        components.join(*edges)
    for ties in relations:
        for forest, labels in ((components, SAME_DECISION), (wordings, SAME_WORDS)):
            tied = ties.labelled(labels)
            forest.join(tied.row, tied.twin)
    rows = components.members()
    id_, component, wording = (np.searchsorted(rows, forest.roots()[rows]) for forest in (ids, components, wordings))
    return Kinship(rows, id_, component, wording, components.roots())


def _of_one_id(relations: Relations, links: Sequence[Path]) -> Iterator[Edges]:
    """Those of the links that tie rows of one decision's id; an act has one id and many editions."""
    ids = np.empty(relations.rows, np.uint64)
    for number, piece in enumerate(relations.pieces):
        told = pq.ParquetFile(piece.facts).read(["id_key", "statute"])
        ids[relations.place(number)] = np.where(numbers(told["statute"]), np.uint64(SILENT), numbers(told["id_key"]))
    for file in links:
        left, right = read_edges(file)
        same = (ids[left] == ids[right]) & (ids[left] != SILENT)
        yield left[same], right[same]


def parted(relations: Relations, kin: Kinship, current: np.ndarray) -> Kinship:
    """The kinship without chains that join two decisions.

    `current` is a mask beside `kin.rows`: the one row of each id that speaks for it, and all editions of an act. No
    component holds two such rows that

    - tell cases of which none is common to all of it, two days, two roles, or two courts, unless a tie joins the two:
      that was judged with what they tell. An act tells none of these;
    - are tied as sibling, quotes or companion, they or other rows of their ids in the same words.

    Rows of one id stay together. Ties are joined by label, likeness, later row, earlier row.
    """
    register = _register(relations, kin, current)
    apart = _apart(relations, kin, _heard(kin, current, register.text_key))
    doubted = _disagreeing(kin.component, register)
    doubted[kin.component[np.searchsorted(kin.rows, apart[0])]] = True
    places = np.flatnonzero(doubted[kin.component])
    return _rejoined(relations, kin, places, register, apart) if len(places) else kin


def _register(relations: Relations, kin: Kinship, current: np.ndarray) -> _Register:
    facts = relations.facts(kin.rows, ["day", "court", "role", "statute", "cases", "id_key", "text_key"])
    speaks = current & ~numbers(facts["statute"])
    day = numbers(facts["day"]).astype(np.int64) - SILENT_DAY
    told = np.stack([day.astype(np.uint64), numbers(facts["court"]), numbers(facts["role"]).astype(np.uint64) + 1], 1)
    told[~speaks] = SILENT
    cases = Sets.of(facts["cases"])
    spoken = np.repeat(speaks, cases.sizes)
    bounds = np.concatenate([[0], np.cumsum(np.where(speaks, cases.sizes, 0))])
    return _Register(told, Sets(cases.values[spoken], bounds), numbers(facts["id_key"]), numbers(facts["text_key"]))


def _heard(kin: Kinship, current: np.ndarray, text_key: np.ndarray) -> np.ndarray:
    """Rows whose ties count against others: the current ones, and those of their ids that have the same words."""
    speaker = np.arange(len(kin.rows))
    speaker[kin.id[current]] = np.flatnonzero(current)
    own = speaker[kin.id]
    return current | (current[own] & (text_key == text_key[own]) & (text_key != SILENT))


def _apart(relations: Relations, kin: Kinship, heard: np.ndarray) -> Edges:
    """The ties (later row, earlier row) that tell two decisions where a chain has joined them."""
    counts = np.zeros(relations.rows, bool)
    counts[kin.rows[heard]] = True
    found = list[Ties]()
    for ties in relations:
        against = ties.labelled(APART)
        chained = counts[against.row] & counts[against.twin] & (kin.roots[against.row] == kin.roots[against.twin])
        found.append(against.take(chained))
    joined = Ties.joined(found)
    return joined.row, joined.twin


def _disagreeing(component: np.ndarray, register: _Register) -> np.ndarray:
    """Boolean per component, at its first row: not all that its rows are told to be is the same."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(register.cases.values, dtype=np.uint64)])
    cases = np.diff(sums[register.cases.bounds])
    first, doubted = np.zeros(len(component), np.uint64), np.zeros(len(component), bool)
    for values in (*register.told.T, cases):
        told = np.flatnonzero(values != SILENT)
        first[component[told]] = values[told]
        doubted[component[told[values[told] != first[component[told]]]]] = True
    return doubted


def _rejoined(relations: Relations, kin: Kinship, places: np.ndarray, register: _Register, apart: Edges) -> Kinship:
    """The kinship with the rows at these places, which are whole components, joined anew."""
    rows = kin.rows[places]
    counted = np.zeros(relations.rows, relations.position)
    counted[rows] = 1 + np.arange(len(rows))
    ties = _ties_among(relations, counted)
    ids = register.id_key[places]
    one_id = ids[ties.row] == ids[ties.twin]
    ordered = ties.take(np.lexsort((ties.twin, ties.row, -ties.likeness, ties.label)))
    decisions, wordings = Components.of(len(rows)), Components.of(len(rows))
    decisions.join(np.arange(len(rows)), np.searchsorted(places, kin.id[places]))
    decisions.join(ties.row[one_id], ties.twin[one_id])
    foes = counted[apart[0]] - 1, counted[apart[1]] - 1
    decisions.join_agreeing((ordered.row, ordered.twin), register.told[places], _taken(register.cases, places), foes)
    roots = decisions.roots()
    words = ties.labelled(SAME_WORDS)
    kept = roots[words.row] == roots[words.twin]
    wordings.join(words.row[kept], words.twin[kept])
    component, wording, every = kin.component.copy(), kin.wording.copy(), kin.roots.copy()
    component[places], wording[places], every[rows] = places[roots], places[wordings.roots()], rows[roots]
    return replace(kin, component=component, wording=wording, roots=every)


def _ties_among(relations: Relations, counted: np.ndarray) -> Ties:
    """The ties of one decision among rows that are whole components, by their places.

    `counted` has for each row of the source 1 and its place, 0 where it is none of them.
    """
    found = [ties.labelled(SAME_DECISION) for ties in relations]
    ties = Ties.joined([ties.take(counted[ties.row] > 0) for ties in found])
    return replace(ties, row=counted[ties.row] - 1, twin=counted[ties.twin] - 1)


def _taken(sets: Sets, places: np.ndarray) -> Sets:
    """The sets at places that ascend."""
    mask = np.zeros(len(sets.sizes), bool)
    mask[places] = True
    bounds = np.cumsum(sets.sizes[places])
    return Sets(sets.values[np.repeat(mask, sets.sizes)], np.concatenate([[0], bounds]))
