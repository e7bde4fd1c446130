"""How well an answer tells the labelled set, as numbers: `python -m tests.labelled.score`.

What belongs here: measures, the answer of the labels alone, to which every pair that is at all alike is shown, and that
of the whole way. What does not: the set (`made.py`).
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.dedup.comparison import Texts
from pipelines.dedup.components import Components
from pipelines.dedup.duplicates import cluster
from pipelines.dedup.evidence import evidence_of
from pipelines.dedup.facts import make_piece
from pipelines.dedup.labels import CLUSTERED, SAME_DECISION
from pipelines.dedup.pieces import PAIRS, Piece
from pipelines.dedup.settings import read_settings
from pipelines.dedup.signatures import sign
from pipelines.standalone import documents_of
from tests.labelled.made import Labelled, labelled

ALIKE = 20
"""Bytes of two sketches of 128 that agree, from which a pair is shown to the labels: a Jaccard of 0.15."""

NEAR = 0.8
"""Jaccard of word 5-grams from which texts are near."""

NEAR_ONLY = ("sibling", "near_identical")
"""Labels that only near texts have: others of one template are no relation."""

Labels = Mapping[tuple[int, int], str]
"""The label of a pair of places (earlier, later)."""


@dataclass(frozen=True, slots=True)
class Score:
    """Shares in 0..1, but for `merged`, the pairs of two decisions that were taken for one; planted against told."""

    precision: float
    recall: float
    accuracy: float
    merged: int
    confusion: Mapping[tuple[str, str], int]


def score(truth: Labelled, labels: Labels) -> Score:
    """Measure an answer.

    Precision: of the pairs in one cluster, those that are one decision or made from one template. Recall: of the
    planted pairs of one cluster with a Jaccard of 0.8 and more, those in one cluster. Accuracy: planted pairs with
    their label. Merged: pairs of rows joined as one decision that are not.
    """
    size = len(truth.rows)
    found = _roots(size, (pair for pair, label in labels.items() if label in CLUSTERED))
    one = _roots(size, (pair for pair, label in labels.items() if label in SAME_DECISION))
    true = _roots(size, ((pair.earlier, pair.later) for pair in truth.pairs if pair.label in SAME_DECISION))
    templates = [row.template for row in truth.rows]
    together = _pairs_within(found)
    right = [true[a] == true[b] or templates[a] == templates[b] for a, b in together]
    planted = [(pair, true_jaccard(truth.rows[pair.earlier].text, truth.rows[pair.later].text)) for pair in truth.pairs]
    near = [pair for pair, jaccard in planted if pair.label in CLUSTERED and jaccard >= NEAR]
    expected = [pair for pair, jaccard in planted if pair.label not in NEAR_ONLY or jaccard >= NEAR]
    told = [(pair.label, labels.get((pair.earlier, pair.later), "none")) for pair in expected]
    return Score(
        precision=sum(right) / len(right),
        recall=sum(found[pair.earlier] == found[pair.later] for pair in near) / len(near),
        accuracy=sum(planted == label for planted, label in told) / len(told),
        merged=sum(true[a] != true[b] for a, b in _pairs_within(one)),
        confusion=Counter(told),
    )


def mistaken(truth: Labelled, labels: Labels) -> Iterator[tuple[str, str, str]]:
    """(what it is a case of, planted, told) of each planted pair that is told otherwise."""
    for pair in truth.pairs:
        told = labels.get((pair.earlier, pair.later), "none")
        if told != pair.label:
            yield pair.what, pair.label, told


def by_labels(truth: Labelled, *, read_all: bool = True) -> Labels:
    """The answer of the policy to every pair whose sketches agree a little, or that is planted."""
    documents = documents_of(row.read() for row in truth.rows)
    signatures = sign(documents)
    texts = documents["text"].combine_chunks()
    with tempfile.TemporaryDirectory() as folder:
        piece = Piece("set", len(truth.rows), Path(folder))
        make_piece(documents, signatures, piece, read_settings())
        read: Texts = lambda _, rows: texts.take(pa.array(rows))  # noqa: E731
        pairs = _pairs_alike(signatures, truth)
        evidence = evidence_of(pairs, piece, {"set": piece}, read, read_settings(), read_all=read_all).to_pylist()
    return {(row["twin_row"], row["row"]): row["label"] for row in evidence}


@cache
def _grams(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(*(words[start:] for start in range(5)), strict=False)) or frozenset([tuple(words)])


def true_jaccard(one: str, other: str) -> float:
    """Jaccard of the sets of word 5-grams, by plain Python."""
    left, right = _grams(one), _grams(other)
    return len(left & right) / len(left | right)


def by_clustering(truth: Labelled) -> Labels:
    """The answer of the whole way, to the pairs that its index brings up."""
    _, evidence = cluster(documents_of(row.read() for row in truth.rows), read_settings())
    return {(row["twin_row"], row["row"]): row["label"] for row in evidence.to_pylist()}


def _pairs_alike(signatures: pa.Table, truth: Labelled) -> pa.Table:
    """`PAIRS` of one piece: the planted ones, and those whose sketches agree in `ALIKE` bytes."""
    minima = np.array(signatures["minhash"].to_pylist(), dtype=np.uint32).astype(np.uint8)
    planted = {(pair.later, pair.earlier) for pair in truth.pairs}
    rows = []
    for later in range(len(minima)):
        equal = (minima[:later] == minima[later]).sum(axis=1)
        wanted = np.flatnonzero(equal >= ALIKE).tolist()
        earlier = sorted({*wanted, *(other for row, other in planted if row == later)})
        rows += [(later, "set", other, 0, 0, int(equal[other])) for other in earlier]
    return pa.table(list(zip(*rows, strict=True)), schema=PAIRS)


def _roots(size: int, pairs: Iterable[tuple[int, int]]) -> np.ndarray:
    """The first place of each place's component."""
    components = Components.of(size)
    joined = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    components.join(joined[:, 0], joined[:, 1])
    return components.roots()


def _pairs_within(roots: np.ndarray) -> list[tuple[int, int]]:
    """All pairs of places of one component."""
    members: dict[int, list[int]] = {}
    for place, root in enumerate(roots.tolist()):
        members.setdefault(root, []).append(place)
    return [pair for group in members.values() for pair in combinations(group, 2)]


def main() -> None:
    """Print the score of the labels and of the whole way: what was confused, and which cases."""
    truth = labelled()
    print(f"{len(truth.rows)} rows, {len(truth.pairs)} planted pairs")
    for name, answer in (("labels", by_labels), ("the whole way", by_clustering)):
        print(f"\n{name}")
        _print(truth, answer(truth))


def _print(truth: Labelled, labels: Labels) -> None:
    result = score(truth, labels)
    print(f"precision {result.precision:.4f}  recall {result.recall:.4f}  accuracy {result.accuracy:.4f}")
    print(f"two decisions taken for one: {result.merged}")
    for (planted, told), count in sorted(result.confusion.items()):
        print(f"{planted:>15} {'' if planted == told else 'told as'} {told:<15} {count:>5}")
    for (what, planted, told), count in sorted(Counter(mistaken(truth, labels)).items()):
        print(f"{count:>4} {what}: {planted} told as {told}")


if __name__ == "__main__":
    main()
