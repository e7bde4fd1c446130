"""The `embedding_chunks` dataset: the corpus cut along its sections.

Belongs here: from a row of the corpus to rows of chunks, with the place each comes from and what it cites. Where a
text may be cut belongs in `sectionizer.chunks`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from pipelines import schema
from pipelines.annotate.language import primary
from pipelines.export.naming import name_of
from sectionizer import Section
from sectionizer.chunks import Span, split
from sectionizer.cohesion import least_cohesive
from sectionizer.cuts import Outline, last_paragraph
from sectionizer.headings import Headings
from sectionizer.packing import Paragraphs
from sectionizer.paths import paths
from sectionizer.rulers import Characters, Measure, counting

VERSION = "2"

BATCH = 1000
"""Documents whose texts are Python strings at one time."""

Unit = Literal["characters", "tokens"]
Splitting = Literal["structure", "semantic"]

_COPIED = ("id", "group", "split", "language")
_READ = (*_COPIED, "version", "title", "form", "text", "sections", "citations")


@dataclass(frozen=True, slots=True)
class Cutting:
    """How texts are cut, ready for use."""

    budget: int
    overlap: int
    measure: Measure
    paragraphs: Paragraphs


def read_settings() -> dict[str, Any]:
    """The settings that are shipped with the project, `chunks.yaml`: the arguments of `chunk`."""
    import yaml

    return yaml.safe_load(files("pipelines.export").joinpath("chunks.yaml").read_text(encoding="utf-8"))


def chunk(
    corpus: pa.Table,
    tokenizer: bytes | None = None,
    *,
    unit: Unit = "characters",
    budget: int = 2000,
    splitting: Splitting = "structure",
    overlap: int = 0,
) -> pa.Table:
    """The chunks of every document, in order, `schema.EMBEDDING_CHUNKS`; together they are its text.

    Args:
        corpus: Rows of `schema.CORPUS`.
        tokenizer: Any `tokenizer.json`, when tokens are counted; special tokens are not, leave them room.
        unit: What a budget counts.
        budget: Most of a chunk.
        splitting: Where a section over the budget is cut.
        overlap: Most that a chunk repeats of the one before.

    Raises:
        ValueError: A setting is unknown, the budget holds nothing, or there is no tokenizer to count with.
    """
    cutting = Cutting(budget, overlap, _measure(unit, tokenizer), _paragraphs(splitting))
    batches = corpus.select(_READ).to_batches(max_chunksize=BATCH)
    return pa.Table.from_batches([_cut(batch, cutting) for batch in batches], schema=schema.EMBEDDING_CHUNKS)


def covered(chunks: pa.Table) -> int:
    """Code points that lie in a chunk, each counted once; the chunks of a document stand together, in order."""
    starts, ends = (chunks[name].to_numpy() for name in ("start", "end"))
    goes_on = np.append(False, starts[1:] > 0)
    before = np.where(goes_on, np.append(0, ends[:-1]), 0)
    return int((ends - np.maximum(starts, before)).sum())


def _measure(unit: str, tokenizer: bytes | None) -> Measure:
    if unit == "characters":
        return Characters
    if unit != "tokens" or tokenizer is None:
        raise ValueError(f"A budget of {unit!r} cannot be counted: write characters, or tokens and give a tokenizer.")
    from tokenizer.counting import PieceCounter, count_with, counts_by_piece

    return PieceCounter(tokenizer) if counts_by_piece(tokenizer) else counting(count_with(tokenizer))


def _paragraphs(splitting: str) -> Paragraphs:
    known = {"structure": last_paragraph, "semantic": least_cohesive()}
    if splitting not in known:
        raise ValueError(f"There is no splitting {splitting!r}: write one of {', '.join(known)}.")
    return known[splitting]


@dataclass(frozen=True, slots=True)
class _Tree:
    """The sections of one document as columns."""

    kinds: list[str]
    numbers: list[str | None]
    titles: list[str | None]
    starts: list[int]
    parents: list[int]


def _cut(batch: pa.RecordBatch, cutting: Cutting) -> pa.RecordBatch:
    rows = batch.drop_columns(["sections"]).to_pylist()
    found = [
        each for row, tree in zip(rows, _trees(batch["sections"]), strict=True) for each in _chunks(row, tree, cutting)
    ]
    return pa.RecordBatch.from_pylist(found, schema=schema.EMBEDDING_CHUNKS)


def _trees(sections: pa.ListArray) -> Iterator[_Tree]:
    """Sections row by row; a struct a section would cost more than cutting."""
    flat, offsets = sections.flatten(), sections.offsets.to_numpy()
    columns = [flat.field(name).to_pylist() for name in ("kind", "number", "title", "start", "parent")]
    for begin, end in zip((offsets[:-1] - offsets[0]).tolist(), (offsets[1:] - offsets[0]).tolist(), strict=True):
        yield _Tree(*(column[begin:end] for column in columns))


def _chunks(row: dict[str, Any], tree: _Tree, cutting: Cutting) -> Iterator[dict[str, Any]]:
    """The rows of one document."""
    text = row["text"]
    outline = Outline.from_columns(tree.kinds, tree.starts, tree.parents)
    ruler = cutting.measure(text)
    spans = split(
        text, outline, cutting.budget, measure=lambda _: ruler, paragraphs=cutting.paragraphs, overlap=cutting.overlap
    )
    copied = {column: row[column] for column in _COPIED}
    name = name_of(row["id"], row["version"])
    told = zip(spans, _places(row, tree, spans), _cited(row["citations"], spans), strict=True)
    for number, ((start, end), (path, context), cited) in enumerate(told):
        yield copied | {
            "chunk": f"{name}#{number}", "path": path, "context": context, "start": start, "end": end,
            "size": ruler.size(start, end), "cited": cited, "text": text[start:end],
        }  # fmt: skip


def _places(row: dict[str, Any], tree: _Tree, spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """(path, headings) of each chunk: of the deepest section that holds its first character."""
    names = paths([Section(*each) for each in _sections(tree)])
    columns = (tree.kinds, tree.numbers, tree.titles, tree.starts, tree.parents)
    headings = Headings(row["text"], *columns, primary(row["language"]))
    document = row["title"] or row["form"] or ""
    for start, end in spans:
        first, last = bisect_right(tree.starts, start) - 1, bisect_left(tree.starts, end) - 1
        yield (names[first], headings.path(first, last, document)) if names else ("", document)


def _sections(tree: _Tree) -> Iterator[tuple[str, str | None, str | None, int, int, int]]:
    """As far as names ask for them: without ends."""
    columns = zip(tree.kinds, tree.numbers, tree.titles, tree.starts, tree.parents, strict=True)
    for kind, number, title, start, parent in columns:
        yield kind, number, title, start, start, parent


def _cited(citations: Sequence[dict[str, Any]], spans: Sequence[Span]) -> list[list[str]]:
    """The targets cited in each chunk, sorted; a citation belongs to the chunk in which it begins."""
    starts = [start for start, _ in spans]
    found: list[set[str]] = [set() for _ in spans]
    for citation in citations:
        found[bisect_right(starts, citation["start"]) - 1].add(citation["target"])
    return [sorted(targets) for targets in found]
