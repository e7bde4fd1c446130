"""Tables as the bytes of Parquet files: the same for the same table.

What belongs here: compression, dictionaries, row groups, and why. What does not: where the bytes go (`store.py`).
"""

from __future__ import annotations

import base64

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROW_GROUP_BYTES = 50 << 20
"""Text or tokens in a row group: enough to feed a reader, little enough to bound its memory."""

ROW_GROUPS = (5_000, 100_000)
"""Fewest rows of a row group of texts, and most of any; the first is 50 MB of common decisions, the second a shard
without texts. Rows of tokens are as long as each other, and need no least number."""

UNIQUE = frozenset({"id", "version", "url", "source_place", "record"})
"""Columns whose values hardly ever come twice, so that a dictionary would only be tried in vain."""

TEXT_LEVEL = 3
"""Level of zstd for texts; all else is small, repeats itself, and is no smaller at 3 than at the library's level 1."""

HEX_LEVELS = {"version": -100, "url": -7}
"""Levels of zstd for values that are mostly hexadecimal hashes: they lose what they share, where they share anything,
and no time on the rest."""

SOUGHT = frozenset({"id", "law"})
"""Columns of text by which readers seek; of other text the least and the greatest value help nobody, and they cost a
comparison a row."""


def parquet_bytes(table: pa.Table) -> pa.Buffer:
    """A table as the bytes of a Parquet file, the same for the same table: zstd, page index, row groups by text.

    A column that is a dictionary is written, and later read, as what it stands for; its values are not sought anew.
    """
    sink, held = pa.BufferOutputStream(), table.schema
    schema = pa.schema([field.with_type(plain_type(field.type)) for field in held], held.metadata)
    texts = [field.name for field in schema if field.type == pa.large_string()]
    words = [field.name for field in schema if field.type == pa.string()]
    numbers = [f.name for f in schema if not pa.types.is_nested(f.type) and f.name not in (*texts, *words)]
    levels = dict.fromkeys(texts, TEXT_LEVEL) | {name: HEX_LEVELS[name] for name in words if name in HEX_LEVELS}
    tokens = [field.name for field in schema if _is_tokens(field.type)]
    size = min(_rows_of_texts(table.select(texts)), _rows_of_tokens(table.select(tokens)))
    # a dictionary is written whole into every row group
    table = table.unify_dictionaries() if table.num_rows <= size else table.cast(schema)
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=levels,
        write_page_index=True,
        use_dictionary=[name for name in words if name not in UNIQUE],  # pyright: ignore[reportArgumentType]
        # the high bytes of token ids are nearly all alike: a quarter smaller, and read a third faster
        column_encoding={f"{name}.list.element": "BYTE_STREAM_SPLIT" for name in tokens} or None,
        write_statistics=[*numbers, *SOUGHT.intersection(words)],  # pyright: ignore[reportArgumentType]
        store_schema=False,
    ) as file:
        file.write_table(table, size)
        file.add_key_value_metadata({"ARROW:schema": base64.b64encode(schema.serialize().to_pybytes()).decode()})
    return sink.getvalue()


def plain_type(kind: pa.DataType) -> pa.DataType:
    """What a dictionary stands for; any other type itself."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_tokens(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) and kind.value_type in (pa.uint16(), pa.uint32())


def _rows_of_texts(texts: pa.Table) -> int:
    """Rows of a row group of a table with these texts."""
    size = sum(pc.sum(pc.binary_length(column)).as_py() or 0 for column in texts.columns)
    fewest, most = ROW_GROUPS
    return max(fewest, min(most, ROW_GROUP_BYTES * texts.num_rows // max(size, 1)))


def _rows_of_tokens(tokens: pa.Table) -> int:
    """Rows of a row group of a table with these token ids."""
    size = sum(chunk.flatten().nbytes for column in tokens.columns for chunk in column.chunks)
    return max(1, min(ROW_GROUPS[1], ROW_GROUP_BYTES * tokens.num_rows // max(size, 1)))
