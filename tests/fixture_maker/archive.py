"""Zip archives with the same bytes every time.

What belongs here: putting named bytes into an archive. What does not: hostile archives (see hostile.py).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

STAMP = (2024, 3, 1, 4, 0, 0)
"""Time of every member; a clock would change the bytes."""


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of (name, content), in the order given, deflated as the publishers do."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def members(archive: bytes) -> list[tuple[str, bytes]]:
    """(name, content) and (name at, time) of an archive, inner archives opened: equal whatever deflated them."""
    found = []
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for entry in opened.infolist():
            content = opened.read(entry)
            inner = members(content) if entry.filename.endswith(".zip") else [("", content)]
            found += [(f"{entry.filename}/{name}".rstrip("/"), inside) for name, inside in inner]
            found.append((f"{entry.filename} at", repr(entry.date_time).encode()))
    return found
