"""Paragraphs that recur."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.dedup.boilerplate import recurring
from pipelines.schema import BOILERPLATE, SIGNATURES


def signatures(*documents: tuple[str, list[int]]) -> pa.Table:
    """Signatures with these ids and paragraph hashes, sketches empty."""
    rows = [
        {"id": name, "words": 9, "text_hash": 1, "minhash": [0] * 128, "paragraph_hashes": hashes}
        for name, hashes in documents
    ]
    return pa.Table.from_pylist(rows, schema=SIGNATURES)


@pytest.mark.parametrize(
    ("documents", "counts"),
    [
        ([], {}),
        ([("a", []), ("b", [])], {}),
        ([("a", [7, 2**64 - 1]), ("b", [2**64 - 1, 7]), ("c", [3])], {7: 2, 2**64 - 1: 2}),
        ([("a", [7, 7, 7]), ("b", [8])], {}),
        ([("a", [7]), ("a", [7])], {}),
        ([("a", [7]), ("a", [7]), ("b", [7]), ("c", [7])], {7: 3}),
    ],
)
def test_counts_documents_that_hold_a_paragraph(documents: list[tuple[str, list[int]]], counts: dict[int, int]):
    """A paragraph counts once a document, whatever its repeats and the document's editions."""
    found = recurring(signatures(*documents), at_least=2)
    assert found.schema == BOILERPLATE
    assert dict(zip(found["paragraph_hash"].to_pylist(), found["documents"].to_pylist(), strict=True)) == counts
    assert found["paragraph_hash"].to_pylist() == sorted(counts)


def test_twenty_documents_make_boilerplate():
    """Without another word, a paragraph of twenty documents recurs and one of nineteen does not."""
    documents = [(f"d{number}", [1, 2] if number else [1]) for number in range(20)]
    assert recurring(signatures(*documents)).to_pylist() == [{"paragraph_hash": 1, "documents": 20}]
