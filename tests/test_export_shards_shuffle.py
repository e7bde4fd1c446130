"""The shuffle over a split: every row in one file, files of one size, each a fair sample, and what a night changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.export import parquet, shuffle, webdataset
from pipelines.export.shuffle import Layout, file_of, files_for, lots
from pipelines.limits import Limits
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Read, Shards, Stage, Workspace
from pipelines.store import Manifest, Store
from pipelines.work import LostRows, make
from tests.select_shards import conducted, lay_shard
from tests.test_export_shards import corpus_of

SIDES = ["train"] * 8 + ["validation", "test"]
SMALL = {"megabytes": 256, "rows": 40, "seed": 0}


def corpus_from(numbers: range, word: str = "Стаття") -> pa.Table:
    """Documents of these numbers, two of ten held out."""
    rows = corpus_of([f"{word} {number}." for number in numbers])
    ids = pa.array([f"edrsr:{number}" for number in numbers], pa.string())
    sides = pa.array([SIDES[number % 10] for number in numbers], pa.string())
    named = rows.set_column(0, schema.CORPUS.field("id"), ids)
    return named.set_column(named.schema.get_field_index("split"), schema.CORPUS.field("split"), sides)


def lay_corpus(folder: Path, tables: list[pa.Table]) -> Shards:
    """Shards of the corpus, a year each."""
    store = Store(str(folder))
    cells = (Scope("edrsr", str(2006 + year)) for year in range(len(tables)))
    return Shards(
        store, tuple(lay_shard(store, "corpus", cell, rows) for cell, rows in zip(cells, tables, strict=True))
    )


def released(folder: Path, tables: list[pa.Table], **parameters: float) -> Shards:
    """The files made of shards of the corpus."""
    corpus = lay_corpus(folder, tables)
    return conducted(parquet.conduct, schema.CORPUS, {"corpus": corpus}, **(SMALL | parameters))


def test_every_row_is_in_one_file_of_its_split(tmp_path: Path) -> None:
    """With all of its columns, in files of one size, the whole split in the order of its lots."""
    tables = [corpus_from(range(0, 500)), corpus_from(range(500, 620))]
    files = released(tmp_path, tables)
    assert Counter(ref.shard.variant for ref in files.refs) == {"train": 13, "validation": 2, "test": 2}
    for split in parquet.SPLITS:
        its = [files.read(place) for place, ref in enumerate(files.refs) if ref.shard.variant == split]
        found, wanted = pa.concat_tables(its), pa.concat_tables(tables).filter(pc.field("split") == split)
        assert found.schema.equals(schema.CORPUS)
        assert found.schema.field("text").metadata == schema.CORPUS.field("text").metadata
        assert found.sort_by("id").equals(wanted.sort_by("id"))
        assert np.all(np.diff(lots(found["id"], found["version"], 0).astype(object)) > 0)
        assert all(table.num_rows <= 60 for table in its)
    assert not list((tmp_path / "workroom").iterdir()), "no text stays behind"


def test_a_document_is_found_without_looking(tmp_path: Path) -> None:
    """Its name and the number of files say which one holds it."""
    files = released(tmp_path, [corpus_from(range(300))])
    train = [files.read(place) for place, ref in enumerate(files.refs) if ref.shard.variant == "train"]
    for number in (0, 11, 202):
        place = shuffle.holding(f"edrsr:{number}", "1", len(train), 0)
        assert f"edrsr:{number}" in train[place]["id"].to_pylist()


def test_files_are_the_same_however_the_corpus_is_cut(tmp_path: Path) -> None:
    """Shards of other sizes and orders give the same bytes under the same names; another seed gives others."""
    whole = corpus_from(range(300))
    one = released(tmp_path / "one", [whole])
    two = released(tmp_path / "two", [whole.slice(190), whole.slice(0, 40), whole.slice(40, 150)])
    assert [ref.shard.key for ref in one.refs] == [ref.shard.key for ref in two.refs]
    assert [ref.shard.sha256 for ref in one.refs] == [ref.shard.sha256 for ref in two.refs]
    other = released(tmp_path / "other", [whole], seed=1)
    assert not {ref.shard.sha256 for ref in one.refs} & {ref.shard.sha256 for ref in other.refs}


def test_a_night_changes_the_files_of_its_documents_only(tmp_path: Path) -> None:
    """One document more and one that says something else: at most two files with another name."""
    before = released(tmp_path, [corpus_from(range(280))])
    changed = pa.concat_tables(
        [corpus_from(range(279)), corpus_from(range(279, 280), "Пункт"), corpus_from(range(281, 282))]
    )
    after = released(tmp_path, [changed])
    assert 1 <= len({ref.shard.key for ref in after.refs} - {ref.shard.key for ref in before.refs}) <= 2


def test_a_file_is_a_sample_of_all_years(tmp_path: Path) -> None:
    """And so is any part of it, since its rows are in the order of their lots."""
    years = [corpus_from(range(1000 * year, 1000 * year + 400)) for year in range(4)]
    files = released(tmp_path, years, rows=1000)
    train = files.read(0)["id"].to_pylist()
    for part in (train, train[:300], train[-300:]):
        by_year = Counter(int(document.partition(":")[2]) // 1000 for document in part)
        assert min(by_year.values()) > len(part) / 4 * 0.7


def test_size_ends_a_file_where_rows_do_not(tmp_path: Path) -> None:
    """A fifth of the bytes that the corpus takes, so five files and no more."""
    rows = corpus_from(range(0, 1000))
    body = lay_corpus(tmp_path / "measured", [rows]).refs[0].shard.bytes
    files = released(tmp_path, [rows], rows=10**6, megabytes=body * 0.8 / 5 / 1e6)
    assert Counter(ref.shard.variant for ref in files.refs) == {"train": 5, "validation": 1, "test": 1}


def test_an_empty_corpus_has_no_files(tmp_path: Path) -> None:
    """Neither of shards without rows, nor without shards."""
    assert released(tmp_path, []).refs == ()
    assert released(tmp_path, [corpus_from(range(0))]).refs == ()


def test_a_row_of_no_split_is_not_lost_in_silence(tmp_path: Path) -> None:
    """It stops the release with a sentence."""
    rows = corpus_from(range(3))
    strange = rows.set_column(rows.schema.get_field_index("split"), schema.CORPUS.field("split"), pa.array(["dev"] * 3))
    with pytest.raises(LostRows, match="rows in dev, which is no split"):
        released(tmp_path, [strange])


def test_a_tar_has_the_documents_of_its_parquet_file(tmp_path: Path) -> None:
    """One tar for each file, in its split, and none is planned again that is there."""
    files = released(tmp_path, [corpus_from(range(200))])
    manifest = Manifest("parquet_shards", EVERYTHING, "2", tuple(ref.shard for ref in files.refs))
    for ref in files.refs:
        body = files.store.get(files.store.path("made", EVERYTHING, ref.shard.file))
        files.store.write("parquet_shards", EVERYTHING, ref.shard.file, body)
    files.store.commit(manifest)
    leading = Stage("parquet_shards", "once", "datasets", "", "2", parquet.conduct, schema.CORPUS, conducted=True)
    stage = Stage(
        "webdataset_shards", "once", "datasets", "", "2", webdataset.write_tar, None, (Read(leading),),
        over="parquet_shards", planner=webdataset.plan_tars, suffix=".tar",
    )  # fmt: skip
    tasks = webdataset.plan_tars(stage, EVERYTHING, Workspace("", str(tmp_path)))
    making = partial(make, stage=stage, scope=EVERYTHING, store=files.store, limits=Limits())
    tars = [shard for task in tasks for shard in making(task)]
    assert [(tar.variant, tar.beside, tar.account.given_out) for tar in tars] == [
        (ref.shard.variant, ref.shard.key, ref.shard.rows) for ref in files.refs
    ]
    assert all(tar.account.balanced for tar in tars)


def test_released_files_have_a_page_index_and_zstd(tmp_path: Path) -> None:
    """So that a reader of some rows finds their pages."""
    files = released(tmp_path, [corpus_from(range(50))])
    metadata = pq.read_metadata(tmp_path / "made" / files.refs[0].shard.file)
    text = metadata.row_group(0).column(metadata.schema.names.index("text"))
    assert (text.compression, text.has_offset_index) == ("ZSTD", True)


@pytest.mark.parametrize(
    ("full", "files"), [(0, 1), (0.2, 1), (1, 1), (1.1, 2), (16, 16), (16.1, 18), (18, 18), (33, 36), (900, 960)]
)
def test_the_number_of_files_takes_steps(full: float, files: int) -> None:
    """Exact up to 16, then four bits of precision."""
    assert files_for(full) == files


@given(st.floats(1, 1e6))
def test_files_are_nearly_full(full: float) -> None:
    """Never too full, and over sixteen never less than 8/9."""
    assert full <= files_for(full) < full / (8 / 9) + 1


@given(st.lists(st.integers(0, 2**64 - 1), max_size=20), st.integers(1, 2000))
def test_files_take_ranges_of_lots(drawn: list[int], files: int) -> None:
    """In order, and within the number of files."""
    found = file_of(np.sort(np.array(drawn, np.uint64)), files)
    assert np.all(np.diff(found) >= 0)
    assert all(0 <= file < files for file in found)


def test_a_layout_knows_the_place_of_each_row() -> None:
    """Files of all splits stand one after the other."""
    layout = Layout(0, (("train", 3), ("test", 2)))
    assert [(file.split, file.number) for file in layout] == [
        ("train", 0),
        ("train", 1),
        ("train", 2),
        ("test", 0),
        ("test", 1),
    ]
    drawn = np.array([0, 2**64 - 1, 0, 2**63], np.uint64)
    numbers = layout.numbers(pa.chunked_array([["train", "train", "test", "test"]]), drawn)
    assert numbers.tolist() == [0, 2, 3, 4]
    with pytest.raises(KeyError):
        replace(layout, counts=(("train", 1),)).numbers(pa.chunked_array([["test"]]), drawn[:1])


def test_pieces_of_a_killed_run_are_taken_up(tmp_path: Path) -> None:
    """A shard that was dealt is not dealt again."""
    (tmp_path / "workroom").mkdir()
    corpus, layout = (
        lay_corpus(tmp_path, [corpus_from(range(30))]),
        Layout(0, (("train", 1), ("validation", 1), ("test", 1))),
    )
    piece = parquet._deal(corpus, layout=layout, folder=tmp_path / "workroom")
    written = piece.stat().st_mtime_ns
    assert parquet._deal(corpus, layout=layout, folder=tmp_path / "workroom") == piece
    assert piece.stat().st_mtime_ns == written
    assert shuffle.gather([piece], 1)["split"].to_pylist() == ["validation"] * 3
