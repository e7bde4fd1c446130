"""The review of personal data: which finds are shown, in what order, and where the page lies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pytest

from assets import personal_data_checks
from assets.personal_data_checks import CLEAN
from pipelines import schema
from pipelines.report.personal_data import SHOWN, Review, counts_by_type, review
from pipelines.report.personal_data_page import review_page
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Manifest, Store, quarantine_name
from pipelines.tables import parquet_bytes
from pipelines.trace import passports
from tests.command_line import run
from tests.select_shards import lay_beside, lay_documents
from tests.test_privacy_corpus import released, table_of

CELLS = (Scope("edrsr", "2019"), Scope("rechtspraak", "2019"))
SCORES = (0.6, 0.95, 0.95, 0.95)


def found(text: str, words: str, kind: str, score: float, action: str = "mask") -> dict[str, object]:
    """A find as `personal_data` tells it."""
    at = text.index(words)
    told = {"type": kind, "start": at, "end": at + len(words), "action": action, "recognizer": f"{kind}finder"}
    return {**told, "score": score, "role": "party" if kind == "PERSON" else ""}


def laid(store: Store, documents: int) -> tuple[Shards, Shards]:
    """Personal data and documents of two registers, committed: each text has a telephone and a person."""
    tables, private = {}, []
    for source, year in ((scope.source, scope.year) for scope in CELLS):
        texts = [f"До <b>того</b> & тел. 067{n:07d}, Бойко Б{n}. та інше" for n in range(documents)]
        rows = [{"id": f"{source}:{n}", "source": source, "text": text} for n, text in enumerate(texts)]
        spans = [
            [found(text, f"067{n:07d}", "PHONE", SCORES[n % 4]), found(text, f"Бойко Б{n}.", "PERSON", 0.8, "keep")]
            for n, text in enumerate(texts)
        ]
        tables[source, year] = table_of(schema.DOCUMENTS, *rows)
        told = [{"id": row["id"], "spans": held} for row, held in zip(rows, spans, strict=True)]
        private.append(table_of(schema.PERSONAL_DATA, *told))
    shards = lay_documents(store, tables)
    beside = lay_beside(shards, "personal_data", private)
    for name, made in (("documents", shards), ("personal_data", beside)):
        for ref in made.refs:
            store.commit(Manifest(name, ref.scope, "1", (ref.shard,)))
    return beside, shards


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The review of two registers with a hundred documents each."""
    return review("all", *laid(Store(str(tmp_path_factory.mktemp("root"))), 100))


def test_of_each_kind_some_are_shown_from_doubtful_to_sure(told: Review) -> None:
    """As many as there is room for, each once, and the doubtful are as many as the sure though they are fewer."""
    of_kind = [find for find in told.finds if (find.language, find.type) == ("uk", "PHONE")]
    scores = [round(find.score, 2) for find in of_kind]
    assert len({find.id for find in of_kind}) == len(of_kind) == SHOWN
    assert scores == [0.6] * (SHOWN // 2) + [0.95] * (SHOWN // 2)
    assert len([find for find in told.finds if (find.language, find.type) == ("nl", "PERSON")]) == SHOWN


def test_a_find_is_shown_in_its_context(told: Review) -> None:
    """Before, value and after are the text as it is."""
    first = told.finds[0]
    assert first.value.startswith(("067", "Бойко"))
    assert (first.before + first.value + first.after).startswith("До <b>того</b> & тел. 067")


def test_everything_is_counted(told: Review) -> None:
    """By language, kind, recognizer and action."""
    assert sorted(told.counts.iter_rows()) == [
        *(("nl", "PERSON", "PERSONfinder", "keep", 100), ("nl", "PHONE", "PHONEfinder", "mask", 100)),
        *(("uk", "PERSON", "PERSONfinder", "keep", 100), ("uk", "PHONE", "PHONEfinder", "mask", 100)),
    ]


def test_the_same_lot_each_time(told: Review, tmp_path: Path) -> None:
    """No clock and no order of shards."""
    personal_data, documents = laid(Store(str(tmp_path)), 100)
    turned = Shards(personal_data.store, personal_data.refs[::-1])
    assert list(review("all", turned, documents).finds) == list(told.finds)


def test_the_page_marks_the_value_and_believes_no_text(told: Review) -> None:
    """Markup of a text is shown as text; the page needs nothing from elsewhere and says what it is."""
    page = review_page(told)
    assert "<mark class=mask>0670000" in page
    assert "<b>того</b>" not in page
    assert "&lt;b&gt;того&lt;/b&gt; &amp; тел." in page
    assert "This page shows what a release hides." in page
    assert not [sign for sign in ("<script", "http://", "https://", "<link") if sign in page]
    assert page.index("<section id='uk'>") < page.index("<section id='nl'>")


def test_a_scope_without_finds_has_a_page() -> None:
    """Nothing to show is no mistake."""
    empty = Shards(Store("."), ())
    assert "Personal data" in review_page(review("edrsr|2019", empty, empty))


def test_the_page_lies_in_the_data_root_and_not_in_a_release(tmp_path: Path) -> None:
    """The command line writes one page for each scope that is asked for, and says where."""
    laid(Store(str(tmp_path)), 3)
    result = run("review", "--root", str(tmp_path), "--cells", "edrsr|2019 rechtspraak")
    assert result.exit_code == 0, result.output
    pages = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html"))
    assert pages == ["review/personal_data-edrsr-2019.html", "review/personal_data-rechtspraak.html"]
    assert [Path(line) for line in result.output.split()] == [tmp_path / page for page in pages]


def test_a_scope_that_was_not_made_is_one_sentence(tmp_path: Path) -> None:
    """No empty page."""
    result = run("review", "--root", str(tmp_path), "--cells", "edrsr|2019")
    assert result.exit_code == 1
    assert "personal_data of edrsr|2019 has not been made yet" in result.output


def test_counts_by_kind_and_action(tmp_path: Path) -> None:
    """Over all shards."""
    personal_data, _ = laid(Store(str(tmp_path)), 5)
    assert counts_by_type(personal_data) == {"PERSON": {"keep": 10}, "PHONE": {"mask": 10}}


def test_the_user_interface_plots_every_kind(tmp_path: Path) -> None:
    """Numbers for all kinds, 0 where nothing was found, and the page."""
    store = Store(str(tmp_path))
    laid(store, 5)
    shown = personal_data_checks.found(store.manifest("personal_data", CELLS[0]), store)
    assert {name: shown[name] for name in ("found_PHONE", "found_PERSON", "found_BSN", "found_IBAN")} == {
        "found_PHONE": 5,
        "found_PERSON": 5,
        "found_BSN": 0,
        "found_IBAN": 0,
    }
    assert shown["review"] == dg.MetadataValue.path(str(tmp_path / "review/personal_data-edrsr-2019.html"))


def test_the_user_interface_blocks_what_is_not_clean(tmp_path: Path) -> None:
    """A blocking check that says where, and withdraws the cell; the value is in none of its words."""
    store, manifest = released(tmp_path, {"id": "edrsr:1", "text": "моб. тел. +380671234567, суд"})
    (spec,) = [personal_data_checks.spec()]
    result = personal_data_checks.judged(manifest, store)
    assert (spec.name, spec.blocking, result.check_name, result.passed) == (CLEAN, True, CLEAN, False)
    assert "380671234567" not in repr(result)
    assert result.metadata["found"] == dg.MetadataValue.int(1)
    assert store.find_manifest("corpus", manifest.scope) is None


def test_the_user_interface_shows_the_policy(tmp_path: Path) -> None:
    """The profile of the cell and what it asks."""
    _, manifest = released(tmp_path, {"id": "edrsr:1", "text": "суд"}, profile="research")
    shown = personal_data_checks.masked(manifest)
    assert shown["profile"] == "research"
    assert "| research | 1 | PERSON | party | mask |" in repr(shown["privacy_policy"])


def test_a_document_that_was_dropped_is_traced(tmp_path: Path) -> None:
    """A passport ends with why its document was not let out."""
    store, manifest = released(tmp_path, {"id": "edrsr:1", "text": "суд"})
    (shard,) = manifest.shards
    refused = {"asset": "corpus", "id": "edrsr:9", "reason": "personal_data", "detail": "PHONE at 3", "sample": b""}
    body = pa.Table.from_pylist([{"source_file": "", "place": "", **refused}], schema=schema.QUARANTINE)
    store.write("corpus", manifest.scope, quarantine_name(shard.key), parquet_bytes(body))
    store.commit(replace(manifest, shards=(replace(shard, reasons=(("personal_data", 1),)),)))
    (page,) = passports("edrsr:9", store)
    assert page["quarantine"]["detail"] == "PHONE at 3"
