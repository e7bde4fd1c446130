"""How well personal data is found in the labelled set, as a table: `python -m tests.private.score [--errors N]`.

What belongs here: measures. What does not: the set (`generator.py`). A masked span that overlaps a trap is a false hit;
officers' names may be found or not, but not masked.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from pipelines.annotate.personal.stage import find_personal_data
from tests.private.generator import VARIANTS, Label, Labelled, Trap, labelled

TOTAL = "all identifiers"
"""Row of the table that pools every type but PERSON."""

REGISTER = "register"
"""Row of the register's own placeholders; a find counts where its type is right."""


@dataclass(slots=True)
class Tally:
    """Counts of one type: labelled, found by overlap, found exactly, and found where nothing is."""

    labelled: int = 0
    overlapped: int = 0
    exact: int = 0
    false: int = 0

    def add(self, other: Tally) -> None:
        """Pool two types."""
        self.labelled += other.labelled
        self.overlapped += other.overlapped
        self.exact += other.exact
        self.false += other.false

    @property
    def recall(self) -> float:
        """Share of labelled spans with a find of their type on them."""
        return self.overlapped / max(1, self.labelled)

    @property
    def precision(self) -> float:
        """Share of finds that lie on a labelled span of their type."""
        return self.overlapped / max(1, self.overlapped + self.false)

    @property
    def f1(self) -> float:
        """Of finds that overlap."""
        return 2 * self.overlapped / max(1, self.labelled + self.overlapped + self.false)

    @property
    def f1_exact(self) -> float:
        """Of finds with the very borders; a find that only overlaps is one false and one missed."""
        return 2 * self.exact / max(1, self.labelled + self.overlapped + self.false)


@dataclass(frozen=True, slots=True)
class Error:
    """One difference: missed, false or trap, and what stands there."""

    document: Labelled
    what: str
    span: Label


@dataclass(slots=True)
class Score:
    """Tallies by type, masked traps by kind, and all errors, of one language and variant."""

    types: dict[str, Tally] = field(default_factory=dict)
    traps: Counter[str] = field(default_factory=Counter)
    traps_seen: int = 0
    errors: list[Error] = field(default_factory=list)

    def tally(self, kind: str) -> Tally:
        """The tally of a type."""
        return self.types.setdefault(kind, Tally())

    def identifiers(self) -> Tally:
        """All types but PERSON in one."""
        pooled = Tally()
        for kind, tally in self.types.items():
            if kind not in ("PERSON", REGISTER):
                pooled.add(tally)
        return pooled


def answers(documents: Sequence[Labelled]) -> list[list[Label]]:
    """What the project finds in each document."""
    table = pa.table(
        {
            "id": [document.id for document in documents],
            "kind": [document.kind for document in documents],
            "language": [document.lang for document in documents],
            "text": pa.array([document.text for document in documents], pa.large_string()),
        }
    )
    found = find_personal_data(table)["spans"].to_pylist()
    return [[Label(s["type"], s["start"], s["end"], s["action"]) for s in spans] for spans in found]


def score(documents: Iterable[Labelled], found: Iterable[Sequence[Label]]) -> Score:
    """Compare answers with what is known of the documents."""
    result = Score()
    for document, spans in zip(documents, found, strict=True):
        _count(result, document, spans)
    return result


def _count(result: Score, document: Labelled, spans: Sequence[Label]) -> None:
    """Add one document."""
    for action in ("mask", "register"):
        found = [span for span in spans if span.action == action]
        expected = [span for span in document.spans if span.action == action]
        either = [span for span in document.spans if span.action == "any"]
        for label in expected:
            _count_label(result, document, label, found)
        for span in found:
            right = [label for label in expected if label.type == span.type]
            if not any(_meet(span, label) for label in (*right, *either)):
                result.tally(_row(span)).false += 1
                result.errors.append(Error(document, "false", span))
    for trap in document.traps:
        _count_trap(result, document, trap, spans)


def _count_label(result: Score, document: Labelled, label: Label, found: Iterable[Label]) -> None:
    """Add what was found of one label."""
    hits = [span for span in found if span.type == label.type and _meet(span, label)]
    tally = result.tally(_row(label))
    tally.labelled += 1
    tally.overlapped += bool(hits)
    tally.exact += any((hit.start, hit.end) == (label.start, label.end) for hit in hits)
    if not hits:
        result.errors.append(Error(document, "missed", label))


def _count_trap(result: Score, document: Labelled, trap: Trap, spans: Iterable[Label]) -> None:
    """Add a false hit on a trap; a find that lies on something to be masked may reach into its neighbour."""
    expected = [label for label in document.spans if label.action in ("mask", "any")]
    result.traps_seen += 1
    for span in spans:
        hit = span.action == "mask" and span.start < trap.end and trap.start < span.end
        if hit and not any(_meet(span, label) for label in expected):
            result.traps[trap.what] += 1
            result.errors.append(Error(document, f"trap {trap.what}", span))


def _row(span: Label) -> str:
    """Row of the table that a span counts in."""
    return REGISTER if span.action == "register" else span.type


def _meet(a: Label, b: Label) -> bool:
    """Whether two spans overlap."""
    return a.start < b.end and b.start < a.end


def table(scores: dict[tuple[str, str], Score]) -> Iterator[str]:
    """The lines of the table: a block for each language and variant."""
    for (language, variant), result in scores.items():
        traps = sum(result.traps.values())
        kinds = ", ".join(f"{what} {count}" for what, count in result.traps.most_common())
        yield f"\n{language} {variant}: {traps} false hits on {result.traps_seen} traps{': ' if kinds else ''}{kinds}"
        yield f"{'type':<16}{'labelled':>9}{'recall':>8}{'precis.':>8}{'F1':>7}{'exact':>7}{'false':>6}"
        for kind, tally in [*sorted(result.types.items()), (TOTAL, result.identifiers())]:
            yield (
                f"{kind:<16}{tally.labelled:>9}{tally.recall:>8.3f}{tally.precision:>8.3f}"
                f"{tally.f1:>7.3f}{tally.f1_exact:>7.3f}{tally.false:>6}"
            )


def by_template(scores: Iterable[Score], most: int) -> Iterator[str]:
    """The templates with most errors, `most` of them, with every error's place."""
    errors: dict[str, list[Error]] = {}
    for result in scores:
        for error in result.errors:
            errors.setdefault(error.document.template, []).append(error)
    for template, found in sorted(errors.items(), key=lambda item: -len(item[1]))[:most]:
        yield f"\n{template}: {len(found)}"
        for error in found:
            text, start, end = error.document.text, error.span.start, error.span.end
            around = f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 20]}".replace("\n", "⏎")
            yield f"  {error.document.variant:<6}{error.what:<12}{error.span.type:<11}{around}"


def measured(seed: int, variants: Sequence[str] = VARIANTS, fills: int = 3) -> dict[tuple[str, str], Score]:
    """Scores by (language, variant); Russian-language decisions are rows of their own, as ru."""
    groups: dict[tuple[str, str], list[Labelled]] = {}
    for document in labelled(seed, fills, tuple(variants)):
        groups.setdefault((document.template.split(" ")[0], document.variant), []).append(document)
    return {key: score(documents, answers(documents)) for key, documents in groups.items()}


def main() -> None:
    """Print the table, and with --errors the templates with most errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the N templates with most errors")
    parser.add_argument("--seed", type=int, default=1, help="seed of the identities")
    parser.add_argument("--variant", choices=VARIANTS, action="append", help="only this variant")
    given = parser.parse_args()
    scores = measured(given.seed, given.variant or VARIANTS)
    print("\n".join(table(scores)))
    print("\n".join(by_template(scores.values(), given.errors)))


if __name__ == "__main__":
    main()
