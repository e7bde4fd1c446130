"""Passports: what is told of a document beside its rows."""

from __future__ import annotations

from pathlib import Path

from pipelines import schema
from pipelines.store import Manifest, Store, evidence_name
from pipelines.tables import parquet_bytes
from pipelines.trace import passports
from tests.test_report_clusters import CELL, SOURCE, alone, like, lines_of, written

ROWS = [alone("edrsr:1"), like("edrsr:2", "edrsr:1", "version", rule="one_case_one_day")]
PAIRS = [{"id": "edrsr:2", "row": 1, "twin": "edrsr:1", "label": "version", "rule": "one_case_one_day", "bands": 14}]


def store_of(root: Path) -> Store:
    """Two documents of a source, and why one is a version of the other."""
    store = Store(str(root))
    store.write("duplicates", SOURCE, evidence_name("0" * 32), parquet_bytes(lines_of(schema.EVIDENCE, PAIRS)))
    for asset, scope, columns in (
        ("documents", CELL, schema.DOCUMENTS),
        ("duplicates", SOURCE, schema.DUPLICATES),
    ):
        ref = written(store, asset, scope, 0, columns, ROWS)
        store.commit(Manifest(asset, scope, "1", (ref.shard,)))
    return store


def test_a_passport_tells_why_a_document_has_its_label(tmp_path: Path) -> None:
    """The evidence of its own row and of no other, empty where it was compared with nothing that mattered."""
    store = store_of(tmp_path)
    (page,) = passports("edrsr:2", store)
    (pair,) = page["duplicates"]["evidence"]
    assert (pair["twin"], pair["label"], pair["rule"], pair["bands"]) == ("edrsr:1", "version", "one_case_one_day", 14)
    (other,) = passports("edrsr:1", store)
    assert other["duplicates"]["evidence"] == []
