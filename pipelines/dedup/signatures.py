"""Signatures: what a document is compared by, one row each.

What belongs here: from a shard of documents to its signatures. What does not: which documents are alike
(`duplicates.py`) and the loops over bytes (`signature_kernel.py`, and what it imports).

A word is a run of word characters, lower-cased one by one; numbers are words like others, for in law they are
content, and Ukrainian letters stay what they are. A shingle is five words in order; a shorter text is one shingle.
A paragraph is a line of at least five words: shorter lines (headings, dates, signatures) recur by law, not by copying.

Beside the MinHash stands a SimHash of the same shingles, each as often as it occurs, for who wants eight bytes a
document. It finds what is nearly the same and little else: `benchmarks/signature_errors.py` has the two side by side.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from pipelines.dedup import letters
from pipelines.dedup.arrow import text_bytes
from pipelines.schema import MINHASH_PERMUTATIONS, SIGNATURES

VERSION = "3"

SHINGLE = 5
"""Words of a shingle; the kernel has a multiplier for each."""

PERMUTATIONS_AT_ONCE = 4
"""Permutations that the kernel takes in one walk over the shingles."""


def sign(documents: pa.Table, *, permutations: int = MINHASH_PERMUTATIONS) -> pa.Table:
    """Words, exact hash, MinHash, SimHash and paragraph hashes of every document.

    Takes the columns `id` and `text` of `schema.DOCUMENTS`, gives `signatures_schema(permutations)` in the same order.
    The MinHash is that of datasketch 2 (affine32, seed 1) over the same 32-bit shingle hashes; a text without words
    has only 0xFFFFFFFF in it, and a SimHash of 0. Raises ValueError for a null text and for permutations that are no
    multiple of four.
    """
    family, schema = affine32(permutations), signatures_schema(permutations)
    batches = documents.select(["id", "text"]).to_batches()
    return pa.Table.from_batches([_sign_batch(batch, schema, *family) for batch in batches], schema)


@cache
def signatures_schema(permutations: int = MINHASH_PERMUTATIONS) -> pa.Schema:
    """`schema.SIGNATURES` with MinHashes of another width."""
    place = SIGNATURES.get_field_index("minhash")
    minhash = SIGNATURES.field(place).with_type(pa.list_(pa.uint32(), permutations))
    return SIGNATURES.set(place, minhash)


@cache
def affine32(permutations: int) -> tuple[np.ndarray, np.ndarray]:
    """Multipliers and summands of datasketch 2's scheme affine32 with its default seed 1; uint32[permutations] each.

    They are shared and not writable: to draw them takes as long as to sign twenty documents.

    All multipliers are drawn before the summands, so another width is another family, and its MinHashes are not to
    be compared with those of this one. Raises ValueError for what is no multiple of four.
    """
    if permutations < 1 or permutations % PERMUTATIONS_AT_ONCE:
        raise ValueError(f"A MinHash of {permutations} permutations cannot be made: choose a multiple of 4.")
    draw = np.random.RandomState(1)
    a = draw.randint(0, 2**31, permutations, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = draw.randint(0, 2**32, permutations, dtype=np.uint32)
    for numbers in (a, b):
        numbers.setflags(write=False)
    return a, b


def _sign_batch(
    batch: pa.RecordBatch, schema: pa.Schema, multipliers: np.ndarray, summands: np.ndarray
) -> pa.RecordBatch:
    """Signatures of one contiguous piece of the documents."""
    from pipelines.dedup.signature_kernel import sign_texts

    data, offsets = text_bytes(batch["text"])
    words, text_hashes, minima, simhashes, paragraphs, bounds = sign_texts(
        data, offsets, letters.table(), multipliers, summands
    )
    columns = {
        "id": batch["id"].cast(pa.string()),
        "words": pa.array(words),
        "text_hash": pa.array(text_hashes),
        "minhash": pa.FixedSizeListArray.from_arrays(pa.array(minima.ravel()), minima.shape[1]),
        "simhash": pa.array(simhashes),
        "paragraph_hashes": pa.ListArray.from_arrays(pa.array(bounds), pa.array(paragraphs)),
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)
