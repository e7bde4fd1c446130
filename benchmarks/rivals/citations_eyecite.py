# /// script
# dependencies = ["eyecite==2.7.8", "pyarrow==26.0.1"]
# ///
"""Citations of American law with eyecite and its default tokenizer."""

from __future__ import annotations

from eyecite import get_citations  # pyright: ignore[reportMissingImports]
from serve import column, serve

if __name__ == "__main__":
    texts = column("text")
    serve("eyecite", lambda: [get_citations(text) for text in texts])
