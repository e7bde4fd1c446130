"""The asset `webdataset_shards`: a tar whose samples are `{key}.txt` and `{key}.json`.

What belongs here: member names, tar headers by hand (ten times faster than the standard library's objects), the
JSON of a sample. What does not: file names and splitting into files.

Format: POSIX.1-1988 ustar; samples as in the WebDataset convention (members of one sample are neighbours and share
their name up to the first dot).
"""

from __future__ import annotations

import hashlib
import re

import polars as pl
import pyarrow as pa

from pipelines import schema

VERSION = "1"

_BLOCK = 512
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_SLUG = 64
"""Keeps a member's name under the 100 bytes of a ustar header."""


def sample_key(document: str, version: str) -> str:
    """A member name for a document: readable, ASCII, without dots or slashes, and unique.

    Identifiers hold colons, slashes and Cyrillic letters, so the readable part may be shared; the hash is not.
    """
    slug = _NOT_IN_A_KEY.sub("_", document)[:_LONGEST_SLUG]
    digest = hashlib.blake2b(f"{document}\0{version}".encode(), digest_size=6)
    return f"{slug}-{digest.hexdigest()}"


def _header(name: str, size: int) -> bytes:
    """The ustar header of a plain file: mode 644, owner 0, time 0, so that same input gives same bytes."""
    fields = b"".join(
        [
            name.encode().ljust(100, b"\0"),
            b"0000644\0" + b"0000000\0" * 2,  # mode, uid, gid
            b"%011o\0" % size,
            b"00000000000\0",  # mtime
            b" " * 8,  # the checksum counts its own field as spaces
            b"0".ljust(101, b"\0"),  # plain file, no link
            b"ustar\x0000".ljust(_BLOCK - 257, b"\0"),
        ]
    )
    return fields[:148] + b"%06o\0 " % sum(fields) + fields[156:]


def _member(name: str, content: bytes) -> list[bytes]:
    return [_header(name, len(content)), content, b"\0" * (-len(content) % _BLOCK)]


def _metadata(corpus: pa.Table) -> list[str]:
    """The JSON of each row: every column but the text, dates as YYYY-MM-DD."""
    columns = [name for name in schema.CORPUS.names if name != "text"]
    frame = pl.DataFrame(corpus.select(columns))
    return frame.select(pl.struct(columns).struct.json_encode()).to_series().to_list()


def tar_bytes(corpus: pa.Table) -> bytes:
    """A tar of the table's rows in their order, two members a row.

    Args:
        corpus: rows of `schema.CORPUS`.
    """
    parts: list[bytes] = []
    rows = zip(*(corpus[name].to_pylist() for name in ("id", "version", "text")), _metadata(corpus), strict=True)
    for document, version, text, metadata in rows:
        key = sample_key(document, version)
        parts += _member(f"{key}.txt", text.encode())
        parts += _member(f"{key}.json", metadata.encode())
    return b"".join([*parts, b"\0" * (2 * _BLOCK)])
