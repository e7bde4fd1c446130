# /// script
# dependencies = [
#   "datatrove==0.10.1", "numpy==2.4.6", "pyarrow==26.0.1", "regex==2026.9.29", "tokenizers==0.23.3", "xxhash==3.6.0",
# ]
# ///
"""Signature files with datatrove's stage 1, words split at blanks, which is the least that it can do."""

from __future__ import annotations

import atexit
import shutil
import tempfile

from datatrove.data import Document  # pyright: ignore[reportMissingImports]
from datatrove.pipeline.dedup.minhash import MinhashDedupSignature  # pyright: ignore[reportMissingImports]
from datatrove.utils.logging import logger  # pyright: ignore[reportMissingImports]
from datatrove.utils.word_tokenizers import WhitespaceTokenizer  # pyright: ignore[reportMissingImports]
from serve import column, serve

NO_MODEL = "ace_Arab"
"""A language that loads nothing; its tokenizer is replaced at once."""


class Blanks(WhitespaceTokenizer):
    """datatrove's own asks spaCy for the words."""

    def word_tokenize(self, text: str) -> list[str]:
        """Words between blanks."""
        return text.split()


if __name__ == "__main__":
    logger.remove()
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    documents = [Document(text, str(number)) for number, text in enumerate(column("text"))]
    stage = MinhashDedupSignature(folder, language=NO_MODEL)
    stage.word_tokenizer = Blanks()
    serve("datatrove", lambda: stage.run(documents))
