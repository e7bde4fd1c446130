"""The part of the report page that tells of duplicates.

What belongs here: its tables and words. What does not: counting (`summary.py`, `clusters.py`), drawing
(`markup.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from pipelines.dedup.review import Run
from pipelines.report.clusters import Census, Pair
from pipelines.report.markup import Cell, Html, bar, number, share, table
from pipelines.report.meanings import MEANINGS
from pipelines.report.simhash import BITS
from pipelines.report.summary import Summary

_TOLD_FIRST = ("version", "sibling", "quotes")
"""Labels whose pairs are shown before others: where they are wrong, most is lost."""

_PAIRS, _CLUSTERS = 3, 5
"""Pairs that are shown, and clusters of a source."""


def near_duplicates(summary: Summary) -> str:
    """What the labels mean and how many bear them, the largest clusters, and pairs side by side."""
    words = "<p>Candidates by MinHash; a label only where the overlap of word 5-grams or the register bears it.</p>"
    return words + _labels(summary) + _clusters(summary.clusters) + _pairs(summary.pairs) + _simhash(summary)


def _labels(summary: Summary) -> str:
    found = summary.rows("duplicates")
    whole = sum(found.values())
    rows: list[list[Cell]] = [
        [label.replace("_", " "), meaning, count := found.get(label, 0), share(count, whole), bar(count, whole)]
        for label, meaning in MEANINGS.items()
    ]
    return table(["Label", "Meaning", "Documents", "Share", ""], rows)


def _clusters(counts: Sequence[Census]) -> str:
    rows: list[list[Cell]] = [
        [each.source, Html(f"<code>{escape(name)}</code>"), size, share(size, each.documents)]
        for each in counts
        for name, size in each.largest[:_CLUSTERS]
    ]
    said = "; ".join(f"{escape(each.source)} {number(each.clusters)}" for each in counts)
    heads = ["Register", "Cluster", "Documents", "Share of the register"]
    return f"<h3>Largest clusters</h3><p>Clusters of two and more: {said}.</p>" + table(heads, rows) if rows else ""


def _pairs(pairs: Iterable[Pair]) -> str:
    places = {label: place for place, label in enumerate(_TOLD_FIRST)}
    differing = sorted(
        (pair for pair in pairs if pair.differences), key=lambda pair: places.get(pair.label, len(places))
    )
    words = "<p>The first lines in which a document differs from its twin, personal data masked.</p>"
    return f"<h3>Side by side</h3>{words}{''.join(map(_pair, differing[:_PAIRS]))}" if differing else ""


def _pair(pair: Pair) -> str:
    alike = (("Jaccard", pair.jaccard), ("containment", pair.containment))
    told = "".join(f", {name} {value:.2f}" for name, value in alike if value is not None)
    rows: list[list[Cell]] = [[Html(_side(each.left)), Html(_side(each.right))] for each in pair.differences]
    heads = [f"Twin {pair.twin}", f"Document {pair.document}"]
    return f"<div class=pair>{table(heads, rows, f'{pair.label}: {MEANINGS[pair.label]}{told}')}</div>"


def _side(runs: Iterable[Run]) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if changed else escape(text) for text, changed in runs)


def _simhash(summary: Summary) -> str:
    pairs, within = summary.rows("simhash"), summary.amounts("simhash")
    rows: list[list[Cell]] = [
        [label.replace("_", " "), pairs[label], within[label], share(within[label], pairs[label])]
        for label in MEANINGS
        if label in pairs
    ]
    words = f"<p>Pairs of one shard whose SimHashes differ in at most {BITS} of 64 bits.</p>"
    heads = ["Label", "Pairs", "Found by SimHash", "Share"]
    return f"<h3>SimHash beside MinHash</h3>{words}{table(heads, rows)}" if rows else ""
