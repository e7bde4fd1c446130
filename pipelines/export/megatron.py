r"""Documents as Megatron-LM reads them: `.bin` and `.idx` (`megatron/core/datasets/indexed_dataset.py`, version 1).

What belongs here: the bytes of the two files. What does not: which documents (`packing_export.py`). A sequence is a
document, whole and with its end, whatever its length: `--dataloader-inter-document-masking` takes borders from them.

    MMIDIDX\0\0  u64 1  u8 type  u64 sequences  u64 documents + 1
    i32 lengths[]  i64 begins in bytes[]  i64 first sequence of each document[], and the end
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np

MAGIC = b"MMIDIDX\x00\x00"

CODES: dict[type, tuple[int, str]] = {np.uint16: (8, "<u2"), np.uint32: (4, "<i4")}
"""Code and type of ids: 16 bits where the vocabulary fits, else int32, as `GPTDatasetConfig.token_dtype_code` wants."""


def write_documents(parts: Iterable[tuple[np.ndarray, np.ndarray]], prefix: Path, kind: type) -> tuple[Path, Path]:
    """Write `<prefix>.bin` and then `<prefix>.idx`. Memory: a part, and 20 bytes a document.

    Args:
        parts: ids of documents one after the other, and how many each has.
        prefix: path without suffix.
        kind: np.uint16 or np.uint32, which all ids fit.
    """
    code, stored = CODES[kind]
    lengths = [np.zeros(0, np.int32)]
    tokens, index = (prefix.with_name(f"{prefix.name}{suffix}") for suffix in (".bin", ".idx"))
    with tokens.open("wb") as file:
        for ids, sizes in parts:
            file.write(ids.astype(stored).tobytes())
            lengths.append(sizes.astype(np.int32))
    index.write_bytes(_index(np.concatenate(lengths), code, np.dtype(stored).itemsize))
    return tokens, index


def _index(lengths: np.ndarray, code: int, width: int) -> bytes:
    begins = (np.cumsum(lengths, dtype=np.int64) - lengths) * width
    documents = np.arange(len(lengths) + 1)
    head = MAGIC + struct.pack("<QBQQ", 1, code, len(lengths), len(documents))
    return head + lengths.astype("<i4").tobytes() + begins.astype("<i8").tobytes() + documents.astype("<i8").tobytes()
