"""Contamination: planted leaks are found with their evidence, templates are not, and nothing is read in vain."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.scope import EVERYTHING, Scope, UsageError
from pipelines.select import contamination_stage
from pipelines.select.contamination import (
    CONTAMINATION,
    ITEMS,
    Runs,
    contaminated,
    count,
    find,
    nothing_found,
    read_settings,
    templates,
)
from pipelines.select.contamination_sets import EVALUATION, read_sets
from pipelines.select.contamination_stage import conduct
from pipelines.select.splits import SIDES
from pipelines.stage import Shards
from pipelines.store import Store
from tests.select_shards import Cell, conducted, lay_beside, lay_documents, lay_shard

SETTINGS = read_settings()
TOLD = SETTINGS["told"]
PASSES = {name: SETTINGS[name] for name in ("template", "fewest_runs", "told")}
RULE = {"share": 0.2, "words": 60}


def prose(seed: int, words: int) -> str:
    """So many words that no other seed has in this order."""
    draw = random.Random(seed)
    stems = ("позов", "суд", "борг", "право", "угод", "сторон", "рішен", "заяв", "доказ", "строк", "штраф", "майн")
    endings = ("а", "у", "ом", "ів", "ами", "ій", "ого", "ення", "ально")
    return " ".join(draw.choice(stems) + draw.choice(endings) for _ in range(words))


ITEM = f"Справа № 757/1/24. {prose(1, 60)}, {prose(2, 60)}. Стягнути 1 000 грн, {prose(3, 70)}."
FORMULA = prose(4, 60)


def evaluation(*texts: str) -> pa.Table:
    """One item for each text."""
    rows = [{"file": "set.jsonl", "item": str(number), "text": text} for number, text in enumerate(texts, 1)]
    return pa.Table.from_pylist(rows, EVALUATION)


def documents(texts: Sequence[str]) -> pa.Table:
    """Documents d0, d1, … with these texts."""
    return pa.table({"id": [f"d{n}" for n in range(len(texts))], "text": pa.array(texts, pa.large_string())})


def found_in(text: str, runs: Runs, **told: Any) -> dict[str, Any]:
    """What is told of one document."""
    (row,) = find(documents([text]), runs, **{**TOLD, **told}).to_pylist()
    return row


# --- finds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "text", "least_share", "words"),
    [
        ("verbatim", ITEM, 1.0, 198),
        ("within other words", f"{prose(10, 300)}\n{ITEM}\n{prose(11, 300)}", 1.0, 198),
        ("in capitals, without punctuation", re.sub(r"\W+", "\n", ITEM).upper(), 1.0, 198),
        ("with changed numbers", ITEM.replace("757/1/24", "201/9/23").replace("1 000", "2 500"), 0.75, 121),
        ("in part", f"{prose(10, 50)} {prose(2, 60)} {prose(11, 50)}", 0.25, 60),
        ("a paragraph", f"{prose(10, 50)} {prose(3, 70)} {prose(11, 50)}", 0.3, 70),
    ],
)
def test_planted_leaks(what: str, text: str, least_share: float, words: int) -> None:
    """However an item comes into a document, its share and its longest stretch tell, and the rule speaks."""
    row = found_in(text, Runs.of(evaluation(ITEM)))
    assert row["evaluation_share"] >= least_share, what
    assert row["evaluation_words"] == words, what
    (told,) = row["evaluations"]
    assert (told["file"], told["item"]) == ("set.jsonl", "1")
    stretch = text[told["start"] : told["end"]]
    assert len(re.findall(r"\w+", stretch)) == words
    assert stretch == stretch.strip(" .,\n")
    speaks, shown, _ = contaminated(RULE)
    frame = pl.DataFrame(pa.Table.from_pylist([row], CONTAMINATION)).with_columns(split=pl.lit("train"))
    assert frame.select(speaks).item()
    assert frame.select(shown).item().startswith("set.jsonl, item 1: share ")


@pytest.mark.parametrize(
    "text",
    ["", "слово", prose(10, 500), " ".join(ITEM.split()[::-1]), " ".join(ITEM.split()[20:45])],
)
def test_what_is_no_leak(text: str) -> None:
    """Other words, the same in another order, and a phrase of 25 words are nothing to speak of."""
    row = found_in(text, Runs.of(evaluation(ITEM)), share=0.2)
    assert (row["evaluation_share"], row["evaluation_words"], row["evaluations"]) == (0.0, 0, [])


@pytest.mark.parametrize(
    ("share", "words", "speaks"), [(0.2, 13, True), (0.19, 59, False), (0.05, 60, True), (0.0, 0, False)]
)
def test_either_is_too_much(share: float, words: int, speaks: bool) -> None:
    """A share of a short item, or a long stretch of a long one."""
    row = {"id": "d", "evaluation_share": share, "evaluation_words": words, "evaluations": []}
    frame = pl.DataFrame(pa.Table.from_pylist([row], CONTAMINATION)).with_columns(split=pl.lit("train"))
    assert frame.select(contaminated(RULE)[0]).item() == speaks


def test_held_out_documents_may_hold_items() -> None:
    """What is not trained on is no harm."""
    row = pl.DataFrame(find(documents([ITEM]), Runs.of(evaluation(ITEM)), **TOLD))
    speaks, _, asked = contaminated(RULE)
    said = {side: row.with_columns(split=pl.lit(side)).select(speaks).item() for side in SIDES}
    assert said == {"train": True, "validation": False, "test": False}
    assert asked == "less than 0.2 of any evaluation item, fewer than 60 of its words in a row"


def test_the_strongest_are_told_first() -> None:
    """Of many items that a document holds so many are told, by their shares."""
    parts = [prose(seed, 40) for seed in range(20, 26)]
    items = [f"{part} {prose(seed, 30 * seed)}" for seed, part in enumerate(parts, 1)]
    row = found_in(" ".join(parts), Runs.of(evaluation(*items)), strongest=3)
    assert [told["item"] for told in row["evaluations"]] == ["1", "2", "3"]
    assert row["evaluation_share"] == row["evaluations"][0]["share"]


def test_fields_are_texts_of_their_own() -> None:
    """No run goes from one field of an item into the next, and all of them are one item."""
    rows = [{"file": "f", "item": "1", "text": prose(seed, 20)} for seed in (1, 2)]
    runs = Runs.of(pa.Table.from_pylist(rows, EVALUATION))
    assert (runs.sizes.tolist(), runs.items.height) == ([16], 1)
    assert found_in(prose(2, 20), runs)["evaluation_share"] == 0.5


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.sampled_from("абвгґїı"), min_size=1, max_size=30), min_size=1, max_size=4),
    st.lists(st.text(st.sampled_from("абвгÀİı 7\n.,😀"), max_size=120), min_size=1, max_size=4),
    st.booleans(),
)
def test_as_plain_python_would(items: list[list[str]], texts: list[str], plant: bool) -> None:
    """Shares, stretches and offsets are those of a loop over words."""
    if plant:
        texts = [f"{text} {' '.join(items[0])}. {text}" for text in texts]
    told = find(documents(texts), Runs.of(evaluation(*map(" ".join, items))), share=1e-6, words=1, strongest=4)
    for text, row in zip(texts, told.to_pylist(), strict=True):
        words = [match.span() for match in re.finditer(r"\w+", text)]
        lowered = ["".join(letter.lower()[0] for letter in text[a:b]) for a, b in words]
        if "İ" in text:
            continue  # it ends a word within a word
        for number, item in enumerate(items, 1):
            shared = {tuple(item[at : at + 13]) for at in range(len(item) - 12)}
            held = [at for at in range(len(lowered) - 12) if tuple(lowered[at : at + 13]) in shared]
            its = [each for each in row["evaluations"] if each["item"] == str(number)]
            assert len(its) == bool(held)
            for each in its:
                distinct = {tuple(lowered[at : at + 13]) for at in held}
                assert each["share"] == pytest.approx(len(distinct) / len(shared))
                first = next(n for n, (start, _) in enumerate(words) if start == each["start"])
                assert words[first + each["words"] - 1][1] == each["end"]
                assert set(range(first, first + each["words"] - 12)) <= set(held)


def test_offsets_after_a_letter_that_ends_its_word() -> None:
    """U+0130 ends a word within a run of letters, for offsets as for words."""
    item = prose(1, 20)
    row = found_in(f"İaİ {item} б", Runs.of(evaluation(item)))
    assert row["evaluations"][0]["start"] == 4
    assert row["evaluations"][0]["end"] == 4 + len(item)


# --- templates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holders", "documents", "template"),
    [
        ({"edrsr": 20}, {"edrsr": 100}, False),
        ({"edrsr": 21}, {"edrsr": 100}, True),
        ({"edrsr": 100}, {"edrsr": 100_000}, False),
        ({"edrsr": 101}, {"edrsr": 100_000}, True),
        ({"edrsr": 30, "rechtspraak": 30}, {"edrsr": 10**8, "rechtspraak": 1_000}, True),
        ({"edrsr": 0, "rechtspraak": 20}, {"edrsr": 0, "rechtspraak": 1_000}, False),
    ],
)
def test_what_makes_a_template(holders: dict[str, int], documents: dict[str, int], template: bool) -> None:
    """More than twenty documents and more than a thousandth of some source."""
    counts = {source: np.array([number]) for source, number in holders.items()}
    assert templates(counts, documents, **SETTINGS["template"]).tolist() == [template]


def test_copies_count_once() -> None:
    """Of the documents that hold a run those count that are asked to; that it is held is told of all."""
    runs = Runs.of(evaluation(ITEM))
    texts = pa.array([ITEM, ITEM, f"{ITEM} {ITEM}", ""], pa.large_string())
    holders, held = count([texts[:1], texts[1:]], np.array([True, False, True, True]), runs)
    assert set(holders.tolist()) == {2}
    assert held.all()
    assert not count([texts], np.zeros(4, bool), runs)[0].any()


def test_an_item_that_is_all_formula_is_not_sought() -> None:
    """What is left of it must be long enough to be told from a phrase."""
    runs = Runs.of(evaluation(f"{FORMULA} {prose(5, 7)}", f"{FORMULA} {prose(6, 8)}"))
    gone = np.isin(runs.keys, Runs.of(evaluation(FORMULA)).keys)
    left = runs.without(gone, 8)
    assert left.sizes.tolist() == [0, 8]
    assert left.without(np.zeros(len(left.keys), bool), 9).sizes.tolist() == [0, 0]


def test_runs_come_back_as_they_were_saved(tmp_path: Path) -> None:
    """What a worker loads is what was saved, names and all; its name tells its content."""
    runs = Runs.of(evaluation("ПРИКЛАД " + prose(1, 30), prose(2, 5)))
    file = runs.save(tmp_path)
    again = Runs.load(file)
    assert again.items.equals(runs.items)
    assert again.digest == runs.digest
    assert find(documents([prose(1, 30)]), again, **TOLD).equals(find(documents([prose(1, 30)]), runs, **TOLD))
    assert runs.only(runs.keys[:1]).digest != runs.digest


def test_nothing_is_sought() -> None:
    """Without items nothing is found, and no document makes no rows."""
    runs = Runs.of(evaluation())
    assert find(documents([ITEM]), runs, **TOLD).equals(nothing_found(pa.array(["d0"])))
    assert find(documents([]), Runs.of(evaluation(ITEM)), **TOLD).num_rows == 0


# --- the stage ----------------------------------------------------------------------------------------

CELLS: dict[Cell, list[str]] = {
    ("edrsr", "2020"): [f"{FORMULA} {prose(100 + n, 60)}" for n in range(25)],
    ("edrsr", "2021"): [prose(200, 80), f"{prose(201, 20)} {ITEM}", FORMULA],
}


def searched(root: Path, cells: dict[Cell, list[str]], items: pa.Table, keepers: set[str] | None = None) -> Shards:
    """The slices of a corpus."""
    store, tables = Store(str(root)), list[pa.Table]()
    for cell, texts in cells.items():
        ids = [f"{Scope(*cell)}-{n}" for n in range(len(texts))]
        tables.append(pa.table({"id": ids, "text": pa.array(texts, pa.large_string())}))
    laid = lay_documents(store, dict(zip(cells, tables, strict=True)))
    kept = [
        pa.table({"keeper": [keepers is None or name in keepers for name in table["id"].to_pylist()]})
        for table in tables
    ]
    sets = Shards(store, (lay_shard(store, "evaluation_sets", EVERYTHING, items),))
    shards = {"evaluation_sets": sets, "documents": laid, "duplicates": lay_beside(laid, "duplicates", kept)}
    return conducted(conduct, CONTAMINATION, shards, **PASSES)


def shares(slices: Shards) -> dict[str, float]:
    """Documents that hold an item, and the greatest share."""
    rows = [row for table in slices for row in table.to_pylist()]
    return {row["id"]: row["evaluation_share"] for row in rows if row["evaluations"]}


def test_templates_are_taken_away_first(tmp_path: Path) -> None:
    """A formula of the whole register contaminates nothing; what an item adds to it does."""
    items = evaluation(f"{FORMULA} {ITEM}", f"{FORMULA} {prose(7, 3)}")
    slices = searched(tmp_path, CELLS, items)
    assert slices.read(0).schema.names == CONTAMINATION.names
    assert shares(slices) == {"edrsr|2021-1": pytest.approx(1, abs=0.1)}
    told = slices.store.read_evidence(slices.refs[0])
    assert told is not None
    assert told.schema.names == ITEMS.names
    rows = told.to_pylist()
    assert [row["sought"] for row in rows] == [True, False]
    assert [row["templates"] for row in rows] == [48, 48]


def test_a_formula_of_few_is_none(tmp_path: Path) -> None:
    """Copies of one decision are one document, so twenty-six of them make no template of what it says."""
    copies = {("edrsr", "2020"): [ITEM] * 26}
    items = evaluation(ITEM)
    assert len(shares(searched(tmp_path / "one", copies, items, {"edrsr|2020-0"}))) == 26
    assert not shares(searched(tmp_path / "many", copies, items))


def watched(monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    """A list that grows by the name of a function of the stage each time it is called."""
    calls, original = list[str](), getattr(contamination_stage, name)

    def call(*told: Any, **named: Any) -> Any:
        calls.append(name)
        return original(*told, **named)

    monkeypatch.setattr(contamination_stage, name, call)
    return calls


def test_a_night_reads_only_what_it_must(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards are counted once, and looked through again when what they may hold has changed."""
    counted, looked = (watched(monkeypatch, name) for name in ("count", "find"))
    items = evaluation(ITEM, f"{FORMULA} № 5 {prose(200, 80)}")
    first = searched(tmp_path, CELLS, items)
    assert (len(looked), len(counted)) == (1, 2)  # the shard of formulas holds nothing that is left
    again = searched(tmp_path, CELLS, items)
    assert (len(looked), len(counted)) == (1, 2)
    assert [ref.shard.key for ref in again.refs] == [ref.shard.key for ref in first.refs]
    more = searched(tmp_path, {**CELLS, ("edrsr", "2022"): [prose(300, 90)]}, items)
    assert (len(looked), len(counted)) == (1, 3)
    assert [ref.shard.key for ref in more.refs[:2]] == [ref.shard.key for ref in first.refs]


def test_no_evaluation_sets(tmp_path: Path) -> None:
    """Where there are none, every document has a row that says so."""
    slices = searched(tmp_path, CELLS, evaluation())
    assert [table.num_rows for table in slices] == [25, 3]
    assert not shares(slices)


def test_the_shipped_settings() -> None:
    """What the stage and the reader take is what is written."""
    assert set(SETTINGS) == {*PASSES, "fields", "name"}


# --- evaluation sets ----------------------------------------------------------------------------------


def test_files_of_a_folder(tmp_path: Path) -> None:
    """Every known kind, in any depth of folders and values; names of items where they have one."""
    lines = [
        {"id": "q1", "question": "Питання?", "answers": {"text": ["так", "ні"], "start": [1, 2]}, "score": 3},
        {"id": 7, "question": " ", "answers": None, "note": "ще"},
    ]
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("\ufeffодин\n\nдва", encoding="utf-8")
    pq.write_table(pa.table({"context": ["три", None, "чотири"]}), tmp_path / "deep" / "c.parquet")
    (tmp_path / "README.md").write_text("not an item")
    rows = [tuple(row.values()) for row in read_sets(str(tmp_path), name="id").to_pylist()]
    assert rows == [
        ("a.jsonl", "q1", "Питання?"),
        ("a.jsonl", "q1", "так"),
        ("a.jsonl", "q1", "ні"),
        ("a.jsonl", "7", "ще"),
        ("b.txt", "1", "один\n\nдва"),
        ("deep/c.parquet", "1", "три"),
        ("deep/c.parquet", "3", "чотири"),
    ]


def test_named_fields_alone(tmp_path: Path) -> None:
    """Other fields of text are left alone when some are named."""
    (tmp_path / "a.jsonl").write_text('{"question": "a", "source": "b"}\n')
    assert read_sets(str(tmp_path), fields=["question"])["text"].to_pylist() == ["a"]


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("a.jsonl", b'{"text": "a"}\n{', "a.jsonl cannot be read"),
        ("a.txt", b"\xff\xfe\xff", "a.txt cannot be read"),
        ("a.parquet", b"PAR1", "a.parquet cannot be read"),
        ("a.jsonl", b'{"text": 5}\n', "a.jsonl has no item with text"),
        ("a.txt", b"  \n", "a.txt has no item with text"),
    ],
)
def test_files_that_are_no_sets(tmp_path: Path, name: str, body: bytes, told: str) -> None:
    """A set that cannot be looked for is said in a sentence, and never passed over."""
    (tmp_path / name).write_bytes(body)
    with pytest.raises(UsageError, match=told):
        read_sets(str(tmp_path))


def test_fields_that_are_not_there(tmp_path: Path) -> None:
    """A set without the fields that are named would be no set at all."""
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\n')
    with pytest.raises(UsageError, match="no item with the fields question"):
        read_sets(str(tmp_path), fields=["question"])


def test_no_folder_no_items(tmp_path: Path) -> None:
    """To have no evaluation set is no error; to name one that is not there is."""
    assert read_sets("").num_rows == 0
    with pytest.raises(UsageError, match="nowhere is not there: name the folder of evaluation sets"):
        read_sets(str(tmp_path / "nowhere"))
