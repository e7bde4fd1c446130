"""What the user interface shows of duplicates: the check, the plots, the pairs."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from assets import duplicate_checks as checks
from pipelines.dedup.crowds import Limits
from pipelines.dedup.review import Difference
from pipelines.report.clusters import Census, Pair
from pipelines.report.meanings import MEANINGS
from pipelines.scope import Scope
from pipelines.store import Manifest, Store
from tests.test_report_clusters import CELL, SOURCE, alone, assets_of, like

LIMITS = Limits(1_000, 0.05, {"edrsr:7": 1.0})


def counts(largest: int, name: str = "edrsr:1") -> Census:
    """A source of ten thousand documents with one cluster of so many."""
    return Census("edrsr", {"unique": 10_000 - largest, "sibling": largest}, 1, ((name, largest),))


@pytest.mark.parametrize(
    ("found", "passed", "said"),
    [
        (counts(1_000), True, "The largest cluster, edrsr:1, holds 1,000 of 10,000 documents."),
        (counts(1_001), False, 'write "edrsr:1" = 0.11 below [accept] in pipelines/dedup/crowds.toml.'),
        (counts(9_000, "edrsr:7"), True, "The largest cluster, edrsr:7, holds 9,000 of 10,000 documents."),
        (Census("edrsr", {}, 0, ()), True, "No two documents are alike."),
    ],
)
def test_a_cluster_must_not_swallow_its_source(found: Census, passed: bool, said: str) -> None:
    """The check blocks, says how large the cluster is, and what a person writes to let it pass."""
    result = checks.judged(found, LIMITS)
    assert result.passed == passed
    assert result.severity == dg.AssetCheckSeverity.ERROR
    assert str(result.description).endswith(said)
    assert checks.spec().blocking


def test_every_label_is_a_number_to_plot(tmp_path: Path) -> None:
    """Those that nobody bears too, so that a plot has a point for every run."""
    shown = checks.shown(counts(5), Manifest("duplicates", Scope("edrsr"), "1", ()), Store(str(tmp_path)))
    plotted = {name: value for name, value in shown.items() if name.startswith("label_")}
    assert plotted == {f"label_{label}": {"unique": 9_995, "sibling": 5}.get(label, 0) for label in MEANINGS}
    assert shown["clusters"] == 1
    assert shown["largest_cluster_documents"] == 5


def test_a_pair_is_a_table_with_its_differences_in_bold() -> None:
    """What is no markup is escaped; a side that lacks the line is empty."""
    lines = (
        Difference("changed", (("сума ", False), ("15|00*", True)), (("сума ", False), ("75", True))),
        Difference("right", (), (("новий рядок", True),)),
    )
    told = checks.as_markdown([Pair("version", "edrsr:2", "edrsr:1", "one_id", 0.9, None, lines)]).splitlines()
    assert told == [
        f"**version**: {MEANINGS['version']}. Jaccard 0.90; rule: one\\_id",
        "",
        "| twin edrsr:1 | document edrsr:2 |",
        "| --- | --- |",
        "| сума **15\\|00\\*** | сума **75** |",
        "|  | **новий рядок** |",
    ]


@pytest.mark.parametrize(("status", "is_shown"), [("public", True), ("withdrawn", False)])
def test_a_text_that_was_withdrawn_in_another_cell_is_not_shown(status: str, is_shown: bool, tmp_path: Path) -> None:
    """It stands in the cell where it was public; the document is withheld all the same."""
    shards = [[alone("a", "сто", language="uk"), like("b", "a", "version", "двісті", language="uk")]]
    duplicates, documents, private = assets_of(tmp_path, [*shards, [alone("b", status=status)]])
    for shards_of in (documents, private):
        asset = shards_of.refs[0].asset
        shards_of.store.commit(Manifest(asset, CELL, "1", tuple(ref.shard for ref in shards_of.refs)))
    manifest = Manifest("duplicates", SOURCE, "1", tuple(ref.shard for ref in duplicates.refs))
    pairs = checks.shown(checks.counted(manifest, duplicates.store), manifest, duplicates.store)["pairs"]
    assert isinstance(pairs, dg.MarkdownMetadataValue)
    assert ("двісті" in str(pairs.value)) is is_shown


def test_without_pairs_a_sentence_stands_there() -> None:
    """An empty entry would look broken; and so would a pair that differs in nothing that is shown."""
    assert checks.as_markdown([]).startswith("No pair to show")
    assert checks.as_markdown([Pair("identical", "b", "a", "", 1.0, 1.0, ())]).endswith(
        "| no line differs | no line differs |"
    )
