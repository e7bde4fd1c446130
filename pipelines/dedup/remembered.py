"""Likeness that was found once: texts that were compared in a night are not read again in the next.

What belongs here: the file of what is known of a piece's pairs, and asking the texts about the others only. What does
not: comparing (`comparison.py`) and which pairs are to be compared (`evidence.py`). A changed policy asks about the
same texts, and a new night about a few more; both find the rest here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from pipelines.dedup.comparison import LIKENESS, Texts, likeness
from pipelines.workroom import write_whole

VERSION = "3"
"""Raised when `comparison.likeness` says something else of the same texts."""

PAIR = ["row", "other", "other_row"]
"""A row of the piece, the piece of the earlier row, and that row."""

COLUMNS = pl.Schema([("row", pl.UInt32()), ("other", pl.String()), ("other_row", pl.UInt32()), *LIKENESS.items()])
"""Columns of the file."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of the pairs of one piece: `COLUMNS`, in a file that may not be there yet."""

    file: Path

    def __call__(self, pairs: pl.DataFrame, piece: str, texts: Texts) -> pl.DataFrame:
        """As `comparison.likeness`; the file then holds exactly these pairs.

        What was compared without a look at the content is compared again where that look is asked for.
        """
        asked, held = pairs.select(*PAIR, "closely").with_row_index("pair"), self._known()
        known = asked.join(held, on=PAIR, how="inner", maintain_order="left")
        known = known.filter(~pl.col("closely") | pl.col("same_content").is_not_null())
        missing = asked.join(known, on="pair", how="anti", maintain_order="left")["pair"]
        found = likeness(pairs[missing], piece, texts).with_columns(pair=missing)
        told = pl.concat([known.select("pair", *LIKENESS), found.select("pair", *LIKENESS)]).sort("pair").drop("pair")
        if len(missing) or known.height < held.height:
            write_whole(pairs.select(*PAIR).hstack(told).to_arrow(), self.file)
        return told

    def _known(self) -> pl.DataFrame:
        if not self.file.exists():
            return pl.DataFrame(schema=COLUMNS)
        return pl.DataFrame(pq.ParquetFile(self.file).read(), schema=COLUMNS)
