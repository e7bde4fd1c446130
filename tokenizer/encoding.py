"""Texts to token ids, for whole columns at a time and any `tokenizer.json`.

What belongs here: the one verb, its way back, and the proof that its ids are those of Hugging Face `tokenizers`. What
does not: counting tokens without keeping them (`counting`), packing them into rows (`pipelines.export.packing`).

A tokenizer that cuts by this project's pattern, or as those of DeepSeek and GPT-4o do (`foreign`), is encoded by
compiled code (`encoding_kernel`): a pre-token is merged when it is first met and remembered afterwards, in a room of
fixed size. Any other is left to `tokenizers` itself. Every call has a sample of its texts encoded by both, and ids that
differ are an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tokenizer.arrow_memory import buffers
from tokenizer.encoding_rules import is_known, lengths_of, new_memory, tables_of
from tokenizer.training import load

_STRIDE, _PROBE = 1024, 2048
"""Of the texts of a call the first and every so-manieth is encoded by `tokenizers` too: its first code points."""

_BATCH = 1 << 21
"""Bytes of text that are encoded at once: compiled code holds room for as many ids."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The ids of many texts, one after the other."""

    ids: np.ndarray
    """uint16[tokens] where the vocabulary fits, else uint32[tokens]"""
    borders: np.ndarray
    """int64[texts + 1]: where the ids of each text begin, and the end of the last"""

    def of(self, text: int) -> np.ndarray:
        """The ids of one text, a view."""
        return self.ids[self.borders[text] : self.borders[text + 1]]


class Encoder:
    """Encodes with one tokenizer. What it remembers changes no id, but is not for two threads at a time."""

    def __init__(self, tokenizer: bytes) -> None:
        """Takes a `tokenizer.json`; text is only ever text, as in `tokenizer.load`."""
        self._library = load(tokenizer)
        self._library.no_truncation()
        self._library.no_padding()
        told = json.loads(tokenizer)
        self._compiled = (tables_of(told), new_memory()) if is_known(told) else None
        self._lengths = lengths_of(told) if self._compiled else np.zeros(0, np.int64)
        self._type = np.uint16 if self._library.get_vocab_size() <= 1 << 16 else np.uint32

    def encode(self, texts: pa.Array | pa.ChunkedArray) -> Encoded:
        """The ids of a column of texts, special tokens left out.

        Args:
            texts: string or large_string[texts].

        Raises:
            ValueError: There is a null among them, or compiled code gave other ids than `tokenizers`.
            pyarrow.ArrowInvalid: A text is not UTF-8.
        """
        if texts.null_count:
            raise ValueError("A null has no tokens: drop it, or write an empty text in its place.")
        if self._compiled is None:
            return self._joined([self._by_library(texts.to_pylist())])
        probes = [texts[place].as_py()[:_PROBE] for place in range(0, len(texts), _STRIDE)]
        if not _equal(self._fast(pa.array(probes, pa.large_string())), self._joined([self._by_library(probes)])):
            raise ValueError("Compiled code and tokenizers give different ids: install the version the project pins.")
        return self._fast(texts)

    def offsets(self, text: str, ids: np.ndarray) -> np.ndarray:
        """int64[tokens, 2]: the code points that each token begins in and ends before, of the ids of one text.

        Tokens that share a code point each count it as theirs.
        """
        if self._compiled is None:
            return np.array(self._library.encode(text, add_special_tokens=False).offsets, np.int64).reshape(-1, 2)
        data = np.frombuffer(text.encode(), np.uint8)
        codes = np.cumsum(data & 0xC0 != 0x80)
        ends = np.cumsum(self._lengths[ids])
        return np.stack([codes[ends - self._lengths[ids]] - 1, codes[ends - 1]], axis=1)

    def decode(self, ids: np.ndarray) -> str:
        """The text that ids stand for, special tokens as they are written."""
        return self._library.decode(ids.tolist(), skip_special_tokens=False)

    def _fast(self, texts: pa.Array | pa.ChunkedArray) -> Encoded:
        return self._joined(list(self._by_kernel(texts)))

    def _by_library(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """The ids of texts, and how many each has."""
        found = [each.ids for each in self._library.encode_batch_fast(list(texts), add_special_tokens=False)]
        sizes = np.fromiter(map(len, found), np.int64, len(found))
        return np.fromiter((one for ids in found for one in ids), self._type, int(sizes.sum())), sizes

    def _by_kernel(self, texts: pa.Array | pa.ChunkedArray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The same, batch by batch."""
        from tokenizer.encoding_kernel import encode_foreign, encode_texts

        assert self._compiled
        tables, memory = self._compiled
        encode = encode_texts if tables.cut is None else encode_foreign
        ids = np.empty(_BATCH, np.uint32)
        for data, borders in _batches(texts):
            ids = ids if borders[-1] - borders[0] <= len(ids) else np.empty(borders[-1] - borders[0], np.uint32)
            reached = np.empty(len(borders) - 1, np.int64)
            encode(data, borders[:-1], borders[1:], tables, memory, ids, reached)
            yield ids[: reached[-1]].astype(self._type), np.diff(reached, prepend=0)

    def _joined(self, parts: Sequence[tuple[np.ndarray, np.ndarray]]) -> Encoded:
        ids = np.concatenate([np.zeros(0, self._type), *(part for part, _ in parts)])
        return Encoded(ids, np.cumsum(np.concatenate([np.zeros(1, np.int64), *(sizes for _, sizes in parts)])))


def _equal(one: Encoded, other: Encoded) -> bool:
    return np.array_equal(one.ids, other.ids) and np.array_equal(one.borders, other.borders)


def _batches(texts: pa.Array | pa.ChunkedArray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Bytes of valid UTF-8, and the borders of texts among them: about `_BATCH` bytes of them at a time."""
    for chunk in texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]:
        if not len(chunk):
            continue
        whole = chunk.cast(pa.large_string())
        whole.validate(full=True)
        held, borders = buffers(whole)
        _, firsts = np.unique((borders[:-1] - borders[0]) // _BATCH, return_index=True)
        for first, last in zip(firsts, [*firsts[1:], len(whole)], strict=True):
            yield held, borders[first : last + 1]
