# /// script
# dependencies = ["gigatoken==0.10.0", "numpy==2.4.6", "pyarrow==26.0.1"]
# ///
"""Merges of a byte-level BPE with gigatoken, whose split cannot be chosen; ties broken as `tokenizers` does."""

from __future__ import annotations

import os
import sys

import pyarrow.parquet as pq
from gigatoken import train_bpe  # pyright: ignore[reportMissingImports]
from serve import column, serve

if __name__ == "__main__":
    sys.stdout = os.fdopen(os.dup(1), "w")  # for answers alone: the trainer writes what it does to the standard output
    os.dup2(2, 1)
    texts = "\n".join(column("text")).encode()
    told = pq.read_schema(sys.argv[1]).metadata or {}
    serve("gigatoken", lambda: train_bpe(texts, int(told[b"vocabulary"]), ["<|endoftext|>"]))
