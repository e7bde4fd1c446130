"""Evaluation sets: a folder of files as items of text.

What belongs here: reading .jsonl, .parquet and .txt. What does not: what is done with the items (`contamination.py`).
A field is a text of its own, so that no run of words goes from a question on into its answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.schema import Texts, column
from pipelines.scope import Scope, UsageError
from pipelines.stage import Stage, Task, Workspace
from pipelines.store_places import open_place

EVALUATION = pa.schema([
    column("file", pa.string(), "file of the evaluation set, relative to its folder"),
    column("item", pa.string(), "name of the item, or its number in the file"),
    column("text", Texts, "one text of the item: a field of it, or the whole"),
])  # fmt: skip
"""An item has a row for each of its texts, one after the other."""

VERSION = "1"

Items = Iterator[tuple[str | None, Any]]
"""Name of an item where it has one, and what holds its texts."""


def plan_sets(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """The one piece of work of the stage `evaluation_sets`, named after all bytes of the folder, a path or a URL."""
    folder, files = workspace.evaluation, _files(workspace.evaluation)
    digests = [(name, hashlib.sha256(body).hexdigest()) for name, body in files]
    return [Task(stage.key(digests), {"folder": folder})]


def read_sets(folder: str, *, fields: Sequence[str] | None = None, name: str | None = None) -> pa.Table:
    """All items of a folder, by file and then in their order: `EVALUATION`. None given: no items.

    Args:
        folder: a path or a URL; files of other kinds in it are left alone.
        fields: names of the fields that make an item's text; all that hold text when None.
        name: name of the field that names an item.

    Raises UsageError for a folder that is not there, a file that cannot be read, and one without any text.
    """
    rows = [row for file, body in _files(folder) for row in _rows(file, body, fields, name)]
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    return pa.table(list(map(list, columns)), schema=EVALUATION)


def _files(folder: str) -> list[tuple[str, bytes]]:
    """Name and bytes of every file of a known kind, by name."""
    if not folder:
        return []
    filesystem, path = open_place(folder)
    if not filesystem.exists(path):
        raise UsageError(f"{folder} is not there: name the folder of evaluation sets (CORPUS_EVALUATION), or none.")
    found = sorted(str(file) for file in filesystem.find(path))
    base = path.rstrip("/") + "/"
    known = [file for file in found if file.endswith(tuple(_READERS))]
    return [(file.removeprefix(base), cast(bytes, filesystem.cat_file(file))) for file in known]


def _rows(file: str, body: bytes, fields: Sequence[str] | None, name: str | None) -> Iterator[tuple[str, str, str]]:
    reader = next(reader for suffix, reader in _READERS.items() if file.endswith(suffix))
    empty = True
    try:
        for number, item in enumerate(reader(body), 1):
            named = item.get(name) if name and isinstance(item, dict) else None
            for text in _texts(_chosen(item, fields, name)):
                yield file, str(number if named is None else named), text
                empty = False
    except (ValueError, RecursionError) as error:
        raise UsageError(f"The evaluation set {file} cannot be read ({error}): mend it or take it away.") from error
    if empty:
        wanted = f"the fields {', '.join(fields)}" if fields else "text"
        raise UsageError(f"The evaluation set {file} has no item with {wanted}: name its fields, or take it away.")


def _chosen(item: Any, fields: Sequence[str] | None, name: str | None) -> Any:
    """What holds the texts of an item: all of it but its name, or the fields that are wanted."""
    if not isinstance(item, dict):
        return item
    return [value for field, value in item.items() if (field in fields if fields else field != name)]


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep in lists and objects, in their order."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _json_lines(body: bytes) -> Iterable[Any]:
    return (json.loads(line) for line in body.decode("utf-8-sig").split("\n") if line.strip())


def _parquet(body: bytes) -> Iterable[Any]:
    file = pq.ParquetFile(pa.BufferReader(body), pre_buffer=False)  # see `store_tables.opened`
    return file.read(use_threads=False).to_pylist()


def _text(body: bytes) -> Iterable[Any]:
    return [body.decode("utf-8-sig")]


_READERS: dict[str, Callable[[bytes], Iterable[Any]]] = {".jsonl": _json_lines, ".parquet": _parquet, ".txt": _text}
