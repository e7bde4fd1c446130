"""Pieces: the shards of a source as clustering knows them, small files with one row a document.

What belongs here: which files a piece has, and their columns. What does not: filling them (`facts.py`, `bands.py`,
`estimates.py`) and finding what is alike (`index.py`).

A piece is named by the shards it was made from, so one that is there is done. All its files have the rows of its
shard in order, but for `names`, in which a row may occur several times or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

VERSION = "2"
"""Of what pieces hold; raised when `facts.py` tells something else of the same shard."""

SILENT = 0
"""Key of what is not told: it equals no other. A real key is this one with a chance of 2^-64."""

SILENT_DAY = -(1 << 31)
"""Day that is not told."""

TEXT, ID, CASE, DAY = range(4)
"""Families of names: the words of the text in order; the id; court and case; court, case and day."""

NAMES = pa.schema([("family", pa.uint8()), ("key", pa.uint64()), ("row", pa.uint32())])
"""What a row is called by; by family, then row. A row has a key for each of its cases, and none that is silent."""

FACTS = pa.schema(
    [
        ("id", pa.string()),
        ("id_key", pa.uint64()),
        ("statute", pa.bool_()),
        ("form", pa.uint64()),
        ("role", pa.uint8()),  # of the form: ORDINARY, OPINION, ADDITION
        ("court", pa.uint64()),
        ("instance", pa.uint8()),  # 0 not told, 1 first, 2 appeal, 3 cassation
        ("day", pa.int32()),  # days since 1970 (date32), as the next three; SILENT_DAY when not told
        ("edition", pa.int32()),
        ("registered", pa.int32()),
        ("published", pa.int32()),
        ("status", pa.string()),
        ("channel", pa.uint64()),  # the way it was published: form of the text and kind of file
        ("words", pa.int32()),
        ("text_key", pa.uint64()),  # SILENT for a text without words
        ("cases", pa.list_(pa.uint64())),  # sorted; of the kinds ALONE, WITHIN and NATIONWIDE
    ]
)
"""What the register says of each row, as keys that can be compared by the million: equal values, equal keys."""

ORDINARY, OPINION, ADDITION = range(3)
"""Roles of a form: a judgment, an opinion beside it, an additional decision to it."""

ALONE, WITHIN, NATIONWIDE = range(3)
"""Kinds of the key of a case, its last bits (`KIND`): a number that begins anew in each court, by itself and with the
court; a number that means one case in every court."""

KIND = 3

BY_TEXT, BY_ID, BY_CASE, BY_DAY, BY_BAND = 1, 2, 4, 8, 16
"""Bits of `ways`: what brought a pair up."""

PAIRS = pa.schema(
    [
        ("row", pa.uint32()),
        ("other", pa.string()),  # key of the piece that holds the earlier row
        ("other_row", pa.uint32()),
        ("ways", pa.uint8()),
        ("bands", pa.uint8()),  # bands that brought it up
        ("equal", pa.uint16()),  # bytes of the sketches that agree
    ]
)
"""Candidates of one piece: its row is the later one. Sorted by row, other and other_row, each pair once."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A shard of a source: its key, its rows, where its files lie, and the rows that are not to be found any more."""

    key: str
    rows: int
    folder: Path
    gone: tuple[int, ...] = ()
    """rows whose document was withdrawn since, ascending: they are in no bucket"""

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return self.bands, self.sketches, self.names, self.facts

    @property
    def bands(self) -> Path:
        """Columns band_00, band_01, … uint64: the key of each band (`bands.write_bands`)."""
        return self.folder / f"{self.key}.bands.parquet"

    @property
    def sketches(self) -> Path:
        """The low byte of each minimum (`estimates.write_sketches`)."""
        return self.folder / f"{self.key}.sketches.parquet"

    @property
    def names(self) -> Path:
        """`NAMES`."""
        return self.folder / f"{self.key}.names.parquet"

    @property
    def facts(self) -> Path:
        """`FACTS`."""
        return self.folder / f"{self.key}.facts.parquet"
