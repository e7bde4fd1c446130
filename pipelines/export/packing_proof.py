"""The proof that packed rows say their documents.

What belongs here: reading rows back, of a table in memory in full or of a data root in windows. What does not: packing
(`packing.py`), and what a failed proof does (`assets`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from tokenizers import Tokenizer

from pipelines.export.naming import name_of
from pipelines.export.packing import taken
from pipelines.export.parquet import SPLITS
from pipelines.store import Manifest, Ref, Store
from tokenizer.encoding import Encoder
from tokenizer.training import end_of_document, load

FILES, WINDOWS = 3, 128
"""Files of rows, as many shards of the corpus, and documents of a shard that are read beside each file."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens of a document, or of a part of one that is longer than a row."""

    document: str
    offset: int
    number: int
    tokens: np.ndarray


def pieces_in(packed: pa.Table) -> Iterator[Piece]:
    """Every piece of every row, as a trainer would take it apart."""
    for row in packed.to_batches():
        ids = row["input_ids"].flatten().to_numpy()
        lengths, names = row["doc_lengths"].flatten().to_numpy(), row["doc_ids"].flatten().to_pylist()
        offsets, numbers = row["doc_offsets"].flatten().to_pylist(), row["doc_pieces"].flatten().to_pylist()
        runs = np.split(ids, np.cumsum(lengths)[:-1]) if len(lengths) else []
        yield from (Piece(*told) for told in zip(names, offsets, numbers, runs, strict=True))


def says(piece: Piece, text: str, tokenizer: Tokenizer, end: int) -> bool:
    """Whether a piece reads as the text from its offset on, and ends the document if and only if it ends the text."""
    ends = len(piece.tokens) > 0 and piece.tokens[-1] == end
    spoken = tokenizer.decode(piece.tokens[: len(piece.tokens) - ends].tolist(), skip_special_tokens=False)
    reached = piece.offset + len(spoken)
    return text[piece.offset : reached] == spoken and (reached == len(text)) == ends


@dataclass(frozen=True, slots=True)
class Proof:
    """What packing did to a table: sound when tokens in = out and nothing is broken, repeated or cut needlessly."""

    documents: int
    tokens_in: int
    tokens_out: int
    rows: int
    length: int
    needless_cuts: int
    broken: int
    repeated: int

    @property
    def fill(self) -> float:
        """Share of the rows' room that holds tokens; 1 for no rows."""
        return self.tokens_out / (self.rows * self.length) if self.rows else 1.0

    @property
    def sound(self) -> bool:
        """Whether every token of every document is there as often as its weight says, in its place."""
        return self.tokens_in == self.tokens_out and not (self.needless_cuts or self.broken or self.repeated)


def prove(corpus: pa.Table, packed: pa.Table, tokenizer: bytes, *, length: int = 2048) -> Proof:
    """Check packed rows against their documents: encode anew, count, and decode every piece back to its place.

    Args:
        corpus: the documents that were packed, rows of `schema.CORPUS`.
        packed: what `packing_rows.pack` made of them.
        tokenizer: bytes of the `tokenizer.json`.
        length: tokens of a row.
    """
    library = load(tokenizer)
    end, found = end_of_document(library), dict[str, list[Piece]]()
    for piece in pieces_in(packed):
        found.setdefault(piece.document, []).append(piece)
    sizes, needless, broken = sizes_of(corpus, tokenizer), 0, 0
    copies = copies_in(corpus)
    for place, text in enumerate(corpus["text"].to_pylist()):
        pieces = found.pop(name_of(corpus["id"][place].as_py(), corpus["version"][place].as_py()), [])
        needless += sizes[place] <= length and any(piece.number for piece in pieces)
        whole = _is_whole(pieces, copies[place], text, end)
        broken += not (whole and all(says(piece, text, library, end) for piece in pieces))
    return Proof(
        documents=corpus.num_rows,
        tokens_in=int(sizes @ copies),
        tokens_out=sum(len(chunk.flatten()) for chunk in packed["input_ids"].chunks),
        rows=packed.num_rows,
        length=length,
        needless_cuts=int(needless),
        broken=broken + len(found),
        repeated=repeated_in(packed),
    )


def copies_in(corpus: pa.Table) -> np.ndarray:
    """int64[rows]: how often each document is to be there, in whatever split."""
    return np.stack([taken(corpus, split) for split in SPLITS]).sum(axis=0, dtype=np.int64)


def sizes_of(corpus: pa.Table, tokenizer: bytes) -> np.ndarray:
    """int64[rows]: tokens of each document with its end-of-document token."""
    return np.diff(Encoder(tokenizer).encode(corpus["text"]).borders) + 1


def _is_whole(pieces: list[Piece], copies: int, text: str, end: int) -> bool:
    """Whether the pieces of a document are there as often as it is, and follow each other to its end."""
    offsets = Counter((piece.number, piece.offset) for piece in pieces)
    ends = sum(piece.tokens[-1] == end for piece in pieces)
    starts = [offset for _, offset in sorted(offsets)] + [len(text)]
    rising = starts[0] == 0 and all(a <= b for a, b in pairwise(starts))
    return ends == copies and set(offsets.values()) <= {copies} and (rising or not copies)


def repeated_in(packed: pa.Table) -> int:
    """Pieces that a row holds twice."""
    places = zip(packed["doc_ids"].to_pylist(), packed["doc_pieces"].to_pylist(), strict=True)
    return sum(len(names) - len({*zip(names, numbers, strict=True)}) for names, numbers in places)


@dataclass(frozen=True, slots=True)
class Windows:
    """What was seen of some files of rows: pieces that were read beside their texts, and what was wrong."""

    read: int = 0
    broken: int = 0
    """pieces that read otherwise than their texts"""
    foreign: int = 0
    """pieces inside which a document ends"""
    outside: int = 0
    """rows whose lengths do not add up, that are too long, or that hold a document twice"""

    @property
    def clear(self) -> bool:
        """Nothing was wrong."""
        return not (self.broken or self.foreign or self.outside)

    def plus(self, other: Windows) -> Windows:
        """Both together."""
        return Windows(*(one + its for one, its in zip(astuple(self), astuple(other), strict=True)))


def look(rows: Manifest, corpus: Sequence[Ref], tokenizer: bytes, store: Store, length: int) -> Windows:
    """Look at some files of rows, and read what they share with some shards of the corpus.

    Files and shards are taken evenly over all, so that the same data has the same windows.
    """
    library, seen = load(tokenizer), Windows()
    for shard in _evenly([shard for shard in rows.shards if shard.rows]):
        packed = store.read_table(Ref(rows.asset, rows.scope, shard))
        names = pa.array(sorted({name for names in packed["doc_ids"].to_pylist() for name in names}))
        texts = {name: text for ref in _evenly(corpus) for name, text in _texts(ref, names, store)}
        seen = seen.plus(looked(packed, texts, library, length))
    return seen


def looked(packed: pa.Table, texts: Mapping[str, str], tokenizer: Tokenizer, length: int) -> Windows:
    """What is seen of rows when the texts of some of their documents are at hand."""
    end = end_of_document(tokenizer)
    pieces = list(pieces_in(packed))
    read = [(piece, texts[piece.document]) for piece in pieces if piece.document in texts]
    summed = [sum(lengths) for lengths in packed["doc_lengths"].to_pylist()]
    long = sum(told != held or held > length for told, held in zip(summed, _held(packed), strict=True))
    return Windows(
        read=len(read),
        broken=sum(not says(piece, text, tokenizer, end) for piece, text in read),
        foreign=sum(int(np.any(piece.tokens[:-1] == end)) for piece in pieces),
        outside=long + repeated_in(packed),
    )


def _held(packed: pa.Table) -> list[int]:
    return pc.list_value_length(packed["input_ids"]).to_pylist()


def _texts(ref: Ref, names: pa.Array, store: Store) -> Iterator[tuple[str, str]]:
    """Names and texts of some documents of a shard that are among these."""
    told = store.read_table(ref, ("id", "version"))
    own = pc.binary_join_element_wise(told["id"], told["version"], "@").combine_chunks()
    rows = np.flatnonzero(pc.is_in(own, names).to_numpy(zero_copy_only=False))[:WINDOWS]
    return zip(own.take(pa.array(rows)).to_pylist(), store.read_rows(ref, rows, "text").to_pylist(), strict=True)


def _evenly(found: Sequence[T]) -> Sequence[T]:
    """Some of many, at even distances."""
    return found[:: max(1, -(-len(found) // FILES))]
