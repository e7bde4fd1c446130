# /// script
# dependencies = ["semantic-text-splitter==0.33.1", "pyarrow==26.0.1"]
# ///
"""Chunks of at most 2,000 characters with semantic-text-splitter, which cuts at sentences, words and lines."""

from __future__ import annotations

from semantic_text_splitter import TextSplitter  # pyright: ignore[reportMissingImports]
from serve import column, serve

if __name__ == "__main__":
    texts, splitter = column("text"), TextSplitter(2000)
    serve("semantic-text-splitter", lambda: [splitter.chunks(text) for text in texts])
