# /// script
# dependencies = ["trl==1.16.0", "datasets==5.2.0", "pyarrow==26.0.1"]
# [tool.uv]
# override-dependencies = ["torch ; sys_platform == 'never'"]
# ///
"""Documents of given lengths, their tokens a byte each, packed by TRL's `bfd` into rows of 8,192, all in one batch."""

from __future__ import annotations

import numpy as np
from datasets import Dataset, disable_caching  # pyright: ignore[reportMissingImports]
from serve import column, serve
from trl import pack_dataset  # pyright: ignore[reportMissingImports]

if __name__ == "__main__":
    disable_caching()
    lengths = column("length")
    tokens = np.split(np.zeros(sum(lengths), np.uint8), np.cumsum(lengths)[:-1])
    documents = Dataset.from_dict({"input_ids": tokens})
    serve("trl", lambda: pack_dataset(documents, 8192, "bfd", {"batch_size": len(lengths), "keep_in_memory": True}))
