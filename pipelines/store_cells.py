"""Which cells of an asset there are, where a listing may lag behind what was written: in an object store.

What belongs here: the list of an asset's cells. What does not: their manifests (`store.py`).

    {root}/{asset}/_cells.json      ["edrsr|2019", …]

A cell is put on the list before its manifest is committed, and never taken off: a name without a manifest is nobody's.
A root from before these lists is listed, and what was written long ago no listing leaves out. On a disk the folders
themselves are the list.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pipelines.scope import EVERYTHING, Scope, parse_scope
from pipelines.store_manifest import MANIFEST
from pipelines.store_race import put_over

if TYPE_CHECKING:
    from pipelines.store import Store

CELLS = "_cells.json"

_FOLDER = re.compile(rf"source=([^/]+)/year=(\d+)/{MANIFEST}")


def cells_of(store: Store, asset: str) -> list[Scope]:
    """Cells of an asset that may have a manifest, in order."""
    return _read(store, asset, store.find(store.path(asset, EVERYTHING, CELLS)))


def name_cell(store: Store, asset: str, cell: Scope) -> None:
    """Put a cell on the list, whoever else does so at the same moment."""
    path, named = store.path(asset, EVERYTHING, CELLS), False
    while not named:
        there = store.find(path)
        cells = _read(store, asset, there)
        if there is not None and cell in cells:
            return
        body = json.dumps([str(each) for each in sorted({*cells, cell})]).encode()
        named = put_over(store, path, body, lambda found, seen=there: found == seen, new=there is None)


def _read(store: Store, asset: str, body: bytes | None) -> list[Scope]:
    if body is not None:
        return [parse_scope(name) for name in json.loads(body)]
    folder = store.path(asset, EVERYTHING, "")
    paths = (str(path).removeprefix(f"{folder}/") for path in store.filesystem().find(folder))
    return sorted(Scope(*found.groups()) for path in paths if (found := _FOLDER.fullmatch(path)))
