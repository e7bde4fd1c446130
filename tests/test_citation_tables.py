"""Citations in the user interface: rates, work list, most cited articles and decisions, the check of a cell's rate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest

from assets import citation_tables
from pipelines import schema
from pipelines.report.citations import FEW, acts, census, most_cited, unresolved
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Shards
from pipelines.store import Manifest, Ref, Store
from tests.citation_root import decision, lay_out_root, put, table

TEXT = "Суд керується ст. 12 Закону про щось, ст. 15 Закону про щось і ст. 7 № 9999-XX."
SPANS = [(14, 36), (38, 60), (63, 78)]


def cited(law: str | None = None, span: tuple[int, int] = (0, 5), **told: Any) -> dict[str, Any]:
    """One citation of `schema.CITATIONS`."""
    row = dict.fromkeys(field.name for field in schema.CITATION)
    row |= {"start": span[0], "end": span[1], "kind": "statute", "law": law, "anaphoric": False, "confidence": 0.9}
    row["candidates"] = []
    return row | told


def annotate(store: Store, cell: str, rows: list[list[dict[str, Any]]], beside: str = "") -> Manifest:
    """Commit citations of a cell, a document for each list."""
    scope = Scope(*cell.split("|"))
    listed = [{"id": f"edrsr:{number}", "citations": of} for number, of in enumerate(rows)]
    put(store, "citations", scope, pa.Table.from_pylist(listed, schema=schema.CITATIONS), beside)
    return store.manifest("citations", scope)


def shards(manifest: Manifest, store: Store) -> Shards:
    """The shards of a manifest."""
    return Shards(store, tuple(Ref(manifest.asset, manifest.scope, shard) for shard in manifest.shards))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty data root."""
    return Store(str(tmp_path))


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (cited("435-15"), "resolved"),
        (cited("435-15", anaphoric=True, confidence=0.5), "anaphoric"),
        (cited("435-15", confidence=0.5), "ambiguous"),
        (cited(None, confidence=0.3), "unresolved"),
        (cited(None, confidence=0.3, candidates=["435-15", "1540-06"]), "ambiguous"),
        (cited("31993L0013", kind="eu"), "resolved"),
        (cited(kind="case", case="1/2/19"), None),
        (cited(kind="eu", case="C-1/20"), None),
        (cited(kind="echr", case="1/20"), None),
    ],
)
def test_state_of_a_mention(store: Store, one: dict[str, Any], state: str | None) -> None:
    """Every mention of a law has one state; decisions are counted apart."""
    counts = census(shards(annotate(store, "edrsr|2019", [[one], []]), store))
    assert counts.states == dict.fromkeys(counts.states, 0) | ({state: 1} if state else {})
    assert counts.decisions == (state is None)
    assert counts.rate == (state in ("resolved", "anaphoric"))


def test_most_cited_articles_in_order(store: Store) -> None:
    """By count, then by name; an act without an article is none."""
    rows = [[cited("b", article="1"), cited("a", article="2"), cited("b", article="1"), cited("c")]]
    assert list(census(shards(annotate(store, "edrsr|2019", rows), store)).articles.items()) == [
        (("b", "1"), 2),
        (("a", "2"), 1),
    ]


def test_strings_that_found_no_law(store: Store) -> None:
    """Like strings are one whatever their article; the law's own number stays; each has a document to look at."""
    documents = table([{**decision("edrsr:0", []), "text": TEXT}, {**decision("edrsr:1", []), "text": TEXT}])
    key = put(store, "documents", Scope("edrsr", "2019"), documents)
    acts: list[list[str]] = [["2-12"], ["1-12", "2-12"], []]
    open_ones = [cited(None, span, candidates=of) for span, of in zip(SPANS, acts, strict=True)]
    rows = [open_ones, [cited("435-15", SPANS[0])]]
    annotations = shards(annotate(store, "edrsr|2019", rows, key), store)
    found = unresolved(annotations, shards(store.manifest("documents", Scope("edrsr", "2019")), store))
    assert [(one.said, one.mentions, one.document, one.candidates) for one in found] == [
        ("ст. # Закону про щось", 2, "edrsr:0", ("1-12", "2-12")),
        ("ст. # № 9999-XX", 1, "edrsr:0", ()),
    ]


@pytest.mark.parametrize(
    ("resolved", "others", "passed", "said"),
    [
        (FEW, 2, True, "usual for the source are 100.0%"),
        (FEW - 5, 2, True, "90.0% of 50 mentions"),
        (FEW - 10, 2, False, "usual for the source are 100.0%"),
        (FEW - 10, 1, True, "too little to compare"),
        (0, 0, True, "too little to compare"),
    ],
)
def test_a_rate_far_below_the_usual_is_a_warning(
    store: Store, resolved: int, others: int, passed: bool, said: str
) -> None:
    """A cell is compared with the median of the others, if there are enough."""
    for year in range(others):
        annotate(store, f"edrsr|{2000 + year}", [[cited("435-15")] * FEW])
    cell = annotate(store, "edrsr|2019", [[cited("435-15")] * resolved + [cited()] * (FEW - resolved)])
    result = citation_tables.judged(citation_tables.counted(cell, store), cell, store)
    assert (result.passed, result.severity) == (passed, dg.AssetCheckSeverity.WARN)
    assert said in (result.description or "")


def test_what_the_interface_shows_of_a_cell(tmp_path: Path) -> None:
    """Rates are numbers to plot, articles have their titles, a bar in a string does not break its table."""
    store = lay_out_root(tmp_path)
    beside = store.manifest("documents", Scope("edrsr", "2019")).shards[0].key
    rows = [[cited("435-15", article="1"), cited("435-15", article="1"), cited(None)], [], [], []]
    cell = annotate(store, "edrsr|2019", rows, beside)
    shown = citation_tables.shown(citation_tables.counted(cell, store), cell, store)
    assert (shown["resolution_rate"], shown["laws_resolved"], shown["laws_unresolved"]) == (0.6667, 2, 1)
    assert "| 435-15 | 1 | Цивільний кодекс України: Позика | 2 |" in told(shown["most_cited_articles"])
    assert "| Текст | 1 |  | edrsr:0 |" in told(shown["unresolved_strings"])


def told(value: object) -> str:
    """The words of a Markdown value."""
    assert isinstance(value, dg.MarkdownMetadataValue)
    return value.md_str or ""


def test_acts_of_the_index(tmp_path: Path) -> None:
    """Laws, their editions, and articles of all of them."""
    store = lay_out_root(tmp_path)
    statutes = shards(store.manifest("statutes", EVERYTHING), store)
    assert acts(statutes) == {"laws": 2, "editions": 3, "articles": 6}


def test_most_cited_decisions(store: Store) -> None:
    """The most cited first, versions of a document once, those that nobody cites left out."""
    cited_by = {"edrsr:1": 2, "edrsr:2": 5, "edrsr:3": 0, "edrsr:4": 2}
    names = [*cited_by, "edrsr:2"]
    lists = {name: [] for name in schema.AUTHORITY.names if name.endswith("_by") and name != "cited_by"}
    rows = [{"id": n, "cited_by": cited_by[n], "rank": 1.0, "only_citation": False, **lists} for n in names]
    put(store, "authority", EVERYTHING, pa.Table.from_pylist(rows, schema=schema.AUTHORITY))
    found = most_cited(shards(store.manifest("authority", EVERYTHING), store))
    assert found == [("edrsr:2", 5), ("edrsr:1", 2), ("edrsr:4", 2)]
