"""SimHash beside MinHash: how many of the pairs that MinHash brought up a SimHash would have found.

What belongs here: comparing the two over one shard. What does not: either signature (`dedup/signatures.py`).
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

BITS = 3
"""Bits of 64 in which near-duplicates differ at most (Manku, Jain, Das Sarma 2007)."""


def compared(duplicates: pa.Table, signatures: pa.Table) -> pa.Table:
    """(label, within) of every row whose twin lies in the same shard: whether so few bits tell the two apart.

    Takes label and twin of a slice and, row beside row, id and simhash of its signatures. A twin that lies in several
    rows is left out: which of them was meant, a slice does not say.
    """
    known = pl.DataFrame(signatures.select(["id", "simhash"]))
    twins = known.unique("id", keep="none").rename({"id": "twin", "simhash": "twins"})
    rows = pl.DataFrame(duplicates.select(["label", "twin"])).with_columns(known["simhash"]).join(twins, on="twin")
    within = (pl.col("simhash") ^ pl.col("twins")).bitwise_count_ones() <= BITS
    return rows.select("label", within=within).to_arrow()
