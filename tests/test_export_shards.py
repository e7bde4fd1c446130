"""Released shards: rows in the order of their lots, tar files that every reader opens."""

from __future__ import annotations

import datetime as dt
import io
import json
import tarfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webdataset.compat import WebDataset

from pipelines import schema
from pipelines.export.parquet import parquet_rows
from pipelines.export.webdataset import sample_key, tar_bytes


def corpus_of(texts: list[str]) -> pa.Table:
    """A corpus of the given texts with ids that no file name may hold."""
    rows = [
        dict.fromkeys(schema.CORPUS.names)
        | {"id": f"rada:{n}/96-вр", "version": "1", "source": "rada", "kind": "statute", "language": "uk"}
        | {"date": dt.date(1996, 6, 28), "case_numbers": ["1/2"], "split": "train", "weight": 1.0, "masked": 0}
        | {"sections": [{"kind": "article", "number": "1", "title": None, "start": 0, "end": 1, "parent": -1}]}
        | {"citations": [], "group": str(n), "text": text}
        for n, text in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, schema=schema.CORPUS)


def test_rows_are_shuffled_the_same_way_every_time() -> None:
    """Every row once, in an order given by seed and ids, however the shard was ordered."""
    corpus = corpus_of([f"Стаття {n}" for n in range(50)])
    rows = parquet_rows(corpus)
    assert rows.schema.equals(schema.CORPUS, check_metadata=True)
    assert rows["id"].to_pylist() != corpus["id"].to_pylist()
    assert sorted(rows["id"].to_pylist()) == sorted(corpus["id"].to_pylist())
    assert parquet_rows(corpus.take(pa.array(range(49, -1, -1)))).equals(rows)
    assert not parquet_rows(corpus, seed=1).equals(rows)


def test_empty_shards_stay_empty() -> None:
    """No rows in, no rows out, and a tar with nothing but its end."""
    assert parquet_rows(corpus_of([])).num_rows == 0
    assert tar_bytes(corpus_of([])) == b"\0" * 1024


@pytest.mark.parametrize(
    ("document", "slug"),
    [
        ("edrsr:86740127", "edrsr_86740127"),
        ("rechtspraak:ECLI:NL:HR:2024:309", "rechtspraak_ECLI_NL_HR_2024_309"),
        ("rada:254к/96-вр", "rada_254_96-_"),
        ("../../etc/passwd.txt", "_etc_passwd_txt"),
        ("x" * 500, "x" * 64),
    ],
)
def test_keys_are_plain_names(document: str, slug: str) -> None:
    """No dots, no slashes, ASCII, short enough for a tar header, and still to be recognised."""
    key = sample_key(document, "1")
    assert key.rsplit("-", 1)[0] == slug
    assert not set(key) & set("./\\: ")
    assert len(f"{key}.json") < 100


def test_keys_differ_where_readable_parts_agree() -> None:
    """Another id or another version is another sample."""
    names = [("a:1", "1"), ("a/1", "1"), ("a:1", "2"), ("a_1", "1")]
    assert len({sample_key(*name) for name in names}) == 4


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",))), max_size=6))
@settings(max_examples=40)
def test_tar_is_one_the_standard_library_reads(texts: list[str]) -> None:
    """Members come back byte by byte, with nothing of clock or owner in their headers."""
    with tarfile.open(fileobj=io.BytesIO(tar_bytes(corpus_of(texts))), mode="r:") as opened:
        members = opened.getmembers()
        contents = [opened.extractfile(member).read() for member in members]  # pyright: ignore[reportOptionalMemberAccess]
    assert [content.decode() for content in contents[::2]] == texts
    assert {(member.mtime, member.uid, member.mode) for member in members} <= {(0, 0, 0o644)}
    assert all(member.isfile() for member in members)


# webdataset 1.0 leaves its tar open for the garbage collector.
@pytest.mark.filterwarnings("ignore:.*tar:pytest.PytestUnraisableExceptionWarning")
def test_webdataset_reads_samples_with_their_metadata(tmp_path: Path) -> None:
    """A sample is a text and a JSON of everything else, dates as text."""
    path = tmp_path / "rada-1996.tar"
    path.write_bytes(tar_bytes(corpus_of(["Стаття 1.\n", ""])))
    samples = list(WebDataset(str(path), shardshuffle=False).decode())  # pyright: ignore[reportArgumentType]
    assert [sample["txt"] for sample in samples] == ["Стаття 1.\n", ""]
    metadata = samples[0]["json"]
    assert (metadata["id"], metadata["date"], metadata["title"]) == ("rada:0/96-вр", "1996-06-28", None)
    assert metadata["sections"][0]["kind"] == "article"
    assert set(metadata) == set(schema.CORPUS.names) - {"text"}


def test_tar_repeats_byte_by_byte() -> None:
    """Same rows, same bytes; sizes that fill a block get no padding."""
    corpus = corpus_of(["a" * 512, "a" * 513])
    assert tar_bytes(corpus) == tar_bytes(corpus)
    assert len(tar_bytes(corpus)) % 512 == 0
    with tarfile.open(fileobj=io.BytesIO(tar_bytes(corpus))) as opened:
        assert json.load(opened.extractfile(opened.getmembers()[1]))["language"] == "uk"  # pyright: ignore[reportArgumentType]
