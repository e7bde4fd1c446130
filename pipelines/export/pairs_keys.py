"""Keys by which queries, passages and the graph of citations know each other.

What belongs here: 64-bit hashes of names, and how a case is spelled. What does not: who bears which key
(`pairs_passages.py`, `pairs_queries.py`). A key tells what its name is a name of: an article that is cited and an
article that is a passage are two. Among a billion keys that any two meet by chance has a likelihood of 0.03.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.identity import NATIONAL
from pipelines.sources.marks import row_hashes

Kind = Literal["group", "document", "article", "citing", "holds", "thesis", "chunk", "law", "text", "abstract"]
"""What a key names: a group; a document by any of its names; the passage of an article; passages that cite one
edition of an article; documents that cite an article; passages that cite it; a chunk; an article of any edition; a
text; a publisher's abstract."""

CITED_CASE = rf"{NATIONAL}|(?i)^ecli:"
"""Names that mean one case in every court."""

_LOOK_ALIKES = dict(zip("abcehikmoptxy", "авсенікмортху", strict=True))


def keys_of(kind: Kind, names: pl.Series) -> pl.Series:
    """uint64 key of each name, nulls among them all alike."""
    hashes = row_hashes({kind: names.cast(pl.String).to_arrow()}) if len(names) else np.empty((0, 2), np.uint64)
    return pl.Series("key", hashes[:, 0])


def key_of(kind: Kind, name: str) -> int:
    """The same of one name."""
    return int(row_hashes({kind: pa.array([name], pa.large_string())})[0, 0])


def spelled(names: pl.Expr) -> pl.Expr:
    r"""Names of cases in one spelling: no spaces, `/` for `\\`, lower case, Cyrillic letters but in an ECLI."""
    plain = names.str.replace_all(r"\s+", "").str.replace_all("\\", "/", literal=True).str.to_lowercase()
    folded = plain.str.replace_many(list(_LOOK_ALIKES), list(_LOOK_ALIKES.values()))
    return pl.when(plain.str.starts_with("ecli:")).then(plain).otherwise(folded)


def chance(*names: str) -> float:
    """A number in [0, 1) that only the names decide."""
    told = "\0".join(names).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest()) / 2**64


def chances(names: Iterable[str]) -> pl.Series:
    """The same of each."""
    return pl.Series("chance", [chance(name) for name in names], pl.Float64)
