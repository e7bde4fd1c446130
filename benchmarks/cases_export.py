"""Comparisons on the way out: files, and the whole chain.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`).
"""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import files, texts
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import Script

if TYPE_CHECKING:
    from pipelines.store import Store


def parquet(documents: int = 300) -> Comparison:
    """The corpus to the bytes of a released file, shuffled, beside polars, unshuffled at the same compression."""
    from pipelines.export.parquet import parquet_rows
    from pipelines.tables import parquet_bytes

    corpus = texts.corpus(documents)

    def prepare() -> Callable[[], object]:
        import polars as pl

        frame = pl.DataFrame(corpus)
        return lambda: frame.write_parquet(io.BytesIO(), compression="zstd", compression_level=3)

    rival = InProcess(f"polars {version('polars')}", prepare)
    note = f"{documents} rows of the corpus, zstd 3; MB of text"
    return Comparison("MB/s", _megabytes(corpus["text"]), lambda: parquet_bytes(parquet_rows(corpus)), rival, note)


def loader(tokens: int = 8_000_000, length: int = 8192) -> Comparison:
    """Rows of tokens from Parquet files, one after the other, beside datasets when it streams them as NumPy arrays."""
    from pipelines.export.loader import Loader
    from pipelines.tables import parquet_bytes

    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    rows = _token_rows(tokens // length, length)
    for number in range(2):
        (folder / f"{number:05d}.parquet").write_bytes(parquet_bytes(rows))
    columns = ["input_ids", "doc_lengths"]

    def prepare() -> Callable[[], object]:
        from datasets import load_dataset

        files = f"{folder}/*.parquet"
        streamed = load_dataset("parquet", data_files=files, split="train", streaming=True, columns=columns)
        return lambda: _drain(streamed.with_format("numpy"))

    rival = InProcess(f"datasets {version('datasets')}", prepare)
    amount = 2 * rows.num_rows * length * 4 / 1e6
    note = f"{2 * rows.num_rows} rows of {length} tokens, uint32, files in memory's cache; MB of token ids"
    return Comparison("MB/s", amount, lambda: _drain(Loader(f"{folder}/*.parquet", columns)), rival, note)


def _token_rows(rows: int, length: int) -> pa.Table:
    """Packed rows of two documents each, their tokens as frequent as those of a text."""
    ids = np.minimum(np.random.default_rng(0).zipf(1.15, rows * length), 32_000).astype(np.uint32)
    borders = pa.array(np.arange(rows + 1, dtype=np.int32) * length)
    halves = pa.array([[length // 2, length - length // 2]] * rows, pa.list_(pa.int32()))
    return pa.table({"input_ids": pa.ListArray.from_arrays(borders, pa.array(ids)), "doc_lengths": halves})


def _drain(rows: Iterable[object]) -> None:
    """Take all rows, and keep none."""
    deque(rows, maxlen=0)


def webdataset(documents: int = 200) -> Comparison:
    """The corpus to a tar of .txt and .json, beside webdataset.TarWriter."""
    from pipelines.export.webdataset import sample_key, tar_bytes

    corpus = texts.corpus(documents)
    keys = [sample_key(one, one) for one in corpus["id"].to_pylist()]
    days = corpus["date"].cast(pa.string())
    metadata = corpus.set_column(corpus.schema.get_field_index("date"), "date", days).drop_columns("text")
    samples = pa.table({"key": keys, "text": corpus["text"], "metadata": metadata.to_struct_array()})
    note = f"{documents} samples of text and JSON; ours begins with Arrow, the rival with Python objects; MB of text"
    rival = Script("webdataset_writer", samples)
    return Comparison("MB/s", _megabytes(corpus["text"]), lambda: tar_bytes(corpus), rival, note)


def chain(documents: int = 400) -> Comparison:
    """Documents to a release, through every stage on one core."""
    from pipelines.engine import InlineEngine
    from pipelines.run import cells_on_offer, run_graph
    from pipelines.stage import Workspace

    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    files.lay_out_sources(folder / "sources", documents)
    begun = Workspace(str(folder / "sources"), str(folder / "begun"))
    cells = cells_on_offer(begun.sources)
    run_graph(cells, begun, InlineEngine(), until="documents")

    def run() -> None:
        root = folder / "root"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(begun.root, root)
        run_graph(cells, Workspace(begun.sources, str(root)), InlineEngine())

    note = f"{documents} decisions and the fixtures' acts; MB of text"
    return Comparison("MB/s", _document_megabytes(begun.store), run, None, note)


def _document_megabytes(store: Store) -> float:
    """Size of all texts in `documents`."""
    from pipelines.store import Ref

    refs = [Ref("documents", found.scope, shard) for found in store.manifests("documents") for shard in found.shards]
    return sum(_megabytes(store.read_table(ref, ("text",))["text"]) for ref in refs)


def _megabytes(text: pa.ChunkedArray) -> float:
    """Size of a column of texts in UTF-8, 10**6 bytes."""
    return (pc.sum(pc.binary_length(text)).as_py() or 0) / 1e6
