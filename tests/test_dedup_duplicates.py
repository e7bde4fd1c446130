"""The whole way from documents to labelled rows, over small sources made for the purpose."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.clusters import settle
from pipelines.dedup.duplicates import cluster
from pipelines.dedup.evidence import evidence_of
from pipelines.dedup.facts import make_piece
from pipelines.dedup.index import refresh
from pipelines.dedup.labels import CLUSTERED, LABELS
from pipelines.dedup.pieces import Piece
from pipelines.dedup.settings import read_settings
from pipelines.dedup.signatures import sign
from pipelines.dedup.slices import slice_of
from pipelines.engine import InlineEngine
from pipelines.schema import DOCUMENTS, DUPLICATES, EVIDENCE

NEEDED = {"language": "uk", "status": "public", "kind": "decision", "text": "", "case_numbers": [], "references": []}
SILENT: dict[str, Any] = {
    **dict.fromkeys(DOCUMENTS.names),
    **dict.fromkeys(("version", "source", "source_file", "source_place"), ""),
    **NEEDED,
    "repairs": [],
}

MONDAY, TUESDAY = date(2023, 5, 15), date(2023, 5, 16)
CASE = {"issuer_code": "0713", "case_numbers": ["309/3690/19"], "date": MONDAY, "form": "Ухвала"}


def prose(words: int, seed: int = 0) -> str:
    """So many words without numbers, no five of them twice."""
    draw = random.Random(seed)
    return " ".join("".join(draw.choices("абвгґдеєжзиіїйклмн", k=7)) for _ in range(words))


def changed(text: str, *places: int, to: str = "інакше") -> str:
    """The text with the words at these places replaced."""
    words = text.split(" ")
    for place in places:
        words[place] = to
    return " ".join(words)


def documents(*rows: dict[str, Any]) -> pa.Table:
    """Documents with these columns, the rest silent, ids d00, d01, …"""
    filled = [{**SILENT, "id": f"d{number:02}", **row} for number, row in enumerate(rows)]
    return pa.Table.from_pylist(filled, schema=DOCUMENTS)


def clustered(table: pa.Table, **thresholds: float) -> pa.Table:
    """The duplicates of these documents."""
    return cluster(table, replace(read_settings(), **thresholds))[0]


def column(name: str, *rows: dict[str, Any]) -> list[Any]:
    """One column of the duplicates of these rows."""
    return clustered(documents(*rows))[name].to_pylist()


LONG = prose(300)
NEAR = changed(LONG, 10, 150)
FORM = prose(60, seed=1)
TAIL = " ".join(LONG.split(" ")[150:])
NUMBERED = {"case_numbers": ["1-5/06"]}
OLD_CASE = {**CASE, **NUMBERED}


def ruling(text: str, **differs: Any) -> dict[str, Any]:
    """A ruling of one court, case and day, but for what differs."""
    return {"text": text, **CASE, **differs}


def bare(text: str) -> dict[str, Any]:
    """A decision of which the register says nothing."""
    return {"text": text}


def act(text: str, **known: Any) -> dict[str, Any]:
    """An act."""
    return {"text": text, "kind": "statute", **known}


@pytest.mark.parametrize(
    ("what", "one", "other", "label"),
    [
        ("equal texts, nothing else known", bare(LONG), bare(LONG.upper()), "identical"),
        ("equal texts of one case", ruling(LONG), ruling(LONG), "identical"),
        ("equal texts, one without metadata", ruling(LONG), bare(LONG), "identical"),
        ("equal texts of two cases", ruling(FORM), ruling(FORM, case_numbers=["1-2/06"]), "sibling"),
        ("equal texts of one case on two days", ruling(FORM), ruling(FORM, date=TUESDAY), "companion"),
        ("one decision, its court under another code", ruling(FORM), ruling(FORM, issuer_code="0714"), "identical"),
        (
            "equal texts of two courts",
            ruling(FORM, **NUMBERED),
            ruling(FORM, **NUMBERED | {"issuer_code": "0714"}),
            "sibling",
        ),
        ("near texts of one case", ruling(LONG), ruling(NEAR), "version"),
        (
            "a Latin letter",
            ruling(LONG, case_numbers=["2-а-10/11"]),
            ruling(NEAR, case_numbers=["2-a-10/11"]),
            "version",
        ),
        ("one case among several", ruling(LONG), ruling(NEAR, case_numbers=["7/1", "309/3690/19"]), "version"),
        ("a corrected sum in one case", ruling(LONG + " 100"), ruling(LONG + " 200"), "version"),
        ("one case, one form, day unknown", ruling(LONG), ruling(NEAR, date=None), "version"),
        ("one case, two forms, day unknown", ruling(LONG), ruling(NEAR, date=None, form="Вирок"), "companion"),
        ("one case, two days", ruling(LONG), ruling(NEAR, date=TUESDAY), "companion"),
        ("near texts of two cases", ruling(LONG), ruling(NEAR, case_numbers=["309/3691/19"]), "sibling"),
        ("one case retold by another court", ruling(LONG), ruling(NEAR, issuer_code="0714", date=TUESDAY), "quotes"),
        ("a dissent that quotes the judgment", ruling(LONG), ruling(NEAR, form="Окрема думка"), "companion"),
        ("near texts, nothing else known", bare(LONG), bare(NEAR), "near_identical"),
        ("near texts, other numbers", bare(LONG + " 15 12"), bare(LONG + " 15 15"), "sibling"),
        ("near texts, one number more", bare(LONG + " 15"), bare(LONG + " 15 16"), "near_identical"),
        (
            "rulings on two of one root",
            ruling(changed(LONG, 9, to="Мак")),
            ruling(changed(LONG, 9, to="Маків")),
            "companion",
        ),
        (
            "rulings on two banks",
            ruling(changed(LONG, 9, 290, to="Ощадбанк")),
            ruling(changed(LONG, 9, 290, to="Укргазбанк")),
            "companion",
        ),
        ("acts of two bodies", act(changed(LONG, 9, 290, to="А")), act(changed(LONG, 9, 290, to="Б")), "sibling"),
        ("two ratifications of one day", act(LONG, date=MONDAY), act(changed(LONG, 9), date=MONDAY), "sibling"),
        ("one act under two ids", act(LONG, date=MONDAY), act(LONG, date=MONDAY), "identical"),
        ("operative part of one decision", ruling(LONG), ruling(TAIL), "version"),
        ("one id, another text", ruling(LONG, id="x"), ruling(prose(90, seed=3), id="x"), "version"),
        ("one id, corrected day", ruling(LONG, id="x"), ruling(NEAR, id="x", date=TUESDAY), "version"),
        ("one row twice", ruling(LONG, id="x"), ruling(LONG, id="x"), "identical"),
        ("editions", act(LONG + " 1", id="x", edition=MONDAY), act(LONG + " 2", id="x", edition=TUESDAY), "version"),
        ("editions, one text", act(LONG, id="x", edition=MONDAY), act(LONG, id="x", edition=TUESDAY), "version"),
        ("near acts, nothing else known", act(LONG + " 1"), act(LONG + " 2"), "sibling"),
        ("two acts from one template", act(LONG, date=MONDAY), act(NEAR, date=TUESDAY), "sibling"),
        ("different texts of one case", ruling(LONG), ruling(prose(300, seed=4)), "companion"),
        ("texts without words", bare("—"), bare("…"), "unique"),
        ("texts of two words", bare("Провадження закрити"), bare("провадження закрити."), "identical"),
        ("texts of four and five words", bare("а бе ве ге"), bare("а бе ве ге де"), "unique"),
    ],
)
def test_label(what: str, one: dict[str, Any], other: dict[str, Any], label: str):
    """The later of two documents gets the label a lawyer would give it."""
    first, second = column("label", one, other)
    assert second == label, what
    assert first == ("first" if label in CLUSTERED else "unique"), what


def test_evidence_is_the_true_likeness():
    """Jaccard and containment are those of the sets of word 5-grams, counted by hand."""
    shorter = " ".join(LONG.split(" ")[:270])
    (_, row) = clustered(documents({"text": LONG}, {"text": shorter})).to_pylist()
    assert row["twin"] == "d00"
    assert row["jaccard"] == pytest.approx(266 / 296)
    assert row["containment"] == 1.0


@pytest.mark.parametrize(("places", "joined"), [(4, True), (6, True), (7, False), (30, False)])
def test_threshold_is_exact(places: int, joined: bool):
    """Of 196 5-grams each changed word costs five: six words leave a Jaccard of 166/226, seven one of 161/231.

    At that Jaccard the bands of two texts meet in seven cases of ten; those of these texts do.
    """
    one = prose(200, seed=6)
    other = changed(one, *range(5, 5 + 5 * places, 5))
    found = clustered(documents(bare(one), bare(other)), jaccard=0.73, containment=0.99)
    assert (found["cluster"].to_pylist() == ["d00", "d00"]) is joined


def test_siblings_of_one_template_are_never_copies():
    """Six orders that differ in number, date and sum stay six cases."""
    body = prose(400, seed=6)
    orders = [
        {
            "text": f"справа 922/{number}/23 від {number}.04.2023 {body} стягнути {number * 37} грн {number} коп",
            "case_numbers": [f"922/{number}/23"],
            "issuer_code": "5023",
        }
        for number in range(10, 16)
    ]
    assert column("label", *orders) == ["first", *["sibling"] * 5]
    assert column("label", *({"text": order["text"]} for order in orders)) == ["first", *["sibling"] * 5]


def test_copy_of_a_sibling_is_a_copy():
    """A re-ingested sibling is compared with its own original, not with the first of the template."""
    one, two = ruling(FORM), ruling(FORM, case_numbers=["309/1/20"])
    table = clustered(documents(one, two, one, two))
    assert table["label"].to_pylist() == ["first", "sibling", "identical", "identical"]
    assert table["twin"].to_pylist() == [None, "d00", "d00", "d01"]


def test_version_of_a_sibling_is_a_version():
    """A corrected decision finds its own case although the template's first is just as near."""
    another = {"case_numbers": ["309/1/20"]}
    table = clustered(documents(ruling(LONG), ruling(LONG, **another), ruling(NEAR, **another)))
    assert table["label"].to_pylist() == ["first", "sibling", "version"]
    assert table["twin"].to_pylist() == [None, "d00", "d01"]


def test_two_that_meet_only_through_a_later_one_are_both_first():
    """Neither repeats the other, so neither may be told to be a copy of the one that resembles both."""
    middle = prose(400, seed=7)
    left, right = changed(middle, *range(10, 90, 10)), changed(middle, *range(210, 290, 10))
    table = clustered(documents({"text": left}, {"text": right}, {"text": middle}))
    assert table["cluster"].to_pylist() == ["d00"] * 3
    assert table["label"].to_pylist() == ["first", "first", "near_identical"]


def test_false_chains_are_not_made():
    """Texts that share a band but not the words stay apart: no edge without the true likeness."""
    rows = [{"text": changed(LONG, *range(3, 3 + 6 * step, 6))} for step in range(0, 40, 10)]
    table = clustered(documents(*rows), jaccard=0.99, containment=1.0)
    assert table["label"].to_pylist() == ["unique"] * 4


def test_quoted_decision_is_found_by_containment():
    """An operative part is held by the whole decision, although the sketches share no band."""
    whole, part = prose(600, seed=8), " ".join(prose(600, seed=8).split(" ")[480:])
    (_, row) = clustered(documents(ruling(whole), ruling(part))).to_pylist()
    assert row["label"] == "version"
    assert row["containment"] == 1.0
    assert row["jaccard"] == pytest.approx(116 / 596)


@pytest.mark.parametrize(
    ("what", "one", "other", "groups"),
    [
        ("one national number in two courts", ruling(""), ruling("", issuer_code="4800"), ["d00", "d00"]),
        ("a number that every court has", OLD_CASE, OLD_CASE | {"issuer_code": "4800"}, ["d00", "d01"]),
        ("that number in one court", OLD_CASE, OLD_CASE, ["d00", "d00"]),
        ("one id, no text", {"id": "x"}, {"id": "x"}, ["x", "x"]),
        ("equal words of two cases", ruling(FORM), ruling(FORM, case_numbers=["309/1/20"]), ["d00", "d00"]),
        ("close siblings", ruling(LONG), ruling(changed(LONG, 0), case_numbers=["309/1/20"]), ["d00", "d00"]),
        ("siblings less close", ruling(LONG), ruling(NEAR, case_numbers=["309/1/20"]), ["d00", "d01"]),
        ("first row, not smallest id", {"id": "z", "text": LONG}, {"id": "a", "text": LONG}, ["z", "z"]),
    ],
)
def test_group(what: str, one: dict[str, Any], other: dict[str, Any], groups: list[str]):
    """What would leak from one side of a split to the other is one group."""
    assert column("group", one, other) == groups, what


def test_a_group_keeps_its_name_as_the_source_grows():
    """A later document takes the name it finds, whatever its id; two groups that it joins take the older one's."""
    one, two = {"id": "m", **ruling("")}, {"id": "n", **ruling("", case_numbers=["309/1/20"])}
    again, both = {"id": "a", **ruling("")}, {"id": "b", **ruling("", case_numbers=["309/3690/19", "309/1/20"])}
    assert column("group", one, two) == ["m", "n"]
    assert column("group", one, two, again) == ["m", "n", "m"]
    assert column("group", one, two, again, both) == ["m"] * 4


@pytest.mark.parametrize(
    ("what", "rows", "standing"),
    [
        ("a correction", [ruling(LONG, id="x"), ruling(NEAR, id="x", published=TUESDAY)], [False, True]),
        ("a withdrawal", [ruling(LONG, id="x"), ruling("", id="x", status="withdrawn")], [False, True]),
        ("text to come", [ruling(LONG, id="x"), ruling("", id="x", status="awaiting_text")], [True, False]),
        ("another register's copy", [ruling(LONG), ruling(NEAR, status="withdrawn")], [True, False]),
    ],
)
def test_keeper(what: str, rows: list[dict[str, Any]], standing: list[bool]):
    """What was withdrawn is not kept, nor is a text lost to a row that has none."""
    assert column("keeper", *rows) == standing, what


def test_form_rulings_do_not_chain_a_register_into_one_group():
    """Siblings with the same words join groups up to a thousand documents, copies and cases always."""
    rows = [{"text": FORM, "case_numbers": [f"309/{number}/20"]} for number in range(1_500)]
    sizes = pl.Series(column("group", *rows)).value_counts()["count"]
    assert sizes.max() == 1_000
    assert set(column("group", *[{"text": FORM}] * 1_100)) == {"d00"}


SMALL_TEXTS = st.sampled_from(
    [LONG, NEAR, changed(LONG, 10), changed(NEAR, 200, to="77"), FORM, changed(FORM, 5), "", "суд", LONG + " 5"]
)
ROWS = st.fixed_dictionaries(
    {
        "text": SMALL_TEXTS,
        "case_numbers": st.sampled_from([[], ["309/1/20"], ["309/2/20"], ["309/1/20", "1-5/06"]]),
        "issuer_code": st.sampled_from([None, "0713", "4800"]),
        "date": st.sampled_from([None, MONDAY, TUESDAY]),
        "kind": st.sampled_from(["decision", "statute"]),
        "status": st.sampled_from(["public", "withdrawn", "awaiting_text"]),
    },
    optional={"id": st.sampled_from(["x", "y"])},
).map(lambda row: {**row, "id": f"{row['id']} act"} if "id" in row and row["kind"] == "statute" else row)
"""No id is that of a decision and of an act."""


@given(st.lists(ROWS, max_size=12), st.integers(0, 12), st.integers(0, 12))
@settings(max_examples=15)
def test_shard_boundaries_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], one: int, other: int
):
    """However the source is cut into shards, the duplicates and their evidence are the same, row for row."""
    table = documents(*rows)
    whole, why = cluster(table, read_settings())
    assert whole.schema == DUPLICATES
    assert why.schema == EVIDENCE
    assert in_pieces(
        table, sorted(min(cut, len(rows)) for cut in (one, other)), tmp_path_factory.mktemp("pieces")
    ).equals(whole)


def in_pieces(table: pa.Table, cuts: list[int], folder: Path) -> pa.Table:
    """The duplicates of documents that lie in several shards."""
    near, ends = read_settings(), [0, *cuts, table.num_rows]
    shards = [table.slice(begin, end - begin) for begin, end in pairwise(ends)]
    pieces = [Piece(str(number), shard.num_rows, folder) for number, shard in enumerate(shards)]
    for piece, shard in zip(pieces, shards, strict=True):
        make_piece(shard, sign(shard), piece, near)
    found, others = refresh(folder / "index", pieces, near, InlineEngine()), {piece.key: piece for piece in pieces}
    files = [folder / f"{piece.key}.evidence" for piece in pieces]

    def texts(piece: str, wanted: np.ndarray) -> pa.Array:
        assert list(wanted) == sorted(set(wanted)), "texts are asked for in order, each once"
        return shards[int(piece)]["text"].combine_chunks().take(pa.array(wanted))

    for piece, pairs, file in zip(pieces, found.pairs, files, strict=True):
        pq.write_table(evidence_of(pq.ParquetFile(pairs).read(), piece, others, texts, near, read_all=True), file)
    settled = settle(pieces, files, found.links, [np.ones(piece.rows, bool) for piece in pieces])
    return pa.concat_tables(slice_of(settled, number, piece) for number, piece in enumerate(pieces))


@given(st.lists(ROWS, max_size=12))
@settings(max_examples=20)
def test_cluster_is_named_after_its_oldest_member(rows: list[dict[str, Any]]):
    """By day, then id; an undated one is the newest. Whoever has a twin has an earlier one."""
    table = documents(*[{**row, "id": f"d{number:02}"} for number, row in enumerate(rows)])
    found = pl.DataFrame(clustered(table)).with_columns(day=pl.Series(table["date"]))
    for (name,), members in found.group_by("cluster"):
        assert members.sort("day", "id", nulls_last=True)["id"][0] == name
        assert members["cluster_size"].to_list() == [members.height] * members.height
        if members.height == 1:
            assert members["label"][0] not in (*CLUSTERED, "first")
    for row in found.iter_rows(named=True):
        assert (row["twin"] is None) == (row["label"] in ("first", "unique"))
        assert row["twin"] is None or row["twin"] < row["id"]
        assert row["label"] in ("first", "unique", *LABELS)


@given(st.lists(ROWS, min_size=1, max_size=12))
@settings(max_examples=20)
def test_no_withdrawn_decision_is_kept_beside_its_withdrawal(rows: list[dict[str, Any]]):
    """Something is kept; of a decision one row at most, and none whose id is withdrawn in another row."""
    table = documents(*rows).append_column("keeper", clustered(documents(*rows))["keeper"])
    decisions = pl.DataFrame(table).filter(pl.col("kind") == "decision")
    public, withdrawn = (decisions.filter(pl.col("status") == status) for status in ("public", "withdrawn"))
    assert decisions.filter("keeper")["id"].is_unique().all()
    assert not public.filter("keeper")["id"].is_in(withdrawn["id"].implode()).any()
    assert table["keeper"].to_pylist().count(True) > 0
