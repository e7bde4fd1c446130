"""Datasets of a data root in the forms of other tools: which forms there are, and what goes to each.

What belongs here: choosing what is read, and the files' names. What does not: the bytes of a form (`packing_export.py`,
`formats.py`, `formats_label_studio.py`). Copies are made when asked for, outside the data root: nobody reads them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.export import formats, formats_label_studio, packing_export
from pipelines.scope import EVERYTHING
from pipelines.store import Ref, Store

NEGATIVES = 4
"""Columns of negatives for sentence-transformers: hard ones beyond a few teach little, and rows with fewer are lost."""


def export(form: str, folder: Path, store: Store, split: str = "train") -> list[Path]:
    """Write a split in a form of `FORMS` to a folder; the files written.

    Raises:
        MissingInput: the dataset has not been made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return FORMS[form](folder, store, split)


def _flag_embedding(folder: Path, store: Store, split: str) -> list[Path]:
    return formats.write_flag_embedding(_tables(store, "embedding_pairs", split), folder)


def _sentence_transformers(folder: Path, store: Store, split: str) -> list[Path]:
    written = []
    for number, table in enumerate(_tables(store, "embedding_pairs", split)):
        written.append(folder / f"{split}-{number:05d}.parquet")
        pq.write_table(formats.sentence_transformers(table, NEGATIVES), written[-1], compression="zstd")
    return written


def _beir(folder: Path, store: Store, split: str) -> list[Path]:
    """A set for each type of query, in a folder of its name."""
    for kind in formats.PROMPTS:
        (folder / kind).mkdir(exist_ok=True)
        formats.write_evaluation(_tables(store, "embedding_pairs", split), folder / kind, kind, split)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _label_studio(folder: Path, store: Store, split: str) -> list[Path]:
    """All seeds, whatever their split, which each task tells; and the interface in which they are answered."""
    tasks, interface = folder / "tasks.json", folder / "interface.xml"
    formats_label_studio.write_tasks(_tables(store, "instruction_seeds", ""), tasks)
    interface.write_text(formats_label_studio.CONFIG, encoding="utf-8")
    return [tasks, interface]


FORMS: Mapping[str, Callable[[Path, Store, str], list[Path]]] = {
    **packing_export.FORMS,
    "flag-embedding": _flag_embedding,
    "sentence-transformers": _sentence_transformers,
    "beir": _beir,
    "label-studio": _label_studio,
}
"""Packed rows and documents for trainers, pairs for embedding models and their evaluation, seeds for annotators."""


def _tables(store: Store, asset: str, split: str) -> Iterator[pa.Table]:
    """The shards of an asset made once for all, of one split where it has several."""
    manifest = store.manifest(asset, EVERYTHING)
    for shard in manifest.shards:
        if shard.variant in ("", split) and shard.rows:
            yield store.read_table(Ref(asset, EVERYTHING, shard))
