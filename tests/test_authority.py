"""Who cites whom, PageRank out of core, and what a night costs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.citations.authority import STEPS, conduct, in_steps, tell
from pipelines.citations.authority_graph import find_cases, place
from pipelines.citations.authority_pieces import DOCUMENTS, READS, Piece, document_keys, write_piece
from pipelines.citations.authority_rank import count_citing, pagerank
from pipelines.dedup.runs_files import map_columns
from pipelines.engine import InlineEngine, open_engine
from pipelines.stage import Shards
from pipelines.store import Store
from tests import authority_reference as reference
from tests.select_shards import conducted, lay_beside, lay_documents

Row = tuple[str, list[str], list[str]]
"""Id, case numbers and cited cases of a document."""

Told = dict[str, tuple[int, float]]

NOTHING = dict.fromkeys(field.name for field in schema.CITATION.fields)
FIXED = {**NOTHING, "start": 0, "end": 1, "kind": "case", "candidates": [], "anaphoric": False, "confidence": 1.0}


def documents_of(rows: Sequence[Row]) -> pa.Table:
    """What a shard of documents says of them."""
    fields = pa.schema([schema.DOCUMENTS.field(name) for name in READS])
    told = [{"id": name, "case_numbers": its, "references": []} for name, its, _ in rows]
    return pa.Table.from_pylist(told, fields)


def reviews_of(documents: pa.Table) -> pa.Table:
    """Reviews of documents that dispose of nothing."""
    return pa.Table.from_pylist([{"id": name, "reviews": []} for name in documents["id"].to_pylist()], schema.REVIEWS)


def citations_of(rows: Sequence[Row]) -> pa.Table:
    """The citations beside them."""
    cited = [{"id": name, "citations": [{**FIXED, "case": case} for case in cases]} for name, _, cases in rows]
    return pa.Table.from_pylist(cited, schema.CITATIONS)


def slices_of(root: Path, shards: Sequence[pa.Table], citations: Sequence[pa.Table]) -> Shards:
    """The slices beside shards of documents, each of a year."""
    store = Store(str(root))
    documents = lay_documents(store, {("edrsr", str(2000 + n)): rows for n, rows in enumerate(shards)})
    cited = lay_beside(documents, "citations", citations)
    reviewed = lay_beside(documents, "reviews", [reviews_of(rows) for rows in shards])
    return conducted(conduct, schema.AUTHORITY, {"documents": documents, "citations": cited, "reviews": reviewed})


def told_of(*shards: Sequence[Row]) -> Told:
    """Citing documents and rank by document, of documents in shards."""
    with TemporaryDirectory() as root:
        slices = slices_of(Path(root), [documents_of(rows) for rows in shards], [citations_of(rows) for rows in shards])
        tables = list(slices)
    assert all(table.schema.equals(schema.AUTHORITY) for table in tables)
    for table, rows in zip(tables, shards, strict=True):
        assert table["id"].to_pylist() == [name for name, *_ in rows]
    return {row["id"]: (row["cited_by"], row["rank"]) for table in tables for row in table.to_pylist()}


def test_the_cited_rank_higher() -> None:
    """A document cited by two others stands above them, and each citing document counts once."""
    told = told_of(
        [("edrsr:1", ["101/1/20"], ["103/3/20-ц", "103\\3\\20-ц"]), ("edrsr:2", ["102/2/20"], ["103/3/20-ц"])],
        [("edrsr:3", ["103/3/20-ц"], [])],
    )
    assert [told[f"edrsr:{n}"][0] for n in (1, 2, 3)] == [0, 0, 2]
    assert told["edrsr:3"][1] > told["edrsr:1"][1] == told["edrsr:2"][1] == 1


def test_own_case_is_no_citation() -> None:
    """A decision that names its own case, in any instance or version, cites nobody."""
    told = told_of(
        [("edrsr:1", ["101/1/20"], []), ("edrsr:2", ["101/1/20"], ["101/1/20"])], [("edrsr:2", [], ["101/1/20"])]
    )
    assert set(told.values()) == {(0, 1.0)}


@pytest.mark.parametrize("case", ["ECLI:NL:CRVB:2010:BM5914", "BM5914", "ecli:nl:crvb:2010: BM5914"])
def test_dutch_names(case: str) -> None:
    """A Dutch decision is found by its ECLI, and an old one by its LJN; cited by both, it is cited once."""
    cited = "rechtspraak:ECLI:NL:CRVB:2010:BM5914"
    told = told_of([(cited, ["20/004714-12"], [])], [("rechtspraak:ECLI:NL:RVS:2019:1", [], [case, "20/004714-12"])])
    assert told[cited][0] == 1


def test_look_alike_letters() -> None:
    """A case number typed with a Latin letter is the same case."""
    told = told_of([("edrsr:1", ["101/5/11-а"], [])], [("edrsr:2", [], ["101/5/11-a"])])
    assert told["edrsr:1"][0] == 1


def test_a_number_of_the_register_is_a_name() -> None:
    """«ЄДРСР № 1» means one decision, whatever the numbers of its case."""
    assert told_of([("edrsr:1", [], []), ("edrsr:2", [], ["edrsr:1"])])["edrsr:1"][0] == 1


@pytest.mark.parametrize("case", ["1-123/2006", "2-а-5/11", "09/1 WW"])
def test_numbers_of_one_court_link_nothing(case: str) -> None:
    """A number that begins anew in each court does not say which case is cited."""
    assert told_of([("edrsr:1", [case], [])], [("edrsr:2", [], [case])])["edrsr:1"][0] == 0


def test_a_citation_by_a_highest_court_weighs_more() -> None:
    """What the Constitutional Court cites ranks above what a court cites; its own height is not told of it."""
    told = told_of([
        ("rada:v002p710-19", [], ["101/1/20"]), ("edrsr:1", ["101/1/20"], []),
        ("edrsr:2", [], ["103/3/20"]), ("edrsr:3", ["103/3/20"], []),
    ])  # fmt: skip
    assert told["rada:v002p710-19"] == (0, 1.0)
    assert told["edrsr:1"] == (1, pytest.approx(2 ** (round(np.log2(1 + 0.85 * 16) * STEPS) / STEPS)))
    assert told["edrsr:3"] == (1, pytest.approx(2 ** (round(np.log2(1.85) * STEPS) / STEPS)))


def test_known_values() -> None:
    """Of two documents, one citing the other, the cited one ranks 1 + damping, to the nearest step."""
    told = told_of([("edrsr:1", ["101/1/20"], ["102/2/20"])], [("edrsr:2", ["102/2/20"], [])])
    assert told["edrsr:1"] == (0, 1.0)
    assert told["edrsr:2"] == (1, pytest.approx(2 ** (round(np.log2(1.85) * STEPS) / STEPS)))


NUMBERS = [*(f"{100 + n}/1/20" for n in range(5)), "ECLI:NL:HR:2020:1", "NL20.17", "1-1/2006"]
IDS = [*(f"edrsr:{n}" for n in range(7)), "rechtspraak:ECLI:NL:HR:2020:1", "rada:v002p710-19"]
ROWS = st.tuples(
    st.sampled_from(IDS), st.lists(st.sampled_from(NUMBERS), max_size=3), st.lists(st.sampled_from(NUMBERS), max_size=5)
)


def write_rows(rows: Sequence[Row], piece: Piece) -> None:
    """The piece of a shard whose documents dispose of nothing."""
    documents = documents_of(rows)
    write_piece(documents, citations_of(rows), reviews_of(documents), piece)


def graph_of(shards: Sequence[Sequence[Row]], at_once: int, folder: Path) -> Told:
    """Citing documents and rank, not in steps, by document."""
    pieces = [Piece(str(number), folder) for number in range(len(shards))]
    for piece, rows in zip(pieces, shards, strict=True):
        write_rows(rows, piece)
    placed, engine, told = place(pieces, folder), InlineEngine(), Told()
    cases = find_cases(placed, folder, engine, at_once)
    cited_by = count_citing(placed.nodes, cases, folder, engine, at_once)
    ranks = pagerank(placed.nodes, cases, seeds=placed.seeds())
    for number, (piece, rows) in enumerate(zip(pieces, shards, strict=True)):
        (keys,) = map_columns(piece.file(DOCUMENTS))
        nodes = placed.nodes_of(number)[np.searchsorted(keys, document_keys(documents_of(rows)))]
        told |= {row[0]: (int(cited_by[node]), float(ranks[node])) for row, node in zip(rows, nodes, strict=True)}
    return told


@settings(max_examples=25)
@given(st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=1, max_size=4), st.sampled_from([2, 7, 1_000]))
def test_same_as_in_memory(shards: list[list[Row]], at_once: int) -> None:
    """Whatever the graph, the shards a document lies in and the rows held at a time, each is cited by as many and ranks
    as high, to a millionth, as by joins and power iteration in memory.
    """
    every = [row for rows in shards for row in rows]
    cases, cited = [(name, its) for name, its, _ in every], [(name, its) for name, _, its in every]
    expected = reference.authority(cases, cited)
    with TemporaryDirectory() as folder:
        told = graph_of(shards, at_once, Path(folder))
    assert {name: count for name, (count, _) in told.items()} == {name: count for name, (count, _) in expected.items()}
    for document, (_, rank) in told.items():
        assert rank == pytest.approx(expected[document][1], rel=1e-6)


@given(st.lists(st.floats(1, 1e9), min_size=1))
def test_ranks_are_told_in_steps(ranks: list[float]) -> None:
    """A rank is told as the nearest eighth of a doubling, and 1 as 1."""
    steps = np.log2(in_steps(np.array([1.0, *ranks])).astype(np.float64)) * STEPS
    assert steps[0] == 0
    assert steps == pytest.approx(np.rint(steps), abs=1e-4)
    assert np.abs(steps[1:] - np.log2(ranks) * STEPS).max() <= 0.5 + 1e-4


def cites(*targets: tuple[str, str | None]) -> list[dict[str, Any]]:
    """Citations of articles."""
    return [{**FIXED, "kind": "statute", "law": law, "article": article} for law, article in targets]


@pytest.mark.parametrize("shards", [[5], [2, 3], [1, 1, 1, 1, 1]])
def test_who_alone_cites_an_article_is_told(tmp_path: Path, shards: list[int]) -> None:
    """An article that two cite, twice or not, makes neither the only one; nor does a law as a whole. A document that
    cites it in two versions is alone.
    """
    sixteen, first = ("435-15", "16"), ("435-15", "1")
    cited = [cites(sixteen, sixteen), cites(sixteen), cites(first, sixteen), cites(("1402-19", None)), cites(first)]
    names = ["edrsr:0", "edrsr:1", "edrsr:2", "edrsr:3", "edrsr:2"]
    rows = [{"id": name, "citations": its} for name, its in zip(names, cited, strict=True)]
    ends = np.cumsum(shards)
    parts = [slice(end - size, end) for end, size in zip(ends, shards, strict=True)]
    slices = slices_of(
        tmp_path,
        [documents_of([(name, [], []) for name in names[part]]) for part in parts],
        [pa.Table.from_pylist(rows[part], schema.CITATIONS) for part in parts],
    )
    alone = [only for table in slices for only in table["only_citation"].to_pylist()]
    assert alone == [False, False, True, False, True]


def test_an_act_that_names_its_own_article_is_no_other_document(tmp_path: Path) -> None:
    """Whoever is the only one to apply an article stays so, though the act speaks of it."""
    rows = [{"id": name, "citations": cites(("435-15", "7"))} for name in ("rada:435-15", "edrsr:1")]
    documents = documents_of([(str(row["id"]), [], []) for row in rows])
    (told,) = slices_of(tmp_path, [documents], [pa.Table.from_pylist(rows, schema.CITATIONS)])
    assert told["only_citation"].to_pylist() == [False, True]


NIGHT: list[list[Row]] = [
    [("edrsr:1", ["101/1/20"], ["102/2/20"]), ("edrsr:2", ["102/2/20"], ["103/3/20"])],
    [("edrsr:3", ["103/3/20"], []), ("edrsr:4", ["104/4/20"], [])],
]


def test_a_night_moves_only_what_it_cites(tmp_path: Path) -> None:
    """A new shard leaves the pieces of the others as they are, and the slice of one of whose documents none is cited
    anew its key; what a run that died left behind is removed, and so are pieces of shards that are gone.
    """

    def made(rows: Sequence[Sequence[Row]]) -> list[str]:
        slices = slices_of(tmp_path, [documents_of(its) for its in rows], [citations_of(its) for its in rows])
        return [ref.shard.key for ref in slices.refs]

    def pieces() -> dict[str, int]:
        return {file.name: file.stat().st_mtime_ns for file in (tmp_path / "workroom" / "pieces").iterdir()}

    before, files = made(NIGHT), pieces()
    (tmp_path / "workroom" / "night").mkdir()
    (tmp_path / "workroom" / "night" / "told.arrow").write_bytes(b"half of it")
    after = made([*NIGHT, [("edrsr:5", ["105/5/20"], ["104/4/20"])]])
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert files.items() < pieces().items()
    assert made(NIGHT) == before
    assert pieces() == files
    assert not (tmp_path / "workroom" / "night").exists()


def test_workers_and_the_order_of_shards_change_nothing(tmp_path: Path) -> None:
    """Two workers and shards in another order tell the same bytes of all nodes as one process."""
    pieces = [Piece(str(number), tmp_path) for number in range(len(NIGHT))]
    for piece, rows in zip(pieces, NIGHT, strict=True):
        write_rows(rows, piece)
    told = list[bytes]()
    for workers, turned in ((1, pieces), (2, pieces[::-1])):
        folder = tmp_path / str(workers)
        folder.mkdir()
        with open_engine(workers) as engine:
            told.append(tell(place(turned, folder), folder, engine).read_bytes())
    assert told[0] == told[1]


def test_nothing(tmp_path: Path) -> None:
    """No shards, no slices; an empty shard has an empty slice; documents without citations have rank 1 each."""
    assert not slices_of(tmp_path, [], []).refs
    assert told_of([]) == {}
    assert told_of([("edrsr:1", [], []), ("edrsr:2", [], [])]) == {"edrsr:1": (0, 1.0), "edrsr:2": (0, 1.0)}
