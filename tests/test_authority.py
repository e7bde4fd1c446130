"""Who cites whom, and PageRank."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.citations.authority import STEPS, pagerank, rank


def _documents(cases: dict[str, list[str]]) -> pa.Table:
    fields = [schema.DOCUMENTS.field(name) for name in ("id", "source", "case_numbers")]
    rows = [{"id": name, "source": name.partition(":")[0], "case_numbers": numbers} for name, numbers in cases.items()]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _citations(cited: dict[str, list[str]]) -> pa.Table:
    nothing = dict.fromkeys(field.name for field in schema.CITATION.fields)
    fixed = {**nothing, "start": 0, "end": 1, "kind": "case", "anaphoric": False, "confidence": 1.0}
    rows = [{"id": name, "citations": [{**fixed, "case": case} for case in cases]} for name, cases in cited.items()]
    return pa.Table.from_pylist(rows, schema=schema.CITATIONS)


def ranked(cases: dict[str, list[str]], cited: dict[str, list[str]]) -> dict[str, tuple[int, float]]:
    """Citing documents and rank by document."""
    result = rank(_documents(cases), _citations(cited))
    assert result.schema.equals(schema.AUTHORITY)
    return {row["id"]: (row["cited_by"], row["rank"]) for row in result.to_pylist()}


def test_the_cited_rank_higher() -> None:
    """A document cited by two others stands above them, and each citing document counts once."""
    result = ranked(
        {"edrsr:1": ["101/1/20"], "edrsr:2": ["102/2/20"], "edrsr:3": ["103/3/20-ц"]},
        {"edrsr:1": ["103/3/20-ц", "103\\3\\20-ц"], "edrsr:2": ["103/3/20-ц"], "edrsr:3": []},
    )
    assert [result[f"edrsr:{n}"][0] for n in (1, 2, 3)] == [0, 0, 2]
    assert result["edrsr:3"][1] > result["edrsr:1"][1] == pytest.approx(result["edrsr:2"][1])


def test_own_case_is_no_citation() -> None:
    """A decision that names its own case, in any instance, cites nobody."""
    result = ranked({"edrsr:1": ["101/1/20"], "edrsr:2": ["101/1/20"]}, {"edrsr:2": ["101/1/20"], "edrsr:1": []})
    assert [count for count, _ in result.values()] == [0, 0]


@pytest.mark.parametrize("case", ["ECLI:NL:CRVB:2010:BM5914", "BM5914"])
def test_dutch_names(case: str) -> None:
    """A Dutch decision is found by its ECLI, and an old one by its LJN."""
    names = {"rechtspraak:ECLI:NL:CRVB:2010:BM5914": ["09/1 WW"], "rechtspraak:ECLI:NL:RVS:2019:1": []}
    result = ranked(names, {"rechtspraak:ECLI:NL:RVS:2019:1": [case]})
    assert result["rechtspraak:ECLI:NL:CRVB:2010:BM5914"][0] == 1


def test_look_alike_letters() -> None:
    """A case number typed with a Latin letter is the same case."""
    assert ranked({"edrsr:1": ["101/5/11-а"], "edrsr:2": []}, {"edrsr:2": ["101/5/11-a"]})["edrsr:1"][0] == 1


@pytest.mark.parametrize("case", ["1-123/2006", "2-а-5/11", "09/1 WW"])
def test_numbers_of_one_court_link_nothing(case: str) -> None:
    """A number that begins anew in each court does not say which case is cited."""
    assert ranked({"edrsr:1": [case], "edrsr:2": []}, {"edrsr:2": [case]})["edrsr:1"][0] == 0


@given(st.permutations(range(6)))
def test_ranks_do_not_depend_on_the_order_of_rows(order: list[int]) -> None:
    """Documents and citations in any order give each document the same rank, to the last bit."""
    links = {0: [1, 2, 3], 1: [3], 2: [3, 4, 5], 3: [5], 4: [], 5: [0, 1, 2, 3, 4]}
    cases = {f"edrsr:{n}": [f"{100 + n}/1/20"] for n in range(6)}
    cited = {f"edrsr:{n}": [f"{100 + c}/1/20" for c in links[n]] for n in range(6)}
    turned = [f"edrsr:{n}" for n in order]
    assert ranked({n: cases[n] for n in turned}, {n: cited[n] for n in turned}) == ranked(cases, cited)


def graph(links: dict[int, list[int]]) -> pl.DataFrame:
    """Edges of nodes that share their weight among those they link to."""
    rows = [(source, target, 1 / len(set(to))) for source, to in sorted(links.items()) for target in sorted(set(to))]
    return pl.DataFrame(rows, {"source": pl.UInt32, "target": pl.UInt32, "weight": pl.Float64}, orient="row")


def test_known_values() -> None:
    """Two documents, one citing the other: ranks as solved by hand for damping 0.85, and in steps."""
    assert pagerank(2, graph({0: [1]})) == pytest.approx([0.5 / 1.425, 0.925 / 1.425])
    result = ranked({"edrsr:1": ["101/1/20"], "edrsr:2": ["102/2/20"]}, {"edrsr:1": ["102/2/20"]})
    assert result["edrsr:1"][1] == 1
    assert result["edrsr:2"][1] == pytest.approx(0.925 / 0.5, rel=2 ** (0.5 / STEPS) - 1)


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), min_size=1))
def test_ranks_sum_to_one(links: dict[int, list[int]]) -> None:
    """Whatever the graph, the ranks are positive and sum to one."""
    ranks = pagerank(10, graph(links))
    assert np.sum(ranks) == pytest.approx(1.0)
    assert np.min(ranks) > 0


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), min_size=1))
def test_ranks_are_told_in_steps_of_one_that_nobody_cites(links: dict[int, list[int]]) -> None:
    """What nobody cites has rank 1, and what is cited has no less."""
    cases = {f"edrsr:{n}": [f"{100 + n}/1/20"] for n in range(10)}
    result = ranked(cases, {f"edrsr:{n}": [f"{100 + c}/1/20" for c in cited] for n, cited in links.items()})
    silent = [score for count, score in result.values() if not count]
    assert set(silent) <= {1.0}
    steps = np.log2([score for _, score in result.values()]) * STEPS
    assert steps == pytest.approx(np.rint(steps), abs=1e-4)
    assert not silent or steps.min() >= 0


def test_who_alone_cites_an_article_is_told() -> None:
    """An article that two cite, twice or not, makes neither the only one; a law as a whole makes nobody it."""
    nothing = dict.fromkeys(field.name for field in schema.CITATION.fields)
    fixed = {**nothing, "start": 0, "end": 1, "kind": "statute", "anaphoric": False, "confidence": 1.0}

    def cites(*targets: tuple[str, str | None]) -> list[dict[str, object]]:
        return [{**fixed, "law": law, "article": article} for law, article in targets]

    twice, once = cites(("435-15", "16"), ("435-15", "16")), cites(("435-15", "16"))
    cited = [twice, once, cites(("435-15", "1"), ("435-15", "16")), cites(("1402-19", None)), []]
    ids = [f"edrsr:{n}" for n in range(5)]
    rows = [{"id": name, "citations": its} for name, its in zip(ids, cited, strict=True)]
    result = rank(_documents({name: [] for name in ids}), pa.Table.from_pylist(rows, schema.CITATIONS))
    assert result["only_citation"].to_pylist() == [False, False, True, False, False]


def test_nothing() -> None:
    """Empty tables in, an empty table out; of documents without citations each has rank 1."""
    assert rank(_documents({}), _citations({})).equals(schema.AUTHORITY.empty_table())
    assert {score for _, score in ranked({"edrsr:1": [], "edrsr:2": []}, {}).values()} == {1.0}
