# /// script
# dependencies = ["semchunk==4.1.1", "tokenizers==0.23.3", "pyarrow==26.0.1"]
# ///
"""Chunks of at most 512 tokens with semchunk, which is not to remember texts from one run to the next."""

from __future__ import annotations

import semchunk  # pyright: ignore[reportMissingImports]
from serve import column, serve
from tokenizers import Tokenizer

if __name__ == "__main__":
    texts, (told, *_) = column("text"), column("tokenizer")
    tokenizer = Tokenizer.from_str(told)
    chunker = semchunk.chunkerify(lambda text: len(tokenizer.encode(text)), 512, memoize=False)
    serve("semchunk", lambda: [chunker(text) for text in texts])
