# /// script
# dependencies = ["webdataset==1.0.2", "pyarrow==26.0.1"]
# ///
"""A tar with webdataset.TarWriter; the samples are Python objects already."""

from __future__ import annotations

import io

from serve import column, serve
from webdataset import TarWriter  # pyright: ignore[reportMissingImports]


def write(samples: list[dict[str, object]]) -> None:
    """All samples into one tar in memory."""
    with TarWriter(io.BytesIO()) as tar:
        for sample in samples:
            tar.write(sample)


if __name__ == "__main__":
    rows = zip(column("key"), column("text"), column("metadata"), strict=True)
    prepared = [{"__key__": key, "txt": text, "json": metadata} for key, text, metadata in rows]
    serve("webdataset", lambda: write(prepared))
