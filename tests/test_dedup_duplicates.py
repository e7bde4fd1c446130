"""Clusters, labels and groups of small sources made for the purpose."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.duplicates import cluster
from pipelines.dedup.identity import case_numbers
from pipelines.dedup.signatures import sign
from pipelines.schema import DOCUMENTS, DUPLICATES

SILENT: dict[str, Any] = {
    "kind": "decision",
    "issuer_code": None,
    "case_numbers": [],
    "date": None,
    "registered": None,
    "published": None,
    "form": None,
    "edition": None,
    "status": "public",
    "standing": True,
}
COLUMNS = ("id", *SILENT, "text")
SHAPE = pa.schema([DOCUMENTS.field(name) if name in DOCUMENTS.names else (name, pa.bool_()) for name in COLUMNS])

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
    """Documents with these columns, the rest silent, ids d0, d1, …"""
    filled = [{"id": f"d{number}", "text": "", **SILENT, **row} for number, row in enumerate(rows)]
    return pa.Table.from_pylist(filled, schema=SHAPE)


def clustered(table: pa.Table, **thresholds: float) -> pa.Table:
    """The duplicates of these documents."""
    texts = table["text"].combine_chunks()
    return cluster(sign(table), table.drop_columns(["text"]), lambda rows: texts.take(pa.array(rows)), **thresholds)


def column(name: str, *rows: dict[str, Any]) -> list[Any]:
    """One column of the duplicates of these rows."""
    return clustered(documents(*rows))[name].to_pylist()


LONG = prose(300)
NEAR = changed(LONG, 10, 150)
FORM = prose(60, seed=1)
TAIL = " ".join(LONG.split(" ")[150:])
OLD_CASE = {**CASE, "case_numbers": ["1-5/06"]}


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
        ("equal texts, nothing else known", bare(LONG), bare(LONG.upper()), "copy"),
        ("equal texts of one case", ruling(LONG), ruling(LONG), "copy"),
        ("equal texts, one without metadata", ruling(LONG), bare(LONG), "copy"),
        ("equal texts of two cases", ruling(FORM), ruling(FORM, case_numbers=["1-2/06"]), "sibling"),
        ("equal texts on two days", ruling(FORM), ruling(FORM, date=TUESDAY), "sibling"),
        ("equal texts of two courts", ruling(FORM), ruling(FORM, issuer_code="0714"), "sibling"),
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
        ("one case, two forms, day unknown", ruling(LONG), ruling(NEAR, date=None, form="Вирок"), "sibling"),
        ("one case, two days", ruling(LONG), ruling(NEAR, date=TUESDAY), "sibling"),
        ("near texts of two cases", ruling(LONG), ruling(NEAR, case_numbers=["309/3691/19"]), "sibling"),
        ("near texts of two courts", ruling(LONG), ruling(NEAR, issuer_code="0714"), "sibling"),
        ("a dissent that quotes the judgment", ruling(LONG), ruling(NEAR, form="Окрема думка"), "sibling"),
        ("near texts, nothing else known", bare(LONG), bare(NEAR), "version"),
        ("near texts, other numbers", bare(LONG + " 15 12"), bare(LONG + " 15 15"), "sibling"),
        ("near texts, one number more", bare(LONG + " 15"), bare(LONG + " 15 16"), "version"),
        ("a corrected name", ruling(changed(LONG, 9, to="Мак")), ruling(changed(LONG, 9, to="Маків")), "version"),
        (
            "rulings on two banks",
            ruling(changed(LONG, 9, 290, to="А")),
            ruling(changed(LONG, 9, 290, to="Б")),
            "sibling",
        ),
        ("acts of two bodies", act(changed(LONG, 9, 290, to="А")), act(changed(LONG, 9, 290, to="Б")), "sibling"),
        ("two ratifications of one day", act(LONG, date=MONDAY), act(changed(LONG, 9), date=MONDAY), "sibling"),
        ("one act under two ids", act(LONG, date=MONDAY), act(LONG, date=MONDAY), "copy"),
        ("operative part of one decision", ruling(LONG), ruling(TAIL), "version"),
        ("one id, another text", ruling(LONG, id="x"), ruling(prose(90, seed=3), id="x"), "version"),
        ("one id, corrected day", ruling(LONG, id="x"), ruling(NEAR, id="x", date=TUESDAY), "version"),
        ("one row twice", ruling(LONG, id="x"), ruling(LONG, id="x"), "copy"),
        ("editions", act(LONG + " 1", id="x", edition=MONDAY), act(LONG + " 2", id="x", edition=TUESDAY), "version"),
        ("editions, one text", act(LONG, id="x", edition=MONDAY), act(LONG, id="x", edition=TUESDAY), "version"),
        ("near acts, nothing else known", act(LONG + " 1"), act(LONG + " 2"), "sibling"),
        ("two acts from one template", act(LONG, date=MONDAY), act(NEAR, date=TUESDAY), "sibling"),
        ("different texts of one case", ruling(LONG), ruling(prose(300, seed=4)), "unique"),
        ("texts without words", bare("—"), bare("…"), "unique"),
        ("texts of two words", bare("Провадження закрити"), bare("провадження закрити."), "copy"),
        ("texts of four and five words", bare("а бе ве ге"), bare("а бе ве ге де"), "unique"),
    ],
)
def test_label(what: str, one: dict[str, Any], other: dict[str, Any], label: str):
    """The later of two documents gets the label a lawyer would give it."""
    first, second = column("label", one, other)
    assert second == label, what
    assert first == ("unique" if label == "unique" else "first"), what


def test_evidence_is_the_true_likeness():
    """Jaccard and containment are those of the sets of word 5-grams, counted by hand."""
    shorter = " ".join(LONG.split(" ")[:270])
    (_, row) = clustered(documents({"text": LONG}, {"text": shorter})).to_pylist()
    assert row["twin"] == "d0"
    assert row["jaccard"] == pytest.approx(266 / 296)
    assert row["containment"] == 1.0


@pytest.mark.parametrize(("places", "joined"), [(4, True), (6, True), (7, False), (30, False)])
def test_threshold_is_exact(places: int, joined: bool):
    """Of 196 5-grams each changed word costs five: six words leave a Jaccard of 166/226, seven one of 161/231."""
    one = prose(200, seed=5)
    other = changed(one, *range(5, 5 + 5 * places, 5))
    found = clustered(documents(bare(one), bare(other)), jaccard=0.73, containment=0.99)
    assert (found["cluster"].to_pylist() == ["d0", "d0"]) is joined


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
    assert table["label"].to_pylist() == ["first", "sibling", "copy", "copy"]
    assert table["twin"].to_pylist() == [None, "d0", "d0", "d1"]


def test_version_of_a_sibling_is_a_version():
    """A corrected decision finds its own case although the template's first is just as near."""
    another = {"case_numbers": ["309/1/20"]}
    table = clustered(documents(ruling(LONG), ruling(LONG, **another), ruling(NEAR, **another)))
    assert table["label"].to_pylist() == ["first", "sibling", "version"]
    assert table["twin"].to_pylist() == [None, "d0", "d1"]


def test_every_member_has_an_earlier_twin():
    """Two texts that meet only through a later one are held against each other, so that not both are dropped."""
    middle = prose(400, seed=7)
    left, right = changed(middle, *range(10, 90, 10)), changed(middle, *range(210, 290, 10))
    table = clustered(documents({"text": left}, {"text": right}, {"text": middle}))
    assert table["cluster"].to_pylist() == ["d0"] * 3
    assert table["twin"].to_pylist()[1] == "d0"
    assert table["jaccard"].to_pylist()[1] == pytest.approx((396 - 80) / (396 + 80))
    assert table["label"].to_pylist() == ["first", "sibling", "version"]


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
        ("one national number in two courts", ruling(""), ruling("", issuer_code="4800"), ["d0", "d0"]),
        ("a number that every court has", OLD_CASE, OLD_CASE | {"issuer_code": "4800"}, ["d0", "d1"]),
        ("that number in one court", OLD_CASE, OLD_CASE, ["d0", "d0"]),
        ("one id, no text", {"id": "x"}, {"id": "x"}, ["x", "x"]),
        ("equal words of two cases", ruling(FORM), ruling(FORM, case_numbers=["309/1/20"]), ["d0", "d0"]),
        ("close siblings", ruling(LONG), ruling(changed(LONG, 0), case_numbers=["309/1/20"]), ["d0", "d0"]),
        ("siblings less close", ruling(LONG), ruling(NEAR, case_numbers=["309/1/20"]), ["d0", "d1"]),
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
    assert set(column("group", *[{"text": FORM}] * 1_100)) == {"d0"}


@pytest.mark.parametrize(
    ("published", "keys"),
    [
        (["№ 309/3690/19"], ["309/3690/19"]),
        (["2-a-10600/11", "2-А-10600/11"], ["2-А-10600/11"]),
        (["53\\5", " 22/61пд "], ["22/61ПД", "53/5"]),
        (["23/01135 en 23/01136; 23/01137"], ["23/01135", "23/01136", "23/01137"]),
        (["4–12/06", "", None], ["4-12/06"]),
        ([], []),
        (None, []),
    ],
)
def test_case_numbers(published: list[str] | None, keys: list[str]):
    """Case numbers that mean one case have one key."""
    frame = pl.DataFrame({"case_numbers": [published]}, schema={"case_numbers": pl.List(pl.String)})
    assert case_numbers(frame)["number"].to_list() == keys


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
)


@given(st.lists(ROWS, max_size=12), st.integers(0, 12))
@settings(max_examples=40, deadline=None)
def test_shard_boundaries_do_not_matter(rows: list[dict[str, Any]], cut: int):
    """However the source is cut into shards, the duplicates are the same, row for row."""
    table = documents(*rows)
    cut_up = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
    whole = clustered(table)
    assert whole.schema == DUPLICATES
    assert clustered(cut_up).equals(whole)


@given(st.lists(ROWS, max_size=12))
@settings(max_examples=40, deadline=None)
def test_cluster_is_named_after_its_first_row(rows: list[dict[str, Any]]):
    """The first row of a cluster is `first` and names it; every other has a twin, an earlier row of the cluster."""
    table = documents(*[{**row, "id": f"d{number:02}"} for number, row in enumerate(rows)])
    found = clustered(table).to_pylist()
    for name, members in pl.DataFrame(found, schema=DUPLICATES.names).group_by("cluster") if found else ():
        ids, labels, twins = (members[column].to_list() for column in ("id", "label", "twin"))
        assert ids[0] == min(ids) == name[0]
        assert labels[0] == ("first" if len(ids) > 1 else "unique")
        assert members["cluster_size"].to_list() == [len(ids)] * len(ids)
        for number in range(1, len(ids)):
            assert labels[number] in {"copy", "version", "sibling"}
            assert twins[number] in ids[:number]


@given(st.lists(ROWS, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_no_withdrawn_decision_is_kept_beside_its_withdrawal(rows: list[dict[str, Any]]):
    """Something is kept; of a decision one row at most, and none whose id is withdrawn in another row."""
    table = documents(*rows).append_column("keeper", clustered(documents(*rows))["keeper"])
    decisions = pl.DataFrame(table).filter(pl.col("kind") == "decision")
    public, withdrawn = (decisions.filter(pl.col("status") == status) for status in ("public", "withdrawn"))
    assert decisions.filter("keeper")["id"].is_unique().all()
    assert not public.filter("keeper")["id"].is_in(withdrawn["id"].implode()).any()
    assert table["keeper"].to_pylist().count(True) > 0


@given(st.lists(ROWS, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_texts_are_asked_for_once_a_block(rows: list[dict[str, Any]]):
    """The runner is asked for ascending rows, each once, and never for a row without words."""
    table = documents(*rows)
    texts = table["text"].combine_chunks()

    def look_up(wanted: Any) -> pa.Array:
        assert list(wanted) == sorted(set(wanted))
        assert all(texts[int(row)].as_py() for row in wanted)
        return texts.take(pa.array(wanted))

    assert cluster(sign(table), table.drop_columns(["text"]), look_up).num_rows == len(rows)
