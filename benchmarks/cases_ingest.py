"""Comparisons on the way in: tables, files of word processors, pages and judgments to text.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`,
`files.py`) and timing (`measure.py`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from importlib.metadata import version
from itertools import count

import pyarrow as pa

from benchmarks import files
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import Script


def csv(rows: int = 100_000) -> Comparison:
    """The register's table to a shard of documents, beside a scan by polars to Parquet with the columns as they are."""
    import polars as pl

    from pipelines.sources.archive import Archive
    from pipelines.sources.register import read_blocks, read_header
    from pipelines.sources.register_documents import stated
    from pipelines.sources.register_names import read_names, told
    from pipelines.sources.source import documents_table
    from pipelines.tables import parquet_bytes
    from tests.fixture_maker import register

    numbers = count()
    body = re.sub(
        rb"[0-9a-f]{32}", lambda _: b"%032x" % (next(numbers) * 0x9E3779B97F4A7C15), files.documents_csv(rows)
    )
    with Archive(io.BytesIO(register.year_archive([], register.Habits()))) as archive:
        names = read_names(archive)

    def shard() -> None:
        table, documents = io.BytesIO(body), list[pa.Table]()
        for block, read in read_blocks(table, read_header(table)):
            numbers = pl.Series(read.batch["record"]) + block.first
            documents.append(documents_table(stated(told(read.batch, names), "edrsr_data_2019.zip", numbers)))
        parquet_bytes(pa.concat_tables(documents))

    def prepare() -> Callable[[], object]:
        scan = pl.scan_csv(body, separator="\t", infer_schema=False)
        return lambda: scan.collect().write_parquet(io.BytesIO(), compression="zstd", compression_level=3)

    note = f"{rows} rows to Parquet; ours names codes, makes ids and versions, checks each row and heals broken quotes"
    return Comparison("MB/s", len(body) / 1e6, shard, InProcess(f"polars {version('polars')}", prepare), note)


def rtf_striprtf(documents: int = 100) -> Comparison:
    """RTF to text, beside striprtf."""
    from pipelines.text.rtf import rtf_to_text

    bodies = files.rtf_files(documents)
    rival = Script("rtf_striprtf", pa.table({"body": bodies}))
    size = sorted(map(len, bodies))[documents // 2] / 1e3
    note = f"{documents} decisions of {size:.0f} KB in the middle, in all habits of the register; one call a file"
    return Comparison("docs/s", documents, lambda: [rtf_to_text(body) for body in bodies], rival, note)


def html_lxml(documents: int = 200) -> Comparison:
    """Old pages to text, beside lxml's text_content, which knows no lines and shows what readers are not shown."""
    from pipelines.text.html import html_to_text

    pages = files.old_pages(documents)

    def prepare() -> Callable[[], object]:
        from lxml import html

        return lambda: [html.fromstring(page.decode("cp1251")).text_content() for page in pages]

    size = sorted(map(len, pages))[documents // 2] / 1e3
    note = f"{documents} pages of 2006, {size:.0f} KB in the middle; ours tells the code page and keeps lines and cells"
    rival = InProcess(f"lxml {version('lxml')}", prepare)
    return Comparison("docs/s", documents, lambda: [html_to_text(page) for page in pages], rival, note)


def judgments_xml(documents: int = 100) -> Comparison:
    """Judgments to documents: metadata, text with the structure that their XML marks, abstract."""
    from pipelines.sources.judgment_record import read_judgment

    bodies = files.judgments(documents)
    note = f"{documents} judgments; metadata, text, sections and numbers, abstract"
    return Comparison("docs/s", documents, lambda: [read_judgment(body) for body in bodies], None, note)
