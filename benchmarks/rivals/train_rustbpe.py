# /// script
# dependencies = ["pyarrow==26.0.1", "rustbpe==0.1.0"]
# ///
"""Merges of a byte-level BPE with rustbpe, by the pattern that the table names."""

from __future__ import annotations

import sys

import pyarrow.parquet as pq
from rustbpe import Tokenizer  # pyright: ignore[reportMissingImports]
from serve import column, serve

if __name__ == "__main__":
    texts = column("text")
    told = pq.read_schema(sys.argv[1]).metadata or {}
    pattern, vocabulary = told[b"pattern"].decode(), int(told[b"vocabulary"])
    serve("rustbpe", lambda: Tokenizer().train_from_iterator(iter(texts), vocab_size=vocabulary, pattern=pattern))
