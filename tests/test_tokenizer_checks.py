"""What the user interface shows of the tokenizer, and the checks that block what would be built on a bad one."""

from __future__ import annotations

import base64
import json
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pytest

from assets import tokenizer_checks as checks
from pipelines import schema
from pipelines.report import tokenizer as report
from pipelines.report.tokenizer import portraits, windows
from pipelines.report.tokenizer_plot import fertility_plot, use_plot
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Shards
from pipelines.store import Account, Manifest, Ref, Shard, Store
from pipelines.tables import parquet_bytes
from tokenizer import load, train
from tokenizer.reporting import portrait

LEGAL = {
    "uk": "Суд дійшов висновку, що зобов'язання за договором № 123456 від 01.02.2023 не виконані.\n\n",
    "nl": "Het beroep van belanghebbende [naam] is ongegrond; de uitspraak wordt bevestigd.\n",
}
BLANK = dict.fromkeys(schema.CORPUS.names) | {
    "version": "1", "source": "edrsr", "kind": "decision", "language": "uk", "case_numbers": [], "split": "train",
    "weight": 1.0, "masked": 0, "sections": [], "citations": [], "group": "",
}  # fmt: skip


@cache
def legal() -> bytes:
    """A small tokenizer."""
    return train([*LEGAL.values()] * 5, vocab_size=600).to_str().encode()


def corpus_of(root: Path, shards: int = 1, documents: int = 8) -> Shards:
    """A corpus of both sides and languages in a store, with its manifest."""
    store, scope, made = Store(str(root)), Scope("edrsr", "2020"), []
    for number in range(shards):
        rows = [
            BLANK | {"id": f"{number}-{n}", "language": language, "split": "test" if n % 4 == 0 else "train",
                     "text": LEGAL[language] * 60}
            for n in range(documents) for language in LEGAL
        ]  # fmt: skip
        key, account = f"{number:032x}", Account("rows", len(rows), len(rows))
        body = parquet_bytes(pa.Table.from_pylist(rows, schema=schema.CORPUS))
        size, digest = store.write("corpus", scope, f"part-{key}.parquet", body)
        made.append(Shard(key, key, f"part-{key}.parquet", len(rows), size, digest, account))
    store.commit(Manifest("corpus", scope, "1", tuple(made)))
    return Shards(store, tuple(Ref("corpus", scope, shard) for shard in made))


def committed(store: Store) -> Manifest:
    """The tokenizer in the store."""
    size, digest = store.write("bpe_tokenizer", EVERYTHING, "part-a.json", legal())
    shard = Shard("a", "a", "part-a.json", 1, size, digest, Account("documents", 1, 1))
    manifest = Manifest("bpe_tokenizer", EVERYTHING, "1", (shard,))
    store.commit(manifest)
    return manifest


def test_windows_are_drawn_from_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many shards, so many documents of each side, each a stretch of a text; the same again, in whatever order."""
    monkeypatch.setattr(report, "SHARDS", 2)
    monkeypatch.setattr(report, "DOCUMENTS", 3)
    corpus = corpus_of(tmp_path, shards=3)
    drawn = windows(corpus)
    assert sorted(drawn["split"].to_pylist()) == ["test"] * 6 + ["train"] * 6
    assert {len(text) for text in drawn["text"].to_pylist()} == {report.WIDTH}
    assert all(row["text"] in LEGAL[row["language"]] * 60 for row in drawn.to_pylist())
    assert windows(Shards(corpus.store, corpus.refs[::-1])).equals(drawn)


def test_a_corpus_of_nothing_has_no_windows(tmp_path: Path) -> None:
    """And its tokenizer passes, for it breaks nothing."""
    drawn = windows(corpus_of(tmp_path, shards=0))
    assert (drawn.num_rows, drawn.schema) == (0, report.WINDOWS)
    assert all(result.passed for result in checks.judged(legal(), []))
    assert checks.shown(portraits("ours", legal(), drawn))["unused_tokens"] == load(legal()).get_vocab_size()


def test_a_sound_tokenizer_passes_and_is_shown(tmp_path: Path) -> None:
    """Four checks answered; costs of each language are numbers to plot."""
    corpus = corpus_of(tmp_path)
    results, shown = checks.told(committed(corpus.store), corpus.store)
    assert {result.check_name for result in results} == {spec.name for spec in checks.specs()}
    assert all(result.passed for result in results)
    assert {"tokens_per_word_uk", "tokens_per_word_nl", "gap_uk", "gap_nl", "renyi_efficiency"} <= shown.keys()
    assert "| this one | edrsr | nl |" in str(shown["side_by_side"].value)  # pyright: ignore[reportAttributeAccessIssue]


def test_every_check_blocks() -> None:
    """Nothing is packed by a tokenizer that fails one."""
    assert all(spec.blocking and spec.asset_key == dg.AssetKey("bpe_tokenizer") for spec in checks.specs())


@pytest.mark.parametrize(
    ("broken", "failed"),
    [
        ({"decoder": None}, checks.RESTORED),
        ({"added_tokens": []}, checks.WHOLE),
        ({"token": "aĊb"}, checks.LINED),
        ({"dropout": 0.5}, checks.STEADY),
    ],
)
def test_a_broken_tokenizer_fails_its_check(broken: dict[str, object], failed: str) -> None:
    """The check that is about what is broken fails, and says how many finds there are."""
    told = json.loads(legal())
    if "token" in broken:
        vocabulary, last = told["model"]["vocab"], "".join(told["model"]["merges"].pop())
        vocabulary[broken["token"]] = vocabulary.pop(last)
    told["model"]["dropout"] = broken.get("dropout")
    parts = {name: part for name, part in broken.items() if name in told}
    results = checks.judged(json.dumps(told | parts).encode(), [*LEGAL.values()] * 5)
    (found,) = [result for result in results if result.check_name == failed]
    assert not found.passed
    assert found.severity == dg.AssetCheckSeverity.ERROR
    assert found.metadata["found"].value


def test_pictures_are_pictures(tmp_path: Path) -> None:
    """Each an SVG on its own, a bar for each language of each tokenizer and a curve for each language."""
    found = portraits("a<b", legal(), windows(corpus_of(tmp_path)))
    found |= {"b": portrait(legal(), report.WINDOWS.empty_table())}
    bars, curves = ET.fromstring(fertility_plot(found)), ET.fromstring(use_plot(found["a<b"]))
    names = {text.text for text in bars.iter("{http://www.w3.org/2000/svg}text")}
    assert {"uk · a<b", "nl · a<b"} <= names
    assert len(list(curves.iter("{http://www.w3.org/2000/svg}polyline"))) == 2
    for nothing in (fertility_plot({}), use_plot(found["b"])):
        assert ET.fromstring(nothing).tag.endswith("svg")


def test_a_picture_travels_in_its_address() -> None:
    """The interface draws no markup, but what an address holds."""
    shown = str(checks.shown(portraits("ours", legal(), report.WINDOWS.empty_table()))["costs"].value)  # pyright: ignore[reportAttributeAccessIssue]
    assert base64.b64decode(shown.split("base64,")[1].rstrip(")")).startswith(b"<svg")
