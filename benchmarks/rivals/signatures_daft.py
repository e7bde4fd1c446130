# /// script
# dependencies = ["daft==0.7.26", "pyarrow==25.0.1"]
# ///
"""MinHash signatures with Daft: `normalize`, then `minhash` of 128 permutations over 5-grams of words."""

from __future__ import annotations

import daft  # pyright: ignore[reportMissingImports]
import pyarrow as pa
from daft.functions import minhash, normalize  # pyright: ignore[reportMissingImports]
from serve import column, serve

if __name__ == "__main__":
    texts = daft.from_arrow(pa.table({"text": column("text")}))
    normalised = normalize(daft.col("text"), remove_punct=True, lowercase=True, white_space=True)
    signed = texts.select(minhash(normalised, num_hashes=128, ngram_size=5))
    serve("daft", lambda: signed.to_arrow())
