# /// script
# dependencies = ["semantic-text-splitter==0.33.1", "tokenizers==0.23.3", "pyarrow==26.0.1"]
# ///
"""Chunks of at most 512 tokens with semantic-text-splitter, which cuts at lines, sentences and words."""

from __future__ import annotations

from semantic_text_splitter import TextSplitter  # pyright: ignore[reportMissingImports]
from serve import column, serve

if __name__ == "__main__":
    texts, (tokenizer, *_) = column("text"), column("tokenizer")
    splitter = TextSplitter.from_huggingface_tokenizer_str(tokenizer, 512)
    serve("semantic-text-splitter", lambda: [splitter.chunks(text) for text in texts])
