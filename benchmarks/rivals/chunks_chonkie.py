# /// script
# dependencies = ["chonkie==1.7.0", "tokenizers==0.23.3", "pyarrow==26.0.1"]
# ///
"""Chunks of at most 512 tokens with chonkie's RecursiveChunker, as it comes."""

from __future__ import annotations

from chonkie import RecursiveChunker  # pyright: ignore[reportMissingImports]
from serve import column, serve
from tokenizers import Tokenizer


def chunk(chunker: RecursiveChunker, texts: list[str]) -> None:
    """All texts; what it remembers of them from the run before is forgotten first."""
    RecursiveChunker._estimate_token_count.cache_clear()
    for text in texts:
        chunker.chunk(text)


if __name__ == "__main__":
    texts, (told, *_) = column("text"), column("tokenizer")
    chunker = RecursiveChunker(tokenizer=Tokenizer.from_str(told), chunk_size=512)
    serve("chonkie", lambda: chunk(chunker, texts))
