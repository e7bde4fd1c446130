# /// script
# dependencies = ["bm25s==0.3.16", "pyarrow==26.0.1"]
# ///
"""An index of passages and the hundred nearest of each query with bm25s; the last rows are the queries."""

from __future__ import annotations

import bm25s  # pyright: ignore[reportMissingImports]
from serve import column, serve


def terms(texts: list[str]) -> object:
    """Words, whole and lower-cased."""
    return bm25s.tokenize(texts, stopwords=None, token_pattern=r"\w+", show_progress=False)


def search(passages: list[str], queries: list[str]) -> None:
    """Index the passages, then rank them for each query."""
    index = bm25s.BM25()
    index.index(terms(passages), show_progress=False)
    index.retrieve(terms(queries), k=100, show_progress=False)


if __name__ == "__main__":
    texts, is_query = column("text"), column("is_query")
    passages = [text for text, query in zip(texts, is_query, strict=True) if not query]
    queries = [text for text, query in zip(texts, is_query, strict=True) if query]
    serve("bm25s", lambda: search(passages, queries))
