"""Hostile Parquet: footers that lie, pages that do, other types than the schema's, lengths without end.

What belongs here: shards that somebody laid into the data root. What does not: sources, which hold no Parquet.
Layout: Apache Parquet format 2.10: magic, pages, footer in Thrift, its length, magic.
"""

from __future__ import annotations

import struct
from functools import cache
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile.kinds import PASSED, REFUSED, Kind, Offer

ANY = (PASSED, REFUSED)
SHARD = "shard.parquet"


@cache
def _good() -> bytes:
    table = pa.table({"id": [f"edrsr:{number}" for number in range(50)], "text": ["Суд вирішив."] * 50})
    return _written(table)


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


def as_shard(body: bytes, _chance: Random) -> Offer:
    """A shard of the data root."""
    return Offer({SHARD: body})


def _footer(chance: Random, most: int) -> bytes:
    """Bytes of the footer are others: numbers of rows, lengths, types, names."""
    whole = bytearray(_good())
    length = struct.unpack("<I", whole[-8:-4])[0]
    for _ in range(chance.randint(1, 6)):
        whole[-8 - chance.randint(1, length)] = chance.randrange(256)
    return bytes(whole)


def _footer_length(chance: Random, most: int) -> bytes:
    length = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, len(_good()), 100))
    return _good()[:-8] + struct.pack("<I", length) + b"PAR1"


def _pages(chance: Random, most: int) -> bytes:
    """Bytes of the pages are others: headers, levels, lengths, compressed data."""
    whole = bytearray(_good())
    for _ in range(chance.randint(1, 12)):
        whole[chance.randrange(4, len(whole) // 2)] = chance.randrange(256)
    return bytes(whole)


def _types(chance: Random, most: int) -> bytes:
    """Sound, and of other types than the shard's."""
    made = chance.choice(
        ([1, 2], [None, None], [b"\xff", b"\xfe"], [[1], []], [{"a": 1}, {"a": 2}], [1.5, float("nan")])
    )
    name = chance.choice(("id", "text", "ID", "", "\x1b[31m"))
    return _written(pa.table({name: pa.array(made)}))


def _no_parquet(chance: Random, most: int) -> bytes:
    return chance.choice(
        (b"", b"PAR1", b"PAR1" * 3, b"PARE" + chance.randbytes(500) + b"PARE", _good()[:-1], b"PK\3\4", b"PAR1" * 9_000)
    )


KINDS = (
    Kind("Parquet footer", _footer, as_shard, ANY),
    Kind("length of a footer", _footer_length, as_shard, (REFUSED,)),
    Kind("Parquet pages", _pages, as_shard, ANY),
    Kind("Parquet types", _types, as_shard, ANY),
    Kind("no Parquet", _no_parquet, as_shard, (REFUSED,)),
)
