# /// script
# dependencies = ["bm25s==0.3.16", "pyarrow==26.0.1"]
# ///
"""The two hundred nearest passages of each query with bm25s, in an index that is there; the last rows are queries."""

from __future__ import annotations

import bm25s  # pyright: ignore[reportMissingImports]
from serve import column, serve


def terms(texts: list[str]) -> object:
    """Words, whole and lower-cased."""
    return bm25s.tokenize(texts, stopwords=None, token_pattern=r"\w+", show_progress=False)


if __name__ == "__main__":
    texts, is_query = column("text"), column("is_query")
    passages = [text for text, query in zip(texts, is_query, strict=True) if not query]
    queries = [text for text, query in zip(texts, is_query, strict=True) if query]
    index = bm25s.BM25()
    index.index(terms(passages), show_progress=False)
    serve("bm25s", lambda: index.retrieve(terms(queries), k=200, show_progress=False))
