"""Candidates of instructions: a question from a template, and a stretch of the source as what may answer it.

What belongs here: the candidates of one shard and what speaks for asking a person about them. What does not: choosing
among all (`seeds_stage.py`) and files for annotators (`formats_label_studio.py`). No text is generated: questions are
templates and say so, answers are offsets, and whether they answer is what the annotator says.

A person's time goes first to what is doubtful and rare (uncertainty sampling: Lewis and Gale 1994). Doubt of the use
of an article is that of the citation; an issue or a holding is the more doubtful the more sections might be it, and the
farther down its list of sections (`PARTS`) it was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.annotate.language import primary
from pipelines.export.naming import name_of
from pipelines.export.pairs_keys import chance
from pipelines.export.pairs_masks import Place, sentence_around
from pipelines.export.pairs_passages import REASONED
from pipelines.schema import SEEDS

QUESTIONS = {
    ("uk", "article_use"): "Як суд застосував у цій справі норму «{target}»?",
    ("uk", "issue"): "Яке питання вирішував суд у цій справі?",
    ("uk", "holding"): "Що вирішив суд у цій справі?",
    ("nl", "article_use"): "Hoe heeft de rechter in deze zaak de bepaling ‘{target}’ toegepast?",
    ("nl", "issue"): "Welke vraag had de rechter in deze zaak te beantwoorden?",
    ("nl", "holding"): "Wat heeft de rechter in deze zaak beslist?",
}
"""Templates by language and kind; `target` is the article as the text names it."""

PARTS = {"issue": ("geschil", "descriptive", "feiten", "body"), "holding": ("operative", "beslissing")}
"""Sections that tell an issue or a holding; the first kind that a decision has."""

LONGEST = 4_000
"""Characters of a context: a screen or two."""

SHORTEST = 40
"""Characters of an answer."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a shard's documents beside their rows."""

    doubts: Mapping[tuple[str, str], float]
    """1 less the confidence of a citation, by document and target; the greatest where there are several"""
    uses: Mapping[str, int]
    """decisions of the corpus that cite each target"""


def shard_seeds(corpus: pa.Table, known: Known) -> pa.Table:
    """Candidates of all decisions of a shard (rows of `schema.CORPUS`), `schema.SEEDS`, in their order."""
    found = list[dict[str, Any]]()
    for batch in corpus.to_batches(max_chunksize=1_000):
        for row in batch.to_pylist():
            if row["kind"] == "decision" and primary(row["language"]) in ("uk", "nl"):
                found += [*_uses(row, known), *_parts(row, known)]
    return pa.Table.from_pylist(found, SEEDS)


def rarity(uses: int) -> float:
    """1 for what one decision cites, halved for each eightfold of that."""
    return float(np.exp2(-np.log2(max(uses, 1)) / 3))


def _uses(row: dict[str, Any], known: Known) -> Iterator[dict[str, Any]]:
    """Of each article that the considerations cite the first sentence that does."""
    seen = set[str]()
    reasons = [(each["start"], each["end"]) for each in row["sections"] if each["kind"] in REASONED]
    for citation in row["citations"]:
        start, target = citation["start"], citation["target"]
        within = next((place for place in reasons if place[0] <= start < place[1]), None)
        if within is None or target in seen or target not in known.uses:
            continue
        seen.add(target)
        doubt = known.doubts.get((row["id"], target), 0.0)
        answer = sentence_around(row["text"], (start, citation["end"]), within)
        said = row["text"][start : citation["end"]]
        yield from _seed(row, "article_use", answer, within, doubt, known.uses[target], target, said)


def _parts(row: dict[str, Any], known: Known) -> Iterator[dict[str, Any]]:
    """The issue and the holding of a decision, each the first section that may be it."""
    rarest = min((known.uses[each["target"]] for each in row["citations"] if each["target"] in known.uses), default=1)
    for kind, names in PARTS.items():
        found = [_sections(row, name) for name in names]
        place = next((place for place, sections in enumerate(found) if sections), None)
        if place is not None:
            sections = found[place]
            doubt = 1 - 1 / (place + len(sections))
            yield from _seed(row, kind, sections[0], sections[0], doubt, rarest, "", "")


def _sections(row: dict[str, Any], kind: str) -> Sequence[Place]:
    return [(each["start"], each["end"]) for each in row["sections"] if each["kind"] == kind]


def _seed(
    row: dict[str, Any], kind: str, answer: Place, within: Place, doubt: float, uses: int, target: str, said: str
) -> Iterator[dict[str, Any]]:
    """One row; none for an answer too short or too long to show."""
    begin = max(within[0], min(answer[0], answer[1] - LONGEST))
    end = min(within[1], begin + LONGEST)
    if not (answer[1] - answer[0] >= SHORTEST and begin <= answer[0] and answer[1] <= end):
        return
    name = f"{name_of(row['id'], row['version'])}:{answer[0]}-{answer[1]}?{kind}{target and f':{target}'}"
    rare = rarity(uses)
    yield {
        "seed": name, "kind": kind, "id": row["id"], "version": row["version"], "group": row["group"],
        "language": row["language"], "split": row["split"], "target": target,
        "template": QUESTIONS[primary(row["language"]), kind],
        "question": QUESTIONS[primary(row["language"]), kind].format(target=said),
        "context": row["text"][begin:end], "context_start": begin, "start": answer[0], "end": answer[1],
        "uncertainty": doubt, "rarity": rare, "priority": doubt + rare + chance(name) / 1_000,
    }  # fmt: skip
