"""Signatures: what a document is compared by, one row each.

What belongs here: from a shard of documents to its signatures. What does not: which documents are alike
(`duplicates.py`) and the loops over bytes (`signature_kernel.py`).

A word is a run of word characters, lower-cased one by one; numbers are words like others, for in law they are
content, and Ukrainian letters stay what they are. A shingle is five words in order; a shorter text is one shingle.
A paragraph is a line of at least five words: shorter lines (headings, dates, signatures) recur by law, not by copying.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.dedup import letters
from pipelines.dedup.arrow import text_bytes
from pipelines.schema import MINHASH_PERMUTATIONS, SIGNATURES

VERSION = "1"

SHINGLE = 5
"""Words of a shingle; the kernel has a multiplier for each."""


def sign(documents: pa.Table) -> pa.Table:
    """Words, exact hash, MinHash and paragraph hashes of every document.

    Takes the columns `id` and `text` of `schema.DOCUMENTS`, gives `schema.SIGNATURES` in the same order. The MinHash
    is that of datasketch 2 (affine32, seed 1) over the same 32-bit shingle hashes; a text without words has only
    0xFFFFFFFF in it. Raises ValueError for a null text.
    """
    column = documents["text"]
    parts = [_sign_chunk(chunk) for chunk in column.chunks]
    signed = pa.concat_tables([SIGNATURES.remove(0).empty_table(), *parts])
    return signed.add_column(0, SIGNATURES.field("id"), documents["id"].cast(pa.string())).cast(SIGNATURES)


def permutations() -> tuple[np.ndarray, np.ndarray]:
    """Multipliers and summands of datasketch 2's scheme affine32 with its default seed 1; uint32[128] each.

    All multipliers are drawn before the summands, so another width is another family: 128 is fixed in the schema.
    """
    draw = np.random.RandomState(1)
    a = draw.randint(0, 2**31, MINHASH_PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, draw.randint(0, 2**32, MINHASH_PERMUTATIONS, dtype=np.uint32)


def _sign_chunk(texts: pa.Array) -> pa.Table:
    """Signatures of one contiguous piece of the column, without ids."""
    from pipelines.dedup.signature_kernel import sign_texts

    data, offsets = text_bytes(texts)
    words, text_hashes, sketches, paragraphs, bounds = sign_texts(data, offsets, letters.table(), *permutations())
    return pa.Table.from_arrays(
        [
            pa.array(words),
            pa.array(text_hashes),
            pa.FixedSizeListArray.from_arrays(pa.array(sketches.ravel()), MINHASH_PERMUTATIONS),
            pa.ListArray.from_arrays(pa.array(bounds), pa.array(paragraphs)),
        ],
        schema=SIGNATURES.remove(0),
    )
