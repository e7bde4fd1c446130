"""Comparisons on the way in: tables, files of word processors, pages and judgments to text.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`,
`files.py`) and timing (`measure.py`).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.metadata import version

import pyarrow as pa

from benchmarks import files
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import Script


def csv(rows: int = 5_000) -> Comparison:
    """The register's table to a data frame, beside a scan by polars, which has no answer to a broken quote."""
    from pipelines.sources import register

    body = files.documents_csv(rows)

    def read() -> None:
        table = io.BytesIO(body)
        header = register.read_header(table)
        for cut, batch in register.slices(table, header, rows):
            register.rows_of(header, batch, cut.first)

    def prepare() -> Callable[[], object]:
        import polars as pl

        return lambda: pl.scan_csv(body, separator="\t", infer_schema=False).collect()

    note = f"{rows} rows; ours survives broken quotes, strips fields and checks each row"
    return Comparison("MB/s", len(body) / 1e6, read, InProcess(f"polars {version('polars')}", prepare), note)


def rtf_striprtf(documents: int = 100) -> Comparison:
    """RTF to text, beside striprtf."""
    from pipelines.text.rtf import rtf_to_text

    bodies = files.rtf_files(documents)
    rival = Script("rtf_striprtf", pa.table({"body": bodies}))
    note = f"{documents} decisions, in all habits of the register; one call a file"
    return Comparison("docs/s", documents, lambda: [rtf_to_text(body) for body in bodies], rival, note)


def html_lxml(documents: int = 200) -> Comparison:
    """Old pages to text, beside lxml's text_content, which knows no lines and shows what readers are not shown."""
    from pipelines.text.html import html_to_text

    pages = files.old_pages(documents)

    def prepare() -> Callable[[], object]:
        from lxml import html

        return lambda: [html.fromstring(page.decode("cp1251")).text_content() for page in pages]

    note = f"{documents} pages of 2006; ours detects the code page and keeps lines and cells"
    rival = InProcess(f"lxml {version('lxml')}", prepare)
    return Comparison("docs/s", documents, lambda: [html_to_text(page) for page in pages], rival, note)


def judgments_xml(documents: int = 100) -> Comparison:
    """Judgments to text with the structure that their XML marks."""
    from pipelines.text.judgment import parse_judgment

    bodies = files.judgments(documents)
    note = f"{documents} judgments; text, sections and numbers"
    return Comparison("docs/s", documents, lambda: [parse_judgment(body) for body in bodies], None, note)
