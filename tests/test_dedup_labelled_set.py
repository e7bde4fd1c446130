"""The labelled set: every planted relation is told as what it is."""

from __future__ import annotations

import json

import pytest

from pipelines.dedup.duplicates import cluster
from pipelines.dedup.labels import LABELS
from pipelines.dedup.settings import read_settings
from pipelines.standalone import annotate_lines, documents_of
from tests.labelled.made import hard_cases, labelled
from tests.labelled.score import Labels, by_clustering, by_labels, mistaken, score
from tests.labelled.triples import Triple, triples


@pytest.fixture(scope="module")
def told() -> Labels:
    """What the policy says of every pair of the set that is at all alike."""
    return by_labels(labelled())


def test_the_set_holds_every_label() -> None:
    """Enough documents, of both languages and kinds, and at least forty pairs of each label."""
    truth = labelled()
    counts = {label: sum(pair.label == label for pair in truth.pairs) for label in LABELS}
    assert len(truth.rows) > 600
    assert {(row.lang, row.kind) for row in truth.rows} >= {("uk", "decision"), ("uk", "statute"), ("nl", "decision")}
    assert min(counts.values()) >= 40, counts


def test_the_labels_tell_the_set(told: Labels) -> None:
    """The measures that the project promises, and not one decision lost to another."""
    measured = score(labelled(), told)
    assert measured.precision >= 0.99
    assert measured.recall >= 0.97
    assert measured.accuracy >= 0.95, list(mistaken(labelled(), told))
    assert measured.merged == 0


def test_the_whole_way_tells_the_set() -> None:
    """Candidates, evidence, labels; a pair that the index joins through a third document has no label of its own."""
    found = by_clustering(labelled())
    measured = score(labelled(), found)
    assert measured.precision >= 0.99
    assert measured.recall >= 0.97
    assert measured.accuracy >= 0.95
    assert measured.merged == 0
    assert not [told for *_, told in mistaken(labelled(), found) if told != "none"]


def test_an_answer_without_labels_scores_nothing() -> None:
    """The scorer tells a bad answer: nothing told, or everything one decision."""
    truth = labelled()
    silent = score(truth, {(0, 1): "sibling"})
    assert (silent.recall, silent.accuracy) == (0, 0)
    merged = score(truth, {(place, place + 1): "version" for place in range(len(truth.rows) - 1)})
    assert merged.precision < 0.1
    assert merged.merged > 100_000


def test_hard_cases() -> None:
    """Pairs written by hand, each one by itself."""
    truth = hard_cases()
    found = by_labels(truth)
    wrong = [(what, planted, told) for what, planted, told in mistaken(truth, found) if planted != "sibling"]
    assert not wrong
    siblings = {found.get((pair.earlier, pair.later)) for pair in truth.pairs if pair.label == "sibling"}
    assert siblings <= {"sibling", None}


@pytest.mark.parametrize("triple", triples(), ids=lambda triple: triple.what)
def test_a_row_between_two_decisions_makes_them_none(triple: Triple) -> None:
    """Whatever is like both, each of the two is kept, and the row between them stands for neither."""
    told, _ = cluster(documents_of(row.read() for row in triple.rows), read_settings())
    keepers = told["keeper"].to_pylist()
    between = ({0, 1, 2} - {*triple.apart}).pop()
    assert sum(keepers) == 2, keepers
    assert sum(keepers[place] for place in triple.apart) + keepers[between] == 2


def test_rows_are_lines_of_the_annotator() -> None:
    """What the set tells of its rows is read as it is told."""
    rows = list(labelled().rows[:4])
    answers = [json.loads(line) for line in annotate_lines("duplicates", [row.line().encode() for row in rows])]
    assert [answer["id"] for answer in answers] == [row.id for row in rows]
    assert set(answers[0]) == {"id", "cluster", "label", "twin", "jaccard", "containment"}
