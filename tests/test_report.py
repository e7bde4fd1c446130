"""The papers of a release: counts add up, cards load, the page holds what was counted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from pipelines import schema
from pipelines.dedup.review import Difference
from pipelines.export.packing_rows import pack
from pipelines.export.parquet import SPLITS, parquet_rows
from pipelines.export.webdataset import tar_bytes
from pipelines.report.card import card, features, front_matter, size_category
from pipelines.report.clusters import Census, Pair
from pipelines.report.croissant import croissant
from pipelines.report.markup import bar, columns, number, share, size, stack, table
from pipelines.report.meanings import MEANINGS
from pipelines.report.page import page
from pipelines.report.summary import Count, ReleaseFile, Shard, Summary, count, summarise
from tokenizer import measure
from tokenizer.stage import train_tokenizer

LOADING = Path(__file__).parent.parent / "docs" / "loading.md"


def corpus_of(texts: dict[str, str]) -> pa.Table:
    """A corpus table of the given texts, one in four held out."""
    blank = dict.fromkeys(schema.CORPUS.names)
    rows = [
        blank
        | {"id": name, "version": "1", "source": name.split(":")[0], "kind": "decision", "language": "uk"}
        | {"case_numbers": [f"{place}/24"], "date": dt.date(2024, 1, 1 + place), "weight": 1.0, "masked": 0}
        | {"split": "train" if place % 4 else ("test", "validation")[place // 4 % 2], "group": name}
        | {"text": text, "citations": [], "sections": []}
        for place, (name, text) in enumerate(texts.items())
    ]
    return pa.Table.from_pylist(rows, schema=schema.CORPUS)


def lines_of(columns: pa.Schema, rows: list[dict]) -> pa.Table:
    """A table of the schema, columns not given being zero, empty or null."""
    zeros = {pa.string(): "", pa.large_string(): "", pa.float32(): 0.0, pa.bool_(): False, pa.int32(): 0}
    blank = {field.name: [] if pa.types.is_list(field.type) else zeros.get(field.type) for field in columns}
    return pa.Table.from_pylist([blank | row for row in rows], schema=columns)


@pytest.fixture(scope="module")
def corpus() -> pa.Table:
    """Twelve decisions, three of them held out."""
    decision = "РІШЕННЯ\nСуд дійшов висновку про стягнення {} грн.\nСуд ухвалив: позов задовольнити.\n"
    return corpus_of({f"edrsr:{number}": decision.format(number) for number in range(12)})


@pytest.fixture(scope="module")
def tokenizer(corpus: pa.Table) -> bytes:
    """A small tokenizer of those decisions."""
    return train_tokenizer([corpus], vocab_size=600)


@pytest.fixture(scope="module")
def release(corpus: pa.Table, tokenizer: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny release on disk, laid out as docs/loading.md says."""
    root = tmp_path_factory.mktemp("release")
    for split in SPLITS:
        side = corpus.filter(pc.field("split") == split)
        for folder in ("parquet", "packed", "webdataset"):
            (root / folder / split).mkdir(parents=True)
        pq.write_table(parquet_rows(side), root / "parquet" / split / "edrsr-2024.parquet")
        pq.write_table(pack(side, tokenizer, length=128), root / "packed" / split / "edrsr-2024.parquet")
        (root / "webdataset" / split / "edrsr-2024.tar").write_bytes(tar_bytes(side))
    (root / "tokenizer").mkdir()
    (root / "tokenizer" / "tokenizer.json").write_bytes(tokenizer)
    return root


def files_in(root: Path) -> list[ReleaseFile]:
    """The files of a release on disk, with true sizes, rows and checksums."""
    found = []
    for path in sorted(root.glob("*/**/*.*")):
        content = path.read_bytes()
        rows = pq.read_metadata(path).num_rows if path.suffix == ".parquet" else 1
        checksum = hashlib.sha256(content).hexdigest()
        found.append(ReleaseFile(str(path.relative_to(root)), rows, len(content), checksum))
    return found


@pytest.fixture(scope="module")
def summary(corpus: pa.Table, tokenizer: bytes, release: Path) -> Summary:
    """The release counted: fourteen documents came in, two were copies."""
    documents = [{"id": str(n), "status": "public" if n else "withdrawn"} for n in range(14)]
    reason = {"rule": "near_duplicate", "value": "0.93", "threshold": "0.80"}
    decisions = [{"decision": "keep"}] * 12 + [{"decision": "duplicate", "reasons": [reason]}] * 2
    spans = [{"type": "PHONE", "action": "mask"}, {"type": "PERSON", "action": "keep"}]
    blank = {"start": 0, "end": 1, "recognizer": "", "score": 1.0, "role": ""}
    said = [{"language": "uk", "chars": 5}] * 13 + [{"language": "ru", "chars": 7, "damage": ["mojibake"]}]
    tables = {
        "documents": lines_of(schema.DOCUMENTS, documents),
        "quarantine": lines_of(schema.QUARANTINE, [{"reason": "truncated", "sample": b""}]),
        "duplicates": lines_of(schema.DUPLICATES, [{"label": "unique"}] * 12 + [{"label": "identical"}] * 2),
        "quality": lines_of(schema.QUALITY, said),
        "personal_data": lines_of(schema.PERSONAL_DATA, [{"id": "1", "spans": [blank | span for span in spans]}]),
        "selection": lines_of(schema.SELECTION, decisions),
        "corpus": corpus,
        "packed_sequences": pack(corpus, tokenizer, length=128),
    }
    return summarise(
        [count(Shard("edrsr", "2024", tables))],
        name="lexcorpus <tiny>",
        files=files_in(release),
        fertility=measure(tokenizer, [corpus]),
        row_length=128,
    )


def test_counts_are_those_of_the_tables(summary: Summary) -> None:
    """Each facet counts what its table holds, by name and by source."""
    assert summary.rows("documents") == {"public": 13, "withdrawn": 1}
    assert summary.amounts("language") == {"ru": 7, "uk": 13 * 5}
    assert summary.rows("decision", by="source") == {"edrsr": 14}
    assert summary.rows("rule") == {"near_duplicate": 2}
    assert summary.rows("mask") == {"PHONE": 1}
    assert summary.rows("keep") == {"PERSON": 1}
    assert summary.rows("damage") == {"mojibake": 1}
    assert summary.rows("corpus") == {"train": 9, "validation": 1, "test": 2}
    assert not summary.has("register")


def test_release_day_is_the_newest_documents_day(summary: Summary) -> None:
    """No clock: the day comes from the documents when nobody gives one."""
    assert summary.days == ("2024-01-01", "2024-01-12")
    assert summary.released == dt.date(2024, 1, 12)


def test_counts_do_not_depend_on_how_rows_are_grouped_into_shards(corpus: pa.Table) -> None:
    """One shard or five in any order: the same summary."""
    shards = [count(Shard("edrsr", "2024", {"corpus": corpus.slice(start, 3)})) for start in (9, 0, 6, 3, 12)]
    whole = summarise([count(Shard("edrsr", "2024", {"corpus": corpus}))], name="x")
    parts = summarise(shards, name="x")
    for facet in ("corpus", "documents"):
        assert (parts.rows(facet), parts.amounts(facet)) == (whole.rows(facet), whole.amounts(facet))
    assert (parts.days, parts.released) == (whole.days, whole.released)


def test_a_release_without_any_day_is_refused(corpus: pa.Table) -> None:
    """The error says what to give."""
    with pytest.raises(ValueError, match="give the day of the release"):
        summarise([count(Shard("edrsr", "2024", {"corpus": corpus.slice(0, 0)}))], name="x")


def test_an_uncounted_asset_is_refused(corpus: pa.Table) -> None:
    """A table that nobody counts is a mistake of the caller, not a silent nothing."""
    with pytest.raises(ValueError, match="leave it out"):
        count(Shard("edrsr", "2024", {"signatures": corpus}))


@pytest.mark.parametrize(
    ("path", "folder", "split"),
    [
        ("parquet/train/a.parquet", "parquet", "train"),
        ("embedding/pairs/test/a.parquet", "embedding/pairs", "test"),
        ("tokenizer/tokenizer.json", "tokenizer", ""),
    ],
)
def test_a_files_place_tells_its_data_set_and_split(path: str, folder: str, split: str) -> None:
    """Folders are the only naming convention."""
    file = ReleaseFile(path, 1, 1, "")
    assert (file.format, file.split) == (folder, split)


@pytest.mark.parametrize(
    ("rows", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**8, "100M<n<1B"), (10**9, "n>1B")],
)
def test_size_category_is_the_hubs(rows: int, category: str) -> None:
    """Borders belong to the larger class."""
    assert size_category(rows) == category


@pytest.mark.parametrize(
    "columns", [schema.CORPUS, schema.PACKED_SEQUENCES, schema.EMBEDDING_PAIRS, schema.EMBEDDING_CHUNKS]
)
def test_features_are_those_datasets_would_infer(columns: pa.Schema) -> None:
    """The card's features say what the files hold, in the words of `datasets`."""
    datasets = pytest.importorskip("datasets")
    assert features(columns) == datasets.Features.from_arrow_schema(columns)._to_yaml_list()


def test_card_opens_with_front_matter_that_names_every_split(summary: Summary) -> None:
    """The front matter is YAML, its paths are globs of the release."""
    front = yaml.safe_load(card(summary).split("---\n")[1])
    assert front == front_matter(summary)
    assert [config["config_name"] for config in front["configs"]] == ["parquet", "webdataset", "packed"]
    assert front["configs"][0]["data_files"][0] == {"split": "train", "path": "parquet/train/*.parquet"}
    assert front["language"] == ["uk"]
    examples = {split["name"]: split["num_examples"] for split in front["dataset_info"][0]["splits"]}
    assert examples == summary.rows("corpus")


def test_croissant_describes_every_file_and_column(summary: Summary) -> None:
    """Each file has its checksum, each column its sentence, each reference its target."""
    described = json.loads(croissant(summary))
    nodes = described["distribution"]
    checksums = {node["@id"]: node["sha256"] for node in nodes if node["@type"] == "cr:FileObject"}
    assert checksums == {file.path: file.sha256 for file in summary.files}
    documents = next(found for found in described["recordSet"] if found["@id"] == "parquet")
    sentences = {field["name"]: field["description"] for field in documents["field"]}
    assert sentences == {column.name: column.metadata[b"description"].decode() for column in schema.CORPUS}
    known = set(re.findall(r'"@id": "([^"]+)",\n', croissant(summary)))
    assert set(re.findall(r'\{\s*"@id": "([^"]+)"\s*\}', croissant(summary))) <= known
    assert described["isLiveDataset"] is True
    assert described["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"


def unclosed(markup: str) -> list[str]:
    """Elements left open at the end; fails where one closes that was not opened last."""
    opened: list[str] = []
    for closing, tag, itself in re.findall(r"<(/?)([a-z0-9]+)[^>]*?(/?)>", markup):
        if closing:
            assert opened.pop() == tag
        elif not itself and tag != "meta":
            opened.append(tag)
    return opened


def test_page_is_self_contained_and_well_formed(summary: Summary) -> None:
    """Nothing is fetched, nothing runs, every element is closed, names are escaped."""
    made = page(summary)
    assert unclosed(made) == []
    assert all(target.startswith("#") for target in re.findall(r"(?:src|href)=(\S+)", made))
    assert "<script" not in made
    assert "url(" not in made
    assert "lexcorpus &lt;tiny&gt;" in made


def test_page_says_whether_documents_add_up(summary: Summary) -> None:
    """A document without a decision is announced, not hidden."""
    assert "all accounted for" in page(summary)
    counts = (*summary.counts, Count("documents", "edrsr", "2024", "public", 1, 5))
    assert "The release is not complete" in page(Summary("x", ".", "y", summary.released, counts, (), (), 0))


def test_page_tells_unmeasured_from_none(summary: Summary) -> None:
    """A facet without a table is said to be unmeasured."""
    empty = Summary("x", ".", "y", summary.released, (), (), (), 0)
    assert "Near-duplicates were not measured" in page(empty)
    assert "Near-duplicates were not measured" not in page(summary)


def test_page_tells_what_duplicates_come_to(summary: Summary) -> None:
    """Every label with its meaning, the largest clusters, three pairs side by side, SimHash beside MinHash."""
    changed = Difference("changed", (("сума ", False), ("<15>", True)), (("сума ", False), ("75", True)))
    labels = ("identical", "near_identical", "version", "sibling", "quotes")
    pairs = [Pair(label, f"new {label}", f"old {label}", "", 0.5, None, (changed,)) for label in labels]
    counts = (*summary.counts, Count("simhash", "edrsr", "2024", "version", 8, 2))
    told = replace(
        summary, counts=counts, clusters=(Census("edrsr", {"unique": 20}, 3, (("edrsr:9", 5),)),), pairs=tuple(pairs)
    )
    made = page(told)
    assert unclosed(made) == []
    assert all(meaning in made for meaning in MEANINGS.values())
    assert "<code>edrsr:9</code></td><td class=number>5</td><td class=number>25.0\u202f%</td>" in made
    shown = [label for label in labels if f"Document new {label}" in made]
    assert shown == ["version", "sibling", "quotes"]
    assert "<td>сума <mark>&lt;15&gt;</mark></td><td>сума <mark>75</mark></td>" in made
    assert "<td>version</td><td class=number>8</td><td class=number>2</td><td class=number>25.0\u202f%</td>" in made
    assert "SimHash" not in page(summary)


def test_papers_repeat_byte_by_byte(summary: Summary) -> None:
    """No clock and no chance in any of them."""
    for make in (card, croissant, page):
        assert make(summary) == make(summary)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (1, 3, "33.3 %"),
        (0, 5, "0.0 %"),
        (1, 10_000, "< 0.1 %"),
        (9_999, 10_000, "> 99.9 %"),
        (5, 5, "100.0 %"),
        (1, 0, "–"),
    ],
)
def test_share_never_rounds_to_nothing_or_all(part: int, whole: int, said: str) -> None:
    """Something is not 0 %, and not quite all is not 100 %."""
    assert share(part, whole).replace("\u202f", " ") == said


@pytest.mark.parametrize(("count", "said"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 40, "5.0 TiB")])
def test_size_has_a_unit(count: int, said: str) -> None:
    """The largest unit that leaves a figure before the point."""
    assert size(count).replace("\u202f", " ") == said


def test_drawings_keep_to_their_frames() -> None:
    """Bars are as long as their share, visible above 0, and text is escaped."""
    assert 'width="50.00"' in bar(1, 2).text
    assert 'width="0.50"' in bar(1, 10_000).text
    assert 'width="0.00"' in bar(0, 5).text
    assert 'x="75.000" width="25.000"' in stack({"keep": 3, "a<b": 1})
    assert "a&lt;b" in stack({"a<b": 1})
    assert 'height="60.000"' in columns({"2020": 4, "2021": 2}, {"2020": 2}, "by year")
    assert columns({}, {}, "nothing").count("<rect") == 0
    assert number(1234567) == "1\u202f234\u202f567"
    assert "&lt;i&gt;" in table(["What"], [["<i>"]])


# webdataset 1.0 leaves its tar open for the garbage collector.
@pytest.mark.filterwarnings("ignore:.*tar:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("heading", ["Polars", "Hugging Face datasets", "WebDataset", "Tokenizer"])
def test_loading_lines_work_as_written(heading: str, release: Path, summary: Summary) -> None:
    """The lines of docs/loading.md run against a release."""
    (release / "README.md").write_text(card(summary), encoding="utf-8")
    if heading == "Hugging Face datasets":
        pytest.importorskip("datasets")
    lines = re.search(rf"^## {heading}$.*?```python\n(.*?)```", LOADING.read_text(encoding="utf-8"), re.S | re.M)
    assert lines
    found: dict = {"release": str(release)}
    exec(lines[1], found)
    match heading:
        case "Polars":
            assert found["recent"].height == 9
        case "Hugging Face datasets":
            assert found["first"]["text"].startswith("РІШЕННЯ")
        case "WebDataset":
            assert found["text"].startswith("РІШЕННЯ")
            assert found["metadata"]["source"] == "edrsr"
        case _:
            assert found["tokenizer"].decode(found["ids"]) == "Суд ухвалив рішення."


@pytest.mark.parametrize("configuration", ["parquet", "packed"])
def test_datasets_checks_the_cards_features_and_counts(
    configuration: str, release: Path, summary: Summary, tmp_path: Path
) -> None:
    """A whole load, with the library's own verification of splits."""
    datasets = pytest.importorskip("datasets")
    (release / "README.md").write_text(card(summary), encoding="utf-8")
    loaded = datasets.load_dataset(str(release), configuration, cache_dir=str(tmp_path), verification_mode="all_checks")
    assert set(loaded) == set(SPLITS)
    train = loaded["train"]
    ids = train["id"] if configuration == "parquet" else chain.from_iterable(train["doc_ids"])
    assert len(set(ids)) == 9


def test_tables_are_read_by_eye_ear_and_keyboard() -> None:
    """Numbers stand to the right, a column of drawings has no head, a wide table can be scrolled and has a name."""
    made = table(["What", "Share", ""], [["a", share(1, 2), bar(1, 2)]])
    assert "<th scope=col class=number>Share</th><td></td>" in made
    assert "<td class=number>50.0" in made
    assert "aria-hidden=true" in made
    assert "tabindex" not in made
    assert 'tabindex=0 role=region aria-label="a, b, c, d, e, f&lt;"' in table([*"abcde", "f<"], [])
