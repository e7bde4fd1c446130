"""All comparisons by name, and running one in a process of its own.

What belongs here: the list. What does not: what is compared (`cases_*.py`). A process each, so that peak memory is one
comparison's, and no library's threads or caches outlive it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from benchmarks import (
    cases_annotate,
    cases_citations,
    cases_dedup,
    cases_encoding,
    cases_export,
    cases_grammars,
    cases_ingest,
    cases_packing,
    cases_pairs,
    cases_personal_data,
    cases_quality,
    cases_report,
    cases_sections,
    cases_select,
    cases_signatures,
    cases_tokenizer,
)
from benchmarks.measure import Comparison, Result, compare

_FUNCTIONS: tuple[Callable[[], Comparison], ...] = (
    cases_ingest.csv,
    cases_ingest.rtf_striprtf,
    cases_ingest.html_lxml,
    cases_ingest.judgments_xml,
    cases_signatures.signatures_datasketch,
    cases_signatures.signatures_daft,
    cases_signatures.signatures_datatrove,
    cases_signatures.signatures_threads,
    cases_dedup.clusters_polars,
    cases_dedup.clusters_datatrove,
    cases_dedup.clusters_textdedup,
    cases_dedup.increment,
    cases_quality.quality_datatrove,
    cases_select.selection_100m,
    cases_personal_data.pii_noop,
    cases_personal_data.pii_spacy,
    cases_sections.sections,
    cases_grammars.sections_ru,
    cases_grammars.sections_acts,
    cases_grammars.sections_nl,
    cases_grammars.sections_nl_acts,
    cases_annotate.citations_eyecite,
    cases_citations.pagerank,
    cases_sections.chunks,
    cases_sections.chunks_langchain,
    cases_sections.chunks_semchunk,
    cases_sections.chunks_chonkie,
    cases_sections.chunks_known,
    cases_sections.chunks_characters,
    cases_tokenizer.bpe_count,
    cases_tokenizer.bpe_train_hf,
    cases_tokenizer.bpe_train_rustbpe,
    cases_tokenizer.bpe_train_gigatoken,
    cases_encoding.bpe_encode_hf,
    cases_encoding.bpe_encode_first,
    cases_encoding.bpe_encode_base,
    cases_packing.pack_trl,
    cases_packing.pack_million,
    cases_packing.encode_pack,
    cases_export.parquet,
    cases_export.webdataset,
    cases_export.loader,
    cases_pairs.bm25,
    cases_report.report_10m,
    cases_report.trace_10m,
    cases_export.chain,
)

CASES = {function.__name__: function for function in _FUNCTIONS}
"""In the order of the data."""


def describe(name: str) -> str:
    """One sentence about a comparison."""
    return (CASES[name].__doc__ or "").partition("\n")[0]


def run(name: str, rounds: int) -> Result:
    """Run one comparison in this process. Raises RivalMissing."""
    return compare(name, CASES[name](), rounds)


def run_apart(name: str, rounds: int) -> Result:
    """Run one comparison in a process of its own. Raises RivalMissing."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, name, rounds).result()
