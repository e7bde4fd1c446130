"""Comparisons on the way out: files, nearest passages, and the whole chain.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`).
Still to come: packing, encoding, loading, and graphs of a hundred million documents.
"""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import files, texts
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import Script

if TYPE_CHECKING:
    from pipelines.store import Store


def parquet(documents: int = 300) -> Comparison:
    """The corpus to the bytes of a Parquet file, beside polars at the same compression."""
    from pipelines.tables import parquet_bytes

    corpus = texts.corpus(documents)

    def prepare() -> Callable[[], object]:
        import polars as pl

        frame = pl.DataFrame(corpus)
        return lambda: frame.write_parquet(io.BytesIO(), compression="zstd", compression_level=3)

    rival = InProcess(f"polars {version('polars')}", prepare)
    note = f"{documents} rows of the corpus, zstd 3; MB of text"
    return Comparison("MB/s", _megabytes(corpus["text"]), lambda: parquet_bytes(corpus), rival, note)


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


def bm25(passages: int = 2_000) -> Comparison:
    """An index of passages and the nearest ones of a query for every twentieth, beside bm25s."""
    import polars as pl

    from pipelines.export.bm25 import Index

    paragraphs = texts.prose()
    found = [" ".join(islice(paragraphs, 4)) for _ in range(passages)]
    queries = list(islice(paragraphs, passages // 20))

    def search() -> None:
        index = Index.of(pl.Series(found))
        for query in queries:
            index.nearest(query)

    is_query = [False] * len(found) + [True] * len(queries)
    rival = Script("bm25_bm25s", pa.table({"text": found + queries, "is_query": is_query}))
    note = f"{passages} passages, {len(queries)} queries; ours cuts words to stems and ranks all that share one"
    return Comparison("passages/s", passages, search, rival, note)


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
