# /// script
# dependencies = ["langchain-text-splitters==1.1.3", "tokenizers==0.23.3", "pyarrow==26.0.1"]
# ///
"""Chunks of at most 512 tokens with LangChain's RecursiveCharacterTextSplitter, as it comes."""

from __future__ import annotations

from langchain_text_splitters import RecursiveCharacterTextSplitter  # pyright: ignore[reportMissingImports]
from serve import column, serve
from tokenizers import Tokenizer

if __name__ == "__main__":
    texts, (told, *_) = column("text"), column("tokenizer")
    tokenizer = Tokenizer.from_str(told)
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=512, chunk_overlap=0, length_function=lambda text: len(tokenizer.encode(text))
    )
    serve("langchain-text-splitters", lambda: [splitter.split_text(text) for text in texts])
