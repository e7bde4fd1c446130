"""The corpus under a release profile: nothing left to mask, what must stay stays, what may not leave is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from pipelines import graph, schema
from pipelines.annotate.personal.privacy import Profile, profile_named
from pipelines.annotate.personal.spans import Span
from pipelines.checks import personal_data as proving
from pipelines.checks.personal_data import LOOKED_AT, Proof, leaks_in, proof_of, sampled
from pipelines.plan import plan
from pipelines.report.release import one_profile
from pipelines.run import UncleanText, refuse_unclean
from pipelines.scope import Scope, UsageError
from pipelines.select import hiding
from pipelines.select.corpus import REFUSED, choose
from pipelines.select.hiding import guarded, hide, joined
from pipelines.stage import Outcome, Shards, Workspace
from pipelines.store import Manifest, Ref, Store, StoreError
from pipelines.work import Report
from tests.select_shards import lay_shard

CELL = Scope("edrsr", "2019")
Find = tuple[str, str, str]
"""Words found, their kind and role."""


def spans(text: str, found: Sequence[Find], action: str = "mask") -> list[Span]:
    """The first place of each words that stand in `text`."""
    places = [(text.index(words), words, kind, role) for words, kind, role in found if words in text]
    return [Span(kind, at, at + len(words), action, "x", 1.0, role) for at, words, kind, role in sorted(places)]


def row_of(columns: pa.Schema, **told: Any) -> dict[str, Any]:
    """A row in which what is not told is empty, or null where it may be."""
    empty = {field.name: None if field.nullable else _empty(field.type) for field in columns}
    return empty | told


def _empty(kind: pa.DataType) -> Any:
    if pa.types.is_list(kind):
        return []
    return 0 if pa.types.is_integer(kind) or pa.types.is_floating(kind) else pa.types.is_boolean(kind) or ""


def table_of(columns: pa.Schema, *rows: dict[str, Any]) -> pa.Table:
    """Rows of an asset."""
    return pa.Table.from_pylist([row_of(columns, **row) for row in rows], schema=columns)


def chosen(text: str, found: Sequence[Find], profile: Profile, **more: Any) -> Outcome:
    """The corpus of one document that the selection keeps."""
    document = {"id": "edrsr:1", "source": "edrsr", "kind": "decision", "language": "uk", "text": text, **more}
    told = [{"type": s.type, "start": s.start, "end": s.end, "action": s.action, "recognizer": "x", "score": 1.0,
             "role": s.role} for s in spans(text, found)]  # fmt: skip
    cited = [{"start": text.index("ст. 5"), "end": text.index("ст. 5") + 5, "kind": "statute", "law": "435-15",
              "article": "5", "anaphoric": False, "confidence": 1.0}] if "ст. 5" in text else []  # fmt: skip
    parts = [{"kind": "introductory", "title": text[:12], "start": 0, "end": len(text), "parent": -1}]
    return choose(
        table_of(schema.DOCUMENTS, document),
        table_of(schema.SELECTION, {"id": "edrsr:1", "decision": "keep", "weight": 1.0, "split": "train"}),
        table_of(schema.BUDGET, {"id": "edrsr:1", "chosen": True}),
        table_of(schema.DUPLICATES, {"id": "edrsr:1"}),
        pa.table({"language": ["uk"]}),
        table_of(schema.PERSONAL_DATA, {"id": "edrsr:1", "spans": told}),
        table_of(schema.SECTIONS, {"id": "edrsr:1", "sections": parts}),
        table_of(schema.CITATIONS, {"id": "edrsr:1", "citations": cited}),
        profile,
    )


def texts_of(made: Outcome) -> list[str]:
    """The texts of a corpus."""
    assert isinstance(made.body, pa.Table)
    return pl.DataFrame(made.body)["text"].to_list()


@pytest.fixture
def nothing_more(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Sequence[Find]], None]:
    """No look finds anything, but for what a test says that a text with certain words shows."""
    shown: dict[str, Sequence[Find]] = {}

    def look(documents: pa.Table) -> pa.Table:
        found = [
            [span for words, finds in shown.items() if words in text for span in spans(text, finds)]
            for text in documents["text"].to_pylist()
        ]
        rows = [{"id": "1", "spans": [_told(span) for span in held]} for held in found]
        return pa.Table.from_pylist(rows, schema=schema.PERSONAL_DATA)

    monkeypatch.setattr(hiding, "find_personal_data", look)
    monkeypatch.setattr(proving, "find_personal_data", look)
    return shown.__setitem__


def _told(span: Span) -> dict[str, Any]:
    return {name: getattr(span, name) for name in ("type", "start", "end", "action", "recognizer", "score", "role")}


TEXT = "Коваль О.О. за ст. 5 у справі 757/12/20-ц, тел. 0671234567, див. Бойко Б.Б."
EVERYBODY = [("Коваль О.О.", "PERSON", "clerk"), ("0671234567", "PHONE", ""), ("Бойко Б.Б.", "PERSON", "party")]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("strict", "ОСОБА_1 за ст. 5 у справі 757/12/20-ц, тел. ТЕЛЕФОН_1, див. ОСОБА_2"),
        ("research", "Коваль О.О. за ст. 5 у справі 757/12/20-ц, тел. ТЕЛЕФОН_1, див. ОСОБА_1"),
    ],
)
def test_a_profile_decides(profile: str, expected: str, nothing_more: Callable[..., None]) -> None:
    """The same finds, other answers; sections, their headings and citations move with the text."""
    made = chosen(TEXT, EVERYBODY, profile_named(profile))
    assert isinstance(made.body, pa.Table)
    (row,) = made.body.to_pylist()
    assert row["text"] == expected
    assert row["masked"] == expected.count("_")
    assert [row["text"][c["start"] : c["end"]] for c in row["citations"]] == ["ст. 5"]
    assert (row["sections"][0]["start"], row["sections"][0]["end"]) == (0, len(expected))
    assert row["sections"][0]["title"] == {"strict": "ОСОБА_1 ", "research": "Коваль О.О. "}[profile]
    assert made.account.balanced
    assert not made.quarantine.num_rows


def test_a_dropped_document_says_why(nothing_more: Callable[..., None]) -> None:
    """It is quarantined, its find named by kind and place and never by value; the account balances."""
    drops = Profile("careful", 1, {"PHONE": {"others": "drop_document"}, "others": {"others": "mask"}})
    made = chosen(TEXT, EVERYBODY, drops)
    (told,) = made.quarantine.to_pylist()
    assert (told["asset"], told["id"], told["reason"], told["sample"]) == ("corpus", "edrsr:1", REFUSED, b"")
    assert told["detail"] == f"PHONE at {TEXT.index('067')}: the profile careful drops its document."
    assert (made.account.given_out, made.account.quarantined) == (0, 1)
    assert made.account.balanced


def test_citations_and_case_numbers_are_never_masked(nothing_more: Callable[..., None]) -> None:
    """Whatever a recognizer holds them for; nor do they drop a document."""
    wrong = [("ст. 5", "PLATE", ""), ("757/12/20-ц", "PHONE", "")]
    profile = Profile("careful", 1, {"others": {"others": "drop_document"}})
    made = chosen(TEXT, wrong, profile, case_numbers=["757/12/20-ц", ""])
    assert texts_of(made) == [TEXT]


def test_what_touches_a_public_place_is_kept() -> None:
    """Also where it only overlaps; what lies beside it is not, and a placeholder stays one."""
    text = "справа 61-12св20 і 61-12св20"
    found = [Span("PHONE", 5, 8, "mask", "x", 1.0), Span("PHONE", 16, 18, "mask", "x", 1.0)]
    found += [Span("PHONE", 19, 24, "register", "x", 1.0)]
    assert [s.action for s in guarded(found, text, [], ["61-12св20"])] == ["keep", "mask", "register"]
    assert [s.action for s in guarded(found, text, [(16, 18)], [])] == ["mask", "keep", "register"]


def written(text: str, found: Sequence[Find]) -> hiding.Written:
    """One text, hidden under the strict profile."""
    rows = pa.table({"id": ["1"], "kind": ["decision"], "language": ["uk"], "text": [text], "case_numbers": [["7/1"]]})
    return hide(rows, [spans(text, found)], [[]], profile_named("strict"))[0]


def test_what_a_later_look_finds_is_masked_too(nothing_more: Callable[..., None]) -> None:
    """As if it had been found at first: numbers and edits are those of one replacement."""
    nothing_more("ТЕЛЕФОН_1", [("Бойко Б.Б.", "PERSON", "party"), ("7/1", "PHONE", "")])
    nothing_more("ОСОБА_1", [("а@б", "EMAIL", "")])
    made = written("Бойко Б.Б., 0671234567, а@б, 7/1", [("0671234567", "PHONE", "")])
    assert (made.text, made.masked, made.is_clean) == ("ОСОБА_1, ТЕЛЕФОН_1, ПОШТА_1, 7/1", 3, True)
    assert [edit[:2] for edit in made.edits] == [(0, 10), (12, 22), (24, 27)]


def test_a_text_that_never_comes_clean_is_not_let_out(nothing_more: Callable[..., None]) -> None:
    """Where each look finds one more, somebody must see to its recognizers first."""
    nothing_more("_", [("див", "PHONE", "")])
    made = chosen("тел. 0671234567, " + "див, " * 30, [("0671234567", "PHONE", "")], profile_named("strict"))
    assert made.quarantine["detail"].to_pylist() == [
        "Every look at its masked text finds more to mask: see its recognizers."
    ]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("strict", "Секретар ОСОБА_1 склав акт. ОСОБА_1 його підписав."),
        ("research", "Секретар Гнатюк О.О. склав акт. Гнатюк його підписав."),
    ],
)
def test_who_is_masked_is_masked_by_surname_too(profile: str, expected: str, nothing_more: Callable[..., None]) -> None:
    """A clerk whom only the profile hides, and whom the text calls by the surname afterwards."""
    text = "Секретар Гнатюк О.О. склав акт. Гнатюк його підписав."
    made = chosen(text, [("Гнатюк О.О.", "PERSON", "clerk")], profile_named(profile))
    assert texts_of(made) == [expected]


def test_what_overlaps_is_joined() -> None:
    """A later find takes in what it touches, and nothing overlaps."""
    first = [Span("PHONE", 0, 4, "mask", "x", 1.0), Span("PERSON", 6, 9, "keep", "x", 1.0)]
    more = [Span("ADDRESS", 3, 7, "mask", "x", 1.0), Span("EMAIL", 9, 12, "mask", "x", 1.0)]
    assert [(s.type, s.start, s.end) for s in joined(first, more)] == [("ADDRESS", 0, 9), ("EMAIL", 9, 12)]


# --- the proof ----------------------------------------------------------------------------------------


def released(root: Path, *rows: dict[str, Any], profile: str = "strict") -> tuple[Store, Manifest]:
    """A committed corpus of one cell."""
    store = Store(str(root))
    told = [{"source": "edrsr", "kind": "decision", "case_numbers": [], **row} for row in rows]
    shard = replace(lay_shard(store, "corpus", CELL, table_of(schema.CORPUS, *told)).shard, variant=profile)
    manifest = Manifest("corpus", CELL, "1", (shard,))
    store.commit(manifest)
    return store, manifest


def test_a_clean_corpus_is_proved(tmp_path: Path) -> None:
    """With the project's own recognizers: a judge and a court's own are no leak."""
    text = "Суддя Коваль О.О. УСТАНОВИВ: ОСОБА_1 просить стягнути 100 грн. у справі № 757/12345/20-ц."
    store, manifest = released(tmp_path, {"id": "edrsr:1", "text": text})
    proof = proof_of(manifest, store)
    assert (proof.documents, proof.looked_at, proof.found) == (1, 1, 0)
    assert proof.sentence.startswith("1 of 1 released documents were looked at again, and none holds anything")


def test_a_leak_is_named_and_not_shown(tmp_path: Path) -> None:
    """Document, kind, place and the words around it; its value and other values beside it are nowhere."""
    text = "Позивач просить дзвонити за номером тел. +380671234567 або писати на пошту ivan.boyko@example.com щодня."
    store, manifest = released(tmp_path, {"id": "edrsr:1", "text": text}, {"id": "edrsr:2", "text": "Суд."})
    proof = proof_of(manifest, store)
    assert [leak.type for leak in proof.leaks] == ["PHONE", "EMAIL"]
    said = proof.sentence + "".join(map(str, proof.leaks))
    assert "2 finds to mask in 2 of 2 released documents: edrsr:1 has PHONE at " in said
    assert "ТЕЛЕФОН_1" in said
    assert not [value for value in ("380671234567", "ivan.boyko", "example.com") if value in said]


def test_what_is_cited_is_no_leak(tmp_path: Path, nothing_more: Callable[..., None]) -> None:
    """The proof keeps what masking keeps."""
    nothing_more("справа", [("757/12/20-ц", "PHONE", ""), ("ст. 5", "PLATE", "")])
    cited = [{"start": 19, "end": 24, "target": "435-15/5"}]
    row = {"id": "edrsr:1", "source": "edrsr", "kind": "decision", "text": "справа 757/12/20-ц ст. 5"}
    rows = table_of(schema.CORPUS, {**row, "case_numbers": ["757/12/20-ц"], "citations": cited})
    assert not list(leaks_in(rows, profile_named("")))


def test_the_command_line_withdraws_what_is_not_clean(tmp_path: Path) -> None:
    """One sentence, and nobody reads it any more, also not a later run."""
    store, manifest = released(tmp_path, {"id": "edrsr:1", "text": "моб. тел. +380671234567"})
    report = Report("corpus", CELL, manifest, 1, 0, 0.0)
    with pytest.raises(UncleanText, match=r"edrsr\|2019: 1 finds to mask .* edrsr:1 has PHONE at"):
        refuse_unclean(report, store)
    assert store.find_manifest("corpus", CELL) is None


@pytest.mark.parametrize("rows", [0, 1, LOOKED_AT])
def test_a_small_cell_is_looked_at_whole(rows: int) -> None:
    """Every document."""
    assert sampled(rows, "x").tolist() == list(range(rows))


@pytest.mark.parametrize("rows", [LOOKED_AT + 1, 12_345, 6_000_000])
def test_of_a_large_cell_a_lot_is_looked_at(rows: int) -> None:
    """So many, each once, from all over the cell; the same each time, and others for another cell."""
    lot = sampled(rows, "x").tolist()
    assert len(set(lot)) == len(lot) == LOOKED_AT
    assert lot == sorted(lot) == sampled(rows, "x").tolist()
    assert lot[0] >= 0
    assert lot[-1] < rows
    assert max(b - a for a, b in pairwise(lot)) <= 2 * rows // proving.STRETCHES
    assert rows == LOOKED_AT + 1 or lot != sampled(rows, "y").tolist()


def test_shards_are_looked_at_in_their_rows(tmp_path: Path, nothing_more: Callable[..., None]) -> None:
    """A leak in a later shard is told with its own document."""
    nothing_more("тайна", [("тайна", "PHONE", "")])
    store, first = released(tmp_path, {"id": "edrsr:1", "text": "суд"}, {"id": "edrsr:2", "text": "суд"})
    _, other = released(tmp_path, {"id": "edrsr:3", "text": "суд"}, {"id": "edrsr:4", "text": "тайна"})
    proof = proof_of(Manifest("corpus", CELL, "1", (*first.shards, *other.shards)), store)
    assert [leak.id for leak in proof.leaks] == ["edrsr:4"]


def test_an_unfinished_proof_tells_no_value() -> None:
    """A proof without finds passes."""
    assert Proof(5, 5, 0, ()).passed


# --- profiles in the graph ----------------------------------------------------------------------------


def test_another_profile_makes_other_shards_of_the_corpus_alone(made: tuple[Workspace, list[Report]]) -> None:
    """Keys of `corpus` change with the profile, those of `personal_data` and `selection` do not."""
    workspace, _ = made
    cell = next(m.scope for m in workspace.store.manifests("corpus") if m.rows)
    other = replace(workspace, profile="research")
    keys = {
        name: [[task.key for task in plan(graph.stage(name), cell, each)] for each in (workspace, other)]
        for name in ("personal_data", "selection", "corpus")
    }
    assert {name for name, (one, two) in keys.items() if one != two} == {"corpus"}
    assert {shard.variant for shard in workspace.store.manifest("corpus", cell).shards} == {"strict"}


def test_an_unknown_profile_stops_the_run(made: tuple[Workspace, list[Report]]) -> None:
    """Before anything of the corpus is made."""
    workspace, _ = made
    cell = workspace.store.manifests("corpus")[0].scope
    with pytest.raises(UsageError, match="no release profile 'loose'"):
        plan(graph.stage("corpus"), cell, replace(workspace, profile="loose"))


def test_a_release_has_one_profile(tmp_path: Path) -> None:
    """Cells made with two are told, and not released together."""
    store, one = released(tmp_path, {"id": "edrsr:1", "text": "суд"})
    _, two = released(tmp_path, {"id": "edrsr:2", "text": "суд"}, profile="research")
    refs = tuple(Ref("corpus", CELL, shard) for manifest in (one, two) for shard in manifest.shards)
    assert one_profile(Shards(store, refs[:1])).name == "strict"
    with pytest.raises(StoreError, match="made with the profiles research and strict"):
        one_profile(Shards(store, refs))


def test_the_released_fixtures_are_clean(made: tuple[Workspace, list[Report]]) -> None:
    """Every cell of the corpus, whole, by the look that blocks a run."""
    workspace, _ = made
    proofs = {str(m.scope): proof_of(m, workspace.store) for m in workspace.store.manifests("corpus")}
    assert not {cell: proof.sentence for cell, proof in proofs.items() if not proof.passed}
    assert sum(proof.looked_at for proof in proofs.values()) > 100
