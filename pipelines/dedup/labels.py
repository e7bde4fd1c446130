"""What two like texts are to each other in law: copy, version or sibling.

What belongs here: the rules. What does not: what the register says (`identity.py`), how like the texts are
(`comparison.py`).

A decision is one act of one court in one case on one day. Two texts are the same decision only if nothing in the
register speaks against it: numbers, sums and dates are what a template's cases differ by, so they count as content.
Where the register is silent and the texts leave a doubt, the label is sibling, for a sibling is not thrown away.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.dedup.identity import SILENT, Facts

LABELS = ("copy", "version", "sibling")
COPY, VERSION, SIBLING = range(3)
"""Codes of the labels, the closest relation first."""


def label_pairs(facts: Facts, edges: pl.DataFrame) -> np.ndarray:
    """COPY, VERSION or SIBLING for each edge (the columns of `comparison.compare`, and near). The first rule decides.

    1. One id: the register says it is the same; a copy if text and edition are, else a version.
    2. Another court, day or case, or an opinion beside its judgment: siblings, even with the same words, for a form
       ruling has no numbers in it.
    3. The same text: a copy.
    4. Two acts, each with an id of its own: siblings however near, for the laws of one day that ratify treaties differ
       in a name. (Editions of one act have its id.)
    5. The day unknown and the forms different: siblings.
    6. Decisions that each name, more than once, something the other does not: siblings. One case may see ten rulings
       on one day, one for each bank, while a correction adds, removes, or mends a word in one place.
    7. A case number in common: a version.
    8. Nothing but the text to tell by: near texts are versions if one holds every number of the other; else siblings.
    """
    left, right = edges["earlier"].to_numpy(), edges["later"].to_numpy()
    same_text, near = edges["same_text"].to_numpy(), edges["near"].to_numpy()
    same_id = facts.ids[left] == facts.ids[right]
    same_edition = ~_differ(facts.editions, left, right)
    shared_case = _shared_cases(facts, left, right) > 0
    undated = (facts.dates[left] == SILENT) | (facts.dates[right] == SILENT)
    rules = [
        (same_id & same_text & same_edition, COPY),
        (same_id, VERSION),
        (_another_decision(facts, left, right), SIBLING),
        (same_text, COPY),
        (facts.statutes[left] & facts.statutes[right], SIBLING),
        (undated & _differ(facts.forms, left, right), SIBLING),
        (edges["another_subject"].to_numpy(), SIBLING),
        (shared_case, VERSION),
        (near & edges["numbers_agree"].to_numpy(), VERSION),
    ]
    return np.select([rule for rule, _ in rules], [label for _, label in rules], SIBLING)


def _another_decision(facts: Facts, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The register names two courts, two days, two cases, or a judgment and an opinion on it."""
    numbered = (facts.cases.sizes[left] > 0) & (facts.cases.sizes[right] > 0)
    opinion = facts.opinions[left] | facts.opinions[right]
    return (
        _differ(facts.courts, left, right)
        | _differ(facts.dates, left, right)
        | (numbered & (_shared_cases(facts, left, right) == 0))
        | (opinion & _differ(facts.forms, left, right))
    )


def _shared_cases(facts: Facts, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Case numbers that both rows bear."""
    return facts.cases.shared(left, facts.cases, right)


def _differ(codes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Both sides say something, and not the same."""
    return (codes[left] != codes[right]) & (codes[left] != SILENT) & (codes[right] != SILENT)
